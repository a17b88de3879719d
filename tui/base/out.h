/*
 * Rows of cells onto a stream, as aligned columns, CSV, JSON or a workbook, in constant memory however many rows come.
 * A table is aligned by its first rows; a workbook goes out when it is whole.
 */
#ifndef QUAD_TUI_OUT_H
#define QUAD_TUI_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "store/base/buf.h"
#include "store/base/clock.h"
#include "store/model/table.h"
#include "store/format/xlsx_write.h"

/* OUT_EXCEL: CSV with a byte-order mark, CRLF, and a mark before texts that would be taken for formulas (csv.h). */
enum out_format { OUT_TABLE, OUT_CSV, OUT_EXCEL, OUT_JSON, OUT_XLSX };

struct out_options {
	enum out_format format;
	size_t cols;  /* of the terminal, for tables; 0 = unlimited */
	bool heading; /* tables: the header row stands out (bold) */
	bool shown;   /* CSV and JSON go to a terminal, and nothing of them that it would obey */
	/* what the rows are, read when they begin, for the sheet of a workbook; NULL, of either: unnamed */
	const char *const *name;
	const char *const *remark; /* likewise, for the properties of a workbook */
	const struct xlsx_grid *const *grid; /* likewise, a picture in a workbook */
	const char *const *notes;  /* likewise, lines for a second sheet of a workbook */
	/*
	 * Tables, both or none: the title of a column, and the cell of a column as it is to be read, the text itself or
	 * one in scratch. NULL: names and texts as they are.
	 */
	const char *(*title)(const char *column);
	const char *(*value)(const char *rows, const char *column, const char *text, struct buf *scratch);
};

/* A sink whose functions return QUAD_ESTOP once the stream or the workbook has failed, QUAD_ENOMEM. */
struct out {
	struct table_sink sink; /* first, so that the sink is the object */
	FILE *file;
	struct out_options options;
	struct column *columns; /* a copy */
	size_t n_columns;
	uint64_t n_rows;
	struct buf text;        /* not yet written */
	struct buf plain;       /* of it, what is shown */
	int64_t time_min;       /* the last time that was written, and its text, "" = none yet */
	char time[CLOCK_TEXT_MAX];
	int error;              /* errno of the stream's failure, 0 = none */
	/* tables: the first rows, kept until the widths are known */
	char **kept;
	size_t n_kept, cap_kept;
	size_t *widths;
	bool begun, measured;
	struct buf scratch;      /* for options.value */
	struct xlsx_write *book; /* NULL: none begun. Its fault says what failed, if not the stream */
	struct arena arena;
};

/* The stream is borrowed until out_release, and neither flushed nor closed. */
void out_init(struct out *o, FILE *file, const struct out_options *options);
void out_release(struct out *o);

/* Appends a text as a JSON string with its quotes; what a terminal would obey is escaped. */
void out_json_text(struct buf *b, const char *s);
/* Appends an instant as a JSON string, RFC 3339 with offset. */
void out_json_time(struct buf *b, int64_t at_min);

#endif
