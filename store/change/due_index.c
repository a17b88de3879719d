/* One key for each, in the order of the minutes. */
#include "store/change/due_index.h"

struct key due_index_key(int64_t until, uint64_t id)
{
	struct key k = key_table(TABLE_DUE);
	key_min(&k, until);
	key_u64(&k, id);
	return k;
}

/* True for a booking that waits for its minute. */
static bool is_indexed(const struct booking *b)
{
	bool may = b->state == STATE_REQUESTED || b->state == STATE_BOOKED || b->state == STATE_WAITING;
	return b->id && b->until && may;
}

int due_index_follow(struct change *c, const struct booking *old, const struct booking *v)
{
	bool was = is_indexed(old), is = is_indexed(v);
	struct key before = due_index_key(old->until, old->id), after = due_index_key(v->until, v->id);
	if (was && is && old->until == v->until)
		return 0;
	int err = was ? db_del(c->txn, key_bytes(&before)) : 0;
	if (!err && is)
		err = db_put(c->txn, key_bytes(&after), (struct bytes){"", 0});
	if (is)
		cache_due_put(c->cache, v->until);
	return err;
}
