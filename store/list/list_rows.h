/* The rows of a list's file, one at a time, whatever kind of file it is. Private to the list modules. */
#ifndef QUAD_STORE_LIST_ROWS_H
#define QUAD_STORE_LIST_ROWS_H

#include "store/format/csv.h"
#include "store/format/sheet_parts.h"
#include "store/format/xlsx.h"

/* Where rows come from: a text, a file of text, or a sheet of a workbook. */
struct source {
	const struct text_file *file; /* NULL: the text, of len bytes; else the file from the byte `begin` on */
	size_t begin;
	const char *text;
	size_t len, sheet;
	struct xlsx *book;        /* NULL: the text */
	struct sheet_parts parts; /* of another kind of workbook, of which book is made */
	const size_t *sheets; /* of a workbook: those that are read, one after the other; sheet is the one at hand */
	size_t n_sheets;
	bool heads_only; /* set before it is opened: sheets are not surveyed, only their first rows will be read */
};

struct rows {
	struct csv_reader csv;
	struct xlsx_rows *sheet; /* NULL: csv */
};

/* Opens the rows of from, which must stay. Errors of the readers. All-zero rows are closed. */
int rows_open(struct rows *r, const struct source *from) __attribute__((warn_unused_result));
/* The next row, as csv_reader_next gives it. QUAD_ENOTFOUND at the end; errors of the readers. */
int rows_next(struct rows *r, struct csv_row *out) __attribute__((warn_unused_result));
void rows_close(struct rows *r);

/* The cleaned texts of a row's cells, in arena; *empty: there are none. QUAD_ENOMEM. */
int rows_clean_cells(const struct csv_row *row, struct arena *arena, const char ***out, bool *empty)
	__attribute__((warn_unused_result));

#endif
