/*
 * Agreements between institutions: which booking counts against which. What a party books of what another party owns
 * counts, for each claim the minutes by units/seats, if the agreement is in force on the local day on which the booking
 * starts and covers the resource: it is listed, or none is. Where several agreements cover a claim, it counts against
 * the first by code that has room for all of it, and where none has room (as of what was recorded) against the first.
 * Claims are considered in the order of their bookings' ids, so that what counts where follows from the stored bookings
 * alone. Pure.
 */
#ifndef QUAD_STORE_AGREEMENT_H
#define QUAD_STORE_AGREEMENT_H

#include "store/model/exact.h"
#include "store/model/registers.h"

/* A claim of a booking in somebody's name on what somebody owns, by codes; day of its start. */
struct agreement_case {
	const char *owner, *institution, *resource;
	int64_t day;
};

bool agreement_covers(const struct register_row *agreement, const struct agreement_case *one);

/* True if so many minutes (exact.h) beside those used are not more than were agreed; always where no hours are said. */
bool agreement_has_room(const struct register_row *agreement, sum_t used, sum_t minutes);
/* The agreed minutes; 0 where none are said. */
sum_t agreement_minutes(const struct register_row *agreement);

/*
 * The place of the agreement, of n by code, against which a claim counts; n: none covers it. used: the minutes of each
 * so far. *fits: it has room.
 */
size_t agreement_choose(const struct register_row *all, size_t n, const sum_t *used, const struct agreement_case *one,
                        sum_t minutes, bool *fits);

/* True if a claim may be covered by both. */
bool agreements_meet(const struct register_row *a, const struct register_row *b);

#endif
