/*
 * A standing booking is judged by deciding it once more as a new one, by the same rules and in the place of itself, and
 * writing nothing. What a change puts against the rules is found by judging those that it may touch before and after:
 * what was against them before is not said again.
 */
#include "store/change/standing.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/plan.h"
#include "store/facts/overlap.h"
#include "store/model/codec.h"

/* ---- one booking ---- */

static int judge_plan(struct change *c, uint64_t id, struct against *out)
{
	struct plan p = {0};
	int err = plan_load(c, id, &p);
	if (err || !state_stands(p.old.state))
		return err == QUAD_ENOTFOUND ? 0 : err;
	p.v = p.old;
	out->start = p.old.start;
	out->end = p.old.end;
	err = plan_ask_again(c, &p);
	return err ? err : plan_decide(c, &p);
}

int standing_judge(struct db_txn *txn, struct decision_cache *cache, uint64_t id, struct arena *arena,
                   struct against *out)
{
	struct arena scratch = {0};
	const struct request rq = {.op = OP_BOOK, .flags = REQUEST_RECORD};
	struct result result = {.reasons.arena = &scratch};
	struct change c = {.txn = txn, .rq = &rq, .out = &result, .arena = &scratch, .rehearse = true, .cache = cache};
	*out = (struct against){.booking = id, .reasons.arena = arena};
	int err = judge_plan(&c, id, out);
	size_t n = err ? 0 : result.reasons.n;
	for (size_t i = 0; i < n; i++)
		reason_copy(&out->reasons, &result.reasons.v[i]);
	if (!err && (out->reasons.failed || result.reasons.failed))
		err = QUAD_ENOMEM;
	arena_release(&scratch);
	return err;
}

/* ---- which a change may touch ---- */

/* Adds the bookings of claims that are not over. */
static int add_claims(struct change *c, const struct neighbours *claims, struct ids *out)
{
	for (size_t i = 0; i < claims->n; i++) {
		if (claims->v[i].claim.end <= c->rq->now)
			continue;
		int err = ids_add(out, c->arena, claims->v[i].booking);
		if (err)
			return err;
	}
	return 0;
}

/* Adds those with a claim on the resource in [start, end). */
static int add_of_resource(struct change *c, uint32_t resource, int64_t start, int64_t end, struct ids *out)
{
	struct neighbours claims;
	int err = facts_neighbours(c->txn, resource, start, end, 0, c->arena, &claims);
	return err ? err : add_claims(c, &claims, out);
}

/* The same on its wholes and parts. */
static int add_of_related(struct change *c, uint32_t resource, int64_t start, int64_t end, struct ids *out)
{
	const struct parts *parts;
	struct related related = {0};
	int err = cache_parts(c->cache, c->txn, &parts);
	if (!err)
		err = parts_related(parts, resource, c->arena, &related);
	for (size_t i = 0; i < related.n && !err; i++)
		err = add_of_resource(c, related.v[i], start, end, out);
	return err;
}

int standing_of_resource(struct change *c, uint32_t resource, struct ids *out)
{
	int err = add_of_resource(c, resource, c->rq->now, CLOCK_MAX_MIN, out);
	ids_sort(out);
	return err;
}

int standing_of_related(struct change *c, uint32_t resource, struct ids *out)
{
	int err = add_of_related(c, resource, c->rq->now, CLOCK_MAX_MIN, out);
	ids_sort(out);
	return err;
}

#define CLAIM_TIME_KEY_BYTES 18 /* class start resource id */

static int add_claimant(struct change *c, struct bytes key, struct bytes value, uint32_t campus, struct ids *out)
{
	struct claim claim;
	if (key.len != CLAIM_TIME_KEY_BYTES)
		return QUAD_ECORRUPT;
	int err = claim_decode(value, &claim);
	if (err || claim.end <= c->rq->now || (campus && claim.place != campus))
		return err;
	return ids_add(out, c->arena, key_get_u64(key, key.len - 8));
}

/* Adds those that have a claim in [start, end), on a campus or, with 0, anywhere. */
static int add_overlapping(struct change *c, uint32_t campus, int64_t start, int64_t end, struct ids *out)
{
	struct key prefix = key_table(TABLE_CLAIM_TIME);
	struct overlap walk;
	struct bytes k, v;
	bool moved;
	int err = cache_places_moved(c->cache, c->txn, &moved);
	if (err)
		return err;
	err = overlap_begin(&walk, c->txn, &prefix, start, end);
	while (!err) {
		err = overlap_next(&walk, &k, &v);
		if (!err)
			err = add_claimant(c, k, v, moved ? 0 : campus, out);
	}
	overlap_end(&walk);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int standing_of_closure(struct change *c, enum closure_scope scope, uint32_t owner, int64_t start, int64_t end,
                        struct ids *out)
{
	uint64_t pad_min;
	/* setup and teardown may have grown since a claim was made */
	int err = facts_setting(c->txn, SETTING_PAD_MAX, &pad_min);
	int64_t from = start - (int64_t)pad_min, to = end + (int64_t)pad_min;
	if (!err && scope == SCOPE_RESOURCE)
		err = add_of_resource(c, owner, from, to, out);
	if (!err && scope == SCOPE_RESOURCE)
		err = add_of_related(c, owner, from, to, out);
	else if (!err)
		err = add_overlapping(c, scope == SCOPE_CAMPUS ? owner : 0, from, to, out);
	ids_sort(out);
	return err;
}

int standing_of_way(struct change *c, const uint32_t campuses[2], uint32_t minutes, struct ids *out)
{
	const struct ways *ways;
	int err = cache_ways(c->cache, c->txn, c->rq->now, &ways);
	size_t n = err ? 0 : ways->n;
	for (size_t i = 0; i < n; i++) {
		const struct way *w = &ways->v[i];
		bool there = w->from == campuses[0] && w->to == campuses[1];
		bool back = w->from == campuses[1] && w->to == campuses[0];
		if ((!there && !back) || w->gap_min >= minutes)
			continue;
		err = ids_add(out, c->arena, w->bookings[0]);
		if (!err)
			err = ids_add(out, c->arena, w->bookings[1]);
		if (err)
			break;
	}
	ids_sort(out);
	return err;
}

/* ---- before and after ---- */

/* Judges the bookings that are not over, and keeps those that break a rule, in order of id. */
static int judge_all(struct change *c, const struct ids *ids, struct standing *out)
{
	for (size_t i = 0; i < ids->n; i++) {
		struct against one;
		int err = standing_judge(c->txn, c->cache, ids->v[i], c->arena, &one);
		if (err)
			return err;
		if (!one.reasons.n || one.end <= c->rq->now)
			continue;
		struct against *v = arena_grow(c->arena, out->v, out->n, &out->cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->v = v;
		v[out->n++] = one;
	}
	return 0;
}

int standing_look(struct change *c, const struct ids *ids, struct standing *out)
{
	*out = (struct standing){.ids = *ids};
	return judge_all(c, ids, out);
}

/* The same rule about the same thing; the words may differ, as of hours that were cut once more. */
static bool is_same_reason(const struct reason *a, const struct reason *b)
{
	if (a->detail != b->detail || strcmp(a->subject, b->subject) != 0)
		return false;
	return a->booking == b->booking && a->start == b->start && a->end == b->end;
}

static bool has_reason(const struct reasons *list, const struct reason *r)
{
	for (size_t i = 0; i < list->n; i++)
		if (is_same_reason(&list->v[i], r))
			return true;
	return false;
}

/* Takes away the reasons that a booking had before, and says of the others whose they are. */
static void keep_new(struct against *a, const struct against *before)
{
	size_t n = 0;
	for (size_t i = 0; i < a->reasons.n; i++) {
		struct reason r = a->reasons.v[i];
		if (before && has_reason(&before->reasons, &r))
			continue;
		r.of = a->booking;
		r.at = a->start;
		a->reasons.v[n++] = r;
	}
	a->reasons.n = n;
}

static int start_order(const void *a, const void *b)
{
	const struct against *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

/* The entry of a booking in a list, made at its end if need be; NULL on out of memory. */
static struct against *entry_of(struct change *c, struct standing *list, const struct against *one)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].booking == one->booking)
			return &list->v[i];
	struct against *v = arena_grow(c->arena, list->v, list->n, &list->cap, sizeof *v);
	if (!v)
		return NULL;
	list->v = v;
	v[list->n] = (struct against){one->booking, one->start, one->end, {.arena = c->arena}};
	return &v[list->n++];
}

/* Adds to others what a booking has against `because`, which has the same against it. */
static int add_other(struct change *c, uint64_t id, uint64_t because, struct standing *others)
{
	struct against one;
	int err = standing_judge(c->txn, c->cache, id, c->arena, &one);
	if (err || one.end <= c->rq->now)
		return err;
	for (size_t i = 0; i < one.reasons.n; i++) {
		struct reason *r = &one.reasons.v[i];
		if (r->booking != because)
			continue;
		struct against *entry = entry_of(c, others, &one);
		if (!entry)
			return QUAD_ENOMEM;
		r->of = one.booking;
		r->at = one.start;
		reason_copy(&entry->reasons, r);
	}
	return 0;
}

/*
 * The bookings that the change does not touch and that those are in the way of which it does: a teacher who is late at
 * a lab that has moved comes from elsewhere.
 */
static int find_others(struct change *c, const struct ids *ids, const struct standing *list, struct standing *others)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct against *a = &list->v[i];
		for (size_t j = 0; j < a->reasons.n; j++) {
			uint64_t other = a->reasons.v[j].booking;
			int err = other && !ids_have(ids, other) ? add_other(c, other, a->booking, others) : 0;
			if (err)
				return err;
		}
	}
	return 0;
}

/* Leaves in the list what is against the rules now and was not before. */
static void keep_all_new(struct standing *list, const struct standing *before)
{
	size_t n = 0, at = 0;
	for (size_t i = 0; i < list->n; i++) {
		struct against *a = &list->v[i];
		while (at < before->n && before->v[at].booking < a->booking)
			at++;
		bool was = at < before->n && before->v[at].booking == a->booking;
		keep_new(a, was ? &before->v[at] : NULL);
		if (a->reasons.n)
			list->v[n++] = *a;
	}
	list->n = n;
}

int standing_tell(struct change *c, const struct standing *before)
{
	struct standing after = {0}, others = {0};
	int err = judge_all(c, &before->ids, &after);
	if (err)
		return err;
	keep_all_new(&after, before);
	err = find_others(c, &before->ids, &after, &others);
	if (err)
		return err;
	size_t n = after.n + others.n;
	struct against *v = arena_alloc(c->arena, (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		v[i] = i < after.n ? after.v[i] : others.v[i - after.n];
	qsort(v, n, sizeof *v, start_order);
	c->out->against = v;
	c->out->n_against = n;
	return 0;
}
