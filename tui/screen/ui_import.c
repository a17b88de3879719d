/*
 * The files of a directory, newest first, from which one is chosen. What is typed filters them by name; a path that is
 * typed or pasted leads to its directory as soon as it has a `/`.
 */
#include "tui/screen/ui_import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/cmd/import_file.h"
#include "tui/screen/import_files.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_import_preview.h"
#include "tui/screen/ui_text.h"

enum { SIZE_COLS = 10, DATE_COLS = 17, NOTE_COLS = 14 };

struct import_view {
	struct view view;
	struct import_files files;
	const struct list_kind *kind;
	struct view *home; /* the view over which it was opened */
	size_t *shown;     /* indices of the entries that match; in the arena of the files */
	struct list_cursor cursor;
	struct ui_filter filter;
};

static struct import_view *self(struct view *v)
{
	return (struct import_view *)v;
}

/* ---- entries ---- */

/* Files of other kinds are there for one who types their name. */
static bool is_shown(const struct import_view *i, const struct import_entry *e)
{
	if (e->type == IMPORT_OTHER && !ui_filter_is_set(&i->filter))
		return false;
	return ui_filter_matches(&i->filter, e->name);
}

static void match_entries(struct import_view *i)
{
	i->cursor.n = 0;
	for (size_t k = 0; k < i->files.n && i->shown; k++)
		if (is_shown(i, &i->files.v[k]))
			i->shown[i->cursor.n++] = k;
}

static const struct import_entry *selected(const struct import_view *i)
{
	return i->cursor.n ? &i->files.v[i->shown[i->cursor.at]] : NULL;
}

static void complain_of_path(struct app *app, const char *path, int err)
{
	struct buf shown = {0};
	import_files_tilde(path, &shown);
	app_complain(app, _("cannot open %s: %s"), buf_text(&shown), strerror(err));
	buf_release(&shown);
}

/* Shows another directory. False, with the message said, if it cannot. */
static bool show_dir(struct import_view *i, struct app *app, const char *dir)
{
	struct import_files files;
	int err = import_files_read(dir, &files);
	if (err) {
		complain_of_path(app, dir, err);
		return false;
	}
	import_files_release(&i->files);
	i->files = files;
	i->shown = arena_alloc(&i->files.arena, (files.n + 1) * sizeof *i->shown);
	i->cursor = (struct list_cursor){0};
	match_entries(i);
	return true;
}

/* The same with nothing typed; the cursor is on `name`, if it is there. */
static void enter_dir(struct import_view *i, struct app *app, const char *dir, const char *name)
{
	if (!show_dir(i, app, dir))
		return;
	ui_filter_set(&i->filter, "");
	match_entries(i);
	for (size_t k = 0; k < i->cursor.n; k++)
		if (strcmp(i->files.v[i->shown[k]].name, name) == 0)
			i->cursor.at = k;
}

static void enter_above(struct import_view *i, struct app *app)
{
	struct buf path = {0}, left = {0};
	const char *slash = strrchr(i->files.dir, '/');
	import_files_path(i->files.dir, "..", &path);
	buf_str(&left, slash ? slash + 1 : "");
	enter_dir(i, app, buf_text(&path), buf_text(&left));
	buf_release(&path);
	buf_release(&left);
}

/* A typed path: its directory is shown, what comes after the last `/` filters it. */
static void follow_typed_path(struct import_view *i, struct app *app)
{
	struct buf path = {0}, rest = {0};
	const char *text = ui_filter_text(&i->filter), *slash = strrchr(text, '/');
	bool is_whole = *text == '/' || *text == '~';
	if (!slash)
		return;
	if (!is_whole)
		buf_fmt(&path, "%s/", i->files.dir);
	buf_add(&path, text, (size_t)(slash + 1 - text));
	buf_str(&rest, slash + 1);
	if (show_dir(i, app, buf_text(&path))) {
		ui_filter_set(&i->filter, buf_text(&rest));
		match_entries(i);
	}
	buf_release(&path);
	buf_release(&rest);
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct import_view *i = self(v);
	(void)app;
	buf_fmt(out, "%s  ", _("Import: which file?"));
	import_files_tilde(i->files.dir ? i->files.dir : "", out);
	buf_fmt(out, "  %zu/%zu", i->cursor.n ? i->cursor.at + 1 : 0, i->cursor.n);
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	int height = bottom - top - 2;
	(void)app;
	list_cursor_fix(&self(v)->cursor, height > 0 ? (size_t)height : 0, false);
	return 0;
}

static void write_size(uint64_t bytes, struct buf *out)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
	size_t unit = 0;
	for (; bytes >= 10000 && unit + 1 < sizeof units / sizeof *units; unit++)
		bytes = (bytes + 500) / 1000;
	buf_fmt(out, "%" PRIu64 " %s", bytes, units[unit]);
}

static const char *note_of(const struct import_entry *e)
{
	if (!e->readable)
		return _("! not readable");
	if (e->type == IMPORT_DIR)
		return _("directory");
	return e->type == IMPORT_ABOVE ? _("up") : "";
}

static void draw_texts(int row, enum term_role role, const char *name, const char *size, const char *date)
{
	int cols = term_cols() - 2 - SIZE_COLS - DATE_COLS - NOTE_COLS - 1, col = 2;
	term_text(row, col, cols, role, name);
	col += cols;
	term_text_right(row, col, SIZE_COLS, role, size);
	term_text(row, col + SIZE_COLS, 1, role, "");
	term_text(row, col + SIZE_COLS + 1, term_cols() - col - SIZE_COLS - 1, role, date);
}

static void draw_entry(const struct import_entry *e, int row, bool is_selected)
{
	bool is_dir = e->type == IMPORT_DIR || e->type == IMPORT_ABOVE;
	enum term_role plain = is_dir ? ROLE_TITLE : ROLE_TEXT;
	enum term_role role = is_selected ? ROLE_SELECTED : plain;
	struct buf name = {0}, size = {0};
	char date[CLOCK_TEXT_MAX] = "";
	buf_fmt(&name, "%s%s", e->name, is_dir ? "/" : "");
	if (!is_dir) {
		write_size(e->size, &size);
		clock_format(e->changed_min, date);
		date[10] = ' ';
		date[16] = '\0';
	}
	term_text(row, 0, 2, ROLE_TITLE, is_selected ? ">" : "");
	draw_texts(row, role, buf_text(&name), buf_text(&size), date);
	term_text(row, term_cols() - NOTE_COLS, NOTE_COLS, e->readable || is_selected ? role : ROLE_BAD, note_of(e));
	buf_release(&name);
	buf_release(&size);
}

static void draw_import(struct view *v, struct app *app, int top, int bottom)
{
	struct import_view *i = self(v);
	int row = top + 1;
	(void)app;
	draw_texts(top, ROLE_HEADER, _("File"), _("Size"), _("Changed"));
	i->cursor.first_row = row;
	for (size_t k = i->cursor.top; k < i->cursor.n && row < bottom - 1; k++, row++)
		draw_entry(&i->files.v[i->shown[k]], row, k == i->cursor.at);
	if (!i->cursor.n)
		term_text(row, 2, term_cols() - 2, ROLE_DIM, _("nothing matches"));
	term_text(bottom - 1, 0, 1, ROLE_TITLE, "/");
	edit_draw(&i->filter.line, bottom - 1, 1, term_cols() - 1, ROLE_TEXT, true);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct import_view *i = self(v);
	uint32_t key = ev->type == EVENT_KEY ? ev->key : 0;
	if (key == KEY_ESC_CODE || key == KEY_ENTER_CODE || key == KEY_TAB_CODE)
		return REACT_NONE;
	if (key == KEY_CODE_BACKSPACE && !*ui_filter_text(&i->filter)) {
		enter_above(i, app);
		return REACT_HANDLED;
	}
	enum ui_filter_answer answer = ui_filter_event(&i->filter, v, app, ev, &i->cursor, i->cursor.height);
	if (answer == UI_FILTER_CHANGED) {
		match_entries(i);
		follow_typed_path(i, app);
	}
	/* keys that only move and F-keys are the actions' */
	bool is_function = key >= KEY_CODE_NONE && answer == UI_FILTER_TAKEN && action_of_key(v->ops->actions, key);
	return answer == UI_FILTER_LEFT || is_function ? REACT_NONE : REACT_HANDLED;
}

static void free_import(struct view *v)
{
	struct import_view *i = self(v);
	import_files_release(&i->files);
	ui_filter_release(&i->filter);
	free(i);
}

/* ---- actions ---- */

static const char *why_nothing(struct app *app, struct view *v)
{
	(void)app;
	return selected(self(v)) ? NULL : N_("there is no such file here");
}

static void open_file(struct import_view *i, struct app *app, const char *path)
{
	FILE *f = import_file_stream(path);
	if (!f) {
		complain_of_path(app, path, errno);
		return;
	}
	fclose(f);
	buf_clear(&app->import_dir);
	buf_str(&app->import_dir, i->files.dir);
	app_push(app, ui_import_preview_new(path, i->kind, i->home));
}

static unsigned open_entry(struct app *app, struct view *v)
{
	struct import_view *i = self(v);
	const struct import_entry *e = selected(i);
	struct buf path = {0};
	import_files_path(i->files.dir, e->name, &path);
	if (e->type == IMPORT_ABOVE)
		enter_above(i, app);
	else if (e->type == IMPORT_DIR)
		enter_dir(i, app, buf_text(&path), "");
	else
		open_file(i, app, buf_text(&path));
	buf_release(&path);
	return REACT_HANDLED;
}

/* The name under the cursor, as if it had been typed; a directory is entered. */
static unsigned complete_name(struct app *app, struct view *v)
{
	struct import_view *i = self(v);
	const struct import_entry *e = selected(i);
	if (e->type == IMPORT_DIR || e->type == IMPORT_ABOVE)
		return open_entry(app, v);
	ui_filter_set(&i->filter, e->name);
	i->cursor.at = 0;
	match_entries(i);
	return REACT_HANDLED;
}

/* clang-format off */
static const struct action actions[] = {
	{"choose", {KEY_ENTER_CODE}, "Enter", N_("choose"),
	 N_("take the file, or open the directory"), why_nothing, open_entry, NULL},
	{"complete", {KEY_TAB_CODE}, "Tab", N_("complete"),
	 N_("the name under the cursor, as if it were typed; a path with / leads to its directory"),
	 why_nothing, complete_name, NULL},
	{.common = &ui_text_help_typed},
	{.common = &action_leave},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_TYPED | VIEW_LIST,
	.actions = actions,
	.window = fix_window,
	.title = write_title,
	.draw = draw_import,
	.event = handle_event,
	.free = free_import,
};

unsigned ui_import_open(struct app *app, const struct list_kind *kind)
{
	if (app->forced) {
		app_complain(app, _("Lists come from your own machine: ssh quad@host import %s - < list.xlsx"),
		             kind ? list_kind_word(kind) : "resources");
		return REACT_HANDLED;
	}
	struct import_view *i = calloc(1, sizeof *i);
	if (!i) {
		app_push(app, NULL);
		return REACT_HANDLED;
	}
	i->view.ops = &ops;
	i->kind = kind;
	i->home = app->top;
	i->view.typing = true;
	bool found = app->import_dir.len && show_dir(i, app, buf_text(&app->import_dir));
	if (!found && !show_dir(i, app, ".") && !show_dir(i, app, "/")) {
		free_import(&i->view);
		return REACT_HANDLED;
	}
	app_push(app, &i->view);
	return REACT_HANDLED;
}

static unsigned open_import(struct app *app, struct view *v)
{
	(void)v;
	return ui_import_open(app, NULL);
}

const struct action ui_import_list = {
	"import",
	UI_IMPORT_KEYS,
	N_("import list"),
	N_("bring a list in: choose the file, say what its columns are, rehearse, import"),
	NULL,
	open_import,
	NULL,
};
