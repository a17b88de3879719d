#include "store/db/pg_file.h"

#include "store/base/err.h"
#include "store/db/pg_txn.h"
#include "store/db/pg_write.h"

int pg_prove(struct db *base, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	(void)base;
	(void)fault;
	(void)arg;
	*n_faults = 0;
	return 0;
}

int pg_backup(struct db *base, const char *path)
{
	(void)base;
	(void)path;
	return QUAD_EINVAL;
}

int pg_clone(struct db *base, const char *dir)
{
	(void)base;
	(void)dir;
	return QUAD_EINVAL;
}

int pg_restore(struct db *base, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
{
	(void)base;
	(void)path;
	(void)verify;
	(void)arg;
	return QUAD_EINVAL;
}

int pg_rebuild(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	return pg_update(base, fn, arg, &(uint64_t){0});
}

int pg_must_rebuild(struct db *base, bool *out)
{
	(void)base;
	*out = false;
	return 0;
}
