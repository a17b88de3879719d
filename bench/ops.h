/* What is measured operation by operation, and that all engines answer alike. */
#ifndef QUAD_BENCH_OPS_H
#define QUAD_BENCH_OPS_H

#include "bench/bench.h"

/* The engines are open. Measures all kinds of work that were chosen, and writes them down. */
int ops_measure(struct bench *b);
/* Whether all engines hold the same of what was booked last; -1 after a line on standard error. */
int ops_compare_added(struct bench *b);

#endif
