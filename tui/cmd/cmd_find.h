/* The search that a line of the command `find` asks for, for those who show what is found in a way of their own. */
#ifndef QUAD_TUI_CMD_FIND_H
#define QUAD_TUI_CMD_FIND_H

#include "store/query/find_wish.h"
#include "tui/cmd/cmd.h"

/*
 * Reads the arguments of `find` (argv[0], c->cmd) into a wish, whose texts lie in arena; says what is wrong with them.
 */
enum cmd_status cmd_find_wish(struct cmd_context *c, int argc, char **argv, struct arena *arena, struct find_wish *out);

#endif
