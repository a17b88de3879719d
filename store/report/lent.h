/* Hours lent by one institution to another, for `lending`, `balance` and `settlement`. Private to store/report. */
#ifndef QUAD_STORE_LENT_H
#define QUAD_STORE_LENT_H

#include "store/report/cuts.h"
#include "store/report/tally.h"

/* The sums of a pair: parts of minutes (sum.h); of LENT_AMOUNT each times its price. */
enum { LENT_HOURS, LENT_SEAT_HOURS, LENT_AMOUNT };

/* All pairs of lender and borrower, places of institutions, sorted; what the looker may see is not asked here. */
int lent_count(struct report_work *w, struct tally *out) __attribute__((warn_unused_result));

/* The same by month: the row of a pair is its month times n_institutions, and the lender. */
int lent_count_monthly(struct report_work *w, const struct cuts *months, struct tally *out)
	__attribute__((warn_unused_result));

#endif
