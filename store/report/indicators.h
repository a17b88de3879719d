/* The indicators of each institution (score.h), and its score. Private to store/report. */
#ifndef QUAD_STORE_INDICATORS_H
#define QUAD_STORE_INDICATORS_H

#include "store/report/frame.h"
#include "store/report/score.h"

#define INDICATOR_NONE (-1)

struct indicated {
	int64_t value[INDICATORS]; /* hundredths, 0 to 10000; INDICATOR_NONE: no data */
	int64_t score; /* hundredths; INDICATOR_NONE: it has no resources to share, or no indicator that weighs */
};

/*
 * By place of the institution, in the table's arena; of those that the looker may not see all is none.
 *
 * score: the mean of the indicators by their weights, those without data left out; of the indicators rounded to two
 * digits, as they are printed, so that it can be checked by hand. QUAD_EINVAL: a weight of no indicator, of one twice
 * or of one not at all, or other than SCORE_WEIGHTS together. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int indicators_count(struct report_work *w, struct indicated **out) __attribute__((warn_unused_result));

#endif
