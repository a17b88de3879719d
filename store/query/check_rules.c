/* The proof of the owners' rules, the index that finds them, and qualifications. */
#include "store/query/checker.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/rule_index.h"
#include "store/model/person.h"

int check_rule(struct checker *c, struct bytes key, struct bytes value)
{
	struct owner_rule v;
	struct policy_rule rule;
	struct bytes id;
	int err = owner_rule_decode(value, &v);
	if (err || !check_key_is(key, 1, v.id)) {
		check_fault(c, "an owner's rule: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_RULE, v.id, v.seq, value);
	if (check_fails(c, policy_read(&v, &c->arena, &rule, NULL))) {
		check_fault(c, "rule %s: it cannot be understood", v.id);
		return 0;
	}
	struct key by_place = rule_index_place_key(&rule.place, v.id);
	if (check_fails(c, db_get(c->txn, key_bytes(&by_place), &id)) ||
	    !check_same_bytes(id, (struct bytes){v.id, strlen(v.id)}))
		check_fault(c, "rule %s: it is not found from its place", v.id);
	return 0;
}

int check_rule_place(struct checker *c, struct bytes key, struct bytes value)
{
	struct owner_rule v;
	struct policy_place place;
	struct bytes record;
	const char *id = value.len <= RULE_ID_MAX_BYTES ? arena_dup(&c->arena, value.p, value.len) : "";
	struct key by_id = rule_index_key(id ? id : ""), want = by_id;
	bool there = !check_fails(c, db_get(c->txn, key_bytes(&by_id), &record)) && owner_rule_decode(record, &v) == 0;
	if (there && !check_fails(c, policy_place_parse(v.place, &c->arena, &place)))
		want = rule_index_place_key(&place, v.id);
	if (!there || !check_same_bytes(key_bytes(&want), key))
		check_fault(c, "a place leads to a rule that is not there");
	return 0;
}

int check_qualification(struct checker *c, struct bytes key, struct bytes value)
{
	struct qualification v;
	struct key want = key_table(TABLE_QUALIFICATION);
	int err = qualification_decode(value, &v);
	if (!err && strlen(v.login) <= LOGIN_MAX_BYTES && strlen(v.name) <= CODE_MAX_BYTES)
		want = rule_index_qualification_key(v.login, v.name);
	if (err || !check_same_bytes(key_bytes(&want), key))
		check_fault(c, "a qualification: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written_as(c, OF_QUALIFICATION, v.seq, value, "%s:%s", v.login, v.name);
	return 0;
}
