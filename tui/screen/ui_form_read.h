/* Reading the fields of the booking form. */
#ifndef QUAD_TUI_UI_FORM_READ_H
#define QUAD_TUI_UI_FORM_READ_H

#include "tui/screen/ui_form_fields.h"

/*
 * Reads the fields into what they mean; true if all can be read, else the problems say why not. What the
 * start field says beside the start, an end or weeks, is put into fields in which nothing was typed. now in minutes.
 */
bool ui_form_read(struct form *f, int64_t now);
/* The request that they ask for; its texts are the form's. */
struct request ui_form_request(const struct form *f, const char *actor, int64_t now);

#endif
