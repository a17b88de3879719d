/*
 * What the scenarios share: where they work, how long, how they tell what they did. A scenario prints one line of what
 * it counted and a line for each thing that must not be; it ends the process only where it cannot prepare itself.
 */
#ifndef QUAD_TESTS_TORTURE_TORTURE_H
#define QUAD_TESTS_TORTURE_TORTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "store/change/store_apply.h"
#include "tests/random.h"

struct torture {
	const char *name; /* of the scenario */
	const char *quad; /* the program */
	const char *shim; /* the library to preload into it */
	bool brief;       /* the short form */
	unsigned rounds;  /* TORTURE_ROUNDS, 0 = as many as the scenario finds right */
	uint64_t seed;
	unsigned n_failures;
};

/* Something that must not be. The first hundred of a scenario are printed. */
void torture_fail(struct torture *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What the scenario did; its line. */
void torture_told(const struct torture *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The test itself cannot go on: says why and ends the process. */
_Noreturn void torture_give_up(const char *what);

/* How many rounds: as asked for, else `brief` or `full`. */
unsigned torture_rounds(const struct torture *t, unsigned brief, unsigned full);

/* A path below the scratch directory, in a new buffer of a fixed set: good for the next dozen calls. */
const char *torture_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The place of a store of the engine (tests/engine.h) that would be at this path; as long as that. */
const char *torture_store(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * A new empty store at dir with what the writers book, see writer.h. It is closed again.
 */
void torture_school(const char *dir);
/* Its now: 2026-09-01T00:00. */
int64_t torture_now(void);

/* The whole of a file and back. The caller frees. */
unsigned char *torture_load(const char *path, size_t *len);
void torture_save(const char *path, const void *p, size_t len);
/* Takes away a directory and all in it, or a store at an address, if it is there. */
void torture_remove(const char *dir);

/* Memory that this process shares with its children, zeroed. */
void *torture_share(size_t len);

/*
 * Runs fn in a process of its own, which may take so many seconds of processor time and so many times ten of the
 * clock. Its wait status: fn's value as exit status, or a signal; SIGXCPU or SIGALRM where it did not end.
 */
int torture_child(int (*fn)(void *arg), void *arg, unsigned seconds);
/* In such a process, where faults are expected: nothing more is printed. */
void torture_be_quiet(void);
/* That status in words, in a static buffer. */
const char *torture_status(int status);

/* Seconds by a clock that only goes forward. */
double torture_seconds(void);

/* Faults of query_check as failures; returns how many, or -1 if it could not be run (which is a failure too). */
int torture_check(struct torture *t, struct store *s, const char *when);

/* The scenarios. */
void kills(struct torture *t);
void failing_crowd(struct torture *t);
void server_faults(struct torture *t);
void import_kills(struct torture *t);
void power_cuts(struct torture *t);
void flushes(struct torture *t);
void disk_faults(struct torture *t);
void full_disk(struct torture *t);
void growth(struct torture *t);
void stopped_reader(struct torture *t);
void truncation(struct torture *t);
void bit_flips(struct torture *t);
void foreign_files(struct torture *t);
void clocks(struct torture *t);
void backup_under_load(struct torture *t);

#endif
