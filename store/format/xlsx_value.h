/* What a cell of a workbook shows: number formats, and numbers and dates as text (ECMA-376 part 1, 18.8.30). */
#ifndef QUAD_STORE_XLSX_VALUE_H
#define QUAD_STORE_XLSX_VALUE_H

#include "store/base/buf.h"

enum xlsx_shows {
	XLSX_DATE = 1,
	XLSX_TIME = 2,
	XLSX_ELAPSED = 4, /* hours that count on past 24 */
};

#define XLSX_LITERAL_MAX 16 /* bytes, with the NUL */

struct xlsx_format {
	unsigned char shows;  /* enum xlsx_shows; 0 = a number */
	unsigned char digits; /* of a code of zeros: a whole number is filled up to so many digits */
	bool percent;
	char before[XLSX_LITERAL_MAX], after[XLSX_LITERAL_MAX]; /* texts around a whole number: `"R"000` */
};

/* A built-in format, those of Chinese and Japanese editions included. */
struct xlsx_format xlsx_format_builtin(unsigned id);
/* A format by its code, of which the first section counts. */
struct xlsx_format xlsx_format_custom(const char *code);

/*
 * Appends a numeric cell as `40`, `007`, `85%`, `2.5`, `2026-09-07T08:00`, `2026-09-07` or `08:00`. A date with a time
 * of day keeps it even if its format shows none. Times are rounded to the minute. What is no number is appended as it
 * is.
 */
void xlsx_number(struct buf *out, const char *text, struct xlsx_format format, bool since_1904);

/* True for a number of more digits than a spreadsheet program keeps, which as a code has lost its end. */
bool xlsx_has_many_digits(const char *text);

/* Appends a text whose `_xHHHH_` stand for characters. */
void xlsx_unescape(struct buf *out, const char *text, size_t len);

#endif
