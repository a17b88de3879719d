/*
 * The stored claims on a resource in many intervals at once, as of the dates of a series: one walk, which steps from
 * claim to claim where they are dense and seeks where they are not.
 */
#ifndef QUAD_STORE_CLAIM_WALK_H
#define QUAD_STORE_CLAIM_WALK_H

#include "store/facts/facts.h"

struct time_span {
	int64_t start, end;
};

/* Sorts spans and joins those that touch or overlap; returns how many are left. */
size_t time_spans_join(struct time_span *v, size_t n);
/* True if one of n spans, joined, holds all of [start, end). */
bool time_spans_cover(const struct time_span *v, size_t n, int64_t start, int64_t end);

/* Adds one to a list in arena, which has room for *cap. QUAD_ENOMEM. */
int neighbours_add(struct neighbours *list, size_t *cap, const struct neighbour *one, struct arena *arena)
	__attribute__((warn_unused_result));

/* As facts_neighbours, of all claims that overlap one of n spans, joined. In any order. */
int claim_walk(struct db_txn *txn, uint32_t resource, const struct time_span *spans, size_t n, struct arena *arena,
               struct neighbours *out) __attribute__((warn_unused_result));

#endif
