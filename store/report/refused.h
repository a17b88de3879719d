/*
 * The needs of the period that were refused (need.h), and what became of each: met if a booking that stands has the
 * same institution, kind, week and purpose. That is what makes a need one, so whatever else was booked with these is
 * taken to meet it. Private to store/report.
 */
#ifndef QUAD_STORE_REFUSED_H
#define QUAD_STORE_REFUSED_H

#include "store/model/need.h"
#include "store/report/frame.h"

enum need_fate { NEED_UNMET, NEED_MET_OTHERWISE, NEED_MET };

struct refused_need {
	struct need need;
	unsigned char digest[NEED_DIGEST_BYTES];
	uint32_t place; /* of the resource that the kind is of, as it was asked for; NO_PLACE: it is not there */
	uint32_t units; /* that were asked for of it, 0 = as many as the party */
	enum need_fate fate;
};

/* In the table's arena. */
struct refused_needs {
	struct refused_need *v;
	size_t n, cap;
};

/*
 * Those whose first date starts in the period and that the looker may see: RIGHT_REPORT for who asked, the institution
 * or one of the resources. Of a filter of resources, those that asked for one that matches. Needs have no purpose class
 * and are not chosen by it. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int refused_load(struct report_work *w, struct refused_needs *out) __attribute__((warn_unused_result));

/* A minute of it in parts of SUM_MINUTE: all of an exclusive resource, of a shared one its units by today's seats. */
sum_t refused_weight(const struct report_work *w, const struct refused_need *v);

#endif
