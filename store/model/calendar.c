/*
 * Patterns in the calendar. Expansion walks the dates of the term (and, for make-up days, a month around it), asks
 * what week and weekday each date teaches, and takes those that the pattern names: so a day rule moves every series by
 * the same rule, and a date can teach another day's timetable on either side of a term's boundary.
 */
#include "store/model/calendar.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"

/* Make-up days lie near their term. */
#define AROUND_DAYS 31

static int64_t term_end(const struct term *t)
{
	return t->first_monday + (int64_t)t->weeks * 7;
}

static bool term_holds(const struct term *t, int64_t day)
{
	return day >= t->first_monday && day < term_end(t);
}

const struct term *calendar_term(const struct calendar *c, const char *code, int64_t day)
{
	if (!*code && c->n_terms == 1)
		return c->terms;
	for (size_t i = 0; i < c->n_terms; i++)
		if (*code ? strcmp(c->terms[i].code, code) == 0 : term_holds(&c->terms[i], day))
			return &c->terms[i];
	return NULL;
}

const struct day_rule *calendar_day(const struct calendar *c, const char *campus, int64_t date)
{
	const struct day_rule *common = NULL;
	size_t lo = 0, hi = c->n_days;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (c->days[mid].date < date)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < c->n_days && c->days[lo].date == date; lo++) {
		const struct day_rule *d = &c->days[lo];
		if (*d->campus && strcmp(d->campus, campus) == 0)
			return d;
		if (!*d->campus)
			common = d;
	}
	return common;
}

/* The newest table of periods of a campus that is valid on a date: its first day; INT64_MIN if there is none. */
static int64_t table_of(const struct calendar *c, const char *campus, int64_t date)
{
	int64_t best = INT64_MIN;
	for (size_t i = 0; i < c->n_periods; i++) {
		const struct period *p = &c->periods[i];
		if (p->valid_from <= date && p->valid_from > best && strcmp(p->campus, campus) == 0)
			best = p->valid_from;
	}
	return best;
}

const struct period *calendar_period(const struct calendar *c, const char *campus, int64_t date, uint32_t number)
{
	const char *owner = campus;
	int64_t from = *campus ? table_of(c, campus, date) : INT64_MIN;
	if (from == INT64_MIN) {
		owner = "";
		from = table_of(c, "", date);
	}
	for (size_t i = 0; i < c->n_periods; i++) {
		const struct period *p = &c->periods[i];
		if (p->number == number && p->valid_from == from && strcmp(p->campus, owner) == 0)
			return p;
	}
	return NULL;
}

/* The term that a make-up day outside of all terms is about: the nearest. */
static const struct term *nearest_term(const struct calendar *c, int64_t date)
{
	const struct term *best = NULL;
	int64_t best_days = INT64_MAX;
	for (size_t i = 0; i < c->n_terms; i++) {
		const struct term *t = &c->terms[i];
		int64_t days = date < t->first_monday ? t->first_monday - date : date - term_end(t) + 1;
		if (term_holds(t, date))
			return NULL;
		if (days < best_days) {
			best = t;
			best_days = days;
		}
	}
	return best;
}

/*
 * What week and weekday a date teaches in a term; false if it teaches nothing of it (off, or not in the term). Dates
 * outside of all terms teach something only by a rule `as`, which then is about the nearest term.
 */
static bool teaches(const struct calendar *c, const struct term *term, const char *campus, int64_t date,
                      uint32_t *week, uint32_t *weekday)
{
	const struct day_rule *rule = calendar_day(c, campus, date);
	bool inside = term_holds(term, date);
	if (rule && rule->kind == DAY_AS) {
		*week = rule->week;
		*weekday = rule->weekday;
		return inside || nearest_term(c, date) == term;
	}
	*week = (uint32_t)((date - term->first_monday) / 7 + 1);
	*weekday = (uint32_t)clock_weekday(date);
	return inside && !(rule && rule->kind == DAY_OFF);
}

static bool in_set(uint64_t set, uint32_t n)
{
	return n < 64 && set >> n & 1;
}

static int add_occurrence(struct occurrences *out, struct arena *arena, int64_t start, int64_t end, uint64_t origin)
{
	struct occurrence *v = arena_grow(arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n++] = (struct occurrence){start, end, origin};
	return 0;
}

static int add_dropped(struct occurrences *out, struct arena *arena, int64_t date, const struct day_rule *rule)
{
	struct dropped *v = arena_grow(arena, out->dropped, out->n_dropped, &out->cap_dropped, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->dropped = v;
	v[out->n_dropped++] = (struct dropped){date, rule};
	return 0;
}

/* A minute of a local day; a skipped time is read with the offset before the gap. */
static int64_t instant(int64_t date, int minute)
{
	struct wall w;
	int64_t at;
	clock_day_civil(date + minute / DAY_MIN, &w);
	w.hour = minute % DAY_MIN / 60;
	w.minute = minute % 60;
	if (clock_from_wall(&w, &at) != QUAD_EGAP)
		return at;
	int64_t before = clock_day_start(date);
	return before + minute - clock_local_minute(before);
}

static void lacks_period(struct reasons *why, uint32_t number, int64_t date, const char *campus)
{
	char name[16];
	snprintf(name, sizeof name, "%" PRIu32, number);
	for (size_t i = 0; i < why->n; i++)
		if (why->v[i].rule == RULE_UNKNOWN && strcmp(why->v[i].subject, name) == 0)
			return;
	reason_add_text(why, REASON_NO_PERIOD, name, "%s", campus)->number = date;
}

/* The times of one date: runs of periods that follow each other, or the clock times. */
static int add_date(const struct calendar *c, const char *campus, const struct week_pattern *p, int64_t date,
                    int64_t nominal, struct reasons *why, struct arena *arena, struct occurrences *out)
{
	uint64_t origin = (uint64_t)(nominal - PERIOD_ALWAYS + 1) * 64;
	if (!p->periods)
		return add_occurrence(out, arena, instant(date, p->from_min), instant(date, p->to_min), origin);
	for (uint32_t n = 1; n < 64; n++) {
		if (!in_set(p->periods, n))
			continue;
		uint32_t last = n;
		while (in_set(p->periods, last + 1))
			last++;
		const struct period *a = calendar_period(c, campus, date, n), *b = calendar_period(c, campus, date, last);
		if (!a || !b) {
			lacks_period(why, a ? last : n, date, campus);
		} else {
			int err = add_occurrence(out, arena, instant(date, a->start), instant(date, b->end), origin + n);
			if (err)
				return err;
		}
		n = last;
	}
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct occurrence *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

static bool is_excepted(const int64_t *except, size_t n, int64_t date)
{
	for (size_t i = 0; i < n; i++)
		if (except[i] == date)
			return true;
	return false;
}

int calendar_expand(const struct calendar *c, const char *campus, const struct week_pattern *p, const int64_t *except,
                    size_t n_except, struct reasons *why, struct arena *arena, struct occurrences *out)
{
	const struct term *t = calendar_term(c, p->term, INT64_MIN);
	*out = (struct occurrences){0};
	if (!t) {
		reason_add(why, REASON_NO_TERM, p->term);
		return 0;
	}
	for (uint32_t w = t->weeks + 1; w < 64; w++)
		if (in_set(p->weeks, w)) {
			reason_add_number(why, REASON_WEEKS, "weeks", w)->limit = t->weeks;
			break;
		}
	if (!p->weeks)
		reason_add(why, REASON_MISSING, "weeks");
	if (!p->weekdays)
		reason_add(why, REASON_MISSING, "weekdays");
	if (!p->periods && p->to_min <= p->from_min)
		reason_add_text(why, REASON_END, "end", "%02d:%02d", p->to_min / 60, p->to_min % 60);
	if (why->n)
		return 0;
	for (int64_t date = t->first_monday - AROUND_DAYS; date < term_end(t) + AROUND_DAYS; date++) {
		uint32_t week, weekday;
		int err = 0;
		bool held = teaches(c, t, campus, date, &week, &weekday);
		bool wanted = held && in_set(p->weeks, week) && in_set(p->weekdays, weekday);
		const struct day_rule *rule = calendar_day(c, campus, date);
		if (rule && rule->kind != DAY_NORMAL && term_holds(t, date)) {
			/* what the date would have held */
			uint32_t own_week = (uint32_t)((date - t->first_monday) / 7 + 1);
			uint32_t own_day = (uint32_t)clock_weekday(date);
			bool same = wanted && own_week == week && own_day == weekday;
			if (in_set(p->weeks, own_week) && in_set(p->weekdays, own_day) && !same)
				err = add_dropped(out, arena, date, rule);
		}
		if (!err && wanted && !is_excepted(except, n_except, date))
			err = add_date(c, campus, p, date, t->first_monday + (week - 1) * 7 + weekday - 1, why, arena, out);
		if (err)
			return err;
	}
	if (out->n > OCCURRENCES_MAX)
		reason_add_number(why, REASON_MANY_DATES, "weeks", (int64_t)out->n)->limit = OCCURRENCES_MAX;
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_start);
	return 0;
}
