/*
 * Sheets of other kinds of files, written as the parts of a workbook (xlsx.h): so there is one reader of sheets, with
 * one set of limits, for all of them.
 */
#ifndef QUAD_STORE_SHEET_PARTS_H
#define QUAD_STORE_SHEET_PARTS_H

#include "store/format/xlsx.h"

#define SHEET_COLUMNS_MAX ((size_t)1 << 14)
#define SHEET_ROWS_MAX ((size_t)1 << 20)

struct sheet_part {
	const char *name;
	bool hidden;
	struct buf xml, merges;
};

/* All-zero is empty. It holds all texts until it is released. */
struct sheet_parts {
	struct sheet_part *v;
	size_t n, cap;
	size_t row;        /* of the last sheet, from 1; 0: none is begun */
	bool failed;       /* memory ran out */
	struct buf styles; /* the part of styles that values refer to; empty: none */
	bool since_1904;   /* dates count from there */
	struct arena arena;
};

/* Begins a sheet. */
void parts_sheet(struct sheet_parts *p, const char *name, bool hidden);
/* Begins the row with that number, from 1, which is larger than that of the row before. */
void parts_row(struct sheet_parts *p, size_t row);
/* A cell of the row, in a column from 1, after those before it: a text in UTF-8. Empty ones may be left out. */
void parts_text(struct sheet_parts *p, size_t column, const char *text, size_t len);
/* A cell with a value: type as in a workbook (`n`, `b`, `e`, `str`), style a place among the styles. */
void parts_value(struct sheet_parts *p, size_t column, const char *type, size_t style, const char *text);
/* A formula without a value. */
void parts_formula(struct sheet_parts *p, size_t column);
/* A merged range, from 1. */
void parts_merge(struct sheet_parts *p, size_t top, size_t left, size_t bottom, size_t right);

/* Opens all sheets; p must stay until *out is closed. As xlsx_open_sheets. */
int parts_open(struct sheet_parts *p, struct xlsx **out, struct list_fault *fault) __attribute__((warn_unused_result));
void parts_release(struct sheet_parts *p);

#endif
