/* Work inside a transaction of a store on a server: reading through what is known, and what it writes, in memory. */
#ifndef QUAD_STORE_PG_TXN_H
#define QUAD_STORE_PG_TXN_H

#include "store/db/pg_store.h"

/* How a transaction begins. */
enum pg_begin {
	PG_TO_READ,  /* a snapshot */
	PG_TO_WRITE, /* with the writers' lock */
};

/* A session that no transaction uses. NULL: both are in use. */
struct pg_session *session_take(struct pg *pg);
/* From now on the reads share a snapshot: for some time, and until a session is taken for something else. */
void session_begin_act(struct pg *pg);
/* No session is in use. */
void session_end_act(struct pg *pg);

/*
 * Connects where it is needed, begins a transaction on the server and brings what is known to its moment, in one
 * journey. PG_LOST, PG_AGAIN, QUAD_EBUSY, QUAD_EMOVED, and what the server says; then there is no transaction.
 */
int txn_begin(struct pg *pg, struct pg_session *s, enum pg_begin how, struct pg_txn *out)
	__attribute__((warn_unused_result));
/* Ends one that has written nothing, or is to be rolled back; of a snapshot nobody waits for the answer. */
void txn_end(struct pg_txn *txn);

/* The functions of the engine's table, see db_engine.h. */
int pg_read(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg);
int pg_rehearse(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg);
int pg_nest(struct db_txn *base, int (*fn)(struct db_txn *txn, void *arg), void *arg);
uint64_t pg_moment(struct db_txn *base);
int pg_get(struct db_txn *base, struct bytes key, struct bytes *out);

#endif
