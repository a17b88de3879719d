/*
 * The occurrences of RRULE and RDATE are one sorted list, in which each start is there once (RFC 5545, 3.8.5.2), and in
 * which EXDATE and RECURRENCE-ID look for the one that they mean.
 *
 * They should say it as DTSTART does. Many programs do not: they leave the zone out, write a date alone, or midnight
 * for it. So a value is tried in each way in which it may be meant, the strictest first, until it hits.
 */
#include "store/list/ics_dates.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/list/list_cell.h"
#include "store/model/calendar.h"

static int refuse_time(struct ics_dates_ask *ask, const char *field, const struct ics_value *v, int err)
{
	if (err == QUAD_ENOMEM)
		return err;
	char *text = utf8_clean(ask->arena, v->text, strnlen(v->text, 40));
	char *tzid = v->tzid ? utf8_clean(ask->arena, v->tzid, strnlen(v->tzid, 60)) : NULL;
	if (!text || (v->tzid && !tzid))
		return QUAD_ENOMEM;
	if (err == QUAD_EZONE)
		reason_add_text(ask->why, REASON_VALUE, "TZID", "%s", tzid);
	else
		reason_add_text(ask->why, REASON_TIME, field, "%s", text);
	return 0;
}

/* Reads a time; false with the reason added, or *err. */
static bool read_time(struct ics_dates_ask *ask, const char *field, const struct ics_value *v, struct ics_time *out,
                      int *err)
{
	int wrong = ics_time_read(ask->zones, v->text, v->tzid, out);
	*err = wrong ? refuse_time(ask, field, v, wrong) : 0;
	return !wrong;
}

static int64_t day_of(const struct wall *w)
{
	return clock_day_number(w->year, w->month, w->day);
}

/* ---- the first one ---- */

/* How long the event lasts by its DTEND, with its start and this end read. */
static int measure_span(struct ics_dates_ask *ask, struct ics_time *start, const struct ics_time *end,
                        struct ics_duration *length)
{
	if (start->is_date && end->is_date) {
		length->days = day_of(&end->wall) - day_of(&start->wall);
		if (length->days == 0)
			length->days = 1; /* some programs write the same day */
	} else {
		length->seconds = (ics_time_up(end) - start->at) * 60;
		start->second = 0; /* the length is that of whole minutes */
	}
	bool forward = length->days >= 0 && length->seconds >= 0 && length->days + length->seconds > 0;
	if (start->is_date != end->is_date)
		return refuse_time(ask, "DTEND", &ask->e->end, QUAD_EINVAL);
	if (!forward)
		reason_add_text(ask->why, REASON_END, "DTEND", "%s", ask->e->end.text);
	return 0;
}

/* Reads the event's first start, and how long it and its occurrences last. */
static int read_span(struct ics_dates_ask *ask, struct ics_time *start, struct ics_duration *length)
{
	const struct ics_event *e = ask->e;
	struct ics_time end;
	int err = 0;
	*start = (struct ics_time){0};
	*length = (struct ics_duration){0};
	if (!e->start.text) {
		reason_add(ask->why, REASON_NO_TIME, "DTSTART");
		return 0;
	}
	if (!read_time(ask, "DTSTART", &e->start, start, &err))
		return err;
	if (e->duration) {
		struct ics_value v = {e->duration, NULL};
		return ics_duration_read(e->duration, length) ? refuse_time(ask, "DURATION", &v, QUAD_EINVAL) : 0;
	}
	if (!e->end.text) {
		/* a date alone is that day; a time alone is nothing that can be booked */
		length->days = start->is_date;
		if (!start->is_date)
			reason_add(ask->why, REASON_NO_TIME, "DTEND");
		return 0;
	}
	if (!read_time(ask, "DTEND", &e->end, &end, &err))
		return err;
	return measure_span(ask, start, &end, length);
}

/* The same, with the end of the first occurrence, if nothing is wrong. */
static int read_first(struct ics_dates_ask *ask, struct ics_time *start, struct ics_duration *length, int64_t *end)
{
	*end = 0;
	int err = read_span(ask, start, length);
	if (err || ask->why->n)
		return err;
	int wrong = ics_time_end(ask->zones, start, *length, end);
	return wrong ? refuse_time(ask, "DTEND", &ask->e->start, wrong) : 0;
}

int ics_dates_first(struct ics_dates_ask *ask, int64_t *start, int64_t *end)
{
	struct ics_time first;
	struct ics_duration length;
	int err = read_first(ask, &first, &length, end);
	*start = first.at;
	return err;
}

/* ---- all of them ---- */

static int add_slot(struct ics_dates_ask *ask, struct ics_dates *out, const struct ics_time *t, int64_t end,
                    bool from_rule)
{
	struct ics_slot *v = arena_grow(ask->arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n++] = (struct ics_slot){.at = t->at, .end = end, .day = day_of(&t->wall), .from_rule = from_rule};
	return 0;
}

static int refuse_rule(struct ics_dates_ask *ask)
{
	char *text = utf8_clean(ask->arena, ask->e->rule, strlen(ask->e->rule));
	if (!text)
		return QUAD_ENOMEM;
	cell_refuse(ask->why, REASON_VALUE, "RRULE", text);
	return 0;
}

/* Says that the rule goes on to the bound, or cannot without one. */
static void tell_bound(struct ics_dates_ask *ask, const struct ics_bound *bound, const struct ics_time *start)
{
	if (bound->at < start->at)
		reason_add(ask->why, REASON_ENDLESS, "RRULE");
	else
		reason_add_text(ask->notes, REASON_BOUNDED, "RRULE", "%s", bound->term)->number = bound->day;
}

/* Adds every occurrence of the rule, with nothing left out yet. */
static int read_rule(struct ics_dates_ask *ask, const struct ics_bound *bound, const struct ics_time *start,
                     struct ics_duration length, struct ics_dates *out)
{
	struct ics_expansion x;
	int err = ics_expand(ask->zones, ask->e->rule, start, bound->at, OCCURRENCES_MAX, ask->arena, &x);
	if (err)
		return err == QUAD_EINVAL ? refuse_rule(ask) : err;
	out->own = x.own;
	if (x.endless)
		tell_bound(ask, bound, start);
	if (x.more)
		reason_add(ask->why, REASON_MANY_BOOKINGS, "RRULE")->limit = OCCURRENCES_MAX;
	if (ask->why->n)
		return 0;
	for (size_t i = 0; i < x.times.n; i++) {
		int64_t end;
		int wrong = ics_time_end(ask->zones, &x.times.v[i], length, &end);
		if (wrong == QUAD_ENOMEM)
			return wrong;
		if (wrong || end <= x.times.v[i].at)
			continue;
		err = add_slot(ask, out, &x.times.v[i], end, true);
		if (err)
			return err;
	}
	return 0;
}

/* Reads a value of a list; without a zone of its own it has the start's, and a date alone the start's clock time. */
static int read_listed(struct ics_dates_ask *ask, const struct ics_value *v, const struct ics_time *start,
                       struct ics_time *out)
{
	bool own_zone = v->tzid && *v->tzid;
	int wrong = own_zone ? ics_time_read(ask->zones, v->text, v->tzid, out)
	                     : ics_time_read_in(ask->zones, v->text, start->zone, out);
	if (wrong || !out->is_date || start->is_date)
		return wrong;
	const char *text = arena_fmt(ask->arena, "%04d%02d%02dT%02d%02d%02d", out->wall.year, out->wall.month,
	                             out->wall.day, start->wall.hour, start->wall.minute, start->second);
	return text ? ics_time_read_in(ask->zones, text, start->zone, out) : QUAD_ENOMEM;
}

/*
 * Reads one RDATE and adds it. It may be a period, `START/END` or `START/DURATION`; else it lasts as long as the event.
 */
static int read_rdate(struct ics_dates_ask *ask, struct ics_value v, const struct ics_time *start,
                      struct ics_duration length, struct ics_dates *out)
{
	struct ics_value until = {NULL, v.tzid};
	struct ics_time t, end;
	const char *slash = strchr(v.text, '/');
	int64_t stop = 0;
	int wrong = 0;
	if (slash) {
		v.text = arena_dup(ask->arena, v.text, (size_t)(slash - v.text));
		if (!v.text)
			return QUAD_ENOMEM;
		until.text = slash + 1;
	}
	wrong = read_listed(ask, &v, start, &t);
	if (wrong)
		return refuse_time(ask, "RDATE", &v, wrong);
	if (slash && ics_duration_read(until.text, &length) != 0) {
		wrong = read_listed(ask, &until, start, &end);
		if (wrong)
			return refuse_time(ask, "RDATE", &until, wrong);
		stop = ics_time_up(&end);
	} else {
		wrong = ics_time_end(ask->zones, &t, length, &stop);
	}
	if (!wrong && stop <= t.at)
		wrong = QUAD_EINVAL;
	return wrong ? refuse_time(ask, "RDATE", &v, wrong) : add_slot(ask, out, &t, stop, false);
}

/* By start; of the same, that of the rule first. */
static int slot_order(const void *a, const void *b)
{
	const struct ics_slot *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (int)y->from_rule - (int)x->from_rule;
}

/* Sorts the occurrences and keeps each once. */
static void sort_slots(struct ics_dates *d)
{
	size_t n = 0;
	if (d->n)
		qsort(d->v, d->n, sizeof *d->v, slot_order);
	for (size_t i = 0; i < d->n; i++)
		if (n == 0 || d->v[n - 1].at != d->v[i].at)
			d->v[n++] = d->v[i];
	d->n = n;
}

/* ---- which one is meant ---- */

/* One way in which a value may be meant: a start, or all starts of a day. */
struct meaning {
	int64_t value;
	bool day;
};
struct meanings {
	struct meaning v[6];
	size_t n;
};

static void add_meaning(struct meanings *m, bool day, int64_t value)
{
	m->v[m->n++] = (struct meaning){value, day};
}

static bool is_midnight(const struct ics_time *t)
{
	return t->wall.hour == 0 && t->wall.minute == 0;
}

/* Finds the ways in which a value may be meant. 0, or why it is no time. */
static int find_meanings(struct ics_dates_ask *ask, const struct ics_value *v, const struct ics_zone *zone,
                         bool all_day, struct meanings *out)
{
	bool floats = !v->tzid || !*v->tzid;
	struct ics_time t, here;
	*out = (struct meanings){0};
	int wrong = ics_time_read(ask->zones, v->text, v->tzid, &t);
	if (wrong)
		return wrong;
	if (floats && zone && !t.zone && !t.is_date) {
		wrong = ics_time_read_in(ask->zones, v->text, zone, &here);
		if (wrong == QUAD_ENOMEM)
			return wrong;
		if (!wrong)
			add_meaning(out, false, here.at);
	}
	if (!t.is_date)
		add_meaning(out, false, t.at);
	if (t.is_date || is_midnight(&t) || all_day)
		add_meaning(out, true, day_of(&t.wall));
	return 0;
}

static int compare_at(const void *element, const void *key)
{
	const struct ics_slot *slot = element;
	const int64_t *at = key;
	return (slot->at > *at) - (slot->at < *at);
}

static int compare_day(const void *element, const void *key)
{
	const struct ics_slot *slot = element;
	const int64_t *day = key;
	return (slot->day > *day) - (slot->day < *day);
}

static bool is_meant(const struct ics_slot *slot, const struct meaning *m)
{
	return (m->day ? slot->day : slot->at) == m->value;
}

/* The first occurrence that is meant, and the way it is; NULL if none is. */
static struct ics_slot *find_meant(const struct ics_dates *d, const struct meanings *m, const struct meaning **how)
{
	for (size_t i = 0; i < m->n; i++) {
		*how = &m->v[i];
		int (*order)(const void *element, const void *key) = m->v[i].day ? compare_day : compare_at;
		size_t at = array_find(d->v, d->n, sizeof *d->v, &m->v[i].value, order);
		if (at < d->n && is_meant(&d->v[at], &m->v[i]))
			return &d->v[at];
	}
	return NULL;
}

static int note_miss(struct ics_dates_ask *ask, const char *field, const struct ics_value *v)
{
	char *text = utf8_clean(ask->arena, v->text, strnlen(v->text, 40));
	if (!text)
		return QUAD_ENOMEM;
	reason_add_text(ask->notes, REASON_HITS_NOTHING, field, "%s", text);
	return 0;
}

static int leave_out(struct ics_dates_ask *ask, const struct ics_value *v, struct ics_dates *out)
{
	struct meanings m;
	const struct meaning *how;
	int wrong = find_meanings(ask, v, out->zone, out->all_day, &m);
	if (wrong)
		return refuse_time(ask, "EXDATE", v, wrong);
	struct ics_slot *slot = find_meant(out, &m, &how);
	if (!slot)
		return note_miss(ask, "EXDATE", v);
	for (; slot < out->v + out->n && is_meant(slot, how); slot++)
		slot->out = true;
	return 0;
}

int ics_dates_recurrence(struct ics_dates_ask *ask, const struct ics_dates *dates, int64_t *at, bool *hit)
{
	const struct ics_value *v = &ask->e->recurrence;
	struct ics_time t;
	struct meanings m;
	const struct meaning *how;
	int err;
	*at = 0;
	*hit = false;
	if (!read_time(ask, "RECURRENCE-ID", v, &t, &err))
		return err;
	*at = t.at;
	if (!dates)
		return 0;
	int wrong = find_meanings(ask, v, dates->zone, dates->all_day, &m);
	if (wrong)
		return refuse_time(ask, "RECURRENCE-ID", v, wrong);
	const struct ics_slot *slot = find_meant(dates, &m, &how);
	*hit = slot != NULL;
	if (slot)
		*at = slot->at;
	return 0;
}

void ics_dates_leave_out(struct ics_dates *dates, int64_t at)
{
	size_t i = array_find(dates->v, dates->n, sizeof *dates->v, &at, compare_at);
	if (i < dates->n && dates->v[i].at == at)
		dates->v[i].out = true;
}

/* ---- an event ---- */

int ics_dates_read(struct ics_dates_ask *ask, const struct ics_bound *bound, struct ics_dates *out)
{
	const struct ics_event *e = ask->e;
	struct ics_time start;
	struct ics_duration length;
	int64_t end;
	*out = (struct ics_dates){.recurs = e->rule || e->rdates.n};
	int err = read_first(ask, &start, &length, &end);
	if (err || ask->why->n)
		return err;
	out->zone = start.zone;
	out->all_day = start.is_date;
	if (e->rule)
		err = read_rule(ask, bound, &start, length, out);
	else
		err = add_slot(ask, out, &start, end, true);
	for (size_t i = 0; i < e->rdates.n; i++) {
		if (err || ask->why->n)
			return err;
		err = read_rdate(ask, e->rdates.v[i], &start, length, out);
	}
	sort_slots(out);
	if (!err && out->n > OCCURRENCES_MAX)
		reason_add(ask->why, REASON_MANY_TIMES, "RDATE")->limit = OCCURRENCES_MAX;
	for (size_t i = 0; i < e->exdates.n; i++) {
		if (err)
			return err;
		err = leave_out(ask, &e->exdates.v[i], out);
	}
	return err;
}

int ics_dates_fit_rule(const struct ics_dates *dates, struct arena *arena, bool *out)
{
	const struct ics_slot *first = dates->v;
	struct rrule rule;
	int64_t *starts;
	const char *bad;
	size_t n, seen = 0;
	bool more;
	*out = false;
	while (first < dates->v + dates->n && !first->from_rule)
		first++;
	if (!dates->own || first == dates->v + dates->n)
		return 0;
	int err = rrule_parse(dates->own, &rule, arena, &bad);
	if (!err)
		err = rrule_expand(&rule, first->at, NULL, 0, OCCURRENCES_MAX, arena, &starts, &n, &more);
	if (err)
		return err == QUAD_EINVAL ? 0 : err;
	for (const struct ics_slot *slot = first; slot < dates->v + dates->n; slot++) {
		if (!slot->from_rule)
			continue;
		if (seen == n || starts[seen] != slot->at || slot->end - slot->at != first->end - first->at)
			return 0;
		seen++;
	}
	*out = seen == n && !more;
	return 0;
}
