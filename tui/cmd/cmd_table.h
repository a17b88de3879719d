/* The table of the commands: the one list of them for the shell, the `:` line and the help. */
#ifndef QUAD_TUI_CMD_TABLE_H
#define QUAD_TUI_CMD_TABLE_H

#include "tui/cmd/cmd.h"

/* Ends in an entry whose name is NULL. */
extern const struct cmd cmd_table[];

/* The command of that name, NULL if there is none. */
const struct cmd *cmd_find(const char *name);

/* Appends the usage of the program: the global options and the commands, a line each. */
void cmd_usage(struct buf *out);

#endif
