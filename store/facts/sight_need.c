/* A need is looked at as the booking that it would have been. */
#include "store/facts/sight_need.h"

#include "store/base/err.h"
#include "store/facts/facts.h"

int sight_of_need(struct sight *s, struct db_txn *txn, const struct need *v, struct arena *arena, bool *all)
{
	const struct claim_ask *asks;
	size_t n_asks;
	*all = !s;
	if (!s)
		return 0;
	int err = claims_parse(v->claims, arena, &asks, &n_asks);
	struct claim *claims = err ? NULL : arena_alloc(arena, (n_asks + 1) * sizeof *claims);
	if (!claims)
		return err == QUAD_EINVAL ? QUAD_ECORRUPT : err ? err : QUAD_ENOMEM;
	struct booking as = {.requester = v->requester, .institution = v->institution, .claims = claims};
	for (size_t i = 0; i < n_asks; i++) {
		err = facts_resource_number(txn, asks[i].resource, &claims[as.n_claims].resource);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		as.n_claims += !err;
	}
	return sight_of_booking(s, txn, &as, all);
}

void sight_hide_need(struct need *v)
{
	v->party = 0;
	v->purpose = v->requester = "";
	v->reasons = v->codes;
}
