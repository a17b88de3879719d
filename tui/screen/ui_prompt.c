/*
 * The `:` line: an action of the view below by its name, or any command of the shell with its arguments. Tab completes
 * commands, options, codes and files, and shows what else there is; Up and Down go through the lines typed before.
 */
#include "tui/screen/ui_prompt.h"

#include <stdlib.h>
#include <string.h>

#include "tui/base/edit.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/cmd/cmd_complete.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_command.h"

enum { SHOWN_MAX = 10, NAMES_MAX = 128 };

struct prompt_view {
	struct view view;
	struct edit line;
	struct completion found; /* what Tab found, shown above the line until something is typed */
	size_t history_at;       /* the line shown is this one of the history; its end: what was typed */
	char *draft;             /* what was typed before the history was entered; owned, NULL: not entered */
};

static struct prompt_view *self(struct view *v)
{
	return (struct prompt_view *)v;
}

static void drop_found(struct prompt_view *p)
{
	arena_release(&p->found.arena);
	p->found = (struct completion){.n = 0};
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	(void)v;
	(void)app;
	buf_str(out, _("Command"));
}

static void draw_candidate(const struct candidate *c, int row, int text_cols)
{
	term_text(row, 0, term_cols(), ROLE_TEXT, "");
	term_text(row, 1, text_cols, ROLE_TITLE, c->text);
	term_text(row, text_cols + 2, term_cols() - text_cols - 2, ROLE_DIM, c->note);
}

/* What may come next, above the line: at most SHOWN_MAX, and how many more there are. */
static void draw_found(const struct prompt_view *p, int top, int bottom)
{
	size_t room = bottom - top > SHOWN_MAX ? SHOWN_MAX : (size_t)(bottom - top);
	size_t n = p->found.n < room ? p->found.n : room - 1;
	int cols = 8, row = bottom - (int)n - (p->found.n > n);
	for (size_t i = 0; i < n; i++) {
		int width = (int)text_width(p->found.v[i].text);
		cols = width > cols ? width : cols;
	}
	if (cols > term_cols() / 2)
		cols = term_cols() / 2;
	for (size_t i = 0; i < n; i++)
		draw_candidate(&p->found.v[i], row++, cols);
	if (p->found.n > n) {
		struct buf more = {0};
		buf_fmt(&more, _(" and %zu more"), p->found.n - n);
		term_text(row, 0, term_cols(), ROLE_DIM, buf_text(&more));
		buf_release(&more);
	}
}

static void draw_prompt(struct view *v, struct app *app, int top, int bottom)
{
	struct prompt_view *p = self(v);
	(void)app;
	if (p->found.n > 1)
		draw_found(p, top, bottom - 1);
	term_text(bottom - 1, 0, 1, ROLE_TITLE, ":");
	edit_draw(&p->line, bottom - 1, 1, term_cols() - 1, ROLE_TEXT, true);
}

/* ---- history ---- */

/* Shows the nearest line of the history, in a direction, that begins with what was typed; after the last, that. */
static unsigned recall(struct prompt_view *p, struct app *app, int step)
{
	if (!p->draft) {
		p->draft = strdup(edit_text(&p->line));
		p->history_at = app->history.n;
	}
	if (!p->draft)
		return REACT_HANDLED;
	const char *line = line_history_find(&app->history, &p->history_at, step, p->draft);
	if (!line && step > 0) {
		line = p->draft;
		p->history_at = app->history.n;
	}
	if (line)
		edit_set(&p->line, line);
	return REACT_HANDLED;
}

static void forget_draft(struct prompt_view *p)
{
	free(p->draft);
	p->draft = NULL;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct prompt_view *p = self(v);
	uint32_t key = ev->type == EVENT_KEY ? ev->key : 0;
	if (key == KEY_CODE_UP || key == KEY_CTRL('p'))
		return recall(p, app, -1);
	if (key == KEY_CODE_DOWN || key == KEY_CTRL('n'))
		return recall(p, app, 1);
	if (!app_edit(app, &p->line, ev))
		return REACT_NONE;
	forget_draft(p);
	drop_found(p);
	return REACT_HANDLED;
}

static void free_prompt(struct view *v)
{
	struct prompt_view *p = self(v);
	edit_release(&p->line);
	drop_found(p);
	forget_draft(p);
	free(v);
}

/* ---- completion ---- */

/* The names of the actions that a line may begin with; NULL ends them. */
static void list_actions(const struct action *table, const char **names, size_t *n)
{
	for (const struct action *row = table; action_of_row(row) && *n + 1 < NAMES_MAX; row++)
		names[(*n)++] = action_of_row(row)->name;
	names[*n] = NULL;
}

/* Puts a text in place of the word that ends at the cursor. */
static void replace_word(struct edit *e, size_t from, const char *text)
{
	struct buf line = {0};
	buf_add(&line, edit_text(e), from);
	buf_str(&line, text);
	size_t at = line.len;
	buf_str(&line, edit_text(e) + e->at);
	edit_set(e, buf_text(&line));
	if (at < e->at)
		e->at = at;
	buf_release(&line);
}

static void take_completion(struct app *app, struct prompt_view *p)
{
	struct buf common = {0};
	completion_common(&p->found, &common);
	if (p->found.n == 0)
		app_say(app, _("nothing completes that"));
	else if (common.len > p->line.at - p->found.from || p->found.n == 1)
		replace_word(&p->line, p->found.from, buf_text(&common));
	buf_release(&common);
}

/* Completes the word before the cursor as far as it goes, and shows what there is. */
static unsigned complete_word(struct app *app, struct view *v)
{
	struct prompt_view *p = self(v);
	const char *names[NAMES_MAX];
	size_t n = 0;
	drop_found(p);
	list_actions(actions_everywhere, names, &n);
	if (v->below)
		list_actions(v->below->ops->actions, names, &n);
	p->found.no_files = app->forced;
	int err = cmd_complete(app->store, cmd_table, edit_text(&p->line), p->line.at, names, &p->found);
	if (err)
		app_fail(app, err, "");
	else
		take_completion(app, p);
	return REACT_HANDLED;
}

/* ---- actions ---- */

/* The command works on the view below, so the prompt goes first. */
static unsigned run_line(struct app *app, struct view *v)
{
	char *line = strdup(edit_text(&self(v)->line));
	app_pop(app);
	if (!line)
		return REACT_HANDLED;
	line_history_add(&app->history, line);
	ui_command_run(app, line);
	free(line);
	return REACT_HANDLED;
}

/* What was typed can be had again by Up. */
static unsigned leave_prompt(struct app *app, struct view *v)
{
	line_history_add(&app->history, edit_text(&self(v)->line));
	return REACT_CLOSE;
}

/* clang-format off */
static const struct action actions[] = {
	{"run", {KEY_ENTER_CODE}, "Enter", N_("run"),
	 N_("run the command"), NULL, run_line, NULL},
	{"complete", {KEY_TAB_CODE}, "Tab", N_("complete"),
	 N_("complete commands, options, codes, files"), NULL, complete_word, NULL},
	{"leave", {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "Esc F10 Ctrl-C", N_("leave"),
	 N_("no command"), NULL, leave_prompt, NULL},
	{0},
};
/* clang-format on */

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
	"command",
	{':', KEY_CODE_F2},
	": F2",
	N_("command"),
	N_("any command of the command line, with completion and history"),
	NULL,
	open_prompt,
	NULL,
};
