/*
 * Days as people write them: `today`, `tomorrow`, `+3`, `-1`, `+2w`, `in 3 days`, `12-02`, `2.12.`, `3 Dec`,
 * `2026-12-02`, `Wed`, `next Wed`, 明天, 大后天, 三天后, 周三, 下周三, 12月3日, 十二月三号, 3号. Pure.
 *
 * A weekday alone is the next such day, today included; `this`, `next` and `last`, 本, 下, 上, say the calendar week,
 * which begins on Monday (`next Wed` is the Wednesday of next week), but `last Wed` is the latest one before today. A
 * date without a year is the next such date, one without a month too. `12-02` is the 2nd of December; `2.12.`, with a
 * full stop at its end or a year, too. `2/12` and `2.12` are either: refused, with both readings, where both are dates.
 */
#ifndef QUAD_STORE_SPOKEN_DAY_H
#define QUAD_STORE_SPOKEN_DAY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SPOKEN_PAST = 1,    /* weekdays, and dates without a year, are the latest not after today */
	SPOKEN_NEAREST = 2, /* dates without a year are the nearest, before or after today */
};

/*
 * All that clock_parse_date reads, and the above, as a day number. today is one too; flags as above. QUAD_EINVAL; if a
 * text has two readings, these too (out[0] and out[1], else 0) where out is not NULL.
 */
int spoken_day(const char *text, int64_t today, unsigned flags, int64_t *day, int64_t readings[2])
	__attribute__((warn_unused_result));

/* ---- for spoken.c: a reader of folded text (spoken_text.h) ---- */

/* `tomorrow`, `+3`, `next Wed` count from today; `Wed`, `12-02` are the next from `from` on, the start of a span. */
struct spoken_base {
	int64_t today, from; /* day numbers */
};

struct spoken_days {
	/* a date, or: */
	bool is_date;
	int64_t day;
	/* weekdays as a set (pattern.h), 0 for a whole week; a range of them has a first and a last one */
	uint64_t weekdays;
	int first, last;
	bool is_range;
	bool has_week; /* of the calendar week this many after that of today */
	int week;
	bool is_past; /* the latest before today */
	/* a text of two readings, which are dates both */
	bool is_unsure;
	int64_t readings[2];
};

/* False, and nothing moved, if there are no days. dashes: `12-02` is a date. */
bool spoken_read_days(const char **p, struct spoken_base base, unsigned flags, bool dashes, struct spoken_days *out);
/* The first of the days; a weekday without a week is never today if `late`. */
int64_t spoken_first_day(const struct spoken_days *d, struct spoken_base base, unsigned flags, bool late);
/* The last one: the same but for a range of weekdays and a whole week. */
int64_t spoken_last_day(const struct spoken_days *d, int64_t first);

#endif
