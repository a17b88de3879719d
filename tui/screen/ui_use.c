/*
 * How much is used in a span: a heat map of weekdays against hours or teaching periods, or bars of resources or
 * campuses, the most used first. Every block and bar has its figure.
 */
#include "tui/screen/ui_use.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/action.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_heat.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_subject.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_time.h"

enum use_mode { USE_BY_HOUR, USE_BY_PERIOD, USE_BY_RESOURCE, USE_BY_CAMPUS, USE_MODES };

enum { TIME_COLS = 15, NAME_COLS = 30, FIGURE_COLS = 18, LINES_MAX = 64 };

/* A row of the heat map: a time of day. */
struct use_line {
	int from, to;
	uint32_t period; /* 0: an hour */
};

/* A bar. */
struct use_bar {
	const char *code, *name; /* in the answer or in the view's arena */
	struct use_sum sum;
	size_t n_bookings;
};

struct use_view {
	struct view view;
	struct subject subject;
	int64_t first; /* day number */
	size_t n_days;
	enum use_mode mode;
	struct use_answer use;
	struct arena arena; /* of the calendar, the names and the bars */
	struct calendar calendar;
	struct campus_list campuses;
	struct use_line line[LINES_MAX];
	size_t n_lines;
	struct use_bar *bars;
	size_t n_bars;
	size_t *shown; /* indices of the bars that match */
	struct ui_filter filter;
	struct list_cursor cursor;
};

static struct use_view *self(struct view *v)
{
	return (struct use_view *)v;
}

static bool is_map(const struct use_view *u)
{
	return u->mode == USE_BY_HOUR || u->mode == USE_BY_PERIOD;
}

/* ---- rows ---- */

/* The hours in which anything is open or booked. */
static void make_hours(struct use_view *u)
{
	u->n_lines = 0;
	for (int hour = 0; hour < 24; hour++) {
		bool any = false;
		for (size_t d = 0; d < USE_WEEKDAYS; d++) {
			struct use_sum s = use_between(&u->use, d, hour * 60, hour * 60 + 60);
			any = any || s.open || s.booked;
		}
		if (any)
			u->line[u->n_lines++] = (struct use_line){hour * 60, hour * 60 + 60, 0};
	}
}

static const char *campus_of(const struct use_view *u)
{
	if (u->subject.narrow.campus)
		return u->subject.narrow.campus;
	return u->subject.resource && u->use.n ? u->use.v[0].resource->campus : "";
}

/* The periods of the campus on the first day of the span. */
static void make_periods(struct use_view *u)
{
	u->n_lines = 0;
	for (uint32_t number = 1; number < LINES_MAX; number++) {
		const struct period *p = calendar_period(&u->calendar, campus_of(u), u->first, number);
		if (p)
			u->line[u->n_lines++] = (struct use_line){p->start, p->end, number};
	}
}

static int bar_order(const void *a, const void *b)
{
	const struct use_bar *x = a, *y = b;
	if (x->sum.booked != y->sum.booked)
		return x->sum.booked > y->sum.booked ? -1 : 1;
	return strcmp(x->code, y->code);
}

static void make_resource_bars(struct use_view *u)
{
	for (size_t i = 0; i < u->use.n; i++) {
		const struct use_of_resource *of = &u->use.v[i];
		u->bars[u->n_bars++] =
			(struct use_bar){of->resource->code, of->resource->name, of->sum, of->n_bookings};
	}
}

static struct use_bar *bar_of_campus(struct use_view *u, const char *code)
{
	for (size_t i = 0; i < u->n_bars; i++)
		if (strcmp(u->bars[i].code, code) == 0)
			return &u->bars[i];
	struct use_bar *bar = &u->bars[u->n_bars++];
	*bar = (struct use_bar){.code = code, .name = *code ? "" : _("on no campus")};
	for (size_t i = 0; i < u->campuses.n; i++)
		if (strcmp(u->campuses.v[i].code, code) == 0)
			bar->name = u->campuses.v[i].name;
	return bar;
}

static void make_campus_bars(struct use_view *u)
{
	for (size_t i = 0; i < u->use.n; i++) {
		const struct use_of_resource *of = &u->use.v[i];
		struct use_bar *bar = of->within ? NULL : bar_of_campus(u, of->resource->campus);
		if (!bar)
			continue;
		bar->sum.booked += of->sum.booked;
		bar->sum.open += of->sum.open;
		bar->n_bookings += of->n_bookings;
	}
}

static void match_bars(struct use_view *u)
{
	u->cursor.n = 0;
	for (size_t i = 0; i < u->n_bars; i++) {
		struct buf text = {0};
		buf_fmt(&text, "%s %s", u->bars[i].code, u->bars[i].name);
		if (ui_filter_matches(&u->filter, buf_text(&text)))
			u->shown[u->cursor.n++] = i;
		buf_release(&text);
	}
}

/* Makes the rows of the mode from the answer. */
static void make_rows(struct use_view *u)
{
	u->n_bars = u->n_lines = 0;
	if (u->mode == USE_BY_HOUR)
		make_hours(u);
	else if (u->mode == USE_BY_PERIOD)
		make_periods(u);
	else if (u->mode == USE_BY_RESOURCE)
		make_resource_bars(u);
	else
		make_campus_bars(u);
	if (u->n_bars)
		qsort(u->bars, u->n_bars, sizeof *u->bars, bar_order);
	if (is_map(u))
		u->cursor.n = u->n_lines;
	else
		match_bars(u);
}

/* ---- loading ---- */

static int read_names(struct use_view *u, struct app *app)
{
	arena_release(&u->arena);
	arena_release(&u->campuses.arena);
	u->bars = NULL;
	u->n_bars = u->cursor.n = 0;
	u->calendar = (struct calendar){0};
	u->campuses = (struct campus_list){0};
	int err = query_calendar(app->store, &u->arena, &u->calendar);
	if (!err)
		err = query_campuses(app->store, &u->campuses);
	return err;
}

static int load_use(struct view *v, struct app *app)
{
	struct use_view *u = self(v);
	struct use_ask ask = {.first_day = u->first,
	                      .n_days = u->n_days,
	                      .usual_from = HEAT_USUAL_FROM,
	                      .usual_to = HEAT_USUAL_TO};
	subject_ask(&u->subject, &ask);
	use_release(&u->use);
	int err = read_names(u, app);
	if (!err)
		err = query_use(app->store, &ask, &u->use);
	if (err)
		return err;
	u->bars = arena_alloc(&u->arena, (u->use.n + 1) * sizeof *u->bars);
	u->shown = arena_alloc(&u->arena, (u->use.n + 1) * sizeof *u->shown);
	if (!u->bars || !u->shown)
		return QUAD_ENOMEM;
	make_rows(u);
	return 0;
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	list_cursor_fix(&self(v)->cursor, (size_t)(bottom - top - 1 - ui_filter_rows(v)), false);
	return 0;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct use_view *u = self(v);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	(void)app;
	buf_str(out, _("Use"));
	subject_word(&u->subject, out);
	buf_fmt(out, "  %s - %s  ", clock_format_date(u->first, from),
	        clock_format_date(u->first + (int64_t)u->n_days - 1, to));
	heat_word_percent(&u->use.total, out);
	buf_char(out, ' ');
	heat_word_hours(&u->use.total, out);
	if (ui_filter_is_set(&u->filter) && !is_map(u))
		buf_fmt(out, "  /%s", ui_filter_text(&u->filter));
	if (!is_map(u))
		buf_fmt(out, "  %zu/%zu", u->cursor.n ? u->cursor.at + 1 : 0, u->cursor.n);
}

static void draw_map_line(const struct use_view *u, const struct use_line *l, int row, int cols, bool selected)
{
	struct buf text = {0};
	if (l->period)
		buf_fmt(&text, "%-3" PRIu32, l->period);
	buf_fmt(&text, "%02d:%02d-%02d:%02d", l->from / 60, l->from % 60, l->to / 60, l->to % 60);
	term_text(row, 0, TIME_COLS - 1, selected ? ROLE_SELECTED : ROLE_DIM, buf_text(&text));
	for (size_t d = 0; d < USE_WEEKDAYS; d++) {
		struct use_sum s = use_between(&u->use, d, l->from, l->to);
		buf_clear(&text);
		heat_word_percent(&s, &text);
		if (cols >= 16 && s.booked) {
			buf_str(&text, "  ");
			heat_word_hours(&s, &text);
		}
		term_text(row, TIME_COLS + (int)d * cols, cols - 1, heat_role(&s), buf_text(&text));
	}
	buf_release(&text);
}

static void draw_map(const struct use_view *u, int top, size_t height)
{
	int cols = (term_cols() - TIME_COLS) / USE_WEEKDAYS;
	for (int d = 0; d < USE_WEEKDAYS; d++)
		term_text(top, TIME_COLS + d * cols, cols - 1, ROLE_HEADER, words_weekday(d + 1));
	for (size_t i = 0; i < height && u->cursor.top + i < u->n_lines; i++) {
		size_t at = u->cursor.top + i;
		draw_map_line(u, &u->line[at], top + 1 + (int)i, cols, at == u->cursor.at);
	}
	if (!u->n_lines)
		term_text(top + 2, 2, term_cols() - 2, ROLE_TEXT,
		          u->mode == USE_BY_PERIOD ? _("The campus has no teaching periods then")
		                                   : _("Nothing is open or booked in this time"));
}

/* The bar is as long as its percentage of the open time, of what is left of the row. */
static void draw_bar(const struct use_bar *b, int row, bool selected)
{
	struct buf text = {0};
	int cols = term_cols() - NAME_COLS - FIGURE_COLS - 2, percent = heat_percent(&b->sum);
	int len = percent > 0 ? (cols * (percent > 100 ? 100 : percent) + 99) / 100 : 0;
	buf_fmt(&text, "%s%s %s", selected ? ">" : " ", b->code, b->name);
	term_text(row, 0, NAME_COLS, selected ? ROLE_SELECTED : ROLE_TEXT, buf_text(&text));
	buf_clear(&text);
	heat_word_percent(&b->sum, &text);
	buf_char(&text, ' ');
	heat_word_hours(&b->sum, &text);
	term_text(row, NAME_COLS + 1, FIGURE_COLS, ROLE_TEXT, buf_text(&text));
	buf_clear(&text);
	for (int i = 0; i < len; i++)
		buf_char(&text, '=');
	term_text(row, NAME_COLS + FIGURE_COLS + 2, len, heat_role(&b->sum), buf_text(&text));
	buf_release(&text);
}

static void draw_bars(const struct use_view *u, int top, size_t height)
{
	term_text(top, 1, NAME_COLS - 1, ROLE_HEADER, u->mode == USE_BY_CAMPUS ? _("Campus") : _("Resource"));
	term_text(top, NAME_COLS + 1, FIGURE_COLS, ROLE_HEADER, _("Booked"));
	for (size_t i = 0; i < height && u->cursor.top + i < u->cursor.n; i++) {
		size_t at = u->cursor.top + i;
		draw_bar(&u->bars[u->shown[at]], top + 1 + (int)i, at == u->cursor.at);
	}
	if (!u->cursor.n)
		term_text(top + 2, 2, term_cols() - 2, ROLE_TEXT, _("Nothing matches"));
}

static void draw_use(struct view *v, struct app *app, int top, int bottom)
{
	struct use_view *u = self(v);
	size_t height = (size_t)(bottom - top - 1 - ui_filter_rows(v));
	(void)app;
	u->cursor.first_row = top + 1;
	term_text(top, 0, term_cols(), ROLE_HEADER, "");
	if (is_map(u))
		draw_map(u, top, height);
	else
		draw_bars(u, top, height);
	if (u->cursor.n)
		term_cursor(top + 1 + (int)(u->cursor.at - u->cursor.top), 0);
	ui_filter_draw(&u->filter, v, bottom - 1);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct use_view *u = self(v);
	size_t height = (size_t)term_rows() - 4;
	switch (ui_filter_event(&u->filter, v, app, ev, &u->cursor, height)) {
	case UI_FILTER_CHANGED: match_bars(u); return REACT_HANDLED;
	case UI_FILTER_TAKEN: return REACT_HANDLED;
	case UI_FILTER_LEFT: break;
	}
	return list_cursor_event(&u->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_use(struct view *v)
{
	struct use_view *u = self(v);
	subject_release(&u->subject);
	use_release(&u->use);
	arena_release(&u->arena);
	arena_release(&u->campuses.arena);
	ui_filter_release(&u->filter);
	free(u);
}

/* ---- actions ---- */

static unsigned choose_next_mode(struct app *app, struct view *v)
{
	struct use_view *u = self(v);
	(void)app;
	u->mode = (u->mode + 1) % USE_MODES;
	u->cursor.at = u->cursor.top = 0;
	if (u->bars)
		make_rows(u);
	return REACT_HANDLED;
}

static const char *why_no_bars(struct app *app, struct view *v)
{
	(void)app;
	return is_map(self(v)) ? N_("m shows resources and campuses") : NULL;
}

/* The week of the resource under the cursor; of a campus, its heat map. */
static unsigned open_bar(struct app *app, struct view *v)
{
	struct use_view *u = self(v);
	if (is_map(u) || u->cursor.at >= u->cursor.n)
		return choose_next_mode(app, v);
	const struct use_bar *bar = &u->bars[u->shown[u->cursor.at]];
	if (u->mode == USE_BY_RESOURCE)
		return ui_go_week(app, bar->code, u->first);
	if (!*bar->code) {
		app_say(app, _("Nothing more to open: these are on no campus"));
		return REACT_HANDLED;
	}
	app_push(app, ui_use_new(NULL, bar->code, u->subject.narrow.kind, u->first, u->n_days));
	return REACT_HANDLED;
}

static unsigned reload_view(struct app *app, struct view *v)
{
	(void)app;
	self(v)->cursor.at = 0;
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
	narrow_next_kind(&self(v)->subject.narrow);
	return reload_view(app, v);
}

static unsigned shift_span(struct app *app, struct view *v, int64_t days)
{
	self(v)->first += days;
	return reload_view(app, v);
}

static unsigned show_later(struct app *app, struct view *v)
{
	return shift_span(app, v, (int64_t)self(v)->n_days);
}

static unsigned show_earlier(struct app *app, struct view *v)
{
	return shift_span(app, v, -(int64_t)self(v)->n_days);
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"open", {KEY_ENTER_CODE}, "Enter", N_("open"),
	 N_("the week of the resource, the use of the campus; from a map to the bars"), NULL, open_bar, NULL},
	{"mode", {'m', KEY_TAB_CODE}, "m Tab", N_("map/bars"),
	 N_("weekdays by hours, by teaching periods; bars of resources, of campuses"), NULL, choose_next_mode, NULL},
	{"campus", {'c', KEY_CODE_F9}, "c F9", N_("campus"),
	 N_("one campus, or all"), why_one_resource, choose_campus, NULL},
	{"kind", {'y', KEY_CODE_F7}, "y F7", N_("kind"),
	 N_("the next kind: labs, bases, rooms..., all"), why_one_resource, choose_next_kind, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter the bars as you type: words of code and name"), why_no_bars, ui_filter_open, NULL},
	{"later", {'n', ']', KEY_CTRL('n')}, "n ] Ctrl-N", N_("later"),
	 N_("as many days later as are counted"), NULL, show_later, NULL},
	{"earlier", {'p', '[', KEY_CTRL('p')}, "p [ Ctrl-P", NULL,
	 N_("as many days earlier"), NULL, show_earlier, NULL},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_use,
	.window = fix_window,
	.title = write_title,
	.draw = draw_use,
	.event = handle_event,
	.free = free_use,
};

struct view *ui_use_new(const char *resource, const char *campus, enum resource_kind kind, int64_t first_day,
                        size_t n_days)
{
	struct use_view *u = calloc(1, sizeof *u);
	if (!u)
		return NULL;
	u->view.ops = &ops;
	u->first = first_day;
	u->n_days = n_days < USE_DAYS_MAX ? n_days : USE_DAYS_MAX;
	if (!subject_set(&u->subject, resource, campus, kind)) {
		free_use(&u->view);
		return NULL;
	}
	return &u->view;
}
