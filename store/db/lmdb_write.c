/*
 * Write transactions under the writers' lock. Signals that stop or end the program wait while a transaction is open: a
 * stopped writer would keep all others out.
 *
 * A commit is one record of the log, written so that it is on the disk when the write returns. Then it is published:
 * readers see it. A writer that dies between the two told nobody; the next one finds the record and publishes it, since
 * it may be on the disk and come back after a power cut anyway.
 */
#include "store/db/lmdb_write.h"

#include "store/base/err.h"
#include "store/db/lmdb_fold.h"
#include "store/db/lmdb_lock.h"
#include "store/db/queue.h"
#include "store/db/lmdb_ring.h"
#include "store/db/lmdb_tree.h"
#include "store/db/lmdb_txn.h"
#include "store/db/lmdb_view.h"

/* ---- before a transaction ---- */

/*
 * Compares LMDB's two notions of the last transaction of the tree, as the snapshot sees it. They differ if data.mdb was
 * overwritten while lock.mdb was in use, but also while another process commits: so this is asked with its lock.
 */
static int check_moment(struct lmdb *db, struct view *v, MDB_txn **mdb)
{
	if (lmdb_env_check_moment(db, mdb_txn_id(*mdb) + 1) == 0)
		return 0;
	view_end(db, *mdb);
	int err = lock_tree(db);
	if (err)
		return err;
	err = lmdb_env_mend_moment(db);
	if (!err)
		err = view_begin(db, v, mdb);
	lock_release_tree(db);
	return err;
}

/* Puts a ring into a store that has nothing in it yet. */
static int make_ring(struct lmdb *db, const struct view *v)
{
	struct lmdb_txn txn;
	MDB_stat stat;
	int err = tree_begin(db, v, &txn);
	if (err)
		return err;
	err = lmdb_error(mdb_stat(txn.mdb, txn.dbi, &stat));
	/* a store of the first schema has to be rebuilt */
	if (!err && stat.ms_entries)
		err = QUAD_EVERSION;
	if (!err)
		err = ring_make(txn.mdb, txn.dbi, 0);
	if (err) {
		tree_abort(db, &txn);
		return err;
	}
	return tree_commit(db, v, &txn);
}

/* Brings the view to the newest commit, in a store that has a ring. */
static int begin_with_ring(struct lmdb *db, struct view *v, MDB_txn **mdb)
{
	int err = view_begin(db, v, mdb);
	if (err || v->ring.p)
		return err;
	view_end(db, *mdb);
	err = make_ring(db, v);
	return err ? err : view_begin(db, v, mdb);
}

/* Looks for a record after the view. *found is false at the end of the log. */
static int read_leftover(struct lmdb *db, struct view *v, struct ring_record *out, bool *found)
{
	enum ring_found f = ring_read(&v->ring, &v->end, &db->copy, out);
	*found = f == RING_FOUND;
	/* the next commit, but after another one than is there: that one was lost */
	if (f == RING_OTHER)
		return QUAD_ECORRUPT;
	return f == RING_NO_MEMORY ? QUAD_ENOMEM : 0;
}

/*
 * Starts the ring in this run of the system: reads what the log has. A commit that was published or that others follow,
 * and that is not there, was lost by the disk.
 */
static int start_ring(struct lmdb *db, struct view *v)
{
	uint64_t lsn, sum;
	for (;;) {
		struct ring_record record;
		bool found;
		int err = read_leftover(db, v, &record, &found);
		if (!err && found)
			err = view_add(v, &record);
		if (err)
			return err;
		if (!found)
			break;
	}
	if (ring_was_started(&v->ring) && ring_published(&v->ring, &lsn, &sum) && lsn > v->end.lsn)
		return QUAD_ECORRUPT;
	if (ring_has_gap(&v->ring, &v->end, &db->copy))
		return db->copy.failed ? QUAD_ENOMEM : QUAD_ECORRUPT;
	int rc = mdb_env_sync(db->env, 1);
	if (rc)
		return tree_error(db, rc);
	v->is_live = true;
	return ring_start(&v->ring, db->data_fd, db->boot, &v->end, v->tree.lsn);
}

/*
 * Publishes what a writer left that died. Its record may not be on the disk yet, and the next one must not get there
 * without it.
 */
static int adopt_leftovers(struct lmdb *db, struct view *v)
{
	for (;;) {
		struct ring_record record;
		bool found;
		int err = read_leftover(db, v, &record, &found);
		if (err || !found)
			return err;
		int rc = ring_write(&v->ring, db->sync_fd, record.at, record.bytes);
		if (rc)
			return tree_error(db, rc);
		err = ring_publish(&v->ring, db->data_fd, &record.end);
		if (!err)
			err = view_add(v, &record);
		if (err)
			return err;
	}
}

/* Takes a record back whose fate is not known. False: the disk does not take that, but may have the record. */
static bool erase_record(struct lmdb *db, const struct view *v, uint64_t at)
{
	static const char nothing[LOG_HEAD_BYTES];
	return ring_write(&v->ring, db->sync_fd, at, (struct bytes){nothing, sizeof nothing}) == 0;
}

/*
 * Erases on the disk a record that could not be erased when it failed: the next one has its number, and a power cut
 * would bring back that one in its place. After the leftovers were adopted: what is still to see in that place is of a
 * commit that stands.
 */
static int settle_record(struct lmdb *db, struct view *v)
{
	uint64_t unsure = ring_unsure(&v->ring);
	if (!unsure || unsure > RING_BYTES)
		return 0;
	if (!ring_peek(&v->ring, unsure - 1) && !erase_record(db, v, unsure - 1))
		return QUAD_EIO;
	return ring_note_unsure(&v->ring, db->data_fd, 0);
}

/* ---- transactions ---- */

static int begin_write(struct lmdb *db, struct view *v, struct lmdb_txn *out)
{
	MDB_txn *mdb;
	int err = begin_with_ring(db, v, &mdb);
	if (!err && v->is_other) {
		view_end(db, mdb);
		err = QUAD_EMOVED;
	}
	if (!err)
		err = check_moment(db, v, &mdb);
	if (err)
		return err;
	if (v->is_live)
		err = tree_settle(db, v);
	if (!err)
		err = v->is_live ? adopt_leftovers(db, v) : start_ring(db, v);
	if (!err)
		err = settle_record(db, v);
	if (!err)
		err = tree_release(db, v);
	if (err) {
		view_end(db, mdb);
		return err;
	}
	*out = txn_over_view(db, v, mdb, true);
	return 0;
}

static void roll_back(struct lmdb *db, struct view *v, const struct lmdb_txn *txn)
{
	overlay_undo(&v->over, 0);
	view_end(db, txn->mdb);
}

/* Makes the record of what the transaction changed, in db->record. False: it is too long. */
static bool make_record(struct lmdb *db, const struct view *v)
{
	const struct overlay_entry *e;
	size_t at = 0;
	log_begin(&db->record);
	while ((e = overlay_next_touched(&v->over, &at)) != NULL) {
		if (e->value.p)
			log_put(&db->record, e->key, e->value);
		else
			log_del(&db->record, e->key);
		if (db->record.failed || db->record.len > LOG_RECORD_MAX)
			return false;
	}
	return true;
}

/* Publishes, at the second try if the first is said to have failed. */
static bool publish_twice(struct lmdb *db, const struct view *v, const struct log_end *end)
{
	int err = ring_publish(&v->ring, db->data_fd, end);
	if (err)
		err = ring_publish(&v->ring, db->data_fd, end);
	return err == 0;
}

/* Commits by the record in db->record, which has a place in the ring. */
static int append_record(struct lmdb *db, struct view *v, uint64_t at)
{
	uint64_t sum = log_seal(&db->record, v->ring.id, &v->end);
	struct log_end next = ring_end_after(&v->end, at, db->record.len, sum);
	int rc = ring_write(&v->ring, db->sync_fd, at, (struct bytes){db->record.p, db->record.len});
	if (rc) {
		int err = tree_error(db, rc);
		if (erase_record(db, v, at))
			return err;
		ring_note_unsure(&v->ring, db->data_fd, at + 1);
		return QUAD_EUNSURE;
	}
	/* from here on it is done, at the latest when the next writer finds the record */
	if (!publish_twice(db, v, &next)) {
		view_forget(v);
		return QUAD_EUNSURE;
	}
	overlay_keep(&v->over);
	v->end = next;
	return 0;
}

/* Commits by putting the view with the changes into the tree: they are too long, or the ring is full. */
static int write_to_tree(struct lmdb *db, struct view *v)
{
	const struct log_end end = {
		.lsn = v->end.lsn + 1, .sum = log_skip_sum(v->end.sum, v->end.lsn + 1), .at = v->end.at};
	int err = fold_with_changes(db, v, &end);
	/* what is in the tree need not be published: if this fails, the next writer does it with its own commit */
	if (!err)
		ring_publish(&v->ring, db->data_fd, &end);
	return err;
}

/* Ends the snapshot too. */
static int commit_view(struct lmdb *db, struct view *v, const struct lmdb_txn *txn, uint64_t *moment)
{
	uint64_t at, lsn = v->end.lsn;
	view_end(db, txn->mdb);
	/* also for an answer that changes nothing: it must be of the store that others see */
	int err = lmdb_env_stands(db);
	if (!err && overlay_mark(&v->over) == 0) {
		*moment = lsn;
		return 0;
	}
	if (!err) {
		bool has_place = make_record(db, v) && ring_choose_place(&v->tree, &v->end, db->record.len, &at);
		err = has_place ? append_record(db, v, at) : write_to_tree(db, v);
	}
	if (err) {
		overlay_undo(&v->over, 0);
		return err;
	}
	*moment = lsn + 1;
	db->wrote_inside = true;
	/* the files may have been replaced during the commit */
	return lmdb_env_stands(db) == 0 ? 0 : QUAD_EUNSURE;
}

int write_locked(struct lmdb *db, struct group_step step, const struct group_step *more, uint64_t *moment)
{
	struct lmdb_txn txn;
	struct view spare, *v = view_take(db, &spare);
	int err = begin_write(db, v, &txn);
	if (!err) {
		err = step.fn(&txn.txn, step.arg);
		if (!err && more)
			err = more->fn(&txn.txn, more->arg);
		if (err)
			roll_back(db, v, &txn);
		else
			err = commit_view(db, v, &txn, moment);
	}
	view_return(v, &spare);
	return err;
}

int lmdb_update(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment)
{
	struct lmdb *db = lmdb_of(base);
	sigset_t old;
	write_open_queue(db);
	int err = lock_writers(db);
	if (err)
		return err;
	signals_hold(&old);
	err = write_locked(db, (struct group_step){fn, arg}, NULL, moment);
	write_unlock(db);
	signals_restore(&old);
	fold_if_due(db);
	return err;
}

/* Nothing of it is written, so it needs no lock. */
int lmdb_rehearse(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb *db = lmdb_of(base);
	struct view spare, *v = view_take(db, &spare);
	MDB_txn *mdb;
	int err = view_begin(db, v, &mdb);
	if (!err) {
		struct lmdb_txn txn = txn_over_view(db, v, mdb, true);
		err = fn(&txn.txn, arg);
		roll_back(db, v, &txn);
	}
	view_return(v, &spare);
	return err;
}

/* ---- opening ---- */

static int begin_and_end(struct lmdb *db)
{
	struct lmdb_txn txn;
	struct view *v = &db->view;
	sigset_t old;
	signals_hold(&old);
	int err = begin_write(db, v, &txn);
	if (!err)
		roll_back(db, v, &txn);
	lock_release_writers(db);
	signals_restore(&old);
	return err;
}

int write_recover(struct lmdb *db)
{
	struct view *v = &db->view;
	MDB_txn *mdb;
	int err = view_begin(db, v, &mdb);
	if (err)
		return err;
	view_end(db, mdb);
	if (!v->ring.p)
		return 0;
	if (!lock_try_writers(db)) {
		/* a writer is at work, and has seen to it */
		if (v->is_live)
			return 0;
		err = lock_writers(db);
		if (err)
			return err;
	}
	return begin_and_end(db);
}

/* ---- the queue ---- */

void write_close_queue(struct lmdb *db)
{
	queue_close(db->queue);
	db->queue = NULL;
	db->queue_tried = false;
}

void write_open_queue(struct lmdb *db)
{
	/* a queue that others do not open any more */
	if (db->queue && !lmdb_env_has_file(db, QUEUE_NAME, &db->queue_file))
		write_close_queue(db);
	if (db->queue_tried)
		return;
	db->queue = queue_open(db->dir);
	db->queue_tried = true;
	if (db->queue && place_note(queue_fd(db->queue), &db->queue_file) != 0)
		write_close_queue(db);
}

void write_unlock(struct lmdb *db)
{
	lock_release_writers(db);
	if (db->queue)
		queue_wake_next(db->queue);
}
