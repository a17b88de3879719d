/*
 * One cursor goes down the paper. What belongs together asks for its height first, and begins the next page where there
 * is too little left; the height of all is known at the end, so the body is made before the head.
 */
#include "tui/chart/chart_svg.h"

#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/chart/svg.h"
#include "tui/words/words_report.h"

#define A4_SHORT_MM 210
#define A4_LONG_MM 297
#define A4_SHORT 794.0 /* user units, 96 to an inch */
#define A4_LONG 1123.0
#define MARGIN 48.0
#define TITLE_SIZE 18.0
#define SIZE 11.0
#define ROW (SIZE * 1.6)
#define GAP 8.0
#define BARS_MOST 60 /* in the picture; the table has them all */
#define BAR_ROOM 320.0
#define LINE_HEIGHT 220.0
#define LINE_STEP_LEAST 46.0
#define SLANT 45.0
#define NAME_MOST 40 /* columns */

struct paper {
	const struct chart *c;
	const struct report_table *t;
	struct buf *body;
	double width, height; /* of a page */
	double y;             /* where it goes on */
	double name_width, number_width;
	double *table_widths; /* of the table's columns */
	double table_width;
};

/* ---- pages ---- */

static void need(struct paper *p, double height)
{
	double page = (double)(long)(p->y / p->height);
	double left = (page + 1) * p->height - MARGIN - p->y;
	if (height > left && height < p->height - 2 * MARGIN)
		p->y = (page + 1) * p->height + MARGIN;
}

static double usable(const struct paper *p)
{
	return p->width - 2 * MARGIN;
}

/* ---- measures ---- */

static double widest(const char *const *names, size_t n)
{
	double most = 0;
	for (size_t i = 0; i < n; i++) {
		double width = svg_text_width(names[i], SIZE);
		most = width > most ? width : most;
	}
	return most;
}

static double widest_number(const struct chart *c)
{
	double most = 0;
	for (size_t i = 0; i < c->n_rows * c->n_columns; i++) {
		struct buf number = {0};
		if (!c->cells[i].none)
			chart_number(c, c->cells[i].number, &number);
		double width = svg_text_width(buf_text(&number), SIZE);
		most = width > most ? width : most;
		buf_release(&number);
	}
	return most;
}

static double grid_step(const struct paper *p)
{
	double title = widest(p->c->column_names, p->c->n_columns);
	return (title > p->number_width ? title : p->number_width) + GAP;
}

static double chart_width(const struct paper *p)
{
	const struct chart *c = p->c;
	double step = p->number_width + GAP > LINE_STEP_LEAST ? p->number_width + GAP : LINE_STEP_LEAST;
	switch (c->form) {
	case PICTURE_NONE: return 0;
	case PICTURE_BARS: return p->name_width + p->number_width + 2 * GAP + BAR_ROOM;
	case PICTURE_HEAT:
	case PICTURE_MATRIX: return p->name_width + GAP + (double)c->n_columns * grid_step(p);
	case PICTURE_LINE: return (double)c->n_rows * step + GAP;
	}
	return 0;
}

static void measure_text(struct paper *p, size_t column, const struct buf *text)
{
	double width = svg_text_width(buf_text(text), SIZE);
	if (width > p->table_widths[column])
		p->table_widths[column] = width;
}

static void measure_table(struct paper *p)
{
	for (size_t i = 0; i < p->t->n_columns; i++) {
		struct buf text = {0};
		words_report_title(p->t, i, &text);
		measure_text(p, i, &text);
		for (size_t k = 0; k < p->t->n; k++) {
			buf_clear(&text);
			words_report_cell(p->t, &p->t->rows[k], i, &text);
			measure_text(p, i, &text);
		}
		buf_release(&text);
		p->table_width += p->table_widths[i] + GAP;
	}
}

/* Lying paper where it helps; more units on the same paper, so smaller letters, where it is not enough. */
static bool choose_paper(struct paper *p)
{
	double wanted = (p->table_width > chart_width(p) ? p->table_width : chart_width(p)) + 2 * MARGIN;
	bool lying = wanted > A4_SHORT;
	double width = lying ? A4_LONG : A4_SHORT;
	p->width = wanted > width ? wanted : width;
	p->height = lying ? p->width * A4_SHORT_MM / A4_LONG_MM : p->width * A4_LONG_MM / A4_SHORT_MM;
	return lying;
}

/* ---- the picture ---- */

static void put_number(struct paper *p, double x, double y, enum svg_anchor anchor, const struct report_cell *cell)
{
	struct buf number = {0};
	if (!cell->none) {
		chart_number(p->c, cell->number, &number);
		svg_text(p->body, x, y, SIZE, anchor, buf_text(&number));
	}
	buf_release(&number);
}

static double share_of(int64_t number, int64_t whole)
{
	return whole > 0 ? (double)number / (double)whole : 0;
}

static void draw_bars(struct paper *p)
{
	const struct chart *c = p->c;
	double x = MARGIN + p->name_width + p->number_width + 2 * GAP;
	double below = c->max - c->min > 0 ? share_of(-c->min, c->max - c->min) * BAR_ROOM : 0;
	for (size_t i = 0; i < c->n_rows && i < BARS_MOST; i++) {
		const struct report_cell *cell = &c->cells[i];
		int64_t number = cell->none ? 0 : cell->number;
		double length = share_of(number < 0 ? -number : number, c->max - c->min) * BAR_ROOM;
		need(p, ROW);
		svg_text(p->body, MARGIN, p->y + SIZE, SIZE, SVG_START, c->row_names[i]);
		put_number(p, x - GAP, p->y + SIZE, SVG_END, cell);
		if (length > 0)
			svg_box(p->body, number < 0 ? x + below - length : x + below, p->y + 1, length, ROW - 4, 3);
		svg_line(p->body, x + below, p->y - 1, x + below, p->y + ROW - 1);
		p->y += ROW;
	}
}

static void draw_grid(struct paper *p)
{
	const struct chart *c = p->c;
	double step = grid_step(p), x = MARGIN + p->name_width + GAP;
	for (size_t row = 0; row <= c->n_rows; row++) {
		need(p, ROW);
		for (size_t i = 0; i < c->n_columns; i++) {
			double left = x + (double)i * step;
			const struct report_cell *cell = row ? &c->cells[(row - 1) * c->n_columns + i] : NULL;
			if (!cell) {
				svg_text(p->body, left + step / 2, p->y + SIZE, SIZE, SVG_MIDDLE, c->column_names[i]);
				continue;
			}
			svg_box(p->body, left, p->y, step, ROW, cell->none ? 0 : chart_level(c, cell->number));
			put_number(p, left + step / 2, p->y + SIZE + 1, SVG_MIDDLE, cell);
		}
		if (row)
			svg_text(p->body, MARGIN, p->y + SIZE + 1, SIZE, SVG_START, c->row_names[row - 1]);
		p->y += ROW;
	}
}

static void draw_line(struct paper *p)
{
	const struct chart *c = p->c;
	double step = usable(p) / (double)(c->n_rows ? c->n_rows : 1), before = -1;
	double names = svg_text_width("0", SIZE) * NAME_MOST / 4 + p->name_width;
	need(p, LINE_HEIGHT + names);
	double floor = p->y + LINE_HEIGHT;
	for (size_t i = 0; i < c->n_rows; i++) {
		const struct report_cell *cell = &c->cells[i];
		double x = MARGIN + step * ((double)i + 0.5);
		double y = floor - share_of(cell->none ? 0 : cell->number, c->max) * (LINE_HEIGHT - 2 * ROW);
		svg_slanted(p->body, x, floor + ROW, SIZE, SLANT, c->row_names[i]);
		if (!cell->none && before >= 0)
			svg_line(p->body, x - step, before, x, y);
		if (!cell->none)
			svg_dot(p->body, x, y);
		put_number(p, x, y - GAP, SVG_MIDDLE, cell);
		before = cell->none ? -1 : y;
	}
	svg_line(p->body, MARGIN, floor, MARGIN + usable(p), floor);
	p->y = floor + ROW + p->name_width;
}

static void draw_legend(struct paper *p)
{
	const struct chart *c = p->c;
	double x = MARGIN;
	need(p, 2 * ROW);
	p->y += GAP;
	for (int level = 1; level <= CHART_LEVELS; level++) {
		struct buf text = {0};
		if (level > 1)
			chart_number(c, chart_level_from(c, level), &text);
		buf_str(&text, level > 1 ? "+" : "> 0");
		svg_box(p->body, x, p->y, ROW, ROW - 4, level);
		svg_text(p->body, x + ROW + GAP / 2, p->y + SIZE, SIZE, SVG_START, buf_text(&text));
		x += ROW + GAP * 2 + svg_text_width(buf_text(&text), SIZE);
		buf_release(&text);
	}
	p->y += ROW;
}

static void draw_chart(struct paper *p)
{
	if (p->c->form == PICTURE_NONE || p->c->n_rows == 0)
		return;
	svg_bold(p->body, MARGIN, p->y + SIZE, SIZE, SVG_START, p->c->measure);
	p->y += ROW + GAP;
	switch (p->c->form) {
	case PICTURE_NONE: break;
	case PICTURE_BARS: draw_bars(p); break;
	case PICTURE_LINE: draw_line(p); break;
	case PICTURE_HEAT:
	case PICTURE_MATRIX:
		draw_grid(p);
		draw_legend(p);
		break;
	}
	p->y += ROW;
}

/* ---- the table ---- */

static void put_text(struct paper *p, double x, size_t column, bool bold, const struct buf *text)
{
	bool right = words_report_is_figure(p->t, column);
	double at = right ? x + p->table_widths[column] : x;
	enum svg_anchor anchor = right ? SVG_END : SVG_START;
	if (bold)
		svg_bold(p->body, at, p->y + SIZE, SIZE, anchor, buf_text(text));
	else if (text->len)
		svg_text(p->body, at, p->y + SIZE, SIZE, anchor, buf_text(text));
}

/* The titles, row NULL, or a row. */
static void draw_row(struct paper *p, const struct report_row *row)
{
	double x = MARGIN;
	for (size_t i = 0; i < p->t->n_columns; i++) {
		struct buf text = {0};
		if (row)
			words_report_cell(p->t, row, i, &text);
		else
			words_report_title(p->t, i, &text);
		put_text(p, x, i, !row, &text);
		buf_release(&text);
		x += p->table_widths[i] + GAP;
	}
	p->y += ROW;
	if (!row)
		svg_line(p->body, MARGIN, p->y - 4, x - GAP, p->y - 4);
}

static void draw_table(struct paper *p)
{
	need(p, 3 * ROW);
	draw_row(p, NULL);
	for (size_t i = 0; i < p->t->n; i++) {
		double before = p->y;
		need(p, ROW);
		if (p->y > before)
			draw_row(p, NULL);
		draw_row(p, &p->t->rows[i]);
	}
}

/* ---- the title and the footer ---- */

static void draw_title(struct paper *p, struct buf *title)
{
	struct buf period = {0};
	const char *about = words_report_about(p->t->kind->name);
	buf_fmt(title, "%s%s%s", p->t->kind->name, *about ? ": " : "", about);
	words_report_period(p->t->from, p->t->to, &period);
	svg_bold(p->body, MARGIN, p->y + TITLE_SIZE, TITLE_SIZE, SVG_START, buf_text(title));
	p->y += TITLE_SIZE + ROW;
	svg_text(p->body, MARGIN, p->y + SIZE, SIZE, SVG_START, buf_text(&period));
	p->y += 2 * ROW;
	buf_release(&period);
}

/* Lines break at blanks where they are too long; one word that is too long goes over the margin. */
static void draw_wrapped(struct paper *p, const char *text, size_t len)
{
	struct buf line = {0};
	for (size_t at = 0; at < len;) {
		size_t word = strcspn(text + at, " \n"), before = line.len;
		word = at + word > len ? len - at : word;
		buf_str(&line, before ? " " : "");
		buf_add(&line, text + at, word);
		at += word + 1;
		if (before && svg_text_width(buf_text(&line), SIZE) > usable(p)) {
			line.p[line.len = before] = '\0';
			at -= word + 1;
		} else if (at < len) {
			continue;
		}
		need(p, ROW);
		svg_text(p->body, MARGIN, p->y + SIZE, SIZE, SVG_START, buf_text(&line));
		p->y += ROW;
		buf_clear(&line);
	}
	buf_release(&line);
}

static void draw_footer(struct paper *p)
{
	struct buf footer = {0};
	words_report_footer(p->t, &footer);
	p->y += ROW;
	for (const char *line = buf_text(&footer); *line;) {
		size_t len = strcspn(line, "\n");
		draw_wrapped(p, line, len);
		line += len + (line[len] == '\n');
	}
	p->body->failed |= footer.failed;
	buf_release(&footer);
}

int chart_svg(const struct chart *c, const struct report_table *t, struct buf *out)
{
	struct buf body = {0}, title = {0};
	struct arena arena = {0};
	struct paper p = {.c = c, .t = t, .body = &body, .y = MARGIN};
	locale_need_characters();
	p.table_widths = arena_alloc(&arena, (t->n_columns + 1) * sizeof *p.table_widths);
	if (!p.table_widths)
		return QUAD_ENOMEM;
	p.name_width = widest(c->row_names, c->n_rows);
	p.number_width = widest_number(c);
	measure_table(&p);
	bool lying = choose_paper(&p);
	draw_title(&p, &title);
	draw_chart(&p);
	draw_table(&p);
	draw_footer(&p);
	int pages = 1 + (int)(p.y / p.height);
	int page_mm = lying ? A4_SHORT_MM : A4_LONG_MM;
	svg_begin(out, lying ? A4_LONG_MM : A4_SHORT_MM, page_mm * pages, p.width, p.height * pages, buf_text(&title));
	buf_add(out, buf_text(&body), body.len);
	svg_end(out);
	out->failed |= body.failed || title.failed;
	buf_release(&body);
	buf_release(&title);
	arena_release(&arena);
	return out->failed ? QUAD_ENOMEM : 0;
}
