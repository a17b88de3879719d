/*
 * The time axis of the board. In a day a column is a part of an hour, and the window shows some fourteen hours; in a
 * week the columns of a day are its open hours.
 */
#include "tui/screen/board_axis.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/model/pattern.h"

enum {
	WINDOW_HOURS = 14, /* that a window shows where there is room for two columns an hour */
};

static void add_cell(struct board_axis *a, int64_t start, int64_t end, int first_min)
{
	if (end <= start || a->n == BOARD_CELLS_MAX)
		return;
	a->cells[a->n++] = (struct board_cell){start, end, start, end, 0, 0, first_min};
}

static void add_steps(struct board_axis *a, int step_min)
{
	for (int m = 0; m < DAY_MIN; m += step_min)
		add_cell(a, clock_minute_at(a->day, m), clock_minute_at(a->day, m + step_min), m);
}

static void add_periods(struct board_axis *a, const struct calendar *calendar, const char *campus)
{
	for (uint32_t number = 1; number <= PATTERN_PERIOD_MAX; number++) {
		const struct period *p = calendar_period(calendar, campus, a->day, number);
		if (p)
			add_cell(a, clock_minute_at(a->day, p->start), clock_minute_at(a->day, p->end), (int)number);
	}
}

static void add_days(struct board_axis *a, const struct board_hours *hours)
{
	a->day -= clock_weekday(a->day) - 1;
	for (int d = 0; d < BOARD_DAYS; d++) {
		add_cell(a, clock_day_start(a->day + d), clock_day_start(a->day + d + 1), d + 1);
		struct board_cell *c = &a->cells[a->n - 1];
		c->from = clock_minute_at(a->day + d, hours->from_min);
		c->to = clock_minute_at(a->day + d, hours->to_min);
	}
}

void board_axis_make(struct board_axis *a, enum board_mode mode, int64_t day, const struct board_hours *hours,
                     const struct calendar *calendar, const char *campus)
{
	*a = (struct board_axis){.mode = mode, .day = day};
	switch (mode) {
	case BOARD_HOURS: add_steps(a, 60); break;
	case BOARD_HALVES: add_steps(a, 30); break;
	case BOARD_QUARTERS: add_steps(a, 15); break;
	case BOARD_PERIODS: add_periods(a, calendar, campus); break;
	case BOARD_WEEK: add_days(a, hours); break;
	case BOARD_MODES: break;
	}
}

/* How many cells a window holds where there is room for them. */
static size_t window_cells(const struct board_axis *a)
{
	switch (a->mode) {
	case BOARD_HOURS: return WINDOW_HOURS;
	case BOARD_HALVES: return WINDOW_HOURS * 2;
	case BOARD_QUARTERS: return WINDOW_HOURS * 4;
	case BOARD_PERIODS:
	case BOARD_WEEK:
	case BOARD_MODES: break;
	}
	return a->n;
}

/* How many columns a cell takes where `cols` are to hold a window. */
static int cell_width(const struct board_axis *a, int cols)
{
	int n = (int)window_cells(a), least = a->mode == BOARD_PERIODS || a->mode == BOARD_WEEK ? 4 : 2;
	int width = n ? cols / n : 0;
	return width < least ? least : width;
}

/* The first cell of the window where nothing speaks for another one: that of the opening hour. */
static size_t opening_cell(const struct board_axis *a, const struct board_hours *hours)
{
	size_t i = 0;
	if (a->mode == BOARD_PERIODS || a->mode == BOARD_WEEK)
		return 0;
	while (i + 1 < a->n && a->cells[i].first_min + 60 <= hours->from_min)
		i++;
	while (i + 1 < a->n && a->cells[i].first_min < hours->from_min)
		i++;
	return i;
}

void board_axis_lay_out(struct board_axis *a, int cols, const struct board_hours *hours, size_t at)
{
	int width = cell_width(a, cols);
	a->shown = (size_t)(cols > width ? cols / width : 1);
	if (a->shown > window_cells(a))
		a->shown = window_cells(a);
	a->first = opening_cell(a, hours);
	if (at < a->first)
		a->first = at;
	if (at >= a->first + a->shown)
		a->first = at + 1 - a->shown;
	if (a->first + a->shown > a->n)
		a->first = a->n - a->shown;
	a->cols = 0;
	for (size_t i = 0; i < a->n; i++) {
		bool in_window = i >= a->first && i < a->first + a->shown;
		a->cells[i].col = a->cols;
		a->cells[i].cols = in_window ? width : 0;
		a->cols += a->cells[i].cols;
	}
}

size_t board_axis_find(const struct board_axis *a, int64_t at_min)
{
	size_t i = 0;
	while (i + 1 < a->n && a->cells[i].end <= at_min)
		i++;
	return i;
}

void board_cell_column(const struct board_cell *c, int k, int64_t *from, int64_t *to)
{
	int64_t len = c->to - c->from;
	*from = c->from + len * k / c->cols;
	*to = c->from + len * (k + 1) / c->cols;
	if (*to == *from)
		*to = *from + 1;
}
