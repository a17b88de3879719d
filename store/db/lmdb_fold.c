/*
 * The thread gets a list of the entries as they are when it begins. What they point to stays until the thread was
 * waited for (overlay_freeze), which whoever needs the tree's lock does, or closes the environment.
 */
#include "store/db/lmdb_fold.h"

#include <signal.h>
#include <stdlib.h>

#include "store/base/err.h"
#include "store/db/lmdb_lock.h"
#include "store/db/lmdb_tree.h"
#include "store/db/lmdb_view.h"

enum { FOLD_BYTES = RING_BYTES / 2 }; /* the log is folded after so many bytes, however few commits they are */

void fold_every(struct db *db, uint64_t n_commits, bool alone)
{
	lmdb_of(db)->fold_commits = n_commits;
	lmdb_of(db)->folds_alone = alone;
}

/* True if the log is long enough: `n_commits`, or many bytes. */
static bool is_due(const struct view *v, uint64_t n_commits)
{
	uint64_t n_bytes = (v->end.at + RING_BYTES - v->tree.at) % RING_BYTES;
	return v->end.lsn - v->tree.lsn >= n_commits || n_bytes >= FOLD_BYTES;
}

/* ---- in this thread ---- */

static int apply_view(struct lmdb *db, struct view *v, const struct log_end *end)
{
	struct overlay_entry *entries = overlay_freeze(&v->over);
	if (!entries)
		return QUAD_ENOMEM;
	const struct tree_change change = {
		.ring = v->ring, .v = entries, .n = v->over.n, .end = *end, .is_logged = end->lsn == v->end.lsn};
	int err = tree_apply(db, &change);
	free(entries);
	overlay_thaw(&v->over);
	if (!err)
		view_forget(v);
	return err;
}

int fold_with_changes(struct lmdb *db, struct view *v, const struct log_end *end)
{
	int err = lock_tree(db);
	if (err)
		return err;
	err = apply_view(db, v, end);
	lock_release_tree(db);
	return err;
}

/* ---- in a thread of its own ---- */

struct job {
	struct lmdb *db;
	struct overlay_entry *entries;
	struct tree_change change;
};

static void *run_job(void *arg)
{
	struct job *job = arg;
	struct lmdb *db = job->db;
	(void)!tree_apply(db, &job->change);
	lock_release_tree(db);
	free(job->entries);
	free(job);
	atomic_store(&db->folder_done, true);
	return NULL;
}

/* Signals are for the thread that runs the program. */
static bool start_thread(struct lmdb *db, struct job *job)
{
	sigset_t all, old;
	sigfillset(&all);
	atomic_store(&db->folder_done, false);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	db->has_folder = pthread_create(&db->folder, NULL, run_job, job) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return db->has_folder;
}

/* The thread lets go of the tree's lock. False: there is none. */
static bool apply_in_thread(struct lmdb *db, struct view *v)
{
	struct job *job = malloc(sizeof *job);
	if (!job)
		return false;
	*job = (struct job){.db = db, .entries = overlay_freeze(&v->over)};
	job->change = (struct tree_change){
		.ring = v->ring, .v = job->entries, .n = v->over.n, .end = v->end, .is_logged = true};
	if (job->entries && start_thread(db, job))
		return true;
	overlay_thaw(&v->over);
	free(job->entries);
	free(job);
	return false;
}

/* ---- when ---- */

/* With the tree's lock, which is let go. Another process may have folded the log since the view was brought up to date.
 */
static void fold_locked(struct lmdb *db, uint64_t n_commits, bool may_wait)
{
	struct view *v = &db->view;
	MDB_txn *mdb;
	int err = view_begin(db, v, &mdb);
	if (!err) {
		/* it would keep pages of the tree from being used again */
		view_end(db, mdb);
		bool is_wanted = v->ring.p && is_due(v, n_commits);
		if (is_wanted && !may_wait && apply_in_thread(db, v))
			return;
		if (is_wanted)
			(void)!apply_view(db, v, &v->end);
	}
	lock_release_tree(db);
}

void fold_if_due(struct lmdb *db)
{
	const struct view *v = &db->view;
	sigset_t old;
	if (v->in_use || !v->tree_txn || !is_due(v, db->fold_commits))
		return;
	signals_hold(&old);
	/* a program that can be stopped must not be stopped in a fold, which a thread could not prevent */
	bool can_stop = !sigismember(&old, SIGTSTP);
	if (lock_try_tree(db))
		fold_locked(db, db->fold_commits, db->folds_alone || can_stop);
	signals_restore(&old);
}

void fold_all(struct lmdb *db)
{
	sigset_t old;
	if (db->view.in_use)
		return;
	lmdb_env_wait(db);
	signals_hold(&old);
	if (lock_try_tree(db))
		fold_locked(db, 1, true);
	signals_restore(&old);
}
