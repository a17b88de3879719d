/*
 * Each series with a phase by weeks is expanded in the calendar before and after the change, and its bookings follow as
 * after a change of its pattern (series_pair.h). Where a term begins on another Monday, exceptions stay with the weeks
 * of the term. Where it becomes shorter, what lay in its last weeks is dropped. A new table of periods comes row by
 * row: what it lacks so far stays where it is until it has it, and what found its new time taken by a lesson that a
 * later row moves follows then.
 */
#include "store/change/series_follow.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/series_pair.h"
#include "store/change/series_record.h"
#include "store/facts/academic_calendar.h"

/* A series between two calendars. */
struct following {
	struct series_record stored;
	struct series_tasks bookings, tasks;
	struct series_tasks late; /* what could not follow before, and may by now */
	struct series_pairing p;
	bool rewritten; /* the dates that it leaves out have moved */
};

static bool has_weeks(const struct series_phases *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (!*p->v[i].rule.rule)
			return true;
	return false;
}

/* By how many days the term of a phase moves. */
static int64_t term_moves(const struct series *s, const struct calendar *before, const struct calendar *after)
{
	if (*s->rule.rule)
		return 0;
	const struct term *a = calendar_term(before, s->weeks.term, INT64_MIN);
	const struct term *b = calendar_term(after, s->weeks.term, INT64_MIN);
	return a && b ? b->first_monday - a->first_monday : 0;
}

/* Finds by how much the terms of the phases move; the likeness of occurrences depends on it. */
static int find_moves(struct change *c, struct following *f, const struct calendar *before,
                      const struct calendar *after)
{
	const struct series_phases *phases = &f->stored.phases;
	int64_t *days = arena_alloc(c->arena, phases->n * sizeof *days);
	if (!days)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < phases->n; i++) {
		days[i] = term_moves(&phases->v[i], before, after);
		if (days[i])
			f->p.likeness = LIKE_BY_TERM;
	}
	f->p.moved_days = days;
	return 0;
}

/* Lets the dates that a series leaves out follow its term. */
static int move_left_out(struct change *c, struct following *f)
{
	struct series *whole = series_phases_last(&f->stored.phases);
	int64_t *days;
	size_t n;
	const char *except;
	if (f->p.likeness != LIKE_BY_TERM || !*whole->except)
		return 0;
	int err = series_pair_left_out(c, &f->p, &days, &n);
	if (!err)
		err = series_dates_format(days, n, c->arena, &except);
	if (err)
		return err;
	f->rewritten = strcmp(except, whole->except) != 0;
	whole->except = except;
	series_dates_mark(&f->p.new, days, n);
	return 0;
}

/* What one series does between two calendars, as tasks. */
static int make_tasks(struct change *c, uint64_t id, const struct calendar *before, const struct calendar *after,
                      struct following *f)
{
	struct reasons why = {.arena = c->arena};
	struct series_pairing *p = &f->p;
	int err = series_load(c, id, &f->stored);
	if (err || !has_weeks(&f->stored.phases))
		return err;
	*p = (struct series_pairing){.bookings = &f->bookings, .was = &f->stored.phases, .is = &f->stored.phases,
	                             .from_day = INT64_MIN, .begun_min = c->rq->now, .times = true,
	                             .following = true, .likeness = LIKE_BY_DAY};
	err = series_dates(c->txn, p->was, before, &why, c->arena, &p->old);
	if (!err)
		err = series_dates(c->txn, p->is, after, &why, c->arena, &p->new);
	/* a calendar that never had what the series needs: its bookings stay as they are */
	if (err || why.n)
		return err;
	err = find_moves(c, f, before, after);
	if (!err)
		err = series_load_bookings(c, id, &f->bookings);
	if (!err)
		err = series_pair_map(c, p);
	if (!err)
		err = move_left_out(c, f);
	if (!err)
		err = series_pair_tasks(c, p, &f->tasks);
	if (!err && c->rq->op == OP_PERIOD)
		err = series_pair_late(c, p, &f->late);
	return err;
}

static int carry_out(struct change *c, struct following *f)
{
	int err = f->tasks.n ? series_step(c, &f->stored.phases, &f->tasks, true) : 0;
	if (!err && f->rewritten)
		err = series_write(c, &f->stored, &f->stored.phases, OUTCOME_UPDATED);
	/* the answer is about the calendar, not about one of the series */
	c->out->series = 0;
	return err;
}

/* Lets one booking follow; *moved: it did. If not, nothing is said: that was said when it was left behind. */
static int try_again(struct change *c, struct following *f, size_t i, bool *moved)
{
	struct series_task task = f->late.v[i];
	struct series_tasks one = {.v = &task, .n = 1, .cap = 1};
	size_t n_made = c->out->n_made, n_skipped = c->out->n_skipped;
	int err = series_step(c, &f->stored.phases, &one, true);
	*moved = !err && task.plan.v.start == task.occurrence->start && task.plan.v.end == task.occurrence->end;
	c->out->n_skipped = n_skipped;
	if (*moved)
		f->late.v[i].occurrence = NULL;
	else
		c->out->n_made = n_made;
	return err;
}

/* Lets what was left behind follow, as long as one makes room for another. */
static int follow_late(struct change *c, struct following *f, size_t n)
{
	bool again = true, moved;
	while (again) {
		again = false;
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < f[i].late.n; k++) {
				if (!f[i].late.v[k].occurrence)
					continue;
				int err = try_again(c, &f[i], k, &moved);
				if (err)
					return err;
				again |= moved;
			}
	}
	c->out->series = 0;
	return 0;
}

static bool is_listed(const uint64_t *ids, size_t n, uint64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The series that follow. */
static int list_followers(struct change *c, const uint64_t *without, size_t n_without, struct series **out, size_t *n)
{
	size_t n_all, kept = 0;
	int err = academic_calendar_series(c->txn, c->arena, out, &n_all);
	for (size_t i = 0; !err && i < n_all; i++)
		if (!is_listed(without, n_without, (*out)[i].id))
			(*out)[kept++] = (*out)[i];
	*n = kept;
	return err;
}

int series_follow(struct change *c, const struct calendar *before, const struct calendar *after,
                  const uint64_t *without, size_t n_without)
{
	struct calendar was = *before, is = *after;
	struct series *all;
	size_t n;
	was.cuts_weeks = is.cuts_weeks = true;
	was.fills_periods = is.fills_periods = true;
	int err = list_followers(c, without, n_without, &all, &n);
	if (err)
		return err;
	struct following *f = arena_alloc(c->arena, (n + 1) * sizeof *f);
	if (!f)
		return QUAD_ENOMEM;
	/* first all leave their places: none is in the way of another that leaves as well */
	for (size_t i = 0; i < n; i++) {
		err = make_tasks(c, all[i].id, &was, &is, &f[i]);
		if (!err)
			err = series_leave_places(c, &f[i].tasks);
		if (err)
			return err;
	}
	for (size_t i = 0; i < n; i++) {
		err = carry_out(c, &f[i]);
		if (err)
			return err;
	}
	return follow_late(c, f, n);
}
