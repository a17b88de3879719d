/*
 * Exact sums of minutes of which only a part counts: units of seats, shares of owners. A minute is SUM_MINUTE parts, a
 * multiple of all numbers up to 40 and of 10,000, so that thirds and sevenths add up to wholes; what it is no multiple
 * of is rounded half up once for a claim, at the eighteenth digit.
 */
#ifndef QUAD_STORE_SUM_H
#define QUAD_STORE_SUM_H

#include <stdint.h>

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

/* Hundredths of a yuan of a sum of minutes, each multiplied by the price of its hour. */
static inline int64_t sum_money(sum_t v)
{
	return (int64_t)sum_part(v, 1, 60 * SUM_MINUTE);
}

/* a / b in hundredths of a percent, rounded half up; b > 0. Beyond 64 bits it is clamped. */
static inline int64_t sum_percent(sum_t a, sum_t b)
{
	sum_t v = (a / b) * 10000 + ((a % b) * 20000 + b) / (b * 2);
	return v > INT64_MAX ? INT64_MAX : (int64_t)v;
}

#endif
