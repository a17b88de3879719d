/* A walk over what overlaps some time, by duration classes (keys.h). */
#ifndef QUAD_STORE_OVERLAP_H
#define QUAD_STORE_OVERLAP_H

#include "store/facts/keys.h"

/*
 * Walks all intervals that overlap [start, end) below a prefix of the form PREFIX class start REST. After
 * overlap_begin each overlap_next gives a candidate's key and value, of which the caller knows the end and drops
 * what ends at or before start. A class that is not in use costs nothing, or if the next one is in use, one seek.
 */
struct overlap {
	struct db_scan scan;
	struct key prefix, after; /* the first key after all that begin with it */
	int64_t start, end;
	unsigned class;   /* above CLASS_MAX at the end */
	uint32_t classes; /* those to look into, a bit each */
	bool in_class;
	bool is_fresh; /* nothing was read yet */
};

int overlap_begin(struct overlap *o, struct db_txn *txn, const struct key *prefix, int64_t start, int64_t end)
	__attribute__((warn_unused_result));
/* QUAD_ENOTFOUND at the end, with the key that stands after the prefix, empty if none does. */
int overlap_next(struct overlap *o, struct bytes *key, struct bytes *value) __attribute__((warn_unused_result));
/* The same walk below another prefix. */
void overlap_again(struct overlap *o, const struct key *prefix);
/*
 * Says, before the first overlap_next, that below the prefix there are only these classes, a bit each. The walk may
 * then end before it has seen a key after the prefix: *key is empty.
 */
void overlap_only(struct overlap *o, uint32_t classes);
void overlap_end(struct overlap *o);

#endif
