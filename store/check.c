/*
 * The proof of a store: everything that must hold is looked at, from the records up, under one snapshot. It trusts no
 * index: claims are compared both ways, and overlaps are found again by a sweep of its own rather than by the query
 * that prevented them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/columns.h"
#include "store/err.h"
#include "store/facts.h"
#include "store/person.h"
#include "store/query.h"

struct checker {
	struct db_txn *txn;
	void (*fault)(void *arg, const char *text);
	void *arg;
	uint64_t n_faults, n_claims;
	struct arena arena; /* of one entry */
};

static void fault(struct checker *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fault(struct checker *c, const char *format, ...)
{
	struct buf text = {0};
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&text, format, ap);
	va_end(ap);
	c->n_faults++;
	c->fault(c->arg, buf_text(&text));
	buf_release(&text);
}

/* Calls fn for each entry of a table; fn reports faults itself and returns only errors of the system. */
static int each(struct checker *c, char table, int (*fn)(struct checker *c, struct bytes key, struct bytes value))
{
	struct key lo = key_table(table), hi = key_after(&lo);
	struct db_scan scan;
	struct bytes k, v;
	int err = db_scan_open(c->txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {
		err = fn(c, k, v);
		arena_release(&c->arena);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static bool key_is(struct bytes key, size_t at, const char *text)
{
	size_t len = strlen(text);
	return key.len == at + len && memcmp((const char *)key.p + at, text, len) == 0;
}

static int check_institution(struct checker *c, struct bytes key, struct bytes value)
{
	struct institution v;
	int err = institution_decode(value, &v);
	if (err || !key_is(key, 1, v.code))
		fault(c, "an institution's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
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
	if (facts_campus_by_number(c->txn, v.no, &by_number) != 0 || by_number.no != v.no)
		fault(c, "campus %s: its number %" PRIu32 " does not lead back to it", v.code, v.no);
	if (*v.institution && facts_institution(c->txn, v.institution, &owner) != 0)
		fault(c, "campus %s: no institution %s", v.code, v.institution);
	return 0;
}

static int check_travel(struct checker *c, struct bytes key, struct bytes value)
{
	struct campus a, b;
	if (key.len != 9 || value.len != 12 || key_get_u32(key, 1) >= key_get_u32(key, 5) ||
	    facts_campus_by_number(c->txn, key_get_u32(key, 1), &a) != 0 ||
	    facts_campus_by_number(c->txn, key_get_u32(key, 5), &b) != 0)
		fault(c, "a travel time names no two campuses");
	return 0;
}

/* ---- a resource and what lies on it ---- */

static int by_start(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	return (x->claim.start > y->claim.start) - (x->claim.start < y->claim.start);
}

/* Sweeps the claims in order of start, keeping those that are still going on. */
static int sweep(struct checker *c, const struct resource *r, const struct neighbours *near)
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
				fault(c, "%s: bookings %" PRIu64 " and %" PRIu64 " at the same time", r->code, active[j]->booking,
				      x->booking);
			units += y->units;
			limit = y->limit > limit ? y->limit : limit;
			unlimited |= y->limit == 0;
		}
		if (!unlimited && units > limit)
			fault(c, "%s: %" PRIu64 " in use where there are %" PRIu64 ", with booking %" PRIu64, r->code, units, limit,
			      x->booking);
		active[n_active++] = x;
	}
	return 0;
}

static int check_resource(struct checker *c, struct bytes key, struct bytes value)
{
	struct resource r, by_code;
	struct institution owner;
	struct campus campus;
	struct neighbours near;
	struct opening hours;
	const char *bad;
	int err = resource_decode(value, &r);
	if (err || key.len != 5 || key_get_u32(key, 1) != r.no) {
		fault(c, "a resource's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	if (facts_resource(c->txn, r.code, &by_code) != 0 || by_code.no != r.no)
		fault(c, "resource %s: its code does not lead to it", r.code);
	if (*r.institution && facts_institution(c->txn, r.institution, &owner) != 0)
		fault(c, "resource %s: no institution %s", r.code, r.institution);
	if (*r.campus && facts_campus(c->txn, r.campus, &campus) != 0)
		fault(c, "resource %s: no campus %s", r.code, r.campus);
	if (opening_parse(r.opening, &hours, &bad) != 0)
		fault(c, "resource %s: opening hours that are none", r.code);
	err = facts_neighbours(c->txn, r.no, CLOCK_MIN_MIN, CLOCK_MAX_MIN, 0, &c->arena, &near);
	if (err) {
		fault(c, "resource %s: its claims: %s", r.code, quad_strerror(err));
		return err == QUAD_ECORRUPT ? 0 : err;
	}
	if (near.n)
		qsort(near.v, near.n, sizeof *near.v, by_start);
	return sweep(c, &r, &near);
}

static int check_resource_code(struct checker *c, struct bytes key, struct bytes value)
{
	struct resource r;
	if (value.len != 4 || facts_resource_by_number(c->txn, (uint32_t)le_get(value.p, 4), &r) != 0 ||
	    !key_is(key, 1, r.code))
		fault(c, "a resource's code leads to another");
	return 0;
}

static int check_closure(struct checker *c, struct bytes key, struct bytes value)
{
	struct closure v;
	int err = closure_decode(value, &v);
	if (err || key.len != 15 || key_get_min(key, 7) != v.start || key_get_min(key, 11) != v.end)
		fault(c, "a closure's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
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
	if (person_keys_read(v->ssh_key, &keys, &bad, &len, &why) != 0 || strcmp(buf_text(&keys), v->ssh_key) != 0)
		fault(c, "person %s: a key that is none", v->login);
	buf_release(&keys);
}

static int check_person(struct checker *c, struct bytes key, struct bytes value)
{
	struct person v;
	struct institution institution;
	struct campus campus;
	int err = person_decode(value, &v);
	if (err || !key_is(key, 1, v.login)) {
		fault(c, "a person's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_person_texts(c, &v);
	if (*v.institution && facts_institution(c->txn, v.institution, &institution) != 0)
		fault(c, "person %s: no institution %s", v.login, v.institution);
	if (v.over == OVER_CAMPUS && facts_campus(c->txn, v.scope, &campus) != 0)
		fault(c, "person %s: no campus %s", v.login, v.scope);
	if (v.over == OVER_INSTITUTION && facts_institution(c->txn, v.scope, &institution) != 0)
		fault(c, "person %s: no institution %s", v.login, v.scope);
	if ((v.role == ROLE_ADMINISTRATOR) != (v.over != OVER_NOTHING) || (v.over == OVER_NOTHING && *v.scope))
		fault(c, "person %s: a scope that does not go with the role %s", v.login, role_word(v.role));
	return 0;
}

static int check_columns(struct checker *c, struct bytes key, struct bytes value)
{
	struct kept_columns v;
	int err = columns_decode(value, &v);
	struct key want = err || strlen(v.institution) > CODE_MAX_BYTES ? key_table('h') : columns_key(v.kind, v.institution);
	if (err || want.len != key.len || memcmp(want.p, key.p, key.len) != 0 || !list_kind_find(v.kind))
		fault(c, "remembered columns: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	return 0;
}

/* ---- bookings ---- */

static void check_claim(struct checker *c, const struct booking *b, const struct claim *x)
{
	unsigned char want[CLAIM_BYTES];
	struct key keys[2] = {key_claim(x->resource, x->start, x->end, b->id),
	                      key_claim_time(x->resource, x->start, x->end, b->id)};
	struct resource r;
	struct bytes v;
	claim_encode(x, want);
	if (facts_resource_by_number(c->txn, x->resource, &r) != 0)
		fault(c, "booking %" PRIu64 ": no resource %" PRIu32, b->id, x->resource);
	for (int i = 0; i < 2; i++)
		if (db_get(c->txn, key_bytes(&keys[i]), &v) != 0 || v.len != sizeof want || memcmp(v.p, want, sizeof want) != 0)
			fault(c, "booking %" PRIu64 ": a claim is not in the index by %s", b->id, i ? "time" : "resource");
	if (x->start > b->start || x->end < b->end)
		fault(c, "booking %" PRIu64 ": a claim is shorter than the booking", b->id);
}

static int check_booking(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b, by_ref;
	struct institution owner;
	struct bytes v;
	int err = booking_decode(value, &c->arena, &b);
	if (err || key.len != 9 || key_get_u64(key, 1) != b.id) {
		fault(c, "a booking's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return err == QUAD_ENOMEM ? err : 0;
	}
	struct key entry = key_table('j');
	key_u64(&entry, b.seq);
	if (db_get(c->txn, key_bytes(&entry), &v) != 0)
		fault(c, "booking %" PRIu64 ": no journal entry %" PRIu64, b.id, b.seq);
	if (b.series) {
		struct key of_series = key_table('S'), series = key_table('s');
		key_u64(&of_series, b.series);
		key_u64(&of_series, b.id);
		key_u64(&series, b.series);
		if (db_get(c->txn, key_bytes(&of_series), &v) != 0 || db_get(c->txn, key_bytes(&series), &v) != 0)
			fault(c, "booking %" PRIu64 ": its series %" PRIu64 " does not know it", b.id, b.series);
	}
	if (*b.institution && facts_institution(c->txn, b.institution, &owner) != 0)
		fault(c, "booking %" PRIu64 ": no institution %s", b.id, b.institution);
	if (b.state == STATE_CANCELLED)
		return 0;
	c->n_claims += b.n_claims;
	for (size_t i = 0; i < b.n_claims; i++)
		check_claim(c, &b, &b.claims[i]);
	if (*b.ref && (facts_booking_by_ref(c->txn, b.ref, &c->arena, &by_ref) != 0 || by_ref.id != b.id))
		fault(c, "booking %" PRIu64 ": its reference %s does not lead to it", b.id, b.ref);
	return 0;
}

static int check_series_booking(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	(void)value;
	if (key.len != 17 || facts_booking(c->txn, key_get_u64(key, 9), &c->arena, &b) != 0 ||
	    b.series != key_get_u64(key, 1))
		fault(c, "a series names a booking that is not its own");
	return 0;
}

static int check_series(struct checker *c, struct bytes key, struct bytes value)
{
	struct series s;
	struct institution owner;
	int err = series_decode(value, &s);
	if (err || key.len != 9 || key_get_u64(key, 1) != s.id)
		fault(c, "a series' record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else if (*s.institution && facts_institution(c->txn, s.institution, &owner) != 0)
		fault(c, "series %" PRIu64 ": no institution %s", s.id, s.institution);
	return 0;
}

static int check_term(struct checker *c, struct bytes key, struct bytes value)
{
	struct term t;
	int err = term_decode(value, &t);
	if (err || !key_is(key, 1, t.code) || clock_weekday(t.first_monday) != 1)
		fault(c, "a term's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	return 0;
}

/* The campus that a calendar's key names, and that its record names. */
static bool campus_fits(struct checker *c, struct bytes key, const char *code)
{
	struct campus campus;
	uint32_t no = key_get_u32(key, 1);
	return no == 0 ? !*code : facts_campus_by_number(c->txn, no, &campus) == 0 && strcmp(campus.code, code) == 0;
}

static int check_period(struct checker *c, struct bytes key, struct bytes value)
{
	struct period p;
	int err = period_decode(value, &p);
	if (err || key.len != 10 || !campus_fits(c, key, p.campus))
		fault(c, "a period's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	return 0;
}

static int check_day(struct checker *c, struct bytes key, struct bytes value)
{
	struct day_rule d;
	int err = day_rule_decode(value, &d);
	if (err || key.len != 9 || !campus_fits(c, key, d.campus))
		fault(c, "a day rule's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
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
static int check_counts(struct checker *c, char table)
{
	uint64_t want = c->n_claims;
	int err = each(c, table, count_claim);
	if (!err && c->n_claims != 0)
		fault(c, "the index by %s does not hold as many claims as the bookings do", table == 'A' ? "resource" : "time");
	c->n_claims = want;
	return err;
}

static int check_entry(struct checker *c, struct bytes key, struct bytes value)
{
	struct journal_entry e;
	int err = journal_decode(value, &e);
	if (err || key.len != 9 || e.prev >= key_get_u64(key, 1))
		fault(c, "a journal entry: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	return 0;
}

static int check_all(struct db_txn *txn, void *arg)
{
	struct checker *c = arg;
	static const struct {
		char table;
		int (*fn)(struct checker *c, struct bytes key, struct bytes value);
	} tables[] = {{'i', check_institution}, {'c', check_campus},  {'t', check_travel},
	              {'R', check_resource},    {'r', check_resource_code}, {'x', check_closure},
	              {'b', check_booking},     {'j', check_entry},         {'S', check_series_booking},
	              {'s', check_series},      {'e', check_term},          {'p', check_period},
	              {'d', check_day},         {'u', check_person},       {'h', check_columns}};
	c->txn = txn;
	int err = store_verify(txn, NULL);
	if (err) {
		fault(c, "the settings: %s", quad_strerror(err));
		err = 0;
	}
	for (size_t i = 0; !err && i < sizeof tables / sizeof *tables; i++)
		err = each(c, tables[i].table, tables[i].fn);
	if (!err)
		err = check_counts(c, 'A');
	if (!err)
		err = check_counts(c, 'T');
	return err;
}

int query_check(struct store *s, void (*report)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	struct checker c = {.fault = report, .arg = arg};
	int err = db_read(s->db, check_all, &c);
	arena_release(&c.arena);
	*n_faults = c.n_faults;
	return err;
}
