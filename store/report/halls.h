/*
 * Halls that divide, as sums see them: which resource is a part of which, and how much of a hall a part is. A part has
 * the share of its seats in those of all parts of the hall, if all have some, else one of as many as there are; a
 * booking of a hall takes all of each part. Private to store/report.
 */
#ifndef QUAD_STORE_HALLS_H
#define QUAD_STORE_HALLS_H

#include "store/facts/parts.h"
#include "store/report/frame.h"

/* The lists are in the table's arena. */
int halls_load(struct report_work *w, struct parts *out) __attribute__((warn_unused_result));

/* The place of the hall that a resource is directly a part of; NO_PLACE: it is none, or the hall is not there. */
uint32_t halls_whole(const struct parts *p, const struct report_work *w, uint32_t place);
/* What so much of a resource is of the hall that it is directly a part of. */
sum_t halls_share(const struct parts *p, const struct report_work *w, uint32_t place, sum_t of_part);

#endif
