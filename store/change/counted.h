/*
 * What stands on a resource as the rules of the registers count it: use where it is recorded, else as booked; as the
 * change under way leaves it (claim_view.h). Private to store/change.
 */
#ifndef QUAD_STORE_COUNTED_H
#define QUAD_STORE_COUNTED_H

#include "store/change/change.h"
#include "store/model/exact.h"

/* One claim. */
struct counted {
	struct booking booking; /* its texts in the database; no claims of a stored one */
	struct claim claim;
	int64_t start, end; /* in which it counts; without setup and teardown */
};

struct counted_list {
	struct counted *v; /* in the change's arena */
	size_t n, cap;
};

/* Adds the claims that overlap [start, end), but for those of booking `except`. Valid until the next write. */
int counted_on(struct change *c, uint32_t resource, int64_t start, int64_t end, uint64_t except,
               struct counted_list *out) __attribute__((warn_unused_result));

/* The minutes of it in [start, end). */
int64_t counted_minutes(const struct counted *one, int64_t start, int64_t end);

#endif
