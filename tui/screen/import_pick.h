/*
 * The dialogs by which one points at what a file's columns are. What is chosen goes into the job of *s, and the view
 * below is loaded again; *s must stay while a dialog is open.
 */
#ifndef QUAD_TUI_IMPORT_PICK_H
#define QUAD_TUI_IMPORT_PICK_H

#include "tui/screen/import_shown.h"

/* Opens the dialog of a line: another kind, encoding or sheet, our column, their column, a value. Options turn over. */
unsigned import_pick_line(struct app *app, struct import_shown *s, const struct import_line *line);
/* The kind of list. */
unsigned import_pick_kind(struct app *app, struct import_shown *s);
/* First our column that the file lacks, then the value that all rows have in it. */
unsigned import_pick_set(struct app *app, struct import_shown *s);
/* What kind of resource a type word is; then(app, v) is called when it is noted, with the view that asked. */
unsigned import_pick_type(struct app *app, struct import_job *job, const char *word,
                          unsigned (*then)(struct app *app, struct view *v), struct view *v);

#endif
