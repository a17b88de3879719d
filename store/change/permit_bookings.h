/*
 * The rights on bookings and series, for what stands and for what shall stand: for whom, in whose name, where. Private
 * to store/change.
 */
#ifndef QUAD_STORE_PERMIT_BOOKINGS_H
#define QUAD_STORE_PERMIT_BOOKINGS_H

#include "store/change/change.h"
#include "store/model/rights.h"

/* As permit, each for one kind of request. */
int permit_book(struct change *c) __attribute__((warn_unused_result));
/* A change of a booking, or what is done with one. */
int permit_booking(struct change *c, uint64_t id) __attribute__((warn_unused_result));
/* Who has either is asked by the module itself, since one may propose what the other agrees to. */
int permit_swap(struct change *c) __attribute__((warn_unused_result));
int permit_series_put(struct change *c) __attribute__((warn_unused_result));
int permit_series(struct change *c, uint64_t id) __attribute__((warn_unused_result));
/* What a calendar's event says is of the booking or series that bears its ref. */
int permit_event(struct change *c) __attribute__((warn_unused_result));
/* Who may decide a request or hand a booking on is asked by the module itself. */
int permit_decision(struct change *c) __attribute__((warn_unused_result));

/*
 * Adds REASON_NO_SERIES for a series that is hidden from who asks: he may see nothing of it, and none of its bookings
 * is his.
 */
int permit_known_series(struct change *c, const struct series *last) __attribute__((warn_unused_result));

/* What a booking is for the rights, in the change's arena. QUAD_ENOTFOUND: there is none. */
int permit_booking_row(struct change *c, uint64_t id, struct right_row *out) __attribute__((warn_unused_result));

#endif
