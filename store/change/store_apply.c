/*
 * Opening, making and changing a store. What is in it is recorded in its settings: the schema, the zone and the mark,
 * checked at every open, so that a program that would misread it refuses instead.
 */
#include "store/change/store_apply.h"

#include <string.h>
#include <sys/random.h>

#include "store/change/apply.h"
#include "store/model/codec.h"
#include "store/facts/directory.h"
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/keys.h"
#include "store/facts/decision_cache.h"
#include "store/change/relay.h"

static struct key setting_key(const char *name)
{
	struct key k = key_table('m');
	key_text(&k, name);
	return k;
}

int store_verify(struct db_txn *txn, void *arg)
{
	struct store *s = arg;
	struct bytes v;
	uint32_t mark;
	struct key schema = setting_key("schema"), zone = setting_key("zone");
	int err = db_get(txn, key_bytes(&schema), &v);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	if (v.len != 8)
		return QUAD_ECORRUPT;
	if (le_get(v.p, 8) != STORE_SCHEMA)
		return QUAD_EVERSION;
	err = facts_mark(txn, &mark);
	if (err)
		return err;
	err = db_get(txn, key_bytes(&zone), &v);
	if (err || v.len == 0 || v.len >= CLOCK_ZONE_MAX)
		return err && err != QUAD_ENOTFOUND ? err : QUAD_ECORRUPT;
	if (s) {
		memcpy(s->zone, v.p, v.len);
		s->zone[v.len] = '\0';
		s->mark = mark;
	}
	return 0;
}

static int put_number(struct db_txn *txn, const char *name, uint64_t v)
{
	unsigned char bytes[8];
	struct key k = setting_key(name);
	le_put(bytes, v, sizeof bytes);
	return db_put(txn, key_bytes(&k), (struct bytes){bytes, sizeof bytes});
}

static int write_settings(struct db_txn *txn, const struct store *s)
{
	struct key zone = setting_key("zone");
	struct bytes v;
	/* another may have made it meanwhile */
	int err = db_get(txn, key_bytes(&zone), &v);
	if (err != QUAD_ENOTFOUND)
		return err ? err : QUAD_EEXIST;
	err = put_number(txn, "schema", STORE_SCHEMA);
	if (!err)
		err = put_number(txn, SETTING_MARK, s->mark);
	return err ? err : db_put(txn, key_bytes(&zone), (struct bytes){s->zone, strlen(s->zone)});
}

/* A random number, never 0. */
static int new_mark(uint32_t *out)
{
	for (*out = 0; !*out;)
		if (getrandom(out, sizeof *out, 0) != (ssize_t)sizeof *out)
			return QUAD_EIO;
	return 0;
}

int store_open(const char *dir, struct store *out)
{
	*out = (struct store){0};
	int err = db_open(dir, 0, &out->db);
	if (!err)
		err = db_read(out->db, store_verify, out);
	if (!err)
		err = clock_zone_use(out->zone);
	if (err)
		store_close(out);
	return err;
}

static int is_empty(struct db_txn *txn, void *arg)
{
	struct key first = {.p = {0}, .len = 1}, last = {.p = {0xff}, .len = 1};
	struct db_scan scan;
	struct bytes k, v;
	bool *empty = arg;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&first), key_bytes(&last));
	if (!err)
		err = db_scan_next(&scan, &k, &v);
	*empty = err == QUAD_ENOTFOUND;
	db_scan_close(&scan);
	return *empty ? 0 : err;
}

/* Opens what an interrupted init left: a database with nothing in it. QUAD_EEXIST if there is something. */
static int open_left(const char *dir, struct db **out)
{
	bool empty = false;
	int err = db_open(dir, 0, out);
	if (!err)
		err = db_read(*out, is_empty, &empty);
	return err || !empty ? QUAD_EEXIST : 0;
}

struct batch {
	const struct request *requests;
	size_t n;
	struct result *results;
	struct arena *arena;
	struct store *store;
	struct decision_cache *cache; /* those of a transaction share one */
};

static int apply_batch(struct db_txn *txn, void *arg);

struct birth {
	const struct store *store;
	struct batch contents;
};

static int give_birth(struct db_txn *txn, void *arg)
{
	struct birth *birth = arg;
	int err = write_settings(txn, birth->store);
	return err ? err : apply_batch(txn, &birth->contents);
}

int store_create_with(const char *dir, const char *zone, const struct request *requests, size_t n,
                      struct result *results, struct arena *arena, struct store *out)
{
	struct birth birth = {out, {requests, n, results, arena, out, NULL}};
	*out = (struct store){0};
	int err = clock_zone_use(zone);
	if (err)
		return err;
	err = db_open(dir, DB_CREATE, &out->db);
	if (err == QUAD_EEXIST)
		err = open_left(dir, &out->db);
	if (!err)
		err = new_mark(&out->mark);
	if (!err) {
		memcpy(out->zone, zone, strlen(zone) + 1);
		err = db_update(out->db, give_birth, &birth);
	}
	if (err)
		store_close(out);
	return err;
}

int store_create(const char *dir, const char *zone, struct store *out)
{
	return store_create_with(dir, zone, NULL, 0, NULL, NULL, out);
}

void store_close(struct store *s)
{
	directory_release(s->directory);
	cache_free(s->cache);
	db_close(s->db);
	s->directory = NULL;
	s->cache = NULL;
	s->db = NULL;
}

/* Requests that stand or fall together. All are asked, so that every reason is known. */
static int apply_tied(struct db_txn *txn, void *arg)
{
	const struct batch *b = arg;
	bool refused = false;
	int err = 0;
	for (size_t i = 0; !err && i < b->n; i++) {
		err = apply_with(txn, b->cache, &b->requests[i], &b->results[i], b->arena);
		refused |= !err && b->results[i].reasons.n;
	}
	return !err && refused ? QUAD_EREFUSED : err;
}

static int apply_batch(struct db_txn *txn, void *arg)
{
	const struct batch *b = arg;
	struct decision_cache alone = {.store = b->store}, *cache = b->store->cache ? b->store->cache : &alone;
	int err = 0;
	cache_begin(cache, db_moment(txn));
	for (size_t i = 0, n; !err && i < b->n; i += n) {
		for (n = 1; i + n < b->n && b->requests[i + n - 1].flags & REQUEST_AND_NEXT;)
			n++;
		struct batch tied = {b->requests + i, n, b->results + i, b->arena, b->store, cache};
		bool wrote = cache->wrote;
		err = n == 1 ? apply_with(txn, cache, &b->requests[i], &b->results[i], b->arena)
		             : db_nest(txn, apply_tied, &tied);
		if (err == QUAD_EREFUSED) {
			cache_undone(cache, wrote);
			err = 0;
		}
	}
	cache_release(&alone);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* ---- one request, which another process may carry out with its own ---- */

static int look_one(struct db_txn *txn, void *arg, bool *decided)
{
	const struct batch *b = arg;
	struct decision_cache alone = {.store = b->store}, *cache = b->store->cache ? b->store->cache : &alone;
	cache_begin(cache, db_moment(txn));
	int err = apply_look(txn, cache, b->requests, b->results, b->arena, decided);
	cache_release(&alone);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static void encode_one(const void *arg, struct buf *out)
{
	const struct batch *b = arg;
	relay_put_request(b->requests, out);
}

static int serve_one(struct db_txn *txn, void *arg, struct bytes request, struct buf *answer)
{
	const struct batch *b = arg;
	struct decision_cache alone = {.store = b->store}, *cache = b->store->cache ? b->store->cache : &alone;
	struct arena arena = {0};
	struct request rq;
	struct result result;
	int err = relay_get_request(request, &arena, &rq);
	if (!err)
		err = apply_with(txn, cache, &rq, &result, &arena);
	if (!err)
		relay_put_result(&result, answer);
	arena_release(&arena);
	cache_release(&alone);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static int accept_one(void *arg, struct bytes answer)
{
	const struct batch *b = arg;
	return relay_get_result(answer, b->arena, b->results);
}

int store_apply(struct store *s, const struct request *requests, size_t n, bool rehearse, struct result *results,
                struct arena *arena)
{
	static const struct db_job one = {look_one, apply_batch, encode_one, serve_one, accept_one};
	struct batch b = {requests, n, results, arena, s, NULL};
	/* without memory for it each transaction has its own */
	if (!s->cache)
		s->cache = cache_new();
	if (s->cache) {
		s->cache->store = s;
		s->cache->wrote = false;
	}
	if (rehearse)
		return db_rehearse(s->db, apply_batch, &b);
	int err = n == 1 && relay_may(requests) ? db_submit(s->db, &one, &b) : db_update(s->db, apply_batch, &b);
	if (!err && s->cache)
		cache_committed(s->cache);
	return err;
}

static int advise(struct db_txn *txn, void *arg)
{
	const struct batch *b = arg;
	return apply_advise(txn, b->requests, b->results, b->arena);
}

int store_advise(struct store *s, const struct request *request, struct result *result, struct arena *arena)
{
	if (request->op != OP_BOOK && request->op != OP_MOVE)
		return store_apply(s, request, 1, true, result, arena);
	return db_read(s->db, advise, &(struct batch){request, 1, result, arena, s, NULL});
}
