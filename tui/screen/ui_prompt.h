/* The `:` line, as an action for the tables of the views. */
#ifndef QUAD_TUI_UI_PROMPT_H
#define QUAD_TUI_UI_PROMPT_H

#include "tui/screen/action.h"

/* Opens the `:` line over the view. */
extern const struct action ui_prompt_command;

#endif
