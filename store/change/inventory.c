/*
 * Resources: added or updated by code, field by field as the request gives them, and `unchanged` if nothing would
 * differ. A change that standing bookings contradict is refused with those bookings.
 */
#include "store/change/inventory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/divided.h"
#include "store/change/place.h"
#include "store/change/standing.h"
#include "store/facts/places.h"
#include "store/model/codec.h"

static int start_order(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	return (x->claim.start > y->claim.start) - (x->claim.start < y->claim.start);
}

/* Adds a reason about a standing booking, with its own time: that of the claim may have setup and teardown. */
static struct reason *refuse_by(struct change *c, enum reason_detail detail, const struct resource *v,
                                const struct booking *b)
{
	struct reason *why = reason_add(&c->out->reasons, detail, v->code);
	why->booking = b->id;
	why->start = b->start;
	why->end = b->end;
	return why;
}

static int load_head(struct change *c, uint64_t booking, struct booking *out)
{
	int err = facts_booking_head(c->txn, booking, out);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* ---- fewer seats of a shared resource ---- */

/* Units that are taken at a minute, or given back: negative. */
struct step {
	int64_t at, units;
};

static int step_order(const void *a, const void *b)
{
	const struct step *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->units > y->units) - (x->units < y->units); /* given back first */
}

/* The intervals from now on in which more units are in use than there would be. */
struct excess {
	struct use *v; /* with the most units in use in each */
	size_t n;
	uint64_t most;
};

static void add_excess(struct excess *e, int64_t start, int64_t end, uint64_t units)
{
	struct use *last = e->n ? &e->v[e->n - 1] : NULL;
	if (!last || last->end != start)
		e->v[e->n++] = (struct use){start, end, units};
	else
		last->end = end;
	e->most = units > e->most ? units : e->most;
}

static int find_excess(struct change *c, const struct neighbours *near, uint32_t seats, struct excess *out)
{
	size_t n = 2 * near->n;
	int64_t in_use = 0;
	struct step *steps = arena_alloc(c->arena, (n + 1) * sizeof *steps);
	*out = (struct excess){.v = arena_alloc(c->arena, (n + 1) * sizeof *out->v)};
	if (!steps || !out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < near->n; i++) {
		const struct claim *x = &near->v[i].claim;
		int64_t from = x->start > c->rq->now ? x->start : c->rq->now;
		steps[2 * i] = (struct step){from, (int64_t)x->units};
		steps[2 * i + 1] = (struct step){x->end, -(int64_t)x->units};
	}
	qsort(steps, n, sizeof *steps, step_order);
	for (size_t i = 0; i + 1 < n; i++) {
		in_use += steps[i].units;
		if (in_use > (int64_t)seats && steps[i].at < steps[i + 1].at)
			add_excess(out, steps[i].at, steps[i + 1].at, (uint64_t)in_use);
	}
	return 0;
}

static bool is_in_excess(const struct excess *e, const struct claim *claim)
{
	for (size_t i = 0; i < e->n && e->v[i].start < claim->end; i++)
		if (claim->start < e->v[i].end)
			return true;
	return false;
}

/* Units in use at once, of bookings that are not over, above the seats of a shared resource: how many, and whose. */
static int check_standing_units(struct change *c, const struct resource *v, const struct neighbours *near)
{
	struct excess excess;
	int err = v->seats ? find_excess(c, near, v->seats, &excess) : 0;
	if (err || !v->seats || !excess.n)
		return err;
	reason_add_number(&c->out->reasons, REASON_IN_USE, v->code, (int64_t)excess.most);
	for (size_t i = 0; i < near->n; i++) {
		struct booking b;
		if (!is_in_excess(&excess, &near->v[i].claim))
			continue;
		err = load_head(c, near->v[i].booking, &b);
		if (err)
			return err;
		refuse_by(c, REASON_USES, v, &b)->number = near->v[i].claim.units;
	}
	return 0;
}

/* ---- one at a time ---- */

/* A party that is larger than the new seats of an exclusive resource. */
static void check_standing_party(struct change *c, const struct resource *v, const struct booking *b)
{
	if (!v->seats || kind_travels(v->kind) || b->party <= v->seats)
		return;
	struct reason *why = refuse_by(c, REASON_LARGE_PARTY, v, b);
	why->number = b->party;
	why->limit = v->seats;
}

/* Bookings at the same time, or too large ones, where the resource would be for one at a time. */
static int check_standing_exclusive(struct change *c, const struct resource *v, const struct neighbours *near)
{
	uint64_t other = 0; /* the one that ends last so far */
	int64_t end = INT64_MIN;
	for (size_t i = 0; i < near->n; i++) {
		const struct neighbour *n = &near->v[i];
		struct booking b;
		int err = load_head(c, n->booking, &b);
		if (err)
			return err;
		if (n->claim.start < end)
			refuse_by(c, REASON_OVERLAPS, v, &b)->number = (int64_t)other;
		if (n->claim.end > end) {
			end = n->claim.end;
			other = n->booking;
		}
		check_standing_party(c, v, &b);
	}
	return 0;
}

/*
 * Reasons for the bookings that are not over yet and contradict a changed resource: together where it would be
 * exclusive, a party or units above the new seats.
 */
static int check_standing(struct change *c, const struct resource *v, const struct resource *old)
{
	struct neighbours near;
	bool fewer = v->seats && (old->seats == 0 || v->seats < old->seats);
	if (v->mode == old->mode && !fewer)
		return 0;
	int err = facts_neighbours(c->txn, v->no, c->rq->now, CLOCK_MAX_MIN, 0, c->arena, &near);
	if (err)
		return err;
	if (near.n)
		qsort(near.v, near.n, sizeof *near.v, start_order);
	if (v->mode == MODE_SHARED)
		return check_standing_units(c, v, &near);
	return check_standing_exclusive(c, v, &near);
}

static void check_resource(struct change *c, const struct resource *v)
{
	struct reasons *why = &c->out->reasons;
	struct opening hours;
	const char *bad;
	change_check_text(c, "name", v->name);
	change_check_text(c, "building", v->building);
	change_check_text(c, "room", v->room);
	change_check_text(c, "specialty", v->specialty);
	change_check_text(c, "tags", v->tags);
	change_check_text(c, "equipment", v->equipment);
	change_check_text(c, "rate", v->rate);
	change_check_text(c, "contact", v->contact);
	if (!*kind_word(v->kind))
		reason_add(why, REASON_MISSING, "kind");
	if (!*mode_word(v->mode))
		reason_add(why, REASON_MISSING, "mode");
	if (!*approval_word(v->approval))
		reason_add(why, REASON_MISSING, "approval");
	if (!*sharing_word(v->sharing))
		reason_add(why, REASON_MISSING, "sharing");
	if (v->seats > SEATS_MAX)
		reason_add_number(why, REASON_NUMBER, "seats", v->seats);
	if (v->setup_min > PAD_MAX_MIN)
		reason_add_number(why, REASON_NUMBER, "setup", v->setup_min);
	if (v->teardown_min > PAD_MAX_MIN)
		reason_add_number(why, REASON_NUMBER, "teardown", v->teardown_min);
	if (v->rated > RATED_MAX)
		reason_add_number(why, REASON_NUMBER, "rated", v->rated);
	if (opening_parse(v->opening, &hours, &bad) != 0)
		reason_add_text(why, REASON_VALUE, "opening", "%.60s", bad);
}

/* A pool of counted pieces is shared; everything else is for one booking at a time unless the list says. */
static enum resource_mode default_mode(enum resource_kind kind, uint32_t seats)
{
	return kind == KIND_EQUIPMENT && seats > 0 ? MODE_SHARED : MODE_EXCLUSIVE;
}

static void encode_resource(const void *v, struct buf *out)
{
	resource_encode(v, out);
}

static void merge_resource(const struct change *c, const struct resource *old, struct resource *v)
{
	const struct resource *in = &c->rq->u.resource;
	*v = *old;
	v->code = in->code;
	v->name = change_pick(c, RES_NAME, in->name, old->name);
	v->institution = change_pick(c, RES_INSTITUTION, in->institution, old->institution);
	v->campus = change_pick(c, RES_CAMPUS, in->campus, old->campus);
	v->building = change_pick(c, RES_BUILDING, in->building, old->building);
	v->room = change_pick(c, RES_ROOM, in->room, old->room);
	v->specialty = change_pick(c, RES_SPECIALTY, in->specialty, old->specialty);
	v->tags = change_pick(c, RES_TAGS, in->tags, old->tags);
	v->equipment = change_pick(c, RES_EQUIPMENT, in->equipment, old->equipment);
	v->opening = change_pick(c, RES_OPENING, in->opening, old->opening);
	v->rate = change_pick(c, RES_RATE, in->rate, old->rate);
	v->contact = change_pick(c, RES_CONTACT, in->contact, old->contact);
	v->part_of = change_pick(c, RES_PART_OF, in->part_of, old->part_of);
	if (c->rq->given & GIVEN(RES_KIND))
		v->kind = in->kind;
	if (c->rq->given & GIVEN(RES_SEATS))
		v->seats = in->seats;
	if (c->rq->given & GIVEN(RES_MODE) && in->mode)
		v->mode = in->mode;
	if (c->rq->given & GIVEN(RES_SETUP))
		v->setup_min = in->setup_min;
	if (c->rq->given & GIVEN(RES_TEARDOWN))
		v->teardown_min = in->teardown_min;
	if (c->rq->given & GIVEN(RES_APPROVAL) && in->approval)
		v->approval = in->approval;
	if (c->rq->given & GIVEN(RES_SHARING) && in->sharing)
		v->sharing = in->sharing;
	if (c->rq->given & GIVEN(RES_RATED))
		v->rated = in->rated;
	if (c->rq->given & GIVEN(RES_ACTIVE))
		v->active = in->active;
	if (!*v->name)
		v->name = v->code;
	if (!v->mode)
		v->mode = default_mode(v->kind, v->seats);
}

/*
 * Another stamp, made of the last and the record, so that the same one stands for the same resources even in a store
 * that was restored and changed again. The directory follows at the end of the transaction.
 */
static int stamp_resources(struct change *c, const struct resource *v)
{
	struct key k = key_table(TABLE_SETTING);
	struct buf b = {0};
	unsigned char bytes[8];
	uint64_t old;
	key_text(&k, SETTING_RESOURCES);
	int err = facts_setting(c->txn, SETTING_RESOURCES, &old);
	le_put(bytes, old, sizeof bytes);
	buf_add(&b, bytes, sizeof bytes);
	resource_encode(v, &b);
	uint64_t hash = fnv1a(FNV1A_START, (struct bytes){buf_text(&b), b.len});
	le_put(bytes, hash ? hash : 1, sizeof bytes);
	if (!err)
		err = b.failed ? QUAD_ENOMEM : db_put(c->txn, key_bytes(&k), (struct bytes){bytes, sizeof bytes});
	buf_release(&b);
	return err ? err : directory_changes_add(&c->cache->resources, old, v->no);
}

static const struct resource no_resource = {.code = "",
                                            .name = "",
                                            .institution = "",
                                            .campus = "",
                                            .building = "",
                                            .room = "",
                                            .specialty = "",
                                            .tags = "",
                                            .equipment = "",
                                            .opening = "",
                                            .rate = "",
                                            .contact = "",
                                            .part_of = "",
                                            .approval = APPROVAL_NONE,
                                            .sharing = SHARING_CONSORTIUM,
                                            .active = true};

/* The stored resource of the request's code, with the key of its record; no_resource if there is none. */
static int load_resource(struct change *c, struct change_entry *r, struct resource *old)
{
	struct key by_code = key_table(TABLE_RESOURCE_CODE);
	struct bytes b;
	*old = no_resource;
	r->key = key_table(TABLE_RESOURCE);
	key_text(&by_code, c->rq->u.resource.code);
	int err = db_get(c->txn, key_bytes(&by_code), &b);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (b.len != 4)
		return QUAD_ECORRUPT;
	key_u32(&r->key, (uint32_t)le_get(b.p, 4));
	err = change_get(c, &r->key, &r->before);
	return err ? err : resource_decode(r->before, old);
}

/* Gives a new resource its number, under which its record stands. */
static int number_resource(struct change *c, struct change_entry *r, struct resource *v)
{
	struct key by_code = key_table(TABLE_RESOURCE_CODE);
	unsigned char no[4];
	/* what comes back has the number that bookings know */
	bool again = c->as == OP_UNDO;
	int err = again ? 0 : change_next_number(c, TABLE_RESOURCE, &v->no);
	if (err)
		return err;
	if (again)
		v->no = c->rq->u.resource.no;
	key_u32(&r->key, v->no);
	key_text(&by_code, v->code);
	le_put(no, v->no, sizeof no);
	return db_put(c->txn, key_bytes(&by_code), (struct bytes){no, sizeof no});
}

int inventory_gone(struct change *c, struct bytes record)
{
	struct resource v;
	struct key by_code = key_table(TABLE_RESOURCE_CODE);
	int err = resource_decode(record, &v);
	if (err)
		return err;
	struct key classes = claim_classes_key(v.no);
	key_text(&by_code, v.code);
	err = db_del(c->txn, key_bytes(&by_code));
	if (!err)
		err = db_del(c->txn, key_bytes(&classes));
	cache_wrote(c->cache, &by_code);
	cache_wrote(c->cache, &classes);
	if (!err)
		err = divided_gone(c, &v);
	if (!err)
		err = change_raise_setting(c, SETTING_GONE_RESOURCE, v.no);
	return err ? err : stamp_resources(c, &v);
}

/* Finds the institution and the campus that the resource names; true in the flags for those to be made. */
static int resolve_places(struct change *c, struct resource *v, bool *institution_missing, bool *campus_missing)
{
	uint32_t campus_no;
	int err = change_resolve_institution(c, v->institution, &v->institution, institution_missing);
	if (err)
		return err;
	return change_resolve_campus(c, v->campus, &v->campus, &campus_no, campus_missing);
}

static int make_places(struct change *c, const struct resource *v, bool institution_missing, bool campus_missing)
{
	uint32_t campus_no;
	int err = institution_missing ? place_make_institution(c, v->institution) : 0;
	if (err || !campus_missing)
		return err;
	return place_make_campus(c, v->campus, v->institution, &campus_no);
}

static int write_resource(struct change *c, struct change_entry *r, struct resource *v, const struct resource *old)
{
	uint32_t pad_min = v->setup_min > v->teardown_min ? v->setup_min : v->teardown_min;
	bool moves = old->no && strcmp(old->campus, v->campus) != 0;
	int err = change_raise_setting(c, SETTING_PAD_MAX, pad_min);
	if (!err && moves)
		err = change_raise_setting(c, SETTING_PLACES_MOVED, 1);
	if (!err && !v->no)
		err = number_resource(c, r, v);
	if (err)
		return err;
	snprintf(r->entity, sizeof r->entity, "resource:%s", v->code);
	r->v = v;
	r->seq = &v->seq;
	err = change_write_entry(c, r);
	if (err || c->out->outcome == OUTCOME_UNCHANGED)
		return err;
	err = divided_write(c, old, v);
	return err ? err : stamp_resources(c, v);
}

/* True for a change of what the rules look at. */
static bool changes_rules(const struct resource *a, const struct resource *b)
{
	if (a->kind != b->kind || a->mode != b->mode || a->seats != b->seats || a->active != b->active)
		return true;
	if (a->setup_min != b->setup_min || a->teardown_min != b->teardown_min)
		return true;
	if (strcmp(a->part_of, b->part_of) != 0)
		return true;
	return strcmp(a->campus, b->campus) != 0 || strcmp(a->opening, b->opening) != 0;
}

/* Adds the bookings that closures may reach by another whole: of it, of what it is a part of, of their parts. */
static int add_of_wholes(struct change *c, const struct resource *old, const struct resource *v, struct ids *out)
{
	uint32_t whole;
	int err = standing_of_related(c, old->no, out);
	if (err || !*v->part_of)
		return err;
	err = facts_resource_number(c->txn, v->part_of, &whole);
	if (!err)
		err = standing_of_resource(c, whole, out);
	if (!err)
		err = standing_of_related(c, whole, out);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* Judges the bookings of a stored resource before it changes, if the change may put them against the rules. */
static int look_at_bookings(struct change *c, const struct resource *old, const struct resource *v,
                            struct standing *out)
{
	struct ids ids = {0};
	if (!old->no || !changes_rules(old, v))
		return 0;
	int err = standing_of_resource(c, old->no, &ids);
	if (!err && strcmp(old->part_of, v->part_of) != 0)
		err = add_of_wholes(c, old, v, &ids);
	return err ? err : standing_look(c, &ids, out);
}

int inventory_resource(struct change *c)
{
	struct resource old, v;
	struct change_entry r = {.encode = encode_resource};
	struct standing standing = {0};
	bool institution_missing, campus_missing;
	change_check_code(c, "code", c->rq->u.resource.code);
	if (change_is_refused(c))
		return 0;
	int err = load_resource(c, &r, &old);
	if (err)
		return err;
	merge_resource(c, &old, &v);
	check_resource(c, &v);
	err = resolve_places(c, &v, &institution_missing, &campus_missing);
	if (!err && !change_is_refused(c))
		err = divided_check(c, &old, &v);
	if (!err && old.no && !change_is_refused(c))
		err = check_standing(c, &v, &old);
	if (!err && !change_is_refused(c))
		err = look_at_bookings(c, &old, &v, &standing);
	if (err || change_is_refused(c))
		return err;
	err = make_places(c, &v, institution_missing, campus_missing);
	if (!err)
		err = write_resource(c, &r, &v, &old);
	return err ? err : standing_tell(c, &standing);
}
