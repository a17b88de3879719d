/*
 * When a booking is: --at, --for and --until, of which --at is a free text that may say all of it, `Wed 10-12`,
 * `tomorrow 10am`, or weeks, weekdays and periods of a term, `week 5 Wed periods 3-4`.
 */
#ifndef QUAD_TUI_CMD_AT_H
#define QUAD_TUI_CMD_AT_H

#include "tui/cmd/cmd_input.h"

#define WHEN_OPTIONS                                                                                                   \
	{"at", "WHEN", N_("when: 2026-09-07T08:00, 'Wed 10-12', 'tomorrow 10am', 'week 5 Wed periods 3-4'")},          \
		{"for", "DURATION", N_("how long: 90m, 2h, 1h30m; not needed if --at says an end")},                   \
	{                                                                                                              \
		"until", "END", N_("when it ends; a time of day alone is of the day on which it starts")               \
	}

/*
 * Reads --at into in->at, if it is given. Weeks of a term are of --term, else of the present or next one, and are cut
 * to those that it has; a length of theirs is complete with --for or --until. False: the message was said.
 */
bool input_at(struct input *in);
/* --for, --until, or an end in --at. */
bool input_has_end(const struct input *in);
/* The options of one booking's time go together; needed: they must be there. */
bool input_check_at(struct input *in, bool needed);

/* Is it one date by weeks of a term, which as one booking needs no series? */
bool input_at_is_one(const struct input *in);
/*
 * The times of one booking into *start and *end: they hold those it has now, both 0 for a new one, and what is not
 * given stays: a day alone keeps the time of day, a start alone the length. Periods are those of the campus of `code`,
 * the first resource ("" or unknown: of all campuses). Says what was understood.
 */
bool input_times(struct input *in, const char *code, int64_t *start, int64_t *end);
/* Says the pattern that --at was understood as, if it was one. */
void input_say_pattern(struct input *in, const struct week_pattern *pattern);

#endif
