/*
 * The `:` line: an action of the view below by its name, or any command of the shell with its arguments. Tab completes
 * names. What a command answers is shown as a text.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/cmd/cmd.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/screen/ui.h"

enum { ARGS_MAX = 64 };

struct prompt_view {
	struct view view;
	struct edit line;
};

static struct prompt_view *self(struct view *v)
{
	return (struct prompt_view *)v;
}

static void title(struct view *v, struct app *app, struct buf *out)
{
	(void)v;
	(void)app;
	buf_str(out, _("Command"));
}

static void draw(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	(void)top;
	term_text(bottom - 1, 0, 1, ROLE_TITLE, ":");
	edit_draw(&self(v)->line, bottom - 1, 1, term_cols() - 1, ROLE_TEXT, true);
}

/* Splits a line at blanks, quotes keep them, into words in arena. Returns their number, 0 if there are too many. */
static size_t split(const char *line, struct arena *arena, char **argv)
{
	size_t n = 0;
	for (const char *p = line; *p;) {
		struct buf word = {0};
		char quote = '\0';
		bool any = false;
		for (; *p && (quote || *p != ' '); p++) {
			if (quote ? *p == quote : *p == '"' || *p == '\'') {
				quote = quote ? '\0' : *p;
				any = true;
			} else {
				buf_char(&word, *p);
			}
		}
		if (word.len || any) {
			if (n == ARGS_MAX)
				return 0;
			argv[n] = arena_str(arena, buf_text(&word));
			if (argv[n])
				n++;
		}
		buf_release(&word);
		while (*p == ' ')
			p++;
	}
	argv[n] = NULL;
	return n;
}

/* Runs a command with its rows and texts in one text. */
static void run(struct app *app, const struct cmd *cmd, size_t argc, char **argv)
{
	struct buf out = {0}, message = {0};
	char *rows_text = NULL;
	size_t rows_len = 0;
	FILE *file = open_memstream(&rows_text, &rows_len);
	struct out rows;
	if (!file) {
		app_fail(app, QUAD_ENOMEM, argv[0]);
		return;
	}
	out_init(&rows, file, &(struct out_options){.format = OUT_TABLE, .cols = 0});
	struct cmd_context c = {.store = app->store, .store_dir = app->store_dir, .actor = app->actor, .now = app->now(),
	                        .rows = &rows.sink, .out = &out, .message = &message};
	enum cmd_status status = cmd->run(&c, (int)argc, argv);
	fclose(file);
	buf_str(&out, rows_text ? rows_text : "");
	app_changed(app);
	if (out.len) {
		if (message.len)
			buf_fmt(&out, "\n%s", buf_text(&message));
		app_push(app, ui_text_new(argv[0], buf_text(&out), rows_len == 0));
	} else if (memchr(buf_text(&message), '\n', message.len) != buf_text(&message) + message.len - (message.len > 0)) {
		app_push(app, ui_text_new(argv[0], buf_text(&message), true));
	} else {
		int len = (int)(message.len ? message.len - 1 : 0);
		if (status == CMD_DONE)
			app_say(app, "%s%s%.*s", argv[0], len ? ": " : _(": done"), len, buf_text(&message));
		else
			app_complain(app, "%.*s", len, buf_text(&message));
	}
	out_release(&rows);
	free(rows_text);
	buf_release(&out);
	buf_release(&message);
}

void ui_run_command(struct app *app, const char *line)
{
	struct arena arena = {0};
	char *argv[ARGS_MAX + 1];
	size_t argc = split(line, &arena, argv);
	const struct action *a = argc == 1 && app->top ? action_of_name(app->top->ops->kind, argv[0]) : NULL;
	const struct cmd *cmd = argc ? cmd_find(argv[0]) : NULL;
	if (a) {
		unsigned r = action_run(a, app, app->top);
		if (r & REACT_RELOAD)
			app->top->stale = true;
		if (r & REACT_CLOSE)
			app_pop(app);
		app->quit |= (r & REACT_QUIT) != 0;
	} else if (cmd && !(cmd->flags & CMD_SCREEN)) {
		run(app, cmd, argc, argv);
	} else if (argc) {
		app_complain(app, _("No command \"%s\"; Tab completes, ? shows all"), argv[0]);
	}
	arena_release(&arena);
}

/* Completes the first word: to the only name that fits, or names them all. */
static void complete(struct prompt_view *p, struct app *app)
{
	const char *typed = edit_text(&p->line);
	size_t len = strlen(typed), n = 0;
	struct buf names = {0};
	const char *only = NULL;
	if (strchr(typed, ' '))
		return;
	for (const struct cmd *c = cmd_table; c->name; c++)
		if (strncmp(c->name, typed, len) == 0 && !(c->flags & CMD_SCREEN)) {
			buf_fmt(&names, "%s ", c->name);
			only = c->name;
			n++;
		}
	for (const struct action *a = action_table; a->name; a++)
		if (p->view.below && a->views & p->view.below->ops->kind && strncmp(a->name, typed, len) == 0 &&
		    !cmd_find(a->name)) {
			buf_fmt(&names, "%s ", a->name);
			only = a->name;
			n++;
		}
	if (n == 1) {
		buf_clear(&names);
		buf_fmt(&names, "%s ", only);
		edit_set(&p->line, buf_text(&names));
	} else {
		app_say(app, "%s", n ? buf_text(&names) : _("no such command"));
	}
	buf_release(&names);
}

static unsigned event(struct view *v, struct app *app, const struct event *ev)
{
	(void)app;
	return edit_event(&self(v)->line, ev) ? REACT_HANDLED : REACT_NONE;
}

static void free_prompt(struct view *v)
{
	edit_release(&self(v)->line);
	free(v);
}

static const struct view_ops ops = {VIEW_PROMPT, true, NULL, NULL, title, draw, event, free_prompt};

struct view *ui_prompt_new(void)
{
	struct prompt_view *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->view.ops = &ops;
	return &p->view;
}

/* ---- actions ---- */

unsigned ui_prompt_leave(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_CLOSE;
}

unsigned ui_prompt_complete(struct app *app, struct view *v)
{
	complete(self(v), app);
	return REACT_HANDLED;
}

/* The command works on the view below, so the line goes first. */
unsigned ui_prompt_run(struct app *app, struct view *v)
{
	char *line = strdup(edit_text(&self(v)->line));
	app_pop(app);
	if (line)
		ui_run_command(app, line);
	free(line);
	return REACT_HANDLED;
}
