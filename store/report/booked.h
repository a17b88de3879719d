/*
 * The bookings that count in a report, one after the other: those that stand, overlap the period and are of the class
 * that was asked for. One walk over all records, of which most are passed by their times alone; nothing is kept, so the
 * memory does not grow with the store. Private to store/report.
 */
#ifndef QUAD_STORE_BOOKED_H
#define QUAD_STORE_BOOKED_H

#include "store/report/frame.h"

struct booked {
	const struct booking *booking; /* with its claims; borrowed until the function returns */
	uint32_t institution;          /* in whose name, NO_PLACE = nobody's */
	int64_t start, end;            /* the part of it in the period, minutes */
	int64_t used_start, used_end;  /* the part of its use in the period; equal: none of it */
	bool estimated;                /* the use is not recorded, and taken as booked */
};

typedef int booked_fn(struct report_work *w, const struct booked *b, void *arg);

/* Of each, adds its use to the frame's sums of effective and estimated hours. Returns what fn returned, or an error. */
int booked_walk(struct report_work *w, booked_fn *fn, void *arg) __attribute__((warn_unused_result));

/* The place in the directory of the resource of a claim; NO_PLACE if it is not there or was not asked for. */
uint32_t booked_place(const struct report_work *w, const struct claim *c);

/*
 * A minute of a claim in parts of SUM_MINUTE: all of an exclusive resource, of a shared one as much as units by seats
 * at the time of booking.
 */
sum_t booked_weight(const struct report_work *w, const struct claim *c);

/*
 * Percents of hundredths of a yuan (sum_money) for an hour of the i-th claim as they were agreed, 0 = nothing, less
 * what was waived. A booking that was made before prices were kept goes by today's rate of the resource. What is own
 * use is for the caller to leave out.
 */
int64_t booked_price(const struct report_work *w, const struct booking *b, size_t i);

#endif
