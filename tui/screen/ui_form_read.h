/* Reading the fields of the booking form. */
#ifndef QUAD_TUI_UI_FORM_READ_H
#define QUAD_TUI_UI_FORM_READ_H

#include "tui/screen/ui_form_fields.h"

/* Reads the fields into what they mean; true if all can be read, else the problems say why not. */
bool ui_form_read(struct form *f);
/* The request that they ask for; its texts are the form's. */
struct request ui_form_request(const struct form *f, const char *actor, int64_t now);

#endif
