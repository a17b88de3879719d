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
#include "store/db/lmdb_commit.h"
#include "store/db/lmdb_env.h"
#include "store/db/lmdb_pages.h"
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
 * Has the environment opened again if that is needed: mdb_env_copyfd2 begins a transaction of its own, which would only
 * fail.
 */
static int mend_env(struct lmdb *db)
{
	MDB_txn *txn;
	int err = lmdb_env_begin(db, MDB_RDONLY, &txn);
	if (!err)
		mdb_txn_abort(txn);
	return err;
}

/* Writes the copy to a new file. 0, or LMDB's code or an errno. */
static int write_copy(MDB_env *env, int fd)
{
	int rc = mdb_env_copyfd2(env, fd, MDB_CP_COMPACT);
	if (rc == 0 && fsync(fd) != 0)
		rc = errno;
	if (close(fd) != 0 && rc == 0)
		rc = errno;
	return rc;
}

int lmdb_backup(struct db *base, const char *path)
{
	struct lmdb *db = lmdb_of(base);
	char part[PATH_MAX];
	int n = snprintf(part, sizeof part, "%s.part-%ld", path, (long)getpid());
	if (n < 0 || (size_t)n >= sizeof part)
		return QUAD_EINVAL;
	if (access(path, F_OK) == 0)
		return QUAD_EEXIST;
	int err = mend_env(db);
	if (err)
		return err;
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return lmdb_error(errno);
	int rc = write_copy(db->env, fd);
	/* link, unlike rename, does not replace a file that was made meanwhile */
	if (rc == 0 && link(part, path) != 0)
		rc = errno;
	unlink(part);
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

/* Appends all entries that the cursor walks over, except the room for redo records. */
static int copy_entries(MDB_cursor *from, struct lmdb_txn *to)
{
	MDB_val k, v;
	for (;;) {
		int rc = mdb_cursor_get(from, &k, &v, MDB_NEXT);
		if (rc == MDB_NOTFOUND)
			return 0;
		if (rc)
			return lmdb_error(rc);
		if (commit_is_room_key((struct bytes){k.mv_data, k.mv_size}))
			continue;
		rc = mdb_put(to->mdb, to->dbi, &k, &v, MDB_APPEND);
		if (rc)
			return lmdb_error(rc);
	}
}

/* Replaces everything in the write transaction by what `arg`, a snapshot of a copy, sees. */
static int replace_all(struct db_txn *base, void *arg)
{
	const struct lmdb_txn *from = arg;
	struct lmdb_txn *to = lmdb_txn_of(base);
	MDB_cursor *cursor;
	redo_leave_out(to->redo);
	to->dropped = true;
	int rc = mdb_drop(to->mdb, to->dbi, 0);
	if (rc == 0)
		rc = mdb_cursor_open(from->mdb, from->dbi, &cursor);
	if (rc)
		return lmdb_error(rc);
	int err = copy_entries(cursor, to);
	mdb_cursor_close(cursor);
	return err ? err : commit_copy_lost(from, to);
}

/* Opens a copy and begins a snapshot of it. What was opened is in *env and from->mdb even if it fails. */
static int open_copy(const char *path, MDB_env **env, struct lmdb_txn *from)
{
	enum { MIN_BYTES = 8192 }; /* the two meta pages; LMDB would make a store of an empty file */
	struct proof proof = {.fault = ignore_fault};
	struct stat st;
	uint64_t n_faults = 0;
	if (stat(path, &st) != 0)
		return lmdb_error(errno);
	if (!S_ISREG(st.st_mode) || st.st_size < MIN_BYTES)
		return QUAD_ECORRUPT;
	int err = lmdb_env_map(path, MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK, env);
	if (!err)
		err = lmdb_env_check_size(*env);
	if (!err)
		err = lmdb_error(mdb_txn_begin(*env, NULL, MDB_RDONLY, &from->mdb));
	if (!err)
		err = prove_snapshot(from->mdb, &proof, &n_faults);
	if (!err && n_faults)
		err = QUAD_ECORRUPT;
	if (!err)
		err = lmdb_error(mdb_dbi_open(from->mdb, NULL, 0, &from->dbi));
	return err;
}

int lmdb_restore(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
{
	MDB_env *env = NULL;
	struct lmdb_txn from = {.txn.engine = db->engine};
	uint64_t moment;
	int err = open_copy(path, &env, &from);
	if (!err)
		err = verify(&from.txn, arg);
	if (!err)
		err = lmdb_update(db, replace_all, &from, &moment);
	if (from.mdb)
		mdb_txn_abort(from.mdb);
	if (env)
		mdb_env_close(env);
	return err;
}
