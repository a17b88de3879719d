/*
 * The private header of the PostgreSQL engine: what its files share.
 *
 * A store is one table of keys and values. Its own key, the head, names the store by a random number and its last
 * commit by a moment and a random tag; every commit writes it, so that commits are in one order. The tags of the last
 * commits stand in it, by which a program whose connection broke in a commit finds out what came of it. What these
 * commits have changed stands in keys beside it (pg_news.h).
 */
#ifndef QUAD_STORE_PG_STORE_H
#define QUAD_STORE_PG_STORE_H

#include "store/db/db_engine.h"
#include "store/db/pg_memo.h"
#include "store/db/pg_link.h"

enum {
	PG_TAGS = 32, /* commits whose tags are kept */
	PG_HEAD_MAX = 8 + 8 + 8 * PG_TAGS,
};

/* The head as it is stored: moment, the store's number, then tags, the newest first; all little-endian. */
struct pg_head {
	unsigned char bytes[PG_HEAD_MAX];
	size_t len; /* 0 = none was read */
};

/* Ranges that transactions have read, to get those again that each of them reads. See pg_habit.h. */
enum { PG_HABITS = 128 };
struct pg_habit {
	uint64_t hash; /* of where the read began; 0 = empty */
	uint64_t last; /* the last transaction that read it */
	unsigned uses; /* transactions that did */
	size_t lo_len, hi_len;
	unsigned char lo[DB_KEY_MAX + 1], hi[DB_KEY_MAX + 1];
};

/* A cursor at an entry that was given out, for reading ahead of it. See pg_ahead.h. */
struct pg_walk {
	struct pg_walk *next;
	struct bytes at, bound; /* at: the key of the entry, empty = none */
	bool backwards;
	uint32_t limit; /* entries to look ahead */
};

/* A connection with what is known over it, and the transaction that uses it. */
struct pg_session {
	struct pg_link link;
	struct pg_memo memo; /* as of `head` */
	struct pg_head head;
	int64_t head_ms;     /* when it was read, by link_now_ms */
	struct overlay over; /* what the transaction writes */
	struct pg_habit habits[PG_HABITS];
	struct pg_walk *walks;     /* of the transaction's open cursors */
	unsigned char misses[256]; /* single keys that the transaction did not know, by their first byte */
	uint64_t n_begun;          /* transactions */
	bool in_use;
};

struct pg_txn {
	struct db_txn txn; /* the first member */
	struct pg *pg;
	struct pg_session *session;
	struct overlay *over; /* NULL: it only reads */
	bool has_sent;        /* some of what it has written is on the server already */
	bool sends_early;     /* what it writes goes to the server when it is much; not within a part (db_nest) */
	unsigned n_nested;    /* parts that are open */
	int broken;           /* what ended it: PG_AGAIN, PG_LOST or an error of the server; 0 = it goes on */
	unsigned n_calls;     /* reads and writes, to look at the clock now and then */
};

/* Which statements were queued for ranges that are expected. */
struct pg_expected {
	bool whole, via;
};

/* An open store. */
struct pg {
	struct db db; /* the first member, so that a pointer to it is one to the whole */
	struct pg_lib lib;
	/* the second is for a transaction inside another one, which has the first */
	struct pg_session sessions[2];
	struct pg_txn *reading; /* the outermost read transaction, if one is open */
	struct pg_txn act;      /* the snapshot that the reads of one act share (DB_ONE_ACT) */
	bool has_act;
	int64_t act_end_ms;     /* no read begins in it from then on; 0 = each has its own snapshot */
	bool wrote_inside;      /* a commit of this process is after what `reading` sees */
	bool is_moved;
	/* by link_now_ms: when the server could not be reached last, 0 = it could; and when to try again, if it rests
	 */
	int64_t lost_ms, again_ms;
	int64_t tried_ms; /* how long it took to find that */
	bool rests;       /* reads do so too */
	uint64_t id;     /* the store's number when it was opened; 0 = not known, or any */
	struct db_range *next; /* what the next transaction will read */
	size_t n_next, next_cap;
	bool *next_wanted; /* which of them are asked for whoever has changed what, a byte each */
	struct pg_expected next_asked;
	struct arena next_arena;
	int timeout_seconds;
	struct queue *queue; /* of the processes of this machine (pg_group.h); NULL: there is none, or not yet */
	int lead_fd;         /* of the file that who leads locks, -1 = none */
	bool queue_tried;
	long process; /* that opened it: a child has the connection of its parent */
	char *address;
};

static inline struct pg *pg_of(struct db *db)
{
	return (struct pg *)db;
}

static inline struct pg_txn *pg_txn_of(struct db_txn *txn)
{
	return (struct pg_txn *)txn;
}

extern const struct bytes pg_head_key;

uint64_t pg_head_moment(const struct pg_head *h); /* db_moment */
uint64_t pg_head_count(const struct pg_head *h);  /* commits so far */
uint64_t pg_head_id(const struct pg_head *h);
/* The tag of the n-th commit before the last one; 0 = it is not kept. */
uint64_t pg_head_tag(const struct pg_head *h, uint64_t n);
/*
 * What a head tells of the commit of that number and tag: another one may have that number, as where a server fell out;
 * and no tag is kept of what is long ago, or before everything was replaced.
 */
enum pg_told { PG_NOT_DONE, PG_DONE, PG_NOT_TOLD };
enum pg_told pg_head_tells(const struct pg_head *h, uint64_t count, uint64_t tag);
/* The head of a new store, or of one that was replaced as a whole; and that after another commit. */
struct pg_head pg_head_first(uint64_t count, uint64_t id);
struct pg_head pg_head_after(const struct pg_head *h, uint64_t tag);
/* A random number, not 0. QUAD_EIO. */
int pg_random(uint64_t *out) __attribute__((warn_unused_result));

/* What an error inside the engine is outside of it. */
int pg_error(int err);
/* The same of an error in a transaction, which it ends. */
int pg_broken(struct pg_txn *txn, int err);

#endif
