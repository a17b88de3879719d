/*
 * How bookings of the period were rated (evaluation.h), in the mean: one row for each side that rated.
 *
 * - key, name: of side `user` the resource that was rated, or its owner; of side `owner` the resource, or the
 *   institution in whose name it was used.
 * - n: evaluations. A bundle is rated once, and counts for each of its resources, once for an institution.
 * - a, b, c, d: the mean of each score, from 1 to 5. Of a user: equipment, order, service, how well it fitted. Of an
 *   owner: care, order, punctuality, how well the use kept to its purpose.
 * - mean: of all four.
 *
 * Groups of fewer than REPORT_GROUP_MIN evaluations are not shown and counted in n_small.
 */
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/model/evaluation.h"
#include "store/report/booked.h"
#include "store/report/reports.h"
#include "store/report/tally.h"

static const struct report_column columns[] = {
	{"key", REPORT_TEXT},  {"name", REPORT_TEXT}, {"side", REPORT_TEXT},
	{"n", REPORT_COUNT},   {"a", REPORT_DECIMAL}, {"b", REPORT_DECIMAL},
	{"c", REPORT_DECIMAL}, {"d", REPORT_DECIMAL}, {"mean", REPORT_DECIMAL},
};

_Static_assert(EVALUATION_SCORES <= TALLY_SUMS, "a sum for each score");

struct rating {
	struct report_work *w;
	struct tally sums; /* by place or institution, and side */
	struct arena scratch;
};

/* Who or what a claim of the booking was rated as; NO_PLACE: nobody, or not to be shown. */
static uint32_t find_rated(const struct report_work *w, const struct booking *b, const struct claim *c,
                           enum evaluation_side side)
{
	uint32_t place = booked_place(w, c);
	if (place == NO_PLACE)
		return NO_PLACE;
	if (!frame_is_by(w, "institution"))
		return w->seen[place] ? place : NO_PLACE;
	uint32_t institution = side == EVALUATION_BY_USER ? w->owner[place] : frame_institution(w, b->institution);
	return institution != NO_PLACE && w->institution_seen[institution] ? institution : NO_PLACE;
}

/* True if an earlier claim of the booking was rated as the same. */
static bool is_repeat(const struct report_work *w, const struct booking *b, size_t claim, enum evaluation_side side,
                      uint32_t rated)
{
	for (size_t i = 0; i < claim; i++)
		if (find_rated(w, b, &b->claims[i], side) == rated)
			return true;
	return false;
}

static int add_scores(struct rating *r, const struct booking *b, const struct evaluation *v)
{
	for (size_t i = 0; i < b->n_claims; i++) {
		uint32_t rated = find_rated(r->w, b, &b->claims[i], v->side);
		if (rated == NO_PLACE || is_repeat(r->w, b, i, v->side, rated))
			continue;
		struct tally_cell *cell = tally_add(&r->sums, rated, v->side, b->id);
		if (!cell)
			return QUAD_ENOMEM;
		for (size_t s = 0; s < EVALUATION_SCORES; s++)
			cell->sum[s] += v->scores[s];
	}
	return 0;
}

static bool counts(const struct report_work *w, const struct booking *b)
{
	if (b->start >= w->to || b->end <= w->from || !state_stands(booking_state_at(b, w->now)))
		return false;
	return !w->ask->class || b->class == w->ask->class;
}

static int add_evaluation(struct bytes key, struct bytes value, void *arg)
{
	struct rating *r = arg;
	struct evaluation v;
	struct booking b;
	if (key.len != 10)
		return QUAD_ECORRUPT;
	int err = evaluation_decode(value, &v);
	if (err)
		return err;
	v.side = ((const unsigned char *)key.p)[9];
	err = facts_booking(r->w->txn, key_get_u64(key, 1), &r->scratch, &b);
	if (!err && counts(r->w, &b))
		err = add_scores(r, &b, &v);
	arena_release(&r->scratch);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* Sets key and name, and the bookings behind the row. */
static void name_row(struct report_work *w, const struct tally_cell *cell, struct report_row *row)
{
	const char *name;
	if (frame_is_by(w, "institution")) {
		row->source.lender = cell->column == EVALUATION_BY_USER ? w->institutions[cell->row].code : NULL;
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
	struct rating r = {.w = w};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = walk_table(w->txn, TABLE_EVALUATION, add_evaluation, &r);
	tally_sort(&r.sums);
	for (size_t i = 0; i < r.sums.n && !err; i++)
		err = put_row(w, &r.sums.v[i]);
	tally_release(&r.sums);
	return err;
}
