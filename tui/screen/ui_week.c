/*
 * The week of one resource: seven days across, the time of day downwards. A cell is a step of 60, 30 or 15 minutes; a
 * booking shows its purpose in its first cell. The cursor is a cell; `v` marks a start, and the cursor then takes the
 * end. What is under the cursor is told in full in the line below.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/model/calendar.h"
#include "store/base/err.h"
#include "store/model/opening.h"
#include "tui/cmd/cmd.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/ui.h"

enum { TIME_COLS = 6, DAYS = 7 };

struct week_view {
	struct view view;
	struct resource_list resource; /* one */
	char *code;
	int64_t monday; /* day number */
	struct slot_list slots;
	struct opening hours;
	char academic[64];          /* `2026A 4`: the term and its week, "" outside of terms */
	char rule[DAYS][48];        /* what a day rule says of each day, "" = nothing */
	int step_min;
	int day;            /* of the cursor, 0 = Monday */
	struct list_cursor line; /* step of the day */
	bool marked;
	int64_t mark;       /* start of the marked time */
};

static struct week_view *self(struct view *v)
{
	return (struct week_view *)v;
}

static const struct resource *resource(const struct week_view *w)
{
	return w->resource.n ? w->resource.v : NULL;
}

/* The instant of a step of a day of the week, by the wall clock. */
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

/* What a cell is about: a booking that lies in it, else one whose setup or teardown does, else a closure; or NULL. */
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

static const struct slot *current(const struct week_view *w)
{
	return slot_at(w, cursor_start(w), cursor_end(w));
}

/* ---- loading ---- */

/* The week of the term, and the day rules of the resource's campus. */
static int load_calendar(struct week_view *w, struct app *app, const char *campus)
{
	struct term_list terms;
	struct day_rule_list days = {0};
	int err = query_terms(app->store, &terms);
	if (!err)
		err = query_days(app->store, &days);
	struct calendar calendar = {.terms = terms.v, .n_terms = terms.n, .days = days.v, .n_days = days.n};
	w->academic[0] = '\0';
	for (size_t i = 0; !err && i < terms.n; i++) {
		int64_t week = (w->monday - terms.v[i].first_monday) / DAYS + 1;
		if (w->monday >= terms.v[i].first_monday && week <= terms.v[i].weeks)
			snprintf(w->academic, sizeof w->academic, _("%.40s week %d"), terms.v[i].code, (int)week);
	}
	for (int d = 0; d < DAYS; d++) {
		const struct day_rule *r = err ? NULL : calendar_day(&calendar, campus, w->monday + d);
		w->rule[d][0] = '\0';
		if (r && r->kind == DAY_OFF)
			snprintf(w->rule[d], sizeof w->rule[d], _("off %.40s"), r->note);
		else if (r && r->kind == DAY_AS)
			snprintf(w->rule[d], sizeof w->rule[d], _("as %u-%u %.30s"), r->week, r->weekday, r->note);
	}
	arena_release(&terms.arena);
	arena_release(&days.arena);
	return err;
}

static int load(struct view *v, struct app *app)
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

static void title(struct view *v, struct app *app, struct buf *out)
{
	struct week_view *w = self(v);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	const struct resource *r = resource(w);
	(void)app;
	buf_fmt(out, "%s  %s%s%s - %s  %s", w->code, w->academic, *w->academic ? "  " : "", clock_format_date(w->monday, from),
	        clock_format_date(w->monday + DAYS - 1, to) + 5, r ? r->name : "");
}

struct week_cell {
	char text[64];
	enum term_role role;
};

/* What a cell shows: a purpose where it begins, units of a pool, marks for closed and shut. */
static void fill_cell(const struct week_view *w, int64_t start, int64_t end, bool first_line, struct week_cell *out)
{
	const struct resource *r = resource(w);
	const struct slot *s = slot_at(w, start, end);
	uint64_t units = 0;
	*out = (struct week_cell){"", ROLE_TEXT};
	if (!s) {
		bool open = opening_covers(&w->hours, start, end);
		snprintf(out->text, sizeof out->text, "%s", open ? "." : "");
		out->role = ROLE_TEXT; /* a colour for each dot would cost kilobytes */
		return;
	}
	if (!s->booking) {
		snprintf(out->text, sizeof out->text, "%s", s->start >= start || first_line ? s->label : "x");
		out->role = ROLE_CLOSED;
		return;
	}
	for (size_t i = 0; i < w->slots.n; i++)
		if (w->slots.v[i].booking && slot_in(&w->slots.v[i], start, end))
			units += w->slots.v[i].units;
	if (!s->whole && r && r->mode == MODE_SHARED) {
		snprintf(out->text, sizeof out->text, r->seats ? "%" PRIu64 "/%" PRIu32 : "%" PRIu64, units, r->seats);
		out->role = r->seats && units >= r->seats ? ROLE_BUSY : ROLE_PART;
		return;
	}
	bool begins = s->from >= start && s->from < end;
	bool around = end <= s->from || start >= s->to; /* setup or teardown */
	snprintf(out->text, sizeof out->text, "%.60s", begins || (first_line && !around) ? s->label : around ? ":" : "|");
	out->role = ROLE_BUSY;
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

/* The line below the grid: all about the cell under the cursor. */
static void describe(const struct week_view *w, struct buf *out)
{
	const struct slot *s = current(w);
	int64_t start = cursor_start(w), end = cursor_end(w);
	if (w->marked) {
		start = w->mark < start ? w->mark : start;
		end = w->mark + w->step_min > end ? w->mark + w->step_min : end;
		buf_fmt(out, "%s ", _("marked"));
		cmd_word_interval(start, end, out);
		buf_fmt(out, "  %s", _("b or Enter books it"));
	} else if (!s) {
		buf_fmt(out, "%s ", _(day_names[w->day]));
		cmd_word_interval(start, end, out);
		buf_fmt(out, "  %s", opening_covers(&w->hours, start, end) ? _("free") : _("outside the opening hours"));
	} else {
		if (s->booking)
			buf_fmt(out, _("booking %" PRIu64), s->booking);
		else
			buf_str(out, _("closed"));
		buf_str(out, "  ");
		cmd_word_interval(s->from, s->to, out);
		if (s->start < s->from || s->to < s->end)
			buf_fmt(out, _(" (taken %d min before, %d after)"), (int)(s->from - s->start), (int)(s->end - s->to));
		buf_fmt(out, "  %s", s->label);
	}
}

static int window(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	list_cursor_fix(&self(v)->line, (size_t)(bottom - top - 2), false);
	return 0;
}

static void draw(struct view *v, struct app *app, int top, int bottom)
{
	struct week_view *w = self(v);
	int cols = (term_cols() - TIME_COLS) / DAYS;
	int64_t today = clock_local_day(app->now());
	struct buf line = {0};
	size_t height = (size_t)(bottom - top - 2);
	term_text(top, 0, term_cols(), ROLE_HEADER, "");
	for (int d = 0; d < DAYS; d++) {
		struct wall date;
		buf_clear(&line);
		clock_day_civil(w->monday + d, &date);
		buf_fmt(&line, "%s%c%02d-%02d", _(day_names[d]), w->monday + d == today ? '*' : *w->rule[d] ? '!' : ' ', date.month, date.day);
		term_text(top, TIME_COLS + d * cols, cols - 1, ROLE_HEADER, buf_text(&line));
	}
	for (size_t i = 0; i < height && w->line.top + i < w->line.n; i++) {
		int minute = (int)(w->line.top + i) * w->step_min;
		buf_clear(&line);
		buf_fmt(&line, "%02d:%02d", minute / 60, minute % 60);
		term_text(top + 1 + (int)i, 0, TIME_COLS - 1, ROLE_DIM, buf_text(&line));
		for (int d = 0; d < DAYS; d++)
			draw_cell(w, top + 1 + (int)i, TIME_COLS + d * cols, cols - 1, d, w->line.top + i);
	}
	buf_clear(&line);
	describe(w, &line);
	if (*w->rule[w->day])
		buf_fmt(&line, "  ! %s", w->rule[w->day]);
	term_text(bottom - 1, 0, term_cols(), ROLE_TITLE, buf_text(&line));
	buf_release(&line);
}

/* ---- events ---- */

static unsigned shift_weeks(struct week_view *w, int n)
{
	w->monday += n * DAYS;
	return REACT_RELOAD;
}

static unsigned event(struct view *v, struct app *app, const struct event *ev)
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
	case KEY_CODE_PAGE_DOWN: return REACT_NONE; /* weeks, by the table */
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

static const struct view_ops ops = {VIEW_WEEK, false, load, window, title, draw, event, free_week};

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

/* ---- actions ---- */

unsigned ui_week_book(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	int64_t start = cursor_start(w), end = cursor_end(w);
	if (!resource(w))
		return REACT_HANDLED;
	if (w->marked) {
		start = w->mark < start ? w->mark : start;
		end = w->mark + w->step_min > end ? w->mark + w->step_min : end;
		w->marked = false;
	}
	app_push(app, ui_form_new(resource(w), start, end, NULL));
	return REACT_HANDLED;
}

unsigned ui_week_open(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	const struct slot *s = current(w);
	if (w->marked || !s || !s->booking)
		return ui_week_book(app, v);
	if (resource(w) && resource(w)->mode == MODE_SHARED) {
		/* several may lie here: their list */
		app_push(app, ui_bookings_new(w->code, cursor_start(w)));
		return REACT_HANDLED;
	}
	return ui_booking_show(app, s->booking);
}

unsigned ui_week_bookings(struct app *app, struct view *v)
{
	app_push(app, ui_bookings_new(self(v)->code, clock_day_start(self(v)->monday)));
	return REACT_HANDLED;
}

unsigned ui_week_mark(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	(void)app;
	w->marked = !w->marked;
	w->mark = cursor_start(w);
	return REACT_HANDLED;
}

unsigned ui_week_next(struct app *app, struct view *v)
{
	(void)app;
	return shift_weeks(self(v), 1);
}

unsigned ui_week_previous(struct app *app, struct view *v)
{
	(void)app;
	return shift_weeks(self(v), -1);
}

unsigned ui_week_today(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	int64_t day = clock_local_day(app->now());
	w->day = clock_weekday(day) - 1;
	w->monday = day - w->day;
	w->line.at = (size_t)(clock_local_minute(app->now()) / w->step_min);
	return REACT_RELOAD;
}

unsigned ui_week_step(struct app *app, struct view *v)
{
	struct week_view *w = self(v);
	set_step(w, w->step_min == 60 ? 30 : w->step_min == 30 ? 15 : 60);
	app_say(app, _("A line is %d minutes"), w->step_min);
	return REACT_HANDLED;
}

const char *ui_week_no_booking(struct app *app, struct view *v)
{
	const struct slot *s = current(self(v));
	(void)app;
	return s && s->booking ? NULL : N_("there is no booking under the cursor");
}

unsigned ui_week_cancel(struct app *app, struct view *v)
{
	const struct slot *s = current(self(v));
	assert(s); /* ui_week_no_booking */
	return ui_booking_ask_cancel(app, s->booking);
}

unsigned ui_week_move(struct app *app, struct view *v)
{
	const struct slot *s = current(self(v));
	assert(s); /* ui_week_no_booking */
	return ui_booking_change(app, s->booking);
}
