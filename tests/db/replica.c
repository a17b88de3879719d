/* Replicas: copies that say what they are copies of, change by nothing but another copy, and lose the mark in copies.
 */
#include "store/db/db.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tests/figures.h"
#include "tests/support.h"

Suite *replica_suite(void);

static const struct db_replica monday = {.at_min = 29000000, .token = 7, .from = "postgresql://one,two/quad"};
static const struct db_replica tuesday = {.at_min = 29001440, .token = 9, .from = "postgresql://one,two/quad"};

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

static int put_value(struct db_txn *txn, void *arg)
{
	return db_put(txn, text("k"), text(arg));
}

static int get_value(struct db_txn *txn, void *arg)
{
	struct bytes v;
	int err = db_get(txn, text("k"), &v);
	if (!err)
		snprintf(arg, 32, "%.*s", (int)v.len, (const char *)v.p);
	return err;
}

static void expect_value(struct db *db, const char *want)
{
	char got[32] = "";
	ck_assert_int_eq(db_read(db, get_value, got), 0);
	ck_assert_str_eq(got, want);
}

static int rehearse_value(struct db_txn *txn, void *arg)
{
	char got[32] = "";
	int err = put_value(txn, arg);
	if (!err)
		err = get_value(txn, got);
	ck_assert_str_eq(got, arg);
	return err;
}

/* A path of its own in the test's directory. */
static const char *path_of(const char *name)
{
	static struct arena arena;
	return arena_str(&arena, test_path(test_dir(), name));
}

static struct db *new_store(const char *name, char *value)
{
	struct db *db;
	ck_assert_int_eq(db_open(path_of(name), DB_CREATE, &db), 0);
	ck_assert_int_eq(db_update(db, put_value, value, NULL), 0);
	return db;
}

/* Clones a store into a directory of its own and marks the clone. */
static const char *make_replica(struct db *db, const char *name, const struct db_replica *mark)
{
	const char *dir = path_of(name);
	struct db *copy;
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(db_clone(db, dir), 0);
	ck_assert_int_eq(db_open(dir, 0, &copy), 0);
	ck_assert_int_eq(db_replica(copy)->at_min, 0);
	ck_assert_int_eq(db_mark_replica(copy, mark), 0);
	db_close(copy);
	return dir;
}

static void expect_mark(struct db *db, const struct db_replica *want)
{
	const struct db_replica *got = db_replica(db);
	ck_assert_int_eq(got->at_min, want->at_min);
	ck_assert_uint_eq(got->token, want->token);
	ck_assert_str_eq(got->from, want->from);
}

static int accept_all(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

static int look_no_further(struct db_txn *txn, void *arg, bool *decided)
{
	(void)txn;
	(void)arg;
	(void)decided;
	ck_abort_msg("a replica was asked");
	return 0;
}

START_TEST(a_replica_takes_no_change)
{
	static const struct db_job job = {.look = look_no_further};
	char first[] = "1", second[] = "2";
	struct db *db = new_store("from", first), *copy;
	const char *dir = make_replica(db, "copy", &monday), *backup = path_of("backup");
	ck_assert_int_eq(db_backup(db, backup), 0);
	db_close(db);
	ck_assert_int_eq(db_open(dir, 0, &copy), 0);
	uint64_t token = db_token(copy);
	expect_mark(copy, &monday);
	ck_assert_int_eq(db_update(copy, put_value, second, NULL), QUAD_EREPLICA);
	ck_assert_int_eq(db_submit(copy, &job, NULL, NULL), QUAD_EREPLICA);
	ck_assert_int_eq(db_restore(copy, backup, accept_all, NULL), QUAD_EREPLICA);
	ck_assert_int_eq(db_rebuild(copy, put_value, second), QUAD_EREPLICA);
	ck_assert_int_eq(db_rehearse(copy, rehearse_value, second), 0);
	expect_value(copy, "1");
	ck_assert_uint_eq(db_token(copy), token);
	/* the mark is nobody's entry */
	struct db_figures f;
	ck_assert_int_eq(db_figures(copy, &f), 0);
	ck_assert_uint_eq(figure_of(&f, "entries"), 1);
	ck_assert_int_eq(db_mark_replica(copy, &tuesday), 0);
	ck_assert_int_eq(db_reopen(copy), 0);
	expect_mark(copy, &tuesday);
	db_close(copy);
}
END_TEST

static void expect_store(const char *dir, char *value)
{
	struct db *db;
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_replica(db)->at_min, 0);
	ck_assert_int_eq(db_update(db, put_value, value, NULL), 0);
	db_close(db);
}

START_TEST(a_copy_of_a_replica_is_a_store)
{
	char first[] = "1", second[] = "2";
	struct db *db = new_store("whole", first), *copy, *into = new_store("into", second);
	const char *dir = make_replica(db, "marked", &monday), *clone = path_of("clone"), *backup = path_of("saved");
	const char *backup_dir = path_of("saved.dir");
	db_close(db);
	ck_assert_int_eq(db_open(dir, 0, &copy), 0);
	ck_assert_int_eq(mkdir(clone, 0700), 0);
	ck_assert_int_eq(db_clone(copy, clone), 0);
	ck_assert_int_eq(db_backup(copy, backup), 0);
	db_close(copy);
	/* its own file, too, as it lies there */
	ck_assert_int_eq(db_restore(into, test_path(dir, "data.mdb"), accept_all, NULL), 0);
	expect_value(into, "1");
	ck_assert_int_eq(db_replica(into)->at_min, 0);
	db_close(into);
	ck_assert_int_eq(mkdir(backup_dir, 0700), 0);
	ck_assert_int_eq(rename(backup, test_path(backup_dir, "data.mdb")), 0);
	expect_store(path_of("into"), second);
	expect_store(clone, second);
	expect_store(backup_dir, second);
}
END_TEST

START_TEST(a_newer_replica_takes_the_place_of_an_older)
{
	char first[] = "1", second[] = "2";
	const char *place = path_of("place");
	struct db *db = new_store("source", first), *open;
	const char *old = make_replica(db, "old", &monday);
	ck_assert_int_eq(mkdir(place, 0700), 0);
	ck_assert_int_eq(db_place_replica(old, place), 0);
	ck_assert_int_eq(db_open(place, 0, &open), 0);
	expect_value(open, "1");
	ck_assert_int_eq(db_update(db, put_value, second, NULL), 0);
	const char *new = make_replica(db, "new", &tuesday);
	db_close(db);
	/* another process does it, since this one has the store open */
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		test_child_end(db_place_replica(new, place) ? 1 : 0);
	int status;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	expect_value(open, "1");
	ck_assert_int_eq(db_stands(open), QUAD_EMOVED);
	ck_assert_int_eq(db_reopen(open), 0);
	expect_value(open, "2");
	expect_mark(open, &tuesday);
	db_close(open);
}
END_TEST

START_TEST(no_replica_takes_the_place_of_a_store)
{
	char first[] = "1", second[] = "2";
	struct db *db = new_store("its", first), *other = new_store("other", second);
	const char *dir = make_replica(db, "its.copy", &monday);
	db_close(db);
	db_close(other);
	ck_assert_int_eq(db_place_replica(dir, path_of("other")), QUAD_EEXIST);
	ck_assert_int_eq(db_open(path_of("other"), 0, &other), 0);
	expect_value(other, "2");
	db_close(other);
	ck_assert_int_eq(db_place_replica(dir, path_of("nowhere")), QUAD_EIO);
}
END_TEST

Suite *replica_suite(void)
{
	Suite *s = suite_create("replica");
	TCase *t = tcase_create("replica");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_replica_takes_no_change);
	tcase_add_test(t, a_copy_of_a_replica_is_a_store);
	tcase_add_test(t, a_newer_replica_takes_the_place_of_an_older);
	tcase_add_test(t, no_replica_takes_the_place_of_a_store);
	suite_add_tcase(s, t);
	return s;
}
