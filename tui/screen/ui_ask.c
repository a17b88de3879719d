/*
 * The dialog to type one line: below the line stands how it is understood, Enter takes it, Esc leaves all as it was. It
 * stands in the lowest rows, over the view that asks.
 */
#include "tui/screen/ui_ask.h"

#include <stdlib.h>
#include <string.h>

#include "tui/base/edit.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"

enum { ASK_ROWS = 5 };

struct ask_view {
	struct view view;
	char *question, *hint;
	struct edit line;
	struct buf meaning; /* of the line */
	bool understood;
	bool (*understand)(struct app *app, void *arg, const char *text, struct buf *out);
	unsigned (*answered)(struct app *app, void *arg, const char *text);
	void *arg;
	void (*free_arg)(void *arg);
};

static struct ask_view *self(struct view *v)
{
	return (struct ask_view *)v;
}

static int understand_line(struct view *v, struct app *app)
{
	struct ask_view *a = self(v);
	buf_clear(&a->meaning);
	a->understood = true;
	if (a->understand && *edit_text(&a->line))
		a->understood = a->understand(app, a->arg, edit_text(&a->line), &a->meaning);
	return 0;
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	(void)app;
	buf_str(out, self(v)->question);
}

static void draw_ask(struct view *v, struct app *app, int top, int bottom)
{
	struct ask_view *a = self(v);
	int row = bottom - ASK_ROWS < top ? top : bottom - ASK_ROWS;
	bool empty = !*edit_text(&a->line);
	(void)app;
	/* whole rows are blanked, so that no half of a wide character is left beside them */
	for (int i = row; i < bottom; i++)
		term_text(i, 0, term_cols(), ROLE_TEXT, "");
	term_hline(row++, 0, term_cols());
	term_text(row++, 0, term_cols(), ROLE_TITLE, a->question);
	edit_draw(&a->line, row++, 0, term_cols(), ROLE_FIELD, true);
	if (empty)
		term_text(row++, 0, term_cols(), ROLE_DIM, a->hint);
	else
		term_text(row++, 0, term_cols(), a->understood ? ROLE_GOOD : ROLE_BAD, buf_text(&a->meaning));
	term_hline(row, 0, term_cols());
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	bool leaves = ev->type == EVENT_KEY && (ev->key == KEY_ESC_CODE || ev->key == KEY_ENTER_CODE);
	if (leaves || !app_edit(app, &self(v)->line, ev))
		return REACT_NONE;
	return REACT_RELOAD;
}

static void free_ask(struct view *v)
{
	struct ask_view *a = self(v);
	if (a->free_arg)
		a->free_arg(a->arg);
	edit_release(&a->line);
	buf_release(&a->meaning);
	free(a->question);
	free(a->hint);
	free(a);
}

/* ---- actions ---- */

static const char *why_not_taken(struct app *app, struct view *v)
{
	struct ask_view *a = self(v);
	/* a key that came before the drawing */
	if (v->stale)
		understand_line(v, app);
	if (!*edit_text(&a->line))
		return N_("nothing was typed");
	return a->understood ? NULL : N_("the line is not understood");
}

/* The dialog goes first: the answer may open a view of its own. */
static unsigned take_line(struct app *app, struct view *v)
{
	struct ask_view *a = self(v);
	struct view *below = v->below;
	app->top = below;
	unsigned reaction = a->answered(app, a->arg, edit_text(&a->line));
	app_free_view(v);
	app_react(app, below, reaction);
	return REACT_HANDLED;
}

static const struct action actions[] = {
	{"take", {KEY_ENTER_CODE}, "Enter", N_("take it"), N_("take what was typed"), why_not_taken, take_line, NULL},
	{.common = &action_leave},
	{0},
};

static const struct view_ops ops = {
	.flags = VIEW_DIALOG | VIEW_TYPED,
	.actions = actions,
	.load = understand_line,
	.title = write_title,
	.draw = draw_ask,
	.event = handle_event,
	.free = free_ask,
};

struct view *ui_ask_new(const struct asker *ask)
{
	struct ask_view *a = calloc(1, sizeof *a);
	if (!a)
		return NULL;
	a->view.ops = &ops;
	a->question = strdup(ask->question);
	a->hint = strdup(ask->hint);
	if (!a->question || !a->hint) {
		free_ask(&a->view);
		return NULL;
	}
	edit_set(&a->line, ask->text);
	a->understand = ask->understand;
	a->answered = ask->answered;
	a->arg = ask->arg;
	a->free_arg = ask->free_arg;
	return &a->view;
}
