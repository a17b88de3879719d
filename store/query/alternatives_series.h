/* Alternatives to a series, or to a change of one. Private to store/query. */
#ifndef QUAD_STORE_ALTERNATIVES_SERIES_H
#define QUAD_STORE_ALTERNATIVES_SERIES_H

#include "store/query/alternative_search.h"

/*
 * OP_SERIES: another resource on all dates; the series without the refused dates, and another resource on just those;
 * other weekdays and periods.
 *
 * OP_SERIES_CHANGE: other resources, or other weekdays and periods, for the bookings that were to be changed. Another
 * resource must be free on the refused dates; the rehearsal looks at all.
 *
 * Opens a snapshot.
 */
int find_series_alternatives(struct alternative_search *s) __attribute__((warn_unused_result));

#endif
