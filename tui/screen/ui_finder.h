/* The finder: one form that says what is looked for. */
#ifndef QUAD_TUI_UI_FINDER_H
#define QUAD_TUI_UI_FINDER_H

#include "tui/screen/app.h"

/* With what it held when it was last left, in this session. NULL on out of memory. */
struct view *ui_finder_new(struct app *app);

#endif
