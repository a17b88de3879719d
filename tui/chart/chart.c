/*
 * The picture is made of any table: what says what a row is becomes names, one column becomes numbers. A grid takes its
 * columns from the first name and its rows from the others; a matrix has the first, the lender, in its rows.
 */
#include "tui/chart/chart.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/table.h"
#include "store/report/arrange.h"
#include "tui/base/locale.h"
#include "tui/words/words_report.h"

/* ---- which column ---- */

/* What a report is about where that is not the first of its percentages, hours or amounts. */
static const struct {
	const char *report, *column;
} subjects[] = {
	{"balance", "net_hours"}, {"idle", "free_hours"},     {"score", "score"},       {"fund", "amount"},
	{"unmet", "unmet"},       {"coverage", "used_hours"}, {"coordination", "both"}, {"specialisation", "index"},
	{"evaluations", "mean"},  {"ministry", "total"},
};

static size_t first_of_type(const struct report_table *t, size_t from, enum report_cell_type type)
{
	while (from < t->n_columns && t->columns[from].type != type)
		from++;
	return from;
}

static bool ends_in(const char *name, const char *ending)
{
	size_t len = strlen(name), end = strlen(ending);
	return len >= end && strcmp(name + len - end, ending) == 0;
}

static size_t find_subject(const struct report_table *t)
{
	static const enum report_cell_type order[] = {REPORT_PERCENT, REPORT_HOURS, REPORT_MONEY, REPORT_DECIMAL,
	                                              REPORT_COUNT};
	size_t from = report_key_columns(t);
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
		size_t column = report_column_find(t, subjects[i].column);
		if (strcmp(subjects[i].report, t->kind->name) == 0 && column < t->n_columns)
			return column;
	}
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		size_t column = first_of_type(t, from, order[i]);
		/* of a comparison, what has changed */
		while (t->before_to && column < t->n_columns && !ends_in(t->columns[column].name, "_change"))
			column = first_of_type(t, column + 1, order[i]);
		if (column < t->n_columns)
			return column;
	}
	return t->n_columns;
}

/* Years stand under each other in it. */
static bool is_joined(const struct report_table *t)
{
	return t->n_columns && t->columns[0].type == REPORT_COUNT && strcmp(t->columns[0].name, "year") == 0;
}

/* ---- names ---- */

/* The words of columns from..to of a row, a blank between them; NULL: no memory. */
static const char *name_row(struct chart *c, const struct report_table *t, size_t row, size_t from, size_t to)
{
	struct buf text = {0};
	for (size_t i = from; i < to; i++) {
		struct buf word = {0};
		words_report_cell(t, &t->rows[row], i, &word);
		/* what has no name of its own is called by its code */
		if (strcmp(buf_text(&text), buf_text(&word)) != 0)
			buf_fmt(&text, "%s%s", text.len ? " " : "", buf_text(&word));
		buf_release(&word);
	}
	const char *name = text.failed ? NULL : arena_str(&c->arena, buf_text(&text));
	buf_release(&text);
	return name;
}

/* Names of one side of a grid, in the order of the cells that they are made of. */
struct axis {
	const struct report_table *t;
	size_t from, to; /* the columns of the table that make the names */
	const char **names;
	size_t *rows; /* of the table, one of each name */
	size_t *n;
};

static int compare_rows(const struct axis *a, size_t x, size_t y)
{
	int order = 0;
	for (size_t i = a->from; i < a->to && order == 0; i++)
		order = report_cell_compare(a->t->columns[i].type, &a->t->rows[x].cells[i], &a->t->rows[y].cells[i]);
	return order;
}

/* The place of a row's name; if it is new, where it is to stand. */
static size_t find_place(const struct axis *a, size_t row)
{
	size_t lo = 0, hi = *a->n;
	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		if (compare_rows(a, a->rows[middle], row) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

static int make_axis(struct chart *c, struct axis *a)
{
	a->rows = arena_alloc(&c->arena, (a->t->n + 1) * sizeof *a->rows);
	if (!a->rows)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < a->t->n; i++) {
		size_t at = find_place(a, i);
		if (at < *a->n && compare_rows(a, a->rows[at], i) == 0)
			continue;
		memmove(a->rows + at + 1, a->rows + at, (*a->n - at) * sizeof *a->rows);
		a->rows[at] = i;
		++*a->n;
	}
	for (size_t i = 0; i < *a->n; i++) {
		a->names[i] = name_row(c, a->t, a->rows[i], a->from, a->to);
		if (!a->names[i])
			return QUAD_ENOMEM;
	}
	return 0;
}

/* ---- numbers ---- */

static void put_cell(struct chart *c, size_t row, size_t column, const struct report_cell *cell)
{
	c->cells[row * c->n_columns + column] = *cell;
	if (cell->none)
		return;
	c->min = cell->number < c->min ? cell->number : c->min;
	c->max = cell->number > c->max ? cell->number : c->max;
}

static int make_cells(struct chart *c)
{
	size_t n = c->n_rows * c->n_columns;
	c->cells = arena_alloc(&c->arena, (n + 1) * sizeof *c->cells);
	for (size_t i = 0; i < n && c->cells; i++)
		c->cells[i] = (struct report_cell){.text = "", .none = true};
	return c->cells ? 0 : QUAD_ENOMEM;
}

/* Bars and lines: a name and a number for each row. Beyond two columns, and the year, a name says no more. */
static int make_list(struct chart *c, const struct report_table *t, size_t column)
{
	size_t n_keys = report_key_columns(t), most = 2 + is_joined(t);
	n_keys = n_keys < most ? n_keys : most;
	c->n_rows = t->n;
	c->n_columns = 1;
	c->column_names[0] = "";
	int err = make_cells(c);
	for (size_t i = 0; i < t->n && !err; i++) {
		c->row_names[i] = name_row(c, t, i, 0, n_keys);
		put_cell(c, i, 0, &t->rows[i].cells[column]);
		err = c->row_names[i] ? 0 : QUAD_ENOMEM;
	}
	return err;
}

static int make_grid(struct chart *c, const struct report_table *t, size_t column)
{
	size_t n_keys = report_key_columns(t);
	bool first_in_rows = c->form == PICTURE_MATRIX;
	struct axis first = {.t = t, .from = 0, .to = 1}, others = {.t = t, .from = 1, .to = n_keys};
	struct axis *rows = first_in_rows ? &first : &others, *columns = first_in_rows ? &others : &first;
	rows->names = c->row_names;
	rows->n = &c->n_rows;
	columns->names = c->column_names;
	columns->n = &c->n_columns;
	int err = make_axis(c, rows);
	if (!err)
		err = make_axis(c, columns);
	if (!err)
		err = make_cells(c);
	for (size_t i = 0; i < t->n && !err; i++)
		put_cell(c, find_place(rows, i), find_place(columns, i), &t->rows[i].cells[column]);
	return err;
}

/* A grid needs two names, and each pair of them once. */
static enum report_picture form_of(const struct report_table *t)
{
	bool is_grid = t->kind->picture == PICTURE_HEAT || t->kind->picture == PICTURE_MATRIX;
	if (is_grid && (report_key_columns(t) < 2 || is_joined(t)))
		return PICTURE_BARS;
	/* several lines are a grid of what they are of and the years */
	if (t->kind->picture == PICTURE_LINE && report_key_columns(t) == 2)
		return strcmp(t->columns[1].name, "year") == 0 ? PICTURE_MATRIX : PICTURE_BARS;
	return t->kind->picture == PICTURE_NONE ? PICTURE_BARS : t->kind->picture;
}

/* What is drawn, and which way round. NULL: no memory. */
static const char *name_matrix(struct chart *c, const struct report_table *t, const char *measure)
{
	struct buf rows = {0}, columns = {0};
	words_report_title(t, 0, &rows);
	words_report_title(t, 1, &columns);
	const char *name =
		arena_fmt(&c->arena, _("%s: %s in rows, %s in columns"), measure, buf_text(&rows), buf_text(&columns));
	buf_release(&rows);
	buf_release(&columns);
	return name;
}

/* A column's title, with its unit if the title of this language does not end with it. */
static void add_measure(const struct report_table *t, size_t column, struct buf *out)
{
	words_report_title(t, column, out);
	const char *title = buf_text(out);
	size_t len = strlen(title);
	bool says_unit = len && title[len - 1] == '%';
	if (t->columns[column].type == REPORT_PERCENT && !says_unit)
		buf_str(out, " (%)");
}

int chart_make(const struct report_table *t, const char *column, struct chart *out)
{
	size_t subject = column ? report_column_find(t, column) : find_subject(t);
	struct buf title = {0};
	*out = (struct chart){.form = PICTURE_NONE, .measure = ""};
	if (subject == t->n_columns)
		return column ? QUAD_EINVAL : 0;
	if (!report_is_measure(t->columns[subject].type))
		return QUAD_EINVAL;
	add_measure(t, subject, &title);
	out->form = form_of(t);
	out->type = t->columns[subject].type;
	out->measure = out->form == PICTURE_MATRIX ? name_matrix(out, t, buf_text(&title))
	                                           : arena_str(&out->arena, buf_text(&title));
	out->row_names = arena_alloc(&out->arena, (t->n + 1) * sizeof *out->row_names);
	out->column_names = arena_alloc(&out->arena, (t->n + 1) * sizeof *out->column_names);
	buf_release(&title);
	if (!out->measure || !out->row_names || !out->column_names)
		return QUAD_ENOMEM;
	bool is_grid = out->form == PICTURE_HEAT || out->form == PICTURE_MATRIX;
	return is_grid ? make_grid(out, t, subject) : make_list(out, t, subject);
}

void chart_release(struct chart *c)
{
	arena_release(&c->arena);
	*c = (struct chart){0};
}

/* ---- how much ---- */

/* Where not even half is reached, quarters of 100 % would tell little apart. */
#define PERCENT_SCALE_FROM 5000

static int64_t whole_of(const struct chart *c)
{
	int64_t most = c->max > -c->min ? c->max : -c->min;
	return c->type == REPORT_PERCENT && most >= PERCENT_SCALE_FROM ? 10000 : most;
}

int64_t chart_level_from(const struct chart *c, int level)
{
	int64_t whole = whole_of(c);
	if (level <= 1)
		return 1;
	return whole / CHART_LEVELS * (level - 1) +
	       (whole % CHART_LEVELS * (level - 1) + CHART_LEVELS - 1) / CHART_LEVELS;
}

int chart_level(const struct chart *c, int64_t number)
{
	int64_t amount = number < 0 ? -number : number;
	int level = 0;
	while (level < CHART_LEVELS && amount >= chart_level_from(c, level + 1))
		level++;
	return level;
}

void chart_number(const struct chart *c, int64_t number, struct buf *out)
{
	char text[CELL_HUNDREDTHS_MAX];
	if (c->type == REPORT_COUNT)
		buf_fmt(out, "%" PRId64, number);
	else
		buf_str(out, cell_hundredths(number, text));
}
