/* CSV: a reader that loses one row, not the file, to a damaged one; and a writer (RFC 4180, LF). */
#ifndef QUAD_STORE_CSV_H
#define QUAD_STORE_CSV_H

#include "store/base/buf.h"
#include "store/format/text_file.h"

#define CSV_CELL_MAX_BYTES ((size_t)64 << 10)
#define CSV_CELLS_MAX 4096
#define CSV_ROW_MAX_BYTES ((size_t)1 << 20)

enum csv_fault {
	CSV_FINE,
	CSV_STRAY_QUOTE, /* a quote within a cell, or text after a closing quote */
	CSV_OPEN_QUOTE,  /* a quote that nothing closes, or not within the size of a cell */
	CSV_TOO_LARGE,   /* a cell or a row beyond the limits */
};

/* What a spreadsheet program did to a cell, so that its text is not what was meant. */
enum csv_mark {
	CSV_PLAIN,
	CSV_DATE,        /* a number that shows as a date */
	CSV_MANY_DIGITS, /* a number of more than the 15 digits that are kept */
	CSV_NO_RESULT,   /* a formula without a saved value; the text is the formula */
	CSV_ERROR,       /* an error such as #REF! */
};

/* Cells may hold any byte, NUL included, and are not followed by one. */
struct csv_row {
	const struct bytes *cells;
	const unsigned char *marks; /* enum csv_mark of each cell; NULL: the file cannot tell */
	size_t n;
	enum csv_fault fault; /* of cell n; the n cells before it are whole */
};

struct csv_reader {
	const char *text;
	size_t len, at; /* bytes; at: where the next row begins */
	const struct text_file *file; /* NULL: text is all; else a window of it, which begins at byte `from` */
	char *window;
	size_t cap_window, from;
	bool cut; /* the row at hand may go on after the window */
	struct csv_parser *parser;
	char delimiter;
	struct buf data; /* the row's cells, one after the other */
	struct bytes *cells;
	size_t *ends; /* of the cells in data */
	size_t n, cap_cells, cap_ends;
	bool ended, too_large, failed;
};

/* The delimiter of a text: that of `,` `;` TAB which is most frequent, outside quotes, in the first line with any. */
char csv_delimiter(const char *text, size_t len);

/* Reads text, which must stay until the end; lines end in LF, CR or CR LF. QUAD_ENOMEM. */
int csv_reader_open(struct csv_reader *r, const char *text, size_t len, char delimiter)
	__attribute__((warn_unused_result));
/*
 * Reads a file from a byte on, piece by piece: the memory that it takes does not grow with the file, but for a row that
 * is longer than any that is read whole. The file must stay. QUAD_ENOMEM, errors of the file.
 */
int csv_reader_open_file(struct csv_reader *r, const struct text_file *file, size_t from)
	__attribute__((warn_unused_result));
/* The byte of the text or file where the next row begins, and the number of all bytes. */
size_t csv_reader_at(const struct csv_reader *r, size_t *len);
/*
 * The next row; of a cell `="0012"`, as programs write texts for spreadsheets, the text. Its cells are borrowed until
 * the next call. An empty line is a row without cells. After a row with a fault, reading goes on at the line after the
 * one in which that row began. QUAD_ENOTFOUND at the end, QUAD_ENOMEM, errors of the file.
 */
int csv_reader_next(struct csv_reader *r, struct csv_row *out) __attribute__((warn_unused_result));
void csv_reader_close(struct csv_reader *r); /* all-zero is fine */

/* Makes *cells the n cells that lie in data one after the other, each ending at ends[i]. Grows *cells. QUAD_ENOMEM. */
int csv_point_at_cells(const struct buf *data, const size_t *ends, size_t n, struct bytes **cells, size_t *cap)
	__attribute__((warn_unused_result));

/*
 * Marks against formulas. Spreadsheet programs calculate a text that begins with = + - @ (full-width forms too), TAB
 * or CR, unless an apostrophe stands before it. Such an apostrophe is a mark and no part of the text: import removes
 * one, in CSV and in workbooks. Therefore a text that itself begins with apostrophes and such a character is always
 * written with one more, and every other such text only where it is to be guarded. A mere negative number, as `-122.5`,
 * needs no mark.
 */
bool csv_wants_mark(const char *text, bool guard);
/* The text without its mark; borrowed from text. */
const char *csv_unmark(const char *text);

/* Appends a cell, with a comma before it unless it is the first; quoted and marked only where it must be. */
void csv_put(struct buf *out, const char *text, bool first);
/* The same, and every text is guarded that a spreadsheet program would calculate. */
void csv_put_guarded(struct buf *out, const char *text, bool first);
void csv_put_end(struct buf *out);

#endif
