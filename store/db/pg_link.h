/*
 * A connection to a PostgreSQL server, over libpq in pipeline mode: statements are queued, sent together, and answered
 * in their order. To send what is queued and wait for the answer is a journey; everything above counts and saves those.
 *
 * The statements are prepared once in a connection, together with the first that are sent. Values are binary.
 *
 * Errors: QUAD_ codes, and PG_AGAIN and PG_LOST, which stay inside the engine.
 */
#ifndef QUAD_STORE_PG_LINK_H
#define QUAD_STORE_PG_LINK_H

#include <signal.h>

#include "store/base/buf.h"
#include "store/db/pg_lib.h"

enum {
	PG_AGAIN = 1, /* another transaction was before this one: it was rolled back, and is to be run again */
	PG_LOST = 2,  /* the connection is gone; what was not committed was rolled back */
};

/* The table of a store; and one that is always empty, whose lock a writer has. */
#define PG_TABLE "quad_kv"
#define PG_TURN "quad_turn"

enum pg_statement {
	PG_BEGIN_READ,
	PG_BEGIN_WRITE,
	PG_LOCK, /* waits for the writers' lock of the store, until the end of the transaction */
	PG_COMMIT,
	PG_ROLLBACK,
	PG_GET,       /* $1 key: v */
	PG_GET_LOCK,  /* the same, and holds the row until the end of the transaction */
	PG_SCAN,      /* $1 from, $2 bound, $3 limit: k, v of [from, bound), then the first of [bound, *) */
	PG_SCAN_BACK, /* $1 from, $2 bound, $3 limit: k, v of [bound, from) from its end, then the last before bound */
	/*
	 * $1 starts, $2 bounds, $3 limit, $4 head, $5 and $6 keys of news: i, k, v; nothing if that is the head, or if
	 * the first of those keys is there and the other one is not
	 */
	PG_RANGES,
	/* $1 keys, $2 what is before their numbers, $3 and $4 after them in starts and bounds, $5 limit: i, k, v */
	PG_RANGES_VIA,
	PG_FOLLOW,    /* $1 starts, $2 bounds, $3 table, $4 at, $5 len, $6 limit: k, v */
	PG_GET_ALL,   /* $1 keys: k, v of those that are there */
	PG_PUT_ALL,   /* $1 keys, $2 values */
	PG_DEL_ALL,   /* $1 keys */
	PG_DEL_RANGE, /* $1 from, $2 bound */
	PG_NEWS,      /* $1 from, $2 bound: k, v of the head; then of [from, bound), but nothing if bound is there */
	PG_N_STATEMENTS
};

struct pg_link {
	const struct pg_lib *lib;
	const char *address;
	PGconn *conn;        /* NULL: not connected */
	int timeout_seconds; /* how long one statement may wait for another transaction */
	int set_seconds;     /* the time-out that the server was told of, -1 = none yet */
	bool is_prepared;
	bool has_table_locks; /* it is PostgreSQL itself */
	bool is_replicated;   /* a commit waits for standbys */
	bool is_unsure;       /* the server warned: a commit may be on no standby */
	bool has_prelude;     /* the answers to what prepares the connection were not taken yet */
	size_t n_syncs;       /* ends of groups that were sent and whose answers were not taken yet */
	uint64_t round_trips;
	int64_t journey_ms;  /* when the last one began, by link_now_ms */
	int64_t proven_ms;   /* when the server last proved to be the primary; 0 = not in this connection */
	int64_t unproven_ms; /* when one could not; 0 = none so far */
	bool is_quiet;       /* a screen is open: nothing may be written to standard error */
	const volatile sig_atomic_t *told; /* of db_stop_when; NULL: nobody tells */
};

/* True if whoever waits was told to stop. */
bool link_must_stop(const struct pg_link *l);

/* What the server or libpq said last of what was wrong, in this process; "" = nothing. Borrowed until the next call. */
const char *link_said(void);
void link_say(const char *text);

/* Milliseconds by a clock that nobody sets. */
int64_t link_now_ms(void);

/* Connects, if the link is not connected. PG_LOST: no server that takes changes let this process in; QUAD_ENOMEM. */
int link_connect(struct pg_link *l) __attribute__((warn_unused_result));
/* Ends the connection. The server rolls back what was not committed, and lets go of its locks. */
void link_drop(struct pg_link *l);

/* A parameter of a statement. */
struct pg_param {
	const void *p;
	size_t len;
};

struct pg_param pg_bytes(struct bytes b);
/* A number of 4 bytes in *room, as the server takes it. */
struct pg_param pg_int(uint32_t v, unsigned char room[4]);

/* An array of bytea that is built: all-zero is ready; begin, add each, then its parameter. */
struct pg_array {
	struct buf b;
	uint32_t n;
};
void pg_array_begin(struct pg_array *a);
void pg_array_add(struct pg_array *a, struct bytes v);
struct pg_param pg_array_param(struct pg_array *a); /* p is NULL on out of memory */
void pg_array_release(struct pg_array *a);

/* Queues a statement. After an error only link_drop is left to do. */
int link_send(struct pg_link *l, enum pg_statement s, const struct pg_param *params, int n)
	__attribute__((warn_unused_result));
/* Queues what tells the server of timeout_seconds. */
int link_send_settings(struct pg_link *l) __attribute__((warn_unused_result));
/* Queues a statement of its own text and no parameters. */
int link_send_text(struct pg_link *l, const char *sql) __attribute__((warn_unused_result));
/* Ends a group of statements: after one that fails, those of the same group are not carried out. */
int link_sync(struct pg_link *l) __attribute__((warn_unused_result));
/* Sends what is queued; link_journey where somebody then waits for the answers, which it counts. */
int link_flush(struct pg_link *l) __attribute__((warn_unused_result));
int link_journey(struct pg_link *l) __attribute__((warn_unused_result));
/*
 * Takes the answer to the next statement. *out is the caller's to clear, NULL with an error. `seconds` is how long to
 * wait; PG_LOST after that. Where the connection could not be prepared it is dropped.
 */
int link_take(struct pg_link *l, int seconds, PGresult **out) __attribute__((warn_unused_result));
/*
 * Carries out one statement by itself, where no group is on its way. *out is the caller's to clear; NULL: only the
 * error matters.
 */
int link_ask(struct pg_link *l, const char *sql, int seconds, PGresult **out) __attribute__((warn_unused_result));
/* Takes an answer of which only the error matters. */
int link_take_done(struct pg_link *l, int seconds) __attribute__((warn_unused_result));
/* Takes the end of a group. */
int link_take_sync(struct pg_link *l, int seconds) __attribute__((warn_unused_result));
/* Takes answers that nobody asks for, until the ends of `n_left` groups are still to come. */
int link_drain(struct pg_link *l, int seconds, size_t n_left) __attribute__((warn_unused_result));

/*
 * A primary that stood still, or was cut off, does not know at once that another server has taken over, and shows what
 * it had. But it has no standbys any more: a commit that a standby has proves that it is the primary. So a snapshot is
 * read over a connection that was proven within the last seconds, less than it takes another server to take over.
 * link_send_proof queues a group of its own where that is due (*sent), and link_take_proof takes it; it is a part of
 * the journey that is made anyway. Where no standby answers for 3 s, the connection is lost, and then a while no proof
 * is asked for: what may be old is better than nothing (link_is_unproven).
 */
int link_send_proof(struct pg_link *l, bool *sent) __attribute__((warn_unused_result));
int link_take_proof(struct pg_link *l) __attribute__((warn_unused_result));
bool link_is_unproven(const struct pg_link *l);
void link_proven(struct pg_link *l); /* a commit was */

/* A value of an answer. Borrowed until it is cleared. */
struct bytes link_value(const struct pg_link *l, const PGresult *res, int row, int column);
/* A whole number of any size, in the first row. */
uint64_t link_number(const struct pg_link *l, const PGresult *res, int column);

#endif
