/*
 * Bookings, of one resource or of all, four weeks at a time, filtered as one types. Ids of the period are held; the
 * records are read for the rows that are seen. What one does with a single booking (show, change, cancel) is here
 * too, for this list and for the week.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/cmd/cmd.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/ui.h"

enum { PERIOD_DAYS = 28, HEIGHT_MAX = 200 };

struct bookings_view {
	struct view view;
	char *resource; /* code, NULL = all */
	int64_t day;    /* first of the period */
	bool any_state;
	struct edit text;
	bool typing;
	struct booking_ids ids;
	struct list_cursor cursor;
	struct booking_rows rows; /* those that are seen, from rows_top on */
	size_t rows_top, rows_asked;
	bool rows_stale;
	uint64_t swap; /* the first of two bookings that are to be exchanged, 0 = none */
	uint64_t swap_seq;
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

static int load(struct view *v, struct app *app)
{
	struct bookings_view *b = self(v);
	struct booking_filter f = {.resource = b->resource,
	                           .from = clock_day_start(b->day),
	                           .to = clock_day_start(b->day + PERIOD_DAYS),
	                           .any_state = b->any_state,
	                           .text = *edit_text(&b->text) ? edit_text(&b->text) : NULL};
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
	return (size_t)(bottom - top - 1 - b->typing);
}

static int window(struct view *v, struct app *app, int top, int bottom)
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

static void title(struct view *v, struct app *app, struct buf *out)
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

static void draw(struct view *v, struct app *app, int top, int bottom)
{
	struct bookings_view *b = self(v);
	int cols = term_cols(), time_cols = 18, id_cols = 8, who_cols = cols >= 100 ? 16 : 10;
	int rest = cols - 1 - id_cols - 1 - time_cols - 1 - who_cols - 1;
	int claims_cols = rest / 2, purpose_cols = rest - claims_cols - 1;
	int x_time = 1 + id_cols + 1, x_claims = x_time + time_cols + 1, x_purpose = x_claims + claims_cols + 1;
	size_t height = list_height(b, top, bottom);
	(void)app;
	bottom -= b->typing;
	term_text(top, 0, cols, ROLE_HEADER, "");
	term_text_right(top, 1, id_cols, ROLE_HEADER, _("Id"));
	term_text(top, x_time, time_cols, ROLE_HEADER, _("Time"));
	term_text(top, x_claims, claims_cols, ROLE_HEADER, _("Resources"));
	term_text(top, x_purpose, purpose_cols, ROLE_HEADER, _("Purpose"));
	term_text(top, x_purpose + purpose_cols + 1, who_cols, ROLE_HEADER, _("Requester"));
	for (size_t i = 0; i < height && b->cursor.top + i < b->ids.n; i++) {
		const struct booking_row *r = row_at(b, b->cursor.top + i);
		bool selected = b->cursor.top + i == b->cursor.at;
		int row = top + 1 + (int)i;
		char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX], id[24];
		struct buf time = {0};
		term_text(row, 0, 1, ROLE_TITLE, selected ? ">" : " ");
		if (!r)
			continue;
		bool gone = r->b.state == STATE_CANCELLED;
		enum term_role role = selected ? ROLE_SELECTED : gone ? ROLE_DIM : ROLE_TEXT;
		snprintf(id, sizeof id, "%" PRIu64, r->b.id);
		clock_format(r->b.start, from);
		clock_format(r->b.end, to);
		bool same_day = strncmp(from, to, 10) == 0;
		buf_fmt(&time, "%.5s %.5s-%.5s%s", from + 5, from + 11, to + 11,
		        gone ? "x" : !same_day ? "+" : r->b.series ? "S" : "");
		term_text_right(row, 1, id_cols, role, id);
		term_text(row, 1 + id_cols, 1, role, "");
		term_text(row, x_time, time_cols, role, buf_text(&time));
		term_text(row, x_claims, claims_cols, gone ? ROLE_DIM : ROLE_TEXT, r->claims);
		term_text(row, x_purpose, purpose_cols, gone ? ROLE_DIM : ROLE_TEXT, r->b.purpose);
		term_text(row, x_purpose + purpose_cols + 1, who_cols, gone ? ROLE_DIM : ROLE_TEXT, r->b.requester);
		buf_release(&time);
	}
	if (b->ids.n == 0)
		term_text(top + 2, 2, cols - 2, ROLE_TEXT, _("No bookings in these four weeks; ] later, [ earlier"));
	if (b->typing) {
		term_text(bottom, 0, 1, ROLE_TITLE, "/");
		edit_draw(&b->text, bottom, 1, cols - 1, ROLE_TEXT, true);
	} else if (b->ids.n) {
		term_cursor(top + 1 + (int)(b->cursor.at - b->cursor.top), 0);
	}
}

static unsigned event(struct view *v, struct app *app, const struct event *ev)
{
	struct bookings_view *b = self(v);
	size_t height = list_height(b, 1, term_rows() - 2);
	(void)app;
	if (b->typing) {
		if (ev->type == EVENT_KEY && (ev->key == KEY_ESC_CODE || ev->key == KEY_ENTER_CODE)) {
			b->typing = false;
			if (ev->key == KEY_ESC_CODE)
				edit_set(&b->text, "");
			return REACT_RELOAD;
		}
		if (ev->type == EVENT_KEY && (ev->key == KEY_CODE_UP || ev->key == KEY_CODE_DOWN))
			return list_cursor_event(&b->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
		return edit_event(&b->text, ev) ? REACT_RELOAD : REACT_HANDLED;
	}
	if (ev->type == EVENT_KEY && ev->key == KEY_ESC_CODE && b->swap) {
		b->swap = 0;
		return REACT_HANDLED;
	}
	return ev->type == EVENT_KEY && list_cursor_event(&b->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
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

static const struct view_ops ops = {VIEW_BOOKINGS, false, load, window, title, draw, event, free_bookings};

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

/* ---- actions on the list ---- */

static uint64_t current_id(struct view *v)
{
	struct bookings_view *b = self(v);
	return b->cursor.at < b->ids.n ? b->ids.v[b->cursor.at] : 0;
}

const char *ui_bookings_none(struct app *app, struct view *v)
{
	(void)app;
	return current_id(v) ? NULL : N_("no booking is shown");
}

const char *ui_bookings_not_standing(struct app *app, struct view *v)
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	(void)app;
	return !r ? N_("no booking is shown") : r->b.state == STATE_CANCELLED ? N_("it is cancelled") : NULL;
}

unsigned ui_bookings_show(struct app *app, struct view *v)
{
	return ui_booking_show(app, current_id(v));
}

unsigned ui_bookings_move(struct app *app, struct view *v)
{
	return ui_booking_change(app, current_id(v));
}

unsigned ui_bookings_cancel(struct app *app, struct view *v)
{
	return ui_booking_ask_cancel(app, current_id(v));
}

unsigned ui_bookings_filter(struct app *app, struct view *v)
{
	(void)app;
	self(v)->typing = true;
	return REACT_HANDLED;
}

unsigned ui_bookings_later(struct app *app, struct view *v)
{
	(void)app;
	self(v)->day += PERIOD_DAYS;
	return REACT_RELOAD;
}

unsigned ui_bookings_earlier(struct app *app, struct view *v)
{
	(void)app;
	self(v)->day -= PERIOD_DAYS;
	return REACT_RELOAD;
}

unsigned ui_bookings_state(struct app *app, struct view *v)
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

const char *ui_bookings_no_series(struct app *app, struct view *v)
{
	(void)app;
	return current_series(v) ? NULL : N_("it is a single booking");
}

unsigned ui_bookings_series(struct app *app, struct view *v)
{
	struct buf line = {0};
	buf_fmt(&line, "show S%" PRIu64, current_series(v));
	ui_run_command(app, buf_text(&line));
	buf_release(&line);
	return REACT_HANDLED;
}

/* ---- the rest of a series, and two bookings at once ---- */

struct pair {
	uint64_t a, b;
	uint64_t a_seq, b_seq; /* the versions that were seen */
	int64_t day;
};

static unsigned cancel_rest(struct app *app, void *arg)
{
	const struct pair *p = arg;
	struct arena arena = {0};
	struct result result;
	struct request rq = {.op = OP_SERIES_CANCEL, .u.series = {.id = p->a, .from = p->day}};
	if (app_apply(app, &rq, &result, &arena)) {
		app_say(app, ngettext("Cancelled: %zu booking of series S%" PRIu64, "Cancelled: %zu bookings of series S%" PRIu64,
		                      result.n_made),
		        result.n_made, p->a);
		app_set_undo(app, NULL, "");
	}
	arena_release(&arena);
	return REACT_HANDLED;
}

static unsigned do_swap(struct app *app, void *arg)
{
	const struct pair *p = arg;
	struct arena arena = {0};
	struct result result;
	struct buf text = {0};
	struct request rq = {.op = OP_SWAP, .flags = REQUEST_RECORD, .u.booking = {.id = p->a, .seq = p->a_seq, .other = p->b, .other_seq = p->b_seq}};
	if (app_apply(app, &rq, &result, &arena)) {
		app_say(app, _("Swapped: bookings %" PRIu64 " and %" PRIu64 " have each other's resources"), p->a, p->b);
		buf_fmt(&text, _("the swap of bookings %" PRIu64 " and %" PRIu64), p->a, p->b);
		/* both have versions of their own now, of which one is known */
		rq.u.booking.seq = result.seq;
		rq.u.booking.other_seq = 0;
		app_set_undo(app, &rq, buf_text(&text));
	}
	buf_release(&text);
	arena_release(&arena);
	return REACT_HANDLED;
}

static void ask_pair(struct app *app, const struct pair *p, const char *question, const char *detail,
                     unsigned (*act)(struct app *app, void *arg))
{
	struct pair *copy = malloc(sizeof *copy);
	if (copy)
		*copy = *p;
	struct view *v = copy ? ui_confirm_new(question, detail, act, copy, free) : NULL;
	if (!v)
		free(copy);
	app_push(app, v);
}

unsigned ui_bookings_cancel_rest(struct app *app, struct view *v)
{
	const struct booking_row *r = row_at(self(v), self(v)->cursor.at);
	struct buf question = {0}, detail = {0};
	char date[CLOCK_TEXT_MAX];
	assert(r); /* ui_bookings_no_series */
	int64_t day = clock_local_day(r->b.start);
	buf_fmt(&question, _("Cancel series S%" PRIu64 " from %s on?"), r->b.series, clock_format_date(day, date));
	buf_fmt(&detail, "%s\n%s", r->claims, r->b.purpose);
	ask_pair(app, &(struct pair){.a = r->b.series, .day = day}, buf_text(&question), buf_text(&detail), cancel_rest);
	buf_release(&question);
	buf_release(&detail);
	return REACT_HANDLED;
}

unsigned ui_bookings_swap(struct app *app, struct view *v)
{
	struct bookings_view *b = self(v);
	uint64_t id = current_id(v), first = b->swap;
	struct buf question = {0};
	const struct booking_row *row = row_at(b, b->cursor.at);
	assert(row); /* ui_bookings_not_standing */
	struct pair p = {.a = first, .a_seq = b->swap_seq, .b = id, .b_seq = row->b.seq};
	b->swap = first ? 0 : id;
	b->swap_seq = row->b.seq;
	if (!first) {
		app_say(app, _("Now the other booking, and w again; Esc leaves it"));
	} else if (first != id) {
		buf_fmt(&question, _("Exchange the resources of bookings %" PRIu64 " and %" PRIu64 "?"), first, id);
		ask_pair(app, &p, buf_text(&question), row->claims, do_swap);
	}
	buf_release(&question);
	return REACT_HANDLED;
}

/* ---- one booking ---- */

unsigned ui_booking_show(struct app *app, uint64_t id)
{
	char number[24];
	struct buf line = {0};
	snprintf(number, sizeof number, "%" PRIu64, id);
	buf_fmt(&line, "show %s", number);
	ui_run_command(app, buf_text(&line));
	buf_release(&line);
	return REACT_HANDLED;
}

unsigned ui_booking_change(struct app *app, uint64_t id)
{
	struct booking_rows rows;
	int err = query_bookings(app->store, &id, 1, &rows);
	if (err)
		app_fail(app, err, "");
	else if (rows.n == 1)
		app_push(app, ui_form_new(NULL, 0, 0, rows.v));
	arena_release(&rows.arena);
	return REACT_HANDLED;
}

struct cancel {
	uint64_t id;
	struct booking_rows rows; /* as it was seen, for undo */
};

static void free_cancel(void *arg)
{
	struct cancel *c = arg;
	arena_release(&c->rows.arena);
	free(c);
}

static unsigned do_cancel(struct app *app, void *arg)
{
	struct cancel *c = arg;
	const struct booking_row *row = c->rows.v;
	struct arena arena = {0};
	struct result result;
	struct request rq = {.op = OP_CANCEL, .u.booking = {.id = c->id, .seq = row->b.seq}};
	if (app_apply(app, &rq, &result, &arena)) {
		struct buf text = {0};
		struct request undo = {.op = OP_BOOK, .given = GIVEN_ALL, .flags = REQUEST_RECORD | REQUEST_NEW_ONLY};
		struct booking_ask *ask = &undo.u.booking;
		*ask = (struct booking_ask){.ref = row->b.ref, .start = row->b.start, .end = row->b.end, .party = row->b.party,
		                            .purpose = row->b.purpose, .note = row->b.note, .requester = row->b.requester,
		                            .institution = row->b.institution};
		int err = claims_parse(row->claims, &arena, &ask->claims, &ask->n_claims);
		buf_fmt(&text, _("the cancelling of booking %" PRIu64), c->id);
		app_set_undo(app, err ? NULL : &undo, buf_text(&text));
		app_say(app, _("Cancelled: booking %" PRIu64 "; u takes it back"), c->id);
		buf_release(&text);
	}
	arena_release(&arena);
	return REACT_HANDLED;
}

unsigned ui_booking_ask_cancel(struct app *app, uint64_t id)
{
	struct cancel *c = calloc(1, sizeof *c);
	struct buf question = {0}, detail = {0};
	int err = c ? query_bookings(app->store, &id, 1, &c->rows) : QUAD_ENOMEM;
	if (err || c->rows.n != 1) {
		app_fail(app, err ? err : QUAD_ENOTFOUND, "");
		if (c)
			free_cancel(c);
		return REACT_HANDLED;
	}
	const struct booking_row *r = c->rows.v;
	c->id = id;
	buf_fmt(&question, _("Cancel booking %" PRIu64 " of %s?"), id, r->claims);
	cmd_word_interval(r->b.start, r->b.end, &detail);
	buf_fmt(&detail, "\n%s\n", r->b.purpose);
	buf_fmt(&detail, _("asked for by %s, %u people"), *r->b.requester ? r->b.requester : "-", r->b.party);
	struct view *v = ui_confirm_new(buf_text(&question), buf_text(&detail), do_cancel, c, free_cancel);
	if (!v)
		free_cancel(c);
	app_push(app, v);
	buf_release(&question);
	buf_release(&detail);
	return REACT_HANDLED;
}
