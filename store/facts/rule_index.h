/*
 * Owners' rules in a store: each under its id, and once more from its place. A place of two spots is found from its
 * more specific one, so that the rules that may hold for a resource are in a few short scans: everywhere, its kind, its
 * institution, its campus, each of its tags, itself.
 */
#ifndef QUAD_STORE_RULE_INDEX_H
#define QUAD_STORE_RULE_INDEX_H

#include "store/facts/keys.h"
#include "store/model/policy.h"

#define RULE_ID_MAX_BYTES 100 /* so that a place and an id fit a key */

/* The key of a rule, and that of its entry by place, whose value is the id. */
struct key rule_index_key(const char *id);
struct key rule_index_place_key(const struct policy_place *place, const char *id);

struct rule_records {
	struct owner_rule *v;
	size_t n, cap;
};

/*
 * Adds the rules whose place may be that of the resource, read from the store into the arena: of two spots the less
 * specific one is not asked (policy_fits asks all). In no particular order, each once. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int rule_index_of(struct db_txn *txn, const struct resource *resource, struct arena *arena, struct rule_records *out)
	__attribute__((warn_unused_result));

/* All rules of the store, in the order of their ids' bytes. */
int rule_index_all(struct db_txn *txn, struct arena *arena, struct rule_records *out)
	__attribute__((warn_unused_result));

/* The qualifications of a login, or with NULL of all people, in the order of login and name. */
struct qualification_records {
	struct qualification *v;
	size_t n, cap;
};
struct key rule_index_qualification_key(const char *login, const char *name);
int rule_index_qualifications(struct db_txn *txn, const char *login, struct arena *arena,
                              struct qualification_records *out) __attribute__((warn_unused_result));

#endif
