/* The rules have a file each; here is when they are asked. */
#include "store/change/register_rules.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/register_judge.h"
#include "store/facts/register_cache.h"

/* Nobody's bookings have no institution that could be an owner, a party or one of others. */
static int is_judged(struct change *c, const struct plan *p, bool *out)
{
	*out = false;
	if (c->rq->flags & REQUEST_RECORD || !*p->v.institution)
		return 0;
	return register_cache_any(c->cache, c->txn, out);
}

static int find_owners(struct register_judge *j)
{
	j->owners = arena_alloc(j->c->arena, (j->n + 1) * sizeof *j->owners);
	int err = j->owners ? 0 : QUAD_ENOMEM;
	for (size_t i = 0; !err && i < j->n; i++)
		err = register_cache_owner(j->c->cache, j->c->txn, j->resources[i], &j->owners[i]);
	return err;
}

int register_rules_judge(struct change *c, const struct plan *p, const struct resource *const *resources,
                         const struct claim *claims, size_t n, struct reasons *out)
{
	struct register_judge j = {c, p, resources, claims, n, NULL, NULL, out};
	bool judged;
	int err = is_judged(c, p, &judged);
	if (err || !judged)
		return err;
	if (p->holds_place && p->old.id && state_stands(p->old.state) &&
	    strcmp(p->old.institution, p->v.institution) == 0)
		j.was = &p->old;
	err = find_owners(&j);
	for (size_t i = 0; !err && i < n; i++)
		err = share_rule_judge(&j, i);
	if (!err)
		err = agreement_rule_judge(&j);
	return err ? err : trainee_rule_judge(&j);
}
