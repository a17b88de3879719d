/* The codes are one text, as the request has them. */
#include "store/change/optional.h"

#include <string.h>

#include "store/base/err.h"

bool optional_is(const struct change *c, const char *code)
{
	const char *list = c->rq->op == OP_BOOK ? c->rq->u.booking.optional : NULL;
	size_t len = strlen(code);
	for (const char *p = list; p && *p;) {
		size_t n = strcspn(p, ";");
		if (n == len && memcmp(p, code, len) == 0)
			return true;
		p += n + (p[n] == ';');
	}
	return false;
}

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
	if (!why->n || reasons_malformed(why))
		return 0;
	for (size_t i = 0; i < why->n; i++)
		if (!optional_is(c, why->v[i].subject))
			return 0;
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
