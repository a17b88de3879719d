/*
 * One booking on its way: the facts about every claim are loaded, the rules look at them, and what was decided can be
 * written. Single bookings (book.c) and series (series.c) both go through here, so there is one path to a stored claim.
 */
#include "store/change/plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/change/claim_view.h"
#include "store/change/course.h"
#include "store/change/divided.h"
#include "store/change/freeing.h"
#include "store/change/due_index.h"
#include "store/change/owner_rules.h"
#include "store/change/prices.h"
#include "store/change/rule_notes.h"
#include "store/change/wait_rows.h"
#include "store/facts/holder_index.h"
#include "store/facts/places.h"
#include "store/model/claim_entry.h"
#include "store/model/merge.h"
#include "store/base/err.h"

#define CLAIMS_MAX 200

static struct key booking_key(uint64_t id)
{
	struct key k = key_table(TABLE_BOOKING);
	key_u64(&k, id);
	return k;
}

/* The stored booking with bytes of its own. */
int plan_load(struct change *c, uint64_t id, struct plan *p)
{
	struct key k = booking_key(id);
	int err = change_get(c, &k, &p->before);
	return err ? err : booking_decode(p->before, c->arena, &p->old);
}

/* The claims asked for, each resource once: units of a resource named twice add up. */
int plan_ask(struct change *c, const struct claim_ask *asks, size_t n, struct plan *p)
{
	p->asks = arena_alloc(c->arena, (n + 1) * sizeof *p->asks);
	if (!p->asks)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		size_t j = 0;
		while (j < p->n_asks && strcmp(p->asks[j].resource, asks[i].resource) != 0)
			j++;
		if (j == p->n_asks)
			p->asks[p->n_asks++] = asks[i];
		else if (p->asks[j].units == 0 || asks[i].units == 0)
			p->asks[j].units = 0;
		else if (asks[i].units > UINT32_MAX - p->asks[j].units)
			p->asks[j].units = UINT32_MAX;
		else
			p->asks[j].units += asks[i].units;
	}
	return 0;
}

int plan_ask_again(struct change *c, struct plan *p)
{
	p->n_asks = p->old.n_claims;
	return facts_claims(c->txn, &p->old, c->arena, &p->asks);
}

/* True if the stored claim is what is asked for. */
static int is_same_claim(struct change *c, const struct claim *stored, const struct claim_ask *ask, uint32_t party,
                         bool *out)
{
	const struct cache_resource *r;
	*out = false;
	int err = cache_resource(c->cache, c->txn, ask->resource, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	uint32_t units = ask->units ? ask->units : merge_party_units(party);
	*out = r->resource.no == stored->resource && (stored->whole || stored->units == units);
	return 0;
}

int plan_stays(struct change *c, const struct plan *p, bool *out)
{
	const struct booking *a = &p->old, *b = &p->v;
	*out = a->id && a->start == b->start && a->end == b->end && a->party == b->party && a->n_claims == p->n_asks;
	for (size_t i = 0; *out && i < p->n_asks; i++) {
		int err = is_same_claim(c, &a->claims[i], &p->asks[i], b->party, out);
		if (err)
			return err;
	}
	return 0;
}

static void check_values(struct change *c, const struct plan *p)
{
	struct reasons *why = &c->out->reasons;
	char text[CLOCK_TEXT_MAX];
	if (p->n_asks == 0 || p->n_asks > CLAIMS_MAX)
		reason_add(why, p->n_asks ? REASON_TOO_MANY : REASON_MISSING, "resources");
	if (p->v.end <= p->v.start)
		reason_add_text(why, REASON_END, "end", "%s", clock_format(p->v.end, text));
	else if (p->v.start < CLOCK_MIN_MIN + DAY_MIN || p->v.end >= CLOCK_MAX_MIN - DAY_MIN)
		reason_add_text(why, REASON_OUTSIDE, "start", "%s", clock_format(p->v.start, text));
	if (p->v.party > SEATS_MAX)
		reason_add_number(why, REASON_NUMBER, "party", p->v.party);
	for (size_t i = 0; i < p->n_asks; i++)
		if (p->asks[i].units > SEATS_MAX)
			reason_add_number(why, REASON_NUMBER, "units", p->asks[i].units);
	if (strlen(p->v.ref) > CODE_MAX_BYTES)
		reason_add_text(why, REASON_VALUE, "ref", "%.60s", p->v.ref);
	change_check_text(c, "ref", p->v.ref);
	change_check_text(c, "purpose", p->v.purpose);
	change_check_text(c, "note", p->v.note);
	change_check_text(c, "requester", p->v.requester);
}

/* A plan's claims under decision. */
struct decision {
	struct ask_facts ask;
	struct claim_facts *facts;
	uint32_t *places; /* campus numbers of the resources */
	struct claim *claims;
	size_t n;
};

static int alloc_decision(struct change *c, size_t n_asks, struct decision *d)
{
	d->facts = arena_alloc(c->arena, (n_asks + 1) * sizeof *d->facts);
	d->places = arena_alloc(c->arena, (n_asks + 1) * sizeof *d->places);
	d->claims = arena_alloc(c->arena, (n_asks + 1) * sizeof *d->claims);
	return d->facts && d->places && d->claims ? 0 : QUAD_ENOMEM;
}

/* Loads the resources that there are and reports the others. */
static int load_resources(struct change *c, const struct claim_ask *asks, size_t n_asks, struct decision *d)
{
	for (size_t i = 0; i < n_asks; i++) {
		const struct cache_resource *r;
		int err = cache_resource(c->cache, c->txn, asks[i].resource, &r);
		if (err == QUAD_ENOTFOUND) {
			reason_add(&c->out->reasons, REASON_NO_RESOURCE, asks[i].resource);
			continue;
		}
		if (err)
			return err;
		d->places[d->n] = r->campus ? r->campus->no : 0;
		d->facts[d->n++] = (struct claim_facts){
			.resource = &r->resource, .opening = r->opening, .units_asked = asks[i].units};
	}
	return 0;
}

/* Where the people are: the campus of the first lab, base or room that has one; without it each has its own. */
static void set_places(struct claim_facts *facts, const uint32_t *places, size_t n)
{
	const uint32_t *common = NULL;
	for (size_t i = 0; i < n && !common; i++)
		if (kind_is_place(facts[i].resource->kind) && places[i])
			common = &places[i];
	for (size_t i = 0; i < n; i++)
		facts[i].place = kind_travels(facts[i].resource->kind) && common ? *common : places[i];
}

/* The minutes of travel between a person's claim and those before and after it. */
static int load_travel(struct change *c, const struct claim_facts *f, const struct neighbours *near)
{
	bool moved;
	int err = cache_places_moved(c->cache, c->txn, &moved);
	for (size_t i = 0; i < near->n; i++) {
		struct neighbour *n = &near->v[i];
		if (!err && moved)
			err = places_update(c->txn, n);
		if (!err)
			err = facts_travel(c->txn, n->claim.place, f->place, &n->travel_min, NULL);
		if (err)
			return err;
	}
	return err;
}

/* Leaves out the claims that do not count any more, which a rehearsal may find still stored. */
static void drop_lapsed(struct neighbours *near, int64_t now)
{
	size_t n = 0;
	for (size_t i = 0; i < near->n; i++)
		if (claim_counts(&near->v[i].claim, now))
			near->v[n++] = near->v[i];
	near->n = n;
}

static int load_claim_facts(struct change *c, const struct ask_facts *ask, uint64_t self, struct claim_facts *f)
{
	struct neighbours near;
	struct closures closed = {0};
	const struct claim mine = rules_claim(ask, f);
	bool travels = kind_travels(f->resource->kind);
	uint64_t travel_max = 0;
	int err = travels ? cache_travel_max(c->cache, c->txn, &travel_max) : 0;
	if (err)
		return err;
	int64_t margin = (int64_t)travel_max;
	err = claim_view_neighbours(c, f->resource->no, mine.start - margin, mine.end + margin, self, &near);
	if (!err)
		drop_lapsed(&near, c->rq->now);
	if (!err && travels)
		err = load_travel(c, f, &near);
	if (!err)
		err = cache_closures(c->cache, c->txn, f->resource->no, f->place, mine.start, mine.end, c->arena,
		                     &closed);
	if (!err)
		err = divided_facts(c, f->resource->no, &(struct time_span){mine.start, mine.end}, self, &near,
		                    &closed);
	f->near = near.v;
	f->n_near = near.n;
	f->closures = closed.v;
	f->n_closures = closed.n;
	return err;
}

/* Where people of the old booking are, by its resources as they are today; `place` of those that do not travel too. */
static int load_old_places(struct change *c, const struct booking *old, struct decision *out)
{
	struct claim_ask *asks;
	int err = alloc_decision(c, old->n_claims, out);
	if (!err)
		err = facts_claims(c->txn, old, c->arena, &asks);
	if (!err)
		err = load_resources(c, asks, old->n_claims, out);
	if (!err)
		set_places(out->facts, out->places, out->n);
	return err;
}

/* Says which of the claims the booking holds already. */
static int find_held(struct change *c, const struct plan *p, struct decision *d)
{
	struct decision old = {0};
	if (!rules_keeps_time(&p->old, p->v.start, p->v.end))
		return 0;
	int err = load_old_places(c, &p->old, &old);
	if (err)
		return err;
	for (size_t i = 0; i < d->n; i++)
		for (size_t j = 0; j < old.n; j++) {
			if (old.facts[j].resource->no != d->facts[i].resource->no)
				continue;
			d->facts[i].held = &p->old.claims[j];
			d->facts[i].same_place = old.facts[j].place == d->facts[i].place;
		}
	return 0;
}

/* Loads what the rules look at. */
static int load_facts(struct change *c, const struct plan *p, struct decision *d)
{
	bool changes = p->old.id && p->holds_place;
	set_places(d->facts, d->places, d->n);
	d->ask = (struct ask_facts){.now = c->rq->now,
	                            .start = p->v.start,
	                            .end = p->v.end,
	                            .party = p->v.party,
	                            .recorded = c->rq->flags & REQUEST_RECORD,
	                            .was = changes ? &p->old : NULL,
	                            .claims = d->facts,
	                            .n_claims = d->n};
	int err = changes ? find_held(c, p, d) : 0;
	if (err)
		return err;
	for (size_t i = 0; i < d->n; i++) {
		err = load_claim_facts(c, &d->ask, p->old.id, &d->facts[i]);
		if (err)
			return err;
		d->claims[i] = rules_claim(&d->ask, &d->facts[i]);
	}
	return 0;
}

/* Checks the texts and finds the institution. */
static int check_record(struct change *c, struct plan *p)
{
	check_values(c, p);
	return change_resolve_institution(c, p->v.institution, &p->v.institution, &p->institution_missing);
}

/* What the owners' rules say of it, and so the course that it takes. */
static int ask_owners(struct change *c, struct plan *p, const struct decision *d)
{
	const struct resource **resources = arena_alloc(c->arena, (d->n + 1) * sizeof *resources);
	if (!resources)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < d->n; i++)
		resources[i] = d->facts[i].resource;
	int err = owner_rules_judge(c, p, resources, d->claims, d->n);
	/* of what is not there something is missing, and it is refused */
	if (err || d->n < p->n_asks)
		return err;
	err = prices_set(c, p, resources, d->claims, d->n);
	return err ? err : course_set(c, p, resources, d->claims, d->n);
}

/* Fills the plan's claims, and the result's reasons with all that speaks against it. */
int plan_decide(struct change *c, struct plan *p)
{
	struct decision d = {0};
	int err = alloc_decision(c, p->n_asks, &d);
	if (err)
		return err;
	c->cache->n_decisions++;
	err = check_record(c, p);
	if (!err && p->n_asks <= CLAIMS_MAX)
		err = load_resources(c, p->asks, p->n_asks, &d);
	if (err || reasons_malformed(&c->out->reasons))
		return err;
	err = load_facts(c, p, &d);
	if (err)
		return err;
	rules_check(&d.ask, &c->out->reasons);
	err = divided_check_claims(c, d.facts, d.n);
	if (!err)
		err = ask_owners(c, p, &d);
	if (err)
		return err;
	p->v.claims = d.claims;
	p->v.n_claims = d.n;
	return 0;
}

int plan_keep(struct change *c, struct plan *p)
{
	p->v.claims = p->old.claims;
	p->v.n_claims = p->old.n_claims;
	return check_record(c, p);
}

/* Takes the entry by resource of a schema before this one away, as a dry run may find it. */
static int drop_old_entry(struct change *c, const struct booking *b, const struct claim *x)
{
	bool wide;
	struct key old = key_claim_narrow(x->resource, x->start, x->end, b->id);
	int err = cache_has_schema(c->cache, c->txn, SCHEMA_WIDE_CLASSES, &wide);
	return err || wide ? err : db_del(c->txn, key_bytes(&old));
}

static int put_entry(struct change *c, const struct booking *b, const struct claim *x)
{
	unsigned char value[CLAIM_ENTRY_MAX];
	struct key by_resource = key_claim(x->resource, x->start, x->end, b->id);
	size_t len = claim_entry_encode(x, b, value);
	int err = drop_old_entry(c, b, x);
	cache_placed(c->cache, x->start, x->end);
	return err ? err : db_put(c->txn, key_bytes(&by_resource), (struct bytes){value, len});
}

static int put_by_time(struct change *c, const struct booking *b, const struct claim *x)
{
	unsigned char value[CLAIM_BYTES_MAX];
	struct key by_time = key_claim_time(x->resource, x->start, x->end, b->id);
	size_t len = claim_encode(x, value);
	return db_put(c->txn, key_bytes(&by_time), (struct bytes){value, len});
}

int plan_put_claims(struct change *c, const struct booking *b)
{
	for (size_t i = 0; i < b->n_claims && state_stands(b->state); i++) {
		int err = put_entry(c, b, &b->claims[i]);
		if (!err)
			err = put_by_time(c, b, &b->claims[i]);
		if (err)
			return err;
	}
	return 0;
}

int plan_drop_claims(struct change *c, const struct booking *b)
{
	for (size_t i = 0; i < b->n_claims && state_stands(b->state); i++) {
		const struct claim *x = &b->claims[i];
		struct key by_resource = key_claim(x->resource, x->start, x->end, b->id);
		struct key by_time = key_claim_time(x->resource, x->start, x->end, b->id);
		int err = freeing_claim(c, x, b->id);
		if (!err)
			err = drop_old_entry(c, b, x);
		if (!err)
			err = db_del(c->txn, key_bytes(&by_resource));
		if (!err)
			err = db_del(c->txn, key_bytes(&by_time));
		if (err)
			return err;
	}
	return 0;
}

/* Lists the classes of the claims that stand: only now, since what is placed may still be refused. */
static int list_classes(struct change *c, const struct booking *b)
{
	for (size_t i = 0; i < b->n_claims && state_stands(b->state); i++) {
		const struct claim *x = &b->claims[i];
		struct key k = claim_classes_key(x->resource);
		bool added;
		int err = claim_classes_add(c->txn, x->resource, x->start, x->end, &added);
		if (err)
			return err;
		if (added)
			cache_wrote(c->cache, &k);
	}
	return 0;
}

/* The entries by resource show the booking's label, which may be all that is another. */
static int relabel_entries(struct change *c, const struct plan *p)
{
	bool stands = p->old.id && state_stands(p->old.state) && state_stands(p->v.state);
	bool same = stands && strcmp(booking_label(&p->old), booking_label(&p->v)) == 0;
	if (!stands || (same && strcmp(p->old.event, p->v.event) == 0))
		return 0;
	for (size_t i = 0; i < p->v.n_claims; i++) {
		int err = put_entry(c, &p->v, &p->v.claims[i]);
		if (err)
			return err;
	}
	return 0;
}

/* Writes the booking's record with its journal entry, who has it, and what is to be known of rules. */
int plan_record(struct change *c, struct plan *p, enum outcome outcome)
{
	struct buf *record = &c->cache->record;
	char entity[40];
	struct key k = booking_key(p->v.id);
	snprintf(entity, sizeof entity, "booking:%" PRIu64, p->v.id);
	int err = relabel_entries(c, p);
	if (!err && !p->old.id)
		err = prices_begin(c, p->v.id);
	if (!err)
		err = due_index_follow(c, &p->old, &p->v);
	if (!err)
		err = list_classes(c, &p->v);
	if (!err)
		err = wait_rows_follow(c, &p->old, &p->v);
	if (!err)
		err = holder_index_change(c->txn, p->old.id ? &p->old : NULL, &p->v);
	if (!err)
		err = change_next_seq(c, &p->v.seq);
	if (err)
		return err;
	buf_clear(record);
	booking_encode(&p->v, record);
	if (record->failed)
		return QUAD_ENOMEM;
	err = change_record(c, &k, entity, p->old.seq, p->before, (struct bytes){record->p, record->len}, outcome);
	return err ? err : rule_notes_write(c, p);
}
