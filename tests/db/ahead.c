/*
 * Reads of a store in which more is got than was asked for: whatever is expected, walked over or changed by others
 * before, each read gives what the store has. Against a model, a table of versions by key; on every engine.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "tests/engine.h"
#include "tests/random.h"
#include "tests/support.h"

Suite *ahead_suite(void);

/* Keys are a table, one of the first four bytes, and up to three bytes, each one of three. */
enum { TABLES = 4, BYTES = 3, KEYS = TABLES * (1 + 3 + 9 + 27), ROUNDS = 150, STEPS = 12, OTHERS_EVERY = 8 };

static struct model {
	uint32_t v[KEYS]; /* 0 = there is none */
} model;

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

static struct bytes key_of(size_t i, char room[8])
{
	size_t len = 1, rest = i / TABLES, n = 1;
	room[0] = (char)(1 + i % TABLES);
	for (; rest >= n; n *= BYTES, len++)
		rest -= n;
	for (size_t at = len; at > 1; at--, rest /= BYTES)
		room[at - 1] = (char)(rest % BYTES);
	return (struct bytes){room, len};
}

static struct bytes value_of(uint32_t version, char room[16])
{
	int n = snprintf(room, 16, "%" PRIu32, version);
	return (struct bytes){room, (size_t)n};
}

static bool is_value(struct bytes v, size_t i)
{
	char room[16];
	return model.v[i] && bytes_compare(v, value_of(model.v[i], room)) == 0;
}

/* The first key of the model that is not less than one, or backwards the last that is less; KEYS: there is none. */
static size_t find(struct bytes from, bool backwards)
{
	size_t best = KEYS;
	char room[8], best_room[8];
	for (size_t i = 0; i < KEYS; i++) {
		int order = bytes_compare(key_of(i, room), from);
		if (!model.v[i] || (backwards ? order >= 0 : order < 0))
			continue;
		int to_best = best == KEYS ? 0 : bytes_compare(key_of(i, room), key_of(best, best_room));
		if (best == KEYS || (backwards ? to_best > 0 : to_best < 0))
			best = i;
	}
	return best;
}

static void expect_walk(struct db_txn *txn, struct bytes lo, struct bytes hi, bool backwards)
{
	struct db_scan scan;
	struct bytes key, value;
	char room[8], next[9];
	struct bytes from = backwards ? hi : lo;
	ck_assert_int_eq(db_scan_open(txn, &scan), 0);
	ck_assert_int_eq(backwards ? db_scan_range_back(&scan, lo, hi) : db_scan_range(&scan, lo, hi), 0);
	for (;;) {
		int err = db_scan_next(&scan, &key, &value);
		size_t i = find(from, backwards);
		if (err) {
			ck_assert_int_eq(err, QUAD_ENOTFOUND);
			break;
		}
		ck_assert_uint_lt(i, KEYS);
		ck_assert_int_eq(bytes_compare(key, key_of(i, room)), 0);
		ck_assert(is_value(value, i));
		memcpy(next, room, key.len);
		next[key.len] = 0;
		from = (struct bytes){next, backwards ? key.len : key.len + 1};
	}
	size_t i = find(from, backwards);
	ck_assert(i == KEYS ||
	          (backwards ? bytes_compare(key_of(i, room), lo) < 0 : bytes_compare(key_of(i, room), hi) >= 0));
	db_scan_close(&scan);
}

static void expect_get(struct db_txn *txn, size_t i)
{
	char room[8];
	struct bytes value;
	int err = db_get(txn, key_of(i, room), &value);
	ck_assert_int_eq(err, model.v[i] ? 0 : QUAD_ENOTFOUND);
	ck_assert(err || is_value(value, i));
}

static struct db_range random_range(struct random *r, char lo[8], char hi[8])
{
	struct db_range v = {.lo = key_of(random_below(r, KEYS), lo), .hi = key_of(random_below(r, KEYS), hi)};
	v.part = (enum db_part)random_below(r, 3);
	if (v.part != DB_ALL && bytes_compare(v.lo, v.hi) >= 0)
		v.part = DB_ALL;
	if (v.part == DB_ALL && random_below(r, 2)) {
		v.table = (unsigned char)(1 + random_below(r, TABLES));
		v.at = (unsigned char)random_below(r, 3);
		v.len = (unsigned char)random_below(r, 3);
	}
	return v;
}

static void change(struct db_txn *txn, struct random *r)
{
	size_t i = random_below(r, KEYS);
	uint32_t version = random_below(r, 2) ? 1 + random_below(r, 1000) : 0;
	char room[8], value[16];
	model.v[i] = version;
	if (version)
		ck_assert_int_eq(db_put(txn, key_of(i, room), value_of(version, value)), 0);
	else
		ck_assert_int_eq(db_del(txn, key_of(i, room)), 0);
}

static void read_something(struct db_txn *txn, struct random *r)
{
	char lo[8], hi[8];
	struct db_range v = random_range(r, lo, hi);
	switch (random_below(r, 4)) {
	case 0: ck_assert_int_eq(db_expect(txn, &v, 1), 0); break;
	case 1: expect_walk(txn, v.lo, v.hi, false); break;
	case 2: expect_walk(txn, v.lo, v.hi, true); break;
	default: expect_get(txn, random_below(r, KEYS)); break;
	}
}

static int only_read(struct db_txn *txn, void *arg)
{
	for (int i = 0; i < STEPS; i++)
		read_something(txn, arg);
	return 0;
}

static int read_and_change(struct db_txn *txn, void *arg)
{
	struct random *r = arg;
	for (int i = 0; i < STEPS; i++) {
		if (random_below(r, 3))
			read_something(txn, r);
		else
			change(txn, r);
	}
	return 0;
}

static int only_change(struct db_txn *txn, void *arg)
{
	for (int i = 0; i < STEPS; i++)
		change(txn, arg);
	return 0;
}

/* Runs fn with a store of its own in a child, which ends as the tests want it. */
static void run_in_child(const char *where, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	int status;
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct db *db;
		int err = db_open(where, 0, &db);
		test_child_end(err || db_update(db, fn, arg, NULL) ? 1 : 0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

static struct db *new_db(const char *name, char where[4200])
{
	struct db *db;
	snprintf(where, 4200, "%s", test_store(name));
	ck_assert_int_eq(db_open(where, DB_CREATE, &db), 0);
	return db;
}

static int change_model(struct random r)
{
	for (int i = 0; i < STEPS; i++) {
		size_t at = random_below(&r, KEYS);
		model.v[at] = random_below(&r, 2) ? 1 + random_below(&r, 1000) : 0;
	}
	return 0;
}

START_TEST(what_is_read_is_what_the_store_has)
{
	struct random random = {random_seed(1) + (uint64_t)_i};
	char where[4200], name[16];
	snprintf(name, sizeof name, "ahead%d", _i);
	struct db *db = new_db(name, where);
	memset(&model, 0, sizeof model);
	for (int round = 0; round < ROUNDS; round++) {
		char lo[8], hi[8];
		for (unsigned n = random_below(&random, 4); n > 0; n--) {
			struct db_range v = random_range(&random, lo, hi);
			db_expect_next(db, &v, 1);
		}
		if (round % OTHERS_EVERY == 0) {
			run_in_child(where, only_change, &(struct random){random.state});
			change_model(random);
			random_next(&random);
		}
		if (random_below(&random, 2))
			ck_assert_int_eq(db_read(db, only_read, &random), 0);
		else
			ck_assert_int_eq(db_update(db, read_and_change, &random, NULL), 0);
	}
	db_close(db);
}
END_TEST

/* ---- bounds ---- */

static int walk_reversed(struct db_txn *txn, void *arg)
{
	(void)arg;
	expect_walk(txn, text("\3"), text("\1\1"), false);
	return 0;
}

static int walk_from_the_end(struct db_txn *txn, void *arg)
{
	(void)arg;
	expect_walk(txn, text("\xff"), text("\xff\xff"), false);
	expect_walk(txn, text("\1"), text("\xff"), true);
	return 0;
}

static int put_middle(struct db_txn *txn, void *arg)
{
	(void)arg;
	return db_put(txn, text("\2"), text("1"));
}

static int del_middle(struct db_txn *txn, void *arg)
{
	(void)arg;
	return db_del(txn, text("\2"));
}

static int get_middle(struct db_txn *txn, void *arg)
{
	struct bytes v;
	(void)arg;
	return db_get(txn, text("\2"), &v);
}

START_TEST(bounds_may_be_reversed_or_at_the_end_of_all_keys)
{
	char where[4200];
	struct db *db = new_db("bounds", where);
	memset(&model, 0, sizeof model);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(db_read(db, walk_reversed, NULL), 0);
	run_in_child(where, put_middle, NULL);
	/* what the reversed range has read again with its beginning is no reason to take the entry for one that stays
	 */
	ck_assert_int_eq(db_update(db, del_middle, NULL, NULL), 0);
	ck_assert_int_eq(db_read(db, get_middle, NULL), QUAD_ENOTFOUND);
	ck_assert_int_eq(db_read(db, walk_from_the_end, NULL), 0);
	db_close(db);
}
END_TEST

/* ---- one act ---- */

/* The longest time that is waited for another process's request: then the test shows nothing, and does not fail. */
enum { HOLD_MS = 400 };

struct held {
	int ready;
};

/* Tells that it has the lock, and holds it while the other process leaves its request. */
static int hold(struct db_txn *txn, void *arg)
{
	const struct held *h = arg;
	(void)txn;
	if (h && write(h->ready, "r", 1) != 1)
		return QUAD_EIO;
	if (h)
		nanosleep(&(struct timespec){.tv_nsec = HOLD_MS * 1000000L}, NULL);
	return 0;
}

static int run_middle(struct db_txn *txn, void *arg)
{
	return arg ? hold(txn, arg) : put_middle(txn, NULL);
}

static int look_at_nothing(struct db_txn *txn, void *arg, bool *decided)
{
	(void)txn;
	(void)arg;
	(void)decided;
	return 0;
}

static void encode_one(const void *arg, struct buf *out)
{
	(void)arg;
	buf_str(out, "1");
}

static int serve_one(struct db_txn *txn, void *arg, struct bytes request, struct buf *answer)
{
	(void)arg;
	(void)request;
	buf_str(answer, "done");
	return put_middle(txn, NULL);
}

static int accept_one(void *arg, struct bytes answer)
{
	(void)arg;
	(void)answer;
	return 0;
}

static const struct db_job job = {look_at_nothing, run_middle, encode_one, serve_one, accept_one, NULL};

/* A child that leads the others, and carries out what they ask for. */
static pid_t start_leader(const char *where)
{
	int ready[2];
	char c;
	ck_assert_int_eq(pipe(ready), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct db *db;
		int err = db_open(where, 0, &db);
		if (!err)
			err = db_submit(db, &job, &(struct held){ready[1]}, NULL);
		test_child_end(err ? 1 : 0);
	}
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

START_TEST(an_act_sees_what_another_process_did_for_it)
{
	char where[4200];
	int status;
	struct db *db = new_db("act", where);
	db_close(db);
	pid_t pid = start_leader(where);
	ck_assert_int_eq(db_open(where, DB_ONE_ACT, &db), 0);
	ck_assert_int_eq(db_read(db, get_middle, NULL), QUAD_ENOTFOUND);
	ck_assert_int_eq(db_submit(db, &job, NULL, NULL), 0);
	ck_assert_int_eq(db_read(db, get_middle, NULL), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	db_close(db);
}
END_TEST

static int write_inside(struct db_txn *txn, void *arg)
{
	int err = get_middle(txn, NULL);
	ck_assert_int_eq(err, QUAD_ENOTFOUND);
	return db_update(arg, put_middle, NULL, NULL);
}

START_TEST(an_act_sees_what_it_wrote_inside_a_read)
{
	char where[4200];
	struct db *db = new_db("inside", where);
	db_close(db);
	ck_assert_int_eq(db_open(where, DB_ONE_ACT, &db), 0);
	ck_assert_int_eq(db_read(db, write_inside, db), 0);
	ck_assert_int_eq(db_read(db, get_middle, NULL), 0);
	db_close(db);
}
END_TEST

Suite *ahead_suite(void)
{
	Suite *s = suite_create("ahead");
	TCase *c = tcase_create("reads");
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, what_is_read_is_what_the_store_has, 0, 4);
	tcase_add_test(c, bounds_may_be_reversed_or_at_the_end_of_all_keys);
	tcase_add_test(c, an_act_sees_what_another_process_did_for_it);
	tcase_add_test(c, an_act_sees_what_it_wrote_inside_a_read);
	suite_add_tcase(s, c);
	return s;
}
