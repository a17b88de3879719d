/*
 * Recurrence rules: of RFC 5545 (section 3.3.10) FREQ=DAILY, WEEKLY, MONTHLY with INTERVAL, COUNT, UNTIL, BYDAY (with
 * ordinals in MONTHLY), BYMONTHDAY and WKST; any other part is refused, by its name, unless it changes nothing. Pure
 * except for the wall clock (clock.h).
 */
#ifndef QUAD_STORE_RRULE_H
#define QUAD_STORE_RRULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/clock.h"

enum rrule_freq { RRULE_DAILY = 1, RRULE_WEEKLY, RRULE_MONTHLY };

#define RRULE_DAYS_MAX 32

struct rrule_day {
	int ordinal; /* 0 = every; 1 = first, -1 = last, in a month; to 5 and -5 */
	int weekday; /* 1 = Monday */
};

struct rrule {
	enum rrule_freq freq;
	int interval;      /* at least 1 */
	int64_t count;     /* 0 = none */
	int64_t until_min; /* an instant, inclusive; 0 = none. A date alone means the end of that local day */
	struct rrule_day day[RRULE_DAYS_MAX];
	size_t n_days;
	int month_day[RRULE_DAYS_MAX]; /* 1 to 31, or -1 to -31 from the end */
	size_t n_month_days;
	int week_start; /* WKST, 1 = Monday (the default) */
};

/* A value of UNTIL: `20260921`, `20260921T155959`, `20260921T155959Z`. */
struct rrule_until {
	struct wall wall; /* of a date alone, its last minute: UNTIL is inclusive */
	bool utc;         /* else it is by the clock of the rule's start */
};

/*
 * Reads a value of UNTIL, as every reader of a rule does. Its seconds are left out: no occurrence starts within a
 * minute. False if it is none.
 */
bool rrule_until_read(struct bytes text, struct rrule_until *out);
/* The last instant that it allows, by the clock of the process's zone; at the nearest end of a store's years. */
int64_t rrule_until_instant(const struct rrule_until *u);
/* True for a part of a rule that changes nothing: one of a program's own (`X-...`), or one that says the default. */
bool rrule_part_is_idle(struct bytes name, struct bytes value);

/*
 * Reads `FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10` (an `RRULE:` before it is fine), its parts in any order and any case.
 * Parts that the RFC forbids together are refused: COUNT with UNTIL, ordinals and BYMONTHDAY with another FREQ than
 * theirs. QUAD_EINVAL: *bad is the part that is not understood or not supported (`BYMONTH=1`), or `FREQ` if that is
 * missing, in arena; *out is zeroed. QUAD_ENOMEM. After success *bad is NULL. The days are sorted, each once. UNTIL
 * is taken to the instants that a store accepts; its seconds do not matter. A rule without COUNT and UNTIL is fine
 * here: callers limit it.
 */
int rrule_parse(const char *text, struct rrule *out, struct arena *arena, const char **bad)
	__attribute__((warn_unused_result));

/* Appends the canonical text, UNTIL in UTC; rrule_parse reads the same rule from it in every zone. */
void rrule_format(const struct rrule *r, struct buf *out);

/*
 * The instant of a wall-clock time as the RFC reads it: one that the clock skips with the offset before the gap, one
 * that comes twice as the earlier. QUAD_EINVAL: it is no time, or outside what a store accepts.
 */
int rrule_instant(const struct wall *w, int64_t *out) __attribute__((warn_unused_result));

/*
 * The starts of a rule from `start`, whose wall-clock time is kept across daylight saving: a skipped time is read
 * with the offset before the gap and a doubled one as the earlier, as the RFC says; `start` itself is the instant
 * given. Those on the local dates in except (day numbers, any order) are left out, and COUNT counts them all the
 * same. `start` itself is an occurrence only if the rule hits it. They end with the year 2199. At most max of them,
 * into *out (in arena), in order, each once; *more is set if there are further ones. QUAD_EINVAL: start is not an
 * instant that a store accepts. QUAD_ENOMEM.
 */
int rrule_expand(const struct rrule *r, int64_t start, const int64_t *except, size_t n_except, size_t max,
                 struct arena *arena, int64_t **out, size_t *n_out, bool *more) __attribute__((warn_unused_result));

#endif
