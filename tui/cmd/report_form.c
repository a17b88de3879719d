/*
 * Two kinds of form: a table is for people, with titles and words in their language; all others keep the promised names
 * of columns and words.
 */
#include "tui/cmd/report_form.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/chart/chart_svg.h"
#include "tui/chart/chart_text.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_note.h"
#include "tui/words/words_report.h"

/* ---- which form ---- */

static const struct {
	const char *word;
	enum report_format format;
} formats[] = {
	{"table", REPORT_AS_TABLE}, {"csv", REPORT_AS_CSV}, {"json", REPORT_AS_JSON},
	{"xlsx", REPORT_AS_XLSX},   {"svg", REPORT_AS_SVG},
};

static const char *format_word(enum report_format format)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (formats[i].format == format)
			return formats[i].word;
	return "csv";
}

bool report_format_find(const char *word, enum report_format *out)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].word, word) == 0) {
			*out = formats[i].format;
			return true;
		}
	return false;
}

static enum cmd_status read_word(const struct input *in, const char *word, struct report_form *out)
{
	struct buf known = {0};
	if (report_format_find(word, &out->format)) {
		out->is_export = out->format != REPORT_AS_TABLE;
		return CMD_DONE;
	}
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		input_add_known(&known, formats[i].word);
	enum cmd_status status =
		input_wrong(in, _("report: --format takes one of %s, not \"%s\""), buf_text(&known), word);
	buf_release(&known);
	return status;
}

/* --format, --excel, --json; without any a table where somebody looks, else CSV. */
static enum cmd_status read_format(struct input *in, struct report_form *out)
{
	struct cmd_context *c = in->c;
	const char *word = args_get(&in->args, "format");
	bool excel = args_has(&in->args, "excel"), is_other = word ? strcmp(word, "csv") != 0 : c->json;
	*out = (struct report_form){.format = c->shows_table ? REPORT_AS_TABLE : REPORT_AS_CSV};
	if (excel && is_other)
		return input_wrong(in, _("--excel goes with CSV only"));
	if (excel)
		*out = (struct report_form){.format = REPORT_AS_EXCEL, .is_export = true};
	else if (word)
		return read_word(in, word, out);
	else if (c->json)
		out->format = REPORT_AS_JSON;
	return CMD_DONE;
}

enum cmd_status report_form_read(struct input *in, const char *name, struct report_form *out)
{
	enum cmd_status status = read_format(in, out);
	if (status != CMD_DONE)
		return status;
	out->draws = args_has(&in->args, "picture");
	if (!input_text(in, "draw", &out->subject))
		return CMD_USAGE;
	if (out->draws && out->format != REPORT_AS_TABLE)
		return input_wrong(in, _("report: --picture goes with a table; --format svg is a picture on paper"));
	if (out->format == REPORT_AS_XLSX && isatty(STDOUT_FILENO))
		return input_wrong(in, _("a workbook is nothing to show on a terminal: give it a file, > %s.xlsx"),
		                   name);
	return CMD_DONE;
}

/* ---- cells ---- */

static enum cell_type cell_type_of(enum report_cell_type type)
{
	switch (type) {
	case REPORT_TEXT:
	case REPORT_DATE: return CELL_TEXT;
	case REPORT_COUNT: return CELL_NUMBER;
	case REPORT_HOURS:
	case REPORT_PERCENT:
	case REPORT_MONEY:
	case REPORT_DECIMAL: return CELL_HUNDREDTHS;
	}
	return CELL_TEXT;
}

/* Columns by their names, or for people by their titles. NULL: no memory. */
static struct column *make_columns(struct report_table *t, bool worded)
{
	struct column *out = arena_alloc(&t->arena, (t->n_columns + 1) * sizeof *out);
	for (size_t i = 0; i < t->n_columns && out; i++) {
		struct buf title = {0};
		bool is_word = worded && !words_report_is_figure(t, i);
		words_report_title(t, i, &title);
		out[i].name = worded ? arena_str(&t->arena, buf_text(&title)) : t->columns[i].name;
		out[i].type = is_word ? CELL_TEXT : cell_type_of(t->columns[i].type);
		out = out[i].name ? out : NULL;
		buf_release(&title);
	}
	return out;
}

/* A text that is no longer than the row: a word of a person's language, or a date. */
static int set_text(struct arena *arena, const struct report_table *t, size_t row, size_t column, struct cell *out)
{
	struct buf text = {0};
	words_report_cell(t, &t->rows[row], column, &text);
	out->text = arena_str(arena, buf_text(&text));
	buf_release(&text);
	return out->text ? 0 : QUAD_ENOMEM;
}

static int write_row(struct cmd_context *c, const struct report_table *t, size_t row, bool worded, struct cell *cells)
{
	struct arena arena = {0};
	int err = 0;
	for (size_t i = 0; i < t->n_columns && !err; i++) {
		const struct report_cell *cell = &t->rows[row].cells[i];
		bool is_text = t->columns[i].type == REPORT_DATE || (worded && !words_report_is_figure(t, i));
		cells[i] = (struct cell){.text = cell->text, .number = cell->number, .none = cell->none};
		if (is_text && !cell->none)
			err = set_text(&arena, t, row, i, &cells[i]);
	}
	if (!err)
		err = c->rows->row(c->rows, cells);
	arena_release(&arena);
	return err;
}

static int write_rows(struct cmd_context *c, struct report_table *t, bool worded)
{
	const struct column *columns = make_columns(t, worded);
	struct cell *cells = arena_alloc(&t->arena, (t->n_columns + 1) * sizeof *cells);
	if (!columns || !cells)
		return QUAD_ENOMEM;
	int err = c->rows->begin(c->rows, columns, t->n_columns);
	for (size_t i = 0; i < t->n && !err; i++)
		err = write_row(c, t, i, worded, cells);
	return err ? err : c->rows->end(c->rows);
}

/* ---- what goes with it ---- */

static enum cmd_rows rows_of(enum report_format format)
{
	switch (format) {
	case REPORT_AS_TABLE: return CMD_ROWS_TABLE;
	case REPORT_AS_CSV: return CMD_ROWS_CSV;
	case REPORT_AS_EXCEL: return CMD_ROWS_EXCEL;
	case REPORT_AS_JSON: return CMD_ROWS_JSON;
	case REPORT_AS_XLSX: return CMD_ROWS_XLSX;
	case REPORT_AS_SVG: break; /* a text, no rows */
	}
	return CMD_ROWS_ANY;
}

void report_form_note(struct cmd_context *c, const struct report_form *form, const struct report_table *t,
                      const char *options)
{
	struct buf what = {0}, text = {0};
	buf_fmt(&what, "report %s", t->kind->name);
	buf_fmt(&text, "format %s%s; rows %zu", format_word(form->format), options, t->n);
	c->message->failed |= what.failed || text.failed;
	if (!what.failed && !text.failed)
		cmd_note_export(c, buf_text(&what), buf_text(&text));
	buf_release(&what);
	buf_release(&text);
}

/* Notes it with the options as they were given, as `export` does. */
static void note_given(const struct input *in, const struct report_form *form, const struct report_table *t)
{
	struct buf options = {0};
	for (size_t i = 0; i < in->args.n_given; i++) {
		const char *name = in->args.given[i].option->name, *value = in->args.given[i].value;
		if (strcmp(name, "format") != 0)
			buf_fmt(&options, "; --%s%s%s", name, *value ? " " : "", value);
	}
	report_form_note(in->c, form, t, buf_text(&options));
	buf_release(&options);
}

static void write_footer(struct cmd_context *c, enum report_format format, const struct buf *footer)
{
	if (c->quiet || format == REPORT_AS_XLSX || format == REPORT_AS_SVG)
		return;
	if (format == REPORT_AS_TABLE)
		buf_fmt(c->out, "\n%s", buf_text(footer));
	else
		buf_str(c->message, buf_text(footer));
}

/* ---- pictures ---- */

#define COLS_OTHERWISE 100 /* where nobody knows how wide it is */

static int write_picture(struct cmd_context *c, const struct chart *chart)
{
	struct chart_lines lines;
	struct chart_look look = {.cols = c->cols ? c->cols : COLS_OTHERWISE, .ascii = c->ascii};
	int err = chart_text(chart, &look, &lines);
	buf_str(c->out, lines.n ? "\n" : "");
	if (!err)
		chart_lines_add(&lines, c->out);
	chart_lines_release(&lines);
	return err;
}

/* The picture as a sheet of a workbook has it; an empty one if there is nothing to draw. */
static int make_grid(const struct chart *chart, struct arena *arena, struct xlsx_grid *out)
{
	size_t n = chart->n_rows * chart->n_columns;
	struct cell *cells = arena_alloc(arena, (n + 1) * sizeof *cells);
	int *levels = arena_alloc(arena, (n + 1) * sizeof *levels);
	if (!cells || !levels)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct report_cell *cell = &chart->cells[i];
		cells[i] = (struct cell){.number = cell->number, .none = cell->none};
		levels[i] = cell->none ? 0 : chart_level(chart, cell->number);
	}
	*out = (struct xlsx_grid){.title = chart->measure,
	                          .row_names = chart->row_names,
	                          .column_names = chart->column_names,
	                          .n_rows = chart->form == PICTURE_NONE ? 0 : chart->n_rows,
	                          .n_columns = chart->n_columns,
	                          .cells = cells,
	                          .type = chart->type == REPORT_COUNT ? CELL_NUMBER : CELL_HUNDREDTHS,
	                          .levels = levels,
	                          .bars = chart->form == PICTURE_BARS || chart->form == PICTURE_LINE,
	                          .most = chart->max > -chart->min ? chart->max : -chart->min};
	return 0;
}

static enum cmd_status fail_picture(struct cmd_context *c, const struct report_form *form, int err)
{
	if (err != QUAD_EINVAL)
		return cmd_fail(c, err, "report");
	buf_fmt(c->message, _("report: the picture shows a column of figures, not \"%s\"\n"), form->subject);
	return CMD_USAGE;
}

static bool has_picture(const struct report_form *form)
{
	return form->draws || form->format == REPORT_AS_SVG || form->format == REPORT_AS_XLSX;
}

/* ---- all of it ---- */

static int write_form(struct cmd_context *c, const struct report_form *form, struct report_table *t,
                      const struct chart *chart, const struct buf *footer)
{
	if (footer->failed)
		return QUAD_ENOMEM;
	if (form->format == REPORT_AS_SVG)
		return chart_svg(chart, t, c->out);
	int err = write_rows(c, t, form->format == REPORT_AS_TABLE);
	return !err && form->draws ? write_picture(c, chart) : err;
}

int report_form_put(struct cmd_context *c, const struct report_form *form, struct report_table *t,
                    const struct chart *chart)
{
	struct buf footer = {0};
	struct xlsx_grid grid = {0};
	words_report_footer(t, &footer);
	c->format = rows_of(form->format);
	c->rows_name = t->kind->name;
	c->rows_notes = buf_text(&footer);
	int err = form->format == REPORT_AS_XLSX ? make_grid(chart, &t->arena, &grid) : 0;
	c->rows_grid = grid.n_rows ? &grid : NULL;
	if (!err)
		err = write_form(c, form, t, chart, &footer);
	c->rows_notes = NULL;
	c->rows_grid = NULL;
	if (!err)
		write_footer(c, form->format, &footer);
	buf_release(&footer);
	return err;
}

enum cmd_status report_form_write(struct input *in, const struct report_form *form, struct report_table *t)
{
	struct cmd_context *c = in->c;
	struct chart chart = {0};
	int err = has_picture(form) ? chart_make(t, form->subject, &chart) : 0;
	if (err) {
		chart_release(&chart);
		return fail_picture(c, form, err);
	}
	err = report_form_put(c, form, t, &chart);
	if (form->is_export && (!err || err == QUAD_ESTOP))
		note_given(in, form, t);
	chart_release(&chart);
	return err ? cmd_fail(c, err, "report") : CMD_DONE;
}
