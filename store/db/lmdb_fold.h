/*
 * Folding the log into the tree: what the log has after the tree's end is put there, in the order of the keys. It is
 * due every so many commits. The writers' lock is free meanwhile. Whoever made the last of them does it; or a thread,
 * so that one need not wait, in a program that cannot be stopped from its terminal (it blocks SIGTSTP): a process that
 * is stopped in a fold keeps all others from the tree.
 */
#ifndef QUAD_STORE_LMDB_FOLD_H
#define QUAD_STORE_LMDB_FOLD_H

#include "store/db/lmdb_env.h"

/* More make it cheaper a commit, but whoever opens the store reads them all. */
enum { FOLD_COMMITS = 256 };

/*
 * Begins to fold the log if it is due and nobody else is at it. An error is not told: the next fold will do it, at the
 * latest the commit that finds the log full.
 */
void fold_if_due(struct lmdb *db);
/* Folds the log now, however little there is, unless somebody else is at it. */
void fold_all(struct lmdb *db);
/* Puts the view with the changes of a transaction into the tree, as commit `end`, which has no record. */
int fold_with_changes(struct lmdb *db, struct view *v, const struct log_end *end) __attribute__((warn_unused_result));

/* For tests: another number of commits; and without a thread, so that one thing happens after the other. */
void fold_every(struct db *db, uint64_t n_commits, bool alone);

#endif
