/* The latest of what registers count by year, up to the period's end. Private to store/report. */
#ifndef QUAD_STORE_LATEST_H
#define QUAD_STORE_LATEST_H

#include "store/report/frame.h"

/*
 * The students of each institution, by place; 0 = not said. In the table's arena. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int latest_students(struct report_work *w, int64_t **out) __attribute__((warn_unused_result));

/*
 * The value of a figure, millionths: of a region, or of all regions (NULL) that have one; 0 = there is none. rows: all
 * of the register.
 */
int64_t latest_figure(const struct report_work *w, const struct register_rows *rows, const char *region,
                      const char *name);

#endif
