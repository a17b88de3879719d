/* What all that is done with a booking shares: loading it, asking who may, the reasons against it, writing it. */
#include "store/change/stake.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/course.h"
#include "store/change/permit_ask.h"
#include "store/facts/members.h"
#include "store/facts/right_rows.h"

static const char *number_text(struct change *c, uint64_t id)
{
	const char *text = arena_fmt(c->arena, "%" PRIu64, id);
	return text ? text : "";
}

int stake_load(struct change *c, struct plan *p)
{
	const struct decision_ask *in = &c->rq->u.decision;
	int err = plan_load(c, in->id, p);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_BOOKING, number_text(c, in->id));
		return 0;
	}
	p->v = p->old;
	if (!err && in->seq && in->seq != p->old.seq)
		reason_add(&c->out->reasons, REASON_CHANGED, number_text(c, in->id))->booking = in->id;
	return err;
}

/* ---- who may ---- */

/* The resource of a stored claim. */
static int load_resource(struct change *c, const struct claim *claim, struct resource *out)
{
	int err = facts_resource_by_number(c->txn, claim->resource, out);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

int stake_may_login(struct change *c, const char *login, enum right right, const struct booking *b, bool *out)
{
	const struct member *m;
	struct right_row row;
	*out = false;
	int err = members_of(c->cache, c->txn, login, &m);
	if (!err)
		err = right_rows_booking(c->txn, b, c->arena, &row);
	if (!err)
		*out = rights_may(m, right, &row, c->rq->now, NULL);
	return err;
}

int stake_may(struct change *c, enum right right, const struct booking *b, bool *out)
{
	return stake_may_login(c, c->rq->actor, right, b, out);
}

int stake_ask(struct change *c, enum right right, const struct booking *b)
{
	struct right_row row;
	char entity[40];
	snprintf(entity, sizeof entity, "booking:%" PRIu64, b->id);
	int err = right_rows_booking(c->txn, b, c->arena, &row);
	return err ? err : permit_ask(c, right, &row, entity);
}

int stake_uses(struct change *c, const struct booking *b, bool *out)
{
	struct resource r;
	*out = *c->rq->actor && strcmp(b->requester, c->rq->actor) == 0;
	for (size_t i = 0; i < b->n_claims && !*out; i++) {
		int err = load_resource(c, &b->claims[i], &r);
		if (err)
			return err;
		*out = r.kind == KIND_TEACHER && strcmp(r.code, c->rq->actor) == 0;
	}
	return 0;
}

int stake_keeps(struct change *c, const struct booking *b, bool *out)
{
	struct resource r;
	*out = false;
	for (size_t i = 0; i < b->n_claims && !*out; i++) {
		int err = load_resource(c, &b->claims[i], &r);
		if (!err)
			err = course_decides_for(c, &r, out);
		if (err)
			return err;
	}
	return 0;
}

/* ---- reasons ---- */

void stake_refuse(struct change *c, enum right right, const struct booking *b)
{
	char entity[40];
	snprintf(entity, sizeof entity, "booking:%" PRIu64, b->id);
	reason_add_text(&c->out->reasons, REASON_ROLE, entity, "%s", rights_needed(right, false));
}

void stake_refuse_state(struct change *c, const struct booking *b, enum booking_state state)
{
	reason_add_text(&c->out->reasons, REASON_NOT_BOOKED, number_text(c, b->id), "%s", state_word(state))->booking =
		b->id;
}

void stake_refuse_early(struct change *c, const struct booking *b, int64_t from)
{
	char text[CLOCK_TEXT_MAX];
	struct reason *why = reason_add_text(&c->out->reasons, REASON_NOT_YET, number_text(c, b->id), "%s",
	                                     clock_format(from, text));
	why->booking = b->id;
	why->start = b->start;
	why->end = b->end;
	why->number = c->rq->op;
}

int stake_refuse_over(struct change *c, const struct booking *b)
{
	struct resource r = {.code = ""};
	char text[CLOCK_TEXT_MAX];
	int err = b->n_claims ? load_resource(c, &b->claims[0], &r) : 0;
	if (err)
		return err;
	struct reason *why =
		reason_add_text(&c->out->reasons, REASON_IS_OVER, r.code, "%s", clock_format(b->start, text));
	why->booking = b->id;
	why->start = b->start;
	why->end = b->end;
	why->number = c->rq->op;
	return 0;
}

/* ---- writing ---- */

int stake_set_until(struct change *c, struct plan *p, int64_t until)
{
	struct claim *claims = arena_alloc(c->arena, (p->v.n_claims + 1) * sizeof *claims);
	if (!claims)
		return QUAD_ENOMEM;
	if (p->v.n_claims)
		memcpy(claims, p->v.claims, p->v.n_claims * sizeof *claims);
	for (size_t i = 0; i < p->v.n_claims; i++)
		claims[i].until = until;
	p->v.claims = claims;
	p->v.until = until;
	return 0;
}

void stake_set_result(struct change *c, const struct booking *b)
{
	c->out->id = b->id;
	c->out->series = b->series;
	c->out->start = b->start;
	c->out->end = b->end;
	c->out->state = b->state;
}

int stake_write(struct change *c, struct plan *p)
{
	int err = state_stands(p->old.state) ? plan_drop_claims(c, &p->old) : 0;
	if (!err && state_stands(p->v.state))
		err = plan_put_claims(c, &p->v);
	if (!err)
		err = plan_record(c, p, OUTCOME_UPDATED);
	if (!err)
		stake_set_result(c, &p->v);
	return err;
}

void stake_set_unchanged(struct change *c, const struct booking *b)
{
	stake_set_result(c, b);
	c->out->outcome = OUTCOME_UNCHANGED;
}
