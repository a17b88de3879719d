/*
 * The keys of the one key space: a table's letter (tables.h), then fields whose byte order is their order.
 *
 * The duration class of an interval of d minutes is floor(log2 d): what overlaps [s, e) in class k starts after
 * s - 2^(k+1) and before e. That makes an overlap query one short range a class, whatever lengths are stored.
 */
#ifndef QUAD_STORE_KEYS_H
#define QUAD_STORE_KEYS_H

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/base/clock.h"
#include "store/db/db.h"
#include "store/facts/tables.h"

struct key {
	unsigned char p[DB_KEY_MAX];
	size_t len;
};

enum closure_scope { SCOPE_ALL, SCOPE_CAMPUS, SCOPE_RESOURCE };

#define CLASS_MAX 31

static inline struct bytes key_bytes(const struct key *k)
{
	return (struct bytes){k->p, k->len};
}

/* Starts a key of a table; then fields are added in order. */
struct key key_table(enum table table);
void key_u8(struct key *k, unsigned v);
void key_u32(struct key *k, uint32_t v);
void key_u64(struct key *k, uint64_t v);
/* An instant, which sorts as such; clamped to what a store accepts. */
void key_min(struct key *k, int64_t at_min);
/* A text, only as the last field. */
void key_text(struct key *k, const char *s);

/* A date, which sorts as such. */
void key_day(struct key *k, int64_t day_number);

/* Fields back from a key, at an offset from its start. The caller knows the key's length. */
static inline uint32_t key_get_u32(struct bytes key, size_t at)
{
	uint32_t v;
	assert(at + sizeof v <= key.len);
	memcpy(&v, (const char *)key.p + at, sizeof v);
	return be32toh(v);
}
static inline uint64_t key_get_u64(struct bytes key, size_t at)
{
	uint64_t v;
	assert(at + sizeof v <= key.len);
	memcpy(&v, (const char *)key.p + at, sizeof v);
	return be64toh(v);
}
static inline int64_t key_get_min(struct bytes key, size_t at)
{
	return (int64_t)key_get_u32(key, at) + CLOCK_MIN_MIN;
}

/* The duration class of [start, end), 0 to CLASS_MAX. */
unsigned key_class(int64_t start_min, int64_t end_min);

/* The first key after all that begin with k. */
struct key key_after(const struct key *k);

/* One claim in both indexes. */
struct key key_claim(uint32_t resource, int64_t start, int64_t end, uint64_t booking);
struct key key_claim_time(uint32_t resource, int64_t start, int64_t end, uint64_t booking);

/*
 * Walks all intervals that overlap [start, end) below a prefix of the form PREFIX class start REST. After
 * overlap_begin each overlap_next gives a candidate's key and value, of which the caller knows the end and drops
 * what ends at or before start. Classes that are not in use cost nothing.
 */
struct overlap {
	struct db_scan scan;
	struct key prefix, after; /* the first key after all that begin with it */
	int64_t start, end;
	unsigned class;
	bool in_class;
};

int overlap_begin(struct overlap *o, struct db_txn *txn, const struct key *prefix, int64_t start, int64_t end)
	__attribute__((warn_unused_result));
/* QUAD_ENOTFOUND at the end, with the key that stands after the prefix, empty if none does. */
int overlap_next(struct overlap *o, struct bytes *key, struct bytes *value) __attribute__((warn_unused_result));
/* The same walk below another prefix. */
void overlap_again(struct overlap *o, const struct key *prefix);
void overlap_end(struct overlap *o);

#endif
