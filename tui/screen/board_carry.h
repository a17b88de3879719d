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
	char code[CODE_MAX_BYTES + 1]; /* the resource of the row where it was */
	struct booking_rows rows;      /* one: the booking as it was then */
};

void board_carry_drop(struct board_carry *c);
/* Picks a booking up in the row of a resource; says in the message line what to do next, or why it cannot be. */
void board_carry_pick(struct board_carry *c, struct app *app, uint64_t id, const char *code);
/*
 * Puts it down: from `start` on, as long as it was, and with the resource of the code in place of the one it was
 * picked up with. If that is refused, the form that changes the booking opens with what was asked, the reasons and what
 * would work instead. Nothing is carried any more in either case.
 */
void board_carry_put(struct board_carry *c, struct app *app, const char *code, int64_t start);

#endif
