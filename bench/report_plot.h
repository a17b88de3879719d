/* Cost against the number of bookings, as an SVG. */
#ifndef QUAD_BENCH_REPORT_PLOT_H
#define QUAD_BENCH_REPORT_PLOT_H

#include "bench/report_figures.h"

void put_plot(struct buf *out, const struct figures *all);

#endif
