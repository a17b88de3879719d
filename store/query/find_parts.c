/* Most resources divide in nothing: a byte for each says so, and the others are searched by halves. */
#include "store/query/find_parts.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/parts.h"

static int place_order(const void *element, const void *key)
{
	const struct divided_place *x = element;
	const uint32_t *place = key;
	return (x->place > *place) - (x->place < *place);
}

static int sort_order(const void *a, const void *b)
{
	const struct divided_place *y = b;
	return place_order(a, &y->place);
}

/* Adds a resource of a pair, unless it was added by another pair. */
static int add_place(const struct parts *parts, const struct directory *d, uint32_t no, unsigned char *divides,
                     struct arena *arena, struct find_parts *out)
{
	struct related related;
	uint32_t place = directory_place(d, no);
	if (!place || divides[place - 1])
		return 0;
	int err = parts_related(parts, no, arena, &related);
	uint32_t *others = err ? NULL : arena_alloc(arena, (related.n + 1) * sizeof *others);
	if (!others)
		return err ? err : QUAD_ENOMEM;
	struct divided_place *one = &out->v[out->n++];
	*one = (struct divided_place){.place = place - 1, .others = others};
	for (size_t i = 0; i < related.n; i++) {
		uint32_t other = directory_place(d, related.v[i]);
		if (other)
			others[one->n++] = other - 1;
	}
	divides[place - 1] = 1;
	return 0;
}

int find_parts_load(struct db_txn *txn, const struct directory *d, struct arena *arena, struct find_parts *out)
{
	struct parts parts;
	*out = (struct find_parts){0};
	int err = parts_load(txn, arena, &parts);
	if (err || !parts.n)
		return err;
	unsigned char *divides = arena_alloc(arena, d->all.n + 1);
	out->v = arena_alloc(arena, (2 * parts.n + 1) * sizeof *out->v);
	if (!divides || !out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < parts.n && !err; i++) {
		err = add_place(&parts, d, parts.by_whole[i].whole, divides, arena, out);
		if (!err)
			err = add_place(&parts, d, parts.by_whole[i].part, divides, arena, out);
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, sort_order);
	out->divides = divides;
	return err;
}

const struct divided_place *find_parts_at(const struct find_parts *p, uint32_t place)
{
	if (!p->divides || !p->divides[place])
		return NULL;
	return &p->v[array_find(p->v, p->n, sizeof *p->v, &place, place_order)];
}
