/*
 * A month or a term: weeks downwards, weekdays across, in each cell the day and how much of it is booked, as a colour
 * with its figure. `*` is today, `!` a day with a rule, which the line below the grid says. The cursor is a day.
 */
#include "tui/screen/ui_overview.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/ui_ask_date.h"
#include "tui/screen/ui_calendar.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_heat.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_subject.h"
#include "tui/screen/ui_text.h"
#include "tui/screen/ui_use.h"
#include "tui/words/words_calendar.h"
#include "tui/words/words_time.h"

enum {
	WEEK = 7,
	WEEK_COLS = 8, /* `12 11-30` and what parts it from the days */
	WIDE_WEEK_COLS = 14,
	WIDE_COLS = 120,
	WEEKS_MAX = USE_DAYS_MAX / WEEK,
	USUAL_WEEKS = 18, /* shown where no term is */
	CELL_ROWS_MAX = 3,
	DAY_COLS = 3,          /* `30*` */
	FIGURE_APART_COLS = 7, /* of a cell of one row: `30  26%`; narrower ones have no blank between */
	FRAME_ROWS = 2,        /* the weekdays above the grid, the line below it */
};

struct overview_view {
	struct view view;
	struct subject subject;
	bool by_term;
	int64_t day;        /* under the cursor, a day number */
	int64_t first;      /* the Monday of the first week */
	struct list_cursor week; /* rows are weeks */
	struct calendar calendar; /* in arena */
	struct arena arena;
	struct use_answer use;
};

static struct overview_view *self(struct view *v)
{
	return (struct overview_view *)v;
}

/* ---- the span ---- */

static int64_t monday_of(int64_t day)
{
	return day - (clock_weekday(day) - 1);
}

static int64_t month_start(int64_t day)
{
	struct wall w;
	clock_day_civil(day, &w);
	return clock_day_number(w.year, w.month, 1);
}

/* The first day of the month that is so many months away. */
static int64_t month_from(int64_t day, int months)
{
	struct wall w;
	clock_day_civil(day, &w);
	int n = w.year * 12 + w.month - 1 + months;
	return clock_day_number(n / 12, n % 12 + 1, 1);
}

/* Sets the weeks of the month of the cursor's day, or of its term. */
static void set_weeks(struct overview_view *o)
{
	int week;
	const struct term *t = words_term_of(&o->calendar, o->day, &week);
	if (!o->by_term) {
		o->first = monday_of(month_start(o->day));
		o->week.n = (size_t)((month_from(o->day, 1) - o->first + WEEK - 1) / WEEK);
	} else if (t) {
		o->first = t->first_monday;
		o->week.n = t->weeks < WEEKS_MAX ? t->weeks : WEEKS_MAX;
	} else if (o->day < o->first || o->day >= o->first + USUAL_WEEKS * WEEK || o->week.n != USUAL_WEEKS) {
		o->first = monday_of(o->day);
		o->week.n = USUAL_WEEKS;
	}
	o->week.at = (size_t)((o->day - o->first) / WEEK);
}

static bool holds_day(const struct overview_view *o, int64_t day)
{
	return day >= o->first && day < o->first + (int64_t)o->week.n * WEEK;
}

/* ---- loading ---- */

static int load_overview(struct view *v, struct app *app)
{
	struct overview_view *o = self(v);
	struct arena arena = {0};
	struct calendar calendar;
	struct use_answer use;
	int err = query_calendar(app->store, &arena, &calendar);
	if (err) {
		arena_release(&arena);
		return err;
	}
	arena_release(&o->arena);
	o->arena = arena;
	o->calendar = calendar;
	set_weeks(o);
	struct use_ask ask = {.first_day = o->first,
	                      .n_days = o->week.n * WEEK,
	                      .usual_from = HEAT_USUAL_FROM,
	                      .usual_to = HEAT_USUAL_TO};
	subject_ask(&o->subject, &ask);
	err = query_use(app->store, &ask, &use);
	if (err)
		return err;
	use_release(&o->use);
	o->use = use;
	return 0;
}

static int cell_rows(const struct overview_view *o, int top, int bottom)
{
	int rows = (bottom - top - FRAME_ROWS) / (o->week.n ? (int)o->week.n : 1);
	if (rows > CELL_ROWS_MAX)
		rows = CELL_ROWS_MAX;
	return rows > 1 ? rows : 1;
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	struct overview_view *o = self(v);
	(void)app;
	list_cursor_fix(&o->week, (size_t)((bottom - top - FRAME_ROWS) / cell_rows(o, top, bottom)), false);
	return 0;
}

/* ---- drawing ---- */

static const struct use_sum *sum_of(const struct overview_view *o, int64_t day)
{
	return &o->use.days[day - o->first];
}

static const struct day_rule *rule_of(const struct overview_view *o, int64_t day)
{
	const char *campus = o->subject.narrow.campus ? o->subject.narrow.campus : "";
	if (o->subject.resource && o->use.n)
		campus = o->use.v[0].resource->campus;
	const struct day_rule *r = calendar_day(&o->calendar, campus, day);
	return r && r->kind != DAY_NORMAL ? r : NULL;
}

/* Of the month alone, not of the weeks that it shares with others; of the whole term. */
static struct use_sum sum_shown(const struct overview_view *o)
{
	struct use_sum sum = {0};
	if (o->by_term)
		return o->use.total;
	for (int64_t day = month_start(o->day); day < month_from(o->day, 1); day++) {
		sum.booked += sum_of(o, day)->booked;
		sum.open += sum_of(o, day)->open;
	}
	return sum;
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct overview_view *o = self(v);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	int week;
	const struct term *t = words_term_of(&o->calendar, o->day, &week);
	(void)app;
	buf_str(out, o->by_term ? _("Term") : _("Month"));
	subject_word(&o->subject, out);
	if (!o->by_term)
		buf_fmt(out, "  %.7s  ", clock_format_date(o->day, from));
	else
		buf_fmt(out, "  %s - %s  ", clock_format_date(o->first, from),
		        clock_format_date(o->first + (int64_t)o->week.n * WEEK - 1, to));
	if (t) {
		words_term_week(&o->calendar, o->day, out);
		buf_str(out, "  ");
	}
	struct use_sum sum = sum_shown(o);
	heat_word_percent(&sum, out);
	buf_char(out, ' ');
	heat_word_hours(&sum, out);
}

/* Where a cell stands. */
struct cell_place {
	int row, rows, col, cols;
};

static enum term_role role_of_day(const struct overview_view *o, int64_t day)
{
	enum term_role role = heat_role(sum_of(o, day));
	bool other_month = !o->by_term && month_start(day) != month_start(o->day);
	if (day == o->day)
		return ROLE_SELECTED;
	return other_month && role == ROLE_TEXT ? ROLE_DIM : role;
}

/* The day with its mark, what is booked, and the rule: in as many rows as there are, else beside each other. */
static void word_cell(const struct overview_view *o, int64_t day, bool is_today, const struct cell_place *p,
                      struct buf text[CELL_ROWS_MAX])
{
	const struct day_rule *rule = rule_of(o, day);
	const struct use_sum *sum = sum_of(o, day);
	struct wall date;
	struct buf *figure = p->rows > 1 ? &text[1] : &text[0];
	struct buf *note = p->cols >= 20 || p->rows < 3 ? &text[0] : &text[2];
	char mark = rule ? '!' : ' ';
	clock_day_civil(day, &date);
	buf_fmt(&text[0], "%02d%c", date.day, is_today ? '*' : mark);
	if (figure == &text[0] && p->cols >= FIGURE_APART_COLS)
		buf_char(figure, ' ');
	heat_word_percent(sum, figure);
	/* `08 100`: cut, it would be another figure */
	if (p->rows == 1 && figure->len > (size_t)p->cols)
		figure->p[--figure->len] = '\0';
	if (p->cols >= 14 && sum->booked) {
		buf_str(figure, "  ");
		heat_word_hours(sum, figure);
	}
	if (rule && note == &text[0])
		buf_char(note, ' ');
	words_day_rule(rule, note);
}

static void draw_cell(const struct overview_view *o, int64_t day, int64_t today, const struct cell_place *p)
{
	struct buf text[CELL_ROWS_MAX] = {{0}};
	enum term_role role = role_of_day(o, day);
	word_cell(o, day, day == today, p, text);
	for (int i = 0; i < p->rows; i++)
		term_text(p->row + i, p->col, p->cols, role, buf_text(&text[i]));
	if (day == today && day != o->day) {
		char mark[DAY_COLS + 1];
		snprintf(mark, sizeof mark, "%.*s", DAY_COLS, buf_text(&text[0]));
		term_text(p->row, p->col, DAY_COLS, ROLE_NOW, mark);
	}
	if (day == o->day)
		term_cursor(p->row, p->col);
	for (int i = 0; i < CELL_ROWS_MAX; i++)
		buf_release(&text[i]);
}

/* The week of the term with `-` for an odd and `=` for an even one, and its Monday. */
static void draw_week_label(const struct overview_view *o, int64_t monday, int row, int cols)
{
	struct buf text = {0};
	struct wall date;
	int week;
	clock_day_civil(monday, &date);
	words_term_of(&o->calendar, monday, &week);
	if (week && cols >= WIDE_WEEK_COLS)
		buf_fmt(&text, "%2d %s ", week, week % 2 ? _("odd") : _("even"));
	else if (week)
		buf_fmt(&text, "%2d", week);
	if (cols >= WIDE_WEEK_COLS || !week)
		buf_fmt(&text, "%02d-%02d", date.month, date.day);
	else
		buf_fmt(&text, " %s", week % 2 ? _("odd") : _("even"));
	term_text(row, 0, cols - 1, ROLE_DIM, buf_text(&text));
	buf_release(&text);
}

/* The line below the grid: all about the day under the cursor. */
static void word_cursor(const struct overview_view *o, struct buf *out)
{
	const struct day_rule *rule = rule_of(o, o->day);
	const struct use_sum *sum = sum_of(o, o->day);
	words_date(o->day, out);
	buf_str(out, "  ");
	words_term_week(&o->calendar, o->day, out);
	buf_fmt(out, "  %s ", _("booked"));
	heat_word_percent(sum, out);
	buf_char(out, ' ');
	heat_word_hours(sum, out);
	if (rule) {
		buf_str(out, "  ! ");
		words_day_rule(rule, out);
	}
}

static void draw_overview(struct view *v, struct app *app, int top, int bottom)
{
	struct overview_view *o = self(v);
	int rows = cell_rows(o, top, bottom);
	int week_cols = term_cols() >= WIDE_COLS ? WIDE_WEEK_COLS : WEEK_COLS;
	int cols = (term_cols() - week_cols) / WEEK;
	int64_t today = clock_local_day(app->now());
	struct buf line = {0};
	term_text(top, 0, term_cols(), ROLE_HEADER, "");
	for (int d = 0; d < WEEK; d++)
		term_text(top, week_cols + d * cols, cols - 1, ROLE_HEADER, words_weekday(d + 1));
	for (size_t i = 0; i < o->week.height && o->week.top + i < o->week.n; i++) {
		int64_t monday = o->first + (int64_t)(o->week.top + i) * WEEK;
		int row = top + 1 + (int)i * rows;
		draw_week_label(o, monday, row, week_cols);
		for (int d = 0; d < WEEK; d++) {
			struct cell_place place = {row, rows, week_cols + d * cols, cols - 1};
			draw_cell(o, monday + d, today, &place);
		}
	}
	word_cursor(o, &line);
	term_text(bottom - 1, 0, term_cols(), ROLE_TITLE, buf_text(&line));
	buf_release(&line);
}

/* ---- events ---- */

/* Moves the cursor to a day; another month or term is read, another day of the same is not. */
static unsigned go_to(struct overview_view *o, int64_t day)
{
	bool same_month = month_start(day) == month_start(o->day);
	o->day = day;
	if (!holds_day(o, day) || (!o->by_term && !same_month))
		return REACT_RELOAD;
	o->week.at = (size_t)((day - o->first) / WEEK);
	return REACT_HANDLED;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct overview_view *o = self(v);
	(void)app;
	switch (ev->type == EVENT_KEY ? ev->key : 0) {
	case KEY_CODE_LEFT:
	case 'h': return go_to(o, o->day - 1);
	case KEY_CODE_RIGHT:
	case 'l': return go_to(o, o->day + 1);
	case KEY_CODE_UP:
	case 'k': return go_to(o, o->day - WEEK);
	case KEY_CODE_DOWN:
	case 'j': return go_to(o, o->day + WEEK);
	default: return REACT_NONE;
	}
}

static void free_overview(struct view *v)
{
	struct overview_view *o = self(v);
	subject_release(&o->subject);
	use_release(&o->use);
	arena_release(&o->arena);
	free(o);
}

/* ---- actions ---- */

static unsigned open_day(struct app *app, struct view *v)
{
	return ui_go_day(app, self(v)->day, self(v)->subject.resource);
}

/* The week of the resource; of many resources, their board. */
static unsigned open_week(struct app *app, struct view *v)
{
	struct overview_view *o = self(v);
	if (!o->subject.resource)
		return open_day(app, v);
	return ui_go_week(app, o->subject.resource, o->day);
}

static unsigned choose_next_mode(struct app *app, struct view *v)
{
	(void)app;
	self(v)->by_term = !self(v)->by_term;
	return REACT_RELOAD;
}

static unsigned show_next_span(struct app *app, struct view *v)
{
	struct overview_view *o = self(v);
	(void)app;
	return go_to(o, o->by_term ? o->first + (int64_t)o->week.n * WEEK : month_from(o->day, 1));
}

static unsigned show_previous_span(struct app *app, struct view *v)
{
	struct overview_view *o = self(v);
	(void)app;
	return go_to(o, o->by_term ? o->first - WEEK : month_from(o->day, -1));
}

static unsigned show_next_day(struct app *app, struct view *v)
{
	(void)app;
	return go_to(self(v), self(v)->day + 1);
}

static unsigned show_day_before(struct app *app, struct view *v)
{
	(void)app;
	return go_to(self(v), self(v)->day - 1);
}

static unsigned show_next_week(struct app *app, struct view *v)
{
	(void)app;
	return go_to(self(v), self(v)->day + WEEK);
}

static unsigned show_week_before(struct app *app, struct view *v)
{
	(void)app;
	return go_to(self(v), self(v)->day - WEEK);
}

static unsigned show_today(struct app *app, struct view *v)
{
	return go_to(self(v), clock_local_day(app->now()));
}

static unsigned go_to_date(struct app *app, struct view *v, int64_t day)
{
	(void)app;
	return go_to(self(v), day);
}

static unsigned ask_date(struct app *app, struct view *v)
{
	return ui_ask_date(app, v, go_to_date);
}

static unsigned reload_view(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_RELOAD;
}

static unsigned choose_campus(struct app *app, struct view *v)
{
	return subject_choose_campus(&self(v)->subject, app, v, reload_view);
}

static const char *why_one_resource(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->subject.resource ? N_("this is of one resource") : NULL;
}

static unsigned choose_next_kind(struct app *app, struct view *v)
{
	(void)app;
	narrow_next_kind(&self(v)->subject.narrow);
	return REACT_RELOAD;
}

static unsigned open_use(struct app *app, struct view *v)
{
	struct overview_view *o = self(v);
	const struct subject *s = &o->subject;
	int64_t first = o->by_term ? o->first : month_start(o->day);
	int64_t end = o->by_term ? o->first + (int64_t)o->week.n * WEEK : month_from(o->day, 1);
	app_push(app, ui_use_new(s->resource, s->narrow.campus, s->narrow.kind, first, (size_t)(end - first)));
	return REACT_HANDLED;
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"open", {KEY_ENTER_CODE}, "Enter", N_("open"),
	 N_("the week of the resource, or the board of the day"), NULL, open_week, NULL},
	{"mode", {'m', KEY_TAB_CODE}, "m Tab", N_("month/term"),
	 N_("a month, or the weeks of a term"), NULL, choose_next_mode, NULL},
	{"later", {'n', KEY_CODE_PAGE_DOWN}, "n PgDn", N_("next"),
	 N_("the next month or term"), NULL, show_next_span, NULL},
	{"earlier", {'p', KEY_CODE_PAGE_UP}, "p PgUp", NULL,
	 N_("the month or term before"), NULL, show_previous_span, NULL},
	{"campus", {'c', KEY_CODE_F9}, "c F9", N_("campus"),
	 N_("one campus, or all"), why_one_resource, choose_campus, NULL},
	{"kind", {'y', KEY_CODE_F7}, "y F7", N_("kind"),
	 N_("the next kind: labs, bases, rooms..., all"), why_one_resource, choose_next_kind, NULL},
	{"use", {'U', KEY_CODE_F11}, "U F11", N_("use"),
	 N_("how much is used by weekday and hour, and by resource"), NULL, open_use, NULL},
	{"today", {'t', KEY_CTRL('t')}, "t Ctrl-T", N_("today"),
	 N_("today"), NULL, show_today, NULL},
	{"date", {'g', KEY_CTRL('g')}, "g Ctrl-G", N_("date"),
	 N_("go to a date, however it is written"), NULL, ask_date, NULL},
	{"next-day", {']', KEY_CTRL('n')}, "] Ctrl-N", NULL,
	 N_("the next day"), NULL, show_next_day, NULL},
	{"day-before", {'[', KEY_CTRL('p')}, "[ Ctrl-P", NULL,
	 N_("the day before"), NULL, show_day_before, NULL},
	{"next-week", {'}', KEY_CTRL('d')}, "} Ctrl-D", NULL,
	 N_("a week on"), NULL, show_next_week, NULL},
	{"week-before", {'{', KEY_CTRL('x')}, "{ Ctrl-X", NULL,
	 N_("a week back"), NULL, show_week_before, NULL},
	{"day", {'d', KEY_CTRL('k')}, "d Ctrl-K", NULL,
	 N_("the board of the day"), NULL, open_day, NULL},
	{.common = &ui_calendar_open},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_overview,
	.window = fix_window,
	.title = write_title,
	.draw = draw_overview,
	.event = handle_event,
	.free = free_overview,
};

struct view *ui_overview_new(const char *resource, const char *campus, enum resource_kind kind, int64_t day)
{
	struct overview_view *o = calloc(1, sizeof *o);
	if (!o)
		return NULL;
	o->view.ops = &ops;
	o->day = day;
	if (!subject_set(&o->subject, resource, campus, kind)) {
		free_overview(&o->view);
		return NULL;
	}
	set_weeks(o);
	return &o->view;
}
