/*
 * When something is, as people write it, in a free text: a day, a time or two, a length, in any order, or weeks,
 * weekdays and periods of a term: `Wed 10-12`, `tomorrow 14:00 for 2h`, 明天下午2点2小时, 周三上午10点到12点,
 * 第5周周三3-4节, `week 5 Wed periods 3-4`, 1-16周 单周 周三 3-4节. Pure except for the zone (clock.h); the forms are
 * those of spoken_day.h, spoken_time.h and pattern.h. Digits, marks and characters may be full-width, and traditional.
 *
 * `2026-12-02 08:00-10:00`, with a blank, is an interval; `2026-12-02T08:00-10:00` is an instant with an offset.
 * Nothing is guessed: what has two readings (2/12; `10-12` where no day is said) is refused, and both are told.
 */
#ifndef QUAD_STORE_SPOKEN_H
#define QUAD_STORE_SPOKEN_H

#include "store/model/model.h"
#include "store/model/spoken_day.h"
#include "store/model/spoken_time.h"

enum {
	SPOKEN_START_ONLY =
		4, /* beside SPOKEN_PAST and SPOKEN_NEAREST: no end is expected, so that `10-12` is a date */
};

/* What was said. */
enum {
	SPOKEN_DAY = 1,
	SPOKEN_TIME = 2,    /* a time of day to begin */
	SPOKEN_END = 4,     /* an end, or a length */
	SPOKEN_PERIODS = 8, /* teaching periods (pattern.periods), of the day or of the pattern */
	SPOKEN_WEEKS = 16,  /* weeks of a term: all else that was said is in pattern */
	SPOKEN_EXACT = 32,  /* a date, with a time or without, as clock_parse and clock_parse_date read them */
};

enum spoken_fault {
	SPOKEN_FINE,
	SPOKEN_UNKNOWN,          /* not understood from `bad` on */
	SPOKEN_TWO_DATES,        /* readings are two day numbers */
	SPOKEN_TIMES_OR_DATE,    /* readings[0] is a day number; from_min and to_min of the pattern are the times */
	SPOKEN_TIMES_OR_PERIODS, /* from_min and to_min of the pattern are the times, periods the periods */
	SPOKEN_OTHER_WEEKDAY,    /* the date is not the weekday that is said; readings[0] is the date */
	SPOKEN_WEEKDAYS,         /* several weekdays, and neither weeks of a term nor days as a whole */
	SPOKEN_BACKWARDS,        /* the end is not after the start */
	SPOKEN_NO_WEEKDAY,       /* weeks without a weekday */
	SPOKEN_CLOCK, /* QUAD_EGAP, QUAD_ETWICE or QUAD_EINVAL of clock_from_wall; readings[0] is the earlier */
};

struct spoken_when {
	unsigned has;
	/*
	 * Minutes. Of days without a time, start is where they begin. end: only with SPOKEN_END, or if no time is said,
	 * then where the days end. Of periods of a day, only the day counts. Neither with SPOKEN_WEEKS.
	 */
	int64_t start, end;
	int64_t day;     /* day number of the start */
	int64_t len_min; /* if a length was said, else 0 */
	/*
	 * With SPOKEN_WEEKS: weeks and weekdays, and periods, or times from_min to to_min, or neither of these (a day
	 * alone). term is "". With SPOKEN_PERIODS alone: the periods.
	 */
	struct week_pattern pattern;
	bool all_weeks; /* pattern.weeks are all, or all odd ones, up to PATTERN_WEEK_MAX: a term has fewer */
	/* on failure */
	enum spoken_fault fault;
	const char *
		bad; /* the part of the text that was not understood, to its end; the whole of it where that is wrong */
	int64_t readings[2];
};

/*
 * Reads the whole of a text; now in minutes. QUAD_EINVAL, QUAD_EGAP and QUAD_ETWICE, and the fault says more. A time of
 * day alone is the next such time (today's with SPOKEN_NEAREST, the latest with SPOKEN_PAST). A weekday alone is today
 * only if the time is still to come, or none is said.
 */
int spoken_when(const char *text, int64_t now, unsigned flags, struct spoken_when *out)
	__attribute__((warn_unused_result));

/*
 * The same of the end of something that begins at start: a weekday, a date without a year and a time alone are the next
 * from there on; `tomorrow` and `next Wed` are counted from now.
 */
int spoken_until(const char *text, int64_t now, int64_t start, unsigned flags, struct spoken_when *out)
	__attribute__((warn_unused_result));

/* The day of SPOKEN_WEEKS that name one week and weekday, in a term that begins on this Monday (a day number). */
int64_t spoken_week_day(const struct spoken_when *w, int64_t first_monday);

#endif
