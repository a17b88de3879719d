/* Day by day and window by window, of which each leaves what no closure covers. */
#include "store/facts/open_time.h"

#include "store/base/clock.h"

/* The minutes of [start, end) in no closure. */
static int64_t left_open(const struct closures *closed, int64_t start, int64_t end)
{
	int64_t sum = 0;
	while (start < end) {
		int64_t next = end, until = start;
		for (size_t i = 0; i < closed->n; i++) {
			const struct closure *c = &closed->v[i];
			if (c->end <= start || c->end <= c->start)
				continue;
			if (c->start <= start)
				until = c->end > until ? c->end : until;
			else if (c->start < next)
				next = c->start;
		}
		if (until > start) {
			start = until;
			continue;
		}
		sum += next - start;
		start = next;
	}
	return sum;
}

static int64_t clip_open(const struct closures *closed, const int64_t window[2], int64_t start, int64_t end)
{
	return left_open(closed, window[0] > start ? window[0] : start, window[1] < end ? window[1] : end);
}

int64_t open_time_minutes(const struct opening *o, const struct closures *closed, int64_t start, int64_t end)
{
	static const struct open_window usual = {OPEN_USUAL_FROM, OPEN_USUAL_TO};
	int64_t sum = 0;
	for (int64_t day = clock_local_day(start); start < end && clock_day_start(day) < end; day++) {
		int weekday = clock_weekday(day);
		const struct open_window *v = o->always ? &usual : o->day[weekday];
		unsigned n = o->always ? 1 : o->n[weekday];
		for (unsigned i = 0; i < n; i++) {
			int64_t window[2] = {clock_minute_at(day, v[i].from), clock_minute_at(day, v[i].to)};
			sum += clip_open(closed, window, start, end);
		}
	}
	return sum;
}
