/*
 * The academic calendar (terms, periods, day rules), and the dates of a pattern of weeks, weekdays and periods in it.
 * Pure: callers load the tables. A campus has its own periods and day rules where there are any for a date, else
 * those of all campuses.
 */
#ifndef QUAD_STORE_CALENDAR_H
#define QUAD_STORE_CALENDAR_H

#include "store/model/model.h"
#include "store/model/reason.h"

struct calendar {
	const struct term *terms;
	size_t n_terms;
	const struct period *periods;
	size_t n_periods;
	const struct day_rule *days; /* by date */
	size_t n_days;
	/* what it lacks is a reason, unless: */
	bool cuts_weeks;    /* weeks that a term lacks name no dates */
	bool fills_periods; /* periods that the table of a date lacks are as in an older one, and `lacking` */
};

#define OCCURRENCES_MAX 5000

struct occurrence {
	int64_t start, end;
	/*
	 * The occurrence's number within its series: for a week pattern the day number that it would have without day
	 * rules, times 64, plus the first of its periods; for a recurrence rule the local day number of its start,
	 * times 64. Counted from PERIOD_ALWAYS, the first day being 1, so never 0.
	 */
	uint64_t origin;
	size_t phase;  /* of the series: its place in series_phases.h */
	bool left_out; /* among the dates that the series leaves out on purpose */
	bool by_rule;  /* of a recurrence rule, which no term moves */
	bool lacking;  /* the calendar has no such time (fills_periods): start and end are those it had before */
};

/* The number within its series that an occurrence of a day has, first: its first period or 0; and the day, back. */
uint64_t occurrence_origin(int64_t day, uint32_t first);
int64_t occurrence_day(uint64_t origin);

/* A date that the pattern names and a day rule takes away. */
struct dropped {
	int64_t date; /* day number */
	const struct day_rule *rule;
};

struct occurrences {
	struct occurrence *v; /* by start */
	size_t n, cap;
	struct dropped *dropped;
	size_t n_dropped, cap_dropped;
};

/*
 * True if a booking stands for this one of a series' occurrences: it has its number, and does not begin with another
 * one, since a day that is taught twice is two occurrences of one number.
 */
bool occurrence_is_of(const struct occurrences *all, const struct occurrence *o, const struct booking *b);

/* The term of a code; with "" the only one, else the one that holds `day`; NULL if there is none. */
const struct term *calendar_term(const struct calendar *c, const char *code, int64_t day);

/* The rule of a date on a campus (code), NULL for a normal day without one. */
const struct day_rule *calendar_day(const struct calendar *c, const char *campus, int64_t date);

/* The clock times of a period on a date, NULL if there is no such period then. */
const struct period *calendar_period(const struct calendar *c, const char *campus, int64_t date, uint32_t number);

/*
 * The occurrences of a pattern on a campus. Adds a reason for a term, week or period that the calendar lacks, for an
 * end that is not after the start, and for more than OCCURRENCES_MAX. QUAD_ENOMEM.
 */
int calendar_expand(const struct calendar *c, const char *campus, const struct week_pattern *p, struct reasons *why,
                    struct arena *arena, struct occurrences *out) __attribute__((warn_unused_result));

#endif
