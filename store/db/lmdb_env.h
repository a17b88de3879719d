/*
 * What the files share that know LMDB: lmdb_engine.c (transactions, keys, scans), lmdb_commit.c (one flush a commit) and
 * lmdb_file.c (the file as a whole). For no one else.
 */
#ifndef QUAD_STORE_LMDB_ENV_H
#define QUAD_STORE_LMDB_ENV_H

#include <limits.h>
#include <lmdb.h>

#include "store/db/db.h"
#include "store/db/lmdb_redo.h"

struct db {
	MDB_env *env; /* NULL: was lost, and is to be opened again */
	MDB_dbi dbi;
	MDB_txn *kept; /* of the last read, at rest: beginning it again is cheaper than another; NULL: none */
	int lock_fd;
	int timeout_seconds;
	struct queue *queue; /* NULL: none, or not yet */
	bool queue_tried;
	struct redo redo; /* of the write transaction that is open */
	bool boot_known;
	char boot[REDO_BOOT_BYTES];
	char dir[PATH_MAX];
};

/* One of the two places for redo records: its bytes as they stand, and where it is in the file. */
struct redo_slot {
	const unsigned char *p; /* NULL: there is no room for records */
	off_t at;
	int fd;
};

struct db_txn {
	MDB_txn *txn;
	MDB_dbi dbi;
	struct redo *redo; /* NULL: reads only */
	struct redo_slot slot;  /* for its record, as the transaction began */
	bool dropped;      /* the room for records was, with everything else */
};

/* A code of LMDB's, or an errno, as one of ours. */
int db_error(int rc);

/*
 * Opens an environment with the largest map the machine allows: address space is free, and a map that never has to
 * grow needs no agreement between processes.
 */
int db_open_env(const char *path, unsigned flags, MDB_env **out);
/* QUAD_ECORRUPT if the file ends before the last page that its newest meta page names. */
int db_check_size(MDB_env *env);
int db_begin(struct db *db, unsigned flags, MDB_txn **out);

MDB_val db_val(struct bytes b);

/*
 * Commits; on the disk when it returns. With an error nothing was changed; QUAD_EUNSURE: nothing yet, but the disk that
 * failed could not be told, and may bring it back after a power cut. The writers' lock is held.
 */
int db_commit(struct db *db, struct db_txn *txn) __attribute__((warn_unused_result));
/*
 * Whether there is a record of a transaction behind the newest: one that a power cut took, or that a writer is at; *wait:
 * certainly the former.
 */
int db_was_cut(struct db *db, bool *out, bool *wait) __attribute__((warn_unused_result));
/* Begins a write transaction, under the writers' lock; what was lost is done again before. */
int db_begin_write(struct db *db, struct db_txn *out) __attribute__((warn_unused_result));
/* Does in `to` what a file that `from` reads has lost. */
int db_copy_lost(MDB_txn *from, MDB_dbi dbi, struct db_txn *to) __attribute__((warn_unused_result));
/* Whether a key is that of the room for redo records, which no copy takes over. */
bool db_is_redo(struct bytes key);

#endif
