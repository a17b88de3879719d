/*
 * Needs are few, as against bookings: they are sorted by what a booking tells cheaply (week, institution, kind), and
 * only bookings that have these three in common with one are digested.
 */
#include "store/report/refused.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/needs.h"
#include "store/report/booked.h"

struct refusing {
	struct report_work *w;
	struct refused_needs *out;
	bool asks_all; /* the filter leaves out no resource */
};

/* ---- which ---- */

static int compare_code(const void *element, const void *key)
{
	return strcmp(((const struct resource *)element)->code, key);
}

static uint32_t find_place(const struct report_work *w, const char *code)
{
	const struct resource_list *all = &w->directory->all;
	size_t at = array_find(all->v, all->n, sizeof *all->v, code, compare_code);
	return at < all->n && strcmp(all->v[at].code, code) == 0 ? (uint32_t)at : NO_PLACE;
}

/* Sets place and units from the claims: the first lab, base or room, else the first resource. */
static void set_place(const struct report_work *w, const struct claim_ask *asks, size_t n, struct refused_need *v)
{
	v->place = NO_PLACE;
	for (size_t i = 0; i < n; i++) {
		uint32_t place = find_place(w, asks[i].resource);
		if (place == NO_PLACE)
			continue;
		bool is_place = kind_is_place(w->directory->all.v[place].kind);
		if (v->place != NO_PLACE && !is_place)
			continue;
		v->place = place;
		v->units = asks[i].units;
		if (is_place)
			break;
	}
}

static bool may_see(const struct report_work *w, const struct claim_ask *asks, size_t n, const struct need *v)
{
	struct right_row row = {.requester = v->requester, .institution = v->institution};
	bool sees = w->sees_all || rights_may(&w->member, RIGHT_REPORT, &row, w->now, NULL);
	for (size_t i = 0; i < n && !sees; i++) {
		uint32_t place = find_place(w, asks[i].resource);
		sees = place != NO_PLACE && w->seen[place];
	}
	return sees;
}

static int add_need(struct bytes key, struct bytes value, void *arg)
{
	struct refusing *r = arg;
	struct report_work *w = r->w;
	struct refused_need v = {.fate = NEED_UNMET};
	const struct claim_ask *asks;
	size_t n;
	(void)key;
	int err = need_decode(value, &v.need);
	if (err || v.need.start < w->from || v.need.start >= w->to)
		return err;
	err = walk_keep(w->arena, value, &value);
	if (!err)
		err = need_decode(value, &v.need);
	if (!err)
		err = claims_parse(v.need.claims, w->arena, &asks, &n);
	if (err)
		return err == QUAD_EINVAL ? QUAD_ECORRUPT : err;
	set_place(w, asks, n, &v);
	bool asked = v.place == NO_PLACE ? r->asks_all : w->asked[v.place];
	if (!asked || !may_see(w, asks, n, &v.need))
		return 0;
	struct refused_need *grown = arena_grow(w->arena, r->out->v, r->out->n, &r->out->cap, sizeof *grown);
	if (!grown)
		return QUAD_ENOMEM;
	r->out->v = grown;
	grown[r->out->n++] = v;
	return need_digest(&v.need, grown[r->out->n - 1].digest);
}

/* ---- what became of them ---- */

/* By what a booking tells without a digest. */
static int compare_cheaply(const struct need *a, const struct need *b)
{
	if (a->week != b->week)
		return a->week < b->week ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->institution, b->institution);
}

static int order_needs(const void *a, const void *b)
{
	return compare_cheaply(&((const struct refused_need *)a)->need, &((const struct refused_need *)b)->need);
}

static int compare_to_key(const void *element, const void *key)
{
	return compare_cheaply(&((const struct refused_need *)element)->need, key);
}

/* The kind that a need of these claims would have. */
static enum resource_kind kind_of(const struct report_work *w, const struct booking *b)
{
	enum resource_kind kind = 0;
	for (size_t i = 0; i < b->n_claims; i++) {
		uint32_t place = directory_place(w->directory, b->claims[i].resource);
		enum resource_kind this = place ? w->directory->entries[place - 1].kind : 0;
		if (kind_is_place(this))
			return this;
		if (!kind)
			kind = this;
	}
	return kind;
}

static bool holds(const struct report_work *w, const struct booking *b, uint32_t place)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (directory_place(w->directory, b->claims[i].resource) == place + 1)
			return true;
	return false;
}

static int meet_needs(struct report_work *w, const struct booked *b, void *arg)
{
	struct refused_needs *needs = arg;
	struct need as = {.institution = b->booking->institution,
	                  .kind = kind_of(w, b->booking),
	                  .week = need_week(clock_local_day(b->booking->start)),
	                  .purpose = b->booking->purpose};
	unsigned char digest[NEED_DIGEST_BYTES];
	size_t at = array_find(needs->v, needs->n, sizeof *needs->v, &as, compare_to_key), first = at;
	for (; at < needs->n && compare_cheaply(&needs->v[at].need, &as) == 0; at++) {
		struct refused_need *v = &needs->v[at];
		int err = at == first ? need_digest(&as, digest) : 0;
		if (err)
			return err;
		if (memcmp(digest, v->digest, sizeof digest) != 0)
			continue;
		if (v->place != NO_PLACE && holds(w, b->booking, v->place))
			v->fate = NEED_MET;
		else if (v->fate == NEED_UNMET)
			v->fate = NEED_MET_OTHERWISE;
	}
	return 0;
}

/* The bookings of all weeks that the period touches, of whatever class; their hours are not the report's. */
static int walk_weeks(struct report_work *w, struct refused_needs *needs)
{
	struct report_work weeks = *w;
	struct report_ask any = *w->ask;
	int64_t first = need_week(w->first_day), after = need_week(w->first_day + w->n_days - 1) + 7;
	any.class = PURPOSE_NONE;
	weeks.ask = &any;
	weeks.from = clock_day_start(first);
	weeks.to = clock_day_start(after);
	return booked_walk(&weeks, meet_needs, needs);
}

int refused_load(struct report_work *w, struct refused_needs *out)
{
	struct refusing r = {w, out, true};
	int64_t first = need_week(w->first_day), after = need_week(w->first_day + w->n_days - 1) + 7;
	*out = (struct refused_needs){0};
	for (size_t i = 0; i < w->directory->all.n; i++)
		r.asks_all &= w->asked[i];
	int err = needs_walk(w->txn, first, after, add_need, &r);
	if (err || !out->n)
		return err;
	qsort(out->v, out->n, sizeof *out->v, order_needs);
	return walk_weeks(w, out);
}

sum_t refused_weight(const struct report_work *w, const struct refused_need *v)
{
	const struct directory_entry *e = v->place == NO_PLACE ? NULL : &w->directory->entries[v->place];
	uint32_t units = v->units ? v->units : v->need.party;
	if (!units)
		units = 1;
	if (!e || e->mode != MODE_SHARED || units >= e->seats)
		return SUM_MINUTE;
	return sum_part(SUM_MINUTE, units, e->seats);
}
