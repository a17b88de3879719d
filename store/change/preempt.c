/*
 * One nested transaction: those in the way are moved one after the other, then the place is free, or all is rolled
 * back. Nobody is moved twice, since each is asked for once.
 */
#include "store/change/preempt.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/book_write.h"
#include "store/facts/resources.h"

enum { TRIES_MAX = 64 };

/* ---- may it? ---- */

static const struct ruling *ruling_of(const struct plan *p, uint32_t resource)
{
	for (size_t i = 0; i < p->v.n_claims && p->rulings; i++)
		if (p->v.claims[i].resource == resource)
			return &p->rulings[i];
	return NULL;
}

/* *out: who is in the way may be moved out of the resource for this booking, by its owner's rule. */
static int may_clear(struct change *c, const struct plan *p, const struct reason *in_the_way, bool *out)
{
	/* whichever of the two begins first */
	int64_t first = in_the_way->start < p->v.start ? in_the_way->start : p->v.start;
	const struct cache_resource *r;
	*out = false;
	int err = cache_resource(c->cache, c->txn, in_the_way->subject, &r);
	if (err || kind_travels(r->resource.kind))
		return err;
	const struct ruling *ruling = ruling_of(p, r->resource.no);
	if (ruling && ruling->preempt_min >= 0)
		*out = first - c->rq->now >= ruling->preempt_min;
	return 0;
}

/* *out: each reason is a booking that may be moved. Says of the first other one that it may not. */
static int may_preempt(struct change *c, const struct plan *p, bool *out)
{
	struct reasons *why = &c->out->reasons;
	*out = why->n > 0;
	for (size_t i = 0; i < why->n && *out; i++) {
		if (why->v[i].detail != REASON_TAKEN) {
			*out = false;
			return 0;
		}
		int err = may_clear(c, p, &why->v[i], out);
		if (err)
			return err;
		if (!*out)
			reason_add(why, REASON_NO_PREEMPT, why->v[i].subject);
	}
	return 0;
}

/* ---- another place ---- */

struct place {
	const struct resource *resource;
	uint32_t travel_min; /* from where it was */
};

static int place_order(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->travel_min != y->travel_min)
		return x->travel_min < y->travel_min ? -1 : 1;
	return strcmp(x->resource->code, y->resource->code);
}

static bool is_like(const struct resource *a, const struct resource *b, uint32_t party)
{
	uint32_t seats = party ? party : a->seats;
	if (a->no == b->no || a->mode != b->mode || strcmp(a->specialty, b->specialty) != 0)
		return false;
	return b->seats == 0 || (seats && b->seats >= seats);
}

static int campus_number(struct change *c, const char *code, uint32_t *out)
{
	struct campus campus;
	*out = 0;
	int err = *code ? facts_campus(c->txn, code, &campus) : 0;
	if (!err && *code)
		*out = campus.no;
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* How far it is from one resource to the other; *near: not too far. Without a listed way another campus is far. */
static int measure_way(struct change *c, const struct resource *a, const struct resource *b, uint32_t *min, bool *near)
{
	uint32_t from, to;
	bool listed = true;
	*min = 0;
	*near = strcmp(a->campus, b->campus) == 0;
	if (*near)
		return 0;
	int err = campus_number(c, a->campus, &from);
	if (!err)
		err = campus_number(c, b->campus, &to);
	if (!err)
		err = facts_travel(c->txn, from, to, min, &listed);
	*near = !err && from && to && listed && *min <= PREEMPT_NEAR_MIN;
	return err;
}

/* The like places of a resource, the nearest first. */
static int find_places(struct change *c, const struct resource *from, uint32_t party, struct resource_list *all,
                       struct place **out, size_t *n)
{
	const struct resource_filter like = {.kind = from->kind, .active_only = true};
	int err = resources_gather(c->txn, &like, all);
	*n = 0;
	*out = err ? NULL : arena_alloc(c->arena, (all->n + 1) * sizeof **out);
	if (!err && !*out)
		err = QUAD_ENOMEM;
	for (size_t i = 0; !err && i < all->n; i++) {
		struct place one = {.resource = &all->v[i]};
		bool near = false;
		if (is_like(from, one.resource, party))
			err = measure_way(c, from, one.resource, &one.travel_min, &near);
		if (!err && near)
			(*out)[(*n)++] = one;
	}
	if (*n)
		qsort(*out, *n, sizeof **out, place_order);
	return err;
}

/* ---- moving one ---- */

/* Taking the places of others, within the nested transaction. */
struct preempting {
	struct change *c; /* in the nested transaction: `in` */
	struct change in;
	struct result result;
	struct plan *p;
	struct displaced *moved;
	size_t n_moved, cap_moved;
};

static bool is_wanted(const struct plan *p, const char *code)
{
	for (size_t i = 0; i < p->n_asks; i++)
		if (strcmp(p->asks[i].resource, code) == 0)
			return true;
	return false;
}

/* Who is moved is judged as a change of his own that needs nobody's approval. */
static int try_place(struct preempting *x, struct plan *loser, size_t claim, const char *code, bool *fits)
{
	struct request rq = {.op = OP_MOVE,
	                     .actor = x->c->rq->actor,
	                     .now = x->c->rq->now,
	                     .via = x->c->rq->via,
	                     .given = GIVEN(BOOKING_CLAIMS)};
	struct result result = {.reasons.arena = x->c->arena};
	struct change in = *x->c;
	in.rq = &rq;
	in.out = &result;
	loser->asks[claim].resource = code;
	loser->v = loser->old;
	loser->v.follows = false;
	loser->holds_place = true;
	int err = plan_decide(&in, loser);
	*fits = !err && !result.reasons.n && loser->v.state == loser->old.state;
	return err;
}

static int note_moved(struct preempting *x, const struct booking *b, const char *from, const char *to)
{
	struct displaced *v = arena_grow(x->c->arena, x->moved, x->n_moved, &x->cap_moved, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	x->moved = v;
	v[x->n_moved++] = (struct displaced){b->id, b->start, b->end, from, arena_str(x->c->arena, to), b->institution};
	return v[x->n_moved - 1].to ? 0 : QUAD_ENOMEM;
}

/* Says that there is no other place, and which were tried. */
static void refuse_nowhere(struct preempting *x, const struct booking *b, const char *code, const struct buf *tried)
{
	struct reason *why = reason_add_text(&x->c->out->reasons, REASON_NO_ELSEWHERE, code, "%s", buf_text(tried));
	why->booking = b->id;
	why->start = b->start;
	why->end = b->end;
}

/* Finds another place for one claim of a booking in the way. */
static int move_claim(struct preempting *x, struct plan *loser, size_t claim, const struct resource *from)
{
	struct resource_list all = {0};
	struct place *places;
	size_t n, tries = 0;
	struct buf tried = {0};
	bool fits = false;
	int err = find_places(x->c, from, loser->old.party, &all, &places, &n);
	for (size_t i = 0; !err && !fits && i < n && tries < TRIES_MAX; i++) {
		const char *code = arena_str(x->c->arena, places[i].resource->code);
		if (!code)
			err = QUAD_ENOMEM;
		else if (!is_wanted(x->p, code))
			err = try_place(x, loser, claim, code, &fits);
		else
			continue;
		tries++;
		if (!err && !fits)
			buf_fmt(&tried, "%s%s", tried.len ? ", " : "", code);
	}
	if (!err && !fits)
		refuse_nowhere(x, &loser->old, from->code, &tried);
	buf_release(&tried);
	arena_release(&all.arena);
	return err;
}

/* Moves all claims of a booking that are in the way, and writes it. */
static int move_loser(struct preempting *x, uint64_t id)
{
	struct plan loser = {0};
	struct change as_move = *x->c;
	struct result result = {.reasons.arena = x->c->arena};
	int err = plan_load(x->c, id, &loser);
	if (!err)
		err = plan_ask_again(x->c, &loser);
	for (size_t i = 0; !err && i < loser.n_asks && !x->c->out->reasons.n; i++) {
		const struct cache_resource *r;
		const char *from = loser.asks[i].resource;
		if (!is_wanted(x->p, from))
			continue;
		err = cache_resource(x->c->cache, x->c->txn, from, &r);
		if (!err)
			err = move_claim(x, &loser, i, &r->resource);
		if (!err && !x->c->out->reasons.n)
			err = note_moved(x, &loser.old, from, loser.asks[i].resource);
	}
	if (err || x->c->out->reasons.n)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	as_move.as = OP_MOVE;
	as_move.out = &result;
	return book_write(&as_move, &loser);
}

/* ---- all of it ---- */

static bool is_listed(const struct reasons *why, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (why->v[k].booking == why->v[i].booking)
			return true;
	return false;
}

static int take_place(struct db_txn *txn, void *arg)
{
	struct preempting *x = arg;
	struct result *out = x->c->out;
	const struct reasons in_the_way = out->reasons;
	struct reasons *why = &x->result.reasons;
	int err = 0;
	x->in = *x->c;
	x->result = (struct result){.reasons.arena = x->in.arena};
	x->in.txn = txn;
	x->in.out = &x->result;
	x->c = &x->in;
	for (size_t i = 0; !err && i < in_the_way.n && !why->n; i++)
		if (!is_listed(&in_the_way, i))
			err = move_loser(x, in_the_way.v[i].booking);
	if (!err && !why->n)
		err = plan_decide(x->c, x->p);
	if (!err && !why->n)
		err = book_write(x->c, x->p);
	if (err)
		return err;
	if (why->n) {
		for (size_t i = 0; i < why->n; i++)
			reason_copy(&out->reasons, &why->v[i]);
		return QUAD_EREFUSED;
	}
	*out = x->result;
	out->displaced = x->moved;
	out->n_displaced = x->n_moved;
	return 0;
}

int preempt_settle(struct change *c, struct plan *p)
{
	bool may, wrote = c->cache->wrote;
	struct freed freed = c->cache->freed;
	struct preempting x = {.c = c, .p = p};
	int err = p->old.id || c->rehearse ? 0 : may_preempt(c, p, &may);
	if (err || p->old.id || c->rehearse || !may)
		return err;
	err = db_nest(c->txn, take_place, &x);
	if (err != QUAD_EREFUSED)
		return err;
	/* what it was decided upon may be another now, but the reasons are those of the store as it stands */
	cache_undone(c->cache, wrote);
	c->cache->freed = freed;
	return 0;
}
