/*
 * Each series by weeks is expanded in the calendar before and after the change. A booking whose occurrence has changed
 * is moved to another of the same origin, or cancelled; an occurrence that is new is booked.
 */
#include "store/change/series_follow.h"

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/series_step.h"
#include "store/facts/academic_calendar.h"
#include "store/facts/series_dates.h"

static bool is_taken_by_task(const struct series_tasks *tasks, const struct occurrence *o)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (tasks->v[i].occurrence == o)
			return true;
	return false;
}

static bool stands_at(const struct series_tasks *all, const struct occurrence *o)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct booking *b = &all->v[i].plan.old;
		if (b->state == STATE_BOOKED && b->origin == o->origin && b->start == o->start && b->end == o->end)
			return true;
	}
	return false;
}

/*
 * Where a booking goes that has lost its time: a day may be taught twice, and the second time may be another's, of the
 * tasks or of those that stay. NULL if there is no such place.
 */
static const struct occurrence *find_other_place(const struct series_tasks *all, const struct series_tasks *tasks,
                                                 uint64_t origin, const struct occurrences *o)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct occurrence *one = &o->v[i];
		if (one->origin == origin && !is_taken_by_task(tasks, one) && !stands_at(all, one))
			return one;
	}
	return NULL;
}

/* True if an occurrence was cancelled or changed by itself, is taking place that day, or stands from another calendar.
 */
static bool is_spoken_for(const struct change *c, const struct series_tasks *all, const struct occurrence *o)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct booking *b = &all->v[i].plan.old;
		if (b->origin != o->origin)
			continue;
		bool begun = b->start <= c->rq->now && clock_local_day(b->start) == clock_local_day(o->start);
		bool there = b->start == o->start && b->end == o->end;
		if (!series_leads(b) || begun || there)
			return true;
	}
	return false;
}

/* True for a booking to come whose occurrence was in the calendar before and is not in the one after. */
static bool has_lost_its_time(const struct change *c, const struct booking *b, const struct occurrences *before,
                              const struct occurrences *after)
{
	if (!series_leads(b) || b->start <= c->rq->now)
		return false;
	return series_find_same(before, b->origin, b->start, b->end) &&
	       !series_find_same(after, b->origin, b->start, b->end);
}

/* The bookings that are moved or cancelled. */
static int add_changed(struct change *c, const struct series_tasks *all, const struct occurrences *before,
                       const struct occurrences *after, struct series_tasks *out)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct booking *b = &all->v[i].plan.old;
		if (!has_lost_its_time(c, b, before, after))
			continue;
		const struct occurrence *place = find_other_place(all, out, b->origin, after);
		struct series_task *t = series_add_task(c, out);
		if (!t)
			return QUAD_ENOMEM;
		*t = all->v[i];
		t->occurrence = place;
		t->freed = true;
	}
	return 0;
}

/* The occurrences that are booked. */
static int add_new(struct change *c, const struct series_tasks *all, const struct occurrences *before,
                   const struct occurrences *after, struct series_tasks *out)
{
	for (size_t i = 0; i < after->n; i++) {
		const struct occurrence *o = &after->v[i];
		if (o->start <= c->rq->now || series_find_same(before, o->origin, o->start, o->end))
			continue;
		if (is_spoken_for(c, all, o) || is_taken_by_task(out, o))
			continue;
		struct series_task *t = series_add_task(c, out);
		if (!t)
			return QUAD_ENOMEM;
		t->occurrence = o;
	}
	return 0;
}

/* What one series does between two calendars, as tasks. */
static int make_tasks(struct change *c, const struct series *s, const struct calendar *before,
                      const struct calendar *after, struct series_tasks *out)
{
	struct occurrences old, new;
	struct series_tasks all = {0};
	struct reasons *why = &c->out->reasons;
	size_t n_reasons = why->n;
	int err = series_dates(c->txn, s, before, why, c->arena, &old);
	if (!err)
		err = series_dates(c->txn, s, after, why, c->arena, &new);
	/* a calendar that lacks what the series needs: its bookings stay as they are */
	bool lacking = why->n > n_reasons;
	why->n = n_reasons;
	if (err || lacking)
		return err;
	err = series_load_bookings(c, s->id, &all);
	if (!err)
		err = add_changed(c, &all, &old, &new, out);
	if (!err)
		err = add_new(c, &all, &old, &new, out);
	return err;
}

int series_follow(struct change *c, const struct calendar *before, const struct calendar *after)
{
	struct series *all;
	size_t n;
	int err = academic_calendar_series(c->txn, c->arena, &all, &n);
	if (err)
		return err;
	struct series_tasks *tasks = arena_alloc(c->arena, (n + 1) * sizeof *tasks);
	if (!tasks)
		return QUAD_ENOMEM;
	/* first all leave their places, then they take the new ones: none is in the way of another that leaves as well
	 */
	for (size_t i = 0; i < n; i++) {
		if (*all[i].rule.rule)
			continue;
		err = make_tasks(c, &all[i], before, after, &tasks[i]);
		if (!err)
			err = series_leave_places(c, &tasks[i]);
		if (err)
			return err;
	}
	for (size_t i = 0; i < n; i++) {
		err = tasks[i].n ? series_step(c, &all[i], &tasks[i], true) : 0;
		if (err)
			return err;
	}
	return 0;
}
