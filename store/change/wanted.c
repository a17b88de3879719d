/*
 * The refused request is merged with what stands as when it was decided, without a decision: the same merge gives the
 * same requester, institution and dates. Of a series that skipped dates, these alone are needed.
 */
#include "store/change/wanted.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/book.h"
#include "store/change/permit_ask.h"
#include "store/change/series.h"
#include "store/facts/facts.h"

/* The request that was refused, as a change that decides and writes nothing. */
struct asking {
	struct change c;
	struct result result;
};

static void begin_asking(struct change *outer, struct asking *a)
{
	a->result = (struct result){.reasons.arena = outer->arena};
	a->c = *outer;
	a->c.rq = outer->rq->u.refused.request;
	a->c.out = &a->result;
	a->c.rehearse = true;
	a->c.settled = NULL;
	a->c.in_place_of = NULL;
}

/* ---- when ---- */

static void add_date(struct need *v, int64_t start, int64_t end)
{
	if (!v->dates || start < v->start) {
		v->start = start;
		v->end = end;
	}
	v->dates++;
	v->minutes += end - start;
}

static void add_dates(struct need *v, const struct occurrences *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (!o->v[i].left_out)
			add_date(v, o->v[i].start, o->v[i].end);
}

static void add_skipped(struct need *v, const struct result *r)
{
	for (size_t i = 0; i < r->n_skipped; i++)
		add_date(v, r->skipped[i].start, r->skipped[i].end);
}

/* ---- what ---- */

/* The kind, campus and specialty of the first place, else of the first resource; *found: there is one. */
static int find_place(struct change *c, const struct claim_ask *asks, size_t n, struct need *v, bool *found)
{
	*found = false;
	for (size_t i = 0; i < n; i++) {
		struct resource r;
		int err = facts_resource(c->txn, asks[i].resource, &r);
		if (err == QUAD_ENOTFOUND)
			continue;
		if (err)
			return err;
		if (*found && !kind_is_place(r.kind))
			continue;
		*found = true;
		v->kind = r.kind;
		v->campus = arena_str(c->arena, r.campus);
		v->specialty = arena_str(c->arena, r.specialty);
		if (!v->campus || !v->specialty)
			return QUAD_ENOMEM;
		if (kind_is_place(r.kind))
			break;
	}
	return 0;
}

static int find_institution(struct change *c, struct need *v, const char *asked)
{
	if (*asked)
		return permit_find_institution(c, asked, &v->institution);
	return permit_own_institution(c, v->requester, &v->institution);
}

static int want_booking(struct change *c, struct need *v, bool *found)
{
	struct asking a;
	struct plan p = {0};
	*found = false;
	begin_asking(c, &a);
	int err = book_want(&a.c, &p);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	v->requester = p.v.requester;
	v->purpose = p.v.purpose;
	v->party = p.v.party;
	v->claims = claims_text(p.asks, p.n_asks, c->arena);
	if (!v->claims)
		return QUAD_ENOMEM;
	add_date(v, p.v.start, p.v.end);
	err = find_place(c, p.asks, p.n_asks, v, found);
	return err ? err : find_institution(&a.c, v, p.v.institution);
}

static int want_series(struct change *c, struct need *v, bool *found)
{
	const struct result *refused = c->rq->u.refused.result;
	struct asking a;
	struct series_want want;
	const struct claim_ask *asks;
	size_t n;
	*found = false;
	begin_asking(c, &a);
	int err = series_want(&a.c, &want);
	if (err || !want.series)
		return err;
	v->requester = want.series->requester;
	v->purpose = want.series->purpose;
	v->party = want.series->party;
	v->claims = want.series->claims;
	if (refused->reasons.n)
		add_dates(v, &want.dates);
	else
		add_skipped(v, refused);
	err = claims_parse(v->claims, c->arena, &asks, &n);
	if (!err)
		err = find_place(c, asks, n, v, found);
	return err ? err : find_institution(&a.c, v, want.series->institution);
}

/* ---- why ---- */

/* The reasons of a request, or of the dates that it skipped. */
static int gather_reasons(struct change *c, struct reasons *out)
{
	const struct result *r = c->rq->u.refused.result;
	*out = (struct reasons){.arena = c->arena};
	for (size_t i = 0; i < r->reasons.n; i++)
		reason_copy(out, &r->reasons.v[i]);
	for (size_t i = 0; !r->reasons.n && i < r->n_skipped; i++)
		for (size_t k = 0; k < r->skipped[i].reasons.n; k++)
			reason_copy(out, &r->skipped[i].reasons.v[k]);
	return out->failed ? QUAD_ENOMEM : 0;
}

int wanted_load(struct change *c, struct need *v, bool *out)
{
	enum request_op op = c->rq->u.refused.request->op;
	struct reasons why;
	bool found = false;
	*v = (struct need){.campus = "", .specialty = ""};
	*out = false;
	int err = gather_reasons(c, &why);
	if (err || !need_is_asked(op) || !need_is_refused(&why))
		return err;
	err = op_is_about_series(op) ? want_series(c, v, &found) : want_booking(c, v, &found);
	if (err || !found || !v->dates)
		return err;
	v->week = need_week(clock_local_day(v->start));
	*out = true;
	return need_set_reasons(v, &why, c->arena);
}
