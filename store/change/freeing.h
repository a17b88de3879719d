/*
 * What a change frees, noted where it is written: claims that leave their places (plan.c), and records that stood in
 * the way (change.c). promotion.h asks later who waits for it. Private to store/change.
 */
#ifndef QUAD_STORE_FREEING_H
#define QUAD_STORE_FREEING_H

#include "store/change/change.h"

/* The claim of a booking is taken out of the indexes. */
int freeing_claim(struct change *c, const struct claim *claim, uint64_t booking) __attribute__((warn_unused_result));

/* A record is written over another, or in place of it goes: an empty one. Records that free nothing are fine. */
int freeing_record(struct change *c, const struct key *k, struct bytes before, struct bytes after)
	__attribute__((warn_unused_result));

#endif
