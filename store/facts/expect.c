#include "store/facts/expect.h"

static void add(struct expect *e, struct bytes lo, struct bytes hi)
{
	struct db_range *v = arena_grow(&e->arena, e->v, e->n, &e->cap, sizeof *v);
	if (!v)
		return;
	e->v = v;
	lo.p = arena_dup(&e->arena, lo.p, lo.len);
	hi.p = arena_dup(&e->arena, hi.p, hi.len);
	if (lo.p && hi.p)
		v[e->n++] = (struct db_range){.lo = lo, .hi = hi, .via = {"", 0}};
}

void expect_range(struct expect *e, const struct key *lo, const struct key *hi)
{
	add(e, key_bytes(lo), key_bytes(hi));
}

void expect_key(struct expect *e, const struct key *key)
{
	char *next = arena_dup(&e->arena, key->p, key->len);
	/* the byte after the copy is 0 */
	if (next)
		add(e, key_bytes(key), (struct bytes){next, key->len + 1});
}

void expect_prefix(struct expect *e, const struct key *prefix)
{
	struct key after = key_after(prefix);
	expect_range(e, prefix, &after);
}

void expect_table(struct expect *e, enum table table)
{
	struct key k = key_table(table);
	expect_prefix(e, &k);
}

static void expect_end(struct expect *e, const struct key *prefix, enum db_part part)
{
	size_t n = e->n;
	expect_prefix(e, prefix);
	if (e->n > n)
		e->v[n].part = part;
}

void expect_first(struct expect *e, enum table table)
{
	struct key k = key_table(table);
	expect_end(e, &k, DB_FIRST);
}

void expect_last(struct expect *e, enum table table)
{
	struct key k = key_table(table);
	expect_end(e, &k, DB_LAST);
}

void expect_first_of(struct expect *e, const struct key *prefix)
{
	expect_end(e, prefix, DB_FIRST);
}

void expect_overlap(struct expect *e, const struct key *prefix, uint32_t classes, int64_t start, int64_t end)
{
	for (unsigned class = 0; class <= CLASS_MAX; class ++) {
		struct key lo = *prefix, hi = *prefix;
		if (!(classes >> class & 1))
			continue;
		key_u8(&lo, class);
		key_min(&lo, key_earliest(class, start));
		key_u8(&hi, class);
		key_min(&hi, end);
		expect_range(e, &lo, &hi);
	}
}

/* So far around a claim others matter: travel, setup and teardown. What is further away is read by itself. */
#define AROUND_MIN (INT64_C(4) * 60)

static struct key number_key(enum table table, uint32_t no)
{
	struct key k = key_table(table);
	key_u32(&k, no);
	return k;
}

void expect_place(struct expect *e, uint32_t no, int64_t start, int64_t end)
{
	struct key record = number_key(TABLE_RESOURCE, no), classes = number_key(TABLE_CLAIM_CLASSES, no);
	struct key claims = number_key(TABLE_CLAIM, no), closures = key_table(TABLE_CLOSURE), after;
	key_u8(&closures, SCOPE_RESOURCE);
	key_u32(&closures, no);
	/* not the next number, so that a bound has the number too */
	after = closures;
	key_u64(&after, UINT64_MAX);
	expect_key(e, &record);
	expect_key(e, &classes);
	expect_range(e, &closures, &after);
	/* a request may say any time; one that no calendar has is refused without a look */
	if (start > INT64_MIN / 2 && end < INT64_MAX / 2)
		expect_overlap(e, &claims, CLASSES_WIDE, start - AROUND_MIN, end + AROUND_MIN);
}

void expect_place_of(struct expect *e, const struct key *code, int64_t start, int64_t end)
{
	const char *via = arena_dup(&e->arena, code->p, code->len);
	if (!via)
		return;
	expect_key(e, code);
	size_t from = e->n;
	expect_place(e, 0, start, end);
	for (size_t i = from; i < e->n; i++) {
		e->v[i].via = (struct bytes){via, code->len};
		e->v[i].via_at = *(const unsigned char *)e->v[i].lo.p == (unsigned char)TABLE_CLOSURE ? 2 : 1;
	}
}

void expect_follow(struct expect *e, size_t from, enum table table, size_t at, size_t len)
{
	for (size_t i = from; i < e->n; i++) {
		e->v[i].table = (unsigned char)table;
		e->v[i].at = (unsigned char)at;
		e->v[i].len = (unsigned char)len;
	}
}

static bool is_same(const struct db_range *a, const struct db_range *b)
{
	return bytes_compare(a->via, b->via) == 0 && a->part == b->part && a->table == b->table && a->at == b->at &&
	       a->len == b->len && bytes_compare(a->lo, b->lo) == 0 && bytes_compare(a->hi, b->hi) == 0;
}

/* Requests that are carried out together name the same people and settings. Most of what is repeated is found. */
static void drop_repeated(struct expect *e)
{
	enum { PLACES = 256 };
	size_t places[PLACES] = {0}, n = 0; /* the number of the last element of that hash, from 1 */
	for (size_t i = 0; i < e->n; i++) {
		size_t *at = &places[fnv1a(fnv1a(FNV1A_START, e->v[i].lo), e->v[i].hi) % PLACES];
		if (*at && is_same(&e->v[*at - 1], &e->v[i]))
			continue;
		e->v[n++] = e->v[i];
		*at = n;
	}
	e->n = n;
}

static void empty(struct expect *e)
{
	arena_release(&e->arena);
	*e = (struct expect){0};
}

int expect_get(struct expect *e, struct db_txn *txn)
{
	drop_repeated(e);
	int err = e->n ? db_expect(txn, e->v, e->n) : 0;
	empty(e);
	return err;
}

void expect_next(struct expect *e, struct db *db)
{
	drop_repeated(e);
	if (e->n)
		db_expect_next(db, e->v, e->n);
	empty(e);
}
