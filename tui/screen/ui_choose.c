/*
 * The dialog to choose one row: letters filter at once, arrows move, Enter chooses, Esc leaves all as it was. It stands
 * in the lower rows of the screen, over the view that asks.
 */
#include "tui/screen/ui_choose.h"

#include <stdlib.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_filter.h"

enum { KEY_COLS_MAX = 20, NOTE_COLS = 24 };

struct choose_view {
	struct view view;
	struct arena arena; /* owns the texts and both arrays */
	const char *title;
	struct choice *rows;
	size_t n;
	enum han_match *matches; /* how each row matches */
	size_t *shown;           /* indices of the rows that match */
	int key_cols;
	struct list_cursor cursor;
	struct ui_filter filter;
	unsigned (*chosen)(struct app *app, void *arg, const char *key);
	void *arg;
	void (*free_arg)(void *arg);
};

static struct choose_view *self(struct view *v)
{
	return (struct choose_view *)v;
}

/* ---- rows ---- */

static enum han_match match_row(const struct choose_view *c, const struct choice *row)
{
	struct buf text = {0};
	buf_fmt(&text, "%s %s", row->key, row->text);
	enum han_match match = ui_filter_match(&c->filter, buf_text(&text));
	buf_release(&text);
	return match;
}

static void show_rows(struct choose_view *c, enum han_match match)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->matches[i] == match)
			c->shown[c->cursor.n++] = i;
}

/* Those in which the words stand come before those that sound like them, each in their order. */
static void match_rows(struct choose_view *c)
{
	c->cursor.n = 0;
	for (size_t i = 0; i < c->n; i++)
		c->matches[i] = match_row(c, &c->rows[i]);
	show_rows(c, HAN_STANDS);
	show_rows(c, HAN_SOUNDS);
}

static void place_cursor(struct choose_view *c, const char *key)
{
	for (size_t i = 0; key && i < c->n; i++)
		if (strcmp(c->rows[i].key, key) == 0)
			c->cursor.at = i;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	(void)app;
	buf_str(out, self(v)->title);
}

/* The rows of the dialog: a line, the title, the choices, what is typed, a line. */
static size_t count_shown(const struct choose_view *c, int top, int bottom)
{
	size_t room = bottom - top > 5 ? (size_t)(bottom - top - 4) : 1;
	return c->n < room ? c->n : room;
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	list_cursor_fix(&self(v)->cursor, count_shown(self(v), top, bottom), false);
	return 0;
}

static void draw_choice(const struct choose_view *c, const struct choice *row, int at, bool selected)
{
	enum term_role role = selected ? ROLE_SELECTED : ROLE_TEXT;
	int note_cols = *row->note ? NOTE_COLS : 0;
	int col = 2, cols = term_cols() - col - note_cols;
	term_text(at, 0, 2, ROLE_TITLE, selected ? ">" : "");
	if (c->key_cols) {
		term_text(at, col, c->key_cols + 1, role, row->key);
		col += c->key_cols + 1;
		cols -= c->key_cols + 1;
	}
	term_text(at, col, cols, role, row->text);
	term_text(at, col + cols, note_cols, selected ? ROLE_SELECTED : row->role, row->note);
	if (selected)
		term_cursor(at, 0);
}

static void draw_choose(struct view *v, struct app *app, int top, int bottom)
{
	struct choose_view *c = self(v);
	size_t height = count_shown(c, top, bottom);
	int row = bottom - (int)height - 4;
	(void)app;
	/* whole rows are blanked, so that no half of a wide character is left beside them */
	for (int i = row; i < bottom; i++)
		term_text(i, 0, term_cols(), ROLE_TEXT, "");
	term_hline(row++, 0, term_cols());
	term_text(row++, 0, term_cols(), ROLE_TITLE, c->title);
	c->cursor.first_row = row;
	for (size_t i = 0; i < height; i++, row++) {
		size_t at = c->cursor.top + i;
		if (at < c->cursor.n)
			draw_choice(c, &c->rows[c->shown[at]], row, at == c->cursor.at);
		else if (i == 0)
			term_text(row, 2, term_cols() - 2, ROLE_DIM, _("nothing matches"));
	}
	term_text(row, 0, 1, ROLE_TITLE, "/");
	edit_draw(&c->filter.line, row, 1, term_cols() - 1, ROLE_TEXT, true);
	term_hline(row + 1, 0, term_cols());
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct choose_view *c = self(v);
	bool leaves = ev->type == EVENT_KEY && (ev->key == KEY_ESC_CODE || ev->key == KEY_ENTER_CODE);
	if (leaves)
		return REACT_NONE;
	enum ui_filter_answer answer = ui_filter_event(&c->filter, v, app, ev, &c->cursor, (size_t)term_rows() / 2);
	if (answer == UI_FILTER_CHANGED)
		match_rows(c);
	return answer == UI_FILTER_LEFT ? REACT_NONE : REACT_HANDLED;
}

static void free_choose(struct view *v)
{
	struct choose_view *c = self(v);
	if (c->free_arg)
		c->free_arg(c->arg);
	ui_filter_release(&c->filter);
	arena_release(&c->arena);
	free(c);
}

/* ---- actions ---- */

static const char *why_no_choice(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->cursor.n ? NULL : N_("nothing matches");
}

/* The dialog goes first: what is chosen may open a view of its own. */
static unsigned choose_row(struct app *app, struct view *v)
{
	struct choose_view *c = self(v);
	const struct choice *row = &c->rows[c->shown[c->cursor.at]];
	struct view *below = v->below;
	app->top = below;
	unsigned reaction = c->chosen(app, c->arg, row->key);
	app_free_view(v);
	app_react(app, below, reaction);
	return REACT_HANDLED;
}

static const struct action actions[] = {
	{"choose", {KEY_ENTER_CODE}, "Enter", N_("choose"), N_("choose the row"), why_no_choice, choose_row, NULL},
	{.common = &action_leave},
	{0},
};

static const struct view_ops ops = {
	.flags = VIEW_DIALOG | VIEW_TYPED | VIEW_LIST,
	.actions = actions,
	.window = fix_window,
	.title = write_title,
	.draw = draw_choose,
	.event = handle_event,
	.free = free_choose,
};

/* ---- life ---- */

static bool copy_rows(struct choose_view *c, const struct chooser *ask)
{
	c->rows = arena_alloc(&c->arena, (ask->n + 1) * sizeof *c->rows);
	c->matches = arena_alloc(&c->arena, (ask->n + 1) * sizeof *c->matches);
	c->shown = arena_alloc(&c->arena, (ask->n + 1) * sizeof *c->shown);
	c->title = arena_str(&c->arena, ask->title);
	if (!c->rows || !c->matches || !c->shown || !c->title)
		return false;
	for (c->n = 0; c->n < ask->n; c->n++) {
		const struct choice *from = &ask->rows[c->n];
		struct choice *row = &c->rows[c->n];
		*row = (struct choice){arena_str(&c->arena, from->key), arena_str(&c->arena, from->text),
		                       arena_str(&c->arena, from->note ? from->note : ""), from->role};
		if (!row->key || !row->text || !row->note)
			return false;
		bool hidden = ask->hides_keys || strcmp(row->key, row->text) == 0;
		int cols = hidden ? 0 : (int)text_width(row->key);
		if (cols > c->key_cols)
			c->key_cols = cols > KEY_COLS_MAX ? KEY_COLS_MAX : cols;
	}
	return true;
}

struct view *ui_choose_new(const struct chooser *ask)
{
	struct choose_view *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->view.ops = &ops;
	if (!copy_rows(c, ask)) {
		free_choose(&c->view);
		return NULL;
	}
	c->chosen = ask->chosen;
	c->arg = ask->arg;
	c->free_arg = ask->free_arg;
	c->view.typing = true;
	match_rows(c);
	place_cursor(c, ask->at);
	return &c->view;
}
