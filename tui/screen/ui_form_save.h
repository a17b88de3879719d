/* Saving a booking form: the change, and what was booked in words. */
#ifndef QUAD_TUI_UI_FORM_SAVE_H
#define QUAD_TUI_UI_FORM_SAVE_H

#include "tui/screen/app.h"
#include "tui/screen/ui_form_fields.h"

/* Books or changes what the form has read; waits: where it is taken, it waits for its place. True if it was done; else
 * the message line says why not. */
bool ui_form_save(struct form *f, struct app *app, bool waits);

#endif
