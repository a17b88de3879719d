/* Whether who asks for an undo may. Private to store/change. */
#ifndef QUAD_STORE_PERMIT_UNDO_H
#define QUAD_STORE_PERMIT_UNDO_H

#include "store/change/undo_things.h"

/* As permit, for what an undo would take back: one's own doing needs the right to do it, others' one more. */
int permit_undo(struct change *c, const struct undo_things *things) __attribute__((warn_unused_result));

#endif
