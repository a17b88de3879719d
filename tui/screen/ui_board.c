/*
 * The board: one day, all resources, booked by pointing. The resources are held (a few megabytes at 5,000), filtered as
 * one types, and read again only when the store was changed; what is booked is read for the rows on the screen alone.
 * The cursor is a cell, a resource at a time; `v` marks a cell, and what lies between it and the cursor, over rows and
 * columns, is booked as one.
 */
#include "tui/screen/ui_board.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/board_view.h"
#include "tui/screen/may.h"
#include "tui/screen/requests_list.h"
#include "tui/screen/ui_ask_date.h"
#include "tui/screen/ui_booking.h"
#include "tui/screen/ui_booking_page.h"
#include "tui/screen/ui_bookings.h"
#include "tui/screen/ui_calendar.h"
#include "tui/screen/ui_detail.h"
#include "tui/screen/ui_find.h"
#include "tui/screen/ui_form.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_holder.h"
#include "tui/screen/ui_import.h"
#include "tui/screen/ui_now.h"
#include "tui/screen/ui_overview.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_report.h"
#include "tui/screen/ui_requests.h"
#include "tui/screen/ui_table.h"
#include "tui/screen/ui_text.h"
#include "tui/screen/ui_week.h"

/* Where the day begins and ends if no opening hours say so. */
enum { DAY_FROM_MIN = 8 * 60, DAY_TO_MIN = 22 * 60, EARLIEST_MIN = 6 * 60 };

static struct board_view *self(struct view *v)
{
	return board_self(v);
}

/* ---- the axis ---- */

/* Whose periods are shown: those of the campus of the row. */
static const char *find_campus(const struct board_view *b)
{
	const struct resource *r = board_current(b);
	const char *all = b->narrow.campus ? b->narrow.campus : "";
	return r ? r->campus : all;
}

/* Makes the axis of the mode and the day; the cursor stays at its time. */
static void make_axis(struct board_view *b)
{
	/* a mark holds its times, whatever rows it goes over */
	if (!b->marked)
		snprintf(b->axis_campus, sizeof b->axis_campus, "%s", find_campus(b));
	board_axis_make(&b->axis, b->mode, b->day, &b->hours, &b->calendar, b->axis_campus);
	b->cell = board_axis_find(&b->axis, b->at_min);
	b->marked = false;
	b->rows_stale = true;
}

/* Moves the cursor to a cell of the axis, if it has that. */
static void go_to_cell(struct board_view *b, size_t cell)
{
	if (cell >= b->axis.n)
		return;
	b->cell = cell;
	b->at_min = b->axis.cells[cell].start;
	b->day = clock_local_day(b->at_min);
}

/* Shows another day; the cursor keeps its time by the wall clock. */
static void go_to_day(struct board_view *b, int64_t day)
{
	b->at_min = clock_minute_at(day, clock_local_minute(b->at_min));
	b->day = day;
	make_axis(b);
}

/* The hours that the board is made for: from the first opening to the last closing of what there is. */
static void find_hours(struct board_view *b)
{
	const char *last = "";
	int from = DAY_MIN, to = 0;
	for (size_t i = 0; i < b->list.n; i++) {
		struct opening o;
		const char *text = b->list.v[i].opening, *bad;
		/* neighbours in the list mostly have the same hours */
		if (!*text || strcmp(text, last) == 0 || opening_parse(text, &o, &bad) != 0)
			continue;
		last = text;
		for (int d = 1; d <= BOARD_DAYS; d++)
			for (unsigned k = 0; k < o.n[d]; k++) {
				from = o.day[d][k].from < from ? o.day[d][k].from : from;
				to = o.day[d][k].to > to ? o.day[d][k].to : to;
			}
	}
	b->hours = (struct board_hours){from, to};
	if (from >= to)
		b->hours = (struct board_hours){DAY_FROM_MIN, DAY_TO_MIN};
	if (b->hours.from_min < EARLIEST_MIN)
		b->hours.from_min = EARLIEST_MIN;
	b->hours.from_min -= b->hours.from_min % 60;
}

/* Puts the cursor on now, or on the first opening hour of today where now is outside of the hours. */
static void go_to_now(struct board_view *b, int64_t now)
{
	int minute = clock_local_minute(now);
	b->at_min = now;
	b->day = clock_local_day(now);
	if (minute < b->hours.from_min || minute >= b->hours.to_min)
		b->at_min = clock_day_start(b->day) + b->hours.from_min;
}

/* ---- the rows ---- */

static int longest_code(const struct resource_list *list)
{
	int longest = 0;
	for (size_t i = 0; i < list->n; i++) {
		int cols = (int)text_width(list->v[i].code);
		longest = cols > longest ? cols : longest;
	}
	return longest;
}

/* Finds the rows that match; the cursor goes to the resource with the code `keep`, if it is one of them. */
static void match_rows(struct board_view *b, const char *keep)
{
	struct resource_filter f = {.text = ui_filter_text(&b->filter), .folded_text = buf_text(&b->filter.folded)};
	struct buf scratch = {0};
	size_t at = b->cursor.at;
	bool mark_stays = false;
	b->n_shown = 0;
	for (size_t i = 0; i < b->list.n; i++) {
		const struct resource *r = &b->list.v[i];
		if (!narrow_matches(&b->narrow, r) || !resource_matches(r, &f, &scratch))
			continue;
		if (keep && strcmp(r->code, keep) == 0)
			at = b->n_shown;
		if (b->marked && strcmp(r->code, b->mark_code) == 0) {
			b->mark_row = b->n_shown;
			mark_stays = true;
		}
		b->shown[b->n_shown++] = r;
	}
	b->marked = mark_stays;
	b->cursor.n = b->n_shown;
	b->cursor.at = at;
	if (at >= b->n_shown)
		b->cursor.at = b->n_shown ? b->n_shown - 1 : 0;
	b->rows_stale = true;
	buf_release(&scratch);
}

/* Matches the rows again after a filter changed; the cursor stays on its resource, or goes to the first. */
static unsigned match_again(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	char keep[CODE_MAX_BYTES + 1] = "";
	(void)app;
	if (board_current(b))
		snprintf(keep, sizeof keep, "%s", board_current(b)->code);
	b->cursor.at = 0;
	match_rows(b, keep);
	if (b->mode == BOARD_PERIODS)
		make_axis(b);
	return REACT_HANDLED;
}

/* Leaves those of the resources that were found; both lists are in order of code. */
static void keep_found(struct resource_list *list, const struct found_list *found)
{
	size_t n = 0, j = 0;
	for (size_t i = 0; i < list->n; i++) {
		while (j < found->n && strcmp(found->v[j].resource->code, list->v[i].code) < 0)
			j++;
		if (j < found->n && found->v[j].resource->no == list->v[i].no)
			list->v[n++] = list->v[i];
	}
	list->n = n;
}

/* All resources, or those that are free for the whole of a time. */
static int read_resources(const struct board_view *b, struct app *app, struct resource_list *out)
{
	struct resource_filter all = {0};
	if (!b->free_only)
		return query_resources(app->store, &all, out);
	struct find_ask ask = {.start = b->free_start, .end = b->free_end, .now = app->now(), .free = true};
	struct found_list found;
	*out = (struct resource_list){0};
	int err = query_find(app->store, &ask, &found);
	if (err)
		return err;
	/* what was found belongs to the answer: the view needs resources of its own */
	err = query_resources(app->store, &all, out);
	if (!err)
		keep_found(out, &found);
	found_list_release(&found);
	return err;
}

/* The entry of the last change that was made at this screen, 0: none. */
static uint64_t find_own_change(const struct app *app)
{
	const struct undo_step *step = undo_last(&app->undo, false);
	return step ? step->entry : 0;
}

/* Finds the cell of the mark in the axis that was made anew; one that is not there any more is no mark. */
static void find_mark(struct board_view *b)
{
	b->mark_cell = board_axis_find(&b->axis, b->mark_min);
	b->marked = b->axis.n && b->axis.cells[b->mark_cell].start == b->mark_min;
}

/* Requests that lapse meanwhile are counted until the next change of the store. */
static int count_waiting(struct board_view *b, struct app *app)
{
	if (b->waiting_token && b->waiting_token == app->token)
		return 0;
	int err = requests_count_mine(app, &b->n_waiting);
	if (!err)
		b->waiting_token = app->token;
	return err;
}

static int load_board(struct view *v, struct app *app)
{
	struct board_view *b = self(v);
	struct resource_list list = {0};
	struct calendar calendar = {0};
	struct arena arena = {0};
	char keep[CODE_MAX_BYTES + 1] = "";
	int err = read_resources(b, app, &list);
	if (!err)
		err = query_calendar(app->store, &arena, &calendar);
	if (!err)
		err = count_waiting(b, app);
	const struct resource **shown = err ? NULL : calloc(list.n + 1, sizeof *shown);
	if (!err && !shown)
		err = QUAD_ENOMEM;
	if (err) {
		arena_release(&list.arena);
		arena_release(&arena);
		return err;
	}
	if (b->store_no != app->store_no)
		board_carry_drop(&b->carry);
	b->store_no = app->store_no;
	if (board_current(b))
		snprintf(keep, sizeof keep, "%s", board_current(b)->code);
	else
		snprintf(keep, sizeof keep, "%s", b->mark_code);
	arena_release(&b->list.arena);
	arena_release(&b->arena);
	free(b->shown);
	b->list = list;
	b->calendar = calendar;
	b->arena = arena;
	b->shown = shown;
	find_hours(b);
	b->code_cols = longest_code(&b->list);
	if (!b->at_min)
		go_to_now(b, app->now());
	match_rows(b, keep);
	/* what was marked to be booked has been, once the person has changed something */
	bool marked = b->marked && find_own_change(app) == b->mark_entry;
	make_axis(b);
	if (marked)
		find_mark(b);
	return 0;
}

/* Reads all about the booking under the cursor, if there is a pane for it and it was not read. */
static int read_facts(struct board_view *b, struct app *app, bool stale)
{
	const struct slot *s = ui_detail_cols(term_cols()) ? board_slot(b) : NULL;
	uint64_t id = s ? s->booking : 0;
	if (id == b->facts_of && !stale)
		return 0;
	arena_release(&b->facts.arena);
	b->facts = (struct booking_facts){0};
	b->facts_of = 0;
	if (!id)
		return 0;
	int err = booking_facts_read(app->store, id, FACTS_HEAD | FACTS_HOLDER | FACTS_HISTORY, &b->facts);
	if (!err)
		b->facts_of = id;
	/* one that has gone since is not there any more: the rows are about to be read again */
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* Lays the columns out, and reads the rows on the screen if they are others than before. */
static int read_window(struct view *v, struct app *app, int top, int bottom)
{
	struct board_view *b = self(v);
	size_t height = board_list_height(b, top, bottom), first = b->axis.first;
	int cols = b->axis.cols;
	list_cursor_fix(&b->cursor, height, ui_detail_cols(term_cols()) > 0);
	bool other_periods = b->mode == BOARD_PERIODS && strcmp(b->axis_campus, find_campus(b)) != 0;
	if (other_periods && !b->marked)
		make_axis(b);
	board_axis_lay_out(&b->axis, board_strip_room(b, term_cols()), &b->hours, b->cell);
	size_t n = b->n_shown - b->cursor.top < height ? b->n_shown - b->cursor.top : height;
	if (n > BOARD_ROWS_MAX)
		n = BOARD_ROWS_MAX;
	bool same_axis = b->axis.first == first && b->axis.cols == cols;
	bool same_rows = b->rows.top == b->cursor.top && b->rows.n >= n;
	bool stale = !same_axis || !same_rows || b->rows_stale;
	b->rows_stale = false;
	int err = stale ? board_rows_read(&b->rows, app, b->shown, b->cursor.top, n, &b->axis) : 0;
	return err ? err : read_facts(b, app, stale);
}

/* ---- events ---- */

/* One cell to the left or right; over the edge to the day before or after. */
static void step_cell(struct board_view *b, int step)
{
	bool leaves = step < 0 ? b->cell == 0 : b->cell + 1 >= b->axis.n;
	if (!leaves) {
		go_to_cell(b, step < 0 ? b->cell - 1 : b->cell + 1);
		return;
	}
	if (b->marked || b->axis.n == 0)
		return;
	go_to_day(b, b->day + step);
	go_to_cell(b, step < 0 ? b->axis.n - 1 : 0);
}

/* Puts the cursor where the mouse was pressed: a row, and a cell if it was on the strip. */
static bool point(struct board_view *b, const struct event *ev)
{
	struct board_layout l = board_lay_out(b, term_cols());
	size_t row = b->cursor.top + (size_t)(ev->row - 2);
	size_t height = board_list_height(b, 1, term_rows() - 2);
	if (ev->row < 2 || ev->row - 2 >= (int)height || row >= b->n_shown || ev->col >= l.list_cols)
		return false;
	b->cursor.at = row;
	for (size_t i = b->axis.first; i < b->axis.first + b->axis.shown; i++) {
		int col = l.strip_col + b->axis.cells[i].col;
		if (ev->col >= col && ev->col < col + b->axis.cells[i].cols)
			go_to_cell(b, i);
	}
	return true;
}

static void set_mark(struct board_view *b, const struct app *app)
{
	b->marked = true;
	b->mark_row = b->cursor.at;
	b->mark_cell = b->cell;
	b->mark_min = board_cell(b)->start;
	b->mark_entry = find_own_change(app);
	snprintf(b->mark_code, sizeof b->mark_code, "%s", board_current(b)->code);
}

/* Drops the mark, and leaves a booking that was picked up where it is; false if there is neither. */
static bool leave_off(struct board_view *b, struct app *app)
{
	if (!b->marked && !b->carry.id)
		return false;
	if (b->carry.id)
		app_say(app, _("Nothing was moved"));
	b->marked = false;
	board_carry_drop(&b->carry);
	return true;
}

static unsigned open_cell(struct app *app, struct view *v);
static const char *why_no_mark(struct app *app, struct view *v);

static unsigned handle_mouse(struct board_view *b, struct app *app, const struct event *ev)
{
	if (ev->mouse == MOUSE_DRAG && !b->marked && !why_no_mark(app, &b->view))
		set_mark(b, app);
	if (ev->mouse == MOUSE_PRESS)
		b->marked = false;
	if (!point(b, ev))
		return REACT_NONE;
	return ev->mouse == MOUSE_DOUBLE ? open_cell(app, &b->view) : REACT_HANDLED;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct board_view *b = self(v);
	size_t height = board_list_height(b, 1, term_rows() - 2);
	enum ui_filter_answer answer = ui_filter_event(&b->filter, v, app, ev, &b->cursor, height);
	if (answer == UI_FILTER_CHANGED)
		match_rows(b, NULL);
	if (answer != UI_FILTER_LEFT)
		return REACT_HANDLED;
	bool is_wheel = ev->type == EVENT_MOUSE && (ev->mouse == MOUSE_WHEEL_UP || ev->mouse == MOUSE_WHEEL_DOWN);
	if (ev->type == EVENT_MOUSE && !is_wheel)
		return handle_mouse(b, app, ev);
	switch (ev->type == EVENT_KEY ? ev->key : 0) {
	case KEY_CODE_LEFT:
	case 'h': step_cell(b, -1); return REACT_HANDLED;
	case KEY_CODE_RIGHT:
	case 'l': step_cell(b, 1); return REACT_HANDLED;
	case 'g': return REACT_NONE; /* a date: an action */
	case KEY_ESC_CODE: return leave_off(b, app) ? REACT_HANDLED : REACT_NONE;
	default: return list_cursor_event(&b->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
	}
}

static void free_board(struct view *v)
{
	struct board_view *b = self(v);
	arena_release(&b->list.arena);
	arena_release(&b->arena);
	free(b->shown);
	narrow_clear(&b->narrow);
	ui_filter_release(&b->filter);
	board_rows_release(&b->rows);
	arena_release(&b->facts.arena);
	board_carry_drop(&b->carry);
	free(b);
}

/* ---- booking ---- */

static const char *why_no_resource(struct app *app, struct view *v)
{
	(void)app;
	return board_current(self(v)) ? NULL : N_("no resource is shown");
}

static const char *why_no_cell(struct app *app, struct view *v)
{
	if (!board_current(self(v)))
		return why_no_resource(app, v);
	return board_cell(self(v)) ? NULL : N_("there are no teaching periods on that day; m shows hours");
}

/* The form for what is marked, or for the cell under the cursor. */
static unsigned open_form(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	struct board_choice choice;
	struct buf claims = {0};
	if (!board_choice(b, &choice))
		return REACT_HANDLED;
	for (size_t i = choice.first_row; i <= choice.last_row; i++)
		buf_fmt(&claims, "%s%s", claims.len ? ";" : "", b->shown[i]->code);
	/* the mark stays until something is booked: the form may be left */
	app_push(app, ui_form_of(buf_text(&claims), choice.start, choice.end, app->now()));
	buf_release(&claims);
	return REACT_HANDLED;
}

static unsigned open_day(struct board_view *b)
{
	b->mode = BOARD_HOURS;
	b->at_min = board_cell(b)->from;
	make_axis(b);
	return REACT_HANDLED;
}

/* Books what is free or marked, and shows what is taken. */
static unsigned open_cell(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	const struct slot *s = board_slot(b);
	if (b->axis.mode == BOARD_WEEK)
		return open_day(b);
	if (b->carry.id) {
		board_carry_put(&b->carry, app, board_current(b)->code, board_cell(b)->start);
		return REACT_HANDLED;
	}
	if (b->marked || !s || !s->booking)
		return open_form(app, v);
	if (board_current(b)->mode == MODE_SHARED) {
		/* several may lie here: their list */
		app_push(app, ui_bookings_new(board_current(b)->code, board_cell(b)->start));
		return REACT_HANDLED;
	}
	return ui_booking_show(app, s->booking);
}

static const char *why_no_mark(struct app *app, struct view *v)
{
	if (self(v)->axis.mode == BOARD_WEEK)
		return N_("open a day first: Enter");
	return why_no_cell(app, v);
}

static unsigned toggle_mark(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	(void)app;
	if (b->marked)
		b->marked = false;
	else
		set_mark(b, app);
	return REACT_HANDLED;
}

static const char *why_no_booking(struct app *app, struct view *v)
{
	const struct slot *s = board_slot(self(v));
	(void)app;
	if (!s || !s->booking)
		return N_("no booking is under the cursor");
	return board_is_shared_there(self(v)) ? N_("several bookings are there; Enter lists them") : NULL;
}

static const char *why_no_change(struct app *app, struct view *v)
{
	const struct slot *s = board_slot(self(v));
	const char *why = why_no_booking(app, v);
	return why ? why : may_not_change_shown(app, s->may_change, s->requester);
}

static const char *why_no_carry(struct app *app, struct view *v)
{
	return self(v)->carry.id ? why_no_cell(app, v) : why_no_change(app, v);
}

/* Picks the booking under the cursor up, or puts the one down that was picked up. */
static unsigned carry_booking(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	if (b->carry.id)
		return open_cell(app, v);
	board_carry_pick(&b->carry, app, board_slot(b), board_current(b)->code, board_cell(b)->start);
	return REACT_HANDLED;
}

static unsigned change_booking(struct app *app, struct view *v)
{
	return ui_booking_change(app, board_slot(self(v))->booking);
}

static unsigned cancel_booking(struct app *app, struct view *v)
{
	return ui_booking_ask_cancel(app, board_slot(self(v))->booking);
}

static unsigned show_holder(struct app *app, struct view *v)
{
	return ui_holder_show(app, board_slot(self(v))->booking);
}

/* ---- other days and times ---- */

static unsigned show_next_day(struct app *app, struct view *v)
{
	(void)app;
	go_to_day(self(v), self(v)->day + 1);
	return REACT_HANDLED;
}

static unsigned show_day_before(struct app *app, struct view *v)
{
	(void)app;
	go_to_day(self(v), self(v)->day - 1);
	return REACT_HANDLED;
}

static unsigned show_next_week(struct app *app, struct view *v)
{
	(void)app;
	go_to_day(self(v), self(v)->day + BOARD_DAYS);
	return REACT_HANDLED;
}

static unsigned show_week_before(struct app *app, struct view *v)
{
	(void)app;
	go_to_day(self(v), self(v)->day - BOARD_DAYS);
	return REACT_HANDLED;
}

static unsigned show_now(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	go_to_now(b, app->now());
	make_axis(b);
	return REACT_HANDLED;
}

static unsigned take_date(struct app *app, struct view *v, int64_t day)
{
	(void)app;
	go_to_day(self(v), day);
	return REACT_HANDLED;
}

static unsigned ask_date(struct app *app, struct view *v)
{
	return ui_ask_date(app, v, take_date);
}

/* Hours, half hours, quarters, periods, days of the week. */
static unsigned choose_next_mode(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	(void)app;
	b->mode = (enum board_mode)((b->mode + 1) % BOARD_MODES);
	make_axis(b);
	if (b->axis.n == 0) /* no periods are known */
		return choose_next_mode(app, v);
	return REACT_HANDLED;
}

/* ---- what is shown ---- */

static struct narrow_asker asker_of(struct board_view *b)
{
	return (struct narrow_asker){&b->narrow, &b->list, match_again, &b->view};
}

static unsigned choose_campus(struct app *app, struct view *v)
{
	struct narrow_asker asker = asker_of(self(v));
	return narrow_ask_value(app, &asker, NARROW_CAMPUS);
}

static unsigned choose_what(struct app *app, struct view *v)
{
	struct narrow_asker asker = asker_of(self(v));
	return narrow_ask(app, &asker);
}

static unsigned choose_next_kind(struct app *app, struct view *v)
{
	narrow_next_kind(&self(v)->narrow);
	return match_again(app, v);
}

static unsigned clear_filters(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	bool reload = b->free_only;
	ui_filter_clear(&b->filter, v);
	narrow_clear(&b->narrow);
	b->free_only = false;
	match_again(app, v);
	return reload ? REACT_RELOAD : REACT_HANDLED;
}

/* Only what is free for the whole of the marked time, or of the cell under the cursor. */
static unsigned toggle_free_only(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	struct board_choice choice;
	(void)app;
	if (!b->free_only && !board_choice(b, &choice))
		return REACT_HANDLED;
	if (!b->free_only) {
		b->free_start = choice.start;
		b->free_end = choice.end;
	}
	b->free_only = !b->free_only;
	return REACT_RELOAD;
}

/* ---- other views ---- */

static unsigned open_week(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	app_push(app, ui_week_new_at(board_current(b)->code, b->at_min));
	return REACT_HANDLED;
}

static unsigned open_bookings(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	app_push(app, ui_bookings_new(board_current(b)->code, clock_day_start(b->day)));
	return REACT_HANDLED;
}

/* Esc and q lead back where another view is below, else q leaves the program. */
static unsigned go_back(struct app *app, struct view *v)
{
	(void)app;
	return v->below ? REACT_CLOSE : REACT_QUIT;
}

static unsigned drop_or_back(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	bool is_filtered = narrow_is_set(&b->narrow) || ui_filter_is_set(&b->filter) || b->free_only;
	if (is_filtered || !v->below)
		return clear_filters(app, v);
	return REACT_CLOSE;
}

/* The month of what is shown. */
static unsigned open_overview(struct app *app, struct view *v)
{
	struct board_view *b = self(v);
	app_push(app, ui_overview_new(NULL, b->narrow.campus, b->narrow.kind, b->day));
	return REACT_HANDLED;
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{"quit", {'q', KEY_CODE_F10, KEY_CTRL('c')}, "q F10", N_("quit"),
	 N_("leave Quad, or go back to the view before"), NULL, go_back, NULL},
	{"open", {KEY_ENTER_CODE}, "Enter", N_("book/show"),
	 N_("book what is free or marked, show what is taken"), why_no_cell, open_cell, NULL},
	{.common = &ui_go_finder},
	{"mark", {'v', KEY_CODE_INSERT}, "v Ins", N_("mark"),
	 N_("mark from here: then move over hours and rows, Enter books all of it"), why_no_mark, toggle_mark, NULL},
	{"next-day", {']', KEY_CTRL('n')}, "] Ctrl-N", N_("day"),
	 N_("the next day"), NULL, show_next_day, NULL},
	{"day-before", {'[', KEY_CTRL('p')}, "[ Ctrl-P", NULL,
	 N_("the day before"), NULL, show_day_before, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of code, name, place, tags, equipment"), NULL, ui_filter_open, NULL},
	{"kind", {'y', KEY_CODE_F7}, "y F7", N_("kind"),
	 N_("the next kind: labs, bases, rooms..., all"), NULL, choose_next_kind, NULL},
	{"go", {'g', KEY_CTRL('g')}, "g Ctrl-G", N_("date"),
	 N_("go to a date, in any form"), NULL, ask_date, NULL},
	{"next-week", {'}', KEY_CTRL('d')}, "} Ctrl-D", N_("week on"),
	 N_("a week on"), NULL, show_next_week, NULL},
	{"week-before", {'{', KEY_CTRL('x')}, "{ Ctrl-X", NULL,
	 N_("a week back"), NULL, show_week_before, NULL},
	{"today", {'t', KEY_CTRL('t')}, "t Ctrl-T", N_("now"),
	 N_("today, now"), NULL, show_now, NULL},
	{"mode", {'m', KEY_TAB_CODE}, "m Tab", N_("hours/week"),
	 N_("hours, half hours, quarters, teaching periods, the days of the week"), NULL, choose_next_mode, NULL},
	{"campus", {'c', KEY_CODE_F9}, "c F9", N_("campus"),
	 N_("one campus, or all"), NULL, choose_campus, NULL},
	{"only", {'s', KEY_CTRL('k')}, "s Ctrl-K", N_("only"),
	 N_("show only a kind, a campus, an institution, a specialty, enough seats"), NULL, choose_what, NULL},
	{"free", {'F', KEY_CODE_F11}, "F F11", N_("free then"),
	 N_("only what is free at the cursor's time, or the marked one"), NULL, toggle_free_only, NULL},
	{"clear", {KEY_ESC_CODE, 'a'}, "Esc a", NULL,
	 N_("drop the filters: all resources"), NULL, drop_or_back, NULL},
	{"week", {'w', KEY_CTRL('w')}, "w Ctrl-W", N_("its week"),
	 N_("open the week of the resource"), why_no_resource, open_week, NULL},
	{"book", {'b', KEY_CODE_F4}, "b F4", NULL,
	 N_("book the cell, or what is marked"), why_no_mark, open_form, NULL},
	{"change", {'e', KEY_CODE_F6}, "e F6", NULL,
	 N_("change the booking under the cursor"), why_no_change, change_booking, NULL},
	{"carry", {'p', KEY_CTRL('^')}, "p Ctrl-^", NULL,
	 N_("pick a booking up, then put it down at another time or in another row"), why_no_carry, carry_booking,
	 NULL},
	{"cancel", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", NULL,
	 N_("cancel the booking under the cursor"), why_no_change, cancel_booking, NULL},
	{"holder", {'i', KEY_CTRL('_')}, "i Ctrl-_", N_("who"),
	 N_("who holds the booking under the cursor, and how to reach them"), why_no_booking, show_holder, NULL},
	{"bookings", {'o', KEY_CODE_F5}, "o F5", NULL,
	 N_("the bookings of the resource"), why_no_resource, open_bookings, NULL},
	{"overview", {'H', KEY_CODE_BACKSPACE}, "H Backspace", NULL,
	 N_("how much is booked on the days of the month, or of the term"), NULL, open_overview, NULL},
	{.common = &ui_now_open},
	{.common = &ui_requests_open},
	{.common = &ui_calendar_open},
	{.common = &ui_bookings_mine},
	{.common = &ui_bookings_all},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{.common = &ui_table_lists},
	{.common = &ui_import_list},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_board,
	.window = read_window,
	.title = board_write_title,
	.draw = board_draw,
	.event = handle_event,
	.free = free_board,
};

struct view *ui_board_new(void)
{
	struct board_view *b = calloc(1, sizeof *b);
	if (!b)
		return NULL;
	b->view.ops = &ops;
	ui_go_set(&(struct ui_go){
		.day = ui_board_of_day,
		.week = ui_week_new_of,
		.find = ui_find_run,
		.report = ui_report_run,
		.import = ui_import_open,
	});
	return &b->view;
}

struct view *ui_board_of_day(int64_t day, const char *code)
{
	struct view *v = ui_board_new();
	if (!v)
		return NULL;
	struct board_view *b = self(v);
	b->day = day;
	b->at_min = clock_day_start(day) + DAY_FROM_MIN;
	snprintf(b->mark_code, sizeof b->mark_code, "%s", code ? code : "");
	return v;
}
