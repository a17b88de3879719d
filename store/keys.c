/* Keys as bytes, and the walk over duration classes that every conflict check and free-search stands on. */
#include "store/keys.h"

#include <assert.h>
#include <string.h>

#include "store/clock.h"
#include "store/err.h"

struct key key_table(char table)
{
	struct key k;
	k.p[0] = (unsigned char)table;
	k.len = 1;
	return k;
}

static void put_be(struct key *k, uint64_t v, int n_bytes)
{
	assert(k->len + (size_t)n_bytes <= DB_KEY_MAX);
	for (int i = n_bytes - 1; i >= 0; i--)
		k->p[k->len++] = (unsigned char)(v >> (8 * i));
}

void key_u8(struct key *k, unsigned v)
{
	put_be(k, v, 1);
}

void key_u32(struct key *k, uint32_t v)
{
	put_be(k, v, 4);
}

void key_u64(struct key *k, uint64_t v)
{
	put_be(k, v, 8);
}

void key_min(struct key *k, int64_t at_min)
{
	if (at_min < CLOCK_MIN_MIN)
		at_min = CLOCK_MIN_MIN;
	if (at_min > CLOCK_MAX_MIN)
		at_min = CLOCK_MAX_MIN;
	put_be(k, (uint64_t)(at_min - CLOCK_MIN_MIN), 4);
}

void key_day(struct key *k, int64_t day_number)
{
	put_be(k, (uint64_t)(day_number - CLOCK_MIN_MIN / DAY_MIN), 4);
}

void key_text(struct key *k, const char *s)
{
	size_t len = strlen(s);
	assert(k->len + len <= DB_KEY_MAX);
	memcpy(k->p + k->len, s, len);
	k->len += len;
}

unsigned key_class(int64_t start_min, int64_t end_min)
{
	unsigned c = 0;
	/* any two numbers, since damaged records are looked up too */
	uint64_t len_min = end_min > start_min ? (uint64_t)end_min - (uint64_t)start_min : 0;
	for (uint64_t d = len_min; d > 1 && c < CLASS_MAX; d >>= 1)
		c++;
	return c;
}

struct key key_after(const struct key *k)
{
	struct key after = *k;
	while (after.len > 0 && after.p[after.len - 1] == 0xff)
		after.len--;
	assert(after.len > 0);
	after.p[after.len - 1]++;
	return after;
}

struct key key_claim(uint32_t resource, int64_t start, int64_t end, uint64_t booking)
{
	struct key k = key_table('A');
	key_u32(&k, resource);
	key_u8(&k, key_class(start, end));
	key_min(&k, start);
	key_u64(&k, booking);
	return k;
}

struct key key_claim_time(uint32_t resource, int64_t start, int64_t end, uint64_t booking)
{
	struct key k = key_table('T');
	key_u8(&k, key_class(start, end));
	key_min(&k, start);
	key_u32(&k, resource);
	key_u64(&k, booking);
	return k;
}

int overlap_begin(struct overlap *o, struct db_txn *txn, const struct key *prefix, int64_t start, int64_t end)
{
	o->prefix = *prefix;
	o->start = start;
	o->end = end;
	o->class = 0;
	o->in_class = false;
	return db_scan_open(txn, &o->scan);
}

void overlap_again(struct overlap *o, const struct key *prefix)
{
	o->prefix = *prefix;
	o->class = 0;
	o->in_class = false;
}

void overlap_end(struct overlap *o)
{
	db_scan_close(&o->scan);
}

/*
 * Points the scan at what can overlap in class o->class. It is left open to the prefix's end: the first key that it
 * finds tells the next class in use, if this one has nothing there.
 */
static int enter_class(struct overlap *o)
{
	struct key lo = o->prefix, hi = key_after(&o->prefix);
	key_u8(&lo, o->class);
	key_min(&lo, o->start - (INT64_C(2) << o->class) + 1);
	return db_scan_range(&o->scan, key_bytes(&lo), key_bytes(&hi));
}

int overlap_next(struct overlap *o, struct bytes *key, struct bytes *value)
{
	for (;;) {
		int err = o->in_class ? 0 : enter_class(o);
		if (!err)
			err = db_scan_next(&o->scan, key, value);
		if (err)
			return err;
		if (key->len < o->prefix.len + 5)
			return QUAD_ECORRUPT;
		unsigned class = ((const unsigned char *)key->p)[o->prefix.len];
		if (class > CLASS_MAX)
			return QUAD_ECORRUPT;
		o->in_class = class == o->class && key_get_min(*key, o->prefix.len + 1) < o->end;
		if (o->in_class)
			return 0;
		/* behind the class's part: another class, whose own part begins elsewhere, or the rest of this one */
		o->class = class > o->class ? class : o->class + 1;
	}
}
