/*
 * The week of one resource: seven days across, the time downwards, as steps of 60, 30 or 15 minutes or as the teaching
 * periods of its campus. A booking is a block with its purpose, and who or where it is in the row below. The cursor is
 * a cell; `v` marks a start, and the cursor then sets the end. The line below the grid tells all about the cell under
 * the cursor.
 */
#include "tui/screen/ui_week.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"
#include "tui/screen/may.h"
#include "tui/screen/ui_ask_date.h"
#include "tui/screen/ui_booking.h"
#include "tui/screen/ui_booking_page.h"
#include "tui/screen/ui_bookings.h"
#include "tui/screen/ui_calendar.h"
#include "tui/screen/ui_form.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_holder.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_overview.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_table.h"
#include "tui/screen/ui_text.h"
#include "tui/screen/ui_week_cell.h"
#include "tui/words/words_calendar.h"
#include "tui/words/words_time.h"

enum {
	TIME_COLS = 7,         /* `|08:00` */
	PERIOD_COLS = 9,       /* `10 08:00|` */
	WIDE_PERIOD_COLS = 16, /* `|10 08:00-08:45` and a blank */
	WIDE_COLS = 120,
	CELL_ROWS_MAX = 3,
	FRAME_ROWS = 2,         /* the days above the grid, the line below it */
	USUAL_OPENING = 8 * 60, /* where the day of what is always open begins on the screen */
};

struct week_view {
	struct view view;
	char *code;
	int64_t monday; /* day number */
	struct week_facts facts;
	int step_min; /* 0: by periods */
	struct week_axis axis;
	int day;                 /* of the cursor, 0 = Monday */
	struct list_cursor line; /* the cursor's line of the axis */
	int minute;              /* of the day, where the cursor goes when the axis is made anew; -1: where it begins */
	int begin;               /* minute of the day: where the cursor begins, but not before it opens */
	bool marked;
	int64_t mark_start, mark_end; /* of the marked cell */
};

static struct week_view *self(struct view *v)
{
	return (struct week_view *)v;
}

static const struct resource *resource(const struct week_view *w)
{
	return w->facts.resource.n ? w->facts.resource.v : NULL;
}

static int64_t cell_start(const struct week_view *w, int day, size_t line)
{
	return week_axis_start(&w->axis, w->monday, day, line);
}

static int64_t cell_end(const struct week_view *w, int day, size_t line)
{
	return week_axis_end(&w->axis, w->monday, day, line);
}

static int64_t cursor_start(const struct week_view *w)
{
	return cell_start(w, w->day, w->line.at);
}

static int64_t cursor_end(const struct week_view *w)
{
	return cell_end(w, w->day, w->line.at);
}

static const struct slot *current_slot(const struct week_view *w, size_t *n)
{
	const struct slot *s;
	*n = week_facts_at(&w->facts, cursor_start(w), cursor_end(w), &s);
	return s;
}

/* The booking under the cursor, 0 if there is none. */
static uint64_t current_booking(const struct week_view *w)
{
	size_t n;
	const struct slot *s = current_slot(w, &n);
	return s ? s->booking : 0;
}

/* The cell under the cursor, stretched to the marked one if there is a mark. */
static void marked_span(const struct week_view *w, int64_t *start, int64_t *end)
{
	*start = cursor_start(w);
	*end = cursor_end(w);
	if (!w->marked)
		return;
	if (w->mark_start < *start)
		*start = w->mark_start;
	if (w->mark_end > *end)
		*end = w->mark_end;
}

/* ---- loading ---- */

static int opening_minute(const struct week_view *w)
{
	return w->facts.hours.always ? USUAL_OPENING : week_facts_opens(&w->facts);
}

/* Makes the lines of the week. The cursor stays at its time of the day. */
static void make_axis(struct week_view *w, struct app *app)
{
	const struct resource *r = resource(w);
	bool kept = w->minute >= 0;
	int opens = opening_minute(w), begin = w->begin > opens ? w->begin : opens;
	int minute = kept ? w->minute : begin;
	if (w->step_min == 0 &&
	    !week_axis_periods(&w->axis, &w->facts.calendar, r ? r->campus : "", w->monday, &w->facts.slots)) {
		app_complain(app, _("The campus has no teaching periods then; here are the hours"));
		w->step_min = 60;
	}
	if (w->step_min)
		week_axis_steps(&w->axis, w->step_min);
	w->line.n = w->axis.n;
	w->line.at = week_axis_line(&w->axis, w->day, minute);
	if (!kept)
		w->line.top = week_axis_line(&w->axis, w->day, opens);
}

static void keep_minute(struct week_view *w)
{
	if (w->axis.n && w->minute >= 0)
		w->minute = w->axis.day[w->day][w->line.at].from;
}

static int load_week(struct view *v, struct app *app)
{
	struct week_view *w = self(v);
	struct week_facts facts;
	int err = week_facts_read(app->store, w->code, w->monday, app->actor, &facts);
	if (err)
		return err;
	week_facts_release(&w->facts);
	w->facts = facts;
	keep_minute(w);
	make_axis(w, app);
	w->minute = w->axis.day[w->day][w->line.at].from;
	return 0;
}

/* Another axis: the line of the opening hour is on top again, unless the cursor is above it. */
static void set_step(struct week_view *w, struct app *app, int step_min)
{
	keep_minute(w);
	w->step_min = step_min;
	make_axis(w, app);
	w->line.top = week_axis_line(&w->axis, w->day, opening_minute(w));
}

/* ---- layout ---- */

struct layout {
	int time_cols, day_cols; /* a day with the blank after it */
	int cell_rows;
	size_t lines; /* that are on the screen */
};

/* Lines from the first opening hour to the last closing one. */
static size_t count_open_lines(const struct week_view *w)
{
	size_t first = week_axis_line(&w->axis, 0, opening_minute(w));
	int last = 0;
	for (int d = 1; d <= WEEK_DAYS; d++)
		for (unsigned i = 0; i < w->facts.hours.n[d]; i++)
			if (w->facts.hours.day[d][i].to > last)
				last = w->facts.hours.day[d][i].to;
	if (w->step_min == 0 || w->facts.hours.always || !last)
		return w->axis.n - first;
	return week_axis_line(&w->axis, 0, last - 1) + 1 - first;
}

static struct layout lay_out(const struct week_view *w, int top, int bottom)
{
	struct layout l;
	int rows = bottom - top - FRAME_ROWS, open = (int)count_open_lines(w);
	l.time_cols = TIME_COLS;
	if (w->step_min == 0)
		l.time_cols = term_cols() >= WIDE_COLS ? WIDE_PERIOD_COLS : PERIOD_COLS;
	l.day_cols = (term_cols() - l.time_cols) / WEEK_DAYS;
	l.cell_rows = open > 0 ? rows / open : 1;
	if (l.cell_rows > CELL_ROWS_MAX)
		l.cell_rows = CELL_ROWS_MAX;
	if (l.cell_rows < 1)
		l.cell_rows = 1;
	l.lines = (size_t)(rows / l.cell_rows);
	return l;
}

/* Moves the window so that it holds the cursor; blank rows may follow the last line. */
static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	struct week_view *w = self(v);
	struct layout l = lay_out(w, top, bottom);
	(void)app;
	if (w->line.at >= w->line.n)
		w->line.at = w->line.n ? w->line.n - 1 : 0;
	if (w->line.at < w->line.top)
		w->line.top = w->line.at;
	if (w->line.at >= w->line.top + l.lines)
		w->line.top = w->line.at - l.lines + 1;
	return 0;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct week_view *w = self(v);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	const struct resource *r = resource(w);
	struct buf week = {0};
	(void)app;
	clock_format_date(w->monday, from);
	clock_format_date(w->monday + WEEK_DAYS - 1, to);
	words_term_week(&w->facts.calendar, w->monday, &week);
	buf_fmt(out, "%s  %s - %s  %s%s%s", w->code, from, to + 5, buf_text(&week), week.len ? "  " : "",
	        r ? r->name : "");
	buf_release(&week);
}

static bool is_marked(const struct week_view *w, int64_t start, int64_t end)
{
	int64_t from, to;
	marked_span(w, &from, &to);
	return w->marked && start < to && from < end;
}

/* A day of the grid while its cells are drawn, from above. */
struct column {
	int day, col, cols;
	int64_t now;
	size_t block_row; /* of the block that the cell belongs to, the row that is drawn next */
	struct week_cell cell, next;
};

/* True if the cell below goes on with the block of this one; setup and teardown are blocks of their own. */
static bool goes_on(const struct week_cell *cell, const struct week_cell *next)
{
	return cell->slot && cell->slot == next->slot && cell->role != ROLE_PART && strcmp(cell->rest, next->rest) == 0;
}

static void draw_cell(const struct week_view *w, const struct layout *l, struct column *c, size_t line, int row)
{
	const struct week_cell *cell = &c->cell;
	bool selected = c->day == w->day && line == w->line.at;
	bool lone = l->cell_rows == 1 && c->block_row == 0 && !goes_on(cell, &c->next);
	enum term_role role = cell->role;
	if (selected || is_marked(w, cell_start(w, c->day, line), cell_end(w, c->day, line)))
		role = ROLE_SELECTED;
	for (int i = 0; i < l->cell_rows; i++, c->block_row++) {
		struct buf text = {0};
		bool named = c->block_row < CELL_TEXTS && *cell->text[c->block_row];
		/* a block without a row for its second text has it beside the first one */
		if (!cell->slot && i > 0)
			buf_str(&text, "");
		else if (lone && *cell->text[1] && *cell->text[0])
			buf_fmt(&text, "%s %s", cell->text[0], cell->text[1]);
		else
			buf_str(&text, named ? cell->text[c->block_row] : cell->rest);
		term_text(row + i, c->col, c->cols, role, buf_text(&text));
		buf_release(&text);
	}
	if (selected)
		term_cursor(row, c->col);
	if (!goes_on(cell, &c->next))
		c->block_row = 0;
}

static void fill_cell(const struct week_view *w, int day, size_t line, struct week_cell *out)
{
	if (line < w->axis.n)
		week_cell_fill(&w->facts, cell_start(w, day, line), cell_end(w, day, line), out);
	else
		*out = (struct week_cell){.role = ROLE_TEXT, .rest = ""};
}

static void draw_day(const struct week_view *w, const struct layout *l, int day, int top)
{
	struct column c = {.day = day, .col = l->time_cols + day * l->day_cols, .cols = l->day_cols - 1};
	fill_cell(w, day, w->line.top, &c.next);
	for (size_t i = 0; i < l->lines && w->line.top + i < w->line.n; i++) {
		c.cell = c.next;
		fill_cell(w, day, w->line.top + i + 1, &c.next);
		draw_cell(w, l, &c, w->line.top + i, top + (int)i * l->cell_rows);
	}
}

/* The time of a line, with its period: `08:00`, `3 09:50`. */
static void word_line(const struct week_view *w, const struct layout *l, size_t line, struct buf *out)
{
	struct week_span s = w->axis.day[w->day][line];
	if (w->axis.period[line])
		buf_fmt(out, "%-3" PRIu32, w->axis.period[line]);
	else if (!w->step_min)
		buf_str(out, "-  ");
	if (s.from < s.to)
		buf_fmt(out, "%02d:%02d", s.from / 60, s.from % 60);
	if (s.from < s.to && l->time_cols >= WIDE_PERIOD_COLS)
		buf_fmt(out, "-%02d:%02d", s.to / 60, s.to % 60);
}

/* The times at the left; that of now has a mark. */
static void draw_times(const struct week_view *w, const struct layout *l, int64_t now, int top)
{
	int today = (int)(clock_local_day(now) - w->monday);
	for (size_t i = 0; i < l->lines && w->line.top + i < w->line.n; i++) {
		size_t line = w->line.top + i;
		struct buf text = {0};
		bool is_now = today >= 0 && today < WEEK_DAYS && cell_start(w, today, line) <= now &&
		              now < cell_end(w, today, line);
		/* at 80 columns the mark stands where the blank before the cells is */
		bool after = l->time_cols == PERIOD_COLS;
		if (!after)
			buf_char(&text, is_now ? '|' : ' ');
		word_line(w, l, line, &text);
		if (after)
			buf_char(&text, is_now ? '|' : ' ');
		term_text(top + (int)i * l->cell_rows, 0, l->time_cols - !after, is_now ? ROLE_NOW : ROLE_DIM,
		          buf_text(&text));
		buf_release(&text);
	}
}

/* The days: `*` today, `!` a day with a rule. */
static void draw_days(const struct week_view *w, const struct layout *l, int64_t today, int row)
{
	term_text(row, 0, term_cols(), ROLE_HEADER, "");
	for (int d = 0; d < WEEK_DAYS; d++) {
		struct buf text = {0};
		bool is_today = w->monday + d == today;
		char mark = w->facts.rule[d] && w->facts.rule[d]->kind != DAY_NORMAL ? '!' : ' ';
		words_day_heading(w->monday + d, is_today ? '*' : mark, (size_t)l->day_cols - 1, &text);
		if (mark == '!' && l->day_cols >= 20) {
			buf_char(&text, ' ');
			words_day_rule(w->facts.rule[d], &text);
		}
		term_text(row, l->time_cols + d * l->day_cols, l->day_cols - 1, is_today ? ROLE_NOW : ROLE_HEADER,
		          buf_text(&text));
		buf_release(&text);
	}
}

static void word_marked(const struct week_view *w, struct buf *out)
{
	int64_t start, end;
	marked_span(w, &start, &end);
	buf_fmt(out, "%s ", _("marked"));
	words_interval(start, end, out);
	buf_fmt(out, "  %s", _("b or Enter books it"));
}

static void word_empty_cell(const struct week_view *w, struct buf *out)
{
	int64_t start = cursor_start(w), end = cursor_end(w);
	buf_fmt(out, "%s ", words_weekday(w->day + 1));
	if (start >= end) {
		buf_str(out, _("this day has no such time"));
		return;
	}
	words_interval(start, end, out);
	buf_fmt(out, "  %s", opening_covers(&w->facts.hours, start, end) ? _("free") : _("outside the opening hours"));
}

static void word_slot(const struct week_view *w, const struct slot *s, size_t n, struct buf *out)
{
	const struct week_booking *b = week_facts_booking(&w->facts, s->booking);
	if (s->booking)
		buf_fmt(out, _("booking %" PRIu64), s->booking);
	else
		buf_str(out, _("closed"));
	buf_str(out, "  ");
	words_interval(s->from, s->to, out);
	if (s->start < s->from || s->to < s->end)
		buf_fmt(out, _(" (taken %d min before, %d after)"), (int)(s->from - s->start), (int)(s->end - s->to));
	buf_fmt(out, "  %s", s->label);
	if (b)
		buf_fmt(out, "  %s", b->other);
	if (n > 1)
		buf_fmt(out, ngettext("  and %zu more", "  and %zu more", n - 1), n - 1);
}

/* The line below the grid: all about the cell under the cursor, and the day rule of its day. */
static void word_cursor(const struct week_view *w, struct buf *out)
{
	size_t n;
	const struct slot *s = current_slot(w, &n);
	const struct day_rule *rule = w->facts.rule[w->day];
	if (w->marked)
		word_marked(w, out);
	else if (s)
		word_slot(w, s, n, out);
	else
		word_empty_cell(w, out);
	if (rule && rule->kind != DAY_NORMAL) {
		buf_str(out, "  ! ");
		words_day_rule(rule, out);
	}
}

static void draw_week(struct view *v, struct app *app, int top, int bottom)
{
	struct week_view *w = self(v);
	struct layout l = lay_out(w, top, bottom);
	struct buf line = {0};
	draw_days(w, &l, clock_local_day(app->now()), top);
	draw_times(w, &l, app->now(), top + 1);
	for (int d = 0; d < WEEK_DAYS; d++)
		draw_day(w, &l, d, top + 1);
	word_cursor(w, &line);
	term_text(bottom - 1, 0, term_cols(), ROLE_TITLE, buf_text(&line));
	buf_release(&line);
}

/* ---- events ---- */

static unsigned shift_days(struct week_view *w, int n)
{
	int day = w->day + n;
	int weeks = day >= 0 ? day / WEEK_DAYS : -((WEEK_DAYS - 1 - day) / WEEK_DAYS);
	w->day = day - weeks * WEEK_DAYS;
	w->monday += weeks * WEEK_DAYS;
	return weeks ? REACT_RELOAD : REACT_HANDLED;
}

/* A press of the mouse puts the cursor on a cell, a second one opens it, the wheel moves by lines. */
static unsigned handle_mouse(struct week_view *w, struct app *app, const struct event *ev)
{
	struct layout l = lay_out(w, 1, term_rows() - 2);
	size_t line = w->line.top + (size_t)((ev->row - 2) / l.cell_rows);
	int day = (ev->col - l.time_cols) / l.day_cols;
	bool hit = ev->row >= 2 && line < w->line.n && ev->col >= l.time_cols && day < WEEK_DAYS;
	(void)app;
	if (ev->mouse == MOUSE_WHEEL_UP)
		w->line.at -= w->line.at > 0;
	else if (ev->mouse == MOUSE_WHEEL_DOWN)
		w->line.at += w->line.at + 1 < w->line.n;
	else if (hit && ev->row < term_rows() - 3) {
		w->line.at = line;
		w->day = day;
	}
	/* of a double click the screen makes Enter */
	return ev->mouse == MOUSE_DOUBLE ? REACT_NONE : REACT_HANDLED;
}

static unsigned handle_key(struct week_view *w, const struct event *ev)
{
	switch (ev->key) {
	case KEY_CODE_LEFT:
	case 'h': return shift_days(w, -1);
	case KEY_CODE_RIGHT:
	case 'l': return shift_days(w, 1);
	case KEY_ESC_CODE:
		if (!w->marked)
			return REACT_NONE;
		w->marked = false;
		return REACT_HANDLED;
	case KEY_CODE_PAGE_UP:
	case KEY_CODE_PAGE_DOWN: /* other weeks: actions */
	case 'g': return REACT_NONE;
	default: return list_cursor_event(&w->line, ev, (size_t)term_rows() - 5) ? REACT_HANDLED : REACT_NONE;
	}
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	unsigned reaction = REACT_NONE;
	if (ev->type == EVENT_KEY)
		reaction = handle_key(self(v), ev);
	else if (ev->type == EVENT_MOUSE)
		reaction = handle_mouse(self(v), app, ev);
	keep_minute(self(v));
	return reaction;
}

static void free_week(struct view *v)
{
	struct week_view *w = self(v);
	week_facts_release(&w->facts);
	free(w->code);
	free(w);
}

/* ---- actions ---- */

static unsigned open_form(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	int64_t start, end;
	if (!resource(w))
		return REACT_HANDLED;
	marked_span(w, &start, &end);
	w->marked = false;
	app_push(app, ui_form_of(w->code, start, end, app->now()));
	return REACT_HANDLED;
}

static unsigned open_cell(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	size_t n;
	const struct slot *s = current_slot(w, &n);
	if (w->marked || !s || !s->booking)
		return open_form(app, v);
	if (n > 1 || (resource(w) && resource(w)->mode == MODE_SHARED)) {
		/* several may lie here: their list */
		app_push(app, ui_bookings_new(w->code, cursor_start(w)));
		return REACT_HANDLED;
	}
	return ui_booking_show(app, s->booking);
}

static unsigned open_bookings(struct app *app, struct view *v)
{
	app_push(app, ui_bookings_new(self(v)->code, clock_day_start(self(v)->monday)));
	return REACT_HANDLED;
}

static unsigned toggle_mark(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	(void)app;
	w->marked = !w->marked;
	w->mark_start = cursor_start(w);
	w->mark_end = cursor_end(w);
	return REACT_HANDLED;
}

static unsigned show_next_day(struct app *app, struct view *v)
{
	(void)app;
	return shift_days(self(v), 1);
}

static unsigned show_previous_day(struct app *app, struct view *v)
{
	(void)app;
	return shift_days(self(v), -1);
}

static unsigned show_next_week(struct app *app, struct view *v)
{
	(void)app;
	return shift_days(self(v), WEEK_DAYS);
}

static unsigned show_previous_week(struct app *app, struct view *v)
{
	(void)app;
	return shift_days(self(v), -WEEK_DAYS);
}

static unsigned go_to_day(struct app *app, struct view *v, int64_t day)
{
	struct week_view *w = self(v);
	(void)app;
	w->day = clock_weekday(day) - 1;
	w->monday = day - w->day;
	return REACT_RELOAD;
}

static unsigned show_today(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	go_to_day(app, v, clock_local_day(app->now()));
	w->line.at = week_axis_line(&w->axis, w->day, clock_local_minute(app->now()));
	keep_minute(w);
	return REACT_RELOAD;
}

static unsigned ask_date(struct app *app, struct view *v)
{
	return ui_ask_date(app, v, go_to_day);
}

/* 60, 30, 15 minutes, the periods. */
static unsigned choose_next_mode(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	int next = 60;
	if (w->step_min > 15)
		next = w->step_min / 2;
	else if (w->step_min == 15)
		next = 0;
	set_step(w, app, next);
	if (w->step_min == next && next)
		app_say(app, _("A line is %d minutes"), next);
	else if (w->step_min == next)
		app_say(app, _("A line is a teaching period"));
	return REACT_HANDLED;
}

static const char *why_no_booking(struct app *app, struct view *v)
{
	(void)app;
	return current_booking(self(v)) ? NULL : N_("there is no booking under the cursor");
}

static const char *why_no_change(struct app *app, struct view *v)
{
	size_t n;
	const struct slot *s = current_slot(self(v), &n);
	const char *why = why_no_booking(app, v);
	return why || !s ? why : may_not_change_shown(app, s->may_change, s->requester);
}

static unsigned ask_cancel(struct app *app, struct view *v)
{
	return ui_booking_ask_cancel(app, current_booking(self(v)));
}

static unsigned change_booking(struct app *app, struct view *v)
{
	return ui_booking_change(app, current_booking(self(v)));
}

static unsigned open_day(struct app *app, struct view *v)
{
	return ui_go_day(app, self(v)->monday + self(v)->day, self(v)->code);
}

/* The month of the resource. */
static unsigned open_overview(struct app *app, struct view *v)
{
	app_push(app, ui_overview_new(self(v)->code, NULL, 0, self(v)->monday + self(v)->day));
	return REACT_HANDLED;
}

static unsigned show_holder(struct app *app, struct view *v)
{
	return ui_holder_show(app, current_booking(self(v)));
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"open", {KEY_ENTER_CODE}, "Enter", N_("open"),
	 N_("show the booking under the cursor, or book the free time"), NULL, open_cell, NULL},
	{"book", {'b', KEY_CODE_F4}, "b F4", N_("book"),
	 N_("book the marked time"), NULL, open_form, NULL},
	{"mark", {'v', ' ', KEY_CODE_INSERT}, "v Space Ins", N_("mark"),
	 N_("mark a start; the cursor then takes the end"), NULL, toggle_mark, NULL},
	{"move", {'e', KEY_CODE_F6}, "e F6", N_("change"),
	 N_("change the booking under the cursor"), why_no_change, change_booking, NULL},
	{"cancel", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("cancel"),
	 N_("cancel the booking under the cursor, after a question"), why_no_change, ask_cancel, NULL},
	{"holder", {'i', KEY_CTRL('_')}, "i Ctrl-_", N_("who"),
	 N_("who holds the booking under the cursor, and how to reach them"), why_no_booking, show_holder, NULL},
	{"mode", {'m', KEY_TAB_CODE}, "m Tab", N_("periods"),
	 N_("a line is 60, 30 or 15 minutes, or a teaching period"), NULL, choose_next_mode, NULL},
	{"next-week", {'}', KEY_CODE_PAGE_DOWN, KEY_CTRL('d')}, "} PgDn Ctrl-D", N_("week"),
	 N_("the next week"), NULL, show_next_week, NULL},
	{"previous-week", {'{', KEY_CODE_PAGE_UP, KEY_CTRL('x')}, "{ PgUp Ctrl-X", NULL,
	 N_("the week before"), NULL, show_previous_week, NULL},
	{"next", {']', KEY_CTRL('n')}, "] Ctrl-N", NULL,
	 N_("the next day"), NULL, show_next_day, NULL},
	{"previous", {'[', KEY_CTRL('p')}, "[ Ctrl-P", NULL,
	 N_("the day before"), NULL, show_previous_day, NULL},
	{"today", {'t', KEY_CTRL('t')}, "t Ctrl-T", N_("today"),
	 N_("this week, now"), NULL, show_today, NULL},
	{"date", {'g', KEY_CTRL('g')}, "g Ctrl-G", N_("date"),
	 N_("go to a date, however it is written"), NULL, ask_date, NULL},
	{"day", {'d', KEY_CTRL('k')}, "d Ctrl-K", NULL,
	 N_("the board of the day"), NULL, open_day, NULL},
	{"overview", {'H', KEY_CODE_BACKSPACE}, "H Backspace", NULL,
	 N_("how much is booked on the days of the month, or of the term"), NULL, open_overview, NULL},
	{"bookings", {'o', KEY_CODE_F5}, "o F5", NULL,
	 N_("the bookings of the resource"), NULL, open_bookings, NULL},
	{.common = &ui_go_finder},
	{.common = &ui_calendar_open},
	{.common = &ui_bookings_mine},
	{.common = &ui_bookings_all},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{.common = &ui_table_lists},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_week,
	.window = fix_window,
	.title = write_title,
	.draw = draw_week,
	.event = handle_event,
	.free = free_week,
};

struct view *ui_week_new_of(const char *code, int64_t day)
{
	struct week_view *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	w->view.ops = &ops;
	w->code = strdup(code);
	if (!w->code) {
		free(w);
		return NULL;
	}
	w->day = clock_weekday(day) - 1;
	w->monday = day - w->day;
	w->step_min = 60;
	w->minute = -1;
	week_axis_steps(&w->axis, w->step_min);
	w->line.n = w->axis.n;
	w->facts.hours.always = true;
	return &w->view;
}

struct view *ui_week_new_at(const char *code, int64_t at_min)
{
	struct view *v = ui_week_new_of(code, clock_local_day(at_min));
	if (v)
		self(v)->begin = clock_local_minute(at_min);
	return v;
}
