/*
 * The database interface: an ordered transactional key-value store, as much of a database as Quad needs and no more.
 * Keys are compared as bytes. An engine does the work (db_engine.h); db_open chooses it, and callers cannot tell which
 * one it is.
 *
 * There is one writer at a time. Readers never wait, and each sees the store as of one moment. The keys and values that
 * db_get and scans give out are borrowed: they are valid until the next put or del in that transaction or until its
 * end, whichever is first; of a store on a server also only until 32 MiB more were read in it. So decode them at once.
 */
#ifndef QUAD_STORE_DB_H
#define QUAD_STORE_DB_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"

#define DB_KEY_MAX 480 /* bytes; keys that begin with a zero byte are the database's own */

struct db;
struct db_txn;

enum db_flags {
	DB_CREATE = 1, /* make the directory (0700) and the store in it (0600); QUAD_EEXIST if there is one */
	/*
	 * The reads of the first seconds, between two changes of this process, may be of one moment: for a command,
	 * which is one act. Only where the store is on a server; what is wrong with it is then told by the first of
	 * them.
	 */
	DB_ONE_ACT = 2,
};

/* ---- a store ---- */

/*
 * Opens the store in directory `where`, or the one on the server that `where` is the address of. QUAD_ENOSTORE,
 * QUAD_EEXIST, QUAD_ENETFS, QUAD_ECORRUPT (truncated, or not a store), QUAD_EPERM, QUAD_EIO, QUAD_ENOMEM;
 * QUAD_EFOREIGN, and QUAD_ELINK, as from any call below, where the store is on a server: db_said tells more. A process
 * opens a store at most once; a child process opens its own.
 */
int db_open(const char *where, unsigned flags, struct db **out) __attribute__((warn_unused_result));
void db_close(struct db *db); /* NULL is fine */

/* True for an address of a server, `postgresql://...` or `postgres://...`; what is no address is a directory. */
bool db_is_address(const char *where);
/*
 * Appends the place of a store as it may be shown to anybody: without the password that an address may have.
 */
void db_show_place(const char *where, struct buf *out);
/* Appends what was said of that place (db_said), in which a password may be repeated, without it. */
void db_show_words(const char *where, const char *text, struct buf *out);
/* Writes over the password in an address, as in the arguments that others see in the list of processes; true if there
 * is one. */
bool db_hide_password(char *where);
/* What a server said last of what was wrong, in its own words; "" = nothing. Borrowed until the next call. */
const char *db_said(void);

/* How long a writer waits for another; 30 at first. Returns how long it was. */
int db_set_timeout(struct db *db, int seconds);
/*
 * For a screen, which a wait would stop. From the first call on, once the server of a store was found lost, reads fail
 * with QUAD_ELINK at once for some seconds, longer where it takes long to find that. Each further call lets the next
 * read try, but not sooner after the last try than that took, so that keys do not wait one after the other.
 */
void db_rest_when_lost(struct db *db);
/*
 * Where the store is on a server, a writer that waits for it, or tries again to reach it, gives up with QUAD_ESTOP once
 * *told is not 0, as a handler of signals may set it. Nothing was changed then; QUAD_EUNSURE, where that is not known.
 * NULL: as at first. Borrowed until the next call.
 */
void db_stop_when(struct db *db, const volatile sig_atomic_t *told);
long db_holder(struct db *db);                   /* process id of the writer at work, 0 = none */

/*
 * A number that differs after each committed change, whoever made it. Costs no transaction; of a store on a server it
 * may be a quarter of a second old, and is 0 where that cannot be asked.
 */
uint64_t db_token(struct db *db);

/*
 * 0, or QUAD_EMOVED if the store at its place is not the one that is open any more: its files were moved, removed or
 * replaced. Costs no transaction. Every write transaction looks by itself.
 */
int db_stands(struct db *db) __attribute__((warn_unused_result));
/*
 * Says that nobody else opens this store: its files may be removed, and are freed when it is closed. There are no
 * questions about its place any more.
 */
void db_detach(struct db *db);
/*
 * Opens what is at the store's place now; no transaction of this process is open. Nothing that was read before holds
 * any more. Errors of db_open: then every transaction fails with QUAD_EMOVED until this is called again.
 */
int db_reopen(struct db *db) __attribute__((warn_unused_result));

/*
 * Figures of the store, each with a name that does not change, in the order to show them. Which ones, the engine says.
 */
enum { DB_FIGURES_MAX = 16 };
struct db_figures {
	struct {
		const char *name; /* static */
		uint64_t value;
	} v[DB_FIGURES_MAX];
	size_t n;
};
int db_figures(struct db *db, struct db_figures *out) __attribute__((warn_unused_result));

/* What the server of a store says of itself. */
struct db_server {
	unsigned version;        /* as PostgreSQL counts: 150004 */
	bool is_tls, is_local;   /* the connection is encrypted; or does not leave the machine */
	bool may_write;          /* the role may change the table */
	bool flushes;            /* a commit is on the server's disk when it is acknowledged */
	bool waits_for_standbys; /* and on that of a standby */
	unsigned standbys;       /* that are connected */
	int64_t now_ms;          /* its clock, since 1970 */
};
/* QUAD_ENOTFOUND: the store is on none, or on one that says nothing of this. */
int db_server(struct db *db, struct db_server *out) __attribute__((warn_unused_result));

/* ---- transactions ---- */

/* Runs fn under a snapshot and returns what it returns. Keep it short: an old snapshot makes the store grow. */
int db_read(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);

/*
 * Runs fn in the write transaction. If fn returns 0, its writes are committed, otherwise they are rolled back and its
 * error is returned. fn must depend on nothing but arg and the store, since it may run more than once. Signals that
 * stop or end the program wait until the transaction is over.
 *
 * *moment, unless moment is NULL: the moment (db_moment) that the commit made, or the last one if fn changed nothing;
 * 0 = not known, as where other processes have committed before it was found that this commit was done.
 *
 * QUAD_EMOVED: db_stands would say so; nothing was changed. QUAD_EUNSURE also: that happened during the commit.
 *
 * QUAD_EBUSY: another writer stayed longer than the time-out; db_holder tells its process. QUAD_EFULL and QUAD_EIO at
 * the commit: nothing was changed. QUAD_EUNSURE: nothing is changed yet, but the disk did not take that either, and the
 * change may appear with the next transaction, opening or power cut.
 */
int db_update(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment);

/* Runs fn in a write transaction that is always rolled back: for a dry run. It waits for nobody. */
int db_rehearse(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);

/*
 * Runs fn in a part of a write transaction. If fn fails, its writes are rolled back; otherwise they join the outer
 * transaction. No scan may be open. Returns what fn returned, or an error of the database.
 */
int db_nest(struct db_txn *txn, int (*fn)(struct db_txn *txn, void *arg), void *arg);

/*
 * A small change that another process may carry out. Where one is writing, the request waits with those of others; the
 * next writer carries out all of them and commits once. Of run and serve, none may write and then fail for a reason
 * that lies in the request, and a request that is carried out twice must take effect once.
 */
struct db_job {
	/* Where reads are no journeys, called first, in a snapshot. May set *decided, which ends the job: a refusal
	 * need not wait for the lock. */
	int (*look)(struct db_txn *txn, void *arg, bool *decided);
	/* Carries the request out in this process. */
	int (*run)(struct db_txn *txn, void *arg);
	/* Encodes the request for another process. */
	void (*encode)(const void *arg, struct buf *out);
	/*
	 * Carries out another process's encoded request and appends the answer. Called after run in the same
	 * transaction, with the arg of run.
	 */
	int (*serve)(struct db_txn *txn, void *arg, struct bytes request, struct buf *answer);
	/* Decodes the answer that another process's serve gave. */
	int (*accept)(void *arg, struct bytes answer);
	/*
	 * Where reads are journeys: says what encoded requests will read, before the transaction with txn NULL
	 * (db_expect_next), or in it (db_expect), before `run`, what that and they will. NULL: nothing is said.
	 */
	int (*expect)(struct db_txn *txn, void *arg, const struct bytes *requests, size_t n);
};

/*
 * As db_update of job->run; *moment is 0 also where another process carried the request out. QUAD_EUNSURE also: a
 * writer took the request and neither answered nor died within the time-out; it may still be carried out.
 */
int db_submit(struct db *db, const struct db_job *job, void *arg, uint64_t *moment) __attribute__((warn_unused_result));

/*
 * The moment of a transaction: a number for the last commit that it sees. A write transaction has the moment that it
 * goes on from. Equal moments are the same state of the store, except 0, which tells nothing. Moments grow, but not by
 * one.
 */
uint64_t db_moment(struct db_txn *txn);

/* ---- reads to come ---- */

/*
 * Where the store is on a server each read is a journey. A range of keys that will be read, or one end of it; and with
 * `table` those entries too whose keys are that byte and then `len` bytes from `at` (0 = the first) of a key of the
 * range.
 *
 * With `via`, which is the key of an entry, the range is known only when that entry is: the first DB_VIA_BYTES of its
 * value, the last of them first, stand in `lo` and `hi` from `via_at` on, in place of what is there. (A number is
 * little-endian in values, and big-endian in keys.)
 */
enum { DB_VIA_BYTES = 4 };

struct db_range {
	struct bytes lo, hi;
	enum db_part { DB_ALL, DB_FIRST, DB_LAST } part; /* one end: what stands there first, or backwards */
	unsigned char table;                             /* 0 = none; only with DB_ALL */
	unsigned char at, len;
	struct bytes via; /* empty = none; only with DB_ALL and no table, and where `via` is expected itself as well */
	unsigned char via_at;
};

/* True if it is worth while to say what will be read. */
bool db_is_far(const struct db *db);
bool db_txn_is_far(const struct db_txn *txn);
/* What the next transaction, read or write, will probably read: it gets that with its beginning. */
void db_expect_next(struct db *db, const struct db_range *v, size_t n);
/* What this process knew last of an entry, which may be another by now; false: nothing. Borrowed until the next read.
 */
bool db_hint(struct db *db, struct bytes key, struct bytes *out);
/* Gets ranges in one journey, as far as they are not known, and not more than some thousand entries of each. */
int db_expect(struct db_txn *txn, const struct db_range *v, size_t n) __attribute__((warn_unused_result));

/* ---- single keys ---- */

/* QUAD_ENOTFOUND, QUAD_EIO, QUAD_ECORRUPT. */
int db_get(struct db_txn *txn, struct bytes key, struct bytes *out) __attribute__((warn_unused_result));
int db_put(struct db_txn *txn, struct bytes key, struct bytes value) __attribute__((warn_unused_result));
int db_del(struct db_txn *txn, struct bytes key) __attribute__((warn_unused_result)); /* 0 also if absent */

/* ---- scans ---- */

/*
 * A scan of the range [lo, hi) in the order of keys, or from its end. A scan may be pointed at another range again and
 * again, which is cheaper than opening a new one. No put or del while a scan is open. The members are private.
 */
struct db_scan {
	struct db_txn *txn;
	void *cursor;                    /* the engine's, NULL = closed */
	unsigned char bound[DB_KEY_MAX]; /* the key that ends the range: hi, or lo when backwards */
	size_t bound_len;
	bool backwards;
	bool has_first; /* the first entry was read and not yet given out */
	bool done;
	struct bytes first_key, first_value;
};

int db_scan_open(struct db_txn *txn, struct db_scan *out) __attribute__((warn_unused_result));
void db_scan_close(struct db_scan *s); /* a scan that could not be opened is fine */
int db_scan_range(struct db_scan *s, struct bytes lo, struct bytes hi) __attribute__((warn_unused_result));
int db_scan_range_back(struct db_scan *s, struct bytes lo, struct bytes hi) __attribute__((warn_unused_result));
/* QUAD_ENOTFOUND at the end of the range; *key and *value then tell nothing. */
int db_scan_next(struct db_scan *s, struct bytes *key, struct bytes *value) __attribute__((warn_unused_result));

/* ---- proof and copies: not inside a transaction ---- */

/*
 * Proves what the store consists of below its records, for example that every page of its file can be followed. Reads
 * all of it. fault is told each failure in a sentence; *n_faults counts them. If there are any, read nothing else.
 */
int db_prove(struct db *db, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
	__attribute__((warn_unused_result));

/*
 * Writes a compact copy to the file path while others work: under a temporary name, synced, then renamed. QUAD_EEXIST
 * if path exists.
 */
int db_backup(struct db *db, const char *path) __attribute__((warn_unused_result));

/* Makes a store of its own, with the content of db, in the directory dir, which exists and is empty. */
int db_clone(struct db *db, const char *dir) __attribute__((warn_unused_result));

/*
 * Replaces the whole content of db by that of the backup at path, in one write transaction, so that others who have the
 * store open see either the one or the other; to whom it was another store before, a change fails with QUAD_EMOVED
 * until db_reopen. First verify runs under a snapshot of the backup; if it fails, nothing is changed. QUAD_ENOSTORE if
 * there is no such file, QUAD_ECORRUPT if it is not a backup of a store.
 */
int db_restore(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
	__attribute__((warn_unused_result));

/*
 * Makes a copy of the store beside it, runs fn on the copy in one write transaction, and puts the copy in the place of
 * the store. Whoever has the store open, programs of former versions too, finds that by QUAD_EMOVED. What fn writes
 * goes to the copy's file, so it may be any amount. With an error the store is as it was; QUAD_EFULL: the copy has no
 * room.
 */
int db_rebuild(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg) __attribute__((warn_unused_result));
/* *out: a former version's last commits were lost by a power cut, and only db_rebuild brings them back. */
int db_must_rebuild(struct db *db, bool *out) __attribute__((warn_unused_result));

/* ---- replicas: copies of a store that are only read, where the store cannot be reached ---- */

enum { DB_PLACE_MAX = 512 };

/* What a replica says of itself. The mark is in its file, but in no backup and no clone of it. */
struct db_replica {
	int64_t at_min;          /* when it was taken, in minutes since 1970; 0 = it is no replica */
	uint64_t token;          /* db_token of the store then */
	char from[DB_PLACE_MAX]; /* the store's place, as it may be shown */
};

/*
 * The mark of an open store. Whatever would change a replica fails with QUAD_EREPLICA: db_update, db_submit,
 * db_restore, db_rebuild; db_rehearse works as always. Valid until the store is closed or opened again.
 */
const struct db_replica *db_replica(const struct db *db);
/*
 * Marks an open store as a replica from now on, or gives a replica another mark. QUAD_EINVAL where the store is no
 * file.
 */
int db_mark_replica(struct db *db, const struct db_replica *mark) __attribute__((warn_unused_result));
/*
 * Puts a replica, which was made by db_clone in the directory `made` and is not open, into the directory dir on the
 * same disk: there is no store yet, or a replica, whose place it takes at once; who has that open finds QUAD_EMOVED.
 * QUAD_EEXIST: there is a store that is no replica. With an error dir is as it was.
 */
int db_place_replica(const char *made, const char *dir) __attribute__((warn_unused_result));

#endif
