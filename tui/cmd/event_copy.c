/* Times move by the local clock, so that what began at 8 begins at 8 on either side of a change of the clocks. */
#include "tui/cmd/event_copy.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"

enum { WEEK_DAYS = 7 };

int64_t event_whole_weeks(int64_t from_day, int64_t to_day)
{
	int64_t days = to_day - from_day, half = WEEK_DAYS / 2;
	return (days + (days < 0 ? -half : half)) / WEEK_DAYS * WEEK_DAYS;
}

/* A time that comes twice is taken the first time. */
static int shift_time(int64_t at, int64_t days, int64_t *out)
{
	int err = clock_from_minute(clock_local_day(at) + days, clock_local_minute(at), out);
	return err == QUAD_ETWICE ? 0 : err;
}

static bool has_code(const struct booking_ask *b, const char *code)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (strcmp(b->claims[i].resource, code) == 0)
			return true;
	return false;
}

/* The optional codes that the booking has, as a request names them. */
static int name_optional(const struct event_copy *how, struct arena *arena, struct booking_ask *b)
{
	struct buf codes = {0};
	for (size_t i = 0; i < how->n_optional; i++)
		if (has_code(b, how->optional[i]))
			buf_fmt(&codes, "%s%s", codes.len ? ";" : "", how->optional[i]);
	b->optional = codes.len && !codes.failed ? arena_str(arena, buf_text(&codes)) : NULL;
	int err = codes.failed || (codes.len && !b->optional) ? QUAD_ENOMEM : 0;
	buf_release(&codes);
	return err;
}

static bool is_all_optional(const struct booking_ask *b)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (!booking_ask_is_optional(b, b->claims[i].resource))
			return false;
	return true;
}

static int make_request(const struct event_copy *how, const struct booking_row *row, struct arena *arena,
                        struct request *rq)
{
	const struct booking *old = &row->b;
	struct booking_ask *b = &rq->u.booking;
	*rq = (struct request){.op = OP_BOOK, .given = GIVEN_ALL, .flags = REQUEST_SHARED};
	*b = (struct booking_ask){.ref = "",
	                          .party = old->party,
	                          .purpose = old->purpose,
	                          .note = "",
	                          .requester = "",
	                          .institution = old->institution,
	                          .class = old->class,
	                          .event = how->event};
	int err = shift_time(old->start, how->days, &b->start);
	if (!err)
		err = shift_time(old->end, how->days, &b->end);
	if (!err)
		err = claims_parse(row->claims, arena, &b->claims, &b->n_claims);
	return err ? err : name_optional(how, arena, b);
}

/* Puts a request where it belongs, in the order of the bookings: the core from the front. */
static void sort_request(const struct request *rq, const struct booking_row *row, struct event_requests *out)
{
	size_t at = out->n;
	if (!is_all_optional(&rq->u.booking)) {
		at = out->n_core++;
		memmove(&out->requests[at + 1], &out->requests[at], (out->n - at) * sizeof *out->requests);
		memmove(&out->from[at + 1], &out->from[at], (out->n - at) * sizeof *out->from);
	}
	out->requests[at] = *rq;
	out->from[at] = row;
	out->n++;
}

int event_copy_make(const struct event_copy *how, const struct booking_rows *rows, struct arena *arena,
                    struct event_requests *out, const struct booking_row **bad)
{
	*out = (struct event_requests){.requests = arena_alloc(arena, (rows->n + 1) * sizeof *out->requests),
	                               .from = arena_alloc(arena, (rows->n + 1) * sizeof *out->from)};
	if (!out->requests || !out->from)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < rows->n; i++) {
		struct request rq;
		int err = make_request(how, &rows->v[i], arena, &rq);
		*bad = &rows->v[i];
		if (err)
			return err;
		sort_request(&rq, &rows->v[i], out);
	}
	/* such a booking is not made without anything: it is asked for as it is */
	for (size_t i = out->n_core; i < out->n; i++)
		out->requests[i].u.booking.optional = NULL;
	for (size_t i = 0; i + 1 < out->n_core; i++)
		out->requests[i].flags |= REQUEST_AND_NEXT;
	return 0;
}

const char *event_copy_unused(const struct event_copy *how, const struct event_requests *requests)
{
	for (size_t i = 0; i < how->n_optional; i++) {
		bool used = false;
		for (size_t j = 0; j < requests->n; j++)
			used |= has_code(&requests->requests[j].u.booking, how->optional[i]);
		if (!used)
			return how->optional[i];
	}
	return NULL;
}
