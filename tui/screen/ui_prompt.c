/*
 * The `:` line: an action of the view below by its name, or any command of the shell with its arguments. Tab completes
 * names.
 */
#include "tui/screen/ui_prompt.h"

#include <stdlib.h>
#include <string.h>

#include "tui/base/edit.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_command.h"

struct prompt_view {
	struct view view;
	struct edit line;
};

static struct prompt_view *self(struct view *v)
{
	return (struct prompt_view *)v;
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	(void)v;
	(void)app;
	buf_str(out, _("Command"));
}

static void draw_prompt(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	(void)top;
	term_text(bottom - 1, 0, 1, ROLE_TITLE, ":");
	edit_draw(&self(v)->line, bottom - 1, 1, term_cols() - 1, ROLE_TEXT, true);
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	return app_edit(app, &self(v)->line, ev) ? REACT_HANDLED : REACT_NONE;
}

static void free_prompt(struct view *v)
{
	edit_release(&self(v)->line);
	free(v);
}

/* ---- completion ---- */

/* The names that begin with what was typed. */
struct matches {
	const char *typed;
	struct buf names; /* a blank after each */
	size_t n;
};

static void match_name(struct matches *m, const char *name)
{
	if (strncmp(name, m->typed, strlen(m->typed)) != 0)
		return;
	buf_fmt(&m->names, "%s ", name);
	m->n++;
}

static void match_commands(struct matches *m)
{
	for (const struct cmd *c = cmd_table; c->name; c++)
		if (!(c->flags & CMD_SCREEN))
			match_name(m, c->name);
}

/* The actions of a table that are not named like a command. */
static void match_actions(struct matches *m, const struct action *table)
{
	for (const struct action *row = table; action_of_row(row); row++)
		if (!cmd_find(action_of_row(row)->name))
			match_name(m, action_of_row(row)->name);
}

/* Completes the first word to the only name that fits, or shows all that fit. */
static unsigned complete_name(struct app *app, struct view *v)
{
	struct prompt_view *p = self(v);
	struct matches m = {.typed = edit_text(&p->line)};
	if (strchr(m.typed, ' '))
		return REACT_HANDLED;
	match_commands(&m);
	if (v->below)
		match_actions(&m, v->below->ops->actions);
	match_actions(&m, actions_everywhere);
	if (m.n == 1)
		edit_set(&p->line, buf_text(&m.names));
	else
		app_say(app, "%s", m.n ? buf_text(&m.names) : _("no such command"));
	buf_release(&m.names);
	return REACT_HANDLED;
}

/* ---- actions ---- */

/* The command works on the view below, so the prompt goes first. */
static unsigned run_line(struct app *app, struct view *v)
{
	char *line = strdup(edit_text(&self(v)->line));
	app_pop(app);
	if (line)
		ui_command_run(app, line);
	free(line);
	return REACT_HANDLED;
}

static unsigned leave_prompt(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_CLOSE;
}

static const struct action actions[] = {
	{"run", {KEY_ENTER_CODE}, "Enter", N_("run"),
	 N_("run the command"), NULL, run_line, NULL},
	{"complete", {KEY_TAB_CODE}, "Tab", N_("complete"),
	 N_("complete the command's name"), NULL, complete_name, NULL},
	{"leave", {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "Esc F10 Ctrl-C", N_("leave"),
	 N_("no command"), NULL, leave_prompt, NULL},
	{0},
};

static const struct view_ops ops = {
	.flags = VIEW_DIALOG | VIEW_TYPED,
	.actions = actions,
	.title = write_title,
	.draw = draw_prompt,
	.event = handle_event,
	.free = free_prompt,
};

static struct view *new_prompt(void)
{
	struct prompt_view *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->view.ops = &ops;
	return &p->view;
}

static unsigned open_prompt(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, new_prompt());
	return REACT_HANDLED;
}

const struct action ui_prompt_command = {
	"command", {':', KEY_CODE_F2}, ": F2", N_("command"),
	N_("any command of the command line, with completion"), NULL, open_prompt, NULL,
};
