/* When a rule holds, by the wall clock: weekly windows, and minutes of the day on some weekdays. */
#ifndef QUAD_STORE_POLICY_WHEN_H
#define QUAD_STORE_POLICY_WHEN_H

#include "store/model/opening.h"

#define POLICY_ALL_DAYS 0xfeu /* a bit a weekday, from bit 1 = Monday */

/* Reads weekdays and times as opening hours have them; weekdays alone are all of their minutes. QUAD_EINVAL. */
int policy_when_parse(const char *text, struct opening *out) __attribute__((warn_unused_result));
/* Reads weekdays alone. QUAD_EINVAL. */
int policy_days_parse(const char *text, unsigned *out) __attribute__((warn_unused_result));

/* True if a minute of [start, end) lies within the hours. */
bool policy_when_meets(const struct opening *when, int64_t start_min, int64_t end_min);

/*
 * How many minutes of [start, end) lie between two minutes of a day of the set; if to <= from, those up to `to` on the
 * next day belong to the day before. What the clock shows twice counts twice, what it skips does not.
 */
int64_t policy_minutes_within(int from, int to, unsigned days, int64_t start_min, int64_t end_min);

#endif
