/*
 * Remedies. A request that has nothing to vary is put as one that has: a date of a series and a cancelled booking as a
 * booking of its own, a side of an exchange as a move, an unknown code as the code that is most like it. If that would
 * be carried out it is offered as it is, else query_alternatives says what would. What takes several requests is
 * rehearsed as a whole.
 */
#include "store/query/remedies.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/store_apply.h"
#include "store/facts/series_dates.h"
#include "store/model/merge.h"
#include "store/query/names.h"

enum {
	DATES_MAX = 2,  /* other dates of a series offered */
	DATE_TRIES = 8,
	SIDE_MAX = 4,   /* ways offered for either of two bookings */
	STEPS_MAX = 2,
};

struct remedy {
	struct store *store;
	const struct request *rq;
	const struct result *refused;
	struct alternative_list *out;
	struct arena *arena; /* the list's */
	size_t most; /* the list is not to grow beyond */
};

/* ---- offering ---- */

/* A request of the same person, to be filled. It has no id: it may never be asked. */
static struct request blank(const struct remedy *d, enum request_op op, uint32_t given)
{
	return (struct request){.op = op, .flags = d->rq->flags & REQUEST_RECORD, .actor = d->rq->actor,
	                        .now = d->rq->now, .given = given};
}

/* One that lives as long as the list; NULL without memory. */
static struct request *new_request(struct remedy *d, struct request rq)
{
	struct request *own = arena_alloc(d->arena, sizeof *own);
	if (own)
		*own = rq;
	return own;
}

/* Adds an alternative with texts of its own, if there is room. Its claims are NULL when there was no memory for them. */
static int offer(struct remedy *d, struct alternative a)
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

/* The request with an alternative to it in it: of a booking or a move. NULL without memory. */
static struct request *request_with(struct remedy *d, const struct request *rq, const struct alternative *a)
{
	struct request *with = new_request(d, *rq);
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

/* Would they all be carried out, one after the other, and change something? The answer to the first. */
static int rehearse(struct remedy *d, const struct request *steps, size_t n, struct result *first, bool *ok)
{
	struct result results[STEPS_MAX];
	int err = store_apply(d->store, steps, n, true, results, d->arena);
	*ok = !err;
	for (size_t i = 0; !err && i < n; i++)
		*ok &= results[i].outcome == OUTCOME_ADDED || results[i].outcome == OUTCOME_UPDATED;
	if (!err)
		*first = results[0];
	return err;
}

/* A booking or a move: as it is, under that kind, if it would be carried out; else what would instead of it. */
static int go_by(struct remedy *d, const struct request *rq, enum alternative_kind kind)
{
	struct alternative_list list = {0};
	struct result result;
	struct alternative as_it_is = {.kind = kind, .asked = rq, .steps = rq, .n_steps = 1};
	int err = store_rehearse(d->store, rq, &result, d->arena);
	if (err)
		return err;
	if (!result.reasons.n) {
		as_it_is.start = result.start;
		as_it_is.end = result.end;
		as_it_is.claims = claims_text(rq->u.booking.claims, rq->u.booking.n_claims, d->arena);
		return offer(d, as_it_is);
	}
	err = query_alternatives(d->store, rq, &result, &list);
	for (size_t i = 0; !err && i < list.n; i++) {
		struct alternative a = list.v[i];
		a.asked = rq;
		a.steps = request_with(d, rq, &a);
		a.n_steps = 1;
		err = a.steps ? offer(d, a) : QUAD_ENOMEM;
	}
	arena_release(&list.arena);
	return err;
}

/* ---- a booking that was cancelled ---- */

/* A booking as it stands or stood, its texts in the remedy's arena. */
struct booked {
	struct booking b;
	const struct claim_ask *claims;
	size_t n_claims;
};

/* *there is false, and *out empty, if there is no such booking. */
static int load_booking(struct remedy *d, uint64_t id, struct booked *out, bool *there)
{
	struct booking_rows rows = {0};
	*out = (struct booked){0};
	int err = query_bookings(d->store, &id, 1, &rows);
	*there = !err && rows.n;
	if (*there) {
		out->b = rows.v[0].b;
		out->b.claims = NULL;
		out->b.ref = "";
		out->b.purpose = arena_str(d->arena, out->b.purpose);
		out->b.note = arena_str(d->arena, out->b.note);
		out->b.requester = arena_str(d->arena, out->b.requester);
		out->b.institution = arena_str(d->arena, out->b.institution);
		err = claims_parse(rows.v[0].claims, d->arena, &out->claims, &out->n_claims);
		if (!out->b.purpose || !out->b.note || !out->b.requester || !out->b.institution)
			err = QUAD_ENOMEM;
	}
	arena_release(&rows.arena);
	return err;
}

/* Who acts need not be named as who asks for it. */
static const char *requester_of(const struct remedy *d, const char *requester)
{
	return strcmp(requester, d->rq->actor) == 0 ? "" : requester;
}

/* A move of what was cancelled: what it would have become, as a new booking. */
static int book_again(struct remedy *d)
{
	const struct booking_ask *asked = &d->rq->u.booking;
	uint32_t given = d->rq->given;
	struct booked old;
	bool there;
	int err = load_booking(d, asked->id, &old, &there);
	if (err || !there || old.b.state != STATE_CANCELLED)
		return err;
	struct request *rq = new_request(d, blank(d, OP_BOOK, GIVEN_ALL));
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
	return go_by(d, rq, ALT_NEW);
}

/* ---- a date of a series ---- */

struct dates_ask {
	uint64_t series;
	struct arena *arena;
	/* out */
	struct series s;
	struct occurrences all;
	struct booking_rows rows; /* what stands of it */
};

static int load_dates(struct db_txn *txn, void *arg)
{
	struct dates_ask *a = arg;
	return series_dates_of(txn, a->series, a->arena, &a->s, &a->all);
}

/* Does another occurrence lie where the booking does? A day that is taught twice is two of one origin. */
static bool is_of_another(const struct occurrences *all, const struct occurrence *o, const struct booking *b)
{
	for (size_t i = 0; i < all->n; i++)
		if (&all->v[i] != o && all->v[i].origin == b->origin && all->v[i].start == b->start)
			return true;
	return false;
}

static bool stands(const struct dates_ask *a, const struct occurrence *o)
{
	for (size_t i = 0; i < a->rows.n; i++) {
		const struct booking *b = &a->rows.v[i].b;
		if (b->origin == o->origin && (b->start == o->start || !is_of_another(&a->all, o, b)))
			return true;
	}
	return false;
}

/* A booking of its own that is like those of a series. */
static struct request *like_series(struct remedy *d, const struct series *s, int64_t start, int64_t end)
{
	struct request *rq = new_request(d, blank(d, OP_BOOK, GIVEN_ALL));
	struct booking_ask *b = rq ? &rq->u.booking : NULL;
	if (!rq)
		return NULL;
	*b = (struct booking_ask){.ref = "", .start = start, .end = end, .party = s->party, .purpose = s->purpose,
	                          .note = s->note, .requester = requester_of(d, s->requester),
	                          .institution = s->institution};
	return claims_parse(s->claims, d->arena, &b->claims, &b->n_claims) == 0 ? rq : NULL;
}

/* The occurrence nearest to a day, on another and not begun yet, among those not looked at; NULL if none is left. */
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

/* Other dates of the series that can be added, the nearest first. */
static int other_dates(struct remedy *d, const struct dates_ask *a, const struct request *asked)
{
	const struct occurrence *o;
	int64_t day = d->rq->u.series.from, tried = day;
	bool *seen = arena_alloc(d->arena, a->all.n + 1);
	int err = seen ? 0 : QUAD_ENOMEM;
	for (int tries = 0, found = 0; !err && tries < DATE_TRIES && found < DATES_MAX;) {
		struct alternative other = {.kind = ALT_TIME, .claims = a->s.claims, .asked = asked, .n_steps = 1};
		struct result result;
		bool ok;
		o = next_nearest(d, &a->all, seen, day);
		if (!o)
			break;
		/* a date that has several is added whole */
		if (stands(a, o) || clock_local_day(o->start) == tried)
			continue;
		tried = clock_local_day(o->start);
		tries++;
		struct request *add = new_request(d, blank(d, OP_SERIES_ADD, GIVEN_ALL));
		if (!add)
			return QUAD_ENOMEM;
		add->u.series = (struct series_ask){.id = a->series, .from = tried};
		err = rehearse(d, add, 1, &result, &ok);
		other.start = o->start;
		other.end = o->end;
		other.steps = add;
		if (!err && ok)
			err = offer(d, other);
		found += ok;
	}
	return err;
}

/* What is missing on the day as bookings of their own, each with its share of the list. *asked: the day's first. */
static int missing_of_day(struct remedy *d, const struct dates_ask *a, int64_t day, const struct request **asked)
{
	const struct occurrence *v = a->all.v;
	size_t first = 0, last, n_missing = 0, n = 0;
	int err = 0;
	while (first < a->all.n && clock_local_day(v[first].start) < day)
		first++;
	for (last = first; last < a->all.n && clock_local_day(v[last].start) == day; last++)
		n_missing += !stands(a, &v[last]);
	for (size_t i = first; !err && i < last; i++) {
		const struct request *one = like_series(d, &a->s, v[i].start, v[i].end);
		*asked = *asked ? *asked : one;
		err = one ? 0 : QUAD_ENOMEM;
		if (err || stands(a, &v[i]))
			continue;
		d->most = (ALTERNATIVES_MAX - DATES_MAX) * ++n / n_missing;
		err = go_by(d, one, ALT_NEW);
	}
	return err;
}

/* A day on which the series has nothing: a booking of its own at the usual time. */
static int usual_time(struct remedy *d, const struct dates_ask *a, int64_t day, const struct request **asked)
{
	const struct occurrence *o = &a->all.v[0];
	struct wall wall, date;
	int64_t start;
	clock_to_wall(o->start, &wall);
	clock_day_civil(day, &date);
	date.hour = wall.hour;
	date.minute = wall.minute;
	/* the clocks go over it: another time would not be the usual one */
	if (clock_from_wall(&date, &start) != 0)
		return 0;
	*asked = like_series(d, &a->s, start, start + o->end - o->start);
	d->most = ALTERNATIVES_MAX - DATES_MAX;
	return *asked ? go_by(d, *asked, ALT_NEW) : QUAD_ENOMEM;
}

/* A date that cannot be added: bookings of their own on that day, then other dates that can be added. */
static int add_date(struct remedy *d)
{
	struct dates_ask a = {.series = d->rq->u.series.id, .arena = d->arena};
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
		err = missing_of_day(d, &a, day, &asked);
	if (!err && !asked && a.all.n)
		err = usual_time(d, &a, day, &asked);
	d->most = ALTERNATIVES_MAX;
	if (!err && asked)
		err = other_dates(d, &a, asked);
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

/* What one booking has of things and the other of people: whose bookings change places goes along. */
static int things_and_people(struct remedy *d, const struct booked *things, const struct booked *people,
                             struct booking_ask *out)
{
	const struct booked *of[] = {things, people};
	struct claim_ask *v = arena_alloc(d->arena, (things->n_claims + people->n_claims + 1) * sizeof *v);
	size_t n = 0;
	int err = v ? 0 : QUAD_ENOMEM;
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; !err && i < of[k]->n_claims; i++) {
			bool person;
			err = is_person(d, of[k]->claims[i].resource, &person);
			if (!err && person == (k == 1))
				v[n++] = of[k]->claims[i];
		}
	out->claims = v;
	out->n_claims = n;
	return err;
}

static bool exchanges_times(const struct remedy *d)
{
	return d->rq->given & GIVEN(BOOKING_TIME);
}

/* One booking to the other's place, or time. */
static int move_to(struct remedy *d, const struct booked *one, const struct booked *to, struct request *out)
{
	*out = blank(d, OP_MOVE, GIVEN(exchanges_times(d) ? BOOKING_TIME : BOOKING_CLAIMS));
	out->u.booking = (struct booking_ask){.id = one->b.id, .ref = "", .start = to->b.start, .end = to->b.end,
	                                      .purpose = "", .note = "", .requester = "", .institution = ""};
	return exchanges_times(d) ? 0 : things_and_people(d, to, one, &out->u.booking);
}

/*
 * One booking near to what it was to get, and the other in its place; or the one alone. Of claims it gets another
 * resource only: people stay with their booking, since they could only be exchanged in one step.
 */
static int move_side(struct remedy *d, const struct booked *one, const struct booked *other, size_t n_steps)
{
	struct alternative_list list = {0};
	struct request *asked = arena_alloc(d->arena, sizeof *asked);
	int found = 0;
	int err = asked ? move_to(d, one, other, asked) : QUAD_ENOMEM;
	if (!err)
		err = query_alternatives(d->store, asked, d->refused, &list);
	for (size_t i = 0; !err && i < list.n && found < SIDE_MAX; i++) {
		struct alternative a = list.v[i];
		struct request *steps = arena_alloc(d->arena, STEPS_MAX * sizeof *steps);
		const struct request *first = request_with(d, asked, &a);
		struct result result;
		bool ok = false;
		if (a.kind == ALT_SHORTER || (a.kind == ALT_TIME && !exchanges_times(d)))
			continue;
		if (!steps || !first) {
			err = QUAD_ENOMEM;
			break;
		}
		steps[0] = *first;
		err = move_to(d, other, one, &steps[1]);
		if (!err)
			err = rehearse(d, steps, n_steps, &result, &ok);
		a.asked = asked;
		a.steps = steps;
		a.n_steps = n_steps;
		if (!err && ok)
			err = offer(d, a);
		found += ok;
	}
	arena_release(&list.arena);
	return err;
}

/* The other of the two ways to exchange bookings that are not at the same time. */
static int exchange_otherwise(struct remedy *d, const struct booked *one, const struct booked *other)
{
	bool times = !exchanges_times(d);
	struct alternative a = {.kind = times ? ALT_TIME : ALT_RESOURCE, .n_steps = 1};
	struct request *rq = new_request(d, blank(d, OP_SWAP, GIVEN(times ? BOOKING_TIME : BOOKING_CLAIMS)));
	struct result result;
	bool ok;
	if (one->b.start == other->b.start && one->b.end == other->b.end)
		return 0;
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.booking = (struct booking_ask){.id = one->b.id, .other = other->b.id, .ref = "", .purpose = "", .note = "",
	                                     .requester = "", .institution = ""};
	int err = rehearse(d, rq, 1, &result, &ok);
	if (err || !ok)
		return err;
	const struct booked *whose = times ? one : other;
	a.steps = a.asked = rq;
	a.start = result.start;
	a.end = result.end;
	a.claims = claims_text(whose->claims, whose->n_claims, d->arena);
	return offer(d, a);
}

/*
 * Only the things change hands, and people stay with their booking: bookings that are not at the same time get there
 * one after the other.
 */
static int exchange_things(struct remedy *d, const struct booked *one, const struct booked *other)
{
	struct alternative a = {.kind = ALT_RESOURCE, .n_steps = 2};
	struct request *steps = arena_alloc(d->arena, STEPS_MAX * sizeof *steps);
	struct result result;
	bool ok = false;
	int err = steps ? move_to(d, one, other, &steps[0]) : QUAD_ENOMEM;
	if (!err)
		err = move_to(d, other, one, &steps[1]);
	if (!err)
		err = rehearse(d, steps, 2, &result, &ok);
	if (err || !ok)
		return err;
	a.steps = a.asked = steps;
	a.start = result.start;
	a.end = result.end;
	a.claims = claims_text(steps->u.booking.claims, steps->u.booking.n_claims, d->arena);
	return offer(d, a);
}

/* One of the two was cancelled: the other may have its place to itself. */
static int take_place(struct remedy *d, const struct booked *one, const struct booked *gone)
{
	struct request *rq = new_request(d, blank(d, OP_MOVE, GIVEN(exchanges_times(d) ? BOOKING_TIME : BOOKING_CLAIMS)));
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.booking = (struct booking_ask){.id = one->b.id, .ref = "", .claims = one->claims, .n_claims = one->n_claims,
	                                     .start = gone->b.start, .end = gone->b.end, .purpose = "", .note = "",
	                                     .requester = "", .institution = ""};
	if (!exchanges_times(d)) {
		rq->u.booking.claims = gone->claims;
		rq->u.booking.n_claims = gone->n_claims;
	}
	return go_by(d, rq, exchanges_times(d) ? ALT_TIME : ALT_RESOURCE);
}

static int exchange(struct remedy *d)
{
	const struct booking_ask *asked = &d->rq->u.booking;
	struct booked v[2];
	bool there[2];
	int err = load_booking(d, asked->id, &v[0], &there[0]);
	if (!err)
		err = load_booking(d, asked->other, &v[1], &there[1]);
	if (err || !there[0] || !there[1] || asked->id == asked->other)
		return err;
	for (int i = 0; i < 2; i++)
		if (v[1 - i].b.state == STATE_CANCELLED)
			return v[i].b.state == STATE_CANCELLED ? 0 : take_place(d, &v[i], &v[1 - i]);
	if (!exchanges_times(d))
		err = exchange_things(d, &v[0], &v[1]);
	for (size_t n_steps = STEPS_MAX; !err && n_steps > 0 && !d->out->n; n_steps--)
		for (int i = 0; !err && i < 2; i++)
			err = move_side(d, &v[i], &v[1 - i], n_steps);
	return err ? err : exchange_otherwise(d, &v[0], &v[1]);
}

/* ---- codes and weeks that are not there ---- */

static bool is_series(const struct request *rq)
{
	return rq->op == OP_SERIES || rq->op == OP_SERIES_CHANGE;
}

/*
 * The request put right: as it is if it would be carried out; else, with `else_others`, what would instead of it. The
 * alternative is one to what was asked for: only what was put right differs.
 */
static int put_right(struct remedy *d, const struct request *right, enum alternative_kind kind, bool else_others)
{
	struct alternative_list list = {0};
	struct result result;
	const struct series_ask *s = &right->u.series;
	struct alternative a = {.kind = kind};
	int err = store_rehearse(d->store, right, &result, d->arena);
	if (!err && !result.reasons.n) {
		bool series = is_series(right);
		a.start = series && result.n_made ? result.made[0].start : result.start;
		a.end = series && result.n_made ? result.made[0].end : result.end;
		if (series)
			a.weeks = s->weeks;
		if (series && right->op == OP_SERIES) {
			a.except = s->except;
			a.n_except = s->n_except;
		}
		if (series)
			a.claims = claims_text(s->claims, s->n_claims, d->arena);
		else
			a.claims = claims_text(right->u.booking.claims, right->u.booking.n_claims, d->arena);
		return offer(d, a);
	}
	if (!err && else_others)
		err = query_alternatives(d->store, right, &result, &list);
	for (size_t i = 0; !err && i < list.n; i++) {
		a = list.v[i];
		a.asked = right;
		err = offer(d, a);
	}
	arena_release(&list.arena);
	return err;
}

static struct request *copy_to_put_right(struct remedy *d)
{
	struct request *rq = new_request(d, *d->rq);
	if (rq)
		memset(rq->id, 0, sizeof rq->id);
	return rq;
}

/* The codes that are like one that is not there. */
struct near_codes {
	size_t claim; /* whose it is */
	const struct resource *v[NAMES_NEAREST];
	size_t n;
};

/* Every claim of an unknown resource; false in *all if nothing is like one of them. */
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

/* With the codes that are most like those that are not there; then each with the next. */
static int other_codes(struct remedy *d)
{
	struct names names = {0};
	struct near_codes *near = NULL;
	size_t n_near = 0;
	bool all = false, series = is_series(d->rq);
	const struct claim_ask *claims = series ? d->rq->u.series.claims : d->rq->u.booking.claims;
	size_t n = series ? d->rq->u.series.n_claims : d->rq->u.booking.n_claims;
	int err = names_open(&names, d->store);
	if (!err)
		err = find_near(d, &names, claims, n, &near, &n_near, &all);
	for (size_t i = 0; !err && all && i < n_near; i++) {
		for (size_t k = i ? 1 : 0; !err && k < near[i].n; k++) {
			struct request *right = copy_to_put_right(d);
			struct claim_ask *v = arena_alloc(d->arena, (n + 1) * sizeof *v);
			if (!right || !v) {
				err = QUAD_ENOMEM;
				break;
			}
			memcpy(v, claims, n * sizeof *v);
			for (size_t j = 0; !err && j < n_near; j++) {
				v[near[j].claim].resource = arena_str(d->arena, near[j].v[j == i ? k : 0]->code);
				err = v[near[j].claim].resource ? 0 : QUAD_ENOMEM;
			}
			if (series)
				right->u.series.claims = v;
			else
				right->u.booking.claims = v;
			if (!err)
				err = put_right(d, right, ALT_RESOURCE, i + k == 0);
		}
	}
	names_close(&names);
	return err;
}

/* Without the weeks that the term does not have. */
static int fewer_weeks(struct remedy *d, unsigned long n_weeks)
{
	struct request *right = copy_to_put_right(d);
	if (!right)
		return QUAD_ENOMEM;
	right->u.series.weeks.weeks &= (UINT64_C(1) << (n_weeks + 1)) - 1;
	return right->u.series.weeks.weeks ? put_right(d, right, ALT_WEEKS, true) : 0;
}

/* The term's number of weeks, where that is what the refusal is about; else 0. */
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
	unsigned long n_weeks = is_series(request) ? weeks_of_term(refused) : 0;
	int err = 0;
	*out = (struct alternative_list){0};
	if (request->op == OP_SERIES_ADD)
		err = add_date(&d);
	else if (request->op == OP_SWAP)
		err = exchange(&d);
	else if (request->op != OP_BOOK && request->op != OP_MOVE && !is_series(request))
		err = 0;
	else if (n_weeks)
		err = fewer_weeks(&d, n_weeks);
	else if (lacks_resource(refused))
		err = other_codes(&d);
	else if (request->op == OP_MOVE && refused->reasons.n)
		err = book_again(&d);
	if (err) {
		arena_release(&out->arena);
		*out = (struct alternative_list){0};
	}
	return err;
}
