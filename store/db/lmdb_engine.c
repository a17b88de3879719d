/*
 * The engine over LMDB 0.9.24: opening and closing a store, its figures, and the table of its functions. All entries
 * are in one unnamed database, in the order of their bytes, without DUPSORT.
 */
#include "store/db/lmdb_engine.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/db_replica.h"
#include "store/db/lmdb_env.h"
#include "store/db/lmdb_file.h"
#include "store/db/lmdb_fold.h"
#include "store/db/lmdb_group.h"
#include "store/db/lmdb_lock.h"
#include "store/db/lmdb_proof.h"
#include "store/db/queue.h"
#include "store/db/lmdb_ring.h"
#include "store/db/lmdb_txn.h"
#include "store/db/lmdb_view.h"
#include "store/db/lmdb_write.h"

enum { TIMEOUT_SECONDS = 30 };

/* ---- opening ---- */

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
	int err = lock_tree(db);
	if (err)
		return err;
	err = lmdb_env_mend_moment(db);
	lock_release_tree(db);
	if (err != QUAD_EMOVED)
		return err;
	err = lmdb_env_drop_locks(db);
	lmdb_env_close_files(db);
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
	signals_hold(&old);
	err = replace_stale_locks(db);
	lock_release_writers(db);
	signals_restore(&old);
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
	return err ? err : write_recover(db);
}

static int lmdb_stands(struct db *db)
{
	const struct lmdb *l = lmdb_of(db);
	int err = lmdb_env_stands(l);
	return err ? err : view_stands(l, &l->view);
}

static void lmdb_detach(struct db *db)
{
	lmdb_of(db)->is_detached = true;
}

static int get_mark(struct db_txn *txn, void *arg)
{
	struct bytes v;
	int err = lmdb_get(txn, replica_key, &v);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	return replica_decode(v, arg);
}

/* Whether it is a replica, and of what: told when a store was opened. */
static int find_mark(struct db *base)
{
	base->replica = (struct db_replica){0};
	return lmdb_read(base, get_mark, &base->replica);
}

static int lmdb_reopen(struct db *base)
{
	struct lmdb *db = lmdb_of(base);
	char dir[PATH_MAX];
	memcpy(dir, db->dir, sizeof dir);
	write_close_queue(db);
	lmdb_env_close_files(db);
	view_release(&db->view);
	lock_close(db);
	db->is_lost = false;
	int err = lmdb_env_find(db, dir, 0);
	if (!err)
		err = open_files(db);
	if (!err)
		err = find_mark(base);
	if (err) {
		lmdb_env_close_files(db);
		db->is_lost = true;
	}
	return err;
}

static void lmdb_close(struct db *base)
{
	struct lmdb *db = lmdb_of(base);
	queue_close(db->queue);
	lmdb_env_close_files(db);
	view_release(&db->view);
	buf_release(&db->record);
	buf_release(&db->copy);
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
	db->lock_fd = db->sync_fd = -1;
	db->timeout_seconds = TIMEOUT_SECONDS;
	db->fold_commits = FOLD_COMMITS;
	/* where it is not known all runs of the system are one, and the log is read to its end at each opening anyway
	 */
	(void)!ring_read_boot(db->boot);
	int err = lmdb_env_find(db, dir, flags);
	if (!err)
		err = open_files(db);
	if (!err)
		err = find_mark(&db->db);
	if (err) {
		lmdb_close(&db->db);
		return err;
	}
	*out = &db->db;
	return 0;
}

/* ---- a store ---- */

static int lmdb_set_timeout(struct db *db, int seconds)
{
	int before = lmdb_of(db)->timeout_seconds;
	lmdb_of(db)->timeout_seconds = seconds;
	return before;
}

static long lmdb_holder(struct db *db)
{
	return lock_holder(lmdb_of(db));
}

static int bring_up_to_date(struct lmdb *db)
{
	MDB_txn *mdb;
	int err = view_begin(db, &db->view, &mdb);
	if (!err)
		view_end(db, mdb);
	return err;
}

static uint64_t lmdb_token(struct db *base)
{
	struct lmdb *db = lmdb_of(base);
	struct view *v = &db->view;
	MDB_envinfo info;
	uint64_t lsn, sum;
	if (!v->in_use) {
		bool is_known = mdb_env_info(db->env, &info) == 0 && (uint64_t)info.me_last_txnid == v->tree_txn;
		bool is_live = v->is_live && v->env_no == db->env_no;
		if (is_known && is_live && ring_published(&v->ring, &lsn, &sum) && lsn == v->end.lsn)
			return lsn;
		if (bring_up_to_date(db) != 0)
			return 0;
	}
	return v->end.lsn;
}

static void add_figure(struct db_figures *f, const char *name, uint64_t value)
{
	f->v[f->n].name = name;
	f->v[f->n].value = value;
	f->n++;
}

/* The database's own, which ring_count_own counts. */
static bool is_own(struct bytes key)
{
	return *(const unsigned char *)key.p == 0;
}

/* What a transaction sees, without the database's own. */
static int count_entries(struct db_txn *base, void *arg)
{
	const struct lmdb_txn *txn = lmdb_txn_of(base);
	struct db_figures *out = arg;
	struct overlay_place place;
	MDB_stat stat;
	int rc = mdb_stat(txn->mdb, txn->dbi, &stat);
	if (rc)
		return lmdb_error(rc);
	uint64_t n = stat.ms_entries;
	const struct overlay_entry *e = overlay_seek(txn->over, (struct bytes){"", 0}, false, &place);
	for (; e; e = overlay_step(txn->over, false, &place)) {
		if (is_own(e->key))
			continue;
		MDB_val k = lmdb_val(e->key), v;
		rc = mdb_get(txn->mdb, txn->dbi, &k, &v);
		if (rc && rc != MDB_NOTFOUND)
			return lmdb_error(rc);
		n += e->value.p != NULL;
		n -= rc == 0;
	}
	add_figure(out, "entries", n - ring_count_own(txn->mdb, txn->dbi));
	return 0;
}

static int lmdb_figures(struct db *base, struct db_figures *out)
{
	struct lmdb *db = lmdb_of(base);
	struct lmdb_size size;
	int err = lmdb_read(base, count_entries, out);
	if (!err)
		err = lmdb_env_measure(db->env, &size);
	if (err)
		return err;
	add_figure(out, "log_commits", db->view.end.lsn - db->view.tree.lsn);
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
	.rebuild = lmdb_rebuild,
	.must_rebuild = lmdb_must_rebuild,
	.replace = lmdb_replace,
};
