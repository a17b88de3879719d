/*
 * Pairing. A booking has the occurrence whose number it bears (calendar.h); occurrence_map.h says which one that
 * becomes. A booking that was cancelled or changed by itself is an exception: it goes with its occurrence, keeps it
 * from being booked again, and is not moved.
 */
#include "store/change/series_pair.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"

static const struct booking *booking_of(const struct series_pairing *p, size_t i)
{
	return &p->bookings->v[i].plan.old;
}

static bool has_begun(const struct series_pairing *p, const struct booking *b)
{
	return b->start <= p->begun_min;
}

/* ---- the occurrences of bookings ---- */

/* The old occurrence of a number that is not taken yet; at: only one that begins then. */
static size_t find_slot(const struct series_pairing *p, const bool *taken, uint64_t origin, const int64_t *at)
{
	for (size_t i = 0; i < p->old.n; i++) {
		const struct occurrence *o = &p->old.v[i];
		bool wanted = o->origin == origin && !(at && o->start != *at);
		if (wanted && !(taken && taken[i]))
			return i;
	}
	return OCCURRENCE_NONE;
}

/*
 * The old occurrence of each booking: first of what stands, then of what was cancelled; of a day that is taught twice,
 * first of who is there. What was cancelled and added again shares one.
 */
static int find_slots(struct change *c, struct series_pairing *p)
{
	size_t n = p->bookings->n;
	bool *taken = arena_alloc(c->arena, p->old.n + 1);
	p->slot = arena_alloc(c->arena, (n + 1) * sizeof *p->slot);
	if (!taken || !p->slot)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		p->slot[i] = OCCURRENCE_NONE;
	static const struct {
		bool standing, at_start, shared;
	} passes[] = {
		{true, true, false},   {true, false, false}, {false, true, false},
		{false, false, false}, {false, false, true},
	};
	for (size_t k = 0; k < sizeof passes / sizeof *passes; k++) {
		for (size_t i = 0; i < n; i++) {
			const struct booking *b = booking_of(p, i);
			bool meant = b->origin && state_stands(b->state) == passes[k].standing;
			if (!meant || p->slot[i] != OCCURRENCE_NONE)
				continue;
			const int64_t *start = passes[k].at_start ? &b->start : NULL;
			size_t at = find_slot(p, passes[k].shared ? NULL : taken, b->origin, start);
			p->slot[i] = at;
			if (at != OCCURRENCE_NONE)
				taken[at] = true;
		}
	}
	return 0;
}

/* By how many days the number of an occurrence moves with the term of its phase. */
static int64_t moved_days(const struct series_pairing *p, size_t phase)
{
	return p->moved_days ? p->moved_days[phase] : 0;
}

static uint64_t move_origin(uint64_t origin, int64_t days)
{
	return occurrence_origin(occurrence_day(origin) + days, (uint32_t)(origin % 64));
}

/* Adds a key for each number that bookings hold and the old pattern lacks. */
static void add_strays(struct series_pairing *p)
{
	for (size_t i = 0; i < p->bookings->n; i++) {
		const struct booking *b = booking_of(p, i);
		int64_t day = b->origin ? occurrence_day(b->origin) : INT64_MIN;
		if (!b->origin || p->slot[i] != OCCURRENCE_NONE || day < p->from_day)
			continue;
		size_t phase = series_phases_at(p->was, day);
		p->slot[i] = p->old.n + p->n_strays;
		p->key[p->old.n + p->n_strays++] = (struct occurrence){
			.start = b->start, .end = b->end, .phase = phase,
			.origin = move_origin(b->origin, moved_days(p, phase))};
	}
}

static size_t count_settled(const struct series_pairing *p)
{
	size_t n = 0;
	while (n < p->old.n && clock_local_day(p->old.v[n].start) < p->from_day)
		n++;
	return n;
}

int series_pair_map(struct change *c, struct series_pairing *p)
{
	size_t most = p->old.n + p->bookings->n;
	bool *held = arena_alloc(c->arena, most + 1);
	p->key = arena_alloc(c->arena, (most + 1) * sizeof *p->key);
	if (!held || !p->key)
		return QUAD_ENOMEM;
	int err = find_slots(c, p);
	if (err)
		return err;
	for (size_t i = 0; i < p->old.n; i++) {
		p->key[i] = p->old.v[i];
		p->key[i].origin = move_origin(p->key[i].origin, moved_days(p, p->key[i].phase));
		held[i] = p->old.v[i].left_out;
	}
	add_strays(p);
	for (size_t i = 0; i < p->bookings->n; i++) {
		const struct booking *b = booking_of(p, i);
		if (p->slot[i] != OCCURRENCE_NONE)
			held[p->slot[i]] |= !series_leads(b) || has_begun(p, b);
	}
	p->n_settled = count_settled(p);
	p->to = occurrence_map(&(struct occurrence_mapping){.old = p->key, .n_old = p->old.n, .n_strays = p->n_strays,
	                                                    .held = held, .new = p->new.v, .n_new = p->new.n,
	                                                    .n_settled = p->n_settled, .past_min = p->begun_min,
	                                                    .likeness = p->likeness},
	                       c->arena);
	return p->to ? 0 : QUAD_ENOMEM;
}

static bool hits(const struct occurrences *o, int64_t day)
{
	for (size_t i = 0; i < o->n; i++)
		if (occurrence_day(o->v[i].origin) == day || clock_local_day(o->v[i].start) == day)
			return true;
	return false;
}

int series_pair_left_out(struct change *c, const struct series_pairing *p, int64_t **days, size_t *n)
{
	int64_t *left_out;
	size_t n_left_out;
	int err = series_dates_parse(series_phases_last(p->was)->except, c->arena, &left_out, &n_left_out);
	*n = 0;
	*days = err ? NULL : arena_alloc(c->arena, (p->old.n + n_left_out + 1) * sizeof **days);
	if (err || !*days)
		return err ? err : QUAD_ENOMEM;
	for (size_t i = 0; i < p->old.n; i++) {
		const struct occurrence *o = &p->old.v[i];
		if (o->left_out && p->to[i] != OCCURRENCE_NONE)
			(*days)[(*n)++] = series_dates_name(&p->new, p->to[i]);
		/* in a week that a shorter term lacks: it is left out still where the term is longer again */
		else if (o->left_out && p->following)
			(*days)[(*n)++] = occurrence_day(p->key[i].origin);
	}
	/* a date that hits nothing may do so later */
	for (size_t i = 0; i < n_left_out; i++)
		if (!hits(&p->old, left_out[i]) && !hits(&p->new, left_out[i]))
			(*days)[(*n)++] = left_out[i];
	return 0;
}

/* ---- what is to be done ---- */

/* Gives a text that the booking has of its old phase that of the new one. */
static void follow_text(const char **text, const char *was, const char *is)
{
	if (strcmp(*text, was) == 0)
		*text = is;
}

/* The phases of a booking before and after, and its new occurrence if it has one. */
struct turn {
	const struct series *was, *is;
	const struct occurrence *old, *new; /* NULL: none */
};

static struct turn turn_of(const struct series_pairing *p, size_t i)
{
	const struct booking *b = booking_of(p, i);
	int64_t day = clock_local_day(b->start);
	size_t slot = p->slot[i];
	struct turn t = {.was = &p->was->v[series_phases_at(p->was, day)],
	                 .is = &p->is->v[series_phases_at(p->is, day)]};
	if (slot == OCCURRENCE_NONE)
		return t;
	if (slot < p->old.n) {
		t.old = &p->old.v[slot];
		t.was = &p->was->v[t.old->phase];
	}
	if (p->to[slot] != OCCURRENCE_NONE) {
		t.new = &p->new.v[p->to[slot]];
		t.is = &p->is->v[t.new->phase];
	}
	return t;
}

/* True if the change is about a booking at all. */
static bool is_concerned(const struct series_pairing *p, size_t i)
{
	size_t slot = p->slot[i];
	if (slot != OCCURRENCE_NONE)
		return slot >= p->n_settled;
	return clock_local_day(booking_of(p, i)->start) >= p->from_day;
}

/* What a booking counts for follows its phase, unless it was given another alone. */
static void follow_class(const struct turn *t, struct booking *v)
{
	if (v->class == t->was->class)
		v->class = t->is->class;
	follow_text(&v->event, t->was->event, t->is->event);
}

/* The texts of a booking follow its phase, but for those that it was given alone. */
static void follow_texts(const struct turn *t, struct booking *v)
{
	follow_text(&v->purpose, t->was->purpose, t->is->purpose);
	follow_text(&v->note, t->was->note, t->is->note);
	follow_text(&v->requester, t->was->requester, t->is->requester);
	follow_class(t, v);
}

/* An exception, or what has begun, stays; its number and the texts that it has of the series follow. */
static int keep_exception(struct change *c, const struct series_pairing *p, size_t i, struct series_tasks *out)
{
	struct series_task one = p->bookings->v[i];
	struct booking *v = &one.plan.v;
	struct turn t = turn_of(p, i);
	size_t slot = p->slot[i];
	*v = one.plan.old;
	one.stays = one.unlisted = true;
	if (slot != OCCURRENCE_NONE)
		v->origin = t.new ? t.new->origin : p->key[slot].origin;
	bool follows = state_stands(v->state) && !has_begun(p, v);
	/* what somebody has to approve, or has approved, is for that purpose and person */
	if (follows && *v->chain) {
		follow_text(&v->note, t.was->note, t.is->note);
		follow_class(&t, v);
	} else if (follows) {
		follow_texts(&t, v);
	}
	if (!series_is_changed(&one))
		return 0;
	struct series_task *task = series_add_task(c, out);
	if (!task)
		return QUAD_ENOMEM;
	*task = one;
	return 0;
}

static bool is_same_time(const struct occurrence *o, int64_t start, int64_t end)
{
	return o->start == start && o->end == end;
}

/* True if the time of an occurrence is what it was. */
static bool keeps_time(const struct turn *t)
{
	return t->new && t->old && !t->old->lacking && is_same_time(t->new, t->old->start, t->old->end);
}

/* True if nothing of what a booking is to say is a matter of the owners' rules, or of who has approved it. */
static bool says_what_it_said(const struct plan *p)
{
	const struct booking *a = &p->old, *b = &p->v;
	if (strcmp(a->requester, b->requester) != 0 || strcmp(a->institution, b->institution) != 0)
		return false;
	return !*a->chain || strcmp(a->purpose, b->purpose) == 0;
}

/* True if what a booking holds is what its phase now asks for: nothing is to be judged. */
static bool holds_what_is_asked(const struct plan *p, const struct turn *t)
{
	const struct booking *b = &p->old;
	if (strcmp(t->was->claims, t->is->claims) != 0 || t->was->party != t->is->party)
		return false;
	if (!says_what_it_said(p))
		return false;
	if (!t->new || is_same_time(t->new, b->start, b->end))
		return true;
	return keeps_time(t);
}

/* What a booking that leads is to say wherever it goes: its texts, its institution and its number. */
static void follow_phase(const struct series_pairing *p, const struct turn *t, struct series_task *task)
{
	struct booking *v = &task->plan.v;
	*v = task->plan.old;
	follow_texts(t, v);
	follow_text(&v->institution, t->was->institution, t->is->institution);
	if (strcmp(v->institution, task->plan.old.institution) != 0)
		task->plan.institution_missing = p->institution_missing;
	if (t->new)
		v->origin = t->new->origin;
}

/* Where a booking takes place that keeps its time, as an occurrence of its own. */
static const struct occurrence *own_time(struct change *c, const struct series_pairing *p, const struct booking *b,
                                         const struct turn *t)
{
	struct occurrence *o = arena_alloc(c->arena, sizeof *o);
	if (o)
		*o = (struct occurrence){.start = b->start, .end = b->end, .phase = (size_t)(t->is - p->is->v),
		                         .origin = t->new ? t->new->origin : b->origin};
	return o;
}

/* True if a booking loses its occurrence. */
static bool is_lost(const struct series_pairing *p, const struct turn *t)
{
	return t->new ? t->new->left_out : p->times;
}

/* Where a booking takes place that does not keep its place. NULL: no memory. */
static const struct occurrence *find_place(struct change *c, const struct series_pairing *p, const struct booking *b,
                                           const struct turn *t)
{
	return t->new && !keeps_time(t) ? t->new : own_time(c, p, b, t);
}

/* Says what becomes of a booking that leads: it goes, stays, or takes a place. */
static int choose_place(struct change *c, const struct series_pairing *p, const struct turn *t, bool apart,
                        struct series_task *task)
{
	bool lacking = t->new ? t->new->lacking : false;
	if (!apart && is_lost(p, t)) {
		task->freed = true;
		return 0;
	}
	task->stays = apart || lacking || holds_what_is_asked(&task->plan, t);
	if (task->stays)
		return 0;
	task->occurrence = find_place(c, p, &task->plan.old, t);
	return task->occurrence ? 0 : QUAD_ENOMEM;
}

static int change_leading(struct change *c, const struct series_pairing *p, size_t i, struct series_tasks *out)
{
	struct series_task one = p->bookings->v[i];
	struct turn t = turn_of(p, i);
	/* what stands from another calendar stays */
	bool apart = !t.old && p->following;
	if (apart && !t.new)
		return 0;
	follow_phase(p, &t, &one);
	int err = choose_place(c, p, &t, apart, &one);
	if (err)
		return err;
	if (p->following && one.stays && !series_is_changed(&one))
		return 0;
	struct series_task *task = series_add_task(c, out);
	if (!task)
		return QUAD_ENOMEM;
	*task = one;
	return 0;
}

/* True if a number is an exception's, or today's lesson that has begun: a second date of it is not booked. */
static bool is_spoken_for(const struct series_pairing *p, const struct occurrence *o)
{
	for (size_t i = 0; i < p->bookings->n; i++) {
		const struct booking *b = booking_of(p, i);
		size_t slot = p->slot[i];
		if (slot == OCCURRENCE_NONE)
			continue;
		uint64_t number = p->to[slot] == OCCURRENCE_NONE ? p->key[slot].origin : p->new.v[p->to[slot]].origin;
		if (number != o->origin)
			continue;
		bool today = has_begun(p, b) && clock_local_day(b->start) == clock_local_day(o->start);
		if (!series_leads(b) || today)
			return true;
	}
	return false;
}

/* True for an occurrence that nobody has, though the pattern was asked for: it is left out still. */
static bool is_hole(const struct series_pairing *p, size_t place)
{
	const struct occurrence *o = &p->new.v[place];
	for (size_t i = 0; i < p->old.n; i++) {
		const struct occurrence *was = &p->old.v[i];
		if (p->to[i] == place)
			return !was->left_out && is_same_time(was, o->start, o->end);
	}
	return false;
}

static int add_new(struct change *c, const struct series_pairing *p, struct series_tasks *out)
{
	bool *taken = arena_alloc(c->arena, p->new.n + 1);
	if (!taken)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < p->bookings->n; i++)
		if (p->slot[i] != OCCURRENCE_NONE && p->to[p->slot[i]] != OCCURRENCE_NONE)
			taken[p->to[p->slot[i]]] = true;
	for (size_t i = p->n_settled; i < p->new.n; i++) {
		const struct occurrence *o = &p->new.v[i];
		if (taken[i] || o->left_out || o->lacking || o->start <= p->begun_min)
			continue;
		if (is_hole(p, i) || is_spoken_for(p, o))
			continue;
		struct series_task *t = series_add_task(c, out);
		if (!t)
			return QUAD_ENOMEM;
		t->occurrence = o;
	}
	return 0;
}

/* By the time that they are to have; what is cancelled or stays has none, and comes first. */
static int task_order(const void *a, const void *b)
{
	const struct series_task *x = a, *y = b;
	int64_t at = x->occurrence ? x->occurrence->start : INT64_MIN;
	int64_t other = y->occurrence ? y->occurrence->start : INT64_MIN;
	if (at != other)
		return at < other ? -1 : 1;
	return (x->plan.old.id > y->plan.old.id) - (x->plan.old.id < y->plan.old.id);
}

int series_pair_tasks(struct change *c, const struct series_pairing *p, struct series_tasks *out)
{
	for (size_t i = 0; i < p->bookings->n; i++) {
		const struct booking *b = booking_of(p, i);
		bool leads = series_leads(b) && !has_begun(p, b);
		if (!is_concerned(p, i))
			continue;
		int err = leads ? change_leading(c, p, i, out) : keep_exception(c, p, i, out);
		if (err)
			return err;
	}
	int err = p->times ? add_new(c, p, out) : 0;
	if (!err && out->n)
		qsort(out->v, out->n, sizeof *out->v, task_order);
	return err;
}

int series_pair_late(struct change *c, const struct series_pairing *p, struct series_tasks *out)
{
	for (size_t i = 0; i < p->bookings->n; i++) {
		const struct booking *b = booking_of(p, i);
		const struct turn t = turn_of(p, i);
		if (!series_leads(b) || has_begun(p, b) || !keeps_time(&t))
			continue;
		if (t.new->lacking || t.new->left_out || is_same_time(t.new, b->start, b->end))
			continue;
		if (clock_local_day(t.new->start) != clock_local_day(b->start))
			continue;
		struct series_task *task = series_add_task(c, out);
		if (!task)
			return QUAD_ENOMEM;
		*task = p->bookings->v[i];
		follow_phase(p, &t, task);
		task->occurrence = t.new;
	}
	return 0;
}
