/* Waiting for what is taken, or taking it: what `book` says of it. */
#ifndef QUAD_TUI_CMD_WAIT_H
#define QUAD_TUI_CMD_WAIT_H

#include "tui/cmd/cmd_input.h"

#define WAIT_OPTIONS                                                                                                   \
	{"preempt", NULL, N_("who is in the way is given another place, where the owner's rule allows it")},           \
		{"wait", NULL, N_("where it is taken, wait for a place")},                                             \
		{"any", "CODE,...",                                                                                    \
	         N_("with --wait: others that would do in place of the first CLAIM, first come first")},               \
	{                                                                                                              \
		"wait-until", "TIME", N_("with --wait: until when; when it would start if not given")                  \
	}

/*
 * Takes --until away from the options if it says how long to wait: with --wait, where another option says the end of
 * the booking, or where it is given a second time. After input_at.
 */
bool input_wait_until(struct input *in, struct booking_ask *out);

/* The other options, after the claims were read; sets the flag of the request. many: it is a series. */
bool input_wait(struct input *in, struct booking_ask *b, struct request *rq, bool many);

#endif
