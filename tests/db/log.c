/*
 * The log in front of the tree: its records as bytes, and in a store as processes that died, power cuts and damage may
 * leave them. A power cut is played by another run of the system in the state's page, see lmdb_ring.c.
 */
#include "store/db/lmdb_log.h"

#include <check.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "store/db/lmdb_ring.h"
#include "tests/random.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *log_suite(void);

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* ---- bytes ---- */

static int say_put(void *arg, struct bytes key, struct bytes value)
{
	buf_fmt(arg, "+%.*s=%.*s ", (int)key.len, (const char *)key.p, (int)value.len, (const char *)value.p);
	return 0;
}

static int say_del(void *arg, struct bytes key)
{
	buf_fmt(arg, "-%.*s ", (int)key.len, (const char *)key.p);
	return key.len == 4 ? QUAD_EIO : 0;
}

static const struct log_end end_19 = {.lsn = 19, .sum = 0x1234, .at = 4096};

/* Record 20 of ring 7: +a=1 -b +c= */
static uint64_t make_record(struct buf *out)
{
	log_begin(out);
	log_put(out, text("a"), text("1"));
	log_del(out, text("b"));
	log_put(out, text("c"), text(""));
	return log_seal(out, 7, &end_19);
}

START_TEST(a_record_is_read_as_it_was_written)
{
	struct buf b = {0}, said = {0};
	struct log_record r;
	uint64_t sum = make_record(&b);
	const unsigned char *p = (const unsigned char *)b.p;
	ck_assert_uint_eq(log_measure(p, 7, 20), b.len);
	ck_assert_uint_eq(log_measure(p, 8, 20), 0);
	ck_assert_uint_eq(log_measure(p, 7, 19), 0);
	ck_assert_uint_eq(log_peek(p, 7), 20);
	ck_assert_uint_eq(log_peek(p, 8), 0);
	ck_assert(log_read((struct bytes){b.p, b.len}, &r));
	ck_assert_uint_eq(r.lsn, 20);
	ck_assert_uint_eq(r.sum, sum);
	ck_assert_uint_eq(r.sum_before, end_19.sum);
	ck_assert_int_eq(log_replay(r.changes, say_put, say_del, &said), 0);
	ck_assert_str_eq(buf_text(&said), "+a=1 -b +c= ");
	buf_release(&b);
	buf_release(&said);
}
END_TEST

START_TEST(a_record_of_which_a_bit_is_another_is_none)
{
	struct buf b = {0};
	struct log_record r;
	make_record(&b);
	for (size_t i = 0; i < b.len * 8; i++) {
		b.p[i / 8] = (char)(b.p[i / 8] ^ 1 << i % 8);
		const unsigned char *p = (const unsigned char *)b.p;
		bool whole = log_measure(p, 7, 20) == b.len && log_read((struct bytes){b.p, b.len}, &r);
		ck_assert_msg(!whole, "bit %zu", i);
		b.p[i / 8] = (char)(b.p[i / 8] ^ 1 << i % 8);
	}
	buf_release(&b);
}
END_TEST

START_TEST(changes_that_are_anything_end_in_an_error)
{
	struct random random = {7};
	struct buf said = {0};
	unsigned char bytes[40];
	size_t n_bad = 0;
	for (int round = 0; round < 20000; round++) {
		size_t len = random_below(&random, sizeof bytes + 1);
		for (size_t i = 0; i < len; i++)
			bytes[i] = (unsigned char)random_below(&random, random_below(&random, 3) ? 3 : 256);
		if (len)
			bytes[0] = random_below(&random, 2) ? 'p' : 'd';
		buf_clear(&said);
		/* on the heap, where a sanitizer sees a step beyond the end */
		unsigned char *copy = malloc(len ? len : 1);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, bytes, len);
		int err = log_replay((struct bytes){copy, len}, say_put, say_del, &said);
		ck_assert(err == 0 || err == QUAD_ECORRUPT || err == QUAD_EIO);
		n_bad += err == QUAD_ECORRUPT;
		free(copy);
	}
	ck_assert_uint_gt(n_bad, 10000);
	buf_release(&said);
}
END_TEST

START_TEST(a_place_is_chosen_between_the_ends)
{
	enum { B = LOG_BLOCK_BYTES };
	static const struct {
		uint64_t tree, end;
		size_t len;
		bool found;
		uint64_t at;
	} rows[] = {
		{0, 0, 1, true, 0},
		{0, B, B + 1, true, B},
		{0, RING_BYTES - B, 1, false, 0}, /* the last block would make it look empty */
		{B, RING_BYTES - B, 1, true, RING_BYTES - B},
		{3 * B, RING_BYTES - B, B + 1, true, 0}, /* which does not fit before the end */
		{2 * B, RING_BYTES - B, B + 1, false, 0},
		{3 * B, B, B, true, B},
		{3 * B, B, B + 1, false, 0},
		{3 * B, 3 * B, RING_BYTES - 3 * B, true, 3 * B},
		{3 * B, 3 * B, RING_BYTES - 3 * B + 1, false, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct log_end tree = {.at = rows[i].tree}, end = {.at = rows[i].end};
		uint64_t at;
		ck_assert_msg(ring_choose_place(&tree, &end, rows[i].len, &at) == rows[i].found, "row %zu", i);
		if (rows[i].found)
			ck_assert_uint_eq(at, rows[i].at);
	}
}
END_TEST

/* ---- in a store ---- */

struct pair {
	const char *key, *value;
};

static int put_pair(struct db_txn *txn, void *arg)
{
	const struct pair *p = arg;
	return db_put(txn, text(p->key), text(p->value));
}

static int put(struct db *db, const char *key, const char *value)
{
	return db_update(db, put_pair, &(struct pair){key, value}, NULL);
}

static int get_value(struct db_txn *txn, void *arg)
{
	struct bytes v;
	int err = db_get(txn, text("k"), &v);
	if (!err)
		buf_add(arg, v.p, v.len);
	return err;
}

/* A path of its own in the test's directory, till the end of the process. */
static const char *path_of(const char *dir, const char *name)
{
	static struct arena arena;
	return arena_str(&arena, test_path(dir, name));
}

/* A store with n commits, in each of which k became another. */
static void make_store(const char *dir, unsigned n)
{
	struct db *db;
	char value[24];
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	for (unsigned i = 1; i <= n; i++) {
		snprintf(value, sizeof value, "%u", i);
		ck_assert_int_eq(put(db, "k", value), 0);
	}
	ck_assert_uint_eq(db_token(db), n);
	db_close(db);
}

static void expect(const char *dir, const char *value, uint64_t token)
{
	struct buf got = {0};
	struct db *db;
	int err = db_open(dir, 0, &db);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	ck_assert_int_eq(db_read(db, get_value, &got), 0);
	ck_assert_str_eq(buf_text(&got), value);
	ck_assert_uint_eq(db_token(db), token);
	buf_release(&got);
	db_close(db);
}

static void expect_no_opening(const char *dir, int err)
{
	struct db *db;
	ck_assert_int_eq(db_open(dir, 0, &db), err);
}

/* The file of a store, in memory, and what is where in it. */
struct file {
	char path[4096];
	unsigned char *p;
	size_t len;
};

static struct file load(const char *dir)
{
	struct file f;
	snprintf(f.path, sizeof f.path, "%s/data.mdb", dir);
	f.p = (unsigned char *)test_read_file(f.path, &f.len);
	return f;
}

static void save(struct file *f)
{
	int fd = open(f->path, O_WRONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, f->p, f->len, 0), (ssize_t)f->len);
	close(fd);
	free(f->p);
}

static unsigned char *find_state(const struct file *f)
{
	for (size_t at = 0; at < f->len; at += LOG_BLOCK_BYTES)
		if (memcmp(f->p + at, "Qstate 1", 8) == 0)
			return f->p + at;
	ck_abort_msg("there is no state");
}

static unsigned char *find_record(const struct file *f, uint64_t lsn)
{
	uint64_t ring_id;
	unsigned char *state = find_state(f);
	memcpy(&ring_id, state + 8, sizeof ring_id);
	for (size_t at = LOG_BLOCK_BYTES; at <= RING_BYTES; at += LOG_BLOCK_BYTES)
		if (log_peek(state + at, ring_id) == lsn)
			return state + at;
	ck_abort_msg("there is no record %" PRIu64, lsn);
}

/* As if the system had gone down since. */
static void reboot(const char *dir)
{
	struct file f = load(dir);
	find_state(&f)[16] ^= 1;
	save(&f);
}

START_TEST(another_process_sees_what_is_only_in_the_log)
{
	const char *dir = path_of(test_dir(), "log");
	make_store(dir, 20);
	expect(dir, "20", 20);
	reboot(dir);
	expect(dir, "20", 20);
	/* and so does a copy of the file */
	const char *copy = path_of(test_dir(), "copied");
	struct file f = load(dir);
	ck_assert_int_eq(mkdir(copy, 0700), 0);
	snprintf(f.path, sizeof f.path, "%s/data.mdb", copy);
	close(open(f.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	save(&f);
	expect(copy, "20", 20);
}
END_TEST

/* The state of the ring as it was before a commit is put back after it: its writer died before it was published. */
static void unpublish(const char *dir, const char *value)
{
	static unsigned char state[LOG_BLOCK_BYTES];
	struct db *db;
	struct file f = load(dir);
	memcpy(state, find_state(&f), sizeof state);
	free(f.p);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(put(db, "k", value), 0);
	db_close(db);
	f = load(dir);
	memcpy(find_state(&f), state, sizeof state);
	save(&f);
}

START_TEST(what_a_writer_left_that_died_is_done)
{
	const char *dir = path_of(test_dir(), "died");
	make_store(dir, 20);
	unpublish(dir, "left");
	expect(dir, "left", 21);
	unpublish(dir, "after a power cut");
	reboot(dir);
	expect(dir, "after a power cut", 22);
}
END_TEST

static int hold(struct db_txn *txn, void *arg)
{
	const int *ends = arg;
	char c = 'h';
	(void)txn;
	ck_assert_int_eq(write(ends[1], &c, 1), 1);
	ck_assert_int_eq(read(ends[2], &c, 1), 1);
	return QUAD_EREFUSED;
}

/* Another process is in a write transaction until the pipe *out is written to. Returns it. */
static pid_t begin_writer(const char *dir, int *out)
{
	int said[2], end[2];
	char c;
	ck_assert(pipe(said) == 0 && pipe(end) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct db *db;
		int ends[3] = {said[0], said[1], end[0]};
		test_child_end(db_open(dir, 0, &db) == 0 && db_update(db, hold, ends, NULL) == QUAD_EREFUSED ? 0 : 1);
	}
	ck_assert_int_eq(read(said[0], &c, 1), 1);
	*out = end[1];
	return pid;
}

START_TEST(a_record_is_not_published_while_its_writer_may_be_at_it)
{
	const char *dir = path_of(test_dir(), "busy");
	struct buf got = {0};
	struct db *db;
	int end, status;
	make_store(dir, 20);
	pid_t pid = begin_writer(dir, &end);
	struct file f = load(dir);
	struct buf b = {0};
	uint64_t ring_id, sum;
	/* a record after the last, as that writer would write it */
	memcpy(&ring_id, find_state(&f) + 8, sizeof ring_id);
	memcpy(&sum, find_record(&f, 20) + LOG_HEAD_BYTES - 8, sizeof sum);
	log_begin(&b);
	log_put(&b, text("k"), text("its"));
	log_seal(&b, ring_id, &(struct log_end){.lsn = 20, .sum = sum});
	memcpy(find_record(&f, 20) + LOG_BLOCK_BYTES, b.p, b.len);
	save(&f);
	/* who opens it meanwhile does not wait, and does not see it */
	expect(dir, "20", 20);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(write(end, "e", 1), 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	/* the next writer does it first */
	ck_assert_int_eq(put(db, "other", "1"), 0);
	ck_assert_uint_eq(db_token(db), 22);
	ck_assert_int_eq(db_read(db, get_value, &got), 0);
	ck_assert_str_eq(buf_text(&got), "its");
	buf_release(&got);
	buf_release(&b);
	db_close(db);
}
END_TEST

START_TEST(a_torn_record_that_nobody_was_told_of_is_dropped)
{
	const char *dir = path_of(test_dir(), "torn");
	make_store(dir, 20);
	unpublish(dir, "torn");
	struct file f = load(dir);
	find_record(&f, 21)[LOG_HEAD_BYTES + 3] ^= 4;
	save(&f);
	reboot(dir);
	expect(dir, "20", 20);
	struct db *db;
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(put(db, "k", "next"), 0);
	db_close(db);
	expect(dir, "next", 21);
}
END_TEST

START_TEST(a_record_that_was_answered_for_and_is_gone_is_told)
{
	const char *dir = path_of(test_dir(), "gone");
	make_store(dir, 20);
	struct file f = load(dir);
	size_t at = (size_t)(find_record(&f, _i == 0 ? 20 : 12) - f.p) + LOG_HEAD_BYTES;
	f.p[at] ^= 64;
	/* where the state is lost too, the records after it tell */
	if (_i == 2)
		memset(find_state(&f), 0, 512);
	save(&f);
	expect_no_opening(dir, QUAD_ECORRUPT);
	f = load(dir);
	f.p[at] ^= 64;
	save(&f);
	expect(dir, "20", 20);
}
END_TEST

/* What a record that could not be erased leaves in the state: where it may be on the disk. */
static void note_unsure(const char *dir, uint64_t lsn, size_t blocks_after)
{
	struct file f = load(dir);
	unsigned char *state = find_state(&f);
	uint64_t at = (uint64_t)(find_record(&f, lsn) - state) - LOG_BLOCK_BYTES + blocks_after * LOG_BLOCK_BYTES;
	for (int i = 0; i < 8; i++)
		state[256 + i] = (unsigned char)((at + 1) >> 8 * i);
	save(&f);
}

static bool is_unsure(const char *dir)
{
	static const unsigned char none[8];
	struct file f = load(dir);
	bool yes = memcmp(find_state(&f) + 256, none, sizeof none) != 0;
	free(f.p);
	return yes;
}

START_TEST(a_place_that_is_not_sure_is_erased_unless_a_record_stands_there)
{
	const char *dir = path_of(test_dir(), "unsure");
	make_store(dir, 20);
	note_unsure(dir, 20, 1);
	expect(dir, "20", 20);
	ck_assert(!is_unsure(dir));
	/* what the state said before a restart may be about a place that is in use since */
	note_unsure(dir, 15, 0);
	expect(dir, "20", 20);
	ck_assert(!is_unsure(dir));
	reboot(dir);
	expect(dir, "20", 20);
}
END_TEST

/* ---- much of everything, against a table ---- */

enum { KEYS = 200, ROUNDS = 1500, LARGE = 90000, KEY_BYTES = 8, ABSENT = 0 };

struct table {
	uint32_t v[KEYS]; /* versions; the value of one that is divisible by 97 is large */
};

static char large[LARGE];

static struct bytes key_of(size_t i, char out[KEY_BYTES])
{
	snprintf(out, KEY_BYTES, "k%03zu", i);
	return text(out);
}

static struct bytes value_of(uint32_t version)
{
	size_t len = version % 97 == 0 ? LARGE : 20 + version % 300;
	snprintf(large, sizeof large, "%010" PRIu32, version);
	return (struct bytes){large, len};
}

struct change {
	struct table *t;
	struct random *random;
	uint32_t version;
};

static int change_keys(struct db_txn *txn, void *arg)
{
	struct change *c = arg;
	for (unsigned n = 1 + random_below(c->random, 20); n > 0; n--) {
		char text_of_key[KEY_BYTES];
		size_t i = random_below(c->random, KEYS);
		struct bytes key = key_of(i, text_of_key);
		bool is_put = random_below(c->random, 4) != 0;
		int err = is_put ? db_put(txn, key, value_of(c->version)) : db_del(txn, key);
		if (err)
			return err;
		c->t->v[i] = is_put ? c->version : ABSENT;
	}
	return 0;
}

static int change_and_refuse(struct db_txn *txn, void *arg)
{
	int err = change_keys(txn, arg);
	return err ? err : QUAD_EREFUSED;
}

/* Some keys, a part that is rolled back, a part that stays. */
static int change_in_parts(struct db_txn *txn, void *arg)
{
	struct change *c = arg, part = *c;
	struct table other;
	int err = change_keys(txn, c);
	if (err)
		return err;
	other = *c->t;
	part.t = &other;
	err = db_nest(txn, change_and_refuse, &part);
	return err == QUAD_EREFUSED ? db_nest(txn, change_keys, c) : err;
}

static void expect_key(const struct table *t, size_t i, struct bytes key, struct bytes value)
{
	char text_of_key[KEY_BYTES];
	struct bytes want_key = key_of(i, text_of_key), want = value_of(t->v[i]);
	ck_assert_uint_eq(key.len, want_key.len);
	ck_assert_int_eq(memcmp(key.p, want_key.p, key.len), 0);
	ck_assert_uint_eq(value.len, want.len);
	ck_assert_int_eq(memcmp(value.p, want.p, want.len), 0);
}

/* The whole content in both directions, and the keys alone. */
static int compare_table(struct db_txn *txn, void *arg)
{
	const struct table *t = arg;
	struct db_scan scan;
	struct bytes k, v;
	char text_of_key[KEY_BYTES];
	ck_assert_int_eq(db_scan_open(txn, &scan), 0);
	for (int back = 0; back < 2; back++) {
		ck_assert_int_eq(back ? db_scan_range_back(&scan, text("k"), text("l"))
		                      : db_scan_range(&scan, text("k"), text("l")),
		                 0);
		for (size_t n = 0; n < KEYS; n++) {
			size_t i = back ? KEYS - 1 - n : n;
			if (t->v[i] == ABSENT)
				continue;
			ck_assert_int_eq(db_scan_next(&scan, &k, &v), 0);
			expect_key(t, i, k, v);
		}
		ck_assert_int_eq(db_scan_next(&scan, &k, &v), QUAD_ENOTFOUND);
	}
	db_scan_close(&scan);
	for (size_t i = 0; i < KEYS; i++) {
		int err = db_get(txn, key_of(i, text_of_key), &v);
		ck_assert_int_eq(err, t->v[i] == ABSENT ? QUAD_ENOTFOUND : 0);
	}
	return 0;
}

static void fail_on_fault(void *arg, const char *said)
{
	(void)arg;
	ck_abort_msg("%s", said);
}

START_TEST(a_store_is_what_a_table_is)
{
	struct random random = {random_seed(11)};
	const char *dir = path_of(test_dir(), "table");
	struct table t = {0}, other;
	uint64_t n_faults;
	struct db *db;
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	for (uint32_t version = 1; version <= ROUNDS; version++) {
		struct change c = {&t, &random, version};
		switch (random_below(&random, 8)) {
		case 0:
			other = t;
			c.t = &other;
			ck_assert_int_eq(db_update(db, change_and_refuse, &c, NULL), QUAD_EREFUSED);
			break;
		case 1:
			other = t;
			c.t = &other;
			ck_assert_int_eq(db_rehearse(db, change_keys, &c), 0);
			break;
		case 2: ck_assert_int_eq(db_update(db, change_in_parts, &c, NULL), 0); break;
		default: ck_assert_int_eq(db_update(db, change_keys, &c, NULL), 0);
		}
		if (random_below(&random, 10) == 0)
			ck_assert_int_eq(db_read(db, compare_table, &t), 0);
		if (random_below(&random, 100) == 0) {
			db_close(db);
			if (random_below(&random, 2))
				reboot(dir);
			ck_assert_int_eq(db_open(dir, 0, &db), 0);
			ck_assert_int_eq(db_read(db, compare_table, &t), 0);
		}
	}
	ck_assert_int_eq(db_prove(db, fail_on_fault, NULL, &n_faults), 0);
	db_close(db);
}
END_TEST

/* ---- inside one another ---- */

struct nest {
	struct db *db;
	struct buf *said;
};

static int read_write_read(struct db_txn *txn, void *arg)
{
	const struct nest *n = arg;
	int err = get_value(txn, n->said);
	if (!err)
		err = put(n->db, "k", "new");
	/* this snapshot stays, and one that begins now is newer */
	if (!err)
		err = get_value(txn, n->said);
	return err ? err : db_read(n->db, get_value, n->said);
}

static int put_and_read(struct db_txn *txn, void *arg)
{
	const struct nest *n = arg;
	int err = put_pair(txn, &(struct pair){"k", "unseen"});
	if (!err)
		err = db_read(n->db, get_value, n->said);
	return err ? err : get_value(txn, n->said);
}

START_TEST(each_transaction_sees_its_own_moment)
{
	const char *dir = path_of(test_dir(), "nested");
	struct buf said = {0};
	make_store(dir, 3);
	struct db *db;
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_read(db, read_write_read, &(struct nest){db, &said}), 0);
	ck_assert_str_eq(buf_text(&said), "33new");
	buf_clear(&said);
	ck_assert_int_eq(db_rehearse(db, put_and_read, &(struct nest){db, &said}), 0);
	ck_assert_str_eq(buf_text(&said), "newunseen");
	buf_clear(&said);
	ck_assert_int_eq(db_read(db, get_value, &said), 0);
	ck_assert_str_eq(buf_text(&said), "new");
	buf_release(&said);
	db_close(db);
}
END_TEST

/* ---- a tree that nobody folds the log into ---- */

/* Another process holds the tree's lock, a byte of write.lock, until the pipe *out is written to. */
static pid_t hold_tree(const char *dir, int *out)
{
	int said[2], end[2];
	char c;
	ck_assert(pipe(said) == 0 && pipe(end) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1, .l_len = 1};
		int fd = open(test_path(dir, "write.lock"), O_RDWR | O_CLOEXEC);
		bool ok = fcntl(fd, F_SETLK, &l) == 0 && write(said[1], "h", 1) == 1 && read(end[0], &c, 1) == 1;
		test_child_end(ok ? 0 : 1);
	}
	ck_assert_int_eq(read(said[0], &c, 1), 1);
	*out = end[1];
	return pid;
}

START_TEST(a_full_log_waits_for_the_tree_and_loses_nothing)
{
	const char *dir = path_of(test_dir(), "full");
	char value[24], last[24] = "3";
	struct buf got = {0};
	struct db *db;
	int end, status, err = 0;
	unsigned n = 0;
	make_store(dir, 3);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	db_set_timeout(db, 0);
	pid_t pid = hold_tree(dir, &end);
	while (!err) {
		snprintf(value, sizeof value, "n%u", ++n);
		err = put(db, "k", value);
		if (!err)
			memcpy(last, value, sizeof last);
	}
	ck_assert_int_eq(err, QUAD_EBUSY);
	ck_assert_uint_gt(n, 400);
	ck_assert_int_eq(db_holder(db), pid);
	ck_assert_int_eq(db_read(db, get_value, &got), 0);
	ck_assert_str_eq(buf_text(&got), last);
	expect(dir, last, n + 2);
	ck_assert_int_eq(write(end, "e", 1), 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(put(db, "k", "goes on"), 0);
	db_close(db);
	expect(dir, "goes on", n + 3);
	buf_release(&got);
}
END_TEST

/* ---- copies ---- */

static int nothing_to_verify(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

START_TEST(a_backup_has_what_is_only_in_the_log)
{
	const char *dir = path_of(test_dir(), "from"), *copy = path_of(test_dir(), "copy");
	const char *into = path_of(test_dir(), "into"), *own = path_of(test_dir(), "own");
	struct db *db;
	int end, status;
	make_store(dir, 20);
	make_store(into, 24);
	/* with _i, nothing can be put into the tree before */
	pid_t pid = _i ? hold_tree(dir, &end) : 0;
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_backup(db, copy), 0);
	db_close(db);
	if (_i) {
		ck_assert_int_eq(write(end, "e", 1), 1);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	}
	ck_assert_int_eq(db_open(into, 0, &db), 0);
	ck_assert_int_eq(db_restore(db, copy, nothing_to_verify, NULL), 0);
	ck_assert_uint_eq(db_token(db), 25);
	ck_assert_int_eq(put(db, "other", "1"), 0);
	db_close(db);
	expect(into, "20", 26);
	/* the copy as a store of its own */
	ck_assert_int_eq(mkdir(own, 0700), 0);
	ck_assert_int_eq(rename(copy, path_of(own, "data.mdb")), 0);
	expect(own, "20", 20);
	/* the file itself, as it lies on a disk */
	ck_assert_int_eq(db_open(into, 0, &db), 0);
	ck_assert_int_eq(db_restore(db, path_of(dir, "data.mdb"), nothing_to_verify, NULL), 0);
	db_close(db);
	expect(into, "20", 27);
}
END_TEST

/* One who has the store open while another restores it. */
START_TEST(what_was_restored_is_another_store_to_others)
{
	const char *dir = path_of(test_dir(), "restored"), *copy = path_of(test_dir(), "copy");
	struct buf got = {0};
	struct db *db;
	int status;
	make_store(dir, 5);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_backup(db, copy), 0);
	ck_assert_int_eq(put(db, "k", "6"), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct db *mine;
		int err = db_open(dir, 0, &mine);
		if (!err)
			err = db_restore(mine, copy, nothing_to_verify, NULL);
		/* it is the store of who restored it */
		if (!err)
			err = put(mine, "other", "1");
		test_child_end(err ? 1 : 0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(db_read(db, get_value, &got), 0);
	ck_assert_str_eq(buf_text(&got), "5");
	ck_assert_int_eq(db_stands(db), QUAD_EMOVED);
	ck_assert_int_eq(put(db, "k", "lost"), QUAD_EMOVED);
	ck_assert_int_eq(db_reopen(db), 0);
	ck_assert_int_eq(db_stands(db), 0);
	ck_assert_int_eq(put(db, "k", "9"), 0);
	db_close(db);
	buf_release(&got);
	expect(dir, "9", 9);
}
END_TEST

static int put_rebuilt(struct db_txn *txn, void *arg)
{
	int err = db_nest(txn, put_pair, &(struct pair){"rebuilt", "1"});
	return err ? err : *(const int *)arg;
}

/* The copy has its owner and mode, and a symbolic link goes on leading to it. */
START_TEST(a_rebuilt_file_is_whose_and_where_it_was)
{
	const char *dir = path_of(test_dir(), "owned"), *disk = path_of(test_dir(), "disk.mdb");
	const char *data = path_of(dir, "data.mdb");
	int fine = 0;
	struct stat st;
	struct db *db;
	make_store(dir, 5);
	ck_assert_int_eq(rename(data, disk), 0);
	ck_assert_int_eq(symlink(disk, data), 0);
	ck_assert_int_eq(chmod(disk, 0660), 0);
	bool is_root = geteuid() == 0;
	if (is_root)
		ck_assert_int_eq(chown(disk, 65534, 65534), 0);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_rebuild(db, put_rebuilt, &fine), 0);
	db_close(db);
	ck_assert_int_eq(lstat(data, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(stat(disk, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0660);
	ck_assert(!is_root || (st.st_uid == 65534 && st.st_gid == 65534));
	ck_assert_int_eq(stat(path_of(dir, "lock.mdb"), &st), 0);
	ck_assert(!is_root || st.st_uid == 65534);
	expect(dir, "5", 6);
}
END_TEST

START_TEST(a_store_is_rebuilt_beside_itself)
{
	const char *dir = path_of(test_dir(), "rebuilt");
	int refused = QUAD_EREFUSED, fine = 0;
	struct db *db;
	make_store(dir, 20);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_rebuild(db, put_rebuilt, &refused), QUAD_EREFUSED);
	ck_assert_int_eq(access(path_of(dir, "data.mdb.new"), F_OK), -1);
	ck_assert_int_eq(db_stands(db), 0);
	ck_assert_int_eq(put(db, "k", "21"), 0);
	/* one who has it open learns of it */
	int status;
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct db *mine;
		int err = db_open(dir, 0, &mine);
		if (!err)
			err = db_rebuild(mine, put_rebuilt, &fine);
		if (!err)
			err = put(mine, "k", "22");
		test_child_end(err ? 1 : 0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(db_stands(db), QUAD_EMOVED);
	ck_assert_int_eq(put(db, "k", "lost"), QUAD_EMOVED);
	ck_assert_int_eq(db_reopen(db), 0);
	ck_assert_int_eq(put(db, "k", "23"), 0);
	db_close(db);
	/* the rebuilding is a moment too */
	expect(dir, "23", 24);
}
END_TEST

Suite *log_suite(void)
{
	Suite *s = suite_create("log");
	only_on_lmdb("LMDB's log");
	TCase *bytes = tcase_create("bytes"), *store = tcase_create("store");
	tcase_add_test(bytes, a_record_is_read_as_it_was_written);
	tcase_add_test(bytes, a_record_of_which_a_bit_is_another_is_none);
	tcase_add_test(bytes, changes_that_are_anything_end_in_an_error);
	tcase_add_test(bytes, a_place_is_chosen_between_the_ends);
	suite_add_tcase(s, bytes);
	tcase_set_timeout(store, 60);
	tcase_add_test(store, another_process_sees_what_is_only_in_the_log);
	tcase_add_test(store, what_a_writer_left_that_died_is_done);
	tcase_add_test(store, a_record_is_not_published_while_its_writer_may_be_at_it);
	tcase_add_test(store, a_torn_record_that_nobody_was_told_of_is_dropped);
	tcase_add_loop_test(store, a_record_that_was_answered_for_and_is_gone_is_told, 0, 3);
	tcase_add_test(store, a_place_that_is_not_sure_is_erased_unless_a_record_stands_there);
	tcase_add_test(store, a_store_is_what_a_table_is);
	tcase_add_test(store, each_transaction_sees_its_own_moment);
	tcase_add_test(store, a_full_log_waits_for_the_tree_and_loses_nothing);
	tcase_add_loop_test(store, a_backup_has_what_is_only_in_the_log, 0, 2);
	tcase_add_test(store, what_was_restored_is_another_store_to_others);
	tcase_add_test(store, a_store_is_rebuilt_beside_itself);
	tcase_add_test(store, a_rebuilt_file_is_whose_and_where_it_was);
	suite_add_tcase(s, store);
	return s;
}
