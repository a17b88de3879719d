/*
 * When a lesson is, as timetable systems write it in one cell: 周一1-2节{1-16周}, 星期三第3,4节 1-8单周,
 * 1-16周 星期三 5-6节, 1-16([双周])[01-02节], several lessons one after the other.
 */
#ifndef QUAD_STORE_LESSON_TIME_H
#define QUAD_STORE_LESSON_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LESSONS_MAX 20 /* in one cell */

enum lesson_parity { PARITY_ANY, PARITY_ODD, PARITY_EVEN };

/* What a cell says of one lesson: sets as pattern.h has them, 0 where it says nothing. */
struct lesson_time {
	uint64_t weeks, weekdays, periods;
	bool all_weeks;            /* of the term */
	enum lesson_parity parity; /* of weeks that the cell does not list */
	int from_min, to_min;      /* clock times in place of periods; 0, 0 if there are none */
};

/*
 * Reads a cell into out. What one lesson leaves out and a neighbour says (the weeks before or behind all of them) is of
 * both. Returns how many there are; 0 for a text that is no such thing, and on out of memory, when *failed is set.
 */
size_t lesson_times_read(const char *text, struct lesson_time out[LESSONS_MAX], bool *failed);

/*
 * Reads a cell of periods: what pattern_periods reads, and what timetable systems write, [01-02]节 and 03-04-05, which
 * lists them all. False for a text that is no such thing, and on out of memory, when *failed is set.
 */
bool lesson_periods_read(const char *text, uint64_t *out, bool *failed);

/* Those weeks of a set that a parity leaves. */
uint64_t lesson_weeks_of(uint64_t weeks, enum lesson_parity parity);

#endif
