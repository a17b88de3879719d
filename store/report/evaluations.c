/*
 * How bookings of the period were rated (evaluation.h), in the mean: one row for each side that rated.
 *
 * - key, name: of side `user` the resource that was rated, or its owner; of side `owner` the resource, or the
 *   institution in whose name it was used.
 * - n: evaluations. A bundle is rated once, and counts for each of its resources, once for an institution. Student
 * groups take part and are not what is rated.
 * - a, b, c, d: the mean of each score, from 1 to 5. Of a user: equipment, order, service, how well it fitted. Of an
 *   owner: care, order, punctuality, how well the use kept to its purpose.
 * - mean: of all four.
 *
 * Groups of fewer than REPORT_GROUP_MIN evaluations are not shown and counted in n_small.
 */
#include "store/base/err.h"
#include "store/report/ratings.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"key", REPORT_TEXT},  {"name", REPORT_TEXT}, {"side", REPORT_TEXT},
	{"n", REPORT_COUNT},   {"a", REPORT_DECIMAL}, {"b", REPORT_DECIMAL},
	{"c", REPORT_DECIMAL}, {"d", REPORT_DECIMAL}, {"mean", REPORT_DECIMAL},
};

/* Sets key and name, and the bookings behind the row. */
static void name_row(struct report_work *w, const struct tally_cell *cell, struct report_row *row)
{
	const char *name;
	if (frame_is_by(w, "institution")) {
		row->source.owner = cell->column == EVALUATION_BY_USER ? w->institutions[cell->row].code : NULL;
		row->source.borrower = cell->column == EVALUATION_BY_OWNER ? w->institutions[cell->row].code : NULL;
		frame_text(&row->cells[0], w->institutions[cell->row].code);
		name = w->institutions[cell->row].name;
	} else {
		row->source.resource = w->directory->all.v[cell->row].code;
		frame_text(&row->cells[0], row->source.resource);
		name = w->directory->all.v[cell->row].name;
	}
	frame_text(&row->cells[1], name);
}

static int put_row(struct report_work *w, const struct tally_cell *cell)
{
	if (cell->bookings < REPORT_GROUP_MIN) {
		w->out->n_small++;
		return 0;
	}
	struct report_row *row = frame_row(w);
	sum_t all = 0;
	if (!row)
		return QUAD_ENOMEM;
	name_row(w, cell, row);
	frame_text(&row->cells[2], evaluation_side_word((enum evaluation_side)cell->column));
	frame_number(&row->cells[3], (int64_t)cell->bookings);
	for (size_t s = 0; s < EVALUATION_SCORES; s++) {
		frame_number(&row->cells[4 + s], (int64_t)sum_part(cell->sum[s], 100, (int64_t)cell->bookings));
		all += cell->sum[s];
	}
	frame_number(&row->cells[8], (int64_t)sum_part(all, 100, (int64_t)cell->bookings * EVALUATION_SCORES));
	return 0;
}

int report_evaluations(struct report_work *w)
{
	struct tally sums = {0};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = ratings_count(w, frame_is_by(w, "institution"), &sums);
	for (size_t i = 0; i < sums.n && !err; i++)
		err = put_row(w, &sums.v[i]);
	tally_release(&sums);
	return err;
}
