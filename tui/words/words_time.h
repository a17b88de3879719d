/* Times and lengths of time as people read them. All of them are appended. Minutes; the zone is the store's. */
#ifndef QUAD_TUI_WORDS_TIME_H
#define QUAD_TUI_WORDS_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"

/* `2026-09-07 08:00` */
void words_moment(int64_t at_min, struct buf *out);

/* `2026-09-07 08:00-10:00`; over midnight `2026-09-07 22:00 - 2026-09-08 06:00`; to midnight `2026-09-07 22:00-24:00`.
 */
void words_interval(int64_t start_min, int64_t end_min, struct buf *out);

/* The short name of a weekday, 1 = Monday: `Mon`. Valid until the language changes. */
const char *words_weekday(int weekday);

/* The same where there is little room: `Mon`, in Chinese the numeral alone. */
const char *words_weekday_narrow(int weekday);

/* A set of weekdays, of which bit 1 is Monday, and of periods: `Mon, Wed`; `periods 3-4`. */
void words_weekdays(uint64_t set, struct buf *out);
void words_periods(uint64_t set, struct buf *out);

/* A day over a column of so many columns, the mark in between: `Mon*09-07`, or `Mon*07` where that is too wide. */
void words_day_heading(int64_t day_number, char mark, size_t cols, struct buf *out);

/* A date by its day number: `Mon 2026-09-07`. */
void words_date(int64_t day_number, struct buf *out);

/* A length of time to read: `2 h`, `1 h 30 min`, `45 min`. */
void words_length(int64_t min, struct buf *out);

/* The same as commands take it, in every language: `2h`, `1h30m`, `45m`. */
void words_duration(int64_t min, struct buf *out);

#endif
