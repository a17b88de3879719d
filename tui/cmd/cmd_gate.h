/* Who may run which command at all. What a command may do of what it is asked, the engine decides (permit.h). */
#ifndef QUAD_TUI_CMD_GATE_H
#define QUAD_TUI_CMD_GATE_H

#include "tui/cmd/cmd.h"

/*
 * CMD_DONE, else CMD_DENIED with the message said, or the status of a failure. A command with CMD_OWNER is for the
 * owner of the store's files, one with CMD_ANYBODY for everybody, any other for the people of the store; as long as
 * there are none, or nobody who could grant anything, for the owner of its files.
 */
enum cmd_status cmd_gate(struct cmd_context *c);

/* The last of these alone, for a command that is for everybody in some of its forms. */
enum cmd_status cmd_gate_member(struct cmd_context *c);

/* True for the owner of the store's files, and where there is no store yet. */
bool cmd_owns_store(const char *store_dir);
/* From now on this process is nobody's who owns a store: it works for somebody who came by a key (forced.h). */
void cmd_disown(void);

#endif
