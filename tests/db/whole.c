/* A store as a whole, on either engine: large ones are copied, restored and rebuilt, or stay as they were. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *whole_suite(void);

/* More than is sent, read or deleted at once. */
enum { N = 60000, VALUE_BYTES = 90 };

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

static int put_number(struct db_txn *txn, unsigned i, char letter)
{
	char key[16], value[VALUE_BYTES];
	snprintf(key, sizeof key, "k%08u", i);
	memset(value, letter, sizeof value);
	return db_put(txn, text(key), (struct bytes){value, sizeof value});
}

struct range {
	unsigned from, to, step;
	char letter;
};

static int put_range(struct db_txn *txn, void *arg)
{
	const struct range *r = arg;
	int err = 0;
	for (unsigned i = r->from; i < r->to && !err; i += r->step)
		err = put_number(txn, i, r->letter);
	return err;
}

/* How many entries there are, and a sum of all of them. */
struct seen {
	unsigned n;
	uint64_t sum;
};

static int see(struct db_txn *txn, void *arg)
{
	struct seen *seen = arg;
	struct db_scan scan;
	struct bytes key, value;
	*seen = (struct seen){0, FNV1A_START};
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, text("\1"), text("\xff"));
	while (!err) {
		err = db_scan_next(&scan, &key, &value);
		if (!err) {
			seen->n++;
			seen->sum = fnv1a(fnv1a(seen->sum, key), value);
		}
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static struct seen see_all(struct db *db)
{
	struct seen seen;
	int err = db_read(db, see, &seen);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	return seen;
}

static void expect_same(struct db *db, const struct seen *want)
{
	struct seen got = see_all(db);
	ck_assert_uint_eq(got.n, want->n);
	ck_assert_uint_eq(got.sum, want->sum);
}

static struct db *new_store(const char *name, unsigned n, char letter)
{
	struct range all = {0, n, 1, letter};
	struct db *db;
	int err = db_open(test_store(name), DB_CREATE, &db);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	ck_assert_int_eq(db_update(db, put_range, &all, NULL), 0);
	return db;
}

static const char *path_of(const char *name)
{
	static struct arena arena;
	return arena_str(&arena, test_path(test_dir(), name));
}

static int accept_all(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

static int refuse(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return QUAD_EVERSION;
}

static void expect_no_fault(void *arg, const char *fault)
{
	(void)arg;
	ck_abort_msg("%s", fault);
}

static void expect_sound(struct db *db)
{
	uint64_t n;
	ck_assert_int_eq(db_prove(db, expect_no_fault, NULL, &n), 0);
	ck_assert_uint_eq(n, 0);
}

START_TEST(a_large_store_comes_back_whole)
{
	const char *copy = path_of("copy"), *dir = path_of("clone");
	struct db *db = new_store("from", N, 'a'), *into = new_store("into", N + 10, 'z'), *clone;
	struct range some = {7, N, 3, 'b'};
	ck_assert_int_eq(db_update(db, put_range, &some, NULL), 0);
	struct seen want = see_all(db);
	ck_assert_uint_eq(want.n, N);
	expect_sound(db);
	ck_assert_int_eq(db_backup(db, copy), 0);
	ck_assert_int_eq(db_backup(db, copy), QUAD_EEXIST);
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(db_clone(db, dir), 0);
	db_close(db);
	uint64_t token = db_token(into);
	ck_assert_int_eq(db_restore(into, copy, refuse, NULL), QUAD_EVERSION);
	ck_assert_int_eq(db_restore(into, path_of("nothing"), accept_all, NULL), QUAD_ENOSTORE);
	ck_assert_uint_eq(db_token(into), token);
	ck_assert_int_eq(db_restore(into, copy, accept_all, NULL), 0);
	ck_assert_uint_gt(db_token(into), token);
	expect_same(into, &want);
	expect_sound(into);
	/* and goes on */
	ck_assert_int_eq(db_update(into, put_range, &some, NULL), 0);
	db_close(into);
	ck_assert_int_eq(db_open(dir, 0, &clone), 0);
	expect_same(clone, &want);
	expect_sound(clone);
	ck_assert_int_eq(db_update(clone, put_range, &some, NULL), 0);
	db_close(clone);
}
END_TEST

/* Puts what it read, deletes, and writes in parts, more than any statement or record holds. */
static int rewrite(struct db_txn *txn, void *arg)
{
	struct range some = {0, N, 2, 'c'}, nested = {N, N + 100, 1, 'd'};
	struct seen seen;
	int err = see(txn, &seen);
	ck_assert_uint_eq(seen.n, N);
	if (!err)
		err = put_range(txn, &some);
	if (!err)
		err = db_nest(txn, put_range, &nested);
	for (unsigned i = 1; i < N && !err; i += 4) {
		char key[16];
		snprintf(key, sizeof key, "k%08u", i);
		err = db_del(txn, text(key));
	}
	if (!err)
		err = see(txn, &seen);
	ck_assert_uint_eq(seen.n, N + 100 - N / 4);
	return err ? err : *(const int *)arg;
}

START_TEST(a_large_store_is_rebuilt_or_stays)
{
	int fine = 0, refused = QUAD_EREFUSED, status, ready[2], go[2];
	char byte, where[4200];
	struct db *db = new_store("rebuilt", N, 'a');
	struct seen before = see_all(db);
	ck_assert_int_eq(db_rebuild(db, rewrite, &refused), QUAD_EREFUSED);
	expect_same(db, &before);
	snprintf(where, sizeof where, "%s", test_store("rebuilt"));
	ck_assert(pipe(ready) == 0 && pipe(go) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct db *other;
		struct range one = {0, 1, 1, 'o'};
		int err = db_open(where, 0, &other);
		if (write(ready[1], "r", 1) != 1 || read(go[0], &byte, 1) != 1)
			err = QUAD_EIO;
		if (err)
			test_child_end(1);
		if (db_update(other, put_range, &one, NULL) != QUAD_EMOVED || db_stands(other) != QUAD_EMOVED)
			test_child_end(2);
		if (db_reopen(other) != 0)
			test_child_end(3);
		test_child_end(db_update(other, put_range, &one, NULL) == 0 ? 0 : 4);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(db_rebuild(db, rewrite, &fine), 0);
	ck_assert_uint_eq(see_all(db).n, N + 100 - N / 4);
	expect_sound(db);
	ck_assert_int_eq(write(go[1], "g", 1), 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	/* to who rebuilt it, it is the same store */
	ck_assert_int_eq(db_stands(db), 0);
	ck_assert_uint_eq(see_all(db).n, N + 100 - N / 4);
	db_close(db);
}
END_TEST

/* Somebody has copied the one table, and not the other one, whose lock a writer has. */
START_TEST(a_store_without_the_table_of_its_lock_gets_it)
{
	const char *where = test_store("turn");
	struct range one = {0, 1, 1, 'a'}, two = {1, 2, 1, 'b'};
	struct db_server server;
	struct db *db, *other;
	ck_assert_int_eq(db_open(where, DB_CREATE, &db), 0);
	ck_assert_int_eq(db_open(where, 0, &other), 0);
	ck_assert_int_eq(db_server(db, &server), 0);
	ck_assert(server.may_write);
	ck_assert(engine_change(where, "DROP TABLE quad_turn"));
	ck_assert_int_eq(db_server(db, &server), 0);
	ck_assert(!server.may_write);
	ck_assert_int_eq(db_update(db, put_range, &one, NULL), 0);
	ck_assert_int_eq(db_update(other, put_range, &two, NULL), 0);
	ck_assert_int_eq(db_server(db, &server), 0);
	ck_assert(server.may_write);
	ck_assert_uint_eq(see_all(db).n, 2);
	/* where there is no store any more, none is made */
	ck_assert(engine_change(where, "DROP TABLE quad_kv, quad_turn"));
	ck_assert_int_eq(db_update(db, put_range, &one, NULL), QUAD_EMOVED);
	ck_assert(engine_change(where, "CREATE TABLE quad_turn ()"));
	db_close(db);
	db_close(other);
}
END_TEST

Suite *whole_suite(void)
{
	Suite *s = suite_create("whole");
	TCase *t = tcase_create("whole");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_large_store_comes_back_whole);
	tcase_add_test(t, a_large_store_is_rebuilt_or_stays);
	only_on_postgresql("a table that only a server has");
	tcase_add_test(t, a_store_without_the_table_of_its_lock_gets_it);
	suite_add_tcase(s, t);
	return s;
}
