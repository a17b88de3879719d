/* Nothing is decided anew: time that is given back, or a record of who came, is in nobody's way. */
#include "store/change/attend.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/stake.h"

static int check_may_attend(struct change *c, const struct booking *b)
{
	bool may;
	int err = stake_uses(c, b, &may);
	return err || may ? err : stake_ask(c, RIGHT_ASK, b);
}

/* Loads a booking that the actor uses or may change. */
static int load_attended(struct change *c, struct plan *p)
{
	int err = stake_load(c, p);
	return err || c->out->reasons.n ? err : check_may_attend(c, &p->old);
}

int attend_checkin(struct change *c)
{
	struct plan p = {0};
	int err = load_attended(c, &p);
	if (err || c->out->reasons.n)
		return err;
	int64_t now = c->rq->now, first = p.old.start - CHECKIN_EARLY_MIN;
	enum booking_state state = booking_state_at(&p.old, now);
	if (state != STATE_BOOKED && state != STATE_USED)
		stake_refuse_state(c, &p.old, state);
	else if (now >= p.old.end)
		err = stake_refuse_over(c, &p.old);
	else if (now < first)
		stake_refuse_early(c, &p.old, first);
	if (err || c->out->reasons.n)
		return err;
	if (state == STATE_USED) {
		stake_set_unchanged(c, &p.old);
		return 0;
	}
	p.v.state = STATE_USED;
	p.v.used_from = now;
	err = stake_set_until(c, &p, 0);
	return err ? err : stake_write(c, &p);
}

/* ---- given back ---- */

/* Lets the booking end at that minute; what is prepared after it stays as long. */
static int cut_short(struct change *c, struct plan *p, int64_t at)
{
	int err = stake_set_until(c, p, 0);
	if (err)
		return err;
	struct claim *claims = (struct claim *)p->v.claims;
	for (size_t i = 0; i < p->v.n_claims; i++)
		claims[i].end -= p->old.end - at;
	p->v.end = at;
	p->v.follows = false;
	return 0;
}

int attend_release(struct change *c)
{
	struct plan p = {0};
	char text[CLOCK_TEXT_MAX];
	int err = load_attended(c, &p);
	if (err || c->out->reasons.n)
		return err;
	const struct booking *old = &p.old;
	int64_t now = c->rq->now, at = c->rq->u.decision.at_min ? c->rq->u.decision.at_min : now;
	enum booking_state state = booking_state_at(old, now);
	if (state != STATE_BOOKED && state != STATE_USED)
		stake_refuse_state(c, old, state);
	else if (now <= old->start)
		stake_refuse_early(c, old, old->start);
	else if (now >= old->end)
		err = stake_refuse_over(c, old);
	else if (at <= old->start || at < old->used_from || at >= old->end)
		reason_add_text(&c->out->reasons, REASON_VALUE, "at", "%s", clock_format(at, text));
	if (err || c->out->reasons.n)
		return err;
	p.v.state = STATE_USED;
	p.v.used_to = at;
	err = cut_short(c, &p, at);
	return err ? err : stake_write(c, &p);
}

/* ---- nobody came ---- */

int attend_noshow(struct change *c)
{
	struct plan p = {0};
	bool may;
	int err = stake_load(c, &p);
	if (err || c->out->reasons.n)
		return err;
	err = stake_keeps(c, &p.old, &may);
	if (err)
		return err;
	enum booking_state state = booking_state_at(&p.old, c->rq->now);
	if (!may)
		stake_refuse(c, RIGHT_DECIDE, &p.old);
	else if (state != STATE_BOOKED)
		stake_refuse_state(c, &p.old, state);
	else if (c->rq->now < p.old.start)
		stake_refuse_early(c, &p.old, p.old.start);
	if (c->out->reasons.n)
		return 0;
	p.v.state = STATE_NOSHOW;
	return stake_write(c, &p);
}
