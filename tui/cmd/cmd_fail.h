/* Failures of the engine in words. */
#ifndef QUAD_TUI_CMD_FAIL_H
#define QUAD_TUI_CMD_FAIL_H

#include "tui/cmd/cmd.h"

/* Says the failure err (enum quad_err) of doing `what`, and returns the exit status that goes with it. */
enum cmd_status cmd_fail(struct cmd_context *c, int err, const char *what);

#endif
