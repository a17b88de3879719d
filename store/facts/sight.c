/*
 * What somebody may see. The member is read once for a moment; whether a resource is in scope is asked once for each
 * resource, and kept by number, so that a list of a million bookings asks little.
 */
#include "store/facts/sight.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/sight_rows.h"
#include "store/facts/walk.h"

/* ---- loading ---- */

/* A teacher looks as the person whose login is the code. */
static int find_teacher(struct sight *s, struct db_txn *txn)
{
	struct resource r;
	if (strlen(s->login) > CODE_MAX_BYTES)
		return 0;
	int err = facts_resource(txn, s->login, &r);
	if (!err && r.kind == KIND_TEACHER)
		s->teacher_no = r.no;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int look_up(struct sight *s, struct db_txn *txn)
{
	static const struct right_row everything = {0};
	int err = members_load(txn, s->login, &s->arena, &s->member);
	if (err)
		return err;
	s->all_bookings = rights_may(&s->member, RIGHT_DETAILS, &everything, s->now, NULL);
	s->whole_log = rights_may(&s->member, RIGHT_LOG, &everything, s->now, NULL);
	s->all_people = rights_may(&s->member, RIGHT_KEEP, &everything, s->now, NULL);
	return find_teacher(s, txn);
}

/* Forgets what was looked up. */
static void clear_sight(struct sight *s)
{
	unsigned char *scope = s->scope;
	size_t n_scope = s->n_scope;
	arena_release(&s->arena);
	if (scope)
		memset(scope, 0, n_scope);
	*s = (struct sight){.scope = scope, .n_scope = n_scope};
}

int sight_load(struct store *st, struct db_txn *txn, struct sight **out)
{
	uint64_t moment = db_moment(txn);
	int64_t now = store_now(st);
	*out = NULL;
	if (!st->looker)
		return 0;
	if (!st->sight)
		st->sight = calloc(1, sizeof *st->sight);
	struct sight *s = st->sight;
	if (!s)
		return QUAD_ENOMEM;
	if (!moment || s->moment != moment || s->now != now) {
		clear_sight(s);
		s->login = st->looker;
		s->now = now;
		int err = look_up(s, txn);
		if (err)
			return err;
		s->moment = moment;
	}
	bool everything = s->all_bookings && s->whole_log && s->all_people;
	*out = everything ? NULL : s;
	return 0;
}

void sight_free(struct sight *s)
{
	if (!s)
		return;
	arena_release(&s->arena);
	free(s->scope);
	free(s);
}

/* ---- bookings ---- */

/* A set, of a resource in the scope of a role. */
enum { SCOPE_UNKNOWN = 0, SCOPE_KNOWN = 1, SCOPE_SEEN = 2, SCOPE_CHANGED = 4 };

static int grow_scope(struct sight *s, uint32_t resource_no)
{
	size_t n = s->n_scope ? s->n_scope : 1024;
	while (n <= resource_no)
		n *= 2;
	unsigned char *v = realloc(s->scope, n);
	if (!v)
		return QUAD_ENOMEM;
	memset(v + s->n_scope, SCOPE_UNKNOWN, n - s->n_scope);
	s->scope = v;
	s->n_scope = n;
	return 0;
}

static int find_scope(struct sight *s, struct db_txn *txn, uint32_t resource_no, unsigned char *out)
{
	struct arena arena = {0};
	struct resource r;
	struct right_place place;
	int err = facts_resource_by_number(txn, resource_no, &r);
	if (!err)
		err = members_place(txn, &r, &arena, &place);
	if (!err) {
		struct right_row row = {.places = &place, .n_places = 1};
		*out = SCOPE_KNOWN;
		if (rights_may(&s->member, RIGHT_DETAILS, &row, s->now, NULL))
			*out |= SCOPE_SEEN;
		if (rights_may(&s->member, RIGHT_ASK, &row, s->now, NULL))
			*out |= SCOPE_CHANGED;
	}
	arena_release(&arena);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* *out: what the scope of a resource is, looked up once. */
static int get_scope(struct sight *s, struct db_txn *txn, uint32_t resource_no, unsigned *out)
{
	int err = resource_no < s->n_scope ? 0 : grow_scope(s, resource_no);
	if (err)
		return err;
	unsigned char *scope = &s->scope[resource_no];
	if (*scope == SCOPE_UNKNOWN)
		err = find_scope(s, txn, resource_no, scope);
	*out = *scope;
	return err;
}

int sight_of_resource(struct sight *s, struct db_txn *txn, uint32_t resource_no, bool *all)
{
	unsigned scope = 0;
	*all = !s || s->all_bookings;
	if (*all)
		return 0;
	int err = get_scope(s, txn, resource_no, &scope);
	*all = scope & SCOPE_SEEN;
	return err;
}

int sight_may_change(struct sight *s, struct db_txn *txn, const struct booking *b, bool *may)
{
	*may = !s;
	if (*may)
		return 0;
	const struct right_row row = {.requester = b->requester, .institution = b->institution};
	*may = rights_may(&s->member, RIGHT_ASK, &row, s->now, NULL);
	for (size_t i = 0; !*may && i < b->n_claims; i++) {
		unsigned scope = 0;
		int err = get_scope(s, txn, b->claims[i].resource, &scope);
		if (err)
			return err;
		*may = scope & SCOPE_CHANGED;
	}
	return 0;
}

static bool teaches(const struct sight *s, const struct booking *b)
{
	for (size_t i = 0; s->teacher_no && i < b->n_claims; i++)
		if (b->claims[i].resource == s->teacher_no)
			return true;
	return false;
}

const char *sight_owner(const struct sight *s, const struct booking *b)
{
	return teaches(s, b) ? s->login : b->requester;
}

int sight_of_booking(struct sight *s, struct db_txn *txn, const struct booking *b, bool *all)
{
	*all = !s || s->all_bookings;
	if (*all)
		return 0;
	const struct right_row row = {.requester = sight_owner(s, b), .institution = b->institution};
	*all = rights_may(&s->member, RIGHT_DETAILS, &row, s->now, NULL);
	for (size_t i = 0; !*all && i < b->n_claims; i++) {
		int err = sight_of_resource(s, txn, b->claims[i].resource, all);
		if (err)
			return err;
	}
	return 0;
}

void sight_hide(struct booking *b)
{
	b->party = 0;
	b->purpose = b->note = b->requester = b->ref = b->chain = b->wish = b->event = b->prices = "";
	b->class = PURPOSE_NONE;
	b->waived = 0;
	b->series = b->origin = 0;
	b->follows = false;
	b->until = b->asked_min = 0;
	b->was_asked = false;
	b->used_from = b->used_to = 0;
	b->priority = 0;
}

/* ---- series ---- */

static int see_by_claims(struct sight *s, struct db_txn *txn, const struct series *series, struct arena *arena,
                         bool *known)
{
	const struct claim_ask *asks;
	size_t n;
	int err = claims_parse(series->claims, arena, &asks, &n);
	for (size_t i = 0; !err && !*known && i < n; i++) {
		uint32_t no;
		err = facts_resource_number(txn, asks[i].resource, &no);
		if (!err && s->teacher_no == no)
			*known = true;
		else if (!err)
			err = sight_of_resource(s, txn, no, known);
		else if (err == QUAD_ENOTFOUND)
			err = 0;
	}
	return err == QUAD_EINVAL ? QUAD_ECORRUPT : err;
}

struct bookings_look {
	struct sight *sight;
	struct db_txn *txn;
	struct arena arena;
};

/* QUAD_ESTOP at the first booking that may be seen. */
static int see_booking(struct bytes key, struct bytes value, void *arg)
{
	struct bookings_look *look = arg;
	struct booking b;
	bool all = false;
	(void)value;
	if (key.len != 17)
		return QUAD_ECORRUPT;
	int err = facts_booking(look->txn, key_get_u64(key, 9), &look->arena, &b);
	if (!err)
		err = sight_of_booking(look->sight, look->txn, &b, &all);
	arena_release(&look->arena);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	return all ? QUAD_ESTOP : 0;
}

static int see_by_bookings(struct sight *s, struct db_txn *txn, uint64_t id, bool *known)
{
	struct bookings_look look = {.sight = s, .txn = txn};
	struct key lo = key_table(TABLE_SERIES_BOOKING), hi;
	key_u64(&lo, id);
	hi = key_after(&lo);
	int err = walk_range(txn, &lo, &hi, see_booking, &look);
	*known = err == QUAD_ESTOP;
	return *known ? 0 : err;
}

int sight_of_series(struct sight *s, struct db_txn *txn, const struct series *series, enum seen_series *out)
{
	struct arena arena = {0};
	bool seen = !s || s->all_bookings, listed = false;
	int err = 0;
	if (!seen) {
		const struct right_row row = {.requester = series->requester, .institution = series->institution};
		seen = rights_may(&s->member, RIGHT_DETAILS, &row, s->now, NULL);
	}
	if (!seen)
		err = see_by_claims(s, txn, series, &arena, &seen);
	if (!err && !seen)
		err = see_by_bookings(s, txn, series->id, &listed);
	arena_release(&arena);
	*out = listed ? SERIES_LISTED : SERIES_UNKNOWN;
	if (seen)
		*out = SERIES_SEEN;
	return err;
}

void sight_hide_series(struct series *series)
{
	series->purpose = series->note = series->requester = series->ref = series->event = "";
	series->party = 0;
	series->class = PURPOSE_NONE;
	/* what was asked for before it was changed */
	series->earlier = (struct bytes){0};
	series->from_day = 0;
}

/* ---- people ---- */

bool sight_keeps_person(const struct sight *s, const struct person *p, enum right right)
{
	struct right_place place = {.resource = "", .campus = "", .institution = p->institution};
	if (!*p->institution && p->over == OVER_INSTITUTION)
		place.institution = p->scope;
	const struct right_row row = {.places = &place, .n_places = *place.institution != '\0'};
	return rights_may(&s->member, right, &row, s->now, NULL);
}

enum seen_person sight_of_person(const struct sight *s, const struct person *p)
{
	if (!s || s->all_people)
		return PERSON_SEEN;
	bool own = s->member.known && strcmp(p->login, s->login) == 0;
	if (own || sight_keeps_person(s, p, RIGHT_KEEP))
		return PERSON_SEEN;
	return s->whole_log ? PERSON_NAMED : PERSON_UNKNOWN;
}

int sight_of_login(struct sight *s, struct db_txn *txn, const char *login, bool *known)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes record;
	struct person person;
	*known = !s || strcmp(login, s->login) == 0;
	if (*known || strlen(login) > CODE_MAX_BYTES)
		return 0;
	key_text(&k, login);
	int err = db_get(txn, key_bytes(&k), &record);
	if (!err)
		err = person_decode(record, &person);
	*known = !err && sight_of_person(s, &person) != PERSON_UNKNOWN;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int sight_of_rule(struct sight *s, struct db_txn *txn, const struct owner_rule *rule, bool *known)
{
	static const char login[] = "login:";
	const char *who = rule->who + (*rule->who == '!');
	*known = strncmp(who, login, sizeof login - 1) != 0;
	return *known ? 0 : sight_of_login(s, txn, who + sizeof login - 1, known);
}

int sight_of_grant(struct sight *s, struct db_txn *txn, const struct grant *g, bool *seen)
{
	struct arena arena = {0};
	struct right_place place;
	*seen = !s || s->all_people || s->whole_log;
	if (*seen)
		return 0;
	*seen = strcmp(g->login, s->login) == 0 || strcmp(g->deputy_of, s->login) == 0;
	bool nowhere = g->over == OVER_NOTHING || g->over == OVER_ALL;
	if (*seen || nowhere)
		return 0;
	int err = members_scope_place(txn, g, "", &arena, &place);
	const struct right_row row = {.places = &place, .n_places = 1};
	*seen = !err && rights_may(&s->member, RIGHT_KEEP, &row, s->now, NULL);
	arena_release(&arena);
	return err;
}
