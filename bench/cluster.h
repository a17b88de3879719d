/* Quad in PostgreSQL on three servers with quorum commit: bookings a second beside a bare client, and latency. */
#ifndef QUAD_BENCH_CLUSTER_H
#define QUAD_BENCH_CLUSTER_H

#include "bench/bench.h"

/* The place of Quad's store on a server: the server's address with a schema. False if it is too long. */
bool cluster_place(const char *server, char *out, size_t size);
/*
 * Measures what is in b->cluster, where Quad's store is the first side; csv holds the bookings it was made with. -1
 * after a line on standard error.
 */
int cluster_measure(struct bench *b, const char *csv);

#endif
