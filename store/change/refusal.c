/* What was wanted is looked up, compared with what is kept, and written last. */
#include "store/change/refusal.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/note.h"
#include "store/change/wanted.h"
#include "store/facts/facts.h"
#include "store/facts/needs.h"
#include "store/model/entity.h"
#include "store/model/settings.h"

enum {
	PRUNED_MAX = 16, /* needs that go with one that comes */
	YEAR_MONTHS = 12,
	REASONS_NOTED_MAX = 500, /* bytes */
};

/* ---- how long ---- */

/* The day so many months before another; the last of its month where that is shorter. */
static int64_t months_before(int64_t day, unsigned months)
{
	struct wall w;
	clock_day_civil(day, &w);
	int of_year = w.year * YEAR_MONTHS + w.month - 1 - (int)months;
	w.year = of_year / YEAR_MONTHS;
	w.month = of_year % YEAR_MONTHS + 1;
	while (!clock_date_valid(w.year, w.month, w.day))
		w.day--;
	return clock_day_number(w.year, w.month, w.day);
}

/* The first week of which needs are kept. */
static int find_first_week(struct change *c, int64_t *out)
{
	static const int64_t ever = INT64_MIN;
	const char *value;
	int64_t today = clock_local_day(c->rq->now), least = CLOCK_MIN_MIN / DAY_MIN;
	*out = ever;
	int err = facts_config_value(c->txn, SETTING_KEEP_UNMET, &value);
	unsigned months = err ? 0 : settings_months(value);
	if (err || !months || today - (int64_t)months * 31 < least)
		return err;
	*out = need_week(months_before(today, months));
	return 0;
}

struct old_needs {
	struct arena *arena;
	struct bytes v[PRUNED_MAX];
	size_t n;
};

static int note_old(struct bytes key, struct bytes value, void *arg)
{
	struct old_needs *old = arg;
	(void)key;
	if (old->n == PRUNED_MAX)
		return QUAD_ESTOP;
	return walk_keep(old->arena, value, &old->v[old->n++]);
}

static int drop_need(struct change *c, struct bytes record)
{
	struct need v;
	struct key k;
	unsigned char digest[NEED_DIGEST_BYTES];
	char entity[NEED_ENTITY_MAX];
	int err = need_decode(record, &v);
	if (!err)
		err = need_digest(&v, digest);
	if (err)
		return err;
	k = needs_key(v.week, digest);
	return change_record(c, &k, need_entity(v.week, digest, entity), v.seq, record, (struct bytes){"", 0},
	                     OUTCOME_UPDATED);
}

/* Some of the needs of weeks before this one go, by the clock and in an action of their own. */
static int prune_needs(struct change *c, int64_t first_week)
{
	struct request rq = {.op = OP_REFUSED, .actor = "", .now = c->rq->now, .via = VIA_CLOCK};
	struct result result = {.reasons.arena = c->arena};
	struct change of_clock = {.txn = c->txn, .rq = &rq, .out = &result, .arena = c->arena, .cache = c->cache};
	struct old_needs old = {.arena = c->arena};
	uint64_t action = c->cache->action;
	int err = needs_walk(c->txn, CLOCK_MIN_MIN / DAY_MIN, first_week, note_old, &old);
	if (err == QUAD_ESTOP)
		err = 0;
	c->cache->action = 0;
	for (size_t i = 0; i < old.n && !err; i++)
		err = drop_need(&of_clock, old.v[i]);
	c->cache->action = action;
	return err;
}

/* ---- needs ---- */

static void encode_need(const void *v, struct buf *out)
{
	need_encode(v, out);
}

/* Goes on counting from the need as it is kept. *same: there is nothing new to say of it. */
static void join_needs(const struct need *old, struct need *v, bool *same)
{
	bool same_day = clock_local_day(old->last_min) == clock_local_day(v->last_min);
	v->seq = old->seq;
	v->first_min = old->first_min;
	v->times = old->times + !same_day;
	*same = same_day && strcmp(old->reasons, v->reasons) == 0;
}

static int write_need(struct change *c, struct need *v, struct change_entry *r, int64_t first_week)
{
	c->out->outcome = r->before.len ? OUTCOME_UPDATED : OUTCOME_ADDED;
	if (c->rehearse)
		return 0;
	r->encode = encode_need;
	r->v = v;
	r->seq = &v->seq;
	int err = change_write_entry(c, r);
	return err ? err : prune_needs(c, first_week);
}

static int keep_need(struct change *c, struct need *v)
{
	struct change_entry r = {.before = {"", 0}};
	struct need old;
	unsigned char digest[NEED_DIGEST_BYTES];
	int64_t first_week;
	bool same = false;
	c->out->outcome = OUTCOME_UNCHANGED;
	v->first_min = v->last_min = c->rq->now;
	v->times = 1;
	int err = find_first_week(c, &first_week);
	if (!err)
		err = need_digest(v, digest);
	if (err || v->week < first_week)
		return err;
	r.key = needs_key(v->week, digest);
	need_entity(v->week, digest, r.entity);
	err = change_get(c, &r.key, &r.before);
	if (!err)
		err = need_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err)
		join_needs(&old, v, &same);
	return same ? 0 : write_need(c, v, &r, first_week);
}

/* ---- other refusals ---- */

static int keep_note(struct change *c)
{
	const struct refused_ask *in = &c->rq->u.refused;
	struct buf text = {0};
	char entity[64];
	snprintf(entity, sizeof entity, NOTE_REFUSED "%s", op_word(in->request->op));
	reasons_format(&in->result->reasons, &text);
	int err = text.failed ? QUAD_ENOMEM : 0;
	const char *kept = err ? NULL : arena_dup(c->arena, text.p, utf8_cut(buf_text(&text), REASONS_NOTED_MAX));
	buf_release(&text);
	if (!kept)
		return QUAD_ENOMEM;
	return note_write_once(c, entity, kept);
}

int refusal_put(struct change *c)
{
	const struct refused_ask *in = &c->rq->u.refused;
	struct need v;
	bool is_need;
	int err = wanted_load(c, &v, &is_need);
	if (err)
		return err;
	if (is_need)
		return keep_need(c, &v);
	c->out->outcome = OUTCOME_UNCHANGED;
	return in->result->reasons.n ? keep_note(c) : 0;
}
