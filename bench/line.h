/* What operations cost a long-lived process, and a command, that are far from the server. */
#ifndef QUAD_BENCH_LINE_H
#define QUAD_BENCH_LINE_H

#include "bench/bench.h"

/* Measures at several added round trips; Quad's store is the first side, a server's address is b->cluster. */
int line_measure(struct bench *b);

#endif
