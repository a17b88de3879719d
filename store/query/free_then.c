/*
 * Who is free in some intervals. The question about all resources is the walk of find.c, once an interval; the one
 * about a resource reads its slots.
 */
#include "store/query/free_then.h"

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/opening.h"

int query_free_then(struct store *s, const struct interval *intervals, size_t n, struct free_then *out)
{
	static const struct resource_filter all = {0};
	struct free_counts counts;
	*out = (struct free_then){.n_intervals = n};
	int err = query_free_counts(s, &all, intervals, n, &counts);
	for (size_t i = 0; i < counts.n; i++)
		if (counts.v[i].resource->no >= out->n)
			out->n = counts.v[i].resource->no + 1;
	out->n_free = err ? NULL : arena_alloc(&out->arena, (out->n + 1) * sizeof *out->n_free);
	if (!err && !out->n_free)
		err = QUAD_ENOMEM;
	for (size_t i = 0; !err && i < counts.n; i++)
		out->n_free[counts.v[i].resource->no] = (uint32_t)counts.v[i].n_free;
	free_counts_release(&counts);
	if (err)
		free_then_release(out);
	return err;
}

void free_then_release(struct free_then *f)
{
	arena_release(&f->arena);
	*f = (struct free_then){0};
}

uint32_t free_then_count(const struct free_then *f, const struct resource *r)
{
	return r->no < f->n ? f->n_free[r->no] : 0;
}

/* ---- one resource ---- */

/* The first slot that is in the way, what can be shared left out; NULL: none is. */
static const struct slot *first_in_the_way(const struct slot_list *slots, const struct resource *r,
                                           const struct interval *when, uint64_t except)
{
	const struct slot *shared = NULL;
	for (size_t i = 0; i < slots->n; i++) {
		const struct slot *s = &slots->v[i];
		bool overlaps = s->start < when->end + r->teardown_min && s->end > when->start - r->setup_min;
		bool counts = !s->booking || s->booking != except;
		if (!overlaps || !counts)
			continue;
		if (s->whole)
			return s;
		if (!shared && r->seats)
			shared = s;
	}
	return shared;
}

/* When the slots that follow the first one without a gap are over. */
static int64_t end_of_run(const struct slot_list *slots, const struct slot *first)
{
	int64_t end = first->end;
	for (const struct slot *s = first; s < slots->v + slots->n; s++)
		if (s->whole == first->whole && s->start <= end && s->end > end)
			end = s->end;
	return end;
}

static int hold_by_slot(const struct slot_list *slots, const struct slot *s, struct arena *arena, struct held_then *out)
{
	out->how = s->booking ? HELD_TAKEN : HELD_CLOSED;
	out->booking = s->booking;
	out->until = end_of_run(slots, s);
	out->label = arena_str(arena, s->label);
	return out->label ? 0 : QUAD_ENOMEM;
}

int query_held_then(struct store *s, const struct resource *r, const struct interval *when, uint64_t except,
                    struct arena *arena, struct held_then *out)
{
	struct slot_list slots;
	struct opening hours;
	const char *bad;
	*out = (struct held_then){.how = HELD_FREE, .label = ""};
	if (!r->active) {
		out->how = HELD_WITHDRAWN;
		return 0;
	}
	int err = query_slots(s, r->code, when->start - r->setup_min, when->end + r->teardown_min + DAY_MIN, &slots);
	if (err)
		return err;
	const struct slot *first = first_in_the_way(&slots, r, when, except);
	if (first)
		err = hold_by_slot(&slots, first, arena, out);
	else if (opening_parse(r->opening, &hours, &bad) != 0 || !opening_covers(&hours, when->start, when->end))
		out->how = HELD_OUTSIDE;
	arena_release(&slots.arena);
	return err;
}
