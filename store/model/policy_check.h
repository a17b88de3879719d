/* What rules refuse: from the settings and facts of a claim to reasons, which carry the rule's id and text. */
#ifndef QUAD_STORE_POLICY_CHECK_H
#define QUAD_STORE_POLICY_CHECK_H

#include "store/model/policy_limit.h"
#include "store/model/policy_order.h"
#include "store/model/reason.h"

struct policy_facts {
	int64_t now;
	bool recorded;  /* what happened is entered: lead, horizon and notice are not applied */
	bool changed;   /* a booking that stands is changed, which started at `was_start`: notice is applied */
	bool same_time; /* it keeps its time: lead, horizon, min, max and gap are not applied */
	int64_t was_start;
	int64_t gap_before, gap_after; /* minutes to the nearest other bookings of the resource; -1 = none near */
	const struct qualification *qualifications; /* of the requester */
	size_t n_qualifications;
};

/* Adds a reason for each setting that refuses the case. With `trial` those on trial are asked instead. */
void policy_check(const struct policy_case *c, const struct policy_decided *decided, const struct policy_facts *facts,
                  bool trial, struct reasons *out);

/* Adds the reason `notice` if the settings do not let a booking be changed or cancelled at `now`. */
void policy_check_notice(const struct policy_case *c, const struct policy_decided *decided, int64_t now,
                         struct reasons *out);

/* Adds the reason `denied` of a forbid that fits. */
void policy_add_denied(const struct policy_case *c, const struct policy_rule *rule, struct reasons *out);
/* Adds the reason `quota` of a limit that is exceeded in a period. */
void policy_add_quota(const struct policy_case *c, const struct policy_rule *rule, const struct policy_span *period,
                      int64_t amount, struct reasons *out);
/* Adds the reason `suspended` until a minute. */
void policy_add_suspended(const struct policy_case *c, const struct policy_rule *rule, int64_t until_min,
                          struct reasons *out);

/* True if one of the qualifications is what the value of a rule asks for, and in force at the minute before `end`. */
bool policy_qualifies(const struct policy_value *value, const struct qualification *v, size_t n, int64_t end_min);

#endif
