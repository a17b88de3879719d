/*
 * A stream of records: first those of the whole book (formats, shared texts, where each sheet begins), then those of
 * each sheet. Cells are gathered and sorted, since nothing says that they come in order. Nothing in a record is
 * believed: what does not fit is damage.
 */
#include "store/format/xls_book.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/compound.h"

#define CELLS_MAX ((size_t)6 << 20) /* of a sheet */
#define TEXTS_MAX_BYTES ((size_t)64 << 20)
#define SHEETS_MAX 1000
#define BIFF8 0x0600

enum record_type {
	RECORD_FORMULA = 0x06,
	RECORD_EOF = 0x0a,
	RECORD_DATE_MODE = 0x22,
	RECORD_PASSWORD = 0x2f,
	RECORD_CONTINUE = 0x3c,
	RECORD_SHEET = 0x85,
	RECORD_NUMBERS = 0xbd, /* MULRK */
	RECORD_RICH = 0xd6,
	RECORD_STYLE = 0xe0,
	RECORD_MERGED = 0xe5,
	RECORD_TEXTS = 0xfc,
	RECORD_SHARED = 0xfd, /* LABELSST */
	RECORD_NUMBER = 0x203,
	RECORD_LABEL = 0x204,
	RECORD_FLAG = 0x205, /* BOOLERR */
	RECORD_RESULT = 0x207,
	RECORD_SHORT_NUMBER = 0x27e, /* RK */
	RECORD_FORMAT = 0x41e,
	RECORD_BEGIN = 0x809,
};

enum cell_kind { CELL_IS_NUMBER, CELL_IS_TEXT, CELL_IS_FLAG, CELL_IS_ERROR };

struct xls_cell {
	uint32_t place; /* row and column, so that they sort */
	uint16_t style;
	uint8_t kind;
	union {
		double number;
		uint32_t text; /* its place among the texts; of a flag or an error its value */
	} u;
};

struct xls_sheet {
	uint32_t at;
	bool hidden;
	const char *name;
};

struct xls {
	const unsigned char *p;
	size_t len;
	struct sheet_parts *parts;
	struct list_fault *fault;
	struct buf texts;
	uint32_t *ends;
	size_t n_texts, cap_texts;
	struct xls_sheet sheets[SHEETS_MAX];
	size_t n_sheets;
	struct buf formats, styles; /* as XML */
	struct xls_cell *cells;     /* of the sheet at hand */
	size_t n_cells, cap_cells;
	bool since_1904, awaits_result; /* a formula's text is in a record of its own */
	struct arena arena;
};

struct record {
	unsigned type;
	const unsigned char *p;
	size_t len, next; /* next: where the one after it begins */
};

static uint32_t le16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t le32(const unsigned char *p)
{
	return le16(p) | le16(p + 2) << 16;
}

static double le_double(const unsigned char *p)
{
	uint64_t bits = (uint64_t)le32(p + 4) << 32 | le32(p);
	double v;
	memcpy(&v, &bits, sizeof v);
	return v;
}

static int refuse(struct xls *x, enum list_problem problem)
{
	x->fault->problem = problem;
	return QUAD_EINVAL;
}

/* The record at a byte; false at the end of the stream, or if it is cut off. */
static bool read_record(const struct xls *x, size_t at, struct record *out)
{
	if (at > x->len || x->len - at < 4)
		return false;
	*out = (struct record){le16(x->p + at), x->p + at + 4, le16(x->p + at + 2), 0};
	out->next = at + 4 + out->len;
	return out->next <= x->len;
}

/* ---- texts ---- */

/* What a text is read from: records that continue each other. */
struct reader {
	const struct xls *x;
	size_t at, end;
	bool failed;
};

static bool go_on_in_next_record(struct reader *r)
{
	struct record next;
	if (!read_record(r->x, r->end, &next) || next.type != RECORD_CONTINUE)
		return false;
	r->at = r->end + 4;
	r->end = next.next;
	return true;
}

static uint32_t read_number(struct reader *r, size_t n_bytes)
{
	uint32_t v = 0;
	for (size_t i = 0; i < n_bytes; i++) {
		while (r->at == r->end && !r->failed)
			r->failed = !go_on_in_next_record(r);
		if (r->failed)
			return 0;
		v |= (uint32_t)r->x->p[r->at++] << 8 * i;
	}
	return v;
}

static void skip_bytes(struct reader *r, size_t n)
{
	while (n > 0 && !r->failed) {
		size_t here = r->end - r->at < n ? r->end - r->at : n;
		r->at += here;
		n -= here;
		if (n > 0)
			r->failed = !go_on_in_next_record(r);
	}
}

/* Appends a unit of UTF-16; *high is the first half of a pair that waits for its second. */
static void put_unit(struct buf *out, uint32_t unit, uint32_t *high)
{
	uint32_t c = unit;
	bool is_low = unit >= 0xdc00 && unit < 0xe000;
	if (*high && is_low)
		c = 0x10000 + ((*high - 0xd800) << 10) + (unit - 0xdc00);
	else if (*high || is_low)
		buf_str(out, "\xef\xbf\xbd");
	*high = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
	if (*high || (is_low && c == unit))
		return;
	if (c < 0x80) {
		buf_char(out, (char)c);
		return;
	}
	unsigned char utf8[4] = {(unsigned char)(0xf0 | c >> 18), (unsigned char)(0x80 | (c >> 12 & 0x3f)),
	                         (unsigned char)(0x80 | (c >> 6 & 0x3f)), (unsigned char)(0x80 | (c & 0x3f))};
	size_t from = 0;
	if (c < 0x800) {
		from = 2;
		utf8[2] = (unsigned char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		from = 1;
		utf8[1] = (unsigned char)(0xe0 | c >> 12);
	}
	buf_add(out, utf8 + from, 4 - from);
}

/* Appends n characters; where a record ends among them, the next one begins with whether they are wide. */
static void read_characters(struct reader *r, size_t n, bool wide, struct buf *out)
{
	uint32_t high = 0;
	for (; n > 0 && !r->failed; n--) {
		if (r->at == r->end) {
			r->failed = !go_on_in_next_record(r);
			wide = read_number(r, 1) & 1;
		}
		put_unit(out, read_number(r, wide ? 2 : 1), &high);
	}
	if (high)
		buf_str(out, "\xef\xbf\xbd");
}

/* Appends a text with a count of characters before it: what is rich or phonetic of it is passed over. */
static void read_text(struct reader *r, size_t count_bytes, struct buf *out)
{
	size_t n = read_number(r, count_bytes), runs = 0, phonetic = 0;
	uint32_t flags = read_number(r, 1);
	if (flags & 8)
		runs = read_number(r, 2);
	if (flags & 4)
		phonetic = read_number(r, 4);
	read_characters(r, n, flags & 1, out);
	skip_bytes(r, runs * 4);
	skip_bytes(r, phonetic);
}

static int end_text(struct xls *x)
{
	if (x->texts.len > TEXTS_MAX_BYTES)
		return refuse(x, LIST_BOOK_LARGE);
	uint32_t *ends = array_grow(x->ends, &x->cap_texts, x->n_texts, sizeof *ends);
	if (!ends || x->texts.failed)
		return QUAD_ENOMEM;
	x->ends = ends;
	ends[x->n_texts++] = (uint32_t)x->texts.len;
	return 0;
}

/* Reads the shared texts. */
static int read_texts(struct xls *x, const struct record *rec)
{
	struct reader r = {.x = x, .at = (size_t)(rec->p - x->p), .end = rec->next};
	int err = 0;
	read_number(&r, 4);
	for (uint32_t n = read_number(&r, 4); n > 0 && !err && !r.failed; n--) {
		read_text(&r, 2, &x->texts);
		if (!r.failed)
			err = end_text(x);
	}
	if (!err && r.failed)
		return refuse(x, LIST_BOOK_DAMAGED);
	return err;
}

/* ---- the book ---- */

static void put_attribute(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&': buf_str(out, "&amp;"); break;
		case '<': buf_str(out, "&lt;"); break;
		case '"': buf_str(out, "&quot;"); break;
		default:
			if ((unsigned char)*text >= ' ')
				buf_char(out, *text);
		}
	}
}

static int read_format(struct xls *x, const struct record *rec)
{
	struct reader r = {.x = x, .at = (size_t)(rec->p - x->p), .end = rec->next};
	struct buf code = {0};
	uint32_t id = read_number(&r, 2);
	read_text(&r, 2, &code);
	buf_fmt(&x->formats, "<numFmt numFmtId=\"%" PRIu32 "\" formatCode=\"", id);
	put_attribute(&x->formats, buf_text(&code));
	buf_str(&x->formats, "\"/>");
	bool failed = code.failed;
	buf_release(&code);
	if (failed)
		return QUAD_ENOMEM;
	return r.failed ? refuse(x, LIST_BOOK_DAMAGED) : 0;
}

static int read_sheet_entry(struct xls *x, const struct record *rec)
{
	struct reader r = {.x = x, .at = (size_t)(rec->p - x->p), .end = rec->next};
	struct buf name = {0};
	uint32_t at = read_number(&r, 4), state = read_number(&r, 1), type = read_number(&r, 1);
	read_text(&r, 1, &name);
	const char *copy = name.failed ? NULL : arena_str(&x->arena, buf_text(&name));
	buf_release(&name);
	if (!copy)
		return QUAD_ENOMEM;
	if (r.failed || x->n_sheets >= SHEETS_MAX)
		return refuse(x, r.failed ? LIST_BOOK_DAMAGED : LIST_BOOK_LARGE);
	/* others are charts and macros */
	if (type == 0)
		x->sheets[x->n_sheets++] = (struct xls_sheet){at, (state & 3) != 0, copy};
	return 0;
}

static int read_book_record(struct xls *x, const struct record *rec)
{
	switch (rec->type) {
	case RECORD_PASSWORD: return refuse(x, LIST_BOOK_PASSWORD);
	case RECORD_DATE_MODE: x->since_1904 = rec->len >= 2 && le16(rec->p) == 1; return 0;
	case RECORD_FORMAT: return read_format(x, rec);
	case RECORD_STYLE:
		buf_fmt(&x->styles, "<xf numFmtId=\"%" PRIu32 "\"/>", rec->len >= 4 ? le16(rec->p + 2) : 0);
		return 0;
	case RECORD_SHEET: return read_sheet_entry(x, rec);
	case RECORD_TEXTS: return read_texts(x, rec);
	default: return 0;
	}
}

static int read_book(struct xls *x)
{
	struct record rec;
	if (!read_record(x, 0, &rec) || rec.type != RECORD_BEGIN || rec.len < 2 || le16(rec.p) != BIFF8)
		return refuse(x, LIST_OLD_WORKBOOK);
	while (read_record(x, rec.next, &rec)) {
		if (rec.type == RECORD_EOF)
			return 0;
		int err = read_book_record(x, &rec);
		if (err)
			return err;
	}
	return refuse(x, LIST_BOOK_DAMAGED);
}

/* ---- cells ---- */

/* A new cell of the sheet; NULL, with *err, if there are too many or on out of memory. */
static struct xls_cell *add_cell(struct xls *x, uint32_t row, uint32_t column, uint32_t style, int *err)
{
	struct xls_cell *v = NULL;
	*err = x->n_cells < CELLS_MAX ? QUAD_ENOMEM : refuse(x, LIST_BOOK_LARGE);
	if (x->n_cells < CELLS_MAX)
		v = array_grow(x->cells, &x->cap_cells, x->n_cells, sizeof *v);
	if (!v)
		return NULL;
	x->cells = v;
	*err = 0;
	v[x->n_cells] = (struct xls_cell){.place = row << 16 | column, .style = (uint16_t)style};
	return &v[x->n_cells++];
}

/* A number in 30 bits: a whole one or the upper half of a double, perhaps a hundredth. */
static double short_number(uint32_t v)
{
	unsigned char bytes[8] = {0};
	double number;
	if (v & 2) {
		int32_t whole = (int32_t)(v & ~3u) / 4;
		number = whole;
	} else {
		for (size_t i = 0; i < 4; i++)
			bytes[4 + i] = (unsigned char)((v & ~3u) >> 8 * i);
		number = le_double(bytes);
	}
	return v & 1 ? number / 100 : number;
}

static int add_number(struct xls *x, const struct record *rec, double number)
{
	int err;
	struct xls_cell *c = add_cell(x, le16(rec->p), le16(rec->p + 2), le16(rec->p + 4), &err);
	if (c)
		c->u.number = number;
	return err;
}

static int add_numbers(struct xls *x, const struct record *rec)
{
	int err = 0;
	for (size_t at = 4, i = 0; at + 6 + 2 <= rec->len && !err; at += 6, i++) {
		uint32_t column = le16(rec->p + 2) + (uint32_t)i;
		if (column > UINT16_MAX)
			return refuse(x, LIST_BOOK_DAMAGED);
		struct xls_cell *c = add_cell(x, le16(rec->p), column, le16(rec->p + at), &err);
		if (c)
			c->u.number = short_number(le32(rec->p + at + 2));
	}
	return err;
}

static int add_value(struct xls *x, const struct record *rec, enum cell_kind kind, uint32_t value)
{
	int err;
	struct xls_cell *c = add_cell(x, le16(rec->p), le16(rec->p + 2), le16(rec->p + 4), &err);
	if (!c)
		return err;
	c->kind = (uint8_t)kind;
	c->u.text = value;
	return 0;
}

/* A text that stands in the cell's own record. */
static int add_own_text(struct xls *x, const struct record *rec)
{
	struct reader r = {.x = x, .at = (size_t)(rec->p - x->p) + 6, .end = rec->next};
	read_text(&r, 2, &x->texts);
	if (r.failed)
		return refuse(x, LIST_BOOK_DAMAGED);
	int err = end_text(x);
	return err ? err : add_value(x, rec, CELL_IS_TEXT, (uint32_t)x->n_texts - 1);
}

/* The saved value of a formula: a number, or a mark of another kind of value. */
static int add_formula(struct xls *x, const struct record *rec)
{
	const unsigned char *value = rec->p + 6;
	if (le16(value + 6) != 0xffff)
		return add_number(x, rec, le_double(value));
	switch (value[0]) {
	case 0: x->awaits_result = true; return add_value(x, rec, CELL_IS_TEXT, UINT32_MAX);
	case 1: return add_value(x, rec, CELL_IS_FLAG, value[2]);
	case 2: return add_value(x, rec, CELL_IS_ERROR, value[2]);
	default: return 0;
	}
}

/* The text that the last formula resulted in. */
static int add_result(struct xls *x, const struct record *rec)
{
	struct reader r = {.x = x, .at = (size_t)(rec->p - x->p), .end = rec->next};
	if (!x->awaits_result || !x->n_cells)
		return 0;
	x->awaits_result = false;
	read_text(&r, 2, &x->texts);
	if (r.failed)
		return refuse(x, LIST_BOOK_DAMAGED);
	int err = end_text(x);
	if (!err)
		x->cells[x->n_cells - 1].u.text = (uint32_t)x->n_texts - 1;
	return err;
}

static void add_merges(struct xls *x, const struct record *rec)
{
	size_t n = rec->len >= 2 ? le16(rec->p) : 0;
	for (size_t i = 0; i < n && 2 + (i + 1) * 8 <= rec->len; i++) {
		const unsigned char *p = rec->p + 2 + i * 8;
		parts_merge(x->parts, le16(p) + 1, le16(p + 4) + 1, le16(p + 2) + 1, le16(p + 6) + 1);
	}
}

/* The least bytes of a record that is read as a cell; 0 for others. */
static size_t least_len(unsigned type)
{
	switch (type) {
	case RECORD_SHARED:
	case RECORD_SHORT_NUMBER: return 10;
	case RECORD_FORMULA:
	case RECORD_NUMBER: return 14;
	case RECORD_LABEL:
	case RECORD_RICH: return 9;
	case RECORD_FLAG: return 8;
	case RECORD_NUMBERS: return 6;
	default: return 0;
	}
}

static int read_sheet_record(struct xls *x, const struct record *rec)
{
	const unsigned char *p = rec->p;
	if (rec->len < least_len(rec->type))
		return refuse(x, LIST_BOOK_DAMAGED);
	switch (rec->type) {
	case RECORD_SHARED: return add_value(x, rec, CELL_IS_TEXT, le32(p + 6));
	case RECORD_LABEL:
	case RECORD_RICH: return add_own_text(x, rec);
	case RECORD_NUMBER: return add_number(x, rec, le_double(p + 6));
	case RECORD_SHORT_NUMBER: return add_number(x, rec, short_number(le32(p + 6)));
	case RECORD_NUMBERS: return add_numbers(x, rec);
	case RECORD_FLAG: return add_value(x, rec, p[7] ? CELL_IS_ERROR : CELL_IS_FLAG, p[6]);
	case RECORD_FORMULA: return add_formula(x, rec);
	case RECORD_RESULT: return add_result(x, rec);
	case RECORD_MERGED: add_merges(x, rec); return 0;
	default: return 0;
	}
}

/* ---- a sheet ---- */

static int compare_cells(const void *a, const void *b)
{
	const struct xls_cell *x = a, *y = b;
	return (x->place > y->place) - (x->place < y->place);
}

static const char *error_text(uint32_t code)
{
	switch (code) {
	case 0x00: return "#NULL!";
	case 0x07: return "#DIV/0!";
	case 0x0f: return "#VALUE!";
	case 0x17: return "#REF!";
	case 0x1d: return "#NAME?";
	case 0x24: return "#NUM!";
	default: return "#N/A";
	}
}

static int put_text(struct xls *x, size_t column, uint32_t i)
{
	if (i == UINT32_MAX)
		return 0;
	if (i >= x->n_texts)
		return refuse(x, LIST_BOOK_DAMAGED);
	size_t from = i ? x->ends[i - 1] : 0;
	parts_text(x->parts, column, buf_text(&x->texts) + from, x->ends[i] - from);
	return 0;
}

static int put_cell(struct xls *x, const struct xls_cell *c)
{
	size_t column = (c->place & 0xffff) + 1;
	char number[40];
	switch ((enum cell_kind)c->kind) {
	case CELL_IS_TEXT: return put_text(x, column, c->u.text);
	case CELL_IS_FLAG: parts_value(x->parts, column, "b", 0, c->u.text ? "1" : "0"); return 0;
	case CELL_IS_ERROR: parts_value(x->parts, column, "e", 0, error_text(c->u.text)); return 0;
	case CELL_IS_NUMBER:
		snprintf(number, sizeof number, "%.17g", c->u.number);
		parts_value(x->parts, column, "n", c->style, number);
		return 0;
	}
	return 0;
}

/* Writes the cells that were gathered, in their order; of two in one place the later one. */
static int put_cells(struct xls *x)
{
	size_t row = 0;
	if (x->n_cells)
		qsort(x->cells, x->n_cells, sizeof *x->cells, compare_cells);
	for (size_t i = 0; i < x->n_cells; i++) {
		const struct xls_cell *c = &x->cells[i];
		if (i + 1 < x->n_cells && c[1].place == c->place)
			continue;
		if ((c->place >> 16) + 1 != row)
			parts_row(x->parts, row = (c->place >> 16) + 1);
		int err = put_cell(x, c);
		if (err)
			return err;
	}
	return 0;
}

static int read_sheet(struct xls *x, const struct xls_sheet *sheet)
{
	struct record rec;
	size_t depth = 0; /* charts in a sheet are streams within it */
	x->n_cells = 0;
	x->awaits_result = false;
	parts_sheet(x->parts, sheet->name, sheet->hidden);
	if (!read_record(x, sheet->at, &rec) || rec.type != RECORD_BEGIN)
		return refuse(x, LIST_BOOK_DAMAGED);
	while (read_record(x, rec.next, &rec)) {
		int err = depth ? 0 : read_sheet_record(x, &rec);
		if (err)
			return err;
		if (rec.type == RECORD_EOF && depth == 0)
			return put_cells(x);
		depth += rec.type == RECORD_BEGIN;
		depth -= rec.type == RECORD_EOF;
	}
	return refuse(x, LIST_BOOK_DAMAGED);
}

static void put_styles(const struct xls *x, struct buf *out)
{
	buf_fmt(out, "<styleSheet><numFmts>%s</numFmts>", buf_text(&x->formats));
	buf_fmt(out, "<cellXfs>%s</cellXfs></styleSheet>", buf_text(&x->styles));
	out->failed |= x->formats.failed || x->styles.failed;
}

static int read_stream(struct xls *x, struct buf *styles)
{
	int err = read_book(x);
	if (!err && x->n_sheets == 0)
		err = refuse(x, LIST_BOOK_EMPTY);
	for (size_t i = 0; i < x->n_sheets && !err; i++)
		err = read_sheet(x, &x->sheets[i]);
	put_styles(x, styles);
	if (!err && (styles->failed || x->parts->failed))
		err = QUAD_ENOMEM;
	return err;
}

/* What a compound file is that holds no book, or whose book cannot be read. */
static enum list_problem other_compound(struct bytes data)
{
	static const struct {
		const char *stream;
		enum list_problem problem;
	} others[] = {{"EncryptedPackage", LIST_BOOK_PASSWORD},
	              {"WordDocument", LIST_DOCUMENT},
	              {"PowerPoint Document", LIST_DOCUMENT}};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct buf ignored = {0};
		int err = compound_read(data, others[i].stream, &ignored);
		buf_release(&ignored);
		if (!err)
			return others[i].problem;
	}
	return LIST_OLD_WORKBOOK;
}

int xls_book_read(struct bytes data, struct sheet_parts *out, struct buf *styles, bool *since_1904,
                  struct list_fault *fault)
{
	struct buf stream = {0};
	struct xls *x = calloc(1, sizeof *x);
	*fault = (struct list_fault){LIST_FINE, 0, NULL, NULL};
	*since_1904 = false;
	int err = x ? compound_read(data, "Workbook", &stream) : QUAD_ENOMEM;
	if (!err) {
		*x = (struct xls){
			.p = (const unsigned char *)stream.p, .len = stream.len, .parts = out, .fault = fault};
		err = read_stream(x, styles);
		*since_1904 = x->since_1904;
	} else if (err != QUAD_ENOMEM) {
		fault->problem = err == QUAD_ENOTFOUND ? other_compound(data) : LIST_OLD_WORKBOOK;
		err = QUAD_EINVAL;
	}
	if (x) {
		free(x->ends);
		free(x->cells);
		buf_release(&x->texts);
		buf_release(&x->formats);
		buf_release(&x->styles);
		arena_release(&x->arena);
	}
	free(x);
	buf_release(&stream);
	return err;
}
