/* Which booking of a series becomes which occurrence after a change of its pattern. Private to store/change. */
#ifndef QUAD_STORE_SERIES_PAIR_H
#define QUAD_STORE_SERIES_PAIR_H

#include "store/change/series_step.h"

/*
 * Gives the bookings of a series the occurrences that begin at or after `from` (minutes), and adds a task for each that
 * is left over. same_times: the pattern is unchanged, so nothing is paired by order.
 */
int series_pair(struct change *c, struct series_tasks *tasks, const struct occurrences *o, int64_t from,
                bool same_times) __attribute__((warn_unused_result));

/* Keeps of the tasks those bookings that begin at or after `from`, or would if nobody had changed them. */
void series_keep_from(struct series_tasks *tasks, int64_t from);

/*
 * Keeps of paired tasks those in which something is to be done. A booking that the pattern leaves without an occurrence
 * frees the one that it had, so that the pattern as it was brings it back.
 */
void series_keep_active(struct series_tasks *tasks);

#endif
