/* What is done with a booking on its day and after it: who came, giving it back, saying how it was, handing it on. */
#ifndef QUAD_TUI_UI_ATTEND_H
#define QUAD_TUI_UI_ATTEND_H

#include "tui/screen/app.h"

#define UI_ATTEND_KEYS {'r', KEY_CODE_F4}, "r F4"

/* Opens a dialog with what can be done with it now, the most likely first. Flags of enum reaction. */
unsigned ui_attend_ask(struct app *app, uint64_t id);

#endif
