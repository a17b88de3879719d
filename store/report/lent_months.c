/* Months are those of the calendar on the wall. */
#include "store/base/err.h"
#include "store/report/lent.h"

static int64_t next_month(int64_t at_min)
{
	struct wall day;
	clock_to_wall(at_min, &day);
	day.year += day.month == 12;
	day.month = day.month % 12 + 1;
	return clock_day_start(clock_day_number(day.year, day.month, 1));
}

int lent_months_load(struct report_work *w, struct lent_months *out)
{
	size_t n_max = (size_t)w->n_days / 28 + 3;
	*out = (struct lent_months){.start = arena_alloc(w->arena, (n_max + 1) * sizeof *out->start)};
	if (!out->start)
		return QUAD_ENOMEM;
	for (int64_t at = w->from; at < w->to; at = next_month(at))
		out->start[out->n++] = at;
	out->start[out->n] = w->to;
	return 0;
}

const char *lent_month_text(struct report_work *w, const struct lent_months *m, size_t month)
{
	struct wall day;
	clock_to_wall(m->start[month], &day);
	return arena_fmt(w->arena, "%04d-%02d", day.year, day.month);
}
