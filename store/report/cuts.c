/* Months are cut one by one; school years are the months of September. */
#include "store/report/cuts.h"

#include "store/base/err.h"

enum { DAYS_OF_MONTH_MIN = 28, SCHOOL_MONTH = 9 };

static int64_t next_month(int64_t at_min)
{
	struct wall day;
	clock_to_wall(at_min, &day);
	day.year += day.month == 12;
	day.month = day.month % 12 + 1;
	return clock_day_start(clock_day_number(day.year, day.month, 1));
}

static int64_t next_school_year(int64_t at_min)
{
	struct wall day;
	clock_to_wall(at_min, &day);
	day.year += day.month >= SCHOOL_MONTH;
	return clock_day_start(clock_day_number(day.year, SCHOOL_MONTH, 1));
}

static int cut(struct report_work *w, int64_t (*next)(int64_t at_min), struct cuts *out)
{
	size_t n_max = (size_t)w->n_days / DAYS_OF_MONTH_MIN + 3;
	*out = (struct cuts){.start = arena_alloc(w->arena, (n_max + 1) * sizeof *out->start)};
	if (!out->start)
		return QUAD_ENOMEM;
	for (int64_t at = w->from; at < w->to; at = next(at))
		out->start[out->n++] = at;
	out->start[out->n] = w->to;
	return 0;
}

int cuts_months(struct report_work *w, struct cuts *out)
{
	return cut(w, next_month, out);
}

int cuts_school_years(struct report_work *w, struct cuts *out)
{
	return cut(w, next_school_year, out);
}

size_t cuts_find(const struct cuts *c, int64_t at_min)
{
	size_t lo = 0, hi = c->n;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (c->start[mid] <= at_min)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

const char *cuts_month_text(struct report_work *w, const struct cuts *c, size_t month)
{
	struct wall day;
	clock_to_wall(c->start[month], &day);
	return arena_fmt(w->arena, "%04d-%02d", day.year, day.month);
}

const char *cuts_school_year_text(struct report_work *w, const struct cuts *c, size_t year)
{
	struct wall day;
	clock_to_wall(c->start[year], &day);
	int first = day.month >= SCHOOL_MONTH ? day.year : day.year - 1;
	return arena_fmt(w->arena, "%04d-%04d", first, first + 1);
}
