/*
 * How many a region trains for what it produces: graduates per 100 million yuan of GDP, by region and year, from the
 * register `figures` (registers.h), by the names gdp_100m_yuan, graduates_higher and graduates_secondary.
 *
 * - higher, secondary = graduates of that level / GDP; both = (graduates of both levels) / GDP: of the raw counts, not
 *   of the other two columns. Rounded half up to two digits, once. Empty where a figure that it takes is missing, or
 *   the GDP is nothing.
 * - flag: `outlier` where one of the three is below a tenth of the median of its column over the regions of that year
 *   that have it (of an even number the mean of the two in the middle). It is of the values before they are rounded,
 *   to OUTLIER_SCALE of a unit.
 *
 * All years that have figures, or those that lie in the period with at least one day. Figures of a region are of no
 * institution, and shown to whoever may see reports.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"region", REPORT_TEXT},       {"year", REPORT_COUNT},   {"higher", REPORT_DECIMAL},
	{"secondary", REPORT_DECIMAL}, {"both", REPORT_DECIMAL}, {"flag", REPORT_TEXT},
};

enum { HIGHER, SECONDARY, BOTH, LEVELS };

enum { YEAR_MIN = 1900, YEAR_MAX = 2199 };

#define OUTLIER_SCALE INT64_C(1000000000000)
#define OUTLIER_PART 10

/* Figures of one region and year, millionths; -1 = not there. */
struct region_year {
	const char *region;
	int64_t year, gdp, graduates[LEVELS];
};

struct region_years {
	struct region_year *v; /* by year, then region */
	size_t n, cap;
};

/* ---- the figures ---- */

static bool is_in_period(const struct report_work *w, int64_t year)
{
	if (!w->period_given)
		return true;
	return clock_day_start(clock_day_number((int)year, 1, 1)) < w->to &&
	       clock_day_start(clock_day_number((int)year + 1, 1, 1)) > w->from;
}

static int order_figures(const void *a, const void *b)
{
	const struct register_row *x = a, *y = b;
	int64_t x_year = x->number[FIGURE_YEAR], y_year = y->number[FIGURE_YEAR];
	if (x_year != y_year)
		return x_year < y_year ? -1 : 1;
	return strcmp(x->text[FIGURE_REGION], y->text[FIGURE_REGION]);
}

/* Where the figure of that name goes; NULL: it is none of these. */
static int64_t *find_figure(struct region_year *of, const char *name)
{
	if (strcmp(name, "gdp_100m_yuan") == 0)
		return &of->gdp;
	if (strcmp(name, "graduates_higher") == 0)
		return &of->graduates[HIGHER];
	if (strcmp(name, "graduates_secondary") == 0)
		return &of->graduates[SECONDARY];
	return NULL;
}

static bool is_same(const struct region_year *v, const struct register_row *row)
{
	return v->year == row->number[FIGURE_YEAR] && strcmp(v->region, row->text[FIGURE_REGION]) == 0;
}

static int add_figure(struct report_work *w, const struct register_row *row, struct region_years *out)
{
	struct region_year unused;
	int64_t year = row->number[FIGURE_YEAR];
	if (year < YEAR_MIN || year > YEAR_MAX || !find_figure(&unused, row->text[FIGURE_NAME]) ||
	    !is_in_period(w, year))
		return 0;
	if (!out->n || !is_same(&out->v[out->n - 1], row)) {
		struct region_year *v = arena_grow(w->arena, out->v, out->n, &out->cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->v = v;
		v[out->n++] = (struct region_year){row->text[FIGURE_REGION], year, -1, {-1, -1, -1}};
	}
	*find_figure(&out->v[out->n - 1], row->text[FIGURE_NAME]) = row->number[FIGURE_VALUE];
	return 0;
}

static int load_figures(struct report_work *w, struct region_years *out)
{
	struct register_rows rows = {0};
	int err = register_list_load(w->txn, REGISTER_FIGURES, w->arena, &rows);
	if (!err)
		qsort(rows.v, rows.n, sizeof *rows.v, order_figures);
	for (size_t i = 0; i < rows.n && !err; i++)
		err = add_figure(w, &rows.v[i], out);
	for (size_t i = 0; i < out->n; i++) {
		int64_t *graduates = out->v[i].graduates;
		if (graduates[HIGHER] >= 0 && graduates[SECONDARY] >= 0)
			graduates[BOTH] = graduates[HIGHER] + graduates[SECONDARY];
	}
	return err;
}

/* ---- the indices ---- */

static bool has_index(const struct region_year *v, int level)
{
	return v->gdp > 0 && v->graduates[level] >= 0;
}

/* The index in so many of a unit, rounded half up. */
static sum_t index_in(const struct region_year *v, int level, int64_t scale)
{
	return sum_part(v->graduates[level], scale, v->gdp);
}

static int order_values(const void *a, const void *b)
{
	const sum_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Twice the median of a level over regions of one year; scratch: room for n. */
static sum_t find_median_twice(const struct region_year *v, size_t n, int level, sum_t *scratch)
{
	size_t filled = 0;
	for (size_t i = 0; i < n; i++)
		if (has_index(&v[i], level))
			scratch[filled++] = index_in(&v[i], level, OUTLIER_SCALE);
	if (!filled)
		return 0;
	qsort(scratch, filled, sizeof *scratch, order_values);
	return scratch[(filled - 1) / 2] + scratch[filled / 2];
}

static int put_row(struct report_work *w, const struct region_year *v, const sum_t median_twice[LEVELS])
{
	struct report_row *row = frame_row(w);
	bool outlier = false;
	if (!row)
		return QUAD_ENOMEM;
	frame_text(&row->cells[0], v->region);
	frame_number(&row->cells[1], v->year);
	for (int level = 0; level < LEVELS; level++) {
		if (!has_index(v, level))
			continue;
		frame_number(&row->cells[2 + level], (int64_t)index_in(v, level, 100));
		outlier |= index_in(v, level, OUTLIER_SCALE) * 2 * OUTLIER_PART < median_twice[level];
	}
	if (outlier)
		frame_text(&row->cells[5], "outlier");
	return 0;
}

/* The rows of one year. */
static int put_year(struct report_work *w, const struct region_year *v, size_t n, sum_t *scratch)
{
	sum_t median_twice[LEVELS];
	int err = 0;
	for (int level = 0; level < LEVELS; level++)
		median_twice[level] = find_median_twice(v, n, level, scratch);
	for (size_t i = 0; i < n && !err; i++)
		err = put_row(w, &v[i], median_twice);
	return err;
}

static int order_rows(const void *a, const void *b)
{
	const struct report_cell *x = ((const struct report_row *)a)->cells, *y = ((const struct report_row *)b)->cells;
	int by_region = strcmp(x[0].text, y[0].text);
	if (by_region)
		return by_region;
	return (x[1].number > y[1].number) - (x[1].number < y[1].number);
}

/* The period that the table is of, where none was asked for. */
static void set_period(struct report_work *w, const struct region_years *years)
{
	if (w->period_given || !years->n)
		return;
	w->out->from = clock_day_start(clock_day_number((int)years->v[0].year, 1, 1));
	w->out->to = clock_day_start(clock_day_number((int)years->v[years->n - 1].year + 1, 1, 1));
}

int report_coordination(struct report_work *w)
{
	struct region_years years = {0};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = load_figures(w, &years);
	sum_t *scratch = err ? NULL : arena_alloc(w->arena, (years.n + 1) * sizeof *scratch);
	if (!err && !scratch)
		err = QUAD_ENOMEM;
	for (size_t i = 0, end; i < years.n && !err; i = end) {
		end = i + 1;
		while (end < years.n && years.v[end].year == years.v[i].year)
			end++;
		err = put_year(w, &years.v[i], end - i, scratch);
	}
	set_period(w, &years);
	if (w->out->n)
		qsort(w->out->rows, w->out->n, sizeof *w->out->rows, order_rows);
	return err;
}
