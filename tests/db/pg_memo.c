/*
 * What a process knows of a store on a server, against a simple model: the entries of a table of keys, and for each key
 * and each gap between two keys whether it is known.
 */
#include "store/db/pg_memo.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/engine.h"
#include "tests/random.h"
#include "tests/support.h"

Suite *pg_memo_suite(void);

enum {
	KEYS = 60,
	POINTS = 2 * KEYS + 1,
	STEPS = 4000,
	EXPECT_EVERY = 10,
	TEXT_BYTES = 16,
	LARGE_BYTES = 1 << 20,
	N_LARGE = 32
};

/* Point 2i + 1 is key i, and point 2i the gap before it. */
struct model {
	uint32_t v[KEYS]; /* the version of the entry; 0 = there is none */
	bool is_known[POINTS];
};

static struct bytes key_of(size_t i, unsigned char room[TEXT_BYTES])
{
	int n = snprintf((char *)room, TEXT_BYTES, "k%03zu", i);
	return (struct bytes){room, (size_t)n};
}

/* Where a point begins: at a key, or right after one. */
static struct bytes start_of(size_t point, unsigned char room[TEXT_BYTES])
{
	unsigned char before[TEXT_BYTES];
	if (point % 2)
		return key_of(point / 2, room);
	return key_next(key_of(point / 2 - 1, before), room);
}

static struct bytes value_of(uint32_t version, char room[TEXT_BYTES])
{
	int n = snprintf(room, TEXT_BYTES, "%" PRIu32, version);
	return (struct bytes){room, (size_t)n};
}

/* As an answer of the server would: the entries of a range, then the range. */
static void learn(struct pg_memo *k, struct model *m, size_t from, size_t to)
{
	unsigned char lo[TEXT_BYTES], hi[TEXT_BYTES];
	char value[TEXT_BYTES];
	memo_make_room(k);
	for (size_t point = from; point < to; point++) {
		m->is_known[point] = true;
		if (point % 2 && m->v[point / 2])
			ck_assert_int_eq(memo_row(k, key_of(point / 2, lo), value_of(m->v[point / 2], value)), 0);
	}
	ck_assert_int_eq(memo_range(k, start_of(from, lo), start_of(to, hi)), 0);
}

/* A commit of this process changes the store, and what is known of it. */
static void change(struct pg_memo *k, struct model *m, size_t i, uint32_t version)
{
	unsigned char room[TEXT_BYTES];
	char value[TEXT_BYTES];
	struct overlay_entry e = {.key = key_of(i, room)};
	if (version)
		e.value = value_of(version, value);
	m->v[i] = version;
	ck_assert_int_eq(memo_changed(k, &e), 0);
}

static void expect_end(const struct pg_memo *k, const struct model *m, size_t i, bool backwards)
{
	unsigned char room[TEXT_BYTES], end_room[TEXT_BYTES];
	size_t point = backwards ? 2 * i : 2 * i + 1;
	struct bytes end;
	ck_assert_int_eq(memo_end(k, key_of(i, room), backwards, &end), m->is_known[point]);
	if (!m->is_known[point])
		return;
	while (m->is_known[point])
		point += backwards ? (size_t)-1 : 1;
	ck_assert_int_eq(bytes_compare(end, start_of(backwards ? point + 1 : point, end_room)), 0);
}

static void expect_model(const struct pg_memo *k, const struct model *m)
{
	for (size_t i = 0; i < KEYS; i++) {
		unsigned char room[TEXT_BYTES];
		char value[TEXT_BYTES];
		const struct overlay_entry *e = overlay_get(&k->rows, key_of(i, room));
		expect_end(k, m, i, false);
		expect_end(k, m, i, true);
		/* no entry is remembered outside of what is known: a change of it would be missed */
		ck_assert_int_eq(e != NULL, m->is_known[2 * i + 1] && m->v[i]);
		if (e)
			ck_assert_int_eq(bytes_compare(e->value, value_of(m->v[i], value)), 0);
	}
}

START_TEST(it_knows_what_a_simple_table_does)
{
	struct random random = {random_seed(1) + (uint64_t)_i};
	struct pg_memo k = {0};
	struct model m = {.v = {0}};
	for (uint32_t version = 1; version <= STEPS; version++) {
		unsigned what = random_below(&random, 100);
		size_t i = random_below(&random, KEYS);
		if (what == 0) {
			memo_clear(&k);
			memset(m.is_known, 0, sizeof m.is_known);
		} else if (what < 30) {
			/* point 0 and the last one stay unknown, as ends */
			size_t from = 1 + random_below(&random, POINTS - 2);
			size_t longest = POINTS - 1 - from < 9 ? POINTS - 1 - from : 9;
			learn(&k, &m, from, from + random_below(&random, (unsigned)longest + 1));
		} else {
			change(&k, &m, i, what < 50 ? 0 : version);
		}
		if (version % EXPECT_EVERY == 0)
			expect_model(&k, &m);
	}
	memo_release(&k);
}
END_TEST

/* A walk over much forgets what it has seen; what was borrowed just now can still be read. */
START_TEST(what_is_too_much_is_forgotten_but_not_at_once)
{
	unsigned char room[TEXT_BYTES], next[TEXT_BYTES];
	char *large = calloc(1, LARGE_BYTES);
	struct pg_memo k = {0};
	struct bytes end;
	ck_assert_ptr_nonnull(large);
	for (size_t i = 0; i < N_LARGE; i++) {
		large[0] = (char)i;
		memo_make_room(&k);
		ck_assert_int_eq(memo_row(&k, key_of(i, room), (struct bytes){large, LARGE_BYTES}), 0);
		ck_assert_int_eq(memo_range(&k, key_of(i, room), key_next(key_of(i, room), next)), 0);
	}
	const struct bytes first = overlay_get(&k.rows, key_of(N_LARGE - 1, room))->value;
	uint64_t version = k.version;
	for (size_t i = 0; i < N_LARGE; i++)
		memo_make_room(&k);
	ck_assert_uint_ne(k.version, version);
	ck_assert(!memo_end(&k, key_of(N_LARGE - 1, room), false, &end));
	ck_assert_ptr_null(overlay_get(&k.rows, key_of(N_LARGE - 1, room)));
	ck_assert_int_eq(*(const char *)first.p, N_LARGE - 1);
	memo_release(&k);
	free(large);
}
END_TEST

Suite *pg_memo_suite(void)
{
	Suite *s = suite_create("pg_memo");
	only_on_lmdb("memory, and no engine");
	TCase *c = tcase_create("what is known");
	tcase_add_loop_test(c, it_knows_what_a_simple_table_does, 0, 4);
	tcase_add_test(c, what_is_too_much_is_forgotten_but_not_at_once);
	suite_add_tcase(s, c);
	return s;
}
