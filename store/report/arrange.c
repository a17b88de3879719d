/* Nothing here counts or reads a store: it only moves rows and columns of a table that is there. */
#include "store/report/arrange.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

size_t report_column_find(const struct report_table *t, const char *name)
{
	size_t i = 0;
	while (i < t->n_columns && strcmp(t->columns[i].name, name) != 0)
		i++;
	return i;
}

bool report_is_measure(enum report_cell_type type)
{
	return type != REPORT_TEXT && type != REPORT_DATE;
}

static bool names_time(const struct report_column *column)
{
	static const char *const names[] = {"year", "month", "week", "weekday", "period", "hour"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], column->name) == 0)
			return true;
	return false;
}

size_t report_key_columns(const struct report_table *t)
{
	size_t n = 0;
	while (n < t->n_columns && (!report_is_measure(t->columns[n].type) || names_time(&t->columns[n])))
		n++;
	return n;
}

int report_cell_compare(enum report_cell_type type, const struct report_cell *a, const struct report_cell *b)
{
	if (a->none || b->none)
		return b->none - a->none;
	if (type == REPORT_TEXT)
		return strcmp(a->text, b->text);
	return (a->number > b->number) - (a->number < b->number);
}

/* ---- order ---- */

struct sorted_row {
	struct report_row row;
	const struct report_cell *by;
	enum report_cell_type type;
	bool descending;
	size_t place; /* before */
};

static int sorted_order(const void *a, const void *b)
{
	const struct sorted_row *x = a, *y = b;
	int order = report_cell_compare(x->type, x->by, y->by);
	if (x->by->none || y->by->none)
		order = x->by->none - y->by->none;
	else if (x->descending)
		order = -order;
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

int report_sort(struct report_table *t, size_t column, bool descending)
{
	struct sorted_row *v = malloc((t->n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < t->n; i++)
		v[i] = (struct sorted_row){t->rows[i], &t->rows[i].cells[column], t->columns[column].type, descending,
		                           i};
	qsort(v, t->n, sizeof *v, sorted_order);
	for (size_t i = 0; i < t->n; i++)
		t->rows[i] = v[i].row;
	free(v);
	return 0;
}

void report_top(struct report_table *t, size_t n)
{
	if (n >= t->n)
		return;
	t->n_left_out += t->n - n;
	t->n = n;
}

/* ---- columns ---- */

int report_keep_columns(struct report_table *t, const bool *keep)
{
	struct report_column *columns = arena_alloc(&t->arena, (t->n_columns + 1) * sizeof *columns);
	size_t n = 0;
	if (!columns)
		return QUAD_ENOMEM;
	for (size_t c = 0; c < t->n_columns; c++) {
		if (!keep[c])
			continue;
		columns[n] = t->columns[c];
		for (size_t i = 0; i < t->n; i++)
			t->rows[i].cells[n] = t->rows[i].cells[c];
		n++;
	}
	t->columns = columns;
	t->n_columns = n;
	return 0;
}
