/*
 * A text to read and scroll: the details of a booking, what a command answered, the help. The lines are laid out for
 * the width of the screen, and again when that changes.
 */
#include "tui/screen/ui_text.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_list.h"

/* Columns: by which the text is moved, in which the help explains. */
enum { STEP_COLS = 16, HELP_COLS = 18, WHEEL_LINES = 3, SAMPLES_MAX = 16, SAMPLE_COLS = HELP_COLS - 4 };

/* Before a line of the help, in the first column: it cannot be done now. */
#define HELP_OFF '-'

/* A piece of the text that is shown as cells of a role are: by its place in bytes. */
struct sample {
	size_t at, len;
	enum term_role role;
};

struct text_view {
	struct view view;
	char *title;
	struct buf text;
	bool wrap;
	const struct view_ops *helps; /* NULL, or the kind of view whose help this is: worded when it is loaded */
	int cols;      /* width for which the lines are laid out */
	size_t *lines; /* where each line starts in the text, in bytes */
	size_t n, cap;
	size_t top;    /* the first line on the screen */
	size_t left;   /* columns that are off the screen at the left */
	struct sample samples[SAMPLES_MAX];
	size_t n_samples;
};

static struct text_view *self(struct view *v)
{
	return (struct text_view *)v;
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct text_view *t = self(v);
	(void)app;
	buf_str(out, t->title);
	if (t->n > 1)
		buf_fmt(out, "  %zu/%zu", t->top + 1, t->n);
}

/* How many bytes of a text fit into cols columns: up to the last blank if there is one in the second half. */
static size_t measure_line(const char *p, size_t len, size_t cols)
{
	size_t n = 0, width = 0, blank = 0;
	while (n < len) {
		struct text_char c;
		size_t step = text_next(p + n, len - n, &c);
		width += (size_t)c.cols;
		if (step == 0 || width > cols)
			break;
		n += step;
		if (p[n - 1] == ' ')
			blank = n;
	}
	if (n < len && blank > n / 2)
		return blank;
	return n ? n : len;
}

/* Where the line of the text begins that a place is in. */
static size_t find_line(const struct text_view *t, size_t at)
{
	while (at > 0 && t->text.p[at - 1] != '\n')
		at--;
	return at;
}

/* How far a line that goes on with the one before stands to the right: in the help, beneath what explains a key. */
static int find_indent(const struct text_view *t, size_t at)
{
	if (!t->helps || at == 0 || t->text.p[at - 1] == '\n')
		return 0;
	char first = t->text.p[find_line(t, at)];
	return first == ' ' || first == HELP_OFF ? HELP_COLS : 0;
}

/* Lays out the lines of the text for a width; the place in the text stays. */
static int lay_out_lines(struct text_view *t, int cols)
{
	size_t place = t->top < t->n ? t->lines[t->top] : 0;
	t->n = 0;
	t->cols = cols;
	for (size_t at = 0; at < t->text.len;) {
		const char *p = buf_text(&t->text) + at;
		size_t len = strcspn(p, "\n");
		size_t n = t->wrap ? measure_line(p, len, (size_t)(cols - find_indent(t, at))) : len;
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

static int settle_lines(struct view *v, struct app *app, int top, int bottom)
{
	struct text_view *t = self(v);
	size_t height = (size_t)(bottom - top);
	(void)app;
	int err = t->cols == term_cols() ? 0 : lay_out_lines(t, term_cols());
	if (err)
		return err;
	size_t last = t->n > height ? t->n - height : 0;
	t->top = t->top > last ? last : t->top;
	return 0;
}

/* Draws line i without the columns that are off the screen at the left. */
static void draw_line(const struct text_view *t, size_t i, int row)
{
	const char *p = buf_text(&t->text) + t->lines[i];
	size_t len = strcspn(p, "\n"), off_cols = 0;
	struct buf line = {0};
	buf_fmt(&line, "%*s", find_indent(t, t->lines[i]), "");
	if (i + 1 < t->n && t->lines[i + 1] - t->lines[i] < len)
		len = t->lines[i + 1] - t->lines[i];
	while (off_cols < t->left) {
		struct text_char c;
		size_t step = text_next(p, len, &c);
		if (step == 0)
			break;
		off_cols += (size_t)c.cols;
		p += step;
		len -= step;
	}
	if (off_cols > t->left)
		buf_char(&line, ' '); /* half of a wide character is off the screen */
	buf_add(&line, p, len);
	bool is_off = t->helps && t->text.p[find_line(t, t->lines[i])] == HELP_OFF;
	term_text(row, 0, term_cols(), is_off ? ROLE_DIM : ROLE_TEXT, buf_text(&line));
	buf_release(&line);
}

/* Draws the samples of line i again, as what they are samples of; not where the text was moved to the left. */
static void draw_samples(const struct text_view *t, size_t i, int row)
{
	size_t from = t->lines[i], end = i + 1 < t->n ? t->lines[i + 1] : t->text.len;
	struct buf before = {0}, sample = {0};
	for (size_t s = 0; s < t->n_samples && t->left == 0; s++) {
		size_t at = t->samples[s].at, len = t->samples[s].len;
		if (at < from || at + len > end)
			continue;
		buf_clear(&before);
		buf_clear(&sample);
		buf_add(&before, t->text.p + from, at - from);
		buf_add(&sample, t->text.p + at, len);
		int cols = (int)text_width(buf_text(&sample));
		term_text(row, (int)text_width(buf_text(&before)), cols, t->samples[s].role, buf_text(&sample));
	}
	buf_release(&before);
	buf_release(&sample);
}

static void draw_text(struct view *v, struct app *app, int top, int bottom)
{
	struct text_view *t = self(v);
	(void)app;
	for (int row = top; row < bottom; row++) {
		size_t i = t->top + (size_t)(row - top);
		if (i >= t->n)
			break;
		draw_line(t, i, row);
		draw_samples(t, i, row);
	}
	term_cursor(top, 0);
}

static void turn_wheel(struct text_view *t, enum mouse_act act)
{
	if (act == MOUSE_WHEEL_DOWN)
		t->top += WHEEL_LINES;
	else if (act == MOUSE_WHEEL_UP)
		t->top -= t->top < WHEEL_LINES ? t->top : WHEEL_LINES;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct text_view *t = self(v);
	size_t height = (size_t)term_rows() - 3;
	struct list_cursor c = {.at = t->top, .n = t->n};
	(void)app;
	if (ev->type == EVENT_KEY && ev->key == ' ') {
		t->top += height;
		return REACT_HANDLED;
	}
	if (ev->type == EVENT_MOUSE) {
		turn_wheel(t, ev->mouse);
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

/* ---- the text of the help ---- */

static void add_line(struct buf *out, char first, const char *keys, const char *text)
{
	buf_char(out, first);
	buf_char(out, ' ');
	text_fit(out, keys, HELP_COLS - 2, TEXT_LEFT);
	buf_fmt(out, "%s\n", text);
}

static void add_help_line(struct buf *out, const char *keys, const char *text)
{
	add_line(out, ' ', keys, text);
}

/* v: the view that is helped, as it stands. */
static void add_action(struct buf *out, const struct action *a, struct app *app, struct view *v)
{
	add_line(out, action_why_not(a, app, v) ? HELP_OFF : ' ', a->key_text, action_help(a));
}

static bool has_any_off(const struct view_ops *of, struct app *app, struct view *v)
{
	for (const struct action *row = of->actions; action_of_row(row); row++)
		if (action_why_not(action_of_row(row), app, v))
			return true;
	return false;
}

static void add_keys_help(const struct view_ops *of, struct app *app, struct view *v, struct buf *out)
{
	buf_str(out, _("Keys here"));
	if (has_any_off(of, app, v))
		buf_fmt(out, "  %s", _("(- cannot be done now; its key says why)"));
	buf_str(out, "\n\n");
	if (of->flags & VIEW_LIST)
		add_help_line(out, _("arrows j k"), _("move; PgUp PgDn Home End by more"));
	if (of->flags & VIEW_FORM)
		add_help_line(out, _("Tab, arrows"),
		              _("the next field, the one before; leaving a field checks the booking"));
	for (const struct action *row = of->actions; action_of_row(row); row++)
		add_action(out, action_of_row(row), app, v);
	for (const struct action *row = actions_everywhere; action_of_row(row); row++)
		add_action(out, row, app, v);
	add_help_line(out, "Ctrl-L", _("paint the screen anew"));
}

/* What a cell of a plan may be: its mark, and how it looks. */
static const struct {
	const char *mark;
	enum term_role role;
	const char *text;
} marks[] = {
	{".", ROLE_FREE, N_("free; on the board without the point")},
	{"#", ROLE_BUSY, N_("taken")},
	{"+", ROLE_PART, N_("a pool that is partly taken")},
	{"*", ROLE_MINE, N_("booked by you, or for you")},
	{"?", ROLE_REQUESTED, N_("asked for, not decided yet")},
	{"x", ROLE_CLOSED, N_("closed")},
	{":", ROLE_BUSY, N_("setup before, teardown after")},
	{"-", ROLE_OUTSIDE, N_("outside the opening hours")},
	{"!", ROLE_CLASH, N_("two that are in each other's way")},
	{"|", ROLE_NOW, N_("now")},
	{">", ROLE_SELECTED, N_("under the cursor")},
};

/* The legend: in each line a block of the mark, as the plans show it. */
static void add_marks_help(struct text_view *t)
{
	buf_fmt(&t->text, "\n%s\n\n", _("The marks in plans, and their colours"));
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		enum { BLOCK = 4 };
		buf_str(&t->text, "  ");
		t->samples[t->n_samples++] = (struct sample){t->text.len, BLOCK, marks[i].role};
		for (int n = 0; n < BLOCK; n++)
			buf_str(&t->text, marks[i].mark);
		buf_fmt(&t->text, "%*s%s\n", SAMPLE_COLS - BLOCK + 2, "", _(marks[i].text));
	}
}

static void add_commands_help(struct buf *out)
{
	buf_fmt(out, "\n%s\n\n", _("Behind `:` every command of the shell works; `help COMMAND` says more"));
	for (const struct cmd *c = cmd_table; c->name; c++)
		if (!(c->flags & CMD_SCREEN))
			add_help_line(out, c->name, _(c->summary));
}

/* The help is worded anew: the language may be another one. */
static int word_help(struct view *v, struct app *app)
{
	struct text_view *t = self(v);
	if (!t->helps)
		return 0;
	char *title = strdup(_("Help"));
	if (!title)
		return QUAD_ENOMEM;
	free(t->title);
	t->title = title;
	t->cols = 0; /* to be laid out */
	t->n_samples = 0;
	buf_clear(&t->text);
	add_keys_help(t->helps, app, v->below, &t->text);
	if (t->helps->flags & VIEW_MAIN) {
		add_marks_help(t);
		add_commands_help(&t->text);
	}
	return t->text.failed ? QUAD_ENOMEM : 0;
}

/* ---- actions ---- */

static unsigned scroll_left(struct app *app, struct view *v)
{
	struct text_view *t = self(v);
	(void)app;
	t->left -= t->left < STEP_COLS ? t->left : STEP_COLS;
	return REACT_HANDLED;
}

static unsigned scroll_right(struct app *app, struct view *v)
{
	struct text_view *t = self(v);
	(void)app;
	if (t->wrap)
		app_say(app, _("All of each line is shown"));
	else
		t->left += STEP_COLS;
	return REACT_HANDLED;
}

static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"left", {KEY_CODE_LEFT, 'h'}, "Left h", NULL,
	 N_("to the left, where lines are longer than the screen"), NULL, scroll_left, NULL},
	{"right", {KEY_CODE_RIGHT, 'l'}, "Right l", NULL,
	 N_("to the right"), NULL, scroll_right, NULL},
	{0},
};

static const struct view_ops ops = {
	.flags = VIEW_LIST,
	.actions = actions,
	.load = word_help,
	.window = settle_lines,
	.title = write_title,
	.draw = draw_text,
	.event = handle_event,
	.free = free_text,
};

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

/* ---- help ---- */

static unsigned open_help(struct app *app, struct view *v)
{
	struct view *help = ui_text_new("", "", true);
	if (help)
		self(help)->helps = v->ops;
	app_push(app, help);
	return REACT_HANDLED;
}

const struct action ui_text_help = {
	"help", {'?', KEY_CODE_F1}, "? F1", N_("help"),
	N_("this help"), NULL, open_help, NULL,
};

const struct action ui_text_help_typed = {
	"help", {KEY_CODE_F1}, "F1", N_("help"),
	N_("this help"), NULL, open_help, NULL,
};
