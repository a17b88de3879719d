/* What a cell of a week shows: its colour, and the texts of the block that it belongs to. Reads nothing. */
#ifndef QUAD_TUI_UI_WEEK_CELL_H
#define QUAD_TUI_UI_WEEK_CELL_H

#include "tui/base/term.h"
#include "tui/screen/ui_week_facts.h"

enum { CELL_TEXTS = 2, CELL_TEXT_MAX = 128 };

struct week_cell {
	const struct slot *slot; /* NULL: nothing is booked or closed */
	enum term_role role;
	char text[CELL_TEXTS][CELL_TEXT_MAX]; /* of the block's rows from its first one on */
	const char *rest;                     /* in its further rows: a mark that needs no colour */
	bool skipped;                         /* the clock skips this time, or the day has no such period */
};

void week_cell_fill(const struct week_facts *f, int64_t start, int64_t end, struct week_cell *out);

#endif
