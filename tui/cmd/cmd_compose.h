/* Writes commands as one pastes them into a shell: the alternatives of a refusal can be booked by copying a line. */
#ifndef QUAD_TUI_CMD_COMPOSE_H
#define QUAD_TUI_CMD_COMPOSE_H

#include "store/query/alternatives.h"
#include "tui/cmd/cmd.h"

/* Appends a text as one word for a shell, quoted if need be. */
void cmd_shell_word(struct buf *out, const char *text);

/* Appends the command that says which rules were looked at for a booking that is asked for (OP_BOOK). */
void cmd_compose_why(struct cmd_context *c, const struct request *asked, struct buf *out);

/*
 * Appends the command, or several joined by `&&`, that books an alternative of the refused request `asked`. May read
 * the store; where that or memory fails, out->failed is set.
 */
void cmd_compose(struct cmd_context *c, const struct request *asked, const struct alternative *a, struct buf *out);

#endif
