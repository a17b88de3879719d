/* The command `erase`: personal text goes, from a record and from the journal. */
#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/entity.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_request.h"
#include "tui/words/words_entity.h"

const struct arg_option erase_options[] = {
	{"dry-run", NULL, N_("say what would be, and change nothing")},
	{NULL, NULL, NULL},
};

/* `person:LOGIN` or `booking:ID` as it is, a number alone as a booking. NULL if it is neither. */
static const char *read_entity(struct input *in, const char *word)
{
	uint64_t id;
	if (parse_number(word, UINT64_MAX, &id))
		return arena_fmt(&in->arena, "booking:%" PRIu64, id);
	enum entity_kind kind = entity_kind_of(word);
	bool fits = kind == OF_PERSON || (kind == OF_BOOKING && parse_number(entity_name(word), UINT64_MAX, &id));
	return fits ? word : NULL;
}

static enum cmd_status erase(struct input *in, const char *entity)
{
	struct cmd_context *c = in->c;
	struct request rq = {.op = OP_ERASE};
	struct result result;
	struct arena arena = {0};
	struct buf what = {0};
	bool dry = args_has(&in->args, "dry-run");
	enum cmd_status status = cmd_request_begin(in, &rq, dry);
	if (status != CMD_DONE)
		return status;
	rq.u.note.entity = entity;
	int err = store_apply(c->store, &rq, 1, dry, &result, &arena);
	if (err) {
		status = cmd_fail(c, err, in->word);
	} else if (result.reasons.n) {
		status = cmd_refused(c, &result.reasons);
	} else {
		status = cmd_request_end(in, &rq, &result);
	}
	if (!err && status == CMD_DONE && !c->quiet) {
		words_entity(entity, &what);
		buf_fmt(c->message,
		        dry ? _("The personal text of %s would be erased.\n") : _("Erased the personal text of %s.\n"),
		        buf_text(&what));
	}
	if (status == CMD_DONE && !dry)
		cmd_note_done(c, _("%s: its personal text is erased.\n"), entity);
	buf_release(&what);
	arena_release(&arena);
	return status;
}

enum cmd_status cmd_erase(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	const char *word = status == CMD_DONE ? input_clean(&in, "ENTITY", in.args.words[0]) : NULL;
	const char *entity = word ? read_entity(&in, word) : NULL;
	if (status == CMD_DONE && !word)
		status = CMD_USAGE;
	else if (status == CMD_DONE && !entity)
		status = input_wrong(&in, _("erase: \"%s\" is no person and no booking: person:LOGIN, booking:ID"),
		                     word);
	if (status == CMD_DONE)
		status = erase(&in, entity);
	input_release(&in);
	return status;
}
