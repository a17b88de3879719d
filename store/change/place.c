/*
 * Places: institutions, campuses and the travel times between campuses, each added or updated by its code, field by
 * field as the request gives them. Also made here: the institutions and campuses that other requests name and the store
 * lacks.
 */
#include "store/change/place.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/standing.h"
#include "store/model/codec.h"

static void encode_institution(const void *v, struct buf *out)
{
	institution_encode(v, out);
}

int place_institution(struct change *c)
{
	const struct institution *in = &c->rq->u.institution;
	struct institution old = {"", "", "", "", "", "", 0};
	struct change_entry r = {.encode = encode_institution};
	change_check_code(c, "code", in->code);
	if (change_is_refused(c))
		return 0;
	r.key = key_table(TABLE_INSTITUTION);
	key_text(&r.key, in->code);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = institution_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	struct institution v = {in->code,
	                        change_pick(c, INST_NAME, in->name, old.name),
	                        change_pick(c, INST_KIND, in->kind, old.kind),
	                        change_pick(c, INST_LEVEL, in->level, old.level),
	                        change_pick(c, INST_REGION, in->region, old.region),
	                        change_pick(c, INST_PARENT, in->parent, old.parent),
	                        old.seq};
	if (!*v.name)
		v.name = v.code;
	change_check_text(c, "name", v.name);
	change_check_text(c, "kind", v.kind);
	change_check_text(c, "level", v.level);
	change_check_text(c, "region", v.region);
	change_check_text(c, "parent", v.parent);
	if (change_is_refused(c))
		return 0;
	snprintf(r.entity, sizeof r.entity, "institution:%s", v.code);
	r.v = &v;
	r.seq = &v.seq;
	return change_write_entry(c, &r);
}

/* A coordinate in degrees, or nothing. */
static void check_degrees(struct change *c, const char *field, const char *s, double limit)
{
	char *end;
	double d = strtod(s, &end);
	if (*s && (*end || !(d >= -limit && d <= limit)))
		reason_add_text(&c->out->reasons, REASON_VALUE, field, "%.60s", s);
}

static void encode_campus(const void *v, struct buf *out)
{
	campus_encode(v, out);
}

static void check_campus(struct change *c, const struct campus *v)
{
	static const char *const tiers[] = {"", "urban", "county", "township"};
	bool known = false;
	change_check_text(c, "name", v->name);
	change_check_text(c, "region", v->region);
	change_check_text(c, "address", v->address);
	for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++)
		known |= strcmp(v->tier, tiers[i]) == 0;
	if (!known)
		reason_add_text(&c->out->reasons, REASON_VALUE, "tier", "%.60s", v->tier);
	check_degrees(c, "latitude", v->latitude, 90);
	check_degrees(c, "longitude", v->longitude, 180);
}

/* Gives a new campus its number, which leads to its code. */
static int number_campus(struct change *c, struct campus *v)
{
	struct key by_no = key_table(TABLE_CAMPUS_NUMBER);
	/* what comes back has the number that claims know */
	bool again = c->as == OP_UNDO;
	int err = again ? 0 : change_next_number(c, TABLE_CAMPUS_NUMBER, &v->no);
	if (err)
		return err;
	if (again)
		v->no = c->rq->u.campus.no;
	key_u32(&by_no, v->no);
	return db_put(c->txn, key_bytes(&by_no), (struct bytes){v->code, strlen(v->code)});
}

int place_campus(struct change *c)
{
	const struct campus *in = &c->rq->u.campus;
	struct campus old = {0, "", "", "", "", "", "", "", "", 0};
	struct change_entry r = {.encode = encode_campus};
	bool missing;
	change_check_code(c, "code", in->code);
	if (change_is_refused(c))
		return 0;
	r.key = key_table(TABLE_CAMPUS);
	key_text(&r.key, in->code);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = campus_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	struct campus v = {old.no,
	                   in->code,
	                   change_pick(c, CAMPUS_NAME, in->name, old.name),
	                   change_pick(c, CAMPUS_INSTITUTION, in->institution, old.institution),
	                   change_pick(c, CAMPUS_TIER, in->tier, old.tier),
	                   change_pick(c, CAMPUS_REGION, in->region, old.region),
	                   change_pick(c, CAMPUS_ADDRESS, in->address, old.address),
	                   change_pick(c, CAMPUS_LATITUDE, in->latitude, old.latitude),
	                   change_pick(c, CAMPUS_LONGITUDE, in->longitude, old.longitude),
	                   old.seq};
	if (!*v.name)
		v.name = v.code;
	err = change_resolve_institution(c, v.institution, &v.institution, &missing);
	if (err)
		return err;
	check_campus(c, &v);
	if (change_is_refused(c))
		return 0;
	if (missing)
		err = place_make_institution(c, v.institution);
	if (!err && v.no == 0)
		err = number_campus(c, &v);
	if (err)
		return err;
	snprintf(r.entity, sizeof r.entity, "campus:%s", v.code);
	r.v = &v;
	r.seq = &v.seq;
	return change_write_entry(c, &r);
}

/* The two campuses of a travel time, by number; both are made where that is asked for. */
static int resolve_pair(struct change *c, const char **from, const char **to, uint32_t no[2])
{
	const struct travel *in = &c->rq->u.travel;
	bool from_missing, to_missing;
	int err = change_resolve_campus(c, in->from, from, &no[0], &from_missing);
	if (!err)
		err = change_resolve_campus(c, in->to, to, &no[1], &to_missing);
	if (err)
		return err;
	if (*in->from && strcmp(*from, *to) == 0)
		reason_add_text(&c->out->reasons, REASON_VALUE, "to", "%s", *to);
	if (change_is_refused(c))
		return 0;
	if (from_missing)
		err = place_make_campus(c, *from, "", &no[0]);
	if (!err && to_missing)
		err = place_make_campus(c, *to, "", &no[1]);
	return err;
}

enum { TRAVEL_BYTES = 12 }; /* minutes in four, seq in eight */

/* Writes a travel time over the stored one, `before`, empty if there is none. */
static int write_travel(struct change *c, const struct key *k, const char *entity, struct bytes before)
{
	unsigned char after[TRAVEL_BYTES];
	uint32_t minutes = c->rq->u.travel.minutes;
	uint64_t seq, prev = before.len ? le_get((const unsigned char *)before.p + 4, 8) : 0;
	int err = change_next_seq(c, &seq);
	if (err)
		return err;
	le_put(after, minutes, 4);
	le_put(after + 4, seq, 8);
	err = change_raise_setting(c, SETTING_TRAVEL_MAX, minutes);
	if (err)
		return err;
	return change_record(c, k, entity, prev, before, (struct bytes){after, sizeof after},
	                     before.len ? OUTCOME_UPDATED : OUTCOME_ADDED);
}

/* Judges the bookings of people who go between the campuses, if the way becomes longer. */
static int look_at_ways(struct change *c, const uint32_t campuses[2], struct bytes before, struct standing *out)
{
	struct ids ids = {0};
	uint32_t minutes = c->rq->u.travel.minutes;
	if (minutes <= (before.len ? le_get(before.p, 4) : 0))
		return 0;
	int err = standing_of_way(c, campuses, minutes, &ids);
	return err ? err : standing_look(c, &ids, out);
}

static void check_travel(struct change *c)
{
	const struct travel *in = &c->rq->u.travel;
	if (!*in->from)
		reason_add(&c->out->reasons, REASON_MISSING, "from");
	if (!*in->to)
		reason_add(&c->out->reasons, REASON_MISSING, "to");
	if (in->minutes > DAY_MIN)
		reason_add_number(&c->out->reasons, REASON_NUMBER, "minutes", in->minutes);
}

int place_travel(struct change *c)
{
	const struct travel *in = &c->rq->u.travel;
	struct standing standing = {0};
	const char *from, *to;
	uint32_t no[2] = {0, 0};
	struct bytes before;
	check_travel(c);
	int err = resolve_pair(c, &from, &to, no);
	if (err || change_is_refused(c))
		return err;
	struct key k = facts_travel_key(no[0], no[1]);
	err = change_get(c, &k, &before);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && before.len < TRAVEL_BYTES)
		return QUAD_ECORRUPT;
	if (!err && le_get(before.p, 4) == in->minutes) {
		c->out->outcome = OUTCOME_UNCHANGED;
		return 0;
	}
	const char *entity = arena_fmt(c->arena, "travel:%s:%s", from, to);
	if (!entity)
		return QUAD_ENOMEM;
	err = look_at_ways(c, no, before, &standing);
	if (!err)
		err = write_travel(c, &k, entity, before);
	return err ? err : standing_tell(c, &standing);
}

/* ---- made because another request names them ---- */

/* Runs another request of the same person inside this change, keeping this one's result. */
static int run_inner(struct change *c, struct request *rq, int (*fn)(struct change *c))
{
	struct result result = {.reasons.arena = c->arena};
	struct change in = {.txn = c->txn,
	                    .rq = rq,
	                    .out = &result,
	                    .arena = c->arena,
	                    .in_place_of = c->in_place_of,
	                    .cache = c->cache};
	rq->flags = c->rq->flags & REQUEST_SHARED;
	rq->via = c->rq->via;
	rq->actor = c->rq->actor;
	rq->now = c->rq->now;
	rq->given = GIVEN_ALL;
	int err = fn(&in);
	if (err)
		return err;
	return result.reasons.n ? QUAD_ECORRUPT : 0;
}

int place_make_institution(struct change *c, const char *code)
{
	struct request rq = {.op = OP_INSTITUTION, .u.institution = {code, code, "", "", "", "", 0}};
	return run_inner(c, &rq, place_institution);
}

int place_make_campus(struct change *c, const char *code, const char *institution, uint32_t *no)
{
	struct campus made;
	struct request rq = {.op = OP_CAMPUS, .u.campus = {0, code, code, institution, "", "", "", "", "", 0}};
	int err = run_inner(c, &rq, place_campus);
	if (!err)
		err = facts_campus(c->txn, code, &made);
	*no = err ? 0 : made.no;
	return err;
}
