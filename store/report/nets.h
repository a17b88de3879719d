/*
 * What institutions lent and borrowed, in hundredths as reports show them: each pair is rounded once and counts with
 * the same number on both sides, so that all nets together are exactly 0. Private to store/report.
 */
#ifndef QUAD_STORE_NETS_H
#define QUAD_STORE_NETS_H

#include "store/report/lent.h"

struct net {
	int64_t lent_hours, borrowed_hours, lent_amount, borrowed_amount;
};

/* In the table's arena. */
struct nets {
	struct cuts months;        /* where the nets are by month */
	struct net *v;             /* by month and institution */
	bool *any;                 /* by institution: in some month */
	size_t n_months;           /* 1: the whole period */
};

/* The nets of the whole period, or month by month. QUAD_ECORRUPT, QUAD_ENOMEM. */
int nets_count(struct report_work *w, bool by_month, struct nets *out) __attribute__((warn_unused_result));

#endif
