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
 * The member of a login. One that is not among the people is not `known` and holds nothing; but as long as nobody at
 * all is a coordinator for good, as where there are no people, everything is allowed to him: the front end lets none
 * but the owner of the store's files come so far. NULL is the program itself, to which everything is allowed. All in
 * arena. QUAD_ECORRUPT, QUAD_ENOMEM.
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

/*
 * The administrators' and approvers' roles of all people, by login; deputies' as far as whom they stand for has them.
 */
struct owners {
	const struct holding *v;
	size_t n;
};

int members_owners(struct db_txn *txn, struct arena *arena, struct owners *out) __attribute__((warn_unused_result));
/* The same from the cache, read once and valid as members_of. */
int members_owners_of(struct decision_cache *k, struct db_txn *txn, const struct owners **out)
	__attribute__((warn_unused_result));
/* The coordinators' roles in the same way; some may not count at a minute (grant_counts). */
int members_coordinators(struct db_txn *txn, struct arena *arena, struct owners *out)
	__attribute__((warn_unused_result));
int members_coordinators_of(struct decision_cache *k, struct db_txn *txn, const struct owners **out)
	__attribute__((warn_unused_result));
/* Those and the auditors'. */
int members_overseers(struct db_txn *txn, struct arena *arena, struct owners *out) __attribute__((warn_unused_result));
/* The first of them from `from` on that owns the place at that minute; n: there is none. */
size_t members_next_owner(const struct owners *o, size_t from, const struct right_place *place, int64_t now);

/*
 * What a grant is for, as a place: its campus, institution or resource. Where it has no scope, the institution that is
 * given, which is the person's. Of a grant for all, nothing. Texts as of members_place.
 */
int members_scope_place(struct db_txn *txn, const struct grant *g, const char *institution, struct arena *arena,
                        struct right_place *out) __attribute__((warn_unused_result));

/*
 * True if whoever has the outer role has the inner one too, but for their times; place: what the inner one is for. A
 * role that is held in somebody's place is passed on to nobody.
 */
bool members_is_within(const struct grant *inner, const struct right_place *place, const struct grant *outer);

/* True for a coordinator for good from that minute on, in nobody's place. */
bool members_is_lasting_coordinator(const struct grant *g, int64_t now);
/* How many such coordinators there are, without that one grant or first role, which may be NULL. */
int members_lasting_coordinators(struct db_txn *txn, int64_t now, const struct grant *except, size_t *out)
	__attribute__((warn_unused_result));

/* The key of a further role; a role that is held in somebody's place is another than one's own. */
struct key members_grant_key(const struct grant *g);
/* How the journal names it, after the kind: `LOGIN:ROLE[:SCOPE][@LOGIN]`, the last the one in whose place. */
void members_grant_name(const struct grant *g, struct buf *out);
/* The first role of a person in the form of a grant, its texts the person's. */
struct grant members_first_role(const struct person *p);

/* Reads to come: what is read of a person, who may be a teacher too. */
struct expect;
void members_expect(struct expect *e, const char *login);

#endif
