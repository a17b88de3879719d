/*
 * Stores of the first schema, which had no log: they are read as they are, written to only once they are rebuilt, and
 * what a power cut took from them comes back then. The store is made here by LMDB itself, as programs of that time did.
 */
#include "store/db/lmdb_redo.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/db/db.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *redo_suite(void);

enum { SLOT_BYTES = 65536, GAP_BYTES = 4096 - 16, LAST = 20 };

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* One transaction of LMDB that puts a value. */
static void put(MDB_env *env, MDB_val k, MDB_val v)
{
	MDB_txn *txn;
	MDB_dbi dbi;
	ck_assert_int_eq(mdb_txn_begin(env, NULL, 0, &txn), 0);
	ck_assert_int_eq(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
	ck_assert_int_eq(mdb_put(txn, dbi, &k, &v, 0), 0);
	ck_assert_int_eq(mdb_txn_commit(txn), 0);
}

/* The record of a transaction, in its slot, by which k becomes a value. */
static void write_record(unsigned char *room, uint64_t txn, const char *value)
{
	struct buf changes = {0};
	unsigned char *slot = room + GAP_BYTES + txn % 2 * SLOT_BYTES;
	log_put(&changes, text("k"), text(value));
	memset(slot, 0, 64);
	memcpy(slot, "Qredo 1\n", 8);
	le_put(slot + 8, txn, 8);
	le_put(slot + 52, changes.len, 4);
	memcpy(slot + 64, changes.p, changes.len);
	uint64_t sum = fnv1a(fnv1a(FNV1A_START, (struct bytes){slot, 56}), (struct bytes){changes.p, changes.len});
	le_put(slot + 56, sum, 8);
	buf_release(&changes);
}

/* A store whose last transaction has the number LAST, with the records of those that `lost` says, from LAST on. */
static void make_store(const char *dir, const char *const *lost)
{
	static unsigned char room[GAP_BYTES + 2 * SLOT_BYTES];
	MDB_env *env;
	memset(room, 0, sizeof room);
	for (uint64_t i = 0; lost[i]; i++)
		write_record(room, LAST + i, lost[i]);
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(mdb_env_create(&env), 0);
	ck_assert_int_eq(mdb_env_open(env, dir, 0, 0600), 0);
	for (int i = 1; i < LAST; i++)
		put(env, lmdb_val(text("k")), lmdb_val(text("old")));
	put(env, lmdb_val((struct bytes){"\0redo", 5}), (MDB_val){sizeof room, room});
	mdb_env_close(env);
}

static int get_value(struct db_txn *txn, void *arg)
{
	struct bytes v;
	int err = db_get(txn, text("k"), &v);
	if (!err)
		buf_add(arg, v.p, v.len);
	return err;
}

static int put_value(struct db_txn *txn, void *arg)
{
	return db_put(txn, text("k"), text(arg));
}

static int put_nothing(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

static void expect(struct db *db, const char *value)
{
	struct buf got = {0};
	ck_assert_int_eq(db_read(db, get_value, &got), 0);
	ck_assert_str_eq(buf_text(&got), value);
	buf_release(&got);
}

static const struct {
	const char *const lost[4]; /* the first is that of the last transaction, which stands */
	bool must_rebuild;
	const char *after;
} rows[] = {
	{{NULL}, false, "old"},
	{{"stands", NULL}, false, "old"},
	{{"stands", "lost", NULL}, true, "lost"},
};

START_TEST(an_old_store_is_read_and_rebuilt_before_it_is_written_to)
{
	char dir[4096], new_value[] = "new";
	struct db *db;
	bool must;
	snprintf(dir, sizeof dir, "%s", test_path(test_dir(), "old"));
	make_store(dir, rows[_i].lost);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	expect(db, "old");
	ck_assert_int_eq(db_rehearse(db, put_value, new_value), 0);
	ck_assert_int_eq(db_update(db, put_value, new_value, NULL), QUAD_EVERSION);
	ck_assert_int_eq(db_must_rebuild(db, &must), 0);
	ck_assert_int_eq(must, rows[_i].must_rebuild);
	ck_assert_int_eq(db_rebuild(db, put_nothing, NULL), 0);
	ck_assert_int_eq(db_must_rebuild(db, &must), 0);
	ck_assert(!must);
	expect(db, rows[_i].after);
	ck_assert_int_eq(db_update(db, put_value, new_value, NULL), 0);
	db_close(db);
	ck_assert_int_eq(db_open(dir, 0, &db), 0);
	expect(db, "new");
	db_close(db);
}
END_TEST

static int verify_nothing(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

/* The file as it lay on the disk of a machine that lost its power. */
START_TEST(what_an_old_file_lost_comes_with_it_when_it_is_restored)
{
	static const char *const lost[] = {"stands", "first", "second", NULL};
	char dir[4096], into[4096], own[] = "own";
	struct db *db;
	snprintf(dir, sizeof dir, "%s", test_path(test_dir(), "raw"));
	snprintf(into, sizeof into, "%s", test_path(test_dir(), "into"));
	make_store(dir, lost);
	ck_assert_int_eq(db_open(into, DB_CREATE, &db), 0);
	ck_assert_int_eq(db_update(db, put_value, own, NULL), 0);
	ck_assert_int_eq(db_restore(db, test_path(dir, "data.mdb"), verify_nothing, NULL), 0);
	/* that of the last transaction was replaced by that of the one after the next, as the slots are used in turn */
	expect(db, "second");
	db_close(db);
}
END_TEST

Suite *redo_suite(void)
{
	Suite *s = suite_create("redo");
	only_on_lmdb("stores of former versions");
	TCase *c = tcase_create("old");
	tcase_add_loop_test(c, an_old_store_is_read_and_rebuilt_before_it_is_written_to, 0, 3);
	tcase_add_test(c, what_an_old_file_lost_comes_with_it_when_it_is_restored);
	suite_add_tcase(s, c);
	return s;
}
