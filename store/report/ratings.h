/* How bookings of the period were rated, added up. Private to store/report. */
#ifndef QUAD_STORE_RATINGS_H
#define QUAD_STORE_RATINGS_H

#include "store/model/evaluation.h"
#include "store/report/frame.h"
#include "store/report/tally.h"

/*
 * The sums of the scores, sorted, by whom or what was rated (the place of a resource, or of an institution) and the
 * side that rated; `bookings` are the evaluations. Of side user it is the resource or its owner, of side owner the
 * resource or the institution in whose name it was used. Only what the looker may see. A bundle counts for each of its
 * resources but student groups, which nobody rates, and once for an institution. Release in any case. QUAD_ECORRUPT,
 * QUAD_ENOMEM.
 */
int ratings_count(struct report_work *w, bool by_institution, struct tally *out) __attribute__((warn_unused_result));

#endif
