/* How much is used, as a figure and a colour: overviews, heat maps and bars. */
#ifndef QUAD_TUI_UI_HEAT_H
#define QUAD_TUI_UI_HEAT_H

#include "store/query/use.h"
#include "tui/base/term.h"

/* When what is always open counts as open, minutes of the day. */
enum { HEAT_USUAL_FROM = 480, HEAT_USUAL_TO = 1320 };

/* Booked minutes in percent of the open ones; above 100 where more was booked. -1: it was never open, nor booked. */
int heat_percent(const struct use_sum *u);

/* Five steps: ROLE_TEXT for nothing, ROLE_HEAT_1 to ROLE_HEAT_4 from 1, 25, 50 and 75 percent on. */
enum term_role heat_role(const struct use_sum *u);

/* `37%`; `.` for nothing booked, `-` where it is never open. */
void heat_word_percent(const struct use_sum *u, struct buf *out);

/* `6.5 h` of booked time; nothing for none. */
void heat_word_hours(const struct use_sum *u, struct buf *out);

#endif
