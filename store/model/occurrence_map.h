/*
 * Which occurrence of a series becomes which after a change of its pattern or of the calendar. By this the bookings
 * keep their numbers, and an exception stays with the occurrence that it is about, whatever its time. Pure.
 */
#ifndef QUAD_STORE_OCCURRENCE_MAP_H
#define QUAD_STORE_OCCURRENCE_MAP_H

#include "store/model/calendar.h"

#define OCCURRENCE_NONE SIZE_MAX

enum occurrence_likeness {
	LIKE_BY_DAY,   /* the same number in the series, or else the same day of its own: a change of the calendar */
	LIKE_BY_TERM,  /* likewise; of those not held, first the same time, and at last the next one that is left */
	LIKE_BY_WEEK,  /* by day, or else the same week, or else the next one left; held ones if there are as many */
	LIKE_BY_SHIFT, /* one after the other if all lie as many days apart, else by week: rules that are shifted */
};

struct occurrence_mapping {
	const struct occurrence *old;
	size_t n_old; /* by start */
	/* after them, numbers that exceptions hold and the old pattern lacks: never the next one that is left */
	size_t n_strays;
	const bool *held; /* a flag for each of all these: an exception or a date that is left out holds its number */
	const struct occurrence *new;
	size_t n_new;     /* by start */
	size_t n_settled; /* the first ones of both are as they were */
	int64_t past_min; /* new ones that start by then are for what is held alone: nothing can move there */
	enum occurrence_likeness likeness;
};

/* For each old one and stray, in arena: its place in `new` or OCCURRENCE_NONE. No two have one. NULL: no memory. */
size_t *occurrence_map(const struct occurrence_mapping *m, struct arena *arena);

#endif
