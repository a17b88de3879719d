/* Writes a report to a file: the dialog that asks for its name, and the file. */
#ifndef QUAD_TUI_UI_REPORT_FILE_H
#define QUAD_TUI_UI_REPORT_FILE_H

#include "store/report/report.h"
#include "tui/screen/app.h"

/*
 * Asks for a file; its ending says the form: .csv, .json, .svg, .xlsx. name: that of the report, for a proposal.
 * answered is called with the view, which is the top one again, and the path.
 */
unsigned ui_report_file_ask(struct app *app, struct view *v, const char *name,
                            unsigned (*answered)(struct app *app, void *view, const char *path));

/* Writes the table to a new file; the message line says that, or why not. subject: the column of the picture or NULL.
 */
void ui_report_file_write(struct app *app, const char *path, struct report_table *t, const char *subject);

#endif
