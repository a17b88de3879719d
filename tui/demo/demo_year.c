/*
 * The year before the term, for the reports: most of what the term has took place one and two terms ago too, on the
 * same weekdays and at the same times, so that it is as free of conflicts as the term is. Little of it does in the
 * holidays. People checked in, left early, did not come, and rated what they used; and what was taken was asked for
 * again by others and refused. Everything comes in the order of the clock, as if it had been entered then.
 */
#include "tui/demo/demo_plan.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

enum {
	ASKED_AGAIN = 90, /* refused needs that are tried */
	OTHERS = 40,      /* resources that are looked at in place of a taken one */
	NO_BOOKING = -1
};

/* Something that happened: a request, about booking `of` of the year if it is not one itself. */
struct happening {
	int64_t at;
	size_t order; /* of two at the same minute */
	struct request rq;
	int of; /* place among the bookings; NO_BOOKING */
	bool books;
};

struct year {
	struct plan *p;
	struct happening *v;
	size_t n, cap;
	const struct request **bookings; /* what was booked, by its place */
	size_t n_bookings, cap_bookings;
	size_t first, last; /* the requests of the term: [first, last) */
};

static struct happening *add_happening(struct year *y, enum request_op op, int64_t at, const char *actor, int of)
{
	struct happening *v = array_grow(y->v, &y->cap, y->n, sizeof *v);
	if (!v) {
		y->p->err = QUAD_ENOMEM;
		return NULL;
	}
	y->v = v;
	v[y->n] = (struct happening){.at = at, .order = y->n, .of = of};
	v[y->n].rq = (struct request){.op = op, .actor = actor, .now = at, .given = GIVEN_ALL};
	return &v[y->n++];
}

/* ---- bookings ---- */

/* In winter and in summer the schools are closed but for a few. */
static bool is_holiday(int64_t at)
{
	struct wall w;
	clock_to_wall(at, &w);
	return w.month == 7 || w.month == 8 || w.month == 2;
}

/* Booked some days before it takes place. */
static int add_booking(struct year *y, const struct booking_ask *ask)
{
	struct plan *p = y->p;
	struct request *copy = arena_alloc(&p->arena, sizeof *copy);
	const struct request **bookings = array_grow(y->bookings, &y->cap_bookings, y->n_bookings, sizeof *bookings);
	int64_t at = ask->start - DAY_MIN * (3 + plan_draw_below(p, 18));
	struct happening *h = add_happening(y, OP_BOOK, at, ask->requester, NO_BOOKING);
	if (bookings)
		y->bookings = bookings;
	if (!bookings || !copy || !h) {
		p->err = QUAD_ENOMEM;
		return NO_BOOKING;
	}
	h->rq.actor = p->actor;
	h->rq.u.booking = *ask;
	h->books = true;
	h->of = (int)y->n_bookings;
	*copy = h->rq;
	y->bookings[y->n_bookings] = copy;
	return (int)y->n_bookings++;
}

/* The same time of day so many days before; false where the clock of the zone does not have it once. */
static bool shift_back(int64_t at, int days, int64_t *out)
{
	return clock_from_minute(clock_local_day(at) - days, clock_local_minute(at), out) == 0;
}

/* The thing of a code, which is that of the plan. */
static struct thing *find_thing(struct plan *p, const char *code)
{
	for (size_t i = 0; i < p->n_things; i++)
		if (p->things[i].r.code == code)
			return &p->things[i];
	return NULL;
}

/* ---- what became of them ---- */

/* Who keeps what was booked. */
static const char *owner_of(struct plan *p, const struct booking_ask *b)
{
	const struct thing *t = find_thing(p, b->claims[0].resource);
	return t ? demo_institutions[t->institution].login : "";
}

static void add_course(struct year *y, int of)
{
	struct plan *p = y->p;
	const struct booking_ask *b = &y->bookings[of]->u.booking;
	unsigned dice = plan_draw_below(p, 100);
	if (dice < 4)
		add_happening(y, OP_NOSHOW, b->start + 30, owner_of(p, b), of);
	if (dice < 4 || dice >= 70)
		return;
	add_happening(y, OP_CHECKIN, b->start + plan_draw_below(p, 9), b->requester, of);
	if (dice < 14 && b->end - b->start >= 90)
		add_happening(y, OP_RELEASE, b->end - 10 - plan_draw_below(p, 30), b->requester, of);
	if (dice >= 62) {
		struct happening *h = add_happening(y, OP_EVALUATE, b->end + 60, b->requester, of);
		unsigned better = 3 + plan_draw_below(p, 3);
		if (h)
			h->rq.u.decision = (struct decision_ask){
				.text = TEXT(p, "%u,%u,%u,5", better, 2 + plan_draw_below(p, 4), better), .note = ""};
	}
}

/* ---- what was refused ---- */

static bool claims_thing(const struct booking_ask *b, const struct thing *t)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (b->claims[i].resource == t->r.code)
			return true;
	return false;
}

/* True if no booking of the year has the thing then, nor one of the term. */
static bool is_free(const struct year *y, const struct thing *t, int64_t start, int64_t end)
{
	int64_t pad = t->r.setup_min + t->r.teardown_min;
	for (size_t i = 0; i < y->n_bookings; i++) {
		const struct booking_ask *b = &y->bookings[i]->u.booking;
		if (b->start < end + pad && start - pad < b->end && claims_thing(b, t))
			return false;
	}
	return true;
}

static bool open_then(const struct thing *t, int64_t start, int64_t end)
{
	int from = clock_local_minute(start);
	return plan_open_for(t, clock_weekday(clock_local_day(start)), from, from + (int)(end - start));
}

/* Another resource of the kind for the same time, as people find one who ask around. */
static struct thing *find_other(struct year *y, const struct thing *taken, size_t institution, int64_t start,
                                int64_t end)
{
	struct plan *p = y->p;
	for (int tries = 0; tries < OTHERS; tries++) {
		struct thing *t = plan_some_thing(p, taken->r.kind);
		bool fits = t != taken && t->r.active && t->r.mode == MODE_EXCLUSIVE && plan_may_use(t, institution);
		if (fits && open_then(t, start, end) && is_free(y, t, start, end))
			return t;
	}
	return NULL;
}

/* The refusal of a request for what a booking holds, as the store notes it. */
static void add_refusal(struct year *y, int holder, const struct booking_ask *ask, const struct thing *t, int64_t at)
{
	struct plan *p = y->p;
	struct request *asked = arena_alloc(&p->arena, sizeof *asked);
	struct result *result = arena_alloc(&p->arena, sizeof *result);
	struct happening *h = add_happening(y, OP_REFUSED, at, ask->requester, holder);
	if (!asked || !result || !h) {
		p->err = QUAD_ENOMEM;
		return;
	}
	*asked = (struct request){.op = OP_BOOK, .actor = ask->requester, .now = at, .given = GIVEN_ALL};
	asked->u.booking = *ask;
	result->outcome = OUTCOME_REFUSED;
	result->reasons.arena = &p->arena;
	struct reason *r = reason_add(&result->reasons, REASON_TAKEN, t->r.code);
	if (r)
		r->booking = (uint64_t)holder; /* its id is not known yet */
	h->rq.u.refused = (struct refused_ask){asked, result};
}

/* Somebody else asks for a lab that is taken, and some of them find another. False: it is none that others ask for. */
static bool ask_again(struct year *y)
{
	struct plan *p = y->p;
	int holder = (int)plan_draw_below(p, y->n_bookings);
	const struct booking_ask *taken = &y->bookings[holder]->u.booking;
	struct thing *t = find_thing(p, taken->claims[0].resource);
	size_t who = plan_draw_below(p, demo_n_institutions - 1);
	bool lends = t && t->r.kind == KIND_LAB && t->r.mode == MODE_EXCLUSIVE && plan_may_use(t, who);
	if (!lends || t->institution == who)
		return false;
	struct claim_ask *claim = arena_alloc(&p->arena, sizeof *claim);
	struct booking_ask ask = *taken;
	if (!claim) {
		p->err = QUAD_ENOMEM;
		return false;
	}
	*claim = (struct claim_ask){t->r.code, 0};
	ask.claims = claim;
	ask.n_claims = 1;
	ask.institution = demo_institutions[who].code;
	ask.requester = demo_institutions[who].login;
	ask.purpose = TEXT(p, "%s 补课 make-up class", taken->purpose);
	ask.party = t->r.seats / 2;
	int64_t at = taken->start - 2 * DAY_MIN;
	add_refusal(y, holder, &ask, t, at);
	struct thing *other = plan_draw_chance(p, 40) ? find_other(y, t, who, ask.start, ask.end) : NULL;
	struct claim_ask *instead = other ? arena_alloc(&p->arena, sizeof *instead) : NULL;
	if (!instead)
		return true;
	*instead = (struct claim_ask){other->r.code, 0};
	ask.claims = instead;
	ask.party = other->r.seats / 2;
	int of = add_booking(y, &ask);
	if (of != NO_BOOKING) {
		y->v[y->n - 1].at = y->v[y->n - 1].rq.now = at + 60;
		add_course(y, of);
	}
	return true;
}

/* ---- the whole ---- */

static void copy_term(struct year *y, int days)
{
	struct plan *p = y->p;
	int64_t begins = clock_day_start(p->first_day);
	for (size_t i = y->first; i < y->last && !p->err; i++) {
		struct booking_ask ask = p->requests[i].u.booking;
		bool kept = p->requests[i].op == OP_BOOK && shift_back(ask.start, days, &ask.start) &&
		            shift_back(ask.end, days, &ask.end);
		if (!kept || ask.end > begins || !plan_draw_chance(p, is_holiday(ask.start) ? 4 : 42))
			continue;
		int of = add_booking(y, &ask);
		if (of != NO_BOOKING)
			add_course(y, of);
	}
}

static int order_happenings(const void *a, const void *b)
{
	const struct happening *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* Gives what is about a booking the id that this one gets: bookings are numbered from 1 as they come. */
static void number_bookings(struct year *y)
{
	uint64_t *ids = arena_alloc(&y->p->arena, (y->n_bookings + 1) * sizeof *ids), n = 0;
	if (!ids) {
		y->p->err = QUAD_ENOMEM;
		return;
	}
	for (size_t i = 0; i < y->n; i++) {
		struct happening *h = &y->v[i];
		if (h->books)
			ids[h->of] = ++n;
		else if (h->rq.op == OP_REFUSED)
			((struct reason *)h->rq.u.refused.result->reasons.v)->booking = ids[h->of];
		else
			h->rq.u.decision.id = ids[h->of];
	}
}

/* Puts the year before the term. */
static void insert_year(struct year *y)
{
	struct plan *p = y->p;
	for (size_t i = 0; i < y->n && !p->err; i++)
		plan_add_request(p, OP_BOOK);
	if (p->err)
		return;
	memmove(p->requests + y->first + y->n, p->requests + y->first, (y->last - y->first) * sizeof *p->requests);
	for (size_t i = 0; i < y->n; i++)
		p->requests[y->first + i] = y->v[i].rq;
	p->counts.bookings += y->n_bookings;
}

void demo_make_year(struct plan *p, size_t first)
{
	struct year y = {.p = p, .first = first, .last = p->n};
	uint64_t seed = p->seed;
	copy_term(&y, 2 * DAYS);
	copy_term(&y, DAYS);
	for (int asked = 0, tries = 0; asked < ASKED_AGAIN && tries < ASKED_AGAIN * 20 && !p->err; tries++)
		asked += y.n_bookings && ask_again(&y);
	if (y.n)
		qsort(y.v, y.n, sizeof *y.v, order_happenings);
	if (!p->err)
		number_bookings(&y);
	if (!p->err)
		insert_year(&y);
	free(y.v);
	free(y.bookings);
	p->seed = seed;
}
