/*
 * A report on the screen. It is run when it is opened, when its period or question changes, and again when the store
 * has changed if it takes no time that a person would notice; a slow one stays as it was until it is asked for again.
 * The picture is drawn in ASCII with colours: blocks are two columns wide on some terminals in East Asia.
 */
#include "tui/screen/ui_report.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/report/arrange.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/chart/chart_text.h"
#include "tui/cmd/cmd_report.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/report_page.h"
#include "tui/screen/report_period.h"
#include "tui/screen/report_run.h"
#include "tui/screen/ui_bookings.h"
#include "tui/screen/ui_choose.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_report_file.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_column.h"
#include "tui/words/words_report.h"

enum { QUICK_MS = 300, GAP = 2, TEXT_LEAST = 8 };

struct report_view {
	struct view view;
	struct input in;          /* holds the texts of the wish */
	struct arena words_arena; /* and these the words of the input */
	struct report_wish wish;
	struct report_period period;
	struct term_list terms;
	bool wanted; /* it must run, however long it took */
	bool old;    /* the store has changed since it ran */
	bool drawn;  /* as a picture */
	int64_t ms;  /* how long it took */
	struct report_page page;
	struct chart_lines lines; /* of the picture, for so many columns; 0 = to be made */
	int lines_cols;
	const char *subject; /* the column of the picture, NULL = what the report is about */
	size_t column, first_column;
	bool sorted, descending; /* by sort_column */
	size_t sort_column;
	struct ui_filter filter;
	struct list_cursor cursor;
};

static struct report_view *self(struct view *v)
{
	return (struct report_view *)v;
}

static const struct report_table *table_of(const struct report_view *r)
{
	return &r->page.table;
}

/* ---- reading ---- */

static void drop_picture(struct report_view *r)
{
	chart_lines_release(&r->lines);
	r->lines_cols = 0;
}

static void match_rows(struct report_view *r)
{
	report_page_match(&r->page, &r->filter);
	r->cursor.n = r->page.n_matching;
	drop_picture(r);
}

static int read_terms(struct report_view *r, struct app *app)
{
	arena_release(&r->terms.arena);
	r->terms = (struct term_list){0};
	return query_terms(app->store, &r->terms);
}

static int sort_again(struct report_view *r)
{
	int err = r->sorted ? report_page_sort(&r->page, r->sort_column, r->descending) : 0;
	if (!err)
		match_rows(r);
	return err;
}

static int take_table(struct report_view *r, struct report_table *table)
{
	int err = report_page_set(&r->page, table);
	r->old = false;
	if (r->column >= table_of(r)->n_columns)
		r->column = r->first_column = 0;
	if (r->sort_column >= table_of(r)->n_columns)
		r->sorted = false;
	return err ? err : sort_again(r);
}

static int run_wish(struct report_view *r, struct app *app)
{
	struct report_table table;
	const char *bad = NULL;
	int err = report_run_shown(app, &r->wish, &table, &bad, &r->ms);
	if (!err)
		err = take_table(r, &table);
	else if (err == QUAD_ESTOP)
		app_say(app, _("Stopped; F5 runs it again"));
	else if (bad)
		app_complain(app, _("The report has no column %s"), bad);
	report_table_release(&table);
	return bad || err == QUAD_ESTOP ? 0 : err;
}

static int load_report(struct view *v, struct app *app)
{
	struct report_view *r = self(v);
	bool runs = r->wanted || r->ms < QUICK_MS;
	int err = read_terms(r, app);
	if (err)
		return err;
	r->wanted = false;
	r->old = !runs;
	return runs ? run_wish(r, app) : 0;
}

static int make_picture(struct report_view *r)
{
	struct report_table part;
	struct chart chart = {0};
	struct chart_look look = {.cols = (size_t)term_cols() - 1, .ascii = true};
	drop_picture(r);
	int err = report_page_part(&r->page, &part);
	if (!err)
		err = chart_make(&part, r->subject, &chart);
	if (!err)
		err = chart_text(&chart, &look, &r->lines);
	r->lines_cols = term_cols();
	chart_release(&chart);
	report_table_release(&part);
	return err == QUAD_EINVAL ? 0 : err;
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	struct report_view *r = self(v);
	int err = 0;
	(void)app;
	if (r->drawn && r->lines_cols != term_cols())
		err = make_picture(r);
	r->cursor.n = r->drawn ? r->lines.n : r->page.n_matching;
	list_cursor_fix(&r->cursor, (size_t)(bottom - top - 1 - ui_filter_rows(v)), false);
	return err;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct report_view *r = self(v);
	const struct report_table *t = table_of(r);
	(void)app;
	buf_fmt(out, _("Report %s"), r->wish.ask.name);
	if (t->kind && *t->by)
		buf_fmt(out, _("  by %s"), column_title(t->by));
	buf_str(out, "  ");
	report_period_name(&r->period, &r->terms, out);
	if (r->period.span == SPAN_TERM)
		buf_str(out, "  ");
	if (r->period.span == SPAN_TERM || r->period.span == SPAN_OTHER)
		words_report_period(clock_day_start(r->period.from), clock_day_start(r->period.to), out);
	if (r->old)
		buf_fmt(out, "  %s", _("changed since"));
	if (ui_filter_is_set(&r->filter))
		buf_fmt(out, "  /%s", ui_filter_text(&r->filter));
	if (!r->drawn)
		buf_fmt(out, "  %zu/%zu", r->cursor.n ? r->cursor.at + 1 : 0, r->cursor.n);
}

static void draw_cell(const struct report_view *r, int row, int col, size_t column, enum term_role role,
                      const char *text)
{
	int cols = (int)r->page.widths[column];
	if (words_report_is_figure(table_of(r), column))
		term_text_right(row, col, cols, role, text);
	else
		term_text(row, col, cols, role, text);
}

/* The column in which the next one of a row begins, past the screen if there is no room for it. */
static int next_col(const struct report_view *r, int col, size_t column)
{
	return col + (int)r->page.widths[column] + GAP;
}

/* A figure is whole or not there; of a text its beginning is something. */
static bool has_room(const struct report_view *r, int col, size_t column)
{
	int cols = (int)r->page.widths[column], left = term_cols() - col;
	if (column == 0 || cols <= left)
		return true;
	return !words_report_is_figure(table_of(r), column) && left >= TEXT_LEAST;
}

/* The first column says what the row is, and stays; the others go by. */
static size_t next_column(const struct report_view *r, size_t column)
{
	return column == 0 && r->first_column > 1 ? r->first_column : column + 1;
}

static void draw_titles(const struct report_view *r, int row)
{
	int col = 1;
	term_text(row, 0, term_cols(), ROLE_HEADER, "");
	for (size_t i = 0; i < table_of(r)->n_columns && has_room(r, col, i); i = next_column(r, i)) {
		struct buf text = {0};
		const char *mark = r->descending ? "-" : "+";
		bool is_sorted = r->sorted && r->sort_column == i;
		buf_fmt(&text, "%s%s", r->page.titles[i], is_sorted ? mark : "");
		draw_cell(r, row, col, i, i == r->column ? ROLE_SELECTED : ROLE_HEADER, buf_text(&text));
		buf_release(&text);
		col = next_col(r, col, i);
	}
}

static void draw_row(const struct report_view *r, int row, size_t at, bool selected)
{
	const char *const *cells = r->page.cells + r->page.matching[at] * table_of(r)->n_columns;
	int col = 1;
	term_text(row, 0, 1, ROLE_TITLE, selected ? ">" : " ");
	for (size_t i = 0; i < table_of(r)->n_columns && has_room(r, col, i); i = next_column(r, i)) {
		draw_cell(r, row, col, i, selected ? ROLE_SELECTED : ROLE_TEXT, cells[i]);
		col = next_col(r, col, i);
	}
}

static const char *why_empty(const struct report_view *r)
{
	if (!table_of(r)->kind)
		return _("F5 runs the report");
	if (table_of(r)->n)
		return _("Nothing matches; Esc drops the filter");
	return _("Nothing in this time; [ earlier, ] later, m another span");
}

static void draw_rows(struct report_view *r, int top, int bottom)
{
	int row = top + 1;
	draw_titles(r, top);
	for (size_t at = r->cursor.top; at < r->page.n_matching && row < bottom; at++, row++) {
		draw_row(r, row, at, at == r->cursor.at);
		if (at == r->cursor.at)
			term_cursor(row, 0);
	}
	if (!r->page.n_matching)
		term_text(top + 2, 2, term_cols() - 2, ROLE_TEXT, why_empty(r));
}

static void draw_line(const struct chart_line *line, int row)
{
	static const enum term_role roles[] = {ROLE_TEXT, ROLE_HEAT_1, ROLE_HEAT_2, ROLE_HEAT_3, ROLE_HEAT_4};
	int col = 1;
	for (size_t i = 0; i < line->n; i++) {
		const struct chart_span *span = &line->v[i];
		int cols = (int)text_width(span->text);
		term_text(row, col, cols, span->level > 0 ? roles[span->level] : ROLE_TEXT, span->text);
		col += cols;
	}
}

static void draw_picture(struct report_view *r, int top, int bottom)
{
	int row = top + 1;
	for (size_t i = r->cursor.top; i < r->lines.n && row < bottom; i++, row++) {
		draw_line(&r->lines.v[i], row);
		if (i == r->cursor.at)
			term_cursor(row, 0);
	}
	if (!r->lines.n)
		term_text(top + 2, 2, term_cols() - 2, ROLE_TEXT, why_empty(r));
}

static void draw_report(struct view *v, struct app *app, int top, int bottom)
{
	struct report_view *r = self(v);
	int end = bottom - ui_filter_rows(v);
	(void)app;
	r->cursor.first_row = top + 1;
	if (r->drawn)
		draw_picture(r, top, end);
	else
		draw_rows(r, top, end);
	ui_filter_draw(&r->filter, v, bottom - 1);
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct report_view *r = self(v);
	size_t height = (size_t)(term_rows() - 4 - ui_filter_rows(v));
	switch (ui_filter_event(&r->filter, v, app, ev, &r->cursor, height)) {
	case UI_FILTER_CHANGED: match_rows(r); return REACT_HANDLED;
	case UI_FILTER_TAKEN: return REACT_HANDLED;
	case UI_FILTER_LEFT: break;
	}
	if (ev->type == EVENT_KEY && ev->key == KEY_ESC_CODE && ui_filter_is_set(&r->filter)) {
		ui_filter_clear(&r->filter, v);
		match_rows(r);
		return REACT_HANDLED;
	}
	return list_cursor_event(&r->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_report(struct view *v)
{
	struct report_view *r = self(v);
	input_release(&r->in);
	arena_release(&r->words_arena);
	arena_release(&r->terms.arena);
	report_page_release(&r->page);
	chart_lines_release(&r->lines);
	ui_filter_release(&r->filter);
	free(r);
}

/* ---- the period ---- */

static unsigned run_again(struct app *app, struct view *v)
{
	(void)app;
	self(v)->wanted = true;
	return REACT_RELOAD;
}

static unsigned take_period(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	r->wish.ask.from = clock_day_start(r->period.from);
	r->wish.ask.to = clock_day_start(r->period.to);
	r->cursor.at = 0;
	return run_again(app, v);
}

static unsigned shift_period(struct app *app, struct view *v, int step)
{
	struct report_view *r = self(v);
	if (report_period_shift(&r->period, &r->terms, step))
		return take_period(app, v);
	app_say(app, step > 0 ? _("There is no later term") : _("There is no earlier term"));
	return REACT_HANDLED;
}

static unsigned show_later(struct app *app, struct view *v)
{
	return shift_period(app, v, 1);
}

static unsigned show_earlier(struct app *app, struct view *v)
{
	return shift_period(app, v, -1);
}

/* Around the middle of what is shown, or today where that is in it. */
static unsigned choose_next_span(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	int64_t today = clock_local_day(app->now());
	int64_t day = (r->period.from + r->period.to) / 2;
	enum report_span next = r->period.span >= SPAN_YEAR ? SPAN_MONTH : r->period.span + 1;
	if (today >= r->period.from && today < r->period.to)
		day = today;
	if (next == SPAN_TERM && !r->terms.n)
		next = SPAN_SCHOOL_YEAR;
	report_period_set(&r->period, next, &r->terms, day);
	return take_period(app, v);
}

static const char *why_two_periods(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->wish.before_to ? N_("it compares two periods") : NULL;
}

/* ---- columns ---- */

static const char *why_no_table(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->drawn ? N_("v shows the table") : NULL;
}

/* Brings the current column onto the screen. */
static void scroll_to_column(struct report_view *r)
{
	if (r->column < r->first_column || r->column <= 1)
		r->first_column = r->column > 1 ? r->column : 0;
	for (;;) {
		int col = 1;
		size_t i = 0;
		while (i != r->column) {
			col = next_col(r, col, i);
			i = next_column(r, i);
		}
		if (has_room(r, col, r->column) || r->first_column >= r->column)
			return;
		r->first_column = r->first_column ? r->first_column + 1 : 2;
	}
}

static unsigned go_to_next_column(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	size_t n = table_of(r)->n_columns;
	(void)app;
	r->column = n ? (r->column + 1) % n : 0;
	scroll_to_column(r);
	return REACT_HANDLED;
}

static unsigned go_to_previous_column(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	size_t n = table_of(r)->n_columns;
	(void)app;
	r->column = n ? (r->column + n - 1) % n : 0;
	scroll_to_column(r);
	return REACT_HANDLED;
}

/* Figures begin with the most, names with the first; the same column again turns it round. */
static unsigned sort_by_column(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	bool again = r->sorted && r->sort_column == r->column;
	if (!table_of(r)->n_columns)
		return REACT_HANDLED;
	r->descending = again ? !r->descending : report_is_measure(table_of(r)->columns[r->column].type);
	r->sorted = true;
	r->sort_column = r->column;
	r->cursor.at = 0;
	int err = sort_again(r);
	if (err)
		app_fail(app, err, "report");
	return REACT_HANDLED;
}

/* ---- what is shown ---- */

static unsigned toggle_picture(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	(void)app;
	r->drawn = !r->drawn;
	r->cursor.at = r->cursor.top = 0;
	return REACT_HANDLED;
}

/* By the next of its dimensions. */
static const char *why_one_dimension(struct app *app, struct view *v)
{
	const struct report_kind *kind = report_kind_find(self(v)->wish.ask.name);
	(void)app;
	return kind && kind->by[0] && kind->by[1] ? NULL : N_("it has one form only");
}

static unsigned choose_next_dimension(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	const struct report_kind *kind = report_kind_find(r->wish.ask.name);
	const char *by = r->wish.ask.by ? r->wish.ask.by : kind->by[0];
	size_t i = 0;
	while (i + 1 < REPORT_DIMENSIONS && kind->by[i] && strcmp(kind->by[i], by) != 0)
		i++;
	bool is_last = i + 1 == REPORT_DIMENSIONS || !kind->by[i] || !kind->by[i + 1];
	r->wish.ask.by = is_last ? kind->by[0] : kind->by[i + 1];
	r->sorted = false;
	r->column = r->first_column = r->cursor.at = 0;
	return run_again(app, v);
}

static const struct report_source *source_of_row(const struct report_view *r)
{
	return &table_of(r)->rows[r->page.matching[r->cursor.at]].source;
}

/* True if it narrows the bookings of the period to some. */
static bool is_narrow(const struct report_source *source)
{
	const char *const texts[] = {source->resource, source->lender, source->borrower,
	                             source->owner,    source->campus, source->person};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i] && *texts[i])
			return true;
	return source->kind;
}

static const char *why_no_row(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	(void)app;
	if (r->drawn)
		return N_("v shows the table");
	if (r->cursor.at >= r->page.n_matching)
		return N_("nothing is shown");
	return is_narrow(source_of_row(r)) ? NULL : N_("the row is not of certain bookings");
}

static unsigned open_bookings(struct app *app, struct view *v)
{
	app_push(app, ui_bookings_behind(source_of_row(self(v))));
	return REACT_HANDLED;
}

static unsigned show_notes(struct app *app, struct view *v)
{
	struct report_view *r = self(v);
	struct buf text = {0};
	if (table_of(r)->kind) {
		buf_fmt(&text, "%s\n\n", words_report_about(r->wish.ask.name));
		words_report_footer(table_of(r), &text);
	}
	app_push(app, ui_text_new(r->wish.ask.name, buf_text(&text), true));
	buf_release(&text);
	return REACT_HANDLED;
}

/* ---- files ---- */

static const char *why_no_file(struct app *app, struct view *v)
{
	if (app->forced)
		return N_("over SSH no file is written; quad report NAME --format csv > FILE does");
	return table_of(self(v))->kind ? NULL : N_("nothing is shown");
}

static unsigned write_file(struct app *app, void *arg, const char *path)
{
	struct report_view *r = arg;
	struct report_table part;
	int err = report_page_part(&r->page, &part);
	if (err)
		app_fail(app, err, path);
	else
		ui_report_file_write(app, path, &part, r->subject);
	report_table_release(&part);
	return REACT_HANDLED;
}

static unsigned ask_file(struct app *app, struct view *v)
{
	return ui_report_file_ask(app, v, self(v)->wish.ask.name, write_file);
}

/* ---- the table of actions ---- */

static unsigned choose_report(struct app *app, struct view *v);

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_back},
	{.common = &action_quit},
	{"open", {KEY_ENTER_CODE}, "Enter", N_("its bookings"),
	 N_("the bookings behind the figure"), why_no_row, open_bookings, NULL},
	{"picture", {'v', KEY_CODE_INSERT}, "v Ins", N_("picture"),
	 N_("the table, or its picture"), NULL, toggle_picture, NULL},
	{"span", {'m', KEY_CODE_F9}, "m F9", N_("span"),
	 N_("a month, a term, a school year, a calendar year"), why_two_periods, choose_next_span, NULL},
	{"later", {']', 'n', KEY_CODE_RIGHT, KEY_CTRL('n')}, "] n Right Ctrl-N", N_("later"),
	 N_("the next period"), why_two_periods, show_later, NULL},
	{"earlier", {'[', 'p', KEY_CODE_LEFT, KEY_CTRL('p')}, "[ p Left Ctrl-P", NULL,
	 N_("the period before"), why_two_periods, show_earlier, NULL},
	{"by", {'y', KEY_CODE_F7}, "y F7", N_("by"),
	 N_("the next form: by resource, kind, campus..."), why_one_dimension, choose_next_dimension, NULL},
	{"column", {KEY_TAB_CODE}, "Tab", N_("column"),
	 N_("the next column, to sort by it"), why_no_table, go_to_next_column, NULL},
	{"column-before", {KEY_CODE_BACKTAB}, "Shift-Tab", NULL,
	 N_("the column before"), why_no_table, go_to_previous_column, NULL},
	{"sort", {'s', KEY_CODE_F6}, "s F6", N_("sort"),
	 N_("sort by the column; again turns it round"), why_no_table, sort_by_column, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of the row"), NULL, ui_filter_open, NULL},
	{"notes", {'i', KEY_CTRL('_')}, "i Ctrl-_", NULL,
	 N_("what has to be known to trust the figures"), NULL, show_notes, NULL},
	{"write", {'w', KEY_CTRL('w')}, "w Ctrl-W", N_("write"),
	 N_("write what is shown to a file: CSV, JSON, a workbook, SVG to print"), why_no_file, ask_file, NULL},
	{"again", {'r', KEY_CODE_F5}, "r F5", NULL,
	 N_("run it again"), NULL, run_again, NULL},
	{"report", {'o', KEY_CODE_F4}, "o F4", NULL,
	 N_("another report"), NULL, choose_report, NULL},
	{.common = &action_undo},
	{.common = &action_redo},
	{.common = &ui_prompt_command},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_report,
	.window = fix_window,
	.title = write_title,
	.draw = draw_report,
	.event = handle_event,
	.free = free_report,
};

/* ---- opening ---- */

/* The words stay with the view, since the wish points into them. NULL: no memory. */
static char **keep_words(struct report_view *r, int argc, char **argv)
{
	char **words = arena_alloc(&r->words_arena, ((size_t)argc + 1) * sizeof *words);
	for (int i = 0; words && i < argc; i++) {
		words[i] = arena_str(&r->words_arena, argv[i]);
		if (!words[i])
			return NULL;
	}
	return words;
}

/* The period that was asked for; this calendar year where none was. */
static void begin_period(struct report_view *r, struct app *app)
{
	struct report_ask *ask = &r->wish.ask;
	if (ask->to)
		r->period = (struct report_period){SPAN_OTHER, clock_local_day(ask->from),
		                                   clock_local_day(ask->to - 1) + 1};
	else
		report_period_set(&r->period, SPAN_YEAR, &r->terms, clock_local_day(app->now()));
}

static bool read_words(struct report_view *r, struct app *app, int argc, char **argv)
{
	struct buf message = {0};
	struct cmd_context c = {.cmd = cmd_find("report"),
	                        .store = app->store,
	                        .store_dir = app->store_dir,
	                        .store_name = app->store_name,
	                        .actor = app->actor,
	                        .now = app->now(),
	                        .via = VIA_SCREEN,
	                        .message = &message};
	enum cmd_status status = input_read(&r->in, &c, argc, argv, 1, 2);
	if (status == CMD_DONE)
		status = cmd_report_read(&r->in, &r->wish);
	if (status == CMD_DONE && !input_text(&r->in, "draw", &r->subject))
		status = CMD_USAGE;
	r->drawn = status == CMD_DONE && args_has(&r->in.args, "picture");
	if (status != CMD_DONE)
		app_complain(app, "%.*s", (int)strcspn(buf_text(&message), "\n"), buf_text(&message));
	r->in.c = NULL;
	buf_release(&message);
	return status == CMD_DONE;
}

static void open_report(struct app *app, int argc, char **argv)
{
	struct report_view *r = calloc(1, sizeof *r);
	char **words = r ? keep_words(r, argc, argv) : NULL;
	if (r)
		r->view.ops = &ops;
	if (!words) {
		if (r)
			free_report(&r->view);
		app_push(app, NULL);
		return;
	}
	if (!read_words(r, app, argc, words)) {
		free_report(&r->view);
		return;
	}
	r->wanted = true;
	begin_period(r, app);
	app_push(app, &r->view);
}

static unsigned open_chosen(struct app *app, void *arg, const char *key)
{
	struct arena arena = {0};
	char word[] = "report", *argv[] = {word, arena_str(&arena, key), NULL};
	(void)arg;
	if (argv[1])
		open_report(app, 2, argv);
	arena_release(&arena);
	return REACT_HANDLED;
}

static unsigned choose_report(struct app *app, struct view *v)
{
	struct choice rows[64];
	size_t n = 0;
	(void)v;
	for (const struct report_kind *k = report_kinds(); k->name && n < sizeof rows / sizeof *rows; k++)
		rows[n++] = (struct choice){k->name, words_report_about(k->name), "", ROLE_DIM};
	app_push(app, ui_choose_new(&(struct chooser){
			      .title = _("Which report?"), .rows = rows, .n = n, .chosen = open_chosen}));
	return REACT_HANDLED;
}

void ui_report_run(struct app *app, int argc, char **argv)
{
	if (argc == 1)
		choose_report(app, NULL);
	else
		open_report(app, argc, argv);
}
