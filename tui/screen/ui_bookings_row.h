/* The rows of a list of bookings: where the columns stand, and how a booking is drawn. Reads nothing. */
#ifndef QUAD_TUI_UI_BOOKINGS_ROW_H
#define QUAD_TUI_UI_BOOKINGS_ROW_H

#include "store/query/query.h"

/* Where the columns of a list of some width stand, and how wide they are. */
struct bookings_columns {
	int id_x, id_cols;
	int time_x, time_cols;
	int claims_x, claims_cols;
	int purpose_x, purpose_cols;
	int requester_x, requester_cols;
};

/* The columns of a list that is so wide. */
struct bookings_columns bookings_columns_of(int cols);

void bookings_draw_header(int row, const struct bookings_columns *c, int cols);

/*
 * Draws a booking in a row of cols columns, with a mark after its time: x it does not stand, w it waits for a place,
 * ? not decided yet, + it ends on another day, S of a series, | it runs now. Of today's the time stands out. NULL: it
 * is gone, and the row is blank.
 */
void bookings_draw_row(const struct booking_row *r, int row, const struct bookings_columns *c, int cols, bool selected,
                       int64_t now);

#endif
