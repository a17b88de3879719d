/*
 * Bookings: of one resource, of all, or those that the person asked for or teaches; of a day, a week, four weeks or
 * half a year, filtered as one types. The ids of the span are held; the records are read for the rows on the screen
 * only. From 120 columns on all about the booking under the cursor stands at the right.
 */
#include "tui/screen/ui_bookings.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/app.h"
#include "tui/screen/may.h"
#include "tui/screen/ui_ask_date.h"
#include "tui/screen/ui_attend.h"
#include "tui/screen/ui_booking.h"
#include "tui/screen/ui_booking_facts.h"
#include "tui/screen/ui_booking_page.h"
#include "tui/screen/ui_bookings_change.h"
#include "tui/screen/ui_bookings_row.h"
#include "tui/screen/ui_claims.h"
#include "tui/screen/ui_command.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_holder.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_requests.h"
#include "tui/screen/ui_table.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_calendar.h"
#include "tui/words/words_name.h"

enum { WEEK = 7, FOUR_WEEKS = 28, HALF_YEAR = 182, WIDE_COLS = 120 };

/* What stands; cancelled ones too; those that wait for a place. */
enum bookings_shown { SHOWN_STANDING, SHOWN_ALL, SHOWN_WAITING, SHOWN_N };

struct bookings_view {
	struct view view;
	char *resource; /* code, NULL = all */
	int64_t day;    /* first of the span, a day number */
	int n_days;     /* of the span: 1, WEEK, FOUR_WEEKS or HALF_YEAR */
	bool mine;      /* only what the person asked for or teaches */
	struct report_source behind; /* of a figure, all-zero = of none; its texts in behind_arena */
	struct arena behind_arena;
	enum bookings_shown shown;
	struct ui_filter filter;
	struct booking_ids ids;
	struct list_cursor cursor;
	struct booking_rows rows; /* the records of rows_asked ids from rows_top on; fewer if some are gone */
	size_t rows_top, rows_asked;
	bool rows_stale;
	struct calendar calendar; /* for the title, in calendar_arena */
	struct arena calendar_arena;
	struct booking_facts facts; /* of the booking under the cursor, where there is room for them */
	uint64_t facts_of;          /* its id, 0 = none were read */
	uint64_t swap;              /* the first of two bookings that are to be exchanged, 0 = none */
	uint64_t swap_seq;          /* its version that the person saw */
	unsigned store_no;          /* of the store that it is in */
};

static struct bookings_view *self(struct view *v)
{
	return (struct bookings_view *)v;
}

/* The row of the booking at an index, NULL if it is gone. */
static const struct booking_row *row_at(const struct bookings_view *b, size_t i)
{
	if (i >= b->ids.n)
		return NULL;
	for (size_t j = 0; j < b->rows.n; j++)
		if (b->rows.v[j].b.id == b->ids.v[i])
			return &b->rows.v[j];
	return NULL;
}

static uint64_t current_id(struct view *v)
{
	struct bookings_view *b = self(v);
	return b->cursor.at < b->ids.n ? b->ids.v[b->cursor.at] : 0;
}

/* ---- reading ---- */

static const char *text_or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static void narrow_to_source(const struct report_source *source, struct booking_filter *f)
{
	f->lender = text_or_null(source->lender);
	if (!f->lender)
		f->lender = text_or_null(source->owner);
	f->campus = text_or_null(source->campus);
	f->borrower = text_or_null(source->borrower);
	f->kind = source->kind;
	if (text_or_null(source->resource))
		f->resource = source->resource;
	if (text_or_null(source->person))
		f->person = source->person;
}

/* The bookings of the filters. A person whom no booking knows has none, which is no failure. */
static int find_ids(struct bookings_view *b, struct app *app, struct booking_ids *out)
{
	const char *text = ui_filter_text(&b->filter);
	struct booking_filter f = {.resource = b->resource,
	                           .person = b->mine ? app->actor : NULL,
	                           .from = clock_day_start(b->day),
	                           .to = clock_day_start(b->day + b->n_days),
	                           .any_state = b->shown == SHOWN_ALL,
	                           .state = b->shown == SHOWN_WAITING ? STATE_WAITING : 0,
	                           .text = *text ? text : NULL};
	narrow_to_source(&b->behind, &f);
	int err = query_booking_ids(app->store, &f, out);
	if (err == QUAD_ENOTFOUND && b->mine) {
		*out = (struct booking_ids){0};
		return 0;
	}
	return err;
}

static int read_calendar(struct bookings_view *b, struct app *app)
{
	struct arena arena = {0};
	struct calendar calendar;
	int err = query_calendar(app->store, &arena, &calendar);
	if (err) {
		arena_release(&arena);
		return err;
	}
	arena_release(&b->calendar_arena);
	b->calendar = calendar;
	b->calendar_arena = arena;
	return 0;
}

static int load_ids(struct view *v, struct app *app)
{
	struct bookings_view *b = self(v);
	struct booking_ids ids;
	uint64_t keep = current_id(v);
	int err = find_ids(b, app, &ids);
	if (err)
		return err;
	if (b->store_no != app->store_no)
		b->swap = 0;
	b->store_no = app->store_no;
	arena_release(&b->ids.arena);
	b->ids = ids;
	b->cursor.n = ids.n;
	for (size_t i = 0; i < ids.n; i++)
		if (ids.v[i] == keep)
			b->cursor.at = i;
	b->rows_stale = true;
	b->facts_of = 0;
	return read_calendar(b, app);
}

static size_t list_height(const struct bookings_view *b, int top, int bottom)
{
	return (size_t)(bottom - top - 1 - ui_filter_rows(&b->view));
}

static int read_rows(struct bookings_view *b, struct app *app, size_t height)
{
	struct booking_rows rows;
	size_t n = b->ids.n - b->cursor.top < height ? b->ids.n - b->cursor.top : height;
	if (!b->rows_stale && b->rows_top == b->cursor.top && b->rows_asked == n)
		return 0;
	int err = query_bookings(app->store, b->ids.v + b->cursor.top, n, &rows);
	if (err)
		return err;
	arena_release(&b->rows.arena);
	b->rows = rows;
	b->rows_top = b->cursor.top;
	b->rows_asked = n;
	b->rows_stale = false;
	return 0;
}

/* All about the booking under the cursor; one that is gone has none. */
static int read_facts(struct bookings_view *b, struct app *app, uint64_t id)
{
	struct booking_facts facts;
	unsigned parts = FACTS_HEAD | FACTS_COURSE | FACTS_HOLDER | FACTS_CLAIMS | FACTS_HISTORY;
	if (b->facts_of == id)
		return 0;
	int err = booking_facts_read(app->store, id, parts, &facts);
	if (err) {
		arena_release(&facts.arena);
		facts = (struct booking_facts){0};
	}
	arena_release(&b->facts.arena);
	b->facts = facts;
	b->facts_of = id;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int read_visible(struct view *v, struct app *app, int top, int bottom)
{
	struct bookings_view *b = self(v);
	size_t height = list_height(b, top, bottom);
	list_cursor_fix(&b->cursor, height, term_cols() >= WIDE_COLS);
	int err = read_rows(b, app, height);
	if (!err && term_cols() >= WIDE_COLS && current_id(v))
		err = read_facts(b, app, current_id(v));
	return err;
}

/* ---- drawing ---- */

/* `NORTH > SOUTH`, or what else the figure is of. */
static void write_source(const struct report_source *source, struct buf *out)
{
	const char *const texts[] = {source->resource, source->lender, source->owner, source->campus, source->person};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (text_or_null(texts[i]))
			buf_fmt(out, "  %s", texts[i]);
	if (source->kind)
		buf_fmt(out, "  %s", kind_name(source->kind));
	if (text_or_null(source->borrower))
		buf_fmt(out, " > %s", source->borrower);
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct bookings_view *b = self(v);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	struct buf week = {0};
	(void)app;
	clock_format_date(b->day, from);
	clock_format_date(b->day + b->n_days - 1, to);
	buf_str(out, b->mine ? _("My bookings") : _("Bookings"));
	if (b->behind.to)
		write_source(&b->behind, out);
	else if (b->resource || !b->mine)
		buf_fmt(out, "  %s", b->resource ? b->resource : _("everyone's"));
	buf_fmt(out, "  %s", from);
	if (b->n_days > 1)
		buf_fmt(out, " - %s", strncmp(from, to, 5) == 0 ? to + 5 : to);
	if (b->n_days <= WEEK)
		words_term_week(&b->calendar, b->day, &week);
	buf_fmt(out, "%s%s", week.len ? "  " : "", buf_text(&week));
	if (b->shown == SHOWN_ALL)
		buf_fmt(out, "  %s", _("with cancelled"));
	if (b->shown == SHOWN_WAITING)
		buf_fmt(out, "  %s", _("who waits"));
	if (ui_filter_is_set(&b->filter))
		buf_fmt(out, "  /%s", ui_filter_text(&b->filter));
	if (b->swap)
		buf_fmt(out, _("  swap %" PRIu64 " with..."), b->swap);
	buf_fmt(out, "  %zu/%zu", b->ids.n ? b->cursor.at + 1 : 0, b->ids.n);
	buf_release(&week);
}

static void draw_facts(const struct bookings_view *b, int top, int bottom, int col)
{
	term_vline(top, col, bottom - top);
	if (b->facts_of)
		booking_facts_draw(&b->facts, top, bottom, col + 2, term_cols() - col - 2);
}

static void draw_bookings(struct view *v, struct app *app, int top, int bottom)
{
	struct bookings_view *b = self(v);
	bool wide = term_cols() >= WIDE_COLS;
	int cols = wide ? term_cols() - (term_cols() >= 160 ? 56 : 42) : term_cols();
	struct bookings_columns columns = bookings_columns_of(cols);
	size_t height = list_height(b, top, bottom);
	bookings_draw_header(top, &columns, cols);
	b->cursor.first_row = top + 1;
	for (size_t i = 0; i < height && b->cursor.top + i < b->ids.n; i++) {
		size_t at = b->cursor.top + i;
		bookings_draw_row(row_at(b, at), top + 1 + (int)i, &columns, cols, at == b->cursor.at, app->now());
	}
	if (b->ids.n == 0)
		term_text(top + 2, 2, cols - 2, ROLE_TEXT,
		          _("No bookings in this time; ] later, [ earlier, m a longer time"));
	if (wide)
		draw_facts(b, top, bottom - ui_filter_rows(v), cols);
	if (b->ids.n)
		term_cursor(top + 1 + (int)(b->cursor.at - b->cursor.top), 0);
	ui_filter_draw(&b->filter, v, bottom - 1);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct bookings_view *b = self(v);
	size_t height = list_height(b, 1, term_rows() - 2);
	switch (ui_filter_event(&b->filter, v, app, ev, &b->cursor, height)) {
	case UI_FILTER_CHANGED: return REACT_RELOAD;
	case UI_FILTER_TAKEN: return REACT_HANDLED;
	case UI_FILTER_LEFT: break;
	}
	if (ev->type == EVENT_KEY && ev->key == KEY_ESC_CODE && b->swap) {
		b->swap = 0;
		return REACT_HANDLED;
	}
	return list_cursor_event(&b->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_bookings(struct view *v)
{
	struct bookings_view *b = self(v);
	arena_release(&b->ids.arena);
	arena_release(&b->rows.arena);
	arena_release(&b->facts.arena);
	arena_release(&b->calendar_arena);
	arena_release(&b->behind_arena);
	ui_filter_release(&b->filter);
	free(b->resource);
	free(b);
}

/* ---- actions on a booking ---- */

static const char *why_no_booking(struct app *app, struct view *v)
{
	(void)app;
	return current_id(v) ? NULL : N_("no booking is shown");
}

static const char *why_not_standing(struct app *app, struct view *v)
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	(void)app;
	if (!r)
		return N_("no booking is shown");
	return state_stands(r->b.state) ? NULL : N_("it does not stand any more");
}

static const char *why_not_changed(struct app *app, struct view *v)
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	const char *why = why_not_standing(app, v);
	return why ? why : may_not_change_shown(app, r->may_change, r->b.requester);
}

/* What waits is given up as a booking is cancelled. */
static const char *why_not_cancelled(struct app *app, struct view *v)
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	bool waits = r && r->b.state == STATE_WAITING;
	return waits ? may_not_change_shown(app, r->may_change, r->b.requester) : why_not_changed(app, v);
}

static unsigned show_booking(struct app *app, struct view *v)
{
	return ui_booking_show(app, current_id(v));
}

static unsigned change_booking(struct app *app, struct view *v)
{
	return ui_booking_change(app, current_id(v));
}

static unsigned ask_cancel(struct app *app, struct view *v)
{
	return ui_booking_ask_cancel(app, current_id(v));
}

static unsigned attend(struct app *app, struct view *v)
{
	return ui_attend_ask(app, current_id(v));
}

static unsigned show_holder(struct app *app, struct view *v)
{
	return ui_holder_show(app, current_id(v));
}

/* The day and the first resource of the booking. */
static int64_t find_place(struct view *v, char code[CLAIMS_CODE_MAX])
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	assert(r); /* why_not_standing */
	const char *claims = r->claims;
	*code = '\0';
	claims_next(&claims, code);
	return clock_local_day(r->b.start);
}

static unsigned open_week(struct app *app, struct view *v)
{
	char code[CLAIMS_CODE_MAX];
	int64_t day = find_place(v, code);
	return ui_go_week(app, code, day);
}

static unsigned open_day(struct app *app, struct view *v)
{
	char code[CLAIMS_CODE_MAX];
	int64_t day = find_place(v, code);
	return ui_go_day(app, day, code);
}

static uint64_t current_series(struct view *v)
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	return r ? r->b.series : 0;
}

static const char *why_no_series(struct app *app, struct view *v)
{
	(void)app;
	return current_series(v) ? NULL : N_("it is a single booking");
}

static unsigned show_series(struct app *app, struct view *v)
{
	struct buf line = {0};
	buf_fmt(&line, "show S%" PRIu64, current_series(v));
	ui_command_run(app, buf_text(&line));
	buf_release(&line);
	return REACT_HANDLED;
}

static unsigned ask_cancel_rest(struct app *app, struct view *v)
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	assert(r); /* why_no_series */
	return bookings_ask_cancel_rest(app, r);
}

/* The first time it remembers the booking; on another booking it asks whether to exchange the two. */
static unsigned mark_swap(struct app *app, struct view *v)
{
	struct bookings_view *b = self(v);
	const struct booking_row *row = row_at(b, b->cursor.at);
	assert(row); /* why_not_standing */
	struct bookings_pair p = {.a = b->swap, .a_seq = b->swap_seq, .b = row->b.id, .b_seq = row->b.seq};
	b->swap = p.a ? 0 : p.b;
	b->swap_seq = p.b_seq;
	if (!p.a)
		app_say(app, _("Now the other booking, and z again; Esc leaves it"));
	else if (p.a != p.b)
		return bookings_ask_swap(app, &p, row->claims);
	return REACT_HANDLED;
}

/* ---- actions on the list ---- */

static unsigned shift_days(struct view *v, int n_days)
{
	self(v)->day += n_days;
	self(v)->cursor.at = 0;
	return REACT_RELOAD;
}

static unsigned show_later(struct app *app, struct view *v)
{
	(void)app;
	return shift_days(v, self(v)->n_days);
}

static unsigned show_earlier(struct app *app, struct view *v)
{
	(void)app;
	return shift_days(v, -self(v)->n_days);
}

static unsigned show_next_week(struct app *app, struct view *v)
{
	(void)app;
	return shift_days(v, WEEK);
}

static unsigned show_previous_week(struct app *app, struct view *v)
{
	(void)app;
	return shift_days(v, -WEEK);
}

static unsigned go_to_day(struct app *app, struct view *v, int64_t day)
{
	(void)app;
	return shift_days(v, (int)(day - self(v)->day));
}

static unsigned show_today(struct app *app, struct view *v)
{
	return go_to_day(app, v, clock_local_day(app->now()));
}

static unsigned ask_date(struct app *app, struct view *v)
{
	return ui_ask_date(app, v, go_to_day);
}

/* A day, a week, four weeks, half a year. */
static unsigned choose_next_span(struct app *app, struct view *v)
{
	static const int spans[] = {1, WEEK, FOUR_WEEKS, HALF_YEAR, 1};
	struct bookings_view *b = self(v);
	size_t i = 0;
	(void)app;
	while (i + 2 < sizeof spans / sizeof *spans && spans[i] != b->n_days)
		i++;
	b->n_days = spans[i + 1];
	return REACT_RELOAD;
}

static unsigned toggle_mine(struct app *app, struct view *v)
{
	(void)app;
	self(v)->mine = !self(v)->mine;
	return REACT_RELOAD;
}

static unsigned choose_next_state(struct app *app, struct view *v)
{
	(void)app;
	self(v)->shown = (enum bookings_shown)((self(v)->shown + 1) % SHOWN_N);
	return REACT_RELOAD;
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"show", {KEY_ENTER_CODE}, "Enter", N_("show"),
	 NULL, why_no_booking, show_booking, NULL},
	{"move", {'e', KEY_CODE_F6}, "e F6", N_("change"),
	 N_("change the booking"), why_not_changed, change_booking, NULL},
	{"cancel", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("cancel"),
	 N_("cancel the booking, after a question"), why_not_cancelled, ask_cancel, NULL},
	{"holder", {'i', KEY_CTRL('_')}, "i Ctrl-_", N_("who"),
	 N_("who holds the booking, and how to reach them"), why_no_booking, show_holder, NULL},
	{"attend", UI_ATTEND_KEYS, NULL,
	 N_("who came; give the rest back, say how it was, hand it on"), why_no_booking, attend, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of resources, purpose, requester"), NULL, ui_filter_open, NULL},
	{"mine", {'A', KEY_CTRL('a')}, "A Ctrl-A", N_("mine"),
	 N_("what you asked for or teach, or what everyone did"), NULL, toggle_mine, NULL},
	{"span", {'m', KEY_TAB_CODE}, "m Tab", N_("span"),
	 N_("a day, a week, four weeks or half a year"), NULL, choose_next_span, NULL},
	{"today", {'t', KEY_CTRL('t')}, "t Ctrl-T", N_("today"),
	 N_("from today on"), NULL, show_today, NULL},
	{"later", {']', 'n', KEY_CTRL('n')}, "] n Ctrl-N", N_("later"),
	 N_("as many days later as are shown"), NULL, show_later, NULL},
	{"earlier", {'[', 'p', KEY_CTRL('p')}, "[ p Ctrl-P", NULL,
	 N_("as many days earlier"), NULL, show_earlier, NULL},
	{"next-week", {'}', KEY_CODE_RIGHT, KEY_CTRL('d')}, "} Right Ctrl-D", NULL,
	 N_("a week later"), NULL, show_next_week, NULL},
	{"previous-week", {'{', KEY_CODE_LEFT, KEY_CTRL('x')}, "{ Left Ctrl-X", NULL,
	 N_("a week earlier"), NULL, show_previous_week, NULL},
	{"date", {KEY_CTRL('g')}, "Ctrl-G", NULL,
	 N_("go to a date, however it is written"), NULL, ask_date, NULL},
	{"week", {'w', KEY_CTRL('w')}, "w Ctrl-W", N_("week"),
	 N_("the week of its first resource"), why_not_standing, open_week, NULL},
	{"day", {'d', KEY_CTRL('k')}, "d Ctrl-K", NULL,
	 N_("the board of its day"), why_not_standing, open_day, NULL},
	{"series", {'S', KEY_CODE_F11}, "S F11", NULL,
	 N_("all of the series (marked S) that it belongs to"), why_no_series, show_series, NULL},
	{"cancel-rest", {'X', KEY_CTRL('s')}, "X Ctrl-S", NULL,
	 N_("cancel its series from this date on, after a question"), why_no_series, ask_cancel_rest, NULL},
	{"swap", {'z', KEY_CODE_F7}, "z F7", NULL,
	 N_("exchange the resources of two bookings: z on one, z on the other"), why_not_standing, mark_swap, NULL},
	{"state", {'s', KEY_CODE_F9}, "s F9", NULL,
	 N_("what stands, also what was cancelled, or who waits for a place"), NULL, choose_next_state, NULL},
	{.common = &ui_requests_open},
	{.common = &ui_go_finder},
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
	.load = load_ids,
	.window = read_visible,
	.title = write_title,
	.draw = draw_bookings,
	.event = handle_event,
	.free = free_bookings,
};

static struct view *new_list(const char *resource, int64_t now, int n_days, bool mine)
{
	struct bookings_view *b = calloc(1, sizeof *b);
	if (!b)
		return NULL;
	b->view.ops = &ops;
	b->resource = resource ? strdup(resource) : NULL;
	b->day = clock_local_day(now);
	b->n_days = n_days;
	b->mine = mine;
	return &b->view;
}

struct view *ui_bookings_new(const char *resource, int64_t now)
{
	return new_list(resource, now, FOUR_WEEKS, false);
}

/* The days that the period touches. */
struct view *ui_bookings_behind(const struct report_source *source)
{
	struct view *v = new_list(NULL, source->from, 1, false);
	struct bookings_view *b = v ? self(v) : NULL;
	if (!b)
		return NULL;
	b->behind = *source;
	b->n_days = (int)(clock_local_day(source->to - 1) + 1 - b->day);
	if (report_source_keep(&b->behind_arena, &b->behind) != 0) {
		free_bookings(v);
		return NULL;
	}
	return v;
}

static unsigned open_all(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, ui_bookings_new(NULL, app->now()));
	return REACT_HANDLED;
}

static unsigned open_mine(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, new_list(NULL, app->now(), HALF_YEAR, true));
	return REACT_HANDLED;
}

const struct action ui_bookings_all = {
	"all", {'B', KEY_CTRL('b')}, "B Ctrl-B", N_("all bookings"),
	N_("the bookings of everyone"), NULL, open_all, NULL,
};

const struct action ui_bookings_mine = {
	"mine",
	{'A', KEY_CTRL('a')},
	"A Ctrl-A",
	N_("mine"),
	N_("what you asked for or teach, from today on"),
	NULL,
	open_mine,
	NULL,
};
