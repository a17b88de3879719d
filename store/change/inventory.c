/*
 * Institutions, campuses, travel times, resources, people and closures: each is added or updated by its code (closures
 * by owner and interval), field by field as the request gives them, and is `unchanged` if nothing would differ. A
 * change of a resource that standing bookings contradict is refused with those bookings.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/change/change.h"
#include "store/base/clock.h"
#include "store/model/codec.h"
#include "store/base/err.h"
#include "store/model/person.h"
#include "store/base/utf8.h"

/* A field of the request if given, else the stored one, else nothing. */
static const char *pick(const struct change *c, int field, const char *given, const char *stored)
{
	return c->rq->given & GIVEN(field) ? given : stored;
}

static bool refused(const struct change *c)
{
	return c->out->reasons.n > 0;
}

/* The number behind the largest one in use in a table keyed by number. */
static int next_number(struct change *c, char table, uint32_t *out)
{
	struct bytes k;
	int err = facts_last_key(c->txn, table, &k);
	if (!err && k.len != 5)
		err = QUAD_ECORRUPT;
	*out = err ? 1 : key_get_u32(k, 1) + 1;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static void encode_institution(const void *v, struct buf *out)
{
	institution_encode(v, out);
}

int admin_institution(struct change *c)
{
	const struct institution *in = &c->rq->u.institution;
	struct institution old = {"", "", "", "", "", "", 0};
	struct change_entry r = {.encode = encode_institution};
	change_check_code(c, "code", in->code);
	if (refused(c))
		return 0;
	r.key = key_table('i');
	key_text(&r.key, in->code);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = institution_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	struct institution v = {in->code,
	                        pick(c, INST_NAME, in->name, old.name),
	                        pick(c, INST_KIND, in->kind, old.kind),
	                        pick(c, INST_LEVEL, in->level, old.level),
	                        pick(c, INST_REGION, in->region, old.region),
	                        pick(c, INST_PARENT, in->parent, old.parent),
	                        old.seq};
	if (!*v.name)
		v.name = v.code;
	change_check_text(c, "name", v.name);
	change_check_text(c, "kind", v.kind);
	change_check_text(c, "level", v.level);
	change_check_text(c, "region", v.region);
	change_check_text(c, "parent", v.parent);
	if (refused(c))
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
		reason_add(&c->out->reasons, RULE_VALUE, field, "%.60s", s);
}

static void encode_campus(const void *v, struct buf *out)
{
	campus_encode(v, out);
}

int admin_campus(struct change *c)
{
	const struct campus *in = &c->rq->u.campus;
	struct campus old = {0, "", "", "", "", "", "", "", "", 0};
	struct change_entry r = {.encode = encode_campus};
	bool missing;
	change_check_code(c, "code", in->code);
	if (refused(c))
		return 0;
	r.key = key_table('c');
	key_text(&r.key, in->code);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = campus_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	struct campus v = {old.no,
	                   in->code,
	                   pick(c, CAMPUS_NAME, in->name, old.name),
	                   pick(c, CAMPUS_INSTITUTION, in->institution, old.institution),
	                   pick(c, CAMPUS_TIER, in->tier, old.tier),
	                   pick(c, CAMPUS_REGION, in->region, old.region),
	                   pick(c, CAMPUS_ADDRESS, in->address, old.address),
	                   pick(c, CAMPUS_LATITUDE, in->latitude, old.latitude),
	                   pick(c, CAMPUS_LONGITUDE, in->longitude, old.longitude),
	                   old.seq};
	if (!*v.name)
		v.name = v.code;
	err = change_resolve_institution(c, v.institution, &v.institution, &missing);
	if (err)
		return err;
	change_check_text(c, "name", v.name);
	change_check_text(c, "region", v.region);
	change_check_text(c, "address", v.address);
	if (*v.tier && strcmp(v.tier, "urban") != 0 && strcmp(v.tier, "county") != 0 && strcmp(v.tier, "township") != 0)
		reason_add(&c->out->reasons, RULE_VALUE, "tier", "%.60s", v.tier);
	check_degrees(c, "latitude", v.latitude, 90);
	check_degrees(c, "longitude", v.longitude, 180);
	if (refused(c))
		return 0;
	if (missing)
		err = change_make_institution(c, v.institution);
	if (!err && v.no == 0) {
		struct key by_no = key_table('n');
		err = next_number(c, 'n', &v.no);
		key_u32(&by_no, v.no);
		if (!err)
			err = db_put(c->txn, key_bytes(&by_no), (struct bytes){v.code, strlen(v.code)});
	}
	if (err)
		return err;
	snprintf(r.entity, sizeof r.entity, "campus:%s", v.code);
	r.v = &v;
	r.seq = &v.seq;
	return change_write_entry(c, &r);
}

int admin_travel(struct change *c)
{
	const struct travel *in = &c->rq->u.travel;
	const char *from, *to;
	uint32_t a = 0, b = 0;
	bool from_missing, to_missing;
	struct bytes before;
	unsigned char after[12];
	char *entity;
	if (!*in->from)
		reason_add(&c->out->reasons, RULE_VALUE, "from", "%s", "");
	if (!*in->to)
		reason_add(&c->out->reasons, RULE_VALUE, "to", "%s", "");
	if (in->minutes > DAY_MIN)
		reason_add(&c->out->reasons, RULE_VALUE, "minutes", "%" PRIu32, in->minutes);
	int err = change_resolve_campus(c, in->from, &from, &a, &from_missing);
	if (!err)
		err = change_resolve_campus(c, in->to, &to, &b, &to_missing);
	if (err)
		return err;
	if (*in->from && strcmp(from, to) == 0)
		reason_add(&c->out->reasons, RULE_VALUE, "to", "%s", to);
	if (refused(c))
		return 0;
	if (from_missing)
		err = change_make_campus(c, from, "", &a);
	if (!err && to_missing)
		err = change_make_campus(c, to, "", &b);
	if (err)
		return err;
	struct key k = key_table('t');
	key_u32(&k, a < b ? a : b);
	key_u32(&k, a < b ? b : a);
	uint64_t prev = 0;
	err = change_get(c, &k, &before);
	if (!err) {
		if (before.len < sizeof after)
			return QUAD_ECORRUPT;
		if (le_get(before.p, 4) == in->minutes) {
			c->out->outcome = OUTCOME_UNCHANGED;
			return 0;
		}
		prev = le_get((const unsigned char *)before.p + 4, 8);
	} else if (err != QUAD_ENOTFOUND) {
		return err;
	}
	uint64_t seq;
	err = change_next_seq(c, &seq);
	if (err)
		return err;
	le_put(after, in->minutes, 4);
	le_put(after + 4, seq, 8);
	entity = arena_fmt(c->arena, "travel:%s:%s", from, to);
	if (!entity)
		return QUAD_ENOMEM;
	err = change_raise_setting(c, SETTING_TRAVEL_MAX, in->minutes);
	return err ? err
	           : change_record(c, &k, entity, prev, before, (struct bytes){after, sizeof after},
	                           before.len ? OUTCOME_UPDATED : OUTCOME_ADDED);
}

/* ---- resources ---- */

static int by_start(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	return (x->claim.start > y->claim.start) - (x->claim.start < y->claim.start);
}

/*
 * What bookings that are not over yet contradict in a changed resource: together where it would be exclusive, a party
 * or units above the new seats.
 */
static int check_standing(struct change *c, const struct resource *v, const struct resource *old)
{
	struct neighbours near;
	struct reasons *why = &c->out->reasons;
	bool fewer = v->seats && (old->seats == 0 || v->seats < old->seats);
	if (v->mode == old->mode && !fewer)
		return 0;
	int err = facts_neighbours(c->txn, v->no, c->rq->now, CLOCK_MAX_MIN, 0, c->arena, &near);
	if (err)
		return err;
	if (near.n)
		qsort(near.v, near.n, sizeof *near.v, by_start);
	if (v->mode == MODE_SHARED) {
		struct use *uses = arena_alloc(c->arena, (near.n + 1) * sizeof *uses);
		if (!uses)
			return QUAD_ENOMEM;
		for (size_t i = 0; i < near.n; i++)
			uses[i] = (struct use){near.v[i].claim.start, near.v[i].claim.end, near.v[i].claim.units};
		uint64_t peak = rules_peak(uses, near.n, c->rq->now, CLOCK_MAX_MIN, c->arena);
		if (peak == RULES_PEAK_FAILED)
			return QUAD_ENOMEM;
		if (v->seats && peak > v->seats)
			reason_add(why, RULE_CAPACITY, v->code, "%" PRIu64 " in use", peak);
		return 0;
	}
	int64_t end = INT64_MIN;
	for (size_t i = 0; i < near.n; i++) {
		const struct neighbour *n = &near.v[i];
		struct booking b;
		if (n->claim.start < end)
			reason_add(why, RULE_BUSY, v->code, "%" PRIu64, n->booking)->booking = n->booking;
		if (n->claim.end > end)
			end = n->claim.end;
		err = v->seats && !kind_travels(v->kind) ? facts_booking(c->txn, n->booking, c->arena, &b) : QUAD_ENOTFOUND;
		if (!err && b.party > v->seats)
			reason_add(why, RULE_CAPACITY, v->code, "%" PRIu64, n->booking)->booking = n->booking;
		if (err && err != QUAD_ENOTFOUND)
			return err;
	}
	return 0;
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
	if (!*kind_word(v->kind))
		reason_add(why, RULE_VALUE, "kind", "%s", "");
	if (!*mode_word(v->mode))
		reason_add(why, RULE_VALUE, "mode", "%s", "");
	if (!*approval_word(v->approval))
		reason_add(why, RULE_VALUE, "approval", "%s", "");
	if (!*sharing_word(v->sharing))
		reason_add(why, RULE_VALUE, "sharing", "%s", "");
	if (v->seats > SEATS_MAX)
		reason_add(why, RULE_VALUE, "seats", "%" PRIu32, v->seats);
	if (v->setup_min > PAD_MAX_MIN)
		reason_add(why, RULE_VALUE, "setup", "%" PRIu32, v->setup_min);
	if (v->teardown_min > PAD_MAX_MIN)
		reason_add(why, RULE_VALUE, "teardown", "%" PRIu32, v->teardown_min);
	if (opening_parse(v->opening, &hours, &bad) != 0)
		reason_add(why, RULE_VALUE, "opening", "%.60s", bad);
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
	v->name = pick(c, RES_NAME, in->name, old->name);
	v->institution = pick(c, RES_INSTITUTION, in->institution, old->institution);
	v->campus = pick(c, RES_CAMPUS, in->campus, old->campus);
	v->building = pick(c, RES_BUILDING, in->building, old->building);
	v->room = pick(c, RES_ROOM, in->room, old->room);
	v->specialty = pick(c, RES_SPECIALTY, in->specialty, old->specialty);
	v->tags = pick(c, RES_TAGS, in->tags, old->tags);
	v->equipment = pick(c, RES_EQUIPMENT, in->equipment, old->equipment);
	v->opening = pick(c, RES_OPENING, in->opening, old->opening);
	v->rate = pick(c, RES_RATE, in->rate, old->rate);
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
	if (c->rq->given & GIVEN(RES_ACTIVE))
		v->active = in->active;
	if (!*v->name)
		v->name = v->code;
	if (!v->mode)
		v->mode = default_mode(v->kind, v->seats);
}

/*
 * Another stamp, made of the last and the record, so that the same one stands for the same resources even in a store
 * that was restored and changed again.
 */
static int stamp_resources(struct change *c, const struct resource *v)
{
	struct key k = key_table('m');
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
	return err;
}

int admin_resource(struct change *c)
{
	struct resource old = {.code = "", .name = "", .institution = "", .campus = "", .building = "", .room = "",
	                       .specialty = "", .tags = "", .equipment = "", .opening = "", .rate = "",
	                       .approval = APPROVAL_NONE, .sharing = SHARING_CONSORTIUM, .active = true};
	struct resource v;
	struct change_entry r = {.encode = encode_resource};
	struct key by_code = key_table('r');
	struct bytes b;
	unsigned char no[4];
	bool institution_missing, campus_missing;
	uint32_t campus_no;
	change_check_code(c, "code", c->rq->u.resource.code);
	if (refused(c))
		return 0;
	key_text(&by_code, c->rq->u.resource.code);
	int err = db_get(c->txn, key_bytes(&by_code), &b);
	bool is_new = err == QUAD_ENOTFOUND;
	r.key = key_table('R');
	if (!err) {
		if (b.len != 4)
			return QUAD_ECORRUPT;
		key_u32(&r.key, (uint32_t)le_get(b.p, 4));
		err = change_get(c, &r.key, &r.before);
		if (!err)
			err = resource_decode(r.before, &old);
	}
	if (err && !is_new)
		return err;
	merge_resource(c, &old, &v);
	check_resource(c, &v);
	err = change_resolve_institution(c, v.institution, &v.institution, &institution_missing);
	if (!err)
		err = change_resolve_campus(c, v.campus, &v.campus, &campus_no, &campus_missing);
	if (!err && !is_new && !refused(c))
		err = check_standing(c, &v, &old);
	if (err || refused(c))
		return err;
	if (institution_missing)
		err = change_make_institution(c, v.institution);
	if (!err && campus_missing)
		err = change_make_campus(c, v.campus, v.institution, &campus_no);
	if (!err)
		err = change_raise_setting(c, SETTING_PAD_MAX, v.setup_min > v.teardown_min ? v.setup_min : v.teardown_min);
	if (!err && is_new) {
		err = next_number(c, 'R', &v.no);
		key_u32(&r.key, v.no);
		le_put(no, v.no, 4);
		if (!err)
			err = db_put(c->txn, key_bytes(&by_code), (struct bytes){no, sizeof no});
	}
	if (err)
		return err;
	snprintf(r.entity, sizeof r.entity, "resource:%s", v.code);
	r.v = &v;
	r.seq = &v.seq;
	err = change_write_entry(c, &r);
	return err || c->out->outcome == OUTCOME_UNCHANGED ? err : stamp_resources(c, &v);
}

/* ---- people ---- */

/* Adds `value:FIELD@TEXT (HINT)`, the text cut to whole characters that a report can bear. */
static void unfit(struct change *c, const char *field, const char *s, size_t len, const char *hint)
{
	size_t kept = 0;
	for (uint32_t ch; kept < len && kept < 40;) {
		int n = utf8_next(s + kept, len - kept, &ch);
		if (n <= 0 || utf8_is_control(ch))
			break;
		kept += (size_t)n;
	}
	reason_add(&c->out->reasons, RULE_VALUE, field, "%.*s%s%s%s%s", (int)kept, s, kept < len ? "..." : "",
	           *hint ? " (" : "", hint, *hint ? ")" : "");
}

/* Brings the keys into their one form. One that is somebody else's would let sshd take either for the other. */
static int check_keys(struct change *c, struct person *v)
{
	struct key lo = key_table('u'), hi = key_after(&lo);
	struct buf keys = {0};
	struct db_scan scan;
	struct bytes key, value;
	const char *bad, *why;
	size_t bad_len, len;
	int err = person_keys_read(v->ssh_key, &keys, &bad, &bad_len, &why);
	len = keys.len;
	if (err == QUAD_EINVAL)
		unfit(c, "ssh_key", bad, bad_len, why);
	else if (!err && len > TEXT_MAX_BYTES)
		reason_add(&c->out->reasons, RULE_VALUE, "ssh_key", "%zu bytes", len);
	else if (!err && !(v->ssh_key = arena_str(c->arena, buf_text(&keys))))
		err = QUAD_ENOMEM;
	buf_release(&keys);
	if (err || len == 0 || len > TEXT_MAX_BYTES)
		return err == QUAD_EINVAL ? 0 : err;
	err = db_scan_open(c->txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && (err = db_scan_next(&scan, &key, &value)) == 0) {
		struct person other;
		err = person_decode(value, &other);
		if (!err && strcmp(other.login, v->login) != 0 && person_keys_share(v->ssh_key, other.ssh_key))
			reason_add(&c->out->reasons, RULE_VALUE, "ssh_key", "a key of %s", other.login);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/*
 * The scope that a text names; v gets its code. One that is not there and may be made is a campus, unless the text says
 * otherwise or is the new institution of the same person.
 */
static int resolve_scope(struct change *c, struct person *v, bool institution_missing, bool *missing)
{
	const char *text = v->scope, *code;
	size_t campus_len = strlen(SCOPE_OF_CAMPUS), institution_len = strlen(SCOPE_OF_INSTITUTION);
	int err = facts_scope(c->txn, text, &v->over, &code);
	if (!err) {
		v->scope = arena_str(c->arena, code);
		return v->scope ? 0 : QUAD_ENOMEM;
	}
	if (err != QUAD_ENOTFOUND && err != QUAD_EINVAL)
		return err;
	if (err == QUAD_EINVAL || !(c->rq->flags & REQUEST_CREATE_MISSING)) {
		reason_add(&c->out->reasons, RULE_UNKNOWN, text, "scope%s", err == QUAD_EINVAL ? " (several)" : "");
		return 0;
	}
	bool of_institution = strncmp(text, SCOPE_OF_INSTITUTION, institution_len) == 0;
	bool of_campus = strncmp(text, SCOPE_OF_CAMPUS, campus_len) == 0;
	v->scope = text + (of_institution ? institution_len : of_campus ? campus_len : 0);
	bool own = institution_missing && !of_campus && strcmp(v->scope, v->institution) == 0;
	v->over = own || of_institution ? OVER_INSTITUTION : OVER_CAMPUS;
	*missing = !own;
	change_check_code(c, "scope", v->scope);
	return 0;
}

static void encode_person(const void *v, struct buf *out)
{
	person_encode(v, out);
}

static void merge_person(const struct change *c, const struct person *old, struct person *v)
{
	const struct person *in = &c->rq->u.person;
	*v = *old;
	v->login = in->login;
	v->name = pick(c, PERSON_NAME, in->name, old->name);
	v->institution = pick(c, PERSON_INSTITUTION, in->institution, old->institution);
	v->email = pick(c, PERSON_EMAIL, in->email, old->email);
	v->language = pick(c, PERSON_LANGUAGE, in->language, old->language);
	v->ssh_key = pick(c, PERSON_SSH_KEY, in->ssh_key, old->ssh_key);
	if (c->rq->given & GIVEN(PERSON_ROLE) && in->role)
		v->role = in->role;
	if (!*v->name)
		v->name = v->login;
	if (v->role != ROLE_ADMINISTRATOR) {
		v->scope = "";
		v->over = OVER_NOTHING;
	} else if (c->rq->given & GIVEN(PERSON_SCOPE)) {
		v->scope = in->scope;
		v->over = OVER_NOTHING;
	}
}

static void check_person(struct change *c, const struct person *v)
{
	change_check_text(c, "name", v->name);
	if (!*role_word(v->role))
		reason_add(&c->out->reasons, RULE_VALUE, "role", "%s", "");
	if (v->role == ROLE_ADMINISTRATOR && !*v->scope)
		reason_add(&c->out->reasons, RULE_VALUE, "scope", "%s", "");
	if (*v->email && !person_email_fits(v->email))
		unfit(c, "email", v->email, strlen(v->email), "");
	if (*v->language && !person_language_fits(v->language))
		unfit(c, "language", v->language, strlen(v->language), "");
}

int admin_person(struct change *c)
{
	const char *login = c->rq->u.person.login;
	struct person old = {.login = "", .name = "", .institution = "", .role = ROLE_REQUESTER, .scope = "",
	                     .email = "", .language = "", .ssh_key = ""};
	struct person v;
	struct change_entry r = {.encode = encode_person};
	bool institution_missing, scope_missing = false;
	uint32_t campus_no;
	if (!person_login_fits(login))
		unfit(c, "login", login, strlen(login), "");
	if (refused(c))
		return 0;
	r.key = key_table('u');
	key_text(&r.key, login);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = person_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	merge_person(c, &old, &v);
	check_person(c, &v);
	err = change_resolve_institution(c, v.institution, &v.institution, &institution_missing);
	if (!err && *v.scope && v.over == OVER_NOTHING)
		err = resolve_scope(c, &v, institution_missing, &scope_missing);
	if (!err && strcmp(v.ssh_key, old.ssh_key) != 0)
		err = check_keys(c, &v);
	if (err || refused(c))
		return err;
	if (institution_missing)
		err = change_make_institution(c, v.institution);
	if (!err && scope_missing)
		err = v.over == OVER_INSTITUTION ? change_make_institution(c, v.scope)
		                                 : change_make_campus(c, v.scope, v.institution, &campus_no);
	if (err)
		return err;
	snprintf(r.entity, sizeof r.entity, "person:%s", v.login);
	r.v = &v;
	r.seq = &v.seq;
	return change_write_entry(c, &r);
}

/* ---- closures ---- */

static void encode_closure(const void *v, struct buf *out)
{
	closure_encode(v, out);
}

/* Checks a closure and finds its owner; *v gets codes for names. */
static int resolve_closure(struct change *c, struct closure *v, struct key *out)
{
	struct resource resource;
	enum closure_scope scope = *v->resource ? SCOPE_RESOURCE : *v->campus ? SCOPE_CAMPUS : SCOPE_ALL;
	uint32_t owner = 0;
	bool missing;
	int err = 0;
	char text[CLOCK_TEXT_MAX];
	if (v->end <= v->start)
		reason_add(&c->out->reasons, RULE_TIME, "end", "%s", clock_format(v->end, text));
	else if (v->start < CLOCK_MIN_MIN || v->end >= CLOCK_MAX_MIN)
		reason_add(&c->out->reasons, RULE_TIME, "start", "%s", clock_format(v->start, text));
	change_check_text(c, "reason", v->reason);
	if (scope == SCOPE_RESOURCE) {
		err = facts_resource(c->txn, v->resource, &resource);
		if (!err)
			owner = resource.no;
		if (err == QUAD_ENOTFOUND) {
			reason_add(&c->out->reasons, RULE_UNKNOWN, v->resource, "resource");
			err = 0;
		}
		v->campus = "";
	} else if (scope == SCOPE_CAMPUS) {
		err = change_resolve_campus(c, v->campus, &v->campus, &owner, &missing);
		if (!err && missing && c->rq->op == OP_CLOSURE_DROP)
			reason_add(&c->out->reasons, RULE_UNKNOWN, v->campus, "campus");
		else if (!err && missing && !refused(c))
			err = change_make_campus(c, v->campus, "", &owner);
	}
	if (!err && !refused(c))
		*out = facts_closure_key(scope, owner, v->start, v->end);
	return err;
}

static void closure_entity(const struct closure *v, char *out, size_t size)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	snprintf(out, size, "closure:%s:%s/%s", *v->resource ? v->resource : v->campus, clock_format(v->start, from),
	         clock_format(v->end, to));
}

int admin_closure(struct change *c)
{
	struct closure v = c->rq->u.closure, old = {0};
	struct change_entry r = {.encode = encode_closure, .v = &v, .seq = &v.seq};
	int err = resolve_closure(c, &v, &r.key);
	if (err || refused(c))
		return err;
	err = change_get(c, &r.key, &r.before);
	if (!err)
		err = closure_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v.seq = old.seq;
	if (old.reason && !(c->rq->given & GIVEN(CLOSURE_REASON)))
		v.reason = old.reason;
	closure_entity(&v, r.entity, sizeof r.entity);
	return change_write_entry(c, &r);
}

int admin_closure_drop(struct change *c)
{
	struct closure v = c->rq->u.closure, old;
	struct key k;
	struct bytes before;
	char entity[CODE_MAX_BYTES + 80];
	int err = resolve_closure(c, &v, &k);
	if (err || refused(c))
		return err;
	err = change_get(c, &k, &before);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, RULE_UNKNOWN, *v.resource ? v.resource : v.campus, "closure");
		return 0;
	}
	if (!err)
		err = closure_decode(before, &old);
	if (err)
		return err;
	closure_entity(&v, entity, sizeof entity);
	return change_record(c, &k, entity, old.seq, before, (struct bytes){"", 0}, OUTCOME_UPDATED);
}
