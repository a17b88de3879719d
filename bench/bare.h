/*
 * A bare client of PostgreSQL: it reads and writes the keys of a booking as Quad does (shape.h), in a table of keys and
 * values of its own and in two round trips, and decides nothing. As an engine it has open, close and book only; a place
 * is the address of the server.
 *
 *   own      bookings that have nothing in common: where Quad's all write the same key, each client has one of its own
 *   shared   bookings write the keys that Quad's share, ordered by an advisory lock until the commit is over
 */
#ifndef QUAD_BENCH_BARE_H
#define QUAD_BENCH_BARE_H

#include "bench/engine.h"
#include "bench/shape.h"

extern const struct engine engine_bare_own, engine_bare_shared;

/* What bookings of this process and its children read and write from now on; borrowed. -1: no memory. */
int bare_use(const struct shapes *shapes);
/* How many bookings were run again since this was asked, by this process and its children. */
size_t bare_again(void);
/* Makes the tables of both, with the keys and values of the store that Quad has at `quad`. */
int bare_create(const char *at, const char *quad);
/* How many bookings of an engine are in its table, beyond those it was made with. */
int bare_count(const struct engine *engine, const char *at, size_t *out);

#endif
