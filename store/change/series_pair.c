/*
 * Pairing. A booking first gets the occurrence that it is already, known by its origin (calendar.h). Where the times
 * change, the bookings that are left get the occurrences that are left in order, so that ids are kept where they can,
 * and a date that was given up stays so when the whole moves to another day or hour.
 */
#include "store/change/series_pair.h"

#include <stdlib.h>

#include "store/base/clock.h"
#include "store/base/err.h"

struct pairing {
	struct series_tasks *tasks;
	const struct occurrences *o;
	bool *taken; /* a flag an occurrence */
	bool *found; /* a flag a task */
};

static int task_order(const void *a, const void *b)
{
	const struct booking *x = &((const struct series_task *)a)->plan.old;
	const struct booking *y = &((const struct series_task *)b)->plan.old;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* True if what is cancelled here was added again later. */
static bool is_replaced(const struct series_tasks *tasks, const struct booking *b)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (tasks->v[i].plan.old.origin == b->origin && tasks->v[i].plan.old.state == STATE_BOOKED)
			return true;
	return false;
}

/* Gives a task an occurrence. A booking that was cancelled, or changed by itself, only keeps it from the others. */
static void give_occurrence(struct pairing *p, size_t task, size_t occurrence)
{
	struct series_task *t = &p->tasks->v[task];
	p->taken[occurrence] = true;
	p->found[task] = true;
	if (series_leads(&t->plan.old))
		t->occurrence = &p->o->v[occurrence];
}

/* Gives a task the occurrence of its origin that is still free; at_start: only one that begins when it does. */
static void find_own_occurrence(struct pairing *p, size_t task, bool at_start)
{
	const struct booking *old = &p->tasks->v[task].plan.old;
	if (!old->origin || p->found[task])
		return;
	for (size_t i = 0; i < p->o->n; i++) {
		const struct occurrence *o = &p->o->v[i];
		if (p->taken[i] || o->origin != old->origin)
			continue;
		if (at_start && o->start != old->start)
			continue;
		give_occurrence(p, task, i);
		return;
	}
}

/* First what stands, then what was cancelled; of a day that is taught twice, first who is there already. */
static void pair_by_origin(struct pairing *p, size_t n_old)
{
	static const struct {
		bool standing, at_start;
	} passes[] = {{true, true}, {true, false}, {false, true}, {false, false}};
	for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
		for (size_t t = 0; t < n_old; t++) {
			bool standing = p->tasks->v[t].plan.old.state == STATE_BOOKED;
			if (standing == passes[i].standing)
				find_own_occurrence(p, t, passes[i].at_start);
		}
}

static void pair_by_order(struct pairing *p, size_t n_old)
{
	size_t next = 0;
	for (size_t t = 0; t < n_old; t++) {
		const struct booking *old = &p->tasks->v[t].plan.old;
		bool cancelled = old->state != STATE_BOOKED;
		if (p->found[t])
			continue;
		if (cancelled && (!old->origin || is_replaced(p->tasks, old)))
			continue;
		while (next < p->o->n && p->taken[next])
			next++;
		if (next == p->o->n)
			return;
		give_occurrence(p, t, next);
	}
}

int series_pair(struct change *c, struct series_tasks *tasks, const struct occurrences *o, int64_t from,
                bool same_times)
{
	size_t n_old = tasks->n;
	struct pairing p = {.tasks = tasks, .o = o};
	p.taken = arena_alloc(c->arena, o->n + 1);
	p.found = arena_alloc(c->arena, n_old + 1);
	if (!p.taken || !p.found)
		return QUAD_ENOMEM;
	if (n_old)
		qsort(tasks->v, n_old, sizeof *tasks->v, task_order);
	for (size_t i = 0; i < o->n; i++)
		p.taken[i] = o->v[i].start < from;
	pair_by_origin(&p, n_old);
	if (!same_times)
		pair_by_order(&p, n_old);
	for (size_t i = 0; i < o->n; i++) {
		if (p.taken[i])
			continue;
		struct series_task *t = series_add_task(c, tasks);
		if (!t)
			return QUAD_ENOMEM;
		t->occurrence = &o->v[i];
	}
	return 0;
}

/* The local day that an occurrence would have without day rules, as a day number (calendar.h). */
static int64_t origin_day(uint64_t origin)
{
	return (int64_t)(origin / 64) - 1 + PERIOD_ALWAYS;
}

void series_keep_from(struct series_tasks *tasks, int64_t from)
{
	size_t n = 0;
	for (size_t i = 0; i < tasks->n; i++) {
		const struct booking *b = &tasks->v[i].plan.old;
		bool changed_by_itself = !series_leads(b) && b->origin;
		if (b->start >= from || (changed_by_itself && clock_day_start(origin_day(b->origin)) >= from))
			tasks->v[n++] = tasks->v[i];
	}
	tasks->n = n;
}

void series_keep_active(struct series_tasks *tasks)
{
	size_t n = 0;
	for (size_t i = 0; i < tasks->n; i++) {
		struct series_task *t = &tasks->v[i];
		if (!t->occurrence && !series_leads(&t->plan.old))
			continue;
		t->freed = true;
		tasks->v[n++] = *t;
	}
	tasks->n = n;
}
