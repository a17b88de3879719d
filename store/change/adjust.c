/* What is proposed is kept beside the booking, and changes it only when it is accepted. */
#include "store/change/adjust.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/stake.h"
#include "store/facts/members.h"
#include "store/facts/right_rows.h"

enum { PERCENT_MAX = 100 };

struct key adjust_key(uint64_t booking)
{
	struct key k = key_table(TABLE_ADJUSTMENT);
	key_u64(&k, booking);
	return k;
}

static const char *id_text(struct change *c)
{
	const char *text = arena_fmt(c->arena, "%" PRIu64, c->rq->u.adjust.id);
	return text ? text : "";
}

/* ---- who may ---- */

/* What the actor is to a booking. */
struct sides {
	bool owner, borrower; /* an administrator of that side */
	bool requester, coordinator;
};

static int find_sides(struct change *c, const struct booking *b, struct sides *out)
{
	const struct right_row all = {0};
	const struct member *m;
	struct right_place home = {.resource = "", .campus = "", .institution = b->institution};
	const struct right_row of_home = {.places = &home, .n_places = 1};
	struct right_row row;
	*out = (struct sides){.requester = *c->rq->actor && strcmp(b->requester, c->rq->actor) == 0};
	int err = members_of(c->cache, c->txn, c->rq->actor, &m);
	if (!err)
		err = right_rows_booking(c->txn, b, c->arena, &row);
	if (err)
		return err;
	for (size_t i = 0; i < row.n_places; i++) {
		const struct right_row one = {.places = &row.places[i], .n_places = 1};
		out->owner |= rights_may(m, RIGHT_KEEP, &one, c->rq->now, NULL);
	}
	if (*b->institution)
		out->borrower = rights_may(m, RIGHT_KEEP, &of_home, c->rq->now, NULL);
	out->coordinator = rights_may(m, RIGHT_COORDINATE, &all, c->rq->now, NULL);
	return 0;
}

/* On which side the actor proposes; a reason if on none. */
static int find_side(struct change *c, const struct booking *b, enum adjustment_side *out)
{
	struct sides sides;
	int err = find_sides(c, b, &sides);
	*out = sides.owner ? ADJUSTMENT_BY_OWNER : ADJUSTMENT_BY_BORROWER;
	if (!err && !sides.owner && !sides.borrower && !sides.requester)
		stake_refuse(c, RIGHT_KEEP, b);
	return err;
}

/* A reason unless the actor may decide about what was proposed. */
static int check_reviewer(struct change *c, const struct booking *b, const struct adjustment *v)
{
	struct sides sides;
	int err = find_sides(c, b, &sides);
	bool other = v->side == ADJUSTMENT_BY_OWNER ? sides.borrower : sides.owner;
	if (err)
		return err;
	if (!other && !sides.coordinator)
		stake_refuse(c, RIGHT_KEEP, b);
	else if (strcmp(v->proposed_by, c->rq->actor) == 0)
		reason_add_text(&c->out->reasons, REASON_OWN_PROPOSAL, id_text(c), "%s", v->proposed_by)->booking =
			b->id;
	return 0;
}

/* ---- what is asked ---- */

/* Only what is over can be said to have been otherwise. */
static void check_booking(struct change *c, const struct booking *b)
{
	enum booking_state state = booking_state_at(b, c->rq->now);
	if (state != STATE_BOOKED && state != STATE_USED)
		stake_refuse_state(c, b, state);
	else if (c->rq->now < b->end)
		stake_refuse_early(c, b, b->end);
}

/* The use has to be near what was booked, and over. */
static void check_use(struct change *c, const struct booking *b)
{
	const struct adjust_ask *in = &c->rq->u.adjust;
	struct reasons *why = &c->out->reasons;
	char text[CLOCK_TEXT_MAX];
	int64_t last = b->end + DAY_MIN < c->rq->now ? b->end + DAY_MIN : c->rq->now;
	if (!in->from && !in->to)
		return;
	if (in->to <= in->from)
		reason_add_text(why, REASON_END, "used_to", "%s", clock_format(in->to, text));
	else if (in->from < b->start - DAY_MIN)
		reason_add_text(why, REASON_VALUE, "used_from", "%s", clock_format(in->from, text));
	else if (in->to > last)
		reason_add_text(why, REASON_VALUE, "used_to", "%s", clock_format(in->to, text));
}

static void check_values(struct change *c)
{
	const struct adjust_ask *in = &c->rq->u.adjust;
	struct reasons *why = &c->out->reasons;
	bool proposes = in->step == ADJUST_PROPOSE;
	if (proposes && !in->from && !in->to && !in->has_waived)
		reason_add(why, REASON_MISSING, "used_from");
	if (proposes && in->has_waived && in->waived > PERCENT_MAX)
		reason_add_number(why, REASON_NUMBER, "waived", in->waived);
	if (in->step != ADJUST_ACCEPT && !*in->text)
		reason_add_text(why, REASON_VALUE, "reason", "%s", "");
	change_check_text(c, "reason", in->text);
}

static int load_booking(struct change *c, struct plan *p)
{
	int err = plan_load(c, c->rq->u.adjust.id, p);
	p->v = p->old;
	if (err != QUAD_ENOTFOUND)
		return err;
	reason_add(&c->out->reasons, REASON_NO_BOOKING, id_text(c));
	return 0;
}

/* ---- the record ---- */

/* The adjustment of the booking, state 0: there is none. */
static int load_adjustment(struct change *c, uint64_t booking, struct adjustment *out, struct bytes *record)
{
	struct key k = adjust_key(booking);
	*out = (struct adjustment){.booking = booking};
	*record = (struct bytes){"", 0};
	int err = change_get(c, &k, record);
	if (err == QUAD_ENOTFOUND)
		return 0;
	if (!err)
		err = adjustment_decode(*record, out);
	out->booking = booking;
	return err;
}

static void encode_adjustment(const void *v, struct buf *out)
{
	adjustment_encode(v, out);
}

static int write_adjustment(struct change *c, struct adjustment *v, struct bytes before)
{
	struct change_entry r = {
		.key = adjust_key(v->booking), .before = before, .seq = &v->seq, .encode = encode_adjustment, .v = v};
	snprintf(r.entity, sizeof r.entity, "adjustment:%" PRIu64, v->booking);
	return change_write_entry(c, &r);
}

/* ---- the steps ---- */

static bool is_same(const struct adjustment *a, const struct adjustment *b)
{
	if (a->from != b->from || a->to != b->to || a->has_waived != b->has_waived || a->waived != b->waived)
		return false;
	return strcmp(a->reason, b->reason) == 0;
}

static int propose(struct change *c, const struct plan *p)
{
	const struct adjust_ask *in = &c->rq->u.adjust;
	struct adjustment former, v = {.booking = in->id,
	                               .state = ADJUSTMENT_PROPOSED,
	                               .from = in->from,
	                               .to = in->to,
	                               .has_waived = in->has_waived,
	                               .waived = in->has_waived ? in->waived : 0,
	                               .at_min = c->rq->now,
	                               .reason = in->text,
	                               .proposed_by = c->rq->actor,
	                               .answer = "",
	                               .decided_by = ""};
	struct bytes record;
	int err = find_side(c, &p->old, &v.side);
	if (err || c->out->reasons.n)
		return err;
	check_booking(c, &p->old);
	check_use(c, &p->old);
	err = load_adjustment(c, in->id, &former, &record);
	if (err || c->out->reasons.n)
		return err;
	bool waits = former.state == ADJUSTMENT_PROPOSED;
	if (waits && strcmp(former.proposed_by, v.proposed_by) != 0) {
		reason_add_text(&c->out->reasons, REASON_PROPOSED, id_text(c), "%s", former.proposed_by)->booking =
			in->id;
		return 0;
	}
	v.seq = former.seq;
	if (waits && is_same(&former, &v)) {
		stake_set_unchanged(c, &p->old);
		return 0;
	}
	err = write_adjustment(c, &v, record);
	stake_set_result(c, &p->old);
	return err;
}

/* Writes what was agreed into the booking. */
static int write_use(struct change *c, struct plan *p, const struct adjustment *v)
{
	if (v->from || v->to) {
		p->v.state = STATE_USED;
		p->v.used_from = v->from;
		p->v.used_to = v->to;
	}
	if (v->has_waived)
		p->v.waived = v->waived;
	int err = p->v.state == STATE_USED ? stake_set_until(c, p, 0) : 0;
	return err ? err : stake_write(c, p);
}

/* Nothing waits; but who has nothing to do with the booking does not learn that. */
static int refuse_unproposed(struct change *c, const struct booking *b)
{
	struct sides sides;
	int err = find_sides(c, b, &sides);
	bool may = sides.owner || sides.borrower || sides.coordinator;
	if (err)
		return err;
	if (may)
		reason_add(&c->out->reasons, REASON_NO_PROPOSAL, id_text(c));
	else
		stake_refuse(c, RIGHT_KEEP, b);
	return 0;
}

static int review(struct change *c, struct plan *p, bool accepts)
{
	struct adjustment v;
	struct bytes record;
	int err = load_adjustment(c, p->old.id, &v, &record);
	if (err)
		return err;
	if (v.state != ADJUSTMENT_PROPOSED)
		return refuse_unproposed(c, &p->old);
	err = check_reviewer(c, &p->old, &v);
	if (!err && accepts && !c->out->reasons.n)
		check_booking(c, &p->old);
	if (err || c->out->reasons.n)
		return err;
	v.state = accepts ? ADJUSTMENT_ACCEPTED : ADJUSTMENT_REJECTED;
	v.at_min = c->rq->now;
	v.decided_by = c->rq->actor;
	v.answer = c->rq->u.adjust.text;
	err = write_adjustment(c, &v, record);
	if (!err && accepts)
		err = write_use(c, p, &v);
	else if (!err)
		stake_set_result(c, &p->old);
	return err;
}

int adjust_carry_out(struct change *c)
{
	const struct adjust_ask *in = &c->rq->u.adjust;
	struct plan p = {0};
	check_values(c);
	int err = c->out->reasons.n ? 0 : load_booking(c, &p);
	if (err || c->out->reasons.n)
		return err;
	return in->step == ADJUST_PROPOSE ? propose(c, &p) : review(c, &p, in->step == ADJUST_ACCEPT);
}
