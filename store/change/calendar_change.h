/* Changes of terms, periods and day rules. Private to store/change. */
#ifndef QUAD_STORE_CALENDAR_CHANGE_H
#define QUAD_STORE_CALENDAR_CHANGE_H

#include "store/change/change.h"

/* Carry out OP_TERM, OP_PERIOD and OP_DAY; the bookings of series follow in the same transaction. */
int calendar_change_term(struct change *c) __attribute__((warn_unused_result));
int calendar_change_period(struct change *c) __attribute__((warn_unused_result));
int calendar_change_day(struct change *c) __attribute__((warn_unused_result));

#endif
