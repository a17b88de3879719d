/*
 * The keys of the one key space: a table's letter, then fields whose byte order is their order.
 *
 *   m name              store-wide settings: schema, zone, mark, the largest travel time, the largest setup + teardown
 *   i code              institutions
 *   c code, n number    campuses; number -> code
 *   t number number     travel minutes between two campuses, the smaller number first
 *   r code, R number    resource code -> number; number -> record
 *   x scope owner class start end   closures: scope 0 everything, 1 campus, 2 resource
 *   b id                bookings
 *   f ref               booking id by the reference that a file gave
 *   A resource class start id       claims by resource
 *   T class start resource id       claims by time
 *   e code              terms
 *   p campus date number    periods by campus (0 = all) and the date from which they are valid
 *   d campus date       day rules
 *   s id                series
 *   g ref               series id by the reference that a file gave
 *   S series id         the bookings of a series, cancelled ones too
 *   u login             people
 *   h kind institution  which headers of theirs are which of our columns (columns.h)
 *   j seq               the journal
 *   q request           request id -> journal entry, of the last days
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
struct key key_table(char table);
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

/* The first key behind all that begin with k. */
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
	struct key prefix, behind; /* the first key behind all that begin with it */
	int64_t start, end;
	unsigned class;
	bool in_class;
};

int overlap_begin(struct overlap *o, struct db_txn *txn, const struct key *prefix, int64_t start, int64_t end)
	__attribute__((warn_unused_result));
/* QUAD_ENOTFOUND at the end, with the key that stands behind the prefix, empty if none does. */
int overlap_next(struct overlap *o, struct bytes *key, struct bytes *value) __attribute__((warn_unused_result));
/* The same walk below another prefix. */
void overlap_again(struct overlap *o, const struct key *prefix);
void overlap_end(struct overlap *o);

#endif
