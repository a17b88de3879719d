/*
 * Two locks: the writers', under which a change is decided and appended to the log, and the tree's, which is taken
 * before LMDB's own mutex. That one has no time-out, so a process that is stopped would block all others for ever. They
 * are fcntl locks on bytes of the file `write.lock` in the store's directory; the kernel drops them when their process
 * dies. Who takes both takes the writers' lock first.
 */
#ifndef QUAD_STORE_LMDB_LOCK_H
#define QUAD_STORE_LMDB_LOCK_H

#include "store/db/lmdb_env.h"
#include "store/db/signals.h"

/* Opens the file of the lock, in db->dir. */
int lock_open(struct lmdb *db) __attribute__((warn_unused_result));
void lock_close(struct lmdb *db);

/* Waits for the lock, at most db->timeout_seconds. QUAD_EBUSY, QUAD_EIO, QUAD_EMOVED. */
int lock_writers(struct lmdb *db) __attribute__((warn_unused_result));
bool lock_try_writers(struct lmdb *db) __attribute__((warn_unused_result));
void lock_release_writers(struct lmdb *db);

/* The same for the tree. */
int lock_tree(struct lmdb *db) __attribute__((warn_unused_result));
bool lock_try_tree(struct lmdb *db) __attribute__((warn_unused_result));
void lock_release_tree(struct lmdb *db);

/* The process that holds one of the locks, 0 = none. */
long lock_holder(struct lmdb *db);

#endif
