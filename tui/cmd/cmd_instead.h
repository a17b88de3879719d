/* The refusal of a request with what would work instead of it. */
#ifndef QUAD_TUI_CMD_INSTEAD_H
#define QUAD_TUI_CMD_INSTEAD_H

#include "tui/cmd/cmd.h"

/* Says the reasons and the alternatives, as sentences or for --json as data. Returns cmd_status_of them. */
enum cmd_status cmd_refused_instead(struct cmd_context *c, const struct request *rq, const struct result *refused);

/*
 * Appends what was refused of n requests as one object, as a single one is: the reasons of all, and what would work in
 * place of each.
 */
void cmd_add_refusals_json(struct cmd_context *c, const struct request *rq, const struct result *results, size_t n);

#endif
