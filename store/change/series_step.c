/*
 * The step of a series. What stands on all its dates is read at once. Occurrences are decided one after another, each
 * placed as it is decided (claim_view.h), so a series cannot clash with itself. Those that keep their time or a part of
 * it hold their places till then. Only when all are decided is anything written.
 */
#include "store/change/series_step.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/claim_view.h"
#include "store/change/divided.h"
#include "store/change/owner_rules.h"
#include "store/change/place.h"
#include "store/facts/walk.h"
#include "store/model/rules.h"

struct series_task *series_add_task(struct change *c, struct series_tasks *t)
{
	struct series_task *v = arena_grow(c->arena, t->v, t->n, &t->cap, sizeof *v);
	if (!v)
		return NULL;
	t->v = v;
	v[t->n] = (struct series_task){0};
	return &v[t->n++];
}

struct loading {
	struct change *c;
	struct series_tasks *out;
};

static int load_booking(struct bytes key, struct bytes value, void *arg)
{
	const struct loading *l = arg;
	(void)value;
	if (key.len != 17)
		return QUAD_ECORRUPT;
	struct series_task *t = series_add_task(l->c, l->out);
	if (!t)
		return QUAD_ENOMEM;
	int err = plan_load(l->c, key_get_u64(key, 9), &t->plan);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static int task_order(const void *a, const void *b)
{
	const struct booking *x = &((const struct series_task *)a)->plan.old;
	const struct booking *y = &((const struct series_task *)b)->plan.old;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

int series_load_bookings(struct change *c, uint64_t series, struct series_tasks *out)
{
	struct key lo = key_table(TABLE_SERIES_BOOKING), hi;
	key_u64(&lo, series);
	hi = key_after(&lo);
	int err = walk_range(c->txn, &lo, &hi, load_booking, &(struct loading){c, out});
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, task_order);
	return err;
}

bool series_leads(const struct booking *b)
{
	return state_stands(b->state) && b->follows;
}

/* ---- deciding ---- */

/* What a phase claims. */
struct phase_claims {
	const struct claim_ask *v;
	size_t n;
};

/* The texts of a new booking: those of its phase. */
static void take_texts(const struct series *s, struct booking *v)
{
	v->purpose = s->purpose;
	v->note = s->note;
	v->requester = s->requester;
	v->institution = s->institution;
	v->class = s->class;
	v->event = s->event;
}

/*
 * The plan of an occurrence: what its phase of the series asks for, at its time. The texts of a booking that stands are
 * in the plan.
 */
static int make_plan(struct change *c, const struct series *s, const struct phase_claims *claims,
                     struct series_task *t)
{
	struct plan *p = &t->plan;
	if (!p->old.id) {
		p->v = (struct booking){.state = STATE_BOOKED,
		                        .made_min = c->rq->now,
		                        .ref = "",
		                        .chain = "",
		                        .wish = "",
		                        .event = "",
		                        .prices = ""};
		take_texts(s, &p->v);
	}
	p->v.series = s->id;
	p->v.origin = t->occurrence->origin;
	p->v.follows = true;
	p->v.start = t->occurrence->start;
	p->v.end = t->occurrence->end;
	p->v.party = s->party;
	p->n_asks = 0;
	return plan_ask(c, claims->v, claims->n, p);
}

/* Moves the reasons of the occurrence that was just decided to another list, saying which one it was. */
static int move_reasons(struct change *c, size_t from, int64_t at, struct reasons *to)
{
	struct reasons *list = &c->out->reasons;
	for (size_t i = from; i < list->n; i++) {
		list->v[i].at = at;
		if (to)
			reason_copy(to, &list->v[i]);
	}
	if (to)
		list->n = from;
	return list->failed || (to && to->failed) ? QUAD_ENOMEM : 0;
}

/* Is this a change of the calendar, which series follow as far as they can? Then nothing refuses it. */
static bool is_following(const struct change *c)
{
	return c->rq->op == OP_TERM || c->rq->op == OP_PERIOD || c->rq->op == OP_DAY;
}

static bool names_unknown(const struct reasons *list, size_t from)
{
	for (size_t i = from; i < list->n; i++)
		if (list->v[i].rule == RULE_UNKNOWN)
			return true;
	return false;
}
struct outcome_lists {
	struct made *made;
	struct skipped *skipped;
	size_t n_made, n_skipped, cap_made, cap_skipped;
};

static struct outcome_lists start_lists(const struct change *c)
{
	/* the lists in the result were made by this module, in this arena */
	struct outcome_lists l = {.n_made = c->out->n_made, .n_skipped = c->out->n_skipped};
	union {
		const struct made *in;
		struct made *out;
	} m = {.in = c->out->made};
	union {
		const struct skipped *in;
		struct skipped *out;
	} s = {.in = c->out->skipped};
	l.made = m.out;
	l.skipped = s.out;
	l.cap_made = l.n_made;
	l.cap_skipped = l.n_skipped;
	return l;
}

/* Is somebody else there? Any other rule does not move what stands already. */
static bool names_clash(const struct reasons *list, size_t from)
{
	for (size_t i = from; i < list->n; i++)
		if (list->v[i].rule == RULE_BUSY || list->v[i].rule == RULE_CAPACITY || list->v[i].rule == RULE_TRAVEL)
			return true;
	return false;
}

/* True for a booking that stands in its place, and will leave it. */
static bool leaves(const struct series_task *t)
{
	return t->plan.old.id && state_stands(t->plan.old.state) && !t->stays;
}

int series_leave_places(struct change *c, struct series_tasks *tasks)
{
	if (tasks->left)
		return 0;
	tasks->left = true;
	for (size_t i = 0; i < tasks->n; i++) {
		const struct series_task *t = &tasks->v[i];
		int err = leaves(t) ? plan_drop_claims(c, &t->plan.old) : 0;
		if (err)
			return err;
	}
	return 0;
}

/* Lets those leave their places that have not done so before and do not hold them. */
static int leave_in_view(struct change *c, const struct series_tasks *tasks)
{
	for (size_t i = 0; i < tasks->n && !tasks->left; i++) {
		const struct series_task *t = &tasks->v[i];
		int err = leaves(t) && !t->plan.holds_place ? claim_view_leave(c, &t->plan.old) : 0;
		if (err)
			return err;
	}
	return 0;
}

/*
 * Lets the bookings that are made longer or shorter, or keep their time, hold their places until they are decided, so
 * that only what they add is judged. Not where the calendar changed: then all have left, those of other series too.
 */
static void hold_places(struct series_tasks *tasks)
{
	for (size_t i = 0; i < tasks->n && !tasks->left; i++) {
		struct series_task *t = &tasks->v[i];
		const struct occurrence *o = t->occurrence;
		t->plan.holds_place = o && leaves(t) && rules_keeps_time(&t->plan.old, o->start, o->end);
	}
}

/* Takes the claims of a booking that held its place out of it. */
static int leave_place(struct change *c, struct series_task *t)
{
	if (!t->plan.holds_place)
		return 0;
	t->plan.holds_place = false;
	return claim_view_leave(c, &t->plan.old);
}

/* What cannot go where its series goes stays where it stands, unless another of the series is there by now. */
static int keep_where_it_stands(struct change *c, struct series_task *t)
{
	struct plan *p = &t->plan;
	size_t before = c->out->reasons.n;
	if (!state_stands(p->old.state))
		return 0;
	p->v = p->old;
	p->n_asks = 0;
	int err = plan_ask_again(c, p);
	if (!err)
		err = plan_decide(c, p);
	bool clashes = names_clash(&c->out->reasons, before);
	c->out->reasons.n = before;
	p->v = p->old;
	if (err || clashes)
		return err ? err : leave_place(c, t);
	err = leave_place(c, t);
	t->placed = true;
	return err ? err : claim_view_place(c, &p->v);
}

/* Gives the occurrence that was decided its place, and a new booking its id, which is greater than *last_id. */
static int put_in_place(struct change *c, struct series_task *t, uint64_t *last_id)
{
	if (!t->plan.old.id) {
		int err = change_next_id(c, OWN_BOOKING, *last_id, &t->plan.v.id);
		if (err)
			return err;
		*last_id = t->plan.v.id;
	}
	int err = leave_place(c, t);
	if (!err)
		err = claim_view_place(c, &t->plan.v);
	t->placed = !err;
	return err;
}

/* What cannot go to its new place may stay where it stands, but not on a day on which the calendar has it no more. */
static bool may_stay(const struct change *c, const struct series_task *t)
{
	const struct booking *old = &t->plan.old;
	if (!old->id || !is_following(c))
		return old->id;
	return clock_local_day(old->start) == clock_local_day(t->occurrence->start);
}

/* Leaves an occurrence out: its reasons, from `before` on, go to the list of what is skipped. */
static int skip_occurrence(struct change *c, struct series_task *t, size_t before, struct outcome_lists *l)
{
	struct skipped *v = arena_grow(c->arena, l->skipped, l->n_skipped, &l->cap_skipped, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	l->skipped = v;
	struct skipped *one = &v[l->n_skipped++];
	*one = (struct skipped){.series = t->plan.v.series, .start = t->occurrence->start, .end = t->occurrence->end,
	                        .reasons.arena = c->arena};
	int err = move_reasons(c, before, t->occurrence->start, &one->reasons);
	if (err || !may_stay(c, t))
		return err;
	err = keep_where_it_stands(c, t);
	if (t->placed)
		one->stays = t->plan.old.id;
	return err;
}

/* Decides a task that has an occurrence; *over: the others need not be asked. */
static int place_task(struct change *c, struct series_task *t, bool skip, uint64_t *last_id, struct outcome_lists *l,
                      bool *over)
{
	size_t before = c->out->reasons.n;
	int err = plan_decide(c, &t->plan);
	if (err)
		return err;
	if (c->out->reasons.n == before)
		return put_in_place(c, t, last_id);
	/* a resource that is not there is not there on any date */
	*over = !is_following(c) && names_unknown(&c->out->reasons, before);
	if (*over)
		return 0;
	if (skip)
		return skip_occurrence(c, t, before, l);
	return move_reasons(c, before, t->occurrence->start, NULL);
}

static int parse_claims(struct change *c, const struct series_phases *phases, struct phase_claims **out)
{
	struct phase_claims *v = arena_alloc(c->arena, phases->n * sizeof *v);
	*out = v;
	int err = v ? 0 : QUAD_ENOMEM;
	for (size_t i = 0; i < phases->n; i++) {
		if (!err)
			err = claims_parse(phases->v[i].claims, c->arena, &v[i].v, &v[i].n);
		if (err)
			return err;
	}
	return err;
}

/* What is decided first: what holds its place and takes no more time, so that others have what it gives up. */
static bool only_gives(const struct series_task *t)
{
	const struct booking *old = &t->plan.old;
	return t->plan.holds_place && t->occurrence->start >= old->start && t->occurrence->end <= old->end;
}

/* What the decisions of a step share. */
struct placing {
	const struct series_phases *phases;
	const struct phase_claims *claims; /* of each phase */
	bool skip;
	uint64_t last_id;
	bool over; /* the others need not be asked */
	struct outcome_lists *l;
};

/* Decides the tasks that have an occurrence and only give, or all others. */
static int place_some(struct change *c, struct series_tasks *tasks, const bool *gives, bool wanted, struct placing *p)
{
	for (size_t i = 0; i < tasks->n && !p->over; i++) {
		struct series_task *t = &tasks->v[i];
		if (!t->occurrence || gives[i] != wanted)
			continue;
		int err = make_plan(c, &p->phases->v[t->occurrence->phase], &p->claims[t->occurrence->phase], t);
		if (!err)
			err = place_task(c, t, p->skip, &p->last_id, p->l, &p->over);
		if (err)
			return err;
	}
	return 0;
}

/* The spans of a resource's claims on the dates of the tasks whose phase claims it. */
static size_t list_spans(const struct series_tasks *tasks, const struct placing *p, const struct cache_resource *r,
                         int64_t margin_min, struct time_span *out)
{
	size_t n = 0;
	for (size_t i = 0; i < tasks->n; i++) {
		const struct occurrence *o = tasks->v[i].occurrence;
		const struct phase_claims *claims = o ? &p->claims[o->phase] : NULL;
		size_t k = 0;
		while (claims && k < claims->n && strcmp(claims->v[k].resource, r->resource.code) != 0)
			k++;
		if (!claims || k == claims->n)
			continue;
		out[n].start = o->start - (int64_t)r->resource.setup_min - margin_min;
		out[n++].end = o->end + (int64_t)r->resource.teardown_min + margin_min;
	}
	return time_spans_join(out, n);
}

/* Reads what stands in the way of a resource on all its dates. One that is not there is found so on each. */
static int expect_resource(struct change *c, const struct series_tasks *tasks, const struct placing *p,
                           const char *code)
{
	const struct cache_resource *r;
	uint64_t travel_max = 0;
	struct time_span *spans = arena_alloc(c->arena, (tasks->n + 1) * sizeof *spans);
	int err = spans ? cache_resource(c->cache, c->txn, code, &r) : QUAD_ENOMEM;
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (kind_travels(r->resource.kind))
		err = cache_travel_max(c->cache, c->txn, &travel_max);
	if (err)
		return err;
	size_t n = list_spans(tasks, p, r, (int64_t)travel_max, spans);
	err = claim_view_expect(c, r->resource.no, spans, n);
	return err ? err : divided_expect(c, r->resource.no, spans, n);
}

/* Reads what stands on the dates of the tasks, for each resource that the phases claim. */
static int expect_tasks(struct change *c, const struct series_tasks *tasks, const struct placing *p)
{
	for (size_t i = 0; i < p->phases->n; i++)
		for (size_t k = 0; k < p->claims[i].n; k++) {
			int err = expect_resource(c, tasks, p, p->claims[i].v[k].resource);
			if (err)
				return err;
		}
	return 0;
}

/*
 * Decides all tasks, placing each as it is decided. With skip, what is refused is left out and listed; else its reasons
 * are the result's.
 */
static int place_tasks(struct change *c, const struct series_phases *phases, struct series_tasks *tasks, bool skip,
                       struct outcome_lists *l)
{
	struct phase_claims *claims;
	bool *gives = arena_alloc(c->arena, tasks->n + 1);
	int err = gives ? parse_claims(c, phases, &claims) : QUAD_ENOMEM;
	if (err)
		return err;
	hold_places(tasks);
	for (size_t i = 0; i < tasks->n; i++)
		gives[i] = only_gives(&tasks->v[i]);
	struct placing p = {.phases = phases, .claims = claims, .skip = skip, .l = l};
	err = expect_tasks(c, tasks, &p);
	if (!err)
		err = leave_in_view(c, tasks);
	if (!err)
		err = place_some(c, tasks, gives, true, &p);
	return err ? err : place_some(c, tasks, gives, false, &p);
}

/* Of a step that is refused nothing was written; but bookings that had left their places before it return. */
static int put_tasks_back(struct change *c, const struct series_tasks *tasks)
{
	for (size_t i = 0; i < tasks->n && tasks->left; i++) {
		int err = leaves(&tasks->v[i]) ? plan_put_claims(c, &tasks->v[i].plan.old) : 0;
		if (err)
			return err;
	}
	return 0;
}

/* ---- writing ---- */

static bool has_same_texts(const struct booking *a, const struct booking *b)
{
	if (strcmp(a->purpose, b->purpose) != 0 || strcmp(a->note, b->note) != 0)
		return false;
	if (a->class != b->class || strcmp(a->event, b->event) != 0)
		return false;
	return strcmp(a->requester, b->requester) == 0 && strcmp(a->institution, b->institution) == 0;
}

bool series_is_changed(const struct series_task *t)
{
	const struct booking *a = &t->plan.old, *b = &t->plan.v;
	if (a->start != b->start || a->end != b->end || a->party != b->party || a->state != b->state)
		return true;
	if (a->origin != b->origin || a->follows != b->follows || !booking_has_same_claims(a, b))
		return true;
	if (a->until != b->until || strcmp(a->chain, b->chain) != 0)
		return true;
	return !has_same_texts(a, b);
}

/* What shall stand of a task that was not placed: the booking cancelled, which it may be already. */
static bool cancel_unplaced(struct series_task *t)
{
	if (!leaves(t))
		return false;
	t->plan.v = t->plan.old;
	t->plan.v.state = STATE_CANCELLED;
	if (t->freed)
		t->plan.v.origin = 0;
	return true;
}

/* Writes the record of a task's booking, and its key among those of the series if it is new. */
static int write_record(struct change *c, struct plan *p, enum outcome outcome)
{
	struct key k = key_table(TABLE_SERIES_BOOKING);
	key_u64(&k, p->v.series);
	key_u64(&k, p->v.id);
	int err = plan_record(c, p, outcome);
	if (err || p->old.id)
		return err;
	return db_put(c->txn, key_bytes(&k), (struct bytes){"", 0});
}

/* Takes the claims of a task out of the indexes, unless its bookings have left, and puts those it has by now. */
static int write_claims(struct change *c, const struct series_task *t, bool left)
{
	const struct plan *p = &t->plan;
	bool out = leaves(t) && !left;
	if (out && t->placed && booking_has_same_claims(&p->old, &p->v))
		return 0;
	int err = out ? plan_drop_claims(c, &p->old) : 0;
	if (!err && t->placed)
		err = plan_put_claims(c, &p->v);
	return err;
}

static int write_task(struct change *c, struct series_task *t, bool left, struct outcome_lists *l)
{
	struct plan *p = &t->plan;
	enum outcome outcome = p->old.id ? OUTCOME_UPDATED : OUTCOME_ADDED;
	int err = 0;
	if (!t->placed && !t->stays && !cancel_unplaced(t))
		return 0;
	if (!c->rehearse)
		err = write_claims(c, t, left);
	if (err)
		return err;
	if (p->old.id && !series_is_changed(t))
		outcome = OUTCOME_UNCHANGED;
	else if (!c->rehearse)
		err = write_record(c, p, outcome);
	if (err || t->unlisted)
		return err;
	struct made *v = arena_grow(c->arena, l->made, l->n_made, &l->cap_made, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	l->made = v;
	v[l->n_made++] = (struct made){.id = p->v.id, .series = p->v.series, .start = p->v.start, .end = p->v.end,
	                               .state = p->v.state, .outcome = outcome,
	                               .was_start = p->old.id ? p->old.start : 0};
	return 0;
}

/* A new series of which nothing fits is refused, with the reasons of all its occurrences. */
static void refuse_if_empty(struct change *c, const struct series_tasks *tasks, const struct outcome_lists *l,
                            size_t n_skipped_before)
{
	if (c->rq->op != OP_SERIES)
		return;
	for (size_t i = 0; i < tasks->n; i++)
		if (tasks->v[i].placed || tasks->v[i].stays)
			return;
	for (size_t i = n_skipped_before; i < l->n_skipped; i++)
		for (size_t j = 0; j < l->skipped[i].reasons.n; j++)
			reason_copy(&c->out->reasons, &l->skipped[i].reasons.v[j]);
}

/* Makes the institution that the bookings name and the store lacks. */
static int make_institution(struct change *c, const struct series_tasks *tasks)
{
	for (size_t i = 0; i < tasks->n; i++) {
		const struct series_task *t = &tasks->v[i];
		if ((t->placed || t->stays) && t->plan.institution_missing)
			return place_make_institution(c, t->plan.v.institution);
	}
	return 0;
}

static int write_tasks(struct change *c, struct series_tasks *tasks, struct outcome_lists *l)
{
	int err = c->rehearse ? 0 : make_institution(c, tasks);
	for (size_t i = 0; i < tasks->n; i++) {
		if (!err)
			err = write_task(c, &tasks->v[i], tasks->left, l);
		if (err)
			return err;
	}
	change_sort_made(l->made, l->n_made);
	c->out->made = l->made;
	c->out->n_made = l->n_made;
	return err;
}

/* Those that leave for good, where an owner wants to know earlier. */
static int check_notice(struct change *c, const struct series_tasks *tasks)
{
	for (size_t i = 0; i < tasks->n; i++) {
		const struct series_task *t = &tasks->v[i];
		size_t before = c->out->reasons.n;
		if (t->occurrence || !leaves(t))
			continue;
		int err = owner_rules_leave(c, &t->plan.old);
		if (!err)
			err = move_reasons(c, before, t->plan.old.start, NULL);
		if (err)
			return err;
	}
	return 0;
}

int series_step(struct change *c, const struct series_phases *phases, struct series_tasks *tasks, bool skip)
{
	struct outcome_lists l = start_lists(c);
	size_t n_skipped = l.n_skipped;
	int err = claim_view_begin(c);
	if (!err)
		err = place_tasks(c, phases, tasks, skip, &l);
	claim_view_end(c);
	if (!err)
		err = check_notice(c, tasks);
	if (err)
		return err;
	if (skip)
		refuse_if_empty(c, tasks, &l, n_skipped);
	/* also of what is refused: which occurrences are in question is worth knowing */
	c->out->skipped = l.skipped;
	c->out->n_skipped = l.n_skipped;
	if (c->out->reasons.n)
		return put_tasks_back(c, tasks);
	return write_tasks(c, tasks, &l);
}
