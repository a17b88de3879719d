/*
 * Changing a store: requests to transactions. Those of one call share a transaction and what decisions have read; a
 * single one may be handed to another process that is writing (db_submit).
 */
#include "store/change/store_apply.h"

#include "store/base/err.h"
#include "store/change/apply.h"
#include "store/change/expected.h"
#include "store/change/relay.h"
#include "store/change/store_notes.h"
#include "store/facts/decision_cache.h"

struct batch {
	const struct request *requests;
	size_t n;
	struct result *results;
	struct arena *arena;
	struct store *store;
	struct decision_cache *cache; /* shared by the requests of a transaction */
	/* what was decided in the snapshot of a moment, before the lock */
	struct plan *settled;
	uint64_t settled_at;
	bool writes;                  /* what is done stands */
	bool *is_old;                 /* set where the store has to be upgraded first */
};

/* True if nothing has changed since the snapshot in which the batch's one request was decided. */
static bool is_settled(const struct batch *b, struct db_txn *txn)
{
	return b->settled && b->settled_at && db_moment(txn) == b->settled_at;
}

/* The cache that the store keeps; `alone`, one for this transaction, where there was no memory for it. */
static struct decision_cache *begin_cache(const struct batch *b, struct db_txn *txn, struct decision_cache *alone)
{
	struct decision_cache *cache = cache_of(b->store, alone);
	cache_begin(cache, db_moment(txn));
	return cache;
}

/* A record that the store names and a change does not find is damage. */
static int end_cache(struct decision_cache *alone, int err)
{
	cache_release(alone);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* Requests that stand or fall together. All are asked, so that every reason is known. */
static int apply_tied(struct db_txn *txn, void *arg)
{
	const struct batch *b = arg;
	bool refused = false;
	for (size_t i = 0; i < b->n; i++) {
		int err = apply(txn, b->cache, &b->requests[i], &b->results[i], b->arena);
		if (err)
			return err;
		refused |= b->results[i].reasons.n > 0;
	}
	return refused ? QUAD_EREFUSED : 0;
}

/* What was rolled back has no action. */
static void forget_action(struct decision_cache *cache, uint64_t shared_action, struct result *results, size_t n)
{
	cache->shared_action = shared_action;
	for (size_t i = 0; i < n; i++)
		results[i].action = 0;
}

/* How many requests from the first on are tied together. */
static size_t count_tied(const struct request *requests, size_t n)
{
	size_t tied = 1;
	while (tied < n && requests[tied - 1].flags & REQUEST_AND_NEXT)
		tied++;
	return tied;
}

/* Nothing is written into a store of an older schema: programs that know no other would misread it. */
static int check_schema(const struct batch *b, struct db_txn *txn, struct decision_cache *cache)
{
	bool current;
	int err = b->writes ? cache_has_schema(cache, txn, STORE_SCHEMA, &current) : 0;
	if (err || !b->writes || current)
		return err;
	*b->is_old = true;
	return QUAD_EVERSION;
}

static int apply_batch(struct db_txn *txn, void *arg)
{
	const struct batch *b = arg;
	struct decision_cache alone, *cache = begin_cache(b, txn, &alone);
	int err = check_schema(b, txn, cache);
	if (!err)
		err = expected_inside(txn, b->requests, b->n);
	if (!err && is_settled(b, txn))
		return end_cache(&alone, apply_settled(txn, cache, b->requests, b->settled, b->results, b->arena));
	for (size_t i = 0, n; !err && i < b->n; i += n) {
		n = count_tied(b->requests + i, b->n - i);
		struct batch tied = {.requests = b->requests + i,
		                     .n = n,
		                     .results = b->results + i,
		                     .arena = b->arena,
		                     .cache = cache};
		bool wrote = cache->wrote;
		uint64_t shared_action = cache->shared_action;
		if (n == 1)
			err = apply(txn, cache, tied.requests, tied.results, b->arena);
		else
			err = db_nest(txn, apply_tied, &tied);
		if (err == QUAD_EREFUSED) {
			cache_undone(cache, wrote);
			forget_action(cache, shared_action, tied.results, n);
		} else if (err) {
			break;
		}
		err = 0;
	}
	if (!err)
		err = directory_record_update(txn, &cache->resources);
	return end_cache(&alone, err);
}

/* ---- one request, which another process may carry out with its own ---- */

static int decide_early(struct db_txn *txn, void *arg, bool *decided)
{
	struct batch *b = arg;
	struct decision_cache alone, *cache = begin_cache(b, txn, &alone);
	b->settled_at = db_moment(txn);
	int err = expected_inside(txn, b->requests, 1);
	if (err)
		return end_cache(&alone, err);
	return end_cache(&alone,
	                 apply_early(txn, cache, b->requests, b->results, b->arena, &b->settled, decided));
}

static void encode_request(const void *arg, struct buf *out)
{
	const struct batch *b = arg;
	relay_put_request(b->requests, out);
}

static int serve_request(struct db_txn *txn, void *arg, struct bytes request, struct buf *answer)
{
	const struct batch *b = arg;
	struct decision_cache alone, *cache = cache_of(b->store, &alone);
	struct arena arena = {0};
	struct request rq;
	struct result result;
	int err = relay_get_request(request, &arena, &rq);
	if (!err)
		err = apply(txn, cache, &rq, &result, &arena);
	if (!err)
		relay_put_result(&result, answer);
	arena_release(&arena);
	return end_cache(&alone, err);
}

/*
 * Of processes whose requests this one is about to carry out, in the transaction with its own. One that cannot be read
 * is told by serve_request.
 */
static int expect_requests(struct db_txn *txn, void *arg, const struct bytes *encoded, size_t n)
{
	const struct batch *b = arg;
	struct arena arena = {0};
	struct request *v = NULL;
	int err = 0;
	if (!db_is_far(b->store->db))
		return 0;
	v = arena_alloc(&arena, (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	size_t n_read = 0;
	if (txn)
		v[n_read++] = *b->requests;
	for (size_t i = 0; i < n; i++)
		n_read += relay_get_request(encoded[i], &arena, &v[n_read]) == 0;
	if (txn)
		err = expected_inside(txn, v, n_read);
	else
		expected_before(b->store, v, n_read);
	arena_release(&arena);
	return err;
}

static int accept_answer(void *arg, struct bytes answer)
{
	const struct batch *b = arg;
	return relay_get_result(answer, b->arena, b->results);
}

static int carry_out(struct store *s, struct batch *b)
{
	static const struct db_job one = {.look = decide_early,
	                                  .run = apply_batch,
	                                  .encode = encode_request,
	                                  .serve = serve_request,
	                                  .accept = accept_answer,
	                                  .expect = expect_requests};
	uint64_t moment;
	int err;
	if (s->cache)
		s->cache->wrote = false;
	expected_before(s, b->requests, b->n);
	if (!b->writes)
		return db_rehearse(s->db, apply_batch, b);
	if (b->n == 1 && relay_may(b->requests))
		err = db_submit(s->db, &one, b, &moment);
	else
		err = db_update(s->db, apply_batch, b, &moment);
	if (!err && s->cache)
		cache_committed(s->cache, moment);
	return err;
}

/* Carries a batch out as a dry run. *out: nothing of it would be written, and the results are the answer. */
static int changes_nothing(struct store *s, struct batch b, bool *out)
{
	b.writes = false;
	int err = carry_out(s, &b);
	*out = !err;
	for (size_t i = 0; i < b.n && !err; i++)
		if (b.results[i].outcome == OUTCOME_ADDED || b.results[i].outcome == OUTCOME_UPDATED)
			*out = false;
	return err;
}

static int apply_all(struct store *s, const struct request *requests, size_t n, bool rehearse, struct result *results,
                     struct arena *arena)
{
	bool is_old = false;
	struct batch b = {.requests = requests, .n = n, .results = results, .arena = arena, .store = s,
	                  .writes = !rehearse, .is_old = &is_old};
	int err = carry_out(s, &b);
	/* so old that the database takes no change either; or another process has upgraded it */
	if (err == QUAD_EVERSION || err == QUAD_EMOVED)
		is_old |= b.writes && s->schema < STORE_SCHEMA;
	if (!is_old)
		return err;
	/* what was settled was of the store before */
	b.settled = NULL;
	err = changes_nothing(s, b, &is_old);
	/* one that is on a server is not even read as what it was */
	if (err && err != QUAD_EMOVED)
		return err;
	if (!err && is_old)
		return 0;
	err = store_upgrade(s);
	return err ? err : carry_out(s, &b);
}

int store_apply(struct store *s, const struct request *requests, size_t n, bool rehearse, struct result *results,
                struct arena *arena)
{
	int err = apply_all(s, requests, n, rehearse, results, arena);
	if (!err && !rehearse && s->keeps_refusals)
		store_note_refusals(s, requests, results, n);
	return err;
}

static int rehearse_request(struct db_txn *txn, void *arg)
{
	const struct batch *b = arg;
	struct decision_cache cache = {.store = b->store};
	int err = expected_inside(txn, b->requests, 1);
	if (!err)
		err = apply_rehearse(txn, &cache, b->requests, b->results, b->arena);
	return end_cache(&cache, err);
}

int store_rehearse(struct store *s, const struct request *request, struct result *result, struct arena *arena)
{
	if (!apply_can_rehearse(request))
		return store_apply(s, request, 1, true, result, arena);
	struct batch b = {.requests = request, .n = 1, .results = result, .arena = arena, .store = s};
	expected_before(s, request, 1);
	return db_read(s->db, rehearse_request, &b);
}

/* ---- making a store ---- */

struct new_store {
	const struct store *store;
	struct batch contents;
};

static int write_new_store(struct db_txn *txn, void *arg)
{
	struct new_store *new = arg;
	int err = store_write_settings(txn, new->store);
	return err ? err : apply_batch(txn, &new->contents);
}

int store_create_with(const char *dir, const char *zone, const struct request *requests, size_t n,
                      struct result *results, struct arena *arena, struct store *out)
{
	struct new_store new = {out, {.requests = requests, .n = n, .results = results, .arena = arena, .store = out}};
	int err = store_open_new(dir, zone, out);
	if (err)
		return err;
	err = db_update(out->db, write_new_store, &new, NULL);
	if (err)
		store_close(out);
	return err;
}

int store_create(const char *dir, const char *zone, struct store *out)
{
	return store_create_with(dir, zone, NULL, 0, NULL, NULL, out);
}
