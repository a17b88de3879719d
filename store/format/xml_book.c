/*
 * The elements are those of the schema urn:schemas-microsoft-com:office:spreadsheet: Worksheet, Row, Cell, Data, with
 * the place of a row or a cell in an attribute where others are left out before it. A document type is refused, as in
 * every part of a workbook.
 */
#include "store/format/xml_book.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/xlsx_part.h"

struct book {
	struct xlsx_scan scan; /* first */
	struct sheet_parts *parts;
	bool known, in_data, in_sheet; /* known: the root is a workbook's */
	size_t row, column;
	const char *type; /* of the cell's data */
	bool has_formula, has_data;
	struct buf text;
};

/* An attribute in whatever namespace. */
static const char *find_attribute(const char **attributes, const char *name)
{
	size_t len = strlen(name);
	for (; *attributes; attributes += 2) {
		size_t n = strlen(attributes[0]);
		if (n >= len && strcmp(attributes[0] + n - len, name) == 0)
			return attributes[1];
	}
	return "";
}

static size_t number_of(const char **attributes, const char *name, size_t max, size_t otherwise)
{
	size_t n;
	return xlsx_read_number(find_attribute(attributes, name), max, &n) ? n : otherwise;
}

static void start_row(struct book *b, const char **attributes)
{
	size_t row = number_of(attributes, "\nIndex", SHEET_ROWS_MAX, b->row + 1);
	if (row <= b->row || row > SHEET_ROWS_MAX) {
		xlsx_scan_fail(&b->scan, xlsx_refuse(b->scan.x, LIST_BOOK_ROWS));
		return;
	}
	b->row = row;
	b->column = 0;
	parts_row(b->parts, row);
}

static void start_cell(struct book *b, const char **attributes)
{
	size_t column = number_of(attributes, "\nIndex", SHEET_COLUMNS_MAX, b->column + 1);
	size_t across = number_of(attributes, "\nMergeAcross", SHEET_COLUMNS_MAX, 0);
	size_t down = number_of(attributes, "\nMergeDown", SHEET_ROWS_MAX, 0);
	if (column <= b->column || column > SHEET_COLUMNS_MAX || !b->row) {
		xlsx_scan_fail(&b->scan, xlsx_refuse(b->scan.x, LIST_BOOK_COLUMNS));
		return;
	}
	if (across || down)
		parts_merge(b->parts, b->row, column, b->row + down, column + across);
	b->column = column;
	b->has_formula = *find_attribute(attributes, "\nFormula") != '\0';
	b->has_data = false;
	b->type = "String";
	b->parts->failed |= b->text.failed;
	buf_clear(&b->text);
}

static void start_data(struct book *b, const char **attributes)
{
	static const char *const types[] = {"Number", "DateTime", "Boolean", "Error", "String"};
	const char *type = find_attribute(attributes, "\nType");
	b->in_data = b->has_data = true;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(type, types[i]) == 0)
			b->type = types[i];
}

static void book_start(struct xlsx_scan *s, const char *name, const char **attributes)
{
	struct book *b = (struct book *)s;
	if (s->depth == 1)
		b->known = strcmp(name, "Workbook") == 0;
	if (strcmp(name, "Worksheet") == 0) {
		parts_sheet(b->parts, find_attribute(attributes, "\nName"), false);
		b->row = b->column = 0;
		b->in_sheet = true;
	} else if (b->in_sheet && strcmp(name, "Row") == 0) {
		start_row(b, attributes);
	} else if (b->in_sheet && strcmp(name, "Cell") == 0) {
		start_cell(b, attributes);
	} else if (b->in_sheet && strcmp(name, "Data") == 0) {
		start_data(b, attributes);
	}
	if (!b->known)
		xlsx_scan_fail(s, xlsx_refuse(s->x, LIST_XML));
	else if (b->parts->failed)
		xlsx_scan_fail(s, QUAD_ENOMEM);
}

/* A date and time without its seconds and their fraction: `2026-09-07T08:00`; a date alone without its midnight. */
static void put_time(struct book *b, const char *text)
{
	size_t len = strlen(text);
	bool is_date = len >= 16 && strncmp(text + 10, "T00:00", 6) == 0;
	bool is_time = len >= 16 && strncmp(text, "1899-12-31T", 11) == 0;
	if (is_time)
		parts_text(b->parts, b->column, text + 11, 5);
	else if (is_date)
		parts_text(b->parts, b->column, text, 10);
	else
		parts_text(b->parts, b->column, text, len < 16 ? len : 16);
}

static void end_cell(struct book *b)
{
	const char *text = buf_text(&b->text);
	if (!b->text.len) {
		if (b->has_formula && !b->has_data)
			parts_formula(b->parts, b->column);
		return;
	}
	if (strcmp(b->type, "Number") == 0)
		parts_value(b->parts, b->column, "n", 0, text);
	else if (strcmp(b->type, "Boolean") == 0)
		parts_value(b->parts, b->column, "b", 0, text);
	else if (strcmp(b->type, "Error") == 0)
		parts_value(b->parts, b->column, "e", 0, text);
	else if (strcmp(b->type, "DateTime") == 0)
		put_time(b, text);
	else
		parts_text(b->parts, b->column, text, b->text.len);
}

static void book_end(struct xlsx_scan *s, const char *name)
{
	struct book *b = (struct book *)s;
	if (strcmp(name, "Data") == 0)
		b->in_data = false;
	else if (b->in_sheet && strcmp(name, "Cell") == 0)
		end_cell(b);
	else if (strcmp(name, "Worksheet") == 0)
		b->in_sheet = false;
}

static void book_text(struct xlsx_scan *s, const char *text, size_t len)
{
	struct book *b = (struct book *)s;
	if (b->in_data && b->text.len <= CSV_CELL_MAX_BYTES)
		buf_add(&b->text, text, len);
}

int xml_book_read(struct bytes data, struct sheet_parts *out, struct list_fault *fault)
{
	static const struct xlsx_scan_ops ops = {.start = book_start, .end = book_end, .text = book_text};
	struct book b = {.scan.ops = &ops, .parts = out, .type = "String"};
	struct xlsx *x;
	int err = xlsx_open_parts(data, (struct bytes){NULL, 0}, (struct bytes){NULL, 0}, &x, fault);
	if (err)
		return err;
	err = xlsx_scan_all(&b.scan, x, x->sheets[0].part, PART_MAX_BYTES);
	if (!err && (out->failed || b.text.failed))
		err = QUAD_ENOMEM;
	if (!err && out->n == 0)
		err = xlsx_refuse(x, LIST_XML);
	if (err == QUAD_EINVAL && !b.known && x->fault.problem == LIST_BOOK_DAMAGED)
		x->fault.problem = LIST_XML;
	if (err == QUAD_EINVAL)
		*fault = x->fault;
	buf_release(&b.text);
	xlsx_close(x);
	return err;
}
