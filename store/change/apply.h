/* The one function that changes a store. Everything that writes goes through it (store.h opens the transaction). */
#ifndef QUAD_STORE_APPLY_H
#define QUAD_STORE_APPLY_H

#include "store/db/db.h"
#include "store/facts/decision_cache.h"
#include "store/model/request.h"

/*
 * Decides the request and, unless it is refused, carries it out in txn with its journal entry. A refused request
 * has written nothing. *out is filled, its reasons in arena. Negative: the transaction must be aborted.
 */
int apply(struct db_txn *txn, const struct request *request, struct result *out, struct arena *arena)
	__attribute__((warn_unused_result));
/* The same with what is known in the transaction, for several requests (known.h). */
int apply_with(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
               struct arena *arena) __attribute__((warn_unused_result));

/*
 * What can be known of a request with an id in a snapshot: that it was carried out before, or that it is refused as things
 * stand. *decided: the result is the answer; else it needs apply.
 */
int apply_look(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
               struct arena *arena, bool *decided) __attribute__((warn_unused_result));

/* The deciding half, which only reads: for OP_BOOK and OP_MOVE. */
int apply_advise(struct db_txn *txn, const struct request *request, struct result *out, struct arena *arena)
	__attribute__((warn_unused_result));
int apply_advise_with(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
                      struct arena *arena) __attribute__((warn_unused_result));

#endif
