/* What events of one UID ask for: when, what they book, and all else. Private to ics_group.c. */
#ifndef QUAD_STORE_ICS_ASKS_H
#define QUAD_STORE_ICS_ASKS_H

#include "store/list/ics_claims.h"
#include "store/list/ics_member.h"

/* What stands already, for all that the event does not say. */
struct ics_base {
	struct booking_ask asks;
	struct ics_claims claims;
};

/* A booking that stands, as it would be asked for. QUAD_ENOMEM. */
int ics_base_of_booking(struct ics_group *g, const struct booking *b, struct ics_base *out)
	__attribute__((warn_unused_result));

/* True for an export of the series that stands: its dates are changed one by one, since what made them is not in it. */
bool ics_asks_own_series(const struct ics_group *g);

/*
 * Reads what all events of a group ask for that count, with what stands for what they do not say. Those that something
 * speaks against do not count any more. QUAD_ENOMEM, or an error of the store.
 */
int ics_asks_read(struct ics_group *g) __attribute__((warn_unused_result));

#endif
