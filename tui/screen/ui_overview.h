/* A month or a term at a glance: how much of each day is booked, days off and make-up days. */
#ifndef QUAD_TUI_UI_OVERVIEW_H
#define QUAD_TUI_UI_OVERVIEW_H

#include "store/model/model.h"
#include "tui/screen/view.h"

/*
 * The month that holds a day (day number), of one resource by its code, or of those of a campus and a kind; NULL or 0:
 * of all. Texts are copied. NULL on out of memory.
 */
struct view *ui_overview_new(const char *resource, const char *campus, enum resource_kind kind, int64_t day);

#endif
