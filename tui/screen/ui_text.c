/* A text to read and scroll: the help, the details of a booking, what a command answered. */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/cmd/cmd.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/ui.h"

enum { STEP_COLS = 16 };

struct text_view {
	struct view view;
	char *title;
	struct buf text;
	bool wrap;
	int cols;      /* for which the lines are laid out */
	size_t *lines; /* offsets of the lines' starts */
	size_t n, cap;
	size_t top;
	size_t left;   /* columns that are off the screen */
};

static struct text_view *self(struct view *v)
{
	return (struct text_view *)v;
}

static void title(struct view *v, struct app *app, struct buf *out)
{
	struct text_view *t = self(v);
	(void)app;
	buf_str(out, t->title);
	if (t->n > 1)
		buf_fmt(out, "  %zu/%zu", t->top + 1, t->n);
}

/* Bytes of a text that fit into cols columns: to the last blank if there is one in the second half. */
static size_t fitting(const char *p, size_t len, size_t cols)
{
	size_t n = 0, width = 0, step, blank = 0;
	struct text_char c;
	while (n < len && (step = text_next(p + n, len - n, &c)) > 0 && width + (size_t)c.cols <= cols) {
		width += (size_t)c.cols;
		n += step;
		if (p[n - 1] == ' ')
			blank = n;
	}
	return n < len && blank > n / 2 ? blank : n ? n : len;
}

/* The lines of the text for a width; the place in it stays. */
static int lay_out(struct text_view *t, int cols)
{
	size_t place = t->top < t->n ? t->lines[t->top] : 0;
	t->n = 0;
	t->cols = cols;
	for (size_t at = 0; at < t->text.len;) {
		const char *p = buf_text(&t->text) + at;
		size_t len = strcspn(p, "\n"), n = t->wrap ? fitting(p, len, (size_t)cols) : len;
		size_t *lines = array_grow(t->lines, &t->cap, t->n, sizeof *lines);
		if (!lines)
			return QUAD_ENOMEM;
		t->lines = lines;
		if (at <= place)
			t->top = t->n;
		lines[t->n++] = at;
		at += n + (n == len);
	}
	return 0;
}

static int window(struct view *v, struct app *app, int top, int bottom)
{
	struct text_view *t = self(v);
	size_t height = (size_t)(bottom - top);
	(void)app;
	int err = t->cols == term_cols() ? 0 : lay_out(t, term_cols());
	if (err)
		return err;
	size_t last = t->n > height ? t->n - height : 0;
	t->top = t->top > last ? last : t->top;
	return 0;
}

static void draw(struct view *v, struct app *app, int top, int bottom)
{
	struct text_view *t = self(v);
	(void)app;
	for (int row = top; row < bottom && t->top + (size_t)(row - top) < t->n; row++) {
		size_t i = t->top + (size_t)(row - top);
		const char *p = buf_text(&t->text) + t->lines[i];
		size_t len = strcspn(p, "\n"), next = i + 1 < t->n ? t->lines[i + 1] - t->lines[i] : len;
		struct buf line = {0};
		struct text_char c;
		len = next < len ? next : len;
		size_t gone = 0;
		for (size_t step; gone < t->left && (step = text_next(p, len, &c)) > 0; len -= step, p += step)
			gone += (size_t)c.cols;
		if (gone > t->left)
			buf_char(&line, ' '); /* half of a wide character is off the screen */
		buf_add(&line, p, len);
		term_text(row, 0, term_cols(), ROLE_TEXT, buf_text(&line));
		buf_release(&line);
	}
	term_cursor(top, 0);
}

static unsigned event(struct view *v, struct app *app, const struct event *ev)
{
	struct text_view *t = self(v);
	size_t height = (size_t)term_rows() - 3;
	struct list_cursor c = {.at = t->top, .n = t->n};
	(void)app;
	if (ev->type == EVENT_KEY && ev->key == ' ') {
		t->top += height;
		return REACT_HANDLED;
	}
	if (!list_cursor_event(&c, ev, height))
		return REACT_NONE;
	t->top = c.at;
	return REACT_HANDLED;
}

static void free_text(struct view *v)
{
	struct text_view *t = self(v);
	free(t->title);
	free(t->lines);
	buf_release(&t->text);
	free(t);
}

static const struct view_ops ops = {VIEW_TEXT, false, NULL, window, title, draw, event, free_text};

struct view *ui_text_new(const char *name, const char *text, bool wrap)
{
	struct text_view *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->view.ops = &ops;
	t->title = strdup(name);
	t->wrap = wrap;
	buf_str(&t->text, text);
	if (t->title && !t->text.failed)
		return &t->view;
	free_text(&t->view);
	return NULL;
}

unsigned ui_text_left(struct app *app, struct view *v)
{
	struct text_view *t = self(v);
	(void)app;
	t->left -= t->left < STEP_COLS ? t->left : STEP_COLS;
	return REACT_HANDLED;
}

unsigned ui_text_right(struct app *app, struct view *v)
{
	struct text_view *t = self(v);
	(void)app;
	if (t->wrap)
		app_say(app, _("All of each line is shown"));
	else
		t->left += STEP_COLS;
	return REACT_HANDLED;
}

/* ---- help ---- */

static void help_line(struct buf *out, const char *keys, const char *text)
{
	buf_str(out, "  ");
	text_fit(out, keys, 16, TEXT_LEFT);
	buf_fmt(out, "%s\n", text);
}

void ui_help_text(struct app *app, enum view_kind kind, struct buf *out)
{
	(void)app;
	buf_fmt(out, "%s\n\n", _("Keys here"));
	if (kind & (VIEW_MAIN | VIEW_TEXT))
		help_line(out, _("arrows j k"), _("move; PgUp PgDn Home End by more"));
	if (kind & VIEW_FORM)
		help_line(out, _("Tab, arrows"), _("the next field, the one before; leaving a field checks the booking"));
	for (const struct action *a = action_table; a->name; a++)
		if (a->views & kind)
			help_line(out, a->key_text, _(a->help));
	help_line(out, "Ctrl-L", _("paint the screen anew"));
	if (kind & VIEW_MAIN) {
		buf_fmt(out, "\n%s\n\n", _("In the strips and the week"));
		help_line(out, ".", _("free"));
		help_line(out, "#", _("taken"));
		help_line(out, "+", _("a pool that is partly taken"));
		help_line(out, "x", _("closed"));
		help_line(out, _("blank"), _("outside the opening hours"));
		buf_fmt(out, "\n%s\n\n", _("Behind `:` every command of the shell works; `help COMMAND` says more"));
		for (const struct cmd *c = cmd_table; c->name; c++)
			if (!(c->flags & CMD_SCREEN))
				help_line(out, c->name, _(c->summary));
	}
}
