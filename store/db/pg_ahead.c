#include "store/db/pg_ahead.h"

#include <string.h>

#include "store/base/err.h"
#include "store/db/pg_fetch.h"

enum {
	PART_MIN = 4, /* bytes of a key that lead from an entry to a record */
	WALK_FIRST = 64,
	WALK_MAX = 4096,
	GROWTH = 4,
};

void ahead_begin(struct pg_session *s)
{
	s->walks = NULL;
	memset(s->misses, 0, sizeof s->misses);
}

void ahead_walk_begin(struct pg_session *s, struct pg_walk *w)
{
	*w = (struct pg_walk){.next = s->walks, .limit = WALK_FIRST};
	s->walks = w;
}

void ahead_walk_end(struct pg_session *s, struct pg_walk *w)
{
	struct pg_walk **at = &s->walks;
	while (*at && *at != w)
		at = &(*at)->next;
	if (*at)
		*at = w->next;
}

/* ---- what the next entries of a walk lead to ---- */

/* Where all of the key but its first byte stands in the key of an entry; 0 = nowhere. */
static size_t find_part(struct bytes entry, struct bytes key)
{
	const char *p = entry.p, *part = (const char *)key.p + 1;
	size_t n = key.len - 1;
	if (key.len <= PART_MIN || n >= entry.len)
		return 0;
	for (size_t at = entry.len - n; at > 0; at--)
		if (memcmp(p + at, part, n) == 0)
			return at;
	return 0;
}

static struct pg_walk *find_walk(const struct pg_session *s, struct bytes key, size_t *at)
{
	struct pg_walk *w = s->walks;
	while (w && !(w->at.len && (*at = find_part(w->at, key)) > 0))
		w = w->next;
	return w;
}

static bool is_before_bound(const struct pg_walk *w, struct bytes key)
{
	int order = bytes_compare(key, w->bound);
	return w->backwards ? order >= 0 : order < 0;
}

/* The key that an entry leads to, unless it is known or the last one of the list. True: it was added. */
static bool add_wanted(const struct pg_memo *k, struct bytes entry, struct bytes key, size_t at, struct buf *out)
{
	size_t before = out->len;
	struct bytes end;
	char *p = buf_room(out, key.len);
	if (!p)
		return false;
	*p = *(const char *)key.p;
	memcpy(p + 1, (const char *)entry.p + at, key.len - 1);
	bool is_last = before && memcmp(p - key.len, p, key.len) == 0;
	if (!is_last && !memo_end(k, (struct bytes){p, key.len}, false, &end))
		return true;
	out->len = before;
	return false;
}

/* The keys, each of the same length as `key`, one after the other. */
static size_t add_ahead(const struct pg_memo *k, const struct pg_walk *w, struct bytes key, size_t at, struct buf *out)
{
	struct overlay_place place;
	size_t n = 0;
	const struct overlay_entry *e = overlay_seek(&k->rows, w->at, w->backwards, &place);
	for (uint32_t i = 0; e && i < w->limit && is_before_bound(w, e->key); i++) {
		if (e->key.len == w->at.len)
			n += add_wanted(k, e->key, key, at, out);
		e = overlay_step(&k->rows, w->backwards, &place);
	}
	return n;
}

static int get_ahead(struct pg_txn *txn, struct pg_walk *w, struct bytes key, size_t at)
{
	struct buf room = {0};
	size_t n = add_ahead(&txn->session->memo, w, key, at, &room);
	if (w->limit < WALK_MAX)
		w->limit *= GROWTH;
	int err = fetch_keys(txn, key, room.p, n);
	buf_release(&room);
	return err;
}

/* ---- what follows in a table ---- */

/* How many to get on each side where so many were missed before. */
static uint32_t near_limit(unsigned misses)
{
	static const uint16_t limits[] = {1, 64, 256, 1024};
	return limits[misses < sizeof limits / sizeof *limits ? misses : sizeof limits / sizeof *limits - 1];
}

int ahead_get(struct pg_txn *txn, struct bytes key)
{
	struct pg_session *s = txn->session;
	size_t at = 0;
	struct pg_walk *w = find_walk(s, key, &at);
	if (w)
		return get_ahead(txn, w, key, at);
	unsigned char *misses = &s->misses[*(const unsigned char *)key.p];
	uint32_t limit = near_limit(*misses);
	if (*misses < UINT8_MAX)
		++*misses;
	return limit == 1 ? fetch_key(txn, key) : fetch_near(txn, key, limit);
}
