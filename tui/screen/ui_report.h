/* A report as a view: its table and its picture, over periods that one goes through. */
#ifndef QUAD_TUI_UI_REPORT_H
#define QUAD_TUI_UI_REPORT_H

#include "tui/screen/action.h"
#include "tui/screen/app.h"

/* Opens what a line `report ...` asks for (argv[0] is the word): a dialog with all reports if it names none. */
void ui_report_run(struct app *app, int argc, char **argv);

#endif
