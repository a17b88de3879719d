/* Changes are written one after the other: u16 length of the key, u32 length of the value, key, value. */
#include "store/db/pg_news.h"

#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"

enum {
	READ_MAX = 16,   /* commits that a process may be behind */
	KEPT = 32,       /* at least; they are removed some at a time */
	REMOVED_AT = 16, /* commits from one removal to the next */
	BYTES_MAX = 32 << 10,
	HEADER = 2 + 4,
};

#define PREFIX "\0log"
#define NO_VALUE UINT32_MAX /* in place of a length: the key was deleted */

/* ---- keys ---- */

/* The number stands with its highest byte first, so that the keys are in the order of the commits. */
struct bytes news_key(uint64_t commit, unsigned char room[NEWS_KEY_BYTES])
{
	memcpy(room, PREFIX, sizeof PREFIX - 1);
	for (size_t at = NEWS_KEY_BYTES; at-- >= sizeof PREFIX; commit >>= 8)
		room[at] = (unsigned char)commit;
	return (struct bytes){room, NEWS_KEY_BYTES};
}

struct news_keys news_keys(const struct pg_session *s)
{
	struct news_keys k;
	uint64_t first = pg_head_count(&s->head) + 1;
	news_key(first, k.first);
	news_key(first + READ_MAX, k.end);
	return k;
}

bool news_old(uint64_t commit, bool written, struct news_keys *out)
{
	if (written && (commit % REMOVED_AT || commit < KEPT))
		return false;
	news_key(0, out->first);
	news_key(written ? commit - KEPT : commit, out->end);
	return true;
}

/* ---- writing ---- */

static bool add_change(const struct overlay_entry *e, struct buf *out)
{
	unsigned char header[HEADER];
	if (out->len + HEADER + e->key.len + e->value.len > BYTES_MAX)
		return false;
	le_put(header, e->key.len, 2);
	le_put(header + 2, e->value.p ? e->value.len : NO_VALUE, 4);
	buf_add(out, header, HEADER);
	buf_add(out, e->key.p, e->key.len);
	if (e->value.p)
		buf_add(out, e->value.p, e->value.len);
	return !out->failed;
}

bool news_write(const struct overlay *changes, struct buf *out)
{
	struct overlay_place at;
	const struct overlay_entry *e = overlay_seek(changes, (struct bytes){"", 0}, false, &at);
	for (; e; e = overlay_step(changes, false, &at))
		if (!add_change(e, out))
			return false;
	return true;
}

/* ---- reading ---- */

int news_send(struct pg_session *s)
{
	struct news_keys k = news_keys(s);
	bool knows = s->head.len > 0;
	const struct pg_param params[] = {pg_bytes((struct bytes){k.first, knows ? NEWS_KEY_BYTES : 0}),
	                                  pg_bytes((struct bytes){k.end, knows ? NEWS_KEY_BYTES : 0})};
	return link_send(&s->link, PG_NEWS, params, 2);
}

/* Takes one change off the front. False: there is no whole one. */
static bool next_change(struct bytes *left, struct overlay_entry *out)
{
	const unsigned char *p = left->p;
	if (left->len < HEADER)
		return false;
	size_t key_len = le_get(p, 2), value_len = le_get(p + 2, 4);
	bool is_there = value_len != NO_VALUE;
	if (!is_there)
		value_len = 0;
	if (left->len - HEADER < key_len || left->len - HEADER - key_len < value_len)
		return false;
	const unsigned char *key = p + HEADER, *value = key + key_len;
	*out = (struct overlay_entry){.key = {key, key_len}, .value = {is_there ? value : NULL, value_len}};
	*left = (struct bytes){value + value_len, left->len - HEADER - key_len - value_len};
	return true;
}

static int apply(struct pg_memo *memo, struct bytes changes)
{
	struct overlay_entry e;
	while (changes.len) {
		int err = next_change(&changes, &e) ? memo_changed(memo, &e) : QUAD_ECORRUPT;
		if (err)
			return err;
	}
	return 0;
}

/* The first row is the head, which every store has from the first moment on. */
static int read_head(const struct pg_session *s, const PGresult *res, struct pg_head *out)
{
	char text[128];
	if (!s->link.lib->ntuples(res) || bytes_compare(link_value(&s->link, res, 0, 0), pg_head_key) != 0) {
		link_say("the table " PG_TABLE " has no row with the store's head");
		return QUAD_EFOREIGN;
	}
	struct bytes v = link_value(&s->link, res, 0, 1);
	if (v.len < 16 || v.len > PG_HEAD_MAX) {
		snprintf(text, sizeof text,
		         "the store's head in the table " PG_TABLE " is %zu bytes long, not 16 to %d", v.len,
		         PG_HEAD_MAX);
		link_say(text);
		return QUAD_EFOREIGN;
	}
	memcpy(out->bytes, v.p, v.len);
	out->len = v.len;
	return 0;
}

/* Whether the others are those of each commit from the session's head to this one, which has that in its past. */
static bool is_whole(const struct pg_session *s, const PGresult *res, const struct pg_head *head)
{
	uint64_t from = pg_head_count(&s->head), n = pg_head_count(head) - from;
	unsigned char key[NEWS_KEY_BYTES];
	if (!s->head.len || pg_head_id(&s->head) != pg_head_id(head))
		return false;
	if (n == 0 || (uint64_t)s->link.lib->ntuples(res) - 1 != n)
		return false;
	if (pg_head_tag(head, n) != pg_head_tag(&s->head, 0))
		return false;
	for (uint64_t i = 1; i <= n; i++)
		if (bytes_compare(link_value(&s->link, res, (int)i, 0), news_key(from + i, key)) != 0)
			return false;
	return true;
}

static int take_changes(struct pg_session *s, const PGresult *res, const struct pg_head *head)
{
	bool is_usable = is_whole(s, res, head);
	int err = 0;
	for (int i = 1; is_usable && !err && i < s->link.lib->ntuples(res); i++)
		err = apply(&s->memo, link_value(&s->link, res, i, 1));
	if (is_usable && err != QUAD_ECORRUPT)
		return err;
	memo_clear(&s->memo);
	return 0;
}

int news_take(struct pg *pg, struct pg_session *s)
{
	struct pg_head head = {.len = 0};
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	if (!err)
		err = read_head(s, res, &head);
	if (!err && (head.len != s->head.len || memcmp(head.bytes, s->head.bytes, head.len) != 0))
		err = take_changes(s, res, &head);
	s->link.lib->clear(res);
	s->head_ms = link_now_ms();
	if (!err)
		s->head = head;
	return err;
}
