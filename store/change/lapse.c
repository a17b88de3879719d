/* What is due is found in the index (due_index.h) and written in entries of the clock. */
#include "store/change/lapse.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/due_index.h"
#include "store/change/plan.h"
#include "store/facts/walk.h"

enum { BATCH = 256, KEY_BYTES = 1 + 4 + 8 };

struct due {
	int64_t until;
	uint64_t id;
};

struct gathering {
	struct due v[BATCH];
	size_t n;
	int64_t now;
};

static int gather_due(struct bytes key, struct bytes value, void *arg)
{
	struct gathering *g = arg;
	(void)value;
	if (key.len != KEY_BYTES)
		return QUAD_ECORRUPT;
	struct due one = {key_get_min(key, 1), key_get_u64(key, 5)};
	if (one.until > g->now || g->n == BATCH)
		return QUAD_ESTOP;
	g->v[g->n++] = one;
	return 0;
}

/* Writes what one booking has become. */
static int lapse_one(struct change *c, const struct due *due)
{
	struct plan p = {0};
	struct key k = due_index_key(due->until, due->id);
	int err = plan_load(c, due->id, &p);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	p.v = p.old;
	p.v.state = booking_state_at(&p.old, c->rq->now);
	/* a key that the booking does not bear out is damage, which the proof names and which changes nothing */
	if (p.v.state == p.old.state || p.old.until != due->until)
		return db_del(c->txn, key_bytes(&k));
	if (state_stands(p.old.state))
		err = plan_drop_claims(c, &p.old);
	return err ? err : plan_record(c, &p, OUTCOME_UPDATED);
}

static int lapse_batch(struct change *c, struct gathering *g)
{
	struct key table = key_table(TABLE_DUE), end = key_after(&table);
	g->n = 0;
	int err = walk_range(c->txn, &table, &end, gather_due, g);
	if (err == QUAD_ESTOP)
		err = 0;
	for (size_t i = 0; i < g->n; i++) {
		if (!err)
			err = lapse_one(c, &g->v[i]);
		if (err)
			return err;
	}
	return err;
}

int lapse_due(struct change *c)
{
	int64_t first;
	if (c->rehearse)
		return 0;
	int err = cache_due(c->cache, c->txn, &first);
	if (err || first > c->rq->now)
		return err;
	struct request rq = {.op = OP_LAPSE, .actor = "", .now = c->rq->now, .via = VIA_CLOCK};
	struct result out = {.reasons.arena = c->arena};
	struct change of_clock = {.txn = c->txn, .rq = &rq, .out = &out, .arena = c->arena, .cache = c->cache};
	struct gathering *g = arena_alloc(c->arena, sizeof *g);
	if (!g)
		return QUAD_ENOMEM;
	*g = (struct gathering){.now = rq.now};
	c->cache->action = 0;
	do {
		err = lapse_batch(&of_clock, g);
	} while (!err && g->n == BATCH);
	cache_due_forget(c->cache);
	return err;
}
