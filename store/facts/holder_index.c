/* Duration classes as in the index of claims by time. The values are empty: all is in the record. */
#include "store/facts/holder_index.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/overlap.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

enum { BATCH = 4096 };

bool holder_counts(enum booking_state state)
{
	return state_stands(state) || state == STATE_NOSHOW;
}

struct key holder_prefix(enum holder_kind kind, const char *name)
{
	struct key k = key_table(TABLE_HOLDER);
	key_u8(&k, kind);
	key_u64(&k, fnv1a(FNV1A_START, (struct bytes){name, strlen(name)}));
	return k;
}

static struct key make_key(enum holder_kind kind, const char *name, const struct booking *b)
{
	struct key k = holder_prefix(kind, name);
	key_u8(&k, key_class(b->start, b->end));
	key_min(&k, b->start);
	key_u64(&k, b->id);
	return k;
}

size_t holder_keys(const struct booking *b, struct key out[HOLDER_KEYS_MAX])
{
	size_t n = 0;
	if (!holder_counts(b->state))
		return 0;
	if (*b->requester)
		out[n++] = make_key(HOLDER_PERSON, b->requester, b);
	if (*b->institution)
		out[n++] = make_key(HOLDER_INSTITUTION, b->institution, b);
	return n;
}

/* True if the key is one of those. */
static bool has_key(const struct key *keys, size_t n, const struct key *key)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(keys[i].p, key->p, HOLDER_KEY_BYTES) == 0)
			return true;
	return false;
}

int holder_index_change(struct db_txn *txn, const struct booking *was, const struct booking *now)
{
	struct key old[HOLDER_KEYS_MAX], keys[HOLDER_KEYS_MAX];
	size_t n_old = was ? holder_keys(was, old) : 0, n = now ? holder_keys(now, keys) : 0;
	int err = 0;
	for (size_t i = 0; i < n_old; i++) {
		if (!err && !has_key(keys, n, &old[i]))
			err = db_del(txn, key_bytes(&old[i]));
	}
	for (size_t i = 0; i < n; i++) {
		if (!err && !has_key(old, n_old, &keys[i]))
			err = db_put(txn, key_bytes(&keys[i]), (struct bytes){"", 0});
	}
	return err;
}

/* ---- walking ---- */

struct holder_search {
	struct db_txn *txn;
	enum holder_kind kind;
	const char *name;
	int64_t start, end;
	holder_fn *fn;
	void *arg;
	struct arena arena; /* of one booking */
};

static int give_booking(struct holder_search *s, const struct booking *b)
{
	const char *name = s->kind == HOLDER_PERSON ? b->requester : b->institution;
	if (!holder_counts(b->state) || b->start >= s->end || b->end <= s->start)
		return 0;
	return strcmp(name, s->name) == 0 ? s->fn(b, s->arg) : 0;
}

static int give_record(struct bytes key, struct bytes value, void *arg)
{
	struct holder_search *s = arg;
	struct booking b;
	(void)key;
	int err = booking_decode(value, &s->arena, &b);
	if (!err)
		err = give_booking(s, &b);
	arena_release(&s->arena);
	return err;
}

static int give_entry(struct holder_search *s, struct bytes key)
{
	struct booking b;
	if (key.len != HOLDER_KEY_BYTES)
		return QUAD_ECORRUPT;
	int err = facts_booking(s->txn, key_get_u64(key, HOLDER_KEY_BYTES - 8), &s->arena, &b);
	if (!err)
		err = give_booking(s, &b);
	else if (err == QUAD_ENOTFOUND)
		err = QUAD_ECORRUPT;
	arena_release(&s->arena);
	return err;
}

static int walk_index(struct holder_search *s)
{
	struct key prefix = holder_prefix(s->kind, s->name);
	struct overlap walk;
	struct bytes key, value;
	int err = overlap_begin(&walk, s->txn, &prefix, s->start, s->end);
	while (!err) {
		err = overlap_next(&walk, &key, &value);
		if (!err)
			err = give_entry(s, key);
		else if (err == QUAD_ENOTFOUND)
			break;
	}
	overlap_end(&walk);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int holder_walk(struct db_txn *txn, bool indexed, enum holder_kind kind, const char *name, int64_t start, int64_t end,
                holder_fn *fn, void *arg)
{
	struct holder_search s = {txn, kind, name, start, end, fn, arg, {0}};
	return indexed ? walk_index(&s) : walk_table(txn, TABLE_BOOKING, give_record, &s);
}

/* ---- making ---- */

/* Keys of bookings that were read, which are put once no scan is open. */
struct holder_batch {
	unsigned char keys[BATCH * HOLDER_KEYS_MAX][HOLDER_KEY_BYTES];
	size_t n, n_bookings;
	struct key at; /* bookings before it are done */
	bool last;
};

static void add_booking(struct holder_batch *b, struct bytes value, struct arena *arena)
{
	struct booking v;
	struct key keys[HOLDER_KEYS_MAX];
	/* a record that cannot be read is damage, which the proof of the store names */
	size_t n = booking_decode(value, arena, &v) == 0 ? holder_keys(&v, keys) : 0;
	for (size_t i = 0; i < n; i++)
		memcpy(b->keys[b->n++], keys[i].p, HOLDER_KEY_BYTES);
	arena_release(arena);
}

static int read_batch(struct db_txn *txn, struct holder_batch *b)
{
	struct key bookings = key_table(TABLE_BOOKING), end = key_after(&bookings);
	struct arena arena = {0};
	struct db_scan scan;
	struct bytes key, value;
	b->n = b->n_bookings = 0;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&b->at), key_bytes(&end));
	while (!err && b->n_bookings < BATCH) {
		err = db_scan_next(&scan, &key, &value);
		if (err)
			break;
		b->n_bookings++;
		b->at.len = 0;
		if (key.len < DB_KEY_MAX) {
			memcpy(b->at.p, key.p, key.len);
			b->at.len = key.len;
			key_u8(&b->at, 0);
		}
		add_booking(b, value, &arena);
	}
	db_scan_close(&scan);
	b->last = err == QUAD_ENOTFOUND;
	if (b->last)
		return 0;
	return !err && !b->at.len ? QUAD_ECORRUPT : err;
}

int holder_index_make(struct db_txn *txn)
{
	struct arena arena = {0};
	struct holder_batch *b = arena_alloc(&arena, sizeof *b);
	int err = b ? 0 : QUAD_ENOMEM;
	if (b) {
		b->at = key_table(TABLE_BOOKING);
		b->last = false;
	}
	while (!err && !b->last) {
		err = read_batch(txn, b);
		for (size_t i = 0; !err && i < b->n; i++)
			err = db_put(txn, (struct bytes){b->keys[i], HOLDER_KEY_BYTES}, (struct bytes){"", 0});
	}
	arena_release(&arena);
	return err;
}
