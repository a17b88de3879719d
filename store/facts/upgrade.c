/*
 * The entries of claims by resource are rewritten in the order of their keys, a batch at a time: no scan is open while
 * something is put. New keys may lie further on, and are known by their values when they are met again.
 *
 * An entry that no booking bears out is damage. It stays as it is, so that what it blocks stays blocked, and the proof
 * of the store still names it.
 */
#include "store/facts/upgrade.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/claim_classes.h"
#include "store/facts/directory_record.h"
#include "store/facts/facts.h"
#include "store/facts/holder_index.h"
#include "store/facts/journal_tree.h"
#include "store/facts/key_index.h"
#include "store/model/claim_entry.h"

enum { BATCH = 4096, ENTRY_KEY_BYTES = 18 };

struct upgrade {
	bool done;     /* it was necessary */
	struct key at; /* entries before it are rewritten */
};

/* An entry in its old form. */
struct entry {
	uint64_t booking;
	unsigned char key[ENTRY_KEY_BYTES];
};

struct batch {
	struct entry v[BATCH];
	size_t n;
	bool last;
};

static void add_entry(struct batch *b, struct bytes key)
{
	struct entry *e = &b->v[b->n++];
	e->booking = key_get_u64(key, ENTRY_KEY_BYTES - 8);
	memcpy(e->key, key.p, sizeof e->key);
}

/* The least key after this one, or after all that are longer than an entry's and begin as it does: those are damage. */
static void move_after(struct key *at, struct bytes key)
{
	struct key first = {.len = key.len < ENTRY_KEY_BYTES ? key.len : ENTRY_KEY_BYTES};
	memcpy(first.p, key.p, first.len);
	struct key after = key_after(&first);
	if (key.len <= ENTRY_KEY_BYTES)
		first.p[first.len++] = 0;
	*at = key.len <= ENTRY_KEY_BYTES ? first : after;
}

/* The next entries that may be of the old form; u->at moves on. */
static int gather_batch(struct db_txn *txn, struct upgrade *u, struct batch *b)
{
	struct key claims = key_table(TABLE_CLAIM), end = key_after(&claims);
	struct db_scan scan;
	struct bytes key, value;
	b->n = 0;
	b->last = false;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&u->at), key_bytes(&end));
	while (!err && b->n < BATCH) {
		err = db_scan_next(&scan, &key, &value);
		b->last = err == QUAD_ENOTFOUND;
		if (err)
			break;
		move_after(&u->at, key);
		if (key.len == ENTRY_KEY_BYTES && value.len == CLAIM_BYTES)
			add_entry(b, key);
	}
	db_scan_close(&scan);
	return b->last ? 0 : err;
}

/* The booking's claim of an entry, if the booking stands and has it; else NULL. */
static const struct claim *claim_of(const struct entry *e, const struct booking *b)
{
	for (size_t i = 0; i < b->n_claims && state_stands(b->state); i++) {
		const struct claim *c = &b->claims[i];
		struct key k = key_claim_narrow(c->resource, c->start, c->end, b->id);
		if (k.len == sizeof e->key && memcmp(k.p, e->key, k.len) == 0)
			return c;
	}
	return NULL;
}

static int rewrite_entry(struct db_txn *txn, const struct entry *e, struct arena *arena)
{
	struct booking b;
	unsigned char value[CLAIM_ENTRY_MAX];
	int err = facts_booking(txn, e->booking, arena, &b);
	if (err == QUAD_ENOTFOUND || err == QUAD_ECORRUPT || err == QUAD_EVERSION)
		return 0;
	const struct claim *c = err ? NULL : claim_of(e, &b);
	if (!c)
		return err;
	size_t len = claim_entry_encode(c, &b, value);
	struct key now = key_claim(c->resource, c->start, c->end, b.id);
	bool added;
	err = claim_classes_add(txn, c->resource, c->start, c->end, &added);
	if (!err && memcmp(now.p, e->key, sizeof e->key) != 0)
		err = db_del(txn, (struct bytes){e->key, sizeof e->key});
	return err ? err : db_put(txn, key_bytes(&now), (struct bytes){value, len});
}

static int rewrite_batch(struct db_txn *txn, const struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct arena arena = {0};
		int err = rewrite_entry(txn, &b->v[i], &arena);
		arena_release(&arena);
		if (err)
			return err;
	}
	return 0;
}

static int rewrite_claims(struct db_txn *txn, struct upgrade *u)
{
	struct arena arena = {0};
	struct batch *b = arena_alloc(&arena, sizeof *b);
	int err = b ? 0 : QUAD_ENOMEM;
	u->at = key_table(TABLE_CLAIM);
	while (!err) {
		err = gather_batch(txn, u, b);
		if (!err)
			err = rewrite_batch(txn, b);
		if (b->last)
			break;
	}
	arena_release(&arena);
	return err;
}

int upgrade_write_schema(struct db_txn *txn)
{
	struct key k = key_table(TABLE_SETTING);
	unsigned char schema[8];
	key_text(&k, SETTING_SCHEMA);
	le_put(schema, STORE_SCHEMA, sizeof schema);
	return db_put(txn, key_bytes(&k), (struct bytes){schema, sizeof schema});
}

static int upgrade_records(struct db_txn *txn, void *arg)
{
	struct upgrade *u = arg;
	uint64_t schema;
	int err = facts_setting(txn, SETTING_SCHEMA, &schema);
	if (err)
		return err;
	u->done = schema < STORE_SCHEMA;
	if (!u->done)
		return schema == STORE_SCHEMA ? 0 : QUAD_EVERSION;
	if (schema < SCHEMA_WIDE_CLASSES) {
		err = rewrite_claims(txn, u);
		if (!err)
			err = directory_record_make(txn);
	}
	if (!err && schema < SCHEMA_HOLDERS)
		err = holder_index_make(txn);
	if (!err)
		err = journal_tree_make(txn);
	if (!err)
		err = key_index_make(txn);
	return err ? err : upgrade_write_schema(txn);
}

int upgrade_db(struct db *db, bool *done)
{
	struct upgrade u = {0};
	int err = db_rebuild(db, upgrade_records, &u);
	*done = !err && u.done;
	return err;
}
