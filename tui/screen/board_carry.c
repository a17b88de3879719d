/* Picks a booking up and puts it down. The store decides; what was picked up is only remembered. */
#include "tui/screen/board_carry.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/may.h"
#include "tui/screen/ui_form.h"
#include "tui/words/words_time.h"

void board_carry_drop(struct board_carry *c)
{
	arena_release(&c->rows.arena);
	*c = (struct board_carry){0};
}

void board_carry_pick(struct board_carry *c, struct app *app, const struct slot *slot, const char *code, int64_t at_min)
{
	const uint64_t id = slot->booking;
	const char *why = may_not_change(app, id);
	board_carry_drop(c);
	if (why) {
		app_complain(app, _("not now: %s"), why);
		return;
	}
	int err = query_bookings(app->store, &id, 1, &c->rows);
	if (!err && c->rows.n != 1)
		err = QUAD_ENOTFOUND;
	if (err) {
		app_fail(app, err, "");
		board_carry_drop(c);
		return;
	}
	c->id = id;
	c->held_min = at_min;
	snprintf(c->row, sizeof c->row, "%s", code);
	snprintf(c->code, sizeof c->code, "%s", *slot->on ? slot->on : code);
	app_say(app, _("Booking %" PRIu64 " is picked up: go to its new time and row, Enter puts it there"), id);
}

int64_t board_carry_start(const struct board_carry *c, int64_t at_min)
{
	int64_t was = c->rows.v->b.start, start;
	int64_t day = clock_local_day(was) + clock_local_day(at_min) - clock_local_day(c->held_min);
	int minute = clock_local_minute(was) + clock_local_minute(at_min) - clock_local_minute(c->held_min);
	/* over the edge of the day */
	if (minute < 0) {
		day--;
		minute += DAY_MIN;
	}
	return clock_from_minute(day, minute, &start) == 0 ? start : at_min;
}

/* The claims of the booking, with one resource in place of another, in arena. NULL on out of memory. */
static const char *replace_claim(const struct booking_row *row, const char *from, const char *to, struct arena *arena,
                                 struct booking_ask *ask)
{
	const struct claim_ask *claims;
	size_t n;
	if (claims_parse(row->claims, arena, &claims, &n) != 0)
		return NULL;
	struct claim_ask *changed = arena_alloc(arena, (n + 1) * sizeof *changed);
	if (!changed)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		changed[i] = claims[i];
		if (strcmp(claims[i].resource, from) == 0)
			changed[i].resource = to;
	}
	ask->claims = changed;
	ask->n_claims = n;
	return claims_text(changed, n, arena);
}

static void say_put(struct app *app, const struct result *result, const char *claims)
{
	struct buf when = {0};
	words_interval(result->start, result->end, &when);
	app_say(app, _("Moved: booking %" PRIu64 ", %s, %s; u takes it back"), result->id, claims, buf_text(&when));
	buf_release(&when);
}

/* Asks for the change; the form opens if it is refused. False if the store could not be asked. */
static bool ask_for(struct app *app, const struct booking_row *row, const struct booking_ask *ask, const char *claims)
{
	struct request rq = {.op = OP_MOVE, .given = GIVEN(BOOKING_CLAIMS) | GIVEN(BOOKING_TIME), .u.booking = *ask};
	struct booking_row wanted = *row;
	struct result result;
	struct arena arena = {0};
	bool done = app_apply(app, &rq, &result, &arena), answered = done || result.reasons.n;
	if (done) {
		say_put(app, &result, claims);
	} else if (answered) {
		wanted.b.start = ask->start;
		wanted.b.end = ask->end;
		wanted.claims = claims;
		app_push(app, ui_form_change(&wanted));
	}
	arena_release(&arena);
	return answered;
}

void board_carry_put(struct board_carry *c, struct app *app, const char *code, int64_t at_min)
{
	const struct booking_row *row = c->rows.v;
	struct arena arena = {0};
	struct booking_ask ask = {.id = c->id, .seq = row->b.seq, .ref = ""};
	ask.start = board_carry_start(c, at_min);
	ask.end = ask.start + row->b.end - row->b.start;
	/* in the same row a part of a hall stays that part */
	const char *to = strcmp(code, c->row) == 0 ? c->code : code;
	const char *claims = replace_claim(row, c->code, to, &arena, &ask);
	bool answered = claims && ask_for(app, row, &ask, claims);
	if (!claims)
		app_fail(app, QUAD_ENOMEM, "");
	arena_release(&arena);
	if (answered)
		board_carry_drop(c);
}
