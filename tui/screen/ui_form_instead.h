/* The alternatives to what a booking form asks for: a list to choose from, and a choice put into the fields. */
#ifndef QUAD_TUI_UI_FORM_INSTEAD_H
#define QUAD_TUI_UI_FORM_INSTEAD_H

#include "tui/screen/ui_form_check.h"
#include "tui/screen/ui_form_fields.h"

/* One alternative: what, and when. */
void ui_form_instead_word(const struct form *f, const struct alternative *a, struct buf *out);
/* How it differs from what the form asks for. */
void ui_form_instead_why(const struct form *f, const struct alternative *a, struct buf *out);
/* Takes it over into the fields; says in the message line what is left to do, if anything is. */
void ui_form_instead_take(struct form *f, const struct alternative *a, struct app *app);

#endif
