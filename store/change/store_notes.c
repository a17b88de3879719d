/* Looks in a snapshot first, so that what is noted already costs no write transaction. */
#include "store/change/store_notes.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/change/apply.h"
#include "store/facts/decision_cache.h"
#include "store/model/entity.h"
#include "store/model/need.h"

enum { WAIT_SECONDS = 2 };

struct noting {
	struct store *store;
	struct request *v;
	size_t n;
	struct arena arena;
	bool news; /* one of them would write something */
};

/* Decides without writing, up to the first that would write. */
static int look_for_news(struct db_txn *txn, void *arg)
{
	struct noting *n = arg;
	struct decision_cache cache = {.store = n->store};
	int err = 0;
	for (size_t i = 0; i < n->n && !err && !n->news; i++) {
		struct result result;
		err = apply_rehearse(txn, &cache, &n->v[i], &result, &n->arena);
		n->news = !err && (result.outcome == OUTCOME_ADDED || result.outcome == OUTCOME_UPDATED);
	}
	cache_release(&cache);
	return err;
}

static int write_notes(struct db_txn *txn, void *arg)
{
	struct noting *n = arg;
	struct decision_cache alone, *cache = cache_of(n->store, &alone);
	int err = 0;
	cache_begin(cache, db_moment(txn));
	for (size_t i = 0; i < n->n && !err; i++) {
		struct result result;
		err = apply(txn, cache, &n->v[i], &result, &n->arena);
	}
	cache_release(&alone);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static int carry_out(struct noting *n)
{
	struct store *s = n->store;
	uint64_t moment;
	/* a copy that is only read has no journal of its own, and nobody waits to write into another's */
	if (s->schema < STORE_SCHEMA || db_replica(s->db)->at_min)
		return 0;
	if (s->cache)
		s->cache->wrote = false;
	int before = db_set_timeout(s->db, WAIT_SECONDS);
	int err = db_update(s->db, write_notes, n, &moment);
	db_set_timeout(s->db, before);
	if (!err && s->cache)
		cache_committed(s->cache, moment);
	return err;
}

/* ---- refusals ---- */

/* True for a request that was refused, or a series that skipped dates. */
static bool is_refused(const struct request *rq, const struct result *r)
{
	if (rq->op == OP_SERIES && r->n_skipped)
		return true;
	return r->outcome == OUTCOME_REFUSED;
}

/* True for one that is noted; `ops` are those of which one is, a bit each. */
static bool is_noted(const struct request *rq, const struct result *r, uint64_t *ops)
{
	const uint64_t bit = UINT64_C(1) << rq->op;
	if (!is_refused(rq, r))
		return false;
	if (need_is_asked(rq->op) && (!r->reasons.n || need_is_refused(&r->reasons)))
		return true;
	bool first = !(*ops & bit);
	*ops |= bit;
	return first;
}

static int note_refusals(struct store *s, const struct request *requests, const struct result *results, size_t n)
{
	struct noting notes = {.store = s};
	uint64_t ops = 0;
	int err = 0;
	notes.v = calloc(n, sizeof *notes.v);
	if (!notes.v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct request *rq = &requests[i];
		if (!is_noted(rq, &results[i], &ops))
			continue;
		notes.v[notes.n++] = (struct request){.op = OP_REFUSED,
		                                      .actor = rq->actor,
		                                      .now = rq->now,
		                                      .via = rq->via,
		                                      .u.refused = {rq, &results[i]}};
	}
	if (notes.n)
		err = db_read(s->db, look_for_news, &notes);
	if (!err && notes.news)
		err = carry_out(&notes);
	free(notes.v);
	arena_release(&notes.arena);
	return err;
}

void store_note_refusals(struct store *s, const struct request *requests, const struct result *results, size_t n)
{
	bool any = false;
	s->unnoted = 0;
	for (size_t i = 0; i < n && !any; i++)
		any = is_refused(&requests[i], &results[i]);
	if (any && s->schema >= STORE_SCHEMA)
		s->unnoted = note_refusals(s, requests, results, n);
}

/* ---- who came in, what left the house ---- */

static int note_one(struct store *s, enum request_op op, const char *actor, enum request_via via, const char *before,
                    const char *name, const char *text)
{
	struct noting one = {.store = s, .n = 1};
	struct request rq = {.op = op, .actor = actor, .now = store_now(s), .via = via};
	rq.u.note = (struct note_ask){arena_fmt(&one.arena, "%s%s", before, name), text};
	one.v = &rq;
	int err = rq.u.note.entity ? 0 : QUAD_ENOMEM;
	if (!err && s->schema >= STORE_SCHEMA)
		err = db_read(s->db, look_for_news, &one);
	if (!err && one.news)
		err = carry_out(&one);
	arena_release(&one.arena);
	return err;
}

int store_note_login(struct store *s, const char *actor, enum request_via via, const char *text)
{
	return note_one(s, OP_LOGIN, actor, via, NOTE_LOGIN, actor, text);
}

int store_note_export(struct store *s, const char *actor, enum request_via via, const char *what, const char *text)
{
	return note_one(s, OP_EXPORT, actor, via, NOTE_EXPORT, what, text);
}
