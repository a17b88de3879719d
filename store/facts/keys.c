/* Keys as bytes. */
#include "store/facts/keys.h"

#include <assert.h>
#include <string.h>

#include "store/base/clock.h"

struct key key_table(enum table table)
{
	struct key k;
	k.p[0] = (unsigned char)table;
	k.len = 1;
	return k;
}

/* The last byte of what was too long. No text has it, so nothing is found under such a key. */
#define KEY_CUT 0xff

static void put(struct key *k, const void *p, size_t len)
{
	size_t room = DB_KEY_MAX - k->len;
	bool fits = len <= room;
	memcpy(k->p + k->len, p, fits ? len : room);
	k->len += fits ? len : room;
	if (!fits)
		k->p[DB_KEY_MAX - 1] = KEY_CUT;
}

void key_u8(struct key *k, unsigned v)
{
	unsigned char byte = (unsigned char)v;
	put(k, &byte, sizeof byte);
}

void key_u32(struct key *k, uint32_t v)
{
	uint32_t be = htobe32(v);
	put(k, &be, sizeof be);
}

void key_u64(struct key *k, uint64_t v)
{
	uint64_t be = htobe64(v);
	put(k, &be, sizeof be);
}

void key_min(struct key *k, int64_t at_min)
{
	if (at_min < CLOCK_MIN_MIN)
		at_min = CLOCK_MIN_MIN;
	if (at_min > CLOCK_MAX_MIN)
		at_min = CLOCK_MAX_MIN;
	key_u32(k, (uint32_t)(at_min - CLOCK_MIN_MIN));
}

void key_day(struct key *k, int64_t day_number)
{
	key_u32(k, (uint32_t)(day_number - CLOCK_MIN_MIN / DAY_MIN));
}

void key_text(struct key *k, const char *s)
{
	put(k, s, strlen(s));
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

unsigned key_class_wide(unsigned class)
{
	unsigned above = class > CLASS_WIDE_FIRST ? class - CLASS_WIDE_FIRST : 0;
	return CLASS_WIDE_FIRST + (above + CLASS_WIDE_STEP - 1) / CLASS_WIDE_STEP * CLASS_WIDE_STEP;
}

int64_t key_earliest(unsigned class, int64_t start)
{
	return start - (INT64_C(2) << class) + 1;
}

void key_copy(struct key *to, const struct key *from)
{
	to->len = 0;
	put(to, from->p, from->len);
}

struct key key_after(const struct key *k)
{
	struct key after;
	key_copy(&after, k);
	while (after.len > 0 && after.p[after.len - 1] == 0xff)
		after.len--;
	assert(after.len > 0);
	after.p[after.len - 1]++;
	return after;
}

static struct key claim_in_class(uint32_t resource, unsigned class, int64_t start, uint64_t booking)
{
	struct key k = key_table(TABLE_CLAIM);
	key_u32(&k, resource);
	key_u8(&k, class);
	key_min(&k, start);
	key_u64(&k, booking);
	return k;
}

struct key key_claim(uint32_t resource, int64_t start, int64_t end, uint64_t booking)
{
	return claim_in_class(resource, key_class_wide(key_class(start, end)), start, booking);
}

struct key key_claim_narrow(uint32_t resource, int64_t start, int64_t end, uint64_t booking)
{
	return claim_in_class(resource, key_class(start, end), start, booking);
}

struct key key_claim_time(uint32_t resource, int64_t start, int64_t end, uint64_t booking)
{
	struct key k = key_table(TABLE_CLAIM_TIME);
	key_u8(&k, key_class(start, end));
	key_min(&k, start);
	key_u32(&k, resource);
	key_u64(&k, booking);
	return k;
}
