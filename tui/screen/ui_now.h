/* Who is where now: what runs, and what starts within the hour. */
#ifndef QUAD_TUI_UI_NOW_H
#define QUAD_TUI_UI_NOW_H

#include "tui/screen/action.h"

struct view *ui_now_new(void); /* NULL on out of memory */

/* Opens it. */
extern const struct action ui_now_open;

#endif
