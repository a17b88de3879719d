/* A question before something is lost: names the object and what it hits; anything but yes leaves it. */
#include <stdlib.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/ui.h"

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

static void title(struct view *v, struct app *app, struct buf *out)
{
	(void)app;
	buf_str(out, self(v)->question);
}

static void draw(struct view *v, struct app *app, int top, int bottom)
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
	for (const char *p = c->detail; *p; p += strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n')) {
		struct buf line = {0};
		buf_add(&line, p, strcspn(p, "\n"));
		term_text(row++, col + 2, cols - 2, ROLE_TEXT, buf_text(&line));
		buf_release(&line);
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

static const struct view_ops ops = {VIEW_CONFIRM, true, NULL, NULL, title, draw, NULL, free_confirm};

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

unsigned ui_confirm_yes(struct app *app, struct view *v)
{
	struct confirm_view *c = self(v);
	return c->act(app, c->arg) | REACT_CLOSE;
}

unsigned ui_confirm_no(struct app *app, struct view *v)
{
	(void)v;
	app_say(app, _("Nothing was changed"));
	return REACT_CLOSE;
}
