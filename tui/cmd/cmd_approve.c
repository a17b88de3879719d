/*
 * Requests and what is done with them: `requests` lists them, `approve` and `decline` decide, `ask` asks the requester
 * back, `comment` says something about a booking.
 */
#include <inttypes.h>
#include <string.h>

#include "store/query/requests.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_answer.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_time.h"

const struct arg_option requests_options[] = {
	{"mine", NULL, N_("what you asked for, and what waits for you")},
	{"overdue", NULL, N_("what lapses within a day")},
	{NULL, NULL, NULL},
};

const struct arg_option approve_options[] = {
	{"only", "DATE", N_("of a series: this date; may be given several times")},
	{"override", NULL, N_("a coordinator: although a rule that may be overridden speaks against it")},
	{"note", "TEXT", N_("what is to be said about it")},
	{NULL, NULL, NULL},
};

const struct arg_option decline_options[] = {
	{"reason", "TEXT", N_("why; the requester reads it")},
	{"only", "DATE", N_("of a series: this date; may be given several times")},
	{NULL, NULL, NULL},
};

/* ---- the list ---- */

static const struct column columns[] = {{"id", CELL_NUMBER},      {"series", CELL_TEXT},    {"start", CELL_TIME},
                                        {"end", CELL_TIME},       {"claims", CELL_TEXT},    {"party", CELL_NUMBER},
                                        {"purpose", CELL_TEXT},   {"requester", CELL_TEXT}, {"institution", CELL_TEXT},
                                        {"waits_for", CELL_TEXT}, {"until", CELL_TIME}};

static int write_request(struct table_sink *rows, const struct request_row *r)
{
	char series[SERIES_TEXT_MAX];
	return rows->row(rows, (struct cell[]){{.number = (int64_t)r->b.id},
	                                       series_cell(r->b.series, series),
	                                       {.number = r->b.start},
	                                       {.number = r->b.end},
	                                       {.text = r->claims},
	                                       {.number = r->b.party},
	                                       {.text = r->b.purpose},
	                                       {.text = r->b.requester},
	                                       {.text = r->b.institution},
	                                       {.text = r->waits_for},
	                                       {.number = r->b.until}});
}

static int write_requests(struct cmd_context *c, const struct request_rows *rows)
{
	int err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < rows->n; i++) {
		if (!err)
			err = write_request(c->rows, &rows->v[i]);
		if (err)
			return err;
	}
	return err ? err : c->rows->end(c->rows);
}

enum cmd_status cmd_requests(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request_filter f = {0};
	struct request_rows rows = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status != CMD_DONE)
		goto out;
	f.mine = args_has(&in.args, "mine") ? c->actor : NULL;
	f.overdue = args_has(&in.args, "overdue");
	int err = query_requests(c->store, &f, &rows);
	if (!err)
		err = write_requests(c, &rows);
	if (err)
		status = cmd_fail(c, err, in.word);
out:
	arena_release(&rows.arena);
	input_release(&in);
	return status;
}

/* ---- what is done with them ---- */

/* The booking or series that the first word names. */
static bool read_target(struct input *in, struct decision_ask *out)
{
	const char *word = in->args.words[0];
	if (parse_series(word, false, &out->series))
		return true;
	if (parse_number(word, UINT64_MAX, &out->id) && out->id)
		return true;
	input_wrong(in, _("%s: \"%s\" is neither a booking's number nor a series such as S12"), in->word, word);
	return false;
}

static bool read_days(struct input *in, struct decision_ask *out)
{
	if (!input_dates(in, "only", &out->only, &out->n_only))
		return false;
	if (out->n_only == 0 || out->series)
		return true;
	input_wrong(in, _("--only is for a series; %s is one booking"), in->args.words[0]);
	return false;
}

static enum cmd_status decide(struct cmd_context *c, int argc, char **argv, enum request_op op, const char *text_option)
{
	struct input in;
	struct request rq = {.op = op, .u.decision = {.text = "", .note = ""}};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status != CMD_DONE)
		goto out;
	if (args_has(&in.args, "override"))
		rq.flags |= REQUEST_OVERRIDE;
	bool good = read_target(&in, &rq.u.decision) && read_days(&in, &rq.u.decision);
	good = good && input_text(&in, text_option, &rq.u.decision.text);
	status = good ? cmd_ask(&in, &rq, false) : CMD_USAGE;
out:
	input_release(&in);
	return status;
}

enum cmd_status cmd_approve(struct cmd_context *c, int argc, char **argv)
{
	return decide(c, argc, argv, OP_APPROVE, "note");
}

enum cmd_status cmd_decline(struct cmd_context *c, int argc, char **argv)
{
	return decide(c, argc, argv, OP_DECLINE, "reason");
}

/* The words after the first one, as one text. */
static const char *join_words(struct input *in)
{
	struct buf b = {0};
	for (size_t i = 1; i < in->args.n_words; i++)
		buf_fmt(&b, "%s%s", i > 1 ? " " : "", in->args.words[i]);
	const char *text = b.failed ? NULL : input_clean(in, in->word, buf_text(&b));
	buf_release(&b);
	return text;
}

static enum cmd_status say(struct cmd_context *c, int argc, char **argv, enum request_op op)
{
	struct input in;
	struct request rq = {.op = op, .u.decision.note = ""};
	enum cmd_status status = input_read(&in, c, argc, argv, 2, SIZE_MAX);
	if (status != CMD_DONE)
		goto out;
	status = CMD_USAGE;
	if (!input_booking(&in, 0, &rq.u.decision.id))
		goto out;
	rq.u.decision.text = join_words(&in);
	if (rq.u.decision.text)
		status = cmd_ask(&in, &rq, false);
out:
	input_release(&in);
	return status;
}

enum cmd_status cmd_ask_back(struct cmd_context *c, int argc, char **argv)
{
	return say(c, argc, argv, OP_ASK);
}

enum cmd_status cmd_comment(struct cmd_context *c, int argc, char **argv)
{
	return say(c, argc, argv, OP_COMMENT);
}
