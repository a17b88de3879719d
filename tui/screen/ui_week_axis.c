/* Makes the lines of a week: from the clock, or from the calendar's periods. */
#include "tui/screen/ui_week_axis.h"

#include "store/base/clock.h"

enum { PERIOD_NUMBER_MAX = 64 };

void week_axis_steps(struct week_axis *a, int step_min)
{
	a->n = (size_t)(DAY_MIN / step_min);
	for (size_t i = 0; i < a->n; i++) {
		a->period[i] = 0;
		int from = (int)i * step_min;
		for (int d = 0; d < WEEK_DAYS; d++)
			a->day[d][i] = (struct week_span){(short)from, (short)(from + step_min)};
	}
}

int64_t week_axis_start(const struct week_axis *a, int64_t monday, int day, size_t line)
{
	return clock_minute_at(monday + day, a->day[day][line].from);
}

int64_t week_axis_end(const struct week_axis *a, int64_t monday, int day, size_t line)
{
	return clock_minute_at(monday + day, a->day[day][line].to);
}

size_t week_axis_line(const struct week_axis *a, int day, int minute)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->day[day][i].to > minute)
			return i;
	return a->n ? a->n - 1 : 0;
}

/* ---- periods ---- */

/* True if all that a booking takes of a day lies in the span: one that reaches into a period is seen there. */
static bool holds_booking(const struct slot_list *slots, int64_t day, struct week_span span)
{
	if (span.from >= span.to)
		return false;
	int64_t day_start = clock_day_start(day), day_end = clock_day_start(day + 1);
	int64_t start = clock_minute_at(day, span.from), end = clock_minute_at(day, span.to);
	for (size_t i = 0; i < slots->n; i++) {
		const struct slot *s = &slots->v[i];
		int64_t from = s->from > day_start ? s->from : day_start;
		int64_t to = s->to < day_end ? s->to : day_end;
		if (s->booking && from < to && from >= start && to <= end)
			return true;
	}
	return false;
}

/* Adds a line of the times between the last line and the next one, if a booking lies there on any day. */
static void add_between(struct week_axis *a, int64_t monday, const struct week_span *next,
                        const struct slot_list *slots)
{
	bool wanted = false;
	if (a->n + 1 >= WEEK_LINES_MAX)
		return;
	for (int d = 0; d < WEEK_DAYS; d++) {
		short from = a->n ? a->day[d][a->n - 1].to : 0;
		a->day[d][a->n] = (struct week_span){from, next[d].from > from ? next[d].from : from};
		wanted = wanted || holds_booking(slots, monday + d, a->day[d][a->n]);
	}
	a->period[a->n] = 0;
	a->n += wanted;
}

/* The times of a period on each day; false if it is on none. On a day without it, it is at no time, in its place. */
static bool find_times(const struct week_axis *a, const struct calendar *c, const char *campus, int64_t monday,
                       uint32_t number, struct week_span out[WEEK_DAYS])
{
	bool any = false;
	for (int d = 0; d < WEEK_DAYS; d++) {
		const struct period *p = calendar_period(c, campus, monday + d, number);
		short last = a->n ? a->day[d][a->n - 1].to : 0;
		any = any || p;
		out[d] = p ? (struct week_span){(short)p->start, (short)p->end} : (struct week_span){last, last};
	}
	return any;
}

bool week_axis_periods(struct week_axis *a, const struct calendar *c, const char *campus, int64_t monday,
                       const struct slot_list *slots)
{
	struct week_span times[WEEK_DAYS];
	size_t n_periods = 0;
	a->n = 0;
	for (uint32_t number = 1; number <= PERIOD_NUMBER_MAX; number++) {
		if (!find_times(a, c, campus, monday, number, times))
			continue;
		add_between(a, monday, times, slots);
		for (int d = 0; d < WEEK_DAYS; d++)
			a->day[d][a->n] = times[d];
		a->period[a->n++] = number;
		n_periods++;
	}
	for (int d = 0; d < WEEK_DAYS; d++)
		times[d] = (struct week_span){DAY_MIN, DAY_MIN};
	if (n_periods)
		add_between(a, monday, times, slots);
	return n_periods > 0;
}
