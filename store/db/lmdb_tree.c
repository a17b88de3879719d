/*
 * LMDB flushes the pages of a transaction and then, by a second flush, the meta page. Where a flush fails it may leave
 * behind, in the system's cache or on the disk, a meta page of what was not committed; so both meta pages are written
 * back as they were.
 *
 * If that fails too, or if the process dies at it, the disk may have the meta page and the cache not. Then a power cut
 * would bring back what was not committed, or, once its pages are used again, a tree that is none. So each commit is
 * noted in the ring's state until its end is known. Who finds it noted settles the meta pages on the disk first: before
 * the next commit to the tree, and before the next record too if the commit was one that has no record, since that
 * record would have its number.
 */
#include "store/db/lmdb_tree.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_lock.h"
#include "store/db/lmdb_pages.h"
#include "store/db/lmdb_ring.h"
#include "store/db/lmdb_txn.h"
#include "store/db/lmdb_view.h"

enum {
	FULL_BYTES = 65536,          /* a disk with less room than this is full */
	FOLD_BYTES = RING_BYTES / 2, /* the log is folded after so many bytes, however few commits they are */
};

int tree_error(const struct lmdb *db, int rc)
{
	struct statvfs fs;
	if (rc != EIO || statvfs(db->dir, &fs) != 0)
		return lmdb_error(rc);
	return (uint64_t)fs.f_bavail * fs.f_frsize < FULL_BYTES ? QUAD_EFULL : QUAD_EIO;
}

/* ---- meta pages ---- */

/* Both meta pages as they were before a commit. */
struct metas {
	int fd;
	size_t page_bytes;
	unsigned char v[2][PAGES_META_BYTES];
};

static int read_metas(const struct lmdb *db, struct metas *out)
{
	MDB_stat stat;
	int rc = mdb_env_stat(db->env, &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(db->env, &out->fd);
	if (rc)
		return lmdb_error(rc);
	out->page_bytes = stat.ms_psize;
	for (size_t i = 0; i < 2; i++) {
		ssize_t n = pread(out->fd, out->v[i], PAGES_META_BYTES, (off_t)(i * out->page_bytes));
		if (n != PAGES_META_BYTES)
			return QUAD_EIO;
	}
	return 0;
}

/* Writes a meta page back as it was; the next flush takes it along. 0 or an errno. */
static int put_meta(const struct metas *m, size_t which)
{
	ssize_t n = pwrite(m->fd, m->v[which], PAGES_META_BYTES, (off_t)(which * m->page_bytes));
	if (n == PAGES_META_BYTES)
		return 0;
	return n < 0 ? errno : EIO;
}

/* After a commit that failed. False: the disk does not take the meta pages, but may have the commit. */
static bool revoke_commit(const struct metas *m)
{
	bool first_put = put_meta(m, 0) == 0;
	bool second_put = put_meta(m, 1) == 0;
	return first_put && second_put && fdatasync(m->fd) == 0;
}

/* The number of the transaction that is the newest for everybody. */
static int find_newest(struct lmdb *db, uint64_t *id)
{
	MDB_txn *mdb;
	int err = lmdb_env_begin(db, MDB_RDONLY, &mdb);
	if (err)
		return err;
	*id = mdb_txn_id(mdb);
	mdb_txn_abort(mdb);
	return 0;
}

/*
 * Writes the meta page of the newest transaction to the disk, and over the other one the same under an earlier number.
 * With the tree's lock.
 */
static int settle_metas(struct lmdb *db)
{
	struct metas m;
	struct pages_meta meta;
	uint64_t id;
	int err = find_newest(db, &id);
	if (!err)
		err = read_metas(db, &m);
	if (err)
		return err;
	size_t newest = id % 2, other = 1 - newest;
	if (pages_meta_read(m.v[newest], &meta) != 0 || meta.txn != id)
		return QUAD_EMOVED;
	memcpy(m.v[other] + PAGES_HEAD_BYTES, m.v[newest] + PAGES_HEAD_BYTES, PAGES_META_BYTES - PAGES_HEAD_BYTES);
	pages_meta_number(m.v[other], id ? id - 1 : 0);
	int rc = put_meta(&m, other);
	if (!rc)
		rc = put_meta(&m, newest);
	if (!rc && fdatasync(m.fd) != 0)
		rc = errno;
	return rc ? tree_error(db, rc) : 0;
}

/* Settles what a commit left, if there may be anything. With the tree's lock. */
static int settle_if_noted(struct lmdb *db, const struct ring *r)
{
	if (r->p && ring_work(r) == RING_TREE_QUIET)
		return 0;
	int err = settle_metas(db);
	return err || !r->p ? err : ring_note_work(r, db->data_fd, RING_TREE_QUIET);
}

int tree_settle(struct lmdb *db, const struct view *v)
{
	if (ring_work(&v->ring) != RING_TREE_COMMITS)
		return 0;
	int err = lock_tree(db);
	if (err)
		return err;
	err = settle_if_noted(db, &v->ring);
	lock_release_tree(db);
	return err;
}

/* ---- transactions ---- */

/* The tree's lock is held by all that follows. */
static int begin_txn(struct lmdb *db, const struct view *v, struct lmdb_txn *out)
{
	*out = (struct lmdb_txn){.txn.engine = db->db.engine, .writes = true};
	int err = settle_if_noted(db, &v->ring);
	if (!err)
		err = lmdb_env_begin(db, 0, &out->mdb);
	if (err)
		return err;
	out->dbi = db->dbi;
	err = lmdb_env_stands(db);
	if (!err)
		err = lmdb_env_check_moment(db, mdb_txn_id(out->mdb));
	if (err)
		mdb_txn_abort(out->mdb);
	return err;
}

int tree_begin(struct lmdb *db, const struct view *v, struct lmdb_txn *out)
{
	int err = lock_tree(db);
	if (err)
		return err;
	err = begin_txn(db, v, out);
	if (err)
		lock_release_tree(db);
	return err;
}

void tree_abort(struct lmdb *db, struct lmdb_txn *txn)
{
	mdb_txn_abort(txn->mdb);
	lock_release_tree(db);
}

/* What can fail before LMDB is asked to commit. */
static int prepare_commit(struct lmdb *db, const struct view *v, uint64_t id, enum ring_tree_work work,
                          struct metas *metas)
{
	int err = lmdb_env_stands(db);
	if (!err)
		err = read_metas(db, metas);
	if (!err && v->ring.p)
		err = ring_note_work(&v->ring, db->data_fd, work);
	if (err)
		return err;
	/*
	 * An earlier flush that failed may have lost the last commit's meta page, which the two flushes of this one
	 * would not bring back.
	 */
	int rc = put_meta(metas, (id + 1) % 2);
	return rc ? tree_error(db, rc) : 0;
}

static int commit_txn(struct lmdb *db, const struct view *v, struct lmdb_txn *txn, enum ring_tree_work work)
{
	struct metas metas;
	int err = prepare_commit(db, v, mdb_txn_id(txn->mdb), work, &metas);
	if (err) {
		mdb_txn_abort(txn->mdb);
		return err;
	}
	int rc = mdb_txn_commit(txn->mdb);
	if (rc) {
		err = tree_error(db, rc);
		if (!revoke_commit(&metas))
			return QUAD_EUNSURE;
	}
	/* if that is not written, the next one settles what needs no settling */
	if (v->ring.p)
		ring_note_work(&v->ring, db->data_fd, RING_TREE_QUIET);
	if (err)
		return err;
	/* the files may have been replaced during the commit */
	return lmdb_env_stands(db) == 0 ? 0 : QUAD_EUNSURE;
}

int tree_commit(struct lmdb *db, const struct view *v, struct lmdb_txn *txn)
{
	int err = commit_txn(db, v, txn, RING_TREE_COMMITS);
	lock_release_tree(db);
	return err;
}

/* ---- folding the log ---- */

static int put_entry(MDB_cursor *cursor, const struct overlay_entry *e)
{
	MDB_val k = lmdb_val(e->key), v = lmdb_val(e->value);
	if (e->value.p)
		return mdb_cursor_put(cursor, &k, &v, 0);
	int rc = mdb_cursor_get(cursor, &k, &v, MDB_SET);
	if (rc == MDB_NOTFOUND)
		return 0;
	return rc ? rc : mdb_cursor_del(cursor, 0);
}

static int put_entries(const struct lmdb_txn *txn, const struct overlay *over)
{
	struct overlay_place place;
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn->mdb, txn->dbi, &cursor);
	if (rc)
		return lmdb_error(rc);
	const struct overlay_entry *e = overlay_seek(over, (struct bytes){"", 0}, false, &place);
	while (rc == 0 && e) {
		rc = put_entry(cursor, e);
		e = overlay_step(over, false, &place);
	}
	mdb_cursor_close(cursor);
	return lmdb_error(rc);
}

/* Puts the view into the tree of a transaction. */
static int put_view(const struct lmdb_txn *txn, const struct view *v, const struct log_end *end)
{
	struct ring ring;
	struct log_end tree;
	int err = ring_find(txn->mdb, txn->dbi, &ring, &tree);
	if (err)
		return err;
	if (!ring.p || ring.id != v->ring.id || tree.lsn >= end->lsn)
		return QUAD_EMOVED;
	err = put_entries(txn, &v->over);
	return err ? err : ring_put_end(txn->mdb, txn->dbi, ring.id, end);
}

int tree_fold(struct lmdb *db, struct view *v, const struct log_end *end)
{
	struct lmdb_txn txn;
	int err = begin_txn(db, v, &txn);
	if (err)
		return err;
	err = put_view(&txn, v, end);
	if (err) {
		mdb_txn_abort(txn.mdb);
		return err;
	}
	/* a commit that is not in the log yet is one that has no record */
	err = commit_txn(db, v, &txn, end->lsn > v->end.lsn ? RING_TREE_COMMITS : RING_TREE_FOLDS);
	if (err)
		return err;
	/* if that is not written, the next writer sees to it */
	ring_release(&v->ring, db->data_fd, end->lsn);
	view_forget(v);
	return 0;
}

void tree_set_fold_commits(struct db *db, uint64_t n)
{
	lmdb_of(db)->fold_commits = n;
}

/* True if the log is long enough: `n_commits`, or many bytes. */
static bool is_due(const struct view *v, uint64_t n_commits)
{
	uint64_t n_bytes = (v->end.at + RING_BYTES - v->tree.at) % RING_BYTES;
	return v->end.lsn - v->tree.lsn >= n_commits || n_bytes >= FOLD_BYTES;
}

/* With the tree's lock. Another process may have folded the log since the view was brought up to date. */
static int fold_if_due(struct lmdb *db, uint64_t n_commits)
{
	struct view *v = &db->view;
	MDB_txn *mdb;
	int err = view_begin(db, v, &mdb);
	if (err)
		return err;
	/* it would keep pages of the tree from being used again */
	view_end(db, mdb);
	if (!v->ring.p || !is_due(v, n_commits))
		return 0;
	return tree_fold(db, v, &v->end);
}

static void try_fold(struct lmdb *db, uint64_t n_commits)
{
	sigset_t old;
	lock_hold_signals(&old);
	if (lock_try_tree(db)) {
		(void)fold_if_due(db, n_commits);
		lock_release_tree(db);
	}
	lock_restore_signals(&old);
}

void tree_fold_if_due(struct lmdb *db)
{
	const struct view *v = &db->view;
	if (!v->in_use && v->tree_txn && is_due(v, db->fold_commits))
		try_fold(db, db->fold_commits);
}

void tree_fold_all(struct lmdb *db)
{
	if (!db->view.in_use)
		try_fold(db, 1);
}

int tree_release(struct lmdb *db, const struct view *v)
{
	if (ring_released(&v->ring) >= v->tree.lsn)
		return 0;
	int rc = mdb_env_sync(db->env, 1);
	if (rc)
		return tree_error(db, rc);
	return ring_release(&v->ring, db->data_fd, v->tree.lsn);
}
