/*
 * Promotion: what a change has freed goes to the first who waits for it and fits whole, by priority, then by age. It is
 * decided by the rules of that moment as a request of the person who waits, after the change's own writes and in its
 * transaction, and is an action of its own in the journal. Private to store/change.
 */
#ifndef QUAD_STORE_PROMOTION_H
#define QUAD_STORE_PROMOTION_H

#include "store/change/change.h"

#define PROMOTION_TRIES_MAX 32

/*
 * Asks who waits for what was freed since it was last asked, and lists in the result who got it. Decides at most
 * PROMOTION_TRIES_MAX times; those that were not asked by then are marked, and the next change goes on with them.
 */
int promotion_of_freed(struct change *c) __attribute__((warn_unused_result));

/* Goes on with those that are marked, and with what the clock has freed, before the change has a result. */
int promotion_go_on(struct change *c) __attribute__((warn_unused_result));

/* *out: some are marked, so that the next change is decided after them. */
int promotion_is_pending(struct change *c, bool *out) __attribute__((warn_unused_result));

#endif
