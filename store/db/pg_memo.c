#include "store/db/pg_memo.h"

#include <string.h>

#include "store/base/err.h"
#include "store/db/db.h"

enum { BYTES_MAX = 32 << 20 };

struct bytes key_next(struct bytes key, unsigned char *room)
{
	memcpy(room, key.p, key.len);
	room[key.len] = 0;
	return (struct bytes){room, key.len + 1};
}

void memo_release(struct pg_memo *k)
{
	overlay_release(&k->rows);
	overlay_release(&k->ranges);
	overlay_release(&k->old_rows);
	k->version++;
}

void memo_clear(struct pg_memo *k)
{
	overlay_clear(&k->rows);
	overlay_clear(&k->ranges);
	overlay_release(&k->old_rows);
	k->version++;
}

void memo_make_room(struct pg_memo *k)
{
	if (k->rows.bytes_taken + k->ranges.bytes_taken < BYTES_MAX)
		return;
	overlay_release(&k->old_rows);
	k->old_rows = k->rows;
	k->rows = (struct overlay){0};
	overlay_clear(&k->ranges);
	k->version++;
}

int memo_row(struct pg_memo *k, struct bytes key, struct bytes value)
{
	if (key.len == 0 || key.len > DB_KEY_MAX)
		return QUAD_ECORRUPT;
	k->version++;
	int err = overlay_put(&k->rows, key, value);
	overlay_keep(&k->rows);
	return err;
}

/* The range that begins at or before the key. NULL: none does. */
static const struct overlay_entry *range_before(const struct pg_memo *k, struct bytes key)
{
	struct overlay_place place;
	const struct overlay_entry *at = overlay_get(&k->ranges, key);
	return at ? at : overlay_seek(&k->ranges, key, true, &place);
}

/* Forgets the ranges that begin in [lo, *hi], and takes their end for *hi where that is after it. */
static void swallow_ranges(struct pg_memo *k, struct bytes lo, struct bytes *hi)
{
	struct overlay_place place;
	const struct overlay_entry *e;
	while ((e = overlay_seek(&k->ranges, lo, false, &place)) && bytes_compare(e->key, *hi) <= 0) {
		if (bytes_compare(e->value, *hi) > 0)
			*hi = e->value;
		overlay_forget(&k->ranges, e->key);
	}
}

int memo_range(struct pg_memo *k, struct bytes lo, struct bytes hi)
{
	const struct overlay_entry *before = range_before(k, lo);
	if (bytes_compare(lo, hi) >= 0)
		return 0;
	if (before && bytes_compare(before->value, lo) >= 0) {
		if (bytes_compare(before->value, hi) >= 0)
			return 0;
		lo = before->key;
	}
	/* bytes of what is forgotten stay where they are */
	swallow_ranges(k, lo, &hi);
	int err = overlay_put(&k->ranges, lo, hi);
	overlay_keep(&k->ranges);
	return err;
}

bool memo_end(const struct pg_memo *k, struct bytes key, bool backwards, struct bytes *out)
{
	struct overlay_place place;
	const struct overlay_entry *e = backwards ? overlay_seek(&k->ranges, key, true, &place) : range_before(k, key);
	int at_least = backwards ? 0 : 1;
	if (!e || bytes_compare(e->value, key) < at_least)
		return false;
	*out = backwards ? e->key : e->value;
	return true;
}

bool memo_has(const struct pg_memo *k, struct bytes lo, struct bytes hi)
{
	struct bytes end;
	return bytes_compare(lo, hi) >= 0 || (memo_end(k, lo, false, &end) && bytes_compare(end, hi) >= 0);
}

int memo_changed(struct pg_memo *k, const struct overlay_entry *change)
{
	struct bytes end;
	if (!memo_end(k, change->key, false, &end))
		return 0;
	if (change->value.p)
		return memo_row(k, change->key, change->value);
	k->version++;
	overlay_forget(&k->rows, change->key);
	return 0;
}
