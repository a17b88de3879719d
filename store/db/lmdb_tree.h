/*
 * Write transactions of LMDB itself, which change the tree: what the log holds is put into it now and then, and a
 * change too large for the log goes there at once. Such a commit flushes twice, the pages and then the meta page that
 * says where they are, and needs nothing but itself after a power cut.
 */
#ifndef QUAD_STORE_LMDB_TREE_H
#define QUAD_STORE_LMDB_TREE_H

#include "store/db/lmdb_env.h"

/*
 * The QUAD_ code for a write or a flush of data.mdb that failed with LMDB's code or an errno. A short write is told as
 * EIO; mostly there was no room for the rest.
 */
int tree_error(const struct lmdb *db, int rc);

/*
 * Before a record is written: settles what a commit to the tree left that failed or whose process died. The writers'
 * lock is held.
 */
int tree_settle(struct lmdb *db, const struct view *v) __attribute__((warn_unused_result));

/*
 * Begins a transaction whose puts and dels go to the tree, with the tree's lock, for one who has the writers' lock and
 * a view that is up to date. Ends with tree_commit or tree_abort, which let go of the tree's lock. QUAD_EBUSY: somebody
 * else stayed in one longer than the time-out.
 */
int tree_begin(struct lmdb *db, const struct view *v, struct lmdb_txn *out) __attribute__((warn_unused_result));
/*
 * Commits; what was changed is on the disk when this returns. With an error nothing was changed; QUAD_EUNSURE: nothing
 * yet, but the disk failed, could not be told so, and may bring the change back after a power cut.
 */
int tree_commit(struct lmdb *db, const struct view *v, struct lmdb_txn *txn) __attribute__((warn_unused_result));
void tree_abort(struct lmdb *db, struct lmdb_txn *txn);

/* Changes that are put into the tree, so that it holds everything up to `end`. */
struct tree_change {
	struct ring ring;
	const struct overlay_entry *v; /* in the order of the keys */
	size_t n;
	struct log_end end;
	bool is_logged; /* `end` has a record */
};

/*
 * Puts a change into the tree and commits. The tree's lock is held. Uses nothing of the view and leaves the environment
 * as it is, so that a thread may do it. QUAD_EMOVED if the tree holds that and more already, or is another one; else
 * errors as of tree_commit.
 */
int tree_apply(const struct lmdb *db, const struct tree_change *change) __attribute__((warn_unused_result));

/*
 * Sees to it that the tree's end is on the disk: if the process that put it there died at it, that is not known. Then
 * what the log has before it may be overwritten.
 */
int tree_release(struct lmdb *db, const struct view *v) __attribute__((warn_unused_result));

#endif
