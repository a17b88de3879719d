/* The chain is made of the rulings of the claims, and of what the actor may decide at once. */
#include "store/change/course.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/members.h"
#include "store/model/approval.h"

int course_may_decide(struct change *c, const struct resource *resource, bool *out)
{
	const struct member *m;
	struct right_place place;
	const struct right_row row = {.places = &place, .n_places = 1};
	int err = members_of(c->cache, c->txn, c->rq->actor, &m);
	if (err)
		return err;
	if (!resource) {
		*out = rights_may(m, RIGHT_COORDINATE, &(struct right_row){0}, c->rq->now, NULL);
		return 0;
	}
	err = members_place(c->txn, resource, c->arena, &place);
	*out = !err && rights_may(m, RIGHT_DECIDE, &row, c->rq->now, NULL);
	return err;
}

/* Where nobody owns a resource, the coordinator decides in the owner's place. */
static int decides_for_nobody(struct change *c, const struct resource *r, bool *out)
{
	const struct owners *owners;
	struct right_place place;
	int err = course_may_decide(c, NULL, out);
	if (err || !*out)
		return err;
	err = members_owners_of(c->cache, c->txn, &owners);
	if (!err)
		err = members_place(c->txn, r, c->arena, &place);
	if (!err)
		*out = members_next_owner(owners, 0, &place, c->rq->now) == owners->n;
	return err;
}

int course_decides_for(struct change *c, const struct resource *resource, bool *out)
{
	int err = course_may_decide(c, resource, out);
	return err || *out ? err : decides_for_nobody(c, resource, out);
}

/* ---- what asks again ---- */

static bool had_claim(const struct booking *old, const struct claim *x)
{
	for (size_t i = 0; i < old->n_claims; i++)
		if (old->claims[i].resource == x->resource)
			return old->claims[i].whole || x->units <= old->claims[i].units;
	return false;
}

static bool asks_again(const struct plan *p, const struct claim *claims, size_t n)
{
	const struct booking *old = &p->old, *v = &p->v;
	if (!old->id || !state_stands(old->state))
		return true;
	if (v->start < old->start || v->end > old->end || v->party > old->party)
		return true;
	if (strcmp(v->purpose, old->purpose) != 0 || strcmp(v->requester, old->requester) != 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (!had_claim(old, &claims[i]))
			return true;
	return false;
}

/* ---- the chain ---- */

static int add_step(struct change *c, struct approval_chain *chain, const struct resource *resource, bool optional)
{
	struct approval_step *v = &chain->v[chain->n++];
	bool may;
	*v = (struct approval_step){.resource = resource ? resource->no : 0, .by = "", .optional = optional};
	int err = course_may_decide(c, resource, &may);
	if (err || !may)
		return err;
	v->approved = true;
	/* the file's owner may have no login */
	v->by = *c->rq->actor ? c->rq->actor : "-";
	v->at_min = c->rq->now;
	return 0;
}

static bool can_do_without(const struct change *c, const char *code)
{
	return c->rq->op == OP_BOOK && booking_ask_is_optional(&c->rq->u.booking, code);
}

static int make_chain(struct change *c, const struct plan *p, const struct resource *const *resources, size_t n,
                      struct approval_chain *out)
{
	bool coordinator = false;
	*out = (struct approval_chain){.v = arena_alloc(c->arena, (n + 1) * sizeof *out->v)};
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		enum approval needed = p->rulings[i].approval;
		if (needed != APPROVAL_OWNER && needed != APPROVAL_OWNER_COORDINATOR)
			continue;
		coordinator |= needed == APPROVAL_OWNER_COORDINATOR;
		int err = add_step(c, out, resources[i], can_do_without(c, resources[i]->code));
		if (err)
			return err;
	}
	return coordinator ? add_step(c, out, NULL, false) : 0;
}

/* ---- minutes ---- */

static int64_t hold_until(const struct change *c, const struct plan *p, size_t n)
{
	int64_t until = p->v.start;
	for (size_t i = 0; i < n; i++) {
		const struct ruling *r = &p->rulings[i];
		bool waits = r->approval == APPROVAL_OWNER || r->approval == APPROVAL_OWNER_COORDINATOR;
		if (waits && c->rq->now + r->hold_min < until)
			until = c->rq->now + r->hold_min;
	}
	return until;
}

int64_t course_noshow_min(const struct change *c, const struct plan *p)
{
	int64_t after = 0;
	for (size_t i = 0; i < p->n_asks; i++) {
		int64_t min = p->rulings[i].noshow_min;
		if (min > 0 && (!after || min < after))
			after = min;
	}
	/* what was entered later than that is not waited for */
	bool late = p->v.start + after <= c->rq->now;
	return after && !late ? p->v.start + after : 0;
}

/* ---- all of it ---- */

/* What was decided before holds; its minutes follow the start. */
static void keep_course(const struct change *c, struct plan *p)
{
	struct booking *v = &p->v;
	v->state = p->old.state;
	v->chain = p->old.chain;
	v->until = 0;
	if (v->state == STATE_REQUESTED)
		v->until = p->old.until < v->start ? p->old.until : v->start;
	else if (v->state == STATE_BOOKED)
		v->until = course_noshow_min(c, p);
}

static int begin_course(struct change *c, struct plan *p, const struct resource *const *resources, size_t n)
{
	struct approval_chain chain;
	struct booking *v = &p->v;
	int err = make_chain(c, p, resources, n, &chain);
	if (err)
		return err;
	v->chain = approval_format(&chain, c->arena);
	if (!v->chain)
		return QUAD_ENOMEM;
	/* what has begun already is no matter of approval any more: only who may record it enters it */
	bool waits = !approval_is_complete(&chain) && v->start > c->rq->now;
	v->state = waits ? STATE_REQUESTED : STATE_BOOKED;
	v->until = waits ? hold_until(c, p, n) : course_noshow_min(c, p);
	v->asked_min = 0;
	v->was_asked = false;
	return 0;
}

/* Who has come has come, unless it begins later by now. */
static void keep_use(const struct change *c, struct plan *p)
{
	struct booking *v = &p->v;
	bool stays = p->old.state == STATE_USED && v->start <= c->rq->now;
	if (!stays) {
		v->used_from = v->used_to = 0;
		if (v->state == STATE_USED) {
			v->state = STATE_BOOKED;
			v->until = course_noshow_min(c, p);
		}
		return;
	}
	v->state = STATE_USED;
	v->until = 0;
	if (v->used_to > v->end)
		v->used_to = v->end;
}

int course_set(struct change *c, struct plan *p, const struct resource *const *resources, struct claim *claims,
               size_t n)
{
	int err = 0;
	if (!p->keeps_course && asks_again(p, claims, n))
		err = begin_course(c, p, resources, n);
	else if (!p->keeps_course)
		keep_course(c, p);
	if (!err && !p->keeps_course)
		keep_use(c, p);
	for (size_t i = 0; i < n; i++)
		claims[i].until = p->v.until;
	return err;
}
