/* The forms of `keys` that are for sshd: they are for the owner of the store's files. */
#ifndef QUAD_TUI_CMD_KEYS_H
#define QUAD_TUI_CMD_KEYS_H

#include "tui/cmd/cmd_input.h"

/* CMD_DENIED, with the message said, for others than the owner of the store's files. */
enum cmd_status keys_gate_owner(struct cmd_context *c);

/* `keys write FILE`, and `keys --for-sshd USER TYPE KEY`. */
enum cmd_status keys_write(struct input *in);
enum cmd_status keys_for_sshd(struct input *in);

#endif
