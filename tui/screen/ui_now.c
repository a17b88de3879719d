/*
 * Who is where now: a row for each booking that runs or starts within the hour, with its place, what it is, its
 * teachers and classes, and till when. The bookings are found once a minute, as time goes, and when the store changes;
 * a second in which the minute stays the same changes nothing on the screen.
 */
#include "tui/screen/ui_now.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_attend.h"
#include "tui/screen/ui_booking.h"
#include "tui/screen/ui_booking_page.h"
#include "tui/screen/ui_claims.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_holder.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_subject.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_calendar.h"
#include "tui/words/words_time.h"

enum { SOON_MIN = 60, TIME_COLS = 12 };

/* A booking, in words. */
struct now_row {
	uint64_t id;
	int64_t start, end;
	bool mine;
	const char *campus, *place, *what, *who; /* in the arena; the place is codes, as in claims */
};

struct now_view {
	struct view view;
	int64_t read_min; /* the minute in which the rows were found */
	struct now_row *v; /* what runs, then what starts; each by campus and place */
	size_t n, n_running;
	size_t *shown; /* indices of those that match */
	struct calendar calendar; /* for the title */
	struct arena arena;
	struct subject subject; /* a campus, or all */
	struct ui_filter filter;
	struct list_cursor cursor;
};

static struct now_view *self(struct view *v)
{
	return (struct now_view *)v;
}

static const struct now_row *current_row(const struct now_view *w)
{
	return w->cursor.at < w->cursor.n ? &w->v[w->shown[w->cursor.at]] : NULL;
}

/* ---- reading ---- */

/* What is being read: the rows so far, and the resources that they name. */
struct reading {
	struct app *app;
	struct claims claims;
	struct arena arena;
	struct now_row *v;
	size_t n, cap;
};

/* The campus of the first place of the claims, else that of the first resource. */
static const char *find_campus(struct reading *r, const char *claims)
{
	char code[CLAIMS_CODE_MAX];
	const char *first = "";
	while (claims_next(&claims, code)) {
		const struct resource *x = claims_resource(&r->claims, r->app->store, code);
		if (x && kind_is_place(x->kind))
			return x->campus;
		if (x && !*first)
			first = x->campus;
	}
	return first;
}

static int add_row(struct reading *r, const struct booking_row *b)
{
	struct buf place = {0}, who = {0};
	struct store *s = r->app->store;
	struct now_row *v = arena_grow(&r->arena, r->v, r->n, &r->cap, sizeof *v);
	unsigned other = 1u << KIND_EQUIPMENT;
	claims_word(&r->claims, s, b->claims, CLAIMS_PLACES, &place);
	if (!place.len)
		claims_word(&r->claims, s, b->claims, other, &place);
	claims_word(&r->claims, s, b->claims, CLAIMS_PEOPLE, &who);
	if (!who.len)
		buf_str(&who, b->b.requester);
	struct now_row row = {
		.id = b->b.id, .start = b->b.start, .end = b->b.end, .mine = claims_are_of(b, r->app->actor)};
	row.campus = arena_str(&r->arena, find_campus(r, b->claims));
	row.place = arena_str(&r->arena, buf_text(&place));
	const char *what = *b->b.purpose ? b->b.purpose : b->b.requester;
	row.what = arena_str(&r->arena, b->hidden ? b->b.institution : what);
	row.who = arena_str(&r->arena, buf_text(&who));
	buf_release(&place);
	buf_release(&who);
	if (!v || !row.campus || !row.place || !row.what || !row.who)
		return QUAD_ENOMEM;
	r->v = v;
	v[r->n++] = row;
	return 0;
}

static int read_rows(struct reading *r, int64_t now)
{
	struct booking_filter f = {.from = now, .to = now + SOON_MIN};
	struct booking_ids ids;
	struct booking_rows rows = {0};
	int err = query_booking_ids(r->app->store, &f, &ids);
	if (err)
		return err;
	err = query_bookings(r->app->store, ids.v, ids.n, &rows);
	for (size_t i = 0; !err && i < rows.n; i++)
		err = add_row(r, &rows.v[i]);
	arena_release(&rows.arena);
	arena_release(&ids.arena);
	return err;
}

static int row_order(const void *a, const void *b)
{
	const struct now_row *x = a, *y = b;
	int campus = strcmp(x->campus, y->campus), place = strcmp(x->place, y->place);
	if (campus)
		return campus;
	if (place)
		return place;
	return (x->id > y->id) - (x->id < y->id);
}

/* Sorts what runs to the front, and each part by campus and place. */
static void sort_rows(struct now_view *w)
{
	size_t n = 0;
	for (size_t i = 0; i < w->n; i++) {
		struct now_row row = w->v[i];
		if (row.start > w->read_min)
			continue;
		w->v[i] = w->v[n];
		w->v[n++] = row;
	}
	w->n_running = n;
	if (n)
		qsort(w->v, n, sizeof *w->v, row_order);
	if (w->n > n)
		qsort(w->v + n, w->n - n, sizeof *w->v, row_order);
}

static bool row_matches(const struct now_view *w, const struct now_row *r)
{
	struct buf text = {0};
	if (w->subject.narrow.campus && strcmp(r->campus, w->subject.narrow.campus) != 0)
		return false;
	buf_fmt(&text, "%s %s %s %s", r->campus, r->place, r->what, r->who);
	bool matches = ui_filter_matches(&w->filter, buf_text(&text));
	buf_release(&text);
	return matches;
}

/* Finds the rows that match; the cursor stays on the booking with the id `keep`, if it is one of them. */
static void match_rows(struct now_view *w, uint64_t keep)
{
	w->cursor.n = 0;
	for (size_t i = 0; i < w->n; i++) {
		if (!row_matches(w, &w->v[i]))
			continue;
		if (w->v[i].id == keep)
			w->cursor.at = w->cursor.n;
		w->shown[w->cursor.n++] = i;
	}
}

static int load_now(struct view *v, struct app *app)
{
	struct now_view *w = self(v);
	struct reading r = {.app = app};
	struct calendar calendar;
	const struct now_row *current = current_row(w);
	uint64_t keep = current ? current->id : 0;
	int64_t now = app->now();
	int err = read_rows(&r, now);
	if (!err)
		err = query_calendar(app->store, &r.arena, &calendar);
	size_t *shown = err ? NULL : arena_alloc(&r.arena, (r.n + 1) * sizeof *shown);
	claims_release(&r.claims);
	if (!err && !shown)
		err = QUAD_ENOMEM;
	if (err) {
		arena_release(&r.arena);
		return err;
	}
	arena_release(&w->arena);
	w->arena = r.arena;
	w->v = r.v;
	w->n = r.n;
	w->calendar = calendar;
	w->shown = shown;
	w->read_min = now;
	sort_rows(w);
	match_rows(w, keep);
	return 0;
}

/* Finds the bookings anew when the minute is another. */
static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	struct now_view *w = self(v);
	int err = w->read_min == app->now() ? 0 : load_now(v, app);
	list_cursor_fix(&w->cursor, (size_t)(bottom - top - 1 - ui_filter_rows(v)), term_cols() >= 120);
	return err;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct now_view *w = self(v);
	struct buf week = {0};
	(void)app;
	buf_fmt(out, "%s", _("Now"));
	narrow_word(&w->subject.narrow, out);
	buf_str(out, "  ");
	words_date(clock_local_day(w->read_min), out);
	words_term_week(&w->calendar, clock_local_day(w->read_min), &week);
	buf_fmt(out, "%s%s  ", week.len ? "  " : "", buf_text(&week));
	buf_fmt(out, _("%zu running, %zu soon"), w->n_running, w->n - w->n_running);
	if (ui_filter_is_set(&w->filter))
		buf_fmt(out, "  /%s", ui_filter_text(&w->filter));
	buf_fmt(out, "  %zu/%zu", w->cursor.n ? w->cursor.at + 1 : 0, w->cursor.n);
	buf_release(&week);
}

/* The widths of the columns after the time. */
struct now_layout {
	int campus, place, what, who;
};

static struct now_layout lay_out_columns(int cols)
{
	struct now_layout l = {.campus = cols >= 100 ? 10 : 6, .place = cols >= 100 ? 20 : 14};
	int rest = cols - 1 - TIME_COLS - 1 - l.campus - 1 - l.place - 1;
	l.what = rest / 2;
	l.who = rest - l.what - 1;
	return l;
}

static void draw_columns(int row, const struct now_layout *l, enum term_role role, const char *const text[4])
{
	const int cols[] = {l->campus, l->place, l->what, l->who};
	int col = 1 + TIME_COLS + 1;
	for (size_t i = 0; i < sizeof cols / sizeof *cols; i++) {
		term_text(row, col, cols[i], role, text[i]);
		col += cols[i] + 1;
	}
}

/* `till 10:00`, of what has begun, with the date if it is another; else `from 10:30`. */
static void word_time(const struct now_view *w, const struct now_row *r, struct buf *out)
{
	bool runs = r->start <= w->read_min;
	int64_t at = runs ? r->end : r->start;
	char text[CLOCK_TEXT_MAX];
	bool other_day = clock_local_day(at) != clock_local_day(w->read_min);
	clock_format(at, text);
	buf_fmt(out, "%s%s ", runs ? "|" : " ", runs ? _("till") : _("from"));
	if (other_day)
		buf_fmt(out, "%.5s", text + 5);
	else
		buf_fmt(out, "%.5s", text + 11);
}

static void draw_row(const struct now_view *w, const struct now_row *r, int row, const struct now_layout *l,
                     bool selected)
{
	struct buf time = {0};
	enum term_role role = selected ? ROLE_SELECTED : ROLE_TEXT, time_role = role;
	word_time(w, r, &time);
	if (!selected && r->start <= w->read_min)
		time_role = ROLE_NOW;
	if (!selected && r->mine)
		role = ROLE_MINE;
	term_text(row, 0, term_cols(), selected ? role : ROLE_TEXT, selected ? ">" : r->mine ? "*" : " ");
	term_text(row, 1, TIME_COLS, time_role, buf_text(&time));
	draw_columns(row, l, role, (const char *const[]){r->campus, r->place, r->what, r->who});
	buf_release(&time);
}

static void draw_now(struct view *v, struct app *app, int top, int bottom)
{
	struct now_view *w = self(v);
	struct now_layout l = lay_out_columns(term_cols());
	(void)app;
	w->cursor.first_row = top + 1;
	term_text(top, 0, term_cols(), ROLE_HEADER, "");
	term_text(top, 1, TIME_COLS, ROLE_HEADER, _("Time"));
	draw_columns(top, &l, ROLE_HEADER, (const char *const[]){_("Campus"), _("Place"), _("Purpose"), _("Who")});
	for (size_t i = 0; i < w->cursor.height && w->cursor.top + i < w->cursor.n; i++) {
		size_t at = w->cursor.top + i;
		draw_row(w, &w->v[w->shown[at]], top + 1 + (int)i, &l, at == w->cursor.at);
	}
	if (!w->cursor.n)
		term_text(top + 2, 2, term_cols() - 2, ROLE_TEXT,
		          w->n ? _("Nothing matches") : _("Nothing runs now or starts within the hour"));
	else
		term_cursor(top + 1 + (int)(w->cursor.at - w->cursor.top), 0);
	ui_filter_draw(&w->filter, v, bottom - 1);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct now_view *w = self(v);
	size_t height = (size_t)term_rows() - 4;
	switch (ui_filter_event(&w->filter, v, app, ev, &w->cursor, height)) {
	case UI_FILTER_CHANGED: match_rows(w, 0); return REACT_HANDLED;
	case UI_FILTER_TAKEN: return REACT_HANDLED;
	case UI_FILTER_LEFT: break;
	}
	return list_cursor_event(&w->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_now(struct view *v)
{
	struct now_view *w = self(v);
	arena_release(&w->arena);
	subject_release(&w->subject);
	ui_filter_release(&w->filter);
	free(w);
}

/* ---- actions ---- */

static const char *why_no_row(struct app *app, struct view *v)
{
	(void)app;
	return current_row(self(v)) ? NULL : N_("no booking is shown");
}

static unsigned show_booking(struct app *app, struct view *v)
{
	return ui_booking_show(app, current_row(self(v))->id);
}

static unsigned attend(struct app *app, struct view *v)
{
	return ui_attend_ask(app, current_row(self(v))->id);
}

static unsigned change_booking(struct app *app, struct view *v)
{
	return ui_booking_change(app, current_row(self(v))->id);
}

static unsigned ask_cancel(struct app *app, struct view *v)
{
	return ui_booking_ask_cancel(app, current_row(self(v))->id);
}

static unsigned show_holder(struct app *app, struct view *v)
{
	return ui_holder_show(app, current_row(self(v))->id);
}

static unsigned match_again(struct app *app, struct view *v)
{
	(void)app;
	self(v)->cursor.at = 0;
	match_rows(self(v), 0);
	return REACT_HANDLED;
}

static unsigned choose_campus(struct app *app, struct view *v)
{
	return subject_choose_campus(&self(v)->subject, app, v, match_again);
}

static unsigned open_day(struct app *app, struct view *v)
{
	return ui_go_day(app, clock_local_day(self(v)->read_min), NULL);
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"show", {KEY_ENTER_CODE}, "Enter", N_("show"),
	 NULL, why_no_row, show_booking, NULL},
	{"holder", {'i', KEY_CTRL('_')}, "i Ctrl-_", N_("who"),
	 N_("who holds the booking, and how to reach them"), why_no_row, show_holder, NULL},
	{"move", {'e', KEY_CODE_F6}, "e F6", N_("change"),
	 N_("change the booking"), why_no_row, change_booking, NULL},
	{"cancel", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("cancel"),
	 N_("cancel the booking, after a question"), why_no_row, ask_cancel, NULL},
	{"attend", UI_ATTEND_KEYS, NULL,
	 N_("who came; give the rest back, say how it was, hand it on"), why_no_row, attend, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of place, purpose, teachers, classes"), NULL, ui_filter_open, NULL},
	{"campus", {'c', KEY_CODE_F9}, "c F9", N_("campus"),
	 N_("one campus, or all"), NULL, choose_campus, NULL},
	{"day", {'d', KEY_CTRL('k')}, "d Ctrl-K", NULL,
	 N_("the board of the day"), NULL, open_day, NULL},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_now,
	.window = fix_window,
	.title = write_title,
	.draw = draw_now,
	.event = handle_event,
	.free = free_now,
};

struct view *ui_now_new(void)
{
	struct now_view *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	w->view.ops = &ops;
	return &w->view;
}

static unsigned open_now(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, ui_now_new());
	return REACT_HANDLED;
}

const struct action ui_now_open = {
	"now", {'N', KEY_CTRL('q')}, "N Ctrl-Q", NULL,
	N_("who is where now, and what starts within the hour"), NULL, open_now, NULL,
};
