/* What became of one booking: whose approval it needs, what was decided, and how it was rated. */
#ifndef QUAD_STORE_QUERY_COURSE_H
#define QUAD_STORE_QUERY_COURSE_H

#include "store/model/approval.h"
#include "store/model/evaluation.h"
#include "store/query/query.h"

struct course_step {
	struct approval_step step;
	const char *resource; /* its code, "" for the coordinator's step */
	bool is_open;         /* it waits to be decided now */
};

struct booking_course {
	struct course_step *steps;
	size_t n_steps;
	struct evaluation evaluations[EVALUATION_BY_OWNER]; /* by side */
	size_t n_evaluations;
	struct arena arena;
};

/* Nothing of a booking of which the looker may not see all, and of one that is not there. */
int query_course(struct store *s, uint64_t booking, struct booking_course *out) __attribute__((warn_unused_result));

#endif
