/* The adjustments (store/model/adjustment.h) that wait to be decided. */
#ifndef QUAD_STORE_QUERY_ADJUSTMENTS_H
#define QUAD_STORE_QUERY_ADJUSTMENTS_H

#include "store/facts/store_open.h"
#include "store/model/adjustment.h"

struct adjustment_row {
	struct adjustment v;
	int64_t start, end; /* of the booking */
	const char *claims, *institution;
};

struct adjustment_list {
	struct adjustment_row *v; /* by booking */
	size_t n;
	struct arena arena;
};

/* Those of bookings of which the looker may see all. */
int query_adjustments(struct store *s, struct adjustment_list *out) __attribute__((warn_unused_result));

#endif
