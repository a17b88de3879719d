/*
 * Alternatives in words. Most differ from the request in one thing: the time, a resource, a few dates. A remedy of a
 * swap may be another kind of swap or a move of each of the two bookings; then the words name the booking too.
 */
#include "tui/words/words_alternative.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/words/words_time.h"

static bool is_claimed(const struct claim_ask *claims, size_t n, const char *code, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(claims[i].resource) == len && memcmp(claims[i].resource, code, len) == 0)
			return true;
	return false;
}

/* What is claimed in place of something else. */
static void add_others(const struct request *rq, const struct alternative *a, struct buf *out)
{
	bool series = op_asks_for_series(rq->op), first = true;
	const struct claim_ask *claims = series ? rq->u.series.claims : rq->u.booking.claims;
	size_t n = series ? rq->u.series.n_claims : rq->u.booking.n_claims;
	for (const char *p = a->claims; *p;) {
		size_t len = strcspn(p, ";"), code = len;
		for (size_t i = len; i > 0; i--)
			if (p[i - 1] == '*') {
				code = i - 1;
				break;
			}
		if (!is_claimed(claims, n, p, len) && !is_claimed(claims, n, p, code)) {
			buf_str(out, first ? "" : ", ");
			buf_add(out, p, code);
			first = false;
		}
		p += len + (p[len] == ';');
	}
}

static void add_distance(uint32_t minutes, struct buf *out)
{
	if (minutes == ALT_WAY_UNKNOWN)
		buf_str(out, _(", on another campus, no travel time listed"));
	else if (minutes)
		buf_fmt(out, ngettext(", %" PRIu32 " minute away", ", %" PRIu32 " minutes away", minutes), minutes);
}

static void word_time(int64_t asked, int64_t at, struct buf *out)
{
	int64_t days = clock_local_day(at) - clock_local_day(asked), min = at - asked;
	struct buf length = {0};
	words_duration(min < 0 ? -min : min, &length);
	if (days == 0)
		buf_fmt(out, min < 0 ? _("%s earlier") : _("%s later"), buf_text(&length));
	else if (days == 1)
		buf_str(out, _("the day after"));
	else if (days == -1)
		buf_str(out, _("the day before"));
	else if (days > 0)
		buf_fmt(out, _("%" PRId64 " days later"), days);
	else
		buf_fmt(out, _("%" PRId64 " days earlier"), -days);
	buf_release(&length);
}

/* What is different about the request itself: its time, its resources, its dates. */
static void word_difference(const struct request *rq, const struct alternative *a, struct buf *out)
{
	const struct booking_ask *b = &rq->u.booking;
	bool timed = rq->op == OP_BOOK || rq->given & GIVEN(BOOKING_TIME);
	size_t n = a->n_except;
	switch (a->kind) {
	case ALT_TIME:
		if (timed)
			word_time(b->start, a->start, out);
		else
			words_interval(a->start, a->end, out);
		return;
	case ALT_RESOURCE:
		add_others(rq, a, out);
		add_distance(a->travel_min, out);
		return;
	case ALT_SHORTER: buf_str(out, _("shorter")); return;
	case ALT_EXCEPT:
		n -= rq->u.series.n_except < n ? rq->u.series.n_except : n;
		buf_fmt(out, ngettext("without %zu date", "without %zu dates", n), n);
		return;
	case ALT_SOME:
		add_others(rq, a, out);
		buf_fmt(out, ngettext(" on %zu date", " on %zu dates", n), n);
		add_distance(a->travel_min, out);
		return;
	case ALT_WEEKS: buf_str(out, _("at another time of the week all of it fits")); return;
	case ALT_NEW: buf_str(out, _("as a booking of its own")); return;
	}
}

/* Another exchange than the one that was asked for. */
static void word_swap(const struct request *step, struct buf *out)
{
	if (step->given & GIVEN(BOOKING_TIME))
		buf_str(out, _("they exchange their times instead"));
	else
		buf_str(out, _("they exchange what they book instead"));
}

/* Moves in place of a swap: of one of its bookings, or of both, each to where the other is or would be. */
static void word_moves(const struct request *rq, const struct alternative *a, struct buf *out)
{
	const struct request *first = &a->steps[0];
	bool both = a->n_steps == 2, asked = first == a->asked;
	if (both && asked) {
		buf_str(out, _("without the people"));
		return;
	}
	buf_fmt(out, _("booking %" PRIu64 ": "), first->u.booking.id);
	if (asked && a->kind == ALT_RESOURCE)
		buf_str(out, a->claims);
	else if (asked)
		words_interval(a->start, a->end, out);
	else
		word_difference(a->asked ? a->asked : rq, a, out);
	if (both)
		buf_fmt(out, _("; %" PRIu64 " in its place"), a->steps[1].u.booking.id);
}

/* Is it the pattern that was asked for, in the weeks that its term has? */
static bool has_only_other_weeks(const struct request *asked, const struct alternative *a)
{
	if (a->asked || a->kind != ALT_WEEKS)
		return false;
	const struct week_pattern *w = &asked->u.series.weeks;
	return a->weeks.weekdays == w->weekdays && a->weeks.periods == w->periods;
}

void words_alternative(const struct request *asked, const struct alternative *a, struct buf *out)
{
	const struct request *first = a->n_steps ? &a->steps[0] : NULL;
	if (first && first->op == OP_SWAP)
		word_swap(first, out);
	else if (first && first->op == OP_MOVE && asked->op == OP_SWAP)
		word_moves(asked, a, out);
	else if (has_only_other_weeks(asked, a))
		buf_str(out, _("the weeks that the term has"));
	else
		word_difference(a->asked ? a->asked : asked, a, out);
}
