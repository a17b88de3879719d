/*
 * Alternatives. Candidates are generated in the order in which a person would take them and each is tried by the same
 * decision that refused the request, so that nothing is offered that would be refused again. A single booking's are
 * tried in one snapshot; a series' are rehearsed, since its occurrences are decided one upon the other.
 */
#include "store/query/alternatives.h"

#include <stdlib.h>
#include <string.h>

#include "store/change/apply.h"
#include "store/change/store_apply.h"
#include "store/model/calendar.h"
#include "store/model/codec.h"
#include "store/model/merge.h"
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/model/pattern.h"
#include "store/query/find.h"

enum {
	TIMES_SAME_DAY = 3,
	TIMES_OTHER_DAYS = 2,
	RESOURCES_MAX = 4,
	TRIES_MAX = 24,      /* other resources tried */
	DAYS_AROUND = 14,    /* how far other days are looked at */
	SHORTEST_MIN = 30,
	WEEKS_MAX = 2,       /* other weekdays or periods offered */
};

static const char *const words[] = {"", "time", "resource", "shorter", "except", "some", "weeks", "new"};

const char *alternative_word(enum alternative_kind kind)
{
	return (size_t)kind < sizeof words / sizeof *words ? words[kind] : "";
}

struct search {
	struct store *store;
	struct db_txn *txn; /* single bookings: the snapshot */
	struct decision_cache cache; /* in that */
	const struct result *refused;
	struct alternative_list *out;
	struct arena *arena; /* the list's */
	/* the request in full: of a move also what it leaves as it stands */
	struct request base;
};

static struct alternative *offer(struct search *s, const struct alternative *a)
{
	struct alternative_list *out = s->out;
	if (out->n == ALTERNATIVES_MAX)
		return NULL;
	out->v[out->n] = *a;
	return &out->v[out->n++];
}

/* The claims with one resource in place of another. */
static int with_resource(struct search *s, const struct claim_ask *claims, size_t n, size_t at, const char *code,
                         struct claim_ask **out)
{
	struct claim_ask *v = arena_alloc(s->arena, (n + 1) * sizeof *v);
	const char *own = arena_str(s->arena, code);
	if (!v || !own)
		return QUAD_ENOMEM;
	memcpy(v, claims, n * sizeof *v);
	v[at].resource = own;
	*out = v;
	return 0;
}

/* ---- other resources ---- */

struct candidate {
	const struct resource *r;
	unsigned n_shared; /* tags and equipment that the refused one has too */
	uint32_t travel_min;
	bool other_campus;
	size_t n_free;    /* of a series' dates */
};

/* How many items two lists share: tags, or equipment whatever its count (`name*count`). */
static unsigned shared_items(const char *a, const char *b)
{
	unsigned n = 0;
	for (const char *p = a; *p;) {
		size_t len = strcspn(p, "*;");
		for (const char *q = b; len && *q;) {
			size_t other = strcspn(q, "*;");
			n += other == len && memcmp(p, q, len) == 0;
			q += strcspn(q, ";");
			q += *q == ';';
		}
		p += strcspn(p, ";");
		p += *p == ';';
	}
	return n;
}

/* Dates first where they differ, then the campus, its distance, what is alike, and the tightest fit. */
static int candidate_order(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->n_free != y->n_free)
		return x->n_free > y->n_free ? -1 : 1;
	if ((x->n_shared > 0) != (y->n_shared > 0))
		return x->n_shared > 0 ? -1 : 1;
	if (x->other_campus != y->other_campus)
		return x->other_campus ? 1 : -1;
	if (x->travel_min != y->travel_min)
		return x->travel_min < y->travel_min ? -1 : 1;
	if (x->n_shared != y->n_shared)
		return x->n_shared > y->n_shared ? -1 : 1;
	if (x->r->seats != y->r->seats)
		return x->r->seats < y->r->seats ? -1 : 1;
	return strcmp(x->r->code, y->r->code);
}

/* Fills what ranks a candidate beside the resource that was refused. */
static int rank(struct db_txn *txn, const struct resource *old, struct candidate *c)
{
	struct campus from = {0}, to = {0};
	c->n_shared = shared_items(old->tags, c->r->tags) + shared_items(old->equipment, c->r->equipment);
	c->other_campus = strcmp(old->campus, c->r->campus) != 0;
	c->travel_min = 0;
	if (!c->other_campus || !*old->campus || !*c->r->campus)
		return 0;
	int err = facts_campus(txn, old->campus, &from);
	if (!err)
		err = facts_campus(txn, c->r->campus, &to);
	if (!err)
		err = facts_travel(txn, from.no, to.no, &c->travel_min, NULL);
	return err;
}

/* What an equivalent of a resource has to be: its kind, room for the party, not itself. */
static struct resource_filter equivalent(const struct resource *old, uint32_t party, uint32_t units)
{
	uint32_t need = old->mode == MODE_SHARED && units ? units : party;
	return (struct resource_filter){.kind = old->kind, .seats = kind_travels(old->kind) ? 0 : need, .active_only = true};
}

/* Is the resource of this claim among those that speak against the request? */
static bool is_refused(const struct result *refused, const char *code)
{
	for (size_t i = 0; i < refused->reasons.n; i++) {
		const struct reason *r = &refused->reasons.v[i];
		if (r->rule != RULE_PAST && r->rule != RULE_UNKNOWN && strcmp(r->subject, code) == 0)
			return true;
	}
	return false;
}

/* ---- a single booking ---- */

/* Tries a time and claims; offers it if it can be booked. *ok tells. */
static int try_booking(struct search *s, enum alternative_kind kind, int64_t start, int64_t end,
                       const struct claim_ask *claims, uint32_t travel_min, bool *ok)
{
	struct arena scratch = {0};
	struct result result;
	struct request rq = s->base;
	struct alternative a = {.kind = kind, .start = start, .end = end, .travel_min = travel_min};
	*ok = false;
	rq.u.booking.start = start;
	rq.u.booking.end = end;
	rq.u.booking.claims = claims;
	int err = apply_rehearse(s->txn, &s->cache, &rq, &result, &scratch);
	if (!err && !result.reasons.n) {
		a.claims = claims_text(claims, rq.u.booking.n_claims, s->arena);
		err = a.claims ? 0 : QUAD_ENOMEM;
		*ok = !err && offer(s, &a);
	}
	arena_release(&scratch);
	return err;
}

struct times {
	int64_t *v;
	size_t n, cap;
};

static int add_time(struct search *s, struct times *t, int64_t at)
{
	int64_t *v = arena_grow(s->arena, t->v, t->n, &t->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	t->v = v;
	v[t->n++] = at;
	return 0;
}

/* Starts at which something that is in the way of one resource on that day has just ended, or not yet begun. */
static int times_around(struct search *s, const char *code, int64_t from, int64_t to, int64_t len, struct times *out)
{
	struct resource r;
	struct campus campus = {0};
	struct neighbours near;
	struct closures closed = {0};
	struct opening hours;
	const char *bad;
	int err = facts_resource(s->txn, code, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	int64_t setup = kind_travels(r.kind) ? 0 : r.setup_min, teardown = kind_travels(r.kind) ? 0 : r.teardown_min;
	if (*r.campus)
		err = facts_campus(s->txn, r.campus, &campus);
	if (!err)
		err = facts_neighbours(s->txn, r.no, from, to, s->base.op == OP_MOVE ? s->base.u.booking.id : 0, s->arena, &near);
	if (!err)
		err = facts_closures(s->txn, r.no, campus.no, from, to, s->arena, &closed);
	for (size_t i = 0; !err && i < near.n; i++) {
		err = add_time(s, out, near.v[i].claim.end + setup);
		if (!err)
			err = add_time(s, out, near.v[i].claim.start - teardown - len);
	}
	for (size_t i = 0; !err && i < closed.n; i++) {
		err = add_time(s, out, closed.v[i].end + setup);
		if (!err)
			err = add_time(s, out, closed.v[i].start - teardown - len);
	}
	if (err || opening_parse(r.opening, &hours, &bad) != 0 || hours.always)
		return err;
	int64_t day = clock_local_day(from);
	int weekday = clock_weekday(day);
	for (unsigned i = 0; !err && i < hours.n[weekday]; i++) {
		err = add_time(s, out, clock_day_start(day) + hours.day[weekday][i].from);
		if (!err)
			err = add_time(s, out, clock_day_start(day) + hours.day[weekday][i].to - len);
	}
	return err;
}

/* The order of nearness to the asked start; qsort has no argument, so distances are carried along. */
struct near_time {
	int64_t distance, at;
};

static int near_order(const void *a, const void *b)
{
	const struct near_time *x = a, *y = b;
	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	return (x->at < y->at) - (x->at > y->at); /* later first */
}

static int same_day(struct search *s)
{
	const struct booking_ask *ask = &s->base.u.booking;
	int64_t len = ask->end - ask->start, day = clock_local_day(ask->start);
	int64_t from = clock_day_start(day), to = clock_day_start(day + 1);
	struct times times = {0};
	int err = 0, found = 0;
	for (size_t i = 0; !err && i < ask->n_claims; i++)
		err = times_around(s, ask->claims[i].resource, from, to, len, &times);
	struct near_time *v = err ? NULL : arena_alloc(s->arena, (times.n + 1) * sizeof *v);
	if (!v)
		return err ? err : QUAD_ENOMEM;
	for (size_t i = 0; i < times.n; i++) {
		/* people meet at round minutes */
		int64_t at = times.v[i] >= ask->start ? (times.v[i] + 4) / 5 * 5 : times.v[i] / 5 * 5;
		v[i] = (struct near_time){llabs(at - ask->start), at};
	}
	qsort(v, times.n, sizeof *v, near_order);
	for (size_t i = 0; !err && i < times.n && found < TIMES_SAME_DAY; i++) {
		bool ok = false;
		if (v[i].at == ask->start || v[i].at < from || v[i].at + len > to || (i && v[i].at == v[i - 1].at))
			continue;
		err = try_booking(s, ALT_TIME, v[i].at, v[i].at + len, ask->claims, 0, &ok);
		found += ok;
	}
	return err;
}

static int other_days(struct search *s)
{
	const struct booking_ask *ask = &s->base.u.booking;
	int64_t day = clock_local_day(ask->start), len = ask->end - ask->start;
	struct wall wall;
	int err = 0, found = 0;
	for (int d = 1; !err && d <= 2 * DAYS_AROUND && found < TIMES_OTHER_DAYS; d++) {
		/* the day after, the day before, two days after... */
		int64_t other = day + (d % 2 ? (d + 1) / 2 : -(d / 2)), at;
		bool ok = false;
		struct wall date;
		clock_to_wall(ask->start, &wall);
		clock_day_civil(other, &date);
		date.hour = wall.hour;
		date.minute = wall.minute;
		if (clock_from_wall(&date, &at) != 0)
			continue;
		err = try_booking(s, ALT_TIME, at, at + len, ask->claims, 0, &ok);
		found += ok;
	}
	return err;
}

static int other_resources(struct search *s)
{
	const struct booking_ask *ask = &s->base.u.booking;
	int err = 0, found = 0;
	for (size_t i = 0; !err && i < ask->n_claims; i++) {
		struct resource old;
		struct found_list free_ones;
		if (!is_refused(s->refused, ask->claims[i].resource))
			continue;
		err = facts_resource(s->txn, ask->claims[i].resource, &old);
		if (err == QUAD_ENOTFOUND) {
			err = 0;
			continue;
		}
		/* a teacher or a class is meant as such */
		if (err || kind_travels(old.kind))
			continue;
		struct find_ask find = {.filter = equivalent(&old, ask->party, ask->claims[i].units),
		                        .start = ask->start,
		                        .end = ask->end,
		                        .now = s->base.now,
		                        .free = true};
		err = find_gather(s->store, s->txn, &find, &free_ones);
		struct candidate *v = err ? NULL : arena_alloc(&free_ones.arena, (free_ones.n + 1) * sizeof *v);
		if (!v) {
			found_list_release(&free_ones);
			return err ? err : QUAD_ENOMEM;
		}
		for (size_t j = 0; !err && j < free_ones.n; j++) {
			v[j].r = free_ones.v[j].resource;
			err = rank(s->txn, &old, &v[j]);
		}
		qsort(v, free_ones.n, sizeof *v, candidate_order);
		for (size_t j = 0; !err && j < free_ones.n && j < TRIES_MAX && found < RESOURCES_MAX; j++) {
			struct claim_ask *claims;
			bool ok = false;
			if (v[j].r->no == old.no)
				continue;
			err = with_resource(s, ask->claims, ask->n_claims, i, v[j].r->code, &claims);
			if (!err)
				err = try_booking(s, ALT_RESOURCE, ask->start, ask->end, claims, v[j].travel_min, &ok);
			found += ok;
		}
		found_list_release(&free_ones);
	}
	return err;
}

/* The same start, as long as nothing is in the way: until the first clash begins. */
static int shorter(struct search *s)
{
	const struct booking_ask *ask = &s->base.u.booking;
	int64_t end = ask->end;
	bool ok = false;
	for (size_t i = 0; i < s->refused->reasons.n; i++) {
		const struct reason *r = &s->refused->reasons.v[i];
		struct resource resource;
		int64_t teardown = 0;
		if (r->start <= ask->start || r->start > ask->end + PAD_MAX_MIN)
			continue;
		if (facts_resource(s->txn, r->subject, &resource) == 0 && !kind_travels(resource.kind))
			teardown = resource.teardown_min;
		int64_t before = r->rule == RULE_TRAVEL ? r->start - r->number : r->start - teardown;
		end = before < end ? before : end;
	}
	end = ask->start + (end - ask->start) / 5 * 5;
	if (end == ask->end || end - ask->start < SHORTEST_MIN)
		return 0;
	return try_booking(s, ALT_SHORTER, ask->start, end, ask->claims, 0, &ok);
}

/* A move that gives only some fields: the others as they stand. */
static int complete_move(struct search *s)
{
	struct booking_ask *ask = &s->base.u.booking;
	struct booking old;
	uint32_t given = s->base.given;
	int err = facts_booking(s->txn, ask->id, s->arena, &old);
	if (err)
		return err;
	merge_booking(ask, given, &old);
	s->base.given |= GIVEN(BOOKING_TIME) | GIVEN(BOOKING_CLAIMS);
	if (given & GIVEN(BOOKING_CLAIMS))
		return 0;
	struct claim_ask *claims;
	err = facts_claims(s->txn, &old, s->arena, &claims);
	ask->claims = claims;
	ask->n_claims = old.n_claims;
	return err;
}

static int search_all(struct search *s)
{
	int err = s->base.op == OP_MOVE ? complete_move(s) : 0;
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (s->base.u.booking.end <= s->base.u.booking.start)
		return 0;
	err = other_resources(s);
	if (!err)
		err = same_day(s);
	if (!err)
		err = other_days(s);
	return err ? err : shorter(s);
}

static int search_booking(struct db_txn *txn, void *arg)
{
	struct search *s = arg;
	s->txn = txn;
	s->cache = (struct decision_cache){.store = s->store};
	s->out->n = 0;
	int err = search_all(s);
	cache_release(&s->cache);
	return err;
}

/* ---- a series ---- */

/* Rehearses a changed series; *ok if it would be made whole. The result's arena is scratch. */
static int rehearse(struct search *s, const struct series_ask *ask, struct arena *scratch, bool *ok, int64_t *first,
                    int64_t *first_end)
{
	struct result result;
	struct request rq = s->base;
	rq.u.series = *ask;
	rq.flags &= ~(unsigned)REQUEST_SKIP_CONFLICTS;
	int err = store_apply(s->store, &rq, 1, true, &result, scratch);
	bool changes = false;
	for (size_t i = 0; !err && i < result.n_made; i++)
		changes |= result.made[i].outcome != OUTCOME_UNCHANGED;
	*ok = !err && !result.reasons.n && changes;
	*first = *ok ? result.made[0].start : 0;
	*first_end = *ok ? result.made[0].end : 0;
	return err;
}

static int offer_series(struct search *s, enum alternative_kind kind, const struct series_ask *ask, uint32_t travel_min,
                        bool *ok)
{
	struct arena scratch = {0};
	struct alternative a = {.kind = kind, .weeks = ask->weeks, .except = ask->except, .n_except = ask->n_except,
	                        .travel_min = travel_min};
	int err = rehearse(s, ask, &scratch, ok, &a.start, &a.end);
	arena_release(&scratch);
	if (err || !*ok)
		return err;
	a.claims = claims_text(ask->claims, ask->n_claims, s->arena);
	*ok = a.claims && offer(s, &a);
	return a.claims ? 0 : QUAD_ENOMEM;
}

static int day_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* The dates that were refused, each once, and in *all those to leave out already. */
static int refused_dates(struct search *s, int64_t **out, size_t *n, int64_t **all, size_t *n_all)
{
	const struct series_ask *ask = &s->base.u.series;
	const struct reasons *why = &s->refused->reasons;
	int64_t *v = arena_alloc(s->arena, (why->n + 1) * sizeof *v);
	int64_t *both = arena_alloc(s->arena, (why->n + ask->n_except + 1) * sizeof *both);
	size_t kept = 0;
	if (!v || !both)
		return QUAD_ENOMEM;
	*n = 0;
	for (size_t i = 0; i < why->n; i++)
		if (why->v[i].at)
			v[(*n)++] = clock_local_day(why->v[i].at);
	if (*n)
		qsort(v, *n, sizeof *v, day_order);
	for (size_t i = 0; i < *n; i++)
		if (i == 0 || v[i] != v[i - 1])
			v[kept++] = v[i];
	*n = kept;
	if (ask->n_except)
		memcpy(both, ask->except, ask->n_except * sizeof *both);
	memcpy(both + ask->n_except, v, *n * sizeof *both);
	*out = v;
	*all = both;
	*n_all = *n + ask->n_except;
	return 0;
}

/* Occurrences of the series. */
struct wanted {
	struct interval *v;
	size_t n;
};

struct rate_ask {
	struct search *s;
	size_t claim;                /* which of the series' claims */
	const struct wanted *wanted; /* the occurrences that count */
	/* out, in arena */
	struct candidate *v;
	size_t n;
	struct resource old;
	struct free_counts counts;
};

/* Counts, for each equivalent resource, on how many of the wanted occurrences it is free. */
static int rate(struct db_txn *txn, void *arg)
{
	struct rate_ask *a = arg;
	const struct series_ask *ask = &a->s->base.u.series;
	int err = facts_resource(txn, ask->claims[a->claim].resource, &a->old);
	if (err)
		return err;
	struct resource_filter filter = equivalent(&a->old, ask->party, ask->claims[a->claim].units);
	err = find_count(a->s->store, txn, &filter, a->wanted->v, a->wanted->n, &a->counts);
	if (err)
		return err;
	const struct free_counts *counts = &a->counts;
	a->v = arena_alloc(&a->counts.arena, (counts->n + 1) * sizeof *a->v);
	if (!a->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; !err && i < counts->n; i++) {
		a->v[i].r = counts->v[i].resource;
		a->v[i].n_free = counts->v[i].n_free;
		/* only what is free on all of them is looked at further */
		if (a->v[i].n_free == a->wanted->n)
			err = rank(txn, &a->old, &a->v[i]);
	}
	a->n = counts->n;
	/* the old one is not an alternative to itself; texts of `old` end with the snapshot */
	for (size_t i = 0; i < a->n; i++)
		if (a->v[i].r->no == a->old.no)
			a->v[i] = a->v[--a->n];
	qsort(a->v, a->n, sizeof *a->v, candidate_order);
	return err;
}

/*
 * Another resource on the wanted dates: on all (ALT_RESOURCE), or on just those that were refused (ALT_SOME), which are
 * tried as a series without `others` and offered with `except`, the dates to leave out of the first.
 */
static int series_resources(struct search *s, enum alternative_kind kind, const struct wanted *wanted,
                            const int64_t *others, size_t n_others, const int64_t *except, size_t n_except)
{
	const struct series_ask *ask = &s->base.u.series;
	int err = 0, found = 0;
	for (size_t i = 0; !err && i < ask->n_claims && found < RESOURCES_MAX - 1; i++) {
		struct rate_ask a = {.s = s, .claim = i, .wanted = wanted};
		if (!is_refused(s->refused, ask->claims[i].resource))
			continue;
		err = db_read(s->store->db, rate, &a);
		bool person = !err && kind_travels(a.old.kind);
		for (size_t j = 0, tries = 0; !err && !person && j < a.n && tries < 4 && found < RESOURCES_MAX - 1; j++, tries++) {
			struct series_ask changed = *ask;
			struct claim_ask *claims;
			bool ok = false;
			if (a.v[j].n_free < wanted->n)
				break;
			err = with_resource(s, ask->claims, ask->n_claims, i, a.v[j].r->code, &claims);
			if (err)
				break;
			changed.claims = claims;
			changed.ref = "";
			changed.except = others;
			changed.n_except = n_others;
			err = offer_series(s, kind, &changed, a.v[j].travel_min, &ok);
			if (ok) {
				s->out->v[s->out->n - 1].except = except;
				s->out->v[s->out->n - 1].n_except = n_except;
			}
			found += ok;
		}
		free_counts_release(&a.counts);
		if (err == QUAD_ENOTFOUND)
			err = 0;
	}
	return err;
}

/* Another weekday with the same periods, then other periods of as many, on which all weeks fit. */
static int other_weeks(struct search *s)
{
	const struct series_ask *ask = &s->base.u.series;
	uint64_t days = ask->weeks.weekdays, periods = ask->weeks.periods;
	int err = 0, found = 0;
	/* only for one weekday a week: moving several is a guess */
	if (*ask->rule.rule || !days || days & (days - 1))
		return 0;
	for (int shift = 0; !err && shift <= 10 && found < WEEKS_MAX; shift++) {
		/* 0, then +2 -2 +4 -4... periods: schools teach in pairs */
		int by = shift == 0 ? 0 : (shift % 2 ? 1 : -1) * ((shift + 1) / 2) * 2;
		uint64_t moved = by >= 0 ? periods << by : periods >> -by;
		bool lost = by < 0 && (moved << -by != periods || moved & 1);
		if (shift && (!periods || lost || moved >> PATTERN_PERIOD_MAX > 1))
			continue;
		for (int d = 1; !err && d <= 5 && found < WEEKS_MAX; d++) {
			struct series_ask changed = *ask;
			bool ok = false;
			if (shift == 0 && days == UINT64_C(1) << d)
				continue;
			changed.ref = "";
			changed.weeks.weekdays = UINT64_C(1) << d;
			changed.weeks.periods = moved;
			err = offer_series(s, ALT_WEEKS, &changed, 0, &ok);
			found += ok;
		}
	}
	return err;
}

/* What the series wants, from what was made or refused: rehearsed with skipping, which names every occurrence. */
static int list_wanted(struct search *s, struct wanted *all, struct wanted *bad)
{
	struct result result;
	struct request rq = s->base;
	rq.flags |= REQUEST_SKIP_CONFLICTS;
	rq.u.series.ref = "";
	int err = store_apply(s->store, &rq, 1, true, &result, s->arena);
	if (err)
		return err;
	all->v = arena_alloc(s->arena, (result.n_made + result.n_skipped + 1) * sizeof *all->v);
	bad->v = arena_alloc(s->arena, (result.n_skipped + 1) * sizeof *bad->v);
	if (!all->v || !bad->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < result.n_made; i++)
		all->v[all->n++] = (struct interval){result.made[i].start, result.made[i].end};
	for (size_t i = 0; i < result.n_skipped; i++) {
		all->v[all->n++] = (struct interval){result.skipped[i].start, result.skipped[i].end};
		bad->v[bad->n++] = (struct interval){result.skipped[i].start, result.skipped[i].end};
	}
	return 0;
}

static int get_series(struct db_txn *txn, void *arg)
{
	struct search *s = arg;
	struct series_ask *ask = &s->base.u.series;
	struct key k = key_table(TABLE_SERIES);
	struct series stored;
	struct bytes b;
	key_u64(&k, ask->id);
	int err = db_get(txn, key_bytes(&k), &b);
	if (err)
		return err;
	b.p = arena_dup(s->arena, b.p, b.len);
	err = b.p ? series_decode(b, &stored) : QUAD_ENOMEM;
	if (!err && !(s->base.given & GIVEN(SERIES_CLAIMS)))
		err = claims_parse(stored.claims, s->arena, &ask->claims, &ask->n_claims);
	if (err)
		return err;
	merge_series(ask, s->base.given, &stored);
	if (!(s->base.given & GIVEN(SERIES_EXCEPT)))
		ask->n_except = 0;
	return 0;
}

/*
 * A change of a series that stands: other resources, or other weekdays and periods, for what was to be changed. The dates
 * that were refused are those that another resource has to be free on; the rehearsal looks at all.
 */
static int search_change(struct search *s)
{
	const struct reasons *why = &s->refused->reasons;
	struct wanted bad = {0};
	int err = db_read(s->store->db, get_series, s);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	bad.v = arena_alloc(s->arena, (why->n + 1) * sizeof *bad.v);
	if (!bad.v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < why->n; i++)
		if (why->v[i].at)
			bad.v[bad.n++] = (struct interval){why->v[i].at, why->v[i].at + 1};
	if (!bad.n)
		return 0;
	s->base.given |= GIVEN(SERIES_CLAIMS);
	err = series_resources(s, ALT_RESOURCE, &bad, s->base.u.series.except, s->base.u.series.n_except, NULL, 0);
	s->base.given |= GIVEN(SERIES_WHEN);
	return err ? err : other_weeks(s);
}

static int search_series(struct search *s)
{
	const struct series_ask *ask = &s->base.u.series;
	struct series_ask without = *ask;
	struct wanted all = {0}, bad = {0};
	int64_t *dates, *except, *others;
	size_t n_dates, n_except, n_others = 0;
	bool ok = false;
	int err = refused_dates(s, &dates, &n_dates, &except, &n_except);
	if (err || n_dates == 0)
		return err;
	err = list_wanted(s, &all, &bad);
	others = err ? NULL : arena_alloc(s->arena, (all.n + ask->n_except + 1) * sizeof *others);
	if (!others)
		return err ? err : QUAD_ENOMEM;
	if (ask->n_except)
		memcpy(others, ask->except, ask->n_except * sizeof *others);
	n_others = ask->n_except;
	for (size_t i = 0; i < all.n; i++) {
		int64_t day = clock_local_day(all.v[i].start);
		if (!bsearch(&day, dates, n_dates, sizeof *dates, day_order))
			others[n_others++] = day;
	}
	if (!err && all.n)
		err = series_resources(s, ALT_RESOURCE, &all, ask->except, ask->n_except, ask->except, ask->n_except);
	if (!err && bad.n && bad.n < all.n) {
		without.except = except;
		without.n_except = n_except;
		without.ref = "";
		err = offer_series(s, ALT_EXCEPT, &without, 0, &ok);
		if (!err && ok)
			err = series_resources(s, ALT_SOME, &bad, others, n_others, dates, n_dates);
	}
	return err ? err : other_weeks(s);
}

int query_alternatives(struct store *st, const struct request *request, const struct result *refused,
                       struct alternative_list *out)
{
	struct search s = {.store = st, .refused = refused, .out = out, .arena = &out->arena,
	                   .base = *request};
	*out = (struct alternative_list){0};
	memset(s.base.id, 0, sizeof s.base.id);
	if (!refused->reasons.n || reasons_malformed(&refused->reasons))
		return 0;
	int err = 0;
	if (request->op == OP_BOOK || request->op == OP_MOVE) {
		s.base.u.booking.ref = "";
		err = db_read(st->db, search_booking, &s);
	} else if (request->op == OP_SERIES) {
		err = search_series(&s);
	} else if (request->op == OP_SERIES_CHANGE) {
		err = search_change(&s);
	}
	if (err) {
		arena_release(&out->arena);
		*out = (struct alternative_list){0};
	}
	return err;
}
