/* Which cell of a file's rows holds which of our columns: found by the header row. */
#ifndef QUAD_STORE_LIST_HEADER_H
#define QUAD_STORE_LIST_HEADER_H

#include "store/format/state_words.h"
#include "store/list/list_column.h"
#include "store/list/list_import.h"
#include "store/list/list_sample.h"

#define HEADER_NO_CELL SIZE_MAX

#define STATE_COLUMNS_MAX 8 /* of one list */
#define KEY_PARTS_MAX 8

struct state_column {
	size_t cell;
	enum state_header header;
};

/* A column whose texts make the code, by `--key`: one of ours, or a cell that is none of them. */
struct key_part {
	size_t column, cell; /* HEADER_NO_CELL: it is not that */
	const char *name;    /* as it was told */
};

struct list_header {
	size_t cell[LIST_COLUMNS_MAX];     /* by our column; HEADER_NO_CELL if the file lacks it */
	const char *set[LIST_COLUMNS_MAX]; /* the value of `--set`, NULL = none */
	const char *const *names;          /* the file's header, cleaned */
	size_t n_names;
	bool denied;      /* the column `active` asks whether the row is out of use: 是否停用 */
	bool departments; /* the column for the institution is headed as one for departments, and nobody told it */
	bool code_is_name; /* the list has no codes: the key column reads the name's cell */
	bool composed[LIST_COLUMNS_MAX]; /* the column's value is put together: header_compose */
	struct state_column states[STATE_COLUMNS_MAX];
	size_t n_states;
	struct key_part key[KEY_PARTS_MAX]; /* the code is made of these; none: it is as the file has it */
	size_t n_key;
	bool span; /* start and end are told by the column with COLUMN_SPAN */
	enum resource_kind kind_if; /* the kind column says whether a row is this (`is_lab`); 0 = it has words */
	enum resource_kind kind; /* of rows whose type word says none; 0 = not known */
};

/* How many of a row's cells (cleaned texts) are known as headers of the kind, or named by a map. */
int header_known(const struct list_import *ask, const char *const *names, size_t n_names, size_t *out)
	__attribute__((warn_unused_result));

/* True if a header is one of the names of a column, not only understood by its parts; *failed: out of memory. */
bool header_is_name(const struct list_kind *kind, const char *header, bool *failed);

/*
 * Understands a header row, with the first rows behind it (NULL: none are known). The lists of unknown and missing
 * columns and all of *out are in arena, names among it.
 * QUAD_EINVAL: map, set or key names a column that is not ours or not the file's; the summary's fault says which.
 * QUAD_ENOMEM.
 */
int header_read(const struct list_import *ask, const char *const *names, size_t n_names,
                const struct list_sample *sample, struct arena *arena, struct list_header *out,
                struct list_summary *summary) __attribute__((warn_unused_result));

/*
 * The code that `--key` makes of a row: the texts of its columns with `-` between them, "" and *missing the name of one
 * that is empty. In arena; NULL on out of memory.
 */
const char *header_make_key(const struct list_header *h, const struct list_kind *kind, const char *const *texts,
                            size_t n_texts, struct arena *arena, const char **missing);

/*
 * The value of a composed column in a row of cleaned texts, "" if nothing of it is there: in arena or borrowed from the
 * texts. NULL without memory.
 */
const char *header_compose(const struct list_header *h, const struct list_kind *kind, size_t column,
                           const char *const *texts, size_t n_texts, struct arena *arena);

#endif
