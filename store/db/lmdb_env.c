/*
 * Opening an LMDB environment. Cautions that LMDB 0.9.24 needs here:
 *
 * - A file that is shorter than its last page would kill the process with SIGBUS, so sizes are compared first.
 * - Nothing else in the process may open data.mdb or lock.mdb: closing them would drop LMDB's locks.
 * - Readers that were killed keep their slots. These are cleared at opening and when the table of readers is full.
 * - On network file systems neither the map nor the locks can be trusted, so a store there is refused.
 */
#include "store/db/lmdb_env.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "store/base/err.h"

enum { MAX_READERS = 2048 };

int lmdb_error(int rc)
{
	switch (rc) {
	case 0: return 0;
	case MDB_NOTFOUND: return QUAD_ENOTFOUND;
	case ENOMEM: return QUAD_ENOMEM;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
	case MDB_MAP_FULL:
	case MDB_TXN_FULL: return QUAD_EFULL;
	case ENOENT: return QUAD_ENOSTORE;
	case EACCES:
	case EPERM:
	case EROFS: return QUAD_EPERM;
	case MDB_READERS_FULL: return QUAD_EBUSY;
	case MDB_INVALID:
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC: return QUAD_ECORRUPT;
	case MDB_VERSION_MISMATCH: return QUAD_EVERSION;
	default: return QUAD_EIO;
	}
}

MDB_val lmdb_val(struct bytes b)
{
	/* LMDB's type has no const; it does not write through it here. */
	union {
		const void *in;
		void *out;
	} p = {.in = b.p};
	return (MDB_val){.mv_size = b.len, .mv_data = p.out};
}

int lmdb_path(char out[PATH_MAX], const char *dir, const char *name)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);
	return n < 0 || n >= PATH_MAX ? QUAD_EINVAL : 0;
}

/* ---- the directory ---- */

/* The types are those of statfs(2). */
static bool is_on_network(const char *dir)
{
	static const unsigned long types[] = {0x6969 /* NFS */, 0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */,
	                                      0x517b /* SMB */, 0x65735546 /* FUSE */, 0x01021997 /* 9p */,
	                                      0x00c36400 /* Ceph */, 0x0bd00bd0 /* Lustre */, 0x5346414f /* AFS */};
	struct statfs fs;
	if (statfs(dir, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (((unsigned long)fs.f_type & 0xffffffffUL) == types[i])
			return true;
	return false;
}

/* Makes dir and its missing parents: parents with the mode that the umask gives, dir itself for its owner alone. */
static int make_dir(const char *dir)
{
	char path[PATH_MAX];
	size_t len = strlen(dir);
	if (len == 0 || len >= sizeof path)
		return QUAD_EINVAL;
	memcpy(path, dir, len + 1);
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0755) != 0 && errno != EEXIST)
			return lmdb_error(errno);
		*p = '/';
	}
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return lmdb_error(errno);
	return 0;
}

int lmdb_env_find(struct lmdb *db, const char *dir, unsigned flags)
{
	char path[PATH_MAX];
	struct stat st;
	bool create = flags & DB_CREATE;
	int err = create ? make_dir(dir) : 0;
	if (err)
		return err;
	err = lmdb_path(db->dir, dir, "");
	if (err)
		return err;
	err = lmdb_path(path, dir, "data.mdb");
	if (err)
		return err;
	bool exists = stat(path, &st) == 0;
	if (!exists && errno != ENOENT && errno != ENOTDIR)
		return lmdb_error(errno);
	if (exists && create)
		return QUAD_EEXIST;
	if (!exists && !create)
		return QUAD_ENOSTORE;
	return is_on_network(dir) ? QUAD_ENETFS : 0;
}

int lmdb_env_give_owner(int fd, const char *like)
{
	struct stat st, is;
	if (stat(like, &st) != 0 || fstat(fd, &is) != 0)
		return lmdb_error(errno);
	bool is_same = st.st_uid == is.st_uid && st.st_gid == is.st_gid;
	if (!is_same && geteuid() == 0 && fchown(fd, st.st_uid, st.st_gid) != 0)
		return lmdb_error(errno);
	if ((st.st_mode & 07777) != (is.st_mode & 07777) && fchmod(fd, st.st_mode & 07777) != 0)
		return lmdb_error(errno);
	return 0;
}

/* A file that is made anew is for whoever the store belongs to. */
static int give_lock_file(const char *dir, int fd)
{
	char data[PATH_MAX];
	int err = lmdb_path(data, dir, "data.mdb");
	if (err || access(data, F_OK) != 0)
		return err;
	return lmdb_env_give_owner(fd, data);
}

/*
 * Gives lock.mdb blocks that exist: LMDB leaves holes in it, and on a full disk a hole kills the process that writes to
 * its map. Called only before this process has the file open, and never makes it longer than others have mapped it.
 * Tells which file it is.
 */
static int allocate_lock_file(const char *dir, struct place_file *out)
{
	enum { READER_BYTES = 64, HEAD_BYTES = 128, BLOCK_BYTES = 512 };
	char path[PATH_MAX];
	struct stat st;
	int err = lmdb_path(path, dir, "lock.mdb");
	if (err)
		return err;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool is_new = fd >= 0;
	if (!is_new && errno == EEXIST)
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return lmdb_error(errno);
	if (is_new)
		err = give_lock_file(dir, fd);
	if (err)
		goto out;
	if (fstat(fd, &st) != 0) {
		err = lmdb_error(errno);
		goto out;
	}
	*out = (struct place_file){st.st_dev, st.st_ino};
	off_t len = st.st_size ? st.st_size : HEAD_BYTES + MAX_READERS * READER_BYTES;
	if (st.st_blocks < len / BLOCK_BYTES) {
		int rc = posix_fallocate(fd, 0, len);
		err = rc == EOPNOTSUPP ? 0 : lmdb_error(rc);
	}
out:
	close(fd);
	return err;
}

/* ---- the place ---- */

int lmdb_env_stands(const struct lmdb *db)
{
	if (db->is_detached)
		return 0;
	if (db->is_lost)
		return QUAD_EMOVED;
	int err = place_check(db->dir, "data.mdb", &db->data_file);
	return err ? err : place_check(db->dir, "lock.mdb", &db->lock_file);
}

bool lmdb_env_has_file(const struct lmdb *db, const char *name, const struct place_file *file)
{
	return db->is_detached || place_check(db->dir, name, file) == 0;
}

int lmdb_env_check_moment(const struct lmdb *db, uint64_t id)
{
	MDB_envinfo info;
	int rc = mdb_env_info(db->env, &info);
	if (rc)
		return lmdb_error(rc);
	return (uint64_t)info.me_last_txnid == id - 1 ? 0 : QUAD_EMOVED;
}

int lmdb_env_drop_locks(const struct lmdb *db)
{
	char path[PATH_MAX];
	int err = lmdb_path(path, db->dir, "lock.mdb");
	if (err)
		return err;
	if (unlink(path) != 0 && errno != ENOENT)
		return lmdb_error(errno);
	return 0;
}

/* Opens data.mdb once more, for writes that are on the disk when they return. */
static int open_sync_file(struct lmdb *db)
{
	struct place_file file;
	char path[PATH_MAX];
	int err = lmdb_path(path, db->dir, "data.mdb");
	if (err)
		return err;
	db->sync_fd = open(path, O_WRONLY | O_DSYNC | O_CLOEXEC);
	if (db->sync_fd < 0)
		return lmdb_error(errno);
	err = place_note(db->sync_fd, &file);
	if (err)
		return err;
	return place_is_same(&file, &db->data_file) ? 0 : QUAD_EMOVED;
}

static int note_data_fd(struct lmdb *db)
{
	return lmdb_error(mdb_env_get_fd(db->env, &db->data_fd));
}

/* Notes which data.mdb is open; allocate_lock_file notes lock.mdb, which LMDB does not tell. */
static int note_data(struct lmdb *db)
{
	int err = note_data_fd(db);
	if (!err)
		err = place_note(db->data_fd, &db->data_file);
	return err ? err : open_sync_file(db);
}

/* ---- the environment ---- */

int lmdb_env_map(const char *path, unsigned flags, MDB_env **out)
{
	int rc = EINVAL;
	*out = NULL;
	for (size_t map_gib = 1024; map_gib > 0; map_gib /= 2) {
		MDB_env *env;
		rc = mdb_env_create(&env);
		if (rc)
			return lmdb_error(rc);
		rc = mdb_env_set_maxreaders(env, MAX_READERS);
		if (rc == 0)
			rc = mdb_env_set_mapsize(env, map_gib << 30);
		if (rc == 0)
			rc = mdb_env_open(env, path, flags | MDB_NOTLS | MDB_NORDAHEAD, 0600);
		if (rc == 0) {
			*out = env;
			return 0;
		}
		mdb_env_close(env);
		if (rc != ENOMEM && rc != EINVAL)
			break;
	}
	return lmdb_error(rc);
}

int lmdb_env_measure(MDB_env *env, struct lmdb_size *out)
{
	struct stat st;
	int fd;
	int rc = mdb_env_info(env, &out->info);
	if (rc == 0)
		rc = mdb_env_stat(env, &out->stat);
	if (rc == 0)
		rc = mdb_env_get_fd(env, &fd);
	if (rc)
		return lmdb_error(rc);
	if (fstat(fd, &st) != 0)
		return lmdb_error(errno);
	out->file_bytes = (uint64_t)st.st_size;
	return 0;
}

int lmdb_env_check_size(MDB_env *env)
{
	struct lmdb_size size;
	int err = lmdb_env_measure(env, &size);
	if (err)
		return err;
	uint64_t need = ((uint64_t)size.info.me_last_pgno + 1) * size.stat.ms_psize;
	return size.file_bytes < need ? QUAD_ECORRUPT : 0;
}

/* mdb_txn_begin, and once more with a table of readers without those that died if it is full. */
static int begin_txn(MDB_env *env, unsigned flags, MDB_txn **out)
{
	int rc = mdb_txn_begin(env, NULL, flags, out);
	if (rc == MDB_READERS_FULL) {
		int n_dead;
		mdb_reader_check(env, &n_dead);
		rc = mdb_txn_begin(env, NULL, flags, out);
	}
	return rc;
}

static int open_dbi(MDB_env *env, MDB_dbi *out)
{
	MDB_txn *txn;
	int rc = begin_txn(env, MDB_RDONLY, &txn);
	if (rc)
		return lmdb_error(rc);
	rc = mdb_dbi_open(txn, NULL, 0, out);
	if (rc == 0)
		rc = mdb_txn_commit(txn);
	else
		mdb_txn_abort(txn);
	return lmdb_error(rc);
}

int lmdb_env_open(struct lmdb *db)
{
	int n_dead;
	int err = allocate_lock_file(db->dir, &db->lock_file);
	if (!err)
		err = lmdb_env_map(db->dir, 0, &db->env);
	if (!err)
		err = note_data(db);
	/* lock.mdb may have been replaced between the two */
	if (!err)
		err = lmdb_env_stands(db);
	if (!err)
		err = lmdb_env_check_size(db->env);
	if (!err)
		err = lmdb_error(mdb_reader_check(db->env, &n_dead));
	if (!err)
		err = open_dbi(db->env, &db->dbi);
	return err;
}

void lmdb_env_drop_spare(struct lmdb *db)
{
	if (db->spare)
		mdb_txn_abort(db->spare);
	db->spare = NULL;
}

void lmdb_env_wait(struct lmdb *db)
{
	if (!db->has_folder)
		return;
	pthread_join(db->folder, NULL);
	db->has_folder = false;
	overlay_thaw(&db->view.over);
}

void lmdb_env_close(struct lmdb *db)
{
	lmdb_env_wait(db);
	lmdb_env_drop_spare(db);
	if (db->env)
		mdb_env_close(db->env);
	db->env = NULL;
	/* what views point to in its map is gone */
	db->env_no++;
}

void lmdb_env_close_files(struct lmdb *db)
{
	lmdb_env_close(db);
	if (db->sync_fd >= 0)
		close(db->sync_fd);
	db->sync_fd = -1;
}

/*
 * Replaces an environment that is of no use any more: after a write that failed LMDB refuses everything, and a map
 * cannot be made larger without losing it if that fails. No transaction of this process is open.
 */
static int reopen_env(struct lmdb *db)
{
	lmdb_env_close(db);
	/* LMDB would make files that are gone */
	int err = lmdb_env_stands(db);
	if (!err)
		err = lmdb_env_map(db->dir, 0, &db->env);
	if (!err)
		err = note_data_fd(db);
	if (!err)
		err = lmdb_env_stands(db);
	if (!err)
		err = open_dbi(db->env, &db->dbi);
	if (err)
		lmdb_env_close(db);
	return err;
}

int lmdb_env_begin_here(const struct lmdb *db, unsigned flags, MDB_txn **out)
{
	return lmdb_error(db->env ? begin_txn(db->env, flags, out) : MDB_PANIC);
}

int lmdb_env_mend_moment(struct lmdb *db)
{
	MDB_txn *txn;
	int err = lmdb_env_begin(db, 0, &txn);
	if (err)
		return err;
	err = lmdb_env_check_moment(db, mdb_txn_id(txn));
	mdb_txn_abort(txn);
	return err;
}

int lmdb_env_begin(struct lmdb *db, unsigned flags, MDB_txn **out)
{
	int rc = db->env ? begin_txn(db->env, flags, out) : MDB_PANIC;
	if (rc == MDB_MAP_RESIZED || rc == MDB_PANIC) {
		int err = reopen_env(db);
		if (err)
			return err;
		rc = mdb_txn_begin(db->env, NULL, flags, out);
	}
	return lmdb_error(rc);
}
