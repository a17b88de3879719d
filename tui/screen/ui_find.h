/* The command `find` on the screen: its answer is a list from which one books. */
#ifndef QUAD_TUI_UI_FIND_H
#define QUAD_TUI_UI_FIND_H

#include "tui/screen/app.h"

/*
 * Shows what a line `find ...` asks for (argv[0] is the word): of options the list of what fits; words without options
 * are the finder's line (`find lab 40 wed 10-12`); without either it opens the finder. What is wrong with the line is
 * said in the message line.
 */
void ui_find_run(struct app *app, int argc, char **argv);

#endif
