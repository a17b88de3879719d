/*
 * Patterns in the calendar. Expansion walks the dates of the term (and, for make-up days, a month around it), finds the
 * week and the weekday whose timetable each date has, and takes the dates that the pattern names: so a day rule moves
 * every series by the same rule, and a date can have another day's timetable on either side of a term's boundary.
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
	for (size_t i = 0; i < c->n_terms; i++) {
		const struct term *t = &c->terms[i];
		bool found = *code ? strcmp(t->code, code) == 0 : term_holds(t, day);
		if (found)
			return t;
	}
	return NULL;
}

static int day_order(const void *element, const void *date)
{
	const struct day_rule *d = element;
	int64_t wanted = *(const int64_t *)date;
	return (d->date > wanted) - (d->date < wanted);
}

const struct day_rule *calendar_day(const struct calendar *c, const char *campus, int64_t date)
{
	const struct day_rule *common = NULL;
	size_t first = array_find(c->days, c->n_days, sizeof *c->days, &date, day_order);
	for (size_t i = first; i < c->n_days && c->days[i].date == date; i++) {
		const struct day_rule *d = &c->days[i];
		if (*d->campus && strcmp(d->campus, campus) == 0)
			return d;
		if (!*d->campus)
			common = d;
	}
	return common;
}

/* The newest table of periods of a campus that is valid on a date: its first day; INT64_MIN if there is none. */
static int64_t find_period_table(const struct calendar *c, const char *campus, int64_t date)
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
	int64_t from = *campus ? find_period_table(c, campus, date) : INT64_MIN;
	if (from == INT64_MIN) {
		owner = "";
		from = find_period_table(c, "", date);
	}
	for (size_t i = 0; i < c->n_periods; i++) {
		const struct period *p = &c->periods[i];
		if (p->number == number && p->valid_from == from && strcmp(p->campus, owner) == 0)
			return p;
	}
	return NULL;
}

/* The newest clock times that a period of a campus has had by a date, whether or not the table of that date has it. */
static const struct period *find_last_times(const struct calendar *c, const char *campus, int64_t date, uint32_t number)
{
	const struct period *best = NULL;
	for (size_t i = 0; i < c->n_periods; i++) {
		const struct period *p = &c->periods[i];
		bool named = p->number == number && p->valid_from <= date && strcmp(p->campus, campus) == 0;
		if (named && (!best || p->valid_from > best->valid_from))
			best = p;
	}
	return best || !*campus ? best : find_last_times(c, "", date, number);
}

/* The term nearest to a make-up day outside of all terms; NULL for a date within one. */
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

/* The week and the weekday whose timetable a date has. */
struct taught {
	uint32_t week, weekday;
};

/* Those of a date without day rules. */
static struct taught own_day(const struct term *term, int64_t date)
{
	return (struct taught){(uint32_t)((date - term->first_monday) / 7 + 1), (uint32_t)clock_weekday(date)};
}

/*
 * The week and the weekday that a date teaches in a term, by its rule; false if it teaches nothing of the term: a day
 * off, or not in the term. Dates outside of all terms teach only by a rule `as`, which then is about the nearest term.
 */
static bool taught_on(const struct calendar *c, const struct term *term, const struct day_rule *rule, int64_t date,
                      struct taught *out)
{
	bool inside = term_holds(term, date);
	if (rule && rule->kind == DAY_AS) {
		*out = (struct taught){rule->week, rule->weekday};
		return inside || nearest_term(c, date) == term;
	}
	*out = own_day(term, date);
	return inside && !(rule && rule->kind == DAY_OFF);
}

static bool in_set(uint64_t set, uint32_t n)
{
	return n < 64 && set >> n & 1;
}

uint64_t occurrence_origin(int64_t day, uint32_t first)
{
	return (uint64_t)(day - PERIOD_ALWAYS + 1) * 64 + first;
}

int64_t occurrence_day(uint64_t origin)
{
	return (int64_t)(origin / 64) - 1 + PERIOD_ALWAYS;
}

bool occurrence_is_of(const struct occurrences *all, const struct occurrence *o, const struct booking *b)
{
	if (b->origin != o->origin)
		return false;
	if (b->start == o->start)
		return true;
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].origin == b->origin && all->v[i].start == b->start)
			return false;
	return true;
}

static int add_occurrence(struct occurrences *out, struct arena *arena, int64_t start, int64_t end, uint64_t origin)
{
	struct occurrence *v = arena_grow(arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n++] = (struct occurrence){.start = start, .end = end, .origin = origin};
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

/* Adds a reason for a period that the calendar lacks, once for each number. */
static void add_missing_period(struct reasons *why, uint32_t number, int64_t date, const char *campus)
{
	char name[16];
	snprintf(name, sizeof name, "%" PRIu32, number);
	for (size_t i = 0; i < why->n; i++)
		if (why->v[i].rule == RULE_UNKNOWN && strcmp(why->v[i].subject, name) == 0)
			return;
	reason_add_text(why, REASON_NO_PERIOD, name, "%s", campus)->number = date;
}

/* A pattern that is expanded. */
struct expansion {
	const struct calendar *calendar;
	const struct term *term;
	const char *campus;
	const struct week_pattern *pattern;
	struct reasons *why;
	struct arena *arena;
};

/* The periods first to last, which follow each other, as one occurrence. */
static int add_run(const struct expansion *e, int64_t date, uint32_t first, uint32_t last, int64_t nominal,
                   struct occurrences *out)
{
	const struct period *a = calendar_period(e->calendar, e->campus, date, first);
	const struct period *b = calendar_period(e->calendar, e->campus, date, last);
	bool lacking = !a || !b;
	uint32_t missing = a ? last : first;
	if (lacking && e->calendar->fills_periods) {
		a = find_last_times(e->calendar, e->campus, date, first);
		b = find_last_times(e->calendar, e->campus, date, last);
	}
	if (!a || !b) {
		add_missing_period(e->why, missing, date, e->campus);
		return 0;
	}
	int err = add_occurrence(out, e->arena, instant(date, a->start), instant(date, b->end),
	                         occurrence_origin(nominal, first));
	if (!err)
		out->v[out->n - 1].lacking = lacking;
	return err;
}

/* The occurrences of one date: runs of periods, or the clock times. nominal: the date without day rules. */
static int add_date(const struct expansion *e, int64_t date, int64_t nominal, struct occurrences *out)
{
	const struct week_pattern *p = e->pattern;
	if (!p->periods)
		return add_occurrence(out, e->arena, instant(date, p->from_min), instant(date, p->to_min),
		                      occurrence_origin(nominal, 0));
	for (uint32_t first = 1; first < 64; first++) {
		if (!in_set(p->periods, first))
			continue;
		uint32_t last = first;
		while (in_set(p->periods, last + 1))
			last++;
		int err = add_run(e, date, first, last, nominal, out);
		if (err)
			return err;
		first = last;
	}
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct occurrence *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* Adds a reason for each part of the pattern that the term cannot hold. */
static void check_pattern(const struct calendar *c, const struct week_pattern *p, const struct term *t,
                          struct reasons *why)
{
	for (uint32_t w = t->weeks + 1; w < 64 && !c->cuts_weeks; w++)
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
}

static bool pattern_names(const struct week_pattern *p, struct taught t)
{
	return in_set(p->weeks, t.week) && in_set(p->weekdays, t.weekday);
}

/* Adds one date of the term or around it to the occurrences, or to the dropped dates. */
static int expand_date(const struct expansion *e, int64_t date, struct occurrences *out)
{
	struct taught held, own = own_day(e->term, date);
	const struct day_rule *rule = calendar_day(e->calendar, e->campus, date);
	bool wanted = taught_on(e->calendar, e->term, rule, date, &held) && pattern_names(e->pattern, held);
	bool ruled = rule && rule->kind != DAY_NORMAL && term_holds(e->term, date);
	bool same = wanted && own.week == held.week && own.weekday == held.weekday;
	if (ruled && pattern_names(e->pattern, own) && !same) {
		int err = add_dropped(out, e->arena, date, rule);
		if (err)
			return err;
	}
	if (!wanted)
		return 0;
	return add_date(e, date, e->term->first_monday + (held.week - 1) * 7 + held.weekday - 1, out);
}

int calendar_expand(const struct calendar *c, const char *campus, const struct week_pattern *p, struct reasons *why,
                    struct arena *arena, struct occurrences *out)
{
	const struct term *t = calendar_term(c, p->term, INT64_MIN);
	struct expansion e = {c, t, campus, p, why, arena};
	*out = (struct occurrences){0};
	if (!t) {
		reason_add(why, REASON_NO_TERM, p->term);
		return 0;
	}
	check_pattern(c, p, t, why);
	if (why->n)
		return 0;
	for (int64_t date = t->first_monday - AROUND_DAYS; date < term_end(t) + AROUND_DAYS; date++) {
		int err = expand_date(&e, date, out);
		if (err)
			return err;
	}
	if (out->n > OCCURRENCES_MAX)
		reason_add_number(why, REASON_MANY_DATES, "weeks", (int64_t)out->n)->limit = OCCURRENCES_MAX;
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_start);
	return 0;
}
