/* Limits: the periods by the wall clock, and what of a booking counts in each. */
#include "store/model/policy_limit.h"

#include <stdlib.h>

#include "store/base/clock.h"
#include "store/model/policy_when.h"

/* ---- periods ---- */

static int64_t first_of_month(int year, int month)
{
	return clock_day_number(year + (month > 12), month > 12 ? 1 : month, 1);
}

/* The days of the period that holds a local day, from the first one to before `*end`. */
static void find_days(enum policy_per per, int64_t day, int64_t *first, int64_t *end)
{
	struct wall date;
	clock_day_civil(day, &date);
	*first = day;
	*end = day + 1;
	if (per == POLICY_WEEK) {
		*first = day - (clock_weekday(day) - 1);
		*end = *first + 7;
	} else if (per == POLICY_MONTH) {
		*first = first_of_month(date.year, date.month);
		*end = first_of_month(date.year, date.month + 1);
	} else if (per == POLICY_YEAR) {
		*first = clock_day_number(date.year, 1, 1);
		*end = clock_day_number(date.year + 1, 1, 1);
	}
}

static bool find_term(int64_t at, const struct policy_clock *clock, struct policy_span *out)
{
	for (size_t i = 0; i < clock->n_terms; i++)
		if (clock->terms[i].end > at) {
			*out = clock->terms[i];
			return true;
		}
	return false;
}

bool policy_period(enum policy_per per, int64_t at, const struct policy_clock *clock, struct policy_span *out)
{
	int64_t first, end;
	*out = (struct policy_span){0};
	if (per == POLICY_TERM)
		return find_term(at, clock, out);
	if (per == POLICY_FUTURE) {
		*out = (struct policy_span){clock->now, CLOCK_MAX_MIN};
		return at < CLOCK_MAX_MIN;
	}
	find_days(per, clock_local_day(at), &first, &end);
	*out = (struct policy_span){clock_day_start(first), clock_day_start(end)};
	if (out->end <= at) /* set back across midnight */
		out->end = at + 1;
	return true;
}

bool policy_limit_reach(const struct policy_limit *limit, int64_t start, int64_t end, const struct policy_clock *clock,
                        struct policy_span *out)
{
	struct policy_span last;
	if (!policy_period(limit->per, start, clock, out) || out->start >= end)
		return false;
	for (int64_t at = out->end; at < end; at = last.end) {
		if (!policy_period(limit->per, at, clock, &last) || last.start >= end)
			break;
		out->end = last.end;
	}
	return true;
}

/* ---- amounts ---- */

int64_t policy_amount(const struct policy_limit *limit, const struct policy_span *span, const struct policy_use *use)
{
	int64_t start = use->start > span->start ? use->start : span->start;
	int64_t end = use->end < span->end ? use->end : span->end;
	if (use->start - use->made_min < limit->except_min)
		return 0;
	int64_t minutes = policy_minutes_within(limit->from_min, limit->to_min, limit->days, start, end);
	switch (limit->measure) {
	case POLICY_COUNT: return minutes > 0;
	case POLICY_HOURS: return minutes;
	case POLICY_SEAT_HOURS: return minutes * use->seats;
	}
	return 0;
}

static int by_booking(const void *a, const void *b)
{
	const struct policy_use *x = a, *y = b;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

static bool is_sorted(const struct policy_use *uses, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (uses[i].booking < uses[i - 1].booking)
			return false;
	return true;
}

int64_t policy_amount_of(const struct policy_limit *limit, const struct policy_span *span, struct policy_use *uses,
                         size_t n)
{
	int64_t sum = 0;
	bool counted = false; /* the booking at i */
	if (limit->measure == POLICY_COUNT && !is_sorted(uses, n))
		qsort(uses, n, sizeof *uses, by_booking);
	for (size_t i = 0; i < n; i++) {
		bool same = i > 0 && uses[i].booking == uses[i - 1].booking;
		counted = counted && same;
		if (counted)
			continue;
		int64_t amount = policy_amount(limit, span, &uses[i]);
		sum += amount;
		counted = limit->measure == POLICY_COUNT && amount > 0;
	}
	return sum;
}

/* The interval in which all of the booking's claims are. */
static struct policy_span span_of(const struct policy_use *v, size_t n)
{
	struct policy_span all = {v[0].start, v[0].end};
	for (size_t i = 1; i < n; i++) {
		all.start = v[i].start < all.start ? v[i].start : all.start;
		all.end = v[i].end > all.end ? v[i].end : all.end;
	}
	return all;
}

bool policy_exceeds(const struct policy_count *v, struct policy_span *period, int64_t *amount)
{
	*period = (struct policy_span){0};
	*amount = 0;
	if (v->n_asked == 0)
		return false;
	struct policy_span all = span_of(v->asked, v->n_asked), p;
	for (int64_t at = all.start; at < all.end; at = p.end) {
		if (!policy_period(v->limit->per, at, v->clock, &p) || p.start >= all.end)
			return false;
		int64_t asked = policy_amount_of(v->limit, &p, v->asked, v->n_asked);
		if (asked <= policy_amount_of(v->limit, &p, v->was, v->n_was))
			continue;
		int64_t sum = asked + policy_amount_of(v->limit, &p, v->uses, v->n_uses);
		if (sum > v->limit->amount) {
			*period = p;
			*amount = sum;
			return true;
		}
	}
	return false;
}
