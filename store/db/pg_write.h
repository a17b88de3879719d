/* Write transactions of a store on a server: functions of the engine's table, see db_engine.h. */
#ifndef QUAD_STORE_PG_WRITE_H
#define QUAD_STORE_PG_WRITE_H

#include "store/db/group.h"
#include "store/db/pg_store.h"

int pg_put(struct db_txn *base, struct bytes key, struct bytes value);
int pg_del(struct db_txn *base, struct bytes key);
int pg_update(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment);

/* The same of `own` and then, unless it is NULL, `others`, in one transaction. */
int write_steps(struct pg *pg, struct group_step own, const struct group_step *others, uint64_t *moment)
	__attribute__((warn_unused_result));

/*
 * Sends what the transaction has written so far, so that it may be any amount. Not inside a part of it (db_nest), which
 * could not be rolled back then. What the transaction reads of it comes from the server.
 */
int write_send(struct pg_txn *txn) __attribute__((warn_unused_result));

#endif
