/* Registers are short: each question is one look at all of their rows. */
#include "store/report/latest.h"

#include "store/base/err.h"

/* The year that holds the period's last minute. */
static int64_t last_year(const struct report_work *w)
{
	struct wall wall;
	clock_to_wall(w->to - 1, &wall);
	return wall.year;
}

int latest_students(struct report_work *w, int64_t **out)
{
	struct register_rows rows = {0};
	int64_t *years = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *years);
	*out = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof **out);
	if (!years || !*out)
		return QUAD_ENOMEM;
	int err = register_list_load(w->txn, REGISTER_STUDENTS, w->arena, &rows);
	for (size_t i = 0; i < rows.n && !err; i++) {
		const struct register_row *row = &rows.v[i];
		uint32_t place = frame_institution(w, row->text[STUDENTS_INSTITUTION]);
		int64_t year = row->number[STUDENTS_YEAR];
		if (place == NO_PLACE || year > last_year(w) || year < years[place])
			continue;
		years[place] = year;
		(*out)[place] = row->number[STUDENTS_COUNT];
	}
	return err;
}

static bool is_figure(const struct register_row *row, const char *region, const char *name)
{
	return strcmp(row->text[FIGURE_NAME], name) == 0 && strcmp(row->text[FIGURE_REGION], region) == 0;
}

static int64_t figure_of(const struct report_work *w, const struct register_rows *rows, const char *region,
                         const char *name)
{
	int64_t latest = 0, value = 0;
	for (size_t i = 0; i < rows->n; i++) {
		int64_t year = rows->v[i].number[FIGURE_YEAR];
		if (!is_figure(&rows->v[i], region, name) || year > last_year(w) || year < latest)
			continue;
		latest = year;
		value = rows->v[i].number[FIGURE_VALUE];
	}
	return value > 0 ? value : 0;
}

/* True if an earlier row has the same region and name. */
static bool is_repeat(const struct register_rows *rows, size_t at)
{
	const struct register_row *row = &rows->v[at];
	for (size_t i = 0; i < at; i++)
		if (is_figure(&rows->v[i], row->text[FIGURE_REGION], row->text[FIGURE_NAME]))
			return true;
	return false;
}

int64_t latest_figure(const struct report_work *w, const struct register_rows *rows, const char *region,
                      const char *name)
{
	int64_t sum = 0;
	if (region)
		return figure_of(w, rows, region, name);
	for (size_t i = 0; i < rows->n; i++) {
		const struct register_row *row = &rows->v[i];
		if (strcmp(row->text[FIGURE_NAME], name) == 0 && !is_repeat(rows, i))
			sum += figure_of(w, rows, row->text[FIGURE_REGION], name);
	}
	return sum;
}
