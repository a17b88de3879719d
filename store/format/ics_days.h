/*
 * The times of a rule of recurrence by days, weeks, months or years, as RFC 5545 (3.3.10) says, on a wall clock. Here
 * because libical 3 searches for centuries where a rule never happens, and reads some rules wrongly or not at all.
 */
#ifndef QUAD_STORE_ICS_DAYS_H
#define QUAD_STORE_ICS_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/clock.h"

enum { ICS_DAYS_LIST_MAX = 400 };

struct ics_days_list {
	int v[ICS_DAYS_LIST_MAX];
	size_t n;
};

struct ics_days_weekday {
	int ordinal; /* 0 = each; of the month or the year */
	int weekday; /* 1 = Monday */
};

/* A rule, with what it leaves to its start. */
struct ics_days {
	int freq; /* enum ics_days_freq of ics_days.c */
	int64_t interval;
	int week_start;
	struct wall start;
	int64_t start_day;
	struct ics_days_list months, month_days, year_days, weeks, positions, hours, minutes;
	struct ics_days_weekday days[ICS_DAYS_LIST_MAX];
	size_t n_days;
	int times[DAY_MIN]; /* minutes of a day, in order */
	size_t n_times;
	bool has_seconds; /* BYSECOND with another than 0 */
};

/*
 * Reads a rule in capitals; COUNT and UNTIL are the caller's. False: it is of shorter steps than days, or not one that
 * the RFC knows.
 */
bool ics_days_read(const char *rule, const struct wall *start, struct ics_days *out);

/*
 * Calls found for each time of the rule, in order, from the start's up to the day number `end`, until found returns
 * false. Looks at each day once, whatever the rule.
 */
void ics_days_each(const struct ics_days *d, int64_t end, bool (*found)(void *arg, int64_t day, int minute), void *arg);

#endif
