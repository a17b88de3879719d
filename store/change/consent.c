/* The remark's text names the swap: `3 17`, the smaller number first, or `3 17 times`. */
#include "store/change/consent.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/remark.h"
#include "store/change/stake.h"
#include "store/facts/walk.h"
#include "store/model/comment.h"

enum { REMARK_KEY_BYTES = 1 + 8 + 8 };

static const char *swap_text(struct change *c)
{
	const struct booking_ask *in = &c->rq->u.booking;
	uint64_t a = in->id < in->other ? in->id : in->other, b = in->id < in->other ? in->other : in->id;
	return arena_fmt(c->arena, "%" PRIu64 " %" PRIu64 "%s", a, b,
	                 c->rq->given & GIVEN(BOOKING_TIME) ? " times" : "");
}

/* Who has proposed the swap, by remarks on one booking. */
struct search {
	struct change *c;
	const char *text;
	uint64_t since_seq;       /* the last change of either booking */
	const struct booking *of; /* whoever proposes has to have this one */
	bool found;
};

static int look_at_remark(struct bytes key, struct bytes value, void *arg)
{
	struct search *s = arg;
	struct comment v;
	int64_t oldest = s->c->rq->now - CONSENT_DAYS * DAY_MIN;
	int err = key.len == REMARK_KEY_BYTES ? comment_decode(value, &v) : QUAD_ECORRUPT;
	if (err)
		return err;
	bool same = v.op == OP_SWAP && v.seq > s->since_seq && v.at_min > oldest && strcmp(v.text, s->text) == 0;
	if (!same || s->found)
		return 0;
	const char *login = arena_str(s->c->arena, v.login);
	return login ? stake_may_login(s->c, login, RIGHT_ASK, s->of, &s->found) : QUAD_ENOMEM;
}

/* *out: somebody who may change `of` has proposed it to whoever has the booking. */
static int find_proposal(struct change *c, const struct booking *on, const struct booking *of, bool *out)
{
	struct search s = {.c = c, .text = swap_text(c), .of = of};
	struct key lo = key_table(TABLE_COMMENT);
	key_u64(&lo, on->id);
	struct key hi = key_after(&lo);
	*out = false;
	if (!s.text)
		return QUAD_ENOMEM;
	s.since_seq = on->seq > of->seq ? on->seq : of->seq;
	int err = walk_range(c->txn, &lo, &hi, look_at_remark, &s);
	*out = s.found;
	return err;
}

int consent_look(struct change *c, const struct booking *a, const struct booking *b, struct consent *out)
{
	bool may_a, may_b;
	*out = (struct consent){0};
	int err = stake_may(c, RIGHT_ASK, a, &may_a);
	if (!err)
		err = stake_may(c, RIGHT_ASK, b, &may_b);
	if (err)
		return err;
	if (!may_a && !may_b) {
		stake_refuse(c, RIGHT_ASK, a);
		stake_refuse(c, RIGHT_ASK, b);
		return 0;
	}
	out->agreed = may_a && may_b;
	if (out->agreed)
		return 0;
	const struct booking *mine = may_a ? a : b, *other = may_a ? b : a;
	out->asks_of = other->id;
	err = find_proposal(c, mine, other, &out->agreed);
	return err ? err : find_proposal(c, other, mine, &out->proposed);
}

int consent_propose(struct change *c, const struct consent *v)
{
	const char *text = swap_text(c);
	return text ? remark_add(c, v->asks_of, text) : QUAD_ENOMEM;
}
