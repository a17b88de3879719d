/* A report on paper: its picture, the whole table and its footer, as SVG on A4 pages that stand under each other. */
#ifndef QUAD_TUI_CHART_SVG_H
#define QUAD_TUI_CHART_SVG_H

#include "tui/chart/chart.h"

/* Appends it. Upright or lying, and as small as its width needs; a row is never on two pages. QUAD_ENOMEM. */
int chart_svg(const struct chart *c, const struct report_table *t, struct buf *out) __attribute__((warn_unused_result));

#endif
