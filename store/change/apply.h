/*
 * The one function that changes a store. Everything that writes goes through it; store_apply.h opens the transaction.
 * The cache is of the transaction (decision_cache.h); an all-zero one will do. *out is filled, its reasons in arena.
 */
#ifndef QUAD_STORE_APPLY_H
#define QUAD_STORE_APPLY_H

#include "store/db/db.h"
#include "store/facts/decision_cache.h"
#include "store/model/request.h"

/*
 * Decides the request and, unless it is refused, carries it out with its journal entry. A refused request has written
 * nothing. With a negative value the transaction must be aborted.
 */
int apply(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
          struct arena *arena) __attribute__((warn_unused_result));

/* True for requests that a snapshot is enough to decide. */
bool apply_can_rehearse(const struct request *request);

/*
 * Decides such a request as apply would, without looking up its id, and writes nothing: the result has no entry of the
 * journal. QUAD_EINVAL: it is another.
 */
int apply_rehearse(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
                   struct arena *arena) __attribute__((warn_unused_result));

struct plan;

/*
 * Answers a request that has an id as far as a snapshot can: it was carried out before, or it is refused as things
 * stand. *decided: the result is the answer; else it needs apply. *settled, in arena: what apply would write, as long
 * as the store stays as it is; NULL: not known.
 */
int apply_early(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
                struct arena *arena, struct plan **settled, bool *decided) __attribute__((warn_unused_result));

/* As apply, where the transaction has the moment of the snapshot in which that was settled, and has written nothing. */
int apply_settled(struct db_txn *txn, struct decision_cache *cache, const struct request *request,
                  struct plan *settled, struct result *out, struct arena *arena) __attribute__((warn_unused_result));

#endif
