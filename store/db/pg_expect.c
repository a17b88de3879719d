/*
 * Ranges that will be read: got in one journey, with the beginning of a transaction or in it, as far as they are not
 * known.
 */
#include "store/db/pg_expect.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/pg_ask.h"
#include "store/db/pg_habit.h"
#include "store/db/pg_via.h"

enum { HABIT_LIMIT = 64, RANGES_MAX = 4096, LENGTHS_MAX = 4, RECENT_MS = 50 };

/* ---- what is expected ---- */

/* A whole range by its own keys. */
static bool is_whole(const struct db_range *r)
{
	return r->part == DB_ALL && !r->via.len;
}

struct expected {
	const struct db_range *v;
	size_t i, n;
	const bool *is_wanted;
};

static bool next_expected(void *arg, struct bytes *lo, struct bytes *hi)
{
	struct expected *e = arg;
	while (e->i < e->n && !(e->is_wanted[e->i] && is_whole(&e->v[e->i])))
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
	if (r->via.len)
		return via_is_known(k, r);
	if (r->part != DB_ALL)
		return is_end_known(k, r);
	return memo_has(k, r->lo, r->hi);
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
	struct ask_ranges r = {0};
	ask_ranges_begin(&r);
	for (size_t i = 0; i < n; i++)
		if (is_wanted[i] && is_led_alike(&v[i], v))
			ask_ranges_add(&r, v[i].lo, v[i].hi);
	/* the server counts from 1 */
	const struct pg_param params[] = {
		pg_array_param(&r.los), pg_array_param(&r.his), pg_bytes((struct bytes){&v->table, 1}),
		pg_int(v->at + 1u, at), pg_int(v->len, len),    pg_int(EXPECT_LIMIT, limit)};
	int err = link_send(l, PG_FOLLOW, params, 6);
	ask_ranges_release(&r);
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
		struct bytes key = link_value(&s->link, res, i, 0);
		/* an entry whose key is too short leads to nothing */
		if (key.len == 1u + v->len)
			err = memo_row(&s->memo, key, link_value(&s->link, res, i, 1));
	}
	s->link.lib->clear(res);
	for (size_t i = 0; !err && i < n; i++)
		if (is_wanted[i] && is_led_alike(&v[i], v))
			err = know_led(s, &v[i]);
	return err;
}

static struct ask_part end_of(const struct db_range *r)
{
	return r->part == DB_LAST ? (struct ask_part){r->hi, r->lo, true, 1}
	                          : (struct ask_part){r->lo, r->hi, false, 1};
}

/* Queues those ranges that are wanted. */
static int send_ranges(struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n,
                       struct pg_expected *asked)
{
	struct pg_link *l = &s->link;
	struct ask_ranges r = {0};
	ask_ranges_begin(&r);
	for (size_t i = 0; i < n; i++)
		if (is_wanted[i] && is_whole(&v[i]))
			ask_ranges_add(&r, v[i].lo, v[i].hi);
	asked->whole = r.los.n > 0;
	int err = asked->whole ? ask_ranges_send(l, &r, EXPECT_LIMIT) : 0;
	ask_ranges_release(&r);
	if (!err)
		err = via_send(s, v, is_wanted, n, &asked->via);
	for (size_t i = 0; !err && i < n; i++) {
		const struct ask_part end = end_of(&v[i]);
		if (is_wanted[i] && v[i].part != DB_ALL)
			err = ask_part_send(l, &end);
		else if (v[i].table && is_first_led(v, is_wanted, i))
			err = send_follow(l, v + i, is_wanted + i, n - i);
	}
	return err;
}

static int take_ranges(struct pg *pg, struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n,
                       const struct pg_expected *asked)
{
	PGresult *res = NULL;
	int err = asked->whole ? link_take(&s->link, pg->timeout_seconds, &res) : 0;
	if (!err && asked->whole)
		err = ask_ranges_add_answer(s, res, EXPECT_LIMIT, next_expected,
		                            &(struct expected){v, 0, n, is_wanted});
	s->link.lib->clear(res);
	if (!err && asked->via)
		err = via_take(pg, s, v, is_wanted, n);
	for (size_t i = 0; !err && i < n; i++) {
		const struct ask_part end = end_of(&v[i]);
		if (is_wanted[i] && v[i].part != DB_ALL)
			err = ask_part_take(pg, s, &end);
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
	bool is_wanted[RANGES_MAX];
	struct pg_expected asked;
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
	int err = send_ranges(s, v, x->is_wanted, n, &x->asked);
	for (size_t i = 0; !err && i < x->n_led; i++)
		err = ask_keys_send(&s->link, x->led[i].keys.p, x->led[i].n, x->led[i].len);
	if (!err)
		err = link_sync(&s->link);
	if (!err)
		err = link_journey(&s->link);
	if (!err)
		err = take_ranges(txn->pg, s, v, x->is_wanted, n, &x->asked);
	for (size_t i = 0; !err && i < x->n_led; i++)
		err = ask_keys_take(txn->pg, s, x->led[i].keys.p, x->led[i].n, x->led[i].len);
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
		one.via.p = v[i].via.len ? arena_dup(a, v[i].via.p, v[i].via.len) : "";
		/* it is advice: without memory nothing is expected */
		if (!list || !pg->next_wanted || !one.lo.p || !one.hi.p || !one.via.p || pg->n_next == RANGES_MAX)
			return;
		pg->next = list;
		list[pg->n_next++] = one;
	}
}

void expect_forget_next(struct pg *pg)
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
		via_resolve(s, r, &pg->next_arena);
		pg->next_wanted[i] = r->via.len || r->table || !is_known(&s->memo, r) || !widen_end(pg, s, r);
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

/* Who was here a moment ago is not so far behind that there are no news. */
int expect_again_send(struct pg *pg, struct pg_session *s, bool *sent)
{
	struct again a = {pg, s, 0, 0};
	struct ask_ranges r = {0};
	struct bytes lo, hi;
	*sent = false;
	set_next_wanted(pg, s);
	if (link_now_ms() - s->head_ms < RECENT_MS)
		return 0;
	ask_ranges_begin(&r);
	while (next_again(&a, &lo, &hi))
		ask_ranges_add(&r, lo, hi);
	*sent = r.los.n > 0;
	int err = *sent ? ask_ranges_send_again(s, &r, HABIT_LIMIT) : 0;
	ask_ranges_release(&r);
	return err;
}

int expect_again_take(struct pg *pg, struct pg_session *s)
{
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	/* no entry at all: all is known still, or again */
	if (!err && s->link.lib->ntuples(res))
		err = ask_ranges_add_answer(s, res, HABIT_LIMIT, next_again, &(struct again){pg, s, 0, 0});
	s->link.lib->clear(res);
	return err;
}

int expect_next_send(struct pg *pg, struct pg_session *s)
{
	return pg->n_next ? send_ranges(s, pg->next, pg->next_wanted, pg->n_next, &pg->next_asked) : 0;
}

int expect_next_take(struct pg *pg, struct pg_session *s)
{
	return pg->n_next ? take_ranges(pg, s, pg->next, pg->next_wanted, pg->n_next, &pg->next_asked) : 0;
}
