/*
 * Following the log. The order matters: first the snapshot of the tree, then the number of the last commit, since the
 * tree never holds a commit that was not published before. What the log has between the two cannot be overwritten
 * before the tree moves on; where it was overwritten all the same, the tree did move on, and everything is begun again
 * with a newer snapshot.
 */
#include "store/db/lmdb_view.h"

#include "store/base/err.h"

/* Of memory for changes that were replaced or undone a view takes so much before it begins again. */
enum { VIEW_BYTES_MAX = 16 << 20 };

/* ---- snapshots ---- */

/* Renews the spare read transaction, or begins one. */
static int begin_read(struct lmdb *db, MDB_txn **out)
{
	if (db->spare && mdb_txn_renew(db->spare) == 0) {
		*out = db->spare;
		db->spare = NULL; /* a read inside this one has its own */
		return 0;
	}
	lmdb_env_drop_spare(db);
	return lmdb_env_begin(db, MDB_RDONLY, out);
}

void view_end(struct lmdb *db, MDB_txn *mdb)
{
	lmdb_env_drop_spare(db);
	mdb_txn_reset(mdb);
	db->spare = mdb;
}

/* ---- following ---- */

static int put_change(void *arg, struct bytes key, struct bytes value)
{
	return overlay_put(arg, key, value);
}

static int del_change(void *arg, struct bytes key)
{
	return overlay_del(arg, key);
}

int view_add(struct view *v, const struct ring_record *record)
{
	int err = log_replay(record->changes, put_change, del_change, &v->over);
	if (err) {
		view_forget(v);
		return err;
	}
	overlay_keep(&v->over);
	v->end = record->end;
	return 0;
}

void view_forget(struct view *v)
{
	overlay_clear(&v->over);
	v->tree_txn = 0;
}

void view_release(struct view *v)
{
	overlay_release(&v->over);
	*v = (struct view){0};
}

/* Begins a view with the tree of a snapshot. */
static int load_tree(struct lmdb *db, struct view *v, MDB_txn *mdb)
{
	struct ring ring;
	struct log_end tree;
	int err = ring_find(mdb, db->dbi, &ring, &tree);
	if (err)
		return err;
	bool is_same = v->is_live && ring.id == v->ring.id;
	if (is_same && tree.lsn < v->tree.lsn)
		return QUAD_EMOVED;
	v->is_other |= v->is_live && !is_same;
	overlay_clear(&v->over);
	v->ring = ring;
	v->tree = v->end = tree;
	v->tree_txn = mdb_txn_id(mdb);
	v->env_no = db->env_no;
	v->is_live = is_same;
	return 0;
}

static int read_next(struct lmdb *db, struct view *v)
{
	struct ring_record record;
	switch (ring_read(&v->ring, &v->end, &db->copy, &record)) {
	case RING_FOUND: return view_add(v, &record);
	case RING_NONE: return QUAD_ENOTFOUND;
	case RING_OTHER: return QUAD_EMOVED;
	case RING_NO_MEMORY: break;
	}
	return QUAD_ENOMEM;
}

/*
 * Reads the log up to the last commit. A ring whose state is not of this run of the system is not read: who opened the
 * store first will do that, with the writers' lock (lmdb_write.c). QUAD_ENOTFOUND: a record is not there.
 */
static int follow_log(struct lmdb *db, struct view *v)
{
	uint64_t lsn, sum;
	if (!v->ring.p)
		return 0;
	if (!ring_is_live(&v->ring, db->boot) || !ring_published(&v->ring, &lsn, &sum))
		return v->is_live ? QUAD_EMOVED : 0;
	v->is_live = true;
	/* what went into the tree at once is there before it is published */
	if (lsn < v->end.lsn)
		return v->end.lsn == v->tree.lsn ? 0 : QUAD_EMOVED;
	while (v->end.lsn < lsn) {
		int err = read_next(db, v);
		if (err)
			return err;
	}
	return v->end.sum == sum ? 0 : QUAD_EMOVED;
}

int view_begin(struct lmdb *db, struct view *v, MDB_txn **out)
{
	uint64_t failed_at = 0;
	/* what a thread held that has ended is free */
	if (db->has_folder && atomic_load(&db->folder_done))
		lmdb_env_wait(db);
	if (v->over.bytes_taken > VIEW_BYTES_MAX)
		view_forget(v);
	for (;;) {
		int err = begin_read(db, out);
		if (err)
			return err;
		uint64_t id = mdb_txn_id(*out);
		if (id != v->tree_txn || v->env_no != db->env_no)
			err = load_tree(db, v, *out);
		if (!err)
			err = follow_log(db, v);
		if (!err)
			return 0;
		view_end(db, *out);
		view_forget(v);
		if (err != QUAD_ENOTFOUND)
			return err;
		/* the tree has not moved on: the record is lost */
		if (id == failed_at)
			return QUAD_ECORRUPT;
		failed_at = id;
	}
}

int view_stands(const struct lmdb *db, const struct view *v)
{
	uint64_t lsn, sum;
	if (v->is_other)
		return QUAD_EMOVED;
	if (!v->is_live || !v->tree_txn || v->env_no != db->env_no)
		return 0;
	if (!ring_is_live(&v->ring, db->boot) || !ring_published(&v->ring, &lsn, &sum))
		return QUAD_EMOVED;
	if (lsn == v->end.lsn)
		return sum == v->end.sum ? 0 : QUAD_EMOVED;
	return lsn < v->end.lsn && v->end.lsn != v->tree.lsn ? QUAD_EMOVED : 0;
}

/* ---- whose view ---- */

struct view *view_take(struct lmdb *db, struct view *spare)
{
	struct view *v = &db->view;
	if (v->in_use) {
		*spare = (struct view){0};
		v = spare;
	}
	v->in_use = true;
	return v;
}

void view_return(struct view *v, struct view *spare)
{
	v->in_use = false;
	if (v == spare)
		view_release(v);
}
