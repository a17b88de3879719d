/* What is aimed at, as ratios to the databases and as limits, each with what was measured. */
#ifndef QUAD_BENCH_REPORT_AIMS_H
#define QUAD_BENCH_REPORT_AIMS_H

#include "bench/report_figures.h"

/* Two tables of Markdown: the largest size at which all engines were measured, and the medium with slow flushes. */
void put_aims(struct buf *out, const struct figures *all);

#endif
