/* Asking the engine for a change, and its answer. */
#ifndef QUAD_TUI_CMD_ANSWER_H
#define QUAD_TUI_CMD_ANSWER_H

#include "store/change/store_apply.h"
#include "store/model/table.h"
#include "tui/cmd/cmd_input.h"

/*
 * Asks the engine for a request, which it completes by who asks and when, and writes the answer: a row per booking, or
 * the refusal with its alternatives. advice: the request is only rehearsed, nothing is changed.
 */
enum cmd_status cmd_ask(const struct input *in, struct request *rq, bool advice);

/*
 * Writes the rows for the bookings that a request made, moved or cancelled, what it left out, and returns the status.
 */
enum cmd_status cmd_write_bookings(const struct input *in, const struct request *rq, const struct result *r);

/* Keeps what a dry run was refused: who only asks whether it would be booked has the need all the same. */
void cmd_keep_need(const struct cmd_context *c, const struct request *rq, const struct result *r);

/* A series' name, `S12`, as a cell, an empty one for 0. The text is in scratch. */
#define SERIES_TEXT_MAX 24
struct cell series_cell(uint64_t series, char scratch[SERIES_TEXT_MAX]);

#endif
