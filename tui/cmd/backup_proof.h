/*
 * The proof of a backup: it is restored into a store of its own, whose every record is then proved. A file of which
 * that was not done is a hope.
 */
#ifndef QUAD_TUI_BACKUP_PROOF_H
#define QUAD_TUI_BACKUP_PROOF_H

#include "tui/cmd/cmd.h"

/*
 * Proves the file at path, which was written from c->store; scratch is an empty directory, which is cleared in any
 * case. CMD_DONE, else the status, the message said.
 */
enum cmd_status backup_prove(struct cmd_context *c, const char *path, const char *scratch);

#endif
