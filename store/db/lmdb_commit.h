/*
 * The beginning and the end of a write transaction: a commit with one flush of the disk, and the repetition of commits
 * that a power cut took. The writers' lock is held where nothing else is said.
 */
#ifndef QUAD_STORE_LMDB_COMMIT_H
#define QUAD_STORE_LMDB_COMMIT_H

#include "store/db/lmdb_env.h"

/* Begins a write transaction, after repeating those that were lost. Ends with commit_finish or commit_abort. */
int commit_begin(struct lmdb *db, struct lmdb_txn *out) __attribute__((warn_unused_result));

/*
 * Commits; what was changed is on the disk when this returns. *moment: the last commit now, 0 = not known. With an
 * error nothing was changed; QUAD_EUNSURE: nothing yet, but the disk failed, could not be told so, and may bring the
 * change back after a power cut.
 */
int commit_finish(struct lmdb *db, struct lmdb_txn *txn, uint64_t *moment) __attribute__((warn_unused_result));

void commit_abort(struct lmdb_txn *txn);

enum commit_lost {
	LOST_NOTHING,
	LOST_PERHAPS,   /* a redo record of this boot: of a writer at work, or of one that died */
	LOST_CERTAINLY, /* a redo record of another boot */
};

/*
 * Tells whether the file has the redo record of a transaction after the newest, so that it may have been lost. Needs no
 * lock.
 */
int commit_find_lost(struct lmdb *db, enum commit_lost *out) __attribute__((warn_unused_result));

/* Repeats in `to` the transactions that the file read by `from` has lost. */
int commit_copy_lost(const struct lmdb_txn *from, struct lmdb_txn *to) __attribute__((warn_unused_result));

/* True for the key of the room for redo records, which is not copied to other stores. */
bool commit_is_room_key(struct bytes key);

#endif
