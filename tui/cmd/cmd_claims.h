/* What is to be booked, as a command's words say it: `CODE` or `CODE*UNITS`. */
#ifndef QUAD_TUI_CMD_CLAIMS_H
#define QUAD_TUI_CMD_CLAIMS_H

#include "store/model/request.h"
#include "tui/cmd/cmd_input.h"

/* One claim; the text is cleaned and may be written to. False: the message was said. */
bool input_claim(struct input *in, char *text, struct claim_ask *out);

/*
 * The claims in the words from one on, each of which may hold several as files write them, `R11;OSC*3`. In the input's
 * arena. False: the message was said, and the command returns CMD_USAGE.
 */
bool input_claims(struct input *in, size_t from, struct booking_ask *out);

#endif
