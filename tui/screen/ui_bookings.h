/* The list of bookings. */
#ifndef QUAD_TUI_UI_BOOKINGS_H
#define QUAD_TUI_UI_BOOKINGS_H

#include "store/report/report.h"
#include "tui/screen/action.h"

/* The bookings of a resource by its code, or of all (NULL), from the day of `now` on. NULL on out of memory. */
struct view *ui_bookings_new(const char *resource, int64_t now);

/* The bookings behind a figure of a report, in its period. What the source points to is copied. NULL on out of memory.
 */
struct view *ui_bookings_behind(const struct report_source *source);

/* Opens the bookings of all resources. */
extern const struct action ui_bookings_all;
/* Opens what the person at the screen asked for or teaches, from today on. */
extern const struct action ui_bookings_mine;

#endif
