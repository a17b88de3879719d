/* Dates to a recurrence rule: the way back from what stands to what a calendar says. Private to ics_export.c. */
#ifndef QUAD_STORE_ICS_RECUR_H
#define QUAD_STORE_ICS_RECUR_H

#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"

/* All in arena. */
struct ics_recur {
	const char *rule;      /* "" = none says most of them */
	int64_t start;         /* the first of the rule, or of all */
	const int64_t *except; /* what the rule says and is not among them */
	const int64_t *extra;  /* what the rule does not say, but for the start */
	size_t n_except, n_extra;
};

/*
 * The rule of rrule.h that says the n starts with the fewest dates beside it. They are sorted, each once; at least one.
 * QUAD_ENOMEM.
 */
int ics_recur_find(const int64_t *starts, size_t n, struct arena *arena, struct ics_recur *out)
	__attribute__((warn_unused_result));

#endif
