/*
 * Exact sums of minutes of which only a part counts: units of seats, shares of owners. A minute is SUM_MINUTE parts, a
 * multiple of all numbers up to 40 and of 10,000, so that thirds and sevenths add up to wholes; what it is no multiple
 * of is rounded half up once for a claim, at the eighteenth digit. Pure.
 */
#ifndef QUAD_STORE_EXACT_H
#define QUAD_STORE_EXACT_H

#include "store/model/model.h"

__extension__ typedef __int128 sum_t;

#define SUM_MINUTE INT64_C(133573286426580000) /* lcm(1, ..., 40, 10000) */

/* a * b / c of what is not below 0, rounded half up. */
static inline sum_t sum_part(sum_t a, int64_t b, int64_t c)
{
	return (a * b * 2 + c) / ((sum_t)c * 2);
}

/* Hundredths of hours of a sum of minutes. */
static inline int64_t sum_hours(sum_t v)
{
	return (int64_t)sum_part(v, 100, 60 * SUM_MINUTE);
}

/*
 * What a minute of a claim counts: all of an exclusive resource, of a shared one as much as units by seats at the time
 * of booking.
 */
static inline sum_t exact_weight(const struct claim *c, bool shared)
{
	if (!shared || c->whole || !c->limit || c->units >= c->limit)
		return SUM_MINUTE;
	return sum_part(SUM_MINUTE, c->units, c->limit);
}

/* When a booking was used, as far as that is recorded, else when it is booked. */
static inline int64_t exact_start(const struct booking *b)
{
	return b->used_from ? b->used_from : b->start;
}

static inline int64_t exact_end(const struct booking *b)
{
	return b->used_to ? b->used_to : b->end;
}

#endif
