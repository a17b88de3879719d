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

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/consent.h"
#include "store/change/occasion.h"
#include "store/change/optional.h"
#include "store/change/book_write.h"
#include "store/change/owner_rules.h"
#include "store/change/permit_ask.h"
#include "store/change/place.h"
#include "store/change/plan.h"
#include "store/change/preempt.h"
#include "store/change/waiting.h"
#include "store/model/codec.h"
#include "store/model/merge.h"

/* Fills the plan with the request over the stored booking. */
static int merge_request(struct change *c, struct plan *p)
{
	struct booking_ask ask = c->rq->u.booking;
	struct booking *v = &p->v;
	bool is_new = p->old.id == 0;
	bool claims_given = is_new || c->rq->given & GIVEN(BOOKING_CLAIMS);
	if (is_new)
		*v = (struct booking){.state = STATE_BOOKED,
		                      .made_min = c->rq->now,
		                      .ref = ask.ref,
		                      .chain = "",
		                      .wish = "",
		                      .event = "",
		                      .prices = ""};
	else
		*v = p->old;
	if (p->old.state == STATE_WAITING) {
		v->state = STATE_BOOKED;
		v->until = 0;
		v->priority = 0;
		v->wish = "";
	}
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
	v->class = ask.class;
	v->event = ask.event ? ask.event : "";
	/* in whose name, where nobody says so, or it is emptied */
	bool unsaid = !*v->institution && (is_new || *p->old.institution);
	int err = unsaid ? permit_own_institution(c, v->requester, &v->institution) : 0;
	if (!err)
		err = occasion_check(c, v->event, is_new ? "" : p->old.event);
	if (err)
		return err;
	return claims_given ? plan_ask(c, ask.claims, ask.n_claims, p) : plan_ask_again(c, p);
}

/* True if the institution that is asked for, by code or name, is the stored one. */
static int is_same_institution(struct change *c, const char *stored, const char *asked, bool *out)
{
	struct institution institution;
	*out = strcmp(stored, asked) == 0;
	if (*out)
		return 0;
	int err = facts_institution_named(c->txn, asked, &institution);
	if (err == QUAD_ENOTFOUND || err == QUAD_EINVAL)
		return 0;
	if (err)
		return err;
	*out = strcmp(institution.code, stored) == 0;
	return 0;
}

static bool has_same_texts(const struct booking *a, const struct booking *b)
{
	if (a->class != b->class || strcmp(a->event, b->event) != 0)
		return false;
	return strcmp(a->purpose, b->purpose) == 0 && strcmp(a->note, b->note) == 0;
}

/*
 * Says what the request changes: nothing, only texts, or what is judged. In whose name it is is a matter of the owners'
 * rules; what it is for only of those who have approved it.
 */
static int compare_plan(struct change *c, const struct plan *p, bool *stays, bool *same)
{
	const struct booking *a = &p->old, *b = &p->v;
	*same = *stays = false;
	/* what waits has no place yet */
	int err = a->state == STATE_WAITING ? 0 : plan_stays(c, p, stays);
	if (err || !*stays)
		return err;
	err = is_same_institution(c, a->institution, b->institution, stays);
	*stays &= strcmp(a->requester, b->requester) == 0;
	*same = *stays && has_same_texts(a, b);
	if (*a->chain)
		*stays &= strcmp(a->purpose, b->purpose) == 0;
	return err;
}

static void set_unchanged(struct change *c, const struct plan *p)
{
	book_write_result(c, &p->old);
	c->out->outcome = OUTCOME_UNCHANGED;
}

/* True for a change that takes a booking of a series from its place: it follows the series no more. */
static bool leaves_series(const struct change *c, const struct plan *p)
{
	if (!p->v.series)
		return false;
	if (p->v.start != p->old.start || p->v.end != p->old.end)
		return true;
	return c->rq->given & GIVEN(BOOKING_CLAIMS);
}

/* What may be done about the reasons against a plan that was decided: so that there are none, or it is written. */
static int settle_refusal(struct change *c, struct plan *p)
{
	int err = p->old.id ? 0 : optional_leave_out(c, p);
	if (!err && c->out->reasons.n && c->rq->flags & REQUEST_PREEMPT)
		err = preempt_settle(c, p);
	if (!err && c->out->reasons.n && c->rq->flags & REQUEST_WAIT)
		err = waiting_settle(c, p);
	return err;
}

/* Writes what was decided, or where nothing may be written says what would be. */
static int finish_plan(struct change *c, struct plan *p)
{
	if (!c->rehearse)
		return book_write(c, p);
	if (c->settled && !c->out->without.n) {
		*c->settled = *p;
		c->settled->in_place_of = c->in_place_of;
	}
	book_write_result(c, &p->v);
	c->out->outcome = p->old.id ? OUTCOME_UPDATED : OUTCOME_ADDED;
	return 0;
}

/* Decides what the plan's old booking and the request make together, and writes it. */
static int settle_plan(struct change *c, struct plan *p)
{
	bool stays, same;
	p->holds_place = p->old.state != STATE_WAITING;
	int err = merge_request(c, p);
	if (!err)
		err = compare_plan(c, p, &stays, &same);
	if (err)
		return err;
	if (same) {
		set_unchanged(c, p);
		return 0;
	}
	err = stays ? plan_keep(c, p) : plan_decide(c, p);
	if (!err)
		err = settle_refusal(c, p);
	/* written, with those that it has moved */
	if (!err && c->out->seq)
		return 0;
	if (err || c->out->reasons.n)
		return err;
	if (waiting_is_same(&p->old, &p->v)) {
		set_unchanged(c, p);
		return 0;
	}
	if (!stays && leaves_series(c, p))
		p->v.follows = false;
	return finish_plan(c, p);
}

int book_decide(struct change *c, struct plan *p)
{
	int err = merge_request(c, p);
	return err ? err : plan_decide(c, p);
}

/* The booking that bears the ref of a new one and is open; its id 0: there is none. */
static int find_standing(struct change *c, struct booking *out)
{
	const char *ref = c->rq->u.booking.ref;
	int err = *ref ? facts_booking_by_ref(c->txn, ref, c->arena, out) : QUAD_ENOTFOUND;
	if (err == QUAD_ENOTFOUND || (!err && !booking_is_open(out, c->rq->now)))
		*out = (struct booking){0};
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int book_want(struct change *c, struct plan *p)
{
	struct booking standing = {.id = c->rq->u.booking.id};
	int err = c->rq->op == OP_MOVE ? 0 : find_standing(c, &standing);
	if (!err && standing.id)
		err = plan_load(c, standing.id, p);
	return err ? err : merge_request(c, p);
}

int book_put(struct change *c)
{
	struct plan p = {0};
	struct booking standing;
	const char *ref = c->rq->u.booking.ref;
	int err = find_standing(c, &standing);
	if (err)
		return err;
	if (!standing.id)
		return settle_plan(c, &p);
	if (c->rq->flags & REQUEST_NEW_ONLY) {
		reason_add(&c->out->reasons, REASON_REF_USED, ref)->booking = standing.id;
		return 0;
	}
	err = plan_load(c, standing.id, &p);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	return settle_plan(c, &p);
}

/* Adds a reason if the request cannot be about a booking of that state. */
static void check_state(struct change *c, const struct booking *b, const char *id)
{
	bool leaves = c->rq->flags & REQUEST_WAIT;
	enum booking_state state = booking_state_at(b, c->rq->now);
	bool waits = state == STATE_WAITING && c->rq->op == OP_CANCEL;
	enum reason_detail detail = REASON_NOT_BOOKED;
	if (waits || (state_stands(state) && !leaves))
		return;
	if (state == STATE_CANCELLED)
		detail = REASON_CANCELLED;
	else if (leaves)
		detail = REASON_NOT_WAITING;
	const char *word = detail == REASON_CANCELLED ? "" : state_word(state);
	reason_add_text(&c->out->reasons, detail, id, "%s", word)->booking = b->id;
}

/* The booking that a move or cancel is about; a reason if it does not stand, or is not what the asker saw. */
static int load_target(struct change *c, uint64_t wanted, uint64_t seq, struct plan *p)
{
	char id[24];
	snprintf(id, sizeof id, "%" PRIu64, wanted);
	int err = plan_load(c, wanted, p);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_BOOKING, id);
		return 0;
	}
	if (!err)
		check_state(c, &p->old, id);
	if (!err && !c->out->reasons.n && seq && seq != p->old.seq)
		reason_add(&c->out->reasons, REASON_CHANGED, id)->booking = wanted;
	return err;
}

int book_move(struct change *c)
{
	struct plan p = {0};
	int err = load_target(c, c->rq->u.booking.id, c->rq->u.booking.seq, &p);
	return err || c->out->reasons.n ? err : settle_plan(c, &p);
}

/* Refuses to cancel what took place. */
static int refuse_past(struct change *c, const struct booking *b)
{
	struct resource r = {.code = ""};
	char text[CLOCK_TEXT_MAX];
	int err = b->n_claims ? facts_resource_by_number(c->txn, b->claims[0].resource, &r) : 0;
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	struct reason *why = reason_add_text(&c->out->reasons, REASON_IS_OVER, r.code, "%s",
	                                     clock_format(b->start, text));
	why->booking = b->id;
	why->start = b->start;
	why->end = b->end;
	return 0;
}

/* Lets a booking that runs end now, so that the rest is free. */
static int end_now(struct change *c, struct plan *p)
{
	p->v = p->old;
	p->v.end = c->rq->now;
	p->v.follows = false;
	if (p->old.state == STATE_USED)
		p->v.used_to = c->rq->now;
	p->holds_place = true;
	int err = plan_ask_again(c, p);
	if (!err)
		err = plan_decide(c, p);
	return err || c->out->reasons.n ? err : book_write(c, p);
}

int book_cancel(struct change *c)
{
	struct plan p = {0};
	int err = load_target(c, c->rq->u.booking.id, c->rq->u.booking.seq, &p);
	if (err || c->out->reasons.n)
		return err;
	bool whole = c->rq->flags & REQUEST_RECORD || p.old.state == STATE_WAITING;
	if (!whole && p.old.end <= c->rq->now)
		return refuse_past(c, &p.old);
	if (!whole && p.old.start < c->rq->now)
		return end_now(c, &p);
	p.v = p.old;
	p.v.state = STATE_CANCELLED;
	/* what waits takes nothing from anybody that could be given back too late */
	err = p.old.state == STATE_WAITING ? 0 : owner_rules_leave(c, &p.old);
	if (err || c->out->reasons.n)
		return err;
	err = plan_drop_claims(c, &p.old);
	if (!err)
		err = plan_record(c, &p, OUTCOME_UPDATED);
	if (!err)
		book_write_result(c, &p.v);
	return err;
}

/* ---- swapping ---- */

/* Loads the two bookings of a swap, each asking for what it has. */
static int load_pair(struct change *c, struct plan p[2])
{
	const struct booking_ask *in = &c->rq->u.booking;
	const uint64_t ids[2] = {in->id, in->other}, seqs[2] = {in->seq, in->other_seq};
	for (int i = 0; i < 2; i++) {
		int err = load_target(c, ids[i], seqs[i], &p[i]);
		if (!err && !c->out->reasons.n)
			err = plan_ask_again(c, &p[i]);
		if (err)
			return err;
		p[i].v = p[i].old;
		p[i].v.follows = false;
	}
	if (in->id == in->other)
		reason_add_number(&c->out->reasons, REASON_SAME_BOOKING, "id", (int64_t)in->id);
	return 0;
}

static void exchange_times(struct plan p[2])
{
	for (int i = 0; i < 2; i++) {
		p[i].v.start = p[1 - i].old.start;
		p[i].v.end = p[1 - i].old.end;
	}
}

static void exchange_claims(struct plan p[2])
{
	struct claim_ask *asks = p[0].asks;
	size_t n = p[0].n_asks;
	p[0].asks = p[1].asks;
	p[0].n_asks = p[1].n_asks;
	p[1].asks = asks;
	p[1].n_asks = n;
}

/* Both leave their places, then one after the other takes the new one; *placed counts them. */
static int place_pair(struct change *c, struct plan p[2], int *placed)
{
	*placed = 0;
	int err = plan_drop_claims(c, &p[0].old);
	if (!err)
		err = plan_drop_claims(c, &p[1].old);
	for (int i = 0; i < 2; i++) {
		/* the second is asked also if the first is refused: its reasons are worth knowing too */
		if (!err)
			err = plan_decide(c, &p[i]);
		if (err || reasons_malformed(&c->out->reasons))
			return err;
		err = plan_put_claims(c, &p[i].v);
		++*placed;
	}
	return err;
}

static int put_pair_back(struct change *c, struct plan p[2], int placed)
{
	for (int i = 0; i < placed; i++) {
		int err = plan_drop_claims(c, &p[i].v);
		if (err)
			return err;
	}
	int err = plan_put_claims(c, &p[0].old);
	return err ? err : plan_put_claims(c, &p[1].old);
}

/* Records both where they are now. */
static int write_pair(struct change *c, struct plan p[2])
{
	int err = plan_record(c, &p[1], OUTCOME_UPDATED);
	if (!err)
		err = plan_record(c, &p[0], OUTCOME_UPDATED);
	book_write_result(c, &p[0].v);
	return err;
}

/* Proposes it to the holder of the other booking, both of which are where they were. */
static int propose_swap(struct change *c, const struct plan p[2], const struct consent *consent)
{
	int err = consent->proposed ? 0 : consent_propose(c, consent);
	if (consent->proposed)
		c->out->outcome = OUTCOME_UNCHANGED;
	book_write_result(c, &p[0].old);
	return err;
}

/*
 * Two bookings exchange their resources, or their times, in one step: neither is in the other's way. Without the
 * consent of both sides it is decided all the same, so that nobody proposes what could not be.
 */
int book_swap(struct change *c)
{
	struct plan p[2] = {0};
	struct consent consent = {0};
	int placed;
	int err = load_pair(c, p);
	if (!err && !c->out->reasons.n)
		err = consent_look(c, &p[0].old, &p[1].old, &consent);
	if (err || c->out->reasons.n)
		return err;
	if (c->rq->given & GIVEN(BOOKING_TIME))
		exchange_times(p);
	else
		exchange_claims(p);
	err = place_pair(c, p, &placed);
	if (err)
		return err;
	if (!c->out->reasons.n && consent.agreed)
		return write_pair(c, p);
	err = put_pair_back(c, p, placed);
	return err || c->out->reasons.n ? err : propose_swap(c, p, &consent);
}
