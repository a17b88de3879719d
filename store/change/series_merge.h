/*
 * What a request makes of a series: its phases before and after, and the day from which they differ. Reads only.
 * Private to store/change.
 */
#ifndef QUAD_STORE_SERIES_MERGE_H
#define QUAD_STORE_SERIES_MERGE_H

#include "store/change/change.h"
#include "store/facts/series_dates.h"

struct series_merge {
	/* given */
	const struct calendar *calendar;
	struct series_phases was;
	struct occurrences old; /* of `was`; a new series has none */
	bool is_new;            /* `was` is one empty phase, and all fields are the request's */
	/* made */
	struct series_phases is;
	int64_t from_day; /* local day; what takes place before stays; INT64_MIN: all changes */
	int64_t begun_min; /* what starts by then stays where it is; INT64_MIN: that too changes */
	bool times;       /* its dates are asked for anew */
	bool shifted;     /* by a rule before and after */
	bool institution_missing;
	int64_t phase_from, phase_until; /* the days of the phase that REQUEST_ONE_PHASE is about; else all */
};

/* What the request says cannot be becomes a reason of the result. */
int series_merge(struct change *c, struct series_merge *m) __attribute__((warn_unused_result));

#endif
