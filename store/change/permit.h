/*
 * Whether who asks for a change may, asked in its transaction before anything is decided: the right of each kind of
 * request, for what stands and for what shall stand. Decisions on requests (approve.h) ask for themselves; what the
 * program does by itself within a change, or by the clock, is not asked. Private to store/change.
 */
#ifndef QUAD_STORE_PERMIT_H
#define QUAD_STORE_PERMIT_H

#include "store/change/change.h"

/* Adds REASON_ROLE or REASON_NO_MEMBER for all that may not be. Writes nothing. */
int permit(struct change *c) __attribute__((warn_unused_result));

#endif
