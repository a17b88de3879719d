/* Evaluations are walked, and the booking of each is looked up: few are rated of those that are booked. */
#include "store/report/ratings.h"

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/report/booked.h"

_Static_assert(EVALUATION_SCORES <= TALLY_SUMS, "a sum for each score");

struct rating {
	struct report_work *w;
	bool by_institution;
	struct tally *sums;
	struct arena scratch;
};

/* Who or what a claim of the booking was rated as; NO_PLACE: nobody, or not to be shown. */
static uint32_t find_rated(const struct rating *r, const struct booking *b, const struct claim *c,
                           enum evaluation_side side)
{
	const struct report_work *w = r->w;
	uint32_t place = booked_place(w, c);
	if (place == NO_PLACE || w->directory->entries[place].kind == KIND_CLASS)
		return NO_PLACE;
	if (!r->by_institution)
		return w->seen[place] ? place : NO_PLACE;
	uint32_t institution = side == EVALUATION_BY_USER ? w->owner[place] : frame_institution(w, b->institution);
	return institution != NO_PLACE && w->institution_seen[institution] ? institution : NO_PLACE;
}

/* True if an earlier claim of the booking was rated as the same. */
static bool is_repeat(const struct rating *r, const struct booking *b, size_t claim, enum evaluation_side side,
                      uint32_t rated)
{
	for (size_t i = 0; i < claim; i++)
		if (find_rated(r, b, &b->claims[i], side) == rated)
			return true;
	return false;
}

static int add_scores(struct rating *r, const struct booking *b, const struct evaluation *v)
{
	for (size_t i = 0; i < b->n_claims; i++) {
		uint32_t rated = find_rated(r, b, &b->claims[i], v->side);
		if (rated == NO_PLACE || is_repeat(r, b, i, v->side, rated))
			continue;
		struct tally_cell *cell = tally_add(r->sums, rated, v->side, b->id);
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

int ratings_count(struct report_work *w, bool by_institution, struct tally *out)
{
	struct rating r = {.w = w, .by_institution = by_institution, .sums = out};
	int err = walk_table(w->txn, TABLE_EVALUATION, add_evaluation, &r);
	tally_sort(out);
	return err;
}
