/*
 * An ordered transactional key-value store: what the operations need of a database and no more, so that
 * another may stand behind it. Keys are compared as bytes. Today LMDB is behind it (lmdb_engine.c).
 *
 * One writer at a time; readers never wait and see one moment. What get and scan hand out is borrowed: until the
 * next put or del in that transaction, or its end, whichever is first. Decode at once.
 */
#ifndef QUAD_STORE_DB_H
#define QUAD_STORE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"

#define DB_KEY_MAX 480 /* bytes; keys that begin with a zero byte are the database's own */

struct db;
struct db_txn;

enum db_flags {
	DB_CREATE = 1,   /* make the directory (0700) and the file (0600); QUAD_EEXIST if there is a store */
};

/*
 * Opens the store in directory dir. QUAD_ENOSTORE, QUAD_EEXIST, QUAD_ENETFS, QUAD_ECORRUPT (truncated, or not such a
 * file), QUAD_EPERM, QUAD_EIO, QUAD_ENOMEM. A process opens a store once, and its children open their own.
 */
int db_open(const char *dir, unsigned flags, struct db **out) __attribute__((warn_unused_result));
void db_close(struct db *db); /* NULL is fine */

/* Runs fn under a snapshot and returns what it returns. Keep it short: an old snapshot makes the file grow. */
int db_read(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);

/*
 * Runs fn in the write transaction, then commits if it returned 0 and aborts otherwise. fn must depend on nothing
 * but arg and the store, since it may run more than once. Signals that stop or end a program wait until it is
 * over. QUAD_EBUSY when another writer stayed longer than db_set_timeout (db_holder tells its process);
 * QUAD_EFULL and QUAD_EIO at commit: nothing was changed; QUAD_EUNSURE: nothing was, but the disk took not even that,
 * and may have it done after a power cut.
 */
int db_update(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);

/* As db_update but never commits: what a dry run would do. */
int db_rehearse(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);

/*
 * Runs fn in a part of a write transaction: what it has written is undone if it returns other than 0, and is the
 * transaction's else. No scan may be open. Returns what fn returned, or an error of its own.
 */
int db_nest(struct db_txn *txn, int (*fn)(struct db_txn *txn, void *arg), void *arg);

/*
 * A small change that another process may carry out: where one is writing, the request waits with those of others, and
 * the next writer runs them all and commits once. `run` does it in this process, for the commit; `encode` puts it
 * into bytes; `serve` carries out such bytes, in whichever process of this program it is, and appends the answer; `accept`
 * takes the answer that `serve` gave. Of run and serve none may write and then
 * fail for a reason that is the request's own; and the same request carried out twice must do it once.
 */
struct db_job {
	/* First, in a snapshot: may decide it without the writers' lock, for a refusal need wait for nobody. */
	int (*look)(struct db_txn *txn, void *arg, bool *decided);
	int (*run)(struct db_txn *txn, void *arg);
	void (*encode)(const void *arg, struct buf *out);
	/* arg: that of run, which was called before in this transaction */
	int (*serve)(struct db_txn *txn, void *arg, struct bytes request, struct buf *answer);
	int (*accept)(void *arg, struct bytes answer);
};

/*
 * As db_update of job->run. QUAD_EUNSURE: a writer took the request, and neither answered nor died for as long as the
 * time-out; it may still be carried out.
 */
int db_submit(struct db *db, const struct db_job *job, void *arg) __attribute__((warn_unused_result));

void db_set_timeout(struct db *db, int seconds); /* how long update waits for another writer; 30 at first */
long db_holder(struct db *db);                   /* process that writes now, 0 = none */

/* QUAD_ENOTFOUND, QUAD_EIO, QUAD_ECORRUPT. */
int db_get(struct db_txn *txn, struct bytes key, struct bytes *out) __attribute__((warn_unused_result));
int db_put(struct db_txn *txn, struct bytes key, struct bytes value) __attribute__((warn_unused_result));
int db_del(struct db_txn *txn, struct bytes key) __attribute__((warn_unused_result)); /* 0 also if absent */

/*
 * Scans of [lo, hi) in key order, or from the end. A scan may be pointed at another range again and again, which is
 * cheaper than a new one. No put or del while a scan is open.
 */
struct db_scan {
	void *cursor;
	struct db_txn *txn;
	unsigned char hi[DB_KEY_MAX]; /* the bound that ends the scan: hi, or lo when backwards */
	size_t hi_len;
	bool backwards, fresh, done;
	struct bytes first_key, first_value;
};

int db_scan_open(struct db_txn *txn, struct db_scan *out) __attribute__((warn_unused_result));
void db_scan_close(struct db_scan *s);
int db_scan_range(struct db_scan *s, struct bytes lo, struct bytes hi) __attribute__((warn_unused_result));
int db_scan_range_back(struct db_scan *s, struct bytes lo, struct bytes hi) __attribute__((warn_unused_result));
/* QUAD_ENOTFOUND at the end of the range, the first time with the key that stands behind it, empty if none does. */
int db_scan_next(struct db_scan *s, struct bytes *key, struct bytes *value) __attribute__((warn_unused_result));

/*
 * The number of the last commit that the transaction sees: a snapshot's own, and in a write transaction the one that it
 * goes on from.
 */
uint64_t db_moment(struct db_txn *txn);

/* A number that is another after each committed change, whoever made it. Costs no transaction. */
uint64_t db_token(struct db *db);

struct db_figures {
	uint64_t entries, pages_used, page_bytes, file_bytes, readers, readers_max;
};
int db_figures(struct db *db, struct db_figures *out);

/*
 * Proves the file below its records: that every page can be followed where it leads. Reads all of it. fault is told
 * each failure in a sentence; *n_faults counts them. With faults nothing else should be read.
 */
int db_prove(struct db *db, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
	__attribute__((warn_unused_result));

/*
 * Writes a compacted copy to path while others work: under a temporary name, synced, then renamed. QUAD_EEXIST if
 * path exists.
 */
int db_backup(struct db *db, const char *path) __attribute__((warn_unused_result));

/*
 * Replaces all that db holds by what the copy at path holds, in one write transaction, so that others who have the
 * store open see either the one or the other. verify is run under a snapshot of the copy first, and can refuse.
 * QUAD_ENOSTORE if there is no such file, QUAD_ECORRUPT if it is no copy of a store.
 */
int db_restore(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
	__attribute__((warn_unused_result));

#endif
