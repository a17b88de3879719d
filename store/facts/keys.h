/*
 * The keys of the one key space: a table's letter (tables.h), then fields whose byte order is their order.
 *
 * The duration class of an interval of d minutes is floor(log2 d): what overlaps [s, e) in class k starts after
 * s - 2^(k+1) and before e. That makes an overlap query one short range a class, whatever lengths are stored.
 *
 * Of one resource there are few claims in any range, and looking into a class costs more than passing some of them. So
 * the claims by resource have wide classes: class 7 for all up to 255 minutes, then 10, 13... for eight times as much
 * each. A wide class is the largest of those that it joins, so the same is true of what overlaps in it.
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
#define CLASS_WIDE_FIRST 7
#define CLASS_WIDE_STEP 3
#define CLASSES_WIDE UINT32_C(0x92492480) /* all of them, a bit each */

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
/* A text, only as the last field. Under one that is longer than any that is stored, nothing is found. */
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

/* The wide class that a class of at most CLASS_MAX belongs to. */
unsigned key_class_wide(unsigned class);

/* What ends after `start`, and is in that class, starts here or later. */
int64_t key_earliest(unsigned class, int64_t start);

/* Copies a key: of so long a field, only what is used. */
void key_copy(struct key *to, const struct key *from);

/* The first key after all that begin with k. */
struct key key_after(const struct key *k);

/* One claim in both indexes. */
struct key key_claim(uint32_t resource, int64_t start, int64_t end, uint64_t booking);
struct key key_claim_time(uint32_t resource, int64_t start, int64_t end, uint64_t booking);
/* By resource as stores of schema 1 have it: with the class itself. */
struct key key_claim_narrow(uint32_t resource, int64_t start, int64_t end, uint64_t booking);

#endif
