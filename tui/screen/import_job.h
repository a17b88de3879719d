/*
 * What a person has said about one import: the file, which list it is, and how its columns are to be read. It stays
 * when the file is looked at, rehearsed and imported, and when it is said otherwise. It knows nothing of the screen.
 */
#ifndef QUAD_TUI_IMPORT_JOB_H
#define QUAD_TUI_IMPORT_JOB_H

#include "store/list/list_import.h"

enum import_option { IMPORT_CREATE, IMPORT_SKIP, IMPORT_WITHDRAW, IMPORT_OPTIONS };

/* A pair counts for the kind of list for which it was said. */
struct import_pair {
	const struct list_kind *kind;
	struct list_pair pair;
};

struct import_pairs {
	struct import_pair *v;
	size_t n, cap;
};

struct import_job {
	const char *path;
	const struct list_kind *kind; /* NULL: not known yet */
	const char *encoding, *sheet; /* NULL: guessed */
	struct import_pairs map, set, kinds;
	bool options[IMPORT_OPTIONS];
	unsigned n_said;    /* grows with each thing that is said of encoding, sheet and columns */
	struct arena arena; /* owns all texts */
};

/* Begins one; the path is copied. 0 or QUAD_ENOMEM. Release in any case. */
int import_job_begin(struct import_job *job, const char *path, const struct list_kind *kind)
	__attribute__((warn_unused_result));
void import_job_release(struct import_job *job);

/* What follows is 0 or QUAD_ENOMEM; texts are copied. */

/* Another encoding or sheet; "" is guessed. */
int import_job_encoding(struct import_job *job, const char *encoding) __attribute__((warn_unused_result));
int import_job_sheet(struct import_job *job, const char *sheet) __attribute__((warn_unused_result));
/* Our column reads theirs, which is skipped if ours is "". What was said of either before is dropped. */
int import_job_map(struct import_job *job, const char *ours, const char *theirs) __attribute__((warn_unused_result));
/* Nothing is said of their column any more. */
void import_job_unmap(struct import_job *job, const char *theirs);
/* Our column has a value where the file has none; "": no longer. */
int import_job_set(struct import_job *job, const char *ours, const char *value) __attribute__((warn_unused_result));
/* A type word is a kind of resource. */
int import_job_map_kind(struct import_job *job, const char *word, enum resource_kind kind)
	__attribute__((warn_unused_result));

/* The value that was set for our column, NULL for none. */
const char *import_job_value(const struct import_job *job, const char *ours);

/* True if the option means something for such lists, as far as is said by now. */
bool import_job_may(const struct import_job *job, enum import_option option);

/* Fills in what was said: the kind, the file's reading and its columns; the rest of *out is zero. In arena. */
int import_job_ask(const struct import_job *job, struct arena *arena, struct list_import *out)
	__attribute__((warn_unused_result));

#endif
