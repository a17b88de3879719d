/* The lock of those who lead is the writers' lock. */
#include "store/db/lmdb_group.h"

#include "store/base/err.h"
#include "store/db/lmdb_fold.h"
#include "store/db/lmdb_lock.h"
#include "store/db/lmdb_txn.h"
#include "store/db/lmdb_write.h"

static bool try_lock(void *engine)
{
	return lock_try_writers(engine);
}

static void unlock(void *engine)
{
	write_unlock(engine);
}

static int commit(void *engine, struct group_step own, const struct group_step *others, uint64_t *moment)
{
	return write_locked(engine, own, others, moment);
}

static int alone(void *engine, struct group_step own, uint64_t *moment)
{
	struct lmdb *db = engine;
	return lmdb_update(&db->db, own.fn, own.arg, moment);
}

struct early_look {
	const struct db_job *job;
	void *arg;
	bool decided;
};

static int look_in_snapshot(struct db_txn *txn, void *arg)
{
	struct early_look *l = arg;
	return l->job->look(txn, l->arg, &l->decided);
}

int lmdb_submit(struct db *base, const struct db_job *job, void *arg, uint64_t *moment)
{
	struct lmdb *db = lmdb_of(base);
	struct early_look early = {job, arg, false};
	int err = lmdb_read(base, look_in_snapshot, &early);
	if (early.decided)
		return err;
	/* without a snapshot, for want of a place among the readers, it is decided under the lock only */
	if (err && err != QUAD_EBUSY)
		return err;
	write_open_queue(db);
	const struct group g = {db->queue, db->timeout_seconds, false, db, try_lock, unlock, commit, alone};
	err = group_submit(&g, job, arg, moment);
	fold_if_due(db);
	return err;
}
