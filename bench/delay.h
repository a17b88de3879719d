/* A line that takes time: a proxy between clients and a server, as if both were far from each other. */
#ifndef QUAD_BENCH_DELAY_H
#define QUAD_BENCH_DELAY_H

#include <sys/types.h>

struct delay {
	pid_t pid; /* of the process that is the proxy, 0 = none */
	int port;  /* on 127.0.0.1 */
};

/*
 * Starts a proxy to a port of 127.0.0.1 that adds round_trip_us to every round trip, half of it each way, and lets as
 * many bytes through as come. -1 after a line on standard error.
 */
int delay_start(int port, long round_trip_us, struct delay *out);
void delay_stop(struct delay *d); /* one that could not be started is fine */

#endif
