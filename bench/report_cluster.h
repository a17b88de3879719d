/* What three servers do: bookings a second beside a bare client, and what operations cost far from them. */
#ifndef QUAD_BENCH_REPORT_CLUSTER_H
#define QUAD_BENCH_REPORT_CLUSTER_H

#include "bench/report_figures.h"

/* Nothing if it was not measured. */
void put_cluster(struct buf *out, const struct figures *all);

#endif
