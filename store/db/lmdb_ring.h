/*
 * Where the log is: a ring of bytes inside data.mdb, so that a store is one file. The ring is a long value under a key
 * of its own. LMDB never moves such a value until it is put again, so its place in the file is written past LMDB, whose
 * trees that does not touch. Before the records stands a page with the state, which processes share; it is never synced
 * and means nothing after the system went down.
 *
 * Another value, the tree's end, says up to which commit the tree holds everything, and where the next record begins.
 */
#ifndef QUAD_STORE_LMDB_RING_H
#define QUAD_STORE_LMDB_RING_H

#include "store/db/lmdb_env.h"

#define RING_BYTES (2 * 1024 * 1024) /* for records */

/* Tells which run of the system this is. False: it is not known, and out is all zero. */
bool ring_read_boot(char out[RING_BOOT_BYTES]) __attribute__((warn_unused_result));

/* ---- in the tree ---- */

/*
 * Finds the ring as a transaction sees it, and the tree's end. out->p is NULL if there is none. The place that the map
 * tells is compared with the file, since to write to a wrong place would be the worst that can happen. QUAD_ECORRUPT,
 * QUAD_EIO.
 */
int ring_find(MDB_txn *txn, MDB_dbi dbi, struct ring *out, struct log_end *tree) __attribute__((warn_unused_result));
/* Puts an empty ring into the tree, which holds everything up to commit `lsn`. */
int ring_make(MDB_txn *txn, MDB_dbi dbi, uint64_t lsn) __attribute__((warn_unused_result));
/* Puts the tree's end. */
int ring_put_end(MDB_txn *txn, MDB_dbi dbi, uint64_t id, const struct log_end *end) __attribute__((warn_unused_result));
/* For a copy, of which the tree holds everything up to `lsn`: gives it another id, so that it has no records. */
int ring_empty(MDB_txn *txn, MDB_dbi dbi, uint64_t lsn) __attribute__((warn_unused_result));
/* How many of the entries are the database's own. */
size_t ring_count_own(MDB_txn *txn, MDB_dbi dbi);

/* ---- the state: fd is the file's, opened without O_DSYNC ---- */

/* True if the state was written in this run of the system. */
bool ring_is_live(const struct ring *r, const char boot[RING_BOOT_BYTES]);
/* The same in any run. */
bool ring_was_started(const struct ring *r);
/* Writes the state anew. The writers' lock is held. */
int ring_start(const struct ring *r, int fd, const char boot[RING_BOOT_BYTES], const struct log_end *end,
               uint64_t released) __attribute__((warn_unused_result));
/*
 * The last commit that readers may see: its number and sum. Only the writer who holds the lock sets it, when the record
 * is on the disk.
 */
int ring_publish(const struct ring *r, int fd, const struct log_end *end);
bool ring_published(const struct ring *r, uint64_t *lsn, uint64_t *sum) __attribute__((warn_unused_result));
/* The tree's end that is known to be on the disk. What is after it must not be overwritten. */
int ring_release(const struct ring *r, int fd, uint64_t lsn);
uint64_t ring_released(const struct ring *r);
/* Where a record may be on the disk that was to be erased there, in bytes from the beginning of the ring plus 1; 0:
 * none. */
int ring_note_unsure(const struct ring *r, int fd, uint64_t at_plus_1);
uint64_t ring_unsure(const struct ring *r);
/* The number of the record that begins at a place, 0 if none does. */
uint64_t ring_peek(const struct ring *r, uint64_t at);
/*
 * What a process that commits to the tree is at, so that the next one knows if it died or failed at it: see
 * lmdb_tree.c.
 */
enum ring_tree_work {
	RING_TREE_QUIET,
	RING_TREE_FOLDS,   /* what is in the log */
	RING_TREE_COMMITS, /* a commit that has no record; with the writers' lock */
};
int ring_note_work(const struct ring *r, int fd, enum ring_tree_work work);
enum ring_tree_work ring_work(const struct ring *r);

/* ---- records ---- */

enum ring_found {
	RING_NONE, /* there is no such record, or not the whole of it */
	RING_FOUND,
	RING_OTHER, /* there is one that follows another commit of that number: the file is another one's */
	RING_NO_MEMORY,
};

struct ring_record {
	struct bytes bytes, changes; /* all of it, and what it says; both in the copy */
	uint64_t at;                 /* where it begins */
	struct log_end end;          /* after it */
};

/* Looks for the record after `end`, and copies it to `copy`. */
enum ring_found ring_read(const struct ring *r, const struct log_end *end, struct buf *copy, struct ring_record *out);
/* True if there is a record of a number greater than that of the commit after `end`, which is missing. */
bool ring_has_gap(const struct ring *r, const struct log_end *end, struct buf *copy);

/* The end after a record of `len` bytes that begins at `at` and has that sum. */
struct log_end ring_end_after(const struct log_end *end, uint64_t at, size_t len, uint64_t sum);
/* Where a record of `len` bytes goes. False: nothing is free that long until the tree's end moves on. */
bool ring_choose_place(const struct log_end *tree, const struct log_end *end, size_t len, uint64_t *at)
	__attribute__((warn_unused_result));
/* Writes a record, or what replaces it; sync_fd was opened with O_DSYNC. 0 or an errno. */
int ring_write(const struct ring *r, int sync_fd, uint64_t at, struct bytes b) __attribute__((warn_unused_result));

#endif
