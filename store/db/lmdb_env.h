/*
 * The private header of the LMDB engine, and its environment: LMDB's word for an open file with its locks and its map.
 * Here are the types that the files lmdb_*.c share, opening, and LMDB's errors in our words.
 */
#ifndef QUAD_STORE_LMDB_ENV_H
#define QUAD_STORE_LMDB_ENV_H

#include <limits.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdatomic.h>

#include "store/db/db_engine.h"
#include "store/db/lmdb_log.h"
#include "store/db/lmdb_place.h"
#include "store/db/overlay.h"

#define RING_BOOT_BYTES 36 /* what tells one run of the system from another */

/* See lmdb_ring.h. */
struct ring {
	const unsigned char *p; /* the page of the state in the map, then the records; NULL: the store has no ring */
	off_t at;               /* the same in the file */
	uint64_t id;            /* random; another one in every copy */
};

/* See lmdb_view.h. All-zero is ready. */
struct view {
	struct overlay over; /* commits after the tree's end, in order, up to `end`; and those of a transaction */
	struct ring ring;
	struct log_end tree, end;
	uint64_t tree_txn; /* LMDB's number of the transaction that `ring` and `tree` are of; 0 = read them again */
	uint64_t env_no;   /* that of the store then */
	bool is_live;      /* the ring's state has been seen in this run of the system */
	bool in_use;       /* by a transaction */
	bool is_other;     /* everything was replaced since the view was first read */
};

/* A transaction. */
struct lmdb_txn {
	struct db_txn txn; /* the first member */
	MDB_txn *mdb;
	MDB_dbi dbi;
	struct overlay *over; /* what stands above the tree; NULL: nothing does, and what is put goes to the tree */
	uint64_t moment;
	bool writes;
};

/* An open store. */
struct lmdb {
	struct db db; /* the first member, so that a pointer to it is one to the whole */
	MDB_env *env; /* NULL: was lost, and is opened again by the next transaction */
	uint64_t env_no; /* how many were opened before this one */
	MDB_dbi dbi;
	struct place_file data_file, lock_file, write_lock_file, queue_file; /* the files that are open */
	bool is_detached;                       /* nobody else opens the files, which need not be at the place */
	bool is_lost;                           /* lmdb_reopen failed: QUAD_EMOVED until it succeeds */
	MDB_txn *spare; /* of the last read, reset: to renew it is cheaper than to begin another; NULL: none */
	int data_fd;    /* LMDB's own of data.mdb */
	int sync_fd;    /* of data.mdb, with O_DSYNC: a write to it is on the disk when it returns; -1 = none */
	int lock_fd;    /* of the file that the writers lock */
	int timeout_seconds;
	uint64_t fold_commits; /* after so many commits the log is folded into the tree */
	bool folds_alone;      /* not by a thread */
	bool has_folder;       /* a thread folds, or has folded and was not waited for yet */
	pthread_t folder;
	atomic_bool folder_done;
	struct queue *queue; /* requests that wait for a writer; NULL: there is none, or it was not opened yet */
	bool queue_tried;    /* to open it was tried */
	struct view view;
	struct lmdb_txn reading; /* the outermost read transaction, if one is open */
	bool is_reading;
	bool wrote_inside;          /* a commit of this process is after what `reading` sees */
	struct buf record, copy;    /* the record that is being written; one that is being read */
	char boot[RING_BOOT_BYTES]; /* this run of the system; all zero if that is not known */
	char dir[PATH_MAX];
};

static inline struct lmdb *lmdb_of(struct db *db)
{
	return (struct lmdb *)db;
}

static inline struct lmdb_txn *lmdb_txn_of(struct db_txn *txn)
{
	return (struct lmdb_txn *)txn;
}

/* The QUAD_ code for one of LMDB's codes or an errno. */
int lmdb_error(int rc);
/* Bytes as LMDB takes them. */
MDB_val lmdb_val(struct bytes b);

/* The path of a file in dir; an empty name gives dir itself with a slash. QUAD_EINVAL if it is too long. */
int lmdb_path(char out[PATH_MAX], const char *dir, const char *name) __attribute__((warn_unused_result));

/*
 * Checks that there is a store in dir, or with DB_CREATE that there is none, and makes the directory then. Sets
 * db->dir. Opens nothing.
 */
int lmdb_env_find(struct lmdb *db, const char *dir, unsigned flags) __attribute__((warn_unused_result));
/* 0, or QUAD_EMOVED if data.mdb or lock.mdb at the store's place is not the one that is open. */
int lmdb_env_stands(const struct lmdb *db) __attribute__((warn_unused_result));
/* True if `name` in the store's directory is that file, or the store is detached. */
bool lmdb_env_has_file(const struct lmdb *db, const char *name, const struct place_file *file);
/*
 * Compares the last transaction that lock.mdb names with that of data.mdb, within transaction `id` of this process:
 * they differ if data.mdb was overwritten while lock.mdb was in use. QUAD_EMOVED then.
 */
int lmdb_env_check_moment(const struct lmdb *db, uint64_t id) __attribute__((warn_unused_result));
/*
 * The same, after LMDB has mended what a process left that died while it committed: its number of the last transaction.
 * The tree's lock is held.
 */
int lmdb_env_mend_moment(struct lmdb *db) __attribute__((warn_unused_result));
/*
 * Removes lock.mdb, so that the next opening makes one that fits data.mdb. Everybody else notices by lmdb_env_stands
 * and opens again.
 */
int lmdb_env_drop_locks(const struct lmdb *db) __attribute__((warn_unused_result));

/*
 * Gives an open file the owner and the mode of another one. Only the system's administrator can give a file away;
 * anybody else's file has the right owner already. By its number, since whoever owns the directory could put a link to
 * any other file in the place of a name.
 */
int lmdb_env_give_owner(int fd, const char *like) __attribute__((warn_unused_result));

/* Opens the environment in db->dir. */
int lmdb_env_open(struct lmdb *db) __attribute__((warn_unused_result));
/* Closes LMDB's environment; then also what is open beside it, for another one in another file. */
void lmdb_env_close(struct lmdb *db);
void lmdb_env_close_files(struct lmdb *db);
/* Waits for the thread that uses the environment, if there is one (lmdb_fold.h). */
void lmdb_env_wait(struct lmdb *db);
/* Frees the spare read transaction. */
void lmdb_env_drop_spare(struct lmdb *db);
/* Begins a transaction of LMDB, and opens the environment again before, where that is needed. */
int lmdb_env_begin(struct lmdb *db, unsigned flags, MDB_txn **out) __attribute__((warn_unused_result));
/* The same in the environment as it is. */
int lmdb_env_begin_here(const struct lmdb *db, unsigned flags, MDB_txn **out) __attribute__((warn_unused_result));

/*
 * Opens a file as an environment with the largest map that the machine allows: address space is free, and a map that
 * never has to grow needs no agreement between processes. The system does not read on where a page is missing in
 * memory: what one looks at is scattered, and each look would fetch a hundred kilobytes.
 */
int lmdb_env_map(const char *path, unsigned flags, MDB_env **out) __attribute__((warn_unused_result));
/* The figures of an environment, and the length of its file. */
struct lmdb_size {
	MDB_envinfo info;
	MDB_stat stat;
	uint64_t file_bytes;
};
int lmdb_env_measure(MDB_env *env, struct lmdb_size *out) __attribute__((warn_unused_result));

/* QUAD_ECORRUPT if the file ends before the last page that its newest meta page names. */
int lmdb_env_check_size(MDB_env *env) __attribute__((warn_unused_result));

#endif
