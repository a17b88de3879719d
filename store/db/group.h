/*
 * Group commit: one process carries out the requests of all that wait on this machine, in one transaction. Knows no
 * engine.
 */
#ifndef QUAD_STORE_GROUP_H
#define QUAD_STORE_GROUP_H

#include "store/db/db.h"

struct queue;

/* A part of a write transaction. */
struct group_step {
	int (*fn)(struct db_txn *txn, void *arg);
	void *arg;
};

/* What an engine does for it. */
struct group {
	struct queue *queue; /* NULL: every process is on its own */
	int timeout_seconds; /* how long a request waits */
	/* Who leads waits for others still, and holds back only what would stop it: `commit` holds back the rest. */
	bool waits;
	void *engine;
	/* The lock of those who lead. */
	bool (*try_lock)(void *engine);
	/* Lets go of it and wakes the next. */
	void (*unlock)(void *engine);
	/* With the lock: one transaction of `own` and, unless it is NULL, `others`; committed if both return 0. */
	int (*commit)(void *engine, struct group_step own, const struct group_step *others, uint64_t *moment);
	/* Without the lock: waits for whatever a transaction of `own` needs. */
	int (*alone)(void *engine, struct group_step own, uint64_t *moment);
};

/* As db_submit, but for the look in a snapshot before. */
int group_submit(const struct group *g, const struct db_job *job, void *arg, uint64_t *moment)
	__attribute__((warn_unused_result));

#endif
