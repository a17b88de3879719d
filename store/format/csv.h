/* CSV: a reader that loses one row, not the file, to a damaged one; and a writer (RFC 4180, LF). */
#ifndef QUAD_STORE_CSV_H
#define QUAD_STORE_CSV_H

#include "store/base/buf.h"

#define CSV_CELL_MAX_BYTES ((size_t)64 << 10)
#define CSV_CELLS_MAX 4096
#define CSV_ROW_MAX_BYTES ((size_t)1 << 20)

enum csv_fault {
	CSV_FINE,
	CSV_STRAY_QUOTE, /* a quote within a cell, or text behind a closing one */
	CSV_OPEN_QUOTE,  /* a quote that nothing closes, at least not within a cell's size */
	CSV_TOO_LARGE,   /* a cell or a row beyond the limits */
};

/* Cells may hold any byte, NUL included, and are not followed by one. */
struct csv_row {
	const struct bytes *cells;
	size_t n;
	enum csv_fault fault; /* in cell n, the ones before it are whole */
};

struct csv_reader {
	const char *text;
	size_t len, at; /* bytes; at: the next row's first */
	struct csv_parser *parser;
	char delimiter;
	struct buf data; /* the row's cells, one behind the other */
	struct bytes *cells;
	size_t *ends; /* of the cells in data */
	size_t n, cap_cells, cap_ends;
	bool ended, too_large, failed;
};

/* The delimiter of a text: the one of `,` `;` TAB that its first line with any of them has most of, outside quotes. */
char csv_delimiter(const char *text, size_t len);

/* Reads text, which must stay until the end; lines end in LF, CR or CR LF. QUAD_ENOMEM. */
int csv_reader_open(struct csv_reader *r, const char *text, size_t len, char delimiter)
	__attribute__((warn_unused_result));
/*
 * The next row, its cells borrowed until the next call; an empty line is a row without cells. Behind a row with a
 * fault reading goes on at the line after the one in which it began. QUAD_ENOTFOUND at the end, QUAD_ENOMEM.
 */
int csv_reader_next(struct csv_reader *r, struct csv_row *out) __attribute__((warn_unused_result));
void csv_reader_close(struct csv_reader *r); /* all-zero is fine */

/*
 * Spreadsheet programs calculate a text that begins with = + - @ (in full width too), TAB or CR. An apostrophe before
 * such a text, with or without others before it, is a mark and no part of the text: import takes one away, in CSV and
 * in workbooks. So a text that has one by itself must get another whenever it is written; one that has none gets one
 * where it is to be guarded. What is only a negative number, `-122.5`, is no such text.
 */
bool csv_wants_mark(const char *text, bool guard);
/* The text behind its mark, else text itself. */
const char *csv_unmark(const char *text);

/* Appends a cell, a comma before all but the row's first; quoted and marked only where it must be. */
void csv_put(struct buf *out, const char *text, bool first);
/* The same with every text guarded that a spreadsheet program would calculate. */
void csv_put_guarded(struct buf *out, const char *text, bool first);
void csv_put_end(struct buf *out);

#endif
