/*
 * What a process sees of a store: a snapshot of the tree, and above it, in memory, all that the log has after the
 * tree's end. A process keeps its view between transactions and reads only what was appended meanwhile; when the tree
 * has moved on, it begins again from there.
 */
#ifndef QUAD_STORE_LMDB_VIEW_H
#define QUAD_STORE_LMDB_VIEW_H

#include "store/db/lmdb_ring.h"

/*
 * Brings a view that nobody uses to the newest commit, and begins a snapshot of the tree to it. The snapshot ends with
 * view_end. QUAD_EMOVED: the file is another one's or an older one; QUAD_ECORRUPT: a record is missing.
 */
int view_begin(struct lmdb *db, struct view *v, MDB_txn **out) __attribute__((warn_unused_result));
void view_end(struct lmdb *db, MDB_txn *mdb);

/* Adds a record that follows the view. QUAD_ENOMEM, QUAD_ECORRUPT; then the view is begun again. */
int view_add(struct view *v, const struct ring_record *record) __attribute__((warn_unused_result));
/* The next view_begin reads everything again. */
void view_forget(struct view *v);
void view_release(struct view *v);

/* 0, or QUAD_EMOVED if the log in the file is not the one that the view has read. Looks only. */
int view_stands(const struct lmdb *db, const struct view *v) __attribute__((warn_unused_result));

/*
 * The view of a transaction that begins: the process's own, or a new one in `spare` where that is in use. Give it back
 * with view_return.
 */
struct view *view_take(struct lmdb *db, struct view *spare);
void view_return(struct view *v, struct view *spare);

#endif
