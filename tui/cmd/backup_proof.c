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

static enum cmd_status prove_records(struct cmd_context *c, struct store *copy)
{
	struct buf first = {0};
	uint64_t n = 0;
	enum cmd_status status = CMD_DONE;
	int err = query_prove(copy, keep_first, &first, &n);
	if (err)
		status = cmd_fail(c, err, _("backup"));
	if (!err && n) {
		buf_fmt(c->message, _("backup: the copy is not sound: %s; see `quad check` of the store\n"),
		        buf_text(&first));
		status = CMD_FAILED;
	}
	buf_release(&first);
	return status;
}

enum cmd_status backup_prove(struct cmd_context *c, const char *path, const char *scratch)
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
	if (!err)
		status = prove_records(c, &copy);
	store_close(&copy);
	backup_dir_clear(scratch);
	return status;
}
