/*
 * The academic calendar and an undo. The bookings of series that followed a change of it are among the action's things
 * and come back as such; series that were made since follow as after any change of the calendar. Private to
 * store/change.
 */
#ifndef QUAD_STORE_UNDO_CALENDAR_H
#define QUAD_STORE_UNDO_CALENDAR_H

#include "store/change/undo_bookings.h"
#include "store/model/calendar.h"

struct undo_calendar {
	const struct undo_things *things;
	const char *changed;   /* the first of the things that is of the calendar, NULL: none is */
	bool periods, removes; /* of them: a period is among them; one goes */
	uint64_t *series;      /* whose records or bookings are among the things, by number */
	size_t n_series, cap_series;
	struct calendar before; /* in the change's arena, if `changed` */
};

/* Before anything is written. */
int undo_calendar_begin(struct change *c, const struct undo_things *things, const struct undo_bookings *bookings,
                        struct undo_calendar *out) __attribute__((warn_unused_result));
/*
 * When all is written: lets the other series follow, and adds reasons for what does not fit the calendar: a series that
 * was changed since the calendar was, a series that needs what goes, a booking that comes back where its series by now
 * has nothing.
 */
int undo_calendar_end(struct change *c, const struct undo_calendar *u, const struct undo_bookings *bookings)
	__attribute__((warn_unused_result));

#endif
