/* The physical limits: a flush is the least that a durable booking costs, a cursor's step the least of a row read. */
#include "bench/limits.h"

#include <fcntl.h>
#include <lmdb.h>
#include <string.h>
#include <unistd.h>

#include "bench/spawn.h"

enum { FLUSHES = 500, WALKS = 7, STEPS_MAX = 2000000, BLOCK = 4096, BLOCKS = 64 };

int limit_flush(const char *dir, struct samples *out)
{
	char path[512], block[BLOCK];
	int err = 0;
	snprintf(path, sizeof path, "%s/flush", dir);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	memset(block, 'x', sizeof block);
	for (int i = 0; fd >= 0 && !err && i < BLOCKS; i++)
		err = pwrite(fd, block, sizeof block, (off_t)i * BLOCK) != BLOCK;
	if (fd < 0 || err || fsync(fd) != 0) {
		perror(path);
		err = -1;
	}
	for (int i = 0; !err && i < FLUSHES; i++) {
		double start = now_us();
		block[0] = (char)i;
		if (pwrite(fd, block, sizeof block, (off_t)(i % BLOCKS) * BLOCK) != BLOCK || fdatasync(fd) != 0)
			err = -1;
		if (!err)
			err = sample_add(out, now_us() - start);
	}
	if (fd >= 0)
		close(fd);
	unlink(path);
	return err ? -1 : 0;
}

static int walk(MDB_env *env, struct samples *out)
{
	MDB_txn *txn = NULL;
	MDB_cursor *cursor = NULL;
	MDB_val key, value;
	MDB_dbi dbi;
	size_t n = 0, bytes = 0;
	int rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
	if (!rc)
		rc = mdb_dbi_open(txn, NULL, 0, &dbi);
	if (!rc)
		rc = mdb_cursor_open(txn, dbi, &cursor);
	double start = now_us();
	while (!rc && n < STEPS_MAX && (rc = mdb_cursor_get(cursor, &key, &value, n ? MDB_NEXT : MDB_FIRST)) == 0) {
		bytes += key.mv_size + value.mv_size;
		n++;
	}
	double us = now_us() - start;
	mdb_cursor_close(cursor);
	mdb_txn_abort(txn);
	return (rc == 0 || rc == MDB_NOTFOUND) && bytes ? sample_add(out, (double)n / us * 1e6) : -1;
}

int limit_steps(const char *store, struct samples *out)
{
	MDB_env *env = NULL;
	int err = mdb_env_create(&env);
	if (!err)
		err = mdb_env_open(env, store, MDB_RDONLY | MDB_NOLOCK, 0600);
	for (int i = 0; !err && i < WALKS; i++)
		err = walk(env, out);
	mdb_env_close(env);
	if (err)
		fprintf(stderr, "bench: the steps of a cursor cannot be measured in %s\n", store);
	return err ? -1 : 0;
}
