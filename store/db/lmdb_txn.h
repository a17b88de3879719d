/* Work inside a transaction: snapshots, nested parts, keys, cursors. */
#ifndef QUAD_STORE_LMDB_TXN_H
#define QUAD_STORE_LMDB_TXN_H

#include "store/db/lmdb_env.h"

/* All but these two: see db_engine.h. */

/*
 * A transaction over a view, which the caller has brought up to date with its snapshot: one that reads, or one that
 * collects what it writes in the view.
 */
struct lmdb_txn txn_over_view(struct lmdb *db, struct view *v, MDB_txn *mdb, bool writes);
/* Puts and deletes what the changes of a record say. QUAD_ECORRUPT if they cannot be decoded. */
int txn_replay(struct lmdb_txn *txn, struct bytes changes) __attribute__((warn_unused_result));

int lmdb_read(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);
int lmdb_nest(struct db_txn *txn, int (*fn)(struct db_txn *txn, void *arg), void *arg);
uint64_t lmdb_moment(struct db_txn *txn);

int lmdb_get(struct db_txn *txn, struct bytes key, struct bytes *out);
int lmdb_put(struct db_txn *txn, struct bytes key, struct bytes value);
int lmdb_del(struct db_txn *txn, struct bytes key);

int lmdb_cursor_open(struct db_txn *txn, void **out);
void lmdb_cursor_close(void *cursor);
int lmdb_cursor_seek(void *cursor, struct bytes from, struct bytes bound, bool backwards, struct bytes *key,
                     struct bytes *value);
int lmdb_cursor_step(void *cursor, bool backwards, struct bytes *key, struct bytes *value);

#endif
