/* The bookings of an event asked for again, for another event. */
#ifndef QUAD_TUI_CMD_EVENT_COPY_H
#define QUAD_TUI_CMD_EVENT_COPY_H

#include "store/model/request.h"
#include "store/query/query.h"

/* How: so many days later by the local clock, and without which resources the rest is booked all the same. */
struct event_copy {
	const char *event; /* the code of the new one */
	int64_t days;
	const char *const *optional; /* codes */
	size_t n_optional;
};

/*
 * A request for each booking: the core first, then those in which everything is optional. Tied are those of the core
 * alone; all share an action. The booking that requests[i] asks for again is from[i].
 */
struct event_requests {
	struct request *requests;
	const struct booking_row **from;
	size_t n, n_core;
};

/*
 * Makes the requests, all but who asks, when and how, in arena; they refer to the rows and to *how. Asked for are the
 * claims, party, purpose, class and institution, and nothing else. QUAD_ENOMEM; QUAD_EGAP: the clock skips a time of
 * *bad, a row.
 */
int event_copy_make(const struct event_copy *how, const struct booking_rows *rows, struct arena *arena,
                    struct event_requests *out, const struct booking_row **bad) __attribute__((warn_unused_result));

/* The first of the optional codes that no booking has; NULL: there is none. */
const char *event_copy_unused(const struct event_copy *how, const struct event_requests *requests);

/* Days from one local day to another, to the nearest whole week: a weekday stays what it is. */
int64_t event_whole_weeks(int64_t from_day, int64_t to_day);

#endif
