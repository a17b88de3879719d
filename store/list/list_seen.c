/*
 * An import runs in many transactions, and a code that comes twice would silently be an update of its first row. So the
 * keys of all rows are held while the file is read: a table of hashes over texts in an arena.
 */
#include "store/list/list_seen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

#define PLACES_FIRST ((size_t)1024)

/* The place of a key, or the free one where it would be. */
static size_t find_place(const struct list_seen *s, const char *key)
{
	size_t at = (size_t)fnv1a(FNV1A_START, (struct bytes){key, strlen(key)}) & (s->n_places - 1);
	while (s->places[at] && strcmp(s->v[s->places[at] - 1].key, key) != 0)
		at = (at + 1) & (s->n_places - 1);
	return at;
}

const struct seen_row *seen_find(const struct list_seen *s, const char *key)
{
	if (!s->n_places)
		return NULL;
	size_t i = s->places[find_place(s, key)];
	return i ? &s->v[i - 1] : NULL;
}

/* Makes the table twice as large, if half of it is taken. */
static int make_room(struct list_seen *s)
{
	if (s->n * 2 < s->n_places)
		return 0;
	size_t n = s->n_places ? s->n_places * 2 : PLACES_FIRST;
	size_t *places = calloc(n, sizeof *places);
	if (!places)
		return QUAD_ENOMEM;
	free(s->places);
	s->places = places;
	s->n_places = n;
	for (size_t i = 0; i < s->n; i++)
		places[find_place(s, s->v[i].key)] = i + 1;
	return 0;
}

int seen_add(struct list_seen *s, const char *key, size_t row, const char *sheet)
{
	int err = make_room(s);
	if (err)
		return err;
	struct seen_row *v = array_grow(s->v, &s->cap, s->n, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	s->v = v;
	v[s->n] = (struct seen_row){.key = arena_str(&s->arena, key), .row = row, .sheet = sheet};
	if (!v[s->n].key)
		return QUAD_ENOMEM;
	size_t place = find_place(s, key);
	s->places[place] = ++s->n;
	return 0;
}

void seen_release(struct list_seen *s)
{
	free(s->v);
	free(s->places);
	arena_release(&s->arena);
	*s = (struct list_seen){0};
}

const char *seen_identity(const struct request *rq, struct arena *arena)
{
	const struct travel *t = &rq->u.travel;
	const struct period *p = &rq->u.period;
	const struct closure *c = &rq->u.closure;
	switch (rq->op) {
	/* a table with both directions has each pair twice */
	case OP_TRAVEL: return arena_fmt(arena, "%s\n%s", t->from, t->to);
	case OP_PERIOD: return arena_fmt(arena, "%" PRIu32 "\n%s\n%" PRId64, p->number, p->campus, p->valid_from);
	case OP_DAY: return arena_fmt(arena, "%" PRId64 "\n%s", rq->u.day.date, rq->u.day.campus);
	case OP_CLOSURE:
		return arena_fmt(arena, "%" PRId64 "\n%" PRId64 "\n%s\n%s", c->start, c->end, c->resource, c->campus);
	default: return "";
	}
}
