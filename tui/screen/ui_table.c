/*
 * Any kind of list on the screen: its rows as the export gives them, to look through, add to and edit. So the terms,
 * periods and day rules of the calendar, closures, travel times and everything else are kept here with the same
 * columns, checks and words as in a file. The first of these views is the list of kinds.
 */
#include "tui/screen/ui_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/list/list_export.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_import.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_record.h"
#include "tui/screen/ui_rights.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_column.h"
#include "tui/words/words_name.h"

/* Among the lists, and none of them. */
#define RIGHTS_WORD "rights"
#define REPORTS_WORD "reports"

enum { COLUMN_MAX_COLS = 24, COLUMNS_MAX = 32 };

struct table_view {
	struct view view;
	const struct list_kind *kind; /* NULL: the list of kinds */
	struct arena arena;
	const char *names[COLUMNS_MAX];
	const char *titles[COLUMNS_MAX]; /* the names as a person reads them */
	size_t widths[COLUMNS_MAX];
	size_t n_columns;
	const char **cells; /* row by row */
	const char **shown; /* the cells as a person reads them */
	size_t n_cells, cap_cells, cap_shown;
	size_t *matching; /* the rows that match the filter, in arena */
	struct ui_filter filter;
	struct list_cursor cursor; /* among those that match */
	size_t first_column; /* the leftmost one on the screen */
};

static struct table_view *self(struct view *v)
{
	return (struct table_view *)v;
}

/* ---- rows ---- */

/* Takes the rows of an export in. */
struct capture {
	struct table_sink sink; /* first, so that what the sink is handed to can find the rest */
	struct table_view *t;
	enum cell_type types[COLUMNS_MAX];
};

static int keep_columns(struct table_sink *sink, const struct column *columns, size_t n)
{
	struct capture *c = (struct capture *)sink;
	struct table_view *t = c->t;
	t->n_columns = n < COLUMNS_MAX ? n : COLUMNS_MAX;
	for (size_t i = 0; i < t->n_columns; i++) {
		t->names[i] = arena_str(&t->arena, columns[i].name);
		if (!t->names[i])
			return QUAD_ENOMEM;
		c->types[i] = columns[i].type;
		t->titles[i] = column_title(t->names[i]);
		t->widths[i] = text_width(t->titles[i]);
	}
	return 0;
}

static const char *cell_text(struct arena *arena, enum cell_type type, const struct cell *cell)
{
	char text[CLOCK_TEXT_MAX];
	if (cell->none)
		return "";
	switch (type) {
	case CELL_TEXT: return arena_str(arena, cell->text ? cell->text : "");
	case CELL_NUMBER: return arena_fmt(arena, "%" PRId64, cell->number);
	case CELL_TIME: return arena_str(arena, clock_format(cell->number, text));
	case CELL_HUNDREDTHS: return arena_str(arena, cell_hundredths(cell->number, text));
	case CELL_BOOL: return cell->number ? "true" : "false";
	}
	return "";
}

/* Adds a cell to the rows, and how it is shown; a NULL text is out of memory. */
static int add_cell(struct table_view *t, const char *text, const char *shown)
{
	const char **cells = arena_grow(&t->arena, t->cells, t->n_cells, &t->cap_cells, sizeof *cells);
	if (cells)
		t->cells = cells;
	const char **all = arena_grow(&t->arena, t->shown, t->n_cells, &t->cap_shown, sizeof *all);
	if (all)
		t->shown = all;
	if (!text || !shown || !cells || !all)
		return QUAD_ENOMEM;
	t->cells[t->n_cells] = text;
	t->shown[t->n_cells++] = shown;
	return 0;
}

/* The cell of a column as a person reads it. */
static const char *shown_text(struct table_view *t, size_t column, const char *text)
{
	struct buf scratch = {0};
	const char *shown = text ? column_value(NULL, t->names[column], text, &scratch) : NULL;
	if (shown && shown != text)
		shown = arena_str(&t->arena, shown);
	buf_release(&scratch);
	return shown;
}

static int keep_row(struct table_sink *sink, const struct cell *cells)
{
	struct capture *c = (struct capture *)sink;
	struct table_view *t = c->t;
	for (size_t i = 0; i < t->n_columns; i++) {
		const char *text = cell_text(&t->arena, c->types[i], &cells[i]);
		const char *shown = shown_text(t, i, text);
		int err = add_cell(t, text, shown);
		if (err)
			return err;
		size_t width = text_width(shown);
		if (width > t->widths[i])
			t->widths[i] = width > COLUMN_MAX_COLS ? COLUMN_MAX_COLS : width;
	}
	return 0;
}

static int end_rows(struct table_sink *sink)
{
	(void)sink;
	return 0;
}

static const char *name_of_other(const char *word)
{
	return strcmp(word, REPORTS_WORD) == 0 ? _("reports") : _("my rights");
}

static int load_kinds(struct table_view *t)
{
	static const struct {
		const char *word, *text;
	} kinds[] = {{"terms", N_("terms: first Monday and number of weeks")},
	             {"periods", N_("teaching periods and their clock times")},
	             {"days", N_("day rules: holidays and make-up days")},
	             {"closures", N_("when a resource, a campus or everything is closed")},
	             {"resources", N_("labs, bases, rooms, equipment, teachers, classes")},
	             {"campuses", N_("campuses")},
	             {"travel", N_("travel times between campuses")},
	             {"institutions", N_("institutions")},
	             {"people", N_("people, with their roles, scopes and keys")},
	             {"grants", N_("further roles of people: where, from when until when, by whom")},
	             {"rules", N_("owners' rules: what is forbidden, limited or set, and for whom")},
	             {"qualifications", N_("who has which qualification, until when")},
	             {"clusters", N_("which specialty belongs to which cluster and industry")},
	             {"owners", N_("who owns a resource together, and how much of it")},
	             {"agreements", N_("who agreed to share what, for how many hours")},
	             {"events", N_("contests and other events, for which bookings are made")},
	             {"students", N_("how many students an institution has, by year")},
	             {"employees", N_("how many people work at a post of an enterprise")},
	             {"figures", N_("figures of a region, by year")},
	             {REPORTS_WORD, N_("who uses what, who lends to whom: tables and pictures")},
	             {RIGHTS_WORD, N_("your roles, and what they allow")}};
	t->n_columns = 2;
	t->titles[0] = _("List");
	t->titles[1] = _("What it holds");
	t->widths[0] = 14;
	t->widths[1] = 60;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const struct list_kind *kind = list_kind_find(kinds[i].word);
		int err = add_cell(t, kinds[i].word, kind ? list_name(kind) : name_of_other(kinds[i].word));
		if (!err)
			err = add_cell(t, kinds[i].text, _(kinds[i].text));
		if (err)
			return err;
	}
	return 0;
}

static size_t count_rows(const struct table_view *t)
{
	return t->n_columns ? t->n_cells / t->n_columns : 0;
}

/* Which row of all is under the cursor. */
static size_t current_row(const struct table_view *t)
{
	return t->matching[t->cursor.at];
}

static bool row_matches(const struct table_view *t, size_t row)
{
	struct buf text = {0};
	for (size_t i = 0; i < t->n_columns; i++)
		buf_fmt(&text, "%s ", t->shown[row * t->n_columns + i]);
	bool matches = ui_filter_matches(&t->filter, buf_text(&text));
	buf_release(&text);
	return matches;
}

static void match_rows(struct table_view *t)
{
	size_t n = count_rows(t);
	t->cursor.n = 0;
	for (size_t row = 0; t->matching && row < n; row++)
		if (!ui_filter_is_set(&t->filter) || row_matches(t, row))
			t->matching[t->cursor.n++] = row;
}

static int load_rows(struct view *v, struct app *app)
{
	struct table_view *t = self(v);
	struct capture c = {.sink = {keep_columns, keep_row, end_rows}, .t = t};
	arena_release(&t->arena);
	t->cells = t->shown = NULL;
	t->n_cells = t->cap_cells = t->cap_shown = 0;
	int err = t->kind ? list_export(app->store, t->kind, NULL, &c.sink) : load_kinds(t);
	t->matching = arena_alloc(&t->arena, (count_rows(t) + 1) * sizeof *t->matching);
	match_rows(t);
	return err || t->matching ? err : QUAD_ENOMEM;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct table_view *t = self(v);
	(void)app;
	buf_str(out, t->kind ? list_name(t->kind) : _("Lists"));
	if (ui_filter_is_set(&t->filter))
		buf_fmt(out, "  /%s", ui_filter_text(&t->filter));
	buf_fmt(out, "  %zu/%zu", t->cursor.n ? t->cursor.at + 1 : 0, t->cursor.n);
}

static size_t list_height(const struct table_view *t, int top, int bottom)
{
	return (size_t)(bottom - top - 1 - ui_filter_rows(&t->view));
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	list_cursor_fix(&self(v)->cursor, list_height(self(v), top, bottom), false);
	return 0;
}

static void draw_line(const struct table_view *t, int row, const char *const *cells, enum term_role role)
{
	int col = 1;
	term_text(row, col, term_cols() - col, role, "");
	for (size_t i = t->first_column; i < t->n_columns && col < term_cols(); i++) {
		int cols = (int)t->widths[i];
		term_text(row, col, cols, role, cells[i]);
		col += cols + 1;
	}
}

static void draw_table(struct view *v, struct app *app, int top, int bottom)
{
	struct table_view *t = self(v);
	(void)app;
	term_text(top, 0, term_cols(), ROLE_HEADER, "");
	draw_line(t, top, t->titles, ROLE_HEADER);
	int row = top + 1, end = bottom - ui_filter_rows(v);
	t->cursor.first_row = row;
	for (size_t i = t->cursor.top; i < t->cursor.n && row < end; i++, row++) {
		bool selected = i == t->cursor.at;
		term_text(row, 0, 1, ROLE_TITLE, selected ? ">" : " ");
		draw_line(t, row, t->shown + t->matching[i] * t->n_columns, selected ? ROLE_SELECTED : ROLE_TEXT);
		if (selected)
			term_cursor(row, 0);
	}
	if (!t->cursor.n)
		term_text(top + 2, 2, term_cols() - 2, ROLE_TEXT,
		          count_rows(t) ? _("Nothing matches; Esc drops the filter")
		                        : _("Nothing here yet; + adds one, I brings a list in"));
	ui_filter_draw(&t->filter, v, bottom - 1);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct table_view *t = self(v);
	size_t height = list_height(t, 1, term_rows() - 2);
	enum ui_filter_answer answer = ui_filter_event(&t->filter, v, app, ev, &t->cursor, height);
	if (answer == UI_FILTER_CHANGED)
		match_rows(t);
	if (answer != UI_FILTER_LEFT)
		return REACT_HANDLED;
	if (ev->type == EVENT_KEY && ev->key == KEY_CODE_RIGHT) {
		t->first_column += t->first_column + 1 < t->n_columns;
		return REACT_HANDLED;
	}
	if (ev->type == EVENT_KEY && ev->key == KEY_CODE_LEFT) {
		t->first_column -= t->first_column > 0;
		return REACT_HANDLED;
	}
	if (ev->type == EVENT_KEY && ev->key == KEY_ESC_CODE && ui_filter_is_set(&t->filter)) {
		ui_filter_clear(&t->filter, v);
		match_rows(t);
		return REACT_HANDLED;
	}
	return list_cursor_event(&t->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_table(struct view *v)
{
	arena_release(&self(v)->arena);
	ui_filter_release(&self(v)->filter);
	free(v);
}

static struct view *new_table(const struct view_ops *ops, const struct list_kind *kind)
{
	struct table_view *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->view.ops = ops;
	t->kind = kind;
	return &t->view;
}

/* ---- actions ---- */

static const char *why_no_row(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->cursor.n ? NULL : N_("nothing is shown");
}

static unsigned open_row(struct app *app, struct view *v)
{
	struct table_view *t = self(v);
	const char *const *row = t->cells + current_row(t) * t->n_columns;
	char word[] = "report";
	if (t->kind)
		app_push(app, ui_record_new(t->kind, t->names, row, t->n_columns));
	else if (strcmp(row[0], RIGHTS_WORD) == 0)
		return ui_rights_show(app);
	else if (strcmp(row[0], REPORTS_WORD) == 0)
		ui_go_report(app, 1, (char *[]){word, NULL});
	else
		app_push(app, new_table(v->ops, list_kind_find(row[0])));
	return REACT_HANDLED;
}

static const char *why_no_kind(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->kind ? NULL : N_("open a list first");
}

static unsigned add_new_row(struct app *app, struct view *v)
{
	struct table_view *t = self(v);
	app_push(app, ui_record_new(t->kind, t->names, NULL, t->n_columns));
	return REACT_HANDLED;
}

/* A file of this list; in the list of lists, of any. */
static unsigned import_list(struct app *app, struct view *v)
{
	return ui_import_open(app, self(v)->kind);
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"edit", {KEY_ENTER_CODE, 'e'}, "Enter e", N_("open"),
	 N_("open the list, or edit the row"), why_no_row, open_row, NULL},
	{"add", {'+', KEY_CODE_INSERT}, "+ Ins", N_("add"),
	 N_("a new row"), why_no_kind, add_new_row, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of the row"), NULL, ui_filter_open, NULL},
	{"import", UI_IMPORT_KEYS, N_("import list"),
	 N_("bring such a list in from a file"), NULL, import_list, NULL},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_rows,
	.window = fix_window,
	.title = write_title,
	.draw = draw_table,
	.event = handle_event,
	.free = free_table,
};

static unsigned open_lists(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, new_table(&ops, NULL));
	return REACT_HANDLED;
}

const struct action ui_table_lists = {
	"lists", {'L', KEY_CODE_F12}, "L F12", N_("lists"),
	N_("calendar, closures and all other lists, to look at and edit"), NULL, open_lists, NULL,
};
