/* The command line: global options, which store, who acts; runs one command and writes what comes out. */
#ifndef QUAD_TUI_CLI_H
#define QUAD_TUI_CLI_H

#include "tui/cmd/cmd.h"

/*
 * All of the program but its `main`: returns the exit status (enum cmd_status). Writes data to stdout and all else to
 * stderr, and flushes both. `screen` carries out the command `tui`.
 */
int cli_main(int argc, char **argv, enum cmd_status (*screen)(struct cmd_context *c));

#endif
