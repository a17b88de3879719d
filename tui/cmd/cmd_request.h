/*
 * The ids of requests. Where the outcome of a change is not known, the message names its id; the same command with
 * `--request ID` then tells what came of it, and does it only if it was not done.
 */
#ifndef QUAD_TUI_CMD_REQUEST_H
#define QUAD_TUI_CMD_REQUEST_H

#include "tui/cmd/cmd_input.h"

/* Reads the value of --request for the command that will run; else CMD_USAGE, the message said. */
enum cmd_status cmd_request_read(struct cmd_context *c, const char *text);
/* Takes --request with its value out of the words of a command. */
enum cmd_status cmd_request_take(struct cmd_context *c, int *argc, char **argv);
/* Whether the command that is about to run takes --request, where it was given. */
enum cmd_status cmd_request_gate(struct cmd_context *c);
/* The same of a form of the command that makes another number of requests than one. */
enum cmd_status cmd_request_none(const struct input *in);

/*
 * Completes the one request of a command, by who asks, when, and its id: the given one, or a fresh one. With --request
 * there is no dry run.
 */
enum cmd_status cmd_request_begin(const struct input *in, struct request *rq, bool dry_run);
/* Says it if the result is that of before. CMD_USAGE: it is that of another command. */
enum cmd_status cmd_request_end(const struct input *in, const struct request *rq, const struct result *r);

#endif
