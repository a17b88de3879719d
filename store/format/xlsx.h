/* Workbooks (XLSX, ECMA-376 and ISO 29500 strict): their sheets as rows of texts, one row at a time. */
#ifndef QUAD_STORE_XLSX_H
#define QUAD_STORE_XLSX_H

#include "store/format/csv.h"
#include "store/format/list_fault.h"

struct xlsx;
struct xlsx_rows;

/* True for what begins as an archive, as every workbook does. */
bool xlsx_is_archive(struct bytes data);

/*
 * Opens the workbook in data, which must stay until it is closed. QUAD_EINVAL: it is none, is damaged, is larger than
 * its limits, or a library is missing; *fault says which, with constants. QUAD_ENOMEM.
 */
int xlsx_open(struct bytes data, struct xlsx **out, struct list_fault *fault) __attribute__((warn_unused_result));
/* The same from its parts alone, one sheet (and texts and styles, perhaps empty) without an archive: for fuzzing. */
int xlsx_open_parts(struct bytes sheet, struct bytes texts, struct bytes styles, struct xlsx **out,
                    struct list_fault *fault) __attribute__((warn_unused_result));
/* A sheet as the XML of its part, made of another kind of file. */
struct xlsx_bare_sheet {
	const char *name;
	bool hidden;
	struct bytes xml;
};
/* The same from several such sheets, which must stay with their names, and a part of styles, perhaps empty. */
int xlsx_open_sheets(const struct xlsx_bare_sheet *sheets, size_t n, struct bytes styles, bool since_1904,
                     struct xlsx **out, struct list_fault *fault) __attribute__((warn_unused_result));
void xlsx_close(struct xlsx *x);

size_t xlsx_sheets(const struct xlsx *x);
const char *xlsx_sheet_name(const struct xlsx *x, size_t sheet); /* borrowed from x */
bool xlsx_sheet_is_hidden(const struct xlsx *x, size_t sheet);
/* What QUAD_EINVAL of the functions below was about, with constants; borrowed from x. */
const struct list_fault *xlsx_fault(const struct xlsx *x);

/*
 * Reads a sheet to its end once, so that damage is known before its first row is used, and its merged cells, which
 * the format tells behind the rows. QUAD_EINVAL, QUAD_ENOMEM.
 */
int xlsx_survey(struct xlsx *x, size_t sheet) __attribute__((warn_unused_result));

/* Opens a sheet's rows; x must stay. The caller closes *out. */
int xlsx_rows_open(struct xlsx *x, size_t sheet, struct xlsx_rows **out) __attribute__((warn_unused_result));
/*
 * The next row as csv_reader_next gives it; the only fault is CSV_TOO_LARGE. Rows that the sheet leaves out come
 * without cells, and so do rows whose cells are all empty. QUAD_ENOTFOUND at the end, QUAD_EINVAL, QUAD_ENOMEM.
 */
int xlsx_rows_next(struct xlsx_rows *r, struct csv_row *out) __attribute__((warn_unused_result));
void xlsx_rows_close(struct xlsx_rows *r);

enum xlsx_merged {
	XLSX_MERGED_IGNORE,
	XLSX_MERGED_COUNT, /* leaves the cells empty and counts them */
	XLSX_MERGED_FILL,  /* gives each row, if it has a text of its own, the text of the cell that spans it */
};

/*
 * What to do from the next row on about merged cells of one column (from 0); the sheet must have been surveyed.
 * QUAD_ENOMEM.
 */
int xlsx_rows_merged(struct xlsx_rows *r, size_t column, enum xlsx_merged what) __attribute__((warn_unused_result));
/* How many cells of that column were filled or counted so far. */
size_t xlsx_rows_n_merged(const struct xlsx_rows *r, size_t column);

#endif
