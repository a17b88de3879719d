/*
 * Reads from the server into what is known. A range is got as far as its bound, but not more than a number of entries;
 * and always with the first entry after it, so that where it ends nobody has to ask again.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/db/pg_habit.h"
#include "store/db/pg_fetch.h"

enum { HABIT_LIMIT = 64, EXPECT_LIMIT = 512, RANGES_MAX = 256 };

static const unsigned char key_end[] = {PG_KEY_END};
static const struct bytes end_of_keys = {key_end, sizeof key_end}, nothing = {"", 0};

static struct bytes key_of(const struct pg_session *s, const PGresult *res, int row, int column)
{
	return link_value(&s->link, res, row, column);
}

/* ---- one key ---- */

int fetch_key(struct pg_txn *txn, struct bytes key)
{
	struct pg_session *s = txn->session;
	struct pg_link *l = &s->link;
	struct pg_param p = pg_bytes(key);
	unsigned char room[DB_KEY_MAX + 1];
	PGresult *res = NULL;
	memo_make_room(&s->memo);
	int err = link_send(l, PG_GET, &p, 1);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	if (!err)
		err = link_take(l, txn->pg->timeout_seconds, &res);
	if (!err)
		err = link_take_sync(l, txn->pg->timeout_seconds);
	if (!err && l->lib->ntuples(res))
		err = memo_row(&s->memo, key, link_value(l, res, 0, 1));
	if (!err)
		err = memo_range(&s->memo, key, key_next(key, room));
	if (!err)
		habit_note(s, key, key, key_next(key, room));
	l->lib->clear(res);
	return err;
}

/* ---- a range ---- */

/* Forwards: n entries of [from, bound), and the first one after that if there is one. */
static int add_forwards(struct pg_session *s, const PGresult *res, struct bytes from, struct bytes bound,
                        uint32_t limit, int first, int n, int column)
{
	unsigned char room[DB_KEY_MAX + 1];
	struct bytes end = end_of_keys;
	uint32_t n_inside = 0;
	for (int i = first; i < first + n; i++) {
		struct bytes key = key_of(s, res, i, column);
		int err = memo_row(&s->memo, key, key_of(s, res, i, column + 1));
		if (err)
			return err;
		end = key_next(key, room);
		if (bytes_compare(key, bound) < 0) {
			n_inside++;
			continue;
		}
		/* what is between the last entry and the bound may not have been got */
		if (n_inside < limit)
			return memo_range(&s->memo, from, end);
		err = memo_range(&s->memo, bound, end);
		if (err)
			return err;
		end = key_next(key_of(s, res, i - 1, column), room);
		return memo_range(&s->memo, from, end);
	}
	return memo_range(&s->memo, from, n_inside < limit ? end_of_keys : end);
}

/* Backwards: entries of [bound, from) from its end, and the last one before the bound. */
static int add_backwards(struct pg_session *s, const PGresult *res, struct bytes from, struct bytes bound,
                         uint32_t limit)
{
	struct bytes start = nothing;
	uint32_t n_inside = 0;
	int n = s->link.lib->ntuples(res), i = 0;
	for (; i < n; i++) {
		struct bytes key = key_of(s, res, i, 0);
		bool is_inside = bytes_compare(key, bound) >= 0;
		/* what is between the bound and the first entry may not have been got */
		if (!is_inside && n_inside == limit)
			break;
		n_inside += is_inside;
		int err = memo_row(&s->memo, key, key_of(s, res, i, 1));
		if (err)
			return err;
		start = key;
	}
	bool has_all = n_inside < limit && i == (int)n_inside;
	return memo_range(&s->memo, has_all ? nothing : start, from);
}

int fetch_range(struct pg_txn *txn, struct bytes from, struct bytes bound, bool backwards, uint32_t limit)
{
	struct pg_session *s = txn->session;
	struct pg_link *l = &s->link;
	unsigned char room[4];
	PGresult *res = NULL;
	struct bytes end;
	const struct pg_param params[] = {pg_bytes(from), pg_bytes(bound), pg_int(limit, room)};
	memo_make_room(&s->memo);
	int err = link_send(l, backwards ? PG_SCAN_BACK : PG_SCAN, params, 3);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	if (!err)
		err = link_take(l, txn->pg->timeout_seconds, &res);
	if (!err)
		err = link_take_sync(l, txn->pg->timeout_seconds);
	if (!err)
		err = backwards ? add_backwards(s, res, from, bound, limit)
		                : add_forwards(s, res, from, bound, limit, 0, l->lib->ntuples(res), 0);
	if (!err && memo_end(&s->memo, from, backwards, &end))
		habit_note(s, from, backwards ? end : from, backwards ? from : end);
	l->lib->clear(res);
	return err;
}

/* ---- many ranges ---- */

/* Ranges to ask for together. */
struct ranges {
	struct pg_array los, his;
};

static void ranges_begin(struct ranges *r)
{
	pg_array_begin(&r->los);
	pg_array_begin(&r->his);
}

static void ranges_add(struct ranges *r, struct bytes lo, struct bytes hi)
{
	pg_array_add(&r->los, lo);
	pg_array_add(&r->his, hi);
}

static void ranges_release(struct ranges *r)
{
	pg_array_release(&r->los);
	pg_array_release(&r->his);
}

/* Nothing is answered where the head is still this one. */
static int ranges_send(struct pg_link *l, struct ranges *r, uint32_t limit, struct bytes unless_head)
{
	unsigned char room[4];
	const struct pg_param params[] = {pg_array_param(&r->los), pg_array_param(&r->his), pg_int(limit, room),
	                                  pg_bytes(pg_head_key), pg_bytes(unless_head)};
	return link_send(l, PG_RANGES, params, 5);
}

static int range_number(const struct pg_session *s, const PGresult *res, int row)
{
	const unsigned char *p = link_value(&s->link, res, row, 0).p;
	return p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* An answer to ranges_send: each range has its entries in a row. next(arg) gives the ranges, in the order of asking. */
static int ranges_add_answer(struct pg_session *s, const PGresult *res, uint32_t limit,
                             bool (*next)(void *arg, struct bytes *lo, struct bytes *hi), void *arg)
{
	int n = s->link.lib->ntuples(res), at = 0, number = 0;
	struct bytes lo, hi;
	while (next(arg, &lo, &hi)) {
		int first = at;
		number++;
		while (at < n && range_number(s, res, at) == number)
			at++;
		int err = add_forwards(s, res, lo, hi, limit, first, at - first, 1);
		if (err)
			return err;
	}
	return at == n ? 0 : QUAD_ECORRUPT;
}

/* ---- habits ---- */

int fetch_habits_send(struct pg_session *s, bool *sent)
{
	struct ranges r = {0};
	struct bytes lo, hi;
	ranges_begin(&r);
	for (size_t i = 0; habit_next(s, &i, &lo, &hi);)
		ranges_add(&r, lo, hi);
	*sent = r.los.n > 0;
	int err = *sent ? ranges_send(&s->link, &r, HABIT_LIMIT, (struct bytes){s->head.bytes, s->head.len}) : 0;
	ranges_release(&r);
	return err;
}

struct habits {
	const struct pg_session *s;
	size_t i;
};

static bool next_habit(void *arg, struct bytes *lo, struct bytes *hi)
{
	struct habits *h = arg;
	return habit_next(h->s, &h->i, lo, hi);
}

int fetch_habits_take(struct pg *pg, struct pg_session *s)
{
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	/* no entry at all: the head is the same, and all is known still */
	if (!err && s->link.lib->ntuples(res))
		err = ranges_add_answer(s, res, HABIT_LIMIT, next_habit, &(struct habits){s, 0});
	s->link.lib->clear(res);
	return err;
}

/* ---- what is expected ---- */

struct expected {
	const struct db_range *v;
	size_t i, n;
	const bool *is_wanted;
};

static bool next_expected(void *arg, struct bytes *lo, struct bytes *hi)
{
	struct expected *e = arg;
	while (e->i < e->n && !e->is_wanted[e->i])
		e->i++;
	if (e->i == e->n)
		return false;
	*lo = e->v[e->i].lo;
	*hi = e->v[e->i].hi;
	e->i++;
	return true;
}

static bool is_known(const struct pg_memo *k, const struct db_range *r)
{
	struct bytes end;
	return bytes_compare(r->lo, r->hi) >= 0 || (memo_end(k, r->lo, false, &end) && bytes_compare(end, r->hi) >= 0);
}

static int send_follow(struct pg_link *l, const struct db_range *r)
{
	unsigned char at[4], len[4], limit[4];
	/* the server counts from 1 */
	const struct pg_param params[] = {
		pg_bytes(r->lo),        pg_bytes(r->hi),     pg_bytes((struct bytes){&r->table, 1}),
		pg_int(r->at + 1u, at), pg_int(r->len, len), pg_int(EXPECT_LIMIT, limit)};
	return link_send(l, PG_FOLLOW, params, 6);
}

/* The entries that those of a range lead to; also that one is not there is known then. */
static int take_follow(struct pg *pg, struct pg_session *s, const struct db_range *r)
{
	struct overlay_place place;
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	for (int i = 0; !err && i < s->link.lib->ntuples(res); i++)
		err = memo_row(&s->memo, key_of(s, res, i, 0), key_of(s, res, i, 1));
	s->link.lib->clear(res);
	const struct overlay_entry *e = overlay_seek(&s->memo.rows, r->lo, false, &place);
	for (int n = 0; !err && n < EXPECT_LIMIT && e && bytes_compare(e->key, r->hi) < 0; n++) {
		unsigned char key[1 + UINT8_MAX], room[DB_KEY_MAX + 1];
		if (e->key.len >= (size_t)r->at + r->len) {
			struct bytes to = {key, 1u + r->len};
			key[0] = r->table;
			memcpy(key + 1, (const unsigned char *)e->key.p + r->at, r->len);
			err = memo_range(&s->memo, to, key_next(to, room));
		}
		e = overlay_step(&s->memo.rows, false, &place);
	}
	return err;
}

/* Queues those ranges that are wanted. */
static int send_ranges(struct pg_link *l, const struct db_range *v, const bool *is_wanted, size_t n)
{
	struct ranges r = {0};
	ranges_begin(&r);
	for (size_t i = 0; i < n; i++)
		if (is_wanted[i])
			ranges_add(&r, v[i].lo, v[i].hi);
	int err = ranges_send(l, &r, EXPECT_LIMIT, nothing);
	ranges_release(&r);
	for (size_t i = 0; !err && i < n; i++)
		if (is_wanted[i] && v[i].table)
			err = send_follow(l, &v[i]);
	return err;
}

static int take_ranges(struct pg *pg, struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n)
{
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	if (!err)
		err = ranges_add_answer(s, res, EXPECT_LIMIT, next_expected, &(struct expected){v, 0, n, is_wanted});
	s->link.lib->clear(res);
	for (size_t i = 0; !err && i < n; i++)
		if (is_wanted[i] && v[i].table)
			err = take_follow(pg, s, &v[i]);
	return err;
}

/* At most RANGES_MAX of them, in one journey. */
static int expect_some(struct pg_txn *txn, const struct db_range *v, size_t n)
{
	struct pg_session *s = txn->session;
	bool is_wanted[RANGES_MAX], any = false;
	for (size_t i = 0; i < n; i++) {
		is_wanted[i] = !is_known(&s->memo, &v[i]);
		any |= is_wanted[i];
	}
	if (!any)
		return 0;
	memo_make_room(&s->memo);
	int err = send_ranges(&s->link, v, is_wanted, n);
	if (!err)
		err = link_sync(&s->link);
	if (!err)
		err = link_journey(&s->link);
	if (!err)
		err = take_ranges(txn->pg, s, v, is_wanted, n);
	return err ? err : link_take_sync(&s->link, txn->pg->timeout_seconds);
}

int pg_expect(struct db_txn *base, const struct db_range *v, size_t n)
{
	struct pg_txn *txn = pg_txn_of(base);
	int err = txn->broken;
	for (size_t i = 0; !err && i < n; i += RANGES_MAX)
		err = expect_some(txn, v + i, n - i < RANGES_MAX ? n - i : RANGES_MAX);
	return err ? pg_broken(txn, err) : 0;
}

/* ---- what the next transaction will read ---- */

void pg_expect_next(struct db *base, const struct db_range *v, size_t n)
{
	struct pg *pg = pg_of(base);
	struct arena *a = &pg->next_arena;
	for (size_t i = 0; i < n; i++) {
		struct db_range *list = arena_grow(a, pg->next, pg->n_next, &pg->next_cap, sizeof *list);
		struct db_range one = v[i];
		one.lo.p = arena_dup(a, v[i].lo.p, v[i].lo.len);
		one.hi.p = arena_dup(a, v[i].hi.p, v[i].hi.len);
		/* it is advice: without memory nothing is expected */
		if (!list || !one.lo.p || !one.hi.p || pg->n_next == RANGES_MAX)
			return;
		pg->next = list;
		list[pg->n_next++] = one;
	}
}

void fetch_forget_next(struct pg *pg)
{
	arena_release(&pg->next_arena);
	pg->next = NULL;
	pg->n_next = pg->next_cap = 0;
}

static const bool *all_wanted(void)
{
	static bool all[RANGES_MAX];
	memset(all, 1, sizeof all);
	return all;
}

int fetch_next_send(struct pg *pg, struct pg_session *s)
{
	return pg->n_next ? send_ranges(&s->link, pg->next, all_wanted(), pg->n_next) : 0;
}

int fetch_next_take(struct pg *pg, struct pg_session *s)
{
	return pg->n_next ? take_ranges(pg, s, pg->next, all_wanted(), pg->n_next) : 0;
}
