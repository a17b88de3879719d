/*
 * Remedies. A request of which nothing can be varied is replaced by one of which something can: a date of a series
 * and a cancelled booking by a new single booking, a side of an exchange by a move, an unknown code by the code most
 * like it. If the replacement would be carried out it is offered as it is, otherwise the alternatives to it are.
 * Several requests that work only together are rehearsed as a whole.
 */
#include "store/query/remedies.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/store_apply.h"
#include "store/facts/series_dates.h"
#include "store/facts/sight.h"
#include "store/model/merge.h"
#include "store/query/names.h"

enum {
	DATES_MAX = 2,  /* other dates of a series offered */
	DATE_TRIES = 8, /* other dates rehearsed */
	SIDE_MAX = 4,   /* ways offered for either of two bookings */
	STEPS_MAX = 2,
};

struct remedy {
	struct store *store;
	const struct request *rq;
	const struct result *refused;
	struct alternative_list *out;
	struct arena *arena; /* the list's */
	size_t most; /* to how many entries the list may grow now */
};

/* ---- offering ---- */

/* A request of the same person, still to be filled, and without an id: it may never be asked. */
static struct request start_request(const struct remedy *d, enum request_op op, uint32_t given)
{
	return (struct request){.op = op, .flags = d->rq->flags & REQUEST_RECORD, .actor = d->rq->actor,
	                        .now = d->rq->now, .given = given};
}

/* A copy that lives as long as the list; NULL on out of memory. */
static struct request *keep_request(struct remedy *d, struct request rq)
{
	struct request *own = arena_alloc(d->arena, sizeof *own);
	if (own)
		*own = rq;
	return own;
}

/* A booking's part of a request, of which a move or an exchange gives some fields. */
static struct booking_ask start_booking_ask(uint64_t id)
{
	return (struct booking_ask){.id = id, .ref = "", .purpose = "", .note = "", .requester = "", .institution = ""};
}

/* Adds an alternative with texts of its own, if there is room. Claims that are NULL are QUAD_ENOMEM. */
static int offer_alternative(struct remedy *d, struct alternative a)
{
	if (d->out->n >= d->most)
		return 0;
	int64_t *except = arena_alloc(d->arena, (a.n_except + 1) * sizeof *except);
	a.claims = a.claims ? arena_str(d->arena, a.claims) : NULL;
	a.weeks.term = arena_str(d->arena, a.weeks.term ? a.weeks.term : "");
	if (!a.claims || !a.weeks.term || !except)
		return QUAD_ENOMEM;
	if (a.n_except)
		memcpy(except, a.except, a.n_except * sizeof *except);
	a.except = except;
	d->out->v[d->out->n++] = a;
	return 0;
}

/* ---- requests in place of another ---- */

/* A booking or a move changed as its alternative says. NULL on out of memory. */
static struct request *request_with(struct remedy *d, const struct request *rq, const struct alternative *a)
{
	struct request *with = keep_request(d, *rq);
	struct booking_ask *b = with ? &with->u.booking : NULL;
	if (!with)
		return NULL;
	if (a->kind == ALT_RESOURCE) {
		with->given |= GIVEN(BOOKING_CLAIMS);
		if (claims_parse(a->claims, d->arena, &b->claims, &b->n_claims) != 0)
			return NULL;
	} else {
		with->given |= GIVEN(BOOKING_TIME);
		b->start = a->start;
		b->end = a->end;
	}
	return with;
}

/*
 * Rehearses steps one after the other: *ok if each would be carried out and change something. *first: that of the
 * first.
 */
static int rehearse_steps(struct remedy *d, const struct request *steps, size_t n, struct result *first, bool *ok)
{
	struct result results[STEPS_MAX];
	*ok = false;
	int err = store_apply(d->store, steps, n, true, results, d->arena);
	if (err)
		return err;
	*first = results[0];
	*ok = true;
	for (size_t i = 0; i < n; i++)
		*ok &= results[i].outcome == OUTCOME_ADDED || results[i].outcome == OUTCOME_UPDATED;
	return 0;
}

/* Rehearses steps, and offers them as they are if they would be carried out, with these claims of the first. */
static int offer_steps(struct remedy *d, enum alternative_kind kind, const struct request *steps, size_t n_steps,
                       const struct claim_ask *claims, size_t n_claims)
{
	struct alternative a = {.kind = kind, .asked = steps, .steps = steps, .n_steps = n_steps};
	struct result first;
	bool ok;
	int err = rehearse_steps(d, steps, n_steps, &first, &ok);
	if (err || !ok)
		return err;
	a.start = first.start;
	a.end = first.end;
	a.claims = claims_text(claims, n_claims, d->arena);
	return offer_alternative(d, a);
}

/* Offers the alternatives to a booking or a move. */
static int offer_instead(struct remedy *d, const struct request *rq, const struct result *refused)
{
	struct alternative_list list = {0};
	int err = query_alternatives(d->store, rq, refused, &list);
	if (err)
		return err;
	for (size_t i = 0; i < list.n; i++) {
		struct alternative a = list.v[i];
		a.asked = rq;
		a.steps = request_with(d, rq, &a);
		a.n_steps = 1;
		err = a.steps ? offer_alternative(d, a) : QUAD_ENOMEM;
		if (err)
			break;
	}
	arena_release(&list.arena);
	return err;
}

/*
 * Offers a booking or a move as it is, under that kind, if it would be carried out; else the alternatives to
 * it.
 */
static int offer_or_instead(struct remedy *d, const struct request *rq, enum alternative_kind kind)
{
	struct result result;
	struct alternative as_it_is = {.kind = kind, .asked = rq, .steps = rq, .n_steps = 1};
	int err = store_rehearse(d->store, rq, &result, d->arena);
	if (err)
		return err;
	if (result.reasons.n)
		return offer_instead(d, rq, &result);
	as_it_is.start = result.start;
	as_it_is.end = result.end;
	as_it_is.claims = claims_text(rq->u.booking.claims, rq->u.booking.n_claims, d->arena);
	return offer_alternative(d, as_it_is);
}

/* ---- a booking that was cancelled ---- */

/* A booking as it stands or stood, its texts in the remedy's arena. */
struct booked {
	struct booking b;
	const struct claim_ask *claims;
	size_t n_claims;
};

/* Copies the booking of a row, except its ref; its claims as codes. */
static int keep_booking(struct remedy *d, const struct booking_row *row, struct booked *out)
{
	struct booking *b = &out->b;
	*b = row->b;
	b->claims = NULL;
	b->ref = "";
	b->purpose = arena_str(d->arena, b->purpose);
	b->note = arena_str(d->arena, b->note);
	b->requester = arena_str(d->arena, b->requester);
	b->institution = arena_str(d->arena, b->institution);
	if (!b->purpose || !b->note || !b->requester || !b->institution)
		return QUAD_ENOMEM;
	return claims_parse(row->claims, d->arena, &out->claims, &out->n_claims);
}

/* *there is false, and *out empty, if there is no such booking. */
static int load_booking(struct remedy *d, uint64_t id, struct booked *out, bool *there)
{
	struct booking_rows rows = {0};
	*out = (struct booked){0};
	int err = query_bookings(d->store, &id, 1, &rows);
	*there = !err && rows.n;
	if (*there)
		err = keep_booking(d, rows.v, out);
	arena_release(&rows.arena);
	return err;
}

/* The requester to name: none, where it is the person who acts. */
static const char *requester_of(const struct remedy *d, const char *requester)
{
	return strcmp(requester, d->rq->actor) == 0 ? "" : requester;
}

/* A move of a cancelled booking: the booking as it would have become, as a new one. */
static int offer_booking_again(struct remedy *d)
{
	const struct booking_ask *asked = &d->rq->u.booking;
	uint32_t given = d->rq->given;
	struct booked old;
	bool there;
	int err = load_booking(d, asked->id, &old, &there);
	if (err || !there || state_stands(old.b.state))
		return err;
	struct request *rq = keep_request(d, start_request(d, OP_BOOK, GIVEN_ALL));
	if (!rq)
		return QUAD_ENOMEM;
	struct booking_ask *b = &rq->u.booking;
	*b = *asked;
	merge_booking(b, given, &old.b);
	b->ref = "";
	b->id = b->seq = 0;
	if (!(given & GIVEN(BOOKING_REQUESTER)) || !*asked->requester)
		b->requester = requester_of(d, b->requester);
	if (!(given & GIVEN(BOOKING_CLAIMS))) {
		b->claims = old.claims;
		b->n_claims = old.n_claims;
	}
	return offer_or_instead(d, rq, ALT_NEW);
}

/* ---- a date of a series ---- */

struct dates_ask {
	struct store *store;
	uint64_t series;
	struct arena *arena;
	/* out */
	struct series s;
	struct occurrences all;
	struct booking_rows rows; /* the bookings of the series that stand */
};

/* QUAD_ENOTFOUND also for a series of which the looker may not see what it is for. */
static int load_dates(struct db_txn *txn, void *arg)
{
	struct dates_ask *a = arg;
	struct sight *sight;
	enum seen_series seen;
	int err = sight_load(a->store, txn, &sight);
	if (!err)
		err = series_dates_of(txn, a->series, a->arena, &a->s, &a->all);
	if (!err)
		err = sight_of_series(sight, txn, &a->s, &seen);
	if (err)
		return err;
	return seen == SERIES_SEEN ? 0 : QUAD_ENOTFOUND;
}

/* Is the occurrence booked? */
static bool is_booked(const struct dates_ask *a, const struct occurrence *o)
{
	for (size_t i = 0; i < a->rows.n; i++)
		if (occurrence_is_of(&a->all, o, &a->rows.v[i].b))
			return true;
	return false;
}

/* A single booking like those of a series. NULL on out of memory. */
static struct request *book_like_series(struct remedy *d, const struct series *s, int64_t start, int64_t end)
{
	struct request *rq = keep_request(d, start_request(d, OP_BOOK, GIVEN_ALL));
	struct booking_ask *b = rq ? &rq->u.booking : NULL;
	if (!rq)
		return NULL;
	*b = (struct booking_ask){.ref = "", .start = start, .end = end, .party = s->party, .purpose = s->purpose,
	                          .note = s->note, .requester = requester_of(d, s->requester),
	                          .institution = s->institution};
	return claims_parse(s->claims, d->arena, &b->claims, &b->n_claims) == 0 ? rq : NULL;
}

/* Of the occurrences not seen, on another day and not begun yet, the one nearest to a day; NULL if there is none. */
static const struct occurrence *next_nearest(const struct remedy *d, const struct occurrences *all, bool *seen,
                                             int64_t day)
{
	const struct occurrence *best = NULL;
	int64_t nearest = INT64_MAX;
	for (size_t i = 0; i < all->n; i++) {
		int64_t away = llabs(clock_local_day(all->v[i].start) - day);
		if (seen[i] || away == 0 || away >= nearest || all->v[i].start < d->rq->now)
			continue;
		nearest = away;
		best = &all->v[i];
	}
	if (best)
		seen[best - all->v] = true;
	return best;
}

/* Rehearses adding the date of an occurrence, and offers it if it can be added: *ok. */
static int rehearse_date(struct remedy *d, const struct dates_ask *a, const struct occurrence *o,
                         const struct request *asked, bool *ok)
{
	struct alternative other = {.kind = ALT_TIME, .claims = a->s.claims, .asked = asked, .n_steps = 1,
	                            .start = o->start, .end = o->end};
	struct result result;
	struct request *add = keep_request(d, start_request(d, OP_SERIES_ADD, GIVEN_ALL));
	*ok = false;
	if (!add)
		return QUAD_ENOMEM;
	add->u.series = (struct series_ask){.id = a->series, .from = clock_local_day(o->start)};
	other.steps = add;
	int err = rehearse_steps(d, add, 1, &result, ok);
	if (!err && *ok)
		err = offer_alternative(d, other);
	return err;
}

/* Other dates of the series that can be added, the nearest first. */
static int offer_other_dates(struct remedy *d, const struct dates_ask *a, const struct request *asked)
{
	int64_t day = d->rq->u.series.from, tried = day;
	bool *seen = arena_alloc(d->arena, a->all.n + 1);
	if (!seen)
		return QUAD_ENOMEM;
	for (int tries = 0, found = 0; tries < DATE_TRIES && found < DATES_MAX;) {
		const struct occurrence *o = next_nearest(d, &a->all, seen, day);
		bool ok;
		if (!o)
			break;
		/* a date that has several occurrences is added whole */
		if (is_booked(a, o) || clock_local_day(o->start) == tried)
			continue;
		tried = clock_local_day(o->start);
		tries++;
		int err = rehearse_date(d, a, o, asked, &ok);
		if (err)
			return err;
		found += ok;
	}
	return 0;
}

/*
 * The occurrences of a day that are not booked, as single bookings, each with its share of the list. *asked: the
 * day's first.
 */
static int offer_missing(struct remedy *d, const struct dates_ask *a, int64_t day, const struct request **asked)
{
	const struct occurrence *v = a->all.v;
	size_t first = 0, last, n_missing = 0, n = 0;
	while (first < a->all.n && clock_local_day(v[first].start) < day)
		first++;
	for (last = first; last < a->all.n && clock_local_day(v[last].start) == day; last++)
		n_missing += !is_booked(a, &v[last]);
	for (size_t i = first; i < last; i++) {
		const struct request *one = book_like_series(d, &a->s, v[i].start, v[i].end);
		if (!one)
			return QUAD_ENOMEM;
		if (!*asked)
			*asked = one;
		if (is_booked(a, &v[i]))
			continue;
		n++;
		d->most = (ALTERNATIVES_MAX - DATES_MAX) * n / n_missing;
		int err = offer_or_instead(d, one, ALT_NEW);
		if (err)
			return err;
	}
	return 0;
}

/* A day on which the series has nothing: a single booking at the usual time. */
static int offer_usual_time(struct remedy *d, const struct dates_ask *a, int64_t day, const struct request **asked)
{
	const struct occurrence *o = &a->all.v[0];
	struct wall wall, date;
	int64_t start;
	clock_to_wall(o->start, &wall);
	clock_day_civil(day, &date);
	date.hour = wall.hour;
	date.minute = wall.minute;
	/* the clocks skip the usual time, or it comes twice */
	if (clock_from_wall(&date, &start) != 0)
		return 0;
	*asked = book_like_series(d, &a->s, start, start + o->end - o->start);
	d->most = ALTERNATIVES_MAX - DATES_MAX;
	return *asked ? offer_or_instead(d, *asked, ALT_NEW) : QUAD_ENOMEM;
}

/* A date that cannot be added: single bookings on that day, then other dates that can be added. */
static int offer_date(struct remedy *d)
{
	struct dates_ask a = {.store = d->store, .series = d->rq->u.series.id, .arena = d->arena};
	struct booking_ids ids = {0};
	const struct request *asked = NULL;
	int64_t day = d->rq->u.series.from;
	int err = db_read(d->store->db, load_dates, &a);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = query_booking_ids(d->store, &(struct booking_filter){.series = a.series}, &ids);
	if (!err)
		err = query_bookings(d->store, ids.v, ids.n, &a.rows);
	if (!err)
		err = offer_missing(d, &a, day, &asked);
	if (!err && !asked && a.all.n)
		err = offer_usual_time(d, &a, day, &asked);
	d->most = ALTERNATIVES_MAX;
	if (!err && asked)
		err = offer_other_dates(d, &a, asked);
	arena_release(&a.rows.arena);
	arena_release(&ids.arena);
	return err;
}

/* ---- an exchange ---- */

static int is_person(struct remedy *d, const char *code, bool *out)
{
	struct resource_list list;
	int err = query_resource(d->store, code, &list);
	*out = !err && kind_travels(list.v->kind);
	if (!err)
		arena_release(&list.arena);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* Appends the claims of people, or those of things, of a booking. */
static int add_claims(struct remedy *d, const struct booked *from, bool people, struct claim_ask *v, size_t *n)
{
	for (size_t i = 0; i < from->n_claims; i++) {
		bool person;
		int err = is_person(d, from->claims[i].resource, &person);
		if (err)
			return err;
		if (person == people)
			v[(*n)++] = from->claims[i];
	}
	return 0;
}

/* The things of one booking and the people of the other: people stay with their booking when places are exchanged. */
static int join_claims(struct remedy *d, const struct booked *things, const struct booked *people,
                       struct booking_ask *out)
{
	struct claim_ask *v = arena_alloc(d->arena, (things->n_claims + people->n_claims + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->claims = v;
	out->n_claims = 0;
	int err = add_claims(d, things, false, v, &out->n_claims);
	return err ? err : add_claims(d, people, true, v, &out->n_claims);
}

static bool exchanges_times(const struct remedy *d)
{
	return d->rq->given & GIVEN(BOOKING_TIME);
}

/* A move that gives the fields that the exchange is about. */
static struct request start_move(const struct remedy *d)
{
	return start_request(d, OP_MOVE, GIVEN(exchanges_times(d) ? BOOKING_TIME : BOOKING_CLAIMS));
}

/* Makes the request that moves one booking to the other's place, or time. */
static int move_to(struct remedy *d, const struct booked *one, const struct booked *to, struct request *out)
{
	struct booking_ask *b = &out->u.booking;
	*out = start_move(d);
	*b = start_booking_ask(one->b.id);
	b->start = to->b.start;
	b->end = to->b.end;
	return exchanges_times(d) ? 0 : join_claims(d, to, one, b);
}

/*
 * Rehearses a move of one booking as an alternative says, and the other into its place; offers them if they work:
 * *ok.
 */
static int rehearse_side(struct remedy *d, const struct booked *one, const struct booked *other, size_t n_steps,
                         const struct request *asked, struct alternative a, bool *ok)
{
	struct request *steps = arena_alloc(d->arena, STEPS_MAX * sizeof *steps);
	const struct request *first = request_with(d, asked, &a);
	struct result result;
	*ok = false;
	if (!steps || !first)
		return QUAD_ENOMEM;
	steps[0] = *first;
	int err = move_to(d, other, one, &steps[1]);
	if (!err)
		err = rehearse_steps(d, steps, n_steps, &result, ok);
	a.asked = asked;
	a.steps = steps;
	a.n_steps = n_steps;
	if (!err && *ok)
		err = offer_alternative(d, a);
	return err;
}

/*
 * Moves one booking near to the place that it was to get, and with two steps the other into its own. With claims only
 * another resource is offered: people stay with their booking, since they could only be exchanged in one step.
 */
static int move_side(struct remedy *d, const struct booked *one, const struct booked *other, size_t n_steps)
{
	struct alternative_list list = {0};
	struct request *asked = arena_alloc(d->arena, sizeof *asked);
	int found = 0;
	if (!asked)
		return QUAD_ENOMEM;
	int err = move_to(d, one, other, asked);
	if (!err)
		err = query_alternatives(d->store, asked, d->refused, &list);
	if (err)
		return err;
	for (size_t i = 0; i < list.n && found < SIDE_MAX; i++) {
		enum alternative_kind kind = list.v[i].kind;
		bool ok;
		if (kind == ALT_SHORTER || (kind == ALT_TIME && !exchanges_times(d)))
			continue;
		err = rehearse_side(d, one, other, n_steps, asked, list.v[i], &ok);
		if (err)
			break;
		found += ok;
	}
	arena_release(&list.arena);
	return err;
}

/* The other of the two ways to exchange bookings that are not at the same time. */
static int exchange_otherwise(struct remedy *d, const struct booked *one, const struct booked *other)
{
	bool times = !exchanges_times(d);
	const struct booked *taken = times ? one : other;
	struct request *rq = keep_request(d, start_request(d, OP_SWAP, GIVEN(times ? BOOKING_TIME : BOOKING_CLAIMS)));
	if (one->b.start == other->b.start && one->b.end == other->b.end)
		return 0;
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.booking = start_booking_ask(one->b.id);
	rq->u.booking.other = other->b.id;
	return offer_steps(d, times ? ALT_TIME : ALT_RESOURCE, rq, 1, taken->claims, taken->n_claims);
}

/*
 * Exchanges the things only, and people stay with their booking: two moves, one after the other, for bookings that are
 * not at the same time.
 */
static int exchange_things(struct remedy *d, const struct booked *one, const struct booked *other)
{
	struct request *steps = arena_alloc(d->arena, STEPS_MAX * sizeof *steps);
	if (!steps)
		return QUAD_ENOMEM;
	int err = move_to(d, one, other, &steps[0]);
	if (!err)
		err = move_to(d, other, one, &steps[1]);
	if (err)
		return err;
	return offer_steps(d, ALT_RESOURCE, steps, 2, steps->u.booking.claims, steps->u.booking.n_claims);
}

/* One of the two was cancelled: moves the other to its place. */
static int take_place(struct remedy *d, const struct booked *one, const struct booked *gone)
{
	const struct booked *claims = exchanges_times(d) ? one : gone;
	struct request *rq = keep_request(d, start_move(d));
	if (!rq)
		return QUAD_ENOMEM;
	struct booking_ask *b = &rq->u.booking;
	*b = start_booking_ask(one->b.id);
	b->start = gone->b.start;
	b->end = gone->b.end;
	b->claims = claims->claims;
	b->n_claims = claims->n_claims;
	return offer_or_instead(d, rq, exchanges_times(d) ? ALT_TIME : ALT_RESOURCE);
}

static bool is_cancelled(const struct booked *b)
{
	return !state_stands(b->b.state);
}

/* Moves of either booking: in two steps with the other into its place; where nothing was found so, of one alone. */
static int move_sides(struct remedy *d, const struct booked v[2])
{
	for (size_t n_steps = STEPS_MAX; n_steps > 0 && !d->out->n; n_steps--) {
		int err = move_side(d, &v[0], &v[1], n_steps);
		if (!err)
			err = move_side(d, &v[1], &v[0], n_steps);
		if (err)
			return err;
	}
	return 0;
}

static int offer_exchange(struct remedy *d)
{
	const struct booking_ask *asked = &d->rq->u.booking;
	struct booked v[2];
	bool there[2];
	int err = load_booking(d, asked->id, &v[0], &there[0]);
	if (!err)
		err = load_booking(d, asked->other, &v[1], &there[1]);
	if (err)
		return err;
	if (!there[0] || !there[1] || asked->id == asked->other)
		return 0;
	if (is_cancelled(&v[0]) && is_cancelled(&v[1]))
		return 0;
	if (is_cancelled(&v[1]))
		return take_place(d, &v[0], &v[1]);
	if (is_cancelled(&v[0]))
		return take_place(d, &v[1], &v[0]);
	if (!exchanges_times(d))
		err = exchange_things(d, &v[0], &v[1]);
	if (!err)
		err = move_sides(d, v);
	return err ? err : exchange_otherwise(d, &v[0], &v[1]);
}

/* ---- codes and weeks that are not there ---- */

/* The claims that a request asks for. */
static const struct claim_ask *claims_of(const struct request *rq, size_t *n)
{
	bool series = op_asks_for_series(rq->op);
	*n = series ? rq->u.series.n_claims : rq->u.booking.n_claims;
	return series ? rq->u.series.claims : rq->u.booking.claims;
}

/* The corrected request as it is. */
static int offer_as_corrected(struct remedy *d, const struct request *corrected, const struct result *result,
                              enum alternative_kind kind)
{
	struct alternative a = {.kind = kind, .start = result->start, .end = result->end};
	bool series = op_asks_for_series(corrected->op);
	size_t n;
	const struct claim_ask *claims = claims_of(corrected, &n);
	if (series)
		a.weeks = corrected->u.series.weeks;
	if (series && result->n_made) {
		a.start = result->made[0].start;
		a.end = result->made[0].end;
	}
	if (corrected->op == OP_SERIES) {
		a.except = corrected->u.series.except;
		a.n_except = corrected->u.series.n_except;
	}
	a.claims = claims_text(claims, n, d->arena);
	return offer_alternative(d, a);
}

/*
 * Offers the corrected request if it would be carried out; else, with `else_others`, the alternatives to it. The
 * offer differs from the request that was asked only by the correction.
 */
static int offer_corrected(struct remedy *d, const struct request *corrected, enum alternative_kind kind,
                           bool else_others)
{
	struct alternative_list list = {0};
	struct result result;
	int err = store_rehearse(d->store, corrected, &result, d->arena);
	if (err)
		return err;
	if (!result.reasons.n)
		return offer_as_corrected(d, corrected, &result, kind);
	if (!else_others)
		return 0;
	err = query_alternatives(d->store, corrected, &result, &list);
	if (err)
		return err;
	for (size_t i = 0; i < list.n; i++) {
		struct alternative a = list.v[i];
		a.asked = corrected;
		err = offer_alternative(d, a);
		if (err)
			break;
	}
	arena_release(&list.arena);
	return err;
}

static struct request *copy_to_correct(struct remedy *d)
{
	struct request *rq = keep_request(d, *d->rq);
	if (rq)
		memset(rq->id, 0, sizeof rq->id);
	return rq;
}

/* The codes that are like one that is not there. */
struct near_codes {
	size_t claim; /* index of the claim that names the unknown code */
	const struct resource *v[NAMES_NEAREST];
	size_t n;
};

/* The claims of unknown codes, each with the codes like it; *all is false if one of them has none. */
static int find_near(struct remedy *d, const struct names *names, const struct claim_ask *claims, size_t n,
                     struct near_codes **out, size_t *n_out, bool *all)
{
	struct near_codes *v = arena_alloc(d->arena, (n + 1) * sizeof *v);
	bool failed = !v;
	*out = v;
	*n_out = 0;
	*all = true;
	for (size_t i = 0; !failed && i < n; i++) {
		if (names_by_code(names, claims[i].resource))
			continue;
		struct near_codes *near = &v[(*n_out)++];
		near->claim = i;
		near->n = names_near(names, claims[i].resource, NAMES_ANY, near->v, &failed);
		*all &= near->n > 0;
	}
	return failed ? QUAD_ENOMEM : 0;
}

/*
 * The request with known codes in place of the unknown ones: with the rank-th of those that are like code `at`, and
 * with the most like of the others. NULL on out of memory.
 */
static struct request *correct_codes(struct remedy *d, const struct near_codes *near, size_t n_near, size_t at,
                                     size_t rank)
{
	size_t n;
	const struct claim_ask *claims = claims_of(d->rq, &n);
	struct request *right = copy_to_correct(d);
	struct claim_ask *v = arena_alloc(d->arena, (n + 1) * sizeof *v);
	if (!right || !v)
		return NULL;
	memcpy(v, claims, n * sizeof *v);
	for (size_t i = 0; i < n_near; i++) {
		const char *code = arena_str(d->arena, near[i].v[i == at ? rank : 0]->code);
		if (!code)
			return NULL;
		v[near[i].claim].resource = code;
	}
	if (op_asks_for_series(right->op))
		right->u.series.claims = v;
	else
		right->u.booking.claims = v;
	return right;
}

/* True if a request names a resource twice. */
static bool names_one_twice(const struct request *rq)
{
	size_t n;
	const struct claim_ask *claims = claims_of(rq, &n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(claims[i].resource, claims[k].resource) == 0)
				return true;
	return false;
}

/* First each unknown code with the one most like it; then one of them at a time with the next ones. */
static int offer_codes(struct remedy *d, const struct near_codes *near, size_t n_near)
{
	for (size_t i = 0; i < n_near; i++) {
		for (size_t rank = i ? 1 : 0; rank < near[i].n; rank++) {
			const struct request *right = correct_codes(d, near, n_near, i, rank);
			if (!right)
				return QUAD_ENOMEM;
			if (names_one_twice(right))
				continue;
			int err = offer_corrected(d, right, ALT_RESOURCE, i + rank == 0);
			if (err)
				return err;
		}
	}
	return 0;
}

/* Other codes for those that are not there. */
static int offer_other_codes(struct remedy *d)
{
	struct names names = {0};
	struct near_codes *near = NULL;
	size_t n_near = 0, n;
	bool all = false;
	const struct claim_ask *claims = claims_of(d->rq, &n);
	int err = names_open(&names, d->store);
	if (!err)
		err = find_near(d, &names, claims, n, &near, &n_near, &all);
	if (!err && all)
		err = offer_codes(d, near, n_near);
	names_close(&names);
	return err;
}

/* The request without the weeks that the term does not have. */
static int offer_fewer_weeks(struct remedy *d, unsigned long n_weeks)
{
	struct request *right = copy_to_correct(d);
	if (!right)
		return QUAD_ENOMEM;
	right->u.series.weeks.weeks &= (UINT64_C(1) << (n_weeks + 1)) - 1;
	return right->u.series.weeks.weeks ? offer_corrected(d, right, ALT_WEEKS, true) : 0;
}

/* The number of weeks of the term, if the request was refused for later weeks; else 0. */
static unsigned long weeks_of_term(const struct result *refused)
{
	for (size_t i = 0; i < refused->reasons.n; i++) {
		const struct reason *r = &refused->reasons.v[i];
		if (r->detail == REASON_WEEKS)
			return (unsigned long)r->limit;
	}
	return 0;
}

static bool lacks_resource(const struct result *refused)
{
	for (size_t i = 0; i < refused->reasons.n; i++)
		if (refused->reasons.v[i].detail == REASON_NO_RESOURCE)
			return true;
	return false;
}

int query_remedies(struct store *s, const struct request *request, const struct result *refused,
                  struct alternative_list *out)
{
	struct remedy d = {s, request, refused, out, &out->arena, ALTERNATIVES_MAX};
	unsigned long n_weeks = op_asks_for_series(request->op) ? weeks_of_term(refused) : 0;
	int err = 0;
	*out = (struct alternative_list){0};
	if (request->op == OP_SERIES_ADD)
		err = offer_date(&d);
	else if (request->op == OP_SWAP)
		err = offer_exchange(&d);
	else if (request->op != OP_BOOK && request->op != OP_MOVE && !op_asks_for_series(request->op))
		err = 0;
	else if (n_weeks)
		err = offer_fewer_weeks(&d, n_weeks);
	else if (lacks_resource(refused))
		err = offer_other_codes(&d);
	else if (request->op == OP_MOVE && refused->reasons.n)
		err = offer_booking_again(&d);
	if (err) {
		arena_release(&out->arena);
		*out = (struct alternative_list){0};
	}
	return err;
}
