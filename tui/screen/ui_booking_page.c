/* The page of one booking. What is longer than the screen is scrolled by its facts, of which each has a label. */
#include "tui/screen/ui_booking_page.h"

#include <inttypes.h>
#include <stdlib.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/may.h"
#include "tui/screen/ui_attend.h"
#include "tui/screen/ui_booking.h"
#include "tui/screen/ui_booking_facts.h"
#include "tui/screen/ui_command.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_text.h"

struct booking_page {
	struct view view;
	uint64_t id;
	struct booking_facts facts;
	size_t top; /* the first fact on the screen */
};

static struct booking_page *self(struct view *v)
{
	return (struct booking_page *)v;
}

static int load_page(struct view *v, struct app *app)
{
	struct booking_page *b = self(v);
	struct booking_facts facts;
	int err = booking_facts_read(app->store, b->id,
	                             FACTS_HEAD | FACTS_COURSE | FACTS_HOLDER | FACTS_CLAIMS | FACTS_HISTORY, &facts);
	if (err) {
		arena_release(&facts.arena);
		return err;
	}
	arena_release(&b->facts.arena);
	b->facts = facts;
	return 0;
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	(void)app;
	buf_fmt(out, _("booking %" PRIu64), self(v)->id);
}

static int settle_top(struct view *v, struct app *app, int top, int bottom)
{
	struct booking_page *b = self(v);
	struct booking_facts shown = b->facts;
	(void)app;
	if (b->top >= b->facts.n)
		b->top = b->facts.n ? b->facts.n - 1 : 0;
	/* nothing is scrolled away as long as all fits */
	if (booking_facts_rows(&shown, term_cols()) <= bottom - top)
		b->top = 0;
	return 0;
}

static void draw_page(struct view *v, struct app *app, int top, int bottom)
{
	struct booking_page *b = self(v);
	struct booking_facts shown = b->facts;
	(void)app;
	shown.v += b->top;
	shown.n -= b->top;
	booking_facts_draw(&shown, top, bottom, 0, term_cols());
	term_cursor(top, 0);
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct booking_page *b = self(v);
	struct list_cursor c = {.at = b->top, .n = b->facts.n};
	(void)app;
	if (!list_cursor_event(&c, ev, (size_t)term_rows() / 2))
		return REACT_NONE;
	b->top = c.at;
	return REACT_HANDLED;
}

static void free_page(struct view *v)
{
	arena_release(&self(v)->facts.arena);
	free(v);
}

/* ---- actions ---- */

static const char *why_not_standing(struct app *app, struct view *v)
{
	(void)app;
	return state_stands(self(v)->facts.row.b.state) ? NULL : N_("it does not stand any more");
}

static const char *why_not_changed(struct app *app, struct view *v)
{
	const struct booking_row *r = &self(v)->facts.row;
	const char *why = why_not_standing(app, v);
	return why ? why : may_not_change_shown(app, r->may_change, r->b.requester);
}

/* What waits is given up as a booking is cancelled. */
static const char *why_not_cancelled(struct app *app, struct view *v)
{
	const struct booking_row *r = &self(v)->facts.row;
	bool waits = r->b.state == STATE_WAITING;
	return waits ? may_not_change_shown(app, r->may_change, r->b.requester) : why_not_changed(app, v);
}

static unsigned change_booking(struct app *app, struct view *v)
{
	return ui_booking_change(app, self(v)->id);
}

static unsigned ask_cancel(struct app *app, struct view *v)
{
	return ui_booking_ask_cancel(app, self(v)->id);
}

static unsigned attend(struct app *app, struct view *v)
{
	return ui_attend_ask(app, self(v)->id);
}

static const char *why_no_series(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->facts.row.b.series ? NULL : N_("it is a single booking");
}

static unsigned show_series(struct app *app, struct view *v)
{
	struct buf line = {0};
	buf_fmt(&line, "show S%" PRIu64, self(v)->facts.row.b.series);
	ui_command_run(app, buf_text(&line));
	buf_release(&line);
	return REACT_HANDLED;
}

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"change", {'e', KEY_CODE_F6}, "e F6", N_("change"),
	 N_("change the booking"), why_not_changed, change_booking, NULL},
	{"cancel", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("cancel"),
	 N_("cancel it, after a question"), why_not_cancelled, ask_cancel, NULL},
	{"attend", UI_ATTEND_KEYS, N_("came?"),
	 N_("who came; give the rest back, say how it was, hand it on"), NULL, attend, NULL},
	{"series", {'S', KEY_CODE_F11}, "S F11", N_("series"),
	 N_("all of the series that it belongs to"), why_no_series, show_series, NULL},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST,
	.actions = actions,
	.load = load_page,
	.window = settle_top,
	.title = write_title,
	.draw = draw_page,
	.event = handle_event,
	.free = free_page,
};

unsigned ui_booking_show(struct app *app, uint64_t id)
{
	struct booking_page *b = calloc(1, sizeof *b);
	if (!b) {
		app_fail(app, QUAD_ENOMEM, "");
		return REACT_HANDLED;
	}
	b->view.ops = &ops;
	b->id = id;
	int err = load_page(&b->view, app);
	if (err) {
		app_fail(app, err, "");
		free_page(&b->view);
		return REACT_HANDLED;
	}
	app_push(app, &b->view);
	return REACT_HANDLED;
}
