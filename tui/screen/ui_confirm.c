/*
 * A question before something is lost, as a box over the view that asks. It names what is concerned; every answer but
 * yes leaves all as it is.
 */
#include "tui/screen/ui_confirm.h"

#include <stdlib.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"

struct confirm_view {
	struct view view;
	char *question, *detail;
	unsigned (*act)(struct app *app, void *arg);
	void *arg;
	void (*free_arg)(void *arg);
};

static struct confirm_view *self(struct view *v)
{
	return (struct confirm_view *)v;
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	(void)app;
	buf_str(out, self(v)->question);
}

static void draw_confirm(struct view *v, struct app *app, int top, int bottom)
{
	struct confirm_view *c = self(v);
	int cols = term_cols() < 72 ? term_cols() - 4 : 68, col = (term_cols() - cols) / 2;
	int n_lines = 1, row;
	(void)app;
	for (const char *p = c->detail; *p; p++)
		n_lines += *p == '\n';
	row = top + (bottom - top - n_lines - 4) / 2;
	row = row < top ? top : row;
	/* whole rows are blanked, so that no half of a wide character is left beside the box */
	for (int i = 0; i < n_lines + 4; i++)
		term_text(row + i, 0, term_cols(), ROLE_TEXT, "");
	term_hline(row++, col, cols);
	term_text(row++, col, cols, ROLE_TITLE, c->question);
	for (const char *p = c->detail; *p;) {
		size_t len = strcspn(p, "\n");
		struct buf line = {0};
		buf_add(&line, p, len);
		term_text(row++, col + 2, cols - 2, ROLE_TEXT, buf_text(&line));
		buf_release(&line);
		p += len + (p[len] == '\n');
	}
	term_text(row, col, cols, ROLE_TITLE, _("y yes, n no? [n]"));
	term_cursor(row++, col);
	term_hline(row, col, cols);
}

static void free_confirm(struct view *v)
{
	struct confirm_view *c = self(v);
	if (c->arg)
		c->free_arg(c->arg);
	free(c->question);
	free(c->detail);
	free(c);
}

/* ---- actions ---- */

static unsigned answer_yes(struct app *app, struct view *v)
{
	struct confirm_view *c = self(v);
	return c->act(app, c->arg) | REACT_CLOSE;
}

static unsigned answer_no(struct app *app, struct view *v)
{
	(void)v;
	app_say(app, _("Nothing was changed"));
	return REACT_CLOSE;
}

static const struct action actions[] = {
	{"yes", {'y', 'Y', KEY_CODE_F2}, "y F2", N_("yes"),
	 N_("do it"), NULL, answer_yes, NULL},
	{"no", {'n', KEY_ESC_CODE, KEY_ENTER_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "n Enter Esc F10 Ctrl-C", N_("no"),
	 N_("leave it as it is"), NULL, answer_no, NULL},
	{0},
};

static const struct view_ops ops = {
	.flags = VIEW_DIALOG,
	.actions = actions,
	.title = write_title,
	.draw = draw_confirm,
	.free = free_confirm,
};

struct view *ui_confirm_new(const char *question, const char *detail, unsigned (*act)(struct app *app, void *arg),
                            void *arg, void (*free_arg)(void *arg))
{
	struct confirm_view *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->view.ops = &ops;
	c->question = strdup(question);
	c->detail = strdup(detail);
	if (!c->question || !c->detail) {
		free_confirm(&c->view);
		return NULL;
	}
	c->act = act;
	c->arg = arg;
	c->free_arg = free_arg;
	return &c->view;
}
