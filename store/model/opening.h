/*
 * Weekly opening hours: `Mon-Fri 08:00-22:00;Sat 08:00-12:00`. Wall-clock times; a day may stand in several
 * parts, `22:00-02:00` runs into the next day, `24:00` is the end of the day. An empty text: always open.
 */
#ifndef QUAD_STORE_OPENING_H
#define QUAD_STORE_OPENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"

struct open_window {
	int from, to; /* minutes of the day, from < to <= 1440 */
};

#define OPENING_WINDOWS_MAX 8 /* disjoint windows a day */

struct opening {
	bool always;
	unsigned n[8]; /* by weekday, 1 = Monday; index 0 is unused */
	struct open_window day[8][OPENING_WINDOWS_MAX];
};

/*
 * Reads the text. Days in English (`Mon`, `monday`), as digits 1 to 7, in Chinese with or without their prefix, or as
 * words for several (working days, weekends, daily); hours as `8:00`, `8am`, in Chinese also with words for parts of
 * the day, which make them hours of a 12-hour clock, and the words for all day. QUAD_EINVAL: *bad is then the text
 * from the part that is not understood (in text).
 */
int opening_parse(const char *text, struct opening *out, const char **bad) __attribute__((warn_unused_result));

/* Appends the canonical text, days grouped; opening_parse reads the same hours from it. */
void opening_format(const struct opening *o, struct buf *out);

/* True if every minute of [start, end), by the wall clock, lies within the hours. */
bool opening_covers(const struct opening *o, int64_t start_min, int64_t end_min);

#endif
