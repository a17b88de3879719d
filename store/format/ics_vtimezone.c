/*
 * A change of the offset is found by looking at every day, and then at the minutes of the day. Each becomes a part of
 * its own with one onset: no rule that would go on for ever.
 */
#include "store/format/ics_vtimezone.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/base/clock.h"
#include "store/format/ics_text.h"

static int64_t wall_minutes(const struct wall *w)
{
	return clock_day_number(w->year, w->month, w->day) * DAY_MIN + w->hour * 60 + w->minute;
}

static int64_t offset_at(int64_t at)
{
	struct wall w;
	clock_to_wall(at, &w);
	return wall_minutes(&w) - at;
}

static void put_offset(struct buf *out, const char *name, int64_t offset)
{
	char text[16];
	int minutes = (int)llabs(offset);
	snprintf(text, sizeof text, "%c%02d%02d", offset < 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
	ics_put(out, name, text);
}

/* Puts the part that begins at an instant, by the clock that went before it. */
static void put_part(struct buf *out, int64_t at, int64_t before, int64_t after)
{
	const char *part = after > before ? "DAYLIGHT" : "STANDARD";
	char text[sizeof "YYYYMMDDTHHMMSS" + 16];
	struct wall w;
	int64_t local = at + before - CLOCK_MIN_MIN; /* a midnight, and before all of them */
	clock_day_civil(local / DAY_MIN + CLOCK_MIN_MIN / DAY_MIN, &w);
	snprintf(text, sizeof text, "%04d%02d%02dT%02d%02d00", w.year, w.month, w.day, (int)(local % DAY_MIN / 60),
	         (int)(local % 60));
	ics_put(out, "BEGIN", part);
	ics_put(out, "DTSTART", text);
	put_offset(out, "TZOFFSETFROM", before);
	put_offset(out, "TZOFFSETTO", after);
	ics_put(out, "END", part);
}

/* The first instant in (from, to] at which the offset is that of `to`. */
static int64_t find_change(int64_t from, int64_t to)
{
	int64_t after = offset_at(to);
	while (to - from > 1) {
		int64_t middle = from + (to - from) / 2;
		if (offset_at(middle) == after)
			to = middle;
		else
			from = middle;
	}
	return to;
}

void ics_put_zone(struct buf *out, const char *name, int64_t from, int64_t to)
{
	int64_t before = offset_at(from);
	ics_put(out, "BEGIN", "VTIMEZONE");
	ics_put(out, "TZID", name);
	put_part(out, from, before, before);
	for (int64_t at = from; at + DAY_MIN <= to; at += DAY_MIN) {
		int64_t after = offset_at(at + DAY_MIN);
		if (after == before)
			continue;
		put_part(out, find_change(at, at + DAY_MIN), before, after);
		before = after;
	}
	ics_put(out, "END", "VTIMEZONE");
}
