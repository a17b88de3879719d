/* The commands `whoami` and `may`: what somebody is to the store, and may. */
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/query/query_members.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_refuse.h"

/* ---- whoami ---- */

static const struct column whoami_columns[] = {
	{"login", CELL_TEXT}, {"name", CELL_TEXT}, {"institution", CELL_TEXT}, {"role", CELL_TEXT},
	{"scope", CELL_TEXT}, {"from", CELL_TIME}, {"until", CELL_TIME},       {"deputy_of", CELL_TEXT}};

static const struct grant no_grant = {.login = "", .scope = "", .granted_by = "", .deputy_of = ""};

static const char *scope_text(const struct grant *g, struct arena *arena)
{
	struct buf text = {0};
	facts_scope_text(g->over, g->scope, &text);
	const char *out = text.failed ? NULL : arena_str(arena, buf_text(&text));
	buf_release(&text);
	return out;
}

static int write_role(struct cmd_context *c, const struct member *m, const struct grant *g, struct arena *arena)
{
	const char *scope = scope_text(g, arena);
	if (!scope)
		return QUAD_ENOMEM;
	return c->rows->row(c->rows, (struct cell[]){{.text = c->actor},
	                                             {.text = m->known ? m->person.name : ""},
	                                             {.text = m->institution},
	                                             {.text = role_word(g->role)},
	                                             {.text = scope},
	                                             {.number = g->from, .none = !g->from},
	                                             {.number = g->until, .none = !g->until},
	                                             {.text = g->deputy_of}});
}

static int write_member(struct cmd_context *c, const struct member *m, struct arena *arena)
{
	c->rows_name = "whoami";
	int err = c->rows->begin(c->rows, whoami_columns, sizeof whoami_columns / sizeof *whoami_columns);
	for (size_t i = 0; i < m->n_held && !err; i++)
		err = write_role(c, m, &m->held[i].grant, arena);
	if (!err && !m->n_held)
		err = write_role(c, m, &no_grant, arena);
	return err ? err : c->rows->end(c->rows);
}

static void say_stranger(struct cmd_context *c, const struct member *m)
{
	if (c->quiet || m->known)
		return;
	if (m->everything)
		buf_str(c->message, _("Nobody is a coordinator of this store yet: the owner of its files may do "
		                      "everything.\n"));
	else
		buf_fmt(c->message, _("%s is not among the people of this store; ask a coordinator"), c->actor);
	if (!m->everything)
		buf_char(c->message, '\n');
}

enum cmd_status cmd_whoami(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct member m;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status != CMD_DONE)
		goto out;
	int err = query_member(c->store, c->actor, &in.arena, &m);
	if (!err)
		err = write_member(c, &m, &in.arena);
	if (err)
		status = cmd_fail(c, err, in.word);
	else
		say_stranger(c, &m);
out:
	input_release(&in);
	return status;
}

/* ---- may ---- */

static const struct column may_columns[] = {{"login", CELL_TEXT},     {"action", CELL_TEXT}, {"entity", CELL_TEXT},
                                            {"may", CELL_BOOL},       {"role", CELL_TEXT},   {"scope", CELL_TEXT},
                                            {"from", CELL_TIME},      {"until", CELL_TIME},  {"granted_by", CELL_TEXT},
                                            {"deputy_of", CELL_TEXT}, {"needed", CELL_TEXT}};

static int write_answer(struct cmd_context *c, const char *const *words, const struct may_answer *a,
                        struct arena *arena)
{
	const struct grant *by = a->by.role ? &a->by : &no_grant;
	const char *scope = scope_text(by, arena);
	c->rows_name = "may";
	int err = scope ? c->rows->begin(c->rows, may_columns, sizeof may_columns / sizeof *may_columns) : QUAD_ENOMEM;
	if (!err)
		err = c->rows->row(c->rows, (struct cell[]){{.text = words[0]},
		                                            {.text = words[1]},
		                                            {.text = words[2]},
		                                            {.number = a->may},
		                                            {.text = role_word(by->role)},
		                                            {.text = scope},
		                                            {.number = by->from, .none = !by->from},
		                                            {.number = by->until, .none = !by->until},
		                                            {.text = by->granted_by},
		                                            {.text = by->deputy_of},
		                                            {.text = a->may ? "" : a->needed}});
	return err ? err : c->rows->end(c->rows);
}

/* What others may is no secret to those who grant, or look at everything. */
static enum cmd_status ask_curious(struct cmd_context *c, const char *login)
{
	static const struct right_row everything = {0};
	struct arena arena = {0};
	struct reasons reasons = {.arena = &arena};
	struct member m;
	enum cmd_status status = CMD_DONE;
	int err = query_member(c->store, c->actor, &arena, &m);
	bool may = strcmp(login, c->actor) == 0 || (!err && rights_may(&m, RIGHT_LOG, &everything, c->now, NULL));
	for (size_t i = 0; !err && i < m.n_held; i++) {
		const struct grant *g = &m.held[i].grant;
		may |= g->role == ROLE_ADMINISTRATOR && grant_counts(g, c->now);
	}
	if (err) {
		status = cmd_fail(c, err, c->cmd->name);
	} else if (!may) {
		const char *entity = arena_fmt(&arena, "person:%s", login);
		reason_add_text(&reasons, REASON_ROLE, entity ? entity : "", "%s", rights_needed(RIGHT_KEEP, false));
		status = cmd_refused(c, &reasons);
	}
	arena_release(&arena);
	return status;
}

static enum cmd_status say_no_action(const struct input *in, const char *word)
{
	struct buf known = {0};
	for (enum right right = RIGHT_BROWSE; right < RIGHT_N; right++)
		input_add_known(&known, right_word(right));
	enum cmd_status status = input_wrong(in, _("may: there is no action \"%s\"; there are %s, and commands"), word,
	                                     buf_text(&known));
	buf_release(&known);
	return status;
}

static enum cmd_status not_there(struct cmd_context *c, const char *entity)
{
	bool number = *entity && strspn(entity, "0123456789") == strlen(entity);
	bool booking = number || strncmp(entity, "booking:", 8) == 0;
	return cmd_not_there(c, booking ? REASON_NO_BOOKING : REASON_NO_RESOURCE, entity);
}

static enum cmd_status answer(struct input *in, enum right right)
{
	struct cmd_context *c = in->c;
	const char *const *words = in->args.words;
	struct may_answer a;
	int err = query_may(c->store, words[0], right, words[2], c->now, &in->arena, &a);
	if (err == QUAD_ENOTFOUND)
		return not_there(c, words[2]);
	if (!err)
		err = write_answer(c, words, &a, &in->arena);
	if (err)
		return cmd_fail(c, err, in->word);
	return a.may ? CMD_DONE : CMD_DENIED;
}

enum cmd_status cmd_may(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum right right;
	enum cmd_status status = input_read(&in, c, argc, argv, 3, 3);
	if (status == CMD_DONE && right_parse(in.args.words[1], &right) != 0)
		status = say_no_action(&in, in.args.words[1]);
	if (status == CMD_DONE)
		status = ask_curious(c, in.args.words[0]);
	if (status == CMD_DONE)
		status = answer(&in, right);
	input_release(&in);
	return status;
}
