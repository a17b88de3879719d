/* The file chooser of an import: its first step. */
#ifndef QUAD_TUI_UI_IMPORT_H
#define QUAD_TUI_UI_IMPORT_H

#include "store/list/list_kind.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"

/* Opens it over the top view; kind: which list the file shall be, NULL: it is guessed. Flags of enum reaction. */
unsigned ui_import_open(struct app *app, const struct list_kind *kind);

/* The keys of the action, for tables whose view knows the kind. */
#define UI_IMPORT_KEYS {'I', KEY_CODE_BACKTAB}, "I Shift-Tab"

/* Opens it for a file of any kind. */
extern const struct action ui_import_list;

#endif
