/*
 * A resource, its wholes and its parts are one thing to whoever books: at most one of a line from the top to a part is
 * in use. The decision learns of it by claims of the others, which count as claims on the whole of the resource itself.
 */
#include "store/change/divided.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/claim_view.h"
#include "store/base/record.h"

/* The wholes and parts of a resource; none costs no more than the look whether the store has any. */
static int find_related(struct change *c, uint32_t no, struct related *out)
{
	const struct parts *parts;
	*out = (struct related){0};
	int err = cache_parts(c->cache, c->txn, &parts);
	return err ? err : parts_related(parts, no, c->arena, out);
}

/* ---- the facts of a claim ---- */

static int copy_code(struct change *c, uint32_t no, const char **out)
{
	struct resource r;
	int err = facts_resource_by_number(c->txn, no, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	*out = arena_str(c->arena, r.code);
	return *out ? 0 : QUAD_ENOMEM;
}

/* Adds the claims on one of them. */
static int add_claims(struct change *c, uint32_t no, const struct time_span *when, uint64_t self,
                      struct neighbours *near)
{
	struct neighbours found;
	const char *code = NULL;
	size_t cap = near->n;
	int err = claim_view_neighbours(c, no, when->start, when->end, self, &found);
	for (size_t i = 0; i < found.n && !err; i++) {
		struct neighbour *one = &found.v[i];
		if (!claim_counts(&one->claim, c->rq->now))
			continue;
		err = code ? 0 : copy_code(c, no, &code);
		one->on = code;
		one->claim.whole = true;
		one->claim.units = 0;
		if (!err)
			err = neighbours_add(near, &cap, one, c->arena);
	}
	return err;
}

int divided_facts(struct change *c, uint32_t resource, const struct time_span *when, uint64_t self,
                  struct neighbours *near, struct closures *closed)
{
	struct related related;
	int err = find_related(c, resource, &related);
	for (size_t i = 0; i < related.n && !err; i++) {
		err = add_claims(c, related.v[i], when, self, near);
		if (!err)
			err = cache_own_closures(c->cache, c->txn, related.v[i], when->start, when->end, c->arena,
			                         closed);
	}
	return err;
}

int divided_expect(struct change *c, uint32_t resource, const struct time_span *spans, size_t n)
{
	struct related related;
	int err = find_related(c, resource, &related);
	for (size_t i = 0; i < related.n && !err; i++)
		err = claim_view_expect(c, related.v[i], spans, n);
	return err;
}

int divided_check_claims(struct change *c, const struct claim_facts *facts, size_t n)
{
	const struct parts *parts;
	int err = cache_parts(c->cache, c->txn, &parts);
	if (err || !parts->n)
		return err;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (parts_is_part(parts, facts[i].resource->no, facts[j].resource->no))
				reason_add_text(&c->out->reasons, REASON_PART_CLAIMED, facts[i].resource->code, "%s",
				                facts[j].resource->code);
	return 0;
}

/* ---- a change of what it is a part of ---- */

/* Halls are parts of halls, a class of a class. */
static bool can_divide(enum resource_kind whole, enum resource_kind part)
{
	return whole == part || (kind_is_place(whole) && kind_is_place(part));
}

static void refuse_part(struct change *c, const char *part, const char *whole)
{
	reason_add_text(&c->out->reasons, REASON_PART_OF_ITSELF, part, "%s", whole);
}

/* The whole and what that is a part of, from the records. *circle: the resource is among them. */
struct line {
	uint32_t v[PARTS_DEPTH_MAX];
	size_t n;
	bool circle, deep;
};

/* How many parts of parts there are below a resource, one in the other. */
static size_t depth_below(const struct parts *parts, uint32_t no, const struct related *related)
{
	size_t most = 0;
	for (size_t i = related->n_wholes; i < related->n; i++) {
		size_t depth = 0;
		for (uint32_t at = related->v[i]; at && at != no && depth < PARTS_DEPTH_MAX; depth++)
			at = parts_whole_of(parts, at);
		most = depth > most ? depth : most;
	}
	return most;
}

static int follow_line(struct change *c, const struct resource *v, uint32_t whole, struct line *out)
{
	const struct parts *parts;
	struct related related;
	int err = cache_parts(c->cache, c->txn, &parts);
	*out = (struct line){0};
	if (!err)
		err = find_related(c, v->no, &related);
	if (err)
		return err;
	size_t most = PARTS_DEPTH_MAX - depth_below(parts, v->no, &related);
	for (uint32_t at = whole; at; at = parts_whole_of(parts, at)) {
		out->circle |= at == v->no;
		out->deep = out->n >= most;
		if (out->circle || out->deep)
			return 0;
		out->v[out->n++] = at;
	}
	return 0;
}

/* A kind that its parts cannot have a part in. */
static int check_parts(struct change *c, const struct resource *v)
{
	const struct parts *parts;
	size_t n = 0;
	int err = cache_parts(c->cache, c->txn, &parts);
	const struct part_pair *pairs = err ? NULL : parts_of(parts, v->no, &n);
	for (size_t i = 0; i < n && !err; i++) {
		struct resource part;
		err = facts_resource_by_number(c->txn, pairs[i].part, &part);
		if (!err && !can_divide(v->kind, part.kind))
			refuse_part(c, part.code, v->code);
	}
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* The claims that are not over, of one side of a relation that would be. */
struct side_claim {
	struct neighbour n;
	bool above; /* on a whole */
};

struct side_claims {
	struct side_claim *v;
	size_t n, cap;
};

static int add_side(struct change *c, uint32_t no, bool above, struct side_claims *out)
{
	struct neighbours found;
	int err = facts_neighbours(c->txn, no, c->rq->now, CLOCK_MAX_MIN, 0, c->arena, &found);
	for (size_t i = 0; i < found.n && !err; i++) {
		if (!claim_counts(&found.v[i].claim, c->rq->now))
			continue;
		struct side_claim *v = arena_grow(c->arena, out->v, out->n, &out->cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->v = v;
		v[out->n++] = (struct side_claim){found.v[i], above};
	}
	return err;
}

static int side_order(const void *a, const void *b)
{
	const struct side_claim *x = a, *y = b;
	if (x->n.claim.start != y->n.claim.start)
		return x->n.claim.start < y->n.claim.start ? -1 : 1;
	return (x->n.booking > y->n.booking) - (x->n.booking < y->n.booking);
}

static int refuse_overlap(struct change *c, const struct side_claim *one, const struct side_claim *other,
                          const struct resource *v)
{
	struct booking b;
	const char *code, *against;
	int err = copy_code(c, one->n.claim.resource, &code);
	if (!err)
		err = copy_code(c, other->n.claim.resource, &against);
	if (!err)
		err = facts_booking_head(c->txn, one->n.booking, &b);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	struct reason *why = reason_add_text(&c->out->reasons, REASON_PART_TAKEN, v->code, "%s, %s", code, against);
	why->booking = b.id;
	why->start = b.start;
	why->end = b.end;
	why->number = (int64_t)other->n.booking;
	return 0;
}

/* In order of time, each that overlaps one of the other side that began before it: the one that ends last. */
static int refuse_overlaps(struct change *c, const struct resource *v, struct side_claims *claims)
{
	const struct side_claim *last[2] = {NULL, NULL};
	if (claims->n)
		qsort(claims->v, claims->n, sizeof *claims->v, side_order);
	for (size_t i = 0; i < claims->n; i++) {
		const struct side_claim *one = &claims->v[i], *other = last[!one->above];
		int err = 0;
		if (other && other->n.claim.end > one->n.claim.start)
			err = refuse_overlap(c, one, other, v);
		if (err)
			return err;
		if (!last[one->above] || last[one->above]->n.claim.end < one->n.claim.end)
			last[one->above] = one;
	}
	return 0;
}

/* Bookings that stand on the resource or its parts, at one time with those on what it shall be a part of. */
static int check_overlaps(struct change *c, const struct resource *v, const struct line *wholes)
{
	struct side_claims claims = {0};
	struct related related;
	int err = find_related(c, v->no, &related);
	if (!err)
		err = add_side(c, v->no, false, &claims);
	for (size_t i = related.n_wholes; i < related.n && !err; i++)
		err = add_side(c, related.v[i], false, &claims);
	for (size_t i = 0; i < wholes->n && !err; i++)
		err = add_side(c, wholes->v[i], true, &claims);
	return err ? err : refuse_overlaps(c, v, &claims);
}

/* Judges the whole, which is there. */
static int check_whole(struct change *c, const struct resource *old, const struct resource *v,
                       const struct resource *whole)
{
	struct line line;
	int err = follow_line(c, v, whole->no, &line);
	if (err)
		return err;
	if (line.circle || line.deep || !can_divide(whole->kind, v->kind)) {
		refuse_part(c, v->code, v->part_of);
		return 0;
	}
	return old->no && strcmp(old->part_of, v->part_of) != 0 ? check_overlaps(c, v, &line) : 0;
}

int divided_check(struct change *c, const struct resource *old, const struct resource *v)
{
	struct resource whole;
	bool other_kind = old->no && old->kind != v->kind;
	int err = other_kind ? check_parts(c, v) : 0;
	if (err || !*v->part_of || (!other_kind && strcmp(old->part_of, v->part_of) == 0))
		return err;
	if (strcmp(v->part_of, v->code) == 0) {
		refuse_part(c, v->code, v->part_of);
		return 0;
	}
	err = strlen(v->part_of) > CODE_MAX_BYTES ? QUAD_ENOTFOUND : facts_resource(c->txn, v->part_of, &whole);
	if (!err)
		return check_whole(c, old, v, &whole);
	if (err != QUAD_ENOTFOUND)
		return err;
	reason_add(&c->out->reasons, REASON_NO_RESOURCE, v->part_of);
	return 0;
}

/* ---- written ---- */

/* Takes away what leads from its whole to a resource, which may have gone before it. */
static int drop_pair(struct change *c, uint32_t part)
{
	const struct parts *parts;
	int err = cache_parts(c->cache, c->txn, &parts);
	uint32_t whole = err ? 0 : parts_whole_of(parts, part);
	if (!whole)
		return err;
	struct key k = parts_key(whole, part);
	err = db_del(c->txn, key_bytes(&k));
	cache_wrote(c->cache, &k);
	return err;
}

int divided_gone(struct change *c, const struct resource *v)
{
	return drop_pair(c, v->no);
}

int divided_write(struct change *c, const struct resource *old, const struct resource *v)
{
	uint32_t no;
	unsigned char seq[PARTS_VALUE_BYTES];
	if (strcmp(old->part_of, v->part_of) == 0)
		return 0;
	int err = old->no ? drop_pair(c, v->no) : 0;
	if (!err && *v->part_of)
		err = facts_resource_number(c->txn, v->part_of, &no);
	if (err || !*v->part_of)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	struct key k = parts_key(no, v->no);
	le_put(seq, c->out->seq, sizeof seq);
	err = db_put(c->txn, key_bytes(&k), (struct bytes){seq, sizeof seq});
	cache_wrote(c->cache, &k);
	return err;
}
