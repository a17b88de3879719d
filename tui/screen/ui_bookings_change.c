/* Cancelling the rest of a series, and swapping two bookings. */
#include "tui/screen/ui_bookings_change.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/screen/ui_confirm.h"

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
	}
	arena_release(&arena);
	return REACT_HANDLED;
}

unsigned bookings_ask_cancel_rest(struct app *app, const struct booking_row *r)
{
	struct buf question = {0}, detail = {0};
	char date[CLOCK_TEXT_MAX];
	struct rest rest = {.series = r->b.series, .day = clock_local_day(r->b.start)};
	buf_fmt(&question, _("Cancel series S%" PRIu64 " from %s on?"), rest.series, clock_format_date(rest.day, date));
	buf_fmt(&detail, "%s\n%s", r->claims, r->b.purpose);
	ask_question(app, buf_text(&question), buf_text(&detail), cancel_rest, &rest, sizeof rest);
	buf_release(&question);
	buf_release(&detail);
	return REACT_HANDLED;
}

/* ---- swapping two bookings ---- */

static unsigned swap_bookings(struct app *app, void *arg)
{
	const struct bookings_pair *p = arg;
	struct arena arena = {0};
	struct result result;
	struct request rq = {.op = OP_SWAP};
	rq.u.booking = (struct booking_ask){.id = p->a, .seq = p->a_seq, .other = p->b, .other_seq = p->b_seq};
	bool done = app_apply(app, &rq, &result, &arena);
	if (done && result.outcome == OUTCOME_UPDATED)
		app_say(app, _("Swapped: bookings %" PRIu64 " and %" PRIu64 " have each other's resources"), p->a,
		        p->b);
	else if (done)
		app_say(app, _("Proposed; it is done when whoever has the other one swaps them too, within 7 days"));
	arena_release(&arena);
	return REACT_HANDLED;
}

unsigned bookings_ask_swap(struct app *app, const struct bookings_pair *p, const char *claims)
{
	struct buf question = {0};
	buf_fmt(&question, _("Exchange the resources of bookings %" PRIu64 " and %" PRIu64 "?"), p->a, p->b);
	ask_question(app, buf_text(&question), claims, swap_bookings, p, sizeof *p);
	buf_release(&question);
	return REACT_HANDLED;
}
