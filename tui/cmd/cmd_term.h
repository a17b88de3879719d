/* The term that a command is about, and filters of bookings by days and weeks. */
#ifndef QUAD_TUI_CMD_TERM_H
#define QUAD_TUI_CMD_TERM_H

#include "tui/cmd/cmd_input.h"

/*
 * The term of a code; with "", the one that holds today, else the next, else the last. NULL, and the message said, if
 * there is none. Borrowed from the calendar.
 */
const struct term *input_find_term(struct input *in, const struct calendar *calendar, const char *code);

/* --from, --to, --today, --on, and --week of --term: the time that is in all of them that are given. */
bool input_time_filter(struct input *in, struct booking_filter *out);

#endif
