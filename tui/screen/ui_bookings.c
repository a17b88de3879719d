/*
 * Bookings, of one resource or of all, four weeks at a time, filtered as one types. The ids of the period are held; the
 * records are read for the rows on the screen only.
 */
#include "tui/screen/ui_bookings.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tui/base/edit.h"
#include "tui/base/locale.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_booking.h"
#include "tui/screen/ui_command.h"
#include "tui/screen/ui_confirm.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_table.h"
#include "tui/screen/ui_text.h"

enum { PERIOD_DAYS = 28 };

struct bookings_view {
	struct view view;
	char *resource; /* code, NULL = all */
	int64_t day;    /* first of the period, a day number */
	bool any_state; /* cancelled ones too */
	struct edit text;
	struct booking_ids ids;
	struct list_cursor cursor;
	struct booking_rows rows; /* the records of rows_asked ids from rows_top on; fewer if some are gone */
	size_t rows_top, rows_asked;
	bool rows_stale;
	uint64_t swap;     /* the first of two bookings that are to be exchanged, 0 = none */
	uint64_t swap_seq; /* its version that the person saw */
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

static int load_ids(struct view *v, struct app *app)
{
	struct bookings_view *b = self(v);
	const char *text = edit_text(&b->text);
	struct booking_filter f = {.resource = b->resource,
	                           .from = clock_day_start(b->day),
	                           .to = clock_day_start(b->day + PERIOD_DAYS),
	                           .any_state = b->any_state,
	                           .text = *text ? text : NULL};
	struct booking_ids ids;
	uint64_t keep = b->cursor.at < b->ids.n ? b->ids.v[b->cursor.at] : 0;
	int err = query_booking_ids(app->store, &f, &ids);
	if (err)
		return err;
	arena_release(&b->ids.arena);
	b->ids = ids;
	b->cursor.n = ids.n;
	for (size_t i = 0; i < ids.n; i++)
		if (ids.v[i] == keep)
			b->cursor.at = i;
	b->rows_stale = true;
	return 0;
}

static size_t list_height(const struct bookings_view *b, int top, int bottom)
{
	return (size_t)(bottom - top - 1 - b->view.typing);
}

static int read_visible(struct view *v, struct app *app, int top, int bottom)
{
	struct bookings_view *b = self(v);
	size_t height = list_height(b, top, bottom);
	struct booking_rows rows;
	list_cursor_fix(&b->cursor, height, false);
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

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct bookings_view *b = self(v);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	(void)app;
	buf_fmt(out, "%s  %s  %s - %s", _("Bookings"), b->resource ? b->resource : _("everyone's"),
	        clock_format_date(b->day, from), clock_format_date(b->day + PERIOD_DAYS - 1, to));
	if (b->any_state)
		buf_fmt(out, "  %s", _("with cancelled"));
	if (*edit_text(&b->text))
		buf_fmt(out, "  /%s", edit_text(&b->text));
	if (b->swap)
		buf_fmt(out, _("  swap %" PRIu64 " with..."), b->swap);
	buf_fmt(out, "  %zu/%zu", b->ids.n ? b->cursor.at + 1 : 0, b->ids.n);
}

/* Where the columns of a list of some width stand, and how wide they are. */
struct columns {
	int id_x, id_cols;
	int time_x, time_cols;
	int claims_x, claims_cols;
	int purpose_x, purpose_cols;
	int requester_x, requester_cols;
};

static struct columns lay_out_columns(int cols)
{
	struct columns c = {.id_x = 1, .id_cols = 8, .time_cols = 18, .requester_cols = cols >= 100 ? 16 : 10};
	/* what is left is shared by the resources and the purpose */
	int rest = cols - c.id_x - c.id_cols - 1 - c.time_cols - 1 - c.requester_cols - 1;
	c.claims_cols = rest / 2;
	c.purpose_cols = rest - c.claims_cols - 1;
	c.time_x = c.id_x + c.id_cols + 1;
	c.claims_x = c.time_x + c.time_cols + 1;
	c.purpose_x = c.claims_x + c.claims_cols + 1;
	c.requester_x = c.purpose_x + c.purpose_cols + 1;
	return c;
}

static void draw_header(int row, const struct columns *c)
{
	term_text(row, 0, term_cols(), ROLE_HEADER, "");
	term_text_right(row, c->id_x, c->id_cols, ROLE_HEADER, _("Id"));
	term_text(row, c->time_x, c->time_cols, ROLE_HEADER, _("Time"));
	term_text(row, c->claims_x, c->claims_cols, ROLE_HEADER, _("Resources"));
	term_text(row, c->purpose_x, c->purpose_cols, ROLE_HEADER, _("Purpose"));
	term_text(row, c->requester_x, c->requester_cols, ROLE_HEADER, _("Requester"));
}

/* `09-07 08:00-10:00`, and a mark: x cancelled, + it ends on another day, S of a series. */
static void word_time(const struct booking *b, struct buf *out)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	const char *mark = b->series ? "S" : "";
	clock_format(b->start, from);
	clock_format(b->end, to);
	if (strncmp(from, to, 10) != 0)
		mark = "+";
	if (b->state == STATE_CANCELLED)
		mark = "x";
	buf_fmt(out, "%.5s %.5s-%.5s%s", from + 5, from + 11, to + 11, mark);
}

static void draw_booking(const struct booking_row *r, int row, const struct columns *c, bool selected)
{
	struct buf id = {0}, time = {0};
	enum term_role rest = r->b.state == STATE_CANCELLED ? ROLE_DIM : ROLE_TEXT;
	enum term_role role = selected ? ROLE_SELECTED : rest;
	buf_fmt(&id, "%" PRIu64, r->b.id);
	word_time(&r->b, &time);
	term_text(row, 1, term_cols() - 1, role, "");
	term_text_right(row, c->id_x, c->id_cols, role, buf_text(&id));
	term_text(row, c->time_x, c->time_cols, role, buf_text(&time));
	term_text(row, c->claims_x, c->claims_cols, role, r->claims);
	term_text(row, c->purpose_x, c->purpose_cols, role, r->b.purpose);
	term_text(row, c->requester_x, c->requester_cols, role, r->b.requester);
	buf_release(&id);
	buf_release(&time);
}

static void draw_bookings(struct view *v, struct app *app, int top, int bottom)
{
	struct bookings_view *b = self(v);
	struct columns columns = lay_out_columns(term_cols());
	size_t height = list_height(b, top, bottom);
	(void)app;
	draw_header(top, &columns);
	b->cursor.first_row = top + 1;
	for (size_t i = 0; i < height && b->cursor.top + i < b->ids.n; i++) {
		const struct booking_row *r = row_at(b, b->cursor.top + i);
		bool selected = b->cursor.top + i == b->cursor.at;
		int row = top + 1 + (int)i;
		term_text(row, 0, 1, ROLE_TITLE, selected ? ">" : " ");
		if (r)
			draw_booking(r, row, &columns, selected);
	}
	if (b->ids.n == 0)
		term_text(top + 2, 2, term_cols() - 2, ROLE_TEXT,
		          _("No bookings in these four weeks; ] later, [ earlier"));
	if (b->view.typing) {
		term_text(bottom - 1, 0, 1, ROLE_TITLE, "/");
		edit_draw(&b->text, bottom - 1, 1, term_cols() - 1, ROLE_TEXT, true);
	} else if (b->ids.n) {
		term_cursor(top + 1 + (int)(b->cursor.at - b->cursor.top), 0);
	}
}

/* An event while the filter line is open: Esc drops the filter, Enter keeps it, up and down still move in the list. */
static unsigned handle_typing(struct bookings_view *b, struct app *app, const struct event *ev, size_t height)
{
	uint32_t key = ev->type == EVENT_KEY ? ev->key : 0;
	if (key == KEY_ESC_CODE)
		edit_set(&b->text, "");
	if (key == KEY_ESC_CODE || key == KEY_ENTER_CODE) {
		b->view.typing = false;
		return REACT_RELOAD;
	}
	if (key == KEY_CODE_UP || key == KEY_CODE_DOWN) {
		list_cursor_event(&b->cursor, ev, height);
		return REACT_HANDLED;
	}
	if (ev->type == EVENT_MOUSE)
		return list_cursor_event(&b->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
	return app_edit(app, &b->text, ev) ? REACT_RELOAD : REACT_HANDLED;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct bookings_view *b = self(v);
	size_t height = list_height(b, 1, term_rows() - 2);
	if (b->view.typing)
		return handle_typing(b, app, ev, height);
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
	edit_release(&b->text);
	free(b->resource);
	free(b);
}

/* ---- actions on the list ---- */

static uint64_t current_id(struct view *v)
{
	struct bookings_view *b = self(v);
	return b->cursor.at < b->ids.n ? b->ids.v[b->cursor.at] : 0;
}

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
	return r->b.state == STATE_CANCELLED ? N_("it is cancelled") : NULL;
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

static unsigned open_filter(struct app *app, struct view *v)
{
	(void)app;
	v->typing = true;
	return REACT_HANDLED;
}

static unsigned show_later(struct app *app, struct view *v)
{
	(void)app;
	self(v)->day += PERIOD_DAYS;
	return REACT_RELOAD;
}

static unsigned show_earlier(struct app *app, struct view *v)
{
	(void)app;
	self(v)->day -= PERIOD_DAYS;
	return REACT_RELOAD;
}

static unsigned toggle_cancelled(struct app *app, struct view *v)
{
	(void)app;
	self(v)->any_state = !self(v)->any_state;
	return REACT_RELOAD;
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

/* Asks a question; yes runs act with a copy of the len bytes at arg. */
static void ask_question(struct app *app, const char *question, const char *detail,
                         unsigned (*act)(struct app *app, void *arg), const void *arg, size_t len)
{
	struct view *v = NULL;
	void *copy = malloc(len);
	if (copy) {
		memcpy(copy, arg, len);
		v = ui_confirm_new(question, detail, act, copy, free);
	}
	if (!v)
		free(copy);
	app_push(app, v);
}

/* ---- cancelling the rest of a series ---- */

struct rest {
	uint64_t series;
	int64_t day; /* the first day that is cancelled */
};

static unsigned cancel_rest(struct app *app, void *arg)
{
	const struct rest *rest = arg;
	struct arena arena = {0};
	struct result result;
	struct request rq = {.op = OP_SERIES_CANCEL, .u.series = {.id = rest->series, .from = rest->day}};
	if (app_apply(app, &rq, &result, &arena)) {
		app_say(app,
		        ngettext("Cancelled: %zu booking of series S%" PRIu64,
		                 "Cancelled: %zu bookings of series S%" PRIu64, result.n_made),
		        result.n_made, rest->series);
		undo_clear(&app->undo);
	}
	arena_release(&arena);
	return REACT_HANDLED;
}

static unsigned ask_cancel_rest(struct app *app, struct view *v)
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	struct buf question = {0}, detail = {0};
	char date[CLOCK_TEXT_MAX];
	assert(r); /* why_no_series */
	struct rest rest = {.series = r->b.series, .day = clock_local_day(r->b.start)};
	buf_fmt(&question, _("Cancel series S%" PRIu64 " from %s on?"), rest.series, clock_format_date(rest.day, date));
	buf_fmt(&detail, "%s\n%s", r->claims, r->b.purpose);
	ask_question(app, buf_text(&question), buf_text(&detail), cancel_rest, &rest, sizeof rest);
	buf_release(&question);
	buf_release(&detail);
	return REACT_HANDLED;
}

/* ---- swapping two bookings ---- */

struct pair {
	uint64_t a, b;
	uint64_t a_seq, b_seq; /* the versions that the person saw */
};

static unsigned swap_bookings(struct app *app, void *arg)
{
	const struct pair *p = arg;
	struct arena arena = {0};
	struct result result;
	struct buf text = {0};
	struct request rq = {.op = OP_SWAP, .flags = REQUEST_RECORD};
	rq.u.booking = (struct booking_ask){.id = p->a, .seq = p->a_seq, .other = p->b, .other_seq = p->b_seq};
	if (app_apply(app, &rq, &result, &arena)) {
		app_say(app, _("Swapped: bookings %" PRIu64 " and %" PRIu64 " have each other's resources"), p->a,
		        p->b);
		buf_fmt(&text, _("the swap of bookings %" PRIu64 " and %" PRIu64), p->a, p->b);
		/* both have new versions now, and the result tells that of the first only */
		rq.u.booking.seq = result.seq;
		rq.u.booking.other_seq = 0;
		undo_set(&app->undo, &rq, buf_text(&text));
	}
	buf_release(&text);
	arena_release(&arena);
	return REACT_HANDLED;
}

/* The first time it remembers the booking; on another booking it asks whether to exchange the two. */
static unsigned mark_swap(struct app *app, struct view *v)
{
	struct bookings_view *b = self(v);
	const struct booking_row *row = row_at(b, b->cursor.at);
	struct buf question = {0};
	assert(row); /* why_not_standing */
	struct pair p = {.a = b->swap, .a_seq = b->swap_seq, .b = row->b.id, .b_seq = row->b.seq};
	b->swap = p.a ? 0 : p.b;
	b->swap_seq = p.b_seq;
	if (!p.a) {
		app_say(app, _("Now the other booking, and w again; Esc leaves it"));
	} else if (p.a != p.b) {
		buf_fmt(&question, _("Exchange the resources of bookings %" PRIu64 " and %" PRIu64 "?"), p.a, p.b);
		ask_question(app, buf_text(&question), row->claims, swap_bookings, &p, sizeof p);
	}
	buf_release(&question);
	return REACT_HANDLED;
}

/* ---- the table ---- */

static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"show", {KEY_ENTER_CODE}, "Enter", N_("show"),
	 NULL, why_no_booking, show_booking, NULL},
	{"move", {'m', KEY_CODE_F6}, "m F6", N_("move"),
	 N_("change the booking"), why_not_standing, change_booking, NULL},
	{"cancel", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("cancel"),
	 N_("cancel the booking, after a question"), why_not_standing, ask_cancel, NULL},
	{"series", {'S', KEY_CTRL('t')}, "S Ctrl-T", N_("series"),
	 N_("all of the series (marked S) that it belongs to"), why_no_series, show_series, NULL},
	{"cancel-rest", {'X', KEY_CTRL('x')}, "X Ctrl-X", NULL,
	 N_("cancel its series from this date on, after a question"), why_no_series, ask_cancel_rest, NULL},
	{"swap", {'w', KEY_CODE_F7}, "w F7", N_("swap"),
	 N_("exchange the resources of two bookings: w on one, w on the other"), why_not_standing, mark_swap, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of resources, purpose, requester"), NULL, open_filter, NULL},
	{"later", {']', 'n', KEY_CTRL('n')}, "] n Ctrl-N", N_("later"),
	 N_("the next four weeks"), NULL, show_later, NULL},
	{"earlier", {'[', 'p', KEY_CTRL('p')}, "[ p Ctrl-P", N_("earlier"),
	 N_("the four weeks before"), NULL, show_earlier, NULL},
	{"state", {'s', KEY_CODE_F9}, "s F9", N_("cancelled too"),
	 N_("what stands, or also what was cancelled"), NULL, toggle_cancelled, NULL},
	{.common = &action_undo},
	{.common = &ui_prompt_command},
	{.common = &ui_table_lists},
	{0},
};

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

struct view *ui_bookings_new(const char *resource, int64_t now)
{
	struct bookings_view *b = calloc(1, sizeof *b);
	if (!b)
		return NULL;
	b->view.ops = &ops;
	b->resource = resource ? strdup(resource) : NULL;
	b->day = clock_local_day(now);
	return &b->view;
}

static unsigned open_all(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, ui_bookings_new(NULL, app->now()));
	return REACT_HANDLED;
}

const struct action ui_bookings_all = {
	"all", {'B', KEY_CTRL('b')}, "B Ctrl-B", N_("all bookings"),
	N_("the bookings of everyone"), NULL, open_all, NULL,
};
