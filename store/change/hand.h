/* Giving a booking to somebody else. Private to store/change. */
#ifndef QUAD_STORE_HAND_H
#define QUAD_STORE_HAND_H

#include "store/change/change.h"

/*
 * OP_HAND, as long as the booking is not over: by who may change it, to somebody who may ask for bookings and is of the
 * institution in whose name it is; to somebody else by who may ask for others, and it is in the name of the other
 * institution then. Decided anew for whom it is given to, by the rules of today.
 */
int hand_over(struct change *c) __attribute__((warn_unused_result));

#endif
