/* A box that says who holds a booking and how to reach them. */
#ifndef QUAD_TUI_UI_HOLDER_H
#define QUAD_TUI_UI_HOLDER_H

#include "tui/screen/app.h"

/* Opens it; any key of the box closes it. Says in the message line if the booking cannot be read. enum reaction. */
unsigned ui_holder_show(struct app *app, uint64_t id);

#endif
