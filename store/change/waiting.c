/* An entry keeps what it asked for: its claims are those of the first choice, its wish all of them in their order. */
#include "store/change/waiting.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/wish.h"

/* ---- who may wait ---- */

/* True for a pool that is too full now, and not for a wish that is larger than the whole of it. */
static int is_pool_full(struct change *c, const struct plan *p, const char *code, bool *out)
{
	const struct cache_resource *r;
	*out = false;
	int err = cache_resource(c->cache, c->txn, code, &r);
	for (size_t i = 0; i < p->v.n_claims && !err; i++) {
		const struct claim *x = &p->v.claims[i];
		if (x->resource == r->resource.no)
			*out = !x->whole && x->units <= r->resource.seats;
	}
	return err;
}

static bool is_others(enum reason_detail detail)
{
	if (detail == REASON_TAKEN || detail == REASON_TRAVEL)
		return true;
	return detail == REASON_NO_ELSEWHERE || detail == REASON_NO_PREEMPT;
}

/* *out: all that speaks against the plan is that others are there. */
static int is_only_taken(struct change *c, const struct plan *p, bool *out)
{
	const struct reasons *why = &c->out->reasons;
	*out = true;
	for (size_t i = 0; i < why->n && *out; i++) {
		const struct reason *r = &why->v[i];
		int err = 0;
		if (r->detail == REASON_ROOM_LEFT)
			err = is_pool_full(c, p, r->subject, out);
		else
			*out = is_others(r->detail);
		if (err)
			return err;
	}
	return 0;
}

/* ---- becoming an entry ---- */

/* The first choice and the others, as one text, and parsed. */
static int join_wish(struct change *c, const struct plan *p, const char **text, struct wish *out)
{
	const char *others = c->rq->u.booking.wish;
	struct buf b = {0};
	wish_add(p->asks, p->n_asks, &b);
	if (others && *others)
		buf_fmt(&b, "|%s", others);
	*text = b.failed ? NULL : arena_str(c->arena, buf_text(&b));
	buf_release(&b);
	return *text ? wish_parse(*text, c->arena, out) : QUAD_ENOMEM;
}

/* Decides the alternatives after the first. *fits: the plan has one that is free; else there may be reasons. */
static int try_others(struct change *c, struct plan *p, const struct wish *wish, bool *fits)
{
	const struct plan first = *p;
	*fits = false;
	for (size_t i = 1; i < wish->n; i++) {
		bool taken;
		*p = first;
		p->n_asks = 0;
		c->out->reasons.n = 0;
		int err = plan_ask(c, wish->v[i].claims, wish->v[i].n, p);
		if (!err)
			err = plan_decide(c, p);
		if (err)
			return err;
		*fits = !c->out->reasons.n;
		if (*fits)
			return 0;
		err = is_only_taken(c, p, &taken);
		if (err || !taken)
			return err;
	}
	c->out->reasons.n = 0;
	*p = first;
	return 0;
}

static uint32_t priority_of(const struct plan *p)
{
	uint32_t most = 0;
	for (size_t i = 0; i < p->v.n_claims && p->rulings; i++)
		most = p->rulings[i].priority > most ? p->rulings[i].priority : most;
	return most;
}

static void check_wish(struct change *c, const struct plan *p, const struct wish *wish)
{
	struct reasons *why = &c->out->reasons;
	int64_t until = c->rq->u.booking.wait_until;
	char text[CLOCK_TEXT_MAX];
	if (wish->n > WISH_ALTERNATIVES_MAX)
		reason_add(why, REASON_TOO_MANY, "any");
	if (wish->n > 1 && !wish_may_hold(p->asks, p->n_asks))
		reason_add_text(why, REASON_VALUE, "any", "|");
	if (until && until <= c->rq->now)
		reason_add_text(why, REASON_VALUE, "until", "%s", clock_format(until, text));
}

int waiting_settle(struct change *c, struct plan *p)
{
	struct wish wish;
	const char *text;
	bool taken, fits;
	int err = is_only_taken(c, p, &taken);
	if (err || !taken)
		return err;
	err = join_wish(c, p, &text, &wish);
	if (err)
		return err;
	c->out->reasons.n = 0;
	check_wish(c, p, &wish);
	if (c->out->reasons.n)
		return 0;
	err = try_others(c, p, &wish, &fits);
	if (err || fits || c->out->reasons.n)
		return err;
	int64_t until = c->rq->u.booking.wait_until;
	p->v.state = STATE_WAITING;
	p->v.chain = p->v.prices = "";
	p->v.until = until && until < p->v.start ? until : p->v.start;
	p->v.priority = priority_of(p);
	p->v.wish = wish.n > 1 ? text : "";
	p->v.follows = false;
	return 0;
}

static bool is_same_ask(const struct booking *a, const struct booking *b)
{
	if (a->n_claims != b->n_claims || strcmp(a->wish, b->wish) != 0 || a->until != b->until)
		return false;
	for (size_t i = 0; i < a->n_claims; i++)
		if (a->claims[i].resource != b->claims[i].resource || a->claims[i].units != b->claims[i].units)
			return false;
	return true;
}

bool waiting_is_same(const struct booking *a, const struct booking *b)
{
	if (a->state != STATE_WAITING || b->state != STATE_WAITING || !is_same_ask(a, b))
		return false;
	if (a->start != b->start || a->end != b->end || a->party != b->party || a->priority != b->priority)
		return false;
	if (strcmp(a->purpose, b->purpose) != 0 || strcmp(a->note, b->note) != 0)
		return false;
	if (a->class != b->class || strcmp(a->event, b->event) != 0)
		return false;
	return strcmp(a->requester, b->requester) == 0 && strcmp(a->institution, b->institution) == 0;
}
