/*
 * The inbox: a line for each request, those that wait for the person first, and beneath it what one decides by: who
 * asks for what, who has decided, what was said, and the day of the resources with the time that is asked for. The
 * picture is read for the chosen request alone.
 */
#include "tui/screen/ui_requests.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/app.h"
#include "tui/screen/requests_decide.h"
#include "tui/screen/requests_list.h"
#include "tui/screen/ui_booking_facts.h"
#include "tui/screen/ui_booking_page.h"
#include "tui/screen/ui_claims.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_form_day.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_holder.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_requests_row.h"
#include "tui/screen/ui_text.h"

enum { PICTURE_ROWS_LEAST = 6 };

struct requests_view {
	struct view view;
	enum requests_which which;
	uint64_t open; /* the series whose dates are shown, 0 = none */
	struct requests_list list;
	size_t *shown; /* indices of the lines that match the filter; in the arena of the list */
	struct ui_filter filter;
	struct list_cursor cursor;
	/* the ids that are chosen to be approved together; of a series that of its line */
	uint64_t *chosen;
	size_t n_chosen, cap_chosen;
	/* of the request under the cursor */
	uint64_t facts_of;
	struct booking_facts facts;
	struct form_day day;
};

static struct requests_view *self(struct view *v)
{
	return (struct requests_view *)v;
}

static const struct requests_line *current_line(const struct requests_view *r)
{
	return r->cursor.at < r->cursor.n ? &r->list.v[r->shown[r->cursor.at]] : NULL;
}

static struct requests_target target_of(const struct requests_line *line)
{
	const struct booking *b = &line->row->b;
	return (struct requests_target){
		.id = b->id, .seq = line->n_dates ? 0 : b->seq, .series = line->n_dates ? b->series : 0};
}

/* ---- what is chosen ---- */

static size_t find_chosen(const struct requests_view *r, uint64_t id)
{
	size_t i = 0;
	while (i < r->n_chosen && r->chosen[i] != id)
		i++;
	return i;
}

/* A date of an open series is of the line of its series. */
static bool is_chosen(const struct requests_view *r, const struct requests_line *line)
{
	bool is_date = r->open && line->row->b.series == r->open && !line->n_dates;
	return !is_date && find_chosen(r, line->row->b.id) < r->n_chosen;
}

/* Forgets what was chosen and does not wait any more. */
static void drop_decided(struct requests_view *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_chosen; i++) {
		size_t k = 0;
		while (k < r->list.n && r->list.v[k].row->b.id != r->chosen[i])
			k++;
		if (k < r->list.n)
			r->chosen[n++] = r->chosen[i];
	}
	r->n_chosen = n;
}

/* ---- reading ---- */

static void match_lines(struct requests_view *r)
{
	struct buf text = {0};
	r->cursor.n = 0;
	for (size_t i = 0; i < r->list.n; i++) {
		buf_clear(&text);
		requests_word_line(&r->list.v[i], &text);
		if (ui_filter_matches(&r->filter, buf_text(&text)))
			r->shown[r->cursor.n++] = i;
	}
	buf_release(&text);
}

/* Puts the cursor on the first line of a booking, if it is shown. */
static void put_cursor(struct requests_view *r, uint64_t id)
{
	for (size_t i = r->cursor.n; i > 0; i--)
		if (r->list.v[r->shown[i - 1]].row->b.id == id)
			r->cursor.at = i - 1;
}

static int load_requests(struct view *v, struct app *app)
{
	struct requests_view *r = self(v);
	const struct requests_line *line = current_line(r);
	uint64_t keep = line ? line->row->b.id : 0;
	struct requests_list list = {0};
	int err = requests_list_read(&list, app, r->which, r->open);
	size_t *shown = err ? NULL : arena_alloc(&list.arena, (list.n + 1) * sizeof *shown);
	if (!shown) {
		requests_list_release(&list);
		return err ? err : QUAD_ENOMEM;
	}
	requests_list_release(&r->list);
	r->list = list;
	r->shown = shown;
	match_lines(r);
	put_cursor(r, keep);
	drop_decided(r);
	r->facts_of = 0;
	return 0;
}

/* The row after those of the list and the picture: the filter is below, while it is typed. */
static int body_end(const struct requests_view *r, int bottom)
{
	return bottom - ui_filter_rows(&r->view);
}

/* How many rows the picture has: half of them, and none if there would be too few. */
static int picture_rows(int top, int bottom)
{
	int rows = (bottom - top) / 2;
	return rows < PICTURE_ROWS_LEAST ? 0 : rows;
}

static int read_picture(struct requests_view *r, struct app *app, const struct request_row *row)
{
	struct booking_facts facts;
	if (r->facts_of == row->b.id)
		return 0;
	unsigned parts = FACTS_HEAD | FACTS_COURSE | FACTS_HOLDER | FACTS_CLAIMS;
	int err = booking_facts_read(app->store, row->b.id, parts, &facts);
	if (err) {
		arena_release(&facts.arena);
		return err == QUAD_ENOTFOUND ? 0 : err;
	}
	arena_release(&r->facts.arena);
	r->facts = facts;
	r->facts_of = row->b.id;
	return ui_form_day_of_booking(&r->day, app->store, &row->b, row->claims);
}

static int read_visible(struct view *v, struct app *app, int top, int bottom)
{
	struct requests_view *r = self(v);
	bottom = body_end(r, bottom);
	list_cursor_fix(&r->cursor, (size_t)(bottom - top - 1 - picture_rows(top, bottom)), false);
	const struct requests_line *line = current_line(r);
	return line && picture_rows(top, bottom) ? read_picture(r, app, line->row) : 0;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	static const char *const names[REQUESTS_WHICH] = {N_("yours"), N_("all"), N_("overdue")};
	const struct requests_view *r = self(v);
	(void)app;
	buf_fmt(out, "%s  %s", _("Requests"), _(names[r->which]));
	if (ui_filter_is_set(&r->filter))
		buf_fmt(out, "  /%s", ui_filter_text(&r->filter));
	if (r->n_chosen)
		buf_fmt(out, _("  %zu marked"), r->n_chosen);
	buf_fmt(out, "  %zu/%zu", r->cursor.n ? r->cursor.at + 1 : 0, r->cursor.n);
}

static void draw_picture(const struct requests_view *r, int top, int bottom)
{
	int half = term_cols() / 2;
	term_hline(top, 0, term_cols());
	if (!r->facts_of)
		return;
	booking_facts_draw(&r->facts, top + 1, bottom, 0, half - 1);
	ui_form_day_draw(&r->day, top + 1, bottom, half + 1, term_cols() - half - 1);
}

static const char *word_nothing(const struct requests_view *r)
{
	if (r->list.n)
		return _("Nothing matches");
	if (r->which == REQUESTS_MINE)
		return _("Nothing waits for you; m shows what waits for others");
	return r->which == REQUESTS_ALL ? _("No request waits for a decision") : _("Nothing lapses within a day");
}

static void draw_requests(struct view *v, struct app *app, int top, int bottom)
{
	struct requests_view *r = self(v);
	struct requests_columns columns = requests_columns_of(term_cols());
	int last = body_end(r, bottom), end = last - picture_rows(top, last), row = top + 1;
	struct requests_look look = {.now = app->now()};
	requests_draw_header(top, &columns, term_cols());
	r->cursor.first_row = row;
	for (size_t i = r->cursor.top; i < r->cursor.n && row < end; i++, row++) {
		const struct requests_line *line = &r->list.v[r->shown[i]];
		look.selected = i == r->cursor.at;
		look.chosen = is_chosen(r, line);
		requests_draw_row(line, row, &columns, term_cols(), &look);
		if (look.selected)
			term_cursor(row, 0);
	}
	if (!r->cursor.n)
		term_text(top + 2, 2, term_cols() - 2, ROLE_TEXT, word_nothing(r));
	else if (end < last)
		draw_picture(r, end, last);
	ui_filter_draw(&r->filter, v, bottom - 1);
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct requests_view *r = self(v);
	int top = 1, bottom = body_end(r, term_rows() - 2);
	bool in_picture = ev->type == EVENT_MOUSE && ev->row >= bottom - picture_rows(top, bottom);
	if (in_picture && ev->mouse == MOUSE_PRESS)
		return REACT_HANDLED;
	size_t height = (size_t)(bottom - top - 1 - picture_rows(top, bottom));
	switch (ui_filter_event(&r->filter, v, app, ev, &r->cursor, height)) {
	case UI_FILTER_CHANGED: match_lines(r); return REACT_HANDLED;
	case UI_FILTER_TAKEN: return REACT_HANDLED;
	case UI_FILTER_LEFT: break;
	}
	return list_cursor_event(&r->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_requests(struct view *v)
{
	struct requests_view *r = self(v);
	requests_list_release(&r->list);
	ui_filter_release(&r->filter);
	arena_release(&r->facts.arena);
	ui_form_day_release(&r->day);
	free(r->chosen);
	free(r);
}

/* ---- actions ---- */

static const char *why_no_request(struct app *app, struct view *v)
{
	(void)app;
	return current_line(self(v)) ? NULL : N_("no request is shown");
}

/* What waits for others is theirs to decide; the engine says so too, and who. */
static const char *why_not_decided(struct app *app, struct view *v)
{
	const struct requests_line *line = current_line(self(v));
	(void)app;
	if (!line)
		return N_("no request is shown");
	if (line->row->b.asked_min)
		return line->row->mine ? N_("it waits for your answer; c answers") : NULL;
	return line->row->mine ? NULL : N_("others decide this one; the list says who");
}

static const char *why_not_approved(struct app *app, struct view *v)
{
	return self(v)->n_chosen ? NULL : why_not_decided(app, v);
}

static const char *why_not_asked(struct app *app, struct view *v)
{
	const char *why = why_not_decided(app, v);
	if (why)
		return why;
	return current_line(self(v))->row->b.was_asked ? N_("it was asked back once already") : NULL;
}

static unsigned approve(struct app *app, struct view *v)
{
	struct requests_view *r = self(v);
	const struct requests_line *line = current_line(r);
	size_t n = 0;
	if (!r->n_chosen) {
		struct requests_target one = target_of(line);
		return requests_approve(app, &one, 1);
	}
	struct requests_target *all = calloc(r->n_chosen, sizeof *all);
	if (!all) {
		app_fail(app, QUAD_ENOMEM, "");
		return REACT_HANDLED;
	}
	for (size_t i = 0; i < r->list.n && n < r->n_chosen; i++)
		if (is_chosen(r, &r->list.v[i]))
			all[n++] = target_of(&r->list.v[i]);
	unsigned reaction = requests_approve(app, all, n);
	free(all);
	return reaction;
}

static unsigned decline(struct app *app, struct view *v)
{
	struct requests_target t = target_of(current_line(self(v)));
	return requests_ask_decline(app, &t);
}

static unsigned ask_back(struct app *app, struct view *v)
{
	struct requests_target t = target_of(current_line(self(v)));
	t.series = 0;
	return requests_ask_back(app, &t);
}

static unsigned comment(struct app *app, struct view *v)
{
	struct requests_target t = target_of(current_line(self(v)));
	t.series = 0;
	return requests_ask_comment(app, &t);
}

/* Chooses the request, or no more, and goes on to the next. */
static unsigned toggle_chosen(struct app *app, struct view *v)
{
	struct requests_view *r = self(v);
	const struct requests_line *line = current_line(r);
	size_t at = find_chosen(r, line->row->b.id);
	if (r->open && !line->n_dates && line->row->b.series == r->open) {
		app_complain(app, _("Mark the series, or approve the date alone"));
		return REACT_HANDLED;
	}
	if (at < r->n_chosen) {
		r->chosen[at] = r->chosen[--r->n_chosen];
	} else {
		uint64_t *more = array_grow(r->chosen, &r->cap_chosen, r->n_chosen, sizeof *more);
		if (!more) {
			app_fail(app, QUAD_ENOMEM, "");
			return REACT_HANDLED;
		}
		r->chosen = more;
		r->chosen[r->n_chosen++] = line->row->b.id;
	}
	r->cursor.at += r->cursor.at + 1 < r->cursor.n;
	return REACT_HANDLED;
}

/* The dates of a series, or all about a booking. */
static unsigned open_request(struct app *app, struct view *v)
{
	struct requests_view *r = self(v);
	const struct requests_line *line = current_line(r);
	if (!line->n_dates)
		return ui_booking_show(app, line->row->b.id);
	r->open = r->open == line->row->b.series ? 0 : line->row->b.series;
	return REACT_RELOAD;
}

static unsigned show_next(struct app *app, struct view *v)
{
	struct requests_view *r = self(v);
	(void)app;
	r->which = (enum requests_which)((r->which + 1) % REQUESTS_WHICH);
	r->cursor.at = 0;
	return REACT_RELOAD;
}

static unsigned show_holder(struct app *app, struct view *v)
{
	return ui_holder_show(app, current_line(self(v))->row->b.id);
}

static int64_t find_place(struct view *v, char code[CLAIMS_CODE_MAX])
{
	const struct requests_line *line = current_line(self(v));
	assert(line); /* why_no_request */
	const char *claims = line->row->claims;
	*code = '\0';
	claims_next(&claims, code);
	return clock_local_day(line->row->b.start);
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

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"approve", {'a', KEY_CODE_F4}, "a F4", N_("approve"),
	 N_("approve the request, or all that are marked"), why_not_approved, approve, NULL},
	{"decline", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("decline"),
	 N_("decline the request; the reason is asked for"), why_not_decided, decline, NULL},
	{"ask", {'r', KEY_CODE_F7}, "r F7", N_("ask back"),
	 N_("ask the requester back; the hold waits for the answer"), why_not_asked, ask_back, NULL},
	{"comment", {'c', KEY_CODE_F9}, "c F9", N_("comment"),
	 N_("say something about it, or answer"), why_no_request, comment, NULL},
	{"mark", {'v', ' ', KEY_CODE_INSERT}, "v Space Ins", N_("mark"),
	 N_("mark it, to approve several at once"), why_no_request, toggle_chosen, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of resources, purpose, requester"), NULL, ui_filter_open, NULL},
	{"which", {'m', KEY_TAB_CODE}, "m Tab", N_("mine/all"),
	 N_("what waits for you, all requests, those that lapse within a day"), NULL, show_next, NULL},
	{"open", {KEY_ENTER_CODE}, "Enter", N_("open"),
	 N_("the dates of a series, or all about the booking"), why_no_request, open_request, NULL},
	{"holder", {'i', KEY_CTRL('_')}, "i Ctrl-_", N_("who"),
	 N_("who asks, and how to reach them"), why_no_request, show_holder, NULL},
	{"week", {'w', KEY_CTRL('w')}, "w Ctrl-W", NULL,
	 N_("the week of its first resource"), why_no_request, open_week, NULL},
	{"day", {'d', KEY_CTRL('k')}, "d Ctrl-K", NULL,
	 N_("the board of its day"), why_no_request, open_day, NULL},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_requests,
	.window = read_visible,
	.title = write_title,
	.draw = draw_requests,
	.event = handle_event,
	.free = free_requests,
};

static struct view *new_requests(void)
{
	struct requests_view *r = calloc(1, sizeof *r);
	if (!r)
		return NULL;
	r->view.ops = &ops;
	return &r->view;
}

static unsigned open_requests(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, new_requests());
	return REACT_HANDLED;
}

const struct action ui_requests_open = {
	"requests", {'R', KEY_CTRL('\\')}, "R Ctrl-\\", NULL, N_("requests that wait for you, to approve or decline"),
	NULL,       open_requests,         NULL,
};
