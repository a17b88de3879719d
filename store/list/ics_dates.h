/* When an event of a calendar takes place: all its occurrences, and those that are left out. Private to ics_group.c. */
#ifndef QUAD_STORE_ICS_DATES_H
#define QUAD_STORE_ICS_DATES_H

#include "store/list/ics_event.h"

/* An occurrence. */
struct ics_slot {
	int64_t at, end;
	int64_t day;    /* day number of `at` by the clock of the event's zone */
	bool from_rule; /* of RRULE, or the only one; else of RDATE */
	bool out;       /* left out, or an event of its own stands for it */
};

struct ics_dates {
	struct ics_slot *v; /* by `at`, each once: what RRULE and RDATE both give is RRULE's */
	size_t n, cap;
	bool recurs, all_day;
	const struct ics_zone *zone;
	const char *own; /* its rule in the form of rrule.h, NULL = that cannot say it */
};

/* The last day of rules that have no end. */
struct ics_bound {
	int64_t at, day;  /* its last minute; the day number. INT64_MIN: there is none, so such a rule is refused */
	const char *term; /* that ends then; "": somebody said the day */
};

struct ics_dates_ask {
	struct ics_zones *zones;
	const struct ics_event *e;
	struct arena *arena;
	struct reasons *why, *notes; /* what is wrong; what should be known */
};

/* Reads the first occurrence alone. Without an error there may be reasons. QUAD_ENOMEM. */
int ics_dates_first(struct ics_dates_ask *ask, int64_t *start, int64_t *end) __attribute__((warn_unused_result));
/*
 * Reads all of them. An EXDATE that hits none, and a rule that ends with the bound, are noted. QUAD_ENOMEM,
 * QUAD_ENOTFOUND: libical is needed and not installed.
 */
int ics_dates_read(struct ics_dates_ask *ask, const struct ics_bound *bound, struct ics_dates *out)
	__attribute__((warn_unused_result));
/*
 * Reads RECURRENCE-ID: *at is the start of the occurrence that it means, among those of dates (NULL: they are not
 * known). *hit is false if it means none of them. QUAD_ENOMEM.
 */
int ics_dates_recurrence(struct ics_dates_ask *ask, const struct ics_dates *dates, int64_t *at, bool *hit)
	__attribute__((warn_unused_result));
/* Leaves out the occurrence that starts then. */
void ics_dates_leave_out(struct ics_dates *dates, int64_t at);

/* Finds out whether a series by the rule `own` has exactly the occurrences of RRULE, left-out ones included. */
int ics_dates_fit_rule(const struct ics_dates *dates, struct arena *arena, bool *out)
	__attribute__((warn_unused_result));

#endif
