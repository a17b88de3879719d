/*
 * Start and end of a row of bookings or closures that has a date and a time in cells of their own, or both in one cell.
 * Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_SPAN_H
#define QUAD_STORE_LIST_SPAN_H

#include "store/query/query.h"

struct span_cells {
	const char *date;   /* "" = the time says it */
	const char *time;   /* `8:00-10:00`, periods; perhaps a date before it, perhaps one in both of its halves */
	const char *campus; /* code of that whose periods these are; "" = those of all */
	bool whole_days;    /* no time is all day, not an error */
};

/*
 * Reads start and end, an end at 24:00 included. A cell that is malformed or contradicts another goes to why as
 * `time:date@TEXT`, `time:time@TEXT` or `value:time@TEXT`, a period that does not exist as `unknown:...`. A date
 * without its year is malformed, since no cell says which. Memory of arena is used.
 */
void span_read(const struct span_cells *cells, const struct period_list *periods, struct arena *arena, int64_t *start,
               int64_t *end, struct reasons *why);

#endif
