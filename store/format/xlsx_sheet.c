/*
 * A sheet's rows, one at a time: cells as a person sees them, and merged ranges, which the format tells after the rows
 * and a survey reads first. Rows, columns, cells, texts and ranges have a limit.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/xlsx_part.h"

#define FORMULA_MAX_BYTES 40 /* about as much of a formula is quoted */
#define ROWS_MAX ((size_t)1 << 20)
#define COLUMNS_MAX ((size_t)1 << 14)
#define CELLS_MAX ((size_t)20 << 20)
#define ROW_MAX_BYTES ((size_t)1 << 20)
#define SHEET_MAX_BYTES ((size_t)256 << 20) /* of texts, shared ones counted wherever they stand */
#define MERGES_MAX ((size_t)100000)

/* A column (from 0) whose merged cells matter, and the range that the last row was in. */
struct merged_column {
	size_t column, n;
	enum xlsx_merged what;
	size_t bottom; /* 0 = none */
	struct buf text;
};

struct xlsx_rows {
	struct xlsx_scan scan;
	bool survey;      /* no row is handed out; merged ranges are gathered */
	bool in_data;     /* within sheetData */
	bool pending;     /* row `row` was read and not handed out */
	size_t row, next; /* the last one read; the one to hand out next; from 1 */
	size_t column;    /* of the last cell, from 1 */
	bool in_cell;
	char type; /* of the cell: its first letter, `i` for inlineStr and `S` for str */
	size_t style;
	bool has_formula, in_formula;
	enum csv_mark mark;
	struct buf formula;              /* its beginning */
	struct xlsx_collector collector; /* of the cell's text */
	struct buf text;                 /* the cell's */
	struct buf value;                /* as it is shown */
	struct buf data;                 /* the row's cells, one behind the other */
	struct bytes *cells;
	size_t *ends;         /* of the cells in data */
	unsigned char *marks; /* enum csv_mark of each */
	size_t cap_marks;
	size_t n, cap_cells, cap_ends;
	size_t n_full; /* the row's cells up to the last that is not empty */
	enum csv_fault fault;
	size_t n_cells, n_bytes; /* of the sheet so far */
	struct merged_column *merged;
	size_t n_merged, cap_merged;
	size_t merge; /* the first merged range whose top is not behind the rows read */
};

/* Reads `BC12`, column and row from 1, either 0 if it is beyond a sheet. NULL if it is no reference, else its end. */
static const char *read_reference(const char *p, size_t *column, size_t *row)
{
	const char *start = p;
	*column = *row = 0;
	for (; *p >= 'A' && *p <= 'Z' && *column <= COLUMNS_MAX; p++)
		*column = *column * 26 + (size_t)(*p - 'A' + 1);
	if (p == start)
		return NULL;
	start = p;
	for (; *p >= '0' && *p <= '9' && *row <= ROWS_MAX; p++)
		*row = *row * 10 + (size_t)(*p - '0');
	if (p == start)
		return NULL;
	*column = *column > COLUMNS_MAX ? 0 : *column;
	*row = *row > ROWS_MAX ? 0 : *row;
	return p;
}

static void start_row(struct xlsx_rows *r, const char *number)
{
	size_t row = r->row + 1;
	if ((*number && !xlsx_read_number(number, ROWS_MAX, &row)) || row > ROWS_MAX || row <= r->row) {
		xlsx_scan_fail(&r->scan, xlsx_refuse(r->scan.x, LIST_BOOK_ROWS));
		return;
	}
	r->row = row;
	r->column = r->n = r->n_full = 0;
	r->fault = CSV_FINE;
	buf_clear(&r->data);
}

static void start_cell(struct xlsx_rows *r, const char **attributes)
{
	struct xlsx *x = r->scan.x;
	const char *type = xlsx_attribute(attributes, "t"), *place = xlsx_attribute(attributes, "r");
	size_t column = r->column + 1, row;
	const char *end = *place ? read_reference(place, &column, &row) : "";
	if (!end || *end || column == 0 || column > COLUMNS_MAX || column <= r->column) {
		xlsx_scan_fail(&r->scan, xlsx_refuse(x, LIST_BOOK_COLUMNS));
		return;
	}
	if (++r->n_cells > CELLS_MAX) {
		xlsx_scan_fail(&r->scan, xlsx_refuse(x, LIST_BOOK_LARGE));
		return;
	}
	r->column = column;
	r->type = *type ? *type : 'n';
	if (strcmp(type, "str") == 0)
		r->type = 'S';
	if (!xlsx_read_number(xlsx_attribute(attributes, "s"), FORMATS_MAX, &r->style))
		r->style = 0;
	r->in_cell = true;
	r->has_formula = r->in_formula = false;
	r->mark = CSV_PLAIN;
	buf_clear(&r->formula);
	r->collector = (struct xlsx_collector){0};
	buf_clear(&r->text);
}

/* Appends a number as its format shows it, and notes what a code has lost by being one. */
static void show_number(struct xlsx_rows *r)
{
	const struct xlsx *x = r->scan.x;
	const char *text = buf_text(&r->text);
	struct xlsx_format format = {0};
	if (r->style < x->n_formats)
		format = x->formats[r->style];
	xlsx_number(&r->value, text, format, x->since_1904);
	if (format.shows & XLSX_DATE)
		r->mark = CSV_DATE;
	else if (xlsx_has_many_digits(text))
		r->mark = CSV_MANY_DIGITS;
}

/* A cell without a value: empty, but for a formula whose result is a number or is not there. */
static void show_nothing(struct xlsx_rows *r)
{
	if (!r->has_formula || r->type == 'S')
		return;
	r->mark = CSV_NO_RESULT;
	buf_fmt(&r->value, "=%s", buf_text(&r->formula));
}

/* The cell as a person sees it. */
static int show_cell(struct xlsx_rows *r)
{
	struct xlsx *x = r->scan.x;
	const char *text = buf_text(&r->text);
	size_t i;
	buf_clear(&r->value);
	switch (r->text.len ? r->type : '\0') {
	case '\0': show_nothing(r); break;
	case 's':
		text += strspn(text, " \t\r\n");
		if (!xlsx_read_number(text, TEXTS_MAX, &i) || i >= x->n_ends)
			return xlsx_refuse(x, LIST_BOOK_DAMAGED);
		size_t from = i ? x->ends[i - 1] : 0;
		buf_add(&r->value, buf_text(&x->texts) + from, x->ends[i] - from);
		break;
	case 'b': buf_str(&r->value, xlsx_is_true(text) ? "TRUE" : "FALSE"); break;
	case 'n': show_number(r); break;
	case 'e':
		r->mark = CSV_ERROR;
		buf_str(&r->value, text);
		break;
	default: xlsx_unescape(&r->value, text, r->text.len); break;
	}
	return r->value.failed || r->text.failed || r->formula.failed ? QUAD_ENOMEM : 0;
}

/* Appends empty cells up to n. */
static int pad_row(struct xlsx_rows *r, size_t n)
{
	while (r->n < n) {
		size_t *ends = array_grow(r->ends, &r->cap_ends, r->n, sizeof *ends);
		if (!ends)
			return QUAD_ENOMEM;
		r->ends = ends;
		unsigned char *marks = array_grow(r->marks, &r->cap_marks, r->n, sizeof *marks);
		if (!marks)
			return QUAD_ENOMEM;
		r->marks = marks;
		marks[r->n] = CSV_PLAIN;
		ends[r->n++] = r->data.len;
	}
	return 0;
}

static int end_cell(struct xlsx_rows *r)
{
	struct xlsx *x = r->scan.x;
	r->in_cell = false;
	int err = show_cell(r);
	if (err || r->value.len == 0 || r->fault != CSV_FINE)
		return err;
	r->n_bytes += r->value.len;
	if (r->n_bytes > SHEET_MAX_BYTES)
		return xlsx_refuse(x, LIST_BOOK_LARGE);
	bool is_large = r->value.len > CSV_CELL_MAX_BYTES || r->data.len + r->value.len > ROW_MAX_BYTES;
	if (is_large || r->column > CSV_CELLS_MAX) {
		r->fault = CSV_TOO_LARGE;
		return pad_row(r, r->column > CSV_CELLS_MAX ? CSV_CELLS_MAX : r->column - 1);
	}
	err = pad_row(r, r->column);
	if (err)
		return err;
	buf_add(&r->data, r->value.p, r->value.len);
	r->ends[r->n - 1] = r->data.len;
	r->marks[r->n - 1] = (unsigned char)r->mark;
	r->n_full = r->n;
	return r->data.failed ? QUAD_ENOMEM : 0;
}

static int compare_merges(const void *a, const void *b)
{
	const struct xlsx_merge *x = a, *y = b;
	if (x->top != y->top)
		return x->top < y->top ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

static int add_merge(struct xlsx *x, const char *reference)
{
	size_t left, top, right, bottom;
	const char *p = read_reference(reference, &left, &top);
	if (!p || *p != ':' || !(p = read_reference(p + 1, &right, &bottom)) || *p || !left || !top || !bottom ||
	    bottom <= top)
		return 0;
	if (x->n_merges >= MERGES_MAX)
		return xlsx_refuse(x, LIST_BOOK_LARGE);
	struct xlsx_merge *v = array_grow(x->merges, &x->cap_merges, x->n_merges, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	x->merges = v;
	v[x->n_merges++] =
		(struct xlsx_merge){.top = (uint32_t)top, .bottom = (uint32_t)bottom, .column = (uint32_t)left};
	return 0;
}

/* The bytes of the row's cell i, of none if the row does not reach so far. */
static struct bytes cell_of(const struct xlsx_rows *r, size_t i)
{
	size_t from = i > 0 && i < r->n ? r->ends[i - 1] : 0;
	return (struct bytes){buf_text(&r->data) + from, i < r->n ? r->ends[i] - from : 0};
}

/* Gives the row's cell `at`, which is empty, a text: the bytes make room for it and the ends behind it move. */
static int fill_cell(struct xlsx_rows *r, size_t at, const struct buf *text)
{
	r->n_bytes += text->len;
	if (r->n_bytes > SHEET_MAX_BYTES || r->data.len + text->len > ROW_MAX_BYTES) {
		r->fault = CSV_TOO_LARGE;
		r->n = r->n < at ? r->n : at;
		return 0;
	}
	int err = pad_row(r, at + 1);
	buf_add(&r->data, text->p, text->len);
	if (err || r->data.failed)
		return QUAD_ENOMEM;
	char *p = r->data.p + (at > 0 ? r->ends[at - 1] : 0);
	memmove(p + text->len, p, (size_t)(r->data.p + r->data.len - p) - text->len);
	memcpy(p, text->p, text->len);
	for (size_t i = at; i < r->n; i++)
		r->ends[i] += text->len;
	return 0;
}

/* Notes the text of the merged range that begins in this row and in that column. */
static int note_merge(struct xlsx_rows *r, const struct xlsx_merge *merge)
{
	for (size_t i = 0; i < r->n_merged; i++) {
		struct merged_column *m = &r->merged[i];
		struct bytes cell = cell_of(r, m->column);
		if (m->column + 1 != merge->column)
			continue;
		m->bottom = cell.len ? merge->bottom : 0;
		buf_clear(&m->text);
		buf_add(&m->text, cell.p, cell.len);
		if (m->text.failed)
			return QUAD_ENOMEM;
	}
	return 0;
}

/* Counts or fills the cells of the row that merged ranges from above span. */
static int fill_merged(struct xlsx_rows *r)
{
	for (size_t i = 0; i < r->n_merged; i++) {
		struct merged_column *m = &r->merged[i];
		if (r->n_full == 0 || r->fault != CSV_FINE)
			return 0;
		if (m->bottom < r->row || cell_of(r, m->column).len)
			continue;
		m->n++;
		int err = m->what == XLSX_MERGED_FILL ? fill_cell(r, m->column, &m->text) : 0;
		if (err)
			return err;
	}
	return 0;
}

static int apply_merges(struct xlsx_rows *r)
{
	const struct xlsx *x = r->scan.x;
	int err = fill_merged(r);
	while (r->merge < x->n_merges && x->merges[r->merge].top < r->row)
		r->merge++;
	if (err)
		return err;
	for (; r->merge < x->n_merges && x->merges[r->merge].top == r->row; r->merge++) {
		err = note_merge(r, &x->merges[r->merge]);
		if (err)
			return err;
	}
	return 0;
}

static void end_row(struct xlsx_rows *r)
{
	int err = 0;
	if (r->fault == CSV_FINE)
		r->n = r->n_full;
	if (r->survey)
		return;
	if (r->n_merged)
		err = apply_merges(r);
	if (err) {
		xlsx_scan_fail(&r->scan, err);
		return;
	}
	r->pending = true;
	r->scan.x->lib.stop(r->scan.parser, XML_TRUE);
}

static void sheet_start(struct xlsx_scan *s, const char *name, const char **attributes)
{
	struct xlsx_rows *r = (struct xlsx_rows *)s;
	if (r->in_cell) {
		xlsx_collector_start(&r->collector, name);
		if (strcmp(name, "v") == 0 && r->type != 'i')
			r->collector.on = true;
		if (strcmp(name, "f") == 0)
			r->has_formula = r->in_formula = true;
	} else if (r->in_data && strcmp(name, "c") == 0) {
		start_cell(r, attributes);
	} else if (r->in_data && strcmp(name, "row") == 0) {
		start_row(r, xlsx_attribute(attributes, "r"));
	} else if (strcmp(name, "sheetData") == 0) {
		r->in_data = true;
	} else if (r->survey && strcmp(name, "mergeCell") == 0) {
		int err = add_merge(s->x, xlsx_attribute(attributes, "ref"));
		if (err)
			xlsx_scan_fail(s, err);
	}
}

static void sheet_end(struct xlsx_scan *s, const char *name)
{
	struct xlsx_rows *r = (struct xlsx_rows *)s;
	int err = 0;
	if (r->in_cell) {
		xlsx_collector_end(&r->collector, name);
		if (strcmp(name, "v") == 0)
			r->collector.on = false;
		if (strcmp(name, "f") == 0)
			r->in_formula = false;
		if (strcmp(name, "c") == 0)
			err = end_cell(r);
	} else if (r->in_data && strcmp(name, "row") == 0) {
		end_row(r);
	} else if (strcmp(name, "sheetData") == 0) {
		r->in_data = false;
	}
	if (err)
		xlsx_scan_fail(s, err);
}

/* A byte more than a cell may have shows that it has too many; the others are not held. */
static void sheet_text(struct xlsx_scan *s, const char *text, size_t len)
{
	struct xlsx_rows *r = (struct xlsx_rows *)s;
	if (r->in_cell && r->in_formula && r->formula.len <= FORMULA_MAX_BYTES)
		buf_add(&r->formula, text, len < FORMULA_MAX_BYTES ? len : FORMULA_MAX_BYTES);
	if (r->in_cell && r->collector.on && r->text.len <= CSV_CELL_MAX_BYTES)
		buf_add(&r->text, text, len);
}

static int open_sheet(struct xlsx *x, size_t sheet, bool survey, struct xlsx_rows **out)
{
	static const struct xlsx_scan_ops ops = {.start = sheet_start, .end = sheet_end, .text = sheet_text};
	struct xlsx_rows *r = calloc(1, sizeof *r);
	*out = NULL;
	if (!r)
		return QUAD_ENOMEM;
	r->scan.ops = &ops;
	r->survey = survey;
	r->next = 1;
	int err = xlsx_scan_open(&r->scan, x, x->sheets[sheet].part, PART_MAX_BYTES);
	if (err) {
		free(r);
		return err == QUAD_ENOTFOUND ? xlsx_refuse(x, LIST_BOOK_DAMAGED) : err;
	}
	*out = r;
	return 0;
}

int xlsx_survey(struct xlsx *x, size_t sheet)
{
	struct xlsx_rows *r;
	x->n_merges = 0;
	int err = open_sheet(x, sheet, true, &r);
	if (err)
		return err;
	while (!err)
		err = xlsx_scan_step(&r->scan);
	xlsx_rows_close(r);
	if (x->n_merges)
		qsort(x->merges, x->n_merges, sizeof *x->merges, compare_merges);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int xlsx_rows_open(struct xlsx *x, size_t sheet, struct xlsx_rows **out)
{
	return open_sheet(x, sheet, false, out);
}

int xlsx_rows_next(struct xlsx_rows *r, struct csv_row *out)
{
	int err = 0;
	*out = (struct csv_row){.fault = CSV_FINE};
	while (!r->pending) {
		err = xlsx_scan_step(&r->scan);
		if (err)
			return err;
	}
	if (r->next++ < r->row)
		return 0;
	r->pending = false;
	err = csv_point_at_cells(&r->data, r->ends, r->n, &r->cells, &r->cap_cells);
	if (!err)
		*out = (struct csv_row){.cells = r->cells, .marks = r->marks, .n = r->n, .fault = r->fault};
	return err;
}

void xlsx_rows_close(struct xlsx_rows *r)
{
	if (!r)
		return;
	xlsx_scan_close(&r->scan);
	for (size_t i = 0; i < r->n_merged; i++)
		buf_release(&r->merged[i].text);
	free(r->merged);
	free(r->cells);
	free(r->ends);
	free(r->marks);
	buf_release(&r->formula);
	buf_release(&r->text);
	buf_release(&r->value);
	buf_release(&r->data);
	free(r);
}

int xlsx_rows_merged(struct xlsx_rows *r, size_t column, enum xlsx_merged what)
{
	struct merged_column *v = array_grow(r->merged, &r->cap_merged, r->n_merged, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	r->merged = v;
	v[r->n_merged++] = (struct merged_column){.column = column, .what = what};
	return 0;
}

size_t xlsx_rows_n_merged(const struct xlsx_rows *r, size_t column)
{
	for (size_t i = 0; i < r->n_merged; i++)
		if (r->merged[i].column == column)
			return r->merged[i].n;
	return 0;
}
