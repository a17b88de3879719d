/* How long a resource is open: its opening hours, less what is closed. Pure but for the zone. */
#ifndef QUAD_STORE_OPEN_TIME_H
#define QUAD_STORE_OPEN_TIME_H

#include "store/facts/facts.h"
#include "store/model/opening.h"

enum { OPEN_USUAL_FROM = 480, OPEN_USUAL_TO = 1320 }; /* minutes of the day: 08:00 to 22:00 */

/*
 * The minutes of [start, end) in which it is open. The closures may overlap each other and be in any order. What has no
 * opening hours counts from OPEN_USUAL_FROM to OPEN_USUAL_TO: nobody uses a lab at night because nothing is said.
 */
int64_t open_time_minutes(const struct opening *o, const struct closures *closed, int64_t start, int64_t end);

#endif
