/* What the person at the screen is to the store: roles, and what they allow. */
#ifndef QUAD_TUI_UI_RIGHTS_H
#define QUAD_TUI_UI_RIGHTS_H

#include "tui/screen/app.h"

/* Opens the view. Flags of enum reaction. */
unsigned ui_rights_show(struct app *app);

#endif
