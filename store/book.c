/*
 * Bookings: made, changed and cancelled. Each goes the same way: what shall stand is merged from the request and what
 * stands, the facts about every claim are loaded, the rules look at them, and only then is anything written: the
 * claims in both indexes, the record, the reference, the journal. A change takes its own old claims out of the facts,
 * so it never loses its place to itself.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/change.h"
#include "store/clock.h"
#include "store/codec.h"
#include "store/err.h"

#define CLAIMS_MAX 200

struct plan {
	struct booking old; /* id 0: a new booking */
	struct bytes before;
	struct booking v;   /* what shall stand; claims once decided */
	struct claim_ask *asks;
	size_t n_asks;
	bool institution_missing;
};

static struct key booking_key(uint64_t id)
{
	struct key k = key_table('b');
	key_u64(&k, id);
	return k;
}

/* The stored booking with bytes of its own. */
static int load_old(struct change *c, uint64_t id, struct plan *p)
{
	struct key k = booking_key(id);
	int err = change_get(c, &k, &p->before);
	return err ? err : booking_decode(p->before, c->arena, &p->old);
}

/* The claims asked for, each resource once: units of a resource named twice add up. */
static int merge_asks(struct change *c, const struct claim_ask *asks, size_t n, struct plan *p)
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

/* The claims that stand, as if asked for again: units that followed the party follow it still. */
static int asks_of_old(struct change *c, struct plan *p)
{
	const struct booking *b = &p->old;
	p->asks = arena_alloc(c->arena, (b->n_claims + 1) * sizeof *p->asks);
	if (!p->asks)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < b->n_claims; i++) {
		struct resource r;
		const struct claim *old = &b->claims[i];
		int err = facts_resource_by_number(c->txn, old->resource, &r);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		bool followed = old->whole || old->units == (b->party ? b->party : 1);
		p->asks[i] = (struct claim_ask){arena_str(c->arena, r.code), followed ? 0 : old->units};
		if (!p->asks[i].resource)
			return QUAD_ENOMEM;
	}
	p->n_asks = b->n_claims;
	return 0;
}

static int merge(struct change *c, struct plan *p)
{
	const struct booking_ask *in = &c->rq->u.booking;
	uint32_t given = p->old.id ? c->rq->given : GIVEN_ALL;
	struct booking *v = &p->v;
	*v = p->old;
	if (!p->old.id)
		*v = (struct booking){.state = STATE_BOOKED, .made_min = c->rq->now};
	v->ref = p->old.id ? p->old.ref : in->ref;
	if (given & GIVEN(BOOKING_TIME)) {
		v->start = in->start;
		v->end = in->end;
	}
	if (given & GIVEN(BOOKING_PARTY))
		v->party = in->party;
	if (given & GIVEN(BOOKING_PURPOSE))
		v->purpose = in->purpose;
	if (given & GIVEN(BOOKING_NOTE))
		v->note = in->note;
	if (given & GIVEN(BOOKING_INSTITUTION))
		v->institution = in->institution;
	if (given & GIVEN(BOOKING_REQUESTER) && (*in->requester || !p->old.id))
		v->requester = *in->requester ? in->requester : c->rq->actor;
	return given & GIVEN(BOOKING_CLAIMS) ? merge_asks(c, in->claims, in->n_claims, p) : asks_of_old(c, p);
}

static void check_values(struct change *c, const struct plan *p)
{
	struct reasons *why = &c->out->reasons;
	char text[CLOCK_TEXT_MAX];
	if (p->n_asks == 0 || p->n_asks > CLAIMS_MAX)
		reason_add(why, RULE_VALUE, "resources", "%s", p->n_asks ? "too many" : "");
	if (p->v.end <= p->v.start)
		reason_add(why, RULE_TIME, "end", "%s", clock_format(p->v.end, text));
	else if (p->v.start < CLOCK_MIN_MIN + DAY_MIN || p->v.end >= CLOCK_MAX_MIN - DAY_MIN)
		reason_add(why, RULE_TIME, "start", "%s", clock_format(p->v.start, text));
	if (p->v.party > SEATS_MAX)
		reason_add(why, RULE_VALUE, "party", "%" PRIu32, p->v.party);
	for (size_t i = 0; i < p->n_asks; i++)
		if (p->asks[i].units > SEATS_MAX)
			reason_add(why, RULE_VALUE, "units", "%" PRIu32, p->asks[i].units);
	if (strlen(p->v.ref) > CODE_MAX_BYTES)
		reason_add(why, RULE_VALUE, "ref", "%.60s", p->v.ref);
	change_check_text(c, "ref", p->v.ref);
	change_check_text(c, "purpose", p->v.purpose);
	change_check_text(c, "note", p->v.note);
	change_check_text(c, "requester", p->v.requester);
}

/* ---- facts ---- */

/* Loads the resources that are known and reports the others. Campus numbers go to *places. */
static int load_resources(struct change *c, const struct plan *p, struct claim_facts *facts, uint32_t *places,
                          size_t *n_facts)
{
	*n_facts = 0;
	for (size_t i = 0; i < p->n_asks; i++) {
		struct resource *r = arena_alloc(c->arena, sizeof *r);
		struct opening *opening = arena_alloc(c->arena, sizeof *opening);
		struct campus campus;
		const char *bad;
		if (!r || !opening)
			return QUAD_ENOMEM;
		int err = facts_resource(c->txn, p->asks[i].resource, r);
		if (err == QUAD_ENOTFOUND) {
			reason_add(&c->out->reasons, RULE_UNKNOWN, p->asks[i].resource, "resource");
			continue;
		}
		if (!err && opening_parse(r->opening, opening, &bad) != 0)
			err = QUAD_ECORRUPT;
		uint32_t place = 0;
		if (!err && *r->campus) {
			err = facts_campus(c->txn, r->campus, &campus);
			place = err ? 0 : campus.no;
		}
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		places[*n_facts] = place;
		facts[(*n_facts)++] = (struct claim_facts){.resource = r, .opening = opening, .units_asked = p->asks[i].units};
	}
	return 0;
}

/* Where the people are: the campus of the first lab, base or room; without one each has its own. */
static void set_places(struct claim_facts *facts, const uint32_t *places, size_t n)
{
	const uint32_t *common = NULL;
	for (size_t i = 0; i < n && !common; i++)
		if (kind_is_place(facts[i].resource->kind))
			common = &places[i];
	for (size_t i = 0; i < n; i++)
		facts[i].place = kind_travels(facts[i].resource->kind) && common ? *common : places[i];
}

static int load_claim_facts(struct change *c, const struct ask_facts *ask, uint64_t self, uint64_t travel_max,
                            struct claim_facts *f)
{
	struct neighbours near;
	struct closures closed = {0};
	const struct claim mine = rules_claim(ask, f);
	bool travels = kind_travels(f->resource->kind);
	int64_t margin = travels ? (int64_t)travel_max : 0;
	int err = facts_neighbours(c->txn, f->resource->no, mine.start - margin, mine.end + margin, self, c->arena, &near);
	for (size_t i = 0; !err && travels && i < near.n; i++)
		err = facts_travel(c->txn, near.v[i].claim.place, f->place, &near.v[i].travel_min, NULL);
	if (!err)
		err = facts_closures(c->txn, SCOPE_ALL, 0, mine.start, mine.end, c->arena, &closed);
	if (!err && f->place)
		err = facts_closures(c->txn, SCOPE_CAMPUS, f->place, mine.start, mine.end, c->arena, &closed);
	if (!err)
		err = facts_closures(c->txn, SCOPE_RESOURCE, f->resource->no, mine.start, mine.end, c->arena, &closed);
	f->near = near.v;
	f->n_near = near.n;
	f->closures = closed.v;
	f->n_closures = closed.n;
	return err;
}

/* Fills the plan's claims, and the result's reasons with all that speaks against it. */
static int decide(struct change *c, struct plan *p)
{
	struct claim_facts *facts = arena_alloc(c->arena, (p->n_asks + 1) * sizeof *facts);
	uint32_t *places = arena_alloc(c->arena, (p->n_asks + 1) * sizeof *places);
	struct claim *claims = arena_alloc(c->arena, (p->n_asks + 1) * sizeof *claims);
	size_t n = 0;
	uint64_t travel_max;
	if (!facts || !places || !claims)
		return QUAD_ENOMEM;
	check_values(c, p);
	int err = change_resolve_institution(c, p->v.institution, &p->v.institution, &p->institution_missing);
	if (!err && p->n_asks <= CLAIMS_MAX)
		err = load_resources(c, p, facts, places, &n);
	if (!err)
		err = facts_setting(c->txn, SETTING_TRAVEL_MAX, &travel_max);
	if (err || reasons_malformed(&c->out->reasons))
		return err;
	set_places(facts, places, n);
	struct ask_facts ask = {.now = c->rq->now,
	                        .start = p->v.start,
	                        .end = p->v.end,
	                        .party = p->v.party,
	                        .recorded = c->rq->flags & REQUEST_RECORD,
	                        .claims = facts,
	                        .n_claims = n};
	for (size_t i = 0; !err && i < n; i++) {
		err = load_claim_facts(c, &ask, p->old.id, travel_max, &facts[i]);
		claims[i] = rules_claim(&ask, &facts[i]);
	}
	if (err)
		return err;
	rules_check(&ask, &c->out->reasons);
	p->v.claims = claims;
	p->v.n_claims = n;
	return 0;
}

/* True if what is asked stands already, so that asking again changes nothing. */
static int is_same(struct change *c, const struct plan *p, bool *out)
{
	const struct booking *a = &p->old, *b = &p->v;
	struct institution institution;
	*out = false;
	if (a->start != b->start || a->end != b->end || a->party != b->party || strcmp(a->purpose, b->purpose) != 0 ||
	    strcmp(a->note, b->note) != 0 || strcmp(a->requester, b->requester) != 0 || a->n_claims != p->n_asks)
		return 0;
	if (strcmp(a->institution, b->institution) != 0) {
		int err = facts_institution_named(c->txn, b->institution, &institution);
		if (err)
			return err == QUAD_ENOTFOUND || err == QUAD_EINVAL ? 0 : err;
		if (strcmp(institution.code, a->institution) != 0)
			return 0;
	}
	for (size_t i = 0; i < p->n_asks; i++) {
		struct resource r;
		int err = facts_resource(c->txn, p->asks[i].resource, &r);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		uint32_t units = p->asks[i].units ? p->asks[i].units : b->party ? b->party : 1;
		if (r.no != a->claims[i].resource || (!a->claims[i].whole && a->claims[i].units != units))
			return 0;
	}
	*out = true;
	return 0;
}

/* ---- writing ---- */

static int write_claims(struct change *c, const struct booking *b)
{
	int err = 0;
	for (size_t i = 0; !err && i < b->n_claims; i++) {
		const struct claim *x = &b->claims[i];
		unsigned char value[CLAIM_BYTES];
		struct key by_resource = key_claim(x->resource, x->start, x->end, b->id);
		struct key by_time = key_claim_time(x->resource, x->start, x->end, b->id);
		claim_encode(x, value);
		err = db_put(c->txn, key_bytes(&by_resource), (struct bytes){value, sizeof value});
		if (!err)
			err = db_put(c->txn, key_bytes(&by_time), (struct bytes){value, sizeof value});
	}
	return err;
}

static int erase_claims(struct change *c, const struct booking *b)
{
	int err = 0;
	for (size_t i = 0; !err && i < b->n_claims; i++) {
		const struct claim *x = &b->claims[i];
		struct key by_resource = key_claim(x->resource, x->start, x->end, b->id);
		struct key by_time = key_claim_time(x->resource, x->start, x->end, b->id);
		err = db_del(c->txn, key_bytes(&by_resource));
		if (!err)
			err = db_del(c->txn, key_bytes(&by_time));
	}
	return err;
}

/* The id behind the last one; never one whose `quad-ID` a file has used as its own reference. */
static int next_id(struct change *c, uint64_t *out)
{
	struct bytes k, v;
	char ref[32];
	int err = facts_last_key(c->txn, 'b', &k);
	*out = err ? 1 : key_get_u64(k, 1) + 1;
	for (; !err || err == QUAD_ENOTFOUND; ++*out) {
		struct key by_ref = key_table('f');
		snprintf(ref, sizeof ref, "quad-%" PRIu64, *out);
		key_text(&by_ref, ref);
		err = db_get(c->txn, key_bytes(&by_ref), &v);
		if (err == QUAD_ENOTFOUND)
			return 0;
	}
	return err;
}

static void set_result(struct change *c, const struct booking *b)
{
	c->out->id = b->id;
	c->out->series = b->series;
	c->out->start = b->start;
	c->out->end = b->end;
	c->out->state = b->state;
}

/* Writes the booking's record with its journal entry. */
static int write_booking(struct change *c, struct plan *p, enum outcome outcome)
{
	struct buf record = {0};
	char entity[40];
	struct key k = booking_key(p->v.id);
	snprintf(entity, sizeof entity, "booking:%" PRIu64, p->v.id);
	int err = change_next_seq(c, &p->v.seq);
	if (!err) {
		booking_encode(&p->v, &record);
		err = record.failed ? QUAD_ENOMEM
		                    : change_record(c, &k, entity, p->old.seq, p->before,
		                                    (struct bytes){record.p, record.len}, outcome);
	}
	buf_release(&record);
	return err;
}

static int execute(struct change *c, struct plan *p)
{
	unsigned char id[8];
	int err = p->institution_missing ? change_make_institution(c, p->v.institution) : 0;
	if (!err)
		err = p->old.id ? erase_claims(c, &p->old) : next_id(c, &p->v.id);
	if (!err)
		err = write_claims(c, &p->v);
	if (!err && !p->old.id && *p->v.ref) {
		struct key by_ref = key_table('f');
		key_text(&by_ref, p->v.ref);
		le_put(id, p->v.id, sizeof id);
		err = db_put(c->txn, key_bytes(&by_ref), (struct bytes){id, sizeof id});
	}
	if (!err)
		err = write_booking(c, p, p->old.id ? OUTCOME_UPDATED : OUTCOME_ADDED);
	if (!err)
		set_result(c, &p->v);
	return err;
}

/* Decides what the plan's old booking and the request make together, and does it. */
static int settle(struct change *c, struct plan *p)
{
	bool same = false;
	int err = merge(c, p);
	if (!err && p->old.id)
		err = is_same(c, p, &same);
	if (!err && same) {
		set_result(c, &p->old);
		c->out->outcome = OUTCOME_UNCHANGED;
		return 0;
	}
	if (!err)
		err = decide(c, p);
	if (err || c->out->reasons.n)
		return err;
	if (!c->advise)
		return execute(c, p);
	set_result(c, &p->v);
	c->out->outcome = p->old.id ? OUTCOME_UPDATED : OUTCOME_ADDED;
	return 0;
}

int book_put(struct change *c)
{
	struct plan p = {0};
	const char *ref = c->rq->u.booking.ref;
	if (*ref) {
		int err = facts_booking_by_ref(c->txn, ref, c->arena, &p.old);
		if (!err && p.old.state != STATE_CANCELLED)
			err = load_old(c, p.old.id, &p);
		else
			p.old = (struct booking){0};
		if (err && err != QUAD_ENOTFOUND)
			return err;
	}
	return settle(c, &p);
}

/* The booking that a move or cancel is about; a reason if it does not stand, or is not what the asker saw. */
static int load_target(struct change *c, struct plan *p)
{
	const struct booking_ask *in = &c->rq->u.booking;
	char id[24];
	snprintf(id, sizeof id, "%" PRIu64, in->id);
	int err = load_old(c, in->id, p);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, RULE_UNKNOWN, id, "booking");
		return 0;
	}
	if (!err && p->old.state == STATE_CANCELLED)
		reason_add(&c->out->reasons, RULE_UNKNOWN, id, "booking (cancelled)")->booking = in->id;
	else if (!err && in->seq && in->seq != p->old.seq)
		reason_add(&c->out->reasons, RULE_BUSY, id, "changed by others")->booking = in->id;
	return err;
}

int book_move(struct change *c)
{
	struct plan p = {0};
	int err = load_target(c, &p);
	return err || c->out->reasons.n ? err : settle(c, &p);
}

int book_cancel(struct change *c)
{
	struct plan p = {0};
	int err = load_target(c, &p);
	if (err || c->out->reasons.n)
		return err;
	p.v = p.old;
	p.v.state = STATE_CANCELLED;
	err = erase_claims(c, &p.old);
	if (!err)
		err = write_booking(c, &p, OUTCOME_UPDATED);
	if (!err)
		set_result(c, &p.v);
	return err;
}
