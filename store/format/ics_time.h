/* Times of iCalendar files: values, zones, durations and recurrences, as instants of the store. */
#ifndef QUAD_STORE_ICS_TIME_H
#define QUAD_STORE_ICS_TIME_H

#include "store/base/clock.h"
#include "store/format/ics_lib.h"
#include "store/model/rrule.h"

struct ics_zone;

/* The zones of one file. All-zero but for `store` is ready. */
struct ics_zones {
	const char *store; /* the store's zone, which is the process's */
	struct ics_lib lib;
	struct ics_zone *first;
	size_t n;
	struct arena arena;
};

void ics_zones_close(struct ics_zones *z);
/* Loads libical. QUAD_ENOTFOUND: it is not installed. */
int ics_zones_need_lib(struct ics_zones *z) __attribute__((warn_unused_result));
/*
 * Takes a VTIMEZONE's text in. What defines no usable zone is as if it were not there. QUAD_ENOMEM; QUAD_EINVAL: more of
 * them than a file may have; QUAD_ENOTFOUND: it needs libical, which is not installed.
 */
int ics_zones_define(struct ics_zones *z, const char *tzid, struct bytes text) __attribute__((warn_unused_result));

/* A DATE or DATE-TIME. */
struct ics_time {
	struct wall wall; /* by the clock of the zone; a date: its midnight */
	bool is_date;
	const struct ics_zone *zone; /* NULL = the store's, and of dates and floating times */
	int64_t at;                  /* instant */
};

/*
 * Reads a value with its TZID (NULL = none). What zone a TZID means: the store's own; else the machine's zone of that
 * name, because files often define only what their zone does at present; else as the file defines it; else the machine's
 * zone whose name it ends in. A time that the clock skips is read with the offset before the gap, one that comes twice as
 * the earlier, as the RFC says.
 * QUAD_EINVAL: it is no such value, has seconds, or is outside what a store accepts; QUAD_EZONE; QUAD_ENOMEM.
 */
int ics_time_read(struct ics_zones *z, const char *text, const char *tzid, struct ics_time *out)
	__attribute__((warn_unused_result));

/* A duration: days by the calendar, then minutes. */
struct ics_duration {
	int64_t days, minutes;
};
/* Reads `PT1H30M`, `P1D`, `P2W`; more than 0, whole minutes. QUAD_EINVAL. */
int ics_duration_read(const char *text, struct ics_duration *out) __attribute__((warn_unused_result));
/* The end of what starts then. QUAD_EINVAL: outside what a store accepts. QUAD_ENOMEM. */
int ics_time_end(struct ics_zones *z, const struct ics_time *start, struct ics_duration d, int64_t *out)
	__attribute__((warn_unused_result));

struct ics_times {
	struct ics_time *v;
	size_t n, cap;
};

/*
 * The starts of a rule from `start` on, which is the first in any case, at most max of them; in order. They end with the
 * year 2199. *own: the rule as rrule.h reads it, NULL if it cannot. All in arena. QUAD_EINVAL: not a rule that is
 * understood. QUAD_ENOTFOUND: libical would be needed and is not there. QUAD_ENOMEM.
 */
int ics_expand(struct ics_zones *z, const char *rule, const struct ics_time *start, size_t max, struct arena *arena,
               struct ics_times *out, bool *more, const char **own) __attribute__((warn_unused_result));

#endif
