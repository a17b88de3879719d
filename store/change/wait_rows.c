/* A row for each resource of each alternative, and one more with a mark. */
#include "store/change/wait_rows.h"

#include <string.h>

#include "store/base/err.h"

struct key wait_rows_key(uint32_t resource, uint64_t booking)
{
	struct key k = key_table(TABLE_WAIT);
	key_u32(&k, resource);
	key_u64(&k, booking);
	return k;
}

int wait_rows_wish(struct change *c, const struct booking *b, struct wish *out)
{
	if (*b->wish)
		return wish_parse(b->wish, c->arena, out);
	struct wish_alternative *one = arena_alloc(c->arena, sizeof *one);
	struct claim_ask *asks;
	*out = (struct wish){.v = one, .n = 1};
	if (!one)
		return QUAD_ENOMEM;
	int err = facts_claims(c->txn, b, c->arena, &asks);
	one->claims = asks;
	one->n = b->n_claims;
	return err;
}

static int put_row(struct change *c, uint64_t booking, const char *code)
{
	uint32_t no;
	int err = cache_number(c->cache, c->txn, code, &no);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	struct key k = wait_rows_key(no, booking);
	return db_put(c->txn, key_bytes(&k), (struct bytes){"", 0});
}

static int drop_row(struct change *c, uint64_t booking, const char *code)
{
	uint32_t no;
	int err = cache_number(c->cache, c->txn, code, &no);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	struct key k = wait_rows_key(no, booking);
	return db_del(c->txn, key_bytes(&k));
}

static int for_each_row(struct change *c, const struct booking *b,
                        int (*fn)(struct change *c, uint64_t booking, const char *code))
{
	struct wish wish;
	int err = wait_rows_wish(c, b, &wish);
	for (size_t i = 0; i < wish.n && !err; i++)
		for (size_t k = 0; k < wish.v[i].n; k++) {
			err = fn(c, b->id, wish.v[i].claims[k].resource);
			if (err)
				return err;
		}
	return err;
}

int wait_rows_follow(struct change *c, const struct booking *old, const struct booking *v)
{
	bool waited = old->id && old->state == STATE_WAITING;
	bool waits = v && v->state == STATE_WAITING;
	if (waited) {
		struct key mark = wait_rows_key(0, old->id);
		int err = for_each_row(c, old, drop_row);
		if (!err)
			err = db_del(c->txn, key_bytes(&mark));
		if (err)
			return err;
	}
	return waits ? for_each_row(c, v, put_row) : 0;
}
