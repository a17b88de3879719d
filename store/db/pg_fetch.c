/*
 * Reads from the server into what is known. A range is got as far as its bound, but not more than a number of entries;
 * and always with the first entry after it, so that where it ends nobody has to ask again.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/db/pg_habit.h"
#include "store/db/pg_fetch.h"
#include "store/db/pg_news.h"

enum { HABIT_LIMIT = 64, EXPECT_LIMIT = 2048, RANGES_MAX = 4096, LENGTHS_MAX = 4 };

static const unsigned char key_end[] = {PG_KEY_END};
static const struct bytes end_of_keys = {key_end, sizeof key_end}, nothing = {"", 0};

static struct bytes key_of(const struct pg_session *s, const PGresult *res, int row, int column)
{
	return link_value(&s->link, res, row, column);
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
		/* of a range whose bound is before its beginning: what stands between says nothing of it */
		if (bytes_compare(key, from) < 0)
			return 0;
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

/* Entries in order from a key on, not more than some. */
struct part {
	struct bytes from, bound;
	bool backwards;
	uint32_t limit;
};

static int send_part(struct pg_link *l, const struct part *p)
{
	unsigned char room[4];
	const struct pg_param params[] = {pg_bytes(p->from), pg_bytes(p->bound), pg_int(p->limit, room)};
	return link_send(l, p->backwards ? PG_SCAN_BACK : PG_SCAN, params, 3);
}

static int take_part(struct pg *pg, struct pg_session *s, const struct part *p)
{
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	if (!err)
		err = p->backwards ? add_backwards(s, res, p->from, p->bound, p->limit)
		                   : add_forwards(s, res, p->from, p->bound, p->limit, 0, s->link.lib->ntuples(res), 0);
	s->link.lib->clear(res);
	return err;
}

/* In one journey. */
static int get_parts(struct pg_txn *txn, const struct part *v, size_t n)
{
	struct pg_link *l = &txn->session->link;
	int err = 0;
	memo_make_room(&txn->session->memo);
	for (size_t i = 0; !err && i < n; i++)
		err = send_part(l, &v[i]);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	for (size_t i = 0; !err && i < n; i++)
		err = take_part(txn->pg, txn->session, &v[i]);
	return err ? err : link_take_sync(l, txn->pg->timeout_seconds);
}

int fetch_range(struct pg_txn *txn, struct bytes from, struct bytes bound, bool backwards, uint32_t limit)
{
	return get_parts(txn, &(struct part){from, bound, backwards, limit}, 1);
}

int fetch_near(struct pg_txn *txn, struct bytes key, uint32_t limit)
{
	const unsigned char table = *(const unsigned char *)key.p, next_table = (unsigned char)(table + 1);
	const struct part both[] = {{key, {&next_table, 1}, false, limit}, {key, {&table, 1}, true, limit}};
	return get_parts(txn, both, 2);
}

/* ---- many keys ---- */

/* Queues a question for n keys of `len` bytes, one after the other. */
static int send_keys(struct pg_link *l, const char *keys, size_t n, size_t len)
{
	struct pg_array a = {0};
	pg_array_begin(&a);
	for (size_t i = 0; i < n; i++)
		pg_array_add(&a, (struct bytes){keys + i * len, len});
	struct pg_param p = pg_array_param(&a);
	int err = link_send(l, PG_GET_ALL, &p, 1);
	pg_array_release(&a);
	return err;
}

/* The answer; also that one of the keys is not there is known then. */
static int take_keys(struct pg *pg, struct pg_session *s, const char *keys, size_t n, size_t len)
{
	unsigned char room[DB_KEY_MAX + 1];
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	for (int i = 0; !err && i < s->link.lib->ntuples(res); i++)
		err = memo_row(&s->memo, key_of(s, res, i, 0), key_of(s, res, i, 1));
	s->link.lib->clear(res);
	for (size_t i = 0; !err && i < n; i++) {
		struct bytes key = {keys + i * len, len};
		err = memo_range(&s->memo, key, key_next(key, room));
	}
	return err;
}

int fetch_keys(struct pg_txn *txn, struct bytes key, const char *others, size_t n)
{
	struct pg_session *s = txn->session;
	struct pg_param p = pg_bytes(key);
	memo_make_room(&s->memo);
	int err = link_send(&s->link, PG_GET, &p, 1);
	if (!err && n)
		err = send_keys(&s->link, others, n, key.len);
	if (!err)
		err = link_sync(&s->link);
	if (!err)
		err = link_journey(&s->link);
	if (!err)
		err = take_keys(txn->pg, s, key.p, 1, key.len);
	if (!err && n)
		err = take_keys(txn->pg, s, others, n, key.len);
	return err ? err : link_take_sync(&s->link, txn->pg->timeout_seconds);
}

int fetch_key(struct pg_txn *txn, struct bytes key)
{
	return fetch_keys(txn, key, NULL, 0);
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

static int ranges_send(struct pg_link *l, struct ranges *r, uint32_t limit)
{
	unsigned char room[4];
	const struct pg_param params[] = {pg_array_param(&r->los), pg_array_param(&r->his), pg_int(limit, room),
	                                  pg_bytes(nothing),       pg_bytes(nothing),       pg_bytes(nothing)};
	return link_send(l, PG_RANGES, params, 6);
}

/* Nothing is answered where the head is still the session's, or where there are news of all that came after it. */
static int ranges_send_again(struct pg_session *s, struct ranges *r, uint32_t limit)
{
	unsigned char room[4];
	struct news_keys k = news_keys(s);
	const struct pg_param params[] = {pg_array_param(&r->los),
	                                  pg_array_param(&r->his),
	                                  pg_int(limit, room),
	                                  pg_bytes((struct bytes){s->head.bytes, s->head.len}),
	                                  pg_bytes((struct bytes){k.first, NEWS_KEY_BYTES}),
	                                  pg_bytes((struct bytes){k.end, NEWS_KEY_BYTES})};
	return link_send(&s->link, PG_RANGES, params, 6);
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

/* ---- what is expected ---- */

struct expected {
	const struct db_range *v;
	size_t i, n;
	const bool *is_wanted;
};

static bool next_expected(void *arg, struct bytes *lo, struct bytes *hi)
{
	struct expected *e = arg;
	while (e->i < e->n && !(e->is_wanted[e->i] && e->v[e->i].part == DB_ALL))
		e->i++;
	if (e->i == e->n)
		return false;
	*lo = e->v[e->i].lo;
	*hi = e->v[e->i].hi;
	e->i++;
	return true;
}

/* One end of a range: an entry is known there, or that there is none. */
static bool is_end_known(const struct pg_memo *k, const struct db_range *r)
{
	bool backwards = r->part == DB_LAST;
	struct overlay_place place;
	struct bytes end;
	if (!memo_end(k, backwards ? r->hi : r->lo, backwards, &end))
		return false;
	const struct overlay_entry *e = overlay_seek(&k->rows, backwards ? r->hi : r->lo, backwards, &place);
	if (backwards)
		return bytes_compare(end, r->lo) <= 0 || (e && bytes_compare(e->key, end) >= 0);
	return bytes_compare(end, r->hi) >= 0 || (e && bytes_compare(e->key, end) < 0);
}

static bool is_known(const struct pg_memo *k, const struct db_range *r)
{
	struct bytes end;
	if (r->part != DB_ALL)
		return is_end_known(k, r);
	return bytes_compare(r->lo, r->hi) >= 0 || (memo_end(k, r->lo, false, &end) && bytes_compare(end, r->hi) >= 0);
}

/* Ranges that lead on in the same way are asked for together. */
static bool is_led_alike(const struct db_range *a, const struct db_range *b)
{
	return a->part == DB_ALL && b->part == DB_ALL && a->table == b->table && a->at == b->at && a->len == b->len;
}

/* The first of some ranges that leads on as this one does. */
static bool is_first_led(const struct db_range *v, const bool *is_wanted, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_wanted[j] && is_led_alike(&v[i], &v[j]))
			return false;
	return is_wanted[i] && v[i].part == DB_ALL && v[i].table;
}

/* Asks for what all of them lead to that lead on as the first one does. */
static int send_follow(struct pg_link *l, const struct db_range *v, const bool *is_wanted, size_t n)
{
	unsigned char at[4], len[4], limit[4];
	struct ranges r = {0};
	ranges_begin(&r);
	for (size_t i = 0; i < n; i++)
		if (is_wanted[i] && is_led_alike(&v[i], v))
			ranges_add(&r, v[i].lo, v[i].hi);
	/* the server counts from 1 */
	const struct pg_param params[] = {
		pg_array_param(&r.los), pg_array_param(&r.his), pg_bytes((struct bytes){&v->table, 1}),
		pg_int(v->at + 1u, at), pg_int(v->len, len),    pg_int(EXPECT_LIMIT, limit)};
	int err = link_send(l, PG_FOLLOW, params, 6);
	ranges_release(&r);
	return err;
}

/* That what an entry leads to is not there is known then too. */
static int know_led(struct pg_session *s, const struct db_range *r)
{
	struct overlay_place place;
	int err = 0;
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

static int take_follow(struct pg *pg, struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n)
{
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	for (int i = 0; !err && i < s->link.lib->ntuples(res); i++) {
		struct bytes key = key_of(s, res, i, 0);
		/* an entry whose key is too short leads to nothing */
		if (key.len == 1u + v->len)
			err = memo_row(&s->memo, key, key_of(s, res, i, 1));
	}
	s->link.lib->clear(res);
	for (size_t i = 0; !err && i < n; i++)
		if (is_wanted[i] && is_led_alike(&v[i], v))
			err = know_led(s, &v[i]);
	return err;
}

static struct part end_of(const struct db_range *r)
{
	return r->part == DB_LAST ? (struct part){r->hi, r->lo, true, 1} : (struct part){r->lo, r->hi, false, 1};
}

/* Queues those ranges that are wanted. *whole: some of them are whole ones. */
static int send_ranges(struct pg_link *l, const struct db_range *v, const bool *is_wanted, size_t n, bool *whole)
{
	struct ranges r = {0};
	ranges_begin(&r);
	for (size_t i = 0; i < n; i++)
		if (is_wanted[i] && v[i].part == DB_ALL)
			ranges_add(&r, v[i].lo, v[i].hi);
	*whole = r.los.n > 0;
	int err = *whole ? ranges_send(l, &r, EXPECT_LIMIT) : 0;
	ranges_release(&r);
	for (size_t i = 0; !err && i < n; i++) {
		const struct part end = end_of(&v[i]);
		if (is_wanted[i] && v[i].part != DB_ALL)
			err = send_part(l, &end);
		else if (v[i].table && is_first_led(v, is_wanted, i))
			err = send_follow(l, v + i, is_wanted + i, n - i);
	}
	return err;
}

static int take_ranges(struct pg *pg, struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n,
                       bool whole)
{
	PGresult *res = NULL;
	int err = whole ? link_take(&s->link, pg->timeout_seconds, &res) : 0;
	if (!err && whole)
		err = ranges_add_answer(s, res, EXPECT_LIMIT, next_expected, &(struct expected){v, 0, n, is_wanted});
	s->link.lib->clear(res);
	for (size_t i = 0; !err && i < n; i++) {
		const struct part end = end_of(&v[i]);
		if (is_wanted[i] && v[i].part != DB_ALL)
			err = take_part(pg, s, &end);
		else if (v[i].table && is_first_led(v, is_wanted, i))
			err = take_follow(pg, s, v + i, is_wanted + i, n - i);
	}
	return err;
}

/* Keys of one length that entries of known ranges lead to, and that are not known. */
struct led {
	struct buf keys; /* one after the other */
	size_t len, n;
};

static void add_led(const struct pg_memo *k, const struct db_range *r, struct led *out)
{
	struct overlay_place place;
	struct bytes end;
	const struct overlay_entry *e = overlay_seek(&k->rows, r->lo, false, &place);
	for (; e && bytes_compare(e->key, r->hi) < 0; e = overlay_step(&k->rows, false, &place)) {
		char *p = e->key.len >= (size_t)r->at + r->len ? buf_room(&out->keys, out->len) : NULL;
		if (!p)
			continue;
		*p = (char)r->table;
		memcpy(p + 1, (const unsigned char *)e->key.p + r->at, r->len);
		if (memo_end(k, (struct bytes){p, out->len}, false, &end))
			out->keys.len -= out->len;
		else
			out->n++;
	}
}

/* What is asked for of some ranges: the whole of those that are not known, and what the others lead to. */
struct expecting {
	bool is_wanted[RANGES_MAX], whole;
	struct led led[LENGTHS_MAX];
	size_t n_led;
};

/* The list of the keys that a range leads to; NULL: there are too many lengths. */
static struct led *led_of(struct expecting *x, const struct db_range *r)
{
	size_t len = 1u + r->len, i = 0;
	while (i < x->n_led && x->led[i].len != len)
		i++;
	if (i == LENGTHS_MAX)
		return NULL;
	if (i == x->n_led)
		x->led[x->n_led++].len = len;
	return &x->led[i];
}

static bool find_wanted(const struct pg_memo *k, const struct db_range *v, size_t n, struct expecting *x)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		x->is_wanted[i] = !is_known(k, &v[i]);
		any |= x->is_wanted[i];
		struct led *led = !x->is_wanted[i] && v[i].table ? led_of(x, &v[i]) : NULL;
		if (led)
			add_led(k, &v[i], led);
	}
	for (size_t i = 0; i < x->n_led; i++)
		any |= x->led[i].n > 0;
	return any;
}

static int ask_wanted(struct pg_txn *txn, const struct db_range *v, size_t n, struct expecting *x)
{
	struct pg_session *s = txn->session;
	int err = send_ranges(&s->link, v, x->is_wanted, n, &x->whole);
	for (size_t i = 0; !err && i < x->n_led; i++)
		err = send_keys(&s->link, x->led[i].keys.p, x->led[i].n, x->led[i].len);
	if (!err)
		err = link_sync(&s->link);
	if (!err)
		err = link_journey(&s->link);
	if (!err)
		err = take_ranges(txn->pg, s, v, x->is_wanted, n, x->whole);
	for (size_t i = 0; !err && i < x->n_led; i++)
		err = take_keys(txn->pg, s, x->led[i].keys.p, x->led[i].n, x->led[i].len);
	return err ? err : link_take_sync(&s->link, txn->pg->timeout_seconds);
}

/* At most RANGES_MAX of them, in one journey. */
static int expect_some(struct pg_txn *txn, const struct db_range *v, size_t n)
{
	struct expecting *x = calloc(1, sizeof *x);
	if (!x)
		return QUAD_ENOMEM;
	memo_make_room(&txn->session->memo);
	int err = find_wanted(&txn->session->memo, v, n, x) ? ask_wanted(txn, v, n, x) : 0;
	for (size_t i = 0; i < x->n_led; i++)
		buf_release(&x->led[i].keys);
	free(x);
	return err;
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

bool pg_hint(struct db *base, struct bytes key, struct bytes *out)
{
	const struct overlay_entry *e = overlay_get(&pg_of(base)->sessions[0].memo.rows, key);
	if (e)
		*out = e->value;
	return e != NULL;
}

void pg_expect_next(struct db *base, const struct db_range *v, size_t n)
{
	struct pg *pg = pg_of(base);
	struct arena *a = &pg->next_arena;
	if (!pg->next_wanted)
		pg->next_wanted = arena_alloc(a, RANGES_MAX * sizeof *pg->next_wanted);
	for (size_t i = 0; i < n; i++) {
		struct db_range *list = arena_grow(a, pg->next, pg->n_next, &pg->next_cap, sizeof *list);
		struct db_range one = v[i];
		one.lo.p = arena_dup(a, v[i].lo.p, v[i].lo.len);
		one.hi.p = arena_dup(a, v[i].hi.p, v[i].hi.len);
		/* it is advice: without memory nothing is expected */
		if (!list || !pg->next_wanted || !one.lo.p || !one.hi.p || pg->n_next == RANGES_MAX)
			return;
		pg->next = list;
		list[pg->n_next++] = one;
	}
}

void fetch_forget_next(struct pg *pg)
{
	arena_release(&pg->next_arena);
	pg->next = NULL;
	pg->next_wanted = NULL;
	pg->n_next = pg->next_cap = 0;
}

/* ---- what is got again ---- */

/* One end of a range that is known becomes the range from there on. False: without memory it stays what it is. */
static bool widen_end(struct pg *pg, const struct pg_session *s, struct db_range *r)
{
	struct overlay_place place;
	bool backwards = r->part == DB_LAST;
	if (r->part == DB_ALL)
		return true;
	const struct overlay_entry *e = overlay_seek(&s->memo.rows, backwards ? r->hi : r->lo, backwards, &place);
	if (!e || bytes_compare(e->key, r->lo) < 0 || bytes_compare(e->key, r->hi) >= 0) {
		r->part = DB_ALL;
		return true;
	}
	/* the byte after the copy is 0 */
	const char *key = arena_dup(&pg->next_arena, e->key.p, e->key.len);
	if (!key)
		return false;
	if (backwards)
		r->lo = (struct bytes){key, e->key.len};
	else
		r->hi = (struct bytes){key, e->key.len + 1};
	r->part = DB_ALL;
	return true;
}

/* What of the ranges for the next transaction is known is asked for only if somebody has changed something. */
static void set_next_wanted(struct pg *pg, const struct pg_session *s)
{
	for (size_t i = 0; i < pg->n_next; i++) {
		struct db_range *r = &pg->next[i];
		pg->next_wanted[i] = r->table || !is_known(&s->memo, r) || !widen_end(pg, s, r);
	}
}

/* Habits, and ranges for the next transaction that are known. */
struct again {
	const struct pg *pg;
	const struct pg_session *s;
	size_t habit, next;
};

static bool next_again(void *arg, struct bytes *lo, struct bytes *hi)
{
	struct again *a = arg;
	if (habit_next(a->s, &a->habit, lo, hi))
		return true;
	while (a->next < a->pg->n_next && a->pg->next_wanted[a->next])
		a->next++;
	if (a->next == a->pg->n_next)
		return false;
	*lo = a->pg->next[a->next].lo;
	*hi = a->pg->next[a->next].hi;
	a->next++;
	return true;
}

int fetch_habits_send(struct pg *pg, struct pg_session *s, bool *sent)
{
	struct again a = {pg, s, 0, 0};
	struct ranges r = {0};
	struct bytes lo, hi;
	set_next_wanted(pg, s);
	ranges_begin(&r);
	while (next_again(&a, &lo, &hi))
		ranges_add(&r, lo, hi);
	*sent = r.los.n > 0;
	int err = *sent ? ranges_send_again(s, &r, HABIT_LIMIT) : 0;
	ranges_release(&r);
	return err;
}

int fetch_habits_take(struct pg *pg, struct pg_session *s)
{
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	/* no entry at all: all is known still, or again */
	if (!err && s->link.lib->ntuples(res))
		err = ranges_add_answer(s, res, HABIT_LIMIT, next_again, &(struct again){pg, s, 0, 0});
	s->link.lib->clear(res);
	return err;
}

int fetch_next_send(struct pg *pg, struct pg_session *s)
{
	return pg->n_next ? send_ranges(&s->link, pg->next, pg->next_wanted, pg->n_next, &pg->next_whole) : 0;
}

int fetch_next_take(struct pg *pg, struct pg_session *s)
{
	return pg->n_next ? take_ranges(pg, s, pg->next, pg->next_wanted, pg->n_next, pg->next_whole) : 0;
}

/* ---- a program that reckons ---- */

/* Less than the seconds after which the server ends a session in a transaction; and calls between looks at the clock.
 */
enum { AWAKE_MS = 3000, CALLS_A_LOOK = 256 };

int fetch_stay_awake(struct pg_txn *txn)
{
	struct pg_link *l = &txn->session->link;
	struct pg_param head = pg_bytes(pg_head_key);
	if (txn->broken || ++txn->n_calls % CALLS_A_LOOK || link_now_ms() - l->journey_ms < AWAKE_MS)
		return 0;
	int err = link_send(l, PG_GET, &head, 1);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	if (!err)
		err = link_take_done(l, txn->pg->timeout_seconds);
	if (!err)
		err = link_take_sync(l, txn->pg->timeout_seconds);
	return err ? pg_broken(txn, err) : 0;
}
