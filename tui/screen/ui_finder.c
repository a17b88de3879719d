/*
 * The form of the finder. Its first field is a line that says all at once; leaving it fills in the others, which can be
 * changed one by one. Leaving a field reads all of them and asks the store once: below stand how they were understood,
 * how many fit, and the best of those.
 */
#include "tui/screen/ui_finder.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/edit.h"
#include "tui/base/locale.h"
#include "tui/screen/finder_choices.h"
#include "tui/screen/finder_fields.h"
#include "tui/screen/finder_line.h"
#include "tui/screen/found_rows.h"
#include "tui/screen/ui_choose.h"
#include "tui/screen/ui_found.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_name.h"
#include "tui/words/words_reason.h"

enum { LABEL_COLS = 9, FORM_ROWS = 7 };

enum half { HALF_LEFT, HALF_RIGHT, HALF_BOTH };

/* Where a field stands: its row, and the half of the row that it takes. */
/* clang-format off */
static const struct {
	int row;
	enum half half;
} layout[FINDER_FIELDS] = {
	[FINDER_LINE] = {0, HALF_BOTH},
	[FINDER_KIND] = {1, HALF_LEFT},        [FINDER_SEATS] = {1, HALF_RIGHT},
	[FINDER_NEAR] = {2, HALF_LEFT},        [FINDER_CAMPUS] = {2, HALF_RIGHT},
	[FINDER_INSTITUTION] = {3, HALF_LEFT}, [FINDER_TAGS] = {3, HALF_RIGHT},
	[FINDER_SPECIALTY] = {4, HALF_LEFT},   [FINDER_TEXT] = {4, HALF_RIGHT},
	[FINDER_WHEN] = {5, HALF_BOTH},
	[FINDER_WITH] = {6, HALF_LEFT},        [FINDER_ALL_BUT] = {6, HALF_RIGHT},
};
/* clang-format on */

struct finder_view {
	struct view view;
	struct edit field[FINDER_FIELDS];
	bool of_line[FINDER_FIELDS]; /* the line says it, and takes it back when it is changed */
	enum finder_field at;
	struct buf read;  /* the line as it was last taken apart */
	bool kept;        /* the line is that of the last time: the first character typed takes its place */
	struct finder_terms terms;
	uint64_t token;   /* of the store, when they were read; 0: never */
	struct finder_ask ask;
	struct match_list list; /* what fits it */
	struct buf lacking;     /* what the calendar lacks for it, a line each */
	bool is_unread;         /* of these the last could not be read */
};

static struct finder_view *self(struct view *v)
{
	return (struct finder_view *)v;
}

/* ---- what was there the last time ---- */

/* A field a line; a mark before what the line says. */
static void keep_contents(struct finder_view *f, struct app *app)
{
	buf_clear(&app->finder);
	for (int i = 0; i < FINDER_FIELDS; i++)
		buf_fmt(&app->finder, "%c%s\n", f->of_line[i] ? '*' : ' ', edit_text(&f->field[i]));
}

static void restore_contents(struct finder_view *f, const char *kept)
{
	struct buf text = {0};
	for (int i = 0; i < FINDER_FIELDS && *kept; i++) {
		size_t len = strcspn(kept, "\n");
		buf_clear(&text);
		buf_add(&text, kept + 1, len - 1);
		f->of_line[i] = *kept == '*';
		edit_set(&f->field[i], buf_text(&text));
		kept += len + 1;
	}
	buf_str(&f->read, edit_text(&f->field[FINDER_LINE]));
	f->kept = f->read.len > 0;
	buf_release(&text);
}

/* ---- reading ---- */

static int load_terms(struct finder_view *f, struct app *app)
{
	bool is_first = f->token == 0;
	if (f->token == app->token)
		return 0;
	int err = finder_terms_load(&f->terms, app->store, app->actor);
	f->token = err ? 0 : app->token;
	/* near oneself, unless something else was said before */
	if (!err && is_first && app->finder.len == 0)
		edit_set(&f->field[FINDER_NEAR], f->terms.own_campus);
	return err;
}

/* Takes the line apart if it was changed. What it said before and says no more is emptied. */
static int read_line(struct finder_view *f, struct app *app)
{
	const char *line = edit_text(&f->field[FINDER_LINE]);
	struct buf out[FINDER_FIELDS] = {0};
	if (strcmp(line, buf_text(&f->read)) == 0)
		return 0;
	int err = finder_line_read(line, &f->terms, app->now(), out);
	for (int i = 0; !err && i < FINDER_FIELDS; i++) {
		if (i == FINDER_LINE || (!out[i].len && !f->of_line[i]))
			continue;
		edit_set(&f->field[i], buf_text(&out[i]));
		f->of_line[i] = out[i].len > 0;
	}
	for (int i = 0; i < FINDER_FIELDS; i++)
		buf_release(&out[i]);
	buf_clear(&f->read);
	buf_str(&f->read, line);
	return err;
}

static int read_fields(struct finder_view *f, struct app *app)
{
	const char *texts[FINDER_FIELDS];
	int err = load_terms(f, app);
	if (!err)
		err = read_line(f, app);
	for (int i = 0; i < FINDER_FIELDS; i++)
		texts[i] = edit_text(&f->field[i]);
	return err ? err : finder_ask_read(&f->ask, &f->terms, texts, app->now());
}

static int load_finder(struct view *v, struct app *app)
{
	struct finder_view *f = self(v);
	struct arena arena = {0};
	struct reasons why = {.arena = &arena};
	int err = read_fields(f, app);
	match_list_release(&f->list);
	buf_clear(&f->lacking);
	if (!err && f->ask.n_problems == 0)
		err = query_matches(app->store, &f->ask.wish, &why, &f->list);
	words_reasons(&why, &f->lacking);
	arena_release(&arena);
	f->is_unread = err != 0;
	return err;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	(void)v;
	(void)app;
	buf_str(out, _("Find what is free"));
}

static void draw_field(const struct finder_view *f, enum finder_field i, int top, int cols)
{
	int left = cols / 2, row = top + layout[i].row, x = 0, width = cols;
	bool focus = f->at == i;
	enum term_role role = i == FINDER_LINE && f->kept ? ROLE_SELECTED : ROLE_FIELD;
	if (layout[i].half == HALF_LEFT) {
		width = left;
	} else if (layout[i].half == HALF_RIGHT) {
		x = left + 1;
		width = cols - left - 1;
	}
	term_text(row, x, LABEL_COLS, focus ? ROLE_TITLE : ROLE_DIM, finder_label(i));
	edit_draw(&f->field[i], row, x + LABEL_COLS + 1, width - LABEL_COLS - 1, role, focus);
	if (i == FINDER_LINE && !*edit_text(&f->field[i]))
		term_text(row, x + LABEL_COLS + 3, width - LABEL_COLS - 3, ROLE_DIM,
		          _("all at once, for example: lab 40 seats Wed 10-12"));
}

/* Draws each line of a text in as many rows as it takes. */
static int draw_lines(const char *text, int row, int bottom, enum term_role role)
{
	struct buf line = {0};
	while (*text && row < bottom) {
		size_t len = strcspn(text, "\n");
		buf_clear(&line);
		buf_add(&line, text, len);
		row = term_wrapped(row, bottom, 0, term_cols(), role, buf_text(&line));
		text += len + (text[len] == '\n');
	}
	buf_release(&line);
	return row;
}

static void draw_best(const struct finder_view *f, int row, int bottom)
{
	struct found_columns c = found_columns_of(&f->ask.wish, term_cols());
	if (bottom - row < 2 || f->list.n == 0)
		return;
	found_header_draw(&c, row++);
	for (size_t i = 0; i < f->list.n && row < bottom; i++)
		found_row_draw(&c, &f->list.v[i], row++, false);
}

/* How many fit; of a pattern also how many on all dates. */
static void word_count(const struct finder_view *f, struct buf *out)
{
	size_t whole = 0;
	for (size_t i = 0; i < f->list.n; i++)
		whole += f->list.v[i].dates && f->list.v[i].n_free == f->list.v[i].dates->dates.n;
	buf_fmt(out, ngettext("%zu fits", "%zu fit", f->list.n), f->list.n);
	if (f->ask.wish.when == FIND_WEEKS)
		buf_fmt(out, _(", %zu of them on all dates"), whole);
	buf_str(out, f->list.n ? _(": Enter shows all, F5 books the first") : _(": Enter shows what to give up"));
}

static void draw_answer(const struct finder_view *f, int row, int bottom)
{
	struct buf text = {0};
	if (f->is_unread) {
		term_text(row, 0, term_cols(), ROLE_BAD, _("This could not be read."));
		return;
	}
	find_wish_word(&f->ask.wish, &text);
	row = term_wrapped(row, row + 2 < bottom ? row + 2 : bottom, 0, term_cols(), ROLE_TEXT, buf_text(&text));
	row = draw_lines(buf_text(&f->ask.problems), row, bottom, ROLE_BAD);
	row = draw_lines(buf_text(&f->lacking), row, bottom, ROLE_BAD);
	buf_clear(&text);
	word_count(f, &text);
	if (f->ask.n_problems == 0 && row < bottom) {
		term_text(row++, 0, term_cols(), f->list.n ? ROLE_GOOD : ROLE_BAD, buf_text(&text));
		draw_best(f, row, bottom);
	}
	buf_release(&text);
}

static void draw_finder(struct view *v, struct app *app, int top, int bottom)
{
	struct finder_view *f = self(v);
	(void)app;
	for (int i = 0; i < FINDER_FIELDS; i++)
		draw_field(f, (enum finder_field)i, top, term_cols());
	draw_answer(f, top + FORM_ROWS + (bottom - top > 15), bottom);
}

/* ---- events ---- */

static unsigned move_focus(struct finder_view *f, struct app *app, int step)
{
	f->at = (enum finder_field)(((int)f->at + step + FINDER_FIELDS) % FINDER_FIELDS);
	f->kept = false;
	keep_contents(f, app);
	return REACT_RELOAD;
}

/* The next kind, or the one before; between the last and the first there is none. */
static unsigned turn_kind(struct finder_view *f, int step)
{
	const char *text = edit_text(&f->field[FINDER_KIND]);
	bool whole;
	int now = *text ? (int)finder_kind(text, &whole) : 0;
	int next = (now + step + KIND_CLASS + 1) % (KIND_CLASS + 1);
	edit_set(&f->field[FINDER_KIND], kind_name((enum resource_kind)next));
	f->of_line[FINDER_KIND] = false;
	return REACT_RELOAD;
}

/* Takes the line of the last time away, with what it said, when another one is begun. */
static void replace_kept(struct finder_view *f, const struct event *ev)
{
	bool types = ev->type != EVENT_KEY || (ev->key >= ' ' && ev->key < KEY_CODE_NONE && ev->key != 0x7f);
	if (f->kept && types && f->at == FINDER_LINE) {
		for (int i = 0; i < FINDER_FIELDS; i++)
			if (i == FINDER_LINE || f->of_line[i])
				edit_set(&f->field[i], "");
		buf_clear(&f->read);
	}
	f->kept = false;
}

static unsigned handle_key(struct finder_view *f, struct app *app, const struct event *ev)
{
	switch (ev->key) {
	case KEY_CODE_DOWN:
	case KEY_TAB_CODE: return move_focus(f, app, 1);
	case KEY_CODE_UP:
	case KEY_CODE_BACKTAB: return move_focus(f, app, -1);
	case KEY_CODE_LEFT: return f->at == FINDER_KIND ? turn_kind(f, -1) : REACT_NONE;
	case KEY_CODE_RIGHT: return f->at == FINDER_KIND ? turn_kind(f, 1) : REACT_NONE;
	default: return REACT_NONE;
	}
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct finder_view *f = self(v);
	unsigned reaction = ev->type == EVENT_KEY ? handle_key(f, app, ev) : REACT_NONE;
	bool leaves = ev->type == EVENT_KEY && (ev->key == KEY_ENTER_CODE || ev->key == KEY_ESC_CODE);
	if (reaction != REACT_NONE || leaves)
		return reaction;
	replace_kept(f, ev);
	if (!app_edit(app, &f->field[f->at], ev))
		return REACT_NONE;
	if (f->at != FINDER_LINE)
		f->of_line[f->at] = false;
	return REACT_HANDLED;
}

static void free_finder(struct view *v)
{
	struct finder_view *f = self(v);
	for (int i = 0; i < FINDER_FIELDS; i++)
		edit_release(&f->field[i]);
	buf_release(&f->read);
	buf_release(&f->lacking);
	finder_terms_release(&f->terms);
	finder_ask_release(&f->ask);
	match_list_release(&f->list);
	free(f);
}

/* ---- actions ---- */

/* Reads the fields; goes to the first one that is wrong, and says why: false. */
static bool read_well(struct finder_view *f, struct app *app)
{
	int err = load_finder(&f->view, app);
	const char *problems = buf_text(&f->ask.problems);
	keep_contents(f, app);
	f->kept = f->at == FINDER_LINE;
	if (err) {
		app_fail(app, err, "");
	} else if (f->ask.n_problems) {
		app_complain(app, "%.*s", (int)strcspn(problems, "\n"), problems);
		f->at = f->of_line[f->ask.problem] ? FINDER_LINE : f->ask.problem;
		f->kept = false;
	}
	return !err && f->ask.n_problems == 0;
}

static unsigned show_found(struct app *app, struct view *v)
{
	struct finder_view *f = self(v);
	if (read_well(f, app))
		app_push(app, ui_found_new(&f->ask.wish));
	return REACT_HANDLED;
}

static unsigned book_best(struct app *app, struct view *v)
{
	struct finder_view *f = self(v);
	if (!read_well(f, app))
		return REACT_HANDLED;
	if (f->list.n)
		return ui_found_book(app, &f->ask.wish, &f->list.v[0]);
	return show_found(app, v);
}

/* Puts a value that was chosen into the field, after others if it takes several. */
static unsigned take_choice(struct app *app, void *arg, const char *key)
{
	struct finder_view *f = arg;
	struct buf text = {0};
	if (finder_takes_several(f->at) && *edit_text(&f->field[f->at]))
		buf_fmt(&text, "%s;", edit_text(&f->field[f->at]));
	buf_str(&text, key);
	edit_set(&f->field[f->at], buf_text(&text));
	f->of_line[f->at] = false;
	keep_contents(f, app);
	buf_release(&text);
	return REACT_RELOAD;
}

static unsigned choose_value(struct app *app, struct view *v)
{
	struct finder_view *f = self(v);
	struct arena arena = {0};
	struct chooser ask = {.title = finder_label(f->at), .chosen = take_choice, .arg = f};
	int err = read_fields(f, app);
	if (!err)
		err = finder_choices(f->at, app->store, &f->terms, &f->ask.wish, &arena, &ask);
	if (err == QUAD_ENOTFOUND)
		app_complain(app, _("%s: there is nothing to choose from; type it"), finder_label(f->at));
	else if (err)
		app_fail(app, err, "");
	else
		app_push(app, ui_choose_new(&ask));
	arena_release(&arena);
	return REACT_HANDLED;
}

static unsigned clear_fields(struct app *app, struct view *v)
{
	struct finder_view *f = self(v);
	for (int i = 0; i < FINDER_FIELDS; i++) {
		edit_set(&f->field[i], "");
		f->of_line[i] = false;
	}
	buf_clear(&f->read);
	f->at = FINDER_LINE;
	f->kept = false;
	keep_contents(f, app);
	return REACT_RELOAD;
}

static unsigned leave_finder(struct app *app, struct view *v)
{
	keep_contents(self(v), app);
	return REACT_CLOSE;
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help_typed},
	{"find", {KEY_ENTER_CODE, KEY_CODE_F2, KEY_CTRL('s')}, "Enter F2 Ctrl-S", N_("find"),
	 N_("list what fits, from any field"), NULL, show_found, NULL},
	{"leave", {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "Esc F10 Ctrl-C", N_("back"),
	 N_("one level back; what was typed is kept for the next time"), NULL, leave_finder, NULL},
	{"best", {KEY_CODE_F5, KEY_CTRL('b')}, "F5 Ctrl-B", N_("book the first"),
	 N_("book the first of what fits"), NULL, book_best, NULL},
	{"choose", {KEY_CODE_F4}, "F4", N_("choose"),
	 N_("choose the field's value from a list; of a kind, Left and Right too"), NULL, choose_value, NULL},
	{"clear", {KEY_CODE_F8}, "F8", N_("clear"),
	 N_("empty all fields"), NULL, clear_fields, NULL},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_TYPED | VIEW_FORM,
	.actions = actions,
	.load = load_finder,
	.title = write_title,
	.draw = draw_finder,
	.event = handle_event,
	.free = free_finder,
};

struct view *ui_finder_new(struct app *app)
{
	struct finder_view *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->view.ops = &ops;
	f->terms.own_campus = "";
	restore_contents(f, buf_text(&app->finder));
	return &f->view;
}
