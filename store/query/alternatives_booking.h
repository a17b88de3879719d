/* Alternatives to a single booking, or to a move of one. Private to store/query. */
#ifndef QUAD_STORE_ALTERNATIVES_BOOKING_H
#define QUAD_STORE_ALTERNATIVES_BOOKING_H

#include "store/query/alternative_search.h"

/* OP_BOOK, OP_MOVE: other resources, other times of the day, other days, a nearer end. Opens a snapshot. */
int find_booking_alternatives(struct alternative_search *s) __attribute__((warn_unused_result));

#endif
