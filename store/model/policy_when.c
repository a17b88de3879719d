/*
 * Both questions go through the local days of an interval. Where the clock is changed on a day, that day is asked
 * minute by minute.
 */
#include "store/model/policy_when.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"

/* True if a text of opening hours ends in days: only those can be followed by a word that they are closed. */
static bool ends_in_days(const char *text)
{
	struct opening unread;
	struct buf b = {0};
	const char *bad;
	buf_fmt(&b, "Mon 08:00-09:00;%s closed", text);
	bool yes = !b.failed && opening_parse(buf_text(&b), &unread, &bad) == 0;
	buf_release(&b);
	return yes;
}

/* Reads a text that ends in days, all minutes of which are meant. */
static int read_whole_days(const char *text, struct opening *out)
{
	struct buf b = {0};
	const char *bad;
	*out = (struct opening){.always = true};
	if (!ends_in_days(text))
		return QUAD_EINVAL;
	buf_fmt(&b, "%s 00:00-24:00", text);
	int err = b.failed ? QUAD_ENOMEM : opening_parse(buf_text(&b), out, &bad);
	buf_release(&b);
	return err;
}

int policy_when_parse(const char *text, struct opening *out)
{
	const char *bad;
	int err = opening_parse(text, out, &bad);
	return err == QUAD_EINVAL ? read_whole_days(text, out) : err;
}

int policy_days_parse(const char *text, unsigned *out)
{
	struct opening days;
	*out = 0;
	int err = strchr(text, ':') ? QUAD_EINVAL : read_whole_days(text, &days);
	for (int d = 1; !err && d <= 7; d++)
		*out |= days.n[d] > 0 ? 1u << d : 0;
	return err;
}

/* ---- windows of a local day ---- */

/* A part of [start, end) that is on one local day, which begins at `first`. */
struct day_part {
	int64_t day, first;
	int64_t start, end;
	bool even; /* the clock is not changed on that day */
};

/*
 * The part of the interval from `at` on that is on the local day of `at`. A clock that is set back across midnight
 * makes two parts of a day.
 */
static struct day_part part_of_day(int64_t at, int64_t end)
{
	int64_t day = clock_local_day(at), first = clock_day_start(day), next = clock_day_start(day + 1);
	bool even = next - first == DAY_MIN && first <= at && at < next;
	if (!even)
		for (next = at + 1; next < end; next++)
			if (clock_local_day(next) != day)
				break;
	return (struct day_part){day, first, at, next < end ? next : end, even};
}

/* The minutes of a part whose wall clock shows from <= m < to. */
static int64_t minutes_of(const struct day_part *p, int from, int to)
{
	int64_t n = 0;
	if (p->even) {
		int64_t a = p->first + from, b = p->first + to;
		a = a > p->start ? a : p->start;
		b = b < p->end ? b : p->end;
		return b > a ? b - a : 0;
	}
	for (int64_t t = p->start; t < p->end; t++) {
		int minute = clock_local_minute(t);
		n += from <= minute && minute < to;
	}
	return n;
}

static bool part_meets(const struct day_part *p, const struct opening *when)
{
	int d = clock_weekday(p->day);
	for (unsigned i = 0; i < when->n[d]; i++)
		if (minutes_of(p, when->day[d][i].from, when->day[d][i].to) > 0)
			return true;
	return false;
}

bool policy_when_meets(const struct opening *when, int64_t start_min, int64_t end_min)
{
	if (when->always)
		return start_min < end_min;
	for (int64_t at = start_min; at < end_min;) {
		struct day_part p = part_of_day(at, end_min);
		if (part_meets(&p, when))
			return true;
		at = p.end;
	}
	return false;
}

int64_t policy_minutes_within(int from, int to, unsigned days, int64_t start_min, int64_t end_min)
{
	int64_t n = 0;
	if (from == 0 && to == DAY_MIN && days == POLICY_ALL_DAYS)
		return end_min > start_min ? end_min - start_min : 0;
	for (int64_t at = start_min; at < end_min;) {
		struct day_part p = part_of_day(at, end_min);
		bool today = days & 1u << clock_weekday(p.day), yesterday = days & 1u << clock_weekday(p.day - 1);
		if (today)
			n += minutes_of(&p, from, to > from ? to : DAY_MIN);
		if (yesterday && to <= from)
			n += minutes_of(&p, 0, to);
		at = p.end;
	}
	return n;
}
