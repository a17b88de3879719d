/* Reading from the server into what the process knows, see pg_fetch.c. */
#ifndef QUAD_STORE_PG_FETCH_H
#define QUAD_STORE_PG_FETCH_H

#include "store/db/pg_store.h"

/*
 * Called by each read and write: a program that reckons for long without asking the server anything says that it is not
 * stopped, since the server ends the session of one that is.
 */
int fetch_stay_awake(struct pg_txn *txn) __attribute__((warn_unused_result));

/* Get what a read misses: after it, the range that begins at `from` is known, as far as it goes. */
int fetch_key(struct pg_txn *txn, struct bytes key) __attribute__((warn_unused_result));
/* The same with up to `limit` entries before and after the key in its table, which is its first byte. */
int fetch_near(struct pg_txn *txn, struct bytes key, uint32_t limit) __attribute__((warn_unused_result));
/* The same with n other keys of the same length, one after the other. */
int fetch_keys(struct pg_txn *txn, struct bytes key, const char *others, size_t n) __attribute__((warn_unused_result));
int fetch_range(struct pg_txn *txn, struct bytes from, struct bytes bound, bool backwards, uint32_t limit)
	__attribute__((warn_unused_result));

#endif
