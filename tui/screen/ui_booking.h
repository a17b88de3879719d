/*
 * What the views do with one booking by its id, whether it is found in a week or in a list: open the form that changes
 * it, ask whether to cancel it. Each says in the message line if the booking cannot be read, and gives flags of enum
 * reaction. Showing it is ui_booking_page.h.
 */
#ifndef QUAD_TUI_UI_BOOKING_H
#define QUAD_TUI_UI_BOOKING_H

#include "tui/screen/app.h"

unsigned ui_booking_change(struct app *app, uint64_t id);
unsigned ui_booking_ask_cancel(struct app *app, uint64_t id);

#endif
