/* The week of one resource. */
#ifndef QUAD_TUI_UI_WEEK_H
#define QUAD_TUI_UI_WEEK_H

#include <stdint.h>

#include "tui/screen/view.h"

/* The week that holds a day (a day number), the cursor on that day. The code is copied. NULL on out of memory. */
struct view *ui_week_new_of(const char *code, int64_t day);
/* The cursor on the time that holds an instant, in minutes; on the first that is open, if that is later. */
struct view *ui_week_new_at(const char *code, int64_t at_min);

#endif
