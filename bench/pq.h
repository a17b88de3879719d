/* What the clients of PostgreSQL share that are measured beside Quad. */
#ifndef QUAD_BENCH_PQ_H
#define QUAD_BENCH_PQ_H

#include <libpq-fe.h>

/* Says on standard error what went wrong, by an answer or, with r NULL, by the connection; clears r. Returns -1. */
int pq_failed(const PGconn *c, PGresult *r, const char *what);
/* Runs a text and drops its answer. */
int pq_run(PGconn *c, const char *sql);

#endif
