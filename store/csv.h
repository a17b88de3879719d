/* CSV: a reader that loses one row, not the file, to a damaged one; and a writer (RFC 4180, LF). */
#ifndef QUAD_STORE_CSV_H
#define QUAD_STORE_CSV_H

#include "store/buf.h"

#define CSV_CELL_MAX_BYTES ((size_t)64 << 10)
#define CSV_CELLS_MAX 4096

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

/* The delimiter of a text: the one of `,` `;` TAB that its first line with anything in it has most of, outside quotes.
 */
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

/* Appends a cell, a comma before all but the row's first; quoted only where it must be. */
void csv_put(struct buf *out, const char *text, bool first);
void csv_put_end(struct buf *out);

#endif
