/*
 * What is done with a booking when its time comes, and after it: `checkin`, `release`, `noshow`, `evaluate`; and
 * `hand`, which gives it to somebody else.
 */
#include "tui/base/locale.h"
#include "tui/cmd/cmd_answer.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_time.h"

const struct arg_option release_options[] = {
	{"at", "TIME", N_("it ends then, not now")},
	{NULL, NULL, NULL},
};

const struct arg_option evaluate_options[] = {
	{"scores", "A,B,C,D", N_("four scores from 1 to 5, 5 is best")},
	{"note", "TEXT", N_("what is to be said about it")},
	{NULL, NULL, NULL},
};

/* Reads the rest of a request from the words and options. */
typedef bool read_fn(struct input *in, struct decision_ask *out);

/* A command with a booking's number and n_more words. */
static enum cmd_status attend(struct cmd_context *c, int argc, char **argv, enum request_op op, size_t n_more,
                              read_fn *read)
{
	struct input in;
	struct request rq = {.op = op, .u.decision = {.text = "", .note = ""}};
	enum cmd_status status = input_read(&in, c, argc, argv, 1 + n_more, 1 + n_more);
	if (status != CMD_DONE)
		goto out;
	bool good = input_booking(&in, 0, &rq.u.decision.id);
	if (good && read)
		good = read(&in, &rq.u.decision);
	status = good ? cmd_ask(&in, &rq, false) : CMD_USAGE;
out:
	input_release(&in);
	return status;
}

enum cmd_status cmd_checkin(struct cmd_context *c, int argc, char **argv)
{
	return attend(c, argc, argv, OP_CHECKIN, 0, NULL);
}

static bool read_end(struct input *in, struct decision_ask *out)
{
	const char *text = args_get(&in->args, "at");
	return !text || input_end_text(in, "--at", text, in->c->now, &out->at_min);
}

enum cmd_status cmd_release(struct cmd_context *c, int argc, char **argv)
{
	return attend(c, argc, argv, OP_RELEASE, 0, read_end);
}

enum cmd_status cmd_noshow(struct cmd_context *c, int argc, char **argv)
{
	return attend(c, argc, argv, OP_NOSHOW, 0, NULL);
}

static bool read_scores(struct input *in, struct decision_ask *out)
{
	if (!input_text(in, "scores", &out->text) || !input_text(in, "note", &out->note))
		return false;
	if (args_has(&in->args, "scores"))
		return true;
	input_wrong(in, _("%s: the scores are missing; write --scores 5,4,5,4"), in->word);
	return false;
}

enum cmd_status cmd_evaluate(struct cmd_context *c, int argc, char **argv)
{
	return attend(c, argc, argv, OP_EVALUATE, 0, read_scores);
}

static bool read_login(struct input *in, struct decision_ask *out)
{
	out->text = input_clean(in, in->word, in->args.words[1]);
	return out->text != NULL;
}

enum cmd_status cmd_hand(struct cmd_context *c, int argc, char **argv)
{
	return attend(c, argc, argv, OP_HAND, 1, read_login);
}
