/* The proof of a backup. */
#include "tui/cmd/backup_proof.h"

#include "store/base/err.h"
#include "store/query/query.h"
#include "tui/base/locale.h"
#include "tui/cmd/backup_dir.h"
#include "tui/cmd/cmd_fail.h"

/* The first fault stands for all: the copy is not kept. */
static void keep_first(void *arg, const struct store_fault *fault)
{
	struct buf *first = arg;
	if (first->len == 0)
		buf_str(first, fault->text);
}

enum cmd_status backup_prove_records(struct cmd_context *c, struct store *copy, const char *command)
{
	struct buf first = {0};
	uint64_t n = 0;
	enum cmd_status status = CMD_DONE;
	int err = query_prove(copy, keep_first, &first, &n);
	if (err)
		status = cmd_fail(c, err, command);
	if (!err && n) {
		buf_fmt(c->message, _("%s: the copy is not sound: %s; see `quad check` of the store\n"), command,
		        buf_text(&first));
		status = CMD_FAILED;
	}
	buf_release(&first);
	return status;
}

/* The records are sound, and so lead to the head: what is asked is whether that continues the earlier one. */
static enum cmd_status prove_journal(struct cmd_context *c, struct store *copy, const struct journal_head *since,
                                     struct journal_head *head, bool *continues)
{
	struct journal_verdict v;
	*continues = true;
	int err = query_verify(copy, since, NULL, NULL, &v);
	if (err)
		return cmd_fail(c, err, _("backup"));
	*head = v.head;
	if (v.fault == JOURNAL_ORIGIN || v.fault == JOURNAL_CUT || v.fault == JOURNAL_OTHER) {
		*continues = false;
		buf_str(c->message, _("backup: the journal does not continue that of the last backup: entries were cut "
		                      "off or changed, "
		                      "or the store was replaced. Nothing is removed until the earlier backups are "
		                      "moved elsewhere.\n"));
		return CMD_DONE;
	}
	if (v.fault == JOURNAL_SOUND)
		return CMD_DONE;
	buf_str(c->message, _("backup: the journal of the copy is not sound; see `quad log --verify` of the store\n"));
	return CMD_FAILED;
}

enum cmd_status backup_prove(struct cmd_context *c, const char *path, const char *scratch,
                             const struct journal_head *since, struct journal_head *head, bool *continues)
{
	struct store copy = {0};
	enum cmd_status status = CMD_DONE;
	int err = store_create(scratch, c->store->zone, &copy);
	if (!err)
		err = db_restore(copy.db, path, store_verify, NULL);
	if (!err)
		err = db_read(copy.db, store_verify, &copy);
	if (err)
		status = cmd_fail(c, err, _("backup"));
	if (status == CMD_DONE)
		status = backup_prove_records(c, &copy, _("backup"));
	if (status == CMD_DONE)
		status = prove_journal(c, &copy, since, head, continues);
	store_close(&copy);
	backup_dir_clear(scratch);
	return status;
}
