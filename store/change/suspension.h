/*
 * Who has not come to bookings so often that an owner lends nothing more for a while: the rules' field `suspend`. It is
 * computed from the bookings each time, so that a no-show that is taken back counts no more. Private to store/change.
 */
#ifndef QUAD_STORE_SUSPENSION_H
#define QUAD_STORE_SUSPENSION_H

#include "store/change/change.h"
#include "store/model/policy.h"

/*
 * *until: the minute until which a rule `N in WITHIN for FOR` suspends whoever asks, 0: it does not. N no-shows on what
 * is in the rule's place, the first and the last of which began not more than WITHIN apart, suspend for FOR from the
 * start of the last.
 */
int suspension_until(struct change *c, const struct policy_rule *rule, const char *login, int64_t *until)
	__attribute__((warn_unused_result));

#endif
