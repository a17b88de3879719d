/*
 * The requests on series. Whatever is done to a series comes down to the same step (series_step.h): a new series has
 * occurrences and no bookings, a change pairs the bookings with the occurrences of the new phases (series_merge.h,
 * series_pair.h), a cancellation leaves bookings without occurrences.
 */
#include "store/change/series.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/series_merge.h"
#include "store/change/series_pair.h"
#include "store/change/series_record.h"
#include "store/facts/academic_calendar.h"

/* Adds the dates that day rules take from the series to the result. */
static int list_dropped(struct change *c, const struct occurrences *o)
{
	struct dropped_date *v = arena_alloc(c->arena, (c->out->n_dropped + o->n_dropped + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	if (c->out->n_dropped)
		memcpy(v, c->out->dropped, c->out->n_dropped * sizeof *v);
	for (size_t i = 0; i < o->n_dropped; i++) {
		const struct day_rule *r = o->dropped[i].rule;
		const char *note = *r->note ? r->note : r->kind == DAY_OFF ? "off" : "as";
		v[c->out->n_dropped++] = (struct dropped_date){o->dropped[i].date, note};
	}
	c->out->dropped = v;
	return 0;
}

static const struct series no_series = {.ref = "",
                                        .weeks.term = "",
                                        .rule.rule = "",
                                        .except = "",
                                        .claims = "",
                                        .purpose = "",
                                        .note = "",
                                        .requester = "",
                                        .institution = "",
                                        .event = "",
                                        .earlier = {"", 0}};

/* The series that a request is about; a reason if there is none or it is not what the asker saw. */
static int load_target(struct change *c, struct series_record *out)
{
	const struct series_ask *in = &c->rq->u.series;
	char id[24];
	snprintf(id, sizeof id, "S%" PRIu64, in->id);
	int err = series_load(c, in->id, out);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_SERIES, id);
		return 0;
	}
	if (!err && in->seq && in->seq != series_phases_last(&out->phases)->seq)
		reason_add(&c->out->reasons, REASON_CHANGED, id);
	return err;
}

/* ---- the dates left out ---- */

/*
 * True if the bookings leave an occurrence out already, the one at this place: it was cancelled or changed by itself,
 * or it did not fit and takes place when it did. A list that is imported again names such dates too.
 */
static bool is_out_already(const struct series_pairing *p, size_t place)
{
	const struct occurrence *o = &p->new.v[place];
	bool unfit = false, excepted = false;
	for (size_t i = 0; i < p->old.n; i++) {
		const struct occurrence *was = &p->old.v[i];
		if (p->to[i] != place)
			continue;
		if (was->left_out)
			return false;
		unfit = was->start == o->start && was->end == o->end;
	}
	for (size_t i = 0; i < p->bookings->n; i++) {
		size_t slot = p->slot[i];
		if (slot == OCCURRENCE_NONE || p->to[slot] != place)
			continue;
		if (series_leads(&p->bookings->v[i].plan.old))
			return false;
		excepted = true;
	}
	return unfit || excepted;
}

/* Adds the own days of what takes place on a date, or the date itself, on which nothing does. */
static size_t add_days_of(const struct series_pairing *p, int64_t date, int64_t *days, size_t n)
{
	bool hit = false;
	for (size_t i = 0; i < p->new.n; i++) {
		const struct occurrence *o = &p->new.v[i];
		if (clock_local_day(o->start) != date)
			continue;
		hit = true;
		if (!is_out_already(p, i))
			days[n++] = series_dates_name(&p->new, i);
	}
	if (!hit)
		days[n++] = date;
	return n;
}

/* Gives the new phases the dates that they leave out, and marks them. A list names all of them, a change some more. */
static int leave_out_dates(struct change *c, struct series_pairing *p, struct series_merge *m)
{
	const struct series_ask *in = &c->rq->u.series;
	bool given = m->is_new || c->rq->given & GIVEN(SERIES_EXCEPT);
	bool whole = given && c->rq->op == OP_SERIES;
	int64_t first = m->from_day > m->phase_from ? m->from_day : m->phase_from;
	size_t n_carried, n_given = given ? in->n_except : 0, n = 0;
	int64_t *carried, *dates = arena_alloc(c->arena, (n_given + 1) * sizeof *dates);
	int err = series_pair_left_out(c, p, &carried, &n_carried);
	if (err || !dates)
		return err ? err : QUAD_ENOMEM;
	if (n_given)
		memcpy(dates, in->except, n_given * sizeof *dates);
	n_given = series_dates_sort(dates, n_given);
	int64_t *days = arena_alloc(c->arena, (n_carried + p->new.n + n_given + 1) * sizeof *days);
	if (!days)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n_carried; i++)
		if (!whole || carried[i] < first || carried[i] >= m->phase_until)
			days[n++] = carried[i];
	/* what took place before the change did not take place without these dates */
	for (size_t i = 0; i < n_given; i++)
		if (dates[i] >= first && dates[i] < m->phase_until)
			n = add_days_of(p, dates[i], days, n);
	n = series_dates_sort(days, n);
	series_dates_mark(&p->new, days, n);
	return series_dates_format(days, n, c->arena, &series_phases_last(&m->is)->except);
}

/* ---- new series and changed ones ---- */

static bool any_stands(const struct series_tasks *tasks)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (state_stands(tasks->v[i].plan.old.state))
			return true;
	return false;
}

static bool has_dates(const struct occurrences *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (!o->v[i].left_out)
			return true;
	return false;
}

/* Gives a series its id and the time at which it was entered. */
static int number_series(struct change *c, struct series_merge *m)
{
	struct series *s = m->is.v;
	s->made_min = c->rq->now;
	return change_next_id(c, OWN_SERIES, 0, &s->id);
}

/* Pairs the bookings with the new occurrences; *same: nothing would be written differently. */
static int pair_bookings(struct change *c, const struct series_record *stored, struct series_merge *m,
                         struct series_pairing *p, bool *same)
{
	bool put = c->rq->op == OP_SERIES;
	struct reasons unasked = {.arena = c->arena};
	*same = false;
	/* what the calendar lacks by now speaks against dates, and no others are asked for */
	int err = series_dates(c->txn, &m->is, m->calendar, m->times ? &c->out->reasons : &unasked, c->arena, &p->new);
	/* of a new series, the other reasons are worth knowing too */
	if (err || (!put && c->out->reasons.n))
		return err;
	err = series_pair_map(c, p);
	if (!err)
		err = leave_out_dates(c, p, m);
	if (!err && put && !m->is_new)
		err = series_is_same(stored, &m->is, same);
	return err;
}

static void answer_unchanged(struct change *c, const struct series_merge *m)
{
	c->out->outcome = OUTCOME_UNCHANGED;
	c->out->series = series_phases_last(&m->is)->id;
}

/* Decides what the pairing says, and writes it if nothing speaks against it. */
static int decide(struct change *c, const struct series_merge *m, const struct series_pairing *p)
{
	struct series_tasks tasks = {0};
	bool put = c->rq->op == OP_SERIES;
	int err = series_pair_tasks(c, p, &tasks);
	if (err)
		return err;
	if (!put && !tasks.n)
		reason_add(&c->out->reasons, REASON_NO_LATER_BOOKING, "from");
	err = series_step(c, &m->is, &tasks, put && c->rq->flags & REQUEST_SKIP_CONFLICTS);
	if (!err && m->times)
		err = list_dropped(c, &p->new);
	return err;
}

/* Decides and writes what the merge says. */
static int carry_out(struct change *c, const struct series_record *stored, struct series_merge *m,
                     const struct series_tasks *bookings)
{
	struct series_pairing p = {.bookings = bookings, .was = &m->was, .is = &m->is, .old = m->old,
	                           .from_day = m->from_day, .begun_min = m->begun_min, .times = m->times,
	                           .institution_missing = m->institution_missing};
	bool put = c->rq->op == OP_SERIES, same;
	if (m->times)
		p.likeness = m->shifted ? LIKE_BY_SHIFT : LIKE_BY_WEEK;
	int err = pair_bookings(c, stored, m, &p, &same);
	if (err || (!put && c->out->reasons.n))
		return err;
	if (same) {
		answer_unchanged(c, m);
		return 0;
	}
	if (put && !c->out->reasons.n && !has_dates(&p.new))
		reason_add(&c->out->reasons, REASON_NO_DATE, "weeks");
	if (m->is_new)
		err = number_series(c, m);
	if (!err)
		err = decide(c, m, &p);
	if (err || c->out->reasons.n)
		return err;
	return series_write(c, stored, &m->is, m->is_new ? OUTCOME_ADDED : OUTCOME_UPDATED);
}

/* The occurrences of a series as it stands; what its calendar lacks by now is no reason against a change. */
static int load_old(struct change *c, struct series_merge *m)
{
	struct reasons why = {.arena = c->arena};
	struct calendar calendar = *m->calendar;
	calendar.cuts_weeks = true;
	return series_dates(c->txn, &m->was, &calendar, &why, c->arena, &m->old);
}

/* True if a change names weeks: then those that the term lacks speak against it. */
static bool names_weeks(const struct change *c)
{
	const struct week_pattern *w = &c->rq->u.series.weeks;
	if (c->rq->given & GIVEN(SERIES_WHEN))
		return true;
	return c->rq->given & GIVEN(SERIES_PARTS) && (w->weeks || *w->term);
}

/* The series that a request to make one is about: the one that bears its ref and stands, else a new one. */
static int load_or_make(struct change *c, struct series_record *stored, struct series_merge *m,
                        struct series_tasks *bookings)
{
	int err = series_load_by_ref(c, c->rq->u.series.ref, stored);
	if (!err)
		err = series_load_bookings(c, series_phases_last(&stored->phases)->id, bookings);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	m->was = stored->phases;
	if (!err && any_stands(bookings))
		return 0;
	*stored = (struct series_record){0};
	bookings->n = 0;
	m->is_new = true;
	m->was.v = arena_alloc(c->arena, sizeof *m->was.v);
	m->was.n = 1;
	if (!m->was.v)
		return QUAD_ENOMEM;
	*m->was.v = no_series;
	m->was.v->ref = c->rq->u.series.ref;
	m->was.v->skips = c->rq->flags & REQUEST_SKIP_CONFLICTS;
	return 0;
}

/* Sees without a look at any date that a list says what stands. */
static int is_unchanged(struct change *c, const struct series_record *stored, const struct series_merge *m, bool *out)
{
	const struct series_ask *in = &c->rq->u.series;
	struct series *whole = series_phases_last(&m->is);
	const char *except = whole->except;
	int64_t *days = arena_alloc(c->arena, (in->n_except + 1) * sizeof *days);
	*out = false;
	if (!days)
		return QUAD_ENOMEM;
	int err = 0;
	if (c->rq->given & GIVEN(SERIES_EXCEPT)) {
		if (in->n_except)
			memcpy(days, in->except, in->n_except * sizeof *days);
		err = series_dates_format(days, series_dates_sort(days, in->n_except), c->arena, &whole->except);
	}
	if (!err)
		err = series_is_same(stored, &m->is, out);
	whole->except = except;
	return err;
}

/* What a request to make a series, or for the whole state of one, is about. */
struct asked_series {
	struct calendar calendar;
	struct series_record stored;
	struct series_tasks bookings;
	struct series_merge m;
};

static int merge_put(struct change *c, struct asked_series *a)
{
	a->m.calendar = &a->calendar;
	int err = load_or_make(c, &a->stored, &a->m, &a->bookings);
	if (!err)
		err = academic_calendar_load(c->txn, c->arena, &a->calendar);
	if (!err && !a->m.is_new)
		err = load_old(c, &a->m);
	return err ? err : series_merge(c, &a->m);
}

/* The same of a request to change one. */
static int merge_change(struct change *c, struct asked_series *a)
{
	a->m.calendar = &a->calendar;
	int err = load_target(c, &a->stored);
	if (err || c->out->reasons.n)
		return err;
	a->m.was = a->stored.phases;
	err = series_load_bookings(c, c->rq->u.series.id, &a->bookings);
	if (!err)
		err = academic_calendar_load(c->txn, c->arena, &a->calendar);
	if (!err)
		err = load_old(c, &a->m);
	a->calendar.cuts_weeks = !names_weeks(c);
	return err ? err : series_merge(c, &a->m);
}

int series_put(struct change *c)
{
	struct asked_series a = {0};
	bool same = false;
	int err = merge_put(c, &a);
	if (err || c->out->reasons.n)
		return err;
	if (!a.m.is_new && !(c->rq->flags & REQUEST_ONE_PHASE))
		err = is_unchanged(c, &a.stored, &a.m, &same);
	if (err)
		return err;
	if (!same)
		return carry_out(c, &a.stored, &a.m, &a.bookings);
	answer_unchanged(c, &a.m);
	return 0;
}

int series_change(struct change *c)
{
	struct asked_series a = {0};
	int err = merge_change(c, &a);
	return err || c->out->reasons.n ? err : carry_out(c, &a.stored, &a.m, &a.bookings);
}

/* ---- cancelling ---- */

/* What has begun stands, unless it is to be recorded that it did not take place. */
static bool is_cancelled(const struct change *c, const struct booking *b, int64_t from)
{
	bool begun = b->start <= c->rq->now && !(c->rq->flags & REQUEST_RECORD);
	return state_stands(b->state) && b->start >= from && !begun;
}

/* Keeps the bookings that a cancellation from an instant on is about; with none a reason. */
static void keep_cancelled(struct change *c, struct series_tasks *tasks, int64_t from)
{
	size_t n = 0, n_standing = 0;
	char id[24];
	for (size_t i = 0; i < tasks->n; i++) {
		const struct booking *b = &tasks->v[i].plan.old;
		n_standing += state_stands(b->state) && b->start >= from;
		if (is_cancelled(c, b, from))
			tasks->v[n++] = tasks->v[i];
	}
	tasks->n = n;
	if (n)
		return;
	snprintf(id, sizeof id, "S%" PRIu64, c->rq->u.series.id);
	reason_add(&c->out->reasons, n_standing ? REASON_TOOK_PLACE : REASON_SERIES_ENDED, id);
}

int series_cancel(struct change *c)
{
	struct series_record stored;
	struct series_tasks tasks = {0};
	int64_t day = c->rq->u.series.from, from = day == FROM_THE_START ? INT64_MIN : clock_day_start(day);
	int err = load_target(c, &stored);
	if (err || c->out->reasons.n)
		return err;
	err = series_load_bookings(c, c->rq->u.series.id, &tasks);
	if (err)
		return err;
	keep_cancelled(c, &tasks, from);
	if (c->out->reasons.n)
		return 0;
	err = series_step(c, &stored.phases, &tasks, false);
	return err ? err : series_write(c, &stored, &stored.phases, OUTCOME_UPDATED);
}

/* ---- adding a date ---- */

/* True if a day that is left out names something that takes place on a date. */
static bool names_date(const struct occurrences *all, int64_t day, int64_t date)
{
	for (size_t i = 0; i < all->n; i++)
		if (clock_local_day(all->v[i].start) == date && series_dates_name(all, i) == day)
			return true;
	return false;
}

/* Lets the series no longer leave out what takes place on a date, nor that date itself. */
static int drop_exception(struct change *c, struct series *s, const struct occurrences *all, int64_t date)
{
	int64_t *except;
	size_t n_except, n = 0;
	int err = series_dates_parse(s->except, c->arena, &except, &n_except);
	if (err)
		return err;
	for (size_t i = 0; i < n_except; i++)
		if (except[i] != date && !names_date(all, except[i], date))
			except[n++] = except[i];
	return series_dates_format(except, n, c->arena, &s->except);
}

/* True if a booking of the series is this occurrence already. */
static bool is_booked(const struct series_tasks *tasks, const struct occurrences *all, const struct occurrence *o)
{
	for (size_t i = 0; i < tasks->n; i++) {
		const struct booking *b = &tasks->v[i].plan.old;
		if (state_stands(b->state) && occurrence_is_of(all, o, b))
			return true;
	}
	return false;
}

/* The bookings that were cancelled in place of an occurrence no longer speak for it. */
static int free_cancelled(struct change *c, const struct series_tasks *tasks, const struct occurrence *o,
                          struct series_tasks *out)
{
	for (size_t i = 0; i < tasks->n; i++) {
		const struct booking *b = &tasks->v[i].plan.old;
		if (state_stands(b->state) || b->origin != o->origin)
			continue;
		struct series_task *t = series_add_task(c, out);
		if (!t)
			return QUAD_ENOMEM;
		*t = tasks->v[i];
		t->stays = t->unlisted = true;
		t->plan.v = t->plan.old;
		t->plan.v.origin = 0;
	}
	return 0;
}

/* The occurrences of the date that are not booked, as tasks. */
static int add_missing(struct change *c, const struct series_tasks *tasks, const struct occurrences *all, int64_t date,
                       struct series_tasks *out)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct occurrence *o = &all->v[i];
		if (clock_local_day(o->start) != date || is_booked(tasks, all, o))
			continue;
		struct series_task *t = series_add_task(c, out);
		if (!t)
			return QUAD_ENOMEM;
		t->occurrence = o;
		int err = free_cancelled(c, tasks, o, out);
		if (err)
			return err;
	}
	return 0;
}

int series_add(struct change *c)
{
	struct series_record stored;
	struct series_tasks tasks = {0}, add = {0};
	struct calendar calendar;
	struct occurrences o = {0};
	int64_t date = c->rq->u.series.from;
	char text[CLOCK_TEXT_MAX];
	int err = load_target(c, &stored);
	if (err || c->out->reasons.n)
		return err;
	err = series_load_bookings(c, c->rq->u.series.id, &tasks);
	if (!err)
		err = academic_calendar_load(c->txn, c->arena, &calendar);
	calendar.cuts_weeks = true;
	if (!err)
		err = series_dates(c->txn, &stored.phases, &calendar, &c->out->reasons, c->arena, &o);
	if (!err)
		err = drop_exception(c, series_phases_last(&stored.phases), &o, date);
	if (!err)
		err = add_missing(c, &tasks, &o, date, &add);
	if (err)
		return err;
	if (!add.n && !c->out->reasons.n)
		reason_add(&c->out->reasons, REASON_NO_OCCURRENCE, clock_format_date(date, text));
	if (!c->out->reasons.n)
		err = series_step(c, &stored.phases, &add, false);
	if (err || c->out->reasons.n)
		return err;
	return series_write(c, &stored, &stored.phases, OUTCOME_UPDATED);
}

/* ---- what is asked for ---- */

static int mark_except(struct change *c, struct occurrences *o)
{
	const struct series_ask *in = &c->rq->u.series;
	int64_t *days = arena_alloc(c->arena, (in->n_except + 1) * sizeof *days);
	if (!days)
		return QUAD_ENOMEM;
	if (in->n_except)
		memcpy(days, in->except, in->n_except * sizeof *days);
	series_dates_mark(o, days, series_dates_sort(days, in->n_except));
	return 0;
}

/* Of a new series, and of a change: what takes place before the change stays. */
static int want_merged(struct change *c, struct asked_series *a, struct series_want *out)
{
	struct reasons unasked = {.arena = c->arena};
	out->series = series_phases_last(&a->m.is);
	int err = series_dates(c->txn, &a->m.is, &a->calendar, &unasked, c->arena, &out->dates);
	if (!err)
		err = mark_except(c, &out->dates);
	for (size_t i = 0; !err && i < out->dates.n; i++) {
		struct occurrence *o = &out->dates.v[i];
		o->left_out |= clock_local_day(o->start) < a->m.from_day || o->start <= a->m.begun_min;
	}
	return err;
}

/* Of the date that is to be added. */
static int want_date(struct change *c, struct series_want *out)
{
	struct asked_series a = {0};
	struct reasons unasked = {.arena = c->arena};
	int err = load_target(c, &a.stored);
	if (err || c->out->reasons.n)
		return err;
	err = academic_calendar_load(c->txn, c->arena, &a.calendar);
	a.calendar.cuts_weeks = true;
	if (!err)
		err = series_dates(c->txn, &a.stored.phases, &a.calendar, &unasked, c->arena, &out->dates);
	for (size_t i = 0; !err && i < out->dates.n; i++)
		out->dates.v[i].left_out = clock_local_day(out->dates.v[i].start) != c->rq->u.series.from;
	out->series = series_phases_last(&a.stored.phases);
	return err;
}

int series_want(struct change *c, struct series_want *out)
{
	struct asked_series a = {0};
	*out = (struct series_want){0};
	if (c->rq->op == OP_SERIES_ADD)
		return want_date(c, out);
	int err = c->rq->op == OP_SERIES ? merge_put(c, &a) : merge_change(c, &a);
	return err || c->out->reasons.n ? err : want_merged(c, &a, out);
}
