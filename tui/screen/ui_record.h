/* One row of a list, as a form. */
#ifndef QUAD_TUI_UI_RECORD_H
#define QUAD_TUI_UI_RECORD_H

#include "store/list/list_kind.h"
#include "tui/screen/view.h"

/*
 * A form with a field for each of n columns, filled with the values of a row; values NULL: a new row. The texts are
 * copied. NULL on out of memory.
 */
struct view *ui_record_new(const struct list_kind *kind, const char *const *names, const char *const *values, size_t n);

#endif
