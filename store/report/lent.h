/* Hours lent by one institution to another, for `lending`, `balance` and `settlement`. Private to store/report. */
#ifndef QUAD_STORE_LENT_H
#define QUAD_STORE_LENT_H

#include "store/report/frame.h"
#include "store/report/tally.h"

/* The sums of a pair: parts of minutes (sum.h); of LENT_AMOUNT each times its price. */
enum { LENT_HOURS, LENT_SEAT_HOURS, LENT_AMOUNT };

/* All pairs of lender and borrower, places of institutions, sorted; what the looker may see is not asked here. */
int lent_count(struct report_work *w, struct tally *out) __attribute__((warn_unused_result));

/* The months that the period touches. */
struct lent_months {
	int64_t *start; /* the instant at which each begins, and the end of the period; the first is the period's */
	size_t n;
};

/* The list is in the table's arena. QUAD_ENOMEM. */
int lent_months_load(struct report_work *w, struct lent_months *out) __attribute__((warn_unused_result));
/* `2026-09`, in the table's arena; NULL: no memory. */
const char *lent_month_text(struct report_work *w, const struct lent_months *m, size_t month);

/* The same by month: the row of a pair is its month times n_institutions, and the lender. */
int lent_count_monthly(struct report_work *w, const struct lent_months *months, struct tally *out)
	__attribute__((warn_unused_result));

#endif
