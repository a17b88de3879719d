/* Requests on series. Private to store/change. */
#ifndef QUAD_STORE_SERIES_H
#define QUAD_STORE_SERIES_H

#include "store/change/change.h"
#include "store/facts/series_dates.h"

/* Carry out OP_SERIES, OP_SERIES_CHANGE, OP_SERIES_CANCEL and OP_SERIES_ADD. */
int series_put(struct change *c) __attribute__((warn_unused_result));
int series_change(struct change *c) __attribute__((warn_unused_result));
int series_cancel(struct change *c) __attribute__((warn_unused_result));
int series_add(struct change *c) __attribute__((warn_unused_result));

struct series_want {
	const struct series *series; /* its last phase; NULL: what it is about is not there */
	struct occurrences dates;    /* those that are not asked for are marked as left out */
};

/*
 * What OP_SERIES, OP_SERIES_CHANGE or OP_SERIES_ADD asks for, over what stands. Only reads. What cannot be becomes a
 * reason of the result, and may leave no dates.
 */
int series_want(struct change *c, struct series_want *out) __attribute__((warn_unused_result));

#endif
