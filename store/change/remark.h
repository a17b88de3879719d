/* Texts about bookings, kept with them. Private to the store layer. */
#ifndef QUAD_STORE_REMARK_H
#define QUAD_STORE_REMARK_H

#include "store/change/change.h"

/* Keeps the request's text, by the actor, about a booking. Nothing is kept of "". */
int remark_add(struct change *c, uint64_t booking, const char *text) __attribute__((warn_unused_result));

/* The key of a remark. */
struct key remark_key(uint64_t booking, uint64_t seq);

#endif
