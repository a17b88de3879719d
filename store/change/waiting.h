/*
 * Waiting for what is taken: a booking of state waiting holds nothing, and its claims are in no index. It stands in the
 * table WAIT once for each resource that it would take, so that who frees one finds it (promotion.h). Private to
 * store/change.
 */
#ifndef QUAD_STORE_WAITING_H
#define QUAD_STORE_WAITING_H

#include "store/change/plan.h"

/*
 * A booking that asks with REQUEST_WAIT was decided and refused: where nothing but what is taken speaks against it, one
 * of its alternatives that is free takes its place in the plan, or the plan becomes an entry that waits, and the
 * result's reasons go. Else they stay, also those against an alternative.
 */
int waiting_settle(struct change *c, struct plan *p) __attribute__((warn_unused_result));

/* True for two entries that wait for the same, as well, and as long. */
bool waiting_is_same(const struct booking *a, const struct booking *b);

#endif
