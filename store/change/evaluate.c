/* The side is found from who asks, so that nobody has to name it. */
#include "store/change/evaluate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/stake.h"

struct key evaluate_key(uint64_t booking, enum evaluation_side side)
{
	struct key k = key_table(TABLE_EVALUATION);
	key_u64(&k, booking);
	key_u8(&k, side);
	return k;
}

int evaluate_read_name(const char *name, uint64_t *booking, enum evaluation_side *side)
{
	char *end;
	*booking = strtoull(name, &end, 10);
	if (*end != ':' || evaluation_side_parse(end + 1, side) != 0)
		return QUAD_ECORRUPT;
	return 0;
}

/* On which side the actor stands; a reason if on none. */
static int find_side(struct change *c, const struct booking *b, enum evaluation_side *out)
{
	bool uses, keeps = false;
	int err = stake_uses(c, b, &uses);
	if (!err && !uses)
		err = stake_keeps(c, b, &keeps);
	*out = uses ? EVALUATION_BY_USER : EVALUATION_BY_OWNER;
	if (!err && !uses && !keeps)
		stake_refuse(c, RIGHT_DECIDE, b);
	return err;
}

static int check_booking(struct change *c, const struct booking *b)
{
	enum booking_state state = booking_state_at(b, c->rq->now);
	if (state != STATE_BOOKED && state != STATE_USED)
		stake_refuse_state(c, b, state);
	else if (c->rq->now < b->end)
		stake_refuse_early(c, b, b->end);
	return 0;
}

/* What the side has said already; a reason if somebody else of it has. */
static int load_former(struct change *c, const struct key *k, const struct evaluation *v, struct bytes *before,
                       uint64_t *prev)
{
	struct evaluation former;
	*before = (struct bytes){"", 0};
	*prev = 0;
	int err = change_get(c, k, before);
	if (err == QUAD_ENOTFOUND)
		return 0;
	if (!err)
		err = evaluation_decode(*before, &former);
	if (err)
		return err;
	*prev = former.seq;
	if (strcmp(former.login, v->login) == 0)
		return 0;
	const char *id = arena_fmt(c->arena, "%" PRIu64, v->booking);
	reason_add_text(&c->out->reasons, REASON_EVALUATED, id ? id : "", "%s", former.login)->booking = v->booking;
	return 0;
}

/* True if the record says what is asked for. */
static bool is_same(struct bytes record, const struct evaluation *v)
{
	struct evaluation former;
	if (!record.len || evaluation_decode(record, &former) != 0)
		return false;
	return memcmp(former.scores, v->scores, sizeof v->scores) == 0 && strcmp(former.note, v->note) == 0;
}

static int write_evaluation(struct change *c, struct evaluation *v, uint64_t prev, struct bytes before)
{
	struct buf b = {0};
	char entity[64];
	struct key k = evaluate_key(v->booking, v->side);
	int err = change_next_seq(c, &v->seq);
	if (err)
		return err;
	snprintf(entity, sizeof entity, "evaluation:%" PRIu64 ":%s", v->booking, evaluation_side_word(v->side));
	evaluation_encode(v, &b);
	if (b.failed)
		err = QUAD_ENOMEM;
	else
		err = change_record(c, &k, entity, prev, before, (struct bytes){b.p, b.len},
		                    before.len ? OUTCOME_UPDATED : OUTCOME_ADDED);
	buf_release(&b);
	return err;
}

static int check_texts(struct change *c, struct evaluation *v)
{
	const struct decision_ask *in = &c->rq->u.decision;
	int err = *in->text ? evaluation_scores_parse(in->text, v->scores) : QUAD_EINVAL;
	if (err == QUAD_EINVAL)
		reason_add_text(&c->out->reasons, REASON_VALUE, "scores", "%.60s", in->text);
	else if (err)
		return err;
	change_check_text(c, "note", in->note);
	return 0;
}

int evaluate_put(struct change *c)
{
	const struct decision_ask *in = &c->rq->u.decision;
	struct evaluation v = {.booking = in->id, .at_min = c->rq->now, .login = c->rq->actor, .note = in->note};
	struct plan p = {0};
	struct bytes before;
	uint64_t prev;
	int err = check_texts(c, &v);
	if (!err && !c->out->reasons.n)
		err = stake_load(c, &p);
	if (!err && !c->out->reasons.n)
		err = find_side(c, &p.old, &v.side);
	if (!err && !c->out->reasons.n)
		err = check_booking(c, &p.old);
	if (err || c->out->reasons.n)
		return err;
	struct key k = evaluate_key(v.booking, v.side);
	err = load_former(c, &k, &v, &before, &prev);
	if (err || c->out->reasons.n)
		return err;
	bool same = is_same(before, &v);
	if (!same)
		err = write_evaluation(c, &v, prev, before);
	enum outcome outcome = c->out->outcome;
	stake_set_unchanged(c, &p.old);
	if (!same)
		c->out->outcome = outcome;
	return err;
}
