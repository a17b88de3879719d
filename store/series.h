/* Series inside a change: what academic.c needs of them. Private to the store layer. */
#ifndef QUAD_STORE_SERIES_H
#define QUAD_STORE_SERIES_H

#include "store/calendar.h"
#include "store/change.h"

/* The calendar as it is in the transaction; its texts are in the change's arena. */
int series_calendar(struct change *c, struct calendar *out) __attribute__((warn_unused_result));

/*
 * Lets every series that the calendar moves follow from one calendar to another: its bookings that are not over are
 * moved, dropped or added; what clashes is left out and listed. Adds to the result's made, skipped and dropped.
 */
int series_follow(struct change *c, const struct calendar *before, const struct calendar *after)
	__attribute__((warn_unused_result));

#endif
