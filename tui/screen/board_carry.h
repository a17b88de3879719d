/*
 * A booking that was picked up on the board, to be put down at another time, with another resource, or both. Nothing
 * changes until it is put down, and then in one step.
 */
#ifndef QUAD_TUI_BOARD_CARRY_H
#define QUAD_TUI_BOARD_CARRY_H

#include "store/query/query.h"
#include "tui/screen/app.h"

struct board_carry {
	uint64_t id;                   /* 0: nothing was picked up */
	char row[CODE_MAX_BYTES + 1];  /* the resource of the row where it was */
	char code[CODE_MAX_BYTES + 1]; /* the one that is booked: that, or a whole or part of it */
	struct booking_rows rows;      /* one: the booking as it was then */
	int64_t held_min;              /* where the cell began in which it was picked up, minutes */
};

void board_carry_drop(struct board_carry *c);
/*
 * Picks a booking up in the row of a resource, in the cell that begins at `at_min`; says in the message line what to do
 * next, or why it cannot be.
 */
void board_carry_pick(struct board_carry *c, struct app *app, const struct slot *slot, const char *code,
                      int64_t at_min);
/*
 * When it would begin if it were put down in the cell that begins at `at_min`: as far from its old start, by the wall
 * clock, as that cell is from the one where it was picked up. So another day or row leaves the time of day as it was.
 */
int64_t board_carry_start(const struct board_carry *c, int64_t at_min);
/*
 * Puts it down in the cell that begins at `at_min`: as long as it was, and with the resource of the code in place of
 * the one it was picked up with. If that is refused, the form that changes the booking opens with what was asked, the
 * reasons and what would work instead. Nothing is carried any more in either case; it still is if the store could not
 * be asked.
 */
void board_carry_put(struct board_carry *c, struct app *app, const char *code, int64_t at_min);

#endif
