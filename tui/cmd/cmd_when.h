/* Reading weeks, weekdays, periods and dates: the options by which a command names times of the academic calendar. */
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

/* Is any of the options of PATTERN_OPTIONS given? */
bool input_has_pattern(const struct input *in);
/*
 * Reads them over what *out holds already (all-zero for a new one, its term then ""), which together must say weeks,
 * weekdays, and periods or times. Results as above.
 */
bool input_pattern(struct input *in, struct week_pattern *out);
bool input_date(struct input *in, const char *option, int64_t *out); /* a day number */
/* All dates of an option that may be repeated and hold several, `,` or `;` between them; in the input's arena. */
bool input_dates(struct input *in, const char *option, const int64_t **out, size_t *n);

#endif
