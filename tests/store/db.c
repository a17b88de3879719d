/*
 * The database below the engine: scans and bounds, transactions that leave nothing, what cannot be opened, copies.
 * Writers of other processes are children of their own, in step by pipes.
 */
#include "tests/store/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/random.h"

Suite *db_suite(void);

static struct db *new_db(const char *name)
{
	struct db *db;
	int err = db_open(test_path(test_dir(), name), DB_CREATE, &db);
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
	ck_assert_int_eq(db_open(test_path(test_dir(), "again"), 0, &db), 0);
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
		struct store s;
		err = store_open(dir, &s);
		ck_assert_msg(err == QUAD_ECORRUPT, "%zu bytes: %s", sizes[i], quad_strerror(err));
		err = store_create(dir, "UTC", &s);
		ck_assert_msg(err == QUAD_EEXIST, "%zu bytes: %s", sizes[i], quad_strerror(err));
	}
	write_file(test_path(dir, "data.mdb"), "", 0);
	struct store s;
	ck_assert_int_eq(store_open(dir, &s), QUAD_ECORRUPT);
	/* a file in the place of the directory */
	snprintf(dir, sizeof dir, "%s/file", test_dir());
	write_file(dir, "x", 1);
	ck_assert_int_eq(db_open(dir, 0, &db), QUAD_ENOSTORE);
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
	snprintf(dir, sizeof dir, "%s/zone", test_dir());
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
	ck_assert_int_eq(store_create(test_path(test_dir(), "other"), "UTC", &other), 0);
	snprintf(dir, sizeof dir, "%s/marked", test_dir());
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
	snprintf(dir, sizeof dir, "%s/other", test_dir());
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
	static const char *const keys[] = {"b"};
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 1, 0}, NULL), 0);
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
	snprintf(dir, sizeof dir, "%s/busy", test_dir());
	pid_t pid = start_holder(dir, &go);
	ck_assert_int_eq(db_holder(db), pid);
	db_set_timeout(db, 1);
	struct timespec before, after;
	clock_gettime(CLOCK_MONOTONIC, &before);
	ck_assert_int_eq(db_update(db, put_pairs, &(struct pairs){keys, 1, 0}, NULL), QUAD_EBUSY);
	clock_gettime(CLOCK_MONOTONIC, &after);
	double waited = (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
	ck_assert_msg(waited >= 0.99 && waited < 5, "waited %.2f s, want 1", waited);
	ck_assert_int_eq(db_rehearse(db, put_pairs, &(struct pairs){keys, 1, 0}), QUAD_EBUSY);
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
	snprintf(dir, sizeof dir, "%s/turn", test_dir());
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
	snprintf(dir, sizeof dir, "%s/killed", test_dir());
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
	snprintf(dir, sizeof dir, "%s/token", test_dir());
	uint64_t token = db_token(db);
	pid_t pid = start_holder(dir, &go);
	ck_assert_uint_eq(db_token(db), token);
	close(go);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_ne(db_token(db), token);
	db_close(db);
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
	tcase_add_test(t, what_is_no_store_is_not_opened);
	tcase_add_test(t, a_truncated_store_is_refused_and_does_not_kill);
	tcase_add_test(t, a_store_is_its_owners_alone);
	tcase_add_test(t, a_store_knows_its_zone);
	tcase_add_test(t, a_store_knows_its_mark);
	tcase_add_test(t, a_backup_comes_back);
	tcase_add_test(t, a_bad_copy_changes_nothing);
	tcase_add_test(t, a_writer_that_stays_makes_others_busy);
	tcase_add_test(t, a_writer_who_waits_gets_its_turn);
	tcase_add_test(t, a_killed_writer_leaves_nothing);
	tcase_add_test(t, a_token_moves_by_what_others_do);
	suite_add_tcase(s, t);
	return s;
}
