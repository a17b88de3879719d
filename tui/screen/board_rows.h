/*
 * The rows of the board that are on the screen: their slots, read from the store in one short snapshot, and the strips
 * painted from them.
 */
#ifndef QUAD_TUI_BOARD_ROWS_H
#define QUAD_TUI_BOARD_ROWS_H

#include "tui/screen/app.h"
#include "tui/screen/board_strip.h"

enum { BOARD_ROWS_MAX = 300 };

struct board_rows {
	size_t top, n; /* rows top to top + n - 1 of the list */
	struct slot_rows slots;
	struct opening *hours; /* of each row; in `arena` */
	struct arena arena;
	struct board_strip strips[BOARD_ROWS_MAX];
};

void board_rows_release(struct board_rows *rows);
/*
 * Reads the rows that begin with the list's `top`-th, n of them, for all cells of the axis, and paints their strips.
 * Without rows after an error.
 */
int board_rows_read(struct board_rows *rows, struct app *app, const struct resource *const *list, size_t top, size_t n,
                    const struct board_axis *axis);

/* A row of the list: its strip, its hours and its slots; NULL if it was not read. */
const struct board_strip *board_rows_strip(const struct board_rows *rows, size_t row);
const struct opening *board_rows_hours(const struct board_rows *rows, size_t row);
const struct slot *board_rows_slots(const struct board_rows *rows, size_t row, size_t *n);

#endif
