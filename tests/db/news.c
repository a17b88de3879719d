/*
 * Who knows a store on a server, and is some commits behind: it reads what others have changed, knows the rest still,
 * and never sees anything but the store. Two open stores in one process; the one changes, the other one reads.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "tests/engine.h"
#include "tests/random.h"
#include "tests/support.h"

Suite *news_suite(void);

enum {
	KEYS = 40,
	BEHIND_MAX = 16, /* commits of which the news are read */
	LARGE_BYTES = 40 << 10,
	ROUNDS = 200,
};

struct pair {
	char where[4200];
	struct db *writer, *reader;
	uint32_t model[KEYS]; /* 0 = there is no such entry */
};

static struct bytes key_of(size_t i, char room[16])
{
	int n = snprintf(room, 16, "k%02zu", i);
	return (struct bytes){room, (size_t)n};
}

static struct bytes value_of(uint32_t v, char room[16])
{
	int n = snprintf(room, 16, "%" PRIu32, v);
	return (struct bytes){room, (size_t)n};
}

static void pair_open(struct pair *p, const char *name)
{
	memset(p, 0, sizeof *p);
	snprintf(p->where, sizeof p->where, "%s", test_store(name));
	ck_assert_int_eq(db_open(p->where, DB_CREATE, &p->writer), 0);
	ck_assert_int_eq(db_open(p->where, 0, &p->reader), 0);
}

static void pair_close(struct pair *p)
{
	db_close(p->writer);
	db_close(p->reader);
}

struct change {
	size_t i;
	uint32_t v;
};

static int make_change(struct db_txn *txn, void *arg)
{
	const struct change *c = arg;
	char key[16], value[16];
	return c->v ? db_put(txn, key_of(c->i, key), value_of(c->v, value)) : db_del(txn, key_of(c->i, key));
}

static void set(struct pair *p, size_t i, uint32_t v)
{
	ck_assert_int_eq(db_update(p->writer, make_change, &(struct change){i, v}, NULL), 0);
	p->model[i] = v;
}

static int put_much(struct db_txn *txn, void *arg)
{
	static const char much[LARGE_BYTES];
	(void)arg;
	return db_put(txn, (struct bytes){"z", 1}, (struct bytes){much, sizeof much});
}

/* Every key by itself, and all by a walk. */
static int expect_model(struct db_txn *txn, void *arg)
{
	const struct pair *p = arg;
	struct db_scan scan;
	struct bytes key, value;
	char room[16], expected[16];
	for (size_t i = 0; i < KEYS; i++) {
		ck_assert_int_eq(db_get(txn, key_of(i, room), &value), p->model[i] ? 0 : QUAD_ENOTFOUND);
		ck_assert(!p->model[i] || bytes_compare(value, value_of(p->model[i], expected)) == 0);
	}
	ck_assert_int_eq(db_scan_open(txn, &scan), 0);
	ck_assert_int_eq(db_scan_range(&scan, (struct bytes){"k", 1}, (struct bytes){"l", 1}), 0);
	for (size_t i = 0; i < KEYS; i++) {
		if (!p->model[i])
			continue;
		ck_assert_int_eq(db_scan_next(&scan, &key, &value), 0);
		ck_assert_int_eq(bytes_compare(key, key_of(i, room)), 0);
		ck_assert_int_eq(bytes_compare(value, value_of(p->model[i], expected)), 0);
	}
	ck_assert_int_eq(db_scan_next(&scan, &key, &value), QUAD_ENOTFOUND);
	db_scan_close(&scan);
	return 0;
}

static void read_all(struct pair *p)
{
	ck_assert_int_eq(db_read(p->reader, expect_model, p), 0);
}

/* So far by the reader. Asking is one as well. */
static uint64_t journeys(struct pair *p)
{
	struct db_figures f;
	ck_assert_int_eq(db_figures(p->reader, &f), 0);
	for (size_t i = 0; i < f.n; i++)
		if (strcmp(f.v[i].name, "round_trips") == 0)
			return f.v[i].value;
	ck_abort_msg("no figure of journeys");
}

static const size_t behind[] = {0, 1, 2, BEHIND_MAX - 1, BEHIND_MAX, BEHIND_MAX + 1, 2 * BEHIND_MAX, 5 * BEHIND_MAX};

START_TEST(what_others_change_is_read_in_one_journey)
{
	struct pair p;
	size_t n = behind[_i];
	char name[16];
	snprintf(name, sizeof name, "news%d", _i);
	pair_open(&p, name);
	for (size_t i = 0; i < KEYS; i += 2)
		set(&p, i, 7);
	read_all(&p);
	for (size_t i = 0; i < n; i++)
		set(&p, i % KEYS, i % 5 == 4 ? 0 : 100 + (uint32_t)i);
	uint64_t before = journeys(&p);
	read_all(&p);
	uint64_t after = journeys(&p);
	if (n <= BEHIND_MAX)
		ck_assert_uint_eq(after - before, 2);
	pair_close(&p);
}
END_TEST

START_TEST(own_changes_and_those_of_others_take_turns)
{
	struct random r = {random_seed(1) + (uint64_t)_i};
	struct pair p;
	char name[16];
	snprintf(name, sizeof name, "turns%d", _i);
	pair_open(&p, name);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t n = behind[random_below(&r, 6)]; n > 0; n--)
			set(&p, random_below(&r, KEYS), random_below(&r, 3) ? 1 + random_below(&r, 1000) : 0);
		if (random_below(&r, 20) == 0)
			ck_assert_int_eq(db_update(p.writer, put_much, NULL, NULL), 0);
		if (random_below(&r, 3))
			read_all(&p);
		struct db *other = p.writer;
		p.writer = p.reader;
		p.reader = other;
	}
	read_all(&p);
	pair_close(&p);
}
END_TEST

static int put_one(struct db_txn *txn, void *arg)
{
	return make_change(txn, &(struct change){3, *(uint32_t *)arg});
}

START_TEST(of_a_store_that_was_made_anew_nothing_is_known)
{
	struct pair p;
	uint32_t v = 9;
	pair_open(&p, "anew");
	for (size_t i = 0; i < KEYS; i++)
		set(&p, i, 7);
	read_all(&p);
	ck_assert_int_eq(db_rebuild(p.writer, put_one, &v), 0);
	p.model[3] = v;
	set(&p, 5, 11);
	read_all(&p);
	pair_close(&p);
}
END_TEST

/* What a program that writes no news leaves, or one that writes others. */
#define OWN "SELECT k FROM quad_kv WHERE k < '\\x01' ORDER BY k DESC LIMIT 1"
#define OF_THE_LAST " WHERE k = (" OWN ")"
static const char *const damages[] = {
	"DELETE FROM quad_kv" OF_THE_LAST,
	"DELETE FROM quad_kv WHERE k = (" OWN " OFFSET 1)",
	"DELETE FROM quad_kv WHERE k > '\\x0068656164' AND k < '\\x01'",
	"UPDATE quad_kv SET v = '\\x01'" OF_THE_LAST,
	"UPDATE quad_kv SET v = v || '\\x0300'" OF_THE_LAST,
	"UPDATE quad_kv SET v = '\\xffffffffffff'" OF_THE_LAST,
	/* a key that is longer than any */
	"UPDATE quad_kv SET v = v || '\\xe80300000000' || repeat('k', 1000)::bytea" OF_THE_LAST,
};

START_TEST(news_that_are_missing_or_damaged_are_not_relied_upon)
{
	struct pair p;
	char name[16];
	snprintf(name, sizeof name, "damage%d", _i);
	pair_open(&p, name);
	for (size_t i = 0; i < KEYS; i++)
		set(&p, i, 7);
	read_all(&p);
	for (size_t i = 0; i < 4; i++)
		set(&p, i, 8);
	ck_assert(engine_change(p.where, damages[_i]));
	read_all(&p);
	set(&p, 20, 9);
	read_all(&p);
	pair_close(&p);
}
END_TEST

/* Forwards, or backwards. */
static int read_around(struct db_txn *txn, void *arg)
{
	struct db_scan scan;
	struct bytes key, value, lo = {"k", 1}, hi = {"l", 1};
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = *(int *)arg ? db_scan_range_back(&scan, lo, hi) : db_scan_range(&scan, lo, hi);
	while (!err)
		err = db_scan_next(&scan, &key, &value);
	db_scan_close(&scan);
	return err;
}

/* A key that no program of ours writes is told as damage, and nothing is read beyond its room. */
START_TEST(a_key_that_is_too_long_is_damage)
{
	struct pair p;
	char name[16];
	snprintf(name, sizeof name, "long%d", _i);
	pair_open(&p, name);
	for (size_t i = 0; i < KEYS; i++)
		set(&p, i, 7);
	ck_assert(engine_change(p.where, "INSERT INTO quad_kv VALUES (repeat('k', 1000)::bytea, 'v')"));
	ck_assert_int_eq(db_read(p.reader, read_around, &_i), QUAD_ECORRUPT);
	pair_close(&p);
}
END_TEST

/* Where a server falls out before a standby has its last commit, another commit takes that one's number. */
START_TEST(news_of_another_past_are_not_relied_upon)
{
	struct pair p;
	pair_open(&p, "past");
	for (size_t i = 0; i < KEYS; i++)
		set(&p, i, 7);
	ck_assert(engine_change(p.where, "CREATE TABLE before AS SELECT * FROM quad_kv"));
	set(&p, 1, 8);
	read_all(&p);
	ck_assert(engine_change(p.where, "DELETE FROM quad_kv"));
	ck_assert(engine_change(p.where, "INSERT INTO quad_kv SELECT * FROM before"));
	p.model[1] = 7;
	db_close(p.writer);
	ck_assert_int_eq(db_open(p.where, 0, &p.writer), 0);
	set(&p, 2, 9);
	set(&p, 3, 9);
	read_all(&p);
	pair_close(&p);
}
END_TEST

/* The end of a range that has none: its bounds are the wrong way round. */
static int expect_no_end(struct db_txn *txn, void *arg)
{
	const struct db_range r = {.lo = {"k20", 3}, .hi = {"k10", 3}, .part = *(enum db_part *)arg};
	return db_expect(txn, &r, 1);
}

START_TEST(what_stands_beside_a_range_that_is_none_is_not_known)
{
	struct pair p;
	enum db_part part = _i ? DB_LAST : DB_FIRST;
	char name[16];
	snprintf(name, sizeof name, "none%d", _i);
	pair_open(&p, name);
	for (size_t i = 0; i < KEYS; i++)
		set(&p, i, 7);
	ck_assert_int_eq(db_read(p.reader, expect_no_end, &part), 0);
	set(&p, 19, 0);
	set(&p, 20, 0);
	read_all(&p);
	pair_close(&p);
}
END_TEST

START_TEST(old_news_are_removed)
{
	struct pair p;
	pair_open(&p, "old");
	for (uint32_t i = 0; i < 100; i++)
		set(&p, i % KEYS, 1 + i);
	ck_assert(engine_change(p.where, "DO $$ BEGIN ASSERT (SELECT count(*) BETWEEN 16 AND 64 FROM quad_kv WHERE k > "
	                                 "'\\x0068656164' AND k < '\\x01'); END $$"));
	pair_close(&p);
}
END_TEST

Suite *news_suite(void)
{
	Suite *s = suite_create("news");
	only_on_postgresql("news, which only a server has");
	TCase *c = tcase_create("news");
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, what_others_change_is_read_in_one_journey, 0, sizeof behind / sizeof *behind);
	tcase_add_loop_test(c, own_changes_and_those_of_others_take_turns, 0, 3);
	tcase_add_test(c, of_a_store_that_was_made_anew_nothing_is_known);
	tcase_add_loop_test(c, news_that_are_missing_or_damaged_are_not_relied_upon, 0,
	                    sizeof damages / sizeof *damages);
	tcase_add_loop_test(c, a_key_that_is_too_long_is_damage, 0, 2);
	tcase_add_test(c, news_of_another_past_are_not_relied_upon);
	tcase_add_loop_test(c, what_stands_beside_a_range_that_is_none_is_not_known, 0, 2);
	tcase_add_test(c, old_news_are_removed);
	suite_add_tcase(s, c);
	return s;
}
