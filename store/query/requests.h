/* The requests that wait for a decision, and what was said about a booking. */
#ifndef QUAD_STORE_REQUESTS_H
#define QUAD_STORE_REQUESTS_H

#include "store/model/comment.h"
#include "store/query/query.h"

#define REQUEST_OVERDUE_MIN 1440 /* what lapses within that is overdue */

struct request_filter {
	const char *mine; /* a login: what he asked for, and what waits for him; NULL = all */
	bool overdue;
	uint64_t booking; /* that one alone, 0 = all */
};

struct request_row {
	struct booking b;
	const char *claims;    /* `R11;T001;OSC*3` */
	const char *waits_for; /* `owner:R11;owner:OSC`, `coordinator`, or `requester` where something was asked back */
	bool mine;             /* it waits for the person that the filter names */
};

struct request_rows {
	struct request_row *v; /* what lapses first comes first */
	size_t n;
	struct arena arena;
};

/* Of those that the looker may see; so are comments. */
int query_requests(struct store *s, const struct request_filter *f, struct request_rows *out)
	__attribute__((warn_unused_result));

struct comment_list {
	struct comment *v; /* oldest first */
	size_t n;
	struct arena arena;
};
int query_comments(struct store *s, uint64_t booking, struct comment_list *out) __attribute__((warn_unused_result));

#endif
