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

enum { FULL_BYTES = 65536 }; /* a disk with less room than this is full */

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
static int find_newest(const struct lmdb *db, uint64_t *id)
{
	MDB_txn *mdb;
	int err = lmdb_env_begin_here(db, MDB_RDONLY, &mdb);
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
static int settle_metas(const struct lmdb *db)
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
static int settle_if_noted(const struct lmdb *db, const struct ring *r)
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
static int begin_txn(const struct lmdb *db, const struct ring *r, struct lmdb_txn *out)
{
	*out = (struct lmdb_txn){.txn.engine = db->db.engine, .writes = true};
	int err = settle_if_noted(db, r);
	if (!err)
		err = lmdb_env_begin_here(db, 0, &out->mdb);
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
	err = begin_txn(db, &v->ring, out);
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
static int prepare_commit(const struct lmdb *db, const struct ring *r, uint64_t id, enum ring_tree_work work,
                          struct metas *metas)
{
	int err = lmdb_env_stands(db);
	if (!err)
		err = read_metas(db, metas);
	if (!err && r->p)
		err = ring_note_work(r, db->data_fd, work);
	if (err)
		return err;
	/*
	 * An earlier flush that failed may have lost the last commit's meta page, which the two flushes of this one
	 * would not bring back.
	 */
	int rc = put_meta(metas, (id + 1) % 2);
	return rc ? tree_error(db, rc) : 0;
}

static int commit_txn(const struct lmdb *db, const struct ring *r, struct lmdb_txn *txn, enum ring_tree_work work)
{
	struct metas metas;
	int err = prepare_commit(db, r, mdb_txn_id(txn->mdb), work, &metas);
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
	if (r->p)
		ring_note_work(r, db->data_fd, RING_TREE_QUIET);
	if (err)
		return err;
	/* the files may have been replaced during the commit */
	return lmdb_env_stands(db) == 0 ? 0 : QUAD_EUNSURE;
}

int tree_commit(struct lmdb *db, const struct view *v, struct lmdb_txn *txn)
{
	int err = commit_txn(db, &v->ring, txn, RING_TREE_COMMITS);
	lock_release_tree(db);
	return err;
}

/* ---- putting changes into the tree ---- */

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

static int put_entries(const struct lmdb_txn *txn, const struct tree_change *change)
{
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn->mdb, txn->dbi, &cursor);
	if (rc)
		return lmdb_error(rc);
	for (size_t i = 0; rc == 0 && i < change->n; i++)
		rc = put_entry(cursor, &change->v[i]);
	mdb_cursor_close(cursor);
	return lmdb_error(rc);
}

static int put_change(const struct lmdb_txn *txn, const struct tree_change *change)
{
	struct ring ring;
	struct log_end tree;
	int err = ring_find(txn->mdb, txn->dbi, &ring, &tree);
	if (err)
		return err;
	if (!ring.p || ring.id != change->ring.id || tree.lsn >= change->end.lsn)
		return QUAD_EMOVED;
	err = put_entries(txn, change);
	return err ? err : ring_put_end(txn->mdb, txn->dbi, ring.id, &change->end);
}

int tree_apply(const struct lmdb *db, const struct tree_change *change)
{
	struct lmdb_txn txn;
	int err = begin_txn(db, &change->ring, &txn);
	if (err)
		return err;
	err = put_change(&txn, change);
	if (err) {
		mdb_txn_abort(txn.mdb);
		return err;
	}
	err = commit_txn(db, &change->ring, &txn, change->is_logged ? RING_TREE_FOLDS : RING_TREE_COMMITS);
	/* if that is not written, the next writer sees to it */
	if (!err)
		ring_release(&change->ring, db->data_fd, change->end.lsn);
	return err;
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
