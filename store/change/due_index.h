/*
 * The index of the bookings that become another by the clock: requests, wishes, bookings that somebody has to come to.
 * Private to the store layer.
 */
#ifndef QUAD_STORE_DUE_INDEX_H
#define QUAD_STORE_DUE_INDEX_H

#include "store/change/change.h"

/* The key of a booking that becomes another at that minute. */
struct key due_index_key(int64_t until, uint64_t id);

/* The record of a booking becomes another: the index follows. An id of 0: there was none before. */
int due_index_follow(struct change *c, const struct booking *old, const struct booking *v)
	__attribute__((warn_unused_result));

#endif
