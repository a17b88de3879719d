/*
 * The claims as a step of a series sees them: those that are stored, without those that have left their places, and
 * with those that have taken one. Nothing of it is written until all is decided, and what stands is read once for all
 * dates. Private to store/change.
 */
#ifndef QUAD_STORE_CLAIM_VIEW_H
#define QUAD_STORE_CLAIM_VIEW_H

#include "store/change/change.h"
#include "store/facts/claim_walk.h"

/*
 * Begins a view of the change, which is empty: all as it is stored. It lives in the change's arena. While there is one,
 * no claim is written.
 */
int claim_view_begin(struct change *c) __attribute__((warn_unused_result));
void claim_view_end(struct change *c);

/*
 * Reads the claims on a resource in these spans, joined, which stay where they are. Others are read when asked for. The
 * first call for a resource counts.
 */
int claim_view_expect(struct change *c, uint32_t resource, const struct time_span *spans, size_t n)
	__attribute__((warn_unused_result));

/* The stored claims of a booking leave their places; new ones take theirs. */
int claim_view_leave(struct change *c, const struct booking *b) __attribute__((warn_unused_result));
int claim_view_place(struct change *c, const struct booking *b) __attribute__((warn_unused_result));

/* True for a booking that has left its places; all of them in order, NULL without a view. */
bool claim_view_has_left(const struct change *c, uint64_t booking);
const struct ids *claim_view_left(const struct change *c);
/* The bookings that were placed, in that order; *n = 0 without a view. */
const struct booking *claim_view_placed(const struct change *c, size_t *n);

/* As facts_neighbours, by the view if there is one. */
int claim_view_neighbours(struct change *c, uint32_t resource, int64_t start, int64_t end, uint64_t except,
                          struct neighbours *out) __attribute__((warn_unused_result));

#endif
