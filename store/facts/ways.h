/*
 * The ways of people: two bookings of a teacher or class next to each other, on different campuses and less than a day
 * apart. A change of a travel time touches those between its campuses.
 */
#ifndef QUAD_STORE_WAYS_H
#define QUAD_STORE_WAYS_H

#include "store/facts/facts.h"

struct way {
	uint32_t from, to;     /* campus numbers, neither 0 */
	int64_t gap_min;       /* between the two bookings */
	uint64_t bookings[2];  /* the earlier one first */
};

struct ways {
	struct way *v;
	size_t n, cap;
	struct arena arena;
};

/* All to bookings that are not over; moved: places are those of today (places.h). QUAD_ECORRUPT, QUAD_ENOMEM. */
int ways_load(struct db_txn *txn, int64_t now, bool moved, struct ways *out) __attribute__((warn_unused_result));
void ways_release(struct ways *w);

#endif
