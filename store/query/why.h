/* Why somebody may book something or not: every owner's rule that was looked at, in order, and what decided. */
#ifndef QUAD_STORE_WHY_H
#define QUAD_STORE_WHY_H

#include "store/facts/store_open.h"
#include "store/model/policy_order.h"
#include "store/model/request.h"

/* One rule and one claim; or a reason that comes from no rule. */
struct why_row {
	const char *resource;
	/* NULL: a reason of another kind; without an id: a column of the resource; without a who: not to be known */
	const struct owner_rule *rule;
	struct policy_look look;       /* what became of the rule; its `rule` and `to` are NULL */
	const char *to;                /* the id of the rule that it loses to, "" = none or one without an id */
	enum rule code;                /* of a reason that comes from no rule, or of what the registers say */
	const char *value;             /* what they say, `2.00/10.00`; "" */
	const char *refuses; /* the reason, `quota:LAB-1@...`; also of a rule on trial, which does not refuse; "" */
};

struct why_list {
	struct why_row
		*v; /* by claim; of each first what is forbidden, then limits, then settings, then other reasons */
	size_t n;
	/* why nothing can be said: the request is malformed, names what is not there, or may not be made */
	struct reasons reasons;
	struct arena arena;
};

/* For a request OP_BOOK, which is not made. The caller releases the arena in any case. */
int query_why(struct store *s, const struct request *request, struct why_list *out) __attribute__((warn_unused_result));

#endif
