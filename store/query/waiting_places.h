/* In which place of the queue those stand who wait. */
#ifndef QUAD_STORE_WAITING_PLACES_H
#define QUAD_STORE_WAITING_PLACES_H

#include "store/query/query.h"

/*
 * Of n bookings by id the place in the queue: 1 and those who wait at a time that overlaps for a resource that it would
 * take too, and come first by priority, then age. 0 for one that does not wait at the minute `now`.
 */
int query_waiting_places(struct store *s, const uint64_t *ids, size_t n, int64_t now, uint32_t *places)
	__attribute__((warn_unused_result));

#endif
