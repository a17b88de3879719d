/*
 * The middle step of an import: a line for the kind of list, the encoding, the sheet, each option, each column of the
 * file, and each needed column that it lacks. Enter on a line lets one say what it is; F2 rehearses.
 */
#include "tui/screen/ui_import_preview.h"

#include <stdlib.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/import_pick.h"
#include "tui/screen/ui_import_rows.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_text.h"

enum { HEAD_ROWS = 1, FOOT_ROWS = 1, NAME_COLS_MIN = 20, NAME_COLS_MAX = 40, MEANING_COLS = 24 };

struct preview_view {
	struct view view;
	struct import_shown shown;
	struct view *home;
	struct list_cursor cursor;
	const struct list_kind *loaded; /* the kind for which the cursor was placed */
};

static struct preview_view *self(struct view *v)
{
	return (struct preview_view *)v;
}

static const struct import_line *current(const struct preview_view *p)
{
	return p->cursor.at < p->shown.n_lines ? &p->shown.lines[p->cursor.at] : NULL;
}

static int load_preview(struct view *v, struct app *app)
{
	struct preview_view *p = self(v);
	int err = import_shown_load(&p->shown, app);
	p->cursor.n = p->shown.n_lines;
	if (!p->loaded)
		p->cursor.at = import_shown_first(&p->shown);
	p->loaded = p->shown.job.kind;
	return err;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct preview_view *p = self(v);
	const char *slash = strrchr(p->shown.job.path, '/');
	(void)app;
	buf_fmt(out, "%s  %s  %zu/%zu", _("Import"), slash ? slash + 1 : p->shown.job.path,
	        p->cursor.n ? p->cursor.at + 1 : 0, p->cursor.n);
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	int height = bottom - top - HEAD_ROWS - FOOT_ROWS;
	(void)app;
	list_cursor_fix(&self(v)->cursor, height > 0 ? (size_t)height : 0, false);
	return 0;
}

/* The columns of names take what those of meanings, which are ours, leave. */
static int name_cols(void)
{
	int cols = term_cols() * 3 / 10;
	if (cols < NAME_COLS_MIN)
		return NAME_COLS_MIN;
	return cols > NAME_COLS_MAX ? NAME_COLS_MAX : cols;
}

static void draw_texts(int row, enum term_role role, const char *name, const char *meaning, const char *sample)
{
	int cols = name_cols(), col = 2;
	term_text(row, col, cols, role, name);
	term_text(row, col + cols, 1, role, "");
	col += cols + 1;
	term_text(row, col, MEANING_COLS, role, meaning);
	term_text(row, col + MEANING_COLS, 1, role, "");
	col += MEANING_COLS + 1;
	term_text(row, col, term_cols() - col, role, sample);
}

static enum term_role role_of(const struct import_shown *s, const struct import_line *line)
{
	if (line->type == IMPORT_LINE_MISSING)
		return ROLE_CLASH;
	if (line->type == IMPORT_LINE_COLUMN && s->preview.columns[line->index].reading == LIST_SKIPPED)
		return ROLE_DIM;
	return ROLE_TEXT;
}

static void draw_line(const struct import_shown *s, const struct import_line *line, int row, bool selected)
{
	struct buf name = {0}, meaning = {0}, sample = {0};
	import_shown_name(s, line, &name);
	import_shown_meaning(s, line, &meaning);
	import_shown_sample(s, line, &sample);
	term_text(row, 0, 2, ROLE_TITLE, selected ? ">" : "");
	draw_texts(row, selected ? ROLE_SELECTED : role_of(s, line), buf_text(&name), buf_text(&meaning),
	           buf_text(&sample));
	if (selected)
		term_cursor(row, 0);
	buf_release(&name);
	buf_release(&meaning);
	buf_release(&sample);
}

/* What can be done now, in the last row. */
static void draw_foot(const struct import_shown *s, int row)
{
	struct buf text = {0};
	size_t n = s->preview.n_missing;
	enum term_role role = n ? ROLE_CLASH : ROLE_GOOD;
	if (n)
		buf_fmt(&text,
		        ngettext("! %zu needed column is missing: Enter on it says where it is",
		                 "! %zu needed columns are missing: Enter on them says where they are", n),
		        n);
	else
		buf_str(&text, _("F2 rehearses it: nothing is changed before you have seen what would be"));
	term_text(row, 0, term_cols(), role, buf_text(&text));
	buf_release(&text);
}

static void draw_preview(struct view *v, struct app *app, int top, int bottom)
{
	struct preview_view *p = self(v);
	const struct import_shown *s = &p->shown;
	int row = top + HEAD_ROWS, end = bottom - FOOT_ROWS;
	(void)app;
	term_text(top, 0, term_cols(), ROLE_HEADER, "");
	draw_texts(top, ROLE_HEADER, _("In the file"), _("Is taken as"), _("First rows"));
	p->cursor.first_row = row;
	for (size_t i = p->cursor.top; i < s->n_lines && row < end; i++, row++)
		draw_line(s, &s->lines[i], row, i == p->cursor.at);
	if (s->wrong.len)
		term_wrapped(row + 1, bottom, 2, term_cols() - 2, ROLE_BAD, buf_text(&s->wrong));
	else
		draw_foot(s, end);
}

/* ---- events ---- */

static unsigned step_line(struct preview_view *p, struct app *app, int step)
{
	const struct import_line *line = current(p);
	int err = line ? import_shown_step(&p->shown, line, step) : 0;
	if (err)
		app_fail(app, err, "");
	return REACT_RELOAD;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct preview_view *p = self(v);
	uint32_t key = ev->type == EVENT_KEY ? ev->key : 0;
	if (key == KEY_CODE_RIGHT || key == 'l')
		return step_line(p, app, 1);
	if (key == KEY_CODE_LEFT || key == 'h')
		return step_line(p, app, -1);
	return list_cursor_event(&p->cursor, ev, p->cursor.height) ? REACT_HANDLED : REACT_NONE;
}

static void free_preview(struct view *v)
{
	import_shown_release(&self(v)->shown);
	free(v);
}

/* ---- actions ---- */

static const char *why_not_rehearsed(struct app *app, struct view *v)
{
	const struct import_shown *s = &self(v)->shown;
	(void)app;
	if (s->wrong.len)
		return N_("the file cannot be read so");
	return s->preview.n_missing ? N_("needed columns are missing: Enter on them says where they are") : NULL;
}

static unsigned rehearse(struct app *app, struct view *v)
{
	struct preview_view *p = self(v);
	ui_import_rows_open(app, &p->shown.job, p->home);
	return REACT_HANDLED;
}

static unsigned choose_meaning(struct app *app, struct view *v)
{
	struct preview_view *p = self(v);
	return current(p) ? import_pick_line(app, &p->shown, current(p)) : REACT_HANDLED;
}

static unsigned choose_kind(struct app *app, struct view *v)
{
	return import_pick_kind(app, &self(v)->shown);
}

static const char *why_no_value(struct app *app, struct view *v)
{
	(void)app;
	return list_kind_is_ics(self(v)->shown.job.kind) ? N_("a calendar has no columns") : NULL;
}

static unsigned set_value(struct app *app, struct view *v)
{
	return import_pick_set(app, &self(v)->shown);
}

static const char *why_no_skip(struct app *app, struct view *v)
{
	const struct import_line *line = current(self(v));
	(void)app;
	bool can = line && (line->type == IMPORT_LINE_COLUMN || line->type == IMPORT_LINE_SET);
	return can ? NULL : N_("it is for columns of the file and for values");
}

/* A column is skipped, or no longer; a value is no longer set. */
static unsigned skip_line(struct app *app, struct view *v)
{
	struct import_shown *s = &self(v)->shown;
	const struct import_line *line = current(self(v));
	int err = 0;
	if (line->type == IMPORT_LINE_SET) {
		err = import_job_set(&s->job, s->job.set.v[line->index].pair.ours, "");
	} else {
		const struct list_preview_column *c = &s->preview.columns[line->index];
		if (c->reading == LIST_SKIPPED)
			import_job_unmap(&s->job, c->header);
		else
			err = import_job_map(&s->job, "", c->header);
	}
	if (err)
		app_fail(app, err, "");
	return REACT_RELOAD;
}

/* clang-format off */
static const struct action actions[] = {
	{"rehearse", {KEY_CODE_F2, KEY_CTRL('s')}, "F2 Ctrl-S", N_("rehearse"),
	 N_("see what the import would do; nothing is changed"), why_not_rehearsed, rehearse, NULL},
	{.common = &ui_text_help},
	{.common = &action_back},
	{"choose", {KEY_ENTER_CODE, 'e'}, "Enter e", N_("say what it is"),
	 N_("say what the line is: another list, encoding, sheet, column or value"), NULL, choose_meaning, NULL},
	{"kind", {'y', KEY_CODE_F7}, "y F7", N_("list"),
	 N_("choose which list it is"), NULL, choose_kind, NULL},
	{"value", {'=', KEY_CODE_INSERT}, "= Ins", N_("value"),
	 N_("set a value for a column that the file lacks"), why_no_value, set_value, NULL},
	{"skip", {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("skip"),
	 N_("skip the column, or no longer; drop the value"), why_no_skip, skip_line, NULL},
	{.common = &action_quit},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST,
	.actions = actions,
	.load = load_preview,
	.window = fix_window,
	.title = write_title,
	.draw = draw_preview,
	.event = handle_event,
	.free = free_preview,
};

struct view *ui_import_preview_new(const char *path, const struct list_kind *kind, struct view *home)
{
	struct preview_view *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->view.ops = &ops;
	p->home = home;
	if (import_job_begin(&p->shown.job, path, kind)) {
		free_preview(&p->view);
		return NULL;
	}
	return &p->view;
}
