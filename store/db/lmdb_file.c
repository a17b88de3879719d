/* The file of a store as a whole: copies of it while others work, and what replaces it. */
#include "store/db/lmdb_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db_replica.h"
#include "store/db/lmdb_fold.h"
#include "store/db/lmdb_lock.h"
#include "store/db/lmdb_redo.h"
#include "store/db/lmdb_ring.h"
#include "store/db/lmdb_source.h"
#include "store/db/lmdb_tree.h"
#include "store/db/lmdb_txn.h"
#include "store/db/lmdb_view.h"
#include "store/db/lmdb_write.h"
#include "store/db/new_file.h"

/* ---- copies ---- */

/*
 * Lets the system read a whole file into memory, in the order of the file, if that holds it twice: the order of the
 * tree, in which it is then read, is another one. In pieces, since of a long one the system reads the beginning only.
 */
static void bring_in(MDB_env *env)
{
	enum { PIECE = 1 << 20 };
	struct stat st;
	int fd;
	long pages = sysconf(_SC_PHYS_PAGES), page_len = sysconf(_SC_PAGESIZE);
	if (mdb_env_get_fd(env, &fd) != 0 || fstat(fd, &st) != 0 || pages < 0 || page_len < 0)
		return;
	if (st.st_size / page_len >= pages / 2)
		return;
	for (off_t at = 0; at < st.st_size; at += PIECE)
		posix_fadvise(fd, at, PIECE, POSIX_FADV_WILLNEED);
}

/* Writes a copy of the tree to a new file. */
static int copy_tree(MDB_env *env, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return lmdb_error(errno);
	bring_in(env);
	int rc = mdb_env_copyfd2(env, fd, MDB_CP_COMPACT);
	if (close(fd) != 0 && rc == 0)
		rc = errno;
	return lmdb_error(rc);
}

/* The copy of a tree, open for one transaction that writes to it. Nobody else has it open. */
struct copy {
	MDB_env *env;
	struct lmdb_txn txn;
};

/* What was opened is in the copy even if it fails; end_copy closes it. */
static int begin_copy(const struct lmdb *db, const char *path, struct copy *c)
{
	*c = (struct copy){.txn = {.txn.engine = db->db.engine, .writes = true}};
	int err = lmdb_env_map(path, MDB_NOSUBDIR | MDB_NOLOCK, &c->env);
	if (!err)
		err = lmdb_error(mdb_txn_begin(c->env, NULL, 0, &c->txn.mdb));
	if (!err)
		err = lmdb_error(mdb_dbi_open(c->txn.mdb, NULL, 0, &c->txn.dbi));
	return err;
}

/* Commits unless there was an error, which it returns then. All of it is on the disk afterwards. */
static int end_copy(struct copy *c, int err)
{
	if (c->txn.mdb && err)
		mdb_txn_abort(c->txn.mdb);
	else if (c->txn.mdb)
		err = lmdb_error(mdb_txn_commit(c->txn.mdb));
	/* where little was put, LMDB has flushed only that */
	if (!err)
		err = lmdb_error(mdb_env_sync(c->env, 1));
	if (c->env)
		mdb_env_close(c->env);
	return err;
}

/*
 * Adds to a copy what the log had up to a commit. QUAD_ENOTFOUND: the tree has moved on since it was copied, and the
 * log no longer has that.
 */
static int copy_log(struct lmdb *db, struct copy *c, uint64_t up_to)
{
	struct ring ring;
	struct log_end end;
	int err = ring_find(c->txn.mdb, c->txn.dbi, &ring, &end);
	if (err || !ring.p)
		return err;
	while (end.lsn < up_to) {
		struct ring_record record;
		enum ring_found found = ring_read(&db->view.ring, &end, &db->copy, &record);
		if (found != RING_FOUND)
			return found == RING_NO_MEMORY ? QUAD_ENOMEM : QUAD_ENOTFOUND;
		err = txn_replay(&c->txn, record.changes);
		if (err)
			return err;
		end = record.end;
	}
	return ring_empty(c->txn.mdb, c->txn.dbi, end.lsn);
}

/* Brings the process's view up to date; *lsn is the last commit. QUAD_EINVAL inside a transaction. */
static int find_last_commit(struct lmdb *db, uint64_t *lsn)
{
	MDB_txn *mdb;
	if (db->view.in_use)
		return QUAD_EINVAL;
	int err = view_begin(db, &db->view, &mdb);
	if (err)
		return err;
	view_end(db, mdb);
	*lsn = db->view.end.lsn;
	return 0;
}

static int make_copy(struct lmdb *db, const char *path, uint64_t up_to)
{
	struct copy c;
	uint64_t last;
	/* this opens the environment again, if a write failed */
	int err = find_last_commit(db, &last);
	if (!err)
		err = copy_tree(db->env, path);
	if (err)
		return err;
	err = begin_copy(db, path, &c);
	if (!err)
		err = copy_log(db, &c, up_to);
	/* a copy of a replica is a store */
	if (!err && replica_is(&db->db))
		err = lmdb_del(&c.txn.txn, replica_key);
	return end_copy(&c, err);
}

int lmdb_backup(struct db *base, const char *path)
{
	enum { TRIES = 20 };
	struct lmdb *db = lmdb_of(base);
	struct new_file file;
	uint64_t last;
	int err = new_file_name(&file, path);
	if (!err)
		err = find_last_commit(db, &last);
	if (err)
		return err;
	/* then the copy of the tree has it all; if that fails, it comes from the log */
	fold_all(db);
	err = QUAD_ENOTFOUND;
	for (int i = 0; i < TRIES && err == QUAD_ENOTFOUND; i++) {
		unlink(file.part);
		err = make_copy(db, file.part, last);
	}
	return new_file_place(&file, err == QUAD_ENOTFOUND ? QUAD_EBUSY : err);
}

int lmdb_clone(struct db *db, const char *dir)
{
	char path[PATH_MAX];
	int err = lmdb_path(path, dir, "data.mdb");
	return err ? err : lmdb_backup(db, path);
}

/* ---- restoring ---- */

static int append_entry(void *arg, struct bytes key, struct bytes value)
{
	const struct lmdb_txn *to = arg;
	MDB_val k = lmdb_val(key), v = lmdb_val(value);
	return lmdb_error(mdb_put(to->mdb, to->dbi, &k, &v, MDB_APPEND));
}

/* Replaces everything in one transaction of the tree, a commit of its own. The writers' lock is held. */
static int replace_all(struct lmdb *db, struct lmdb_source *src)
{
	struct lmdb_txn txn;
	uint64_t last;
	int err = find_last_commit(db, &last);
	if (!err)
		err = tree_begin(db, &db->view, &txn);
	if (err)
		return err;
	err = lmdb_error(mdb_drop(txn.mdb, txn.dbi, 0));
	if (!err)
		err = lmdb_source_walk(src, append_entry, &txn);
	if (!err)
		err = ring_make(txn.mdb, txn.dbi, last + 1);
	if (err) {
		tree_abort(db, &txn);
		return err;
	}
	err = tree_commit(db, &db->view, &txn);
	/* what this process restored is no other store to it */
	if (!err)
		view_release(&db->view);
	return err;
}

static int replace_locked(struct lmdb *db, struct lmdb_source *src)
{
	sigset_t old;
	int err = lock_writers(db);
	if (err)
		return err;
	signals_hold(&old);
	err = replace_all(db, src);
	write_unlock(db);
	signals_restore(&old);
	return err;
}

int lmdb_restore(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb_source *src;
	int err = lmdb_source_open(db->engine, path, &src);
	if (!err)
		err = verify(lmdb_source_txn(src), arg);
	if (!err)
		err = replace_locked(lmdb_of(db), src);
	lmdb_source_close(src);
	return err;
}

/* ---- rebuilding ---- */

struct rebuild {
	struct lmdb *db;
	int (*fn)(struct db_txn *txn, void *arg);
	void *arg;
	char part[PATH_MAX], path[PATH_MAX];
};

/* Changes the copy: what was lost or is in the log, then fn, then a ring that has no records. */
static int change_copy(const struct rebuild *r, struct copy *c)
{
	struct lmdb *db = r->db;
	struct view *v = &db->view;
	MDB_txn *mdb;
	int err = view_begin(db, v, &mdb);
	if (err)
		return err;
	bool has_ring = v->ring.p;
	uint64_t last = v->end.lsn;
	err = has_ring ? copy_log(db, c, last) : redo_copy_lost(mdb, db->dbi, &c->txn);
	view_end(db, mdb);
	if (!err)
		err = r->fn(&c->txn.txn, r->arg);
	if (!err && has_ring)
		err = ring_empty(c->txn.mdb, c->txn.dbi, last + 1);
	if (!err && !has_ring)
		err = ring_make(c->txn.mdb, c->txn.dbi, last + 1);
	return err ? err : redo_drop_room(&c->txn);
}

/* The copy is for whoever the store belongs to. */
static int give_copy(const struct rebuild *r)
{
	int fd = open(r->part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return lmdb_error(errno);
	int err = lmdb_env_give_owner(fd, r->path);
	close(fd);
	return err;
}

/* With both locks. */
static int put_in_place(const struct rebuild *r)
{
	int err = give_copy(r);
	if (!err)
		err = lmdb_env_stands(r->db);
	if (!err && rename(r->part, r->path) != 0)
		err = lmdb_error(errno);
	if (err)
		return err;
	/* it is replaced; whoever opens it next makes its locks anew if they cannot be removed */
	err = new_file_sync(r->path);
	if (lmdb_env_drop_locks(r->db) != 0 || err)
		return QUAD_EUNSURE;
	return 0;
}

/* The same, of the store with the changes of fn. */
static int replace_file(const struct rebuild *r)
{
	struct copy c;
	unlink(r->part);
	int err = copy_tree(r->db->env, r->part);
	if (err)
		return err;
	err = begin_copy(r->db, r->part, &c);
	if (!err)
		err = change_copy(r, &c);
	err = end_copy(&c, err);
	return err ? err : put_in_place(r);
}

static int with_tree_lock(const struct rebuild *r, int (*fn)(const struct rebuild *r))
{
	int err = lock_tree(r->db);
	if (err)
		return err;
	err = fn(r);
	unlink(r->part);
	lock_release_tree(r->db);
	return err;
}

/* Where the file is, which may be elsewhere by a symbolic link; the copy is made beside it. */
static int find_places(struct rebuild *r)
{
	char path[PATH_MAX];
	int err = lmdb_path(path, r->db->dir, "data.mdb");
	if (err)
		return err;
	if (!realpath(path, r->path))
		return lmdb_error(errno);
	int n = snprintf(r->part, sizeof r->part, "%s.new", r->path);
	return n < 0 || (size_t)n >= sizeof r->part ? QUAD_EINVAL : 0;
}

/* With the writers' lock: a file is put in the place of the store's. */
static int with_writers_lock(const struct rebuild *r, int (*fn)(const struct rebuild *r))
{
	uint64_t last;
	sigset_t old;
	int err = lock_writers(r->db);
	if (err)
		return err;
	signals_hold(&old);
	err = lmdb_env_stands(r->db);
	if (!err)
		err = find_last_commit(r->db, &last);
	if (!err)
		err = with_tree_lock(r, fn);
	write_unlock(r->db);
	signals_restore(&old);
	return err;
}

int lmdb_rebuild(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct rebuild r = {.db = lmdb_of(base), .fn = fn, .arg = arg};
	int err = find_places(&r);
	if (!err)
		err = with_writers_lock(&r, replace_file);
	return err ? err : base->engine->reopen(base);
}

int lmdb_replace(struct db *base, const char *path)
{
	struct rebuild r = {.db = lmdb_of(base)};
	int err = find_places(&r);
	size_t len = strlen(path);
	if (!err && len >= sizeof r.part)
		err = QUAD_EINVAL;
	if (err)
		return err;
	memcpy(r.part, path, len + 1);
	err = with_writers_lock(&r, put_in_place);
	return err ? err : base->engine->reopen(base);
}

int lmdb_must_rebuild(struct db *base, bool *out)
{
	struct lmdb *db = lmdb_of(base);
	MDB_txn *mdb;
	*out = false;
	int err = view_begin(db, &db->view, &mdb);
	if (err)
		return err;
	if (!db->view.ring.p)
		err = redo_find_lost(mdb, db->dbi, out);
	view_end(db, mdb);
	return err;
}
