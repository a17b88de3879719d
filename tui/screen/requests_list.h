/*
 * The requests that wait for a decision, as lines: what waits for the person at the screen first, then what lapses
 * first. The dates of a series are one line, which can be opened to a line for each date.
 */
#ifndef QUAD_TUI_REQUESTS_LIST_H
#define QUAD_TUI_REQUESTS_LIST_H

#include "store/query/requests.h"
#include "tui/screen/app.h"

enum requests_which {
	REQUESTS_MINE, /* what waits for the person, and what the person asked for */
	REQUESTS_ALL,
	REQUESTS_OVERDUE, /* what lapses within a day */
	REQUESTS_WHICH
};

struct requests_line {
	const struct request_row *row; /* of a series: its first date */
	size_t n_dates;                /* of a series; 0: a booking, or a date of a series that is open */
	int64_t last_day;              /* of a series: the day of its last date */
};

/* All-zero is empty. */
struct requests_list {
	struct requests_line *v;
	size_t n;
	struct request_rows rows;
	struct arena arena;
};

/* open: the series whose dates are lines, 0 = none. An error of the store leaves the list as it was. */
int requests_list_read(struct requests_list *l, struct app *app, enum requests_which which, uint64_t open)
	__attribute__((warn_unused_result));
void requests_list_release(struct requests_list *l);

/* How many lines wait for the person at the screen, those of a series as one. */
int requests_count_mine(struct app *app, size_t *out) __attribute__((warn_unused_result));

#endif
