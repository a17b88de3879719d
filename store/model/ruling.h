/* What the owners' rules say about one claim of a booking, beside refusing it. */
#ifndef QUAD_STORE_RULING_H
#define QUAD_STORE_RULING_H

#include "store/model/model.h"

#define HOLD_DEFAULT_MIN (7 * 1440)

/* What who may approve a claim may do with what he asked for himself. */
enum self_approval {
	SELF_BY_BOOKING, /* he approves it by booking it, and nothing later */
	SELF_ALWAYS,
	SELF_NEVER
};

struct ruling {
	enum approval approval;
	int64_t hold_min;    /* how long a request holds its time at most */
	int64_t notice_min;  /* the latest change or cancel before the start; 0 = up to the start */
	int64_t noshow_min;  /* after so many minutes without a check-in the rest is free; 0 = no check-in is asked for
	                      */
	int64_t preempt_min; /* who is in the way may be moved until so many minutes before; -1 = never */
	uint32_t priority;   /* of who waits; the larger goes first */
	enum self_approval self;
	const char *price; /* "" = none */
};

#endif
