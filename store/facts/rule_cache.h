/*
 * The owners' rules that may hold for a resource, read once and kept with the other records that decisions stand on
 * (decision_cache.h). Private to the store layer.
 */
#ifndef QUAD_STORE_RULE_CACHE_H
#define QUAD_STORE_RULE_CACHE_H

#include "store/facts/decision_cache.h"
#include "store/model/policy.h"

struct rules_of_resource {
	struct rules_of_resource *next;
	uint32_t resource; /* its number */
	const struct policy_rule *const *v;
	size_t n;
};

/*
 * The rules that may hold for the resource (policy_fits says which do), with those of its own columns, in no particular
 * order. A rule that holds for several resources is the same one. Valid as long as the result of cache_resource.
 * QUAD_ECORRUPT: a rule that no program has accepted.
 */
int rule_cache_of(struct decision_cache *k, struct db_txn *txn, const struct resource *resource,
                  const struct rules_of_resource **out) __attribute__((warn_unused_result));

#endif
