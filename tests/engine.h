/*
 * The engine that the tests run on. A test program runs on LMDB, or, with the address of a PostgreSQL server in
 * QUAD_TEST_POSTGRES (tests/postgres.sh), on that: each store then is a schema of its own. What concerns one engine
 * alone says so (only_on_lmdb), and is counted where it was left out.
 */
#ifndef QUAD_TESTS_ENGINE_H
#define QUAD_TESTS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the tests run on PostgreSQL. */
bool on_postgresql(void);
/* What follows the name of a group in reports: "" or "@postgresql". */
const char *engine_suffix(void);

/*
 * Where to make a store of the engine, for db_open or after --store: the directory test_dir()/NAME, or the address of a
 * schema that belongs to it. Valid until the eighth call from now. What begins with / is a directory already.
 */
const char *test_store(const char *name);

/*
 * Ends so many sessions of the store at an address, 0 = all: the server closes them, or with `kills` one of its
 * processes is killed, upon which it ends all sessions and recovers. Returns how many there were.
 */
int engine_end_sessions(const char *where, int n, bool kills);

/*
 * Carries out statements on the server, in the schema of the store at an address, which is made if it is not there.
 * False: it was not.
 */
bool engine_change(const char *where, const char *sql);
/* How many sessions of the store at an address wait for a lock. */
int engine_count_waiting(const char *where);

/* Where the queue of those who write the store is: its directory, or one in shared memory. Static. */
const char *engine_queue_dir(const char *where);

/* Removes the store at `where`, if there is one: a test wants its place once more. */
void engine_remove_store(const char *where);
/* Removes the stores that this program's tests have made in the server; those in directories go with test_dir(). */
void engine_drop_stores(void);

/*
 * In a suite's function: the tests that are added from here on are run on one engine only. why: what they are about,
 * some words for the report; static. Not for tests/torture.
 */
void only_on_lmdb(const char *why);
void only_on_postgresql(const char *why);

#endif
