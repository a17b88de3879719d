/*
 * Files that are moved, removed or replaced while a process has them open: what it writes then must be in the store
 * that others open, or be refused. The other process, and whoever touches the files, is a child.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *place_suite(void);

/* ---- a store ---- */

static int put_key(struct db_txn *txn, void *arg)
{
	struct bytes key = {arg, strlen(arg)};
	return db_put(txn, key, key);
}

static int put(struct db *db, const char *key)
{
	char copy[8];
	snprintf(copy, sizeof copy, "%s", key);
	return db_update(db, put_key, copy, NULL);
}

/* All keys, each of one letter, in arg. */
static int list_keys(struct db_txn *txn, void *arg)
{
	char *out = arg;
	size_t n = 0;
	struct db_scan scan;
	struct bytes k, v;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, (struct bytes){"\1", 1}, (struct bytes){"\377", 1});
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0)
		out[n++] = *(const char *)k.p;
	out[n] = '\0';
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static void fail_on_fault(void *arg, const char *text)
{
	(void)arg;
	ck_abort_msg("%s", text);
}

/* Runs a step in a child, which has nothing open; its exit status, a negative error as it is. */
static int in_child(int (*step)(const char *dir, const void *arg), const char *dir, const void *arg)
{
	int status;
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		test_child_end(-step(dir, arg));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return -WEXITSTATUS(status);
}

/* Another program: opens the store, writes one key and ends. */
static int put_and_leave(const char *dir, const void *key)
{
	struct db *db;
	int err = db_open(dir, 0, &db);
	if (err)
		return err;
	err = put(db, key);
	db_close(db);
	return err;
}

/* Opens the store and compares its keys; 1 if there are others. */
static int compare_keys(const char *dir, const void *want)
{
	char got[64];
	uint64_t n_faults;
	struct db *db;
	int err = db_open(dir, 0, &db);
	if (!err)
		err = db_read(db, list_keys, got);
	if (!err)
		err = db_prove(db, fail_on_fault, NULL, &n_faults);
	if (err)
		return err;
	db_close(db);
	if (strcmp(got, want) != 0)
		fprintf(stderr, "there is %s, not %s\n", got, (const char *)want);
	return strcmp(got, want) == 0 ? 0 : -100;
}

/* ---- what may happen to its files ---- */

static char *file(const char *dir, const char *name)
{
	static char path[4][4096];
	static int at;
	char *out = path[at++ % 4];
	ck_assert_int_lt(snprintf(out, sizeof path[0], "%s/%s", dir, name), sizeof path[0]);
	return out;
}

/* Writes the content of one file over that of another, which stays the same file if it exists. */
static void copy(const char *from, const char *to)
{
	size_t len;
	char *bytes = test_read_file(from, &len);
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert(write(fd, bytes, len) == (ssize_t)len);
	close(fd);
	free(bytes);
}

static int keep_copy(const char *dir, const void *arg)
{
	(void)arg;
	copy(file(dir, "data.mdb"), file(dir, "kept"));
	return 0;
}

static int replace_data(const char *dir, const void *arg)
{
	(void)arg;
	return rename(file(dir, "kept"), file(dir, "data.mdb"));
}

static int overwrite_data(const char *dir, const void *arg)
{
	(void)arg;
	copy(file(dir, "kept"), file(dir, "data.mdb"));
	return 0;
}

static int remove_file(const char *dir, const void *name)
{
	return unlink(file(dir, name));
}

static int replace_locks(const char *dir, const void *arg)
{
	(void)arg;
	copy(file(dir, "lock.mdb"), file(dir, "other"));
	return rename(file(dir, "other"), file(dir, "lock.mdb"));
}

static int remove_all_locks(const char *dir, const void *arg)
{
	(void)arg;
	unlink(file(dir, "queue"));
	unlink(file(dir, "write.lock"));
	return unlink(file(dir, "lock.mdb"));
}

static int move_directory(const char *dir, const void *arg)
{
	char aside[4096];
	(void)arg;
	snprintf(aside, sizeof aside, "%s.aside", dir);
	if (rename(dir, aside) != 0 || mkdir(dir, 0700) != 0)
		return -1;
	return rename(file(aside, "kept"), file(dir, "data.mdb"));
}

/*
 * In the store are 1, then kept as a copy, and 2. Then comes the harm, another program writes b, and this one 3: with
 * `first` that is seen by others, with `then` it was refused, and 4 was written after opening again.
 */
static const struct harm {
	const char *name;
	int (*step)(const char *dir, const void *arg);
	const void *arg;
	int err;
	const char *want;
} harms[] = {
	{"nothing", NULL, NULL, 0, "1234b"},
	{"data.mdb replaced", replace_data, NULL, QUAD_EMOVED, "14b"},
	{"data.mdb overwritten", overwrite_data, NULL, QUAD_EMOVED, "14b"},
	{"lock.mdb removed", remove_file, "lock.mdb", QUAD_EMOVED, "124b"},
	{"lock.mdb replaced", replace_locks, NULL, QUAD_EMOVED, "124b"},
	{"lock.mdb, write.lock, queue removed", remove_all_locks, NULL, QUAD_EMOVED, "124b"},
	{"write.lock removed", remove_file, "write.lock", 0, "1234b"},
	{"queue removed", remove_file, "queue", 0, "1234b"},
	{"directory replaced", move_directory, NULL, QUAD_EMOVED, "14b"},
};

static struct db *open_with_copy(const char *dir)
{
	struct db *db;
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	ck_assert_int_eq(put(db, "1"), 0);
	ck_assert_int_eq(in_child(keep_copy, dir, NULL), 0);
	ck_assert_int_eq(put(db, "2"), 0);
	return db;
}

START_TEST(what_is_written_is_in_the_store_that_others_open)
{
	const struct harm *h = &harms[_i];
	char dir[4096], seen[64];
	snprintf(dir, sizeof dir, "%s", test_path(test_dir(), "store"));
	struct db *db = open_with_copy(dir);
	if (h->step)
		ck_assert_int_eq(in_child(h->step, dir, h->arg), 0);
	ck_assert_msg(in_child(put_and_leave, dir, "b") == 0, "%s: the other program is refused", h->name);
	ck_assert_msg(db_stands(db) == h->err, "%s", h->name);
	int err = put(db, "3");
	ck_assert_msg(err == h->err, "%s: %s", h->name, quad_strerror(err));
	if (err) {
		ck_assert_int_eq(db_reopen(db), 0);
		ck_assert_int_eq(db_stands(db), 0);
	}
	ck_assert_int_eq(put(db, "4"), 0);
	ck_assert_int_eq(db_read(db, list_keys, seen), 0);
	ck_assert_msg(strcmp(seen, h->want) == 0, "%s: %s, not %s", h->name, seen, h->want);
	ck_assert_msg(in_child(compare_keys, dir, h->want) == 0, "%s", h->name);
	db_close(db);
}
END_TEST

/* The same while the transaction is open. */
struct interrupted {
	const struct harm *harm;
	const char *dir;
};

static int put_then_harm(struct db_txn *txn, void *arg)
{
	const struct interrupted *i = arg;
	int err = db_put(txn, (struct bytes){"3", 1}, (struct bytes){"", 0});
	if (!err && i->harm->step)
		ck_assert_int_eq(in_child(i->harm->step, i->dir, i->harm->arg), 0);
	return err;
}

START_TEST(a_transaction_in_which_it_happens_is_refused)
{
	const struct harm *h = &harms[_i];
	char dir[4096];
	snprintf(dir, sizeof dir, "%s", test_path(test_dir(), "store"));
	struct db *db = open_with_copy(dir);
	/* overwritten pages would be read by the transaction itself: no program can help that */
	if (h->step == overwrite_data) {
		db_close(db);
		return;
	}
	int err = db_update(db, put_then_harm, &(struct interrupted){h, dir}, NULL);
	ck_assert_msg(err == h->err, "%s: %s", h->name, quad_strerror(err));
	ck_assert_int_eq(in_child(put_and_leave, dir, "b"), 0);
	if (err)
		ck_assert_int_eq(db_reopen(db), 0);
	ck_assert_int_eq(put(db, "4"), 0);
	ck_assert_msg(in_child(compare_keys, dir, h->want) == 0, "%s", h->name);
	db_close(db);
}
END_TEST

START_TEST(a_store_that_is_gone_is_waited_for)
{
	char dir[4096], seen[64];
	snprintf(dir, sizeof dir, "%s", test_path(test_dir(), "store"));
	struct db *db = open_with_copy(dir);
	ck_assert_int_eq(in_child(remove_file, dir, "data.mdb"), 0);
	ck_assert_int_eq(put(db, "3"), QUAD_EMOVED);
	ck_assert_int_eq(db_reopen(db), QUAD_ENOSTORE);
	ck_assert_int_eq(put(db, "3"), QUAD_EMOVED);
	ck_assert_int_eq(db_read(db, list_keys, seen), QUAD_EMOVED);
	ck_assert_int_eq(access(file(dir, "data.mdb"), F_OK), -1);
	ck_assert_int_eq(in_child(replace_data, dir, NULL), 0);
	ck_assert_int_eq(db_reopen(db), 0);
	ck_assert_int_eq(put(db, "4"), 0);
	ck_assert_int_eq(in_child(compare_keys, dir, "14"), 0);
	db_close(db);
}
END_TEST

/* Another program makes a new store where the one that is open was removed. */
static int make_and_put(const char *dir, const void *key)
{
	struct db *db;
	int err = db_open(dir, DB_CREATE, &db);
	if (!err)
		err = put(db, key);
	db_close(db);
	return err;
}

START_TEST(a_new_store_beside_the_locks_of_the_old_one_is_its_own)
{
	char dir[4096];
	snprintf(dir, sizeof dir, "%s", test_path(test_dir(), "store"));
	struct db *db = open_with_copy(dir);
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(put(db, "2"), 0);
	ck_assert_int_eq(in_child(remove_file, dir, "data.mdb"), 0);
	ck_assert_int_eq(in_child(make_and_put, dir, "n"), 0);
	ck_assert_int_eq(in_child(put_and_leave, dir, "b"), 0);
	ck_assert_int_eq(put(db, "3"), QUAD_EMOVED);
	ck_assert_int_eq(db_reopen(db), 0);
	ck_assert_int_eq(put(db, "4"), 0);
	ck_assert_int_eq(in_child(compare_keys, dir, "4bn"), 0);
	db_close(db);
}
END_TEST

START_TEST(a_detached_store_needs_no_files)
{
	char dir[4096], seen[64];
	snprintf(dir, sizeof dir, "%s", test_path(test_dir(), "store"));
	struct db *db = open_with_copy(dir);
	db_detach(db);
	static const char *const names[] = {"data.mdb", "lock.mdb", "write.lock", "queue", "kept"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_int_eq(in_child(remove_file, dir, names[i]), 0);
	ck_assert_int_eq(rmdir(dir), 0);
	ck_assert_int_eq(db_stands(db), 0);
	ck_assert_int_eq(put(db, "3"), 0);
	ck_assert_int_eq(db_read(db, list_keys, seen), 0);
	ck_assert_str_eq(seen, "123");
	db_close(db);
}
END_TEST

Suite *place_suite(void)
{
	const int n = (int)(sizeof harms / sizeof *harms);
	Suite *s = suite_create("place");
	only_on_lmdb("the files of a store");
	TCase *c = tcase_create("files");
	tcase_add_loop_test(c, what_is_written_is_in_the_store_that_others_open, 0, n);
	tcase_add_loop_test(c, a_transaction_in_which_it_happens_is_refused, 0, n);
	tcase_add_test(c, a_store_that_is_gone_is_waited_for);
	tcase_add_test(c, a_new_store_beside_the_locks_of_the_old_one_is_its_own);
	tcase_add_test(c, a_detached_store_needs_no_files);
	suite_add_tcase(s, c);
	return s;
}
