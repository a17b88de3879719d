/*
 * Bookings are found by the resources that the agreements list, else by who has them (holder_index.h). Then they are
 * gone through in the order of their ids.
 */
#include "store/change/agreed_hours.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/ids.h"
#include "store/change/claim_view.h"
#include "store/facts/holder_index.h"
#include "store/facts/register_cache.h"
#include "store/facts/upgrade.h"

/* A claim that counts. */
struct agreed_use {
	uint64_t booking;
	size_t only; /* the one agreement that covers it; the number of agreements: several do */
	sum_t minutes;
	struct agreement_case one;
};

struct agreed_resource {
	const char *code, *owner; /* NULL: not looked up */
	bool shared;
};

/* Kept in the cache, in an arena of its own. */
struct agreed_hours {
	bool *in; /* the agreements that it is about */
	int64_t now;
	struct agreed_use *v;
	size_t n, cap;
	struct agreed_resource *resources; /* by number */
	size_t n_resources, cap_resources;
	struct ids seen; /* bookings found by resources */
};

struct agreed_count {
	struct change *c;
	const struct register_rows *rows;
	struct agreed_hours *kept;
	struct arena *arena;
};

/* ---- which agreements ---- */

/* Adds to the wanted ones all that may take a use from one that is wanted. */
static void reach(const struct register_rows *rows, bool *in)
{
	bool more = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < rows->n; i++)
			for (size_t k = 0; in[i] && k < rows->n; k++)
				if (!in[k] && agreements_meet(&rows->v[i], &rows->v[k])) {
					in[k] = true;
					more = true;
				}
	}
}

/* ---- uses ---- */

static int find_resource(struct agreed_count *k, uint32_t no, const struct agreed_resource **out)
{
	struct agreed_hours *kept = k->kept;
	struct resource r;
	const char *owner;
	while (kept->n_resources <= no) {
		struct agreed_resource *v =
			arena_grow(k->arena, kept->resources, kept->n_resources, &kept->cap_resources, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		kept->resources = v;
		v[kept->n_resources++] = (struct agreed_resource){0};
	}
	struct agreed_resource *found = &kept->resources[no];
	*out = found;
	if (found->code)
		return 0;
	int err = facts_resource_by_number(k->c->txn, no, &r);
	if (!err)
		err = register_cache_owner(k->c->cache, k->c->txn, &r, &owner);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	found->shared = r.mode == MODE_SHARED;
	found->owner = arena_str(k->arena, owner);
	found->code = arena_str(k->arena, r.code);
	return found->owner && found->code ? 0 : QUAD_ENOMEM;
}

/* How many of the agreements cover it; *only: the last of them. */
static size_t count_covers(const struct agreed_count *k, const struct agreement_case *one, size_t *only)
{
	size_t n = 0;
	for (size_t i = 0; i < k->rows->n; i++)
		if (k->kept->in[i] && agreement_covers(&k->rows->v[i], one)) {
			n++;
			*only = i;
		}
	return n;
}

/* Adds the claims of a booking that count to a list in the arena. */
static int add_uses(struct agreed_count *k, const struct booking *b, struct arena *arena, struct agreed_use **list,
                    size_t *n, size_t *cap)
{
	const char *institution = NULL;
	for (size_t i = 0; i < b->n_claims; i++) {
		const struct agreed_resource *r;
		int err = find_resource(k, b->claims[i].resource, &r);
		if (err)
			return err;
		struct agreed_use use = {.booking = b->id,
		                         .one = {r->owner, b->institution, r->code, clock_local_day(b->start)}};
		size_t covers = count_covers(k, &use.one, &use.only);
		if (!covers)
			continue;
		struct agreed_use *v = arena_grow(arena, *list, *n, cap, sizeof *v);
		if (!institution)
			institution = arena_str(arena, b->institution);
		if (!v || !institution)
			return QUAD_ENOMEM;
		*list = v;
		if (covers > 1)
			use.only = k->rows->n;
		use.one.institution = institution;
		use.minutes = (exact_end(b) - exact_start(b)) * exact_weight(&b->claims[i], r->shared);
		v[(*n)++] = use;
	}
	return 0;
}

static int add_stored(const struct booking *b, void *arg)
{
	struct agreed_count *k = arg;
	if (!state_stands(booking_state_at(b, k->c->rq->now)))
		return 0;
	return add_uses(k, b, k->arena, &k->kept->v, &k->kept->n, &k->kept->cap);
}

/* ---- where to look ---- */

/* The minutes at which bookings start that can count. */
static void find_span(const struct agreed_count *k, int64_t *start, int64_t *end)
{
	*start = CLOCK_MAX_MIN;
	*end = CLOCK_MIN_MIN;
	for (size_t i = 0; i < k->rows->n; i++) {
		const int64_t *number = k->rows->v[i].number;
		if (!k->kept->in[i])
			continue;
		int64_t from = CLOCK_MIN_MIN, until = CLOCK_MAX_MIN;
		if (number[AGREEMENT_FROM])
			from = clock_day_start(number[AGREEMENT_FROM]);
		if (number[AGREEMENT_UNTIL])
			until = clock_day_start(number[AGREEMENT_UNTIL] + 1);
		*start = from < *start ? from : *start;
		*end = until > *end ? until : *end;
	}
}

/* All codes of a field of the agreements, each once. */
static int list_codes(const struct agreed_count *k, size_t field, const char ***out, size_t *n)
{
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < k->rows->n; i++) {
		const char *p = k->kept->in[i] ? k->rows->v[i].text[field] : "";
		for (size_t len; *p; p += len + (p[len] == ';')) {
			len = strcspn(p, ";");
			size_t at = 0;
			while (at < *n && (strlen((*out)[at]) != len || memcmp((*out)[at], p, len) != 0))
				at++;
			if (at < *n || !len)
				continue;
			const char **v = arena_grow(k->arena, *out, *n, &cap, sizeof *v);
			char *code = arena_dup(k->arena, p, len + 1);
			if (!v || !code)
				return QUAD_ENOMEM;
			code[len] = '\0';
			*out = v;
			v[(*n)++] = code;
		}
	}
	return 0;
}

static int walk_parties(struct agreed_count *k, int64_t start, int64_t end)
{
	const char **codes;
	size_t n;
	bool indexed;
	int err = list_codes(k, AGREEMENT_PARTIES, &codes, &n);
	if (!err)
		err = cache_has_schema(k->c->cache, k->c->txn, SCHEMA_HOLDERS, &indexed);
	for (size_t i = 0; !err && i < n; i++)
		err = holder_walk(k->c->txn, indexed, HOLDER_INSTITUTION, codes[i], start, end, add_stored, k);
	return err;
}

static int walk_resource(struct agreed_count *k, const char *code, int64_t start, int64_t end)
{
	struct neighbours near;
	uint32_t no;
	int err = cache_number(k->c->cache, k->c->txn, code, &no);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = cache_neighbours(k->c->cache, k->c->txn, no, start, end, 0, k->arena, &near);
	for (size_t i = 0; !err && i < near.n; i++)
		err = ids_add(&k->kept->seen, k->arena, near.v[i].booking);
	return err;
}

static int walk_resources(struct agreed_count *k, int64_t start, int64_t end)
{
	const char **codes;
	size_t n;
	int err = list_codes(k, AGREEMENT_RESOURCES, &codes, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = walk_resource(k, codes[i], start, end);
	ids_sort(&k->kept->seen);
	for (size_t i = 0; !err && i < k->kept->seen.n; i++) {
		struct booking b;
		err = facts_booking(k->c->txn, k->kept->seen.v[i], k->arena, &b);
		if (!err)
			err = add_stored(&b, k);
	}
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static int use_order(const void *a, const void *b)
{
	const struct agreed_use *x = a, *y = b;
	if (x->booking != y->booking)
		return x->booking < y->booking ? -1 : 1;
	return strcmp(x->one.resource, y->one.resource);
}

static int count_stored(struct agreed_count *k)
{
	bool listed = true;
	int64_t start, end;
	for (size_t i = 0; i < k->rows->n; i++)
		listed &= !k->kept->in[i] || *k->rows->v[i].text[AGREEMENT_RESOURCES];
	find_span(k, &start, &end);
	int err = 0;
	if (start < end)
		err = listed ? walk_resources(k, start, end) : walk_parties(k, start, end);
	if (k->kept->n)
		qsort(k->kept->v, k->kept->n, sizeof *k->kept->v, use_order);
	return err;
}

/* ---- kept ---- */

/* The stored uses, read if they are not kept for these agreements. */
static int get_stored(struct agreed_count *k, const bool *in)
{
	struct decision_cache *cache = k->c->cache;
	struct agreed_hours *kept = cache->agreed;
	if (kept && kept->now == k->c->rq->now && memcmp(kept->in, in, k->rows->n * sizeof *in) == 0) {
		k->kept = kept;
		return 0;
	}
	arena_release(&cache->agreed_arena);
	cache->agreed = NULL;
	kept = arena_alloc(&cache->agreed_arena, sizeof *kept);
	if (!kept)
		return QUAD_ENOMEM;
	*kept = (struct agreed_hours){.now = k->c->rq->now};
	kept->in = (bool *)arena_dup(&cache->agreed_arena, in, k->rows->n * sizeof *in);
	if (!kept->in)
		return QUAD_ENOMEM;
	k->kept = kept;
	int err = count_stored(k);
	cache->agreed = err ? NULL : kept;
	return err;
}

static void add_use(const struct agreed_count *k, const struct agreed_use *use, sum_t *used)
{
	size_t at = use->only;
	bool fits;
	if (at == k->rows->n)
		at = agreement_choose(k->rows->v, k->rows->n, used, &use->one, use->minutes, &fits);
	if (at < k->rows->n)
		used[at] += use->minutes;
}

/* Sums up what is kept and what this step of a series has placed, in the order of the bookings. */
static int sum_up(struct agreed_count *k, uint64_t except, sum_t *used)
{
	const struct agreed_hours *kept = k->kept;
	struct agreed_use *placed = NULL;
	size_t n = 0, cap = 0, n_placed, at = 0;
	const struct booking *v = claim_view_placed(k->c, &n_placed);
	int err = 0;
	for (size_t i = 0; !err && i < n_placed; i++)
		err = v[i].id == except ? 0 : add_uses(k, &v[i], k->c->arena, &placed, &n, &cap);
	if (n)
		qsort(placed, n, sizeof *placed, use_order);
	for (size_t i = 0; !err && i < kept->n; i++) {
		const struct agreed_use *use = &kept->v[i];
		for (; at < n && placed[at].booking <= use->booking; at++)
			add_use(k, &placed[at], used);
		if (use->booking != except && !claim_view_has_left(k->c, use->booking))
			add_use(k, use, used);
	}
	for (; !err && at < n; at++)
		add_use(k, &placed[at], used);
	return err;
}

int agreed_hours_used(struct change *c, const struct register_rows *rows, const bool *wanted, uint64_t except,
                      sum_t **out)
{
	struct agreed_count k = {c, rows, NULL, &c->cache->agreed_arena};
	bool *in = (bool *)arena_dup(c->arena, wanted, (rows->n + 1) * sizeof *in);
	*out = arena_alloc(c->arena, (rows->n + 1) * sizeof **out);
	if (!in || !*out)
		return QUAD_ENOMEM;
	memset(*out, 0, (rows->n + 1) * sizeof **out);
	reach(rows, in);
	int err = get_stored(&k, in);
	return err ? err : sum_up(&k, except, *out);
}
