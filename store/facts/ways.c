/* Person by person: the claims that are not over in order of time, and to each the ways from those just before it. */
#include "store/facts/ways.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/places.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

struct loading {
	struct db_txn *txn;
	struct ways *out;
	int64_t now;
	bool moved;
	struct arena scratch; /* of one person */
};

static int start_order(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	return (x->claim.start > y->claim.start) - (x->claim.start < y->claim.start);
}

static int add_way(struct ways *out, const struct neighbour *from, const struct neighbour *to)
{
	struct way *v = arena_grow(&out->arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n++] = (struct way){from->claim.place, to->claim.place, to->claim.start - from->claim.end,
	                           {from->booking, to->booking}};
	return 0;
}

/*
 * The ways to the claim at `at`. A person who may be shared is in several places at a time, so that not only the last
 * one to start may be the one before; but nothing ends later than a whole one that is over by then.
 */
static int add_ways_to(struct ways *out, const struct neighbour *v, size_t at)
{
	for (size_t i = at; i-- > 0;) {
		const struct claim *from = &v[i].claim, *to = &v[at].claim;
		int64_t gap = to->start - from->end;
		bool goes = from->place && to->place && from->place != to->place;
		int err = goes && gap >= 0 && gap < DAY_MIN ? add_way(out, &v[i], &v[at]) : 0;
		if (err || (from->whole && gap >= 0))
			return err;
	}
	return 0;
}

/* The claims of a person that are not over, and those of the day before the first of them. */
static int read_claims(struct loading *l, uint32_t person, struct neighbours *out)
{
	int64_t first = INT64_MAX;
	int err = facts_neighbours(l->txn, person, l->now, CLOCK_MAX_MIN, 0, &l->scratch, out);
	for (size_t i = 0; i < out->n; i++)
		first = out->v[i].claim.start < first ? out->v[i].claim.start : first;
	if (err || !out->n)
		return err;
	return facts_neighbours(l->txn, person, first - DAY_MIN, CLOCK_MAX_MIN, 0, &l->scratch, out);
}

static int add_person(struct loading *l, uint32_t person)
{
	struct neighbours claims;
	int err = read_claims(l, person, &claims);
	for (size_t i = 0; l->moved && i < claims.n; i++) {
		if (!err)
			err = places_update(l->txn, &claims.v[i]);
	}
	if (err || claims.n < 2)
		return err;
	qsort(claims.v, claims.n, sizeof *claims.v, start_order);
	for (size_t i = 1; i < claims.n; i++) {
		err = claims.v[i].claim.end > l->now ? add_ways_to(l->out, claims.v, i) : 0;
		if (err)
			return err;
	}
	return 0;
}

static int load_resource(struct bytes key, struct bytes value, void *arg)
{
	struct loading *l = arg;
	struct resource r;
	(void)key;
	int err = resource_decode(value, &r);
	if (!err && kind_travels(r.kind))
		err = add_person(l, r.no);
	arena_release(&l->scratch);
	return err;
}

int ways_load(struct db_txn *txn, int64_t now, bool moved, struct ways *out)
{
	struct loading l = {txn, out, now, moved, {0}};
	*out = (struct ways){0};
	int err = walk_table(txn, TABLE_RESOURCE, load_resource, &l);
	if (err)
		ways_release(out);
	return err;
}

void ways_release(struct ways *w)
{
	arena_release(&w->arena);
	*w = (struct ways){0};
}
