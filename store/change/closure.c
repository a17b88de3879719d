/* Closures, each known by its resource or campus (or neither: everything) and its interval. */
#include "store/change/closure.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/place.h"
#include "store/change/standing.h"
#include "store/model/codec.h"

static void encode_closure(const void *v, struct buf *out)
{
	closure_encode(v, out);
}

static void check_closure(struct change *c, const struct closure *v)
{
	char text[CLOCK_TEXT_MAX];
	if (v->end <= v->start)
		reason_add_text(&c->out->reasons, REASON_END, "end", "%s", clock_format(v->end, text));
	else if (v->start < CLOCK_MIN_MIN || v->end >= CLOCK_MAX_MIN)
		reason_add_text(&c->out->reasons, REASON_OUTSIDE, "start", "%s", clock_format(v->start, text));
	change_check_text(c, "reason", v->reason);
}

static int find_resource(struct change *c, const char *code, uint32_t *owner)
{
	int err = facts_resource_number(c->txn, code, owner);
	if (err != QUAD_ENOTFOUND)
		return err;
	reason_add(&c->out->reasons, REASON_NO_RESOURCE, code);
	return 0;
}

/* The campus by code or name, made where that is asked for and something is to be closed. */
static int find_campus(struct change *c, struct closure *v, uint32_t *owner)
{
	bool missing;
	int err = change_resolve_campus(c, v->campus, &v->campus, owner, &missing);
	if (err || !missing)
		return err;
	if (c->rq->op == OP_CLOSURE_DROP)
		reason_add(&c->out->reasons, REASON_NO_CAMPUS, v->campus);
	else if (!change_is_refused(c))
		return place_make_campus(c, v->campus, "", owner);
	return 0;
}

/* What is closed: everything, a campus or a resource by number. */
struct closed {
	enum closure_scope scope;
	uint32_t owner;
};

/* Checks a closure and finds its owner and so its key; *v gets codes for names. */
static int resolve_closure(struct change *c, struct closure *v, struct closed *closed, struct key *out)
{
	int err = 0;
	*closed = (struct closed){SCOPE_ALL, 0};
	check_closure(c, v);
	if (*v->resource) {
		closed->scope = SCOPE_RESOURCE;
		v->campus = "";
		err = find_resource(c, v->resource, &closed->owner);
	} else if (*v->campus) {
		closed->scope = SCOPE_CAMPUS;
		err = find_campus(c, v, &closed->owner);
	}
	if (!err && !change_is_refused(c))
		*out = facts_closure_key(closed->scope, closed->owner, v->start, v->end);
	return err;
}

static void closure_entity(const struct closure *v, char *out, size_t size)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	snprintf(out, size, "closure:%s:%s/%s", *v->resource ? v->resource : v->campus, clock_format(v->start, from),
	         clock_format(v->end, to));
}

/* Writes a closure, and says which bookings a new one is over. */
static int write_closure(struct change *c, struct change_entry *r, const struct closed *closed, const struct closure *v)
{
	struct standing standing = {0};
	struct ids ids = {0};
	int err = 0;
	if (!r->before.len)
		err = standing_of_closure(c, closed->scope, closed->owner, v->start, v->end, &ids);
	if (!err)
		err = standing_look(c, &ids, &standing);
	if (!err)
		err = change_write_entry(c, r);
	return err ? err : standing_tell(c, &standing);
}

int closure_put(struct change *c)
{
	struct closure v = c->rq->u.closure, old = {0};
	struct change_entry r = {.encode = encode_closure, .v = &v, .seq = &v.seq};
	struct closed closed;
	int err = resolve_closure(c, &v, &closed, &r.key);
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
	return write_closure(c, &r, &closed, &v);
}

int closure_drop(struct change *c)
{
	struct closure v = c->rq->u.closure, old;
	struct key k;
	struct bytes before;
	char entity[CODE_MAX_BYTES + 80];
	struct closed closed;
	int err = resolve_closure(c, &v, &closed, &k);
	if (err || change_is_refused(c))
		return err;
	err = change_get(c, &k, &before);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_CLOSURE, *v.resource ? v.resource : v.campus);
		return 0;
	}
	if (!err)
		err = closure_decode(before, &old);
	if (err)
		return err;
	closure_entity(&v, entity, sizeof entity);
	return change_record(c, &k, entity, old.seq, before, (struct bytes){"", 0}, OUTCOME_UPDATED);
}
