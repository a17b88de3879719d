/*
 * Duration class by duration class (keys.h), each from the first span to the last. What starts between two spans is
 * stepped over, and after some steps the walk seeks the next span.
 */
#include "store/facts/claim_walk.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/expect.h"

enum { STEPS_MAX = 8 }; /* as many cost as much as one search */

static int start_order(const void *a, const void *b)
{
	const struct time_span *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

size_t time_spans_join(struct time_span *v, size_t n)
{
	size_t kept = 0;
	if (n)
		qsort(v, n, sizeof *v, start_order);
	for (size_t i = 0; i < n; i++) {
		struct time_span *last = kept ? &v[kept - 1] : NULL;
		if (!last || v[i].start > last->end)
			v[kept++] = v[i];
		else if (v[i].end > last->end)
			last->end = v[i].end;
	}
	return kept;
}

/* For array_find: is a span over before an instant? */
static int ends_before(const void *element, const void *key)
{
	const struct time_span *span = element;
	const int64_t *at = key;
	return span->end < *at ? -1 : 1;
}

bool time_spans_cover(const struct time_span *v, size_t n, int64_t start, int64_t end)
{
	size_t i = array_find(v, n, sizeof *v, &end, ends_before);
	return i < n && v[i].start <= start;
}

struct walk {
	struct db_scan scan;
	struct key prefix, after;
	const struct time_span *spans;
	size_t n;
	unsigned class;
	size_t at;    /* the span that a claim of the class may overlap next */
	size_t steps; /* since the last claim that may overlap one */
	size_t steps_max;
	size_t cap;   /* of the list */
};

/* What overlaps a span in the walk's class starts here or later. */
static int64_t earliest(const struct walk *w, size_t span)
{
	return w->spans[span].start - (INT64_C(2) << w->class) + 1;
}

/* Points the scan at what may overlap the span that is next. It is left open to the end of the resource's claims. */
static int seek_span(struct walk *w)
{
	size_t len = w->prefix.len;
	key_u8(&w->prefix, w->class);
	key_min(&w->prefix, earliest(w, w->at));
	w->steps = 0;
	int err = db_scan_range(&w->scan, key_bytes(&w->prefix), key_bytes(&w->after));
	w->prefix.len = len;
	return err;
}

/*
 * Goes on to the span that a claim of this class and start may overlap. *stay is false if it overlaps none: then the
 * scan is where the next one may be.
 */
static int find_span(struct walk *w, unsigned class, int64_t start, bool *stay)
{
	if (class > w->class) {
		w->class = class;
		w->at = 0;
	}
	while (w->at < w->n && start >= w->spans[w->at].end)
		w->at++;
	*stay = w->at < w->n && start >= earliest(w, w->at);
	if (*stay) {
		w->steps = 0;
		return 0;
	}
	if (w->at < w->n)
		return ++w->steps > w->steps_max ? seek_span(w) : 0;
	w->class++;
	w->at = 0;
	return w->class > CLASS_MAX ? QUAD_ENOTFOUND : seek_span(w);
}

int neighbours_add(struct neighbours *list, size_t *cap, const struct neighbour *one, struct arena *arena)
{
	struct neighbour *v = arena_grow(arena, list->v, list->n, cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	list->v = v;
	v[list->n++] = *one;
	return 0;
}

static int add_claim(struct walk *w, uint32_t resource, struct bytes key, struct bytes value, struct arena *arena,
                     struct neighbours *out)
{
	struct neighbour one;
	int err = facts_read_claim(resource, key, value, &one);
	if (err || one.claim.end <= w->spans[w->at].start)
		return err;
	return neighbours_add(out, &w->cap, &one, arena);
}

static int walk_claims(struct walk *w, uint32_t resource, struct arena *arena, struct neighbours *out)
{
	int err = seek_span(w);
	while (!err) {
		struct bytes key, value;
		bool stay;
		err = db_scan_next(&w->scan, &key, &value);
		if (!err && key.len < w->prefix.len + 5)
			err = QUAD_ECORRUPT;
		if (err)
			return err;
		unsigned class = ((const unsigned char *)key.p)[w->prefix.len];
		if (class > CLASS_MAX)
			return QUAD_ECORRUPT;
		err = find_span(w, class, key_get_min(key, w->prefix.len + 1), &stay);
		if (!err && stay)
			err = add_claim(w, resource, key, value, arena, out);
	}
	return err;
}

/* Where each read is a journey: each class from the first span to the last, and nothing before it is stepped over. */
static int expect_claims(struct db_txn *txn, struct walk *w)
{
	struct expect e = {0};
	if (!db_txn_is_far(txn))
		return 0;
	w->steps_max = 0;
	expect_overlap(&e, &w->prefix, UINT32_MAX, w->spans[0].start, w->spans[w->n - 1].end);
	return expect_get(&e, txn);
}

int claim_walk(struct db_txn *txn, uint32_t resource, const struct time_span *spans, size_t n, struct arena *arena,
               struct neighbours *out)
{
	struct walk w = {.prefix = key_table(TABLE_CLAIM), .spans = spans, .n = n, .steps_max = STEPS_MAX};
	*out = (struct neighbours){0};
	if (!n)
		return 0;
	key_u32(&w.prefix, resource);
	w.after = key_after(&w.prefix);
	int err = expect_claims(txn, &w);
	if (!err)
		err = db_scan_open(txn, &w.scan);
	if (!err)
		err = walk_claims(&w, resource, arena, out);
	db_scan_close(&w.scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}
