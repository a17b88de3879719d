/* A writer: one process that books, moves and cancels, one request after another, and says so before and after each. */
#ifndef QUAD_TESTS_TORTURE_WRITER_H
#define QUAD_TESTS_TORTURE_WRITER_H

#include <stdatomic.h>

#include "tests/torture/promise.h"

/* What is booked, as claims: single labs, bundles that cross, and parts of a pool; ends in NULL. */
extern const char *const writer_things[];

/* Shared by the writers and who watches them. */
struct board {
	atomic_int stop; /* they end behind the answer that they wait for */
};

struct writer {
	const char *dir;
	uint32_t who;
	uint64_t seed;
	unsigned n_most; /* requests, 0 = until stopped */
	bool faults;     /* its disk fails now and then; what is then refused does not end it */
	bool persists;   /* asks again with the request's id where the server was lost */
	struct board *board;
	void (*tell)(void *arg, const struct note *n);
	void *arg;
};

/* Opens the store and works. Returns an exit status, 0 = stopped or done. An error ends it, and is told. */
int writer_run(const struct writer *w);

/* A process of its own that does so and tells a pipe. */
pid_t writer_start(const struct writer *w, int out);
/* For tell: into the pipe whose descriptor *arg is. */
void writer_tell_pipe(void *arg, const struct note *n);

/* Waits for a note for at most so many seconds (0: only looks). False: none came. */
bool writer_hear(int in, double seconds, struct note *out);

#endif
