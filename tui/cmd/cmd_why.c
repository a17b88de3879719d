/* The command `why`: the owners' rules that were looked at for a booking, in order, and what decided. */
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/query/why.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_at.h"
#include "tui/cmd/cmd_claims.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_when.h"

const struct arg_option why_options[] = {
	WHEN_OPTIONS,
	{"login", "LOGIN", N_("who would ask for it, which --for says too; you if not given")},
	{"for-institution", "INSTITUTION", N_("on whose behalf, by code or name")},
	{"party", "N", N_("how many people")},
	{"record", NULL, N_("as what already happened")},
	{NULL, NULL, NULL},
};

/* ---- reading ---- */

static const struct arg_option *find_option(const char *name)
{
	const struct arg_option *o = why_options;
	while (o->name && strcmp(o->name, name) != 0)
		o++;
	return o;
}

/* --for says two things here: how long, and for whom. What is no length is a login. */
static void part_for(struct input *in)
{
	for (size_t i = 0; i < in->args.n_given; i++) {
		struct arg_given *g = &in->args.given[i];
		int64_t len;
		if (strcmp(g->option->name, "for") != 0)
			continue;
		if (clock_parse_duration(g->value, &len) != 0 && spoken_length(g->value, &len) != 0)
			g->option = find_option("login");
	}
}

static enum cmd_status read_why(struct input *in, struct request *rq)
{
	struct booking_ask *b = &rq->u.booking;
	b->ref = b->purpose = b->note = b->requester = b->institution = "";
	part_for(in);
	if (!input_at(in))
		return CMD_USAGE;
	if (input_has_pattern(in) && !input_at_is_one(in))
		return input_wrong(in, _("why: it takes one time, not the weeks of a series: --at START --for 2h"));
	if (!input_check_at(in, true))
		return CMD_USAGE;
	if (!input_claims(in, 0, b) || !input_u32(in, "party", &b->party) || !input_text(in, "login", &b->requester) ||
	    !input_text(in, "for-institution", &b->institution))
		return CMD_USAGE;
	if (args_has(&in->args, "record"))
		rq->flags |= REQUEST_RECORD;
	return input_times(in, b->claims[0].resource, &b->start, &b->end) ? CMD_DONE : CMD_USAGE;
}

/* ---- the rows ---- */

static const char *verdict_of(const struct why_row *row)
{
	bool on_trial = row->rule && row->rule->trial;
	if (*row->refuses && !on_trial)
		return "refuses";
	switch (row->look.verdict) {
	case POLICY_DECIDES: return "decides";
	case POLICY_HOLDS: return "holds";
	case POLICY_LOSES: return "loses";
	case POLICY_SAYS_NOTHING: return "inherits";
	case POLICY_ON_TRIAL: return "trial";
	case POLICY_DOES_NOT_FIT: return "other";
	}
	return "";
}

/* By what a rule does not hold, or loses: the column in which the difference is. */
static const char *because_of(const struct policy_look *look)
{
	static const char *const fits[] = {[POLICY_FITS] = "",
	                                   [POLICY_OTHER_PLACE] = "place",
	                                   [POLICY_OTHER_WHO] = "who",
	                                   [POLICY_OTHER_TIME] = "when",
	                                   [POLICY_OTHER_DAYS] = "valid_from"};
	static const char *const orders[] = {
		[POLICY_BY_NOTHING] = "",  [POLICY_BY_PLACE] = "place",      [POLICY_BY_WHO] = "who",
		[POLICY_BY_WHEN] = "when", [POLICY_BY_VALID] = "valid_from", [POLICY_BY_ID] = "id"};
	return look->verdict == POLICY_LOSES ? orders[look->by] : fits[look->fit];
}

static int write_row(struct table_sink *rows, const struct why_row *row)
{
	static const struct owner_rule none = {
		.id = "", .place = "", .who = "", .when = "", .field = "", .value = "", .text = ""};
	const struct owner_rule *r = row->rule ? row->rule : &none;
	return rows->row(rows, (struct cell[]){{.text = row->resource},
	                                       {.text = row->rule ? r->field : rule_word(row->code)},
	                                       {.text = r->id},
	                                       {.text = r->place},
	                                       {.text = r->who},
	                                       {.text = r->when},
	                                       {.text = row->rule ? r->value : row->value},
	                                       {.text = verdict_of(row)},
	                                       {.text = row->rule ? because_of(&row->look) : ""},
	                                       {.text = row->to},
	                                       {.text = row->refuses},
	                                       {.text = r->text}});
}

static int write_rows(struct table_sink *rows, const struct why_list *list)
{
	static const struct column columns[] = {{"resource", CELL_TEXT}, {"field", CELL_TEXT},   {"rule", CELL_TEXT},
	                                        {"place", CELL_TEXT},    {"who", CELL_TEXT},     {"when", CELL_TEXT},
	                                        {"value", CELL_TEXT},    {"verdict", CELL_TEXT}, {"because", CELL_TEXT},
	                                        {"loses_to", CELL_TEXT}, {"refuses", CELL_TEXT}, {"text", CELL_TEXT}};
	int err = rows->begin(rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < list->n; i++) {
		if (!err)
			err = write_row(rows, &list->v[i]);
	}
	return err ? err : rows->end(rows);
}

/* What decided, in a sentence. */
static void say_outcome(struct cmd_context *c, const struct why_list *list)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		n += strcmp(verdict_of(&list->v[i]), "refuses") == 0;
	if (c->quiet)
		return;
	if (n)
		buf_fmt(c->message,
		        ngettext("It would be refused, for %zu reason.\n", "It would be refused, for %zu reasons.\n",
		                 n),
		        n);
	else
		buf_str(c->message, _("No rule speaks against it.\n"));
}

enum cmd_status cmd_why(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct why_list list = {0};
	struct request rq = {.op = OP_BOOK, .given = GIVEN_ALL, .actor = c->actor, .now = c->now, .via = c->via};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, SIZE_MAX);
	if (status == CMD_DONE)
		status = read_why(&in, &rq);
	if (status != CMD_DONE)
		goto out;
	int err = query_why(c->store, &rq, &list);
	if (!err && list.reasons.n) {
		status = cmd_refused(c, &list.reasons);
		goto out;
	}
	if (!err)
		err = write_rows(c->rows, &list);
	if (err)
		status = cmd_fail(c, err, in.word);
	else
		say_outcome(c, &list);
out:
	arena_release(&list.arena);
	input_release(&in);
	return status;
}
