/* Running a line of the `:` prompt: an action of the view, or a command of the shell. */
#ifndef QUAD_TUI_UI_COMMAND_H
#define QUAD_TUI_UI_COMMAND_H

#include "tui/screen/app.h"

/*
 * Runs the action of the top view that the line names, else the shell's command with its arguments; shows what it
 * answers as a text, or in the message line if it is short.
 */
void ui_command_run(struct app *app, const char *line);

#endif
