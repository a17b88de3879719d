/* The proof of resources: that nothing on one, or on its parts and its wholes, overlaps. */
#include "store/query/checker.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/parts.h"

static int by_start(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	return (x->claim.start > y->claim.start) - (x->claim.start < y->claim.start);
}

/* Sweeps the claims in order of start, keeping those that are still going on. */
static int sweep_claims(struct checker *c, const struct resource *r, const struct neighbours *near)
{
	const struct neighbour **active = arena_alloc(&c->arena, (near->n + 1) * sizeof *active);
	size_t n_active = 0;
	if (!active)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < near->n; i++) {
		const struct neighbour *x = &near->v[i];
		uint64_t units = x->claim.units, limit = x->claim.limit;
		bool unlimited = x->claim.whole || limit == 0;
		size_t kept = 0;
		for (size_t j = 0; j < n_active; j++)
			if (active[j]->claim.end > x->claim.start)
				active[kept++] = active[j];
		n_active = kept;
		for (size_t j = 0; j < n_active; j++) {
			const struct claim *y = &active[j]->claim;
			if (x->claim.whole || y->whole)
				check_fault(c, "%s: bookings %s and %s at the same time", r->code,
				            check_num(c, active[j]->booking), check_num(c, x->booking));
			units += y->units;
			limit = y->limit > limit ? y->limit : limit;
			unlimited |= y->limit == 0;
		}
		if (!unlimited && units > limit)
			check_fault(c, "%s: %s in use where there are %s, with booking %s", r->code,
			            check_num(c, units), check_num(c, limit), check_num(c, x->booking));
		active[n_active++] = x;
	}
	return 0;
}

/* The claims of a resource. */
static int check_use(struct checker *c, const struct resource *r)
{
	struct neighbours near;
	int err = facts_neighbours(c->txn, r->no, CLOCK_MIN_MIN, CLOCK_MAX_MIN, 0, &c->arena, &near);
	if (check_fails(c, err)) {
		check_fault(c, "resource %s: its claims: %s", r->code, quad_strerror(err));
		return 0;
	}
	if (near.n)
		qsort(near.v, near.n, sizeof *near.v, by_start);
	return sweep_claims(c, r, &near);
}

/* True for the entry that made a resource a part of the whole. */
static bool is_joining(const struct journal_entry *e, const struct resource *r)
{
	struct resource after, before = {.part_of = ""};
	if (!check_is_entry_of(e, OF_RESOURCE, r->code) || resource_decode(e->after, &after) != 0)
		return false;
	if (e->before.len && resource_decode(e->before, &before) != 0)
		return false;
	return strcmp(after.part_of, r->part_of) == 0 && strcmp(before.part_of, r->part_of) != 0;
}

/* *since: the minute from which on a part and its whole exclude each other. False if nothing says so. */
static bool find_joining(struct checker *c, uint32_t whole, const struct resource *r, int64_t *since)
{
	struct key k = parts_key(whole, r->no);
	struct bytes v;
	struct journal_entry e;
	if (check_fails(c, db_get(c->txn, key_bytes(&k), &v)) || v.len != PARTS_VALUE_BYTES)
		return false;
	if (check_fails(c, check_get_entry(c, le_get(v.p, 8), &e)) || !is_joining(&e, r))
		return false;
	*since = e.at_min > *since ? e.at_min : *since;
	return true;
}

/* Overlaps of the claims on two resources, of what is not over at `since`. */
static int sweep_pair(struct checker *c, const struct resource *a, const struct resource *b, int64_t since)
{
	struct neighbours of_a, of_b;
	const struct neighbour *last[2] = {NULL, NULL}; /* the one that ends last of each */
	int err = facts_neighbours(c->txn, a->no, since, CLOCK_MAX_MIN, 0, &c->arena, &of_a);
	if (!err)
		err = facts_neighbours(c->txn, b->no, since, CLOCK_MAX_MIN, 0, &c->arena, &of_b);
	struct neighbour *all = err ? NULL : arena_alloc(&c->arena, (of_a.n + of_b.n + 1) * sizeof *all);
	if (!all)
		return check_fails(c, err ? err : QUAD_ENOMEM) ? c->err : 0;
	for (size_t i = 0; i < of_a.n + of_b.n; i++)
		all[i] = i < of_a.n ? of_a.v[i] : of_b.v[i - of_a.n];
	qsort(all, of_a.n + of_b.n, sizeof *all, by_start);
	for (size_t i = 0; i < of_a.n + of_b.n; i++) {
		size_t side = all[i].claim.resource == b->no;
		const struct neighbour *other = last[!side];
		if (other && other->claim.end > all[i].claim.start)
			check_fault(c, "%s and %s: bookings %s and %s at the same time", a->code, b->code,
			            check_num(c, other->booking), check_num(c, all[i].booking));
		if (!last[side] || last[side]->claim.end < all[i].claim.end)
			last[side] = &all[i];
	}
	return 0;
}

/* A part: what leads to it from its whole, and that nothing on its wholes overlaps what is on it. */
static int check_part(struct checker *c, const struct resource *r)
{
	struct resource at = *r, whole;
	int64_t since = INT64_MIN;
	if (!*r->part_of)
		return 0;
	c->n_parts++;
	for (size_t depth = 0; *at.part_of; depth++) {
		if (depth > PARTS_DEPTH_MAX || check_fails(c, facts_resource(c->txn, at.part_of, &whole)) ||
		    whole.no == r->no) {
			check_fault(c, "resource %s: no whole %s that it can be a part of", r->code, at.part_of);
			return 0;
		}
		if (!find_joining(c, whole.no, &at, &since)) {
			check_fault(c, "resource %s: %s does not lead to it as its part", at.code, whole.code);
			return 0;
		}
		int err = sweep_pair(c, &whole, r, since);
		if (err)
			return err;
		at = whole;
	}
	return 0;
}

int check_resource(struct checker *c, struct bytes key, struct bytes value)
{
	struct resource r, by_code;
	struct institution owner;
	struct campus campus;
	struct opening hours;
	const char *bad;
	int err = resource_decode(value, &r);
	if (err || key.len != 5 || key_get_u32(key, 1) != r.no) {
		check_fault(c, "a resource's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_RESOURCE, r.code, r.seq, value);
	if (r.setup_min > c->pad_max || r.teardown_min > c->pad_max)
		check_fault(c, "resource %s: setup or teardown is longer than the longest", r.code);
	if (check_fails(c, facts_resource(c->txn, r.code, &by_code)) || by_code.no != r.no)
		check_fault(c, "resource %s: its code does not lead to it", r.code);
	if (*r.institution && check_fails(c, facts_institution(c->txn, r.institution, &owner)))
		check_fault(c, "resource %s: no institution %s", r.code, r.institution);
	if (*r.campus && check_fails(c, facts_campus(c->txn, r.campus, &campus)))
		check_fault(c, "resource %s: no campus %s", r.code, r.campus);
	if (check_fails(c, opening_parse(r.opening, &hours, &bad)))
		check_fault(c, "resource %s: opening hours that are none", r.code);
	err = check_part(c, &r);
	return err ? err : check_use(c, &r);
}

int check_resource_code(struct checker *c, struct bytes key, struct bytes value)
{
	struct resource r;
	if (value.len != 4 || check_fails(c, facts_resource_by_number(c->txn, (uint32_t)le_get(value.p, 4), &r)) ||
	    !check_key_is(key, 1, r.code))
		check_fault(c, "a resource's code leads to another");
	return 0;
}

/* It may list too many. */
int check_classes(struct checker *c, struct bytes key, struct bytes value)
{
	struct resource r;
	uint32_t classes = value.len == 4 ? (uint32_t)le_get(value.p, 4) : 0;
	uint32_t others = CLASSES_WIDE & ~(UINT32_C(1) << CLASS_WIDE_FIRST);
	if (key.len != 5 || check_fails(c, facts_resource_by_number(c->txn, key_get_u32(key, 1), &r)) || !classes ||
	    classes & ~others)
		check_fault(c, "a list of lengths of bookings that is none");
	return 0;
}
