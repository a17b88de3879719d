/*
 * A workbook (XLSX) of one sheet as a sink of rows, and perhaps a picture and notes on others. The same rows and remark
 * give the same bytes, whenever and by whomever they are written. Memory does not grow with the rows: they wait in
 * files without a name in $TMPDIR (/tmp), which need room for about ten times the same list as CSV, and the stream gets
 * the workbook when it is whole.
 */
#ifndef QUAD_STORE_XLSX_WRITE_H
#define QUAD_STORE_XLSX_WRITE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "store/model/table.h"

#define XLSX_WRITE_ROWS_MAX 1048575u /* of a sheet, besides its header */
#define XLSX_WRITE_TEXT_MAX 32767u   /* UTF-16 units of a cell */

enum xlsx_write_problem {
	XLSX_WRITE_FINE,
	XLSX_WRITE_NO_LIBRARY, /* subject: the Debian package that is missing */
	XLSX_WRITE_ROWS,       /* there are more rows than XLSX_WRITE_ROWS_MAX */
	XLSX_WRITE_TEXT,       /* of a row, subject its first cell, a text is longer than XLSX_WRITE_TEXT_MAX */
	XLSX_WRITE_TEMPORARY,  /* the files in the directory, subject: its name, could not be written, for `error` */
	XLSX_WRITE_OUTPUT,     /* the stream could not be written, for `error` */
};

struct xlsx_write_fault {
	enum xlsx_write_problem problem;
	int error;           /* errno */
	uint32_t row;        /* data rows from 1 */
	const char *column;  /* its name */
	const char *subject; /* never NULL with a problem */
};

struct xlsx_write;

/*
 * Opens a workbook whose sheet has this name, to be written to the stream, which is borrowed until _free and neither
 * flushed nor closed. QUAD_ENOMEM.
 */
int xlsx_write_new(FILE *file, const char *sheet, struct xlsx_write **out) __attribute__((warn_unused_result));
/* Before the first row: a text that stands among the document's properties, borrowed until the workbook is whole. */
void xlsx_write_remark(struct xlsx_write *w, const char *text);
/*
 * Numbers as a picture on a sheet of its own, `picture`: names above and at the left, and in each cell the number on a
 * fill that is as dark as its level says. Of one column, as bars, there is a bar beside each number.
 */
#define XLSX_LEVELS 4
struct xlsx_grid {
	const char *title;
	const char *const *row_names, *const *column_names;
	size_t n_rows, n_columns;
	const struct cell *cells; /* n_rows x n_columns */
	enum cell_type type;      /* CELL_NUMBER or CELL_HUNDREDTHS */
	const int *levels;        /* of each cell, 0 to XLSX_LEVELS */
	bool bars;
	int64_t most; /* of the amounts, as which a bar is whole */
};
/* Likewise, borrowed. */
void xlsx_write_grid(struct xlsx_write *w, const struct xlsx_grid *grid);

/* Likewise: lines, which stand on a further sheet, `notes`. */
void xlsx_write_notes(struct xlsx_write *w, const char *lines);
void xlsx_write_free(struct xlsx_write *w); /* at any time, NULL too: what was not ended leaves nothing behind */

/*
 * Times become date cells, numbers numbers, all else text; a text with a mark of its own (csv.h) gets another. Its
 * functions return QUAD_ESTOP, the fault then saying why, or QUAD_ENOMEM; nothing was then written to the stream, but
 * for XLSX_WRITE_OUTPUT.
 */
struct table_sink *xlsx_write_sink(struct xlsx_write *w);
const struct xlsx_write_fault *xlsx_write_fault(const struct xlsx_write *w);

#endif
