/*
 * Redo records: as bytes, and in a store as a power cut may leave them. A record of "another boot" is made here and
 * written into the store's file where the last one of its slot stands.
 */
#include "store/db/lmdb_redo.h"

#include <check.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/db/db.h"
#include "store/base/err.h"
#include "tests/random.h"
#include "tests/support.h"

Suite *redo_suite(void);

static const char boot_a[REDO_BOOT_BYTES + 1] = "11111111-1111-4111-8111-111111111111";
static const char boot_b[REDO_BOOT_BYTES + 1] = "22222222-2222-4222-8222-222222222222";

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

static unsigned char slot[REDO_SLOT_BYTES];

/* Transaction 20 of boot a, in the slot: +a=1 -b +c= */
static size_t fill_slot(void)
{
	struct redo r = {0};
	memset(slot, 0xab, sizeof slot);
	redo_begin(&r);
	ck_assert(redo_is_empty(&r));
	redo_put(&r, text("a"), text("1"));
	redo_del(&r, text("b"));
	size_t mark = redo_mark(&r);
	redo_put(&r, text("undone"), text("x"));
	redo_undo(&r, mark);
	redo_put(&r, text("c"), text(""));
	ck_assert(!redo_is_empty(&r));
	ck_assert(redo_seal(&r, 20, boot_a));
	size_t len = r.bytes.len;
	memcpy(slot, r.bytes.p, len);
	redo_release(&r);
	return len;
}

START_TEST(a_record_is_read_as_it_was_written)
{
	struct buf said = {0};
	struct bytes changes;
	fill_slot();
	ck_assert(redo_read(slot, 20, &changes));
	ck_assert_int_eq(redo_replay(changes, say_put, say_del, &said), 0);
	ck_assert_str_eq(buf_text(&said), "+a=1 -b +c= ");
	ck_assert(redo_is_of_boot(slot, boot_a));
	ck_assert(!redo_is_of_boot(slot, boot_b));
	ck_assert(!redo_read(slot, 18, &changes));
	ck_assert(!redo_read(slot, 22, &changes));
	buf_release(&said);
}
END_TEST

START_TEST(a_record_of_which_a_part_is_missing_is_none)
{
	struct bytes changes;
	size_t len = fill_slot();
	for (size_t i = 0; i < len; i++)
		for (int bit = 1; bit < 256; bit <<= 1) {
			slot[i] ^= (unsigned char)bit;
			ck_assert_msg(!redo_read(slot, 20, &changes), "byte %zu", i);
			slot[i] ^= (unsigned char)bit;
		}
	ck_assert(redo_read(slot, 20, &changes));
}
END_TEST

START_TEST(what_the_head_says)
{
	struct redo r = {0};
	memset(slot, 0, sizeof slot);
	ck_assert_int_eq(redo_slot_state(slot, 20), REDO_EARLIER);
	fill_slot();
	ck_assert_int_eq(redo_slot_state(slot, 22), REDO_EARLIER);
	ck_assert_int_eq(redo_slot_state(slot, 20), REDO_LATER);
	ck_assert_int_eq(redo_slot_state(slot, 18), REDO_LATER);
	redo_fail(&r, 20);
	memcpy(slot, r.bytes.p, r.bytes.len);
	ck_assert_int_eq(redo_slot_state(slot, 22), REDO_EARLIER);
	ck_assert_int_eq(redo_slot_state(slot, 20), REDO_FAILED);
	ck_assert_int_eq(redo_slot_state(slot, 18), REDO_LATER);
	struct bytes changes;
	ck_assert(!redo_read(slot, 20, &changes));
	redo_release(&r);
}
END_TEST

START_TEST(what_does_not_fit_has_no_record)
{
	static char big[REDO_SLOT_BYTES];
	struct redo r = {0};
	redo_begin(&r);
	redo_put(&r, text("a"), (struct bytes){big, sizeof big - 200});
	ck_assert(redo_seal(&r, 20, boot_a));
	ck_assert_uint_le(r.bytes.len, REDO_SLOT_BYTES);
	redo_put(&r, text("b"), (struct bytes){big, 200});
	redo_put(&r, text("c"), text("1"));
	ck_assert(!redo_is_empty(&r));
	ck_assert(!redo_seal(&r, 20, boot_a));
	redo_begin(&r);
	redo_leave_out(&r);
	ck_assert(!redo_is_empty(&r));
	ck_assert(!redo_seal(&r, 20, boot_a));
	redo_release(&r);
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
			bytes[i] = (unsigned char)(random_below(&random, 3) ? random_below(&random, 3) : random_below(&random, 256));
		if (len)
			bytes[0] = random_below(&random, 2) ? 'p' : 'd';
		buf_clear(&said);
		/* on the heap, where a sanitizer sees a step beyond the end */
		unsigned char *copy = malloc(len ? len : 1);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, bytes, len);
		int err = redo_replay((struct bytes){copy, len}, say_put, say_del, &said);
		ck_assert(err == 0 || err == QUAD_ECORRUPT || err == QUAD_EIO);
		n_bad += err == QUAD_ECORRUPT;
		free(copy);
	}
	ck_assert_uint_gt(n_bad, 10000);
	buf_release(&said);
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

/* A store with n transactions behind it, in each of which k became another. Returns the number of the last. */
static uint64_t make_store(const char *dir, uint64_t n)
{
	struct db *db;
	char value[24];
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	for (uint64_t i = 1; i <= n; i++) {
		snprintf(value, sizeof value, "%" PRIu64, i);
		ck_assert_int_eq(db_update(db, put_pair, &(struct pair){"k", value}, NULL), 0);
	}
	uint64_t last = db_token(db);
	ck_assert_uint_eq(last, n);
	db_close(db);
	return last;
}

/* Where the record of an even or an odd transaction begins in the file. */
static off_t find_record(int fd, uint64_t txn)
{
	static unsigned char page[4096];
	struct stat st;
	ck_assert_int_eq(fstat(fd, &st), 0);
	for (off_t at = 0; at < st.st_size; at += (off_t)sizeof page) {
		ck_assert_int_eq(pread(fd, page, sizeof page, at), sizeof page);
		if (memcmp(page, "Qredo 1\n", 8) == 0 && page[8] % 2 == txn % 2)
			return at;
	}
	ck_abort_msg("there is no record");
}

/* Writes a record by which k becomes `value` as that of a transaction, of which `cut` bytes did not reach the disk. */
static void put_record(const char *dir, uint64_t txn, const char boot[REDO_BOOT_BYTES], const char *value, size_t cut)
{
	struct redo r = {0};
	int fd = open(test_path(dir, "data.mdb"), O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	redo_begin(&r);
	redo_put(&r, text("k"), text(value));
	ck_assert(redo_seal(&r, txn, boot));
	ck_assert_int_eq(pwrite(fd, r.bytes.p, r.bytes.len - cut, find_record(fd, txn)), (ssize_t)(r.bytes.len - cut));
	close(fd);
	redo_release(&r);
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

START_TEST(a_lost_transaction_is_done_again_at_the_next_opening)
{
	const char *dir = path_of(test_dir(), "lost");
	uint64_t last = make_store(dir, 20);
	put_record(dir, last + 1, boot_a, "lost", 0);
	expect(dir, "lost", last + 1);
	expect(dir, "lost", last + 1);
	/* and so are two */
	put_record(dir, last + 3, boot_a, "second", 0);
	put_record(dir, last + 2, boot_a, "first", 0);
	expect(dir, "second", last + 3);
}
END_TEST

START_TEST(what_was_not_lost_is_not_done_again)
{
	const char *dir = path_of(test_dir(), "kept");
	uint64_t last = make_store(dir, 20);
	/* that stands already */
	put_record(dir, last, boot_a, "again", 0);
	expect(dir, "20", last);
	/* that is another's, or torn */
	put_record(dir, last + 2, boot_a, "other", 0);
	expect(dir, "20", last);
	put_record(dir, last + 1, boot_a, "torn", 1);
	expect(dir, "20", last);
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

/* Another process is in a write transaction until the pipe out[1] is written to. Returns it. */
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

/* A record of this boot is that of a writer at work, or of one that died: then nobody was told, and it may be done. */
START_TEST(a_record_of_this_boot_is_done_if_no_writer_is_at_it)
{
	char boot[REDO_BOOT_BYTES];
	const char *dir = path_of(test_dir(), "died");
	uint64_t last = make_store(dir, 20);
	int end, status;
	ck_assert(redo_read_boot(boot));
	pid_t pid = begin_writer(dir, &end);
	put_record(dir, last + 1, boot, "mine", 0);
	/* who opens it meanwhile does not wait */
	expect(dir, "20", last);
	ck_assert_int_eq(write(end, "e", 1), 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	expect(dir, "mine", last + 1);
}
END_TEST

START_TEST(a_writer_does_first_what_another_that_died_left)
{
	char boot[REDO_BOOT_BYTES];
	const char *dir = path_of(test_dir(), "next");
	uint64_t last = make_store(dir, 20);
	struct buf got = {0};
	struct db *db;
	int end, status;
	ck_assert(redo_read_boot(boot));
	pid_t pid = begin_writer(dir, &end);
	put_record(dir, last + 1, boot, "left", 0);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_uint_eq(db_token(db), last);
	ck_assert_int_eq(write(end, "e", 1), 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(db_update(db, put_pair, &(struct pair){"other", "1"}, NULL), 0);
	ck_assert_uint_eq(db_token(db), last + 2);
	ck_assert_int_eq(db_read(db, get_value, &got), 0);
	ck_assert_str_eq(buf_text(&got), "left");
	buf_release(&got);
	db_close(db);
}
END_TEST

static int undo_put(struct db_txn *txn, void *arg)
{
	int err = put_pair(txn, arg);
	return err ? err : QUAD_EREFUSED;
}

static int part_undone(struct db_txn *txn, void *arg)
{
	int err = put_pair(txn, arg);
	if (!err)
		err = db_nest(txn, undo_put, &(struct pair){"undone", "1"});
	if (err == QUAD_EREFUSED)
		err = db_nest(txn, put_pair, &(struct pair){"kept", "1"});
	return err ? err : db_del(txn, text("was never there"));
}

START_TEST(a_record_says_what_was_committed)
{
	const char *dir = path_of(test_dir(), "parts");
	uint64_t last = make_store(dir, 20);
	struct db *db;
	struct bytes changes;
	struct buf said = {0};
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_update(db, part_undone, &(struct pair){"k", "new"}, NULL), 0);
	db_close(db);
	int fd = open(path_of(dir, "data.mdb"), O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(pread(fd, slot, sizeof slot, find_record(fd, last + 1)), sizeof slot);
	close(fd);
	ck_assert(redo_read(slot, last + 1, &changes));
	ck_assert_int_eq(redo_replay(changes, say_put, say_del, &said), 0);
	ck_assert_str_eq(buf_text(&said), "+k=new +kept=1 ");
	buf_release(&said);
}
END_TEST

/* A backup begins with transaction 1 again: records of such small numbers in it would be of its next ones. */
START_TEST(the_first_transactions_have_no_records)
{
	const char *dir = path_of(test_dir(), "young");
	make_store(dir, 10);
	size_t len;
	char *file = test_read_file(path_of(dir, "data.mdb"), &len);
	for (size_t at = 0; at + 4096 <= len; at += 4096)
		ck_assert_int_ne(memcmp(file + at, "Qredo", 5), 0);
	free(file);
}
END_TEST

static int put_much(struct db_txn *txn, void *arg)
{
	static char big[REDO_SLOT_BYTES];
	int err = db_put(txn, text("big"), (struct bytes){big, sizeof big});
	return err ? err : put_pair(txn, arg);
}

START_TEST(a_change_too_long_for_a_record_leaves_none_of_another)
{
	const char *dir = path_of(test_dir(), "long");
	uint64_t last = make_store(dir, 20);
	struct db *db;
	/* as in a copy of another store: records of numbers that this one has yet to come to */
	put_record(dir, last + 3, boot_a, "foreign", 0);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(db_update(db, put_much, &(struct pair){"k", "long"}, NULL), 0);
	db_close(db);
	expect(dir, "long", last + 2);
}
END_TEST

static int nothing_to_verify(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

START_TEST(a_backup_and_what_is_restored_are_as_they_were)
{
	const char *dir = path_of(test_dir(), "from"), *copy = path_of(test_dir(), "copy");
	const char *into = path_of(test_dir(), "into");
	uint64_t last = make_store(dir, 20), last_into = make_store(into, 24);
	struct db *db;
	put_record(dir, last + 1, boot_a, "lost", 0);
	expect(dir, "lost", last + 1);
	put_record(dir, last_into + 2, boot_a, "never", 0);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	ck_assert_int_eq(db_backup(db, copy), 0);
	db_close(db);
	ck_assert_int_eq(db_open(into, 0, &db), 0);
	/* the copied record would be that of the next transaction here */
	ck_assert_int_eq(db_restore(db, copy, nothing_to_verify, NULL), 0);
	db_close(db);
	expect(into, "lost", last_into + 1);
	/* the copy as a store of its own */
	const char *own = path_of(test_dir(), "own");
	ck_assert_int_eq(mkdir(own, 0700), 0);
	ck_assert_int_eq(rename(copy, path_of(own, "data.mdb")), 0);
	expect(own, "lost", 1);
}
END_TEST

/* The file itself, as it lay on the disk of a machine that lost its power. */
START_TEST(what_a_file_lost_comes_with_it_when_it_is_restored)
{
	const char *dir = path_of(test_dir(), "raw"), *into = path_of(test_dir(), "into");
	uint64_t last = make_store(dir, 20), last_into = make_store(into, 20);
	struct db *db;
	put_record(dir, last + 1, boot_a, "first", 0);
	put_record(dir, last + 2, boot_a, "second", 0);
	ck_assert_int_eq(db_open(into, 0, &db), 0);
	ck_assert_int_eq(db_restore(db, path_of(dir, "data.mdb"), nothing_to_verify, NULL), 0);
	db_close(db);
	expect(into, "second", last_into + 1);
}
END_TEST

Suite *redo_suite(void)
{
	Suite *s = suite_create("redo");
	TCase *bytes = tcase_create("bytes"), *store = tcase_create("store");
	tcase_add_test(bytes, a_record_is_read_as_it_was_written);
	tcase_add_test(bytes, a_record_of_which_a_part_is_missing_is_none);
	tcase_add_test(bytes, what_the_head_says);
	tcase_add_test(bytes, what_does_not_fit_has_no_record);
	tcase_add_test(bytes, changes_that_are_anything_end_in_an_error);
	suite_add_tcase(s, bytes);
	tcase_add_test(store, a_lost_transaction_is_done_again_at_the_next_opening);
	tcase_add_test(store, what_was_not_lost_is_not_done_again);
	tcase_add_test(store, a_record_of_this_boot_is_done_if_no_writer_is_at_it);
	tcase_add_test(store, a_writer_does_first_what_another_that_died_left);
	tcase_add_test(store, a_record_says_what_was_committed);
	tcase_add_test(store, the_first_transactions_have_no_records);
	tcase_add_test(store, a_change_too_long_for_a_record_leaves_none_of_another);
	tcase_add_test(store, a_backup_and_what_is_restored_are_as_they_were);
	tcase_add_test(store, what_a_file_lost_comes_with_it_when_it_is_restored);
	suite_add_tcase(s, store);
	return s;
}
