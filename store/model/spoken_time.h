/*
 * Times of day and lengths of time as people write them: `10:00`, `1000`, `10am`, `2:30 pm`, `noon`, 下午2点,
 * 上午10点半, 14时30分, 晚上七点; `2h`, `1h30`, `1.5 hours`, `45 min`, 两小时, 一个半小时, 90分钟. Pure.
 */
#ifndef QUAD_STORE_SPOKEN_TIME_H
#define QUAD_STORE_SPOKEN_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* All that clock_parse_time reads, and the above: a minute of the day, 0 to 1440. QUAD_EINVAL. */
int spoken_time(const char *text, int *out_minute) __attribute__((warn_unused_result));
/* All that clock_parse_duration reads, and the above: minutes, more than 0. QUAD_EINVAL. */
int spoken_length(const char *text, int64_t *out_min) __attribute__((warn_unused_result));

/* ---- for spoken.c: readers of folded text (spoken_text.h); false, and nothing moved, if there is no such thing ----
 */

/*
 * A time of day, or two with a dash between them: `10-12`, `2-4pm`, 上午10点到12点, 下午2点到4点. One that says only an
 * hour is in the half of the day of the other.
 */
struct spoken_span {
	int from, to; /* minutes of the day; to is that of the next day if next_day */
	bool has_to;
	bool next_day; /* 晚上10点到凌晨2点 */
	bool is_bare;  /* numbers alone, `10-12`: may be a date or periods */
};
/* bare: a number alone may be a time; two with a dash always may. */
bool spoken_read_span(const char **p, bool bare, struct spoken_span *out);
bool spoken_read_length(const char **p, int64_t *out_min);
/* Skips a dash, or `to`, `until`, `till` with blanks around it. */
bool spoken_read_dash(const char **p);

#endif
