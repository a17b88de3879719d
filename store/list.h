/*
 * Lists in and out: the kinds of files that `import` and `export` know, over the public operations. A kind is a table
 * of columns with their names in English and Chinese; an import row becomes a request, a stored thing becomes a row of
 * cells, and what is exported imports again as `unchanged`.
 */
#ifndef QUAD_STORE_LIST_H
#define QUAD_STORE_LIST_H

#include "store/query.h"
#include "store/table.h"

struct list_kind;

/* The kind of a word (`resources`...), NULL for another; and all of them, ending in NULL. */
const struct list_kind *list_kind_find(const char *word);
const struct list_kind *const *list_kinds(void);
const char *list_kind_word(const struct list_kind *kind);

/* ---- out ---- */

struct list_filter {
	struct resource_filter resources; /* kind resources */
	struct booking_filter bookings;   /* kind bookings */
};

/* All rows of a kind into the sink, filter may be NULL. What the sink returns if not 0, or an error. */
int list_export(struct store *s, const struct list_kind *kind, const struct list_filter *filter,
                struct table_sink *sink) __attribute__((warn_unused_result));

/* ---- in ---- */

struct list_pair {
	const char *ours, *theirs; /* map: our column, their header; set: our column, the value */
};

struct list_import {
	const struct list_kind *kind;
	struct bytes data;          /* the whole file */
	const char *encoding;       /* NULL = guess */
	const struct list_pair *map, *set;
	size_t n_map, n_set;
	bool dry_run, create_missing;
	const char *actor;
	int64_t now;
};

struct list_row_report {
	size_t row;      /* data rows from 1, as the file holds them */
	const char *key; /* the code or ref, "" if the row has none */
	enum outcome outcome;
	const struct reasons *reasons;
};

struct list_summary {
	const char *encoding;          /* the one used */
	bool encoding_guessed;         /* neither by mark nor as plain UTF-8 nor told */
	size_t counts[OUTCOME_INVALID + 1];
	size_t rows;
	/* columns of the file that are not understood; and needed columns that the file lacks (nothing is then imported) */
	const char **unknown, **missing;
	size_t n_unknown, n_missing;
	/* pairs of campuses between which a booked person travels and the table lists nothing, as `A - B` */
	const char **unlisted;
	size_t n_unlisted;
	struct arena arena;
};

/*
 * Imports. Rows are handed to `report` (may be NULL) in file order, each after it was decided. QUAD_EINVAL: the file
 * cannot be read as a list of this kind (summary says which columns are missing; `bad` names anything else, as a
 * sentence for a person, borrowed from the summary). QUAD_EBUSY, QUAD_EFULL...: the rows reported stand.
 */
int list_import(struct store *s, const struct list_import *ask, int (*report)(void *arg, const struct list_row_report *r),
                void *arg, struct list_summary *out, const char **bad) __attribute__((warn_unused_result));
void list_summary_release(struct list_summary *s);

#endif
