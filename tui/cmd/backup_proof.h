/*
 * The proof of a backup: it is restored into a store of its own, whose every record is then proved. A file of which
 * that was not done is a hope.
 */
#ifndef QUAD_TUI_BACKUP_PROOF_H
#define QUAD_TUI_BACKUP_PROOF_H

#include "store/query/journal_proof.h"
#include "tui/cmd/cmd.h"

/*
 * Proves the file at path, which was written from c->store; scratch is an empty directory, which is cleared in any
 * case. CMD_DONE and the head of the copy's journal, else the status, the message said.
 *
 * since: the head of an earlier copy, NULL for none. *continues is false if the journal does not continue it, which was
 * said: the copy is good, and the store is not the one that it was.
 */
enum cmd_status backup_prove(struct cmd_context *c, const char *path, const char *scratch,
                             const struct journal_head *since, struct journal_head *head, bool *continues);

/*
 * Proves the records of an open copy (query_prove). The first fault stands for all, since such a copy is not kept; it
 * is said in c->message, after the name of the command.
 */
enum cmd_status backup_prove_records(struct cmd_context *c, struct store *copy, const char *command)
	__attribute__((warn_unused_result));

#endif
