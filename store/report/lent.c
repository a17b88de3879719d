/* One walk over the bookings; owners in common are found by place in the directory. */
#include "store/report/lent.h"

#include "store/base/err.h"
#include "store/report/booked.h"
#include "store/report/joint.h"

struct counting {
	struct tally *pairs;
	const struct cuts *months;        /* NULL: all of the period together */
	uint32_t row;                     /* of institution 0 in the month that is counted */
	struct joint joint;
	int64_t day; /* of the booking */
};

/* What a minute of the claim takes of people: of a shared resource its units, else the party. */
static int64_t people_of(const struct report_work *w, const struct booking *b, const struct claim *c)
{
	uint32_t place = directory_place(w->directory, c->resource);
	bool shared = place && w->directory->entries[place - 1].mode == MODE_SHARED;
	uint32_t n = shared && !c->whole ? c->units : b->party;
	return n ? n : 1;
}

static int add_claim(struct report_work *w, struct counting *k, const struct booked *b, size_t i)
{
	const struct booking *booking = b->booking;
	const struct claim *c = &booking->claims[i];
	uint32_t place = booked_place(w, c);
	if (place == NO_PLACE)
		return 0;
	int64_t minutes = b->used_end - b->used_start;
	int64_t price = booked_price(w, booking, i);
	struct joint_owners owners = joint_of(&k->joint, w, place, k->day);
	for (size_t o = 0; o < owners.n; o++) {
		const struct joint_owner *owner = &owners.v[o];
		if (owner->institution == NO_PLACE || owner->institution == b->institution)
			continue;
		struct tally_cell *pair = tally_add(k->pairs, k->row + owner->institution, b->institution, booking->id);
		if (!pair)
			return QUAD_ENOMEM;
		sum_t lent = minutes * sum_part(booked_weight(w, c), owner->share, JOINT_WHOLE);
		pair->sum[LENT_HOURS] += lent;
		pair->sum[LENT_SEAT_HOURS] +=
			minutes * people_of(w, booking, c) * sum_part(SUM_MINUTE, owner->share, JOINT_WHOLE);
		pair->sum[LENT_AMOUNT] += lent * price;
	}
	return 0;
}

static int add_claims(struct report_work *w, struct counting *k, const struct booked *b)
{
	int err = 0;
	for (size_t i = 0; i < b->booking->n_claims && !err; i++)
		err = add_claim(w, k, b, i);
	return err;
}

/* Each part of it in the month in which it was used. */
static int add_by_month(struct report_work *w, struct counting *k, const struct booked *b)
{
	const struct cuts *months = k->months;
	int err = 0;
	if (b->used_start == b->used_end)
		return 0;
	for (size_t month = cuts_find(months, b->used_start); month < months->n && !err; month++) {
		int64_t start = months->start[month], end = months->start[month + 1];
		struct booked part = *b;
		if (start >= b->used_end)
			break;
		part.used_start = start > b->used_start ? start : b->used_start;
		part.used_end = end < b->used_end ? end : b->used_end;
		k->row = (uint32_t)month * w->n_institutions;
		err = add_claims(w, k, &part);
	}
	return err;
}

static int add_booking(struct report_work *w, const struct booked *b, void *arg)
{
	struct counting *k = arg;
	if (b->institution == NO_PLACE)
		return 0;
	k->day = k->joint.n ? clock_local_day(b->booking->start) : 0;
	return k->months ? add_by_month(w, k, b) : add_claims(w, k, b);
}

int lent_count(struct report_work *w, struct tally *out)
{
	return lent_count_monthly(w, NULL, out);
}

int lent_count_monthly(struct report_work *w, const struct cuts *months, struct tally *out)
{
	struct counting k = {.pairs = out, .months = months};
	int err = joint_load(w, &k.joint);
	if (!err)
		err = booked_walk(w, add_booking, &k);
	if (!err)
		tally_sort(out);
	return err;
}
