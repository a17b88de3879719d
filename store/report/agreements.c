/*
 * What was used of what institutions have agreed on: the agreements in force on any day of the period, whole: their
 * hours are agreed for all of their time, so the bookings of all of it count, as a decision counts them
 * (store/model/agreement.h).
 *
 *   from, until    the first and the last day, none = open
 *   agreed_hours   none where no hours are said; so then left_hours and use
 *   used_hours     of bookings of parties on what other parties own; use where it is recorded; by units/seats
 *   left_hours     agreed less used; below 0: more was recorded than agreed
 *   use            used of agreed, percent
 *   amount         used hours at the agreement's price of an hour, where it names one, else as booked; less waived
 */
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/agreement.h"
#include "store/model/price.h"
#include "store/report/booked.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"code", REPORT_TEXT},        {"parties", REPORT_TEXT},       {"from", REPORT_DATE},
	{"until", REPORT_DATE},       {"agreed_hours", REPORT_HOURS}, {"used_hours", REPORT_HOURS},
	{"left_hours", REPORT_HOURS}, {"use", REPORT_PERCENT},        {"amount", REPORT_MONEY},
};

struct agreeing {
	struct register_rows rows;
	bool *shown;
	int64_t *price; /* of an hour, hundredths of a yuan; below 0: as booked */
	sum_t *used, *amount;
	sum_t effective, estimated; /* of those that are shown */
};

/* In the period, and some party may be looked at. */
static bool is_shown(const struct report_work *w, const struct register_row *row)
{
	int64_t last = clock_local_day(w->to - 1), from = row->number[AGREEMENT_FROM],
		until = row->number[AGREEMENT_UNTIL];
	if (from > last || (until && until < w->first_day))
		return false;
	for (uint32_t i = 0; i < w->n_institutions; i++)
		if (w->institution_seen[i] && register_has_code(row->text[AGREEMENT_PARTIES], w->institutions[i].code))
			return true;
	return false;
}

static int load_agreements(struct report_work *w, struct agreeing *a)
{
	int err = register_list_load(w->txn, REGISTER_AGREEMENTS, w->arena, &a->rows);
	size_t n = a->rows.n + 1;
	a->price = arena_alloc(w->arena, n * sizeof *a->price);
	a->shown = arena_alloc(w->arena, n * sizeof *a->shown);
	a->used = arena_alloc(w->arena, n * sizeof *a->used);
	a->amount = arena_alloc(w->arena, n * sizeof *a->amount);
	if (err || !a->shown || !a->price || !a->used || !a->amount)
		return err ? err : QUAD_ENOMEM;
	for (size_t i = 0; i < a->rows.n; i++) {
		a->price[i] = price_parse(a->rows.v[i].text[AGREEMENT_PRICE]);
		a->used[i] = a->amount[i] = 0;
		a->shown[i] = is_shown(w, &a->rows.v[i]);
	}
	return 0;
}

static int add_booking(struct report_work *w, const struct booked *b, void *arg)
{
	struct agreeing *a = arg;
	const struct booking *booking = b->booking;
	for (size_t i = 0; b->institution != NO_PLACE && i < booking->n_claims; i++) {
		const struct claim *c = &booking->claims[i];
		uint32_t place = directory_place(w->directory, c->resource);
		uint32_t owner = place ? w->owner[place - 1] : NO_PLACE;
		if (owner == NO_PLACE || owner == b->institution)
			continue;
		const struct agreement_case one = {w->institutions[owner].code, booking->institution,
		                                   w->directory->all.v[place - 1].code,
		                                   clock_local_day(booking->start)};
		sum_t minutes = (b->used_end - b->used_start) * booked_weight(w, c);
		bool fits;
		size_t at = agreement_choose(a->rows.v, a->rows.n, a->used, &one, minutes, &fits);
		if (at == a->rows.n)
			continue;
		int64_t price = a->price[at] * (100 - (int64_t)booking->waived);
		a->used[at] += minutes;
		a->amount[at] += minutes * (a->price[at] < 0 ? booked_price(w, booking, i) : price);
		a->effective += a->shown[at] ? minutes : 0;
		a->estimated += a->shown[at] && b->estimated ? minutes : 0;
	}
	return 0;
}

/* Walks over all bookings, of any time, resource and class, since what is left of an agreement depends on all. */
static int walk_all(struct report_work *w, struct agreeing *a)
{
	const struct report_ask *ask = w->ask;
	struct report_ask all = *ask;
	int64_t from = w->from, to = w->to;
	all.class = PURPOSE_NONE;
	w->ask = &all;
	w->from = CLOCK_MIN_MIN;
	w->to = CLOCK_MAX_MIN;
	int err = booked_walk(w, add_booking, a);
	w->from = from;
	w->to = to;
	w->ask = ask;
	w->effective = a->effective;
	w->estimated = a->estimated;
	return err;
}

static int put_row(struct report_work *w, const struct agreeing *a, size_t i)
{
	const struct register_row *v = &a->rows.v[i];
	struct report_row *row = frame_row(w);
	if (!row)
		return QUAD_ENOMEM;
	frame_text(&row->cells[0], v->text[AGREEMENT_CODE]);
	frame_text(&row->cells[1], v->text[AGREEMENT_PARTIES]);
	if (v->number[AGREEMENT_FROM])
		frame_number(&row->cells[2], v->number[AGREEMENT_FROM]);
	if (v->number[AGREEMENT_UNTIL])
		frame_number(&row->cells[3], v->number[AGREEMENT_UNTIL]);
	frame_hours(&row->cells[5], a->used[i]);
	frame_money(&row->cells[8], a->amount[i]);
	if (v->number[AGREEMENT_HOURS] < 0)
		return 0;
	frame_hours(&row->cells[4], agreement_minutes(v));
	frame_number(&row->cells[6], row->cells[4].number - row->cells[5].number);
	frame_percent(&row->cells[7], a->used[i], agreement_minutes(v));
	return 0;
}

int report_agreements(struct report_work *w)
{
	struct agreeing a = {0};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = load_agreements(w, &a);
	if (!err && a.rows.n)
		err = walk_all(w, &a);
	for (size_t i = 0; !err && i < a.rows.n; i++)
		if (a.shown[i])
			err = put_row(w, &a, i);
	return err;
}
