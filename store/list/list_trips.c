/*
 * A visit is (traveller, campus), kept once per booking as a number and sorted at the end; every pair of campuses of
 * one traveller that the travel table does not list is named once. Which of two bookings comes before the other does
 * not matter: an unlisted pair counts as no minutes either way, and that is worth saying.
 */
#include "store/list/list_trips.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

#define TRIPS_NOWHERE SIZE_MAX

static size_t campus_index(const struct trips *t, const char *code)
{
	for (size_t i = 0; i < t->n_campuses; i++)
		if (strcmp(t->campuses[i], code) == 0)
			return i;
	return TRIPS_NOWHERE;
}

int trips_open(struct trips *t, const struct names *names)
{
	const struct resource_list *all = &names->resources;
	*t = (struct trips){.names = names};
	t->campus = arena_alloc(&t->arena, (all->n + 1) * sizeof *t->campus);
	t->campuses = arena_alloc(&t->arena, (all->n + 1) * sizeof *t->campuses);
	if (!t->campus || !t->campuses) {
		trips_close(t);
		return QUAD_ENOMEM;
	}
	for (size_t i = 0; i < all->n; i++) {
		const char *code = all->v[i].campus;
		t->campus[i] = campus_index(t, code);
		if (*code && t->campus[i] == TRIPS_NOWHERE) {
			t->campuses[t->n_campuses] = code;
			t->campus[i] = t->n_campuses++;
		}
	}
	return 0;
}

void trips_close(struct trips *t)
{
	free(t->visits);
	arena_release(&t->arena);
	*t = (struct trips){0};
}

/* The place of a resource in the list; TRIPS_NOWHERE if it is not there. */
static size_t resource_index(const struct trips *t, const char *code)
{
	const struct resource *r = names_by_code(t->names, code);
	return r ? (size_t)(r - t->names->resources.v) : TRIPS_NOWHERE;
}

int trips_add(struct trips *t, const struct claim_ask *claims, size_t n)
{
	size_t place = TRIPS_NOWHERE;
	bool has_place = false, travels = false;
	for (size_t i = 0; i < n; i++) {
		size_t r = resource_index(t, claims[i].resource);
		if (r == TRIPS_NOWHERE)
			continue;
		enum resource_kind kind = t->names->resources.v[r].kind;
		if (!has_place && kind_is_place(kind))
			place = t->campus[r];
		has_place |= kind_is_place(kind);
		travels |= kind_travels(kind);
	}
	if (!travels)
		return 0;
	for (size_t i = 0; i < n; i++) {
		size_t r = resource_index(t, claims[i].resource);
		if (r == TRIPS_NOWHERE || !kind_travels(t->names->resources.v[r].kind))
			continue;
		size_t at = has_place ? place : t->campus[r];
		if (at == TRIPS_NOWHERE)
			continue;
		uint64_t *visits = array_grow(t->visits, &t->cap_visits, t->n_visits, sizeof *visits);
		if (!visits)
			return QUAD_ENOMEM;
		t->visits = visits;
		visits[t->n_visits++] = (uint64_t)r << 32 | at;
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void drop_repeated(struct trips *t)
{
	size_t kept = 0;
	if (t->n_visits > 1)
		qsort(t->visits, t->n_visits, sizeof *t->visits, by_number);
	for (size_t i = 0; i < t->n_visits; i++)
		if (kept == 0 || t->visits[kept - 1] != t->visits[i])
			t->visits[kept++] = t->visits[i];
	t->n_visits = kept;
}

/* Names the pair unless it is settled, and settles it. */
static int name_pair(const struct trips *t, unsigned char *settled, size_t a, size_t b, struct list_summary *out)
{
	size_t n = t->n_campuses;
	if (settled[a * n + b])
		return 0;
	settled[a * n + b] = settled[b * n + a] = 1;
	const char *x = t->campuses[a], *y = t->campuses[b];
	bool swap = strcmp(x, y) > 0;
	const char *text = arena_fmt(&out->arena, "%s - %s", swap ? y : x, swap ? x : y);
	if (!text)
		return QUAD_ENOMEM;
	out->unlisted[out->n_unlisted++] = text;
	return 0;
}

/* Settles the pairs of campuses that the travel table lists. */
static void settle_listed(const struct trips *t, const struct travel_list *listed, unsigned char *settled)
{
	size_t n = t->n_campuses;
	for (size_t i = 0; i < listed->n; i++) {
		size_t a = campus_index(t, listed->v[i].from), b = campus_index(t, listed->v[i].to);
		if (a != TRIPS_NOWHERE && b != TRIPS_NOWHERE)
			settled[a * n + b] = settled[b * n + a] = 1;
	}
}

static size_t traveller_of(uint64_t visit)
{
	return (size_t)(visit >> 32);
}

static size_t campus_of(uint64_t visit)
{
	return (size_t)(visit & UINT32_MAX);
}

/* Names the pairs of campuses that visit i and a later one of the same traveller make. */
static int name_pairs(const struct trips *t, unsigned char *settled, size_t i, struct list_summary *out)
{
	const uint64_t *v = t->visits;
	for (size_t j = i + 1; j < t->n_visits && traveller_of(v[j]) == traveller_of(v[i]); j++) {
		int err = name_pair(t, settled, campus_of(v[i]), campus_of(v[j]), out);
		if (err)
			return err;
	}
	return 0;
}

int trips_unlisted(struct trips *t, struct store *s, struct list_summary *out)
{
	struct travel_list listed = {0};
	size_t n = t->n_campuses;
	drop_repeated(t);
	int err = query_travel(s, &listed);
	if (err)
		return err;
	unsigned char *settled = arena_alloc(&t->arena, n * n + 1);
	out->unlisted = arena_alloc(&out->arena, (n * n / 2 + 1) * sizeof *out->unlisted);
	if (settled && out->unlisted)
		settle_listed(t, &listed, settled);
	else
		err = QUAD_ENOMEM;
	arena_release(&listed.arena);
	if (err)
		return err;
	for (size_t i = 0; i < t->n_visits; i++) {
		err = name_pairs(t, settled, i, out);
		if (err)
			return err;
	}
	return 0;
}
