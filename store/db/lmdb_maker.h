/*
 * A store of LMDB, or a backup, made of entries that come in the order of their keys: how another engine makes the
 * copies that db_backup and db_clone promise. It takes little memory, however many there are.
 */
#ifndef QUAD_STORE_LMDB_MAKER_H
#define QUAD_STORE_LMDB_MAKER_H

#include "store/base/buf.h"

struct lmdb_maker;

/*
 * Begins the file at path, under a temporary name. QUAD_EEXIST if path exists, QUAD_EPERM, QUAD_EFULL, QUAD_EIO,
 * QUAD_ENOMEM, QUAD_EINVAL.
 */
int lmdb_maker_begin(const char *path, struct lmdb_maker **out) __attribute__((warn_unused_result));
/* The same in the directory of a store, which exists and is empty. */
int lmdb_maker_begin_store(const char *dir, struct lmdb_maker **out) __attribute__((warn_unused_result));

/* Adds an entry, whose key is greater than that of the one before (QUAD_ECORRUPT if not) and not the database's own. */
int lmdb_maker_add(struct lmdb_maker *m, struct bytes key, struct bytes value) __attribute__((warn_unused_result));

/*
 * Ends it and frees the maker: without an error the file is on the disk and at its place; otherwise it is removed, and
 * the error is returned. `moment` is the store's (db_moment). QUAD_EEXIST if path exists by now.
 */
int lmdb_maker_end(struct lmdb_maker *m, uint64_t moment, int err) __attribute__((warn_unused_result));

#endif
