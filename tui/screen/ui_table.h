/* The rows of any kind of list. */
#ifndef QUAD_TUI_UI_TABLE_H
#define QUAD_TUI_UI_TABLE_H

#include "tui/screen/action.h"

/* Opens the list of the kinds of list, from where each kind is opened. */
extern const struct action ui_table_lists;

#endif
