/* Write transactions under the writers' lock, and their commit to the log. */
#ifndef QUAD_STORE_LMDB_WRITE_H
#define QUAD_STORE_LMDB_WRITE_H

#include "store/db/group.h"
#include "store/db/lmdb_env.h"

/* See db_engine.h. */
int lmdb_update(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment);
int lmdb_rehearse(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);

/*
 * For a caller that holds the writers' lock: runs one transaction with `step`, and then `more` unless that is NULL.
 * Commits if both return 0, otherwise rolls back.
 */
int write_locked(struct lmdb *db, struct group_step step, const struct group_step *more, uint64_t *moment)
	__attribute__((warn_unused_result));

/*
 * Brings the log of a store that was opened to its end: after the system went down the first process does that, and
 * after a writer died the next one.
 */
int write_recover(struct lmdb *db) __attribute__((warn_unused_result));

/*
 * Opens the queue of waiting requests, if that was not tried before, or if its file was replaced; without it db->queue
 * stays NULL.
 */
void write_open_queue(struct lmdb *db);
void write_close_queue(struct lmdb *db);
/* Lets go of the lock and wakes the next writer. */
void write_unlock(struct lmdb *db);

#endif
