/*
 * A store's file as a whole: the proof of its pages, copies of it, and one copy in the place of all that it holds. A copy
 * is opened without its locks, for it has no others who use it.
 */
#include "store/db/lmdb_env.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_pages.h"

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
	return n == (ssize_t)p->page_bytes ? 0 : n < 0 ? db_error(errno) : QUAD_ECORRUPT;
}

static void tell_fault(void *arg, const char *text)
{
	const struct proof *p = arg;
	p->fault(p->arg, text);
}

/*
 * The meta page of a snapshot, which has the number of its transaction. There are two, written in turn: it may be gone
 * if two others have committed since the snapshot began: then QUAD_EBUSY.
 */
static int find_meta(const struct proof *p, uint64_t txn, struct pages_meta *out)
{
	unsigned char page[PAGES_META_BYTES];
	for (int i = 0; i < 2; i++) {
		ssize_t n = pread(p->fd, page, sizeof page, (off_t)i * p->page_bytes);
		if (n < 0)
			return db_error(errno);
		if (n == (ssize_t)sizeof page && pages_meta_read(page, out) == 0 && out->txn == txn &&
		    out->page_bytes == p->page_bytes)
			return 0;
	}
	return QUAD_EBUSY;
}

/* Under the snapshot of txn. QUAD_EBUSY: the snapshot's meta page is not there any more. */
static int prove(MDB_txn *txn, struct proof *p, uint64_t *n_faults)
{
	MDB_env *env = mdb_txn_env(txn);
	struct pages_source source = {read_page, tell_fault, p};
	struct pages_meta meta;
	struct stat st;
	MDB_stat stat;
	int rc = mdb_env_stat(env, &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(env, &p->fd);
	if (rc == 0 && fstat(p->fd, &st) != 0)
		rc = errno;
	if (rc)
		return db_error(rc);
	p->page_bytes = stat.ms_psize;
	int err = find_meta(p, mdb_txn_id(txn), &meta);
	if (err)
		return err;
	return meta.last >= (uint64_t)st.st_size / p->page_bytes ? QUAD_ECORRUPT : pages_check(&meta, &source, n_faults);
}

int db_prove(struct db *db, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	enum { TRIES = 20 };
	struct proof p = {.fault = fault, .arg = arg};
	int err = QUAD_EBUSY;
	*n_faults = 0;
	for (int i = 0; i < TRIES && err == QUAD_EBUSY; i++) {
		MDB_txn *txn;
		err = db_begin(db, MDB_RDONLY, &txn);
		if (err)
			return err;
		err = prove(txn, &p, n_faults);
		mdb_txn_abort(txn);
	}
	return err;
}

/* Makes a rename durable. */
static int sync_parent(const char *path)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 1;
	memcpy(dir, slash ? path : ".", len);
	dir[len ? len : 1] = '\0';
	if (len == 0)
		dir[0] = '/';
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return db_error(errno);
	int rc = fsync(fd) == 0 ? 0 : errno;
	close(fd);
	return db_error(rc);
}

int db_backup(struct db *db, const char *path)
{
	char part[PATH_MAX];
	MDB_txn *txn;
	int n = snprintf(part, sizeof part, "%s.part-%ld", path, (long)getpid());
	if (n < 0 || (size_t)n >= sizeof part)
		return QUAD_EINVAL;
	if (access(path, F_OK) == 0)
		return QUAD_EEXIST;
	/* LMDB begins its own; this is for what is done when that fails */
	int err = db_begin(db, MDB_RDONLY, &txn);
	if (err)
		return err;
	mdb_txn_abort(txn);
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return db_error(errno);
	int rc = mdb_env_copyfd2(db->env, fd, MDB_CP_COMPACT);
	if (rc == 0 && fsync(fd) != 0)
		rc = errno;
	if (close(fd) != 0 && rc == 0)
		rc = errno;
	/* link, unlike rename, does not replace a file that came meanwhile */
	if (rc == 0 && link(part, path) != 0)
		rc = errno;
	unlink(part);
	if (rc == EEXIST)
		return QUAD_EEXIST;
	return rc ? db_error(rc) : sync_parent(path);
}

static void ignore_fault(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

struct restore {
	MDB_txn *from;
	MDB_dbi dbi;
};

static int copy_all(struct db_txn *txn, void *arg)
{
	struct restore *r = arg;
	MDB_cursor *cursor;
	MDB_val k, v;
	redo_skip(txn->redo);
	txn->dropped = true;
	int rc = mdb_drop(txn->txn, txn->dbi, 0);
	if (rc == 0)
		rc = mdb_cursor_open(r->from, r->dbi, &cursor);
	if (rc)
		return db_error(rc);
	while ((rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0)
		if (!db_is_redo((struct bytes){k.mv_data, k.mv_size}) &&
		    (rc = mdb_put(txn->txn, txn->dbi, &k, &v, MDB_APPEND)) != 0)
			break;
	mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? db_copy_lost(r->from, r->dbi, txn) : db_error(rc);
}

int db_restore(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
{
	MDB_env *env = NULL;
	struct db_txn from = {0};
	struct stat st;
	uint64_t n_faults = 0;
	if (stat(path, &st) != 0)
		return db_error(errno);
	if (!S_ISREG(st.st_mode))
		return QUAD_ECORRUPT;
	/* LMDB would make a store of an empty file */
	int err = st.st_size < 8192 ? QUAD_ECORRUPT : db_open_env(path, MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK, &env);
	if (!err)
		err = db_check_size(env);
	if (!err)
		err = db_error(mdb_txn_begin(env, NULL, MDB_RDONLY, &from.txn));
	if (!err)
		err = prove(from.txn, &(struct proof){.fault = ignore_fault}, &n_faults);
	if (!err && n_faults)
		err = QUAD_ECORRUPT;
	if (!err)
		err = db_error(mdb_dbi_open(from.txn, NULL, 0, &from.dbi));
	if (!err)
		err = verify(&from, arg);
	if (!err)
		err = db_update(db, copy_all, &(struct restore){from.txn, from.dbi});
	if (from.txn)
		mdb_txn_abort(from.txn);
	if (env)
		mdb_env_close(env);
	return err;
}
