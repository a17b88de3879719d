/* The board: the resources against the hours of a day, the periods, or the days of a week. It is the first view. */
#ifndef QUAD_TUI_UI_BOARD_H
#define QUAD_TUI_UI_BOARD_H

#include "tui/screen/action.h"

/* All resources, today. NULL on out of memory. */
struct view *ui_board_new(void);
/* All resources on a day (day number), with the cursor on the one of a code, NULL: the first. */
struct view *ui_board_of_day(int64_t day, const char *code);

#endif
