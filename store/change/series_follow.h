/* Series follow a change of the calendar. Private to store/change. */
#ifndef QUAD_STORE_SERIES_FOLLOW_H
#define QUAD_STORE_SERIES_FOLLOW_H

#include "store/change/change.h"
#include "store/model/calendar.h"

/*
 * Lets every series by weeks follow from one calendar to another: its bookings that are not over are moved, dropped or
 * added; what clashes is left out and listed. Not those that `without` lists. Adds to the result's made, skipped and
 * dropped.
 */
int series_follow(struct change *c, const struct calendar *before, const struct calendar *after,
                  const uint64_t *without, size_t n_without) __attribute__((warn_unused_result));

#endif
