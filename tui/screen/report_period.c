/* Terms come in the order of the list; they are looked through by their first days, since a list may have any order. */
#include "tui/screen/report_period.h"

#include "store/base/clock.h"

enum { SCHOOL_YEAR_MONTH = 9, WEEK_DAYS = 7 };

static int64_t first_of_month(int year, int month)
{
	year += (month - 1) / 12;
	return clock_day_number(year, (month - 1) % 12 + 1, 1);
}

static int64_t end_of_term(const struct term *t)
{
	return t->first_monday + (int64_t)t->weeks * WEEK_DAYS;
}

/* The term that runs on a day, else the last that has begun, else the first; NULL: there is none. */
static const struct term *find_term(const struct term_list *terms, int64_t day)
{
	const struct term *found = NULL, *first = NULL;
	for (size_t i = 0; i < terms->n; i++) {
		const struct term *t = &terms->v[i];
		if (t->first_monday <= day && (!found || t->first_monday > found->first_monday))
			found = t;
		if (!first || t->first_monday < first->first_monday)
			first = t;
	}
	return found ? found : first;
}

/* The next one before or after a day; NULL: there is none. */
static const struct term *find_next_term(const struct term_list *terms, int64_t day, int step)
{
	const struct term *found = NULL;
	for (size_t i = 0; i < terms->n; i++) {
		const struct term *t = &terms->v[i];
		bool is_beyond = step > 0 ? t->first_monday > day : t->first_monday < day;
		bool is_nearer = !found || (step > 0 ? t->first_monday < found->first_monday
		                                     : t->first_monday > found->first_monday);
		if (is_beyond && is_nearer)
			found = t;
	}
	return found;
}

static void set_term(struct report_period *p, const struct term *t)
{
	*p = (struct report_period){SPAN_TERM, t->first_monday, end_of_term(t)};
}

void report_period_set(struct report_period *p, enum report_span span, const struct term_list *terms, int64_t day)
{
	const struct term *term = span == SPAN_TERM ? find_term(terms, day) : NULL;
	struct wall wall;
	clock_day_civil(day, &wall);
	int school_year = wall.month >= SCHOOL_YEAR_MONTH ? wall.year : wall.year - 1;
	if (term)
		set_term(p, term);
	else if (span == SPAN_SCHOOL_YEAR)
		*p = (struct report_period){span, first_of_month(school_year, SCHOOL_YEAR_MONTH),
		                            first_of_month(school_year + 1, SCHOOL_YEAR_MONTH)};
	else if (span == SPAN_YEAR)
		*p = (struct report_period){span, first_of_month(wall.year, 1), first_of_month(wall.year + 1, 1)};
	else
		*p = (struct report_period){SPAN_MONTH, first_of_month(wall.year, wall.month),
		                            first_of_month(wall.year, wall.month + 1)};
}

bool report_period_shift(struct report_period *p, const struct term_list *terms, int step)
{
	const struct term *term = p->span == SPAN_TERM ? find_next_term(terms, p->from, step) : NULL;
	int64_t days = p->to - p->from;
	if (p->span == SPAN_OTHER)
		*p = (struct report_period){SPAN_OTHER, p->from + step * days, p->to + step * days};
	else if (p->span != SPAN_TERM)
		report_period_set(p, p->span, terms, step > 0 ? p->to : p->from - 1);
	else if (term)
		set_term(p, term);
	return p->span != SPAN_TERM || term;
}

void report_period_name(const struct report_period *p, const struct term_list *terms, struct buf *out)
{
	const struct term *term = p->span == SPAN_TERM ? find_term(terms, p->from) : NULL;
	struct wall wall;
	clock_day_civil(p->from, &wall);
	switch (p->span) {
	case SPAN_MONTH: buf_fmt(out, "%04d-%02d", wall.year, wall.month); break;
	case SPAN_TERM: buf_str(out, term ? term->code : ""); break;
	case SPAN_SCHOOL_YEAR: buf_fmt(out, "%04d-%04d", wall.year, wall.year + 1); break;
	case SPAN_YEAR: buf_fmt(out, "%04d", wall.year); break;
	case SPAN_OTHER: break;
	}
}
