/*
 * Weeks, weekdays and periods as schools write them (`1-15单`, `2-8双`, `4-6周(双),7-11周,13周`, `周一`, `第1-2节`), as
 * sets of numbers 1 to 63: number n is bit n of a uint64_t. Pure; knows no calendar.
 *
 * All read lists of numbers and ranges, in any order; overlaps are fine. Digits, brackets and signs may be full-width,
 * numbers Chinese numerals (三至十周).
 * QUAD_EINVAL: nothing there, 0, above the maximum, a range backwards, anything not understood; *bad is then the text
 * from the segment in question, *out is 0. After success *bad is NULL.
 */
#ifndef QUAD_STORE_PATTERN_H
#define QUAD_STORE_PATTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"

#define PATTERN_WEEK_MAX 60
#define PATTERN_PERIOD_MAX 60

/*
 * Weeks: `单`/`奇`/`odd` and `双`/`偶`/`even` mark their own segment (interface.md), `全` says all of
 * it; `1-18/3+2` is every third week from
 * week 2 on, within 1 to 18 (`1-18/3` = from the first, 1). A segment of which this leaves nothing is refused (`2单`).
 */
int pattern_weeks(const char *text, uint64_t *out, const char **bad) __attribute__((warn_unused_result));
/* True for 全周, `every week` and their like: all weeks of a term, which a calendar knows. */
bool pattern_all_weeks(const char *text);
/*
 * Weekdays, 1 = Monday: `1-5`, `1,3`, `mon,wed`, `Mon-Fri`, `一、三`, `周一三五`, `周一`, `星期一`. Of an English name the
 * first two letters do.
 */
int pattern_weekdays(const char *text, uint64_t *out, const char **bad) __attribute__((warn_unused_result));
/* Periods: `1-2`, `第1-2节`, `1,2节`, `3-4,7-8`, `0304` (two digits each), `五六节`. */
int pattern_periods(const char *text, uint64_t *out, const char **bad) __attribute__((warn_unused_result));

/* Appends the canonical text of a set: `1-5,7,9-11`, which the functions above read back. Nothing for the empty set. */
void pattern_format(uint64_t set, struct buf *out);

#endif
