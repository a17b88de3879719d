/* The file of a store as a whole: copies of it, restoring and rebuilding it. See db_engine.h. */
#ifndef QUAD_STORE_LMDB_FILE_H
#define QUAD_STORE_LMDB_FILE_H

#include "store/db/db_engine.h"

int lmdb_backup(struct db *db, const char *path);
int lmdb_clone(struct db *db, const char *dir);
int lmdb_restore(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg);
int lmdb_rebuild(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);
int lmdb_replace(struct db *db, const char *path);
int lmdb_must_rebuild(struct db *db, bool *out);

#endif
