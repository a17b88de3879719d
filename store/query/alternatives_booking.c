/*
 * Alternatives to a single booking: other resources at the same time, other times of the same day, the same time on
 * other days, a nearer end. Each is rehearsed in the one snapshot in which the candidates were found.
 */
#include "store/query/alternatives_booking.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/apply.h"
#include "store/facts/expect.h"
#include "store/facts/facts.h"
#include "store/facts/parts.h"
#include "store/model/merge.h"
#include "store/query/find.h"

enum {
	TIMES_SAME_DAY = 3,   /* offered */
	TIMES_OTHER_DAYS = 2, /* offered */
	TRIES_MAX = 24,       /* other resources rehearsed */
	DAYS_AROUND = 14,     /* other days rehearsed, before and after */
	SHORTEST_MIN = 30,    /* a booking is not offered shorter than this */
	FREE_DAYS = 7,        /* days rehearsed on which an owner's share is free for all */
	ROUND_MIN = 5,        /* times are offered at multiples of this */
};

struct booking_search {
	struct alternative_search *common;
	struct db_txn *txn;
	struct decision_cache cache;
};

/* Rehearses the booking at another time or with other claims, and offers it if it would be booked: *ok. */
static int rehearse_booking(struct booking_search *s, struct alternative a, const struct claim_ask *claims, bool *ok)
{
	struct arena scratch = {0};
	struct result result;
	struct request rq = s->common->base;
	*ok = false;
	rq.u.booking.start = a.start;
	rq.u.booking.end = a.end;
	rq.u.booking.claims = claims;
	int err = apply_rehearse(s->txn, &s->cache, &rq, &result, &scratch);
	if (!err && !result.reasons.n) {
		a.claims = claims_text(claims, rq.u.booking.n_claims, s->common->arena);
		if (a.claims)
			*ok = offer_alternative(s->common, &a);
		else
			err = QUAD_ENOMEM;
	}
	arena_release(&scratch);
	return err;
}

/* The same resources at another start, for as long as was asked. */
static int rehearse_time(struct booking_search *s, int64_t start, bool *ok)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	struct alternative a = {.kind = ALT_TIME, .start = start, .end = start + ask->end - ask->start};
	return rehearse_booking(s, a, ask->claims, ok);
}

/* ---- what is read ---- */

/* Where each read is a journey: the resources as they are on all days on which they are rehearsed. */
static int expect_days(struct booking_search *s)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	struct expect e = {0};
	struct resource r;
	int err = 0;
	if (!db_txn_is_far(s->txn))
		return 0;
	expect_table(&e, TABLE_TRAVEL);
	for (size_t i = 0; i < ask->n_claims && !err; i++) {
		err = facts_resource(s->txn, ask->claims[i].resource, &r);
		if (!err)
			expect_place(&e, r.no, ask->start - DAYS_AROUND * DAY_MIN, ask->end + DAYS_AROUND * DAY_MIN);
		else if (err == QUAD_ENOTFOUND)
			err = 0;
	}
	int late = expect_get(&e, s->txn);
	return err ? err : late;
}

/* And those that are rehearsed first in place of another one. */
static int expect_candidates(struct booking_search *s, const struct candidate_list *list)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	struct expect e = {0};
	if (!db_txn_is_far(s->txn))
		return 0;
	for (size_t i = 0; i < list->n && i < 2 * RESOURCES_MAX; i++)
		expect_place(&e, list->v[i].r->no, ask->start, ask->end);
	return expect_get(&e, s->txn);
}

/* ---- other resources ---- */

/* Adds the free resources that may stand in for a refused one. */
static int add_candidates(const struct found_list *found, struct candidate_list *out)
{
	for (size_t i = 0; i < found->n; i++) {
		int err = candidate_list_add(out, found->v[i].resource);
		if (err)
			return err;
	}
	return 0;
}

/* True for a resource that the request takes already: it cannot stand in for another one too. */
static bool is_asked_for(const struct booking_ask *ask, const struct resource *r)
{
	for (size_t i = 0; i < ask->n_claims; i++)
		if (strcmp(ask->claims[i].resource, r->code) == 0)
			return true;
	return false;
}

/* Rehearses candidates in place of the resource of one claim. *n_offered counts over all claims. */
static int rehearse_candidates(struct booking_search *s, size_t claim, const struct candidate_list *list,
                               size_t *n_offered)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	for (size_t i = 0; i < list->n && *n_offered < RESOURCES_MAX; i++) {
		const struct candidate *c = &list->v[i];
		struct alternative a = {.kind = ALT_RESOURCE, .start = ask->start, .end = ask->end,
		                        .travel_min = c->travel_min};
		struct claim_ask *claims;
		bool ok;
		if (c->r->no == list->refused->no || is_asked_for(ask, c->r))
			continue;
		int err = replace_claim(s->common, ask->claims, ask->n_claims, claim, c->r->code, &claims);
		if (!err)
			err = rehearse_booking(s, a, claims, &ok);
		if (err)
			return err;
		*n_offered += ok;
	}
	return 0;
}

static int offer_resources_for(struct booking_search *s, size_t claim, size_t *n_offered)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	struct resource refused;
	struct found_list found;
	struct candidate_list list;
	int err = facts_resource(s->txn, ask->claims[claim].resource, &refused);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	/* no other teacher or class stands in */
	if (kind_travels(refused.kind))
		return 0;
	struct find_ask find = {.filter = equivalent_resources(&refused, ask->party, ask->claims[claim].units),
	                        .start = ask->start,
	                        .end = ask->end,
	                        .now = s->common->base.now,
	                        .free = true};
	err = find_gather(s->common->store, s->txn, &find, &found);
	if (!err)
		err = candidate_list_begin(&list, s->txn, &refused, TRIES_MAX, &found.arena);
	list.need = find.filter.seats;
	if (!err)
		err = add_candidates(&found, &list);
	if (!err)
		err = expect_candidates(s, &list);
	if (!err)
		err = rehearse_candidates(s, claim, &list, n_offered);
	found_list_release(&found);
	return err;
}

static int offer_resources(struct booking_search *s)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	size_t n_offered = 0;
	for (size_t i = 0; i < ask->n_claims; i++) {
		if (!is_refused_resource(s->common->refused, ask->claims[i].resource))
			continue;
		int err = offer_resources_for(s, i, &n_offered);
		if (err)
			return err;
	}
	return 0;
}

/* ---- other times of the day ---- */

/* Starts to be rehearsed, in any order. */
struct start_times {
	int64_t *v;
	size_t n, cap;
	int64_t from, to; /* the day */
	int64_t len_min;  /* of the booking */
	int64_t setup_min, teardown_min; /* of the resource whose starts are added */
};

static int add_start(struct booking_search *s, struct start_times *t, int64_t at)
{
	int64_t *v = arena_grow(s->common->arena, t->v, t->n, &t->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	t->v = v;
	v[t->n++] = at;
	return 0;
}

/* The start right after an interval that is taken, and the one that ends right before it. */
static int add_starts_beside(struct booking_search *s, struct start_times *t, int64_t start, int64_t end)
{
	int err = add_start(s, t, end + t->setup_min);
	return err ? err : add_start(s, t, start - t->teardown_min - t->len_min);
}

/* What is taken and what is closed on the day, on its wholes and parts too. */
static int add_starts_by_others(struct booking_search *s, struct start_times *t, const struct resource *r)
{
	const struct request *base = &s->common->base;
	const struct time_span day = {t->from, t->to};
	uint64_t moved = base->op == OP_MOVE ? base->u.booking.id : 0;
	struct campus campus = {0};
	struct neighbours near = {0};
	struct closures closed = {0};
	int err = *r->campus ? facts_campus(s->txn, r->campus, &campus) : 0;
	if (!err)
		err = facts_neighbours(s->txn, r->no, t->from, t->to, moved, s->common->arena, &near);
	if (!err)
		err = facts_closures(s->txn, r->no, campus.no, t->from, t->to, s->common->arena, &closed);
	if (!err)
		err = parts_add_taken(s->txn, r->no, &day, moved, s->common->arena, &near, &closed);
	for (size_t i = 0; i < near.n && !err; i++)
		err = add_starts_beside(s, t, near.v[i].claim.start, near.v[i].claim.end);
	for (size_t i = 0; i < closed.n && !err; i++)
		err = add_starts_beside(s, t, closed.v[i].start, closed.v[i].end);
	return err;
}

/* At the beginning and before the end of each opening window. */
static int add_starts_by_hours(struct booking_search *s, struct start_times *t, const struct resource *r)
{
	struct opening hours;
	const char *bad;
	int64_t day = clock_local_day(t->from), midnight = clock_day_start(day);
	int weekday = clock_weekday(day);
	if (opening_parse(r->opening, &hours, &bad) != 0 || hours.always)
		return 0;
	for (unsigned i = 0; i < hours.n[weekday]; i++) {
		const struct open_window *w = &hours.day[weekday][i];
		int err = add_start(s, t, midnight + w->from);
		if (!err)
			err = add_start(s, t, midnight + w->to - t->len_min);
		if (err)
			return err;
	}
	return 0;
}

/* The starts at which a thing that is in the way of a resource on that day has just ended, or not yet begun. */
static int add_starts_of(struct booking_search *s, struct start_times *t, const char *code)
{
	struct resource r;
	int err = facts_resource(s->txn, code, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	bool person = kind_travels(r.kind);
	t->setup_min = person ? 0 : r.setup_min;
	t->teardown_min = person ? 0 : r.teardown_min;
	err = add_starts_by_others(s, t, &r);
	return err ? err : add_starts_by_hours(s, t, &r);
}

/* A start and how far it is from the asked one, since qsort's order has no other argument. */
struct near_start {
	int64_t distance_min, at;
};

static int near_order(const void *a, const void *b)
{
	const struct near_start *x = a, *y = b;
	if (x->distance_min != y->distance_min)
		return x->distance_min < y->distance_min ? -1 : 1;
	return (x->at < y->at) - (x->at > y->at); /* later first */
}

/* Rounded away from the asked start. */
static int64_t round_start(int64_t at, int64_t asked)
{
	return at >= asked ? (at + ROUND_MIN - 1) / ROUND_MIN * ROUND_MIN : at / ROUND_MIN * ROUND_MIN;
}

/* Rehearses the starts, the nearest to the asked one first. */
static int rehearse_starts(struct booking_search *s, const struct start_times *t)
{
	int64_t asked = s->common->base.u.booking.start;
	struct near_start *v = arena_alloc(s->common->arena, (t->n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < t->n; i++) {
		v[i].at = round_start(t->v[i], asked);
		v[i].distance_min = llabs(v[i].at - asked);
	}
	qsort(v, t->n, sizeof *v, near_order);
	int n_offered = 0;
	for (size_t i = 0; i < t->n && n_offered < TIMES_SAME_DAY; i++) {
		bool within = v[i].at >= t->from && v[i].at + t->len_min <= t->to;
		bool seen = v[i].at == asked || (i > 0 && v[i].at == v[i - 1].at);
		bool ok;
		if (!within || seen)
			continue;
		int err = rehearse_time(s, v[i].at, &ok);
		if (err)
			return err;
		n_offered += ok;
	}
	return 0;
}

static int offer_times(struct booking_search *s)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	int64_t day = clock_local_day(ask->start);
	struct start_times t = {.from = clock_day_start(day), .to = clock_day_start(day + 1),
	                        .len_min = ask->end - ask->start};
	for (size_t i = 0; i < ask->n_claims; i++) {
		int err = add_starts_of(s, &t, ask->claims[i].resource);
		if (err)
			return err;
	}
	return rehearse_starts(s, &t);
}

/* ---- other days, a nearer end ---- */

/* The same time of day on the day after, the day before, two days after... */
static int offer_days(struct booking_search *s)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	int64_t day = clock_local_day(ask->start), at;
	struct wall asked, other;
	int n_offered = 0;
	clock_to_wall(ask->start, &asked);
	for (int i = 1; i <= 2 * DAYS_AROUND && n_offered < TIMES_OTHER_DAYS; i++) {
		int away = (i + 1) / 2;
		bool ok;
		clock_day_civil(i % 2 ? day + away : day - away, &other);
		other.hour = asked.hour;
		other.minute = asked.minute;
		if (clock_from_wall(&other, &at) != 0)
			continue;
		int err = rehearse_time(s, at, &ok);
		if (err)
			return err;
		n_offered += ok;
	}
	return 0;
}

/*
 * Where an owner's share is used up: the same time of day on the last days on which what nobody has claimed is free for
 * all, which is so many minutes before the start.
 */
static int offer_free_days(struct booking_search *s)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	const struct reasons *why = &s->common->refused->reasons;
	int64_t ahead_min = -1;
	bool ok = false;
	for (size_t i = 0; i < why->n; i++)
		if (why->v[i].detail == REASON_SHARE)
			ahead_min = ask->start - why->v[i].end;
	if (ahead_min < 0)
		return 0;
	int64_t last = clock_local_day(s->common->base.now + ahead_min), asked = clock_local_day(ask->start);
	for (int64_t day = last; day > last - FREE_DAYS && !ok; day--) {
		int64_t at = clock_minute_at(day, clock_local_minute(ask->start));
		/* nearer ones were tried */
		if (asked - day <= DAYS_AROUND)
			continue;
		int err = rehearse_time(s, at, &ok);
		if (err)
			return err;
	}
	return 0;
}

/* The latest end, not after the asked one, at which the resource of a refusal is not in the way. */
static int64_t end_before(struct booking_search *s, const struct reason *r)
{
	struct resource resource;
	if (r->rule == RULE_TRAVEL)
		return r->start - r->number;
	if (r->detail == REASON_SHARE)
		return r->start;
	if (facts_resource(s->txn, r->subject, &resource) != 0 || kind_travels(resource.kind))
		return r->start;
	return r->start - resource.teardown_min;
}

/* The minutes that a share or an agreement leaves; -1: it is no such reason. */
static int64_t hours_left(const struct reason *r)
{
	int64_t left = r->number;
	if (r->detail != REASON_SHARE && r->detail != REASON_AGREEMENT)
		return -1;
	if (r->detail == REASON_AGREEMENT)
		left = r->limit > r->number ? r->limit - r->number : 0;
	return left * 60 / 100;
}

/* The same start, and an end before the first clash begins. */
static int offer_shorter(struct booking_search *s)
{
	const struct booking_ask *ask = &s->common->base.u.booking;
	const struct reasons *why = &s->common->refused->reasons;
	struct alternative a = {.kind = ALT_SHORTER, .start = ask->start};
	int64_t end = ask->end;
	bool ok;
	for (size_t i = 0; i < why->n; i++) {
		const struct reason *r = &why->v[i];
		int64_t left = hours_left(r);
		if (left >= 0 && ask->start + left < end)
			end = ask->start + left;
		if (r->start <= ask->start || r->start > ask->end + PAD_MAX_MIN)
			continue;
		int64_t before = end_before(s, r);
		end = before < end ? before : end;
	}
	a.end = ask->start + (end - ask->start) / ROUND_MIN * ROUND_MIN;
	if (a.end == ask->end || a.end - a.start < SHORTEST_MIN)
		return 0;
	return rehearse_booking(s, a, ask->claims, &ok);
}

/* ---- the search ---- */

/* Gives a move the fields that it leaves as they are stored. */
static int complete_move(struct booking_search *s)
{
	struct request *base = &s->common->base;
	struct booking_ask *ask = &base->u.booking;
	struct booking stored;
	struct claim_ask *claims;
	uint32_t given = base->given;
	int err = facts_booking(s->txn, ask->id, s->common->arena, &stored);
	if (err)
		return err;
	merge_booking(ask, given, &stored);
	base->given |= GIVEN(BOOKING_TIME) | GIVEN(BOOKING_CLAIMS);
	if (given & GIVEN(BOOKING_CLAIMS))
		return 0;
	err = facts_claims(s->txn, &stored, s->common->arena, &claims);
	ask->claims = claims;
	ask->n_claims = stored.n_claims;
	return err;
}

static int offer_all(struct booking_search *s)
{
	const struct request *base = &s->common->base;
	int err = base->op == OP_MOVE ? complete_move(s) : 0;
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (base->u.booking.end <= base->u.booking.start)
		return 0;
	err = expect_days(s);
	if (!err)
		err = offer_resources(s);
	if (!err)
		err = offer_times(s);
	if (!err)
		err = offer_days(s);
	if (!err)
		err = offer_free_days(s);
	return err ? err : offer_shorter(s);
}

static int search_snapshot(struct db_txn *txn, void *arg)
{
	struct alternative_search *common = arg;
	struct booking_search s = {.common = common, .txn = txn, .cache = {.store = common->store}};
	common->out->n = 0;
	int err = offer_all(&s);
	cache_release(&s.cache);
	return err;
}

int find_booking_alternatives(struct alternative_search *s)
{
	const struct booking_ask *ask = &s->base.u.booking;
	s->base.u.booking.ref = "";
	find_expect(s->store,
	            &(struct find_ask){.start = ask->start, .end = ask->end, .now = s->base.now, .free = true});
	return db_read(s->store->db, search_snapshot, s);
}
