/*
 * A backup is opened without LMDB's locks: nobody else uses it. Its tree is proved before anything of it is read; above
 * it, in memory, stands what its log has, if it is the file of a store that was not closed in peace.
 */
#include "store/db/lmdb_source.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "store/base/err.h"
#include "store/db/lmdb_proof.h"
#include "store/db/lmdb_redo.h"
#include "store/db/lmdb_ring.h"
#include "store/db/lmdb_txn.h"
#include "store/db/lmdb_view.h"

static void ignore_fault(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

struct lmdb_source {
	MDB_env *env;
	MDB_txn *mdb;
	struct view view;
	struct buf copy;
	struct lmdb_txn txn;
};

void lmdb_source_close(struct lmdb_source *src)
{
	if (!src)
		return;
	view_release(&src->view);
	buf_release(&src->copy);
	if (src->mdb)
		mdb_txn_abort(src->mdb);
	if (src->env)
		mdb_env_close(src->env);
	free(src);
}

static int open_tree(const char *path, struct lmdb_source *src)
{
	enum { MIN_BYTES = 8192 }; /* the two meta pages; LMDB would make a store of an empty file */
	struct stat st;
	uint64_t n_faults = 0;
	if (stat(path, &st) != 0)
		return lmdb_error(errno);
	if (!S_ISREG(st.st_mode) || st.st_size < MIN_BYTES)
		return QUAD_ECORRUPT;
	int err = lmdb_env_map(path, MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK, &src->env);
	if (!err)
		err = lmdb_env_check_size(src->env);
	if (!err)
		err = lmdb_error(mdb_txn_begin(src->env, NULL, MDB_RDONLY, &src->mdb));
	if (!err)
		err = proof_snapshot(src->mdb, ignore_fault, NULL, &n_faults);
	if (!err && n_faults)
		err = QUAD_ECORRUPT;
	return err;
}

/* Reads the log to its end: nobody writes to it. */
static int read_log(struct lmdb_source *src)
{
	struct view *v = &src->view;
	for (;;) {
		struct ring_record record;
		enum ring_found found = ring_read(&v->ring, &v->end, &src->copy, &record);
		if (found != RING_FOUND)
			return found == RING_NO_MEMORY ? QUAD_ENOMEM : 0;
		int err = view_add(v, &record);
		if (err)
			return err;
	}
}

/* What was opened is in the source even if it fails. */
static int open_all(const struct db_engine *engine, const char *path, struct lmdb_source *src)
{
	MDB_dbi dbi;
	struct view *v = &src->view;
	int err = open_tree(path, src);
	if (!err)
		err = lmdb_error(mdb_dbi_open(src->mdb, NULL, 0, &dbi));
	if (!err)
		err = ring_find(src->mdb, dbi, &v->ring, &v->tree);
	if (err)
		return err;
	v->end = v->tree;
	src->txn =
		(struct lmdb_txn){.txn.engine = engine, .mdb = src->mdb, .dbi = dbi, .over = &v->over, .writes = true};
	err = v->ring.p ? read_log(src) : redo_copy_lost(src->mdb, dbi, &src->txn);
	src->txn.writes = false;
	return err;
}

int lmdb_source_open(const struct db_engine *engine, const char *path, struct lmdb_source **out)
{
	struct lmdb_source *src = calloc(1, sizeof *src);
	*out = NULL;
	if (!src)
		return QUAD_ENOMEM;
	int err = open_all(engine, path, src);
	if (err) {
		lmdb_source_close(src);
		return err;
	}
	*out = src;
	return 0;
}

struct db_txn *lmdb_source_txn(struct lmdb_source *src)
{
	return &src->txn.txn;
}

int lmdb_source_walk(struct lmdb_source *src, int (*fn)(void *arg, struct bytes key, struct bytes value), void *arg)
{
	static const struct bytes first = {"\1", 1}, none = {"", 0};
	struct bytes key, value;
	void *cursor;
	int err = lmdb_cursor_open(&src->txn.txn, &cursor);
	if (err)
		return err;
	err = lmdb_cursor_seek(cursor, first, none, false, &key, &value);
	while (err == 0) {
		err = fn(arg, key, value);
		if (!err)
			err = lmdb_cursor_step(cursor, false, &key, &value);
	}
	lmdb_cursor_close(cursor);
	return err == QUAD_ENOTFOUND ? 0 : err;
}
