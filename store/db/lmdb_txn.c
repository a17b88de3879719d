/*
 * Work inside a transaction of LMDB. Every put and del is noted in the redo record of the transaction as well
 * (lmdb_redo.h), and struck out of it again where it is rolled back.
 */
#include "store/db/lmdb_txn.h"

#include "store/base/err.h"
#include "store/db/lmdb_env.h"

/* ---- transactions ---- */

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

int lmdb_read(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb *db = lmdb_of(base);
	struct lmdb_txn txn = {.txn.engine = base->engine};
	int err = begin_read(db, &txn.mdb);
	if (err)
		return err;
	txn.dbi = db->dbi;
	err = fn(&txn.txn, arg);
	lmdb_env_drop_spare(db);
	mdb_txn_reset(txn.mdb);
	db->spare = txn.mdb;
	return err;
}

int lmdb_nest(struct db_txn *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb_txn *outer = lmdb_txn_of(base);
	struct lmdb_txn inner = {.txn = *base, .dbi = outer->dbi, .redo = outer->redo};
	size_t mark = redo_mark(outer->redo);
	int err = lmdb_error(mdb_txn_begin(mdb_txn_env(outer->mdb), outer->mdb, 0, &inner.mdb));
	if (err)
		return err;
	err = fn(&inner.txn, arg);
	if (err)
		mdb_txn_abort(inner.mdb);
	else
		err = lmdb_error(mdb_txn_commit(inner.mdb));
	if (err)
		redo_undo(outer->redo, mark);
	return err;
}

uint64_t lmdb_moment(struct db_txn *base)
{
	const struct lmdb_txn *txn = lmdb_txn_of(base);
	uint64_t id = mdb_txn_id(txn->mdb);
	/* a write transaction has its own number already */
	return txn->redo ? id - 1 : id;
}

/* ---- single keys ---- */

static struct bytes bytes_of(MDB_val v)
{
	return (struct bytes){v.mv_data, v.mv_size};
}

int lmdb_get(struct db_txn *base, struct bytes key, struct bytes *out)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	MDB_val k = lmdb_val(key), v;
	int rc = mdb_get(txn->mdb, txn->dbi, &k, &v);
	*out = rc == 0 ? bytes_of(v) : (struct bytes){"", 0};
	return lmdb_error(rc);
}

int lmdb_put(struct db_txn *base, struct bytes key, struct bytes value)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	MDB_val k = lmdb_val(key), v = lmdb_val(value);
	/* before the put, after which key and value may point to what is no longer there */
	if (txn->redo)
		redo_put(txn->redo, key, value);
	return lmdb_error(mdb_put(txn->mdb, txn->dbi, &k, &v, 0));
}

int lmdb_del(struct db_txn *base, struct bytes key)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	MDB_val k = lmdb_val(key);
	size_t mark = 0;
	if (txn->redo) {
		mark = redo_mark(txn->redo);
		redo_del(txn->redo, key);
	}
	int rc = mdb_del(txn->mdb, txn->dbi, &k, NULL);
	if (rc && txn->redo)
		redo_undo(txn->redo, mark);
	return rc == MDB_NOTFOUND ? 0 : lmdb_error(rc);
}

/* ---- cursors: MDB_cursor itself ---- */

int lmdb_cursor_open(struct db_txn *base, void **out)
{
	struct lmdb_txn *txn = lmdb_txn_of(base);
	MDB_cursor *cursor = NULL;
	int rc = mdb_cursor_open(txn->mdb, txn->dbi, &cursor);
	*out = rc == 0 ? cursor : NULL;
	return lmdb_error(rc);
}

void lmdb_cursor_close(void *cursor)
{
	mdb_cursor_close(cursor);
}

static int move_cursor(void *cursor, MDB_val k, MDB_cursor_op op, struct bytes *key, struct bytes *value)
{
	MDB_val v = {0};
	int rc = mdb_cursor_get(cursor, &k, &v, op);
	if (rc)
		return lmdb_error(rc);
	*key = bytes_of(k);
	*value = bytes_of(v);
	return 0;
}

int lmdb_cursor_seek(void *cursor, struct bytes from, struct bytes bound, bool backwards, struct bytes *key,
                     struct bytes *value)
{
	(void)bound;
	int err = move_cursor(cursor, lmdb_val(from), MDB_SET_RANGE, key, value);
	if (!backwards)
		return err;
	/* it is at the first key that is not less than from, or after all of them */
	if (err == 0)
		return lmdb_cursor_step(cursor, true, key, value);
	if (err == QUAD_ENOTFOUND)
		return move_cursor(cursor, (MDB_val){0}, MDB_LAST, key, value);
	return err;
}

int lmdb_cursor_step(void *cursor, bool backwards, struct bytes *key, struct bytes *value)
{
	return move_cursor(cursor, (MDB_val){0}, backwards ? MDB_PREV : MDB_NEXT, key, value);
}
