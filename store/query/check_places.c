/* The proof of institutions, campuses, travel times and closures. */
#include "store/query/checker.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"

int check_institution(struct checker *c, struct bytes key, struct bytes value)
{
	struct institution v;
	int err = institution_decode(value, &v);
	if (err || !check_key_is(key, 1, v.code))
		check_fault(c, "an institution's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written(c, OF_INSTITUTION, v.code, v.seq, value);
	return 0;
}

int check_campus(struct checker *c, struct bytes key, struct bytes value)
{
	struct campus v, by_number;
	struct institution owner;
	int err = campus_decode(value, &v);
	if (err || !check_key_is(key, 1, v.code)) {
		check_fault(c, "a campus's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_CAMPUS, v.code, v.seq, value);
	if (check_fails(c, facts_campus_by_number(c->txn, v.no, &by_number)) || strcmp(by_number.code, v.code) != 0)
		check_fault(c, "campus %s: its number %s does not lead back to it", v.code, check_num(c, v.no));
	if (*v.institution && check_fails(c, facts_institution(c->txn, v.institution, &owner)))
		check_fault(c, "campus %s: no institution %s", v.code, v.institution);
	return 0;
}

int check_campus_number(struct checker *c, struct bytes key, struct bytes value)
{
	struct campus v;
	(void)value;
	if (key.len != 5 || check_fails(c, facts_campus_by_number(c->txn, key_get_u32(key, 1), &v)) ||
	    v.no != key_get_u32(key, 1))
		check_fault(c, "a campus's number leads to another");
	return 0;
}

int check_travel(struct checker *c, struct bytes key, struct bytes value)
{
	struct campus a, b;
	if (key.len != 9 || value.len != 12 || key_get_u32(key, 1) >= key_get_u32(key, 5) ||
	    check_fails(c, facts_campus_by_number(c->txn, key_get_u32(key, 1), &a)) ||
	    check_fails(c, facts_campus_by_number(c->txn, key_get_u32(key, 5), &b))) {
		check_fault(c, "a travel time names no two campuses");
		return 0;
	}
	check_written(c, OF_TRAVEL, NULL, le_get((const unsigned char *)value.p + 4, 8), value);
	if (le_get(value.p, 4) > c->travel_max)
		check_fault(c, "a travel time is longer than the longest");
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
		owner = !check_fails(c, facts_resource(c->txn, v->resource, &r)) ? r.no : 0;
	if (scope == SCOPE_CAMPUS)
		owner = !check_fails(c, facts_campus(c->txn, v->campus, &campus)) ? campus.no : 0;
	struct key want = facts_closure_key(scope, owner, v->start, v->end);
	return (scope == SCOPE_ALL || owner) && want.len == key.len && memcmp(want.p, key.p, key.len) == 0;
}

int check_closure(struct checker *c, struct bytes key, struct bytes value)
{
	struct closure v;
	int err = closure_decode(value, &v);
	if (err || !closure_fits(c, key, &v))
		check_fault(c, "a closure's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written(c, OF_CLOSURE, NULL, v.seq, value);
	return 0;
}
