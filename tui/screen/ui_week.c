/*
 * The week of one resource: seven days across, the time of day downwards. A cell is a step of 60, 30 or 15 minutes; a
 * booking shows its purpose in its first cell. The cursor is a cell; `v` marks a start, and the cursor then sets the
 * end. The line below the grid tells all about the cell under the cursor.
 */
#include "tui/screen/ui_week.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/calendar.h"
#include "store/model/opening.h"
#include "store/query/query.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_booking.h"
#include "tui/screen/ui_bookings.h"
#include "tui/screen/ui_form.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_table.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_time.h"

enum { TIME_COLS = 6, DAYS = 7 };

struct week_view {
	struct view view;
	struct resource_list resource; /* one, or none before it was loaded */
	char *code;
	int64_t monday; /* day number */
	struct slot_list slots;
	struct opening hours;
	char academic[64];       /* the term and the number of its week, "" outside of terms */
	char rule[DAYS][48];     /* what a day rule says of each day, "" = nothing */
	int step_min;
	int day;                 /* of the cursor, 0 = Monday */
	struct list_cursor line; /* the cursor's line: a step of the day */
	bool marked;
	int64_t mark;            /* start of the marked cell */
};

static struct week_view *self(struct view *v)
{
	return (struct week_view *)v;
}

static const struct resource *resource(const struct week_view *w)
{
	return w->resource.n ? w->resource.v : NULL;
}

/* When a step of a day of the week begins, by the wall clock. */
static int64_t cell_start(const struct week_view *w, int day, size_t line)
{
	struct wall wall;
	int64_t at;
	clock_day_civil(w->monday + day, &wall);
	int minute = (int)line * w->step_min;
	if (minute >= DAY_MIN)
		return clock_day_start(w->monday + day + 1);
	wall.hour = minute / 60;
	wall.minute = minute % 60;
	return clock_from_wall(&wall, &at) == QUAD_EGAP ? clock_day_start(w->monday + day) + minute : at;
}

static int64_t cursor_start(const struct week_view *w)
{
	return cell_start(w, w->day, w->line.at);
}

static int64_t cursor_end(const struct week_view *w)
{
	return cell_start(w, w->day, w->line.at + 1);
}

static bool slot_in(const struct slot *s, int64_t start, int64_t end)
{
	return s->start < end && start < s->end;
}

/* The slot that a cell shows: a booking in it, else one whose setup or teardown is in it, else a closure; or NULL. */
static const struct slot *slot_at(const struct week_view *w, int64_t start, int64_t end)
{
	const struct slot *closed = NULL, *around = NULL;
	for (size_t i = 0; i < w->slots.n; i++) {
		const struct slot *s = &w->slots.v[i];
		if (!slot_in(s, start, end))
			continue;
		if (s->booking && s->from < end && start < s->to)
			return s;
		if (s->booking)
			around = around ? around : s;
		else
			closed = s;
	}
	return around ? around : closed;
}

static const struct slot *current_slot(const struct week_view *w)
{
	return slot_at(w, cursor_start(w), cursor_end(w));
}

/* The cell under the cursor, stretched to the marked one if there is a mark. */
static void marked_span(const struct week_view *w, int64_t *start, int64_t *end)
{
	*start = cursor_start(w);
	*end = cursor_end(w);
	if (!w->marked)
		return;
	if (w->mark < *start)
		*start = w->mark;
	if (w->mark + w->step_min > *end)
		*end = w->mark + w->step_min;
}

/* ---- loading ---- */

/* Writes the term of the week and its number there. */
static void word_term(struct week_view *w, const struct term_list *terms)
{
	w->academic[0] = '\0';
	for (size_t i = 0; i < terms->n; i++) {
		const struct term *t = &terms->v[i];
		int64_t week = (w->monday - t->first_monday) / DAYS + 1;
		if (w->monday >= t->first_monday && week <= t->weeks)
			snprintf(w->academic, sizeof w->academic, _("%.40s week %d"), t->code, (int)week);
	}
}

/* Writes what the day rules of a campus say of each day. */
static void word_day_rules(struct week_view *w, const struct day_rule_list *days, const char *campus)
{
	struct calendar calendar = {.days = days->v, .n_days = days->n};
	for (int d = 0; d < DAYS; d++) {
		const struct day_rule *r = calendar_day(&calendar, campus, w->monday + d);
		w->rule[d][0] = '\0';
		if (r && r->kind == DAY_OFF)
			snprintf(w->rule[d], sizeof w->rule[d], _("off %.40s"), r->note);
		else if (r && r->kind == DAY_AS)
			snprintf(w->rule[d], sizeof w->rule[d], _("as %u-%u %.30s"), r->week, r->weekday, r->note);
	}
}

/* Reads the term and the day rules of the week; they are blank if that fails. */
static int load_calendar(struct week_view *w, struct app *app, const char *campus)
{
	struct term_list terms = {0};
	struct day_rule_list days = {0};
	int err = query_terms(app->store, &terms);
	if (!err)
		err = query_days(app->store, &days);
	word_term(w, &terms);
	word_day_rules(w, &days, campus);
	arena_release(&terms.arena);
	arena_release(&days.arena);
	return err;
}

static int load_week(struct view *v, struct app *app)
{
	struct week_view *w = self(v);
	struct resource_list r;
	struct slot_list slots;
	const char *bad;
	int err = query_resource(app->store, w->code, &r);
	if (err)
		return err;
	err = query_slots(app->store, w->code, clock_day_start(w->monday), clock_day_start(w->monday + DAYS), &slots);
	if (err) {
		arena_release(&r.arena);
		return err;
	}
	arena_release(&w->resource.arena);
	arena_release(&w->slots.arena);
	w->resource = r;
	w->slots = slots;
	err = opening_parse(r.v->opening, &w->hours, &bad);
	return err ? err : load_calendar(w, app, r.v->campus);
}

static void set_step(struct week_view *w, int step_min)
{
	size_t minute = w->line.at * (size_t)w->step_min;
	w->line.top = w->line.top * (size_t)w->step_min / (size_t)step_min;
	w->step_min = step_min;
	w->line.n = (size_t)(DAY_MIN / step_min);
	w->line.at = minute / (size_t)step_min;
}

/* ---- drawing ---- */

static const char *const day_names[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")};

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct week_view *w = self(v);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	const struct resource *r = resource(w);
	(void)app;
	clock_format_date(w->monday, from);
	clock_format_date(w->monday + DAYS - 1, to);
	buf_fmt(out, "%s  %s%s", w->code, w->academic, *w->academic ? "  " : "");
	buf_fmt(out, "%s - %s  %s", from, to + 5, r ? r->name : "");
}

struct week_cell {
	char text[64];
	enum term_role role;
};

/* A closure: its reason where it begins and in the first line on the screen, else a mark. */
static void fill_closed(const struct slot *s, int64_t start, bool first_line, struct week_cell *out)
{
	bool named = s->start >= start || first_line;
	snprintf(out->text, sizeof out->text, "%s", named ? s->label : "x");
	out->role = ROLE_CLOSED;
}

static uint64_t count_units(const struct week_view *w, int64_t start, int64_t end)
{
	uint64_t units = 0;
	for (size_t i = 0; i < w->slots.n; i++)
		if (w->slots.v[i].booking && slot_in(&w->slots.v[i], start, end))
			units += w->slots.v[i].units;
	return units;
}

/* A shared resource: how many units are booked, of how many there are. */
static void fill_shared(const struct week_view *w, uint32_t seats, int64_t start, int64_t end, struct week_cell *out)
{
	uint64_t units = count_units(w, start, end);
	if (seats)
		snprintf(out->text, sizeof out->text, "%" PRIu64 "/%" PRIu32, units, seats);
	else
		snprintf(out->text, sizeof out->text, "%" PRIu64, units);
	out->role = seats && units >= seats ? ROLE_BUSY : ROLE_PART;
}

/* A booking: its purpose where it begins and in the first line on the screen, else `|`; `:` in setup and teardown. */
static void fill_booked(const struct slot *s, int64_t start, int64_t end, bool first_line, struct week_cell *out)
{
	bool begins = s->from >= start && s->from < end;
	bool around = end <= s->from || start >= s->to;
	const char *text = around ? ":" : "|";
	if (begins || (first_line && !around))
		text = s->label;
	snprintf(out->text, sizeof out->text, "%.60s", text);
	out->role = ROLE_BUSY;
}

static void fill_cell(const struct week_view *w, int64_t start, int64_t end, bool first_line, struct week_cell *out)
{
	const struct resource *r = resource(w);
	const struct slot *s = slot_at(w, start, end);
	*out = (struct week_cell){"", ROLE_TEXT};
	if (s && !s->booking)
		fill_closed(s, start, first_line, out);
	else if (s && !s->whole && r && r->mode == MODE_SHARED)
		fill_shared(w, r->seats, start, end, out);
	else if (s)
		fill_booked(s, start, end, first_line, out);
	else if (opening_covers(&w->hours, start, end))
		out->text[0] = '.'; /* without a role: a colour for each dot would cost kilobytes */
}

static bool is_marked(const struct week_view *w, int64_t start, int64_t end)
{
	int64_t from = w->mark, to = cursor_end(w);
	if (to <= from) {
		from = cursor_start(w);
		to = w->mark + w->step_min;
	}
	return w->marked && start < to && from < end;
}

static void draw_cell(const struct week_view *w, int row, int col, int cols, int day, size_t line)
{
	struct week_cell cell;
	int64_t start = cell_start(w, day, line), end = cell_start(w, day, line + 1);
	bool selected = day == w->day && line == w->line.at;
	if (end <= start) {
		/* an hour that the clock skips */
		term_text(row, col, cols, ROLE_DIM, "~");
		return;
	}
	fill_cell(w, start, end, line == w->line.top, &cell);
	if (selected || is_marked(w, start, end))
		cell.role = ROLE_SELECTED;
	term_text(row, col, cols, cell.role, cell.text);
	if (selected)
		term_cursor(row, col);
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
	buf_fmt(out, "%s ", _(day_names[w->day]));
	words_interval(start, end, out);
	buf_fmt(out, "  %s", opening_covers(&w->hours, start, end) ? _("free") : _("outside the opening hours"));
}

static void word_slot(const struct slot *s, struct buf *out)
{
	if (s->booking)
		buf_fmt(out, _("booking %" PRIu64), s->booking);
	else
		buf_str(out, _("closed"));
	buf_str(out, "  ");
	words_interval(s->from, s->to, out);
	if (s->start < s->from || s->to < s->end)
		buf_fmt(out, _(" (taken %d min before, %d after)"), (int)(s->from - s->start), (int)(s->end - s->to));
	buf_fmt(out, "  %s", s->label);
}

/* The line below the grid: all about the cell under the cursor, and the day rule of its day. */
static void word_cursor(const struct week_view *w, struct buf *out)
{
	const struct slot *s = current_slot(w);
	if (w->marked)
		word_marked(w, out);
	else if (s)
		word_slot(s, out);
	else
		word_empty_cell(w, out);
	if (*w->rule[w->day])
		buf_fmt(out, "  ! %s", w->rule[w->day]);
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	list_cursor_fix(&self(v)->line, (size_t)(bottom - top - 2), false);
	return 0;
}

/* The days: `*` today, `!` a day with a rule. */
static void draw_days(const struct week_view *w, int64_t today, int row, int cols)
{
	struct buf line = {0};
	term_text(row, 0, term_cols(), ROLE_HEADER, "");
	for (int d = 0; d < DAYS; d++) {
		struct wall date;
		char mark = *w->rule[d] ? '!' : ' ';
		if (w->monday + d == today)
			mark = '*';
		clock_day_civil(w->monday + d, &date);
		buf_clear(&line);
		buf_fmt(&line, "%s%c%02d-%02d", _(day_names[d]), mark, date.month, date.day);
		term_text(row, TIME_COLS + d * cols, cols - 1, ROLE_HEADER, buf_text(&line));
	}
	buf_release(&line);
}

/* A line of the grid: the time, and a cell of each day. */
static void draw_line(const struct week_view *w, size_t step, int row, int cols)
{
	char time[16];
	int minute = (int)step * w->step_min;
	snprintf(time, sizeof time, "%02d:%02d", minute / 60, minute % 60);
	term_text(row, 0, TIME_COLS - 1, ROLE_DIM, time);
	for (int d = 0; d < DAYS; d++)
		draw_cell(w, row, TIME_COLS + d * cols, cols - 1, d, step);
}

static void draw_week(struct view *v, struct app *app, int top, int bottom)
{
	struct week_view *w = self(v);
	int cols = (term_cols() - TIME_COLS) / DAYS;
	size_t height = (size_t)(bottom - top - 2);
	struct buf line = {0};
	draw_days(w, clock_local_day(app->now()), top, cols);
	for (size_t i = 0; i < height && w->line.top + i < w->line.n; i++)
		draw_line(w, w->line.top + i, top + 1 + (int)i, cols);
	word_cursor(w, &line);
	term_text(bottom - 1, 0, term_cols(), ROLE_TITLE, buf_text(&line));
	buf_release(&line);
}

/* ---- events ---- */

static unsigned shift_weeks(struct week_view *w, int n)
{
	w->monday += n * DAYS;
	return REACT_RELOAD;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct week_view *w = self(v);
	(void)app;
	if (ev->type != EVENT_KEY)
		return REACT_NONE;
	switch (ev->key) {
	case KEY_CODE_LEFT:
	case 'h':
		if (--w->day >= 0)
			return REACT_HANDLED;
		w->day = DAYS - 1;
		return shift_weeks(w, -1);
	case KEY_CODE_RIGHT:
	case 'l':
		if (++w->day < DAYS)
			return REACT_HANDLED;
		w->day = 0;
		return shift_weeks(w, 1);
	case KEY_ESC_CODE:
		if (!w->marked)
			return REACT_NONE;
		w->marked = false;
		return REACT_HANDLED;
	case KEY_CODE_PAGE_UP:
	case KEY_CODE_PAGE_DOWN: return REACT_NONE; /* other weeks: actions */
	default: return list_cursor_event(&w->line, ev, (size_t)term_rows() - 5) ? REACT_HANDLED : REACT_NONE;
	}
}

static void free_week(struct view *v)
{
	struct week_view *w = self(v);
	arena_release(&w->resource.arena);
	arena_release(&w->slots.arena);
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
	app_push(app, ui_form_new(resource(w), start, end));
	return REACT_HANDLED;
}

static unsigned open_cell(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	const struct slot *s = current_slot(w);
	if (w->marked || !s || !s->booking)
		return open_form(app, v);
	if (resource(w) && resource(w)->mode == MODE_SHARED) {
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
	w->mark = cursor_start(w);
	return REACT_HANDLED;
}

static unsigned show_next(struct app *app, struct view *v)
{
	(void)app;
	return shift_weeks(self(v), 1);
}

static unsigned show_previous(struct app *app, struct view *v)
{
	(void)app;
	return shift_weeks(self(v), -1);
}

static unsigned show_today(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	int64_t day = clock_local_day(app->now());
	w->day = clock_weekday(day) - 1;
	w->monday = day - w->day;
	w->line.at = (size_t)(clock_local_minute(app->now()) / w->step_min);
	return REACT_RELOAD;
}

static unsigned choose_next_step(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	set_step(w, w->step_min == 15 ? 60 : w->step_min / 2);
	app_say(app, _("A line is %d minutes"), w->step_min);
	return REACT_HANDLED;
}

static const char *why_no_booking(struct app *app, struct view *v)
{
	const struct slot *s = current_slot(self(v));
	(void)app;
	return s && s->booking ? NULL : N_("there is no booking under the cursor");
}

static unsigned ask_cancel(struct app *app, struct view *v)
{
	const struct slot *s = current_slot(self(v));
	assert(s); /* why_no_booking */
	return ui_booking_ask_cancel(app, s->booking);
}

static unsigned change_booking(struct app *app, struct view *v)
{
	const struct slot *s = current_slot(self(v));
	assert(s); /* why_no_booking */
	return ui_booking_change(app, s->booking);
}

/* ---- the table ---- */

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
	{"move", {'m', KEY_CODE_F6}, "m F6", N_("move"),
	 N_("change the booking under the cursor"), why_no_booking, change_booking, NULL},
	{"cancel", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("cancel"),
	 N_("cancel the booking under the cursor, after a question"), why_no_booking, ask_cancel, NULL},
	{"bookings", {'o', KEY_CODE_F5}, "o F5", NULL,
	 N_("the bookings of the resource"), NULL, open_bookings, NULL},
	{.common = &ui_bookings_all},
	{"next", {']', 'n', KEY_CODE_PAGE_DOWN}, "] n PgDn", N_("next week"),
	 N_("the next week"), NULL, show_next, NULL},
	{"previous", {'[', 'p', KEY_CODE_PAGE_UP}, "[ p PgUp", N_("previous"),
	 N_("the week before"), NULL, show_previous, NULL},
	{"today", {'t', KEY_CODE_F7}, "t F7", N_("today"),
	 N_("this week, now"), NULL, show_today, NULL},
	{"step", {'s', KEY_CODE_F9}, "s F9", NULL,
	 N_("a line is 60, 30 or 15 minutes"), NULL, choose_next_step, NULL},
	{.common = &action_undo},
	{.common = &ui_prompt_command},
	{.common = &ui_table_lists},
	{0},
};

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

struct view *ui_week_new(const struct resource *r, int64_t day)
{
	struct week_view *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	w->view.ops = &ops;
	w->code = strdup(r->code);
	if (!w->code) {
		free(w);
		return NULL;
	}
	w->day = clock_weekday(day) - 1;
	w->monday = day - w->day;
	w->step_min = 60;
	w->line = (struct list_cursor){.at = 8, .top = 7, .n = 24};
	w->hours.always = true;
	return &w->view;
}
