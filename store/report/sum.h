/* Exact sums of minutes (store/model/exact.h) as the figures of reports. Private to store/report. */
#ifndef QUAD_STORE_SUM_H
#define QUAD_STORE_SUM_H

#include "store/model/exact.h"

/* Hundredths of a yuan, half up, of a sum of minutes, each multiplied by its hour's price in percents of a hundredth.
 */
static inline int64_t sum_money(sum_t v)
{
	sum_t whole = (sum_t)6000 * SUM_MINUTE;
	return (int64_t)((v * 2 + whole) / (whole * 2));
}

/* a / b in hundredths of a percent, rounded half up; b > 0. Beyond 64 bits it is clamped. */
static inline int64_t sum_percent(sum_t a, sum_t b)
{
	sum_t v = (a / b) * 10000 + ((a % b) * 20000 + b) / (b * 2);
	return v > INT64_MAX ? INT64_MAX : (int64_t)v;
}

#endif
