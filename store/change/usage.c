/* Bookings are found by who has them (holder_index.h), whatever they claim: an index of claims lacks no-shows. */
#include "store/change/usage.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/claim_view.h"
#include "store/facts/holder_index.h"
#include "store/facts/upgrade.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"
#include "store/model/merge.h"

int usage_asker(struct change *c, const char *login, const char *institution, struct policy_asker *out)
{
	struct institution found;
	*out = (struct policy_asker){.login = login, .institution = institution, .region = "", .kind = ""};
	if (!*institution)
		return 0;
	int err = facts_institution(c->txn, institution, &found);
	if (err == QUAD_ENOTFOUND) /* it is made with the booking, or is why that is refused */
		return 0;
	if (err)
		return err;
	out->region = found.region;
	out->kind = found.kind;
	return 0;
}

/* ---- terms ---- */

struct term_reading {
	struct usage *u;
	size_t cap;
};

static int add_term(struct bytes key, struct bytes value, void *arg)
{
	struct term_reading *r = arg;
	struct usage *u = r->u;
	struct term term;
	(void)key;
	int err = term_decode(value, &term);
	if (err)
		return err;
	struct policy_span *v = arena_grow(u->c->arena, u->terms, u->n_terms, &r->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	u->terms = v;
	v[u->n_terms++] = (struct policy_span){clock_day_start(term.first_monday),
	                                       clock_day_start(term.first_monday + 7 * (int64_t)term.weeks)};
	return 0;
}

static int span_order(const void *a, const void *b)
{
	const struct policy_span *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* Terms that overlap are cut where the next one begins. */
static void part_terms(struct usage *u)
{
	if (u->n_terms)
		qsort(u->terms, u->n_terms, sizeof *u->terms, span_order);
	for (size_t i = 1; i < u->n_terms; i++)
		if (u->terms[i - 1].end > u->terms[i].start)
			u->terms[i - 1].end = u->terms[i].start;
}

int usage_clock(struct usage *u, const struct policy_limit *limit, struct policy_clock *out)
{
	int err = 0;
	if (limit->per == POLICY_TERM && !u->has_terms) {
		err = walk_table(u->c->txn, TABLE_TERM, add_term, &(struct term_reading){.u = u});
		part_terms(u);
		u->has_terms = !err;
	}
	*out = (struct policy_clock){u->c->rq->now, u->terms, u->n_terms};
	return err;
}

/* ---- bookings ---- */

struct usage_reading {
	struct usage *u;
	struct usage_of *out;
};

static int add_booking(struct usage_reading *r, const struct booking *b)
{
	struct usage_of *out = r->out;
	struct booking *v = arena_grow(r->u->c->arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n] = *b;
	v[out->n].claims = (const void *)arena_dup(r->u->c->arena, b->claims, b->n_claims * sizeof *b->claims);
	return v[out->n++].claims ? 0 : QUAD_ENOMEM;
}

static int add_stored(const struct booking *b, void *arg)
{
	struct usage_reading *r = arg;
	const struct change *c = r->u->c;
	/* a request whose hold has ended by the clock counts no more, whatever is stored */
	bool lapsed = booking_state_at(b, c->rq->now) == STATE_LAPSED;
	if (lapsed || b->id == r->u->except || claim_view_has_left(c, b->id))
		return 0;
	return add_booking(r, b);
}

static bool is_shared_by(const struct usage *u, enum policy_of of, const struct booking *b)
{
	switch (of) {
	case POLICY_PER_PERSON: return strcmp(b->requester, u->asker.login) == 0;
	case POLICY_PER_INSTITUTION: return strcmp(b->institution, u->asker.institution) == 0;
	case POLICY_PER_CLASS: return true;
	}
	return false;
}

/* Those that this step of a series has placed, and that are not written yet. */
static int add_placed(struct usage_reading *r, enum policy_of of)
{
	size_t n;
	const struct booking *v = claim_view_placed(r->u->c, &n);
	for (size_t i = 0; i < n; i++) {
		const struct policy_span *span = &r->out->span;
		bool overlaps = v[i].start < span->end && v[i].end > span->start;
		int err = overlaps && is_shared_by(r->u, of, &v[i]) ? add_booking(r, &v[i]) : 0;
		if (err)
			return err;
	}
	return 0;
}

static int walk_holder(struct usage_reading *r, enum holder_kind kind, const char *name)
{
	struct change *c = r->u->c;
	bool indexed;
	int err = cache_has_schema(c->cache, c->txn, SCHEMA_HOLDERS, &indexed);
	if (err)
		return err;
	return holder_walk(c->txn, indexed, kind, name, r->out->span.start, r->out->span.end, add_stored, r);
}

static int add_institution(struct bytes key, struct bytes value, void *arg)
{
	struct institution v;
	(void)key;
	int err = institution_decode(value, &v);
	return err ? err : walk_holder(arg, HOLDER_INSTITUTION, v.code);
}

int usage_read(struct usage *u, enum policy_of of, const struct policy_span *span)
{
	struct usage_of *out = &u->of[of];
	struct usage_reading r = {u, out};
	int err = 0;
	if (out->span.start < out->span.end && out->span.start <= span->start && span->end <= out->span.end)
		return 0;
	out->n = 0;
	if (out->span.start >= out->span.end)
		out->span = *span;
	out->span.start = span->start < out->span.start ? span->start : out->span.start;
	out->span.end = span->end > out->span.end ? span->end : out->span.end;
	switch (of) {
	case POLICY_PER_PERSON: err = walk_holder(&r, HOLDER_PERSON, u->asker.login); break;
	case POLICY_PER_INSTITUTION: err = walk_holder(&r, HOLDER_INSTITUTION, u->asker.institution); break;
	case POLICY_PER_CLASS: err = walk_table(u->c->txn, TABLE_INSTITUTION, add_institution, &r); break;
	}
	return err ? err : add_placed(&r, of);
}

/* ---- claims ---- */

int usage_of_booking(struct change *c, const struct policy_rule *rule, const struct booking *b,
                     const struct policy_asker *asker, struct policy_use *out, size_t *n)
{
	for (size_t i = 0; i < b->n_claims; i++) {
		struct resource resource;
		struct policy_case one = {asker, &resource, b->start, b->end};
		int err = facts_resource_by_number(c->txn, b->claims[i].resource, &resource);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		if (policy_fits(rule, &one) != POLICY_FITS)
			continue;
		uint32_t seats = b->claims[i].whole ? merge_party_units(b->party) : b->claims[i].units;
		out[(*n)++] = (struct policy_use){b->id, b->start, b->end, seats, b->made_min};
	}
	return 0;
}

/* True if the booking is on behalf of somebody of the class that asks for the resource. */
static bool is_of_class(const struct usage *u, const struct resource *resource, const struct policy_asker *asker)
{
	return policy_class_of(asker, resource->institution) == policy_class_of(&u->asker, resource->institution);
}

int usage_claims(struct usage *u, const struct policy_rule *rule, const struct resource *resource,
                 struct policy_use **out, size_t *n)
{
	const struct usage_of *of = &u->of[rule->value.limit.of];
	struct policy_asker asker = u->asker;
	size_t max = 0;
	*n = 0;
	for (size_t i = 0; i < of->n; i++)
		max += of->v[i].n_claims;
	*out = arena_alloc(u->c->arena, (max + 1) * sizeof **out);
	if (!*out)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < of->n; i++) {
		const struct booking *b = &of->v[i];
		bool same = strcmp(b->institution, asker.institution) == 0;
		int err = same ? 0 : usage_asker(u->c, b->requester, b->institution, &asker);
		asker.login = b->requester;
		if (err)
			return err;
		if (rule->value.limit.of == POLICY_PER_CLASS && !is_of_class(u, resource, &asker))
			continue;
		err = usage_of_booking(u->c, rule, b, &asker, *out, n);
		if (err)
			return err;
	}
	return 0;
}
