/* The proof that every page of a file can be followed: of a store that is open, and of a snapshot of any file. */
#ifndef QUAD_STORE_LMDB_PROOF_H
#define QUAD_STORE_LMDB_PROOF_H

#include "store/db/lmdb_env.h"

/*
 * Proves the pages that a snapshot consists of. QUAD_EBUSY: the snapshot's meta page is gone, begin another;
 * QUAD_ECORRUPT if the file ends before the last page.
 */
int proof_snapshot(MDB_txn *txn, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
	__attribute__((warn_unused_result));

/* See db_engine.h. */
int lmdb_prove(struct db *db, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults);

#endif
