/* The options that every command has, before it or after: which store, who acts, how it is written. */
#ifndef QUAD_TUI_CMD_GLOBALS_H
#define QUAD_TUI_CMD_GLOBALS_H

#include "tui/base/args.h"

/* Ends in an entry whose name is NULL. The usage explains them (cmd_usage). */
extern const struct arg_option cmd_globals[];

#endif
