/* Times of iCalendar files: values, zones, durations and recurrences, as instants of the store. */
#ifndef QUAD_STORE_ICS_TIME_H
#define QUAD_STORE_ICS_TIME_H

#include "store/base/clock.h"
#include "store/format/ics_lib.h"
#include "store/model/rrule.h"

struct ics_zone;

/* Which of a file's calendars defines a zone. */
struct ics_zone_use {
	size_t calendar;
	struct ics_zone *zone;
};

/* The zones of one file, of which each calendar has its own. All-zero but for `store` is ready. */
struct ics_zones {
	const char *store; /* the store's zone, which is the process's */
	size_t calendar;   /* the calendar at hand, which the caller counts; never fewer than before while defining */
	struct ics_zone_use *uses; /* by calendar */
	size_t n_uses, cap_uses;
	struct ics_lib lib;
	struct ics_zone *first;
	size_t n;
	struct arena arena;
};

void ics_zones_close(struct ics_zones *z);
/* Loads libical. QUAD_ENOTFOUND: it is not installed. */
int ics_zones_need_lib(struct ics_zones *z) __attribute__((warn_unused_result));
/*
 * Adds the zone that a VTIMEZONE's text defines, for the calendar at hand; the text must stay. A definition that cannot
 * be used, as one without offsets, is ignored. QUAD_ENOMEM; QUAD_EINVAL: there are more zones than a file may have;
 * QUAD_ENOTFOUND: libical is needed and not installed.
 */
int ics_zones_define(struct ics_zones *z, const char *tzid, struct bytes text) __attribute__((warn_unused_result));

/* A DATE or DATE-TIME. */
struct ics_time {
	struct wall wall; /* by the clock of the zone; a date: its midnight */
	bool is_date;
	const struct ics_zone *zone; /* NULL = the store's, and of dates and floating times */
	int64_t at;                  /* instant, of the minute that it is in */
	int second;                  /* within that minute */
};

/*
 * Reads a value with its TZID (NULL or "" = none). A TZID means, in this order: the store's own zone; the machine's
 * zone of that name, because files often define only what their zone does at present; the zone that the calendar at
 * hand defines; the zone that Windows calls so (ics_windows.h); the machine's zone whose name the TZID ends in. As RFC
 * 5545 says, a time that the clock skips is read with the offset before the gap, and a time that comes twice is the
 * earlier one. QUAD_EINVAL: it is no such value, or is outside what a store accepts; QUAD_EZONE; QUAD_ENOMEM.
 */
int ics_time_read(struct ics_zones *z, const char *text, const char *tzid, struct ics_time *out)
	__attribute__((warn_unused_result));

/* The first whole minute that is not before a time, as an end needs it. */
int64_t ics_time_up(const struct ics_time *t);
/* Reads a value by the clock of a zone (NULL = the store's) unless it is in UTC: as above. */
int ics_time_read_in(struct ics_zones *z, const char *text, const struct ics_zone *zone, struct ics_time *out)
	__attribute__((warn_unused_result));

/* A duration: days by the calendar, then seconds. */
struct ics_duration {
	int64_t days, seconds;
};
/* Reads `PT1H30M`, `P1D`, `P2W`; more than 0. QUAD_EINVAL. */
int ics_duration_read(const char *text, struct ics_duration *out) __attribute__((warn_unused_result));
/*
 * The end of an event that begins at start and lasts d, to the next whole minute. QUAD_EINVAL: outside what a store
 * accepts. QUAD_ENOMEM.
 */
int ics_time_end(struct ics_zones *z, const struct ics_time *start, struct ics_duration d, int64_t *out)
	__attribute__((warn_unused_result));

struct ics_times {
	struct ics_time *v;
	size_t n, cap;
};

/* What a rule comes to. */
struct ics_expansion {
	struct ics_times times; /* in order; the first is the start in any case */
	bool more;              /* there are further ones than were asked for */
	bool endless;           /* the rule says no end, so `bound` is its end */
	const char *own;        /* the rule in the form of rrule.h, with its end; NULL if that cannot express it */
};

/*
 * The first max starts of a rule, none after the year 2199, all in arena. bound is the last instant of a rule that has
 * neither UNTIL nor COUNT. QUAD_EINVAL: the rule is not understood. QUAD_ENOTFOUND: libical is needed and not
 * installed. QUAD_ENOMEM.
 */
int ics_expand(struct ics_zones *z, const char *rule, const struct ics_time *start, int64_t bound, size_t max,
               struct arena *arena, struct ics_expansion *out) __attribute__((warn_unused_result));

#endif
