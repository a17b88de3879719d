/* F4 of the booking form: a dialog with everything that a field may name, who is free first. */
#ifndef QUAD_TUI_UI_FORM_CHOOSE_H
#define QUAD_TUI_UI_FORM_CHOOSE_H

#include "tui/screen/app.h"
#include "tui/screen/ui_form_pick.h"

/*
 * Opens the dialog for the form's field. Among the resources it offers others of the kind of the one at the cursor, or
 * asks for a kind where there is none; from fields that name nothing, others in place of the booking's first place. The
 * form, the picker and the lists stay where they are until the dialog is closed. Flags of enum reaction.
 */
unsigned ui_form_choose(struct app *app, struct form *f, struct form_pick *p, struct known *known);

#endif
