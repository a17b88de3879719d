/*
 * Halls that divide: which resources exclude each other at any time, since one is a part of the other, or a part of a
 * part. Two parts of one whole do not exclude each other. Private to the store layer.
 *
 * The table PART has a key for each resource that is a part: its whole, then itself. It says what part_of of the
 * records says, by number and from the whole's side. The value is the journal's entry that made it so, as 8 bytes: from
 * then on no bookings of the two overlap.
 */
#ifndef QUAD_STORE_PARTS_H
#define QUAD_STORE_PARTS_H

#include "store/facts/claim_walk.h"

#define PARTS_VALUE_BYTES 8
#define PARTS_DEPTH_MAX 16 /* wholes above each other of one resource */

struct part_pair {
	uint32_t whole, part;
};

/* All of a store: few, or none. All-zero has none. */
struct parts {
	struct part_pair *by_whole, *by_part; /* the same pairs in two orders */
	size_t n;
};

/* The wholes and the parts of a resource, of any depth. */
struct related {
	uint32_t *v;
	size_t n, n_wholes; /* the wholes come first, the nearest at the beginning */
};

/* The key of a pair. */
struct key parts_key(uint32_t whole, uint32_t part);

/* Reads all pairs; they live in arena. QUAD_ECORRUPT for a key that is none. */
int parts_load(struct db_txn *txn, struct arena *arena, struct parts *out) __attribute__((warn_unused_result));

/* The whole that a resource is directly a part of, 0 = none. */
uint32_t parts_whole_of(const struct parts *p, uint32_t no);
/* Its direct parts: a run of p->by_whole. *n of them. */
const struct part_pair *parts_of(const struct parts *p, uint32_t no, size_t *n);
/* True if a resource is a part of the other, of any depth. */
bool parts_is_part(const struct parts *p, uint32_t no, uint32_t whole);

/* What excludes a resource; the list lives in arena. A store that is damaged and has a circle has no endless list. */
int parts_related(const struct parts *p, uint32_t no, struct arena *arena, struct related *out)
	__attribute__((warn_unused_result));

/*
 * For a question outside of a decision: adds to facts_neighbours and facts_closures of a resource what is taken, as
 * whole, and closed on its wholes and parts.
 */
int parts_add_taken(struct db_txn *txn, uint32_t no, const struct time_span *when, uint64_t except, struct arena *arena,
                    struct neighbours *near, struct closures *closed) __attribute__((warn_unused_result));

#endif
