/* The chain is made of the rulings of the claims, and of what the actor may decide at once. */
#include "store/change/course.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/permit_ask.h"
#include "store/facts/members.h"
#include "store/model/approval.h"

int course_may_decide(struct change *c, const struct resource *resource, bool *out)
{
	const struct member *m;
	const struct grant *by;
	struct right_place place;
	const struct right_row row = {.places = &place, .n_places = resource ? 1 : 0};
	int err = members_of(c->cache, c->txn, c->rq->actor, &m);
	if (!err && resource)
		err = members_place(c->txn, resource, c->arena, &place);
	if (err)
		return err;
	*out = rights_may(m, resource ? RIGHT_DECIDE : RIGHT_COORDINATE, &row, c->rq->now, &by);
	return permit_note_deputy(c, by);
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
	/* the owners' rules are by institution */
	if (strcmp(v->institution, old->institution) != 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (!had_claim(old, &claims[i]))
			return true;
	return false;
}

/* ---- the chain ---- */

static bool can_do_without(const struct change *c, const char *code)
{
	return c->rq->op == OP_BOOK && booking_ask_is_optional(&c->rq->u.booking, code);
}

/* Who may approve it approves it by booking, but where it is his own and the owner's rule has others decide that. */
static int approves_by_booking(struct change *c, const struct plan *p, const struct resource *resource, bool others,
                               bool *out)
{
	const struct member *m;
	int err = course_may_decide(c, resource, out);
	if (err || !*out || !others || strcmp(p->v.requester, c->rq->actor) != 0)
		return err;
	err = members_of(c->cache, c->txn, c->rq->actor, &m);
	*out = !err && m->everything;
	return err;
}

/* Adds a step; `others` decide it of what is somebody's own. */
static int add_step(struct change *c, const struct plan *p, struct approval_chain *chain,
                    const struct resource *resource, bool others)
{
	struct approval_step *v = &chain->v[chain->n++];
	bool optional = resource && can_do_without(c, resource->code), may;
	*v = (struct approval_step){.resource = resource ? resource->no : 0, .by = "", .optional = optional};
	int err = approves_by_booking(c, p, resource, others, &may);
	if (err || !may)
		return err;
	v->approved = true;
	/* the file's owner may have no login */
	v->by = *c->rq->actor ? c->rq->actor : "-";
	v->at_min = c->rq->now;
	return 0;
}

static int make_chain(struct change *c, const struct plan *p, const struct resource *const *resources, size_t n,
                      struct approval_chain *out)
{
	bool coordinator = false, others = false;
	*out = (struct approval_chain){.v = arena_alloc(c->arena, (n + 1) * sizeof *out->v)};
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		enum approval needed = p->rulings[i].approval;
		if (needed != APPROVAL_OWNER && needed != APPROVAL_OWNER_COORDINATOR)
			continue;
		bool never = p->rulings[i].self == SELF_NEVER;
		coordinator |= needed == APPROVAL_OWNER_COORDINATOR;
		others |= never && needed == APPROVAL_OWNER_COORDINATOR;
		int err = add_step(c, p, out, resources[i], never);
		if (err)
			return err;
	}
	return coordinator ? add_step(c, p, out, NULL, others) : 0;
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
	int64_t minute = p->v.start + after;
	/* what was entered later than that is not waited for, and what has ended by then has no rest to give back */
	bool waits = after && minute > c->rq->now && minute < p->v.end;
	return waits ? minute : 0;
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
