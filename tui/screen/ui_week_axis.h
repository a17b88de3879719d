/*
 * The lines of a week downwards: steps of the clock, or the teaching periods of the days, whose clock times may change
 * within the week. Pure.
 */
#ifndef QUAD_TUI_UI_WEEK_AXIS_H
#define QUAD_TUI_UI_WEEK_AXIS_H

#include "store/model/calendar.h"
#include "store/query/query.h"

enum { WEEK_DAYS = 7, WEEK_LINES_MAX = 160 };

/* The minutes of the day from `from` on, before `to`; the same where a day has no such period. */
struct week_span {
	short from, to;
};

struct week_axis {
	size_t n;
	uint32_t period[WEEK_LINES_MAX]; /* 0: a step of the clock, or a time between periods */
	struct week_span day[WEEK_DAYS][WEEK_LINES_MAX];
};

void week_axis_steps(struct week_axis *a, int step_min);

/*
 * The periods of a campus in the week from monday (a day number) on. Between them stand lines for the times in which
 * there is a booking but no period. False if the campus has no periods then.
 */
bool week_axis_periods(struct week_axis *a, const struct calendar *c, const char *campus, int64_t monday,
                       const struct slot_list *slots);

/* When the line begins and ends on a day of the week, 0 = Monday. Both the same: the clock skips it, or no such period.
 */
int64_t week_axis_start(const struct week_axis *a, int64_t monday, int day, size_t line);
int64_t week_axis_end(const struct week_axis *a, int64_t monday, int day, size_t line);

/* The line that holds a minute of a day, else the first after it, else the last. */
size_t week_axis_line(const struct week_axis *a, int day, int minute);

#endif
