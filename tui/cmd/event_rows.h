/* An event with its bookings, and the rows of `event` and `event copy`. */
#ifndef QUAD_TUI_EVENT_ROWS_H
#define QUAD_TUI_EVENT_ROWS_H

#include "store/model/registers.h"
#include "tui/cmd/cmd_input.h"

/* The event that a word names, in the input's arena; else the status to return, the message said. */
enum cmd_status event_load(struct input *in, const char *word, struct register_row *out);

/* What stands for an event, by start, of what the looker may see. Release the arena in either case. */
int event_load_bookings(struct store *s, const char *code, struct booking_rows *out)
	__attribute__((warn_unused_result));

/* The rows of both: a booking of that number, 0 = none yet, with what is asked for it. */
int event_begin_rows(struct table_sink *rows) __attribute__((warn_unused_result));
int event_write_row(struct table_sink *rows, uint64_t id, enum booking_state state, const struct booking_ask *b,
                    const char *claims) __attribute__((warn_unused_result));

#endif
