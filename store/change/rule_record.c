/*
 * A rule is kept in the one form of its parts, with codes for names, and found from its place: both are written
 * together.
 */
#include "store/change/rule_record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/people.h"
#include "store/facts/rule_index.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

static const struct owner_rule no_rule = {
	.id = "", .place = "*", .who = "*", .when = "", .field = "", .value = "", .text = ""};

static void encode_rule(const void *v, struct buf *out)
{
	owner_rule_encode(v, out);
}

/* ---- reading ---- */

static int64_t open_day(int64_t day)
{
	return day == PERIOD_ALWAYS ? 0 : day;
}

/* What shall be stored, as it was written. */
static void merge_rule(const struct change *c, const struct owner_rule *old, struct owner_rule *v)
{
	const struct owner_rule *in = &c->rq->u.rule;
	uint32_t given = c->rq->given;
	*v = *old;
	v->id = in->id;
	v->place = change_pick(c, RULE_FIELD_PLACE, in->place, old->place);
	v->who = change_pick(c, RULE_FIELD_WHO, in->who, old->who);
	v->when = change_pick(c, RULE_FIELD_WHEN, in->when, old->when);
	v->field = change_pick(c, RULE_FIELD_FIELD, in->field, old->field);
	v->value = change_pick(c, RULE_FIELD_VALUE, in->value, old->value);
	v->text = change_pick(c, RULE_FIELD_TEXT, in->text, old->text);
	if (given & GIVEN(RULE_FIELD_OVERRIDABLE))
		v->overridable = in->overridable;
	if (given & GIVEN(RULE_FIELD_TRIAL))
		v->trial = in->trial;
	if (given & GIVEN(RULE_FIELD_VALID_FROM))
		v->valid_from = open_day(in->valid_from);
	if (given & GIVEN(RULE_FIELD_VALID_UNTIL))
		v->valid_until = open_day(in->valid_until);
}

static void check_texts(struct change *c, const struct owner_rule *v)
{
	char day[CLOCK_TEXT_MAX];
	change_check_text(c, "place", v->place);
	change_check_text(c, "who", v->who);
	change_check_text(c, "when", v->when);
	change_check_text(c, "value", v->value);
	change_check_text(c, "text", v->text);
	if (v->valid_until && v->valid_until < v->valid_from)
		reason_add_text(&c->out->reasons, REASON_END, "valid_until", "%s",
		                clock_format_date(v->valid_until, day));
}

/* Adds the reason for the part of a rule that is not understood. */
static void add_unread(struct change *c, enum policy_bad bad, const struct owner_rule *v)
{
	const struct {
		const char *field, *text;
	} parts[] = {
		[POLICY_BAD_PLACE] = {"place", v->place}, [POLICY_BAD_WHO] = {"who", v->who},
		[POLICY_BAD_WHEN] = {"when", v->when},    [POLICY_BAD_FIELD] = {"field", v->field},
		[POLICY_BAD_VALUE] = {"value", v->value},
	};
	if (bad == POLICY_BAD_PLACE_FIELD)
		reason_add_text(&c->out->reasons, REASON_RULE_PLACE, v->field, "%s", v->place);
	else
		reason_add_text(&c->out->reasons, REASON_VALUE, parts[bad].field, "%s", parts[bad].text);
}

/* ---- what is named ---- */

static int find_institution(struct change *c, const char **name)
{
	bool missing;
	int err = change_resolve_institution(c, *name, name, &missing);
	if (!err && missing)
		reason_add(&c->out->reasons, REASON_NO_INSTITUTION, *name);
	return err;
}

static int find_campus(struct change *c, const char **name)
{
	uint32_t no;
	bool missing;
	int err = change_resolve_campus(c, *name, name, &no, &missing);
	if (!err && missing)
		reason_add(&c->out->reasons, REASON_NO_CAMPUS, *name);
	return err;
}

static int find_resource(struct change *c, const struct policy_rule *rule, const char *code)
{
	struct resource r;
	int err = facts_resource(c->txn, code, &r);
	if (err == QUAD_ENOTFOUND)
		reason_add(&c->out->reasons, REASON_NO_RESOURCE, code);
	else if (!err && !policy_makes_sense(rule->field, &rule->value, r.kind))
		reason_add_text(&c->out->reasons, REASON_RULE_PLACE, rule->rule->field, "%s", rule->rule->place);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int find_spot(struct change *c, const struct policy_rule *rule, struct policy_spot *spot)
{
	switch (spot->where) {
	case POLICY_OF_INSTITUTION: return find_institution(c, &spot->name);
	case POLICY_OF_CAMPUS: return find_campus(c, &spot->name);
	case POLICY_OF_RESOURCE: return find_resource(c, rule, spot->name);
	case POLICY_EVERYWHERE:
	case POLICY_OF_KIND:
	case POLICY_OF_TAG: break;
	}
	if (strlen(spot->name) > CODE_MAX_BYTES)
		reason_add_text(&c->out->reasons, REASON_VALUE, "place", "%.60s...", spot->name);
	return 0;
}

static int find_named(struct change *c, struct policy_rule *rule)
{
	for (unsigned i = 0; i < rule->place.n; i++) {
		int err = find_spot(c, rule, &rule->place.spot[i]);
		if (err)
			return err;
	}
	if (rule->who.whose == POLICY_INSTITUTION)
		return find_institution(c, &rule->who.name);
	return rule->who.whose == POLICY_LOGIN ? people_check_login(c, rule->who.name) : 0;
}

/* Checks a rule and brings it into its one form; *place is where it is found from. */
static int settle_rule(struct change *c, struct owner_rule *v, struct policy_place *place)
{
	struct policy_rule rule;
	enum policy_bad bad;
	struct owner_rule written = *v;
	check_texts(c, v);
	if (change_is_refused(c))
		return 0;
	int err = policy_read(&written, c->arena, &rule, &bad);
	if (err == QUAD_EINVAL) {
		add_unread(c, bad, v);
		return 0;
	}
	if (!err)
		err = find_named(c, &rule);
	if (!err)
		err = policy_format(&rule, c->arena, v);
	*place = rule.place;
	return err;
}

/* ---- a rule without an id ---- */

struct twin_search {
	const struct owner_rule *v;
	struct arena *arena;
	const char *id; /* of the rule that says the same, "" = none */
	uint64_t largest;
	bool failed;
};

static bool says_same(const struct owner_rule *a, const struct owner_rule *b)
{
	const char *const x[] = {a->place, a->who, a->when, a->field, a->value};
	const char *const y[] = {b->place, b->who, b->when, b->field, b->value};
	for (size_t i = 0; i < sizeof x / sizeof *x; i++)
		if (strcmp(x[i], y[i]) != 0)
			return false;
	return a->valid_from == b->valid_from && a->valid_until == b->valid_until;
}

static int look_for_twin(struct bytes key, struct bytes record, void *arg)
{
	struct twin_search *search = arg;
	struct owner_rule other;
	(void)key;
	int err = owner_rule_decode(record, &other);
	if (err)
		return err;
	size_t len = strlen(other.id);
	if (len <= 18 && strspn(other.id, "0123456789") == len) {
		uint64_t no = strtoull(other.id, NULL, 10);
		search->largest = no > search->largest ? no : search->largest;
	}
	if (!*search->id && says_same(search->v, &other)) {
		search->id = arena_str(search->arena, other.id);
		return search->id ? 0 : QUAD_ENOMEM;
	}
	return 0;
}

static int make_id(struct change *c, const struct owner_rule *v, const char **out)
{
	struct twin_search search = {.v = v, .arena = c->arena, .id = ""};
	int err = walk_table(c->txn, TABLE_RULE, look_for_twin, &search);
	if (err)
		return err;
	*out = *search.id ? search.id : arena_fmt(c->arena, "%" PRIu64, search.largest + 1);
	return *out ? 0 : QUAD_ENOMEM;
}

/* ---- writing ---- */

static int drop_place(struct change *c, const struct owner_rule *v)
{
	struct policy_place place;
	int err = policy_place_parse(v->place, c->arena, &place);
	if (err)
		return err == QUAD_EINVAL ? QUAD_ECORRUPT : err;
	struct key k = rule_index_place_key(&place, v->id);
	err = db_del(c->txn, key_bytes(&k));
	cache_wrote(c->cache, &k);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int put_place(struct change *c, const struct owner_rule *v, const struct policy_place *place)
{
	struct key k = rule_index_place_key(place, v->id);
	int err = db_put(c->txn, key_bytes(&k), (struct bytes){v->id, strlen(v->id)});
	cache_wrote(c->cache, &k);
	return err;
}

/* The rule of an id that is stored; no_rule if there is none. */
static int load_rule(struct change *c, const char *id, struct key *k, struct bytes *record, struct owner_rule *out)
{
	*out = no_rule;
	*record = (struct bytes){"", 0};
	*k = rule_index_key(id);
	int err = change_get(c, k, record);
	if (!err)
		err = owner_rule_decode(*record, out);
	return err;
}

static void check_id(struct change *c, const char *id)
{
	if (strlen(id) > RULE_ID_MAX_BYTES)
		reason_add_text(&c->out->reasons, REASON_VALUE, "id", "%.60s...", id);
	else
		change_check_code(c, "id", id);
}

/* Writes the rule if it is not as it is stored. */
static int write_rule(struct change *c, struct change_entry *r, struct owner_rule *v, const struct owner_rule *old,
                      const struct policy_place *place)
{
	snprintf(r->entity, sizeof r->entity, "rule:%s", v->id);
	r->encode = encode_rule;
	r->v = v;
	r->seq = &v->seq;
	int err = change_write_entry(c, r);
	if (err || c->out->outcome == OUTCOME_UNCHANGED)
		return err;
	err = r->before.len ? drop_place(c, old) : 0;
	return err ? err : put_place(c, v, place);
}

/* A rule without an id gets that of the one that says the same, with what that keeps. */
static int identify(struct change *c, struct owner_rule *v, struct change_entry *r, struct owner_rule *old)
{
	struct owner_rule asked = *v;
	int err = make_id(c, v, &v->id);
	if (!err)
		err = load_rule(c, v->id, &r->key, &r->before, old);
	if (err == QUAD_ENOTFOUND)
		return 0;
	v->seq = old->seq;
	v->text = change_pick(c, RULE_FIELD_TEXT, asked.text, old->text);
	v->overridable = c->rq->given & GIVEN(RULE_FIELD_OVERRIDABLE) ? asked.overridable : old->overridable;
	v->trial = c->rq->given & GIVEN(RULE_FIELD_TRIAL) ? asked.trial : old->trial;
	return err;
}

int rule_record_put(struct change *c)
{
	const char *id = c->rq->u.rule.id;
	struct owner_rule old = no_rule, v;
	struct change_entry r = {.before = {"", 0}};
	struct policy_place place;
	if (*id)
		check_id(c, id);
	if (change_is_refused(c))
		return 0;
	int err = *id ? load_rule(c, id, &r.key, &r.before, &old) : 0;
	if (err && err != QUAD_ENOTFOUND)
		return err;
	merge_rule(c, &old, &v);
	err = settle_rule(c, &v, &place);
	if (err || change_is_refused(c))
		return err;
	if (!*id)
		err = identify(c, &v, &r, &old);
	return err ? err : write_rule(c, &r, &v, &old, &place);
}

int rule_record_drop(struct change *c)
{
	const char *id = c->rq->u.rule.id;
	struct owner_rule old;
	struct key k;
	struct bytes before;
	char entity[RULE_ID_MAX_BYTES + 8];
	bool fits = strlen(id) <= RULE_ID_MAX_BYTES;
	int err = fits ? load_rule(c, id, &k, &before, &old) : QUAD_ENOTFOUND;
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_RULE, id);
		return 0;
	}
	if (err)
		return err;
	snprintf(entity, sizeof entity, "rule:%s", id);
	err = change_record(c, &k, entity, old.seq, before, (struct bytes){"", 0}, OUTCOME_UPDATED);
	return err ? err : drop_place(c, &old);
}

int rule_record_gone(struct change *c, struct bytes record)
{
	struct owner_rule v;
	int err = owner_rule_decode(record, &v);
	return err ? err : drop_place(c, &v);
}
