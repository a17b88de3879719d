/* The reasons tell which resources are spoken against. */
#include "store/change/optional.h"

#include <string.h>

#include "store/base/err.h"

/* True if a reason speaks against the resource. */
static bool is_refused(const struct reasons *why, const char *code)
{
	for (size_t i = 0; i < why->n; i++)
		if (strcmp(why->v[i].subject, code) == 0)
			return true;
	return false;
}

int optional_leave_out(struct change *c, struct plan *p)
{
	struct reasons *why = &c->out->reasons;
	size_t n = 0;
	if (c->rq->op != OP_BOOK || !why->n || reasons_malformed(why))
		return 0;
	/* a code that is not there is a slip, and not what could not be had */
	for (size_t i = 0; i < why->n; i++) {
		bool optional = booking_ask_is_optional(&c->rq->u.booking, why->v[i].subject);
		if (!optional || why->v[i].rule == RULE_UNKNOWN)
			return 0;
	}
	for (size_t i = 0; i < p->n_asks; i++)
		if (!is_refused(why, p->asks[i].resource))
			p->asks[n++] = p->asks[i];
	/* of nothing nothing is booked */
	if (!n)
		return 0;
	p->n_asks = n;
	c->out->without = *why;
	*why = (struct reasons){.arena = c->arena};
	return plan_decide(c, p);
}
