/*
 * Campuses, resources, closures, people, travel times, owners' rules and settings are asked for as by any other
 * request, with all fields given, so their own rules hold. The other records have no rules that the past could break:
 * they are written as they were, with a new entry.
 */
#include "store/change/undo_records.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/change/adjust.h"
#include "store/change/closure.h"
#include "store/change/column_map.h"
#include "store/change/evaluate.h"
#include "store/change/event_memory.h"
#include "store/change/inventory.h"
#include "store/change/people.h"
#include "store/change/place.h"
#include "store/change/register_record.h"
#include "store/change/remark.h"
#include "store/change/rule_record.h"
#include "store/change/setting.h"
#include "store/facts/facts.h"
#include "store/facts/key_index.h"
#include "store/facts/register_list.h"
#include "store/facts/rule_index.h"
#include "store/facts/members.h"

bool undo_is_calendar(const struct undo_thing *t)
{
	return t->kind == OF_TERM || t->kind == OF_PERIOD || t->kind == OF_DAY;
}

/* The record that says which thing it is: the one before, or of what was new the one after. */
static struct bytes image_of(const struct undo_thing *t)
{
	return t->before.len ? t->before : t->after;
}

/* ---- keys ---- */

static int campus_number(struct change *c, const char *code, uint32_t *out)
{
	struct campus campus;
	*out = 0;
	if (!*code)
		return 0;
	int err = facts_campus(c->txn, code, &campus);
	*out = err ? 0 : campus.no;
	return err;
}

/* The codes of the two campuses in `travel:A:B`, each of which may have colons of its own. QUAD_ENOTFOUND. */
static int read_way(struct change *c, const char *entity, struct travel *out, uint32_t no[2])
{
	const char *names = entity_name(entity);
	for (const char *colon = strchr(names, ':'); colon; colon = strchr(colon + 1, ':')) {
		out->from = arena_fmt(c->arena, "%.*s", (int)(colon - names), names);
		out->to = arena_str(c->arena, colon + 1);
		if (!out->from || !out->to)
			return QUAD_ENOMEM;
		int err = campus_number(c, out->from, &no[0]);
		if (!err)
			err = campus_number(c, out->to, &no[1]);
		if (err != QUAD_ENOTFOUND)
			return err;
	}
	return QUAD_ENOTFOUND;
}

static int travel_key(struct change *c, const struct undo_thing *t, struct key *k)
{
	struct travel way;
	uint32_t no[2];
	int err = read_way(c, t->entity, &way, no);
	if (err)
		return err;
	*k = facts_travel_key(no[0], no[1]);
	return 0;
}

/* By code: one that was made anew since has another number. */
static int resource_key(struct change *c, const struct undo_thing *t, struct key *k)
{
	struct resource v;
	uint32_t no;
	int err = resource_decode(image_of(t), &v);
	if (err)
		return err;
	err = facts_resource_number(c->txn, v.code, &no);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	*k = key_table(TABLE_RESOURCE);
	key_u32(k, err ? v.no : no);
	return 0;
}

static int closure_key(struct change *c, const struct undo_thing *t, struct key *k)
{
	struct closure v;
	uint32_t owner = 0;
	enum closure_scope scope = SCOPE_ALL;
	int err = closure_decode(image_of(t), &v);
	if (!err && *v.resource) {
		scope = SCOPE_RESOURCE;
		err = facts_resource_number(c->txn, v.resource, &owner);
	} else if (!err && *v.campus) {
		scope = SCOPE_CAMPUS;
		err = campus_number(c, v.campus, &owner);
	}
	*k = facts_closure_key(scope, owner, v.start, v.end);
	return err;
}

static int period_key(struct change *c, const struct undo_thing *t, struct key *k)
{
	struct period v;
	uint32_t campus;
	int err = period_decode(image_of(t), &v);
	if (!err)
		err = campus_number(c, v.campus, &campus);
	if (err)
		return err;
	*k = key_table(TABLE_PERIOD);
	key_u32(k, campus);
	key_day(k, v.valid_from);
	key_u8(k, v.number);
	return 0;
}

static int day_key(struct change *c, const struct undo_thing *t, struct key *k)
{
	struct day_rule v;
	uint32_t campus;
	int err = day_rule_decode(image_of(t), &v);
	if (!err)
		err = campus_number(c, v.campus, &campus);
	if (err)
		return err;
	*k = key_table(TABLE_DAY);
	key_u32(k, campus);
	key_day(k, v.date);
	return 0;
}

static int qualification_key(const struct undo_thing *t, struct key *k)
{
	struct qualification v;
	int err = qualification_decode(image_of(t), &v);
	if (!err)
		*k = rule_index_qualification_key(v.login, v.name);
	return err;
}

static int register_key(const struct undo_thing *t, struct key *k)
{
	struct register_row v;
	int err = register_decode(image_of(t), &v);
	if (!err)
		*k = register_list_key(&v);
	return err;
}

static int columns_key(const struct undo_thing *t, struct key *k)
{
	struct kept_columns v;
	int err = column_map_decode(image_of(t), &v);
	if (!err)
		*k = column_map_key(v.kind, v.institution);
	return err;
}

static int grant_key(const struct undo_thing *t, struct key *k)
{
	struct grant v;
	int err = grant_decode(image_of(t), &v);
	if (!err)
		*k = members_grant_key(&v);
	return err;
}

static void named_key(enum table table, const struct undo_thing *t, struct key *k)
{
	*k = key_table(table);
	key_text(k, entity_name(t->entity));
}

static int comment_key(const struct undo_thing *t, struct key *k)
{
	char *end;
	uint64_t booking = strtoull(entity_name(t->entity), &end, 10);
	if (*end != ':')
		return QUAD_ECORRUPT;
	*k = remark_key(booking, strtoull(end + 1, NULL, 10));
	return 0;
}

static int evaluation_key(const struct undo_thing *t, struct key *k)
{
	uint64_t booking;
	enum evaluation_side side;
	int err = evaluate_read_name(entity_name(t->entity), &booking, &side);
	if (!err)
		*k = evaluate_key(booking, side);
	return err;
}

/* QUAD_ENOTFOUND if what the record belongs to is not there. */
static int find_key(struct change *c, const struct undo_thing *t, struct key *k)
{
	switch (t->kind) {
	case OF_INSTITUTION: named_key(TABLE_INSTITUTION, t, k); return 0;
	case OF_CAMPUS: named_key(TABLE_CAMPUS, t, k); return 0;
	case OF_TRAVEL: return travel_key(c, t, k);
	case OF_RESOURCE: return resource_key(c, t, k);
	case OF_CLOSURE: return closure_key(c, t, k);
	case OF_TERM: named_key(TABLE_TERM, t, k); return 0;
	case OF_PERIOD: return period_key(c, t, k);
	case OF_DAY: return day_key(c, t, k);
	case OF_PERSON: named_key(TABLE_PERSON, t, k); return 0;
	case OF_COLUMNS: return columns_key(t, k);
	case OF_GRANT: return grant_key(t, k);
	case OF_EVENT: *k = event_memory_key(entity_name(t->entity)); return 0;
	case OF_COMMENT: return comment_key(t, k);
	case OF_EVALUATION: return evaluation_key(t, k);
	case OF_ADJUSTMENT: *k = adjust_key(strtoull(entity_name(t->entity), NULL, 10)); return 0;
	case OF_SERIES:
		*k = key_table(TABLE_SERIES);
		key_u64(k, strtoull(entity_name(t->entity), NULL, 10));
		return 0;
	case OF_RULE: *k = rule_index_key(entity_name(t->entity)); return 0;
	case OF_QUALIFICATION: return qualification_key(t, k);
	case OF_SETTING: *k = facts_config_key(entity_name(t->entity)); return 0;
	case OF_CLUSTER:
	case OF_OWNER:
	case OF_AGREEMENT:
	case OF_CITY_EVENT:
	case OF_STUDENTS:
	case OF_EMPLOYEES:
	case OF_FIGURE: return register_key(t, k);
	case OF_BOOKING:
	case OF_NEED:
	case N_KINDS: break;
	}
	return QUAD_EINVAL;
}

/* The key of a thing and its record now, empty if there is none; *fits: it is as the action left it, else a reason. */
static int find_record(struct change *c, const struct undo_thing *t, struct key *k, struct bytes *now, bool *fits)
{
	*fits = false;
	*now = (struct bytes){"", 0};
	int err = find_key(c, t, k);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_GONE, t->entity);
		return 0;
	}
	if (!err)
		err = change_get(c, k, now);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (err)
		*now = (struct bytes){"", 0};
	*fits = undo_same_record(*now, t->after);
	return *fits ? 0 : undo_refuse_since(c, t, *now);
}

static int list_restored(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct restored *v = arena_grow(c->arena, r->restored, r->n_restored, &r->cap_restored, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	r->restored = v;
	v[r->n_restored++] = (struct restored){
		.entity = t->entity, .outcome = t->after.len ? OUTCOME_UPDATED : OUTCOME_ADDED, .gone = !t->before.len};
	return 0;
}

/* ---- coming back ---- */

/* Writes a record as it was. */
static int write_again(struct change *c, const struct undo_thing *t, const struct key *k, struct bytes now)
{
	struct bytes again;
	uint64_t seq;
	int err = change_next_seq(c, &seq);
	if (!err)
		err = undo_record_as_of(c, t->before, seq, &again);
	if (err)
		return err;
	return change_record(c, k, t->entity, undo_record_seq(now), now, again,
	                     now.len ? OUTCOME_UPDATED : OUTCOME_ADDED);
}

static int keep_against(struct change *c, struct undo_records *r, const struct result *result)
{
	for (size_t i = 0; i < result->n_against; i++) {
		struct against *v = arena_grow(c->arena, r->against, r->n_against, &r->cap_against, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		r->against = v;
		v[r->n_against++] = result->against[i];
	}
	return 0;
}

/* Asks for a record as another request would, by the undo's person and in its action. */
static int ask_again(struct change *c, struct undo_records *r, struct request *rq, int (*fn)(struct change *c))
{
	struct result result = {.reasons.arena = c->arena};
	struct change in = *c;
	rq->flags = c->rq->flags;
	rq->actor = c->rq->actor;
	rq->now = c->rq->now;
	rq->via = c->rq->via;
	rq->given = GIVEN_ALL;
	in.rq = rq;
	in.out = &result;
	int err = fn(&in);
	if (err)
		return err;
	for (size_t i = 0; i < result.reasons.n; i++)
		reason_copy(&c->out->reasons, &result.reasons.v[i]);
	c->out->seq = result.seq ? result.seq : c->out->seq;
	return keep_against(c, r, &result);
}

/* The scope of an administrator as a text that can mean no other. */
static const char *scope_text(struct change *c, const struct person *v)
{
	struct buf text = {0};
	facts_scope_text(v->over, v->scope, &text);
	const char *out = text.failed ? NULL : arena_str(c->arena, buf_text(&text));
	buf_release(&text);
	return out;
}

static int put_person(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct request rq = {.op = OP_PERSON};
	int err = person_decode(t->before, &rq.u.person);
	if (err)
		return err;
	rq.u.person.scope = scope_text(c, &rq.u.person);
	return rq.u.person.scope ? ask_again(c, r, &rq, people_put) : QUAD_ENOMEM;
}

static int put_travel(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct request rq = {.op = OP_TRAVEL};
	uint32_t no[2];
	int err = read_way(c, t->entity, &rq.u.travel, no);
	if (!err && t->before.len < 4)
		err = QUAD_ECORRUPT;
	if (err)
		return err;
	rq.u.travel.minutes = (uint32_t)le_get(t->before.p, 4);
	return ask_again(c, r, &rq, place_travel);
}

static int put_campus(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct request rq = {.op = OP_CAMPUS};
	int err = campus_decode(t->before, &rq.u.campus);
	return err ? err : ask_again(c, r, &rq, place_campus);
}

static int put_resource(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct request rq = {.op = OP_RESOURCE};
	int err = resource_decode(t->before, &rq.u.resource);
	return err ? err : ask_again(c, r, &rq, inventory_resource);
}

static int put_closure(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct request rq = {.op = OP_CLOSURE};
	int err = closure_decode(t->before, &rq.u.closure);
	return err ? err : ask_again(c, r, &rq, closure_put);
}

static int put_rule(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct request rq = {.op = OP_RULE};
	int err = owner_rule_decode(t->before, &rq.u.rule);
	return err ? err : ask_again(c, r, &rq, rule_record_put);
}

static int put_register(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct request rq = {.op = OP_REGISTER};
	int err = register_decode(t->before, &rq.u.row);
	return err ? err : ask_again(c, r, &rq, register_record_put);
}

/* The value before, or the default where there was none. */
static int put_setting(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct setting before = {.value = ""};
	int err = t->before.len ? setting_decode(t->before, &before) : 0;
	struct request rq = {.op = OP_SETTING, .u.setting = {entity_name(t->entity), before.value, 0}};
	return err ? err : ask_again(c, r, &rq, setting_put);
}

static int put_record(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct key k;
	struct bytes now;
	bool fits;
	int err = find_record(c, t, &k, &now, &fits);
	if (err || !fits)
		return err;
	switch (t->kind) {
	case OF_CAMPUS: err = put_campus(c, r, t); break;
	case OF_TRAVEL: err = put_travel(c, r, t); break;
	case OF_RESOURCE: err = put_resource(c, r, t); break;
	case OF_CLOSURE: err = put_closure(c, r, t); break;
	case OF_PERSON: err = put_person(c, r, t); break;
	case OF_RULE: err = put_rule(c, r, t); break;
	case OF_SETTING: err = put_setting(c, r, t); break;
	case OF_CLUSTER:
	case OF_OWNER:
	case OF_AGREEMENT:
	case OF_CITY_EVENT:
	case OF_STUDENTS:
	case OF_EMPLOYEES:
	case OF_FIGURE: err = put_register(c, r, t); break;
	default: err = write_again(c, t, &k, now); break;
	}
	return err ? err : list_restored(c, r, t);
}

/* The work of records_put and records_remove: the last change first. */
static int for_each(struct change *c, struct undo_records *r, bool comes,
                    int (*fn)(struct change *c, struct undo_records *r, const struct undo_thing *t))
{
	for (size_t i = r->things->n; i-- > 0;) {
		const struct undo_thing *t = &r->things->v[i];
		bool own = t->kind == OF_BOOKING || t->kind == OF_SERIES;
		if (own || (t->before.len > 0) != comes || undo_same_record(t->before, t->after))
			continue;
		int err = fn(c, r, t);
		if (err)
			return err;
	}
	return 0;
}

/* SSH keys leave all people of the action first, so that they can come back to those who had them. */
static int leave_keys(struct change *c, const struct undo_things *things)
{
	for (size_t i = 0; i < things->n; i++) {
		const struct undo_thing *t = &things->v[i];
		struct person was, now;
		if (t->kind != OF_PERSON || !t->after.len)
			continue;
		int err = person_decode(t->after, &was);
		if (!err && t->before.len)
			err = person_decode(t->before, &now);
		if (!err)
			err = key_index_leave(c->txn, &was, t->before.len ? &now : NULL);
		if (err)
			return err;
	}
	return 0;
}

int undo_records_put(struct change *c, struct undo_records *r)
{
	int err = leave_keys(c, r->things);
	return err ? err : for_each(c, r, true, put_record);
}

/* ---- going ---- */

static int drop_campus_number(struct change *c, struct bytes now)
{
	struct campus v;
	struct key by_no = key_table(TABLE_CAMPUS_NUMBER);
	int err = campus_decode(now, &v);
	if (err)
		return err;
	key_u32(&by_no, v.no);
	err = db_del(c->txn, key_bytes(&by_no));
	cache_wrote(c->cache, &by_no);
	return err ? err : change_raise_setting(c, SETTING_GONE_CAMPUS, v.no);
}

static int remove_record(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct key k;
	struct bytes now;
	bool fits;
	int err = find_record(c, t, &k, &now, &fits);
	if (err || !fits)
		return err;
	if (t->kind == OF_SETTING)
		err = put_setting(c, r, t);
	else
		err = change_record(c, &k, t->entity, undo_record_seq(now), now, (struct bytes){"", 0},
		                    OUTCOME_UPDATED);
	if (!err && t->kind == OF_CAMPUS)
		err = drop_campus_number(c, now);
	if (!err && t->kind == OF_RESOURCE)
		err = inventory_gone(c, now);
	if (!err && t->kind == OF_RULE)
		err = rule_record_gone(c, now);
	return err ? err : list_restored(c, r, t);
}

int undo_records_remove(struct change *c, struct undo_records *r)
{
	return for_each(c, r, false, remove_record);
}

int undo_records_check_owners(struct change *c, const struct undo_records *r)
{
	for (size_t i = 0; i < r->things->n; i++) {
		const struct undo_thing *t = &r->things->v[i];
		struct register_row row;
		if (t->kind != OF_OWNER || !t->before.len)
			continue;
		int err = register_decode(t->before, &row);
		if (!err)
			err = register_record_check(c, &row);
		if (err)
			return err;
	}
	return 0;
}

/* ---- series ---- */

/* Takes the ref from a series that goes. */
static int leave_series(struct change *c, struct undo_records *r, struct bytes now)
{
	struct series s;
	int err = series_decode(now, &s);
	if (err)
		return err;
	err = change_raise_setting(c, SETTING_GONE_SERIES, s.id);
	if (err || !*s.ref)
		return err;
	return undo_leave_ref(c, TABLE_SERIES_REF, s.ref, s.id, &r->series_refs);
}

/* Lets the ref of a series that comes back lead to it, unless a later one has it. */
static int return_series(struct change *c, const struct undo_thing *t)
{
	struct series s;
	struct bytes owner;
	struct institution institution;
	int err = series_decode(t->before, &s);
	if (err)
		return err;
	err = *s.institution ? facts_institution(c->txn, s.institution, &institution) : 0;
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_INSTITUTION, s.institution);
		return 0;
	}
	if (err || !*s.ref || t->after.len)
		return err;
	struct key k = key_table(TABLE_SERIES_REF);
	key_text(&k, s.ref);
	err = db_get(c->txn, key_bytes(&k), &owner);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && owner.len == 8 && le_get(owner.p, 8) > s.id) {
		const char *other = arena_fmt(c->arena, "series:%" PRIu64, le_get(owner.p, 8));
		reason_add_text(&c->out->reasons, REASON_USED, s.ref, "%s", other ? other : "");
		return 0;
	}
	return change_put_ref(c, TABLE_SERIES_REF, s.ref, s.id);
}

static int settle_series(struct change *c, struct undo_records *r, const struct undo_thing *t)
{
	struct key k;
	struct bytes now;
	bool fits;
	int err = find_record(c, t, &k, &now, &fits);
	if (err || !fits)
		return err;
	c->out->series = strtoull(entity_name(t->entity), NULL, 10);
	if (t->before.len) {
		err = return_series(c, t);
		if (!err)
			err = write_again(c, t, &k, now);
	} else {
		err = change_record(c, &k, t->entity, undo_record_seq(now), now, (struct bytes){"", 0},
		                    OUTCOME_UPDATED);
		if (!err)
			err = leave_series(c, r, now);
	}
	return err ? err : list_restored(c, r, t);
}

int undo_records_series(struct change *c, struct undo_records *r)
{
	for (size_t i = r->things->n; i-- > 0;) {
		const struct undo_thing *t = &r->things->v[i];
		if (t->kind != OF_SERIES || (!t->before.len && !t->after.len))
			continue;
		int err = settle_series(c, r, t);
		if (err)
			return err;
	}
	return 0;
}
