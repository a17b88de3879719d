/*
 * Tables are joined by sorting both by what says what a row is. Rows that are alike in that (a report need not have a
 * key) are paired in their order.
 */
#include "store/report/compare.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/query/query_rules.h"
#include "store/report/arrange.h"

static int copy_text(struct arena *arena, const char **text)
{
	*text = arena_str(arena, *text ? *text : "");
	return *text ? 0 : QUAD_ENOMEM;
}

static int copy_cells(struct arena *arena, struct report_cell *to, const struct report_cell *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		to[i] = from[i];
		int err = copy_text(arena, &to[i].text);
		if (err)
			return err;
	}
	return 0;
}

/* All that is said of a table, without its columns and rows. */
static void begin_like(const struct report_table *t, struct report_table *out)
{
	*out = *t;
	out->arena = (struct arena){0};
	out->columns = NULL;
	out->rows = NULL;
	out->n_columns = out->n = out->cap = 0;
}

/* A row without values at the end; NULL: no memory. */
static struct report_row *add_row(struct report_table *t, const struct report_source *source)
{
	struct report_row *rows = arena_grow(&t->arena, t->rows, t->n, &t->cap, sizeof *rows);
	struct report_cell *cells = arena_alloc(&t->arena, (t->n_columns + 1) * sizeof *cells);
	if (!rows || !cells)
		return NULL;
	t->rows = rows;
	for (size_t i = 0; i < t->n_columns; i++)
		cells[i] = (struct report_cell){.text = "", .none = true};
	rows[t->n] = (struct report_row){.cells = cells, .source = *source};
	return report_source_keep(&t->arena, &rows[t->n].source) == 0 ? &rows[t->n++] : NULL;
}

/* ---- before and after ---- */

enum { BEFORE, AFTER, CHANGE, SIDES };

struct joining {
	const struct report_table *before, *after;
	struct report_table *out;
	size_t n_keys;
	struct keyed_row *sorted; /* the rows of before */
};

struct keyed_row {
	const struct report_row *row;
	const struct joining *of;
	size_t place;
	bool is_paired;
};

static int compare_keys(const struct joining *j, const struct report_row *a, const struct report_row *b)
{
	int order = 0;
	for (size_t i = 0; i < j->n_keys && order == 0; i++)
		order = report_cell_compare(j->after->columns[i].type, &a->cells[i], &b->cells[i]);
	return order;
}

static int keyed_order(const void *a, const void *b)
{
	const struct keyed_row *x = a, *y = b;
	int order = compare_keys(x->of, x->row, y->row);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static int order_to_key(const void *element, const void *key)
{
	const struct keyed_row *x = element;
	return compare_keys(x->of, x->row, key);
}

static int sort_before(struct joining *j)
{
	const struct report_table *t = j->before;
	j->sorted = malloc((t->n + 1) * sizeof *j->sorted);
	if (!j->sorted)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < t->n; i++)
		j->sorted[i] = (struct keyed_row){&t->rows[i], j, i, false};
	qsort(j->sorted, t->n, sizeof *j->sorted, keyed_order);
	return 0;
}

/* The first row of before with the key of this one that no other has taken; NULL: there is none. */
static const struct report_row *take_pair(struct joining *j, const struct report_row *row)
{
	size_t n = j->before->n;
	size_t i = array_find(j->sorted, n, sizeof *j->sorted, row, order_to_key);
	while (i < n && j->sorted[i].is_paired && compare_keys(j, j->sorted[i].row, row) == 0)
		i++;
	if (i == n || compare_keys(j, j->sorted[i].row, row) != 0)
		return NULL;
	j->sorted[i].is_paired = true;
	return j->sorted[i].row;
}

static int name_sides(struct report_table *out, const struct report_column *column)
{
	static const char *const sides[SIDES] = {"before", "after", "change"};
	struct report_column *columns = (struct report_column *)out->columns;
	for (size_t i = 0; i < SIDES; i++) {
		const char *name = arena_fmt(&out->arena, "%s_%s", column->name, sides[i]);
		if (!name)
			return QUAD_ENOMEM;
		columns[out->n_columns++] = (struct report_column){name, column->type};
	}
	return 0;
}

static int name_columns(struct joining *j)
{
	const struct report_table *t = j->after;
	struct report_table *out = j->out;
	struct report_column *columns = arena_alloc(&out->arena, (t->n_columns * SIDES + 1) * sizeof *columns);
	if (!columns)
		return QUAD_ENOMEM;
	out->columns = columns;
	for (size_t i = 0; i < t->n_columns; i++) {
		int err = 0;
		if (i < j->n_keys || !report_is_measure(t->columns[i].type))
			columns[out->n_columns++] = t->columns[i];
		else
			err = name_sides(out, &t->columns[i]);
		if (err)
			return err;
	}
	return 0;
}

static void fill_sides(struct report_cell *to, const struct report_cell *before, const struct report_cell *after)
{
	to[BEFORE] = before ? *before : to[BEFORE];
	to[AFTER] = after ? *after : to[AFTER];
	if (to[BEFORE].none || to[AFTER].none)
		return;
	to[CHANGE] = (struct report_cell){.text = "", .number = to[AFTER].number - to[BEFORE].number};
}

/* One of the two may be NULL. */
static int join_rows(struct joining *j, const struct report_row *before, const struct report_row *after)
{
	const struct report_row *known = after ? after : before;
	struct report_row *row = add_row(j->out, &known->source);
	size_t to = 0;
	if (!row)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < j->after->n_columns; i++) {
		int err = 0;
		if (i < j->n_keys || !report_is_measure(j->after->columns[i].type)) {
			err = copy_cells(&j->out->arena, &row->cells[to++], &known->cells[i], 1);
		} else {
			fill_sides(&row->cells[to], before ? &before->cells[i] : NULL, after ? &after->cells[i] : NULL);
			to += SIDES;
		}
		if (err)
			return err;
	}
	return 0;
}

/* What the period before alone has, in its order. */
static int add_left(struct joining *j)
{
	bool *paired = calloc(j->before->n + 1, sizeof *paired);
	int err = paired ? 0 : QUAD_ENOMEM;
	for (size_t i = 0; i < j->before->n && paired; i++)
		paired[j->sorted[i].place] = j->sorted[i].is_paired;
	for (size_t i = 0; i < j->before->n && !err; i++)
		if (!paired[i])
			err = join_rows(j, &j->before->rows[i], NULL);
	free(paired);
	return err;
}

int report_compare(const struct report_table *before, const struct report_table *after, struct report_table *out)
{
	struct joining j = {before, after, out, report_key_columns(after), NULL};
	begin_like(after, out);
	out->before_from = before->from;
	out->before_to = before->to;
	out->before_effective = before->effective;
	out->before_estimated = before->estimated;
	out->n_small += before->n_small;
	out->may_be_fewer |= before->may_be_fewer;
	int err = name_columns(&j);
	if (!err)
		err = sort_before(&j);
	for (size_t i = 0; i < after->n && !err; i++)
		err = join_rows(&j, take_pair(&j, &after->rows[i]), &after->rows[i]);
	if (!err)
		err = add_left(&j);
	free(j.sorted);
	return err;
}

/* ---- a year after the other ---- */

static int name_year(const struct report_table *t, struct report_table *out)
{
	struct report_column *columns = arena_alloc(&out->arena, (t->n_columns + 1) * sizeof *columns);
	if (!columns)
		return QUAD_ENOMEM;
	columns[0] = (struct report_column){"year", REPORT_COUNT};
	memcpy(columns + 1, t->columns, t->n_columns * sizeof *columns);
	out->columns = columns;
	out->n_columns = t->n_columns + 1;
	return 0;
}

static int add_year(const struct report_table *t, int year, struct report_table *out)
{
	for (size_t i = 0; i < t->n; i++) {
		struct report_row *row = add_row(out, &t->rows[i].source);
		if (!row)
			return QUAD_ENOMEM;
		row->cells[0] = (struct report_cell){.text = "", .number = year};
		int err = copy_cells(&out->arena, row->cells + 1, t->rows[i].cells, t->n_columns);
		if (err)
			return err;
	}
	return 0;
}

static void add_hours(const struct report_table *t, struct report_table *out)
{
	out->from = t->from < out->from ? t->from : out->from;
	out->to = t->to > out->to ? t->to : out->to;
	if (t->effective < 0)
		return;
	out->effective += t->effective;
	out->estimated += t->estimated;
}

int report_join_years(const struct report_table *tables, const int *years, size_t n, struct report_table *out)
{
	begin_like(&tables[n - 1], out);
	if (report_column_find(&tables[n - 1], "year") < tables[n - 1].n_columns)
		return QUAD_EINVAL;
	int err = name_year(&tables[n - 1], out);
	for (size_t i = 0; i < n && !err; i++) {
		err = add_year(&tables[i], years[i], out);
		if (i + 1 < n)
			add_hours(&tables[i], out);
	}
	return err;
}

/* ---- periods ---- */

int64_t report_years_earlier(int64_t at_min, int years)
{
	struct wall wall;
	clock_to_wall(at_min, &wall);
	wall.year -= years;
	if (!clock_date_valid(wall.year, wall.month, wall.day))
		wall.day--;
	return clock_minute_at(clock_day_number(wall.year, wall.month, wall.day), wall.hour * 60 + wall.minute);
}

int report_around_rule(struct store *s, const char *rule, int64_t *before_min, int64_t *since_min, int64_t *now_min)
{
	struct rule_list rules;
	const struct owner_rule *found = NULL;
	int err = query_rules(s, &rules);
	*now_min = store_now(s);
	for (size_t i = 0; i < rules.n && !err; i++)
		if (strcmp(rules.v[i].id, rule) == 0)
			found = &rules.v[i];
	if (!err && !found)
		err = QUAD_ENOTFOUND;
	if (!err) {
		*since_min = found->valid_from ? clock_day_start(found->valid_from) : *now_min;
		*before_min = 2 * *since_min - *now_min;
		err = *since_min < *now_min ? 0 : QUAD_EINVAL;
	}
	arena_release(&rules.arena);
	return err;
}
