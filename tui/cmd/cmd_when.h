/* Reading weeks, weekdays and periods: the options by which a command names times of the academic calendar. */
#ifndef QUAD_TUI_CMD_WHEN_H
#define QUAD_TUI_CMD_WHEN_H

#include "tui/cmd/cmd_input.h"

#define PATTERN_OPTIONS                                                                            \
	{"term", "TERM", N_("the term, by code; the present one if not given")},                   \
	{"weeks", "WEEKS", N_("weeks of the term: 1-16, 1-15(odd), 2,5,8, 1-18/3")},               \
	{"weekdays", "DAYS", N_("days of these weeks: 1-5, 1,3 or mon,wed; 1 is Monday")},         \
	{"periods", "PERIODS", N_("teaching periods: 1-2")},                                       \
	{"from-time", "HH:MM", N_("in place of --periods: from this time of day")},                \
	{"to-time", "HH:MM", N_("in place of --periods: to this time of day")}

/* Is any of the options of PATTERN_OPTIONS given, or said by --at? */
bool input_has_pattern(const struct input *in);
/* Is this one of them given, or said by --at? */
bool input_gives(const struct input *in, const char *option);
/*
 * Reads them over what *out holds already (all-zero for a new one, its term then ""), which together must say weeks,
 * weekdays, and periods or times. Results as above.
 */
bool input_pattern(struct input *in, struct week_pattern *out);

#endif
