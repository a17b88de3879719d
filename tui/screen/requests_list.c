/* Reads the requests once as all may see them, and once as they wait for the person, and groups them by series. */
#include "tui/screen/requests_list.h"

#include <stdlib.h>

#include "store/base/err.h"

void requests_list_release(struct requests_list *l)
{
	arena_release(&l->rows.arena);
	arena_release(&l->arena);
	*l = (struct requests_list){0};
}

static int id_order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* Marks those rows that are among the ones that wait for the person. */
static int mark_mine(struct request_rows *rows, struct app *app)
{
	struct request_filter f = {.mine = app->actor};
	struct request_rows mine;
	size_t n = 0;
	int err = query_requests(app->store, &f, &mine);
	if (err)
		return err;
	uint64_t *ids = arena_alloc(&mine.arena, (mine.n + 1) * sizeof *ids);
	for (size_t i = 0; ids && i < mine.n; i++)
		if (mine.v[i].mine)
			ids[n++] = mine.v[i].b.id;
	if (ids)
		qsort(ids, n, sizeof *ids, id_order);
	for (size_t i = 0; ids && i < rows->n; i++)
		rows->v[i].mine = bsearch(&rows->v[i].b.id, ids, n, sizeof *ids, id_order) != NULL;
	arena_release(&mine.arena);
	return ids ? 0 : QUAD_ENOMEM;
}

static int read_rows(struct app *app, enum requests_which which, struct request_rows *out)
{
	struct request_filter f = {.mine = which == REQUESTS_MINE ? app->actor : NULL,
	                           .overdue = which == REQUESTS_OVERDUE};
	int err = query_requests(app->store, &f, out);
	if (err || which == REQUESTS_MINE)
		return err;
	err = mark_mine(out, app);
	if (err)
		arena_release(&out->arena);
	return err;
}

/* By series where there is one, then by start, so that the dates of a series stand together. */
static int series_order(const void *a, const void *b)
{
	const struct request_row *x = *(const struct request_row *const *)a, *y = *(const struct request_row *const *)b;
	if (x->b.series != y->b.series)
		return x->b.series < y->b.series ? -1 : 1;
	if (x->b.start != y->b.start)
		return x->b.start < y->b.start ? -1 : 1;
	return (x->b.id > y->b.id) - (x->b.id < y->b.id);
}

/* The rows from one on that are of its series; 1 of a single booking. */
static size_t count_dates(const struct request_row *const *rows, size_t n)
{
	size_t i = 1;
	while (rows[0]->b.series && i < n && rows[i]->b.series == rows[0]->b.series)
		i++;
	return i;
}

/* A line of a run of rows. What waits for the person, and lapses first, counts for all of them. */
static struct requests_line line_of(const struct request_row *const *rows, size_t n)
{
	struct requests_line line = {.row = rows[0], .n_dates = n > 1 ? n : 0};
	line.last_day = clock_local_day(rows[n - 1]->b.start);
	for (size_t i = 0; i < n && !line.row->mine; i++)
		if (rows[i]->mine)
			line.row = rows[i];
	return line;
}

static int line_order(const void *a, const void *b)
{
	const struct request_row *x = ((const struct requests_line *)a)->row;
	const struct request_row *y = ((const struct requests_line *)b)->row;
	if (x->mine != y->mine)
		return x->mine ? -1 : 1;
	if (x->b.until != y->b.until)
		return x->b.until < y->b.until ? -1 : 1;
	return (x->b.id > y->b.id) - (x->b.id < y->b.id);
}

/* Puts the dates of the open series after its line. */
static void open_series(struct requests_list *l, const struct request_row *const *rows, size_t n, uint64_t open)
{
	size_t at = 0, first = 0, n_dates;
	while (at < l->n && !(l->v[at].n_dates && l->v[at].row->b.series == open))
		at++;
	while (first < n && rows[first]->b.series != open)
		first++;
	if (at == l->n || first == n)
		return;
	n_dates = l->v[at].n_dates;
	for (size_t i = l->n; i > at + 1; i--)
		l->v[i - 1 + n_dates] = l->v[i - 1];
	for (size_t i = 0; i < n_dates; i++)
		l->v[at + 1 + i] = (struct requests_line){.row = rows[first + i]};
	l->n += n_dates;
}

static int make_lines(struct requests_list *l, uint64_t open)
{
	size_t n = l->rows.n;
	const struct request_row **rows = arena_alloc(&l->arena, (n + 1) * sizeof *rows);
	/* the dates of an open series are there twice */
	l->v = arena_alloc(&l->arena, (2 * n + 1) * sizeof *l->v);
	if (!rows || !l->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		rows[i] = &l->rows.v[i];
	qsort(rows, n, sizeof *rows, series_order);
	for (size_t i = 0, step; i < n; i += step) {
		step = count_dates(rows + i, n - i);
		l->v[l->n++] = line_of(rows + i, step);
	}
	qsort(l->v, l->n, sizeof *l->v, line_order);
	if (open)
		open_series(l, rows, n, open);
	return 0;
}

int requests_list_read(struct requests_list *l, struct app *app, enum requests_which which, uint64_t open)
{
	struct requests_list new = {0};
	int err = read_rows(app, which, &new.rows);
	if (err)
		return err;
	err = make_lines(&new, open);
	requests_list_release(err ? &new : l);
	if (!err)
		*l = new;
	return err;
}

int requests_count_mine(struct app *app, size_t *out)
{
	struct requests_list list = {0};
	*out = 0;
	int err = requests_list_read(&list, app, REQUESTS_MINE, 0);
	while (*out < list.n && list.v[*out].row->mine)
		++*out;
	requests_list_release(&list);
	return err;
}
