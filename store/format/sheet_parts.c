/* XML of sheets. Characters that XML cannot hold are left out, as a stored text would not hold them either. */
#include "store/format/sheet_parts.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

static struct sheet_part *last_sheet(struct sheet_parts *p)
{
	return p->n ? &p->v[p->n - 1] : NULL;
}

void parts_sheet(struct sheet_parts *p, const char *name, bool hidden)
{
	struct sheet_part *v = array_grow(p->v, &p->cap, p->n, sizeof *v);
	const char *copy = arena_str(&p->arena, name);
	if (v)
		p->v = v;
	p->failed |= !v || !copy;
	if (p->failed)
		return;
	v[p->n++] = (struct sheet_part){.name = copy, .hidden = hidden};
	p->row = 0;
	buf_str(&v[p->n - 1].xml, "<worksheet xmlns=\"m\"><sheetData>");
}

void parts_row(struct sheet_parts *p, size_t row)
{
	struct sheet_part *s = last_sheet(p);
	if (!s || p->failed)
		return;
	if (p->row)
		buf_str(&s->xml, "</row>");
	p->row = row;
	buf_fmt(&s->xml, "<row r=\"%zu\">", row);
}

/* Appends `BC12`. */
static void put_place(struct buf *out, size_t column, size_t row)
{
	char letters[8];
	size_t n = sizeof letters;
	for (; column > 0 && n > 0; column = (column - 1) / 26)
		letters[--n] = (char)('A' + (column - 1) % 26);
	buf_add(out, letters + n, sizeof letters - n);
	buf_fmt(out, "%zu", row);
}

static void put_character(struct buf *out, const char *p, size_t n, uint32_t c)
{
	bool kept = c == '\t' || c == '\n' || c == '\r' || c >= ' ';
	switch (c) {
	case '&': buf_str(out, "&amp;"); return;
	case '<': buf_str(out, "&lt;"); return;
	case '>': buf_str(out, "&gt;"); return;
	/* so that `_x0041_` stays what it is */
	case '_': buf_str(out, "_x005F_"); return;
	case 0xfffe:
	case 0xffff: return;
	default: break;
	}
	if (kept)
		buf_add(out, p, n);
}

static void put_escaped(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		int n = utf8_next(text + i, len - i, &c);
		if (n > 0)
			put_character(out, text + i, (size_t)n, c);
		else
			buf_str(out, REPLACEMENT);
		i += n > 0 ? (size_t)n : 1;
	}
}

/* The buffer of the row at hand; NULL if there is none, or the column is beyond what a sheet has. */
static struct buf *open_cell(struct sheet_parts *p, size_t column)
{
	struct sheet_part *s = last_sheet(p);
	if (!s || p->failed || !p->row || column > SHEET_COLUMNS_MAX)
		return NULL;
	buf_str(&s->xml, "<c r=\"");
	put_place(&s->xml, column, p->row);
	return &s->xml;
}

void parts_text(struct sheet_parts *p, size_t column, const char *text, size_t len)
{
	struct buf *out = open_cell(p, column);
	if (!out)
		return;
	buf_str(out, "\" t=\"inlineStr\"><is><t>");
	/* one byte more than a cell may have shows that it is too large */
	put_escaped(out, text, len <= CSV_CELL_MAX_BYTES ? len : CSV_CELL_MAX_BYTES + 1);
	buf_str(out, "</t></is></c>");
}

void parts_value(struct sheet_parts *p, size_t column, const char *type, size_t style, const char *text)
{
	struct buf *out = open_cell(p, column);
	if (!out)
		return;
	buf_fmt(out, "\" t=\"%s\" s=\"%zu\"><v>", type, style);
	put_escaped(out, text, strlen(text));
	buf_str(out, "</v></c>");
}

void parts_formula(struct sheet_parts *p, size_t column)
{
	struct buf *out = open_cell(p, column);
	if (out)
		buf_str(out, "\"><f/></c>");
}

void parts_merge(struct sheet_parts *p, size_t top, size_t left, size_t bottom, size_t right)
{
	struct sheet_part *s = last_sheet(p);
	if (!s || p->failed || bottom > SHEET_ROWS_MAX || right > SHEET_COLUMNS_MAX)
		return;
	buf_str(&s->merges, "<mergeCell ref=\"");
	put_place(&s->merges, left, top);
	buf_char(&s->merges, ':');
	put_place(&s->merges, right, bottom);
	buf_str(&s->merges, "\"/>");
}

int parts_open(struct sheet_parts *p, struct xlsx **out, struct list_fault *fault)
{
	struct xlsx_bare_sheet *sheets = arena_alloc(&p->arena, (p->n + 1) * sizeof *sheets);
	*out = NULL;
	*fault = (struct list_fault){LIST_FINE, 0, NULL, NULL};
	for (size_t i = 0; sheets && i < p->n; i++) {
		struct sheet_part *s = &p->v[i];
		bool in_row = strstr(buf_text(&s->xml), "<row") != NULL;
		buf_fmt(&s->xml, "%s</sheetData>", in_row ? "</row>" : "");
		if (s->merges.len)
			buf_fmt(&s->xml, "<mergeCells>%s</mergeCells>", buf_text(&s->merges));
		buf_str(&s->xml, "</worksheet>");
		p->failed |= s->xml.failed || s->merges.failed;
		sheets[i] = (struct xlsx_bare_sheet){s->name, s->hidden, {buf_text(&s->xml), s->xml.len}};
	}
	if (!sheets || p->failed || p->styles.failed)
		return QUAD_ENOMEM;
	struct bytes styles = {buf_text(&p->styles), p->styles.len};
	return xlsx_open_sheets(sheets, p->n, styles, p->since_1904, out, fault);
}

void parts_release(struct sheet_parts *p)
{
	for (size_t i = 0; i < p->n; i++) {
		buf_release(&p->v[i].xml);
		buf_release(&p->v[i].merges);
	}
	buf_release(&p->styles);
	free(p->v);
	arena_release(&p->arena);
	*p = (struct sheet_parts){0};
}
