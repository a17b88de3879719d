/*
 * Halls that divide, under change: what is taken or closed on the wholes and the parts of a resource, and the change of
 * part_of itself. Private to store/change.
 */
#ifndef QUAD_STORE_DIVIDED_H
#define QUAD_STORE_DIVIDED_H

#include "store/change/change.h"
#include "store/facts/claim_walk.h"

/*
 * Adds to the facts of a claim on a resource, for [start, end), the claims of other bookings than `self` on its wholes
 * and parts, which exclude it, and the closures of those. By the view, if the change has one.
 */
int divided_facts(struct change *c, uint32_t resource, const struct time_span *when, uint64_t self,
                  struct neighbours *near, struct closures *closed) __attribute__((warn_unused_result));

/* As claim_view_expect, of the wholes and parts of the resource. */
int divided_expect(struct change *c, uint32_t resource, const struct time_span *spans, size_t n)
	__attribute__((warn_unused_result));

/* Adds a reason for each of n resources of one booking that is a part of another of them. */
int divided_check_claims(struct change *c, const struct claim_facts *facts, size_t n)
	__attribute__((warn_unused_result));

/*
 * Looks at what a resource shall be a part of: a reason if that is not there, is itself or a part of it, or is of
 * another kind, and for each booking that is not over and overlaps one of those that it would exclude.
 */
int divided_check(struct change *c, const struct resource *old, const struct resource *v)
	__attribute__((warn_unused_result));
/*
 * Writes that relation, after the record of v was written; old->no is 0 for a new resource. And takes away that of one
 * that has gone.
 */
int divided_write(struct change *c, const struct resource *old, const struct resource *v)
	__attribute__((warn_unused_result));
int divided_gone(struct change *c, const struct resource *v) __attribute__((warn_unused_result));

#endif
