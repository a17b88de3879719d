/* The lines that were typed after `:` since the screen was opened, the oldest first. */
#ifndef QUAD_TUI_LINE_HISTORY_H
#define QUAD_TUI_LINE_HISTORY_H

#include <stddef.h>

enum { LINE_HISTORY_MAX = 200 };

/* All zero at first. */
struct line_history {
	char *v[LINE_HISTORY_MAX]; /* owned */
	size_t n;
};

void line_history_release(struct line_history *h);
/* Adds a copy as the last line; one that is empty or equal to the last is left out. Without memory nothing happens. */
void line_history_add(struct line_history *h, const char *line);
/*
 * The nearest line before (step -1) or after (step 1) position `at` that begins with a text; its position goes to *at.
 * NULL if there is none, and *at stays.
 */
const char *line_history_find(const struct line_history *h, size_t *at, int step, const char *begins);

#endif
