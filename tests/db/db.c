/*
 * The db interface: scans and their bounds, transactions that leave nothing, directories that are no store. Writers of
 * other processes are children of their own, in step by pipes.
 */
#include "store/db/db.h"

#include <check.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tests/figures.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *db_suite(void);

static struct db *new_db(const char *name)
{
	struct db *db;
	int err = db_open(test_store(name), DB_CREATE, &db);
	ck_assert_msg(err == 0, "%s: %s", name, quad_strerror(err));
	return db;
}

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* ---- scans ---- */

struct pairs {
	const char *const *keys;
	size_t n;
	int fail; /* what to return in the end */
};

static int put_pairs(struct db_txn *txn, void *arg)
{
	const struct pairs *p = arg;
	int err = 0;
	for (size_t i = 0; !err && i < p->n; i++)
		err = db_put(txn, text(p->keys[i]), text(p->keys[i]));
	return err ? err : p->fail;
}

struct walk {
	const char *lo, *hi;
	bool back;
	char got[200];
};

static int walk(struct db_txn *txn, void *arg)
{
	struct walk *w = arg;
	struct db_scan scan;
	struct bytes k, v;
	size_t len = 0;
	int err = db_scan_open(txn, &scan);
	/* the same scan, pointed at it twice, finds the same twice */
	for (int round = 0; !err && round < 2; round++) {
		len = 0;
		err = w->back ? db_scan_range_back(&scan, text(w->lo), text(w->hi))
		              : db_scan_range(&scan, text(w->lo), text(w->hi));
		while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {
			ck_assert(k.len == v.len && memcmp(k.p, v.p, k.len) == 0);
			memcpy(w->got + len, k.p, k.len);
			len += k.len;
			w->got[len++] = ' ';
		}
		ck_assert_int_eq(err, QUAD_ENOTFOUND);
		ck_assert_int_eq(db_scan_next(&scan, &k, &v), QUAD_ENOTFOUND);
		err = 0;
	}
	w->got[len] = '\0';
	db_scan_close(&scan);
	return err;
}

static const struct {
	const char *lo, *hi, *want, *back;
} ranges[] = {
	{"a", "z", "b bb bc d f ", "f d bc bb b "},
	{"b", "f", "b bb bc d ", "d bc bb b "},
	{"b", "f1", "b bb bc d f ", "f d bc bb b "},
	{"ba", "bc", "bb ", "bb "},
	{"bb", "bb", "", ""},
	{"c", "d", "", ""},
	{"g", "z", "", ""},
	{"A", "a", "", ""},
	{"f", "g", "f ", "f "},
	{"e", "z", "f ", "f "},
	{"A", "b", "", ""},
	{"A", "b1", "b ", "b "},
	{"d", "b", "", ""},
};

START_TEST(a_range_is_walked_both_ways)
{
	static const char *const keys[] = {"d", "b", "bc", "f", "bb"};
	struct db *db = new_db("scan");
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 5, 0}, NULL), 0);
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		struct walk w = {ranges[i].lo, ranges[i].hi, false, ""};
		ck_assert_int_eq(db_read(db, walk, &w), 0);
		ck_assert_msg(strcmp(w.got, ranges[i].want) == 0, "[%s, %s): \"%s\", want \"%s\"", w.lo, w.hi, w.got,
		              ranges[i].want);
		w.back = true;
		ck_assert_int_eq(db_read(db, walk, &w), 0);
		ck_assert_msg(strcmp(w.got, ranges[i].back) == 0, "[%s, %s) back: \"%s\", want \"%s\"", w.lo, w.hi, w.got,
		              ranges[i].back);
	}
	db_close(db);
}
END_TEST

START_TEST(an_empty_store_is_walked)
{
	struct db *db = new_db("empty");
	struct walk w = {"a", "z", false, "x"};
	ck_assert_int_eq(db_read(db, walk, &w), 0);
	ck_assert_str_eq(w.got, "");
	w.back = true;
	ck_assert_int_eq(db_read(db, walk, &w), 0);
	ck_assert_str_eq(w.got, "");
	db_close(db);
}
END_TEST

/* ---- transactions ---- */

struct look {
	const char *key;
	int err;
};

static int look(struct db_txn *txn, void *arg)
{
	struct look *l = arg;
	struct bytes v;
	l->err = db_get(txn, text(l->key), &v);
	if (!l->err)
		ck_assert(v.len == strlen(l->key) && memcmp(v.p, l->key, v.len) == 0);
	else
		ck_assert_uint_eq(v.len, 0);
	return 0;
}

static int found(struct db *db, const char *key)
{
	struct look l = {key, 0};
	ck_assert_int_eq(db_read(db, look, &l), 0);
	return l.err;
}

static int del_b(struct db_txn *txn, void *arg)
{
	(void)arg;
	return db_del(txn, text("b"));
}

START_TEST(an_abort_leaves_nothing_and_the_token_stays)
{
	static const char *const keys[] = {"b", "c"};
	struct db *db = new_db("abort");
	struct db_figures f;
	uint64_t token = db_token(db);
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 2, QUAD_EREFUSED}, NULL), QUAD_EREFUSED);
	ck_assert_int_eq(db_rehearse(db, put_pairs, &(struct pairs){keys, 2, 0}), 0);
	ck_assert_uint_eq(db_token(db), token);
	ck_assert_int_eq(found(db, "b"), QUAD_ENOTFOUND);
	ck_assert_int_eq(db_figures(db, &f), 0);
	ck_assert_uint_eq(figure_of(&f, "entries"), 0);
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 2, 0}, NULL), 0);
	ck_assert_uint_ne(db_token(db), token);
	token = db_token(db);
	ck_assert_int_eq(found(db, "b"), 0);
	ck_assert_int_eq(db_update(db, del_b, NULL, NULL), 0);
	ck_assert_uint_ne(db_token(db), token);
	ck_assert_int_eq(found(db, "b"), QUAD_ENOTFOUND);
	ck_assert_int_eq(found(db, "c"), 0);
	ck_assert_int_eq(db_update(db, del_b, NULL, NULL), 0); /* once more is fine */
	ck_assert_int_eq(db_holder(db), 0);
	db_close(db);
}
END_TEST

static int put_and_nest(struct db_txn *txn, void *arg)
{
	static const char *const outer[] = {"a"}, *const undone[] = {"b", "a2"}, *const kept[] = {"c"};
	(void)arg;
	struct bytes v;
	int err = put_pairs(txn, &(struct pairs){outer, 1, 0});
	if (!err)
		err = db_nest(txn, put_pairs, &(struct pairs){undone, 2, QUAD_EREFUSED}) == QUAD_EREFUSED ? 0 : QUAD_EIO;
	if (!err)
		err = db_get(txn, text("b"), &v) == QUAD_ENOTFOUND ? 0 : QUAD_EIO;
	if (!err)
		err = db_nest(txn, put_pairs, &(struct pairs){kept, 1, 0});
	return err ? err : db_get(txn, text("a"), &v);
}

START_TEST(a_part_of_a_transaction_is_undone_alone)
{
	struct db *db = new_db("nest");
	ck_assert_int_eq(db_update(db, put_and_nest, NULL, NULL), 0);
	ck_assert_int_eq(found(db, "a"), 0);
	ck_assert_int_eq(found(db, "b"), QUAD_ENOTFOUND);
	ck_assert_int_eq(found(db, "a2"), QUAD_ENOTFOUND);
	ck_assert_int_eq(found(db, "c"), 0);
	db_close(db);
}
END_TEST

START_TEST(what_was_committed_is_there_after_opening_again)
{
	static const char *const keys[] = {"b", "c"};
	struct db *db = new_db("again");
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 2, 0}, NULL), 0);
	db_close(db);
	ck_assert_int_eq(db_open(test_store("again"), 0, &db), 0);
	ck_assert_int_eq(found(db, "b"), 0);
	db_close(db);
	db_close(NULL);
}
END_TEST

static int read_fails(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return QUAD_ESTOP;
}

START_TEST(a_read_hands_back_what_its_function_says)
{
	struct db *db = new_db("read");
	for (int i = 0; i < 5000; i++) /* more than there are slots */
		ck_assert_int_eq(db_read(db, read_fails, NULL), QUAD_ESTOP);
	db_close(db);
}
END_TEST

/* ---- opening ---- */

static void write_file(const char *path, const void *p, size_t len)
{
	FILE *f = fopen(path, "wb");
	ck_assert_msg(f && fwrite(p, 1, len, f) == len && fclose(f) == 0, "%s: %s", path, strerror(errno));
}

START_TEST(a_store_is_made_once)
{
	struct db *db;
	const char *where = test_store("once");
	for (int i = 0; i < 2; i++) { /* nothing was made by looking */
		ck_assert_int_eq(db_open(where, 0, &db), QUAD_ENOSTORE);
		ck_assert_ptr_null(db);
	}
	ck_assert_int_eq(db_open(where, DB_CREATE, &db), 0);
	db_close(db);
	ck_assert_int_eq(db_open(where, DB_CREATE, &db), QUAD_EEXIST);
	ck_assert_ptr_null(db);
	ck_assert_int_eq(db_open(test_store("other"), 0, &db), QUAD_ENOSTORE);
	ck_assert_int_eq(db_open(where, 0, &db), 0);
	db_close(db);
}
END_TEST

START_TEST(what_is_no_store_is_not_opened)
{
	struct db *db;
	char dir[4096];
	static char noise[100000];
	snprintf(dir, sizeof dir, "%s/foreign", test_dir());
	ck_assert_int_eq(db_open(dir, 0, &db), QUAD_ENOSTORE);
	ck_assert_ptr_null(db);
	ck_assert_int_ne(access(dir, F_OK), 0); /* nothing was made by looking */
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(db_open(dir, 0, &db), QUAD_ENOSTORE);
	ck_assert_int_ne(access(test_path(dir, "write.lock"), F_OK), 0);
	memset(noise, 'x', sizeof noise);
	static const size_t sizes[] = {1, 100, 4096, 8192, 100000};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		write_file(test_path(dir, "data.mdb"), noise, sizes[i]);
		int err = db_open(dir, 0, &db);
		ck_assert_msg(err == QUAD_ECORRUPT, "%zu bytes: %s", sizes[i], quad_strerror(err));
		err = db_open(dir, DB_CREATE, &db);
		ck_assert_msg(err == QUAD_EEXIST, "%zu bytes: %s", sizes[i], quad_strerror(err));
	}
	/* a file in the place of the directory */
	snprintf(dir, sizeof dir, "%s/file", test_dir());
	write_file(dir, "x", 1);
	ck_assert_int_eq(db_open(dir, 0, &db), QUAD_ENOSTORE);
	ck_assert_int_ne(db_open(dir, DB_CREATE, &db), 0);
}
END_TEST

/* ---- two processes ---- */

struct held {
	int ready, go; /* written when inside the transaction; closed by the other side to go on */
};

static int hold(struct db_txn *txn, void *arg)
{
	const struct held *h = arg;
	static const char *const keys[] = {"held"};
	char c = 'r';
	int err = put_pairs(txn, &(struct pairs){keys, 1, 0});
	if (write(h->ready, &c, 1) != 1)
		return QUAD_EIO;
	while (read(h->go, &c, 1) == -1 && errno == EINTR)
		;
	return err;
}

/* A child that stands in a write transaction until *go is closed. */
static pid_t start_holder(const char *dir, int *go)
{
	int ready[2], release[2];
	char c;
	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(release), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct db *db;
		close(ready[0]);
		close(release[1]);
		int err = db_open(dir, 0, &db);
		if (!err)
			err = db_update(db, hold, &(struct held){ready[1], release[0]}, NULL);
		test_child_end(err ? 1 : 0);
	}
	close(ready[1]);
	close(release[0]);
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	*go = release[1];
	return pid;
}

START_TEST(a_writer_that_stays_makes_others_busy)
{
	static const char *const keys[] = {"b"};
	char dir[4200];
	int go, status;
	struct db *db = new_db("busy");
	snprintf(dir, sizeof dir, "%s", test_store("busy"));
	pid_t pid = start_holder(dir, &go);
	ck_assert_int_eq(db_holder(db), on_postgresql() ? 0 : pid); /* of a server, it may be on any machine */
	db_set_timeout(db, 1);
	struct timespec before, after;
	clock_gettime(CLOCK_MONOTONIC, &before);
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 1, 0}, NULL), QUAD_EBUSY);
	clock_gettime(CLOCK_MONOTONIC, &after);
	double waited = (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
	ck_assert_msg(waited >= 0.99 && waited < 5, "waited %.2f s, want 1", waited);
	ck_assert_int_eq(db_rehearse(db, put_pairs, &(struct pairs){keys, 1, 0}), 0); /* nor does it change anything */
	ck_assert_int_eq(found(db, "held"), QUAD_ENOTFOUND); /* readers see what was before, at once */
	close(go);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(db_holder(db), 0);
	ck_assert_int_eq(found(db, "held"), 0);
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 1, 0}, NULL), 0);
	db_close(db);
}
END_TEST

START_TEST(a_writer_who_waits_gets_its_turn)
{
	static const char *const keys[] = {"b"};
	char dir[4200];
	int go, status;
	struct db *db = new_db("turn");
	snprintf(dir, sizeof dir, "%s", test_store("turn"));
	pid_t pid = start_holder(dir, &go);
	close(go);
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 1, 0}, NULL), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(found(db, "b"), 0);
	ck_assert_int_eq(found(db, "held"), 0);
	db_close(db);
}
END_TEST

START_TEST(a_killed_writer_leaves_nothing)
{
	static const char *const keys[] = {"b"};
	char dir[4200];
	int go, status;
	struct db *db = new_db("killed");
	snprintf(dir, sizeof dir, "%s", test_store("killed"));
	for (int round = 0; round < 10; round++) {
		pid_t pid = start_holder(dir, &go);
		ck_assert_int_eq(kill(pid, SIGKILL), 0);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		close(go);
		int err = db_update(db, put_pairs, &(struct pairs){keys, 1, 0}, NULL);
		ck_assert_msg(err == 0, "round %d: %s", round, quad_strerror(err));
		ck_assert_int_eq(found(db, "held"), QUAD_ENOTFOUND);
		ck_assert_int_eq(found(db, "b"), 0);
	}
	db_close(db);
}
END_TEST

START_TEST(a_token_moves_by_what_others_do)
{
	char dir[4200];
	int go, status;
	struct db *db = new_db("token");
	snprintf(dir, sizeof dir, "%s", test_store("token"));
	uint64_t token = db_token(db);
	pid_t pid = start_holder(dir, &go);
	ck_assert_uint_eq(db_token(db), token);
	close(go);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	/* on a server, it is as of some moments ago, or of the last transaction of this process */
	ck_assert_int_eq(found(db, "held"), 0);
	ck_assert_uint_ne(db_token(db), token);
	db_close(db);
}
END_TEST

/*
 * On LMDB several may make the empty files together, and whose store it is is decided by who writes its settings first
 * (store_create); on a server the table is one's.
 */
START_TEST(of_those_who_make_a_store_at_once_one_makes_it)
{
	enum { MAKERS = 6 };
	for (int round = 0; round < 5; round++) {
		const char *where = test_store("raced");
		pid_t pids[MAKERS];
		int gate[2], status, n_made = 0;
		char c;
		engine_remove_store(where);
		ck_assert_int_eq(pipe(gate), 0);
		for (int i = 0; i < MAKERS; i++) {
			struct db *db;
			pids[i] = fork();
			ck_assert_int_ge(pids[i], 0);
			if (pids[i] > 0)
				continue;
			close(gate[1]);
			int err = read(gate[0], &c, 1) == 0 ? db_open(where, DB_CREATE, &db) : QUAD_EIO;
			if (!err)
				db_close(db);
			test_child_end(err == QUAD_EEXIST ? 3 : (err ? 1 : 0));
		}
		close(gate[0]);
		close(gate[1]);
		for (int i = 0; i < MAKERS; i++) {
			ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
			n_made += status == 0;
			ck_assert_msg(status == 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 3), "status %d",
			              status);
		}
		ck_assert_int_ge(n_made, 1);
		if (on_postgresql())
			ck_assert_int_eq(n_made, 1);
	}
}
END_TEST

Suite *db_suite(void)
{
	Suite *s = suite_create("db");
	TCase *t = tcase_create("db");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_range_is_walked_both_ways);
	tcase_add_test(t, an_empty_store_is_walked);
	tcase_add_test(t, an_abort_leaves_nothing_and_the_token_stays);
	tcase_add_test(t, a_part_of_a_transaction_is_undone_alone);
	tcase_add_test(t, what_was_committed_is_there_after_opening_again);
	tcase_add_test(t, a_read_hands_back_what_its_function_says);
	tcase_add_test(t, a_store_is_made_once);
	tcase_add_test(t, a_writer_that_stays_makes_others_busy);
	tcase_add_test(t, a_writer_who_waits_gets_its_turn);
	tcase_add_test(t, a_killed_writer_leaves_nothing);
	tcase_add_test(t, a_token_moves_by_what_others_do);
	only_on_lmdb("the files of a store");
	tcase_add_test(t, of_those_who_make_a_store_at_once_one_makes_it);
	tcase_add_test(t, what_is_no_store_is_not_opened);
	suite_add_tcase(s, t);
	return s;
}
