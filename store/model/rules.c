/*
 * The rules. Each is a function that reads the facts of one claim and adds its reasons; rules do not know of each
 * other, so all that are broken are reported. Intervals are half-open: touching is no overlap, a gap that equals the
 * travel time is enough.
 */
#include "store/model/rules.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/merge.h"

static bool overlaps(int64_t a_start, int64_t a_end, int64_t b_start, int64_t b_end)
{
	return a_start < b_end && b_start < a_end;
}

struct claim rules_claim(const struct ask_facts *ask, const struct claim_facts *c)
{
	const struct resource *r = c->resource;
	bool whole = r->mode == MODE_EXCLUSIVE;
	/* setup and teardown of a lab do not keep its teacher or class */
	int64_t setup_min = kind_travels(r->kind) ? 0 : r->setup_min;
	int64_t teardown_min = kind_travels(r->kind) ? 0 : r->teardown_min;
	uint32_t units = c->units_asked ? c->units_asked : merge_party_units(ask->party);
	return (struct claim){.resource = r->no,
	                      .units = whole ? 1 : units,
	                      .limit = whole || kind_travels(r->kind) ? 0 : r->seats,
	                      .place = c->place,
	                      .whole = whole,
	                      .start = ask->start - setup_min,
	                      .end = ask->end + teardown_min};
}

static void add_clash(struct reasons *out, enum reason_detail detail, const struct claim_facts *c,
                      const struct neighbour *n)
{
	struct reason *why = reason_add(out, detail, c->resource->code);
	why->booking = n->booking;
	why->start = n->claim.start;
	why->end = n->claim.end;
	why->number = n->travel_min;
}

static int by_start(const void *a, const void *b)
{
	const struct neighbour *x = *(const struct neighbour *const *)a, *y = *(const struct neighbour *const *)b;
	if (x->claim.start != y->claim.start)
		return x->claim.start < y->claim.start ? -1 : 1;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

/* The neighbours in order of time, so that reasons come in an order a person can read. */
static const struct neighbour **in_order(const struct claim_facts *c, struct arena *arena)
{
	const struct neighbour **v = arena_alloc(arena, (c->n_near + 1) * sizeof *v);
	if (!v)
		return NULL;
	for (size_t i = 0; i < c->n_near; i++)
		v[i] = &c->near[i];
	if (c->n_near > 1)
		qsort(v, c->n_near, sizeof *v, by_start);
	return v;
}

/* Two at one time, one of which has the whole resource: its mode may have changed since the other was booked. */
static void check_busy(const struct claim *mine, const struct claim_facts *c, const struct neighbour **near,
                       struct reasons *out)
{
	for (size_t i = 0; i < c->n_near; i++)
		if (overlaps(mine->start, mine->end, near[i]->claim.start, near[i]->claim.end) &&
		    (mine->whole || near[i]->claim.whole))
			add_clash(out, REASON_TAKEN, c, near[i]);
}

static int use_by_start(const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* Ends in a binary heap, the earliest on top. */
struct ending {
	int64_t end;
	uint64_t units;
};

static void heap_push(struct ending *heap, size_t *n, struct ending e)
{
	size_t i = (*n)++;
	for (; i > 0 && heap[(i - 1) / 2].end > e.end; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = e;
}

static void heap_pop(struct ending *heap, size_t *n)
{
	struct ending last = heap[--*n];
	size_t i = 0;
	for (size_t child; (child = 2 * i + 1) < *n; i = child) {
		if (child + 1 < *n && heap[child + 1].end < heap[child].end)
			child++;
		if (heap[child].end >= last.end)
			break;
		heap[i] = heap[child];
	}
	heap[i] = last;
}

uint64_t rules_peak(struct use *uses, size_t n, int64_t start, int64_t end, struct arena *scratch)
{
	struct ending *heap = arena_alloc(scratch, (n + 1) * sizeof *heap);
	if (!heap)
		return RULES_PEAK_FAILED;
	size_t n_heap = 0;
	uint64_t now = 0, peak = 0;
	qsort(uses, n, sizeof *uses, use_by_start);
	for (size_t i = 0; i < n; i++) {
		if (!overlaps(uses[i].start, uses[i].end, start, end))
			continue;
		while (n_heap > 0 && heap[0].end <= uses[i].start) {
			now -= heap[0].units;
			heap_pop(heap, &n_heap);
		}
		now += uses[i].units;
		heap_push(heap, &n_heap, (struct ending){uses[i].end, uses[i].units});
		if (now > peak)
			peak = now;
	}
	return peak;
}

static void check_capacity(const struct ask_facts *ask, const struct claim *mine, const struct claim_facts *c,
                           struct reasons *out)
{
	const struct resource *r = c->resource;
	if (r->seats == 0 || kind_travels(r->kind))
		return;
	uint64_t left = r->seats, need = mine->units;
	if (mine->whole) {
		need = ask->party > c->units_asked ? ask->party : c->units_asked;
	} else {
		struct use *uses = arena_alloc(out->arena, (c->n_near + 1) * sizeof *uses);
		if (!uses) {
			out->failed = true;
			return;
		}
		for (size_t i = 0; i < c->n_near; i++)
			uses[i] = (struct use){c->near[i].claim.start, c->near[i].claim.end, c->near[i].claim.units};
		uint64_t used = rules_peak(uses, c->n_near, mine->start, mine->end, out->arena);
		if (used == RULES_PEAK_FAILED) {
			out->failed = true;
			return;
		}
		left = used < left ? left - used : 0;
	}
	if (need > left)
		reason_add_number(out, REASON_ROOM_LEFT, r->code, (int64_t)left);
}

/*
 * From the booking before to this one and from this one to the next. Several may end (or start) at the same last
 * minute where a person may be shared; each of them counts.
 */
static void check_travel(const struct ask_facts *ask, const struct claim_facts *c, const struct neighbour **near,
                         struct reasons *out)
{
	int64_t before = INT64_MIN, after = INT64_MAX;
	if (!kind_travels(c->resource->kind))
		return;
	for (size_t i = 0; i < c->n_near; i++) {
		const struct claim *n = &near[i]->claim;
		if (n->end <= ask->start && n->end > before)
			before = n->end;
		if (n->start >= ask->end && n->start < after)
			after = n->start;
	}
	for (size_t i = 0; i < c->n_near; i++) {
		const struct claim *n = &near[i]->claim;
		int64_t gap = INT64_MAX;
		if (n->end == before)
			gap = ask->start - before;
		else if (n->start == after)
			gap = after - ask->end;
		if (gap < near[i]->travel_min)
			add_clash(out, REASON_TRAVEL, c, near[i]);
	}
}

static void check_closed(const struct claim *mine, const struct claim_facts *c, struct reasons *out)
{
	for (size_t i = 0; i < c->n_closures; i++) {
		const struct closure *x = &c->closures[i];
		if (!overlaps(mine->start, mine->end, x->start, x->end))
			continue;
		struct reason *why = reason_add_text(out, REASON_CLOSED, c->resource->code, "%s", x->reason);
		why->start = x->start;
		why->end = x->end;
	}
}

void rules_check(const struct ask_facts *ask, struct reasons *out)
{
	char text[CLOCK_TEXT_MAX];
	if (!ask->recorded && ask->start < ask->now && ask->n_claims > 0)
		reason_add_text(out, REASON_PAST, ask->claims[0].resource->code, "%s", clock_format(ask->start, text));
	for (size_t i = 0; i < ask->n_claims; i++) {
		const struct claim_facts *c = &ask->claims[i];
		const struct claim mine = rules_claim(ask, c);
		const struct neighbour **near = in_order(c, out->arena);
		if (!near) {
			out->failed = true;
			return;
		}
		if (!c->resource->active)
			reason_add(out, REASON_INACTIVE, c->resource->code);
		check_busy(&mine, c, near, out);
		check_capacity(ask, &mine, c, out);
		check_travel(ask, c, near, out);
		check_closed(&mine, c, out);
		if (!opening_covers(c->opening, ask->start, ask->end))
			reason_add_text(out, REASON_HOURS, c->resource->code, "%s", c->resource->opening);
	}
}
