/*
 * What an import would take a file for, before any row is imported: its sheets, its encoding, what each of its columns
 * is understood as, and its first rows. For a front end that shows it and lets a person say otherwise.
 */
#ifndef QUAD_STORE_LIST_PREVIEW_H
#define QUAD_STORE_LIST_PREVIEW_H

#include "store/list/list_import.h"

#define LIST_PREVIEW_ROWS 20

enum list_reading {
	LIST_SKIPPED,    /* nobody understands the header */
	LIST_UNDERSTOOD, /* by its words, and by the rows below it */
	LIST_REMEMBERED, /* as earlier imports were told */
	LIST_TOLD,       /* by ask->map */
};

struct list_preview_column {
	const char *header; /* cleaned; "" for one without */
	enum list_reading reading;
	const char *const *ours; /* our columns that read it, at least one unless it is skipped */
	size_t n_ours;
};

struct list_preview {
	const char *encoding; /* as in the summary of an import; "" for a workbook */
	bool encoding_guessed;
	/* the sheets of a workbook that are shown; sheet is the one whose header this is. NULL for a text */
	const char **sheets, *sheet;
	size_t n_sheets;
	struct list_preview_column *columns; /* in the order of the file */
	size_t n_columns;
	/*
	 * The first rows with cells: a cleaned text for each column, "" where there is none; numbers has the number of
	 * each, as the report of an import has it
	 */
	const char ***rows;
	size_t *numbers;
	size_t n_rows;
	const char **missing; /* needed columns of ours that the file lacks */
	size_t n_missing;
	const char *kind;        /* resources: what their header says they are, where no column does; else NULL */
	struct list_fault fault; /* why it cannot be read */
	struct arena arena;
};

/*
 * Looks at ask's file as list_import would read it, with what earlier imports were told; ask->dry_run and what comes
 * after it are not used, and a calendar, which has no columns, has an empty preview. Missing columns are no error here.
 * skip: so many rows after the header are left out first. The caller releases *out in any case. QUAD_EINVAL: it cannot
 * be read; out->fault says why. Errors of the file and of the store, QUAD_ENOMEM.
 */
int list_preview(struct store *s, const struct list_import *ask, size_t skip, struct list_preview *out)
	__attribute__((warn_unused_result));
void list_preview_release(struct list_preview *p);

/*
 * The kind of list that a file most likely is: the one whose columns its header has, of those the one that understands
 * most of it. ask->kind, which is not looked at, may be NULL; *out is NULL if no kind knows two of its headers. Errors
 * as above, but QUAD_EINVAL.
 */
int list_guess_kind(struct store *s, const struct list_import *ask, const struct list_kind **out)
	__attribute__((warn_unused_result));

/*
 * The columns that a list of the kind may have, by their names, the needed ones first; NULL ends them. In arena; NULL
 * on out of memory.
 */
const char *const *list_kind_columns(const struct list_kind *kind, struct arena *arena);

#endif
