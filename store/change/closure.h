/* Changes of closures. Private to store/change. */
#ifndef QUAD_STORE_CLOSURE_H
#define QUAD_STORE_CLOSURE_H

#include "store/change/change.h"

/* Carry out OP_CLOSURE and OP_CLOSURE_DROP. */
int closure_put(struct change *c) __attribute__((warn_unused_result));
int closure_drop(struct change *c) __attribute__((warn_unused_result));

#endif
