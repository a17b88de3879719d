/*
 * The command `undo`: takes back what an entry of the journal did, with all that belongs to the same action. A row for
 * every booking, as other changes answer, and a sentence for the other records.
 */
#include <inttypes.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_answer.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_request.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_restored.h"

const struct arg_option undo_options[] = {
	{"dry-run", NULL, N_("say what would be taken back, and change nothing")},
	{NULL, NULL, NULL},
};

static void say_restored(struct cmd_context *c, const struct result *r, bool dry_run)
{
	for (size_t i = 0; i < r->n_against; i++)
		words_reasons(&r->against[i].reasons, c->message);
	if (c->quiet)
		return;
	words_restored(r, c->message);
	if (r->outcome == OUTCOME_UNCHANGED)
		buf_fmt(c->message, "%s\n", _("Nothing was changed."));
	else if (dry_run)
		buf_str(c->message, _("It could be taken back now. A dry run: nothing was changed.\n"));
	else
		buf_fmt(c->message, _("Entry %" PRIu64 " of the journal; `quad undo %" PRIu64 "` does it again.\n"),
		        r->seq, r->seq);
}

static enum cmd_status take_back(struct input *in, uint64_t entry, bool dry_run)
{
	struct cmd_context *c = in->c;
	struct arena arena = {0};
	struct result result = {0};
	struct request rq = {.op = OP_UNDO, .u.entry = entry};
	enum cmd_status status = cmd_request_begin(in, &rq, dry_run);
	if (status != CMD_DONE)
		return status;
	int err = store_apply(c->store, &rq, 1, dry_run, &result, &arena);
	if (err) {
		status = cmd_fail(c, err, in->word);
	} else if (result.reasons.n) {
		status = cmd_refused(c, &result.reasons);
	} else {
		if (!dry_run)
			c->wrote = result.seq;
		if (!dry_run && result.seq)
			cmd_note_done(c, _("It is done all the same: it was taken back, by entry %" PRIu64 ".\n"),
			              result.seq);
		status = cmd_request_end(in, &rq, &result);
		if (status == CMD_DONE)
			say_restored(c, &result, dry_run);
		if (status == CMD_DONE)
			status = cmd_write_bookings(in, &rq, &result);
	}
	arena_release(&arena);
	return status;
}

enum cmd_status cmd_undo(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	uint64_t entry;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status == CMD_DONE && !parse_number(in.args.words[0], UINT64_MAX, &entry))
		status = input_wrong(&in, _("undo: \"%s\" is not the number of an entry; `quad log` lists them"),
		                     in.args.words[0]);
	if (status == CMD_DONE)
		status = take_back(&in, entry, args_has(&in.args, "dry-run"));
	input_release(&in);
	return status;
}
