#include "store/base/ids.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/base/err.h"

static int id_order(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

int ids_add(struct ids *ids, struct arena *arena, uint64_t id)
{
	uint64_t *v = arena_grow(arena, ids->v, ids->n, &ids->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	ids->v = v;
	v[ids->n++] = id;
	return 0;
}

void ids_sort(struct ids *ids)
{
	size_t n = 0;
	if (ids->n)
		qsort(ids->v, ids->n, sizeof *ids->v, id_order);
	for (size_t i = 0; i < ids->n; i++)
		if (i == 0 || ids->v[i] != ids->v[i - 1])
			ids->v[n++] = ids->v[i];
	ids->n = n;
}

/* The first that is not below. */
static size_t find_place(const struct ids *ids, uint64_t id)
{
	return array_find(ids->v, ids->n, sizeof *ids->v, &id, id_order);
}

bool ids_have(const struct ids *ids, uint64_t id)
{
	size_t at = find_place(ids, id);
	return at < ids->n && ids->v[at] == id;
}

int ids_insert(struct ids *ids, struct arena *arena, uint64_t id)
{
	size_t at = find_place(ids, id);
	if (at < ids->n && ids->v[at] == id)
		return 0;
	int err = ids_add(ids, arena, id);
	if (err)
		return err;
	memmove(&ids->v[at + 1], &ids->v[at], (ids->n - 1 - at) * sizeof *ids->v);
	ids->v[at] = id;
	return 0;
}
