/*
 * Each table whose records may name what has gone is read once, whatever has gone. Cancelled bookings count: they are
 * shown with their resources.
 */
#include "store/change/undo_use.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/walk.h"
#include "store/model/policy.h"
#include "store/model/series_phases.h"
#include "store/model/wish.h"

/* A thing that has gone. */
struct gone {
	enum entity_kind kind;
	const char *entity, *code;
	uint32_t no;      /* of a campus or a resource */
	const char *user; /* the first record that names it, NULL: none does */
	size_t n_users;
};

/* A ref without an owner, and the last booking or series that bears it. */
struct lost_ref {
	const char *ref;
	uint64_t id;
};

struct uses {
	struct change *c;
	struct gone *v; /* by kind and code */
	size_t n;
	struct gone **by_no; /* the resources */
	size_t n_by_no;
	bool any[N_KINDS];
	struct lost_ref *refs; /* by text */
	size_t n_refs;
	struct arena arena; /* of one record */
};

/* ---- what has gone ---- */

static int gone_order(const void *a, const void *b)
{
	const struct gone *x = a, *y = b;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->code, y->code);
}

static int number_order(const void *a, const void *b)
{
	const struct gone *x = *(struct gone *const *)a, *y = *(struct gone *const *)b;
	return (x->no > y->no) - (x->no < y->no);
}

static int read_number(const struct undo_thing *t, uint32_t *out)
{
	struct campus campus;
	struct resource resource;
	int err = 0;
	*out = 0;
	if (t->kind == OF_CAMPUS) {
		err = campus_decode(t->after, &campus);
		*out = err ? 0 : campus.no;
	} else if (t->kind == OF_RESOURCE) {
		err = resource_decode(t->after, &resource);
		*out = err ? 0 : resource.no;
	}
	return err;
}

static int list_gone(struct uses *u, const struct undo_things *things)
{
	u->v = arena_alloc(u->c->arena, (things->n + 1) * sizeof *u->v);
	u->by_no = arena_alloc(u->c->arena, (things->n + 1) * sizeof *u->by_no);
	if (!u->v || !u->by_no)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < things->n; i++) {
		const struct undo_thing *t = &things->v[i];
		if (t->before.len || !t->after.len)
			continue;
		struct gone *g = &u->v[u->n++];
		*g = (struct gone){.kind = t->kind, .entity = t->entity, .code = entity_name(t->entity)};
		int err = read_number(t, &g->no);
		if (err)
			return err;
		u->any[t->kind] = true;
	}
	if (u->n)
		qsort(u->v, u->n, sizeof *u->v, gone_order);
	for (size_t i = 0; i < u->n; i++)
		if (u->v[i].kind == OF_RESOURCE)
			u->by_no[u->n_by_no++] = &u->v[i];
	if (u->n_by_no)
		qsort(u->by_no, u->n_by_no, sizeof *u->by_no, number_order);
	return 0;
}

static int note_user(struct uses *u, struct gone *g, const char *kind, const char *name)
{
	if (g->n_users++)
		return 0;
	g->user = arena_fmt(u->c->arena, "%s:%s", kind, name);
	return g->user ? 0 : QUAD_ENOMEM;
}

/* A record names a thing by its code. */
static int note_use(struct uses *u, enum entity_kind kind, const char *code, const char *user_kind, const char *user)
{
	const struct gone key = {.kind = kind, .code = code};
	struct gone *g = *code && u->n ? bsearch(&key, u->v, u->n, sizeof *u->v, gone_order) : NULL;
	return g ? note_user(u, g, user_kind, user) : 0;
}

/* The same of each of the codes with `;` between them. */
static int note_codes(struct uses *u, enum entity_kind kind, const char *codes, const char *user_kind, const char *user)
{
	int err = 0;
	for (const char *p = codes; *p && !err;) {
		size_t len = strcspn(p, ";");
		const char *code = arena_dup(&u->arena, p, len);
		err = code ? note_use(u, kind, code, user_kind, user) : QUAD_ENOMEM;
		p += len + (p[len] == ';');
	}
	return err;
}

static int note_use_of_resource(struct uses *u, uint32_t no, const char *user)
{
	struct gone key = {.no = no}, *at = &key;
	struct gone *const *g = u->n_by_no ? bsearch(&at, u->by_no, u->n_by_no, sizeof *u->by_no, number_order) : NULL;
	return g ? note_user(u, *g, "booking", user) : 0;
}

/* ---- refs ---- */

static int ref_order(const void *a, const void *b)
{
	const struct lost_ref *x = a, *y = b;
	return strcmp(x->ref, y->ref);
}

static int list_refs(struct uses *u, const struct undo_refs *lost)
{
	u->n_refs = lost->n;
	u->refs = arena_alloc(u->c->arena, (lost->n + 1) * sizeof *u->refs);
	if (!u->refs)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < lost->n; i++)
		u->refs[i] = (struct lost_ref){lost->v[i], 0};
	if (lost->n)
		qsort(u->refs, lost->n, sizeof *u->refs, ref_order);
	return 0;
}

/* One that stands comes before those that do not; of those the last. */
static void note_ref(struct uses *u, const char *ref, uint64_t id)
{
	const struct lost_ref key = {ref, 0};
	struct lost_ref *r = *ref && u->n_refs ? bsearch(&key, u->refs, u->n_refs, sizeof *u->refs, ref_order) : NULL;
	if (r && id > r->id)
		r->id = id;
}

static int write_refs(struct uses *u, enum table table)
{
	for (size_t i = 0; i < u->n_refs; i++) {
		const struct lost_ref *r = &u->refs[i];
		struct key k = key_table(table);
		struct bytes owner;
		key_text(&k, r->ref);
		/* one of the undo's own may have it by now */
		int err = r->id ? db_get(u->c->txn, key_bytes(&k), &owner) : 0;
		if (err == QUAD_ENOTFOUND)
			err = change_put_ref(u->c, table, r->ref, r->id);
		if (err)
			return err;
	}
	return 0;
}

/* ---- who names what ---- */

static int read_campus(struct bytes key, struct bytes value, void *arg)
{
	struct campus v;
	(void)key;
	int err = campus_decode(value, &v);
	return err ? err : note_use(arg, OF_INSTITUTION, v.institution, "campus", v.code);
}

static int read_resource(struct bytes key, struct bytes value, void *arg)
{
	struct resource v;
	(void)key;
	int err = resource_decode(value, &v);
	if (!err)
		err = note_use(arg, OF_INSTITUTION, v.institution, "resource", v.code);
	if (!err)
		err = note_use(arg, OF_RESOURCE, v.part_of, "resource", v.code);
	return err ? err : note_use(arg, OF_CAMPUS, v.campus, "resource", v.code);
}

static int note_scope(struct uses *u, enum person_scope over, const char *scope, const char *kind, const char *name)
{
	static const enum entity_kind kinds[] = {
		[OVER_CAMPUS] = OF_CAMPUS, [OVER_INSTITUTION] = OF_INSTITUTION, [OVER_RESOURCE] = OF_RESOURCE};
	if (over == OVER_NOTHING || over == OVER_ALL)
		return 0;
	return note_use(u, kinds[over], scope, kind, name);
}

static int read_person(struct bytes key, struct bytes value, void *arg)
{
	struct person v;
	(void)key;
	int err = person_decode(value, &v);
	if (!err)
		err = note_use(arg, OF_INSTITUTION, v.institution, "person", v.login);
	return err ? err : note_scope(arg, v.over, v.scope, "person", v.login);
}

static int read_grant(struct bytes key, struct bytes value, void *arg)
{
	struct grant v;
	(void)key;
	int err = grant_decode(value, &v);
	if (!err)
		err = note_use(arg, OF_PERSON, v.login, "grant", v.login);
	if (!err)
		err = note_use(arg, OF_PERSON, v.deputy_of, "grant", v.login);
	return err ? err : note_scope(arg, v.over, v.scope, "grant", v.login);
}

static int read_closure(struct bytes key, struct bytes value, void *arg)
{
	struct closure v;
	char text[CLOCK_TEXT_MAX];
	(void)key;
	int err = closure_decode(value, &v);
	if (!err)
		err = note_use(arg, OF_RESOURCE, v.resource, "closure", clock_format(v.start, text));
	return err ? err : note_use(arg, OF_CAMPUS, v.campus, "closure", clock_format(v.start, text));
}

/* A rule names what it is for in its place, and perhaps an institution in who. */
static int read_rule(struct bytes key, struct bytes value, void *arg)
{
	struct uses *u = arg;
	struct owner_rule v;
	struct policy_rule rule;
	(void)key;
	int err = owner_rule_decode(value, &v);
	if (!err)
		err = policy_read(&v, &u->arena, &rule, NULL);
	for (unsigned i = 0; !err && i < rule.place.n; i++) {
		static const enum entity_kind kinds[] = {[POLICY_OF_INSTITUTION] = OF_INSTITUTION,
		                                         [POLICY_OF_CAMPUS] = OF_CAMPUS,
		                                         [POLICY_OF_RESOURCE] = OF_RESOURCE};
		const struct policy_spot *spot = &rule.place.spot[i];
		if (spot->where == POLICY_OF_INSTITUTION || spot->where == POLICY_OF_CAMPUS ||
		    spot->where == POLICY_OF_RESOURCE)
			err = note_use(u, kinds[spot->where], spot->name, "rule", v.id);
	}
	if (!err && rule.who.whose == POLICY_INSTITUTION)
		err = note_use(u, OF_INSTITUTION, rule.who.name, "rule", v.id);
	arena_release(&u->arena);
	return err == QUAD_EINVAL ? QUAD_ECORRUPT : err;
}

static int read_register(struct bytes key, struct bytes record, void *arg)
{
	struct uses *u = arg;
	struct register_row v;
	struct buf name = {0};
	(void)key;
	int err = register_decode(record, &v);
	if (err)
		return err;
	const struct register_kind *kind = register_kind(v.id);
	register_name(&v, &name);
	err = name.failed ? QUAD_ENOMEM : 0;
	for (size_t i = 0; i < kind->n_texts && !err; i++)
		if (kind->texts[i].names != N_KINDS)
			err = note_codes(u, kind->texts[i].names, v.text[i], entity_word(kind->entity),
			                 buf_text(&name));
	buf_release(&name);
	arena_release(&u->arena);
	return err;
}

static int read_period(struct bytes key, struct bytes value, void *arg)
{
	struct period v;
	char text[24];
	(void)key;
	int err = period_decode(value, &v);
	snprintf(text, sizeof text, "%" PRIu32, err ? 0 : v.number);
	return err ? err : note_use(arg, OF_CAMPUS, v.campus, "period", text);
}

static int read_day(struct bytes key, struct bytes value, void *arg)
{
	struct day_rule v;
	char text[CLOCK_TEXT_MAX];
	(void)key;
	int err = day_rule_decode(value, &v);
	return err ? err : note_use(arg, OF_CAMPUS, v.campus, "day", clock_format_date(v.date, text));
}

static int read_way(struct bytes key, struct bytes value, void *arg)
{
	struct uses *u = arg;
	(void)value;
	if (key.len != 9)
		return QUAD_ECORRUPT;
	for (size_t i = 0; i < u->n; i++) {
		struct gone *g = &u->v[i];
		bool named = key_get_u32(key, 1) == g->no || key_get_u32(key, 5) == g->no;
		int err = g->kind == OF_CAMPUS && named ? note_user(u, g, "travel", g->code) : 0;
		if (err)
			return err;
	}
	return 0;
}

static int note_phase(struct uses *u, const struct series *s, const char *name)
{
	const struct claim_ask *claims;
	size_t n;
	int err = note_use(u, OF_INSTITUTION, s->institution, "series", name);
	if (!err && !*s->rule.rule)
		err = note_use(u, OF_TERM, s->weeks.term, "series", name);
	if (err || !u->any[OF_RESOURCE])
		return err;
	err = claims_parse(s->claims, &u->arena, &claims, &n);
	for (size_t i = 0; i < n && !err; i++)
		err = note_use(u, OF_RESOURCE, claims[i].resource, "series", name);
	return err;
}

static int read_series(struct bytes key, struct bytes value, void *arg)
{
	struct uses *u = arg;
	struct series s;
	struct series_phases phases = {0};
	char name[24];
	(void)key;
	int err = series_decode(value, &s);
	if (!err)
		err = series_phases_load(&s, &u->arena, &phases);
	snprintf(name, sizeof name, "%" PRIu64, err ? 0 : s.id);
	if (!err)
		note_ref(u, s.ref, s.id);
	for (size_t i = 0; i < phases.n && !err; i++)
		err = note_phase(u, &phases.v[i], name);
	arena_release(&u->arena);
	return err;
}

/* What waits may name resources that it does not claim. */
static int note_uses_of_wish(struct uses *u, const struct booking *b, const char *name)
{
	struct wish wish;
	int err = wish_parse(b->wish, &u->arena, &wish);
	for (size_t i = 0; !err && i < wish.n; i++)
		for (size_t k = 0; k < wish.v[i].n; k++) {
			err = note_use(u, OF_RESOURCE, wish.v[i].claims[k].resource, "booking", name);
			if (err)
				return err;
		}
	return err;
}

static int read_booking(struct bytes key, struct bytes value, void *arg)
{
	struct uses *u = arg;
	struct booking b;
	char name[24];
	(void)key;
	int err = booking_decode(value, &u->arena, &b);
	snprintf(name, sizeof name, "%" PRIu64, err ? 0 : b.id);
	if (!err)
		err = note_use(u, OF_INSTITUTION, b.institution, "booking", name);
	for (size_t i = 0; !err && i < b.n_claims; i++)
		err = note_use_of_resource(u, b.claims[i].resource, name);
	if (!err)
		err = note_uses_of_wish(u, &b, name);
	if (!err)
		note_ref(u, b.ref, b.id);
	arena_release(&u->arena);
	return err;
}

/* A series that goes has no bookings but those that have gone with it. */
static int read_series_booking(struct bytes key, struct bytes value, void *arg)
{
	struct uses *u = arg;
	char series[24], booking[24];
	(void)value;
	if (key.len != 17)
		return QUAD_ECORRUPT;
	snprintf(series, sizeof series, "%" PRIu64, key_get_u64(key, 1));
	snprintf(booking, sizeof booking, "%" PRIu64, key_get_u64(key, 9));
	return note_use(u, OF_SERIES, series, "booking", booking);
}

static int read_bookings_of(struct uses *u, const struct gone *g)
{
	struct key lo = key_table(TABLE_SERIES_BOOKING), hi;
	key_u64(&lo, strtoull(g->code, NULL, 10));
	hi = key_after(&lo);
	return walk_range(u->c->txn, &lo, &hi, read_series_booking, u);
}

static int read_tables(struct uses *u, bool has_booking_refs)
{
	bool institution = u->any[OF_INSTITUTION], campus = u->any[OF_CAMPUS], resource = u->any[OF_RESOURCE];
	const struct {
		bool wanted;
		enum table table;
		walk_fn *read;
	} tables[] = {
		{institution, TABLE_CAMPUS, read_campus},
		{institution || campus || resource, TABLE_RESOURCE, read_resource},
		{institution || campus || resource, TABLE_PERSON, read_person},
		{institution || campus || resource || u->any[OF_PERSON], TABLE_GRANT, read_grant},
		{campus, TABLE_TRAVEL, read_way},
		{campus || resource, TABLE_CLOSURE, read_closure},
		{institution || campus || resource, TABLE_RULE, read_rule},
		{institution || resource, TABLE_REGISTER, read_register},
		{campus, TABLE_PERIOD, read_period},
		{campus, TABLE_DAY, read_day},
		{institution || resource || has_booking_refs, TABLE_BOOKING, read_booking},
	};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		int err = tables[i].wanted ? walk_table(u->c->txn, tables[i].table, tables[i].read, u) : 0;
		if (err)
			return err;
	}
	return 0;
}

/* The series are few: they are read wherever they may matter. */
static int read_all_series(struct uses *u, const struct undo_records *records)
{
	struct uses refs = *u;
	int err = list_refs(&refs, &records->series_refs);
	if (!err)
		err = walk_table(refs.c->txn, TABLE_SERIES, read_series, &refs);
	arena_release(&refs.arena);
	return err ? err : write_refs(&refs, TABLE_SERIES_REF);
}

static void tell_users(struct uses *u)
{
	for (size_t i = 0; i < u->n; i++) {
		const struct gone *g = &u->v[i];
		if (!g->n_users)
			continue;
		struct reason *why = reason_add_text(&u->c->out->reasons, REASON_USED, g->entity, "%s", g->user);
		why->number = (int64_t)g->n_users - 1;
	}
}

int undo_use_check(struct change *c, const struct undo_bookings *bookings, const struct undo_records *records)
{
	struct uses u = {.c = c};
	int err = list_gone(&u, records->things);
	if (!err)
		err = list_refs(&u, &bookings->refs);
	if (!err)
		err = read_tables(&u, bookings->refs.n > 0);
	for (size_t i = 0; i < u.n && !err; i++)
		err = u.v[i].kind == OF_SERIES ? read_bookings_of(&u, &u.v[i]) : 0;
	if (!err)
		err = write_refs(&u, TABLE_BOOKING_REF);
	if (!err && (u.n || records->series_refs.n))
		err = read_all_series(&u, records);
	arena_release(&u.arena);
	if (!err)
		tell_users(&u);
	return err;
}
