/* The commands `adjust`, which proposes and decides another use of a booking, and `adjustments`, which lists what
 * waits. */
#include "store/base/clock.h"
#include "store/query/query_adjustments.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_answer.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_time.h"

enum { PERCENT_MAX = 100 };

const struct arg_option adjust_options[] = {
	{"used-from", "TIME", N_("it was used from then on")},
	{"used-to", "TIME", N_("it was used until then")},
	{"waive", "PERCENT", N_("so much of what is owed for it is let off")},
	{"reason", "TEXT", N_("why")},
	{"accept", NULL, N_("what was proposed holds from now on")},
	{"reject", NULL, N_("what was proposed does not hold")},
	{NULL, NULL, NULL},
};

/* What is proposed: both times or none, and a percentage. */
static bool read_proposal(struct input *in, struct adjust_ask *out)
{
	uint64_t waived = 0;
	bool from = args_has(&in->args, "used-from"), to = args_has(&in->args, "used-to");
	out->has_waived = args_has(&in->args, "waive");
	if (from != to || (!from && !out->has_waived)) {
		input_wrong(in, _("%s: say --used-from and --used-to, or --waive, or all of them"), in->word);
		return false;
	}
	if (!input_number(in, "waive", PERCENT_MAX, &waived))
		return false;
	out->waived = (uint32_t)waived;
	if (!from)
		return true;
	return input_moment(in, "used-from", &out->from) &&
	       input_end_text(in, "--used-to", args_get(&in->args, "used-to"), out->from, &out->to);
}

/* A decision says nothing of what was proposed. */
static bool read_decision(struct input *in)
{
	static const char *const others[] = {"used-from", "used-to", "waive"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (!args_has(&in->args, others[i]))
			continue;
		input_wrong(in, _("%s: --%s does not go with --accept or --reject"), in->word, others[i]);
		return false;
	}
	return true;
}

static bool read_adjust(struct input *in, struct adjust_ask *out)
{
	bool accepts = args_has(&in->args, "accept"), rejects = args_has(&in->args, "reject");
	out->text = "";
	if (accepts && rejects) {
		input_wrong(in, _("%s: --accept or --reject, not both"), in->word);
		return false;
	}
	if (accepts)
		out->step = ADJUST_ACCEPT;
	else if (rejects)
		out->step = ADJUST_REJECT;
	if (!input_booking(in, 0, &out->id) || !input_text(in, "reason", &out->text))
		return false;
	if (!accepts && !*out->text) {
		input_wrong(in, _("%s: say why with --reason"), in->word);
		return false;
	}
	return accepts || rejects ? read_decision(in) : read_proposal(in, out);
}

enum cmd_status cmd_adjust(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_ADJUST};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status == CMD_DONE)
		status = read_adjust(&in, &rq.u.adjust) ? cmd_ask(&in, &rq, false) : CMD_USAGE;
	input_release(&in);
	return status;
}

static const struct column columns[] = {
	{"id", CELL_NUMBER},        {"start", CELL_TIME},       {"end", CELL_TIME},     {"claims", CELL_TEXT},
	{"institution", CELL_TEXT}, {"used_from", CELL_TIME},   {"used_to", CELL_TIME}, {"waived", CELL_NUMBER},
	{"reason", CELL_TEXT},      {"proposed_by", CELL_TEXT}, {"state", CELL_TEXT}};

static int write_list(struct cmd_context *c)
{
	struct adjustment_list list;
	int err = query_adjustments(c->store, &list);
	if (!err)
		err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < list.n && !err; i++) {
		const struct adjustment_row *row = &list.v[i];
		const struct adjustment *v = &row->v;
		err = c->rows->row(c->rows, (struct cell[]){{.number = (int64_t)v->booking},
		                                            {.number = row->start},
		                                            {.number = row->end},
		                                            {.text = row->claims},
		                                            {.text = row->institution},
		                                            {.number = v->from, .none = !v->from},
		                                            {.number = v->to, .none = !v->to},
		                                            {.number = v->waived, .none = !v->has_waived},
		                                            {.text = v->reason},
		                                            {.text = v->proposed_by},
		                                            {.text = adjustment_word(v->state)}});
	}
	if (!err)
		err = c->rows->end(c->rows);
	arena_release(&list.arena);
	return err;
}

enum cmd_status cmd_adjustments(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	int err = status == CMD_DONE ? write_list(c) : 0;
	if (err)
		status = cmd_fail(c, err, in.word);
	input_release(&in);
	return status;
}
