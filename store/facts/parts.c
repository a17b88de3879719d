/* The pairs are read whole, since they are few, and searched by halves. */
#include "store/facts/parts.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/walk.h"

enum { PART_KEY_BYTES = 9 };

struct key parts_key(uint32_t whole, uint32_t part)
{
	struct key k = key_table(TABLE_PART);
	key_u32(&k, whole);
	key_u32(&k, part);
	return k;
}

struct loading {
	struct arena *arena;
	struct parts *out;
	size_t cap;
};

static int add_pair(struct bytes key, struct bytes value, void *arg)
{
	struct loading *l = arg;
	(void)value;
	if (key.len != PART_KEY_BYTES)
		return QUAD_ECORRUPT;
	struct part_pair *v = arena_grow(l->arena, l->out->by_whole, l->out->n, &l->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	l->out->by_whole = v;
	v[l->out->n++] = (struct part_pair){key_get_u32(key, 1), key_get_u32(key, 5)};
	return 0;
}

static int part_order(const void *a, const void *b)
{
	const struct part_pair *x = a, *y = b;
	return (x->part > y->part) - (x->part < y->part);
}

int parts_load(struct db_txn *txn, struct arena *arena, struct parts *out)
{
	struct loading l = {.arena = arena, .out = out};
	*out = (struct parts){0};
	int err = walk_table(txn, TABLE_PART, add_pair, &l);
	if (err || !out->n)
		return err;
	out->by_part = arena_alloc(arena, out->n * sizeof *out->by_part);
	if (!out->by_part)
		return QUAD_ENOMEM;
	memcpy(out->by_part, out->by_whole, out->n * sizeof *out->by_part);
	qsort(out->by_part, out->n, sizeof *out->by_part, part_order);
	return 0;
}

static int whole_key_order(const void *element, const void *key)
{
	const struct part_pair *x = element;
	const uint32_t *no = key;
	return (x->whole > *no) - (x->whole < *no);
}

static int part_key_order(const void *element, const void *key)
{
	const struct part_pair *x = element;
	const uint32_t *no = key;
	return (x->part > *no) - (x->part < *no);
}

uint32_t parts_whole_of(const struct parts *p, uint32_t no)
{
	size_t at = p->n ? array_find(p->by_part, p->n, sizeof *p->by_part, &no, part_key_order) : 0;
	return at < p->n && p->by_part[at].part == no ? p->by_part[at].whole : 0;
}

const struct part_pair *parts_of(const struct parts *p, uint32_t no, size_t *n)
{
	size_t at = p->n ? array_find(p->by_whole, p->n, sizeof *p->by_whole, &no, whole_key_order) : 0;
	size_t end = at;
	while (end < p->n && p->by_whole[end].whole == no)
		end++;
	*n = end - at;
	return *n ? &p->by_whole[at] : NULL;
}

/* The way up is no longer than there are pairs. */
bool parts_is_part(const struct parts *p, uint32_t no, uint32_t whole)
{
	for (size_t i = 0; i < p->n && no; i++) {
		no = parts_whole_of(p, no);
		if (no && no == whole)
			return true;
	}
	return false;
}

static bool has_number(const struct related *list, uint32_t no)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i] == no)
			return true;
	return false;
}

static int add_number(struct related *list, size_t *cap, uint32_t no, struct arena *arena)
{
	uint32_t *v = arena_grow(arena, list->v, list->n, cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	list->v = v;
	v[list->n++] = no;
	return 0;
}

static int add_wholes(const struct parts *p, uint32_t no, size_t *cap, struct arena *arena, struct related *out)
{
	for (uint32_t at = parts_whole_of(p, no); at && at != no && !has_number(out, at); at = parts_whole_of(p, at)) {
		int err = add_number(out, cap, at, arena);
		if (err)
			return err;
	}
	out->n_wholes = out->n;
	return 0;
}

static int add_parts_of(const struct parts *p, uint32_t no, uint32_t of, size_t *cap, struct arena *arena,
                        struct related *out)
{
	size_t n;
	const struct part_pair *v = parts_of(p, of, &n);
	for (size_t i = 0; i < n; i++) {
		bool seen = v[i].part == no || has_number(out, v[i].part);
		int err = seen ? 0 : add_number(out, cap, v[i].part, arena);
		if (err)
			return err;
	}
	return 0;
}

int parts_related(const struct parts *p, uint32_t no, struct arena *arena, struct related *out)
{
	size_t cap = 0;
	*out = (struct related){0};
	if (!p->n)
		return 0;
	int err = add_wholes(p, no, &cap, arena, out);
	if (!err)
		err = add_parts_of(p, no, no, &cap, arena, out);
	/* the list grows by the parts of what is in it */
	for (size_t i = out->n_wholes; i < out->n && !err; i++)
		err = add_parts_of(p, no, out->v[i], &cap, arena, out);
	return err;
}

static int add_taken(struct db_txn *txn, uint32_t no, const struct time_span *when, uint64_t except,
                     struct arena *arena, struct neighbours *near)
{
	struct neighbours found;
	size_t cap = near->n;
	int err = facts_neighbours(txn, no, when->start, when->end, except, arena, &found);
	for (size_t i = 0; i < found.n && !err; i++) {
		found.v[i].claim.whole = true;
		found.v[i].claim.units = 0;
		err = neighbours_add(near, &cap, &found.v[i], arena);
	}
	return err;
}

int parts_add_taken(struct db_txn *txn, uint32_t no, const struct time_span *when, uint64_t except, struct arena *arena,
                    struct neighbours *near, struct closures *closed)
{
	struct parts parts;
	struct related related = {0};
	int err = parts_load(txn, arena, &parts);
	if (!err)
		err = parts_related(&parts, no, arena, &related);
	for (size_t i = 0; i < related.n && !err; i++) {
		err = add_taken(txn, related.v[i], when, except, arena, near);
		if (!err)
			err = facts_own_closures(txn, related.v[i], when->start, when->end, arena, closed);
	}
	return err;
}
