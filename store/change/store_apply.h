/*
 * A store: the database of one consortium, its zone and mark, and the one way to change it. Open it once in a process.
 */
#ifndef QUAD_STORE_STORE_H
#define QUAD_STORE_STORE_H

#include "store/base/clock.h"
#include "store/db/db.h"
#include "store/model/request.h"

#define STORE_SCHEMA 1

struct directory;
struct decision_cache;

struct store {
	struct db *db;
	struct directory *directory; /* the resources as they were last looked at, NULL at first */
	struct decision_cache *cache;         /* what its last change stood on, NULL at first */
	char zone[CLOCK_ZONE_MAX];
	uint32_t mark; /* random, from when it was made; in its own refs, see facts.h. 0 = made without */
};

/*
 * Opens the store in dir and sets the process's zone to its own. Errors of db_open; QUAD_EVERSION for a schema of a
 * newer program, QUAD_EZONE if this machine does not know its zone.
 */
int store_open(const char *dir, struct store *out) __attribute__((warn_unused_result));
/*
 * Makes an empty store in dir and opens it. QUAD_EEXIST if there is one, QUAD_EZONE. What is left where that was cut
 * short, whatever cut it, is no store, and the next call makes one of it.
 */
int store_create(const char *dir, const char *zone, struct store *out) __attribute__((warn_unused_result));
/* The same with what n requests bring, as store_apply carries them out: all of it is there, or no store. */
int store_create_with(const char *dir, const char *zone, const struct request *requests, size_t n,
                      struct result *results, struct arena *arena, struct store *out)
	__attribute__((warn_unused_result));
void store_close(struct store *s);

/*
 * A verifier for db_restore: the copy must be a store that this program reads. arg may be a struct store, whose zone
 * and mark it sets: for db_read after a restore, which replaces both.
 */
int store_verify(struct db_txn *txn, void *arg);

/*
 * Carries out n requests in order in one transaction, each whole or not at all, and those that REQUEST_AND_NEXT ties
 * together all or none (the others of them keep the answers they got); with rehearse, answers as if and changes
 * nothing. Results are filled for all of them; 0 also if some were refused. A negative value means that nothing at all
 * was changed (QUAD_EBUSY, QUAD_EFULL, QUAD_EIO, QUAD_ECORRUPT, QUAD_ENOMEM).
 */
int store_apply(struct store *s, const struct request *requests, size_t n, bool rehearse, struct result *results,
                struct arena *arena) __attribute__((warn_unused_result));

/*
 * What a request that was never asked would get now (its id is not looked up): for forms. Changes nothing. OP_BOOK and
 * OP_MOVE are decided in a snapshot and wait for nobody; anything else is rehearsed.
 */
int store_advise(struct store *s, const struct request *request, struct result *result, struct arena *arena)
	__attribute__((warn_unused_result));

#endif
