/* The commands `grant` and `revoke`: further roles of people. */
#include <string.h>

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_request.h"
#include "tui/cmd/cmd_time.h"
#include "tui/words/words_name.h"

#define DEPUTY_OPTION                                                                                                  \
	{                                                                                                              \
		"as-deputy-of", "LOGIN", N_("in this person's place, as long as that one has the role")                \
	}

const struct arg_option grant_options[] = {
	{"from", "TIME", N_("from then on; a date alone is its midnight")},
	{"until", "TIME", N_("up to then; a date alone is the end of that day")},
	DEPUTY_OPTION,
	{"may-grant", NULL, N_("who gets it may give it to others")},
	{NULL, NULL, NULL},
};

const struct arg_option revoke_options[] = {
	DEPUTY_OPTION,
	{NULL, NULL, NULL},
};

static bool read_until(struct input *in, int64_t *out)
{
	const char *given = args_get(&in->args, "until");
	int64_t day;
	if (!given || clock_parse_date(given, &day) != 0)
		return input_moment(in, "until", out);
	*out = clock_day_start(day + 1);
	return true;
}

/* Adds the words of all roles to a message. */
static enum cmd_status say_no_role(const struct input *in, const char *word)
{
	struct buf known = {0};
	for (enum person_role role = ROLE_VIEWER; role <= ROLE_EXPERT; role++)
		input_add_known(&known, role_word(role));
	enum cmd_status status =
		input_wrong(in, _("%s: there is no role \"%s\"; there are %s"), in->word, word, buf_text(&known));
	buf_release(&known);
	return status;
}

/* Reads LOGIN ROLE [SCOPE]. */
static enum cmd_status read_grant(struct input *in, struct grant *g)
{
	const char *const *words = in->args.words;
	*g = (struct grant){.scope = "", .granted_by = "", .deputy_of = ""};
	g->login = input_clean(in, "LOGIN", words[0]);
	const char *scope = in->args.n_words > 2 ? words[2] : "";
	g->scope = input_clean(in, "SCOPE", scope);
	bool good = g->login && g->scope && input_text(in, "as-deputy-of", &g->deputy_of);
	if (!good)
		return CMD_USAGE;
	return role_parse(words[1], &g->role) ? say_no_role(in, words[1]) : CMD_DONE;
}

static void say_done(const struct cmd_context *c, const struct request *rq, const struct result *r)
{
	const struct grant *g = &rq->u.grant;
	struct buf role = {0};
	if (c->quiet)
		return;
	buf_fmt(&role, "%s%s%s", role_name(g->role), *g->scope ? " " : "", g->scope);
	if (r->outcome == OUTCOME_UNCHANGED)
		buf_fmt(c->message, "%s\n", _("Nothing was changed."));
	else if (rq->op == OP_REVOKE)
		buf_fmt(c->message, _("%s is no longer %s.\n"), g->login, buf_text(&role));
	else
		buf_fmt(c->message, _("%s is now %s.\n"), g->login, buf_text(&role));
	buf_release(&role);
}

static enum cmd_status carry_out(const struct input *in, struct request *rq)
{
	struct cmd_context *c = in->c;
	struct arena arena = {0};
	struct result result = {0};
	enum cmd_status status = cmd_request_begin(in, rq, false);
	if (status != CMD_DONE)
		return status;
	int err = store_apply(c->store, rq, 1, false, &result, &arena);
	if (err) {
		status = cmd_fail(c, err, in->word);
	} else if (result.reasons.n) {
		status = cmd_refused(c, &result.reasons);
	} else {
		c->wrote = result.seq;
		status = cmd_request_end(in, rq, &result);
		if (status == CMD_DONE)
			say_done(c, rq, &result);
	}
	arena_release(&arena);
	return status;
}

enum cmd_status cmd_grant(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_GRANT, .given = GIVEN_ALL & ~GIVEN(GRANT_BY)};
	struct grant *g = &rq.u.grant;
	enum cmd_status status = input_read(&in, c, argc, argv, 2, 3);
	if (status == CMD_DONE)
		status = read_grant(&in, g);
	if (status != CMD_DONE)
		goto out;
	g->may_grant = args_has(&in.args, "may-grant");
	bool good = input_moment(&in, "from", &g->from) && read_until(&in, &g->until);
	status = good ? carry_out(&in, &rq) : CMD_USAGE;
out:
	input_release(&in);
	return status;
}

enum cmd_status cmd_revoke(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_REVOKE, .given = GIVEN_ALL};
	enum cmd_status status = input_read(&in, c, argc, argv, 2, 3);
	if (status == CMD_DONE)
		status = read_grant(&in, &rq.u.grant);
	if (status == CMD_DONE)
		status = carry_out(&in, &rq);
	input_release(&in);
	return status;
}
