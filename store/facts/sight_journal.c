/*
 * Which entries of the journal somebody may see: those of his own doing, of what is his own, and of what lies in the
 * scope of a role. Where an entry's thing is says its record, after the change or else before it.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/sight_need.h"
#include "store/facts/sight_register.h"
#include "store/facts/sight_rows.h"
#include "store/facts/walk.h"
#include "store/model/entity.h"
#include "store/model/person.h"

/* What is looked at: an entry, and the row that its thing is for the rights. */
struct look {
	struct sight *s;
	struct db_txn *txn;
	struct arena *arena;
	struct right_row row;
	struct right_place place; /* of things that are in one place */
};

static bool may_log(const struct look *l)
{
	return rights_may(&l->s->member, RIGHT_LOG, &l->row, l->s->now, NULL);
}

/* The thing is there; empty texts: it is everywhere. */
static void set_place(struct look *l, const char *resource, const char *campus, const char *institution)
{
	l->place = (struct right_place){resource, campus, institution};
	l->row.places = &l->place;
	l->row.n_places = *resource || *campus || *institution;
}

static int place_resource(struct look *l, const char *code)
{
	int err = members_place_of(l->txn, code, l->arena, &l->place);
	l->row.places = &l->place;
	l->row.n_places = !err;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int place_campus(struct look *l, const char *code)
{
	struct campus campus;
	if (!*code)
		return 0;
	int err = facts_campus(l->txn, code, &campus);
	if (!err)
		set_place(l, "", campus.code, campus.institution);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* ---- one record ---- */

static int fill_row(struct look *l, const struct booking *b)
{
	struct right_place *places = arena_alloc(l->arena, (b->n_claims + 1) * sizeof *places);
	if (!places)
		return QUAD_ENOMEM;
	l->row = (struct right_row){sight_owner(l->s, b), b->institution, places, 0};
	for (size_t i = 0; i < b->n_claims; i++) {
		struct resource r;
		int err = facts_resource_by_number(l->txn, b->claims[i].resource, &r);
		if (!err)
			err = members_place(l->txn, &r, l->arena, &places[l->row.n_places]);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		l->row.n_places += !err;
	}
	return 0;
}

static int place_booking(struct look *l, struct bytes record)
{
	struct booking b;
	int err = booking_decode(record, l->arena, &b);
	return err ? err : fill_row(l, &b);
}

/* What was said is where the booking is about which it was. */
static int place_comment(struct look *l, const char *name)
{
	struct booking b;
	int err = facts_booking(l->txn, strtoull(name, NULL, 10), l->arena, &b);
	if (!err)
		err = fill_row(l, &b);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The places of what is asked for; what is not there is nowhere. */
static int place_claims(struct look *l, const struct claim_ask *asks, size_t n)
{
	struct right_place *places = arena_alloc(l->arena, (n + 1) * sizeof *places);
	if (!places)
		return QUAD_ENOMEM;
	l->row.places = places;
	for (size_t i = 0; i < n; i++) {
		int err = members_place_of(l->txn, asks[i].resource, l->arena, &places[l->row.n_places]);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		l->row.n_places += !err;
	}
	return 0;
}

static int place_series(struct look *l, struct bytes record)
{
	struct series series;
	const struct claim_ask *asks;
	size_t n;
	int err = series_decode(record, &series);
	if (!err)
		err = claims_parse(series.claims, l->arena, &asks, &n);
	l->row = (struct right_row){.requester = series.requester, .institution = series.institution};
	return err ? err : place_claims(l, asks, n);
}

/* It is where what was asked for is. */
static int place_need(struct look *l, struct bytes record)
{
	struct need need;
	const struct claim_ask *asks;
	size_t n;
	int err = need_decode(record, &need);
	if (!err)
		err = claims_parse(need.claims, l->arena, &asks, &n);
	l->row = (struct right_row){.requester = need.requester, .institution = need.institution};
	return err ? err : place_claims(l, asks, n);
}

static int place_closure(struct look *l, struct bytes record)
{
	struct closure closure;
	int err = closure_decode(record, &closure);
	if (err)
		return err;
	return *closure.resource ? place_resource(l, closure.resource) : place_campus(l, closure.campus);
}

static int place_period(struct look *l, struct bytes record)
{
	struct period period;
	int err = period_decode(record, &period);
	return err ? err : place_campus(l, period.campus);
}

static int place_day(struct look *l, struct bytes record)
{
	struct day_rule day;
	int err = day_rule_decode(record, &day);
	return err ? err : place_campus(l, day.campus);
}

static int place_person(struct look *l, struct bytes record)
{
	struct person p;
	int err = person_decode(record, &p);
	if (err)
		return err;
	l->row.requester = p.login;
	bool by_scope = !*p.institution && p.over == OVER_INSTITUTION;
	set_place(l, "", "", by_scope ? p.scope : p.institution);
	return 0;
}

static int place_grant(struct look *l, struct bytes record)
{
	struct grant g;
	int err = grant_decode(record, &g);
	if (err)
		return err;
	l->row.requester = g.login;
	switch (g.over) {
	case OVER_RESOURCE: err = place_resource(l, g.scope); break;
	case OVER_CAMPUS: err = place_campus(l, g.scope); break;
	case OVER_INSTITUTION: set_place(l, "", "", g.scope); break;
	case OVER_NOTHING:
	case OVER_ALL: break;
	}
	return err;
}

static int place_qualification(struct look *l, struct bytes record)
{
	struct qualification q;
	int err = qualification_decode(record, &q);
	if (!err)
		l->row.requester = q.login;
	return err;
}

/* A rule of one resource, campus or institution; what has two parts is in the place of the first. */
static int place_rule(struct look *l, struct bytes record)
{
	static const char resource[] = "resource:";
	struct owner_rule rule;
	int err = owner_rule_decode(record, &rule);
	const char *text = err ? NULL : arena_dup(l->arena, rule.place, strcspn(rule.place, "+"));
	if (!text)
		return err ? err : QUAD_ENOMEM;
	const char *campus = facts_scope_campus(text), *institution = facts_scope_institution(text);
	if (campus)
		return place_campus(l, campus);
	if (institution)
		set_place(l, "", "", institution);
	else if (strncmp(text, resource, sizeof resource - 1) == 0)
		return place_resource(l, text + sizeof resource - 1);
	return 0;
}

static int place_register(struct look *l, struct bytes record)
{
	struct register_row row;
	int err = register_decode(record, &row);
	return err ? err : sight_register_row(l->txn, &row, l->arena, &l->row);
}

/* Fills the row of an entry's thing from one of its records. */
static int place_record(struct look *l, const char *entity, struct bytes record)
{
	const char *name = entity_name(entity);
	switch (entity_kind_of(entity)) {
	case OF_BOOKING: return place_booking(l, record);
	case OF_SERIES: return place_series(l, record);
	case OF_COMMENT:
	case OF_EVALUATION:
	case OF_ADJUSTMENT: return place_comment(l, name);
	case OF_RESOURCE: return place_resource(l, name);
	case OF_CAMPUS: return place_campus(l, name);
	case OF_INSTITUTION: set_place(l, "", "", name); return 0;
	case OF_CLOSURE: return place_closure(l, record);
	case OF_PERIOD: return place_period(l, record);
	case OF_DAY: return place_day(l, record);
	case OF_PERSON: return place_person(l, record);
	case OF_GRANT: return place_grant(l, record);
	case OF_QUALIFICATION: return place_qualification(l, record);
	case OF_RULE: return place_rule(l, record);
	case OF_NEED: return place_need(l, record);
	case OF_CLUSTER:
	case OF_OWNER:
	case OF_AGREEMENT:
	case OF_CITY_EVENT:
	case OF_STUDENTS:
	case OF_EMPLOYEES:
	case OF_FIGURE: return place_register(l, record);
	case OF_TRAVEL:
	case OF_TERM:
	case OF_COLUMNS:
	case OF_EVENT:
	case OF_SETTING:
	case N_KINDS: break;
	}
	return 0;
}

/* What somebody was refused, that he came in and what he took out is where the person is. */
static int place_person_of(struct look *l, const char *login)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes record, kept = {"", 0};
	if (strlen(login) > LOGIN_MAX_BYTES)
		return 0;
	key_text(&k, login);
	int err = db_get(l->txn, key_bytes(&k), &record);
	if (!err)
		err = walk_keep(l->arena, record, &kept);
	if (!err)
		err = place_person(l, kept);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static bool is_of_person(const char *entity)
{
	static const char *const notes[] = {NOTE_REFUSED, NOTE_LOGIN, NOTE_EXPORT};
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		if (strncmp(entity, notes[i], strlen(notes[i])) == 0)
			return true;
	return false;
}

static int find_shown(struct look *l, const struct journal_entry *e, bool *shows)
{
	const struct bytes records[] = {e->after, e->before};
	l->row = (struct right_row){.requester = e->actor};
	*shows = may_log(l);
	if (!*shows && is_of_person(e->entity)) {
		int err = place_person_of(l, e->actor);
		*shows = !err && may_log(l);
		return err;
	}
	for (size_t i = 0; !*shows && i < 2; i++) {
		if (!records[i].len)
			continue;
		l->row = (struct right_row){0};
		int err = place_record(l, e->entity, records[i]);
		if (err)
			return err;
		*shows = may_log(l);
	}
	return 0;
}

/* ---- what is emptied ---- */

static int keep_record(struct look *l, struct buf *text, struct bytes *record)
{
	const char *kept = text->failed ? NULL : arena_dup(l->arena, text->p, text->len);
	if (kept)
		*record = (struct bytes){kept, text->len};
	buf_release(text);
	return kept ? 0 : QUAD_ENOMEM;
}

static int hide_booking(struct look *l, struct bytes *record)
{
	struct booking b;
	struct buf text = {0};
	bool all = false;
	int err = booking_decode(*record, l->arena, &b);
	if (!err)
		err = sight_of_booking(l->s, l->txn, &b, &all);
	if (err || all)
		return err;
	sight_hide(&b);
	booking_encode(&b, &text);
	return keep_record(l, &text, record);
}

static int hide_series(struct look *l, struct bytes *record)
{
	struct series series;
	struct buf text = {0};
	enum seen_series seen = SERIES_UNKNOWN;
	int err = series_decode(*record, &series);
	if (!err)
		err = sight_of_series(l->s, l->txn, &series, &seen);
	if (err || seen == SERIES_SEEN)
		return err;
	sight_hide_series(&series);
	series_encode(&series, &text);
	return keep_record(l, &text, record);
}

static int hide_person(struct look *l, struct bytes *record)
{
	struct person p;
	struct buf text = {0};
	int err = person_decode(*record, &p);
	if (err || sight_of_person(l->s, &p) == PERSON_SEEN)
		return err;
	p.email = p.ssh_key = "";
	person_encode(&p, &text);
	return keep_record(l, &text, record);
}

static int hide_need(struct look *l, struct bytes *record)
{
	struct need need;
	struct buf text = {0};
	bool all = false;
	int err = need_decode(*record, &need);
	if (!err)
		err = sight_of_need(l->s, l->txn, &need, l->arena, &all);
	if (err || all)
		return err;
	sight_hide_need(&need);
	need_encode(&need, &text);
	return keep_record(l, &text, record);
}

static int hide_record(struct look *l, const char *entity, struct bytes *record)
{
	if (!record->len)
		return 0;
	switch (entity_kind_of(entity)) {
	case OF_BOOKING: return hide_booking(l, record);
	case OF_SERIES: return hide_series(l, record);
	case OF_PERSON: return hide_person(l, record);
	case OF_NEED: return hide_need(l, record);
	default: return 0;
	}
}

int sight_of_entry(struct sight *s, struct db_txn *txn, struct journal_entry *e, struct arena *arena, bool *shows)
{
	struct look look = {.s = s, .txn = txn, .arena = arena};
	*shows = true;
	if (!s)
		return 0;
	int err = s->whole_log ? 0 : find_shown(&look, e, shows);
	if (!err && *shows)
		err = hide_record(&look, e->entity, &e->before);
	if (!err && *shows)
		err = hide_record(&look, e->entity, &e->after);
	return err;
}
