/* The event (store/model/registers.h) for which something is booked. Private to store/change. */
#ifndef QUAD_STORE_OCCASION_H
#define QUAD_STORE_OCCASION_H

#include "store/change/change.h"

/*
 * Adds a reason unless there is an event of that code. "" is none, and one that was said before (`was`) is not asked
 * about again, as it may have left the register since.
 */
int occasion_check(struct change *c, const char *event, const char *was) __attribute__((warn_unused_result));

#endif
