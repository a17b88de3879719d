/* The page of one booking: all that there is to say of it, who holds it, and its last changes. */
#ifndef QUAD_TUI_UI_BOOKING_PAGE_H
#define QUAD_TUI_UI_BOOKING_PAGE_H

#include "tui/screen/app.h"

/* Opens it, or says in the message line why it cannot be read; flags of enum reaction. */
unsigned ui_booking_show(struct app *app, uint64_t id);

#endif
