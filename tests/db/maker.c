/* A copy made of entries in their order, and a backup that is walked over: how stores go from one engine to another. */
#include "store/db/lmdb_maker.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "store/db/lmdb_engine.h"
#include "store/db/lmdb_source.h"
#include "tests/support.h"

Suite *maker_suite(void);

enum { N_MANY = 60000, LONG_EVERY = 1000, LONG_BYTES = 300000 };

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* Entry i of many: most are short, some are as long as the chunks of a large store. */
static void make_entry(unsigned i, char key[16], struct buf *value)
{
	snprintf(key, 16, "k%08u", i);
	buf_clear(value);
	buf_fmt(value, "value %u ", i);
	size_t len = i % LONG_EVERY == 7 ? LONG_BYTES : 20 + i % 200;
	memset(buf_room(value, len), 'a' + (int)(i % 26), len);
}

static int add_many(struct lmdb_maker *m)
{
	struct buf value = {0};
	char key[16];
	int err = 0;
	for (unsigned i = 0; i < N_MANY && !err; i++) {
		make_entry(i, key, &value);
		err = lmdb_maker_add(m, text(key), (struct bytes){value.p, value.len});
	}
	buf_release(&value);
	return err;
}

/* Compares what comes with what add_many gave. */
struct compared {
	unsigned n;
	struct buf value;
};

static int compare_entry(void *arg, struct bytes key, struct bytes value)
{
	struct compared *c = arg;
	char want[16];
	make_entry(c->n++, want, &c->value);
	ck_assert_int_eq(bytes_compare(key, text(want)), 0);
	ck_assert_int_eq(bytes_compare(value, (struct bytes){c->value.p, c->value.len}), 0);
	return 0;
}

static int compare_all(struct db_txn *txn, void *arg)
{
	struct db_scan scan;
	struct bytes key, value;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, text("\1"), text("\xff"));
	while (!err) {
		err = db_scan_next(&scan, &key, &value);
		if (!err)
			err = compare_entry(arg, key, value);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int put_one(struct db_txn *txn, void *arg)
{
	(void)arg;
	return db_put(txn, text("z"), text("1"));
}

static void ignore(void *arg, const char *fault)
{
	(void)arg;
	ck_abort_msg("%s", fault);
}

START_TEST(entries_in_order_make_a_store)
{
	char dir[4096];
	struct compared seen = {0};
	struct lmdb_maker *m;
	struct db *db;
	uint64_t n_faults, moment;
	snprintf(dir, sizeof dir, "%s/made", test_dir());
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(lmdb_maker_begin_store(dir, &m), 0);
	ck_assert_int_eq(add_many(m), 0);
	/* it is no store before it is whole */
	ck_assert_int_eq(db_open(dir, 0, &db), QUAD_ENOSTORE);
	ck_assert_int_eq(lmdb_maker_end(m, 4711, 0), 0);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_prove(db, ignore, NULL, &n_faults), 0);
	ck_assert_int_eq(db_read(db, compare_all, &seen), 0);
	ck_assert_uint_eq(seen.n, N_MANY);
	ck_assert_uint_eq(db_token(db), 4711);
	ck_assert_int_eq(db_update(db, put_one, NULL, &moment), 0);
	ck_assert_uint_eq(moment, 4712);
	db_close(db);
	buf_release(&seen.value);
}
END_TEST

static off_t size_of(const char *path)
{
	struct stat st;
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	return st.st_size;
}

START_TEST(a_made_backup_is_as_compact_as_a_copied_one)
{
	char dir[4096], made[4200], copied[4200];
	struct compared seen = {0};
	struct lmdb_source *src;
	struct lmdb_maker *m;
	struct db *db;
	snprintf(dir, sizeof dir, "%s/into", test_dir());
	snprintf(made, sizeof made, "%s/made", test_dir());
	snprintf(copied, sizeof copied, "%s/copied", test_dir());
	ck_assert_int_eq(lmdb_maker_begin(made, &m), 0);
	ck_assert_int_eq(add_many(m), 0);
	ck_assert_int_eq(lmdb_maker_end(m, 1, 0), 0);
	ck_assert_int_eq(lmdb_source_open(&lmdb_engine, made, &src), 0);
	ck_assert_int_eq(compare_all(lmdb_source_txn(src), &seen), 0);
	ck_assert_uint_eq(seen.n, N_MANY);
	seen.n = 0;
	ck_assert_int_eq(lmdb_source_walk(src, compare_entry, &seen), 0);
	ck_assert_uint_eq(seen.n, N_MANY);
	lmdb_source_close(src);
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(link(made, test_path(dir, "data.mdb")), 0);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_backup(db, copied), 0);
	db_close(db);
	off_t made_bytes = size_of(made), copied_bytes = size_of(copied);
	ck_assert_msg(made_bytes < copied_bytes + copied_bytes / 10, "%jd bytes, the copied one has %jd",
	              (intmax_t)made_bytes, (intmax_t)copied_bytes);
	buf_release(&seen.value);
}
END_TEST

static void expect_nothing_in(const char *dir)
{
	/* an empty directory can be removed */
	ck_assert_int_eq(rmdir(dir), 0);
}

START_TEST(what_is_not_ended_well_leaves_nothing)
{
	char dir[4096], path[4200];
	struct lmdb_maker *m;
	snprintf(dir, sizeof dir, "%s/left", test_dir());
	snprintf(path, sizeof path, "%s/copy", dir);
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(lmdb_maker_begin(path, &m), 0);
	ck_assert_int_eq(lmdb_maker_add(m, text("b"), text("1")), 0);
	ck_assert_int_eq(lmdb_maker_add(m, text("b"), text("2")), QUAD_ECORRUPT);
	ck_assert_int_eq(lmdb_maker_add(m, text("a"), text("2")), QUAD_ECORRUPT);
	ck_assert_int_eq(lmdb_maker_end(m, 1, QUAD_ECORRUPT), QUAD_ECORRUPT);
	expect_nothing_in(dir);
	ck_assert_int_eq(lmdb_maker_begin(path, &m), QUAD_ENOSTORE);
	ck_assert_ptr_null(m);
}
END_TEST

START_TEST(a_file_that_is_there_is_not_touched)
{
	char path[4200];
	struct lmdb_maker *first, *second, *third;
	struct lmdb_source *src;
	struct bytes v;
	snprintf(path, sizeof path, "%s/twice", test_dir());
	ck_assert_int_eq(lmdb_maker_begin(path, &first), 0);
	ck_assert_int_eq(lmdb_maker_add(first, text("a"), text("1")), 0);
	ck_assert_int_eq(lmdb_maker_end(first, 1, 0), 0);
	ck_assert_int_eq(lmdb_maker_begin(path, &second), QUAD_EEXIST);
	ck_assert_int_eq(rename(path, test_path(test_dir(), "aside")), 0);
	/* one that somebody makes meanwhile */
	ck_assert_int_eq(lmdb_maker_begin(path, &third), 0);
	ck_assert_int_eq(rename(test_path(test_dir(), "aside"), path), 0);
	ck_assert_int_eq(lmdb_maker_end(third, 1, 0), QUAD_EEXIST);
	ck_assert_int_eq(lmdb_source_open(&lmdb_engine, path, &src), 0);
	ck_assert_int_eq(db_get(lmdb_source_txn(src), text("a"), &v), 0);
	lmdb_source_close(src);
}
END_TEST

static int stop_at_two(void *arg, struct bytes key, struct bytes value)
{
	(void)key;
	(void)value;
	return ++*(int *)arg == 2 ? QUAD_EFULL : 0;
}

START_TEST(a_walk_ends_where_it_is_told_to)
{
	char dir[4096], copy[4200];
	struct lmdb_source *src;
	struct db *db;
	int n = 0;
	snprintf(dir, sizeof dir, "%s/walked", test_dir());
	snprintf(copy, sizeof copy, "%s/walked.copy", test_dir());
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	ck_assert_int_eq(db_update(db, put_one, NULL, NULL), 0);
	ck_assert_int_eq(db_backup(db, copy), 0);
	db_close(db);
	ck_assert_int_eq(lmdb_source_open(&lmdb_engine, copy, &src), 0);
	/* the database's own are not among them */
	ck_assert_int_eq(lmdb_source_walk(src, stop_at_two, &n), 0);
	ck_assert_int_eq(n, 1);
	ck_assert_int_eq(lmdb_source_walk(src, stop_at_two, &n), QUAD_EFULL);
	lmdb_source_close(src);
}
END_TEST

Suite *maker_suite(void)
{
	Suite *s = suite_create("maker");
	TCase *t = tcase_create("maker");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, entries_in_order_make_a_store);
	tcase_add_test(t, a_made_backup_is_as_compact_as_a_copied_one);
	tcase_add_test(t, what_is_not_ended_well_leaves_nothing);
	tcase_add_test(t, a_file_that_is_there_is_not_touched);
	tcase_add_test(t, a_walk_ends_where_it_is_told_to);
	suite_add_tcase(s, t);
	return s;
}
