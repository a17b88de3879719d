/* The proofs of the journal, for the command `log`: its head, the whole of it, one entry. */
#ifndef QUAD_TUI_CMD_LOG_PROOF_H
#define QUAD_TUI_CMD_LOG_PROOF_H

#include "tui/cmd/cmd_input.h"

/* True if the options ask for a proof in place of a list. */
bool cmd_log_wants_proof(const struct input *in);
enum cmd_status cmd_log_proof(struct input *in);

#endif
