/*
 * The indicators of the reports `score` and `fund`, in the order of their columns. Each is from 0 to 100 and grows in a
 * straight line from 0 to what is said here, where it stops:
 *
 *   utilisation  effective hours / rated hours: 100 %
 *   sharing      sharing rate, hours of others / effective hours: 30 %
 *   offered      resources that are shared beyond the owner / resources: all
 *   lent         hours of others: one for each student and year (register `students`)
 *   evaluation   mean of the scores by users, from five evaluations on: 1 is 0, 5 is 100
 *   decisions    requests that were decided / those and the ones that lapsed undecided: all
 *   attendance   past bookings in its name but the no-shows / with them: all
 *   recorded     effective hours that check-in or an adjustment recorded / all effective hours: all
 *
 * The first four and `recorded` are of the labs, bases, rooms and equipment that the institution owns, as the report
 * `use` counts them by institution. An indicator without data is empty.
 */
#ifndef QUAD_STORE_SCORE_H
#define QUAD_STORE_SCORE_H

#include <stddef.h>

enum score_indicator {
	INDICATOR_UTILISATION,
	INDICATOR_SHARING,
	INDICATOR_OFFERED,
	INDICATOR_LENT,
	INDICATOR_EVALUATION,
	INDICATOR_DECISIONS,
	INDICATOR_ATTENDANCE,
	INDICATOR_RECORDED,
	INDICATORS
};

#define SCORE_WEIGHTS 10000 /* all weights together, in hundredths */

/* The name of an indicator; and the indicator of a name, INDICATORS if there is none. */
const char *score_indicator_name(size_t indicator);
size_t score_indicator_find(const char *name);

#endif
