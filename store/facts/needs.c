/* Keys, and one walk. */
#include "store/facts/needs.h"

#include "store/base/clock.h"

struct key needs_key(int64_t week, const unsigned char digest[NEED_DIGEST_BYTES])
{
	struct key k = key_table(TABLE_NEED);
	key_day(&k, week);
	for (size_t i = 0; i < NEED_DIGEST_BYTES; i++)
		key_u8(&k, digest[i]);
	return k;
}

int needs_key_of(const struct need *v, struct key *out)
{
	unsigned char digest[NEED_DIGEST_BYTES];
	int err = need_digest(v, digest);
	*out = needs_key(v->week, digest);
	return err;
}

/* A day that a key can hold. */
static int64_t clamp_day(int64_t day)
{
	static const int64_t least = CLOCK_MIN_MIN / DAY_MIN, most = CLOCK_MAX_MIN / DAY_MIN;
	if (day < least)
		return least;
	return day > most ? most : day;
}

int needs_walk(struct db_txn *txn, int64_t first, int64_t end, walk_fn *fn, void *arg)
{
	struct key lo = key_table(TABLE_NEED), hi = lo;
	key_day(&lo, clamp_day(first));
	key_day(&hi, clamp_day(end));
	return walk_range(txn, &lo, &hi, fn, arg);
}
