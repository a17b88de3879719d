/* The academic calendar: terms with their weeks, days off, make-up days, closures, in the order of their dates. */
#ifndef QUAD_TUI_UI_CALENDAR_H
#define QUAD_TUI_UI_CALENDAR_H

#include "tui/screen/action.h"

/* The cursor on the week of a day (day number). NULL on out of memory. */
struct view *ui_calendar_new(int64_t day);

/* Opens it, today. */
extern const struct action ui_calendar_open;

#endif
