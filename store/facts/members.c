/*
 * A member is the person's record, whose role is the first, and the grants under the login. What is held in somebody's
 * place counts only as long and as far as that one has it, so it is cut to each of that one's own roles that covers it.
 */
#include "store/facts/members.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/decision_cache.h"
#include "store/facts/expect.h"
#include "store/facts/facts.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

#define MEMBER_SLOTS 256

/* Growing lists in an arena. */
struct holdings {
	struct db_txn *txn;
	struct arena *arena;
	struct holding *v;
	size_t n, cap;
	const char *institution; /* of those that are added */
};

static int add_holding(struct holdings *list, const struct grant *g)
{
	struct holding *v = arena_grow(list->arena, list->v, list->n, &list->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	list->v = v;
	list->v[list->n++] = (struct holding){*g, list->institution};
	return 0;
}

/* ---- grants ---- */

struct key members_grant_key(const struct grant *g)
{
	struct key k = key_table(TABLE_GRANT);
	key_text(&k, g->login);
	key_u8(&k, 1);
	key_u8(&k, g->role);
	key_u8(&k, g->over);
	key_text(&k, g->scope);
	if (*g->deputy_of) {
		key_u8(&k, 1);
		key_text(&k, g->deputy_of);
	}
	return k;
}

void members_grant_name(const struct grant *g, struct buf *out)
{
	buf_fmt(out, "%s:%s", g->login, role_word(g->role));
	if (g->over != OVER_NOTHING)
		buf_char(out, ':');
	facts_scope_text(g->over, g->scope, out);
	if (*g->deputy_of)
		buf_fmt(out, "@%s", g->deputy_of);
}

struct grant members_first_role(const struct person *p)
{
	return (struct grant){.login = p->login,
	                      .role = p->role,
	                      .over = p->over,
	                      .scope = p->scope,
	                      .granted_by = "",
	                      .deputy_of = ""};
}

static int keep_grant(struct bytes key, struct bytes value, void *arg)
{
	struct holdings *list = arg;
	struct bytes kept;
	struct grant g;
	(void)key;
	int err = walk_keep(list->arena, value, &kept);
	if (!err)
		err = grant_decode(kept, &g);
	return err ? err : add_holding(list, &g);
}

/* Adds the grants of a login. */
static int add_grants(struct holdings *list, const char *login)
{
	struct key lo = key_table(TABLE_GRANT), hi;
	key_text(&lo, login);
	hi = lo;
	key_u8(&lo, 1);
	key_u8(&hi, 2);
	return walk_range(list->txn, &lo, &hi, keep_grant, list);
}

/* ---- places ---- */

static int institution_of_campus(struct db_txn *txn, const char *code, struct arena *arena, const char **out)
{
	struct campus campus;
	*out = "";
	int err = *code ? facts_campus(txn, code, &campus) : QUAD_ENOTFOUND;
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	*out = arena_str(arena, campus.institution);
	return *out ? 0 : QUAD_ENOMEM;
}

int members_place(struct db_txn *txn, const struct resource *r, struct arena *arena, struct right_place *out)
{
	*out = (struct right_place){r->code, r->campus, r->institution};
	return *r->institution ? 0 : institution_of_campus(txn, r->campus, arena, &out->institution);
}

int members_place_of(struct db_txn *txn, const char *code, struct arena *arena, struct right_place *out)
{
	struct bytes record, kept;
	struct resource r;
	*out = (struct right_place){0};
	int err = facts_resource_bytes(txn, code, &record);
	if (!err)
		err = walk_keep(arena, record, &kept);
	if (!err)
		err = resource_decode(kept, &r);
	return err ? err : members_place(txn, &r, arena, out);
}

int members_scope_place(struct db_txn *txn, const struct grant *g, const char *institution, struct arena *arena,
                        struct right_place *out)
{
	*out = (struct right_place){0};
	int err = 0;
	switch (g->over) {
	case OVER_ALL: break;
	case OVER_NOTHING: out->institution = institution; break;
	case OVER_INSTITUTION: out->institution = g->scope; break;
	case OVER_CAMPUS:
		out->campus = g->scope;
		err = institution_of_campus(txn, g->scope, arena, &out->institution);
		break;
	case OVER_RESOURCE:
		err = members_place_of(txn, g->scope, arena, out);
		out->resource = g->scope;
		break;
	}
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* ---- people ---- */

/* The person's record with bytes of its own. */
static int load_person(struct db_txn *txn, const char *login, struct arena *arena, struct person *out)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes v, kept;
	key_text(&k, login);
	int err = db_get(txn, key_bytes(&k), &v);
	if (!err)
		err = walk_keep(arena, v, &kept);
	return err ? err : person_decode(kept, out);
}

/* The institution that somebody is of, where his record names none: that of what he is first for. */
static int find_institution(struct db_txn *txn, const struct person *p, struct arena *arena, const char **out)
{
	struct grant first = members_first_role(p);
	struct right_place place;
	*out = p->institution;
	if (*p->institution || p->over == OVER_NOTHING)
		return 0;
	int err = members_scope_place(txn, &first, "", arena, &place);
	*out = place.institution ? place.institution : "";
	return err;
}

/* Adds the first role of a person and the grants, as they are stored; sets the list's institution to the person's. */
static int add_person(struct holdings *list, const struct person *p)
{
	struct grant first = members_first_role(p);
	int err = find_institution(list->txn, p, list->arena, &list->institution);
	if (!err)
		err = add_holding(list, &first);
	return err ? err : add_grants(list, p->login);
}

bool members_is_within(const struct grant *inner, const struct right_place *place, const struct grant *outer)
{
	if (*outer->deputy_of || inner->role != outer->role)
		return false;
	return inner->over == OVER_NOTHING || grant_covers(outer, place);
}

/* The grant in the time in which the other one counts too; false: there is none. */
static bool cut_time(struct grant *g, const struct grant *other)
{
	if (other->from > g->from)
		g->from = other->from;
	if (other->until && (!g->until || other->until < g->until))
		g->until = other->until;
	return !g->until || g->from < g->until;
}

/* Adds what a role in somebody's place comes to: its part of each of that one's own roles. */
static int add_deputy(struct holdings *list, const struct grant *g)
{
	struct holdings of = {.txn = list->txn, .arena = list->arena};
	struct right_place place;
	struct person p;
	int err = load_person(list->txn, g->deputy_of, list->arena, &p);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = add_person(&of, &p);
	list->institution = of.institution;
	if (!err)
		err = members_scope_place(list->txn, g, of.institution, list->arena, &place);
	for (size_t i = 0; i < of.n && !err; i++) {
		struct grant part = *g;
		bool has = members_is_within(g, &place, &of.v[i].grant);
		if (has && cut_time(&part, &of.v[i].grant))
			err = add_holding(list, &part);
	}
	return err;
}

/* Replaces the roles that are held in somebody's place by what they come to. */
static int settle_deputies(struct holdings *list)
{
	struct holdings stored = *list;
	int err = 0;
	list->v = NULL;
	list->n = list->cap = 0;
	for (size_t i = 0; i < stored.n && !err; i++) {
		const struct grant *g = &stored.v[i].grant;
		list->institution = stored.v[i].institution;
		err = *g->deputy_of ? add_deputy(list, g) : add_holding(list, g);
	}
	return err;
}

static bool has_deputies(const struct holdings *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (*list->v[i].grant.deputy_of)
			return true;
	return false;
}

void members_expect(struct expect *e, const char *login)
{
	struct key person = key_table(TABLE_PERSON), code = key_table(TABLE_RESOURCE_CODE);
	struct key lo = key_table(TABLE_GRANT), hi = lo;
	key_text(&person, login);
	key_text(&code, login);
	key_text(&lo, login);
	key_text(&hi, login);
	key_u8(&lo, 1);
	key_u8(&hi, 2);
	expect_key(e, &person);
	expect_key(e, &code);
	expect_range(e, &lo, &hi);
}

/* ---- coordinators ---- */

bool members_is_lasting_coordinator(const struct grant *g, int64_t now)
{
	return g->role == ROLE_COORDINATOR && !*g->deputy_of && !g->until && g->from <= now;
}

static bool is_same_grant(const struct grant *a, const struct grant *b)
{
	return strcmp(a->login, b->login) == 0 && a->role == b->role && a->over == b->over &&
	       strcmp(a->scope, b->scope) == 0 && strcmp(a->deputy_of, b->deputy_of) == 0;
}

struct coordinator_count {
	int64_t now;
	const struct grant *except;
	size_t n;
};

static void count_grant(struct coordinator_count *count, const struct grant *g)
{
	bool except = count->except && is_same_grant(g, count->except);
	count->n += !except && members_is_lasting_coordinator(g, count->now);
}

static int count_person(struct bytes key, struct bytes value, void *arg)
{
	struct person p;
	(void)key;
	int err = person_decode(value, &p);
	if (err)
		return err;
	struct grant first = members_first_role(&p);
	count_grant(arg, &first);
	return 0;
}

static int count_granted(struct bytes key, struct bytes value, void *arg)
{
	struct grant g;
	(void)key;
	int err = grant_decode(value, &g);
	if (!err)
		count_grant(arg, &g);
	return err;
}

int members_lasting_coordinators(struct db_txn *txn, int64_t now, const struct grant *except, size_t *out)
{
	struct coordinator_count count = {.now = now, .except = except};
	int err = walk_table(txn, TABLE_PERSON, count_person, &count);
	if (!err)
		err = walk_table(txn, TABLE_GRANT, count_granted, &count);
	*out = count.n;
	return err;
}

/* ---- members ---- */

/* Somebody who is not among the people: everything is allowed, as long as nobody could grant it. */
static int load_stranger(struct db_txn *txn, struct member *out)
{
	size_t n;
	int err = members_lasting_coordinators(txn, INT64_MAX, NULL, &n);
	out->everything = !err && n == 0;
	return err;
}

int members_load(struct db_txn *txn, const char *login, struct arena *arena, struct member *out)
{
	struct holdings list = {.txn = txn, .arena = arena};
	*out = (struct member){.institution = ""};
	out->everything = !login;
	if (!login)
		return 0;
	int err = load_person(txn, login, arena, &out->person);
	if (err == QUAD_ENOTFOUND)
		return load_stranger(txn, out);
	if (!err)
		err = add_person(&list, &out->person);
	out->institution = list.institution;
	if (!err && has_deputies(&list))
		err = settle_deputies(&list);
	out->known = !err;
	out->held = list.v;
	out->n_held = err ? 0 : list.n;
	return err;
}

/* ---- owners ---- */

static bool owns(enum person_role role)
{
	return role == ROLE_ADMINISTRATOR || role == ROLE_APPROVER;
}

static bool coordinates(enum person_role role)
{
	return role == ROLE_COORDINATOR;
}

static bool oversees(enum person_role role)
{
	return role == ROLE_COORDINATOR || role == ROLE_AUDITOR;
}

/* Holdings of some roles alone. */
struct role_list {
	struct holdings list;
	bool (*wants)(enum person_role role);
};

static int add_with_role(struct role_list *roles, const struct grant *g)
{
	if (!roles->wants(g->role))
		return 0;
	return *g->deputy_of ? add_deputy(&roles->list, g) : add_holding(&roles->list, g);
}

static int add_role_of_person(struct bytes key, struct bytes value, void *arg)
{
	struct role_list *roles = arg;
	struct bytes kept;
	struct person p;
	(void)key;
	int err = person_decode(value, &p);
	if (err || !roles->wants(p.role))
		return err;
	err = walk_keep(roles->list.arena, value, &kept);
	if (!err)
		err = person_decode(kept, &p);
	if (err)
		return err;
	struct grant first = members_first_role(&p);
	roles->list.institution = p.institution;
	return add_with_role(roles, &first);
}

static int add_role_granted(struct bytes key, struct bytes value, void *arg)
{
	struct role_list *roles = arg;
	struct bytes kept;
	struct grant g;
	(void)key;
	int err = walk_keep(roles->list.arena, value, &kept);
	if (!err)
		err = grant_decode(kept, &g);
	roles->list.institution = "";
	return err ? err : add_with_role(roles, &g);
}

static int list_with_role(struct db_txn *txn, struct arena *arena, bool (*wants)(enum person_role role),
                          struct owners *out)
{
	struct role_list roles = {.list = {.txn = txn, .arena = arena}, .wants = wants};
	int err = walk_table(txn, TABLE_PERSON, add_role_of_person, &roles);
	if (!err)
		err = walk_table(txn, TABLE_GRANT, add_role_granted, &roles);
	*out = (struct owners){roles.list.v, err ? 0 : roles.list.n};
	return err;
}

int members_owners(struct db_txn *txn, struct arena *arena, struct owners *out)
{
	return list_with_role(txn, arena, owns, out);
}

int members_coordinators(struct db_txn *txn, struct arena *arena, struct owners *out)
{
	return list_with_role(txn, arena, coordinates, out);
}

int members_overseers(struct db_txn *txn, struct arena *arena, struct owners *out)
{
	return list_with_role(txn, arena, oversees, out);
}

size_t members_next_owner(const struct owners *o, size_t from, const struct right_place *place, int64_t now)
{
	while (from < o->n) {
		const struct grant *g = &o->v[from].grant;
		if (grant_counts(g, now) && grant_covers(g, place))
			break;
		from++;
	}
	return from;
}

/* ---- the cache ---- */

struct kept_member {
	struct kept_member *next;
	const char *login;
	struct member member;
};

struct kept_members {
	struct kept_member *slots[MEMBER_SLOTS];
	struct owners owners, coordinators;
	bool has_owners, has_coordinators;
};

static int get_kept(struct decision_cache *k, struct kept_members **out)
{
	if (!k->members) {
		k->members = arena_alloc(&k->arena, sizeof *k->members);
		if (k->members)
			*k->members = (struct kept_members){0};
	}
	*out = k->members;
	return *out ? 0 : QUAD_ENOMEM;
}

static int load_kept(struct decision_cache *k, struct db_txn *txn, const char *login, struct kept_member **out)
{
	struct kept_member *m = arena_alloc(&k->arena, sizeof *m);
	if (!m)
		return QUAD_ENOMEM;
	*m = (struct kept_member){.login = arena_str(&k->arena, login)};
	*out = m;
	return m->login ? members_load(txn, m->login, &k->arena, &m->member) : QUAD_ENOMEM;
}

int members_of(struct decision_cache *k, struct db_txn *txn, const char *login, const struct member **out)
{
	static const struct member program = {.everything = true, .institution = ""};
	struct kept_members *all;
	*out = &program;
	int err = login ? get_kept(k, &all) : 0;
	if (err || !login)
		return err;
	struct kept_member **slot =
		&all->slots[fnv1a(FNV1A_START, (struct bytes){login, strlen(login)}) % MEMBER_SLOTS];
	struct kept_member *m = *slot;
	while (m && strcmp(m->login, login) != 0)
		m = m->next;
	if (!m) {
		err = load_kept(k, txn, login, &m);
		if (err)
			return err;
		m->next = *slot;
		*slot = m;
	}
	*out = &m->member;
	return 0;
}

int members_owners_of(struct decision_cache *k, struct db_txn *txn, const struct owners **out)
{
	struct kept_members *all;
	*out = NULL;
	int err = get_kept(k, &all);
	if (!err && !all->has_owners) {
		err = members_owners(txn, &k->arena, &all->owners);
		all->has_owners = !err;
	}
	*out = err ? NULL : &all->owners;
	return err;
}

int members_coordinators_of(struct decision_cache *k, struct db_txn *txn, const struct owners **out)
{
	struct kept_members *all;
	*out = NULL;
	int err = get_kept(k, &all);
	if (!err && !all->has_coordinators) {
		err = members_coordinators(txn, &k->arena, &all->coordinators);
		all->has_coordinators = !err;
	}
	*out = err ? NULL : &all->coordinators;
	return err;
}
