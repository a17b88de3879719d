/*
 * The lock that writers take before LMDB's own mutex. That one has no time-out, so a stopped writer would block all
 * others for ever. This one is an fcntl lock on the file `write.lock` in the store's directory; the kernel drops it
 * when its process dies.
 */
#ifndef QUAD_STORE_LMDB_LOCK_H
#define QUAD_STORE_LMDB_LOCK_H

#include <signal.h>

#include "store/db/lmdb_env.h"

/* Opens the file of the lock, in db->dir. */
int lock_open(struct lmdb *db) __attribute__((warn_unused_result));
void lock_close(struct lmdb *db);

/* Waits for the lock, at most db->timeout_seconds. QUAD_EBUSY, QUAD_EIO, QUAD_EMOVED. */
int lock_writers(struct lmdb *db) __attribute__((warn_unused_result));
bool lock_try_writers(struct lmdb *db) __attribute__((warn_unused_result));
void lock_release_writers(struct lmdb *db);
/* The process that holds the lock, 0 = none. */
long lock_holder(struct lmdb *db);

/* Makes the signals that stop or end the program wait, until the mask *old is set again. */
void lock_hold_signals(sigset_t *old);
void lock_restore_signals(const sigset_t *old);

#endif
