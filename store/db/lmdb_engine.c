/*
 * The engine over LMDB 0.9.24: opening and closing a store, its figures, and the table of its functions. All entries
 * are in one unnamed database, in the order of their bytes, without DUPSORT.
 */
#include "store/db/lmdb_engine.h"

#include <stdlib.h>
#include <string.h>

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

/* Whether lock.mdb seems to be of another data.mdb. It seems so also while a writer commits. */
static int find_stale_locks(struct lmdb *db, bool *out)
{
	MDB_txn *txn;
	int err = lmdb_env_begin(db, MDB_RDONLY, &txn);
	if (err)
		return err;
	err = lmdb_env_check_moment(db, mdb_txn_id(txn) + 1);
	*out = err == QUAD_EMOVED;
	mdb_txn_abort(txn);
	return *out ? 0 : err;
}

/* Removes lock.mdb if it is of another data.mdb, and opens again. The writers' lock is held. */
static int replace_stale_locks(struct lmdb *db)
{
	MDB_txn *txn;
	/* this mends what a writer that died left, which is not stale */
	int err = lmdb_env_begin(db, 0, &txn);
	if (err)
		return err;
	err = lmdb_env_check_moment(db, mdb_txn_id(txn));
	mdb_txn_abort(txn);
	if (err != QUAD_EMOVED)
		return err;
	err = lmdb_env_drop_locks(db);
	lmdb_env_close(db);
	return err ? err : lmdb_env_open(db);
}

/*
 * LMDB keeps the number of the last transaction in lock.mdb, which it sets anew only if nobody else has that open. If
 * data.mdb was overwritten or made anew meanwhile, the number is of the old one, and the next commit would go over the
 * newest. Then lock.mdb is made anew; those who have the old one open notice by lmdb_env_stands.
 */
static int mend_locks(struct lmdb *db)
{
	bool stale;
	sigset_t old;
	int err = find_stale_locks(db, &stale);
	if (err || !stale)
		return err;
	err = lock_writers(db);
	if (err)
		return err;
	lock_hold_signals(&old);
	err = replace_stale_locks(db);
	lock_release_writers(db);
	lock_restore_signals(&old);
	return err;
}

/* Opens the files in db->dir. What was opened stays open if it fails. */
static int open_files(struct lmdb *db)
{
	int err = lock_open(db);
	if (!err)
		err = lmdb_env_open(db);
	if (!err)
		err = mend_locks(db);
	return err ? err : recover_lost(db);
}

static int lmdb_stands(struct db *db)
{
	return lmdb_env_stands(lmdb_of(db));
}

static void lmdb_detach(struct db *db)
{
	lmdb_of(db)->is_detached = true;
}

static int lmdb_reopen(struct db *base)
{
	struct lmdb *db = lmdb_of(base);
	char dir[PATH_MAX];
	memcpy(dir, db->dir, sizeof dir);
	write_close_queue(db);
	lmdb_env_close(db);
	lock_close(db);
	db->is_lost = false;
	int err = lmdb_env_find(db, dir, 0);
	if (!err)
		err = open_files(db);
	if (err) {
		lmdb_env_close(db);
		db->is_lost = true;
	}
	return err;
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
		err = open_files(db);
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
	.stands = lmdb_stands,
	.detach = lmdb_detach,
	.reopen = lmdb_reopen,
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
