/*
 * A client: one process that books, moves, cancels and looks, one request after another, and writes what it asked and
 * was answered as lines of history.h. What is not known to be done it asks again, by the same id, until it is known.
 */
#ifndef QUAD_TESTS_CLUSTER_CLIENT_H
#define QUAD_TESTS_CLUSTER_CLIENT_H

#include <stdatomic.h>
#include <stdio.h>

#include "store/facts/store_open.h"

/* Of all clients of a run, in a file that they map. */
struct board {
	atomic_ulong n_done; /* changes that were acknowledged */
	atomic_int stop;     /* nothing new is asked */
	int64_t first_min;   /* the minute at which what is booked begins */
	unsigned n_clients;
};

struct client {
	const char *where; /* the store */
	unsigned who;
	uint64_t seed;
	struct board *board;
	FILE *out;
};

/* Makes an empty store with what the clients book. Errors of store_create and store_apply. */
int client_school(const char *where);
/* The lines about its resources. */
void client_tell_resources(FILE *out);
unsigned client_pool_seats(const char *code); /* 0: for one at a time */

/* Works until it is to stop. An exit status: 1 for an answer that cannot be; it stands in the history. */
int client_run(const struct client *c);

/* Nanoseconds of a clock that only goes forward, the same for all processes of the machine. */
int64_t client_clock(void);
/* Waits; for one who asks again. */
void client_pause(int ms);

#endif
