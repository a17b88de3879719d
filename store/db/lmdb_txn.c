/*
 * Work inside a transaction. What it reads is the tree of a snapshot and the overlay of a view above it, merged: what
 * the overlay says of a key counts. What it writes goes to the overlay, so that a part of a transaction is rolled back
 * by undoing it there.
 */
#include "store/db/lmdb_txn.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "store/base/err.h"
#include "store/db/lmdb_view.h"

/* ---- transactions ---- */

struct lmdb_txn txn_over_view(struct lmdb *db, struct view *v, MDB_txn *mdb, bool writes)
{
	return (struct lmdb_txn){.txn.engine = db->db.engine,
	                         .mdb = mdb,
	                         .dbi = db->dbi,
	                         .over = &v->over,
	                         .moment = v->end.lsn,
	                         .writes = writes};
}

/* In a view of its own, which is newer than what the outermost transaction sees. */
static int read_apart(struct lmdb *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct view v = {0};
	MDB_txn *mdb;
	int err = view_begin(db, &v, &mdb);
	if (!err) {
		struct lmdb_txn txn = txn_over_view(db, &v, mdb, false);
		err = fn(&txn.txn, arg);
		view_end(db, mdb);
	}
	view_release(&v);
	return err;
}

int lmdb_read(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb *db = lmdb_of(base);
	MDB_txn *mdb;
	/* a read inside another sees the same moment, unless this process has made a newer one */
	if (db->is_reading && !db->wrote_inside)
		return fn(&db->reading.txn, arg);
	if (db->view.in_use)
		return read_apart(db, fn, arg);
	int err = view_begin(db, &db->view, &mdb);
	if (err)
		return err;
	db->reading = txn_over_view(db, &db->view, mdb, false);
	db->view.in_use = db->is_reading = true;
	db->wrote_inside = false;
	err = fn(&db->reading.txn, arg);
	db->view.in_use = db->is_reading = false;
	view_end(db, mdb);
	return err;
}

/* A part of a transaction that writes to the tree itself. */
static int nest_in_tree(const struct lmdb_txn *outer, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb_txn inner = *outer;
	int err = lmdb_error(mdb_txn_begin(mdb_txn_env(outer->mdb), outer->mdb, 0, &inner.mdb));
	if (err)
		return err;
	err = fn(&inner.txn, arg);
	if (err) {
		mdb_txn_abort(inner.mdb);
		return err;
	}
	return lmdb_error(mdb_txn_commit(inner.mdb));
}

int lmdb_nest(struct db_txn *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	if (!txn->over)
		return nest_in_tree(txn, fn, arg);
	size_t mark = overlay_mark(txn->over);
	int err = fn(base, arg);
	if (err)
		overlay_undo(txn->over, mark);
	return err;
}

uint64_t lmdb_moment(struct db_txn *base)
{
	return lmdb_txn_of(base)->moment;
}

/* ---- single keys ---- */

static struct bytes bytes_of(MDB_val v)
{
	return (struct bytes){v.mv_data, v.mv_size};
}

int lmdb_get(struct db_txn *base, struct bytes key, struct bytes *out)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	const struct overlay_entry *e = txn->over ? overlay_get(txn->over, key) : NULL;
	*out = (struct bytes){"", 0};
	if (e) {
		if (!e->value.p)
			return QUAD_ENOTFOUND;
		*out = e->value;
		return 0;
	}
	MDB_val k = lmdb_val(key), v;
	int rc = mdb_get(txn->mdb, txn->dbi, &k, &v);
	if (rc == 0)
		*out = bytes_of(v);
	return lmdb_error(rc);
}

int lmdb_put(struct db_txn *base, struct bytes key, struct bytes value)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	if (!txn->writes)
		return QUAD_EINVAL;
	if (txn->over)
		return overlay_put(txn->over, key, value);
	MDB_val k = lmdb_val(key), v = lmdb_val(value);
	return lmdb_error(mdb_put(txn->mdb, txn->dbi, &k, &v, 0));
}

int lmdb_del(struct db_txn *base, struct bytes key)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	if (!txn->writes)
		return QUAD_EINVAL;
	if (txn->over)
		return overlay_del(txn->over, key);
	MDB_val k = lmdb_val(key);
	int rc = mdb_del(txn->mdb, txn->dbi, &k, NULL);
	return rc == MDB_NOTFOUND ? 0 : lmdb_error(rc);
}

static int put_change(void *arg, struct bytes key, struct bytes value)
{
	return lmdb_put(arg, key, value);
}

static int del_change(void *arg, struct bytes key)
{
	return lmdb_del(arg, key);
}

int txn_replay(struct lmdb_txn *txn, struct bytes changes)
{
	return log_replay(changes, put_change, del_change, &txn->txn);
}

/* ---- cursors ---- */

/* Two cursors that go in one direction. The one whose key comes first is given out. */
struct cursor {
	MDB_cursor *tree;
	const struct overlay *over;
	struct overlay_place place;
	const struct overlay_entry *entry; /* the overlay's next one, NULL: none */
	struct bytes key, value;           /* the tree's next one */
	bool has_tree;
	unsigned n_steps;           /* in a row, in the tree */
	bool gave_entry, gave_tree; /* what stands at the last key that was given out, and is to be stepped over */
};

int lmdb_cursor_open(struct db_txn *base, void **out)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	*out = NULL;
	struct cursor *c = calloc(1, sizeof *c);
	if (!c)
		return QUAD_ENOMEM;
	c->over = txn->over;
	int rc = mdb_cursor_open(txn->mdb, txn->dbi, &c->tree);
	if (rc) {
		free(c);
		return lmdb_error(rc);
	}
	*out = c;
	return 0;
}

void lmdb_cursor_close(void *cursor)
{
	struct cursor *c = cursor;
	mdb_cursor_close(c->tree);
	free(c);
}

/* Moves the tree's cursor; 0 also where there is nothing. */
static int move_tree(struct cursor *c, MDB_val k, MDB_cursor_op op)
{
	MDB_val v = {0};
	int rc = mdb_cursor_get(c->tree, &k, &v, op);
	c->has_tree = rc == 0;
	if (rc == 0) {
		c->key = bytes_of(k);
		c->value = bytes_of(v);
	}
	return rc == MDB_NOTFOUND ? 0 : lmdb_error(rc);
}

static int step_tree(struct cursor *c, bool backwards)
{
	return move_tree(c, (MDB_val){0}, backwards ? MDB_PREV : MDB_NEXT);
}

static int seek_tree(struct cursor *c, struct bytes from, bool backwards)
{
	int err = move_tree(c, lmdb_val(from), MDB_SET_RANGE);
	if (err || !backwards)
		return err;
	/* it is at the first key that is not less than from, or after all of them */
	return c->has_tree ? step_tree(c, true) : move_tree(c, (MDB_val){0}, MDB_LAST);
}

/* Which of the two comes first: less than 0 the tree's, more than 0 the overlay's, 0 both at one key. */
static int compare_heads(const struct cursor *c, bool backwards)
{
	if (!c->entry)
		return -1;
	if (!c->has_tree)
		return 1;
	int order = bytes_compare(c->key, c->entry->key);
	return backwards ? -order : order;
}

/* Gives out what comes next, after the keys that the overlay says are deleted. */
static int give_next(struct cursor *c, bool backwards, struct bytes *key, struct bytes *value)
{
	while (c->entry || c->has_tree) {
		int order = compare_heads(c, backwards);
		c->gave_tree = order <= 0;
		c->gave_entry = order >= 0;
		if (order < 0) {
			*key = c->key;
			*value = c->value;
			return 0;
		}
		if (c->entry->value.p) {
			*key = c->entry->key;
			*value = c->entry->value;
			return 0;
		}
		c->entry = overlay_step(c->over, backwards, &c->place);
		if (c->gave_tree) {
			int err = step_tree(c, backwards);
			if (err)
				return err;
		}
	}
	c->gave_tree = c->gave_entry = false;
	return QUAD_ENOTFOUND;
}

int lmdb_cursor_seek(void *cursor, struct bytes from, struct bytes bound, bool backwards, struct bytes *key,
                     struct bytes *value)
{
	struct cursor *c = cursor;
	(void)bound;
	c->n_steps = 0;
	c->entry = c->over ? overlay_seek(c->over, from, backwards, &c->place) : NULL;
	int err = seek_tree(c, from, backwards);
	return err ? err : give_next(c, backwards, key, value);
}

/*
 * The file is mapped without reading ahead, since most looks are short. A walk that has come so far will go on: what
 * lies after it in the file, where the pages of one table mostly follow each other, is read in one piece.
 */
enum { STEPS_LONG = 1024, AHEAD_BYTES = 1 << 20, PAGE_BYTES = 4096 };

static void read_ahead(const void *at)
{
	const char *page = (const char *)at - (uintptr_t)at % PAGE_BYTES;
	/* it is a hint: that it failed is nothing to anybody */
	int ignored = posix_madvise((void *)page, AHEAD_BYTES, POSIX_MADV_WILLNEED);
	(void)ignored;
}

/*
 * The way that nearly all steps go: from one key of the tree to the next, where the overlay has nothing in between.
 * QUAD_ENOTFOUND: there is no next key, or not before the overlay's.
 */
static int step_in_tree(struct cursor *c, bool backwards, struct bytes *key, struct bytes *value)
{
	MDB_val k, v;
	int rc = mdb_cursor_get(c->tree, &k, &v, backwards ? MDB_PREV : MDB_NEXT);
	c->has_tree = rc == 0;
	if (rc)
		return lmdb_error(rc);
	*key = c->key = bytes_of(k);
	*value = c->value = bytes_of(v);
	if (++c->n_steps % STEPS_LONG == 0)
		read_ahead(v.mv_data);
	return c->entry && compare_heads(c, backwards) >= 0 ? QUAD_ENOTFOUND : 0;
}

int lmdb_cursor_step(void *cursor, bool backwards, struct bytes *key, struct bytes *value)
{
	struct cursor *c = cursor;
	if (c->gave_entry)
		c->entry = overlay_step(c->over, backwards, &c->place);
	c->gave_entry = false;
	if (c->gave_tree) {
		int err = step_in_tree(c, backwards, key, value);
		if (err != QUAD_ENOTFOUND)
			return err;
	}
	return give_next(c, backwards, key, value);
}
