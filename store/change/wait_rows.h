/* The rows of the table WAIT, by which who frees a resource finds those who wait for it. Private to store/change. */
#ifndef QUAD_STORE_WAIT_ROWS_H
#define QUAD_STORE_WAIT_ROWS_H

#include "store/change/change.h"
#include "store/model/wish.h"

/* What the entry of a booking waits for: its wish, or what its claims ask for. In the change's arena. */
int wait_rows_wish(struct change *c, const struct booking *b, struct wish *out) __attribute__((warn_unused_result));

/* The record of a booking is written, or goes (NULL): its rows in WAIT follow. `old` may be one of id 0. */
int wait_rows_follow(struct change *c, const struct booking *old, const struct booking *v)
	__attribute__((warn_unused_result));

/* The key of a row; of resource 0 that of an entry's mark (promotion.h). */
struct key wait_rows_key(uint32_t resource, uint64_t booking);

#endif
