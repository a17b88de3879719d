/* A store as a program of schema 1 or 2 leaves it, made of one of today. */
#ifndef QUAD_TESTS_STORE_OLD_STORE_H
#define QUAD_TESTS_STORE_OLD_STORE_H

#include <check.h>
#include <inttypes.h>

#include "store/facts/facts.h"
#include "store/facts/store_open.h"
#include "store/model/claim_entry.h"
#include "tests/store/raw.h"

/* The key of a claim's entry in the old form: in the narrow class. */
static inline struct key old_key(struct db_txn *txn, struct bytes key, struct arena *arena)
{
	struct booking b;
	uint32_t resource = key_get_u32(key, 1);
	ck_assert_uint_eq(key.len, 18);
	ck_assert_int_eq(facts_booking(txn, key_get_u64(key, 10), arena, &b), 0);
	for (size_t i = 0; i < b.n_claims; i++)
		if (b.claims[i].resource == resource)
			return key_claim_narrow(resource, b.claims[i].start, b.claims[i].end, b.id);
	ck_abort_msg("booking %" PRIu64 " has no such claim", b.id);
}

static inline int age_records(struct db_txn *txn, void *arg)
{
	struct raw all = {.n = 0};
	unsigned char one[8] = {1};
	(void)arg;
	ck_assert_int_eq(raw_load(txn, &all), 0);
	for (size_t i = 0; i < all.n; i++) {
		char table = *(const char *)all.v[i].key.p;
		if (table == TABLE_CLAIM_CLASSES || table == TABLE_HOLDER || table == TABLE_KEY)
			ck_assert_int_eq(db_del(txn, all.v[i].key), 0);
		if (table != TABLE_CLAIM)
			continue;
		struct key k = old_key(txn, all.v[i].key, &all.arena);
		ck_assert_int_eq(db_del(txn, all.v[i].key), 0);
		ck_assert_int_eq(db_put(txn, key_bytes(&k), (struct bytes){all.v[i].value.p, CLAIM_BYTES}), 0);
	}
	arena_release(&all.arena);
	return db_put(txn, (struct bytes){"m" SETTING_SCHEMA, 7}, (struct bytes){one, sizeof one});
}

static inline int forget_holders(struct db_txn *txn, void *arg)
{
	struct raw all = {.n = 0};
	unsigned char two[8] = {2};
	(void)arg;
	ck_assert_int_eq(raw_load(txn, &all), 0);
	for (size_t i = 0; i < all.n; i++)
		if (*(const char *)all.v[i].key.p == TABLE_HOLDER || *(const char *)all.v[i].key.p == TABLE_KEY)
			ck_assert_int_eq(db_del(txn, all.v[i].key), 0);
	arena_release(&all.arena);
	return db_put(txn, (struct bytes){"m" SETTING_SCHEMA, 7}, (struct bytes){two, sizeof two});
}

/* Gives the store the form of schema 2, and opens it again. */
static inline void make_less_old(struct store *s)
{
	ck_assert_int_eq(db_update(s->db, forget_holders, NULL, NULL), 0);
	ck_assert_int_eq(store_reopen(s), 0);
	ck_assert_uint_eq(s->schema, 2);
	s->upgraded = false;
}

/* Gives the store the form of schema 1, and opens it again. */
static inline void make_old(struct store *s)
{
	ck_assert_int_eq(db_update(s->db, age_records, NULL, NULL), 0);
	ck_assert_int_eq(store_reopen(s), 0);
	ck_assert_uint_eq(s->schema, 1);
	s->upgraded = false;
}

#endif
