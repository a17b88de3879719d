/*
 * The course of a booking that was decided: whether it is booked or waits for approval, by whom, until when it holds
 * its time, and when nobody is expected any more. Private to the store layer.
 *
 * Who may approve a claim approves it by booking. A change of the time, the resources, the purpose or the requester
 * asks again, and so does a larger party; what only becomes less keeps what was decided.
 */
#ifndef QUAD_STORE_COURSE_H
#define QUAD_STORE_COURSE_H

#include "store/change/planned.h"

/*
 * Fills state, chain and until of the plan's booking, and until of the n claims, of these resources. The plan has its
 * rulings.
 */
int course_set(struct change *c, struct plan *p, const struct resource *const *resources, struct claim *claims,
               size_t n) __attribute__((warn_unused_result));

/* True if the member may decide for the owner of the resource; or, with NULL, as coordinator. */
int course_may_decide(struct change *c, const struct resource *resource, bool *out) __attribute__((warn_unused_result));

/* True if he may decide for the owner, or as coordinator where nobody owns the resource. */
int course_decides_for(struct change *c, const struct resource *resource, bool *out)
	__attribute__((warn_unused_result));

/* The minute at which a booking of the plan is a no-show, if nobody comes; 0: never. */
int64_t course_noshow_min(const struct change *c, const struct plan *p);

#endif
