/* What a rehearsal of an import or the import itself came to: counts, and the rows that stay out. */
#ifndef QUAD_TUI_UI_IMPORT_ROWS_H
#define QUAD_TUI_UI_IMPORT_ROWS_H

#include "tui/screen/import_run.h"

/*
 * Rehearses the job, which stays the caller's and must stay while the view does, and opens what came of it; from there
 * it is imported. home: the view to which one returns when all of it is done.
 */
void ui_import_rows_open(struct app *app, struct import_job *job, struct view *home);

#endif
