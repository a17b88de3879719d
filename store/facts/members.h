/*
 * Who somebody is and which roles he holds, as of a transaction; and who owns a resource for approvals. What may be
 * done with it says store/model/rights.h.
 */
#ifndef QUAD_STORE_MEMBERS_H
#define QUAD_STORE_MEMBERS_H

#include "store/db/db.h"
#include "store/facts/keys.h"
#include "store/model/rights.h"

struct decision_cache;

/*
 * The member of a login. One that is not among the people is not `known` and holds nothing; where there are no people,
 * everything is allowed. NULL is the program itself, which may everything. All in arena. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int members_load(struct db_txn *txn, const char *login, struct arena *arena, struct member *out)
	__attribute__((warn_unused_result));
/* The same from the cache of decisions, valid until the transaction's next write of a record that decides. */
int members_of(struct decision_cache *k, struct db_txn *txn, const char *login, const struct member **out)
	__attribute__((warn_unused_result));

/* Where a resource is. Its texts are the resource's, or in the arena. */
int members_place(struct db_txn *txn, const struct resource *r, struct arena *arena, struct right_place *out)
	__attribute__((warn_unused_result));
/* The same of a resource by code, its texts in the arena. QUAD_ENOTFOUND. */
int members_place_of(struct db_txn *txn, const char *code, struct arena *arena, struct right_place *out)
	__attribute__((warn_unused_result));

/* The administrators' and approvers' roles of all people, by login. Deputies' as far as whom they stand for has them. */
struct owners {
	const struct holding *v;
	size_t n;
};

int members_owners(struct db_txn *txn, struct arena *arena, struct owners *out) __attribute__((warn_unused_result));
/* The same from the cache, read once and valid as members_of. */
int members_owners_of(struct decision_cache *k, struct db_txn *txn, const struct owners **out)
	__attribute__((warn_unused_result));
/* The first of them from `from` on that owns the place at that minute; n: there is none. */
size_t members_next_owner(const struct owners *o, size_t from, const struct right_place *place, int64_t now);

/* The key of a further role. */
struct key members_grant_key(const struct grant *g);

#endif
