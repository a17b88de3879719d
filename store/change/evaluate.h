/* How a booking was rated (evaluation.h), a record for each side. Private to store/change. */
#ifndef QUAD_STORE_EVALUATE_H
#define QUAD_STORE_EVALUATE_H

#include "store/change/change.h"
#include "store/model/evaluation.h"

/*
 * OP_EVALUATE, once the booking is over: by who asked for it or taught in it, of what was booked; else by who decides
 * for the owner, of its use. Each side says it once; who said it may change it.
 */
int evaluate_put(struct change *c) __attribute__((warn_unused_result));

struct key evaluate_key(uint64_t booking, enum evaluation_side side);

/* The booking and side that an entry of the journal names: `evaluation:17:user`. QUAD_ECORRUPT. */
int evaluate_read_name(const char *name, uint64_t *booking, enum evaluation_side *side)
	__attribute__((warn_unused_result));

#endif
