/*
 * The time axis of the board: the cells of a day (hours, half hours, quarters or teaching periods) or of a week (days),
 * and the columns that each takes. Pure: it reads neither the store nor the screen.
 */
#ifndef QUAD_TUI_BOARD_AXIS_H
#define QUAD_TUI_BOARD_AXIS_H

#include <stdbool.h>

#include "store/model/calendar.h"

enum board_mode { BOARD_HOURS, BOARD_HALVES, BOARD_QUARTERS, BOARD_PERIODS, BOARD_WEEK, BOARD_MODES };

enum { BOARD_CELLS_MAX = 96, BOARD_COLS_MAX = 400, BOARD_DAYS = 7 };

/* What the cursor moves over, and what is booked. */
struct board_cell {
	int64_t start, end; /* minutes; of a week, the whole day */
	int64_t from, to;   /* what its columns show: of a week, the open hours of the day */
	int col, cols;      /* counted from the strip's left edge; cols 0: not in the window */
	int first_min;      /* by the wall clock; of a week, the weekday; of periods, the period's number */
};

struct board_axis {
	enum board_mode mode;
	int64_t day; /* day number: the day, or the Monday */
	struct board_cell cells[BOARD_CELLS_MAX];
	size_t n;
	size_t first, shown; /* the window: those that have columns */
	int cols;            /* of the window */
};

/* The first minute and the first one after the hours that the axis is made for, by the wall clock. */
struct board_hours {
	int from_min, to_min;
};

/*
 * Makes the cells of a day, or of the week that holds it, without columns. Periods are those of a campus (code, "" for
 * those of all); without any the axis has no cells. A time that the clock skips is no cell.
 */
void board_axis_make(struct board_axis *a, enum board_mode mode, int64_t day, const struct board_hours *hours,
                     const struct calendar *calendar, const char *campus);

/*
 * Gives columns to as many cells as have room in `cols`, from the one at the opening hour on, moved as little as
 * possible so that the cell `at` is among them.
 */
void board_axis_lay_out(struct board_axis *a, int cols, const struct board_hours *hours, size_t at);

/* The cell that holds an instant, or the one nearest to it; 0 where there is none. */
size_t board_axis_find(const struct board_axis *a, int64_t at_min);

/* What one column of a cell stands for. */
void board_cell_column(const struct board_cell *c, int k, int64_t *from, int64_t *to);

#endif
