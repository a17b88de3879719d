/* Changing and cancelling one booking by its id. Changing is the form; cancelling asks first. */
#include "tui/screen/ui_booking.h"

#include <inttypes.h>
#include <stdlib.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/may.h"
#include "tui/screen/ui_confirm.h"
#include "tui/screen/ui_form.h"
#include "tui/words/words_time.h"

unsigned ui_booking_change(struct app *app, uint64_t id)
{
	struct booking_rows rows;
	const char *why = may_not_change(app, id);
	int err = query_bookings(app->store, &id, 1, &rows);
	if (err)
		app_fail(app, err, "");
	else if (why)
		app_complain(app, _("not now: %s"), why);
	else if (rows.n == 1)
		app_push(app, ui_form_change(rows.v));
	arena_release(&rows.arena);
	return REACT_HANDLED;
}

/* ---- cancelling ---- */

struct cancelling {
	uint64_t id;
	struct booking_rows rows; /* the booking as the person saw it: one row */
};

static void free_cancelling(void *arg)
{
	struct cancelling *c = arg;
	arena_release(&c->rows.arena);
	free(c);
}

static unsigned cancel_booking(struct app *app, void *arg)
{
	const struct cancelling *c = arg;
	struct arena arena = {0};
	struct result result;
	struct request rq = {.op = OP_CANCEL, .u.booking = {.id = c->id, .seq = c->rows.v->b.seq}};
	if (app_apply(app, &rq, &result, &arena)) {
		if (state_stands(result.state))
			app_say(app, _("Ended now: booking %" PRIu64 ", which had begun; u takes it back"), c->id);
		else
			app_say(app, _("Cancelled: booking %" PRIu64 "; u takes it back"), c->id);
	}
	arena_release(&arena);
	return REACT_HANDLED;
}

/* The question, with the booking in words. */
static void ask_cancelling(struct app *app, struct cancelling *c)
{
	const struct booking_row *r = c->rows.v;
	struct buf question = {0}, detail = {0};
	buf_fmt(&question, _("Cancel booking %" PRIu64 " of %s?"), c->id, r->claims);
	words_interval(r->b.start, r->b.end, &detail);
	buf_fmt(&detail, "\n%s\n", r->b.purpose);
	buf_fmt(&detail, _("asked for by %s, %u people"), *r->b.requester ? r->b.requester : "-", r->b.party);
	struct view *v = ui_confirm_new(buf_text(&question), buf_text(&detail), cancel_booking, c, free_cancelling);
	if (!v)
		free_cancelling(c);
	app_push(app, v);
	buf_release(&question);
	buf_release(&detail);
}

unsigned ui_booking_ask_cancel(struct app *app, uint64_t id)
{
	const char *why = may_not_change(app, id);
	if (why) {
		app_complain(app, _("not now: %s"), why);
		return REACT_HANDLED;
	}
	struct cancelling *c = calloc(1, sizeof *c);
	if (!c) {
		app_fail(app, QUAD_ENOMEM, "");
		return REACT_HANDLED;
	}
	c->id = id;
	int err = query_bookings(app->store, &id, 1, &c->rows);
	if (!err && c->rows.n != 1)
		err = QUAD_ENOTFOUND;
	if (err) {
		app_fail(app, err, "");
		free_cancelling(c);
	} else {
		ask_cancelling(app, c);
	}
	return REACT_HANDLED;
}
