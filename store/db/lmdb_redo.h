/*
 * The redo records of stores of the first schema, which had no log: a commit flushed once, and the meta page came to
 * the disk with the next flush. A power cut could take it; then the commit was repeated from its record. Such a store
 * is only read here, with what it lost, until it is rebuilt.
 *
 * A record is the changes of one transaction of LMDB. Transaction n had slot n % 2 in a long value under a key of its
 * own; a whole record of a number after the newest is one that was lost.
 */
#ifndef QUAD_STORE_LMDB_REDO_H
#define QUAD_STORE_LMDB_REDO_H

#include "store/db/lmdb_env.h"

/* *out: a transaction after the one that `from` sees has its record. */
int redo_find_lost(MDB_txn *from, MDB_dbi dbi, bool *out) __attribute__((warn_unused_result));
/* Repeats in `to` the transactions that the file read by `from` has lost. */
int redo_copy_lost(MDB_txn *from, MDB_dbi dbi, struct lmdb_txn *to) __attribute__((warn_unused_result));

/* Removes the room for records from a store that no longer needs it. */
int redo_drop_room(struct lmdb_txn *txn) __attribute__((warn_unused_result));

#endif
