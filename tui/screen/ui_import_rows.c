/*
 * The last step of an import. At first it is a rehearsal, which says what would be; F2 does it. The rows that stay out
 * are listed either way, each with its reasons and their mend, and can be written to a file as the report of the
 * command is.
 */
#include "tui/screen/ui_import_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/list/list_preview.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/cmd/import_file.h"
#include "tui/screen/action.h"
#include "tui/screen/import_files.h"
#include "tui/screen/import_pick.h"
#include "tui/screen/ui_ask.h"
#include "tui/screen/ui_filter.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_column.h"

enum { HEAD_ROWS = 3, ROW_COLS = 7, KEY_COLS = 16, RESULT_COLS = 10, SHEET_COLS = 12 };

struct rows_view {
	struct view view;
	struct import_job *job; /* of the view below */
	struct view *home;
	struct import_run run;
	uint64_t token;   /* of the store when the run ended */
	bool is_outdated; /* others have changed the store since */
	struct ui_filter filter;
	size_t *shown; /* indices in run.v of the rows that match; owned */
	struct list_cursor cursor;
};

static struct rows_view *self(struct view *v)
{
	return (struct rows_view *)v;
}

/* ---- rows ---- */

static void match_rows(struct rows_view *r)
{
	struct buf text = {0};
	r->cursor.n = 0;
	for (size_t i = 0; i < r->run.n && r->shown; i++) {
		const struct import_wrong *w = &r->run.v[i];
		buf_clear(&text);
		buf_fmt(&text, "%zu %s %s", w->row, w->key, w->all);
		if (ui_filter_matches(&r->filter, buf_text(&text)))
			r->shown[r->cursor.n++] = i;
	}
	buf_release(&text);
}

static const struct import_wrong *selected(const struct rows_view *r)
{
	return r->cursor.n ? &r->run.v[r->shown[r->cursor.at]] : NULL;
}

/* Takes what a run came to in place of what is shown. */
static void take_run(struct rows_view *r, struct app *app, struct import_run *run)
{
	import_run_release(&r->run);
	r->run = *run;
	free(r->shown);
	r->shown = calloc(r->run.n + 1, sizeof *r->shown);
	if (!r->shown)
		app_fail(app, QUAD_ENOMEM, "");
	r->cursor.at = r->cursor.top = 0;
	r->token = db_token(app->store->db);
	r->is_outdated = false;
	match_rows(r);
}

static int look_whether_outdated(struct view *v, struct app *app)
{
	struct rows_view *r = self(v);
	r->is_outdated = r->run.dry_run && r->token != db_token(app->store->db);
	return 0;
}

/* ---- drawing ---- */

static const char *file_name(const struct rows_view *r)
{
	const char *slash = strrchr(r->job->path, '/');
	return slash ? slash + 1 : r->job->path;
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct rows_view *r = self(v);
	(void)app;
	buf_str(out, r->run.dry_run ? _("Rehearsal") : _("Import"));
	buf_fmt(out, "  %s", file_name(r));
	if (r->run.n)
		buf_fmt(out, "  %zu/%zu", r->cursor.n ? r->cursor.at + 1 : 0, r->cursor.n);
	if (ui_filter_is_set(&r->filter))
		buf_fmt(out, "  /%s", ui_filter_text(&r->filter));
}

/* What comes next, plainly. */
static void say_next(const struct rows_view *r, struct buf *out)
{
	size_t n = import_run_changes(&r->run);
	if (r->run.end != IMPORT_RAN && r->run.dry_run)
		buf_str(out, _("Nothing was changed. Esc goes back to the columns."));
	else if (r->run.dry_run && r->is_outdated)
		buf_str(out, _("Others have changed the store since: F2 decides each row anew."));
	else if (r->run.dry_run && n == 0)
		buf_str(out, _("Nothing was changed, and F2 would add or change no row."));
	else if (r->run.dry_run)
		buf_fmt(out,
		        ngettext("Nothing was changed yet: F2 brings %zu row into the store.",
		                 "Nothing was changed yet: F2 brings %zu rows into the store.", n),
		        n);
	else if (r->run.n)
		buf_str(out,
		        _("It is done, u takes it back. The rows below stay out: mend them, or the columns (Esc)."));
	else
		buf_str(out, _("It is done; u takes it back."));
}

/* The numbers of rows, a line. */
static void write_counts(const struct rows_view *r, struct buf *out)
{
	const char *counts = buf_text(&r->run.counts);
	buf_add(out, counts, strcspn(counts, "\n"));
}

/* How many rows of the screen stand above the list: the counts, what comes next, and a blank or the titles. */
static int head_rows(const struct rows_view *r)
{
	struct buf counts = {0};
	write_counts(r, &counts);
	bool is_long = text_width(buf_text(&counts)) > (size_t)term_cols();
	buf_release(&counts);
	return HEAD_ROWS + is_long;
}

static void draw_head(const struct rows_view *r, int top)
{
	struct buf counts = {0}, next = {0};
	int row = top + head_rows(r) - 2;
	write_counts(r, &counts);
	say_next(r, &next);
	term_wrapped(top, row, 0, term_cols(), ROLE_TITLE, buf_text(&counts));
	term_text(row, 0, term_cols(), r->run.end == IMPORT_RAN ? ROLE_GOOD : ROLE_BAD, buf_text(&next));
	buf_release(&counts);
	buf_release(&next);
}

static bool has_sheets(const struct rows_view *r)
{
	return r->run.n && r->run.v[0].sheet;
}

/* The texts of a row, in their columns: number, sheet, key, result, reasons. */
static void draw_cells(const struct rows_view *r, int row, enum term_role role, const char *const texts[5])
{
	const int widths[] = {ROW_COLS, has_sheets(r) ? SHEET_COLS : 0, KEY_COLS, RESULT_COLS, term_cols()};
	int col = 2;
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		int room = term_cols() - col, cols = widths[i] < room ? widths[i] : room;
		if (cols <= 0)
			continue;
		if (i == 0)
			term_text_right(row, col, cols - 1, role, texts[i]);
		else
			term_text(row, col, cols - 1, role, texts[i]);
		term_text(row, col + cols - 1, 1, role, "");
		col += cols;
	}
}

static void draw_row(const struct rows_view *r, const struct import_wrong *w, int row, bool is_selected)
{
	struct buf number = {0}, scratch = {0};
	if (w->row)
		buf_fmt(&number, "%zu", w->row);
	const char *result = column_value(NULL, "result", outcome_word(w->outcome), &scratch);
	const char *const texts[] = {buf_text(&number), w->sheet ? w->sheet : "", w->key, result, w->why};
	term_text(row, 0, 2, ROLE_CLASH, is_selected ? ">!" : " !");
	draw_cells(r, row, is_selected ? ROLE_SELECTED : ROLE_TEXT, texts);
	if (is_selected)
		term_cursor(row, 0);
	buf_release(&number);
	buf_release(&scratch);
}

static void draw_table(struct rows_view *r, int top, int bottom)
{
	const char *const titles[] = {column_title("row"), column_title("sheet"), column_title("key"),
	                              column_title("result"), column_title("reasons")};
	term_text(top, 0, term_cols(), ROLE_HEADER, "");
	draw_cells(r, top, ROLE_HEADER, titles);
	r->cursor.first_row = top + 1;
	int row = top + 1;
	for (size_t i = r->cursor.top; i < r->cursor.n && row < bottom; i++, row++)
		draw_row(r, &r->run.v[r->shown[i]], row, i == r->cursor.at);
	if (!r->cursor.n)
		term_text(top + 1, 2, term_cols() - 2, ROLE_DIM, _("nothing matches"));
}

static void draw_said(const struct rows_view *r, int top, int bottom)
{
	enum term_role role = r->run.end == IMPORT_RAN ? ROLE_TEXT : ROLE_BAD;
	for (const char *p = buf_text(&r->run.said); *p && top < bottom;) {
		size_t len = strcspn(p, "\n");
		struct buf line = {0};
		buf_add(&line, p, len);
		top = term_wrapped(top, bottom, 0, term_cols(), role, buf_text(&line));
		buf_release(&line);
		p += len + (p[len] == '\n');
	}
}

static int height_of(struct view *v, int top, int bottom)
{
	int rows = bottom - top - head_rows(self(v)) - ui_filter_rows(v);
	return rows > 0 ? rows : 0;
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	(void)app;
	list_cursor_fix(&self(v)->cursor, (size_t)height_of(v, top, bottom), false);
	return 0;
}

static void draw_rows(struct view *v, struct app *app, int top, int bottom)
{
	struct rows_view *r = self(v);
	int end = bottom - ui_filter_rows(v), head = head_rows(r);
	(void)app;
	draw_head(r, top);
	if (r->run.n)
		draw_table(r, top + head - 1, end);
	else
		draw_said(r, top + head, end);
	ui_filter_draw(&r->filter, v, end);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct rows_view *r = self(v);
	size_t height = (size_t)height_of(v, 1, term_rows() - 2);
	enum ui_filter_answer answer = ui_filter_event(&r->filter, v, app, ev, &r->cursor, height);
	if (answer == UI_FILTER_CHANGED)
		match_rows(r);
	if (answer != UI_FILTER_LEFT)
		return REACT_HANDLED;
	return list_cursor_event(&r->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_rows(struct view *v)
{
	struct rows_view *r = self(v);
	import_run_release(&r->run);
	ui_filter_release(&r->filter);
	free(r->shown);
	free(r);
}

/* ---- doing it ---- */

static void note_import(struct app *app, const struct rows_view *r)
{
	struct buf text = {0};
	buf_fmt(&text, _("the import of %s"), file_name(r));
	app_note(app, r->run.summary.action, buf_text(&text));
	buf_release(&text);
}

static unsigned rehearse_again(struct app *app, struct view *v)
{
	struct import_run run = {0};
	import_run(app, self(v)->job, true, &run);
	take_run(self(v), app, &run);
	return REACT_HANDLED;
}

static const char *why_not_done(struct app *app, struct view *v)
{
	struct rows_view *r = self(v);
	(void)app;
	if (!r->run.dry_run)
		return N_("it is done; Esc goes back to the columns, from where it is rehearsed again");
	return r->run.end == IMPORT_RAN ? NULL : N_("the list cannot be read so");
}

static unsigned do_import(struct app *app, struct view *v)
{
	struct rows_view *r = self(v);
	struct import_run run = {0};
	if (!app_follow(app))
		return REACT_HANDLED;
	app_look(app);
	import_run(app, r->job, false, &run);
	app_changed(app);
	take_run(r, app, &run);
	note_import(app, r);
	if (run.end == IMPORT_RAN)
		app_say(app, _("Imported: %.*s"), (int)strcspn(buf_text(&run.counts), "\n"), buf_text(&run.counts));
	else
		app_complain(app, _("Not all of it was imported"));
	return REACT_HANDLED;
}

/* ---- other actions ---- */

/* Appends the cells of a row, each after its header, if the row can still be read where it was. */
static void add_cells(struct app *app, const struct rows_view *r, const struct import_wrong *w, struct buf *out)
{
	struct import_file file;
	struct arena arena = {0};
	struct list_import ask;
	struct list_preview p = {0};
	int err = import_job_ask(r->job, &arena, &ask);
	bool opened = import_file_open(r->job->path, &file);
	ask.data = (struct bytes){buf_text(&file.whole), file.whole.len};
	ask.file = file.pieces.len ? &file.pieces : NULL;
	if (w->sheet)
		ask.sheet = w->sheet;
	if (!err && opened && w->row)
		err = list_preview(app->store, &ask, w->row - 1, &p);
	if (!err && p.n_rows && p.numbers[0] == w->row)
		for (size_t i = 0; i < p.n_columns; i++)
			buf_fmt(out, "%s%s: %s\n", i ? "" : "\n", p.columns[i].header, p.rows[0][i]);
	list_preview_release(&p);
	import_file_close(&file);
	arena_release(&arena);
}

/* The row under the cursor; where there is none, Enter is the last step. */
static unsigned open_row(struct app *app, struct view *v)
{
	struct rows_view *r = self(v);
	const struct import_wrong *w = selected(r);
	struct buf title = {0}, text = {0};
	const char *why = why_not_done(app, v);
	if (!w && r->run.n == 0 && !why)
		return do_import(app, v);
	if (!w) {
		app_complain(app, "%s", why && r->run.n == 0 ? _(why) : _("nothing matches"));
		return REACT_HANDLED;
	}
	import_add_row(&(struct list_row_report){.row = w->row, .sheet = w->sheet, .key = w->key}, &title);
	buf_fmt(&text, "%s", w->all);
	add_cells(app, r, w, &text);
	app_push(app, ui_text_new(buf_text(&title), buf_text(&text), true));
	buf_release(&title);
	buf_release(&text);
	return REACT_HANDLED;
}

static const char *why_no_notes(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->run.said.len || self(v)->run.counts.len ? NULL : N_("there is nothing to say");
}

static unsigned show_notes(struct app *app, struct view *v)
{
	struct rows_view *r = self(v);
	struct buf text = {0};
	buf_fmt(&text, "%s\n%s", buf_text(&r->run.counts), buf_text(&r->run.said));
	app_push(app, ui_text_new(_("What the import says"), buf_text(&text), true));
	buf_release(&text);
	return REACT_HANDLED;
}

static const char *why_no_type(struct app *app, struct view *v)
{
	const struct import_wrong *w = selected(self(v));
	(void)app;
	return w && w->type_word ? NULL : N_("it is for rows whose type word is not known");
}

static unsigned choose_type(struct app *app, struct view *v)
{
	struct rows_view *r = self(v);
	return import_pick_type(app, r->job, selected(r)->type_word, rehearse_again, v);
}

/* ---- the report ---- */

static const char *why_no_report(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->run.lines ? NULL : N_("there is no report of it");
}

static bool is_new_file(struct app *app, void *arg, const char *text, struct buf *out)
{
	struct buf path = {0};
	(void)app;
	(void)arg;
	import_files_expand(text, &path);
	FILE *f = fopen(buf_text(&path), "r");
	if (f)
		fclose(f);
	buf_str(out, f ? _("there is a file of that name already") : _("a new file, CSV: row, key, result, reasons"));
	buf_release(&path);
	return !f;
}

static unsigned write_report(struct app *app, void *arg, const char *text)
{
	struct rows_view *r = arg;
	struct buf path = {0};
	import_files_expand(text, &path);
	int err = import_run_write(&r->run, buf_text(&path));
	if (err)
		app_complain(app, _("cannot write %s: %s"), text, strerror(err));
	else
		app_say(app, _("The report of all rows is in %s"), text);
	buf_release(&path);
	return REACT_HANDLED;
}

static unsigned ask_report(struct app *app, struct view *v)
{
	struct rows_view *r = self(v);
	struct buf path = {0}, shown = {0};
	buf_fmt(&path, "%s-report.csv", r->job->path);
	import_files_tilde(buf_text(&path), &shown);
	struct asker ask = {.question = _("Write the report of all rows to which file?"),
	                    .hint = _("a path"),
	                    .text = buf_text(&shown),
	                    .understand = is_new_file,
	                    .answered = write_report,
	                    .arg = r};
	app_push(app, ui_ask_new(&ask));
	buf_release(&path);
	buf_release(&shown);
	return REACT_HANDLED;
}

/* When all is in, back is where one came from; else it is the columns. */
static unsigned go_back(struct app *app, struct view *v)
{
	struct rows_view *r = self(v);
	struct view *home = r->home;
	bool is_over = !r->run.dry_run && r->run.end == IMPORT_RAN && r->run.n == 0;
	if (ui_filter_is_set(&r->filter)) {
		ui_filter_clear(&r->filter, v);
		match_rows(r);
		return REACT_HANDLED;
	}
	if (!is_over || !home)
		return REACT_CLOSE;
	while (app->top != home)
		app_pop(app);
	return REACT_HANDLED;
}

/* clang-format off */
static const struct action actions[] = {
	{"import", {KEY_CODE_F2, KEY_CTRL('s')}, "F2 Ctrl-S", N_("import it"),
	 N_("bring the rows into the store"), why_not_done, do_import, NULL},
	{.common = &ui_text_help},
	{"back", {KEY_ESC_CODE, 'q', KEY_CODE_F10}, "Esc q F10", N_("back"),
	 N_("back to the columns; when all is in, to where you came from"), NULL, go_back, NULL},
	{"open", {KEY_ENTER_CODE}, "Enter", N_("reasons"),
	 N_("all reasons of the row, and its cells; where no row is wrong: import it"), NULL, open_row, NULL},
	{"kind", {'y', KEY_CODE_F7}, "y F7", N_("type"),
	 N_("say what kind of resource the row's type word is, and rehearse again"), why_no_type, choose_type, NULL},
	{"notes", {'n', KEY_CTRL('n')}, "n Ctrl-N", N_("notes"),
	 N_("all that is to be said of the file and its rows"), why_no_notes, show_notes, NULL},
	{"report", {'r', KEY_CTRL('w')}, "r Ctrl-W", N_("report"),
	 N_("write what became of every row to a CSV file"), why_no_report, ask_report, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter the rows as you type: number, code, reason"), NULL, ui_filter_open, NULL},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &action_quit},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST,
	.actions = actions,
	.load = look_whether_outdated,
	.window = fix_window,
	.title = write_title,
	.draw = draw_rows,
	.event = handle_event,
	.free = free_rows,
};

void ui_import_rows_open(struct app *app, struct import_job *job, struct view *home)
{
	struct rows_view *r = calloc(1, sizeof *r);
	struct import_run run = {0};
	if (!r) {
		app_fail(app, QUAD_ENOMEM, "");
		return;
	}
	r->view.ops = &ops;
	r->job = job;
	r->home = home;
	import_run(app, job, true, &run);
	take_run(r, app, &run);
	app_push(app, &r->view);
}
