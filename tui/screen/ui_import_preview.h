/* A file before it is imported: what its columns are, to be said otherwise by pointing. */
#ifndef QUAD_TUI_UI_IMPORT_PREVIEW_H
#define QUAD_TUI_UI_IMPORT_PREVIEW_H

#include "store/list/list_kind.h"
#include "tui/screen/view.h"

/* path is copied; kind NULL: guessed. home: where one returns when it is imported. NULL on out of memory. */
struct view *ui_import_preview_new(const char *path, const struct list_kind *kind, struct view *home);

#endif
