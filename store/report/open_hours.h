/*
 * When resources are open within the period: their opening hours by the clock on the wall, less the closures of
 * everything, of their campus, of themselves, and of the halls that they are a part of or that divide into them,
 * overlapping ones once. What has no opening hours is open from OPEN_USUAL_FROM to OPEN_USUAL_TO, as the screen's heat
 * map has it: nobody uses a lab at night because nothing is said. Private to store/report.
 */
#ifndef QUAD_STORE_OPEN_HOURS_H
#define QUAD_STORE_OPEN_HOURS_H

#include "store/facts/claim_walk.h"
#include "store/facts/open_time.h"
#include "store/facts/parts.h"
#include "store/report/frame.h"
#include "store/report/period_days.h"

/* Resources with one campus and the same hours, and without closures of their own, are open at the same times. */
struct open_group {
	uint32_t place; /* in the directory: one of its resources */
	struct time_span *closed;
	size_t n_closed;
	int64_t minutes; /* how long it is open within the period */
};

/* In the table's arena. */
struct open_hours {
	struct period_days days;
	uint32_t *group; /* by place in the directory */
	struct open_group *v;
	size_t n;
};

/* parts: of the store (halls.h). QUAD_ECORRUPT, QUAD_ENOMEM. */
int open_hours_load(struct report_work *w, const struct parts *parts, struct open_hours *out)
	__attribute__((warn_unused_result));

/* How long a resource is open within the period, minutes. */
static inline int64_t open_hours_of(const struct open_hours *o, uint32_t place)
{
	return o->v[o->group[place]].minutes;
}

/* Is given each part of a day in which a group is open, in order: the index of the day, and instants of it. */
typedef void open_hours_fn(size_t day, int64_t start, int64_t end, void *arg);
void open_hours_walk(const struct report_work *w, const struct open_hours *o, size_t group, open_hours_fn *fn,
                     void *arg);

#endif
