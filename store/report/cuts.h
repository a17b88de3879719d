/* The period of a report cut where months or school years begin, by the calendar on the wall. Private to store/report.
 */
#ifndef QUAD_STORE_CUTS_H
#define QUAD_STORE_CUTS_H

#include "store/report/frame.h"

struct cuts {
	int64_t *start; /* the instant at which each begins, the first with the period; and the end of the period */
	size_t n;
};

/* The lists are in the table's arena. QUAD_ENOMEM. */
int cuts_months(struct report_work *w, struct cuts *out) __attribute__((warn_unused_result));
/* School years begin on the first of September. */
int cuts_school_years(struct report_work *w, struct cuts *out) __attribute__((warn_unused_result));

/* The one that holds an instant of the period. */
size_t cuts_find(const struct cuts *c, int64_t at_min);

/* `2026-09`, and `2026-2027` of a school year; in the table's arena; NULL: no memory. */
const char *cuts_month_text(struct report_work *w, const struct cuts *c, size_t month);
const char *cuts_school_year_text(struct report_work *w, const struct cuts *c, size_t year);

#endif
