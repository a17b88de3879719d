/* Days have about 24 hours, so the first guess is at most one off. */
#include "store/report/period_days.h"

#include "store/base/err.h"

int period_days_load(struct report_work *w, struct period_days *out)
{
	*out = (struct period_days){.first = w->first_day, .n = (size_t)w->n_days};
	out->start = arena_alloc(w->arena, (out->n + 1) * sizeof *out->start);
	if (!out->start)
		return QUAD_ENOMEM;
	for (size_t i = 0; i <= out->n; i++)
		out->start[i] = clock_day_start(out->first + (int64_t)i);
	return 0;
}

size_t period_days_find(const struct period_days *d, int64_t at_min)
{
	int64_t guess = (at_min - d->start[0]) / DAY_MIN;
	size_t day = guess >= (int64_t)d->n ? d->n - 1 : (size_t)guess;
	while (day + 1 < d->n && d->start[day + 1] <= at_min)
		day++;
	while (day > 0 && d->start[day] > at_min)
		day--;
	return day;
}
