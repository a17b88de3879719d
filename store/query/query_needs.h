/* The needs that were refused, as they are kept (need.h). */
#ifndef QUAD_STORE_QUERY_NEEDS_H
#define QUAD_STORE_QUERY_NEEDS_H

#include "store/facts/store_open.h"
#include "store/model/need.h"

struct need_filter {
	int64_t from, to;      /* the first date starts in [from, to), minutes; 0 = open */
	const char *requester; /* a login; NULL = anybody */
};

struct need_row {
	struct need need; /* what the looker may not see is empty or 0 (sight_need.h) */
	bool hidden;
};

struct need_list {
	struct need_row *v; /* by week */
	size_t n;
	struct arena arena;
};
/* Release the arena. A filter by requester finds what the looker may see of that one. */
int query_needs(struct store *s, const struct need_filter *f, struct need_list *out)
	__attribute__((warn_unused_result));

#endif
