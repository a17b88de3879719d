/*
 * What fits a wish, the best first; where nothing does, what to give up, as rows to choose from. All matches are held,
 * and read again only when the store was changed; the cursor stays on its resource.
 */
#include "tui/screen/ui_found.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/finder_fields.h"
#include "tui/screen/found_loosen.h"
#include "tui/screen/found_rows.h"
#include "tui/screen/ui_bookings.h"
#include "tui/screen/ui_detail.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_form.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_name.h"
#include "tui/words/words_reason.h"

struct found_view {
	struct view view;
	struct find_wish wish;
	struct arena arena; /* of the wish */
	struct match_list list;
	struct loosenings loosened; /* if the list is empty */
	struct buf problems;        /* what the calendar lacks */
	const struct match **shown; /* those that the filter lets through */
	size_t n_shown;
	struct list_cursor cursor;
	struct ui_filter filter;
};

static struct found_view *self(struct view *v)
{
	return (struct found_view *)v;
}

static const struct match *current_match(const struct found_view *f)
{
	return f->cursor.at < f->n_shown ? f->shown[f->cursor.at] : NULL;
}

static const struct loosening *current_loosening(const struct found_view *f)
{
	return f->list.n == 0 && f->cursor.at < f->loosened.n ? &f->loosened.v[f->cursor.at] : NULL;
}

/* ---- rows ---- */

static bool row_matches(const struct found_view *f, const struct match *m)
{
	const struct resource *r = m->resource;
	struct buf text = {0};
	if (!ui_filter_is_set(&f->filter))
		return true;
	buf_fmt(&text, "%s %s %s %s %s %s %s %s %s", r->code, r->name, kind_name(r->kind), r->campus, r->institution,
	        r->building, r->specialty, r->tags, r->equipment);
	bool matches = ui_filter_matches(&f->filter, buf_text(&text));
	buf_release(&text);
	return matches;
}

/* Filters the rows; the cursor goes to the resource of a code, NULL: it stays in its row. */
static void match_rows(struct found_view *f, const char *keep)
{
	f->n_shown = 0;
	for (size_t i = 0; i < f->list.n; i++) {
		if (!row_matches(f, &f->list.v[i]))
			continue;
		if (keep && strcmp(f->list.v[i].resource->code, keep) == 0)
			f->cursor.at = f->n_shown;
		f->shown[f->n_shown++] = &f->list.v[i];
	}
	f->cursor.n = f->list.n ? f->n_shown : f->loosened.n;
}

/* Reads the matches, or where there are none what to give up. */
static int read_matches(struct found_view *f, struct app *app, struct match_list *list, struct loosenings *loosened)
{
	struct arena arena = {0};
	struct reasons why = {.arena = &arena};
	f->wish.now = app->now();
	loosened->n = 0;
	int err = query_matches(app->store, &f->wish, &why, list);
	if (!err && list->n == 0)
		err = query_loosen(app->store, &f->wish, loosened);
	buf_clear(&f->problems);
	words_reasons(&why, &f->problems);
	arena_release(&arena);
	return err;
}

static int load_found(struct view *v, struct app *app)
{
	struct found_view *f = self(v);
	struct match_list list;
	struct loosenings loosened;
	int err = read_matches(f, app, &list, &loosened);
	const struct match **shown = err ? NULL : calloc(list.n + 1, sizeof(const struct match *));
	if (!err && !shown)
		err = QUAD_ENOMEM;
	if (err) {
		match_list_release(&list);
		return err;
	}
	char *keep = current_match(f) ? strdup(current_match(f)->resource->code) : NULL;
	match_list_release(&f->list);
	free(f->shown);
	f->list = list;
	f->loosened = loosened;
	f->shown = shown;
	match_rows(f, keep);
	free(keep);
	return 0;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct found_view *f = self(v);
	(void)app;
	buf_fmt(out, "%s  %zu/%zu  ", _("Found"), f->n_shown ? f->cursor.at + 1 : 0, f->n_shown);
	if (f->list.n_forbidden)
		buf_fmt(out, _("(%zu more forbidden)  "), f->list.n_forbidden);
	if (ui_filter_is_set(&f->filter))
		buf_fmt(out, "/%s  ", ui_filter_text(&f->filter));
	find_wish_word(&f->wish, out);
}

/* Rows above those of the list: the header; or what is said of an empty list. */
enum { HEADER_ROWS = 1, EMPTY_ROWS = 3 };

static size_t list_height(const struct found_view *f, int top, int bottom)
{
	int above = f->list.n ? HEADER_ROWS : EMPTY_ROWS;
	int rows = bottom - top - above - ui_filter_rows(&f->view);
	return rows > 0 ? (size_t)rows : 1;
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	struct found_view *f = self(v);
	(void)app;
	list_cursor_fix(&f->cursor, list_height(f, top, bottom), false);
	return 0;
}

/* The details of the resource under the cursor, and of a pattern the dates on which it is taken. */
static void draw_detail(const struct found_view *f, int top, int bottom, int col, int cols)
{
	const struct match *m = current_match(f);
	struct buf when = {0};
	if (!m)
		return;
	int row = ui_detail_resource(m->resource, top, bottom, col, cols);
	found_when_word(m, f->wish.when == FIND_LENGTH, &when);
	ui_detail_value(row, bottom, col, cols, _("Free"), buf_text(&when));
	buf_release(&when);
}

static void draw_matches(struct found_view *f, int top, int bottom)
{
	int detail_cols = ui_detail_cols(term_cols()), cols = term_cols() - detail_cols;
	struct found_columns c = found_columns_of(&f->wish, cols);
	size_t height = list_height(f, top, bottom);
	if (detail_cols) {
		term_vline(top, cols, bottom - top);
		draw_detail(f, top, bottom, cols + 2, detail_cols - 2);
	}
	f->cursor.first_row = top + HEADER_ROWS;
	found_header_draw(&c, top);
	for (size_t i = 0; i < height && f->cursor.top + i < f->n_shown; i++)
		found_row_draw(&c, f->shown[f->cursor.top + i], top + HEADER_ROWS + (int)i,
		               f->cursor.top + i == f->cursor.at);
	if (f->n_shown == 0)
		term_text(top + 2, 2, cols - 2, ROLE_TEXT, _("Nothing matches; Esc drops the filters"));
}

static void draw_loosening(const struct found_view *f, const struct loosening *l, int row, bool selected)
{
	enum term_role role = selected ? ROLE_SELECTED : ROLE_TEXT;
	struct buf line = {0};
	buf_fmt(&line, "%5zu  ", l->n);
	loosening_word(&f->wish, l, &line);
	term_text(row, 0, 1, ROLE_TITLE, selected ? ">" : "");
	term_text(row, 1, term_cols() - 1, role, buf_text(&line));
	buf_release(&line);
}

static void draw_empty(struct found_view *f, int top, int bottom)
{
	size_t height = list_height(f, top, bottom);
	f->cursor.first_row = top + EMPTY_ROWS;
	const char *problems = buf_text(&f->problems);
	struct buf first = {0};
	buf_add(&first, problems, strcspn(problems, "\n"));
	term_text(top, 0, term_cols(), ROLE_BAD, first.len ? buf_text(&first) : _("Nothing fits all of this"));
	buf_release(&first);
	term_text(top + 1, 0, term_cols(), ROLE_TEXT,
	          f->loosened.n ? _("So many fit if one condition is given up (Enter):")
	                        : _("Nothing does with one condition less either; Esc goes back to change more"));
	for (size_t i = 0; i < height && f->cursor.top + i < f->loosened.n; i++)
		draw_loosening(f, &f->loosened.v[f->cursor.top + i], top + EMPTY_ROWS + (int)i,
		               f->cursor.top + i == f->cursor.at);
}

static void draw_found(struct view *v, struct app *app, int top, int bottom)
{
	struct found_view *f = self(v);
	(void)app;
	if (f->list.n)
		draw_matches(f, top, bottom);
	else
		draw_empty(f, top, bottom);
	ui_filter_draw(&f->filter, v, bottom - 1);
	if (!v->typing && f->cursor.at < f->cursor.n)
		term_cursor(top + (f->list.n ? HEADER_ROWS : EMPTY_ROWS) + (int)(f->cursor.at - f->cursor.top), 0);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct found_view *f = self(v);
	size_t height = list_height(f, 1, term_rows() - 2);
	enum ui_filter_answer answer = ui_filter_event(&f->filter, v, app, ev, &f->cursor, height);
	if (answer == UI_FILTER_CHANGED)
		match_rows(f, NULL);
	if (answer != UI_FILTER_LEFT)
		return REACT_HANDLED;
	return list_cursor_event(&f->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_found(struct view *v)
{
	struct found_view *f = self(v);
	match_list_release(&f->list);
	free(f->shown);
	buf_release(&f->problems);
	ui_filter_release(&f->filter);
	arena_release(&f->arena);
	free(f);
}

/* ---- booking a match ---- */

/* A time for what was found without one: the next full hour. */
static void choose_time(const struct find_wish *wish, const struct match *m, struct form_begin *begin)
{
	enum { USUAL_MIN = 120 };
	if (wish->when == FIND_ANY_TIME) {
		begin->start = (wish->now / 60 + 1) * 60;
		begin->end = begin->start + USUAL_MIN;
	} else if (wish->when == FIND_LENGTH) {
		begin->start = m->free_from;
		begin->end = m->free_from + wish->for_min;
	} else {
		begin->start = wish->start;
		begin->end = wish->end;
	}
}

/* The dates of a pattern: one is a single booking, of several those that are taken are left out. QUAD_ENOMEM. */
static int choose_dates(const struct find_wish *wish, const struct match *m, struct arena *arena,
                        struct form_begin *begin)
{
	const struct occurrences *dates = &m->dates->dates;
	size_t first = 0;
	while (first < dates->n && !match_is_free(m, first))
		first++;
	assert(first < dates->n); /* a match is free on some date */
	begin->start = dates->v[first].start;
	begin->end = dates->v[first].end;
	if (dates->n == 1)
		return 0;
	int64_t *except = arena_alloc(arena, dates->n * sizeof *except);
	if (!except)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < dates->n; i++)
		if (!match_is_free(m, i))
			except[begin->n_except++] = occurrence_day(dates->v[i].origin);
	begin->except = except;
	begin->weeks = &wish->weeks;
	return 0;
}

unsigned ui_found_book(struct app *app, const struct find_wish *wish, const struct match *m)
{
	struct form_begin begin = {.party = wish->filter.seats};
	struct arena arena = {0};
	struct buf claims = {0};
	int err = 0;
	buf_str(&claims, m->resource->code);
	for (size_t i = 0; i < wish->n_with; i++)
		if (strcmp(wish->with[i], m->resource->code) != 0)
			buf_fmt(&claims, ";%s", wish->with[i]);
	begin.claims = buf_text(&claims);
	if (m->dates)
		err = choose_dates(wish, m, &arena, &begin);
	else
		choose_time(wish, m, &begin);
	if (err)
		app_fail(app, err, "");
	else
		app_push(app, ui_form_begin(&begin));
	buf_release(&claims);
	arena_release(&arena);
	return REACT_HANDLED;
}

/* ---- actions ---- */

static const char *why_no_match(struct app *app, struct view *v)
{
	(void)app;
	return current_match(self(v)) ? NULL : N_("no resource is shown");
}

static const char *why_no_row(struct app *app, struct view *v)
{
	return current_loosening(self(v)) ? NULL : why_no_match(app, v);
}

static unsigned open_form(struct app *app, struct view *v)
{
	struct found_view *f = self(v);
	return ui_found_book(app, &f->wish, current_match(f));
}

/* A match is booked; a condition that is given up makes another wish. */
static unsigned open_row(struct app *app, struct view *v)
{
	const struct loosening *l = current_loosening(self(v));
	if (!l)
		return open_form(app, v);
	app_push(app, ui_found_new(&l->wish));
	return REACT_HANDLED;
}

/* The day to show of a match: that of its time, else today. */
static int64_t day_of(struct app *app, const struct found_view *f)
{
	const struct match *m = current_match(f);
	return clock_local_day(m->free_from && f->wish.when != FIND_ANY_TIME ? m->free_from : app->now());
}

static unsigned open_week(struct app *app, struct view *v)
{
	return ui_go_week(app, current_match(self(v))->resource->code, day_of(app, self(v)));
}

static unsigned open_day(struct app *app, struct view *v)
{
	return ui_go_day(app, day_of(app, self(v)), current_match(self(v))->resource->code);
}

static unsigned open_bookings(struct app *app, struct view *v)
{
	app_push(app, ui_bookings_new(current_match(self(v))->resource->code, app->now()));
	return REACT_HANDLED;
}

static unsigned tell_contact(struct app *app, struct view *v)
{
	const struct resource *r = current_match(self(v))->resource;
	if (*r->contact)
		app_say(app, "%s: %s", r->code, r->contact);
	else
		app_say(app, _("%s: no contact is known; its institution is %s"), r->code,
		        *r->institution ? r->institution : "-");
	return REACT_HANDLED;
}

/* Esc drops a filter first. */
static unsigned drop_or_back(struct app *app, struct view *v)
{
	struct found_view *f = self(v);
	(void)app;
	if (!ui_filter_is_set(&f->filter))
		return REACT_CLOSE;
	ui_filter_clear(&f->filter, v);
	match_rows(f, current_match(f) ? current_match(f)->resource->code : NULL);
	return REACT_HANDLED;
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{"back", {KEY_ESC_CODE, 'q', KEY_CODE_F10}, "Esc q F10", N_("back"),
	 N_("drop the filter, else one level back"), NULL, drop_or_back, NULL},
	{.common = &action_quit},
	{"open", {KEY_ENTER_CODE}, "Enter", N_("book"),
	 N_("book the resource at the time that was asked for; of what is to be given up: look without it"),
	 why_no_row, open_row, NULL},
	{"book", {'b', KEY_CODE_F4}, "b F4", NULL,
	 N_("book the resource"), why_no_match, open_form, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of code, name, place, tags, equipment"), NULL, ui_filter_open, NULL},
	{"week", {'w', KEY_CTRL('w')}, "w Ctrl-W", N_("week"),
	 N_("open the week of the resource"), why_no_match, open_week, NULL},
	{"day", {'d', KEY_CTRL('k')}, "d Ctrl-K", N_("day"),
	 N_("the board of that day"), why_no_match, open_day, NULL},
	{"contact", {'i', KEY_CTRL('_')}, "i Ctrl-_", N_("contact"),
	 N_("whom to ask about the resource"), why_no_match, tell_contact, NULL},
	{"bookings", {'o', KEY_CODE_F5}, "o F5", N_("its bookings"),
	 N_("the bookings of the resource"), why_no_match, open_bookings, NULL},
	{.common = &ui_go_finder},
	{.common = &ui_bookings_all},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST,
	.actions = actions,
	.load = load_found,
	.window = fix_window,
	.title = write_title,
	.draw = draw_found,
	.event = handle_event,
	.free = free_found,
};

struct view *ui_found_new(const struct find_wish *wish)
{
	struct found_view *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->view.ops = &ops;
	if (find_wish_copy(wish, &f->arena, &f->wish) == 0)
		return &f->view;
	free_found(&f->view);
	return NULL;
}
