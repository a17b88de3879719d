/*
 * Rows onto a stream. A cell becomes text once (CSV and table alike); JSON has its own forms of numbers, times and
 * truth. Text is gathered and written in portions. Only the table keeps rows: the first KEEP of them, from which the
 * widths of its columns are taken. A workbook is the engine's own sink, to which all is passed on.
 */
#include "tui/base/out.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "store/format/csv.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "tui/base/text.h"

#define PORTION_BYTES 65536
#define KEEP 200       /* rows by which a table is measured */
#define NARROWEST 8    /* columns; a text is not squeezed below it */
#define WIDEST 60      /* columns of a text, however wide the terminal */

static int write_portion(struct out *o, size_t limit)
{
	if (o->text.failed)
		return QUAD_ENOMEM;
	if (o->text.len < limit || o->text.len == 0)
		return 0;
	struct buf *written = &o->text;
	if (o->options.shown) {
		written = &o->plain;
		buf_clear(written);
		text_shown(written, o->text.p, o->text.len);
	}
	if (written->failed)
		return QUAD_ENOMEM;
	errno = 0;
	bool done = fwrite(buf_text(written), 1, written->len, o->file) == written->len && !ferror(o->file);
	if (!done)
		o->error = errno ? errno : EIO;
	buf_clear(&o->text);
	return done ? 0 : QUAD_ESTOP;
}

/* ---- cells ---- */

static bool is_none(const struct column *column, const struct cell *cell)
{
	return cell->none || (column->type == CELL_TEXT && !cell->text);
}

/* The digits of a number, written at the end of scratch. */
static const char *number_text(int64_t number, char scratch[CLOCK_TEXT_MAX])
{
	size_t at = CLOCK_TEXT_MAX - 1;
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	scratch[at] = '\0';
	for (; left > 9; left /= 10)
		scratch[--at] = (char)('0' + left % 10);
	scratch[--at] = (char)('0' + left);
	if (number < 0)
		scratch[--at] = '-';
	return scratch + at;
}

/* Times often are those of the row before. */
static const char *time_text(struct out *o, int64_t at_min)
{
	if (!*o->time || o->time_min != at_min)
		clock_format(at_min, o->time);
	o->time_min = at_min;
	return o->time;
}

/* The cell's text; scratch holds what is not text already. */
static const char *cell_text(struct out *o, size_t i, const struct cell *cell, char scratch[CLOCK_TEXT_MAX])
{
	const struct column *column = &o->columns[i];
	if (is_none(column, cell))
		return "";
	switch (column->type) {
	case CELL_TEXT: return cell->text;
	case CELL_TIME: return time_text(o, cell->number);
	case CELL_BOOL: return cell->number ? "true" : "false";
	case CELL_HUNDREDTHS: return cell_hundredths(cell->number, scratch);
	case CELL_NUMBER: break;
	}
	return number_text(cell->number, scratch);
}

static const char *rows_name(const struct out *o)
{
	return o->options.name ? *o->options.name : NULL;
}

/* The same as a person reads it in a table. */
static const char *cell_words(struct out *o, size_t i, const struct cell *cell, char scratch[CLOCK_TEXT_MAX])
{
	const struct column *column = &o->columns[i];
	const char *text = cell_text(o, i, cell, scratch);
	bool is_word = column->type == CELL_TEXT || column->type == CELL_BOOL;
	return o->options.value && is_word ? o->options.value(rows_name(o), column->name, text, &o->scratch) : text;
}

static const char *column_words(const struct out *o, size_t i)
{
	return o->options.title ? o->options.title(o->columns[i].name) : o->columns[i].name;
}

/* How many bytes stand at the beginning of s that JSON takes as they are, ASCII only. */
static size_t plain_length(const char *s)
{
	size_t n = 0;
	while (s[n] >= ' ' && s[n] < 0x7f && s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

void out_json_text(struct buf *b, const char *s)
{
	size_t len = strlen(s);
	buf_char(b, '"');
	for (size_t i = 0; i < len;) {
		uint32_t c;
		size_t plain = plain_length(s + i);
		buf_add(b, s + i, plain);
		i += plain;
		int n = utf8_next(s + i, len - i, &c);
		if (n == 0)
			break;
		if (n < 0)
			buf_str(b, "\\ufffd");
		else if (c == '"' || c == '\\')
			buf_fmt(b, "\\%c", (int)c);
		else if (utf8_is_control(c))
			buf_fmt(b, "\\u%04" PRIx32, c); /* all of them are below U+10000 */
		else
			buf_add(b, s + i, (size_t)n);
		i += n < 0 ? 1 : (size_t)n;
	}
	buf_char(b, '"');
}

void out_json_time(struct buf *b, int64_t at_min)
{
	char text[CLOCK_TEXT_MAX];
	buf_fmt(b, "\"%s\"", clock_format_rfc3339(at_min, text));
}

static void add_json(struct buf *b, const struct column *column, const struct cell *cell)
{
	char scratch[CLOCK_TEXT_MAX];
	if (is_none(column, cell))
		buf_str(b, "null");
	else if (column->type == CELL_TEXT)
		out_json_text(b, cell->text);
	else if (column->type == CELL_TIME)
		out_json_time(b, cell->number);
	else if (column->type == CELL_HUNDREDTHS)
		buf_str(b, cell_hundredths(cell->number, scratch));
	else if (column->type == CELL_BOOL)
		buf_str(b, cell->number ? "true" : "false");
	else
		buf_str(b, number_text(cell->number, scratch));
}

/* ---- tables ---- */

static enum text_align align_of(const struct column *column)
{
	return column->type == CELL_NUMBER || column->type == CELL_HUNDREDTHS ? TEXT_RIGHT : TEXT_LEFT;
}

static bool may_squeeze(const struct out *o, size_t column)
{
	return column > 0 && o->columns[column].type == CELL_TEXT && o->widths[column] > NARROWEST;
}

/* The widest columns of text give way until the table fits, if it can. */
static void squeeze_columns(struct out *o)
{
	size_t total = o->n_columns ? 2 * (o->n_columns - 1) : 0;
	for (size_t i = 0; i < o->n_columns; i++) {
		if (may_squeeze(o, i) && o->widths[i] > WIDEST)
			o->widths[i] = WIDEST;
		total += o->widths[i];
	}
	while (o->options.cols && total > o->options.cols) {
		size_t widest = 0;
		for (size_t i = 1; i < o->n_columns; i++)
			if (may_squeeze(o, i) && (widest == 0 || o->widths[i] > o->widths[widest]))
				widest = i;
		if (widest == 0)
			break;
		o->widths[widest]--;
		total--;
	}
}

static void add_table_cell(struct out *o, size_t i, const char *s)
{
	size_t width = o->widths[i];
	if (i > 0)
		buf_str(&o->text, "  ");
	if (i == 0 && text_width(s) > width) /* what names the row is never cut */
		text_plain(&o->text, s);
	else
		text_fit(&o->text, s, width, align_of(&o->columns[i]));
	if (i + 1 < o->n_columns || o->text.failed)
		return;
	while (o->text.len > 0 && o->text.p[o->text.len - 1] == ' ')
		o->text.p[--o->text.len] = '\0';
}

/* Widths from the header and what was kept, and both go out. */
static int measure_columns(struct out *o)
{
	o->measured = true;
	for (size_t i = 0; i < o->n_columns; i++)
		o->widths[i] = text_width(column_words(o, i));
	for (size_t i = 0; i < o->n_kept; i++) {
		size_t width = text_width(o->kept[i]);
		if (width > o->widths[i % o->n_columns])
			o->widths[i % o->n_columns] = width;
	}
	squeeze_columns(o);
	if (o->options.heading)
		buf_str(&o->text, "\033[1m");
	for (size_t i = 0; i < o->n_columns; i++)
		add_table_cell(o, i, column_words(o, i));
	if (o->options.heading)
		buf_str(&o->text, "\033[0m");
	buf_char(&o->text, '\n');
	for (size_t i = 0; i < o->n_kept; i++) {
		add_table_cell(o, i % o->n_columns, o->kept[i]);
		if ((i + 1) % o->n_columns == 0)
			buf_char(&o->text, '\n');
	}
	o->n_kept = 0;
	return write_portion(o, PORTION_BYTES);
}

static int keep_row(struct out *o, const struct cell *cells)
{
	char scratch[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < o->n_columns; i++) {
		char **kept = array_grow(o->kept, &o->cap_kept, o->n_kept, sizeof *kept);
		if (!kept)
			return QUAD_ENOMEM;
		o->kept = kept;
		o->kept[o->n_kept] = arena_str(&o->arena, cell_words(o, i, &cells[i], scratch));
		if (!o->kept[o->n_kept++])
			return QUAD_ENOMEM;
	}
	return o->n_rows == KEEP ? measure_columns(o) : 0;
}

/* ---- the sink ---- */

static bool is_csv(const struct out *o)
{
	return o->options.format == OUT_CSV || o->options.format == OUT_EXCEL;
}

static void add_csv_cell(struct out *o, size_t i, const char *text)
{
	if (o->options.format == OUT_EXCEL)
		csv_put_guarded(&o->text, text, i == 0);
	else
		csv_put(&o->text, text, i == 0);
}

static void end_csv_row(struct out *o)
{
	if (o->options.format == OUT_EXCEL)
		buf_str(&o->text, "\r\n");
	else
		csv_put_end(&o->text);
}

/* The stream's failure is kept as that of any other format. */
static int of_book(struct out *o, int err)
{
	if (xlsx_write_fault(o->book)->problem == XLSX_WRITE_OUTPUT)
		o->error = xlsx_write_fault(o->book)->error;
	return err;
}

static int begin_book(struct out *o, const struct column *columns, size_t n)
{
	int err = xlsx_write_new(o->file, rows_name(o) ? rows_name(o) : "rows", &o->book);
	if (!err && o->options.remark && *o->options.remark)
		xlsx_write_remark(o->book, *o->options.remark);
	if (!err && o->options.grid && *o->options.grid)
		xlsx_write_grid(o->book, *o->options.grid);
	if (!err && o->options.notes && *o->options.notes)
		xlsx_write_notes(o->book, *o->options.notes);
	return err ? err : of_book(o, xlsx_write_sink(o->book)->begin(xlsx_write_sink(o->book), columns, n));
}

static int begin_rows(struct table_sink *sink, const struct column *columns, size_t n)
{
	struct out *o = (struct out *)sink;
	if (o->options.format == OUT_XLSX)
		return begin_book(o, columns, n);
	o->columns = arena_alloc(&o->arena, (n + 1) * sizeof *o->columns);
	o->widths = arena_alloc(&o->arena, (n + 1) * sizeof *o->widths);
	if (!o->columns || !o->widths)
		return QUAD_ENOMEM;
	memcpy(o->columns, columns, n * sizeof *columns);
	o->n_columns = n;
	o->begun = true;
	if (o->options.format == OUT_EXCEL)
		buf_str(&o->text, "\xef\xbb\xbf");
	for (size_t i = 0; i < n && is_csv(o); i++)
		add_csv_cell(o, i, columns[i].name);
	if (is_csv(o))
		end_csv_row(o);
	else if (o->options.format == OUT_JSON)
		buf_char(&o->text, '[');
	return write_portion(o, PORTION_BYTES);
}

static void row_csv(struct out *o, const struct cell *cells)
{
	char scratch[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < o->n_columns; i++)
		add_csv_cell(o, i, cell_text(o, i, &cells[i], scratch));
	end_csv_row(o);
}

static void row_json(struct out *o, const struct cell *cells)
{
	buf_str(&o->text, o->n_rows > 1 ? ",\n {" : "\n {");
	for (size_t i = 0; i < o->n_columns; i++) {
		if (i > 0)
			buf_str(&o->text, ", ");
		out_json_text(&o->text, o->columns[i].name);
		buf_str(&o->text, ": ");
		add_json(&o->text, &o->columns[i], &cells[i]);
	}
	buf_char(&o->text, '}');
}

static void row_table(struct out *o, const struct cell *cells)
{
	char scratch[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < o->n_columns; i++)
		add_table_cell(o, i, cell_words(o, i, &cells[i], scratch));
	buf_char(&o->text, '\n');
}

static int write_row(struct table_sink *sink, const struct cell *cells)
{
	struct out *o = (struct out *)sink;
	o->n_rows++;
	if (o->book)
		return of_book(o, xlsx_write_sink(o->book)->row(xlsx_write_sink(o->book), cells));
	if (o->options.format == OUT_TABLE && !o->measured)
		return keep_row(o, cells);
	if (is_csv(o))
		row_csv(o, cells);
	else if (o->options.format == OUT_JSON)
		row_json(o, cells);
	else
		row_table(o, cells);
	return write_portion(o, PORTION_BYTES);
}

static int end_rows(struct table_sink *sink)
{
	struct out *o = (struct out *)sink;
	if (o->book)
		return of_book(o, xlsx_write_sink(o->book)->end(xlsx_write_sink(o->book)));
	if (o->options.format == OUT_TABLE && !o->measured) {
		int err = measure_columns(o);
		if (err)
			return err;
	}
	if (o->options.format == OUT_JSON)
		buf_str(&o->text, o->n_rows ? "\n]\n" : "]\n");
	return write_portion(o, 0);
}

void out_init(struct out *o, FILE *file, const struct out_options *options)
{
	*o = (struct out){.sink = {begin_rows, write_row, end_rows}, .file = file, .options = *options};
}

void out_release(struct out *o)
{
	xlsx_write_free(o->book);
	buf_release(&o->text);
	buf_release(&o->plain);
	buf_release(&o->scratch);
	free(o->kept);
	arena_release(&o->arena);
	*o = (struct out){0};
}
