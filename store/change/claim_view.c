/* Of each resource in question: what was read, by start; who has left; what was placed, by start. */
#include "store/change/claim_view.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/ids.h"

/* Claims by start. What overlaps an instant starts less than the longest before it. */
struct claim_row {
	struct neighbour *v;
	size_t n, cap;
	int64_t longest_min;
};

struct viewed_resource {
	uint32_t no;
	const struct time_span *read; /* what stands in these spans is in stored */
	size_t n_read;
	struct claim_row stored, placed;
	struct ids left; /* bookings whose stored claims count no more; in order */
};

struct claim_view {
	struct viewed_resource *v;
	size_t n, cap;
	struct booking *placed;
	size_t n_placed, cap_placed;
	struct ids left;
};

int claim_view_begin(struct change *c)
{
	c->view = arena_alloc(c->arena, sizeof *c->view);
	return c->view ? 0 : QUAD_ENOMEM;
}

void claim_view_end(struct change *c)
{
	c->view = NULL;
}

static struct viewed_resource *find_resource(const struct claim_view *view, uint32_t no)
{
	for (size_t i = 0; i < view->n; i++)
		if (view->v[i].no == no)
			return &view->v[i];
	return NULL;
}

/* The same, made if need be; NULL on out of memory. */
static struct viewed_resource *view_resource(struct change *c, uint32_t no)
{
	struct claim_view *view = c->view;
	struct viewed_resource *r = find_resource(view, no);
	if (r)
		return r;
	struct viewed_resource *v = arena_grow(c->arena, view->v, view->n, &view->cap, sizeof *v);
	if (!v)
		return NULL;
	view->v = v;
	v[view->n] = (struct viewed_resource){.no = no};
	return &v[view->n++];
}

/* ---- rows ---- */

static int start_order(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	return (x->claim.start > y->claim.start) - (x->claim.start < y->claim.start);
}

/* For array_find: does a claim start before an instant? */
static int starts_before(const void *element, const void *key)
{
	const struct neighbour *n = element;
	const int64_t *at = key;
	return n->claim.start < *at ? -1 : 1;
}

/* The index of the first claim that starts at an instant or later. */
static size_t first_from(const struct claim_row *row, int64_t at)
{
	/* mostly they come in order */
	if (row->n && row->v[row->n - 1].claim.start < at)
		return row->n;
	return array_find(row->v, row->n, sizeof *row->v, &at, starts_before);
}

static void note_length(struct claim_row *row, const struct claim *claim)
{
	int64_t len = claim->end - claim->start;
	row->longest_min = len > row->longest_min ? len : row->longest_min;
}

static int insert(struct arena *arena, struct claim_row *row, const struct neighbour *one)
{
	struct neighbour *v = arena_grow(arena, row->v, row->n, &row->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	size_t at = first_from(row, one->claim.start);
	row->v = v;
	memmove(&v[at + 1], &v[at], (row->n - at) * sizeof *v);
	v[at] = *one;
	row->n++;
	note_length(row, &one->claim);
	return 0;
}

/* ---- a view ---- */

int claim_view_expect(struct change *c, uint32_t resource, const struct time_span *spans, size_t n)
{
	struct viewed_resource *r = view_resource(c, resource);
	struct neighbours found;
	if (!r || r->n_read)
		return r ? 0 : QUAD_ENOMEM;
	int err = claim_walk(c->txn, resource, spans, n, c->arena, &found);
	if (err)
		return err;
	if (found.n)
		qsort(found.v, found.n, sizeof *found.v, start_order);
	r->read = spans;
	r->n_read = n;
	r->stored = (struct claim_row){.v = found.v, .n = found.n};
	for (size_t i = 0; i < found.n; i++)
		note_length(&r->stored, &found.v[i].claim);
	return 0;
}

int claim_view_leave(struct change *c, const struct booking *b)
{
	int err = ids_insert(&c->view->left, c->arena, b->id);
	if (err)
		return err;
	for (size_t i = 0; i < b->n_claims; i++) {
		struct viewed_resource *r = view_resource(c, b->claims[i].resource);
		err = r ? ids_insert(&r->left, c->arena, b->id) : QUAD_ENOMEM;
		if (err)
			return err;
	}
	return 0;
}

static int note_placed(struct change *c, const struct booking *b)
{
	struct claim_view *view = c->view;
	struct booking *v = arena_grow(c->arena, view->placed, view->n_placed, &view->cap_placed, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	view->placed = v;
	v[view->n_placed++] = *b;
	return 0;
}

int claim_view_place(struct change *c, const struct booking *b)
{
	int err = note_placed(c, b);
	if (err)
		return err;
	for (size_t i = 0; i < b->n_claims; i++) {
		const struct neighbour one = {.booking = b->id, .claim = b->claims[i]};
		struct viewed_resource *r = view_resource(c, one.claim.resource);
		err = r ? insert(c->arena, &r->placed, &one) : QUAD_ENOMEM;
		if (err)
			return err;
	}
	return 0;
}

bool claim_view_has_left(const struct change *c, uint64_t booking)
{
	return c->view && ids_have(&c->view->left, booking);
}

const struct ids *claim_view_left(const struct change *c)
{
	return c->view ? &c->view->left : NULL;
}

const struct booking *claim_view_placed(const struct change *c, size_t *n)
{
	*n = c->view ? c->view->n_placed : 0;
	return c->view ? c->view->placed : NULL;
}

/* Neighbours being gathered. */
struct gathering {
	const struct viewed_resource *r;
	int64_t start, end;
	uint64_t except;
	struct arena *arena;
	struct neighbours *out;
	size_t cap;
};

static int add(struct gathering *g, const struct neighbour *one)
{
	return neighbours_add(g->out, &g->cap, one, g->arena);
}

static int add_overlapping(struct gathering *g, const struct claim_row *row, bool stored)
{
	for (size_t i = first_from(row, g->end); i-- > 0;) {
		const struct neighbour *one = &row->v[i];
		if (one->claim.start <= g->start - row->longest_min)
			break;
		if (one->claim.end <= g->start || one->booking == g->except)
			continue;
		if (stored && ids_have(&g->r->left, one->booking))
			continue;
		int err = add(g, one);
		if (err)
			return err;
	}
	return 0;
}

/* What stands, where it was not read before. */
static int read_stored(struct change *c, struct gathering *g)
{
	struct neighbours found;
	int err = cache_neighbours(c->cache, c->txn, g->r->no, g->start, g->end, g->except, c->arena, &found);
	if (err)
		return err;
	for (size_t i = 0; i < found.n; i++) {
		err = ids_have(&g->r->left, found.v[i].booking) ? 0 : add(g, &found.v[i]);
		if (err)
			return err;
	}
	return 0;
}

int claim_view_neighbours(struct change *c, uint32_t resource, int64_t start, int64_t end, uint64_t except,
                          struct neighbours *out)
{
	const struct viewed_resource *r = c->view ? find_resource(c->view, resource) : NULL;
	struct gathering g = {r, start, end, except, c->arena, out, 0};
	*out = (struct neighbours){0};
	if (!r)
		return cache_neighbours(c->cache, c->txn, resource, start, end, except, c->arena, out);
	bool was_read = time_spans_cover(r->read, r->n_read, start, end);
	int err = was_read ? add_overlapping(&g, &r->stored, true) : read_stored(c, &g);
	return err ? err : add_overlapping(&g, &r->placed, false);
}
