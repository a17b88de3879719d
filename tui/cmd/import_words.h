/* Rows of an import and their reasons in words, as people find them in their file. */
#ifndef QUAD_TUI_IMPORT_WORDS_H
#define QUAD_TUI_IMPORT_WORDS_H

#include "store/list/list_import.h"

#define IMPORT_TOLD_MAX 20 /* complaints, changes, names of columns; the report has all */

/* The file's header of a column of ours, NULL if it has none. */
const char *import_heading_of(const struct list_row_report *row, const char *ours);

/* Appends which row it is: `row 3 (LAB-1)`, with its sheet where there are several. */
void import_add_row(const struct list_row_report *row, struct buf *out);

/* Appends a reason of the row as a sentence without a full stop, with what mends it where that is known. */
void import_add_reason(const struct list_row_report *row, const struct reason *r, struct buf *out);
/* Appends all of them, each after a comma or a semicolon. */
void import_add_reasons(const struct list_row_report *row, struct buf *out);

/* A value in a sentence: cut where it is long, and seen where it is empty. */
void import_add_value(const char *value, struct buf *out);
/* Such values with commas between them, and a line end. */
void import_add_names(struct buf *out, const char *const *names, size_t n);

#endif
