/* The head of a store, see pg_store.h. */
#include <string.h>
#include <sys/random.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/db/pg_store.h"

enum { MOMENT_AT = 0, ID_AT = 8, TAGS_AT = 16, TAG_BITS = 24 };

const struct bytes pg_head_key = {"\0head", 5};

uint64_t pg_head_count(const struct pg_head *h)
{
	return h->len ? le_get(h->bytes + MOMENT_AT, 8) : 0;
}

uint64_t pg_head_id(const struct pg_head *h)
{
	return h->len ? le_get(h->bytes + ID_AT, 8) : 0;
}

uint64_t pg_head_tag(const struct pg_head *h, uint64_t n)
{
	bool is_kept = h->len > TAGS_AT && n < (h->len - TAGS_AT) / 8;
	return is_kept ? le_get(h->bytes + TAGS_AT + 8 * n, 8) : 0;
}

/*
 * Where a server fell out before its last commit was on a standby, another commit takes that one's number. So some bits
 * of the tag are part of the moment.
 */
uint64_t pg_head_moment(const struct pg_head *h)
{
	uint64_t tag = pg_head_tag(h, 0);
	return h->len ? pg_head_count(h) << TAG_BITS | (tag & ((UINT64_C(1) << TAG_BITS) - 1)) : 0;
}

enum pg_told pg_head_tells(const struct pg_head *h, uint64_t count, uint64_t tag)
{
	uint64_t now = pg_head_count(h);
	uint64_t there = now < count ? 0 : pg_head_tag(h, now - count);
	if (now < count)
		return PG_NOT_DONE;
	if (there == tag)
		return PG_DONE;
	return there ? PG_NOT_DONE : PG_NOT_TOLD;
}

struct pg_head pg_head_first(uint64_t count, uint64_t id)
{
	struct pg_head h = {.len = TAGS_AT};
	le_put(h.bytes + MOMENT_AT, count, 8);
	le_put(h.bytes + ID_AT, id, 8);
	return h;
}

struct pg_head pg_head_after(const struct pg_head *h, uint64_t tag)
{
	struct pg_head next = pg_head_first(pg_head_count(h) + 1, pg_head_id(h));
	size_t tags = h->len - TAGS_AT;
	if (tags > PG_HEAD_MAX - TAGS_AT - 8)
		tags = PG_HEAD_MAX - TAGS_AT - 8;
	le_put(next.bytes + TAGS_AT, tag, 8);
	memcpy(next.bytes + TAGS_AT + 8, h->bytes + TAGS_AT, tags);
	next.len = TAGS_AT + 8 + tags;
	return next;
}

int pg_random(uint64_t *out)
{
	for (*out = 0; !*out;)
		if (getrandom(out, sizeof *out, 0) != (ssize_t)sizeof *out)
			return QUAD_EIO;
	return 0;
}

int pg_error(int err)
{
	switch (err) {
	case PG_LOST: return QUAD_ELINK;
	case PG_AGAIN: return QUAD_EBUSY;
	default: return err;
	}
}

int pg_broken(struct pg_txn *txn, int err)
{
	if (err && !txn->broken)
		txn->broken = err;
	return pg_error(err);
}
