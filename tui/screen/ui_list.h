/* The cursor of a list on the screen. */
#ifndef QUAD_TUI_UI_LIST_H
#define QUAD_TUI_UI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/base/term.h"

/*
 * A list of n rows, of which those from `top` on are on the screen, and the cursor is on row `at`. The view sets
 * first_row, the screen row of `top`, when it draws, so that the mouse can point at rows; 0: it cannot.
 */
struct list_cursor {
	size_t at, top;
	size_t n;
	int first_row;
	size_t height; /* rows of the window; of the last list_cursor_fix */
};

/*
 * Moves by an event: arrows, j k, page, Home End, g G; the wheel, and a click on a row. True if it was one of these. A
 * double click on a row moves there and is false: the screen takes what the view leaves of it as Enter.
 */
bool list_cursor_event(struct list_cursor *c, const struct event *ev, size_t height);
/*
 * Puts `at` back into the list, and moves the window of `height` rows so that it holds `at`: as little as possible, or
 * some rows at once. That is for lists with something at their right: a terminal scrolls whole lines, so each time what
 * stands beside them must be sent again.
 */
void list_cursor_fix(struct list_cursor *c, size_t height, bool by_steps);

#endif
