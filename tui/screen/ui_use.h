/* How much is used: by weekday and hour, and as bars of resources or campuses. */
#ifndef QUAD_TUI_UI_USE_H
#define QUAD_TUI_UI_USE_H

#include "store/model/model.h"
#include "tui/screen/view.h"

/*
 * The use in n_days (at most USE_DAYS_MAX) from a day number on, of one resource by its code, or of those of a campus
 * and a kind; NULL or 0: of all. Texts are copied. NULL on out of memory.
 */
struct view *ui_use_new(const char *resource, const char *campus, enum resource_kind kind, int64_t first_day,
                        size_t n_days);

#endif
