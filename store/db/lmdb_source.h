/*
 * A backup that is read: a file as lmdb_file.c and lmdb_maker.c write it, or the data.mdb of a store that nobody has
 * open. Any engine restores from it, so this header knows nothing of LMDB.
 */
#ifndef QUAD_STORE_LMDB_SOURCE_H
#define QUAD_STORE_LMDB_SOURCE_H

#include "store/db/db_engine.h"

struct lmdb_source;

/*
 * Opens and proves a backup. `engine` is LMDB's, by whose functions its transaction is read. QUAD_ENOSTORE if there is
 * no such file, QUAD_ECORRUPT if it is not a backup.
 */
int lmdb_source_open(const struct db_engine *engine, const char *path, struct lmdb_source **out)
	__attribute__((warn_unused_result));
void lmdb_source_close(struct lmdb_source *src); /* NULL is fine */

/* A snapshot of all of it, until it is closed. */
struct db_txn *lmdb_source_txn(struct lmdb_source *src);
/* Hands over all entries in the order of their keys, except the database's own, until fn fails; returns its error. */
int lmdb_source_walk(struct lmdb_source *src, int (*fn)(void *arg, struct bytes key, struct bytes value), void *arg)
	__attribute__((warn_unused_result));

#endif
