/*
 * Draws the board: the header with the times, a row for each resource, the line about the cell under the cursor, and on
 * wide screens the details of the resource.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/board_view.h"
#include "tui/screen/ui_detail.h"
#include "tui/words/words_calendar.h"
#include "tui/words/words_name.h"
#include "tui/words/words_time.h"

enum { NARROW_COLS = 72, WIDE_COLS = 100, CODE_LEAST_COLS = 5 };

/* ---- layout ---- */

/* The least that each column gets; the name gets what the strip leaves. */
static struct board_layout least_layout(const struct board_view *b, int screen_cols)
{
	struct board_layout l = {.code = 11, .name = 16, .seats = 5, .pane_cols = ui_detail_cols(screen_cols)};
	l.list_cols = screen_cols - l.pane_cols;
	if (l.list_cols < NARROW_COLS) {
		l.name = 12;
		l.seats = 0;
	} else if (l.list_cols >= WIDE_COLS) {
		l.code = 15;
		l.name = 20;
	}
	if (b->code_cols < l.code)
		l.code = b->code_cols < CODE_LEAST_COLS ? CODE_LEAST_COLS : b->code_cols;
	return l;
}

static int with_gap(int cols)
{
	return cols ? cols + 1 : 0;
}

static int columns_before_strip(const struct board_layout *l)
{
	return 1 + with_gap(l->code) + with_gap(l->name) + with_gap(l->seats);
}

int board_strip_room(const struct board_view *b, int screen_cols)
{
	struct board_layout l = least_layout(b, screen_cols);
	int room = l.list_cols - columns_before_strip(&l);
	return room < BOARD_COLS_MAX ? room : BOARD_COLS_MAX;
}

struct board_layout board_lay_out(const struct board_view *b, int screen_cols)
{
	struct board_layout l = least_layout(b, screen_cols);
	l.strip = b->axis.cols;
	l.name += l.list_cols - columns_before_strip(&l) - l.strip;
	l.strip_col = columns_before_strip(&l);
	return l;
}

/* ---- title ---- */

void board_write_title(struct view *v, struct app *app, struct buf *out)
{
	const struct board_view *b = board_self(v);
	int week;
	const struct term *t = words_term_of(&b->calendar, b->day, &week);
	(void)app;
	words_date(b->day, out);
	if (t)
		buf_fmt(out, _("  %.20s week %d"), t->code, week);
	if (b->n_waiting)
		buf_fmt(out, _("  %zu to decide (R)"), b->n_waiting);
	buf_char(out, ' ');
	narrow_word(&b->narrow, out);
	if (b->free_only)
		buf_fmt(out, " %s", _("free"));
	if (ui_filter_is_set(&b->filter))
		buf_fmt(out, " /%s", ui_filter_text(&b->filter));
	buf_fmt(out, "  %zu/%zu", b->n_shown ? b->cursor.at + 1 : 0, b->n_shown);
}

/* ---- the header ---- */

/* The text over a cell, for hours every hour or every other one, as there is room. */
static void word_cell(const struct board_axis *a, const struct board_cell *c, char *out, size_t size)
{
	struct wall date;
	out[0] = '\0';
	switch (a->mode) {
	case BOARD_HOURS:
		if (c->cols > 2 || c->first_min % 120 == 0)
			snprintf(out, size, "%02d", c->first_min / 60);
		break;
	case BOARD_HALVES:
	case BOARD_QUARTERS:
		if (c->first_min % 60 == 0)
			snprintf(out, size, "%02d", c->first_min / 60);
		else if (c->cols >= 6)
			snprintf(out, size, "%02d:%02d", c->first_min / 60, c->first_min % 60);
		break;
	case BOARD_PERIODS:
		if (c->cols >= 9)
			snprintf(out, size, "%d %02d:%02d", c->first_min, clock_local_minute(c->start) / 60,
			         clock_local_minute(c->start) % 60);
		else
			snprintf(out, size, "%d", c->first_min);
		break;
	case BOARD_WEEK:
		clock_day_civil(a->day + c->first_min - 1, &date);
		if (c->cols >= 10)
			snprintf(out, size, "%s %02d-%02d", words_weekday(c->first_min), date.month, date.day);
		else
			snprintf(out, size, "%s%d", words_weekday(c->first_min), date.day);
		break;
	case BOARD_MODES: break;
	}
}

/* The times; that of now is marked, and a `>` stands before it where there is room. */
static void draw_times(const struct board_view *b, int64_t now, int row, int col)
{
	const struct board_axis *a = &b->axis;
	for (size_t i = a->first; i < a->first + a->shown; i++) {
		const struct board_cell *c = &a->cells[i];
		bool is_now = c->start <= now && now < c->end;
		char label[32];
		word_cell(a, c, label, sizeof label);
		/* a label may run on over cells that have none */
		int cols = c->cols;
		if (*label && text_width(label) > (size_t)cols)
			cols = (int)text_width(label);
		if (*label || is_now)
			term_text(row, col + c->col, cols, is_now ? ROLE_NOW : ROLE_HEADER, *label ? label : "v");
	}
}

static void draw_header(const struct board_view *b, const struct board_layout *l, int64_t now, int row)
{
	int col = 1;
	term_text(row, 0, l->list_cols, ROLE_HEADER, "");
	term_text(row, col, l->code, ROLE_HEADER, _("Code"));
	col += with_gap(l->code);
	term_text(row, col, l->name, ROLE_HEADER, _("Name"));
	col += with_gap(l->name);
	term_text_right(row, col, l->seats, ROLE_HEADER, _("Seats"));
	draw_times(b, now, row, l->strip_col);
}

/* ---- the rows ---- */

/* The columns of the strip that are selected in a row; none: *from == *to. */
static void selected_columns(const struct board_view *b, size_t row, int *from, int *to)
{
	struct board_choice choice;
	*from = *to = 0;
	if (!board_choice(b, &choice) || row < choice.first_row || row > choice.last_row)
		return;
	const struct board_cell *first = &b->axis.cells[choice.first_cell], *last = &b->axis.cells[choice.last_cell];
	*from = first->col;
	*to = last->col + last->cols;
}

/* Draws the strip, each piece of one role at once; a wide character belongs to the role of its first column. */
static void draw_strip(const struct board_strip *s, int row, int col, int selected_from, int selected_to)
{
	const char *p = buf_text(&s->text), *end = p + s->text.len;
	int at = 0;
	while (p < end) {
		struct buf piece = {0};
		int first = at;
		bool selected = at >= selected_from && at < selected_to;
		enum term_role role = selected ? ROLE_SELECTED : (enum term_role)s->role[at];
		while (p < end) {
			struct text_char c;
			bool here = at >= selected_from && at < selected_to;
			if (here != selected || s->role[at] != s->role[first])
				break;
			size_t n = text_next(p, (size_t)(end - p), &c);
			buf_add(&piece, p, n);
			p += n;
			at += c.cols;
		}
		term_text(row, col + first, at - first, role, buf_text(&piece));
		buf_release(&piece);
	}
}

static void draw_row(const struct board_view *b, const struct board_layout *l, int row, size_t i)
{
	const struct resource *r = b->shown[i];
	const struct board_strip *strip = board_rows_strip(&b->rows, i);
	bool selected = i == b->cursor.at;
	enum term_role rest = r->active ? ROLE_TEXT : ROLE_DIM;
	enum term_role role = selected ? ROLE_SELECTED : rest;
	const char *mark = r->active ? " " : "-";
	char seats[16];
	int col = 1, from, to;
	term_text(row, 0, 1, ROLE_TITLE, selected ? ">" : mark);
	term_text(row, col, l->strip_col - 2, role, "");
	term_text(row, col, l->code, role, r->code);
	col += with_gap(l->code);
	term_text(row, col, l->name, role, r->name);
	col += with_gap(l->name);
	snprintf(seats, sizeof seats, "%" PRIu32, r->seats);
	term_text_right(row, col, l->seats, role, r->seats ? seats : "-");
	selected_columns(b, i, &from, &to);
	if (strip)
		draw_strip(strip, row, l->strip_col, from, to);
}

/* ---- the line about the cursor ---- */

/* The clock times of what lies within the day of the title, else with the dates. */
static void word_span(const struct board_view *b, int64_t start, int64_t end, struct buf *out)
{
	struct wall from, to;
	if (b->axis.mode == BOARD_WEEK || clock_local_day(start) != b->day || clock_local_day(end) != b->day) {
		words_interval(start, end, out);
		return;
	}
	clock_to_wall(start, &from);
	clock_to_wall(end, &to);
	buf_fmt(out, "%02d:%02d-%02d:%02d", from.hour, from.minute, to.hour, to.minute);
}

/* The time alone where it is on the day of the title. */
static void word_check_in(const struct board_view *b, int64_t by, struct buf *out)
{
	struct buf when = {0};
	struct wall wall;
	clock_to_wall(by, &wall);
	if (clock_local_day(by) == b->day)
		buf_fmt(&when, "%02d:%02d", wall.hour, wall.minute);
	else
		words_moment(by, &when);
	buf_str(out, "  ");
	buf_fmt(out, _("check in by %s"), buf_text(&when));
	buf_release(&when);
}

static void word_booking(const struct board_view *b, const struct slot *s, struct buf *out)
{
	word_span(b, s->from, s->to, out);
	if (s->start < s->from || s->to < s->end)
		buf_fmt(out, term_cols() >= WIDE_COLS ? _(" (taken %d min before, %d after)") : " (-%d +%d)",
		        (int)(s->from - s->start), (int)(s->end - s->to));
	buf_fmt(out, "  %" PRIu64, s->booking);
	if (s->requested)
		buf_fmt(out, " (%s)", state_name(STATE_REQUESTED));
	if (s->check_in)
		word_check_in(b, s->check_in, out);
	if (!s->hidden)
		buf_fmt(out, "  %s", s->label);
	if (*s->requester)
		buf_fmt(out, "  %s", s->requester);
	if (*s->institution)
		buf_fmt(out, "  %s", s->institution);
}

static void word_shared(const struct board_view *b, const struct resource *r, struct buf *out)
{
	size_t n;
	const struct slot *slots = board_rows_slots(&b->rows, b->cursor.at, &n);
	const struct board_cell *c = board_cell(b);
	uint64_t peak = board_peak(slots, n, c->start, c->end);
	word_span(b, c->start, c->end, out);
	if (r->seats)
		buf_fmt(out, _("  %" PRIu64 " of %" PRIu32 " taken; Enter lists who, b books"), peak, r->seats);
	else
		buf_fmt(out, _("  %" PRIu64 " taken; Enter lists who, b books"), peak);
}

static void word_free(const struct board_view *b, const struct board_cell *c, struct buf *out)
{
	const struct opening *hours = board_rows_hours(&b->rows, b->cursor.at);
	word_span(b, c->start, c->end, out);
	if (b->axis.mode == BOARD_WEEK)
		buf_fmt(out, "  %s", _("Enter opens the day"));
	else if (hours && !board_is_open(hours, c->start, c->end))
		buf_fmt(out, "  %s", _("outside the opening hours"));
	else
		buf_fmt(out, "  %s", _("free; Enter books, v marks"));
}

static void word_marked(const struct board_view *b, const struct board_choice *choice, struct buf *out)
{
	const char *first = b->shown[choice->first_row]->code, *last = b->shown[choice->last_row]->code;
	word_span(b, choice->start, choice->end, out);
	buf_fmt(out, "  %s", first);
	if (last != first)
		buf_fmt(out, " ... %s", last);
	buf_fmt(out, "  %s", _("Enter books this, Esc drops the mark"));
}

/* Where a booking that was picked up would be put down. */
static void word_carried(const struct board_view *b, const struct resource *r, const struct board_cell *c,
                         struct buf *out)
{
	const struct booking *of = &b->carry.rows.v->b;
	int64_t start = board_carry_start(&b->carry, c->start);
	word_span(b, start, start + of->end - of->start, out);
	buf_fmt(out, _("  %s: Enter puts booking %" PRIu64 " here, Esc leaves it where it is"), r->code, of->id);
}

/* What a day rule says of the day on the campus of the row. */
static void add_day_rule(const struct board_view *b, const struct resource *r, struct buf *out)
{
	const struct board_cell *c = board_cell(b);
	const struct day_rule *rule = calendar_day(&b->calendar, r->campus, clock_local_day(c->start));
	if (rule && rule->kind != DAY_NORMAL) {
		buf_str(out, "  ! ");
		words_day_rule(rule, out);
	}
}

static void word_cursor(const struct board_view *b, struct buf *out)
{
	const struct resource *r = board_current(b);
	const struct board_cell *c = board_cell(b);
	const struct slot *s = board_slot(b);
	struct board_choice choice;
	if (!r || !c)
		return;
	if (b->carry.id && b->axis.mode != BOARD_WEEK)
		word_carried(b, r, c, out);
	else if (b->marked && board_choice(b, &choice))
		word_marked(b, &choice, out);
	else if (s && !s->booking)
		buf_fmt(out, "%s  %s", _("closed"), s->label);
	else if (s && r->mode == MODE_SHARED && !s->whole)
		word_shared(b, r, out);
	else if (s)
		word_booking(b, s, out);
	else
		word_free(b, c, out);
	add_day_rule(b, r, out);
}

/* ---- the picture ---- */

static void draw_pane(const struct board_view *b, const struct board_layout *l, int top, int bottom)
{
	const struct resource *r = board_current(b);
	/* no line beside it: one costs as many bytes as a name in each row */
	if (l->pane_cols && b->facts_of)
		booking_facts_draw(&b->facts, top, bottom, l->list_cols + 2, l->pane_cols - 2);
	else if (l->pane_cols && r)
		ui_detail_resource(r, top, bottom, l->list_cols + 2, l->pane_cols - 2);
}

static const char *word_nothing(const struct board_view *b)
{
	if (b->list.n == 0)
		return _("No resources yet: `quad import resources FILE` brings a list in");
	return _("Nothing matches; Esc drops the filters");
}

void board_draw(struct view *v, struct app *app, int top, int bottom)
{
	const struct board_view *b = board_self(v);
	struct board_layout l = board_lay_out(b, term_cols());
	size_t height = board_list_height(b, top, bottom);
	struct buf line = {0};
	draw_header(b, &l, app->now(), top);
	for (size_t i = 0; i < height && b->cursor.top + i < b->n_shown; i++)
		draw_row(b, &l, top + 1 + (int)i, b->cursor.top + i);
	if (b->n_shown == 0)
		term_text(top + 2, 2, l.list_cols - 2, ROLE_TEXT, word_nothing(b));
	draw_pane(b, &l, top, top + 1 + (int)height);
	word_cursor(b, &line);
	term_text(top + 1 + (int)height, 0, term_cols(), ROLE_TITLE, buf_text(&line));
	buf_release(&line);
	if (v->typing)
		ui_filter_draw(&b->filter, v, bottom - 1);
	else if (b->n_shown)
		term_cursor(top + 1 + (int)(b->cursor.at - b->cursor.top), 0);
}
