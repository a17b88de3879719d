/*
 * Lists out: stored things as rows of cells, or bookings as an iCalendar file. An export imports again into the same
 * store with every row `unchanged`.
 *
 * Series and bookings are divided between two lists, so that both together hold everything that stands exactly once:
 * - `series` holds the series by the academic calendar. A series by a recurrence rule has no row there.
 * - `bookings` holds all other bookings: single ones, those of series by a rule, and those of a calendar series that
 *   were changed by themselves. With any filter it holds every booking that matches.
 * - `timetable` holds the part of `series` that fits its form: one term, one weekday, one run of periods, a place,
 *   teachers; whoever made them.
 * A series without a standing booking has no row.
 *
 * Another store gets every series whole, also the dates of which a booking was cancelled or moved by itself; it should
 * import the bookings first. A booking without a ref is exported with its id as ref; the other store must not use that
 * ref for something else.
 */
#ifndef QUAD_STORE_LIST_EXPORT_H
#define QUAD_STORE_LIST_EXPORT_H

#include "store/list/list_kind.h"
#include "store/model/table.h"
#include "store/query/query.h"

struct list_filter {
	struct resource_filter resources; /* kind resources */
	struct booking_filter bookings;   /* kind bookings */
	const char *term; /* kind timetable: the code of its term; NULL = the one that an import takes */
	int64_t now;      /* the time by which that one is chosen; 0 = the clock's */
};

/*
 * Hands all rows of a kind to the sink; filter may be NULL. Returns the sink's value if that is not 0, or an error;
 * QUAD_EINVAL for the calendar kind.
 */
int list_export(struct store *s, const struct list_kind *kind, const struct list_filter *filter,
                struct table_sink *sink) __attribute__((warn_unused_result));

/*
 * Writes the bookings that match as an iCalendar file, in portions; with series_only, only bookings of series. Of a
 * series, or an event that a calendar brought, all that stands is written as one event with its exceptions, also where
 * only some of it matches: a part would come in again as the whole. An event's UID is the ref, or one made of the id.
 * The same bookings give the same bytes. Returns the
 * value of write if that is not 0, or an error.
 */
int list_export_ics(struct store *s, const struct booking_filter *filter, bool series_only,
                    int (*write)(void *arg, struct bytes text), void *arg) __attribute__((warn_unused_result));
/* The same with a property of the calendar, X-QUAD-HEAD, unless head is NULL. */
int list_export_ics_headed(struct store *s, const struct booking_filter *filter, bool series_only, const char *head,
                           int (*write)(void *arg, struct bytes text), void *arg) __attribute__((warn_unused_result));

#endif
