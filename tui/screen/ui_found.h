/* The list of what fits a wish. */
#ifndef QUAD_TUI_UI_FOUND_H
#define QUAD_TUI_UI_FOUND_H

#include "store/query/find_wish.h"
#include "tui/screen/app.h"

/* The wish is copied. NULL on out of memory. */
struct view *ui_found_new(const struct find_wish *wish);

/*
 * Opens the form for a match as a new booking: its time, of a pattern a series without the dates on which it is taken;
 * with those who come along, and for as many people as seats were asked for. Flags of enum reaction.
 */
unsigned ui_found_book(struct app *app, const struct find_wish *wish, const struct match *m);

#endif
