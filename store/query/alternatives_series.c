/*
 * Alternatives to a series. Each is rehearsed as a whole, since the occurrences of a series are decided one upon the
 * other, in the one snapshot in which the candidates were found.
 */
#include "store/query/alternatives_series.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/apply.h"
#include "store/facts/facts.h"
#include "store/facts/walk.h"
#include "store/model/merge.h"
#include "store/model/pattern.h"
#include "store/model/series_phases.h"
#include "store/query/find.h"

enum {
	OFFERS_MAX = RESOURCES_MAX - 1, /* other resources offered */
	TRIES_MAX = 4,                  /* other resources rehearsed for a claim */
	WEEKS_MAX = 2,                  /* other weekdays or periods offered */
	SHIFTS = 10,                    /* other periods rehearsed */
};

/* Local day numbers. */
struct day_list {
	const int64_t *v;
	size_t n;
};

struct interval_list {
	struct interval *v;
	size_t n;
};

struct series_search {
	struct alternative_search *common;
	struct db_txn *txn;
	struct decision_cache cache;
};

/* ---- rehearsing ---- */

/* Rehearses a changed series, and offers it if it would be made whole and change something: *ok. */
static int rehearse_series(struct series_search *s, struct alternative a, const struct series_ask *ask, bool *ok)
{
	struct arena scratch = {0};
	struct result result;
	struct request rq = s->common->base;
	bool changes = false;
	rq.u.series = *ask;
	rq.flags &= ~(unsigned)REQUEST_SKIP_CONFLICTS;
	*ok = false;
	int err = apply_rehearse(s->txn, &s->cache, &rq, &result, &scratch);
	if (err || result.reasons.n)
		goto out;
	for (size_t i = 0; i < result.n_made; i++)
		changes |= result.made[i].outcome != OUTCOME_UNCHANGED;
	if (!changes)
		goto out;
	a.start = result.made[0].start;
	a.end = result.made[0].end;
	a.weeks = ask->weeks;
	a.claims = claims_text(ask->claims, ask->n_claims, s->common->arena);
	if (a.claims)
		*ok = offer_alternative(s->common, &a);
	else
		err = QUAD_ENOMEM;
out:
	arena_release(&scratch);
	return err;
}

/* ---- other resources ---- */

/* The best of the equivalent resources that are free on all wanted occurrences, in the list's arena. */
static int rate_candidates(struct series_search *s, const struct claim_ask *claim, const struct resource *refused,
                           const struct interval_list *wanted, struct found_list *found, struct candidate_list *out)
{
	struct resource_filter filter = equivalent_resources(refused, s->common->base.u.series.party, claim->units);
	int err = find_common(s->common->store, s->txn, &filter, wanted->v, wanted->n, found);
	if (!err)
		err = candidate_list_begin(out, s->txn, refused, TRIES_MAX, &found->arena);
	if (err)
		return err;
	out->need = filter.seats;
	for (size_t i = 0; i < found->n; i++) {
		const struct resource *r = found->v[i].resource;
		err = r->no == refused->no ? 0 : candidate_list_add(out, r);
		if (err)
			return err;
	}
	return 0;
}

/* How another resource is rehearsed and offered. */
struct resource_offer {
	enum alternative_kind kind;
	const struct interval_list *wanted; /* the occurrences on which it must be free */
	struct day_list rehearsed_except;   /* the dates that the rehearsed series leaves out */
	struct day_list offered_except;     /* the dates in `except` of the offer */
};

/* Rehearses candidates in place of the resource of a claim. *n_offered counts over all claims. */
static int rehearse_candidates(struct series_search *s, const struct resource_offer *how, size_t claim,
                               const struct candidate_list *list, size_t *n_offered)
{
	const struct series_ask *ask = &s->common->base.u.series;
	for (size_t i = 0; i < list->n && *n_offered < OFFERS_MAX; i++) {
		const struct candidate *c = &list->v[i];
		struct alternative a = {.kind = how->kind, .travel_min = c->travel_min, .except = how->offered_except.v,
		                        .n_except = how->offered_except.n};
		struct series_ask changed = *ask;
		struct claim_ask *claims;
		bool ok = false;
		int err = replace_claim(s->common, ask->claims, ask->n_claims, claim, c->r->code, &claims);
		if (err)
			return err;
		changed.claims = claims;
		changed.ref = "";
		changed.except = how->rehearsed_except.v;
		changed.n_except = how->rehearsed_except.n;
		err = rehearse_series(s, a, &changed, &ok);
		if (err)
			return err;
		*n_offered += ok;
	}
	return 0;
}

static int offer_resources_for(struct series_search *s, const struct resource_offer *how, size_t claim,
                               size_t *n_offered)
{
	const struct claim_ask *ask = &s->common->base.u.series.claims[claim];
	struct resource refused;
	struct found_list found;
	struct candidate_list list;
	int err = facts_resource(s->txn, ask->resource, &refused);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	/* no other teacher or class stands in */
	if (kind_travels(refused.kind))
		return 0;
	err = rate_candidates(s, ask, &refused, how->wanted, &found, &list);
	if (!err)
		err = rehearse_candidates(s, how, claim, &list, n_offered);
	found_list_release(&found);
	return err;
}

static int offer_resources(struct series_search *s, const struct resource_offer *how)
{
	const struct series_ask *ask = &s->common->base.u.series;
	size_t n_offered = 0;
	for (size_t i = 0; i < ask->n_claims && n_offered < OFFERS_MAX; i++) {
		if (!is_refused_resource(s->common->refused, ask->claims[i].resource))
			continue;
		int err = offer_resources_for(s, how, i, &n_offered);
		if (err)
			return err;
	}
	return 0;
}

/* ---- other weekdays and periods ---- */

/* By how many periods the n-th choice moves the series: 0, 2, -2, 4, -4... Schools teach in pairs. */
static int period_shift(int n)
{
	int by = (n + 1) / 2 * 2;
	return n % 2 ? by : -by;
}

/* The set of periods moved by that many; 0 if one of them would be none of the day's. */
static uint64_t shift_periods(uint64_t periods, int by)
{
	uint64_t moved = by >= 0 ? periods << by : periods >> -by;
	uint64_t back = by >= 0 ? moved >> by : moved << -by;
	bool fits = back == periods && !(moved & 1) && moved >> PATTERN_PERIOD_MAX <= 1;
	return fits ? moved : 0;
}

static int offer_weekdays(struct series_search *s, uint64_t periods, uint64_t without, int *n_offered)
{
	for (int day = 1; day <= 5 && *n_offered < WEEKS_MAX; day++) {
		struct series_ask changed = s->common->base.u.series;
		struct alternative a = {.kind = ALT_WEEKS, .except = changed.except, .n_except = changed.n_except};
		uint64_t weekdays = UINT64_C(1) << day;
		bool ok;
		if (weekdays == without)
			continue;
		changed.ref = "";
		changed.weeks.weekdays = weekdays;
		changed.weeks.periods = periods;
		int err = rehearse_series(s, a, &changed, &ok);
		if (err)
			return err;
		*n_offered += ok;
	}
	return 0;
}

/* Another weekday with the same periods, then other periods of as many, on which all weeks fit. */
static int offer_weeks(struct series_search *s)
{
	const struct series_ask *ask = &s->common->base.u.series;
	uint64_t days = ask->weeks.weekdays, periods = ask->weeks.periods;
	int n_offered = 0;
	bool one_day = days && !(days & (days - 1));
	/* of a series on several weekdays it would be a guess which to move */
	if (*ask->rule.rule || !one_day)
		return 0;
	int err = offer_weekdays(s, periods, days, &n_offered);
	if (err)
		return err;
	for (int i = 1; i <= SHIFTS && n_offered < WEEKS_MAX; i++) {
		uint64_t moved = shift_periods(periods, period_shift(i));
		if (!moved)
			continue;
		err = offer_weekdays(s, moved, 0, &n_offered);
		if (err)
			return err;
	}
	return 0;
}

/* ---- a new series ---- */

static int day_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* The dates that were refused, in order, each once. */
static int list_refused_days(struct series_search *s, struct day_list *out)
{
	const struct reasons *why = &s->common->refused->reasons;
	int64_t *v = arena_alloc(s->common->arena, (why->n + 1) * sizeof *v);
	size_t n = 0, kept = 0;
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < why->n; i++)
		if (why->v[i].at)
			v[n++] = clock_local_day(why->v[i].at);
	qsort(v, n, sizeof *v, day_order);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || v[i] != v[i - 1])
			v[kept++] = v[i];
	*out = (struct day_list){v, kept};
	return 0;
}

/* The dates that were asked to be left out, and more after them. */
static int join_days(struct series_search *s, const int64_t *more, size_t n, struct day_list *out)
{
	const struct series_ask *ask = &s->common->base.u.series;
	int64_t *v = arena_alloc(s->common->arena, (ask->n_except + n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	if (ask->n_except)
		memcpy(v, ask->except, ask->n_except * sizeof *v);
	if (n)
		memcpy(v + ask->n_except, more, n * sizeof *v);
	*out = (struct day_list){v, ask->n_except + n};
	return 0;
}

/* The dates of the occurrences that are not among these, which are in order. */
static int list_other_days(struct series_search *s, const struct interval_list *all, struct day_list without,
                           struct day_list *out)
{
	int64_t *v = arena_alloc(s->common->arena, (all->n + 1) * sizeof *v);
	size_t n = 0;
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < all->n; i++) {
		int64_t day = clock_local_day(all->v[i].start);
		if (!bsearch(&day, without.v, without.n, sizeof day, day_order))
			v[n++] = day;
	}
	*out = (struct day_list){v, n};
	return 0;
}

/* The occurrences of the series, and those that were refused: a rehearsal that skips conflicts names all. */
static int list_occurrences(struct series_search *s, struct interval_list *all, struct interval_list *refused)
{
	struct result result;
	struct request rq = s->common->base;
	rq.flags |= REQUEST_SKIP_CONFLICTS;
	rq.u.series.ref = "";
	int err = apply_rehearse(s->txn, &s->cache, &rq, &result, s->common->arena);
	if (err)
		return err;
	all->v = arena_alloc(s->common->arena, (result.n_made + result.n_skipped + 1) * sizeof *all->v);
	refused->v = arena_alloc(s->common->arena, (result.n_skipped + 1) * sizeof *refused->v);
	if (!all->v || !refused->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < result.n_made; i++)
		all->v[all->n++] = (struct interval){result.made[i].start, result.made[i].end};
	for (size_t i = 0; i < result.n_skipped; i++) {
		struct interval skipped = {result.skipped[i].start, result.skipped[i].end};
		all->v[all->n++] = skipped;
		refused->v[refused->n++] = skipped;
	}
	return 0;
}

/* The series without the refused dates; and if that would be made, another resource on just those. */
static int offer_without(struct series_search *s, const struct interval_list *all,
                         const struct interval_list *refused, struct day_list days)
{
	struct alternative a = {.kind = ALT_EXCEPT};
	struct series_ask without = s->common->base.u.series;
	struct resource_offer how = {.kind = ALT_SOME, .wanted = refused, .offered_except = days};
	struct day_list except, others;
	bool ok;
	int err = join_days(s, days.v, days.n, &except);
	if (err)
		return err;
	a.except = without.except = except.v;
	a.n_except = without.n_except = except.n;
	without.ref = "";
	err = rehearse_series(s, a, &without, &ok);
	if (err || !ok)
		return err;
	err = list_other_days(s, all, days, &others);
	if (!err)
		err = join_days(s, others.v, others.n, &how.rehearsed_except);
	return err ? err : offer_resources(s, &how);
}

static int offer_for_series(struct series_search *s)
{
	const struct series_ask *ask = &s->common->base.u.series;
	struct interval_list all = {0}, refused = {0};
	struct day_list days, asked = {ask->except, ask->n_except};
	struct resource_offer on_all = {ALT_RESOURCE, &all, asked, asked};
	int err = list_refused_days(s, &days);
	if (err || days.n == 0)
		return err;
	err = list_occurrences(s, &all, &refused);
	if (!err && all.n)
		err = offer_resources(s, &on_all);
	if (!err && refused.n && refused.n < all.n)
		err = offer_without(s, &all, &refused, days);
	return err ? err : offer_weeks(s);
}

/* ---- a change of a series ---- */

/* A change of a series that alternatives are sought to. */
struct series_changing {
	struct series_search *s;
	struct series_ask asked; /* with no more of the pattern than was given */
	uint32_t given;
	bool same_claims, same_weeks; /* in all phases */
};

static void compare_phases(struct series_changing *g, const struct series_phases *p)
{
	const struct series *last = series_phases_last(p);
	g->same_claims = g->same_weeks = true;
	for (size_t i = 0; i < p->n; i++) {
		const struct week_pattern *a = &p->v[i].weeks, *b = &last->weeks;
		g->same_claims &= strcmp(p->v[i].claims, last->claims) == 0;
		g->same_weeks &= strcmp(a->term, b->term) == 0 && a->weeks == b->weeks && a->weekdays == b->weekdays;
		g->same_weeks &= a->periods == b->periods && a->from_min == b->from_min && a->to_min == b->to_min;
		g->same_weeks &= !*p->v[i].rule.rule;
	}
}

/* Gives a change the fields that it leaves as they are stored, except the dates left out. */
static int complete_change(struct series_changing *g)
{
	struct series_search *s = g->s;
	struct series_ask *ask = &s->common->base.u.series;
	struct key k = key_table(TABLE_SERIES);
	struct series stored;
	struct series_phases phases;
	struct bytes record;
	key_u64(&k, ask->id);
	int err = db_get(s->txn, key_bytes(&k), &record);
	if (!err)
		err = walk_keep(s->common->arena, record, &record);
	if (!err)
		err = series_decode(record, &stored);
	if (!err)
		err = series_phases_load(&stored, s->common->arena, &phases);
	if (!err && !(s->common->base.given & GIVEN(SERIES_CLAIMS)))
		err = claims_parse(stored.claims, s->common->arena, &ask->claims, &ask->n_claims);
	if (err)
		return err;
	compare_phases(g, &phases);
	g->asked = *ask;
	g->given = s->common->base.given;
	merge_series(ask, s->common->base.given, &stored);
	if (!(s->common->base.given & GIVEN(SERIES_EXCEPT)))
		ask->n_except = 0;
	return 0;
}

/* The first minute of each occurrence that was refused. */
static int list_refused_starts(struct series_search *s, struct interval_list *out)
{
	const struct reasons *why = &s->common->refused->reasons;
	out->v = arena_alloc(s->common->arena, (why->n + 1) * sizeof *out->v);
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < why->n; i++)
		if (why->v[i].at)
			out->v[out->n++] = (struct interval){why->v[i].at, why->v[i].at + 1};
	return 0;
}

/* Another resource with what was asked for. Where phases have other claims each, none stands in for all. */
static int offer_changed_resources(struct series_changing *g, const struct interval_list *refused)
{
	struct series_search *s = g->s;
	struct series_ask *ask = &s->common->base.u.series, whole = *ask;
	struct resource_offer how = {.kind = ALT_RESOURCE, .wanted = refused};
	if (!g->same_claims && !(g->given & GIVEN(SERIES_CLAIMS)))
		return 0;
	how.rehearsed_except = (struct day_list){ask->except, ask->n_except};
	s->common->base.given = g->given | GIVEN(SERIES_CLAIMS);
	/* a part of the pattern is a part for each phase */
	if (g->given & GIVEN(SERIES_PARTS)) {
		ask->weeks = g->asked.weeks;
		ask->rule = g->asked.rule;
	}
	int err = offer_resources(s, &how);
	*ask = whole;
	return err;
}

static int offer_for_change(struct series_search *s)
{
	struct series_changing g = {.s = s};
	struct interval_list refused = {0};
	int err = complete_change(&g);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = list_refused_starts(s, &refused);
	if (err || !refused.n)
		return err;
	err = offer_changed_resources(&g, &refused);
	/* where each phase has weeks of its own, no pattern stands in for all */
	if (err || !(g.same_weeks || g.given & GIVEN(SERIES_WHEN)))
		return err;
	s->common->base.given = g.given | GIVEN(SERIES_WHEN);
	return offer_weeks(s);
}

/* ---- the search ---- */

static int search_snapshot(struct db_txn *txn, void *arg)
{
	struct alternative_search *common = arg;
	struct series_search s = {.common = common, .txn = txn, .cache = {.store = common->store}};
	common->out->n = 0;
	int err = common->base.op == OP_SERIES ? offer_for_series(&s) : offer_for_change(&s);
	cache_release(&s.cache);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

int find_series_alternatives(struct alternative_search *s)
{
	return db_read(s->store->db, search_snapshot, s);
}
