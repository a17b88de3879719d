/*
 * What an engine has to provide to stand behind db.h: one table of functions. For engines and for tests that put a
 * table of their own in front of one; no other module includes this.
 *
 * Where nothing else is said, a function does what the function of the same name in db.h promises.
 */
#ifndef QUAD_STORE_DB_ENGINE_H
#define QUAD_STORE_DB_ENGINE_H

#include "store/db/db.h"

struct db_engine {
	/* Sets (*out)->engine to this table. */
	int (*open)(const char *dir, unsigned flags, struct db **out);
	void (*close)(struct db *db); /* not NULL */
	int (*set_timeout)(struct db *db, int seconds);
	/* Both NULL where nothing can be lost. */
	void (*rest_when_lost)(struct db *db);
	void (*stop_when)(struct db *db, const volatile sig_atomic_t *told);
	long (*holder)(struct db *db);
	uint64_t (*token)(struct db *db);
	int (*stands)(struct db *db);
	void (*detach)(struct db *db);
	int (*reopen)(struct db *db);
	int (*figures)(struct db *db, struct db_figures *out);

	/*
	 * Every transaction they begin gets its engine from the store. moment is not NULL, and *moment is 0 at first.
	 */
	int (*read)(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);
	int (*update)(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment);
	int (*rehearse)(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);
	int (*submit)(struct db *db, const struct db_job *job, void *arg, uint64_t *moment);
	int (*nest)(struct db_txn *txn, int (*fn)(struct db_txn *txn, void *arg), void *arg);
	uint64_t (*moment)(struct db_txn *txn);

	/*
	 * All three NULL: the reads of this engine are no journeys. Bounds may be in any order, and there may be no
	 * range at all.
	 */
	int (*expect)(struct db_txn *txn, const struct db_range *v, size_t n);
	void (*expect_next)(struct db *db, const struct db_range *v, size_t n);
	bool (*hint)(struct db *db, struct bytes key, struct bytes *out);

	/* *out is empty if get fails. */
	int (*get)(struct db_txn *txn, struct bytes key, struct bytes *out);
	int (*put)(struct db_txn *txn, struct bytes key, struct bytes value);
	int (*del)(struct db_txn *txn, struct bytes key);

	/*
	 * A cursor stands at an entry, which seek and step give out. seek goes to the first key that is not less than
	 * `from`, or backwards to the last one that is less; step goes to the next one in that direction.
	 * QUAD_ENOTFOUND where there is none. `bound`, the end of the range, only tells how far the caller will go;
	 * db.c compares.
	 */
	int (*cursor_open)(struct db_txn *txn, void **out);
	void (*cursor_close)(void *cursor);
	int (*cursor_seek)(void *cursor, struct bytes from, struct bytes bound, bool backwards, struct bytes *key,
	                   struct bytes *value);
	int (*cursor_step)(void *cursor, bool backwards, struct bytes *key, struct bytes *value);

	int (*prove)(struct db *db, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults);
	int (*backup)(struct db *db, const char *path);
	int (*clone)(struct db *db, const char *dir);
	int (*restore)(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg);
	int (*rebuild)(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg);
	int (*must_rebuild)(struct db *db, bool *out);

	/* NULL where there is no server. */
	int (*server)(struct db *db, struct db_server *out);

	/*
	 * Puts the file of a store that was cloned, on the same disk, in the place of this one's. NULL where a store is
	 * no file.
	 */
	int (*replace)(struct db *db, const char *path);
};

/* The first member of an engine's own structure for an open store. */
struct db {
	const struct db_engine *engine;
	struct db_replica replica; /* set when it is opened, in engines that have `replace` */
};

/* The first member of an engine's own structure for a transaction. */
struct db_txn {
	const struct db_engine *engine;
};

#endif
