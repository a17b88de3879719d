/*
 * The list of journal entries of the transaction that is not committed yet tells which bookings to read again if it is
 * rolled back, since the entries are gone then.
 */
#include "store/change/agreed_kept.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/ids.h"
#include "store/facts/holder_index.h"
#include "store/facts/register_cache.h"
#include "store/facts/upgrade.h"
#include "store/model/codec.h"
#include "store/model/entity.h"

enum { OF_ALL = 0 }; /* in the place of a booking: all has to be read anew */

struct own_entry {
	uint64_t seq, booking;
};

/* In the cache's agreed_arena. */
struct agreed_kept {
	struct agreed_facts facts;
	struct agreed_set *sets;
	size_t *set_of; /* by agreement; NULL: not known yet */

	uint64_t read;      /* the last entry that was read */
	uint64_t own_after; /* what was read after that entry is listed */
	struct own_entry *own;
	size_t n_own, cap_own;
};

/* ---- sets ---- */

static int id_order(const void *element, const void *key)
{
	const struct agreed_booking *b = element;
	const uint64_t *id = key;
	return (b->id > *id) - (b->id < *id);
}

static size_t find_place(const struct agreed_set *set, uint64_t id)
{
	/* mostly they come in order */
	if (!set->n || set->v[set->n - 1].id < id)
		return set->n;
	return array_find(set->v, set->n, sizeof *set->v, &id, id_order);
}

const struct agreed_booking *agreed_set_find(const struct agreed_set *set, uint64_t id)
{
	size_t at = find_place(set, id);
	return at < set->n && set->v[at].id == id ? &set->v[at] : NULL;
}

static void note_several(struct agreed_set *set, const struct agreed_booking *b)
{
	for (size_t i = 0; i < b->n; i++)
		set->several |= b->uses[i].covers->n > 1;
}

/* The time for which the sum is right ends where the booking begins or ceases to stand. */
static void note_until(struct agreed_set *set, const struct agreed_booking *b, int64_t now)
{
	if (b->until <= now)
		set->from = b->until > set->from ? b->until : set->from;
	else
		set->to = b->until < set->to ? b->until : set->to;
}

static void sum_up(struct agreed_set *set, const struct register_rows *rows, int64_t now)
{
	memset(set->used, 0, rows->n * sizeof *set->used);
	set->from = INT64_MIN;
	set->to = INT64_MAX;
	for (size_t i = 0; i < set->n; i++) {
		note_until(set, &set->v[i], now);
		if (now < set->v[i].until)
			agreed_uses_add(rows, &set->v[i], set->used);
	}
	set->summed = true;
}

/* Until when it stands by its record and by the clock; INT64_MIN: it does not. */
static int64_t stands_until(const struct booking *b)
{
	if (!state_stands(b->state))
		return INT64_MIN;
	return b->until && b->state != STATE_USED ? b->until : INT64_MAX;
}

/* The sum without a booking that may become another one. */
static void take_out(struct agreed_set *set, const struct agreed_booking *b)
{
	if (set->summed && set->from < b->until)
		for (size_t i = 0; i < b->n; i++)
			set->used[b->uses[i].covers->v[0]] -= b->uses[i].minutes;
}

/* ---- reading ---- */

struct loading {
	struct change *c;
	const struct register_rows *rows;
	struct agreed_kept *kept;
	struct agreed_set *set;
	struct ids seen; /* bookings found by resources */
};

static int make_room(struct agreed_set *set, struct arena *arena, size_t at)
{
	struct agreed_booking *v = arena_grow(arena, set->v, set->n, &set->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	set->v = v;
	memmove(&v[at + 1], &v[at], (set->n - at) * sizeof *v);
	v[at] = (struct agreed_booking){0};
	set->n++;
	return 0;
}

static int add_stored(const struct booking *b, void *arg)
{
	struct loading *k = arg;
	struct agreed_set *set = k->set;
	struct agreed_booking found = {.until = stands_until(b)};
	if (found.until == INT64_MIN)
		return 0;
	int err = agreed_uses(k->c, &k->kept->facts, k->rows, set->in, b, k->kept->facts.arena, &found);
	if (err || !found.n)
		return err;
	err = make_room(set, k->kept->facts.arena, set->n);
	if (err)
		return err;
	set->v[set->n - 1] = found;
	note_several(set, &found);
	return 0;
}

/* The minutes at which bookings start that can count. */
static void find_span(const struct loading *k, int64_t *start, int64_t *end)
{
	*start = CLOCK_MAX_MIN;
	*end = CLOCK_MIN_MIN;
	for (size_t i = 0; i < k->rows->n; i++) {
		const int64_t *number = k->rows->v[i].number;
		if (!k->set->in[i])
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
static int list_codes(const struct loading *k, size_t field, const char ***out, size_t *n)
{
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < k->rows->n; i++) {
		const char *p = k->set->in[i] ? k->rows->v[i].text[field] : "";
		for (size_t len; *p; p += len + (p[len] == ';')) {
			len = strcspn(p, ";");
			size_t at = 0;
			while (at < *n && (strlen((*out)[at]) != len || memcmp((*out)[at], p, len) != 0))
				at++;
			if (at < *n || !len)
				continue;
			const char **v = arena_grow(k->c->arena, *out, *n, &cap, sizeof *v);
			char *code = arena_dup(k->c->arena, p, len + 1);
			if (!v || !code)
				return QUAD_ENOMEM;
			code[len] = '\0';
			*out = v;
			v[(*n)++] = code;
		}
	}
	return 0;
}

static int walk_parties(struct loading *k, int64_t start, int64_t end)
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

static int walk_resource(struct loading *k, const char *code, int64_t start, int64_t end)
{
	struct neighbours near;
	uint32_t no;
	int err = cache_number(k->c->cache, k->c->txn, code, &no);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = cache_neighbours(k->c->cache, k->c->txn, no, start, end, 0, k->c->arena, &near);
	for (size_t i = 0; !err && i < near.n; i++)
		err = ids_add(&k->seen, k->c->arena, near.v[i].booking);
	return err;
}

static int walk_resources(struct loading *k, int64_t start, int64_t end)
{
	const char **codes;
	size_t n;
	int err = list_codes(k, AGREEMENT_RESOURCES, &codes, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = walk_resource(k, codes[i], start, end);
	ids_sort(&k->seen);
	for (size_t i = 0; !err && i < k->seen.n; i++) {
		struct booking b;
		err = facts_booking(k->c->txn, k->seen.v[i], k->c->arena, &b);
		if (!err)
			err = add_stored(&b, k);
	}
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static int booking_order(const void *a, const void *b)
{
	const struct agreed_booking *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

static int load_set(struct loading *k)
{
	struct agreed_set *set = k->set;
	bool listed = true;
	int64_t start, end;
	for (size_t i = 0; i < k->rows->n; i++)
		listed &= !set->in[i] || *k->rows->v[i].text[AGREEMENT_RESOURCES];
	find_span(k, &start, &end);
	int err = 0;
	if (start < end)
		err = listed ? walk_resources(k, start, end) : walk_parties(k, start, end);
	if (set->n)
		qsort(set->v, set->n, sizeof *set->v, booking_order);
	set->loaded = !err;
	return err;
}

/* ---- in step ---- */

/* A set has the booking as it is stored now; NULL: there is none of that id. */
static int update_set(struct loading *k, uint64_t id, const struct booking *b)
{
	struct agreed_set *set = k->set;
	size_t at = find_place(set, id);
	bool is_last = at == set->n;
	int64_t until = b ? stands_until(b) : INT64_MIN;
	int err = 0;
	if (is_last || set->v[at].id != id) {
		struct agreed_booking found = {0};
		if (until != INT64_MIN)
			err = agreed_uses(k->c, &k->kept->facts, k->rows, set->in, b, k->kept->facts.arena, &found);
		if (err || !found.n)
			return err;
		err = make_room(set, k->kept->facts.arena, at);
		if (err)
			return err;
		set->v[at] = found;
	} else {
		take_out(set, &set->v[at]);
		set->v[at].n = 0;
		if (until != INT64_MIN)
			err = agreed_uses(k->c, &k->kept->facts, k->rows, set->in, b, k->kept->facts.arena,
			                  &set->v[at]);
		if (err)
			return err;
	}
	struct agreed_booking *v = &set->v[at];
	v->id = id;
	v->until = until;
	note_several(set, v);
	if (set->several && !is_last)
		set->summed = false;
	if (!set->summed)
		return 0;
	int64_t now = set->from;
	note_until(set, v, now);
	if (now < until)
		agreed_uses_add(k->rows, v, set->used);
	return 0;
}

static int read_again(struct loading *k, uint64_t id)
{
	struct booking b;
	int err = facts_booking(k->c->txn, id, k->c->arena, &b);
	bool gone = err == QUAD_ENOTFOUND;
	if (err && !gone)
		return err;
	err = 0;
	for (size_t i = 0; !err && k->kept->set_of && i < k->rows->n; i++) {
		k->set = &k->kept->sets[i];
		if (k->set->loaded)
			err = update_set(k, id, gone ? NULL : &b);
	}
	return err;
}

/* The booking that an entry is about. False: nothing that counts. */
static bool find_subject(const char *entity, uint64_t *booking)
{
	*booking = OF_ALL;
	switch (entity_kind_of(entity)) {
	case OF_BOOKING: *booking = strtoull(entity_name(entity), NULL, 10); return true;
	case OF_RESOURCE:
	case OF_CAMPUS:
	case OF_AGREEMENT: return true;
	default: return false;
	}
}

/* One that cannot be read may be about anything. */
static int read_entry(struct loading *k, uint64_t seq, uint64_t *booking, bool *counts)
{
	struct key key = key_table(TABLE_JOURNAL);
	struct journal_entry entry;
	struct bytes v;
	key_u64(&key, seq);
	int err = db_get(k->c->txn, key_bytes(&key), &v);
	if (!err)
		err = journal_decode(v, &entry);
	*booking = OF_ALL;
	*counts = true;
	if (!err)
		*counts = find_subject(entry.entity, booking);
	bool unreadable = err == QUAD_ENOTFOUND || err == QUAD_ECORRUPT || err == QUAD_EVERSION;
	return unreadable ? 0 : err;
}

/* Reads what came after the last entry read. *all: something changed on which everything stands. */
static int read_entries(struct loading *k, uint64_t last, struct ids *changed, bool *all)
{
	struct agreed_kept *kept = k->kept;
	uint64_t own_seq = k->c->cache->own_seq;
	for (; kept->read < last; kept->read++) {
		uint64_t seq = kept->read + 1, booking;
		bool counts;
		int err = read_entry(k, seq, &booking, &counts);
		if (err)
			return err;
		if (!counts)
			continue;
		*all |= booking == OF_ALL;
		err = ids_add(changed, k->c->arena, booking);
		struct own_entry *own = kept->own;
		if (!err && own_seq && seq >= own_seq) {
			own = arena_grow(kept->facts.arena, own, kept->n_own, &kept->cap_own, sizeof *own);
			err = own ? 0 : QUAD_ENOMEM;
			if (own) {
				kept->own = own;
				own[kept->n_own++] = (struct own_entry){seq, booking};
			}
		}
		if (err)
			return err;
	}
	return 0;
}

/* Goes back to before the entries that are others now. *all: it is not known what they were about. */
static int go_back(struct loading *k, uint64_t last, struct ids *changed, bool *all)
{
	struct agreed_kept *kept = k->kept;
	uint64_t low = k->c->cache->agreed_low, keep = low && low <= last ? low - 1 : last;
	int err = 0;
	*all |= kept->read > keep && keep < kept->own_after;
	for (; !err && kept->n_own && kept->own[kept->n_own - 1].seq > keep; kept->n_own--) {
		uint64_t booking = kept->own[kept->n_own - 1].booking;
		*all |= booking == OF_ALL;
		err = ids_add(changed, k->c->arena, booking);
	}
	kept->read = kept->read > keep ? keep : kept->read;
	return err;
}

/* Brings all up to date. *all: only reading all anew does. */
static int follow(struct loading *k, bool *all)
{
	struct decision_cache *cache = k->c->cache;
	struct ids changed = {0};
	uint64_t last;
	int err = cache_last_seq(cache, k->c->txn, &last);
	if (!err)
		err = go_back(k, last, &changed, all);
	if (!err && !*all)
		err = read_entries(k, last, &changed, all);
	if (err || *all)
		return err;
	cache->agreed_low = 0;
	k->kept->own_after = cache->own_seq && cache->own_seq <= last ? cache->own_seq - 1 : last;
	if (k->kept->n_own && k->kept->own[k->kept->n_own - 1].seq <= k->kept->own_after)
		k->kept->n_own = 0;
	ids_sort(&changed);
	for (size_t i = 0; !err && i < changed.n; i++)
		err = read_again(k, changed.v[i]);
	return err;
}

/* ---- kept ---- */

/* Adds to a set all that may take a use from one that is in it. */
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

/* The set of each agreement, which is called after its first. */
static int make_sets(struct loading *k)
{
	struct agreed_kept *kept = k->kept;
	struct arena *arena = kept->facts.arena;
	size_t n = k->rows->n;
	size_t *set_of = arena_alloc(arena, n * sizeof *set_of);
	kept->sets = arena_alloc(arena, n * sizeof *kept->sets);
	if (!set_of || !kept->sets)
		return QUAD_ENOMEM;
	memset(kept->sets, 0, n * sizeof *kept->sets);
	for (size_t i = 0; i < n; i++)
		set_of[i] = n;
	for (size_t i = 0; i < n; i++) {
		struct agreed_set *set = &kept->sets[i];
		if (set_of[i] < n)
			continue;
		set->in = arena_alloc(arena, n * sizeof *set->in);
		set->used = arena_alloc(arena, n * sizeof *set->used);
		if (!set->in || !set->used)
			return QUAD_ENOMEM;
		memset(set->in, 0, n * sizeof *set->in);
		set->in[i] = true;
		reach(k->rows, set->in);
		for (size_t j = i; j < n; j++)
			if (set->in[j])
				set_of[j] = i;
	}
	kept->set_of = set_of;
	return 0;
}

static void forget(struct decision_cache *cache)
{
	arena_release(&cache->agreed_arena);
	cache->agreed = NULL;
}

/* Begins anew: the entries of this transaction are listed, since they may be rolled back. */
static int begin(struct loading *k)
{
	struct decision_cache *cache = k->c->cache;
	struct ids changed = {0};
	uint64_t last;
	bool all = false;
	forget(cache);
	int err = cache_last_seq(cache, k->c->txn, &last);
	struct agreed_kept *kept = err ? NULL : arena_alloc(&cache->agreed_arena, sizeof *kept);
	if (!kept)
		return err ? err : QUAD_ENOMEM;
	*kept = (struct agreed_kept){.facts = {.arena = &cache->agreed_arena}};
	kept->read = kept->own_after = cache->own_seq && cache->own_seq <= last ? cache->own_seq - 1 : last;
	k->kept = cache->agreed = kept;
	err = read_entries(k, last, &changed, &all);
	cache->agreed_low = 0;
	return err ? err : make_sets(k);
}

static int bring_up(struct loading *k, size_t agreement)
{
	bool all = !k->kept;
	int err = all ? 0 : follow(k, &all);
	if (!err && all)
		err = begin(k);
	if (err)
		return err;
	k->set = &k->kept->sets[k->kept->set_of[agreement]];
	err = k->set->loaded ? 0 : load_set(k);
	int64_t now = k->c->rq->now;
	if (!err && (!k->set->summed || now < k->set->from || now >= k->set->to))
		sum_up(k->set, k->rows, now);
	return err;
}

int agreed_kept_get(struct change *c, const struct register_rows *rows, size_t agreement, const struct agreed_set **out)
{
	struct loading k = {.c = c, .rows = rows, .kept = c->cache->agreed};
	int err = bring_up(&k, agreement);
	if (err)
		forget(c->cache);
	*out = err ? NULL : k.set;
	return err;
}

struct agreed_facts *agreed_kept_facts(struct change *c)
{
	return &c->cache->agreed->facts;
}
