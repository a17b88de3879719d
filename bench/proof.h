/* What it costs a booking that the journal proves itself: of Quad alone, since the others have no journal. */
#ifndef QUAD_BENCH_PROOF_H
#define QUAD_BENCH_PROOF_H

#include "bench/bench.h"

/*
 * What the journal's tree needs of the processor for each of the last entries of Quad's store, which is not open:
 * salts, the entry's hashes, its leaf, the tree's nodes and edge. Written down as "proof entry"; a booking has one
 * entry.
 */
int proof_measure(struct bench *b);

#endif
