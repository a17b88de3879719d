/* Closures, each known by its resource or campus (or neither: everything) and its interval. */
#include "store/change/closure.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/place.h"
#include "store/model/codec.h"

static void encode_closure(const void *v, struct buf *out)
{
	closure_encode(v, out);
}

/* Checks a closure and finds its owner; *v gets codes for names. */
static int resolve_closure(struct change *c, struct closure *v, struct key *out)
{
	struct resource resource;
	enum closure_scope scope = *v->resource ? SCOPE_RESOURCE : *v->campus ? SCOPE_CAMPUS : SCOPE_ALL;
	uint32_t owner = 0;
	bool missing;
	int err = 0;
	char text[CLOCK_TEXT_MAX];
	if (v->end <= v->start)
		reason_add(&c->out->reasons, RULE_TIME, "end", "%s", clock_format(v->end, text));
	else if (v->start < CLOCK_MIN_MIN || v->end >= CLOCK_MAX_MIN)
		reason_add(&c->out->reasons, RULE_TIME, "start", "%s", clock_format(v->start, text));
	change_check_text(c, "reason", v->reason);
	if (scope == SCOPE_RESOURCE) {
		err = facts_resource(c->txn, v->resource, &resource);
		if (!err)
			owner = resource.no;
		if (err == QUAD_ENOTFOUND) {
			reason_add(&c->out->reasons, RULE_UNKNOWN, v->resource, "resource");
			err = 0;
		}
		v->campus = "";
	} else if (scope == SCOPE_CAMPUS) {
		err = change_resolve_campus(c, v->campus, &v->campus, &owner, &missing);
		if (!err && missing && c->rq->op == OP_CLOSURE_DROP)
			reason_add(&c->out->reasons, RULE_UNKNOWN, v->campus, "campus");
		else if (!err && missing && !change_is_refused(c))
			err = place_make_campus(c, v->campus, "", &owner);
	}
	if (!err && !change_is_refused(c))
		*out = facts_closure_key(scope, owner, v->start, v->end);
	return err;
}

static void closure_entity(const struct closure *v, char *out, size_t size)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	snprintf(out, size, "closure:%s:%s/%s", *v->resource ? v->resource : v->campus, clock_format(v->start, from),
	         clock_format(v->end, to));
}

int closure_put(struct change *c)
{
	struct closure v = c->rq->u.closure, old = {0};
	struct change_entry r = {.encode = encode_closure, .v = &v, .seq = &v.seq};
	int err = resolve_closure(c, &v, &r.key);
	if (err || change_is_refused(c))
		return err;
	err = change_get(c, &r.key, &r.before);
	if (!err)
		err = closure_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v.seq = old.seq;
	if (old.reason && !(c->rq->given & GIVEN(CLOSURE_REASON)))
		v.reason = old.reason;
	closure_entity(&v, r.entity, sizeof r.entity);
	return change_write_entry(c, &r);
}

int closure_drop(struct change *c)
{
	struct closure v = c->rq->u.closure, old;
	struct key k;
	struct bytes before;
	char entity[CODE_MAX_BYTES + 80];
	int err = resolve_closure(c, &v, &k);
	if (err || change_is_refused(c))
		return err;
	err = change_get(c, &k, &before);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, RULE_UNKNOWN, *v.resource ? v.resource : v.campus, "closure");
		return 0;
	}
	if (!err)
		err = closure_decode(before, &old);
	if (err)
		return err;
	closure_entity(&v, entity, sizeof entity);
	return change_record(c, &k, entity, old.seq, before, (struct bytes){"", 0}, OUTCOME_UPDATED);
}
