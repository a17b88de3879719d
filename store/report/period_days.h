/* The local days that the period of a report touches, and what lies on which of them. Private to store/report. */
#ifndef QUAD_STORE_PERIOD_DAYS_H
#define QUAD_STORE_PERIOD_DAYS_H

#include "store/report/frame.h"

struct period_days {
	int64_t *start; /* the first instant of each day, and that of the day after the last */
	int64_t first;  /* day number */
	size_t n;
};

/* The list is in the table's arena. QUAD_ENOMEM. */
int period_days_load(struct report_work *w, struct period_days *out) __attribute__((warn_unused_result));

/* The index of the day that holds an instant of the period. */
size_t period_days_find(const struct period_days *d, int64_t at_min);

/* True for a day of 24 hours, on which the clock on the wall goes as the minutes do. */
static inline bool period_days_plain(const struct period_days *d, size_t day)
{
	return d->start[day + 1] - d->start[day] == DAY_MIN;
}

#endif
