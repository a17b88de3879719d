/* Work inside a transaction of LMDB: snapshots, nested parts, single keys and cursors. See db_engine.h. */
#ifndef QUAD_STORE_LMDB_TXN_H
#define QUAD_STORE_LMDB_TXN_H

#include "store/db/db_engine.h"

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
