/*
 * The table of needs (need.h). Its key is the week, then the digest, so that the needs of a range of weeks follow each
 * other: reports walk from the first week of their range to the first one after it, in one scan. A need of the last
 * days of a range may have dates after it, and is of the week of its first date.
 */
#ifndef QUAD_STORE_NEEDS_H
#define QUAD_STORE_NEEDS_H

#include "store/facts/walk.h"
#include "store/model/need.h"

/* Of a need by its week and digest; and by what makes it one, QUAD_ENOMEM. */
struct key needs_key(int64_t week, const unsigned char digest[NEED_DIGEST_BYTES]);
int needs_key_of(const struct need *v, struct key *out) __attribute__((warn_unused_result));

/* The needs of the weeks from `first` to before `end`, both Mondays as day numbers, as walk_range. */
int needs_walk(struct db_txn *txn, int64_t first, int64_t end, walk_fn *fn, void *arg)
	__attribute__((warn_unused_result));

#endif
