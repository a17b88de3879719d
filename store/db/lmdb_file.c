/*
 * The file of a store as a whole. A copy that is restored is opened without LMDB's locks: nobody else uses it.
 */
#include "store/db/lmdb_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_fold.h"
#include "store/db/lmdb_lock.h"
#include "store/db/lmdb_pages.h"
#include "store/db/lmdb_redo.h"
#include "store/db/lmdb_ring.h"
#include "store/db/lmdb_tree.h"
#include "store/db/lmdb_txn.h"
#include "store/db/lmdb_view.h"
#include "store/db/lmdb_write.h"

/* ---- proof ---- */

struct proof {
	int fd;
	unsigned page_bytes;
	void (*fault)(void *arg, const char *text);
	void *arg;
};

static int read_page(void *arg, uint64_t no, unsigned char *out)
{
	const struct proof *p = arg;
	ssize_t n = pread(p->fd, out, p->page_bytes, (off_t)(no * p->page_bytes));
	if (n < 0)
		return lmdb_error(errno);
	return n == (ssize_t)p->page_bytes ? 0 : QUAD_ECORRUPT;
}

static void tell_fault(void *arg, const char *text)
{
	const struct proof *p = arg;
	p->fault(p->arg, text);
}

/*
 * Finds the meta page of the snapshot of transaction `id`. There are two meta pages, written in turn: QUAD_EBUSY if two
 * others have committed since the snapshot began, so that its page is gone.
 */
static int find_meta(const struct proof *p, uint64_t id, struct pages_meta *out)
{
	unsigned char page[PAGES_META_BYTES];
	for (int i = 0; i < 2; i++) {
		ssize_t n = pread(p->fd, page, sizeof page, (off_t)i * p->page_bytes);
		if (n < 0)
			return lmdb_error(errno);
		if (n != (ssize_t)sizeof page || pages_meta_read(page, out) != 0)
			continue;
		if (out->txn == id && out->page_bytes == p->page_bytes)
			return 0;
	}
	return QUAD_EBUSY;
}

/* Proves the pages of a snapshot. QUAD_EBUSY: its meta page is gone, begin another. */
static int prove_snapshot(MDB_txn *txn, struct proof *p, uint64_t *n_faults)
{
	MDB_env *env = mdb_txn_env(txn);
	struct pages_source source = {read_page, tell_fault, p};
	struct pages_meta meta;
	struct stat st;
	MDB_stat stat;
	int rc = mdb_env_stat(env, &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(env, &p->fd);
	if (rc)
		return lmdb_error(rc);
	if (fstat(p->fd, &st) != 0)
		return lmdb_error(errno);
	p->page_bytes = stat.ms_psize;
	int err = find_meta(p, mdb_txn_id(txn), &meta);
	if (err)
		return err;
	if (meta.last >= (uint64_t)st.st_size / p->page_bytes)
		return QUAD_ECORRUPT;
	return pages_check(&meta, &source, n_faults);
}

int lmdb_prove(struct db *db, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	enum { TRIES = 20 };
	struct proof p = {.fault = fault, .arg = arg};
	int err = QUAD_EBUSY;
	*n_faults = 0;
	for (int i = 0; i < TRIES && err == QUAD_EBUSY; i++) {
		MDB_txn *txn;
		err = lmdb_env_begin(lmdb_of(db), MDB_RDONLY, &txn);
		if (err)
			return err;
		err = prove_snapshot(txn, &p, n_faults);
		mdb_txn_abort(txn);
	}
	return err;
}

/* ---- copies ---- */

/* Makes the creation of a file durable. */
static int sync_parent(const char *path)
{
	char dir[PATH_MAX] = ".";
	const char *slash = strrchr(path, '/');
	if (slash) {
		size_t len = slash == path ? 1 : (size_t)(slash - path);
		memcpy(dir, path, len);
		dir[len] = '\0';
	}
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return lmdb_error(errno);
	int rc = fsync(fd) == 0 ? 0 : errno;
	close(fd);
	return lmdb_error(rc);
}

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
	return end_copy(&c, err);
}

int lmdb_backup(struct db *base, const char *path)
{
	enum { TRIES = 20 };
	struct lmdb *db = lmdb_of(base);
	char part[PATH_MAX];
	uint64_t last;
	int n = snprintf(part, sizeof part, "%s.part-%ld", path, (long)getpid());
	if (n < 0 || (size_t)n >= sizeof part)
		return QUAD_EINVAL;
	if (access(path, F_OK) == 0)
		return QUAD_EEXIST;
	int err = find_last_commit(db, &last);
	if (err)
		return err;
	/* then the copy of the tree has it all; if that fails, it comes from the log */
	fold_all(db);
	err = QUAD_ENOTFOUND;
	for (int i = 0; i < TRIES && err == QUAD_ENOTFOUND; i++) {
		unlink(part);
		err = make_copy(db, part, last);
	}
	int rc = 0;
	/* link, unlike rename, does not replace a file that was made meanwhile */
	if (!err && link(part, path) != 0)
		rc = errno;
	unlink(part);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_EBUSY : err;
	if (rc == EEXIST)
		return QUAD_EEXIST;
	return rc ? lmdb_error(rc) : sync_parent(path);
}

int lmdb_clone(struct db *db, const char *dir)
{
	char path[PATH_MAX];
	int err = lmdb_path(path, dir, "data.mdb");
	return err ? err : lmdb_backup(db, path);
}

/* ---- restoring ---- */

static void ignore_fault(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

/* A copy that is read: its tree, and above it what its log has, if it is the file of a store. */
struct source {
	MDB_env *env;
	MDB_txn *mdb;
	struct view view;
	struct buf copy;
	struct lmdb_txn txn;
};

static void close_source(struct source *src)
{
	view_release(&src->view);
	buf_release(&src->copy);
	if (src->mdb)
		mdb_txn_abort(src->mdb);
	if (src->env)
		mdb_env_close(src->env);
}

static int open_tree(const char *path, struct source *src)
{
	enum { MIN_BYTES = 8192 }; /* the two meta pages; LMDB would make a store of an empty file */
	struct proof proof = {.fault = ignore_fault};
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
		err = prove_snapshot(src->mdb, &proof, &n_faults);
	if (!err && n_faults)
		err = QUAD_ECORRUPT;
	return err;
}

/* Reads the log to its end: nobody writes to it. */
static int read_log(struct source *src)
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

/* What was opened is in the source even if it fails; close_source closes it. */
static int open_source(const struct db_engine *engine, const char *path, struct source *src)
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

/* Appends all entries of a source, except the database's own, to an empty tree. */
static int copy_entries(struct source *src, const struct lmdb_txn *to)
{
	static const struct bytes first = {"\1", 1}, none = {"", 0};
	struct bytes key, value;
	void *cursor;
	int err = lmdb_cursor_open(&src->txn.txn, &cursor);
	if (err)
		return err;
	err = lmdb_cursor_seek(cursor, first, none, false, &key, &value);
	while (err == 0) {
		MDB_val k = lmdb_val(key), v = lmdb_val(value);
		err = lmdb_error(mdb_put(to->mdb, to->dbi, &k, &v, MDB_APPEND));
		if (!err)
			err = lmdb_cursor_step(cursor, false, &key, &value);
	}
	lmdb_cursor_close(cursor);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* Replaces everything in one transaction of the tree, a commit of its own. The writers' lock is held. */
static int replace_all(struct lmdb *db, struct source *src)
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
		err = copy_entries(src, &txn);
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

static int replace_locked(struct lmdb *db, struct source *src)
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
	struct source src = {0};
	int err = open_source(db->engine, path, &src);
	if (!err)
		err = verify(&src.txn.txn, arg);
	if (!err)
		err = replace_locked(lmdb_of(db), &src);
	close_source(&src);
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
	if (!err)
		err = give_copy(r);
	if (!err)
		err = lmdb_env_stands(r->db);
	if (!err && rename(r->part, r->path) != 0)
		err = lmdb_error(errno);
	if (err)
		return err;
	/* it is replaced; whoever opens it next makes its locks anew if they cannot be removed */
	err = sync_parent(r->path);
	if (lmdb_env_drop_locks(r->db) != 0 || err)
		return QUAD_EUNSURE;
	return 0;
}

static int rebuild_locked(const struct rebuild *r)
{
	int err = lock_tree(r->db);
	if (err)
		return err;
	err = replace_file(r);
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

int lmdb_rebuild(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct rebuild r = {.db = lmdb_of(base), .fn = fn, .arg = arg};
	uint64_t last;
	sigset_t old;
	int err = find_places(&r);
	if (!err)
		err = lock_writers(r.db);
	if (err)
		return err;
	signals_hold(&old);
	err = lmdb_env_stands(r.db);
	if (!err)
		err = find_last_commit(r.db, &last);
	if (!err)
		err = rebuild_locked(&r);
	write_unlock(r.db);
	signals_restore(&old);
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
