/* Series inside a change: what academic.c needs of them. Private to the store layer. */
#ifndef QUAD_STORE_SERIES_H
#define QUAD_STORE_SERIES_H

#include "store/model/calendar.h"
#include "store/change/change.h"

/* The calendar as it is in the transaction; its texts are in the change's arena. */
int series_calendar(struct change *c, struct calendar *out) __attribute__((warn_unused_result));

/*
 * A series and all that its pattern means in the calendar, the dates that were left out included; less where the calendar
 * lacks something. In arena. QUAD_ENOTFOUND.
 */
int series_occurrences(struct db_txn *txn, uint64_t id, struct arena *arena, struct series *s, struct occurrences *out)
	__attribute__((warn_unused_result));

/*
 * Lets every series that the calendar moves follow from one calendar to another: its bookings that are not over are
 * moved, dropped or added; what clashes is left out and listed. Adds to the result's made, skipped and dropped.
 */
int series_follow(struct change *c, const struct calendar *before, const struct calendar *after)
	__attribute__((warn_unused_result));

/* Carry out OP_SERIES, OP_SERIES_CHANGE, OP_SERIES_CANCEL and OP_SERIES_ADD. */
int series_put(struct change *c) __attribute__((warn_unused_result));
int series_change(struct change *c) __attribute__((warn_unused_result));
int series_cancel(struct change *c) __attribute__((warn_unused_result));
int series_add(struct change *c) __attribute__((warn_unused_result));

#endif
