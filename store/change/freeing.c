/* Rather too much than too little: who is asked in vain keeps waiting. */
#include "store/change/freeing.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/register_cache.h"
#include "store/model/codec.h"

enum { MONTH_MAX_MIN = 31 * DAY_MIN };

static int note_span(struct change *c, struct freed_span span)
{
	struct freed *f = &c->cache->freed;
	struct freed_span *v = arena_grow(c->arena, f->v, f->n, &f->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	f->v = v;
	v[f->n++] = span;
	return 0;
}

/* What an owner of several gives up frees its share in all of the month: in the days around it, more or less. */
static int widen_to_month(struct change *c, struct freed_span *span)
{
	struct resource r;
	const struct register_rows *rows = NULL;
	bool any = false;
	int err = register_cache_any(c->cache, c->txn, &any);
	if (err || !any)
		return err;
	err = facts_resource_by_number(c->txn, span->resource, &r);
	if (!err)
		err = register_cache_shares(c->cache, c->txn, r.code, &rows);
	if (err || !rows || !rows->n)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	span->start -= MONTH_MAX_MIN;
	span->end += MONTH_MAX_MIN;
	return 0;
}

int freeing_claim(struct change *c, const struct claim *claim, uint64_t booking)
{
	struct freed_span span = {claim->resource, false, claim->start, claim->end, booking};
	int err = widen_to_month(c, &span);
	return err ? err : note_span(c, span);
}

static int note_always(struct change *c, uint32_t resource, bool people)
{
	return note_span(c, (struct freed_span){resource, people, CLOCK_MIN_MIN, CLOCK_MAX_MIN, 0});
}

/* A closure that goes; its key names its scope and its owner. */
static int note_closure(struct change *c, const struct key *k, struct bytes before)
{
	struct closure v;
	int err = closure_decode(before, &v);
	if (err)
		return err;
	bool one = k->len > 6 && k->p[1] == SCOPE_RESOURCE;
	uint32_t resource = one ? key_get_u32(key_bytes(k), 2) : 0;
	/* setup and teardown of a booking beside it are looked at when it is asked for */
	return note_span(c, (struct freed_span){resource, false, v.start, v.end, 0});
}

/* True for a change by which a resource may take what it did not take before. */
static bool may_take_more(const struct resource *a, const struct resource *b)
{
	if (a->kind != b->kind || a->mode != b->mode || a->seats != b->seats || a->active != b->active)
		return true;
	if (a->setup_min != b->setup_min || a->teardown_min != b->teardown_min || a->sharing != b->sharing)
		return true;
	if (strcmp(a->campus, b->campus) != 0 || strcmp(a->institution, b->institution) != 0)
		return true;
	return strcmp(a->opening, b->opening) != 0;
}

static int note_resource(struct change *c, struct bytes before, struct bytes after)
{
	struct resource a, b;
	int err = resource_decode(before, &a);
	if (!err)
		err = resource_decode(after, &b);
	if (err)
		return err;
	/* what was its whole, and all that is above and below, is not asked one by one */
	if (strcmp(a.part_of, b.part_of) != 0)
		return note_always(c, 0, false);
	if (!may_take_more(&a, &b))
		return 0;
	/* who is elsewhere on its account may be nearer by now */
	bool moves = strcmp(a.campus, b.campus) != 0;
	err = moves ? note_always(c, 0, true) : 0;
	return err ? err : note_always(c, a.no, false);
}

/* A new setting may allow what a less specific one did not; what is new and forbids or limits frees nothing. */
static int note_rule(struct change *c, struct bytes before, struct bytes after)
{
	struct owner_rule v;
	if (before.len)
		return note_always(c, 0, false);
	int err = owner_rule_decode(after, &v);
	bool refuses = !err && (strcmp(v.field, "forbid") == 0 || strcmp(v.field, "limit") == 0);
	return err || refuses ? err : note_always(c, 0, false);
}

int freeing_record(struct change *c, const struct key *k, struct bytes before, struct bytes after)
{
	/* another share, more hours or more employees */
	if (k->p[0] == TABLE_REGISTER)
		return note_always(c, 0, false);
	if (k->p[0] == TABLE_RULE)
		return note_rule(c, before, after);
	if (!before.len)
		return 0;
	switch ((enum table)k->p[0]) {
	case TABLE_CLOSURE: return after.len ? 0 : note_closure(c, k, before);
	case TABLE_RESOURCE: return after.len ? note_resource(c, before, after) : 0;
	case TABLE_TRAVEL: return note_always(c, 0, true);
	default: return 0;
	}
}
