/*
 * The proof of a store, under one snapshot. It trusts no index: claims are compared both ways, and overlaps are found
 * again by a sweep of its own rather than by the query that prevented them. And it trusts no record: the journal holds
 * each record as it was last written, byte for byte, and so also tells which records there must be.
 *
 * Not proved, because only one place says it: when and by whom an entry of the journal was made, by which request, its
 * words for a closure or a travel time; the zone and the mark; by how much a setting that is a maximum is too large.
 * Tables and settings of other names are those of a newer program, and are passed over.
 */
#include "store/query/check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/change/column_map.h"
#include "store/change/event_memory.h"
#include "store/base/err.h"
#include "store/facts/claim_classes.h"
#include "store/facts/directory_record.h"
#include "store/facts/facts.h"
#include "store/facts/parts.h"
#include "store/facts/rule_index.h"
#include "store/facts/holder_index.h"
#include "store/facts/members.h"
#include "store/facts/walk.h"
#include "store/model/approval.h"
#include "store/model/claim_entry.h"
#include "store/model/comment.h"
#include "store/model/entity.h"
#include "store/model/evaluation.h"
#include "store/model/person.h"
#include "store/model/series_phases.h"
#include "store/model/wish.h"
#include "store/query/query.h"

#define N_(text) text /* to be translated by the front end, as the formats of fault() are: see `make po` */

struct checker {
	struct db_txn *txn;
	void (*fault)(void *arg, const struct store_fault *f);
	void *arg;
	uint64_t n_faults, n_claims, n_parts, n_holders;
	uint64_t n_due; /* bookings that the clock changes, less those of its index */
	/*
	 * The sum of all entries that stand: of those that leave something, less those that another continues, less
	 * those that a record names. 0 in the end, if each is one or the other.
	 */
	uint64_t standing[N_KINDS];
	uint64_t last_seq, travel_max, pad_max, schema;
	int err;            /* of the system: the proof ends, and faults found after it say nothing of the store */
	struct arena arena; /* of one entry */
};

/* A format has no other conversions than `%s`. */
static void fault(struct checker *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fault(struct checker *c, const char *format, ...)
{
	struct store_fault f = {.format = format};
	struct buf text = {0};
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&text, format, ap);
	va_end(ap);
	va_start(ap, format);
	for (const char *p = strstr(format, "%s"); p && f.n_args < STORE_FAULT_ARGS_MAX; p = strstr(p + 2, "%s"))
		f.args[f.n_args++] = va_arg(ap, const char *);
	va_end(ap);
	if (text.failed && !c->err)
		c->err = QUAD_ENOMEM;
	f.text = buf_text(&text);
	if (!c->err) {
		c->n_faults++;
		c->fault(c->arg, &f);
	}
	buf_release(&text);
}

/* A number for the above. */
static const char *num(struct checker *c, uint64_t v)
{
	const char *text = arena_fmt(&c->arena, "%" PRIu64, v);
	if (!text && !c->err)
		c->err = QUAD_ENOMEM;
	return text ? text : "";
}

/*
 * True if a look-up or a decoding failed. If the store may be at fault, the caller reports it; that the system could
 * not read, or has no memory, is kept in c->err.
 */
static bool fails(struct checker *c, int err)
{
	bool of_store = err == QUAD_ENOTFOUND || err == QUAD_ECORRUPT || err == QUAD_EVERSION || err == QUAD_EINVAL;
	if (err && !of_store && !c->err)
		c->err = err;
	return err != 0;
}

typedef int check_fn(struct checker *c, struct bytes key, struct bytes value);

struct table_check {
	struct checker *c;
	check_fn *fn;
};

static int check_record(struct bytes key, struct bytes value, void *arg)
{
	struct table_check *t = arg;
	int err = t->fn(t->c, key, value);
	arena_release(&t->c->arena);
	return t->c->err ? t->c->err : err;
}

/* Calls fn for each entry of a table; fn reports faults itself and returns only errors of the system. */
static int check_table(struct checker *c, enum table table, check_fn *fn)
{
	return walk_table(c->txn, table, check_record, &(struct table_check){c, fn});
}

static bool key_is(struct bytes key, size_t at, const char *text)
{
	size_t len = strlen(text);
	return key.len == at + len && memcmp((const char *)key.p + at, text, len) == 0;
}

/* ---- a record and its journal entry ---- */

static int get_entry(struct checker *c, uint64_t seq, struct journal_entry *out)
{
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes v;
	key_u64(&k, seq);
	int err = db_get(c->txn, key_bytes(&k), &v);
	return err ? err : journal_decode(v, out);
}

static bool same_bytes(struct bytes a, struct bytes b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* NULL = any name. */
static bool is_entry_of(const struct journal_entry *e, enum entity_kind kind, const char *name)
{
	if (entity_kind_of(e->entity) != kind)
		return false;
	return !name || strcmp(entity_name(e->entity), name) == 0;
}

/* Compares a record with the entry that wrote it, which must name it so; NULL = any name. */
static void check_written(struct checker *c, enum entity_kind kind, const char *name, uint64_t seq, struct bytes record)
{
	struct journal_entry e;
	c->standing[kind] -= seq;
	if (fails(c, get_entry(c, seq, &e)))
		fault(c, "%s %s: no journal entry %s", entity_word(kind), name ? name : "", num(c, seq));
	else if (!is_entry_of(&e, kind, name) || !same_bytes(e.after, record))
		fault(c, "%s %s: not as journal entry %s says", entity_word(kind), name ? name : "", num(c, seq));
}

static void check_written_as(struct checker *c, enum entity_kind kind, uint64_t seq, struct bytes record,
                             const char *format, ...) __attribute__((format(printf, 5, 6)));

static void check_written_as(struct checker *c, enum entity_kind kind, uint64_t seq, struct bytes record,
                             const char *format, ...)
{
	struct buf name = {0};
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&name, format, ap);
	va_end(ap);
	if (!fails(c, name.failed ? QUAD_ENOMEM : 0))
		check_written(c, kind, buf_text(&name), seq, record);
	buf_release(&name);
}

/* ---- institutions, campuses, travel ---- */

static int check_institution(struct checker *c, struct bytes key, struct bytes value)
{
	struct institution v;
	int err = institution_decode(value, &v);
	if (err || !key_is(key, 1, v.code))
		fault(c, "an institution's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written(c, OF_INSTITUTION, v.code, v.seq, value);
	return 0;
}

static int check_campus(struct checker *c, struct bytes key, struct bytes value)
{
	struct campus v, by_number;
	struct institution owner;
	int err = campus_decode(value, &v);
	if (err || !key_is(key, 1, v.code)) {
		fault(c, "a campus's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_CAMPUS, v.code, v.seq, value);
	if (fails(c, facts_campus_by_number(c->txn, v.no, &by_number)) || strcmp(by_number.code, v.code) != 0)
		fault(c, "campus %s: its number %s does not lead back to it", v.code, num(c, v.no));
	if (*v.institution && fails(c, facts_institution(c->txn, v.institution, &owner)))
		fault(c, "campus %s: no institution %s", v.code, v.institution);
	return 0;
}

static int check_campus_number(struct checker *c, struct bytes key, struct bytes value)
{
	struct campus v;
	(void)value;
	if (key.len != 5 || fails(c, facts_campus_by_number(c->txn, key_get_u32(key, 1), &v)) ||
	    v.no != key_get_u32(key, 1))
		fault(c, "a campus's number leads to another");
	return 0;
}

static int check_travel(struct checker *c, struct bytes key, struct bytes value)
{
	struct campus a, b;
	if (key.len != 9 || value.len != 12 || key_get_u32(key, 1) >= key_get_u32(key, 5) ||
	    fails(c, facts_campus_by_number(c->txn, key_get_u32(key, 1), &a)) ||
	    fails(c, facts_campus_by_number(c->txn, key_get_u32(key, 5), &b))) {
		fault(c, "a travel time names no two campuses");
		return 0;
	}
	check_written(c, OF_TRAVEL, NULL, le_get((const unsigned char *)value.p + 4, 8), value);
	if (le_get(value.p, 4) > c->travel_max)
		fault(c, "a travel time is longer than the longest");
	return 0;
}

/* ---- a resource and its claims ---- */

static int by_start(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	return (x->claim.start > y->claim.start) - (x->claim.start < y->claim.start);
}

/* Sweeps the claims in order of start, keeping those that are still going on. */
static int sweep_claims(struct checker *c, const struct resource *r, const struct neighbours *near)
{
	const struct neighbour **active = arena_alloc(&c->arena, (near->n + 1) * sizeof *active);
	size_t n_active = 0;
	if (!active)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < near->n; i++) {
		const struct neighbour *x = &near->v[i];
		uint64_t units = x->claim.units, limit = x->claim.limit;
		bool unlimited = x->claim.whole || limit == 0;
		size_t kept = 0;
		for (size_t j = 0; j < n_active; j++)
			if (active[j]->claim.end > x->claim.start)
				active[kept++] = active[j];
		n_active = kept;
		for (size_t j = 0; j < n_active; j++) {
			const struct claim *y = &active[j]->claim;
			if (x->claim.whole || y->whole)
				fault(c, "%s: bookings %s and %s at the same time", r->code, num(c, active[j]->booking),
				      num(c, x->booking));
			units += y->units;
			limit = y->limit > limit ? y->limit : limit;
			unlimited |= y->limit == 0;
		}
		if (!unlimited && units > limit)
			fault(c, "%s: %s in use where there are %s, with booking %s", r->code, num(c, units),
			      num(c, limit), num(c, x->booking));
		active[n_active++] = x;
	}
	return 0;
}

/* The claims of a resource. */
static int check_use(struct checker *c, const struct resource *r)
{
	struct neighbours near;
	int err = facts_neighbours(c->txn, r->no, CLOCK_MIN_MIN, CLOCK_MAX_MIN, 0, &c->arena, &near);
	if (fails(c, err)) {
		fault(c, "resource %s: its claims: %s", r->code, quad_strerror(err));
		return 0;
	}
	if (near.n)
		qsort(near.v, near.n, sizeof *near.v, by_start);
	return sweep_claims(c, r, &near);
}

/* ---- wholes and parts ---- */

/* True for the entry that made a resource a part of the whole. */
static bool is_joining(const struct journal_entry *e, const struct resource *r)
{
	struct resource after, before = {.part_of = ""};
	if (!is_entry_of(e, OF_RESOURCE, r->code) || resource_decode(e->after, &after) != 0)
		return false;
	if (e->before.len && resource_decode(e->before, &before) != 0)
		return false;
	return strcmp(after.part_of, r->part_of) == 0 && strcmp(before.part_of, r->part_of) != 0;
}

/* *since: the minute from which on a part and its whole exclude each other. False if nothing says so. */
static bool find_joining(struct checker *c, uint32_t whole, const struct resource *r, int64_t *since)
{
	struct key k = parts_key(whole, r->no);
	struct bytes v;
	struct journal_entry e;
	if (fails(c, db_get(c->txn, key_bytes(&k), &v)) || v.len != PARTS_VALUE_BYTES)
		return false;
	if (fails(c, get_entry(c, le_get(v.p, 8), &e)) || !is_joining(&e, r))
		return false;
	*since = e.at_min > *since ? e.at_min : *since;
	return true;
}

/* Overlaps of the claims on two resources, of what is not over at `since`. */
static int sweep_pair(struct checker *c, const struct resource *a, const struct resource *b, int64_t since)
{
	struct neighbours of_a, of_b;
	const struct neighbour *last[2] = {NULL, NULL}; /* the one that ends last of each */
	int err = facts_neighbours(c->txn, a->no, since, CLOCK_MAX_MIN, 0, &c->arena, &of_a);
	if (!err)
		err = facts_neighbours(c->txn, b->no, since, CLOCK_MAX_MIN, 0, &c->arena, &of_b);
	struct neighbour *all = err ? NULL : arena_alloc(&c->arena, (of_a.n + of_b.n + 1) * sizeof *all);
	if (!all)
		return fails(c, err ? err : QUAD_ENOMEM) ? c->err : 0;
	for (size_t i = 0; i < of_a.n + of_b.n; i++)
		all[i] = i < of_a.n ? of_a.v[i] : of_b.v[i - of_a.n];
	qsort(all, of_a.n + of_b.n, sizeof *all, by_start);
	for (size_t i = 0; i < of_a.n + of_b.n; i++) {
		size_t side = all[i].claim.resource == b->no;
		const struct neighbour *other = last[!side];
		if (other && other->claim.end > all[i].claim.start)
			fault(c, "%s and %s: bookings %s and %s at the same time", a->code, b->code,
			      num(c, other->booking), num(c, all[i].booking));
		if (!last[side] || last[side]->claim.end < all[i].claim.end)
			last[side] = &all[i];
	}
	return 0;
}

/* A part: what leads to it from its whole, and that nothing on its wholes overlaps what is on it. */
static int check_part(struct checker *c, const struct resource *r)
{
	struct resource at = *r, whole;
	int64_t since = INT64_MIN;
	if (!*r->part_of)
		return 0;
	c->n_parts++;
	for (size_t depth = 0; *at.part_of; depth++) {
		if (depth > PARTS_DEPTH_MAX || fails(c, facts_resource(c->txn, at.part_of, &whole)) ||
		    whole.no == r->no) {
			fault(c, "resource %s: no whole %s that it can be a part of", r->code, at.part_of);
			return 0;
		}
		if (!find_joining(c, whole.no, &at, &since)) {
			fault(c, "resource %s: %s does not lead to it as its part", at.code, whole.code);
			return 0;
		}
		int err = sweep_pair(c, &whole, r, since);
		if (err)
			return err;
		at = whole;
	}
	return 0;
}

static int count_part(struct checker *c, struct bytes key, struct bytes value)
{
	(void)key;
	(void)value;
	c->n_parts--;
	return 0;
}

/* Since all pairs of the records were found, there is no other if there are as many. */
static int check_part_count(struct checker *c)
{
	int err = check_table(c, TABLE_PART, count_part);
	if (!err && c->n_parts != 0)
		fault(c, "the index of parts does not hold as many as the resources say");
	return err;
}

static int check_resource(struct checker *c, struct bytes key, struct bytes value)
{
	struct resource r, by_code;
	struct institution owner;
	struct campus campus;
	struct opening hours;
	const char *bad;
	int err = resource_decode(value, &r);
	if (err || key.len != 5 || key_get_u32(key, 1) != r.no) {
		fault(c, "a resource's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_RESOURCE, r.code, r.seq, value);
	if (r.setup_min > c->pad_max || r.teardown_min > c->pad_max)
		fault(c, "resource %s: setup or teardown is longer than the longest", r.code);
	if (fails(c, facts_resource(c->txn, r.code, &by_code)) || by_code.no != r.no)
		fault(c, "resource %s: its code does not lead to it", r.code);
	if (*r.institution && fails(c, facts_institution(c->txn, r.institution, &owner)))
		fault(c, "resource %s: no institution %s", r.code, r.institution);
	if (*r.campus && fails(c, facts_campus(c->txn, r.campus, &campus)))
		fault(c, "resource %s: no campus %s", r.code, r.campus);
	if (fails(c, opening_parse(r.opening, &hours, &bad)))
		fault(c, "resource %s: opening hours that are none", r.code);
	err = check_part(c, &r);
	return err ? err : check_use(c, &r);
}

static int check_resource_code(struct checker *c, struct bytes key, struct bytes value)
{
	struct resource r;
	if (value.len != 4 || fails(c, facts_resource_by_number(c->txn, (uint32_t)le_get(value.p, 4), &r)) ||
	    !key_is(key, 1, r.code))
		fault(c, "a resource's code leads to another");
	return 0;
}

/* True if the key is that of the closure. */
static bool closure_fits(struct checker *c, struct bytes key, const struct closure *v)
{
	struct resource r;
	struct campus campus;
	enum closure_scope scope = *v->campus ? SCOPE_CAMPUS : SCOPE_ALL;
	if (*v->resource)
		scope = SCOPE_RESOURCE;
	uint32_t owner = 0;
	if (scope == SCOPE_RESOURCE)
		owner = !fails(c, facts_resource(c->txn, v->resource, &r)) ? r.no : 0;
	if (scope == SCOPE_CAMPUS)
		owner = !fails(c, facts_campus(c->txn, v->campus, &campus)) ? campus.no : 0;
	struct key want = facts_closure_key(scope, owner, v->start, v->end);
	return (scope == SCOPE_ALL || owner) && want.len == key.len && memcmp(want.p, key.p, key.len) == 0;
}

static int check_closure(struct checker *c, struct bytes key, struct bytes value)
{
	struct closure v;
	int err = closure_decode(value, &v);
	if (err || !closure_fits(c, key, &v))
		fault(c, "a closure's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written(c, OF_CLOSURE, NULL, v.seq, value);
	return 0;
}

/* ---- people ---- */

static void check_person_texts(struct checker *c, const struct person *v)
{
	struct buf keys = {0};
	const char *bad, *why;
	size_t len;
	if (!person_login_fits(v->login) || (*v->email && !person_email_fits(v->email)) ||
	    (*v->language && !person_language_fits(v->language)))
		fault(c, "person %s: a login, an address or a language that is none", v->login);
	if (fails(c, person_keys_read(v->ssh_key, &keys, &bad, &len, &why)) || strcmp(buf_text(&keys), v->ssh_key) != 0)
		fault(c, "person %s: a key that is none", v->login);
	buf_release(&keys);
}

static void check_scope(struct checker *c, enum person_scope over, const char *scope, const char *kind,
                        const char *login)
{
	struct institution institution;
	struct campus campus;
	struct resource resource;
	if (over == OVER_CAMPUS && fails(c, facts_campus(c->txn, scope, &campus)))
		fault(c, "%s %s: no campus %s", kind, login, scope);
	if (over == OVER_INSTITUTION && fails(c, facts_institution(c->txn, scope, &institution)))
		fault(c, "%s %s: no institution %s", kind, login, scope);
	if (over == OVER_RESOURCE && fails(c, facts_resource(c->txn, scope, &resource)))
		fault(c, "%s %s: no resource %s", kind, login, scope);
}

static void check_person_of(struct checker *c, const char *login, const char *of)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes v;
	key_text(&k, login);
	if (*login && fails(c, db_get(c->txn, key_bytes(&k), &v)))
		fault(c, "grant %s: no person %s", of, login);
}

static int check_grant(struct checker *c, struct bytes key, struct bytes value)
{
	struct grant v;
	struct buf name = {0};
	int err = grant_decode(value, &v);
	bool fits = !err && person_login_fits(v.login) && strlen(v.scope) <= CODE_MAX_BYTES;
	fits = fits && (!*v.deputy_of || person_login_fits(v.deputy_of));
	struct key want = fits ? members_grant_key(&v) : key_table(TABLE_GRANT);
	if (!fits || want.len != key.len || memcmp(want.p, key.p, key.len) != 0) {
		fault(c, "a grant's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	members_grant_name(&v, &name);
	check_written(c, OF_GRANT, buf_text(&name), v.seq, value);
	buf_release(&name);
	check_person_of(c, v.login, v.login);
	check_person_of(c, v.deputy_of, v.login);
	check_scope(c, v.over, v.scope, "grant", v.login);
	return 0;
}

static int check_person(struct checker *c, struct bytes key, struct bytes value)
{
	struct person v;
	struct institution institution;
	int err = person_decode(value, &v);
	if (err || !key_is(key, 1, v.login)) {
		fault(c, "a person's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_PERSON, v.login, v.seq, value);
	check_person_texts(c, &v);
	if (*v.institution && fails(c, facts_institution(c->txn, v.institution, &institution)))
		fault(c, "person %s: no institution %s", v.login, v.institution);
	check_scope(c, v.over, v.scope, "person", v.login);
	if (role_has_scope(v.role) != (v.over != OVER_NOTHING) || (v.over == OVER_NOTHING && *v.scope))
		fault(c, "person %s: a scope that does not go with the role %s", v.login, role_word(v.role));
	return 0;
}

/* ---- owners' rules ---- */

static int check_rule(struct checker *c, struct bytes key, struct bytes value)
{
	struct owner_rule v;
	struct policy_rule rule;
	struct bytes id;
	int err = owner_rule_decode(value, &v);
	if (err || !key_is(key, 1, v.id)) {
		fault(c, "an owner's rule: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_RULE, v.id, v.seq, value);
	if (fails(c, policy_read(&v, &c->arena, &rule, NULL))) {
		fault(c, "rule %s: it cannot be understood", v.id);
		return 0;
	}
	struct key by_place = rule_index_place_key(&rule.place, v.id);
	if (fails(c, db_get(c->txn, key_bytes(&by_place), &id)) || !same_bytes(id, (struct bytes){v.id, strlen(v.id)}))
		fault(c, "rule %s: it is not found from its place", v.id);
	return 0;
}

static int check_rule_place(struct checker *c, struct bytes key, struct bytes value)
{
	struct owner_rule v;
	struct policy_place place;
	struct bytes record;
	const char *id = value.len <= RULE_ID_MAX_BYTES ? arena_dup(&c->arena, value.p, value.len) : "";
	struct key by_id = rule_index_key(id ? id : ""), want = by_id;
	bool there = !fails(c, db_get(c->txn, key_bytes(&by_id), &record)) && owner_rule_decode(record, &v) == 0;
	if (there && !fails(c, policy_place_parse(v.place, &c->arena, &place)))
		want = rule_index_place_key(&place, v.id);
	if (!there || !same_bytes(key_bytes(&want), key))
		fault(c, "a place leads to a rule that is not there");
	return 0;
}

static int check_qualification(struct checker *c, struct bytes key, struct bytes value)
{
	struct qualification v;
	struct key want = key_table(TABLE_QUALIFICATION);
	int err = qualification_decode(value, &v);
	if (!err && strlen(v.login) <= LOGIN_MAX_BYTES && strlen(v.name) <= CODE_MAX_BYTES)
		want = rule_index_qualification_key(v.login, v.name);
	if (err || !same_bytes(key_bytes(&want), key))
		fault(c, "a qualification: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written_as(c, OF_QUALIFICATION, v.seq, value, "%s:%s", v.login, v.name);
	return 0;
}

static int check_columns(struct checker *c, struct bytes key, struct bytes value)
{
	struct kept_columns v;
	enum list_id list;
	int err = column_map_decode(value, &v);
	struct key want = key_table(TABLE_COLUMN_MAP);
	if (!err && strlen(v.institution) <= CODE_MAX_BYTES)
		want = column_map_key(v.kind, v.institution);
	if (err || want.len != key.len || memcmp(want.p, key.p, key.len) != 0 || list_parse(v.kind, &list) != 0)
		fault(c, "remembered columns: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written_as(c, OF_COLUMNS, v.seq, value, "%s:%s", v.kind, v.institution);
	return 0;
}

static int check_event(struct checker *c, struct bytes key, struct bytes value)
{
	struct event_memory v;
	int err = event_memory_decode(value, &v);
	if (err || !key_is(key, 1, v.ref))
		fault(c, "a remembered event: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written(c, OF_EVENT, v.ref, v.seq, value);
	return 0;
}

/* ---- bookings ---- */

/* A claim's entry in an index is what the store's schema makes of it. */
static void check_entry_of(struct checker *c, const struct booking *b, const struct key *key, struct bytes want,
                           const char *by)
{
	struct bytes v;
	if (fails(c, db_get(c->txn, key_bytes(key), &v)) || !same_bytes(v, want))
		fault(c, "booking %s: a claim is not in the index by %s", num(c, b->id), by);
}

static void check_by_resource(struct checker *c, const struct booking *b, const struct claim *x)
{
	unsigned char want[CLAIM_ENTRY_MAX];
	struct key now = key_claim(x->resource, x->start, x->end, b->id);
	struct key narrow = key_claim_narrow(x->resource, x->start, x->end, b->id);
	uint32_t classes;
	size_t len = claim_entry_encode(x, b, want);
	if (c->schema < SCHEMA_WIDE_CLASSES) {
		check_entry_of(c, b, &narrow, (struct bytes){want, CLAIM_BYTES}, "resource");
		return;
	}
	check_entry_of(c, b, &now, (struct bytes){want, len}, "resource");
	if (fails(c, claim_classes_get(c->txn, x->resource, &classes)) ||
	    !(classes >> key_class_wide(key_class(x->start, x->end)) & 1))
		fault(c, "booking %s: its length is not among those listed of its resource", num(c, b->id));
}

static void check_claim(struct checker *c, const struct booking *b, const struct claim *x)
{
	unsigned char want[CLAIM_BYTES_MAX];
	struct key by_time = key_claim_time(x->resource, x->start, x->end, b->id);
	struct resource r;
	size_t len = claim_encode(x, want);
	if (x->start > b->start || x->end < b->end)
		fault(c, "booking %s: a claim is shorter than the booking", num(c, b->id));
	if (fails(c, facts_resource_by_number(c->txn, x->resource, &r)))
		fault(c, "booking %s: no resource %s", num(c, b->id), num(c, x->resource));
	check_by_resource(c, b, x);
	check_entry_of(c, b, &by_time, (struct bytes){want, len}, "time");
}

static void check_belongs(struct checker *c, const struct booking *b)
{
	struct key of_series = key_table(TABLE_SERIES_BOOKING), series = key_table(TABLE_SERIES);
	struct bytes v;
	key_u64(&of_series, b->series);
	key_u64(&of_series, b->id);
	key_u64(&series, b->series);
	if (fails(c, db_get(c->txn, key_bytes(&of_series), &v)) || fails(c, db_get(c->txn, key_bytes(&series), &v)))
		fault(c, "booking %s: its series %s does not know it", num(c, b->id), num(c, b->series));
}

/* The reference of a cancelled booking may have been given to a later one. */
static void check_ref(struct checker *c, const struct booking *b)
{
	struct booking by_ref;
	if (fails(c, facts_booking_by_ref(c->txn, b->ref, &c->arena, &by_ref)) ||
	    (by_ref.id != b->id && state_stands(b->state)))
		fault(c, "booking %s: its reference %s does not lead to it", num(c, b->id), b->ref);
}

/* What it waits for, and the minute at which it becomes another. */
static void check_course(struct checker *c, const struct booking *b)
{
	struct approval_chain chain;
	struct bytes v;
	struct key due = key_table(TABLE_DUE);
	bool waits = b->state == STATE_REQUESTED || b->state == STATE_BOOKED || b->state == STATE_WAITING;
	key_min(&due, b->until);
	key_u64(&due, b->id);
	if (fails(c, approval_parse(b->chain, &c->arena, &chain)))
		fault(c, "booking %s: whose approval it needs cannot be read", num(c, b->id));
	else if (b->state == STATE_REQUESTED && (!b->until || approval_is_complete(&chain)))
		fault(c, "booking %s: a request that waits for nobody", num(c, b->id));
	if (!waits || !b->until)
		return;
	c->n_due++;
	if (fails(c, db_get(c->txn, key_bytes(&due), &v)))
		fault(c, "booking %s: it is not among those that the clock changes", num(c, b->id));
}

/* An entry of the waiting list has a row for each resource that it would take. */
static void check_wait_row(struct checker *c, const struct booking *b, const char *code)
{
	struct key k = key_table(TABLE_WAIT);
	struct bytes v;
	uint32_t no;
	if (fails(c, facts_resource_number(c->txn, code, &no))) {
		fault(c, "booking %s: it waits for %s, which is no resource", num(c, b->id), code);
		return;
	}
	key_u32(&k, no);
	key_u64(&k, b->id);
	if (fails(c, db_get(c->txn, key_bytes(&k), &v)))
		fault(c, "booking %s: it waits for %s, which does not know it", num(c, b->id), code);
}

/* The text of what it waits for, in the checker's arena; NULL on out of memory or a damaged record. */
static const char *wish_text(struct checker *c, const struct booking *b)
{
	const char *claims = "";
	if (*b->wish)
		return b->wish;
	return fails(c, facts_claims_text(c->txn, b, &c->arena, &claims)) ? NULL : claims;
}

static int check_waits(struct checker *c, const struct booking *b)
{
	struct wish wish = {0};
	const char *text = wish_text(c, b);
	if (text && fails(c, wish_parse(text, &c->arena, &wish)))
		return c->err;
	if (!wish.n || b->until > b->start || !b->until)
		fault(c, "booking %s: it waits for nothing", num(c, b->id));
	for (size_t i = 0; i < wish.n; i++)
		for (size_t k = 0; k < wish.v[i].n; k++)
			check_wait_row(c, b, wish.v[i].claims[k].resource);
	return c->err;
}

/* Does an alternative of the wish take the resource? */
static bool wish_takes(const struct wish *wish, const char *code)
{
	for (size_t i = 0; i < wish->n; i++)
		for (size_t k = 0; k < wish->v[i].n; k++)
			if (strcmp(wish->v[i].claims[k].resource, code) == 0)
				return true;
	return false;
}

/* A row of WAIT is of an entry that waits for its resource; that of resource 0 is the mark of any entry. */
static int check_wait(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	struct wish wish = {0};
	struct resource r = {.code = ""};
	uint32_t no = key.len == 13 ? key_get_u32(key, 1) : 0;
	if (key.len != 13 || value.len != 0 || fails(c, facts_booking(c->txn, key_get_u64(key, 5), &c->arena, &b)) ||
	    b.state != STATE_WAITING) {
		fault(c, "a resource is waited for by a booking that does not wait");
		return 0;
	}
	const char *text = no ? wish_text(c, &b) : NULL;
	if (!no || !text)
		return c->err;
	if (fails(c, wish_parse(text, &c->arena, &wish)))
		return c->err;
	if (fails(c, facts_resource_by_number(c->txn, no, &r)) || !wish_takes(&wish, r.code))
		fault(c, "booking %s: it does not wait for resource %s, which knows it", num(c, b.id), num(c, no));
	return 0;
}

/* The booking is among those of its requester and its institution, if it counts. */
static void check_holders(struct checker *c, const struct booking *b)
{
	struct key keys[HOLDER_KEYS_MAX];
	struct bytes v;
	size_t n = c->schema < SCHEMA_HOLDERS ? 0 : holder_keys(b, keys);
	c->n_holders += n;
	for (size_t i = 0; i < n; i++)
		if (fails(c, db_get(c->txn, key_bytes(&keys[i]), &v)) || v.len)
			fault(c, "booking %s: it is not in the index by person and institution", num(c, b->id));
}

static int check_booking(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	struct institution owner;
	int err = booking_decode(value, &c->arena, &b);
	if (fails(c, err) || key.len != 9 || key_get_u64(key, 1) != b.id) {
		fault(c, "a booking's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written_as(c, OF_BOOKING, b.seq, value, "%" PRIu64, b.id);
	if (b.series)
		check_belongs(c, &b);
	if (*b.institution && fails(c, facts_institution(c->txn, b.institution, &owner)))
		fault(c, "booking %s: no institution %s", num(c, b.id), b.institution);
	if (*b.ref)
		check_ref(c, &b);
	check_course(c, &b);
	if (b.state == STATE_WAITING)
		return check_waits(c, &b);
	size_t n_claims = state_stands(b.state) ? b.n_claims : 0;
	c->n_claims += n_claims;
	for (size_t i = 0; i < n_claims; i++)
		check_claim(c, &b, &b.claims[i]);
	check_holders(c, &b);
	return 0;
}

static int check_booking_ref(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	if (value.len != 8 || fails(c, facts_booking(c->txn, le_get(value.p, 8), &c->arena, &b)) ||
	    !key_is(key, 1, b.ref))
		fault(c, "a booking's reference leads to another");
	return 0;
}

static int check_series_booking(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	if (key.len != 17 || value.len != 0 || fails(c, facts_booking(c->txn, key_get_u64(key, 9), &c->arena, &b)) ||
	    b.series != key_get_u64(key, 1))
		fault(c, "a series names a booking that is not its own");
	return 0;
}

static int check_series(struct checker *c, struct bytes key, struct bytes value)
{
	struct series s;
	struct institution owner;
	struct bytes v;
	struct key by_ref = key_table(TABLE_SERIES_REF);
	struct series_phases phases;
	int err = series_decode(value, &s);
	if (!err)
		err = series_phases_load(&s, &c->arena, &phases);
	if (err == QUAD_ENOMEM && fails(c, err))
		return 0;
	if (err || key.len != 9 || key_get_u64(key, 1) != s.id) {
		fault(c, "a series' record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written_as(c, OF_SERIES, s.seq, value, "%" PRIu64, s.id);
	if (*s.institution && fails(c, facts_institution(c->txn, s.institution, &owner)))
		fault(c, "series %s: no institution %s", num(c, s.id), s.institution);
	key_text(&by_ref, strlen(s.ref) > CODE_MAX_BYTES ? "" : s.ref);
	if (*s.ref && fails(c, db_get(c->txn, key_bytes(&by_ref), &v)))
		fault(c, "series %s: its reference %s does not lead to it", num(c, s.id), s.ref);
	return 0;
}

static int check_series_ref(struct checker *c, struct bytes key, struct bytes value)
{
	struct series s;
	struct bytes v;
	struct key k = key_table(TABLE_SERIES);
	key_u64(&k, value.len == 8 ? le_get(value.p, 8) : 0);
	if (value.len != 8 || fails(c, db_get(c->txn, key_bytes(&k), &v)) || fails(c, series_decode(v, &s)) ||
	    !key_is(key, 1, s.ref))
		fault(c, "a series' reference leads to another");
	return 0;
}

static int check_term(struct checker *c, struct bytes key, struct bytes value)
{
	struct term t;
	int err = term_decode(value, &t);
	if (err || !key_is(key, 1, t.code) || clock_weekday(t.first_monday) != 1)
		fault(c, "a term's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written(c, OF_TERM, t.code, t.seq, value);
	return 0;
}

/* True if a calendar's key, of len bytes, names the campus and the day that its record names. */
static bool calendar_fits(struct checker *c, struct bytes key, size_t len, const char *code, int64_t day)
{
	struct campus campus;
	if (key.len != len)
		return false;
	uint32_t no = key_get_u32(key, 1);
	if (day != (int64_t)key_get_u32(key, 5) + CLOCK_MIN_MIN / DAY_MIN)
		return false;
	if (no == 0)
		return !*code;
	return !fails(c, facts_campus_by_number(c->txn, no, &campus)) && strcmp(campus.code, code) == 0;
}

static int check_period(struct checker *c, struct bytes key, struct bytes value)
{
	struct period p;
	int err = period_decode(value, &p);
	if (err || !calendar_fits(c, key, 10, p.campus, p.valid_from) || ((const unsigned char *)key.p)[9] != p.number)
		fault(c, "a period's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written_as(c, OF_PERIOD, p.seq, value, "%s:%" PRIu32, p.campus, p.number);
	return 0;
}

static int check_day(struct checker *c, struct bytes key, struct bytes value)
{
	struct day_rule d;
	char text[CLOCK_TEXT_MAX];
	int err = day_rule_decode(value, &d);
	if (err || !calendar_fits(c, key, 9, d.campus, d.date))
		fault(c, "a day rule's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written_as(c, OF_DAY, d.seq, value, "%s:%s", d.campus, clock_format_date(d.date, text));
	return 0;
}

/* It may list too many. */
static int check_classes(struct checker *c, struct bytes key, struct bytes value)
{
	struct resource r;
	uint32_t classes = value.len == 4 ? (uint32_t)le_get(value.p, 4) : 0;
	uint32_t others = CLASSES_WIDE & ~(UINT32_C(1) << CLASS_WIDE_FIRST);
	if (key.len != 5 || fails(c, facts_resource_by_number(c->txn, key_get_u32(key, 1), &r)) || !classes ||
	    classes & ~others)
		fault(c, "a list of lengths of bookings that is none");
	return 0;
}

static int check_comment(struct checker *c, struct bytes key, struct bytes value)
{
	struct comment v;
	struct booking b;
	int err = comment_decode(value, &v);
	if (!err && key.len != 17)
		err = QUAD_ECORRUPT;
	if (err) {
		fault(c, "a comment's record: %s", quad_strerror(err));
		return 0;
	}
	if (fails(c, facts_booking(c->txn, key_get_u64(key, 1), &c->arena, &b)))
		fault(c, "a comment on a booking %s that is not there", num(c, key_get_u64(key, 1)));
	/* one that an undo brought back keeps its key, and was written by a later entry */
	check_written_as(c, OF_COMMENT, v.seq, value, "%" PRIu64 ":%" PRIu64, key_get_u64(key, 1), key_get_u64(key, 9));
	return 0;
}

static int check_evaluation(struct checker *c, struct bytes key, struct bytes value)
{
	struct evaluation v;
	struct booking b;
	int err = evaluation_decode(value, &v);
	enum evaluation_side side = key.len == 10 ? ((const unsigned char *)key.p)[9] : 0;
	if (!err && (!*evaluation_side_word(side) || !evaluation_is_sound(&v)))
		err = QUAD_ECORRUPT;
	if (err) {
		fault(c, "an evaluation's record: %s", quad_strerror(err));
		return 0;
	}
	if (fails(c, facts_booking(c->txn, key_get_u64(key, 1), &c->arena, &b)))
		fault(c, "an evaluation of a booking %s that is not there", num(c, key_get_u64(key, 1)));
	check_written_as(c, OF_EVALUATION, v.seq, value, "%" PRIu64 ":%s", key_get_u64(key, 1),
	                 evaluation_side_word(side));
	return 0;
}

/* Since those of all bookings were found, no other is there. */
static int check_due(struct checker *c, struct bytes key, struct bytes value)
{
	(void)value;
	if (key.len != 13)
		fault(c, "an entry of what the clock changes is none");
	c->n_due--;
	return 0;
}

static int count_claim(struct checker *c, struct bytes key, struct bytes value)
{
	(void)key;
	(void)value;
	c->n_claims--;
	return 0;
}

/* Every index holds as many claims as the bookings have; since all of those were found, no other. */
static int check_counts(struct checker *c, enum table table)
{
	uint64_t want = c->n_claims;
	int err = check_table(c, table, count_claim);
	if (!err && c->n_claims != 0)
		fault(c, "the index by %s does not hold as many claims as the bookings do",
		      table == TABLE_CLAIM ? "resource" : "time");
	c->n_claims = want;
	return err;
}

static int count_holder(struct checker *c, struct bytes key, struct bytes value)
{
	(void)key;
	(void)value;
	c->n_holders--;
	return 0;
}

/* The same of the index by person and institution. */
static int check_holder_count(struct checker *c)
{
	int err = check_table(c, TABLE_HOLDER, count_holder);
	if (!err && c->n_holders != 0)
		fault(c, "the index by person and institution does not hold as many bookings as there are");
	return err;
}

/* What searches read in place of the records, to the byte. */
static int check_directory(struct checker *c)
{
	bool same;
	if (fails(c, directory_record_prove(c->txn, &same)) || !same)
		fault(c, "the directory of resources is not what their records say");
	return c->err;
}

/* ---- the journal ---- */

/* True if an entry is about the same thing as the former one, and its record before is the one that that left. */
static bool continues_entry(const struct journal_entry *e, const struct journal_entry *former, enum entity_kind kind)
{
	/* travel times and closures have no name, and the next entry may describe them in other words */
	bool unnamed = kind == OF_TRAVEL || kind == OF_CLOSURE;
	if (entity_kind_of(former->entity) != kind || !same_bytes(e->before, former->after))
		return false;
	return unnamed || strcmp(e->entity, former->entity) == 0;
}

/* True if the entry continues the one that it names; a first entry, if it found nothing and left something. */
static bool is_continued(struct checker *c, const struct journal_entry *e, enum entity_kind kind)
{
	struct journal_entry former;
	if (!e->prev)
		return !e->before.len && e->after.len;
	return !fails(c, get_entry(c, e->prev, &former)) && continues_entry(e, &former, kind);
}

/* True if an entry begins its action, or the entry that it names does. Older entries name none. */
static bool is_of_action(struct checker *c, const struct journal_entry *e, uint64_t seq)
{
	struct journal_entry first;
	if (!e->action || e->action == seq)
		return true;
	return e->action < seq && !fails(c, get_entry(c, e->action, &first)) && first.action == e->action;
}

static int check_entry(struct checker *c, struct bytes key, struct bytes value)
{
	struct journal_entry e;
	int err = journal_decode(value, &e);
	uint64_t seq = key.len == 9 ? key_get_u64(key, 1) : 0;
	if (err || !seq || e.prev >= seq) {
		fault(c, "a journal entry: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	if (seq != c->last_seq + 1)
		fault(c, "journal entry %s: there is none before it", num(c, seq));
	c->last_seq = seq;
	if (!is_of_action(c, &e, seq))
		fault(c, "journal entry %s: of an action that it cannot be of", num(c, seq));
	enum entity_kind kind = entity_kind_of(e.entity);
	if (kind == N_KINDS)
		return 0;
	if (!is_continued(c, &e, kind))
		fault(c, "journal entry %s: does not continue entry %s", num(c, seq), num(c, e.prev));
	if (e.outcome != (e.prev ? OUTCOME_UPDATED : OUTCOME_ADDED))
		fault(c, "journal entry %s: an outcome that it cannot have", num(c, seq));
	c->standing[kind] += (e.after.len ? seq : 0) - e.prev;
	return 0;
}

static int check_request(struct checker *c, struct bytes key, struct bytes value)
{
	struct journal_entry e;
	if (key.len != 1 + REQUEST_ID_BYTES || value.len != 8 || fails(c, get_entry(c, le_get(value.p, 8), &e)))
		fault(c, "a request leads to no journal entry");
	return 0;
}

/* ---- the whole ---- */

static int check_settings(struct checker *c)
{
	uint64_t stamp;
	int err = store_verify(c->txn, NULL);
	if (!err)
		err = facts_setting(c->txn, SETTING_SCHEMA, &c->schema);
	if (!err)
		err = facts_setting(c->txn, SETTING_TRAVEL_MAX, &c->travel_max);
	if (!err)
		err = facts_setting(c->txn, SETTING_PAD_MAX, &c->pad_max);
	if (!err)
		err = facts_setting(c->txn, SETTING_RESOURCES, &stamp);
	if (fails(c, err))
		fault(c, "the settings: %s", quad_strerror(err));
	return c->err;
}

static int check_tables(struct checker *c)
{
	static const struct {
		enum table table;
		check_fn *fn;
	} tables[] = {
		{TABLE_INSTITUTION, check_institution},
		{TABLE_CAMPUS, check_campus},
		{TABLE_CAMPUS_NUMBER, check_campus_number},
		{TABLE_TRAVEL, check_travel},
		{TABLE_RESOURCE, check_resource},
		{TABLE_RESOURCE_CODE, check_resource_code},
		{TABLE_CLOSURE, check_closure},
		{TABLE_BOOKING, check_booking},
		{TABLE_BOOKING_REF, check_booking_ref},
		{TABLE_CLAIM_CLASSES, check_classes},
		{TABLE_WAIT, check_wait},
		{TABLE_SERIES, check_series},
		{TABLE_SERIES_BOOKING, check_series_booking},
		{TABLE_SERIES_REF, check_series_ref},
		{TABLE_TERM, check_term},
		{TABLE_PERIOD, check_period},
		{TABLE_DAY, check_day},
		{TABLE_PERSON, check_person},
		{TABLE_RULE, check_rule},
		{TABLE_RULE_PLACE, check_rule_place},
		{TABLE_QUALIFICATION, check_qualification},
		{TABLE_GRANT, check_grant},
		{TABLE_COLUMN_MAP, check_columns},
		{TABLE_EVENT, check_event},
		{TABLE_JOURNAL, check_entry},
		{TABLE_REQUEST, check_request},
		{TABLE_COMMENT, check_comment},
		{TABLE_EVALUATION, check_evaluation},
		{TABLE_DUE, check_due},
	};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		int err = check_table(c, tables[i].table, tables[i].fn);
		if (err)
			return err;
	}
	return 0;
}

static int check_all(struct db_txn *txn, struct checker *c)
{
	c->txn = txn;
	int err = check_settings(c);
	if (!err)
		err = check_tables(c);
	if (err)
		return err;
	for (enum entity_kind kind = 0; kind < N_KINDS; kind++)
		if (c->standing[kind])
			fault(c, "the journal ends in other records of kind %s", entity_word(kind));
	if (c->n_due)
		fault(c, "the index of what the clock changes does not hold as many bookings as there are");
	err = check_part_count(c);
	if (!err)
		err = check_counts(c, TABLE_CLAIM);
	if (!err)
		err = check_counts(c, TABLE_CLAIM_TIME);
	if (!err)
		err = check_holder_count(c);
	return err ? err : check_directory(c);
}

/* Where faults are reported: as texts, or with their parts. */
struct report {
	void (*text)(void *arg, const char *text);
	void (*fault)(void *arg, const struct store_fault *f);
	void *arg;
	uint64_t n_faults;
};

static void report_fault(void *arg, const struct store_fault *f)
{
	const struct report *r = arg;
	if (r->fault)
		r->fault(r->arg, f);
	else
		r->text(r->arg, f->text);
}

/* A fault of a page comes as a text: `page 12 of the file: keys out of order`. */
static void report_page(void *arg, const char *text)
{
	static const char before[] = "page ", between[] = " of the file: ";
	char number[24];
	const char *no = text + strlen(before), *what = strstr(text, between);
	struct store_fault f = {.text = text, .format = text};
	if (what && what > no && (size_t)(what - no) < sizeof number) {
		snprintf(number, sizeof number, "%.*s", (int)(what - no), no);
		f = (struct store_fault){text, N_("page %s of the file: %s"), {number, what + strlen(between)}, 2};
	}
	report_fault(arg, &f);
}

static int prove_records(struct db_txn *txn, struct report *r)
{
	struct checker c = {.fault = report_fault, .arg = r};
	int err = check_all(txn, &c);
	arena_release(&c.arena);
	r->n_faults += c.n_faults;
	return err;
}

int check_records(struct db_txn *txn, void (*report)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	struct report r = {.text = report, .arg = arg};
	int err = prove_records(txn, &r);
	*n_faults += r.n_faults;
	return err;
}

static int check_snapshot(struct db_txn *txn, void *arg)
{
	return prove_records(txn, arg);
}

static int prove_store(struct store *s, struct report *r)
{
	static const char cut[] = N_("the file ends before its last page, or is no such file");
	int err = db_prove(s->db, report_page, r, &r->n_faults);
	if (!err && r->n_faults == 0)
		err = db_read(s->db, check_snapshot, r);
	if (err != QUAD_ECORRUPT)
		return err;
	report_fault(r, &(struct store_fault){.text = cut, .format = cut});
	r->n_faults++;
	return 0;
}

int query_check(struct store *s, void (*report)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	struct report r = {.text = report, .arg = arg};
	int err = prove_store(s, &r);
	*n_faults = r.n_faults;
	return err;
}

int query_prove(struct store *s, void (*report)(void *arg, const struct store_fault *f), void *arg, uint64_t *n_faults)
{
	struct report r = {.fault = report, .arg = arg};
	int err = prove_store(s, &r);
	*n_faults = r.n_faults;
	return err;
}
