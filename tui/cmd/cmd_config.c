/* The command `config`: the settings of a store, listed, shown and set. */
#include <string.h>

#include "store/base/err.h"
#include "store/query/query_settings.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_request.h"
#include "tui/words/words_setting.h"

static const struct column columns[] = {
	{"name", CELL_TEXT}, {"value", CELL_TEXT}, {"default", CELL_TEXT}, {"help", CELL_TEXT}};

/* ---- reading ---- */

/* Rows of all settings, or of one. */
static int write_settings(struct cmd_context *c, const struct setting_kind *one)
{
	struct setting_list list;
	int err = query_settings(c->store, &list);
	if (!err)
		err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < list.n && !err; i++) {
		const struct setting_row *row = &list.v[i];
		if (one && row->kind != one)
			continue;
		err = c->rows->row(c->rows, (struct cell[]){{.text = row->kind->name},
		                                            {.text = row->value},
		                                            {.text = row->kind->fallback},
		                                            {.text = words_setting(row->kind->name)}});
	}
	if (!err)
		err = c->rows->end(c->rows);
	arena_release(&list.arena);
	return err;
}

/* ---- setting ---- */

static void say_set(const struct cmd_context *c, const struct setting *v, const struct setting_kind *kind,
                    enum outcome outcome)
{
	if (c->quiet)
		return;
	if (outcome == OUTCOME_UNCHANGED)
		buf_fmt(c->message, "%s\n", _("Nothing was changed."));
	else if (*v->value)
		buf_fmt(c->message, _("%s is now %s.\n"), v->name, v->value);
	else
		buf_fmt(c->message, _("%s has its default again: %s.\n"), v->name,
		        *kind->fallback ? kind->fallback : "\"\"");
}

static enum cmd_status put_setting(const struct input *in, const struct setting_kind *kind, const char *value)
{
	struct cmd_context *c = in->c;
	struct arena arena = {0};
	struct result result = {0};
	struct request rq = {.op = OP_SETTING, .given = GIVEN_ALL};
	enum cmd_status status = cmd_request_begin(in, &rq, false);
	if (status != CMD_DONE)
		return status;
	rq.u.setting = (struct setting){.name = kind->name, .value = value};
	int err = store_apply(c->store, &rq, 1, false, &result, &arena);
	if (err) {
		status = cmd_fail(c, err, in->word);
	} else if (result.reasons.n) {
		status = cmd_refused(c, &result.reasons);
	} else {
		c->wrote = result.seq;
		status = cmd_request_end(in, &rq, &result);
		if (status == CMD_DONE)
			say_set(c, &rq.u.setting, kind, result.outcome);
	}
	arena_release(&arena);
	return status;
}

/* ---- the command ---- */

static enum cmd_status say_no_setting(const struct input *in, const char *word)
{
	struct buf known = {0};
	for (const struct setting_kind *k = settings_kinds(); k->name; k++)
		input_add_known(&known, k->name);
	enum cmd_status status =
		input_wrong(in, _("%s: there is no setting \"%s\"; there are %s"), in->word, word, buf_text(&known));
	buf_release(&known);
	return status;
}

static enum cmd_status change_setting(struct input *in, const struct setting_kind *kind)
{
	const char *value = input_clean(in, "VALUE", in->args.words[1]);
	if (!value)
		return CMD_USAGE;
	if (*value && !kind->fits(value))
		return input_wrong(in, _("%s: \"%s\" is no value of %s, which is %s"), in->word, value, kind->name,
		                   words_setting(kind->name));
	return put_setting(in, kind, value);
}

enum cmd_status cmd_config(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	const struct setting_kind *kind = NULL;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 2);
	if (status == CMD_DONE && in.args.n_words > 0) {
		kind = settings_find(in.args.words[0]);
		if (!kind)
			status = say_no_setting(&in, in.args.words[0]);
	}
	if (status != CMD_DONE)
		goto out;
	if (in.args.n_words > 1) {
		status = change_setting(&in, kind);
		goto out;
	}
	status = cmd_request_none(&in);
	if (status != CMD_DONE)
		goto out;
	int err = write_settings(c, kind);
	if (err)
		status = cmd_fail(c, err, in.word);
out:
	input_release(&in);
	return status;
}
