/*
 * Bookings: made, changed and cancelled. Each goes the same way: what shall stand is merged from the request and what
 * stands, the facts about every claim are loaded, the rules look at them, and only then is anything written: the
 * claims in both indexes, the record, the reference, the journal. A change takes its own old claims out of the facts,
 * so it never loses its place to itself.
 */
#include "store/change/book.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/place.h"
#include "store/change/plan.h"
#include "store/model/codec.h"
#include "store/model/merge.h"

/* What shall stand: the request over what stands. */
static int merge_request(struct change *c, struct plan *p)
{
	struct booking_ask ask = c->rq->u.booking;
	struct booking *v = &p->v;
	bool is_new = p->old.id == 0;
	bool claims_given = is_new || c->rq->given & GIVEN(BOOKING_CLAIMS);
	if (is_new)
		*v = (struct booking){.state = STATE_BOOKED, .made_min = c->rq->now, .ref = ask.ref};
	else
		*v = p->old;
	if (!is_new)
		merge_booking(&ask, c->rq->given, &p->old);
	if (is_new && !*ask.requester)
		ask.requester = c->rq->actor;
	v->start = ask.start;
	v->end = ask.end;
	v->party = ask.party;
	v->purpose = ask.purpose;
	v->note = ask.note;
	v->institution = ask.institution;
	v->requester = ask.requester;
	return claims_given ? plan_ask(c, ask.claims, ask.n_claims, p) : plan_ask_again(c, p);
}

/* True if what is asked stands already, so that asking again changes nothing. */
static int is_same(struct change *c, const struct plan *p, bool *out)
{
	const struct booking *a = &p->old, *b = &p->v;
	struct institution institution;
	*out = false;
	if (a->start != b->start || a->end != b->end || a->party != b->party || strcmp(a->purpose, b->purpose) != 0 ||
	    strcmp(a->note, b->note) != 0 || strcmp(a->requester, b->requester) != 0 || a->n_claims != p->n_asks)
		return 0;
	if (strcmp(a->institution, b->institution) != 0) {
		int err = facts_institution_named(c->txn, b->institution, &institution);
		if (err)
			return err == QUAD_ENOTFOUND || err == QUAD_EINVAL ? 0 : err;
		if (strcmp(institution.code, a->institution) != 0)
			return 0;
	}
	for (size_t i = 0; i < p->n_asks; i++) {
		const struct cache_resource *r;
		int err = cache_resource(c->cache, c->txn, p->asks[i].resource, &r);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		uint32_t units = p->asks[i].units ? p->asks[i].units : merge_party_units(b->party);
		if (r->resource.no != a->claims[i].resource || (!a->claims[i].whole && a->claims[i].units != units))
			return 0;
	}
	*out = true;
	return 0;
}

static void set_result(struct change *c, const struct booking *b)
{
	c->out->id = b->id;
	c->out->series = b->series;
	c->out->start = b->start;
	c->out->end = b->end;
	c->out->state = b->state;
}

static int execute(struct change *c, struct plan *p)
{
	unsigned char id[8];
	int err = p->institution_missing ? place_make_institution(c, p->v.institution) : 0;
	if (!err)
		err = p->old.id ? plan_drop_claims(c, &p->old) : change_next_id(c, OWN_BOOKING, 0, &p->v.id);
	if (!err)
		err = plan_put_claims(c, &p->v);
	if (!err && !p->old.id && *p->v.ref) {
		struct key by_ref = key_table(TABLE_BOOKING_REF);
		key_text(&by_ref, p->v.ref);
		le_put(id, p->v.id, sizeof id);
		err = db_put(c->txn, key_bytes(&by_ref), (struct bytes){id, sizeof id});
		cache_wrote(c->cache, &by_ref);
	}
	if (!err)
		err = plan_record(c, p, p->old.id ? OUTCOME_UPDATED : OUTCOME_ADDED);
	if (!err)
		set_result(c, &p->v);
	return err;
}

/* Decides what the plan's old booking and the request make together, and does it. */
static int settle(struct change *c, struct plan *p)
{
	bool same = false;
	int err = merge_request(c, p);
	if (!err && p->old.id)
		err = is_same(c, p, &same);
	if (!err && same) {
		set_result(c, &p->old);
		c->out->outcome = OUTCOME_UNCHANGED;
		return 0;
	}
	if (!err)
		err = plan_decide(c, p);
	if (err || c->out->reasons.n)
		return err;
	/* one of a series that is changed by itself follows the series no more */
	if (p->v.series && (p->v.start != p->old.start || p->v.end != p->old.end || c->rq->given & GIVEN(BOOKING_CLAIMS)))
		p->v.follows = false;
	if (!c->rehearse)
		return execute(c, p);
	set_result(c, &p->v);
	c->out->outcome = p->old.id ? OUTCOME_UPDATED : OUTCOME_ADDED;
	return 0;
}

int book_put(struct change *c)
{
	struct plan p = {0};
	const char *ref = c->rq->u.booking.ref;
	if (*ref) {
		int err = facts_booking_by_ref(c->txn, ref, c->arena, &p.old);
		if (!err && p.old.state != STATE_CANCELLED)
			err = plan_load(c, p.old.id, &p);
		else
			p.old = (struct booking){0};
		if (err && err != QUAD_ENOTFOUND)
			return err;
		if (p.old.id && c->rq->flags & REQUEST_NEW_ONLY) {
			reason_add(&c->out->reasons, RULE_BUSY, ref, "%" PRIu64, p.old.id)->booking = p.old.id;
			return 0;
		}
	}
	return settle(c, &p);
}

/* The booking that a move or cancel is about; a reason if it does not stand, or is not what the asker saw. */
static int load_target(struct change *c, uint64_t wanted, uint64_t seq, struct plan *p)
{
	char id[24];
	snprintf(id, sizeof id, "%" PRIu64, wanted);
	int err = plan_load(c, wanted, p);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, RULE_UNKNOWN, id, "booking");
		return 0;
	}
	if (!err && p->old.state == STATE_CANCELLED)
		reason_add(&c->out->reasons, RULE_UNKNOWN, id, "booking (cancelled)")->booking = wanted;
	else if (!err && seq && seq != p->old.seq)
		reason_add(&c->out->reasons, RULE_BUSY, id, "changed by others")->booking = wanted;
	return err;
}

int book_move(struct change *c)
{
	struct plan p = {0};
	int err = load_target(c, c->rq->u.booking.id, c->rq->u.booking.seq, &p);
	return err || c->out->reasons.n ? err : settle(c, &p);
}

int book_cancel(struct change *c)
{
	struct plan p = {0};
	int err = load_target(c, c->rq->u.booking.id, c->rq->u.booking.seq, &p);
	if (err || c->out->reasons.n)
		return err;
	p.v = p.old;
	p.v.state = STATE_CANCELLED;
	err = plan_drop_claims(c, &p.old);
	if (!err)
		err = plan_record(c, &p, OUTCOME_UPDATED);
	if (!err)
		set_result(c, &p.v);
	return err;
}

/* Two bookings exchange their resources, or their times, in one step: neither is in the other's way. */
int book_swap(struct change *c)
{
	struct plan p[2] = {0};
	const struct booking_ask *in = &c->rq->u.booking;
	uint64_t ids[2] = {in->id, in->other};
	bool times = c->rq->given & GIVEN(BOOKING_TIME);
	int err = 0;
	for (int i = 0; !err && i < 2; i++) {
		err = load_target(c, ids[i], i ? in->other_seq : in->seq, &p[i]);
		if (!err && !c->out->reasons.n)
			err = plan_ask_again(c, &p[i]);
		p[i].v = p[i].old;
		p[i].v.follows = false;
	}
	if (!err && in->id == in->other)
		reason_add(&c->out->reasons, RULE_VALUE, "id", "%" PRIu64, in->id);
	if (err || c->out->reasons.n)
		return err;
	for (int i = 0; i < 2; i++) {
		const struct plan *other = &p[1 - i];
		if (times) {
			p[i].v.start = other->old.start;
			p[i].v.end = other->old.end;
		}
	}
	if (!times) {
		struct claim_ask *asks = p[0].asks;
		size_t n = p[0].n_asks;
		p[0].asks = p[1].asks;
		p[0].n_asks = p[1].n_asks;
		p[1].asks = asks;
		p[1].n_asks = n;
	}
	/* both leave their places, then one after the other takes the new one */
	int placed = 0;
	err = plan_drop_claims(c, &p[0].old);
	if (!err)
		err = plan_drop_claims(c, &p[1].old);
	for (int i = 0; !err && i < 2; i++) {
		/* the second is asked also if the first is refused: its reasons are worth knowing too */
		err = plan_decide(c, &p[i]);
		if (err || reasons_malformed(&c->out->reasons))
			break;
		err = plan_put_claims(c, &p[i].v);
		placed++;
	}
	if (!err && c->out->reasons.n) {
		for (int i = 0; !err && i < placed; i++)
			err = plan_drop_claims(c, &p[i].v);
		for (int i = 0; !err && i < 2; i++)
			err = plan_put_claims(c, &p[i].old);
		return err;
	}
	for (int i = 1; !err && i >= 0; i--)
		err = plan_record(c, &p[i], OUTCOME_UPDATED);
	set_result(c, &p[0].v);
	return err;
}
