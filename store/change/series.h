/* Requests on series. Private to store/change. */
#ifndef QUAD_STORE_SERIES_H
#define QUAD_STORE_SERIES_H

#include "store/change/change.h"

/* Carry out OP_SERIES, OP_SERIES_CHANGE, OP_SERIES_CANCEL and OP_SERIES_ADD. */
int series_put(struct change *c) __attribute__((warn_unused_result));
int series_change(struct change *c) __attribute__((warn_unused_result));
int series_cancel(struct change *c) __attribute__((warn_unused_result));
int series_add(struct change *c) __attribute__((warn_unused_result));

#endif
