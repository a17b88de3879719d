/* Who owns a resource together, and with which share, on a day. Private to store/report. */
#ifndef QUAD_STORE_JOINT_H
#define QUAD_STORE_JOINT_H

#include "store/model/joint_share.h"
#include "store/report/frame.h"

struct joint_owner {
	uint32_t institution; /* place, NO_PLACE: nobody known */
	int64_t share;        /* of JOINT_WHOLE */
	int64_t from, until;  /* days, both inclusive, 0 = open */
};

struct joint {
	struct joint_owner *v; /* by place of the resource */
	size_t n;
	uint32_t *first; /* by place in the directory, one more than there are; NULL if nothing is owned together */
	struct joint_owner *scratch;
};

struct joint_owners {
	const struct joint_owner *v;
	size_t n;
};

int joint_load(struct report_work *w, struct joint *out) __attribute__((warn_unused_result));
/*
 * The owners of a resource on a day: those of the register, and for what they leave of the whole the resource's own
 * institution. Valid until the next call.
 */
struct joint_owners joint_of(struct joint *j, const struct report_work *w, uint32_t place, int64_t day);

#endif
