/*
 * From what is kept: without the bookings that have left or are left out, with those that were placed. Where no use is
 * covered by several agreements this is a difference; else the bookings are gone through in the order of their ids,
 * unless the placed ones come after all that stay.
 */
#include "store/change/agreed_hours.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/ids.h"
#include "store/change/agreed_kept.h"
#include "store/change/claim_view.h"

struct agreed_count {
	struct change *c;
	const struct register_rows *rows;
	const struct agreed_set *set;
	uint64_t except;
	struct agreed_booking *placed; /* by id */
	size_t n_placed, cap_placed;
	bool several; /* a placed use is covered by several */
};

static int placed_order(const void *a, const void *b)
{
	const struct agreed_booking *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

static int find_placed(struct agreed_count *k)
{
	size_t n;
	const struct booking *v = claim_view_placed(k->c, &n);
	for (size_t i = 0; i < n; i++) {
		struct agreed_booking one = {.until = INT64_MAX};
		if (v[i].id == k->except)
			continue;
		int err = agreed_uses(k->c, agreed_kept_facts(k->c), k->rows, k->set->in, &v[i], k->c->arena, &one);
		if (err)
			return err;
		if (!one.n)
			continue;
		struct agreed_booking *placed =
			arena_grow(k->c->arena, k->placed, k->n_placed, &k->cap_placed, sizeof *placed);
		if (!placed)
			return QUAD_ENOMEM;
		k->placed = placed;
		placed[k->n_placed++] = one;
		for (size_t j = 0; j < one.n; j++)
			k->several |= one.uses[j].covers->n > 1;
	}
	if (k->n_placed)
		qsort(k->placed, k->n_placed, sizeof *k->placed, placed_order);
	return 0;
}

/* A stored booking counts no more. Returns whether it did. */
static bool take_out(const struct agreed_count *k, uint64_t id, sum_t *used)
{
	const struct agreed_booking *b = agreed_set_find(k->set, id);
	if (!b || k->c->rq->now >= b->until || !b->n)
		return false;
	for (size_t i = 0; i < b->n; i++)
		used[b->uses[i].covers->v[0]] -= b->uses[i].minutes;
	return true;
}

/* True if anything is taken out. */
static bool take_out_all(const struct agreed_count *k, sum_t *used)
{
	const struct ids *left = claim_view_left(k->c);
	bool any = !(left && ids_have(left, k->except)) && take_out(k, k->except, used);
	for (size_t i = 0; left && i < left->n; i++)
		any |= take_out(k, left->v[i], used);
	return any;
}

static void go_through(const struct agreed_count *k, sum_t *used)
{
	const struct agreed_set *set = k->set;
	size_t at = 0;
	memset(used, 0, k->rows->n * sizeof *used);
	for (size_t i = 0; i < set->n; i++) {
		const struct agreed_booking *b = &set->v[i];
		for (; at < k->n_placed && k->placed[at].id <= b->id; at++)
			agreed_uses_add(k->rows, &k->placed[at], used);
		bool stands = k->c->rq->now < b->until;
		if (stands && b->id != k->except && !claim_view_has_left(k->c, b->id))
			agreed_uses_add(k->rows, b, used);
	}
	for (; at < k->n_placed; at++)
		agreed_uses_add(k->rows, &k->placed[at], used);
}

static int count_set(struct agreed_count *k, sum_t *used)
{
	const struct agreed_set *set = k->set;
	int err = find_placed(k);
	if (err)
		return err;
	memcpy(used, set->used, k->rows->n * sizeof *used);
	bool other = take_out_all(k, used);
	other |= k->n_placed && set->n && k->placed[0].id <= set->v[set->n - 1].id;
	if (other && (set->several || k->several)) {
		go_through(k, used);
		return 0;
	}
	for (size_t i = 0; i < k->n_placed; i++)
		agreed_uses_add(k->rows, &k->placed[i], used);
	return 0;
}

int agreed_hours_used(struct change *c, const struct register_rows *rows, const bool *wanted, uint64_t except,
                      sum_t **out)
{
	sum_t *used = arena_alloc(c->arena, (rows->n + 1) * sizeof *used);
	bool *done = arena_alloc(c->arena, (rows->n + 1) * sizeof *done);
	*out = arena_alloc(c->arena, (rows->n + 1) * sizeof **out);
	if (!used || !done || !*out)
		return QUAD_ENOMEM;
	memset(done, 0, (rows->n + 1) * sizeof *done);
	memset(*out, 0, (rows->n + 1) * sizeof **out);
	for (size_t i = 0; i < rows->n; i++) {
		struct agreed_count k = {.c = c, .rows = rows, .except = except};
		if (!wanted[i] || done[i])
			continue;
		int err = agreed_kept_get(c, rows, i, &k.set);
		if (!err)
			err = count_set(&k, used);
		if (err)
			return err;
		for (size_t j = 0; j < rows->n; j++) {
			if (!k.set->in[j])
				continue;
			done[j] = true;
			(*out)[j] = used[j];
		}
	}
	return 0;
}
