/*
 * Whether who asks for a change may, asked in its transaction before anything is decided: the right of each kind of
 * request, for what stands and for what shall stand. Decisions on requests (approve.h) ask for themselves; what the
 * program does by itself within a change, or by the clock, is not asked. Private to store/change.
 */
#ifndef QUAD_STORE_PERMIT_H
#define QUAD_STORE_PERMIT_H

#include "store/change/change.h"
#include "store/change/undo_things.h"

/* Adds REASON_ROLE or REASON_NO_MEMBER for all that may not be. Writes nothing. */
int permit(struct change *c) __attribute__((warn_unused_result));

/*
 * Adds REASON_NO_SERIES for a series that is hidden from who asks: he may see nothing of it, and none of its bookings
 * is his.
 */
int permit_known_series(struct change *c, const struct series *last) __attribute__((warn_unused_result));

/* As permit(), for what an undo would take back: one's own doing needs the right to do it, others' one more. */
int permit_undo(struct change *c, const struct undo_things *things) __attribute__((warn_unused_result));

#endif
