/*
 * Every block has its number beside it, so the picture can be read where blocks or colours are not to be told apart. A
 * grid or a line that is wider than there is room goes on below, with the names again.
 */
#include "tui/chart/chart_text.h"

#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"

enum {
	NAME_MOST = 24,  /* columns of a name */
	TITLE_MOST = 10, /* columns of a name above a column */
	BAR_LEAST = 8,
	BAR_MOST = 60,
	LINE_HEIGHT = 8,
	EIGHTHS = 8
};

struct painting {
	const struct chart *c;
	const struct chart_look *look;
	struct chart_lines *out;
	size_t name_cols, number_cols;
	struct buf text; /* of the span that is being made */
	int err;
};

/* ---- lines and spans; an error stays until the end ---- */

static void begin_line(struct painting *p)
{
	struct chart_line *v = arena_grow(&p->out->arena, p->out->v, p->out->n, &p->out->cap, sizeof *v);
	if (!v) {
		p->err = QUAD_ENOMEM;
		return;
	}
	p->out->v = v;
	v[p->out->n++] = (struct chart_line){0};
}

/* Ends the span whose text was written to p->text. */
static void end_span(struct painting *p, int level)
{
	if (p->err || p->out->n == 0)
		return;
	struct chart_line *line = &p->out->v[p->out->n - 1];
	struct chart_span *v = arena_grow(&p->out->arena, line->v, line->n, &line->cap, sizeof *v);
	const char *text = p->text.failed ? NULL : arena_str(&p->out->arena, buf_text(&p->text));
	buf_clear(&p->text);
	if (!v || !text) {
		p->err = QUAD_ENOMEM;
		return;
	}
	line->v = v;
	v[line->n++] = (struct chart_span){text, level};
}

static void add_name(struct painting *p, const char *name, size_t cols, enum text_align align)
{
	text_fit(&p->text, name, cols, align);
	end_span(p, -1);
}

static void add_gap(struct painting *p, size_t cols)
{
	for (size_t i = 0; i < cols; i++)
		buf_char(&p->text, ' ');
	end_span(p, -1);
}

/* ---- glyphs ---- */

static const char *shade(const struct painting *p, int level)
{
	static const char *const blocks[] = {" ", "\xe2\x96\x91", "\xe2\x96\x92", "\xe2\x96\x93", "\xe2\x96\x88"};
	static const char *const ascii[] = {" ", ".", ":", "+", "#"};
	return p->look->ascii ? ascii[level] : blocks[level];
}

/* A part of a block that grows to the right, in eighths; ASCII has halves. */
static void add_part(struct painting *p, int eighths)
{
	if (p->look->ascii && eighths >= EIGHTHS / 2)
		buf_char(&p->text, eighths == EIGHTHS ? '#' : '-');
	else if (!p->look->ascii && eighths)
		buf_fmt(&p->text, "\xe2\x96%c", 0x90 - eighths);
}

/* The same of one that grows upwards; a blank for nothing. */
static void add_rise(struct painting *p, int eighths)
{
	if (eighths == 0 || (p->look->ascii && eighths < EIGHTHS / 2))
		buf_char(&p->text, ' ');
	else if (p->look->ascii)
		buf_char(&p->text, eighths == EIGHTHS ? '#' : '.');
	else
		buf_fmt(&p->text, "\xe2\x96%c", 0x80 + eighths);
}

static void add_number(struct painting *p, const struct report_cell *cell, size_t cols)
{
	struct buf number = {0};
	if (!cell->none)
		chart_number(p->c, cell->number, &number);
	text_fit(&p->text, buf_text(&number), cols, TEXT_RIGHT);
	buf_release(&number);
}

/* ---- measures ---- */

static size_t widest_name(const char *const *names, size_t n, size_t most)
{
	size_t widest = 0;
	for (size_t i = 0; i < n; i++) {
		size_t cols = text_width(names[i]);
		widest = cols > widest ? cols : widest;
	}
	return widest < most ? widest : most;
}

static size_t widest_number(const struct chart *c)
{
	size_t widest = 1;
	for (size_t i = 0; i < c->n_rows * c->n_columns; i++) {
		struct buf number = {0};
		if (!c->cells[i].none)
			chart_number(c, c->cells[i].number, &number);
		widest = number.len > widest ? number.len : widest;
		buf_release(&number);
	}
	return widest;
}

static const struct report_cell *cell_at(const struct chart *c, size_t row, size_t column)
{
	return &c->cells[row * c->n_columns + column];
}

static int level_of(const struct chart *c, const struct report_cell *cell)
{
	return cell->none ? 0 : chart_level(c, cell->number);
}

/* ---- bars ---- */

/* A bar of an amount, padded to its room; one that is not nothing shows at least its beginning. */
static void add_bar(struct painting *p, int64_t amount, int64_t most, size_t cols, bool to_left)
{
	int64_t eighths = most ? (int64_t)((double)amount / (double)most * (double)(cols * EIGHTHS)) : 0;
	if (amount > 0 && eighths == 0)
		eighths = 1;
	size_t whole = (size_t)(eighths / EIGHTHS);
	struct buf text = p->text;
	p->text = (struct buf){0};
	if (to_left)
		whole += eighths % EIGHTHS >= EIGHTHS / 2;
	for (size_t i = 0; i < whole; i++)
		add_part(p, EIGHTHS);
	if (!to_left)
		add_part(p, (int)(eighths % EIGHTHS));
	struct buf bar = p->text;
	p->text = text;
	text_fit(&p->text, buf_text(&bar), cols, to_left ? TEXT_RIGHT : TEXT_LEFT);
	buf_release(&bar);
}

static size_t bar_room(const struct painting *p)
{
	size_t used = p->name_cols + 1 + p->number_cols + 2;
	size_t room = p->look->cols > used ? p->look->cols - used : 0;
	if (room < BAR_LEAST)
		return BAR_LEAST;
	return room < BAR_MOST ? room : BAR_MOST;
}

static void paint_bars(struct painting *p)
{
	const struct chart *c = p->c;
	size_t room = bar_room(p), left = 0;
	int64_t most = c->max > -c->min ? c->max : -c->min;
	if (c->min < 0)
		left = room / 2;
	for (size_t i = 0; i < c->n_rows; i++) {
		const struct report_cell *cell = cell_at(c, i, 0);
		int64_t number = cell->none ? 0 : cell->number;
		begin_line(p);
		add_name(p, c->row_names[i], p->name_cols, TEXT_LEFT);
		buf_char(&p->text, ' ');
		add_number(p, cell, p->number_cols);
		buf_char(&p->text, ' ');
		end_span(p, -1);
		if (left)
			add_bar(p, number < 0 ? -number : 0, most, left, true);
		if (left)
			buf_char(&p->text, '|');
		add_bar(p, number > 0 ? number : 0, most, left ? room - left - 1 : room, false);
		end_span(p, level_of(c, cell));
	}
}

/* ---- grids ---- */

/* How many columns of a width fit beside the names, one at least. */
static size_t columns_that_fit(const struct painting *p, size_t cols)
{
	size_t room = p->look->cols > p->name_cols ? p->look->cols - p->name_cols : 0;
	return room / cols ? room / cols : 1;
}

static void paint_grid_part(struct painting *p, size_t from, size_t to, size_t cols)
{
	const struct chart *c = p->c;
	begin_line(p);
	add_gap(p, p->name_cols);
	for (size_t i = from; i < to; i++) {
		add_gap(p, 1);
		add_name(p, c->column_names[i], cols - 1, TEXT_RIGHT);
	}
	for (size_t row = 0; row < c->n_rows; row++) {
		begin_line(p);
		add_name(p, c->row_names[row], p->name_cols, TEXT_LEFT);
		for (size_t i = from; i < to; i++) {
			const struct report_cell *cell = cell_at(c, row, i);
			int level = level_of(c, cell);
			add_gap(p, 1);
			buf_str(&p->text, shade(p, level));
			add_number(p, cell, cols - 2);
			end_span(p, level);
		}
	}
}

static void paint_grid(struct painting *p)
{
	const struct chart *c = p->c;
	size_t title = widest_name(c->column_names, c->n_columns, TITLE_MOST);
	size_t cols = 2 + (p->number_cols + 1 > title ? p->number_cols + 1 : title);
	size_t step = columns_that_fit(p, cols);
	for (size_t from = 0; from < c->n_columns; from += step) {
		size_t to = from + step < c->n_columns ? from + step : c->n_columns;
		if (from)
			begin_line(p);
		paint_grid_part(p, from, to, cols);
	}
}

/* ---- a line over time ---- */

/* The part of a number's column that is in the y-th line from below, in eighths. */
static int rise_at(const struct chart *c, const struct report_cell *cell, int y)
{
	int64_t most = c->max ? c->max : 1;
	int64_t number = cell->none || cell->number < 0 ? 0 : cell->number;
	int64_t eighths = (int64_t)((double)number / (double)most * (LINE_HEIGHT * EIGHTHS));
	int64_t here = eighths - (int64_t)y * EIGHTHS;
	if (number > 0 && y == 0 && here == 0)
		return 1;
	if (here < 0)
		return 0;
	return here > EIGHTHS ? EIGHTHS : (int)here;
}

static void paint_line_part(struct painting *p, size_t from, size_t to, size_t cols)
{
	const struct chart *c = p->c;
	for (int y = LINE_HEIGHT - 1; y >= 0; y--) {
		begin_line(p);
		for (size_t i = from; i < to; i++) {
			int rise = rise_at(c, cell_at(c, i, 0), y);
			add_gap(p, 1);
			for (size_t k = 1; k < cols; k++)
				add_rise(p, rise);
			end_span(p, rise ? level_of(c, cell_at(c, i, 0)) : 0);
		}
	}
	begin_line(p);
	for (size_t i = from; i < to; i++) {
		add_gap(p, 1);
		add_number(p, cell_at(c, i, 0), cols - 1);
		end_span(p, -1);
	}
	begin_line(p);
	for (size_t i = from; i < to; i++) {
		add_gap(p, 1);
		add_name(p, c->row_names[i], cols - 1, TEXT_RIGHT);
	}
}

static void paint_line(struct painting *p)
{
	const struct chart *c = p->c;
	size_t cols = 1 + (p->number_cols > p->name_cols ? p->number_cols : p->name_cols);
	p->name_cols = 0;
	size_t step = columns_that_fit(p, cols);
	for (size_t from = 0; from < c->n_rows; from += step) {
		if (from)
			begin_line(p);
		paint_line_part(p, from, from + step < c->n_rows ? from + step : c->n_rows, cols);
	}
}

/* ---- the legend ---- */

static void paint_legend(struct painting *p)
{
	const struct chart *c = p->c;
	begin_line(p);
	begin_line(p);
	buf_str(&p->text, c->measure);
	end_span(p, -1);
	if (c->form == PICTURE_BARS || c->form == PICTURE_LINE)
		return;
	for (int level = 1; level <= CHART_LEVELS; level++) {
		add_gap(p, 2);
		buf_fmt(&p->text, "%s ", shade(p, level));
		if (level == 1)
			buf_str(&p->text, "> 0");
		else
			chart_number(c, chart_level_from(c, level), &p->text);
		if (level > 1)
			buf_char(&p->text, '+');
		end_span(p, level);
	}
}

int chart_text(const struct chart *c, const struct chart_look *look, struct chart_lines *out)
{
	*out = (struct chart_lines){0};
	if (c->n_rows == 0)
		return 0;
	struct painting p = {.c = c, .look = look, .out = out};
	locale_need_characters();
	p.name_cols = widest_name(c->row_names, c->n_rows, NAME_MOST);
	p.number_cols = widest_number(c);
	switch (c->form) {
	case PICTURE_NONE: return 0;
	case PICTURE_BARS: paint_bars(&p); break;
	case PICTURE_HEAT:
	case PICTURE_MATRIX: paint_grid(&p); break;
	case PICTURE_LINE: paint_line(&p); break;
	}
	paint_legend(&p);
	buf_release(&p.text);
	return p.err;
}

void chart_lines_release(struct chart_lines *lines)
{
	arena_release(&lines->arena);
	*lines = (struct chart_lines){0};
}

void chart_lines_add(const struct chart_lines *lines, struct buf *out)
{
	for (size_t i = 0; i < lines->n; i++) {
		for (size_t k = 0; k < lines->v[i].n; k++)
			buf_str(out, lines->v[i].v[k].text);
		while (out->len && out->p[out->len - 1] == ' ')
			out->p[--out->len] = '\0';
		buf_char(out, '\n');
	}
}
