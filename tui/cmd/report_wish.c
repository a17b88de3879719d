/* Runs a report once, twice for a comparison, or once a year, and arranges what comes back. */
#include "tui/cmd/report_wish.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/report/arrange.h"
#include "store/report/compare.h"

static int run_comparison(struct store *s, const struct report_wish *wish, struct report_table *out)
{
	struct report_table before = {0}, after = {0};
	struct report_ask ask = wish->ask;
	ask.from = wish->before_from;
	ask.to = wish->before_to;
	int err = report_run(s, &ask, &before);
	if (!err)
		err = report_run(s, &wish->ask, &after);
	if (!err)
		err = report_compare(&before, &after, out);
	report_table_release(&before);
	report_table_release(&after);
	return err;
}

/* The year of the period's beginning. */
static int year_of(const struct report_table *t)
{
	struct wall wall;
	clock_to_wall(t->from, &wall);
	return wall.year;
}

/* The last year comes first, since its period is what was asked for or taken in place of that. */
static int run_each_year(struct store *s, const struct report_wish *wish, struct report_table *tables, int *years)
{
	size_t n = (size_t)wish->years;
	struct report_ask ask = wish->ask;
	int err = report_run(s, &ask, &tables[n - 1]);
	for (size_t i = 1; i < n && !err; i++) {
		ask.from = report_years_earlier(tables[n - 1].from, (int)i);
		ask.to = report_years_earlier(tables[n - 1].to, (int)i);
		err = report_run(s, &ask, &tables[n - 1 - i]);
	}
	for (size_t i = 0; i < n && !err; i++)
		years[i] = year_of(&tables[i]);
	return err;
}

static int run_years(struct store *s, const struct report_wish *wish, struct report_table *out, const char **bad)
{
	struct report_table tables[REPORT_YEARS_MAX] = {0};
	int years[REPORT_YEARS_MAX] = {0};
	int err = run_each_year(s, wish, tables, years);
	if (!err) {
		err = report_join_years(tables, years, (size_t)wish->years, out);
		*bad = err == QUAD_EINVAL ? "year" : NULL;
	}
	for (size_t i = 0; i < wish->years; i++)
		report_table_release(&tables[i]);
	return err;
}

static int sort_rows(const struct report_wish *wish, struct report_table *t, const char **bad)
{
	size_t column = wish->sort ? report_column_find(t, wish->sort) : 0;
	if (!wish->sort)
		return 0;
	if (column == t->n_columns) {
		*bad = wish->sort;
		return QUAD_EINVAL;
	}
	return report_sort(t, column, wish->descending);
}

static int pick_columns(const struct report_wish *wish, struct report_table *t, const char **bad)
{
	if (!wish->n_columns)
		return 0;
	bool *keep = calloc(t->n_columns + 1, sizeof *keep);
	int err = keep ? 0 : QUAD_ENOMEM;
	for (size_t i = 0; i < wish->n_columns && !err; i++) {
		size_t column = report_column_find(t, wish->columns[i]);
		keep[column] = true;
		*bad = column == t->n_columns ? wish->columns[i] : NULL;
		err = *bad ? QUAD_EINVAL : 0;
	}
	if (!err)
		err = report_keep_columns(t, keep);
	free(keep);
	return err;
}

int report_wish_run(struct store *s, const struct report_wish *wish, struct report_table *out, const char **bad)
{
	int err;
	*out = (struct report_table){0};
	*bad = NULL;
	if (wish->years)
		err = run_years(s, wish, out, bad);
	else if (wish->before_to)
		err = run_comparison(s, wish, out);
	else
		err = report_run(s, &wish->ask, out);
	if (!err)
		err = sort_rows(wish, out, bad);
	if (!err && wish->top)
		report_top(out, (size_t)wish->top);
	return err ? err : pick_columns(wish, out, bad);
}
