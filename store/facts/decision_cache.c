/*
 * The cache is filled on demand, so that a single decision reads no more than it needs: a resource is kept from its
 * first booking on, and all closures are read once there were decisions enough to pay for it. Forgetting is always
 * right, so every record that may have changed is forgotten.
 */
#include "store/facts/decision_cache.h"

#include <stdlib.h>
#include <string.h>

#include "store/facts/known_numbers.h"
#include "store/facts/places.h"
#include "store/model/codec.h"
#include "store/model/settings.h"
#include "store/base/err.h"
#include "store/facts/walk.h"

enum {
	CLOSURES_A_DECISION = 16, /* reading so many costs as much as one search for closures */
	CLOSURES_MAX = 2000,
	CLASSES_A_DECISION = 16, /* likewise */
	CLASSES_FAR_FROM = 128,  /* decisions where reading is a journey */
	HOURS_COMPARED = 32,
	FIRST_SLOTS = 64,
};

struct cache_hours {
	struct cache_hours *next;
	const char *text;
	struct opening opening;
};

static void forget_records(struct decision_cache *k)
{
	directory_release(k->directory);
	k->directory = NULL;
	k->has_directory = false;
	arena_release(&k->arena);
	k->slots = NULL;
	k->n_slots = k->n_resources = k->n_decisions = 0;
	k->campuses = NULL;
	k->members = NULL;
	k->hours = NULL;
	k->closures = NULL;
	k->n_closures = k->closures_tried = k->classes_tried = 0;
	k->classes = (struct claim_classes){0};
	k->parts = (struct parts){0};
	k->has_parts = false;
	k->rules = NULL;
	k->registers = NULL;
	k->has_classes = k->has_closures = k->has_travel_max = k->has_places_moved = k->has_schema = false;
	k->has_mail = k->has_share_days = false;
}

static void forget_agreed(struct decision_cache *k)
{
	arena_release(&k->agreed_arena);
	k->agreed = NULL;
}

static void forget_ways(struct decision_cache *k)
{
	ways_release(&k->ways);
	k->has_ways = false;
}

/* The entries from there on are or may become others. */
static void forget_entries(struct decision_cache *k, uint64_t seq)
{
	if (seq && (!k->agreed_low || seq < k->agreed_low))
		k->agreed_low = seq;
}

/* Of what was given in a part that did not stand. The last request remembered can only be an earlier one then. */
static void forget_numbers(struct decision_cache *k)
{
	k->has_seq = k->has_id[OWN_BOOKING] = k->has_id[OWN_SERIES] = false;
	k->own[OWN_BOOKING] = k->own[OWN_SERIES] = OWN_UNKNOWN;
	k->has_first_request = k->has_due = false;
	k->has_edge = k->edge_moved = k->priced = false;
}

void cache_release(struct decision_cache *k)
{
	forget_records(k);
	forget_ways(k);
	forget_agreed(k);
	directory_changes_release(&k->resources);
	buf_release(&k->record);
	buf_release(&k->entry);
	buf_release(&k->leaf);
	*k = (struct decision_cache){0};
}

struct decision_cache *cache_of(struct store *s, struct decision_cache *alone)
{
	*alone = (struct decision_cache){.store = s};
	if (!s->cache)
		s->cache = calloc(1, sizeof *s->cache);
	if (!s->cache)
		return alone;
	s->cache->store = s;
	return s->cache;
}

void cache_free(struct decision_cache *k)
{
	if (k)
		cache_release(k);
	free(k);
}

/* ---- transactions ---- */

void cache_begin(struct decision_cache *k, uint64_t moment)
{
	bool same = moment && moment == k->moment;
	if (!same || k->changed)
		forget_records(k);
	forget_ways(k);
	directory_changes_clear(&k->resources);
	/* a transaction that gave numbers and was not committed has given none */
	forget_entries(k, k->own_seq);
	k->own_seq = 0;
	if (!same || k->numbered)
		forget_numbers(k);
	if (!same)
		k->has_last_request = false;
	k->moment = moment;
	k->changed = k->wrote = k->numbered = false;
	k->action = k->shared_action = 0;
	k->freed = (struct freed){0};
	k->placed = 0;
}

/* Records read after the last change are as they were committed. */
void cache_committed(struct decision_cache *k, uint64_t moment)
{
	if (!k->wrote)
		return;
	/* what was rolled back of it may be others' */
	forget_entries(k, k->has_seq ? k->seq + 1 : k->own_seq);
	if (moment)
		k->own_seq = 0;
	k->moment = moment;
	k->changed = k->wrote = k->numbered = false;
}

/* True if the ref in the key, which has no NUL after it, may be an own ref. */
static bool like_own_ref(const struct key *key)
{
	char ref[OWN_REF_MAX] = "";
	memcpy(ref, key->p + 1, key->len - 1 < sizeof ref ? key->len - 1 : sizeof ref - 1);
	return facts_like_own_ref(ref);
}

static void note_last_id(struct decision_cache *k, enum own_kind kind, const struct key *key)
{
	uint64_t id = key_get_u64(key_bytes(key), 1);
	if (id > k->id[kind])
		k->id[kind] = id;
}

static void note_entry(struct decision_cache *k, uint64_t seq)
{
	k->seq = seq;
	k->own_seq = k->own_seq && k->own_seq < seq ? k->own_seq : seq;
	forget_entries(k, seq);
}

void cache_wrote(struct decision_cache *k, const struct key *key)
{
	enum table table = (enum table)key->p[0];
	k->wrote = k->numbered = true;
	if (table == TABLE_BOOKING || table == TABLE_RESOURCE || table == TABLE_CAMPUS)
		forget_ways(k);
	if (table_decides(table)) {
		forget_records(k);
		k->changed = true;
	}
	switch (table) {
	case TABLE_JOURNAL: note_entry(k, key_get_u64(key_bytes(key), 1)); break;
	case TABLE_BOOKING: note_last_id(k, OWN_BOOKING, key); break;
	case TABLE_SERIES: note_last_id(k, OWN_SERIES, key); break;
	case TABLE_CLAIM_CLASSES: k->has_classes = false; break;
	case TABLE_SETTING:
		k->has_mail = k->has_share_days = false;
		k->changed = true;
		break;
	case TABLE_BOOKING_REF:
		if (like_own_ref(key))
			k->own[OWN_BOOKING] = OWN_UNKNOWN;
		break;
	case TABLE_SERIES_REF:
		if (like_own_ref(key))
			k->own[OWN_SERIES] = OWN_UNKNOWN;
		break;
	default: break;
	}
}

void cache_undone(struct decision_cache *k, bool wrote)
{
	if (k->changed)
		forget_records(k);
	forget_ways(k);
	forget_numbers(k);
	k->freed = (struct freed){0};
	k->wrote = wrote;
}

/* ---- resources ---- */

static size_t hash_code(const char *code)
{
	uint64_t h = fnv1a(FNV1A_START, (struct bytes){code, strlen(code)});
	return (size_t)(h ^ h >> 32);
}

/* The slot of a code, empty if the code is not there. There is always an empty slot. */
static size_t slot_of(struct cache_resource *const *slots, size_t n, const char *code)
{
	size_t i = hash_code(code) & (n - 1);
	while (slots[i] && strcmp(slots[i]->resource.code, code) != 0)
		i = (i + 1) & (n - 1);
	return i;
}

/* Makes room for one more: at most half of the slots are full. */
static int make_room(struct decision_cache *k)
{
	size_t n = k->n_slots ? k->n_slots * 2 : FIRST_SLOTS;
	if ((k->n_resources + 1) * 2 <= k->n_slots)
		return 0;
	struct cache_resource **slots = arena_alloc(&k->arena, n * sizeof(struct cache_resource *));
	if (!slots)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < k->n_slots; i++)
		if (k->slots[i])
			slots[slot_of(slots, n, k->slots[i]->resource.code)] = k->slots[i];
	k->slots = slots;
	k->n_slots = n;
	return 0;
}

/* Many resources have the same hours, which are large. */
static int find_hours(struct decision_cache *k, const char *text, const struct opening **out)
{
	const char *bad;
	int compared = 0;
	for (const struct cache_hours *h = k->hours; h && compared < HOURS_COMPARED; h = h->next, compared++)
		if (strcmp(h->text, text) == 0) {
			*out = &h->opening;
			return 0;
		}
	struct cache_hours *h = arena_alloc(&k->arena, sizeof *h);
	if (!h)
		return QUAD_ENOMEM;
	if (opening_parse(text, &h->opening, &bad) != 0)
		return QUAD_ECORRUPT;
	h->text = text;
	h->next = k->hours;
	k->hours = h;
	*out = &h->opening;
	return 0;
}

static int find_campus(struct decision_cache *k, struct db_txn *txn, const char *code, const struct cache_campus **out)
{
	struct campus campus;
	for (*out = k->campuses; *out; *out = (*out)->next)
		if (strcmp((*out)->code, code) == 0)
			return 0;
	int err = facts_campus(txn, code, &campus);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	struct cache_campus *c = arena_alloc(&k->arena, sizeof *c);
	if (!c)
		return QUAD_ENOMEM;
	*c = (struct cache_campus){.next = k->campuses, .code = code, .no = campus.no};
	*out = k->campuses = c;
	return 0;
}

/* The resource in the directory, if the process has one that is as of this transaction; else NULL. */
static int look_in_directory(struct decision_cache *k, struct db_txn *txn, const char *code,
                             const struct resource **out)
{
	*out = NULL;
	if (!k->has_directory && k->store) {
		int err = directory_standing(k->store, txn, &k->directory);
		if (err)
			return err;
	}
	k->has_directory = true;
	if (k->directory)
		*out = directory_by_code(k->directory, code);
	return 0;
}

/* The record from the directory. */
static int find_in_directory(struct decision_cache *k, struct db_txn *txn, const char *code, struct cache_resource *r,
                             bool *found)
{
	const struct resource *there;
	int err = look_in_directory(k, txn, code, &there);
	*found = there != NULL;
	if (err || !there)
		return err;
	const struct directory_hours *h =
		&k->directory->hours[k->directory->entries[there - k->directory->all.v].hours];
	r->resource = *there;
	r->opening = &h->opening;
	return h->valid ? 0 : QUAD_ECORRUPT;
}

static int read_resource(struct decision_cache *k, struct db_txn *txn, const char *code, struct cache_resource *r)
{
	struct bytes b;
	int err = facts_resource_bytes(txn, code, &b);
	if (err)
		return err;
	b.p = arena_dup(&k->arena, b.p, b.len);
	if (!b.p)
		return QUAD_ENOMEM;
	err = resource_decode(b, &r->resource);
	/* under its own code, so that it is found again */
	if (!err && strcmp(r->resource.code, code) != 0)
		err = QUAD_ECORRUPT;
	if (!err && k->store)
		known_numbers_note(k->store, code, r->resource.no);
	return err ? err : find_hours(k, r->resource.opening, &r->opening);
}

int cache_resource(struct decision_cache *k, struct db_txn *txn, const char *code, const struct cache_resource **out)
{
	int err = make_room(k);
	*out = NULL;
	if (err)
		return err;
	size_t at = slot_of(k->slots, k->n_slots, code);
	if (!k->slots[at]) {
		struct cache_resource r = {0};
		bool found;
		err = find_in_directory(k, txn, code, &r, &found);
		if (!err && !found)
			err = read_resource(k, txn, code, &r);
		if (!err && *r.resource.campus)
			err = find_campus(k, txn, r.resource.campus, &r.campus);
		struct cache_resource *kept = err ? NULL : arena_alloc(&k->arena, sizeof *kept);
		if (!kept)
			return err ? err : QUAD_ENOMEM;
		*kept = r;
		k->slots[at] = kept;
		k->n_resources++;
	}
	*out = k->slots[at];
	return 0;
}

int cache_number(struct decision_cache *k, struct db_txn *txn, const char *code, uint32_t *out)
{
	const struct cache_resource *kept = k->n_slots ? k->slots[slot_of(k->slots, k->n_slots, code)] : NULL;
	const struct resource *there = kept ? &kept->resource : NULL;
	int err = there ? 0 : look_in_directory(k, txn, code, &there);
	*out = there ? there->no : 0;
	if (err || there)
		return err;
	return facts_resource_number(txn, code, out);
}

/* ---- closures ---- */

/* Adds a closure to the list in the cache's arena. */
static int add_closure(struct decision_cache *k, struct bytes key, struct bytes record, struct cache_closure **list,
                       size_t *n, size_t *cap)
{
	struct cache_closure *v = arena_grow(&k->arena, *list, *n, cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	*list = v;
	record.p = arena_dup(&k->arena, record.p, record.len);
	if (!record.p)
		return QUAD_ENOMEM;
	if (key.len < 6)
		return QUAD_ECORRUPT;
	v[*n].scope = (enum closure_scope)((const unsigned char *)key.p)[1];
	v[*n].owner = key_get_u32(key, 2);
	return closure_decode(record, &v[(*n)++].closure);
}

/* Reads all closures into the cache, which has them afterwards unless they are more than `most` or cannot be read. */
static int read_all_closures(struct decision_cache *k, struct db_txn *txn, size_t most)
{
	struct key lo = key_table(TABLE_CLOSURE), hi = key_after(&lo);
	size_t n = 0, cap = 0;
	struct cache_closure *v = NULL;
	struct db_scan scan;
	struct bytes key, record;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err) {
		err = db_scan_next(&scan, &key, &record);
		if (err || n == most)
			break;
		err = add_closure(k, key, record, &v, &n, &cap);
	}
	db_scan_close(&scan);
	if (err == QUAD_ENOTFOUND) {
		k->has_closures = true;
		k->closures = v;
		k->n_closures = n;
		return 0;
	}
	/* a closure that cannot be read matters to the bookings that it closes, which look for it themselves */
	return err == QUAD_ECORRUPT || err == QUAD_EVERSION ? 0 : err;
}

/* Reads all closures, if they are not too many for the decisions so far: then later, or never. */
static int read_closures(struct decision_cache *k, struct db_txn *txn)
{
	size_t most = k->n_decisions * CLOSURES_A_DECISION;
	if (k->has_closures || most > CLOSURES_MAX)
		return 0;
	if (k->n_decisions < 2 || k->n_decisions < 2 * k->closures_tried)
		return 0;
	k->closures_tried = k->n_decisions;
	return read_all_closures(k, txn, most);
}

static int owner_order(const void *element, const void *owner)
{
	const struct cache_closure *x = element, *y = owner;
	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	return (x->owner > y->owner) - (x->owner < y->owner);
}

/* The index of the owner's first closure, or where it would be. */
static size_t first_of(const struct decision_cache *k, enum closure_scope scope, uint32_t owner)
{
	const struct cache_closure wanted = {.scope = scope, .owner = owner};
	return array_find(k->closures, k->n_closures, sizeof wanted, &wanted, owner_order);
}

static int add_overlapping(const struct decision_cache *k, enum closure_scope scope, uint32_t owner, int64_t start,
                           int64_t end, struct arena *arena, struct closures *out)
{
	for (size_t i = first_of(k, scope, owner); i < k->n_closures; i++) {
		const struct cache_closure *c = &k->closures[i];
		if (c->scope != scope || c->owner != owner)
			break;
		if (c->closure.start >= end || c->closure.end <= start)
			continue;
		struct closure *list = arena_grow(arena, out->v, out->n, &out->cap, sizeof *list);
		if (!list)
			return QUAD_ENOMEM;
		out->v = list;
		out->v[out->n++] = c->closure;
	}
	return 0;
}

int cache_closures(struct decision_cache *k, struct db_txn *txn, uint32_t resource, uint32_t campus, int64_t start,
                   int64_t end, struct arena *arena, struct closures *out)
{
	int err = read_closures(k, txn);
	if (!err && !k->has_closures)
		return facts_closures(txn, resource, campus, start, end, arena, out);
	if (!err)
		err = add_overlapping(k, SCOPE_ALL, 0, start, end, arena, out);
	if (!err && campus)
		err = add_overlapping(k, SCOPE_CAMPUS, campus, start, end, arena, out);
	return err ? err : add_overlapping(k, SCOPE_RESOURCE, resource, start, end, arena, out);
}

/* True if a closure of any campus overlaps. */
static bool is_campus_closed(const struct decision_cache *k, int64_t start, int64_t end)
{
	for (size_t i = first_of(k, SCOPE_CAMPUS, 0); i < k->n_closures && k->closures[i].scope == SCOPE_CAMPUS; i++)
		if (k->closures[i].closure.start < end && k->closures[i].closure.end > start)
			return true;
	return false;
}

int cache_closures_of(struct decision_cache *k, struct db_txn *txn, uint32_t resource, int64_t start, int64_t end,
                      struct arena *arena, struct closures *out)
{
	k->n_decisions++;
	int err = read_closures(k, txn);
	if (err)
		return err;
	if (!k->has_closures || is_campus_closed(k, start, end))
		return facts_closures_of(txn, resource, start, end, arena, out);
	err = add_overlapping(k, SCOPE_ALL, 0, start, end, arena, out);
	return err ? err : add_overlapping(k, SCOPE_RESOURCE, resource, start, end, arena, out);
}

int cache_own_closures(struct decision_cache *k, struct db_txn *txn, uint32_t resource, int64_t start, int64_t end,
                       struct arena *arena, struct closures *out)
{
	int err = read_closures(k, txn);
	if (!err && !k->has_closures)
		return facts_own_closures(txn, resource, start, end, arena, out);
	return err ? err : add_overlapping(k, SCOPE_RESOURCE, resource, start, end, arena, out);
}

/* ---- parts ---- */

int cache_parts(struct decision_cache *k, struct db_txn *txn, const struct parts **out)
{
	int err = k->has_parts ? 0 : parts_load(txn, &k->arena, &k->parts);
	k->has_parts = !err;
	*out = &k->parts;
	return err;
}

/* ---- claims ---- */

int cache_has_schema(struct decision_cache *k, struct db_txn *txn, uint64_t schema, bool *out)
{
	int err = k->has_schema ? 0 : facts_setting(txn, SETTING_SCHEMA, &k->schema);
	k->has_schema = !err;
	*out = k->schema >= schema;
	return err;
}

int cache_mail(struct decision_cache *k, struct db_txn *txn, bool *out)
{
	const char *value = "";
	int err = k->has_mail ? 0 : facts_config_value(txn, SETTING_MAIL, &value);
	if (!err && !k->has_mail)
		k->mail = settings_on(value);
	k->has_mail = !err;
	*out = !err && k->mail;
	return err;
}

/* Reads the classes of all resources, if they are not too many for the decisions so far: then later. */
static int read_classes(struct decision_cache *k, struct db_txn *txn)
{
	size_t few = db_txn_is_far(txn) ? CLASSES_FAR_FROM : 2;
	if (k->has_classes || k->n_decisions < few || k->n_decisions < 2 * k->classes_tried)
		return 0;
	k->classes_tried = k->n_decisions;
	int err = claim_classes_load(txn, k->n_decisions * CLASSES_A_DECISION, &k->arena, &k->classes, &k->has_classes);
	/* one that cannot be read matters to its resource */
	return err == QUAD_ECORRUPT ? 0 : err;
}

int cache_classes(struct decision_cache *k, struct db_txn *txn, uint32_t resource, uint32_t *out)
{
	bool wide;
	*out = UINT32_MAX;
	int err = cache_has_schema(k, txn, SCHEMA_WIDE_CLASSES, &wide);
	if (err || !wide)
		return err;
	*out = CLASSES_WIDE;
	err = read_classes(k, txn);
	if (!err && k->has_classes)
		*out = claim_classes_of(&k->classes, resource) | k->placed;
	return err;
}

void cache_placed(struct decision_cache *k, int64_t start, int64_t end)
{
	k->placed |= UINT32_C(1) << key_class_wide(key_class(start, end));
}

int cache_neighbours(struct decision_cache *k, struct db_txn *txn, uint32_t resource, int64_t start, int64_t end,
                     uint64_t except, struct arena *arena, struct neighbours *out)
{
	uint32_t classes;
	*out = (struct neighbours){0};
	int err = cache_classes(k, txn, resource, &classes);
	return err ? err : facts_neighbours_in(txn, resource, classes, start, end, except, arena, out);
}

int cache_share_days(struct decision_cache *k, struct db_txn *txn, int64_t *out)
{
	const char *value = "";
	int err = k->has_share_days ? 0 : facts_config_value(txn, SETTING_SHARE_DAYS, &value);
	if (!err && !k->has_share_days)
		k->share_days = settings_days(value);
	k->has_share_days = !err;
	*out = err ? -1 : k->share_days;
	return err;
}

/* ---- numbers ---- */

int cache_places_moved(struct decision_cache *k, struct db_txn *txn, bool *out)
{
	int err = k->has_places_moved ? 0 : facts_setting(txn, SETTING_PLACES_MOVED, &k->places_moved);
	k->has_places_moved = !err;
	*out = k->places_moved != 0;
	return err;
}

int cache_ways(struct decision_cache *k, struct db_txn *txn, int64_t now, const struct ways **out)
{
	bool moved;
	*out = &k->ways;
	if (k->has_ways && k->ways_now == now)
		return 0;
	forget_ways(k);
	int err = cache_places_moved(k, txn, &moved);
	if (!err)
		err = ways_load(txn, now, moved, &k->ways);
	k->has_ways = !err;
	k->ways_now = now;
	return err;
}

int cache_travel_max(struct decision_cache *k, struct db_txn *txn, uint64_t *out)
{
	int err = k->has_travel_max ? 0 : facts_setting(txn, SETTING_TRAVEL_MAX, &k->travel_max);
	k->has_travel_max = !err;
	*out = k->travel_max;
	return err;
}

int cache_last_seq(struct decision_cache *k, struct db_txn *txn, uint64_t *out)
{
	int err = k->has_seq ? 0 : facts_last_seq(txn, &k->seq);
	k->has_seq = !err;
	*out = k->seq;
	return err;
}

static int read_due(struct bytes key, struct bytes value, void *arg)
{
	int64_t *out = arg;
	(void)value;
	if (key.len < 1 + 4)
		return QUAD_ECORRUPT;
	*out = key_get_min(key, 1);
	return QUAD_ESTOP;
}

int cache_due(struct decision_cache *k, struct db_txn *txn, int64_t *out)
{
	if (!k->has_due) {
		k->due = INT64_MAX;
		int err = walk_table(txn, TABLE_DUE, read_due, &k->due);
		if (err && err != QUAD_ESTOP)
			return err;
		k->has_due = true;
	}
	*out = k->due;
	return 0;
}

void cache_due_put(struct decision_cache *k, int64_t until)
{
	if (k->has_due && until < k->due)
		k->due = until;
	k->numbered = true;
}

void cache_due_forget(struct decision_cache *k)
{
	k->has_due = false;
}

int cache_last_id(struct decision_cache *k, struct db_txn *txn, enum own_kind kind, uint64_t *out)
{
	struct bytes key;
	if (!k->has_id[kind]) {
		int err = facts_last_key(txn, kind == OWN_SERIES ? TABLE_SERIES : TABLE_BOOKING, &key);
		*out = 0;
		if (err && err != QUAD_ENOTFOUND)
			return err;
		if (!err && key.len != 9)
			return QUAD_ECORRUPT;
		k->id[kind] = err ? 0 : key_get_u64(key, 1);
		uint64_t gone;
		err = facts_setting(txn, kind == OWN_SERIES ? SETTING_GONE_SERIES : SETTING_GONE_BOOKING, &gone);
		if (err)
			return err;
		k->id[kind] = gone > k->id[kind] ? gone : k->id[kind];
		k->has_id[kind] = true;
	}
	*out = k->id[kind];
	return 0;
}

static int order_ids(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, REQUEST_ID_BYTES);
}

/* Looks for the last remembered request; where there is none, all zeros. */
static int find_last_request(struct decision_cache *k, struct db_txn *txn)
{
	struct bytes key;
	int err = facts_last_key(txn, TABLE_REQUEST, &key);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && key.len != 1 + REQUEST_ID_BYTES)
		return QUAD_ECORRUPT;
	memset(k->last_request, 0, REQUEST_ID_BYTES);
	if (!err)
		memcpy(k->last_request, (const unsigned char *)key.p + 1, REQUEST_ID_BYTES);
	k->has_last_request = true;
	return 0;
}

int cache_may_remember(struct decision_cache *k, struct db_txn *txn, const unsigned char *id, bool *out)
{
	int err = k->has_last_request ? 0 : find_last_request(k, txn);
	*out = !err && order_ids(id, k->last_request) <= 0;
	return err;
}

bool cache_remembers_from(const struct decision_cache *k, const unsigned char *id)
{
	return k->has_first_request && order_ids(id, k->first_request) <= 0;
}

void cache_first_request(struct decision_cache *k, const unsigned char *id)
{
	memset(k->first_request, 0xff, REQUEST_ID_BYTES);
	if (id)
		memcpy(k->first_request, id, REQUEST_ID_BYTES);
	k->has_first_request = true;
}

void cache_remembered(struct decision_cache *k, const unsigned char *id)
{
	if (k->has_first_request && order_ids(id, k->first_request) < 0)
		memcpy(k->first_request, id, REQUEST_ID_BYTES);
	if (k->has_last_request && order_ids(id, k->last_request) > 0)
		memcpy(k->last_request, id, REQUEST_ID_BYTES);
}

int cache_own_refs(struct decision_cache *k, struct db_txn *txn, enum own_kind kind, bool *out)
{
	struct db_scan scan;
	struct bytes key, v;
	uint32_t mark;
	if (k->own[kind] == OWN_UNKNOWN) {
		int err = facts_mark(txn, &mark);
		if (!err)
			err = db_scan_open(txn, &scan);
		if (err)
			return err;
		struct key lo = facts_own_refs(mark, kind), hi = key_after(&lo);
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
		if (!err)
			err = db_scan_next(&scan, &key, &v);
		db_scan_close(&scan);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		k->own[kind] = err ? OWN_UNUSED : OWN_USED;
	}
	*out = k->own[kind] == OWN_USED;
	return 0;
}
