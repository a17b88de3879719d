/*
 * The engine over LMDB 0.9.24: opening and closing a store, its figures, and the table of its functions. All entries
 * are in one unnamed database, in the order of their bytes, without DUPSORT.
 */
#include "store/db/lmdb_engine.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/db/lmdb_commit.h"
#include "store/db/lmdb_env.h"
#include "store/db/lmdb_file.h"
#include "store/db/lmdb_group.h"
#include "store/db/lmdb_lock.h"
#include "store/db/lmdb_queue.h"
#include "store/db/lmdb_txn.h"
#include "store/db/lmdb_write.h"

enum { TIMEOUT_SECONDS = 30 };

/* ---- opening ---- */

/* Repeats what was lost: a write transaction does so when it begins. The writers' lock is held. */
static int repeat_lost(struct lmdb *db)
{
	struct lmdb_txn txn;
	sigset_t old;
	lock_hold_signals(&old);
	int err = commit_begin(db, &txn);
	if (!err)
		commit_abort(&txn);
	lock_release_writers(db);
	lock_restore_signals(&old);
	return err;
}

/*
 * Repeats transactions that were lost, before anybody reads. If another process has the lock, either a writer is at
 * work, and what seems lost is its own; or another process that opens the store after a power cut repeats it right
 * now.
 */
static int recover_lost(struct lmdb *db)
{
	enum commit_lost lost;
	int err = commit_find_lost(db, &lost);
	if (err || lost == LOST_NOTHING)
		return err;
	if (!lock_try_writers(db)) {
		if (lost == LOST_PERHAPS)
			return 0;
		err = lock_writers(db);
		if (err)
			return err;
	}
	return repeat_lost(db);
}

static void lmdb_close(struct db *base)
{
	struct lmdb *db = lmdb_of(base);
	queue_close(db->queue);
	redo_release(&db->redo);
	lmdb_env_close(db);
	lock_close(db);
	free(db);
}

static int lmdb_open(const char *dir, unsigned flags, struct db **out)
{
	*out = NULL;
	struct lmdb *db = calloc(1, sizeof *db);
	if (!db)
		return QUAD_ENOMEM;
	db->db.engine = &lmdb_engine;
	db->lock_fd = -1;
	db->timeout_seconds = TIMEOUT_SECONDS;
	db->boot_known = redo_read_boot(db->boot);
	int err = lmdb_env_find(db, dir, flags);
	if (!err)
		err = lock_open(db);
	if (!err)
		err = lmdb_env_open(db);
	if (!err)
		err = recover_lost(db);
	if (err) {
		lmdb_close(&db->db);
		return err;
	}
	*out = &db->db;
	return 0;
}

/* ---- a store ---- */

static void lmdb_set_timeout(struct db *db, int seconds)
{
	lmdb_of(db)->timeout_seconds = seconds;
}

static long lmdb_holder(struct db *db)
{
	return lock_holder(lmdb_of(db));
}

static uint64_t lmdb_token(struct db *db)
{
	MDB_envinfo info;
	return mdb_env_info(lmdb_of(db)->env, &info) == 0 ? (uint64_t)info.me_last_txnid : 0;
}

static void add_figure(struct db_figures *f, const char *name, uint64_t value)
{
	f->v[f->n].name = name;
	f->v[f->n].value = value;
	f->n++;
}

static int lmdb_figures(struct db *db, struct db_figures *out)
{
	struct lmdb_size size;
	int err = lmdb_env_measure(lmdb_of(db)->env, &size);
	if (err)
		return err;
	add_figure(out, "entries", size.stat.ms_entries);
	add_figure(out, "pages_used", (uint64_t)size.info.me_last_pgno + 1);
	add_figure(out, "page_bytes", size.stat.ms_psize);
	add_figure(out, "file_bytes", size.file_bytes);
	add_figure(out, "readers", size.info.me_numreaders);
	add_figure(out, "readers_max", size.info.me_maxreaders);
	return 0;
}

const struct db_engine lmdb_engine = {
	.open = lmdb_open,
	.close = lmdb_close,
	.set_timeout = lmdb_set_timeout,
	.holder = lmdb_holder,
	.token = lmdb_token,
	.figures = lmdb_figures,
	.read = lmdb_read,
	.update = lmdb_update,
	.rehearse = lmdb_rehearse,
	.submit = lmdb_submit,
	.nest = lmdb_nest,
	.moment = lmdb_moment,
	.get = lmdb_get,
	.put = lmdb_put,
	.del = lmdb_del,
	.cursor_open = lmdb_cursor_open,
	.cursor_close = lmdb_cursor_close,
	.cursor_seek = lmdb_cursor_seek,
	.cursor_step = lmdb_cursor_step,
	.prove = lmdb_prove,
	.backup = lmdb_backup,
	.clone = lmdb_clone,
	.restore = lmdb_restore,
};
