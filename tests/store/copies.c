/* A store as files: what is not opened, who may read it, the settings in it, copies of it. */
#include "tests/engine.h"
#include "store/query/journal_proof.h"
#include "tests/store/ask.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *copies_suite(void);

/* ---- opening ---- */

static void write_file(const char *path, const void *p, size_t len)
{
	FILE *f = fopen(path, "wb");
	ck_assert_msg(f && fwrite(p, 1, len, f) == len && fclose(f) == 0, "%s: %s", path, strerror(errno));
}

static struct db *new_db(const char *name)
{
	struct db *db;
	int err = db_open(test_store(name), DB_CREATE, &db);
	ck_assert_msg(err == 0, "%s: %s", name, quad_strerror(err));
	return db;
}

START_TEST(what_is_no_store_is_not_opened)
{
	static char noise[100000];
	struct store s;
	char dir[4096];
	snprintf(dir, sizeof dir, "%s/foreign", test_dir());
	ck_assert_int_eq(store_open(dir, &s), QUAD_ENOSTORE);
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(store_open(dir, &s), QUAD_ENOSTORE);
	memset(noise, 'x', sizeof noise);
	static const size_t sizes[] = {1, 100, 4096, 8192, 100000};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		write_file(test_path(dir, "data.mdb"), noise, sizes[i]);
		int err = store_open(dir, &s);
		ck_assert_msg(err == QUAD_ECORRUPT, "%zu bytes: %s", sizes[i], quad_strerror(err));
		err = store_create(dir, "UTC", &s);
		ck_assert_msg(err == QUAD_EEXIST, "%zu bytes: %s", sizes[i], quad_strerror(err));
	}
	write_file(test_path(dir, "data.mdb"), "", 0);
	ck_assert_int_eq(store_open(dir, &s), QUAD_ECORRUPT);
	/* a file in the place of the directory */
	snprintf(dir, sizeof dir, "%s/file", test_dir());
	write_file(dir, "x", 1);
	ck_assert_int_ne(store_create(dir, "UTC", &s), 0);
}
END_TEST

static void fill(struct world *w, int n)
{
	world_open(w);
	struct request *rq = calloc((size_t)n, sizeof *rq);
	struct result *results = calloc((size_t)n, sizeof *results);
	for (int i = 0; i < n; i++)
		rq[i] = rq_resource(w, arena_fmt(&w->arena, "R%d", i), KIND_LAB, MODE_EXCLUSIVE, 30, "");
	ck_assert_int_eq(store_apply(&w->s, rq, (size_t)n, false, results, &w->arena), 0);
	free(rq);
	free(results);
}

START_TEST(a_truncated_store_is_refused_and_does_not_kill)
{
	struct world w;
	struct store s;
	struct stat st;
	fill(&w, 2000);
	world_close(&w);
	char path[4200];
	snprintf(path, sizeof path, "%s/data.mdb", w.dir);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_gt(st.st_size, 100000);
	ck_assert_int_eq(store_open(w.dir, &s), 0);
	store_close(&s);
	const off_t sizes[] = {st.st_size - 4096, st.st_size - 5000, st.st_size / 2, 12288, 8192, 8191, 4096, 100, 1};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		ck_assert_int_eq(truncate(path, sizes[i]), 0);
		int err = store_open(w.dir, &s);
		ck_assert_msg(err == QUAD_ECORRUPT, "%ld of %ld bytes: %s", (long)sizes[i], (long)st.st_size, quad_strerror(err));
		struct db *db = new_db("other");
		err = db_restore(db, path, store_verify, NULL);
		ck_assert_msg(err == QUAD_ECORRUPT, "restore of %ld bytes: %s", (long)sizes[i], quad_strerror(err));
		db_close(db);
		ck_assert_int_eq(unlink(test_path(test_dir(), "other/data.mdb")), 0);
	}
}
END_TEST

static void check_mode(const char *path, mode_t want)
{
	struct stat st;
	ck_assert_msg(stat(path, &st) == 0, "%s: %s", path, strerror(errno));
	ck_assert_msg((st.st_mode & 0777) == want, "%s: mode %o, want %o", path, (unsigned)st.st_mode & 0777, (unsigned)want);
}

START_TEST(a_store_is_its_owners_alone)
{
	struct store s;
	char dir[4096];
	umask(0);
	snprintf(dir, sizeof dir, "%s/deep/er/store", test_dir());
	ck_assert_int_eq(store_create(dir, "UTC", &s), 0);
	check_mode(dir, 0700);
	check_mode(test_path(dir, "data.mdb"), 0600);
	check_mode(test_path(dir, "lock.mdb"), 0600);
	check_mode(test_path(dir, "write.lock"), 0600);
	const char *copy = test_path(dir, "copy");
	ck_assert_int_eq(db_backup(s.db, copy), 0);
	check_mode(copy, 0600);
	struct store again;
	ck_assert_int_eq(store_create(dir, "UTC", &again), QUAD_EEXIST);
	ck_assert_int_eq(store_create("/", "Not/AZone", &again), QUAD_EZONE);
	store_close(&s);
}
END_TEST

START_TEST(a_store_knows_its_zone)
{
	struct store s;
	char dir[4096];
	snprintf(dir, sizeof dir, "%s", test_store("zone"));
	ck_assert_int_eq(store_create(dir, "America/New_York", &s), 0);
	store_close(&s);
	ck_assert_int_eq(clock_zone_use("UTC"), 0);
	ck_assert_int_eq(store_open(dir, &s), 0);
	ck_assert_str_eq(s.zone, "America/New_York");
	ck_assert_int_eq(at("2026-01-01T00:00"), clock_day_number(2026, 1, 1) * DAY_MIN + 300);
	store_close(&s);
}
END_TEST

static int forget_mark(struct db_txn *txn, void *arg)
{
	(void)arg;
	return db_del(txn, (struct bytes){"mmark", 5});
}

START_TEST(a_store_knows_its_mark)
{
	struct store s, other;
	char dir[4096];
	ck_assert_int_eq(store_create(test_store("other"), "UTC", &other), 0);
	snprintf(dir, sizeof dir, "%s", test_store("marked"));
	ck_assert_int_eq(store_create(dir, "UTC", &s), 0);
	uint32_t mark = s.mark;
	ck_assert(mark != 0 && mark != other.mark);
	store_close(&other);
	store_close(&s);
	ck_assert_int_eq(store_open(dir, &s), 0);
	ck_assert_uint_eq(s.mark, mark);
	/* one of before there were marks */
	ck_assert_int_eq(db_update(s.db, forget_mark, NULL, NULL), 0);
	store_close(&s);
	ck_assert_int_eq(store_open(dir, &s), 0);
	ck_assert_uint_eq(s.mark, 0);
	store_close(&s);
}
END_TEST

/* ---- copies ---- */

START_TEST(a_backup_comes_back)
{
	struct world w;
	char copy[4200];
	fill(&w, 300);
	snprintf(copy, sizeof copy, "%s/copy", test_dir());
	ck_assert_str_eq(book(&w, "R1", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	const char *before = all_standing(&w);
	uint64_t n = entries(&w.s);
	ck_assert_int_eq(db_backup(w.s.db, copy), 0);
	ck_assert_int_eq(db_backup(w.s.db, copy), QUAD_EEXIST);
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(book(&w, "R1", "2026-09-07T08:30", "2026-09-07T09:30"), "added");
	ck_assert_int_eq(db_restore(w.s.db, copy, store_verify, NULL), 0);
	ck_assert_str_eq(all_standing(&w), before);
	ck_assert_uint_eq(entries(&w.s), n);
	check_store(&w.s);
	ck_assert_str_eq(book(&w, "R1", "2026-09-07T08:30", "2026-09-07T09:30"), "refused busy:R1@1");
	/* into another store, and back again from there */
	struct store other;
	char dir[4200];
	snprintf(dir, sizeof dir, "%s", test_store("other"));
	ck_assert_int_eq(store_create(dir, "UTC", &other), 0);
	ck_assert_int_eq(db_restore(other.db, copy, store_verify, NULL), 0);
	ck_assert_uint_eq(entries(&other), n);
	check_store(&other);
	ck_assert_uint_ne(other.mark, w.s.mark);
	ck_assert_int_eq(db_read(other.db, store_verify, &other), 0);
	ck_assert_uint_eq(other.mark, w.s.mark);
	ck_assert_str_eq(other.zone, "Asia/Shanghai");
	store_close(&other);
	ck_assert_int_eq(store_open(dir, &other), 0);
	ck_assert_str_eq(other.zone, "Asia/Shanghai");
	store_close(&other);
	world_close(&w);
}
END_TEST

static int put_foreign(struct db_txn *txn, void *arg)
{
	(void)arg;
	return db_put(txn, (struct bytes){"b", 1}, (struct bytes){"b", 1});
}

START_TEST(a_bad_copy_changes_nothing)
{
	struct world w;
	char path[4200];
	static char noise[20000];
	fill(&w, 10);
	uint64_t n = entries(&w.s), token = db_token(w.s.db);
	snprintf(path, sizeof path, "%s/bad", test_dir());
	ck_assert_int_eq(db_restore(w.s.db, path, store_verify, NULL), QUAD_ENOSTORE);
	ck_assert_int_ne(access(path, F_OK), 0);
	write_file(path, "", 0);
	ck_assert_int_eq(db_restore(w.s.db, path, store_verify, NULL), QUAD_ECORRUPT);
	write_file(path, noise, sizeof noise);
	ck_assert_int_eq(db_restore(w.s.db, path, store_verify, NULL), QUAD_ECORRUPT);
	ck_assert_int_eq(db_restore(w.s.db, test_dir(), store_verify, NULL), QUAD_ECORRUPT);
	/* a database, but not of this program */
	struct db *db = new_db("foreign");
	ck_assert_int_eq(db_update(db, put_foreign, NULL, NULL), 0);
	unlink(path);
	ck_assert_int_eq(db_backup(db, path), 0);
	db_close(db);
	ck_assert_int_eq(db_restore(w.s.db, path, store_verify, NULL), QUAD_ECORRUPT);
	ck_assert_uint_eq(entries(&w.s), n);
	ck_assert_uint_eq(db_token(w.s.db), token);
	ck_assert_int_ne(db_backup(w.s.db, "/nonexistent/dir/copy"), 0);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* A sum of all entries but the engine's own. */
static int sum_entries(struct db_txn *txn, void *arg)
{
	struct db_scan scan;
	struct bytes key, value;
	uint64_t *sum = arg;
	*sum = FNV1A_START;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, (struct bytes){"\1", 1}, (struct bytes){"\xff", 1});
	while (!err) {
		err = db_scan_next(&scan, &key, &value);
		if (!err)
			*sum = fnv1a(fnv1a(*sum, key), value);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static void expect_same_store(struct store *a, struct store *b)
{
	struct journal_head of_a, of_b;
	uint64_t sum_a, sum_b;
	ck_assert_int_eq(query_head(a, &of_a), 0);
	ck_assert_int_eq(query_head(b, &of_b), 0);
	ck_assert_str_eq(of_a.origin, of_b.origin);
	ck_assert_uint_eq(of_a.size, of_b.size);
	ck_assert(hash_equals(&of_a.root, &of_b.root));
	ck_assert_int_eq(db_read(a->db, sum_entries, &sum_a), 0);
	ck_assert_int_eq(db_read(b->db, sum_entries, &sum_b), 0);
	ck_assert_uint_eq(sum_a, sum_b);
}

/* On LMDB both stores are in directories; where the tests run on a server, one of them is there. */
START_TEST(a_store_moves_to_another_engine_and_back)
{
	struct world w;
	struct store local, third;
	char there[4200], back[4200], dir[4200];
	snprintf(there, sizeof there, "%s/there", test_dir());
	snprintf(back, sizeof back, "%s/back", test_dir());
	snprintf(dir, sizeof dir, "%s/local", test_dir());
	fill(&w, 300);
	ck_assert_str_eq(book(&w, "R1", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_int_eq(db_backup(w.s.db, there), 0);
	ck_assert_int_eq(store_create(dir, "UTC", &local), 0);
	ck_assert_int_eq(db_restore(local.db, there, store_verify, &local), 0);
	expect_same_store(&w.s, &local);
	check_store(&local);
	/* it goes on there, and comes back */
	struct request rq = rq_book(&w, "R2", "2026-09-07T08:00", "2026-09-07T09:00");
	struct result result;
	ck_assert_int_eq(store_apply(&local, &rq, 1, false, &result, &w.arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_ADDED);
	ck_assert_int_eq(db_backup(local.db, back), 0);
	ck_assert_int_eq(db_restore(w.s.db, back, store_verify, &w.s), 0);
	expect_same_store(&w.s, &local);
	check_store(&w.s);
	ck_assert_str_eq(book(&w, "R2", "2026-09-07T08:30", "2026-09-07T09:30"), "refused busy:R2@2");
	/* into a new one of the tests' engine */
	ck_assert_int_eq(store_create(test_store("third"), "UTC", &third), 0);
	ck_assert_int_eq(db_restore(third.db, back, store_verify, &third), 0);
	expect_same_store(&third, &local);
	check_store(&third);
	store_close(&third);
	store_close(&local);
	world_close(&w);
}
END_TEST

Suite *copies_suite(void)
{
	Suite *s = suite_create("copies");
	TCase *t = tcase_create("copies");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_store_knows_its_zone);
	tcase_add_test(t, a_store_knows_its_mark);
	tcase_add_test(t, a_store_moves_to_another_engine_and_back);
	tcase_add_test(t, a_backup_comes_back);
	tcase_add_test(t, a_bad_copy_changes_nothing);
	only_on_lmdb("the files of a store");
	tcase_add_test(t, what_is_no_store_is_not_opened);
	tcase_add_test(t, a_truncated_store_is_refused_and_does_not_kill);
	tcase_add_test(t, a_store_is_its_owners_alone);
	suite_add_tcase(s, t);
	return s;
}
