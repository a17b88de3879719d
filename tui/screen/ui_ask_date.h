/* The question to which day a view shall go. */
#ifndef QUAD_TUI_UI_ASK_DATE_H
#define QUAD_TUI_UI_ASK_DATE_H

#include <stdint.h>

#include "tui/screen/app.h"

/*
 * Asks for a date in any form that people write, and calls go(app, v, day) with its day number; v is the view that
 * asks, and stays until then. Flags of enum reaction.
 */
unsigned ui_ask_date(struct app *app, struct view *v, unsigned (*go)(struct app *app, struct view *v, int64_t day));

#endif
