/*
 * Write transactions under the writers' lock. Signals that stop or end the program wait while a transaction is open: a
 * stopped writer would keep all others out.
 */
#include "store/db/lmdb_write.h"

#include "store/db/lmdb_commit.h"
#include "store/db/lmdb_lock.h"
#include "store/db/lmdb_queue.h"

int write_locked(struct lmdb *db, struct write_step step, const struct write_step *more, uint64_t *moment)
{
	struct lmdb_txn txn;
	int err = commit_begin(db, &txn);
	if (err)
		return err;
	err = step.fn(&txn.txn, step.arg);
	if (!err && more)
		err = more->fn(&txn.txn, more->arg);
	if (err) {
		commit_abort(&txn);
		return err;
	}
	return commit_finish(db, &txn, moment);
}

void write_close_queue(struct lmdb *db)
{
	queue_close(db->queue);
	db->queue = NULL;
	db->queue_tried = false;
}

static int rehearse_locked(struct lmdb *db, struct write_step step)
{
	struct lmdb_txn txn;
	int err = commit_begin(db, &txn);
	if (err)
		return err;
	err = step.fn(&txn.txn, step.arg);
	commit_abort(&txn);
	return err;
}

void write_open_queue(struct lmdb *db)
{
	/* a queue that others do not open any more */
	if (db->queue && !lmdb_env_has_file(db, QUEUE_NAME, queue_fd(db->queue)))
		write_close_queue(db);
	if (!db->queue_tried)
		db->queue = queue_open(db->dir);
	db->queue_tried = true;
}

void write_unlock(struct lmdb *db)
{
	lock_release_writers(db);
	if (db->queue)
		queue_wake_next(db->queue);
}

int lmdb_update(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment)
{
	struct lmdb *db = lmdb_of(base);
	sigset_t old;
	write_open_queue(db);
	int err = lock_writers(db);
	if (err)
		return err;
	lock_hold_signals(&old);
	err = write_locked(db, (struct write_step){fn, arg}, NULL, moment);
	write_unlock(db);
	lock_restore_signals(&old);
	return err;
}

int lmdb_rehearse(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb *db = lmdb_of(base);
	sigset_t old;
	write_open_queue(db);
	int err = lock_writers(db);
	if (err)
		return err;
	lock_hold_signals(&old);
	err = rehearse_locked(db, (struct write_step){fn, arg});
	write_unlock(db);
	lock_restore_signals(&old);
	return err;
}
