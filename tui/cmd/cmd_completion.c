/*
 * The command `completion`: the scripts for bash and zsh, and what these ask at each TAB. The store and the person are
 * those of the line that is being typed; who may not see the store gets commands and options alone.
 */
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_complete.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_gate.h"
#include "tui/cmd/cmd_globals.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/completion_script.h"
#include "tui/cmd/shell_line.h"

const struct arg_option completion_options[] = {
	{"line", "TEXT", N_("print what may follow in this line, which begins with the program's name")},
	{"breaks", "WORD", N_("bash: the characters at which its words end, $COMP_WORDBREAKS")},
	{NULL, NULL, NULL},
};

/* ---- the line ---- */

/* What the words say beside the command and what is its own. */
struct typed {
	const struct cmd *commands;
	char **v; /* the command's words, the one that is being typed last; n = 0: the value of a global option */
	size_t n;
	const struct arg_option *open; /* the global option whose value is being typed */
	const char *store_dir, *as;
};

static void take_global(struct typed *t, const struct arg_option *o, const char *value)
{
	if (strcmp(o->name, "store") == 0)
		t->store_dir = value;
	else if (strcmp(o->name, "as") == 0)
		t->as = value;
}

/* The value that goes with a global option: after its `=`, or the next word; open if that is still being typed. */
static void take_global_value(const struct shell_line *line, size_t *i, struct typed *t, const struct arg_option *o,
                              const char *value)
{
	if (!o->value)
		return;
	if (value)
		take_global(t, o, value);
	else if (*i + 1 == line->n)
		t->open = o;
	else
		take_global(t, o, line->v[(*i)++]);
}

/*
 * Takes the word at *i, of those before the one that is being typed, and moves *i past it and its value. A command's
 * own options, and their values, are its own.
 */
static void take_word(const struct shell_line *line, size_t *i, struct typed *t, const struct cmd **cmd)
{
	const char *value = NULL;
	char *word = line->v[(*i)++];
	const struct arg_option *own = *cmd ? args_match((*cmd)->options, word, &value) : NULL;
	const struct arg_option *global = own ? NULL : args_match(cmd_globals, word, &value);
	if (global) {
		take_global_value(line, i, t, global, value);
		return;
	}
	t->v[t->n++] = word;
	if (!*cmd)
		*cmd = cmd_find_in(t->commands, word);
	if (own && own->value && !value && *i + 1 < line->n)
		t->v[t->n++] = line->v[(*i)++];
}

/* Parts global options from the rest, as cli.c does. */
static int part_globals(const struct shell_line *line, struct arena *arena, struct typed *t)
{
	const struct cmd *cmd = NULL;
	t->v = arena_alloc(arena, line->n * sizeof *t->v);
	if (!t->v)
		return QUAD_ENOMEM;
	for (size_t i = 1; i + 1 < line->n;)
		take_word(line, &i, t, &cmd);
	if (line->n > 1 && !t->open)
		t->v[t->n++] = line->v[line->n - 1];
	return 0;
}

/* ---- whose store ---- */

/* Opens the store that the line names as the person it names; false if these may not look into it. */
static bool open_for(struct cmd_context *c, const struct typed *t, struct store *store)
{
	struct buf unread = {0};
	struct cmd_context as = *c;
	if (t->store_dir)
		as.store_dir = t->store_dir;
	if (t->as)
		as.actor = t->as;
	if (t->as && !cmd_owns_store(as.store_dir))
		return false;
	if (store_open(as.store_dir, store) != 0)
		return false;
	as.store = store;
	as.message = &unread;
	as.cmd = cmd_find_in(c->commands, "list");
	store_look_as(store, as.actor);
	bool may = cmd_gate(&as) == CMD_DONE;
	buf_release(&unread);
	if (!may)
		store_close(store);
	return may;
}

/* ---- the answer ---- */

/* How the words below are to be taken by the script. */
static const char *answer_kind(const struct completion *found)
{
	if (found->is_file && found->n == 0)
		return "files";
	if (found->by_name && found->n > 1)
		return "names";
	return found->n && found->v[0].goes_on ? "more" : "words";
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ')
			return true;
	return false;
}

/* In bash, only what follows the last break is replaced, and what is listed is what is put there. */
static void add_for_bash(struct buf *out, const struct shell_line *line, const struct candidate *v, bool named)
{
	const char *typed = line->v[line->n - 1];
	if (named) {
		buf_fmt(out, "%s  %s\n", v->word, v->note);
		return;
	}
	if (strlen(v->word) < line->kept || memcmp(v->word, typed, line->kept) != 0)
		return;
	shell_line_quote(out, v->word + line->kept, line->quote);
	buf_char(out, '\n');
}

static void write_answer(struct buf *out, const struct shell_line *line, const struct completion *found, bool bash)
{
	const char *kind = answer_kind(found);
	bool named = strcmp(kind, "names") == 0;
	buf_fmt(out, "%s\n", kind);
	for (size_t i = 0; i < found->n; i++) {
		const struct candidate *v = &found->v[i];
		if (has_control(v->word) || has_control(v->note))
			continue;
		if (bash)
			add_for_bash(out, line, v, named);
		else
			buf_fmt(out, "%s\t%s\n", v->word, v->note);
	}
}

/* The value of a global option. */
static int complete_global(struct store *store, const struct typed *t, const char *last, struct completion *found)
{
	if (strcmp(t->open->name, "store") == 0) {
		*found = (struct completion){.is_file = true};
		return 0;
	}
	return cmd_complete_value(store, t->open->value, last, found);
}

static int complete_line(struct cmd_context *c, const struct shell_line *line, struct arena *arena,
                         struct completion *found)
{
	struct store store = {0};
	struct typed t = {.commands = c->commands};
	char *last = line->v[line->n - 1];
	int err = part_globals(line, arena, &t);
	if (err)
		return err;
	bool may = open_for(c, &t, &store);
	if (t.open)
		err = complete_global(may ? &store : NULL, &t, last, found);
	else
		err = cmd_complete_words(may ? &store : NULL, c->commands, t.v, t.n, found);
	if (!err && !t.open && *last == '-')
		err = cmd_complete_options(cmd_globals, last, found);
	if (may)
		store_close(&store);
	return err;
}

static enum cmd_status answer(struct input *in, const char *text, bool bash)
{
	struct cmd_context *c = in->c;
	struct shell_line line;
	struct completion found = {.n = 0};
	const char *breaks = args_get(&in->args, "breaks");
	int err = shell_line_read(text, bash && breaks ? breaks : "", &in->arena, &line);
	if (!err)
		err = complete_line(c, &line, &in->arena, &found);
	if (!err)
		write_answer(c->out, &line, &found, bash);
	arena_release(&found.arena);
	return err ? cmd_fail(c, err, c->cmd->name) : CMD_DONE;
}

enum cmd_status cmd_completion(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status != CMD_DONE)
		goto out;
	bool bash = strcmp(in.args.words[0], "bash") == 0;
	const char *line = args_get(&in.args, "line");
	if (!bash && strcmp(in.args.words[0], "zsh") != 0)
		status = input_wrong(&in, _("completion: \"%s\" is not bash or zsh"), in.args.words[0]);
	else if (line)
		status = answer(&in, line, bash);
	else
		buf_str(c->out, bash ? completion_bash : completion_zsh);
out:
	input_release(&in);
	return status;
}
