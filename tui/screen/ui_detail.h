/* The details of a resource, for the pane that wide screens have at the right. */
#ifndef QUAD_TUI_UI_DETAIL_H
#define QUAD_TUI_UI_DETAIL_H

#include "store/model/model.h"

/* From this width on a screen has the pane; how many columns it takes there, with the line before it, else 0. */
enum { UI_DETAIL_FROM_COLS = 120 };
int ui_detail_cols(int screen_cols);

/*
 * Draws `Name  value` above `bottom`, the value in as many rows as it takes; nothing if it is empty. Returns the row
 * after it.
 */
int ui_detail_value(int row, int bottom, int col, int cols, const char *name, const char *value);

/* Draws what is known of a resource above `bottom`; returns the row after it. */
int ui_detail_resource(const struct resource *r, int row, int bottom, int col, int cols);

#endif
