/*
 * The academic calendar as a list by date: each term with its weeks, and below a week the days off, make-up days and
 * closures of it. Enter edits a row in the form of its list, which asks before bookings move.
 */
#include "tui/screen/ui_calendar.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/list/list_kind.h"
#include "tui/base/locale.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_ask_date.h"
#include "tui/screen/ui_calendar_rows.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_record.h"
#include "tui/screen/ui_table.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_calendar.h"
#include "tui/words/words_time.h"

struct calendar_view {
	struct view view;
	struct calendar_rows rows;
	size_t *shown; /* indices of the rows that match; in the arena of the rows */
	struct ui_filter filter;
	struct list_cursor cursor;
	int64_t day; /* where the cursor is to go when the rows are read; -1: where it is */
};

static struct calendar_view *self(struct view *v)
{
	return (struct calendar_view *)v;
}

static const struct calendar_row *current_row(const struct calendar_view *c)
{
	return c->cursor.at < c->cursor.n ? &c->rows.v[c->shown[c->cursor.at]] : NULL;
}

/* ---- rows ---- */

static void match_rows(struct calendar_view *c)
{
	c->cursor.n = 0;
	for (size_t i = 0; i < c->rows.n; i++)
		if (ui_filter_matches(&c->filter, c->rows.v[i].text))
			c->shown[c->cursor.n++] = i;
}

/* Puts the cursor on the last of the rows shown that begins on a day or before it. */
static void put_cursor(struct calendar_view *c, int64_t day)
{
	c->cursor.at = 0;
	for (size_t i = 0; i < c->cursor.n && c->rows.v[c->shown[i]].day <= day; i++)
		c->cursor.at = i;
}

static int load_calendar(struct view *v, struct app *app)
{
	struct calendar_view *c = self(v);
	struct calendar_rows rows;
	int err = calendar_rows_read(app->store, &rows);
	if (err)
		return err;
	size_t *shown = arena_alloc(&rows.arena, (rows.n + 1) * sizeof *shown);
	if (!shown) {
		calendar_rows_release(&rows);
		return QUAD_ENOMEM;
	}
	calendar_rows_release(&c->rows);
	c->rows = rows;
	c->shown = shown;
	match_rows(c);
	if (c->day >= 0)
		put_cursor(c, c->day);
	c->day = -1;
	return 0;
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	list_cursor_fix(&self(v)->cursor, (size_t)(bottom - top - ui_filter_rows(v)), true);
	return 0;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct calendar_view *c = self(v);
	const struct calendar_row *row = current_row(c);
	int64_t day = row ? row->day : clock_local_day(app->now());
	buf_fmt(out, "%s  ", _("Calendar"));
	words_date(day, out);
	buf_str(out, "  ");
	words_term_week(&c->rows.calendar, day, out);
	if (ui_filter_is_set(&c->filter))
		buf_fmt(out, "  /%s", ui_filter_text(&c->filter));
	buf_fmt(out, "  %zu/%zu", c->cursor.n ? c->cursor.at + 1 : 0, c->cursor.n);
}

static const struct {
	int indent;
	enum term_role role;
} looks[] = {
	[CALENDAR_TERM] = {1, ROLE_TITLE},
	[CALENDAR_WEEK] = {3, ROLE_TEXT},
	[CALENDAR_DAY] = {6, ROLE_GOOD},
	[CALENDAR_CLOSURE] = {6, ROLE_CLOSED},
};

static void draw_row(const struct calendar_row *r, int64_t today, int row, bool selected)
{
	enum term_role role = looks[r->kind].role;
	int indent = looks[r->kind].indent;
	bool is_now = r->kind == CALENDAR_WEEK && today >= r->day && today < r->day + 7;
	if (is_now)
		role = ROLE_NOW;
	if (selected)
		role = ROLE_SELECTED;
	term_text(row, 0, selected ? term_cols() : indent, selected ? role : ROLE_TEXT, selected ? ">" : "");
	if (is_now)
		term_text(row, indent - 1, 1, role, "*");
	term_text(row, indent, term_cols() - indent, role, r->text);
}

static void draw_calendar(struct view *v, struct app *app, int top, int bottom)
{
	struct calendar_view *c = self(v);
	int64_t today = clock_local_day(app->now());
	c->cursor.first_row = top;
	for (size_t i = 0; i < c->cursor.height && c->cursor.top + i < c->cursor.n; i++) {
		size_t at = c->cursor.top + i;
		draw_row(&c->rows.v[c->shown[at]], today, top + (int)i, at == c->cursor.at);
	}
	if (!c->cursor.n)
		term_text(top + 1, 2, term_cols() - 2, ROLE_TEXT,
		          c->rows.n ? _("Nothing matches")
		                    : _("No terms yet: L shows the lists, `import` brings one in"));
	else
		term_cursor(top + (int)(c->cursor.at - c->cursor.top), 0);
	ui_filter_draw(&c->filter, v, bottom - 1);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct calendar_view *c = self(v);
	size_t height = (size_t)term_rows() - 3;
	switch (ui_filter_event(&c->filter, v, app, ev, &c->cursor, height)) {
	case UI_FILTER_CHANGED: match_rows(c); return REACT_HANDLED;
	case UI_FILTER_TAKEN: return REACT_HANDLED;
	case UI_FILTER_LEFT: break;
	}
	if (ev->type == EVENT_KEY && ev->key == 'g')
		return REACT_NONE;
	return list_cursor_event(&c->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_calendar(struct view *v)
{
	struct calendar_view *c = self(v);
	calendar_rows_release(&c->rows);
	ui_filter_release(&c->filter);
	free(c);
}

/* ---- editing ---- */

static struct view *edit_term(const struct term *t)
{
	static const char *const names[] = {"code", "name", "first_monday", "weeks"};
	char monday[CLOCK_TEXT_MAX], weeks[16];
	snprintf(weeks, sizeof weeks, "%u", (unsigned)t->weeks);
	const char *values[] = {t->code, t->name, clock_format_date(t->first_monday, monday), weeks};
	return ui_record_new(list_kind_find("terms"), names, values, sizeof names / sizeof *names);
}

static struct view *edit_rule(int64_t day, const char *rule, const char *campus, const char *note)
{
	static const char *const names[] = {"date", "rule", "campus", "note"};
	char date[CLOCK_TEXT_MAX];
	const char *values[] = {clock_format_date(day, date), rule, campus, note};
	return ui_record_new(list_kind_find("days"), names, values, sizeof names / sizeof *names);
}

static struct view *edit_day(const struct day_rule *r)
{
	char rule[32] = "normal";
	if (r->kind == DAY_OFF)
		snprintf(rule, sizeof rule, "off");
	else if (r->kind == DAY_AS)
		snprintf(rule, sizeof rule, "as %u-%u", (unsigned)r->week, (unsigned)r->weekday);
	return edit_rule(r->date, rule, r->campus, r->note);
}

static struct view *edit_closure(const struct closure *c)
{
	static const char *const names[] = {"start", "end", "resource", "campus", "reason"};
	char start[CLOCK_TEXT_MAX], end[CLOCK_TEXT_MAX];
	const char *values[] = {clock_format(c->start, start), clock_format(c->end, end), c->resource, c->campus,
	                        c->reason};
	return ui_record_new(list_kind_find("closures"), names, values, sizeof names / sizeof *names);
}

/* ---- actions ---- */

static const char *why_no_row(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->cursor.n ? NULL : N_("nothing is shown");
}

static unsigned edit_row(struct app *app, struct view *v)
{
	struct calendar_view *c = self(v);
	const struct calendar_row *r = current_row(c);
	struct view *form = NULL;
	switch (r->kind) {
	case CALENDAR_TERM:
	case CALENDAR_WEEK: form = edit_term(&c->rows.calendar.terms[r->index]); break;
	case CALENDAR_DAY: form = edit_day(&c->rows.calendar.days[r->index]); break;
	case CALENDAR_CLOSURE: form = edit_closure(&c->rows.closures.v[r->index]); break;
	}
	app_push(app, form);
	return REACT_HANDLED;
}

/* A rule for the day under the cursor, or for another one that is typed there. */
static unsigned add_day(struct app *app, struct view *v)
{
	const struct calendar_row *r = current_row(self(v));
	app_push(app, edit_rule(r ? r->day : clock_local_day(app->now()), "off", "", ""));
	return REACT_HANDLED;
}

static unsigned go_to_day(struct app *app, struct view *v, int64_t day)
{
	(void)app;
	put_cursor(self(v), day);
	return REACT_HANDLED;
}

static unsigned show_today(struct app *app, struct view *v)
{
	return go_to_day(app, v, clock_local_day(app->now()));
}

static unsigned ask_date(struct app *app, struct view *v)
{
	return ui_ask_date(app, v, go_to_day);
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"edit", {KEY_ENTER_CODE, 'e', KEY_CODE_F6}, "Enter e F6", N_("edit"),
	 N_("edit the term, the day or the closure; bookings that would move are asked about"),
	 why_no_row, edit_row, NULL},
	{"add", {'+', KEY_CODE_INSERT}, "+ Ins", N_("day off"),
	 N_("a day off or a make-up day, on the day under the cursor"), NULL, add_day, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of the row"), NULL, ui_filter_open, NULL},
	{"today", {'t', KEY_CTRL('t')}, "t Ctrl-T", N_("today"),
	 N_("today"), NULL, show_today, NULL},
	{"date", {'g', KEY_CTRL('g')}, "g Ctrl-G", N_("date"),
	 N_("go to a date, however it is written"), NULL, ask_date, NULL},
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
	.load = load_calendar,
	.window = fix_window,
	.title = write_title,
	.draw = draw_calendar,
	.event = handle_event,
	.free = free_calendar,
};

struct view *ui_calendar_new(int64_t day)
{
	struct calendar_view *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->view.ops = &ops;
	c->day = day;
	return &c->view;
}

static unsigned open_calendar(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, ui_calendar_new(clock_local_day(app->now())));
	return REACT_HANDLED;
}

const struct action ui_calendar_open = {
	"calendar", {'C', KEY_CTRL(']')}, "C Ctrl-]", NULL,
	N_("terms with their weeks, days off, make-up days, closures"), NULL, open_calendar, NULL,
};
