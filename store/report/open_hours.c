/*
 * Groups are found by sorting the resources by hours and campus; the hours of a group are cut day by day, and what is
 * closed is left out as the days go by. A day on which the clock is changed is looked at minute by minute.
 */
#include "store/report/open_hours.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/facts.h"

/* ---- a group's times ---- */

struct walking {
	const struct period_days *days;
	const struct open_group *group;
	size_t at; /* the first closure that ends later than what was given */
	int64_t from, to;
	size_t day;
	open_hours_fn *fn;
	void *arg;
};

/* Gives what of [start, end) lies in the period and is not closed. */
static void give(struct walking *k, int64_t start, int64_t end)
{
	const struct open_group *g = k->group;
	start = start > k->from ? start : k->from;
	end = end < k->to ? end : k->to;
	while (start < end) {
		while (k->at < g->n_closed && g->closed[k->at].end <= start)
			k->at++;
		bool is_closed = k->at < g->n_closed && g->closed[k->at].start < end;
		int64_t until = is_closed ? g->closed[k->at].start : end;
		if (until > start)
			k->fn(k->day, start, until, k->arg);
		start = is_closed ? g->closed[k->at].end : end;
	}
}

static unsigned windows_of(const struct directory_hours *h, int weekday, struct open_window out[OPENING_WINDOWS_MAX])
{
	if (!h->valid)
		return 0;
	if (h->opening.always) {
		out[0] = (struct open_window){OPEN_USUAL_FROM, OPEN_USUAL_TO};
		return 1;
	}
	memcpy(out, h->opening.day[weekday], sizeof h->opening.day[weekday]);
	return h->opening.n[weekday];
}

/* A day on which the clock is changed. */
static void give_by_minute(struct walking *k, const struct open_window *v, unsigned n)
{
	int64_t start = k->days->start[k->day], end = k->days->start[k->day + 1];
	for (int64_t at = start; at < end; at++) {
		int minute = clock_local_minute(at);
		for (unsigned i = 0; i < n; i++)
			if (v[i].from <= minute && minute < v[i].to)
				give(k, at, at + 1);
	}
}

void open_hours_walk(const struct report_work *w, const struct open_hours *o, size_t group, open_hours_fn *fn,
                     void *arg)
{
	const struct directory *d = w->directory;
	const struct directory_hours *h = &d->hours[d->entries[o->v[group].place].hours];
	struct walking k = {&o->days, &o->v[group], 0, w->from, w->to, 0, fn, arg};
	struct open_window v[OPENING_WINDOWS_MAX];
	for (; k.day < o->days.n; k.day++) {
		int64_t start = o->days.start[k.day];
		unsigned n = windows_of(h, clock_weekday(o->days.first + (int64_t)k.day), v);
		if (!period_days_plain(&o->days, k.day)) {
			give_by_minute(&k, v, n);
			continue;
		}
		for (unsigned i = 0; i < n; i++)
			give(&k, start + v[i].from, start + v[i].to);
	}
}

static void add_minutes(size_t day, int64_t start, int64_t end, void *arg)
{
	int64_t *minutes = arg;
	(void)day;
	*minutes += end - start;
}

/* ---- groups ---- */

struct grouping {
	struct report_work *w;
	const struct parts *parts;
	struct open_hours *out;
};

/* What makes resources open at the same times; with closures of its own, a resource is alone. */
struct grouped {
	uint32_t hours, campus, alone, place;
};

static int order_grouped(const void *a, const void *b)
{
	const struct grouped *x = a, *y = b;
	if (x->hours != y->hours)
		return x->hours < y->hours ? -1 : 1;
	if (x->campus != y->campus)
		return x->campus < y->campus ? -1 : 1;
	if (x->alone != y->alone)
		return x->alone < y->alone ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* The closures of a resource, and of what it is a part of or divides into. */
static int gather_own(struct grouping *k, uint32_t place, struct closures *out)
{
	struct report_work *w = k->w;
	uint32_t no = w->directory->all.v[place].no;
	struct related related = {0};
	int err = facts_own_closures(w->txn, no, w->from, w->to, w->arena, out);
	if (!err && k->parts->n)
		err = parts_related(k->parts, no, w->arena, &related);
	for (size_t i = 0; i < related.n && !err; i++)
		err = facts_own_closures(w->txn, related.v[i], w->from, w->to, w->arena, out);
	return err;
}

static int describe(struct grouping *k, uint32_t place, struct grouped *out)
{
	const struct directory *d = k->w->directory;
	struct closures own = {0};
	int err = gather_own(k, place, &own);
	*out = (struct grouped){d->entries[place].hours, frame_campus(k->w, d->all.v[place].campus),
	                        own.n ? place + 1 : 0, place};
	return err;
}

/* All that is closed of a group. */
static int gather_closed(struct grouping *k, const struct grouped *of, struct open_group *out)
{
	struct report_work *w = k->w;
	struct closures all = {0};
	uint32_t campus = of->campus == NO_PLACE ? 0 : w->campuses[of->campus].no;
	int err = facts_closures(w->txn, w->directory->all.v[of->place].no, campus, w->from, w->to, w->arena, &all);
	if (!err && of->alone)
		err = gather_own(k, of->place, &all);
	out->closed = err ? NULL : arena_alloc(w->arena, (all.n + 1) * sizeof *out->closed);
	if (!out->closed)
		return err ? err : QUAD_ENOMEM;
	for (size_t i = 0; i < all.n; i++)
		out->closed[i] = (struct time_span){all.v[i].start, all.v[i].end};
	out->n_closed = time_spans_join(out->closed, all.n);
	return 0;
}

static bool is_alike(const struct grouped *a, const struct grouped *b)
{
	return a->hours == b->hours && a->campus == b->campus && a->alone == b->alone;
}

static int make_groups(struct grouping *k, const struct grouped *v, size_t n)
{
	struct open_hours *out = k->out;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || !is_alike(&v[i - 1], &v[i])) {
			struct open_group *group = &out->v[out->n++];
			group->place = v[i].place;
			int err = gather_closed(k, &v[i], group);
			if (err)
				return err;
			open_hours_walk(k->w, out, out->n - 1, add_minutes, &group->minutes);
		}
		out->group[v[i].place] = (uint32_t)(out->n - 1);
	}
	return 0;
}

int open_hours_load(struct report_work *w, const struct parts *parts, struct open_hours *out)
{
	struct grouping k = {w, parts, out};
	size_t n = w->directory->all.n;
	*out = (struct open_hours){0};
	int err = period_days_load(w, &out->days);
	if (err)
		return err;
	struct grouped *v = calloc(n + 1, sizeof *v);
	out->group = arena_alloc(w->arena, (n + 1) * sizeof *out->group);
	out->v = arena_alloc(w->arena, (n + 1) * sizeof *out->v);
	if (!v || !out->group || !out->v)
		err = QUAD_ENOMEM;
	for (size_t i = 0; i < n && !err; i++)
		err = describe(&k, (uint32_t)i, &v[i]);
	if (!err) {
		qsort(v, n, sizeof *v, order_grouped);
		err = make_groups(&k, v, n);
	}
	free(v);
	return err;
}
