/* Lists in, each into a store of its own. */
#ifndef QUAD_BENCH_IMPORTS_H
#define QUAD_BENCH_IMPORTS_H

#include "bench/bench.h"

/* The CSV of all bookings by all engines in turn; and by Quad a workbook, and a list of resources. */
int imports_measure(struct bench *b, const char *csv);

#endif
