/*
 * The strip of one resource on the board: what each column shows, and in which role. Pure: it works on slots that were
 * read before.
 */
#ifndef QUAD_TUI_BOARD_STRIP_H
#define QUAD_TUI_BOARD_STRIP_H

#include "store/model/opening.h"
#include "store/query/query.h"
#include "tui/base/term.h"
#include "tui/screen/board_axis.h"

/* The marks that tell states apart without colours, where there is no room for a text. */
enum board_mark {
	BOARD_TAKEN = '#',
	BOARD_MINE = '*',
	BOARD_REQUESTED = '?', /* not decided yet */
	BOARD_AROUND = ':',    /* setup and teardown */
	BOARD_CLOSED = 'x',
	BOARD_OUTSIDE = '-', /* of the opening hours */
	BOARD_BORDER = '|',  /* between two bookings */
};

struct board_facts {
	const struct resource *resource;
	const struct opening *hours;
	const struct slot *slots; /* by start */
	size_t n;
	const char *actor; /* whose bookings are `mine` */
};

struct board_strip {
	struct buf text;                    /* axis.cols columns */
	unsigned char role[BOARD_COLS_MAX]; /* enum term_role, by column */
	int cols;
};

/* Fills the strip for the window of the axis. */
void board_strip_fill(const struct board_facts *f, const struct board_axis *axis, struct board_strip *out);

/*
 * What stands in an interval: a booking, else the setup or teardown of one, else a closure; NULL if nothing does.
 */
const struct slot *board_slot_at(const struct slot *slots, size_t n, int64_t start, int64_t end);

/* The most units of a resource that are taken at one instant of an interval, by its slots in order of start. */
uint64_t board_peak(const struct slot *slots, size_t n, int64_t start, int64_t end);

/* True if at least one minute of an interval lies within the hours. */
bool board_is_open(const struct opening *o, int64_t start, int64_t end);

#endif
