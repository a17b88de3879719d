/*
 * Entries are appended by transactions of some megabytes, which LMDB does not flush: nobody reads the file before all
 * of it is flushed at the end. Pages that are appended are full, so the file is as compact as a copy of a tree.
 */
#include "store/db/lmdb_maker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_ring.h"
#include "store/db/new_file.h"

enum { COMMIT_BYTES = 8 << 20 };

struct lmdb_maker {
	struct new_file file;
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;
	size_t held_bytes; /* by the transaction */
};

static int begin_txn(struct lmdb_maker *m)
{
	m->held_bytes = 0;
	return lmdb_error(mdb_txn_begin(m->env, NULL, 0, &m->txn));
}

static int commit_txn(struct lmdb_maker *m)
{
	MDB_txn *txn = m->txn;
	m->txn = NULL;
	return lmdb_error(mdb_txn_commit(txn));
}

/* LMDB would open what somebody else put there. */
static int make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return lmdb_error(errno);
	close(fd);
	return 0;
}

int lmdb_maker_begin(const char *path, struct lmdb_maker **out)
{
	*out = NULL;
	struct lmdb_maker *m = calloc(1, sizeof *m);
	if (!m)
		return QUAD_ENOMEM;
	int err = new_file_name(&m->file, path);
	if (err) {
		free(m);
		return err;
	}
	err = make_file(m->file.part);
	if (!err)
		err = lmdb_env_map(m->file.part, MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOSYNC, &m->env);
	if (!err)
		err = begin_txn(m);
	if (!err)
		err = lmdb_error(mdb_dbi_open(m->txn, NULL, 0, &m->dbi));
	if (err)
		return lmdb_maker_end(m, 0, err);
	*out = m;
	return 0;
}

int lmdb_maker_begin_store(const char *dir, struct lmdb_maker **out)
{
	char path[PATH_MAX];
	*out = NULL;
	int err = lmdb_path(path, dir, "data.mdb");
	return err ? err : lmdb_maker_begin(path, out);
}

int lmdb_maker_add(struct lmdb_maker *m, struct bytes key, struct bytes value)
{
	MDB_val k = lmdb_val(key), v = lmdb_val(value);
	int rc = mdb_put(m->txn, m->dbi, &k, &v, MDB_APPEND);
	if (rc)
		return rc == MDB_KEYEXIST ? QUAD_ECORRUPT : lmdb_error(rc);
	m->held_bytes += key.len + value.len;
	if (m->held_bytes < COMMIT_BYTES)
		return 0;
	int err = commit_txn(m);
	return err ? err : begin_txn(m);
}

int lmdb_maker_end(struct lmdb_maker *m, uint64_t moment, int err)
{
	if (!err)
		err = ring_make(m->txn, m->dbi, moment);
	if (!err)
		err = commit_txn(m);
	if (!err)
		err = lmdb_error(mdb_env_sync(m->env, 1));
	if (m->txn)
		mdb_txn_abort(m->txn);
	if (m->env)
		mdb_env_close(m->env);
	err = new_file_place(&m->file, err);
	free(m);
	return err;
}
