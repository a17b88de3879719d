/*
 * What bookings read and write, key by key: recorded by a table of functions that stands before the engine's own, while
 * Quad books in a store on the disk where another process has booked before each of them.
 */
#ifndef QUAD_BENCH_SHAPE_H
#define QUAD_BENCH_SHAPE_H

#include "bench/workload.h"
#include "store/facts/keys.h"

#define SHAPE_READS_MAX 64
#define SHAPE_WRITES_MAX 32
#define SHAPES 32

struct shape_read {
	struct key lo, hi; /* backwards ranges too: which end is read first costs the same */
	unsigned n;        /* entries that were read, at least 1; a single key is a range of one */
};

struct shape_write {
	struct key key;
	size_t value_len;
	bool shared; /* every booking writes this key */
};

struct shape {
	struct shape_read reads[SHAPE_READS_MAX];
	struct shape_write writes[SHAPE_WRITES_MAX];
	size_t n_reads, n_writes;
};

struct shapes {
	struct shape v[SHAPES];
};

/* Records bookings in the store at a place, which nobody has open. */
int shapes_record(const char *at, struct workload *w, struct shapes *out);
/* Whether every booking writes a key. */
bool shape_is_shared(const struct shape *s, struct bytes key);

#endif
