/*
 * What the engine over LMDB does when memory runs out, and when LMDB fails. A sweep (tests/fault.h) carries out one
 * scenario again and again, until a run comes through without a failure: that one has to give the answer that is known,
 * and so has each that got by without the call that failed. All others must say what failed, and have changed nothing.
 */
#include "store/db/db.h"

#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_engine.h"
#include "store/db/lmdb_maker.h"
#include "store/db/lmdb_source.h"
#include "tests/fault.h"
#include "tests/figures.h"
#include "tests/engine.h"
#include "tests/support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

Suite *faults_suite(void);

/* ---- LMDB ---- */

#define WRAP_MDB(name, params, args) FAULT_WRAP(int, mdb_##name, params, args, FAULT_DATABASE, fault.code)

WRAP_MDB(get, (MDB_txn *t, MDB_dbi dbi, MDB_val *k, MDB_val *v), (t, dbi, k, v))
WRAP_MDB(put, (MDB_txn *t, MDB_dbi dbi, MDB_val *k, MDB_val *v, unsigned flags), (t, dbi, k, v, flags))
WRAP_MDB(del, (MDB_txn *t, MDB_dbi dbi, MDB_val *k, MDB_val *v), (t, dbi, k, v))
WRAP_MDB(cursor_open, (MDB_txn *t, MDB_dbi dbi, MDB_cursor **out), (t, dbi, out))
WRAP_MDB(cursor_get, (MDB_cursor *c, MDB_val *k, MDB_val *v, MDB_cursor_op op), (c, k, v, op))
WRAP_MDB(txn_begin, (MDB_env *env, MDB_txn *parent, unsigned flags, MDB_txn **out), (env, parent, flags, out))
WRAP_MDB(txn_renew, (MDB_txn *t), (t))
WRAP_MDB(dbi_open, (MDB_txn *t, const char *name, unsigned flags, MDB_dbi *out), (t, name, flags, out))
WRAP_MDB(drop, (MDB_txn *t, MDB_dbi dbi, int del), (t, dbi, del))
WRAP_MDB(env_create, (MDB_env **out), (out))
WRAP_MDB(env_open, (MDB_env *env, const char *path, unsigned flags, mdb_mode_t mode), (env, path, flags, mode))
WRAP_MDB(env_set_maxreaders, (MDB_env *env, unsigned n), (env, n))
WRAP_MDB(env_set_mapsize, (MDB_env *env, size_t size), (env, size))
WRAP_MDB(env_info, (MDB_env *env, MDB_envinfo *out), (env, out))
WRAP_MDB(env_stat, (MDB_env *env, MDB_stat *out), (env, out))
WRAP_MDB(env_get_fd, (MDB_env *env, mdb_filehandle_t *out), (env, out))
WRAP_MDB(env_copyfd2, (MDB_env *env, mdb_filehandle_t fd, unsigned flags), (env, fd, flags))
WRAP_MDB(reader_check, (MDB_env *env, int *dead), (env, dead))

int __real_mdb_txn_commit(MDB_txn *t);
int __wrap_mdb_txn_commit(MDB_txn *t);

/* One that fails frees the transaction, as LMDB's does. */
int __wrap_mdb_txn_commit(MDB_txn *t)
{
	if (!fault_now(FAULT_DATABASE) && !fault_now(FAULT_COMMIT))
		return __real_mdb_txn_commit(t);
	mdb_txn_abort(t);
	return fault.code;
}

/* ---- a store ---- */

enum { N_KEYS = 300, TEXT = 8192, LONG_BYTES = 200000 };

struct bench {
	struct db *db;
	char dir[4096], copy[4200], other[4200];
};

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

static int put_keys(struct db_txn *txn, void *arg)
{
	(void)arg;
	for (int i = 0; i < N_KEYS; i++) {
		char key[16];
		snprintf(key, sizeof key, "k%03d", i);
		int err = db_put(txn, text(key), text(key));
		if (err)
			return err;
	}
	return 0;
}

static int undo_changes(struct db_txn *txn, void *arg)
{
	(void)arg;
	int err = db_put(txn, text("k008"), text("k008"));
	if (!err)
		err = db_del(txn, text("new"));
	return err ? err : db_del(txn, text("long"));
}

/* Makes the store what it was at first, by a process that has not used it yet and so took no memory. */
static void begin_again(struct bench *b)
{
	ck_assert_int_eq(db_update(b->db, undo_changes, NULL, NULL), 0);
	db_close(b->db);
	ck_assert_int_eq(db_open(b->dir, 0, &b->db), 0);
}

static void open_bench(struct bench *b)
{
	snprintf(b->dir, sizeof b->dir, "%s/store", test_dir());
	snprintf(b->copy, sizeof b->copy, "%s/copy", test_dir());
	snprintf(b->other, sizeof b->other, "%s/other", test_dir());
	ck_assert_int_eq(mkdir(b->other, 0700), 0);
	ck_assert_int_eq(db_open(b->dir, DB_CREATE, &b->db), 0);
	ck_assert_int_eq(db_update(b->db, put_keys, NULL, NULL), 0);
	ck_assert_int_eq(db_backup(b->db, b->copy), 0);
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(db_update(b->db, put_keys, NULL, NULL), 0);
}

static void say(struct buf *said, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Notes for the comparison, which nothing here makes fail. */
static void say(struct buf *said, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	fault.paused++;
	buf_vfmt(said, format, ap);
	fault.paused--;
	va_end(ap);
}

/* ---- scenarios ---- */

static int scan_all(struct db_txn *txn, void *arg)
{
	struct buf *said = arg;
	struct db_scan scan;
	struct bytes k, v;
	int err = db_scan_open(txn, &scan);
	if (err)
		return err;
	for (int round = 0; round < 2; round++) {
		err = round ? db_scan_range_back(&scan, text("k1"), text("k2"))
		            : db_scan_range(&scan, text("k29"), text("z"));
		while (!err) {
			err = db_scan_next(&scan, &k, &v);
			if (!err)
				say(said, "%.*s ", (int)k.len, (const char *)k.p);
		}
		if (err != QUAD_ENOTFOUND)
			break;
		err = db_scan_range_back(&scan, text("z"), text("zz"));
		if (err)
			break;
	}
	db_scan_close(&scan);
	return err;
}

static int get_two(struct db_txn *txn, void *arg)
{
	struct bytes v;
	int err = db_get(txn, text("k007"), &v);
	if (err)
		return err;
	say(arg, "%.*s", (int)v.len, (const char *)v.p);
	err = db_get(txn, text("none"), &v);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

struct nested_read {
	struct bench *b;
	struct buf *said;
};

static int read_in_read(struct db_txn *txn, void *arg)
{
	const struct nested_read *n = arg;
	int err = get_two(txn, n->said);
	return err ? err : db_read(n->b->db, get_two, n->said);
}

static int read_keys(struct bench *b, struct buf *said)
{
	int err = db_read(b->db, read_in_read, &(struct nested_read){b, said});
	return err ? err : db_read(b->db, scan_all, said);
}

static int open_and_read(struct bench *b, struct buf *said)
{
	struct db *db;
	fault.paused++;
	db_close(b->db);
	b->db = NULL;
	fault.paused--;
	int err = db_open(b->dir, 0, &db);
	if (!err) {
		err = db_read(db, get_two, said);
		db_close(db);
	}
	fault.paused++;
	ck_assert_int_eq(db_open(b->dir, 0, &b->db), 0);
	fault.paused--;
	return err;
}

static void clear_other(struct bench *b)
{
	static const char *const names[] = {"data.mdb", "lock.mdb", "write.lock", "queue"};
	for (size_t i = 0; i < COUNT(names); i++)
		unlink(test_path(b->other, names[i]));
}

static int create_and_fill(struct bench *b, struct buf *said)
{
	struct db *db;
	clear_other(b);
	int err = db_open(b->other, DB_CREATE, &db);
	if (err)
		return err;
	err = db_update(db, put_keys, NULL, NULL);
	if (!err)
		err = db_read(db, get_two, said);
	db_close(db);
	return err;
}

static int put_and_del(struct db_txn *txn, void *arg)
{
	int err = db_put(txn, text("new"), text("1"));
	if (!err)
		err = db_del(txn, text("k008"));
	if (!err)
		err = db_del(txn, text("none"));
	if (!err && arg)
		err = get_two(txn, arg);
	return err;
}

static int put_then_refuse(struct db_txn *txn, void *arg)
{
	int err = put_and_del(txn, arg);
	return err ? err : QUAD_EREFUSED;
}

static int update_once(struct bench *b, struct buf *said)
{
	uint64_t moment;
	int err = db_update(b->db, put_and_del, said, &moment);
	fault.paused++;
	ck_assert(err || moment == 0 || moment == db_token(b->db));
	fault.paused--;
	return err;
}

static int nest_parts(struct db_txn *txn, void *arg)
{
	int err = db_nest(txn, put_then_refuse, NULL);
	if (err != QUAD_EREFUSED)
		return err;
	return db_nest(txn, put_and_del, arg);
}

static int update_nested(struct bench *b, struct buf *said)
{
	return db_update(b->db, nest_parts, said, NULL);
}

static int put_long(struct db_txn *txn, void *arg)
{
	static const char zeros[LONG_BYTES];
	int err = put_and_del(txn, arg);
	return err ? err : db_put(txn, text("long"), (struct bytes){zeros, sizeof zeros});
}

/* Too long for a record of the log. */
static int update_long(struct bench *b, struct buf *said)
{
	return db_update(b->db, put_long, said, NULL);
}

static int rehearse(struct bench *b, struct buf *said)
{
	return db_rehearse(b->db, put_and_del, said);
}

static int look_into_it(struct db_txn *txn, void *arg, bool *decided)
{
	(void)decided;
	return get_two(txn, arg);
}

static void encode_nothing(const void *arg, struct buf *out)
{
	(void)arg;
	(void)out;
}

static int serve_nothing(struct db_txn *txn, void *arg, struct bytes request, struct buf *answer)
{
	(void)arg;
	(void)request;
	(void)answer;
	return put_and_del(txn, NULL);
}

static int accept_answer(void *arg, struct bytes answer)
{
	(void)arg;
	(void)answer;
	return 0;
}

static int submit(struct bench *b, struct buf *said)
{
	static const struct db_job job = {look_into_it,  put_and_del,   encode_nothing,
	                                  serve_nothing, accept_answer, NULL};
	return db_submit(b->db, &job, said, NULL);
}

static int figures(struct bench *b, struct buf *said)
{
	struct db_figures f;
	int err = db_figures(b->db, &f);
	for (size_t i = 0; !err && i < f.n; i++)
		say(said, "%s ", f.v[i].name);
	return err;
}

static void tell_fault(void *arg, const char *fault_text)
{
	say(arg, "%s\n", fault_text);
}

static int prove(struct bench *b, struct buf *said)
{
	uint64_t n;
	int err = db_prove(b->db, tell_fault, said, &n);
	if (!err)
		say(said, "%" PRIu64, n);
	return err;
}

static int back_up(struct bench *b, struct buf *said)
{
	const char *path = test_path(b->other, "backup");
	unlink(path);
	int err = db_backup(b->db, path);
	ck_assert_int_eq(access(path, F_OK) == 0, err == 0);
	say(said, "copied");
	return err;
}

static int make_clone(struct bench *b, struct buf *said)
{
	struct db *db;
	clear_other(b);
	int err = db_clone(b->db, b->other);
	if (err)
		return err;
	err = db_open(b->other, 0, &db);
	if (err)
		return err;
	err = db_read(db, get_two, said);
	db_close(db);
	return err;
}

static int add_entry(void *arg, struct bytes key, struct bytes value)
{
	return lmdb_maker_add(arg, key, value);
}

/* A backup made of the entries of another one, as of another engine's. */
static int remake(struct bench *b, struct buf *said)
{
	const char *path = test_path(b->other, "remade");
	struct lmdb_source *src;
	struct lmdb_maker *m = NULL;
	unlink(path);
	int err = lmdb_source_open(&lmdb_engine, b->copy, &src);
	if (err)
		return err;
	err = lmdb_maker_begin(path, &m);
	if (!err)
		err = lmdb_maker_end(m, 7, lmdb_source_walk(src, add_entry, m));
	lmdb_source_close(src);
	ck_assert_int_eq(access(path, F_OK) == 0, err == 0);
	say(said, "made");
	return err;
}

static int verify_copy(struct db_txn *txn, void *arg)
{
	return get_two(txn, arg);
}

static int restore(struct bench *b, struct buf *said)
{
	return db_restore(b->db, b->copy, verify_copy, said);
}

enum { WRITES = 1 /* begins from the same store each time */, NO_MEMORY = 2 /* takes none */ };

static const struct scenario {
	const char *name;
	int (*run)(struct bench *b, struct buf *said);
	int flags;
} scenarios[] = {
	{"read", read_keys, NO_MEMORY},  {"open", open_and_read, 0},
	{"create", create_and_fill, 0},  {"update", update_once, WRITES},
	{"nest", update_nested, WRITES}, {"long", update_long, WRITES},
	{"rehearse", rehearse, WRITES},  {"submit", submit, WRITES},
	{"figures", figures, NO_MEMORY}, {"prove", prove, 0},
	{"backup", back_up, NO_MEMORY},  {"clone", make_clone, 0},
	{"restore", restore, WRITES},    {"remake", remake, 0},
};

/* ---- sweeps ---- */

static const struct way {
	const char *name;
	enum fault_kind kind;
	bool lasting;
	int code, err;
} ways[] = {
	{"one allocation", FAULT_MEMORY, false, 0, QUAD_ENOMEM},
	{"all memory", FAULT_MEMORY, true, 0, QUAD_ENOMEM},
	{"one call of LMDB", FAULT_DATABASE, false, EIO, QUAD_EIO},
	{"all calls of LMDB", FAULT_DATABASE, true, ENOSPC, QUAD_EFULL},
};

static int run_once(struct bench *b, const struct scenario *s, enum fault_kind kind, struct buf *said)
{
	buf_clear(said);
	fault_arm(kind);
	int err = s->run(b, said);
	fault.kind = FAULT_NONE;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static void sweep(struct bench *b, const struct scenario *s, const struct way *way, const char *answer)
{
	struct buf said = {0};
	size_t n_runs = 0;
	fault_reset(way->lasting, way->code);
	for (;; n_runs++) {
		if (s->flags & WRITES)
			begin_again(b);
		uint64_t token = db_token(b->db);
		int err = run_once(b, s, way->kind, &said);
		bool failed = fault.n_failed > 0;
		ck_assert_msg(err == 0 || (failed && err == way->err), "%s, %s, call %" PRIu64 ": %s", s->name, way->name,
		              fault.n_calls, quad_strerror(err));
		if (err)
			ck_assert_msg(db_token(b->db) == token, "%s, %s: a failure changed the store", s->name, way->name);
		else
			ck_assert_msg(strcmp(buf_text(&said), answer) == 0, "%s, %s, call %" PRIu64 ": \"%s\" for \"%s\"", s->name,
			              way->name, fault.from, buf_text(&said), answer);
		if (!failed)
			break;
	}
	ck_assert_msg(n_runs > 0, "%s, %s: nothing failed", s->name, way->name);
	buf_clear(&said);
	ck_assert_int_eq(prove(b, &said), 0);
	ck_assert_str_eq(buf_text(&said), "0");
	buf_release(&said);
}

START_TEST(a_call_that_fails_says_so_and_changes_nothing)
{
	const struct scenario *s = &scenarios[_i];
	struct bench b;
	struct buf said = {0};
	open_bench(&b);
	if (s->flags & WRITES)
		begin_again(&b);
	ck_assert_int_eq(run_once(&b, s, FAULT_NONE, &said), 0);
	for (size_t i = 0; i < COUNT(ways); i++)
		if (ways[i].kind != FAULT_MEMORY || !(s->flags & NO_MEMORY))
			sweep(&b, s, &ways[i], buf_text(&said));
	buf_release(&said);
	db_close(b.db);
}
END_TEST

/* ---- LMDB's codes ---- */

static const struct {
	int code, err;
} codes[] = {
	{MDB_NOTFOUND, QUAD_ENOTFOUND}, {ENOMEM, QUAD_ENOMEM}, {ENOSPC, QUAD_EFULL}, {EDQUOT, QUAD_EFULL},
	{EFBIG, QUAD_EFULL}, {MDB_MAP_FULL, QUAD_EFULL}, {MDB_TXN_FULL, QUAD_EFULL}, {ENOENT, QUAD_ENOSTORE},
	{EACCES, QUAD_EPERM}, {EPERM, QUAD_EPERM}, {EROFS, QUAD_EPERM}, {MDB_READERS_FULL, QUAD_EBUSY},
	{MDB_INVALID, QUAD_ECORRUPT}, {MDB_CORRUPTED, QUAD_ECORRUPT}, {MDB_PAGE_NOTFOUND, QUAD_ECORRUPT},
	{MDB_PANIC, QUAD_ECORRUPT}, {MDB_VERSION_MISMATCH, QUAD_EVERSION}, {EIO, QUAD_EIO}, {MDB_BAD_TXN, QUAD_EIO},
};

static int get_something(struct db_txn *txn, void *arg)
{
	struct bytes v;
	(void)arg;
	fault.kind = FAULT_DATABASE;
	int err = db_get(txn, text("nowhere"), &v);
	fault.kind = FAULT_NONE;
	return err;
}

static int put_something(struct db_txn *txn, void *arg)
{
	(void)arg;
	int err = put_long(txn, NULL);
	fault.kind = FAULT_COMMIT;
	return err;
}

static int put_more(struct db_txn *txn, void *arg)
{
	return db_put(txn, text(arg), text("1"));
}

static uint64_t entries(struct db *db)
{
	struct db_figures f;
	ck_assert_int_eq(db_figures(db, &f), 0);
	return figure_of(&f, "entries");
}

START_TEST(what_lmdb_says_is_told_in_our_words)
{
	struct bench b;
	char more[] = "more";
	open_bench(&b);
	fault_reset(false, codes[_i].code);
	ck_assert_int_eq(db_read(b.db, get_something, NULL), codes[_i].err);
	/* and when it says so at the commit, nothing was written */
	uint64_t n = entries(b.db);
	fault_reset(false, codes[_i].code);
	int err = db_update(b.db, put_something, NULL, NULL);
	fault.kind = FAULT_NONE;
	ck_assert_int_eq(err, codes[_i].err);
	ck_assert_uint_eq(entries(b.db), n);
	ck_assert_int_eq(db_update(b.db, put_more, more, NULL), 0);
	ck_assert_uint_eq(entries(b.db), n + 1);
	db_close(b.db);
}
END_TEST

/* After a failed write LMDB refuses everything, and a map may have been made larger by another. */
START_TEST(an_environment_that_is_of_no_use_is_opened_again)
{
	static const int why[] = {MDB_PANIC, MDB_MAP_RESIZED, MDB_READERS_FULL};
	struct bench b;
	struct buf said = {0};
	open_bench(&b);
	uint64_t n = entries(b.db);
	for (size_t i = 0; i < COUNT(why); i++) {
		char key[] = {'z', (char)('0' + i), '\0'};
		ck_assert_int_eq(db_read(b.db, get_two, &said), 0);
		fault_reset(false, why[i]);
		fault.twice = true; /* the last read's transaction again, and another */
		fault_arm(FAULT_DATABASE);
		int err = db_read(b.db, get_two, &said);
		fault.kind = FAULT_NONE;
		ck_assert_uint_eq(fault.n_failed, 2);
		ck_assert_msg(err == 0, "%d: %s", why[i], quad_strerror(err));
		/* and it cannot be, until it can */
		fault_reset(true, why[i]);
		fault_arm(FAULT_DATABASE);
		err = db_read(b.db, get_two, &said);
		fault.kind = FAULT_NONE;
		ck_assert_int_ne(err, 0);
		ck_assert_int_eq(db_read(b.db, get_two, &said), 0);
		ck_assert_uint_eq(entries(b.db), n + i);
		ck_assert_int_eq(db_update(b.db, put_more, key, NULL), 0);
	}
	buf_clear(&said);
	ck_assert_int_eq(prove(&b, &said), 0);
	ck_assert_str_eq(buf_text(&said), "0");
	buf_release(&said);
	db_close(b.db);
}
END_TEST

Suite *faults_suite(void)
{
	Suite *s = suite_create("faults");
	only_on_lmdb("calls of LMDB that fail");
	TCase *t = tcase_create("faults");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_call_that_fails_says_so_and_changes_nothing, 0, (int)COUNT(scenarios));
	tcase_add_loop_test(t, what_lmdb_says_is_told_in_our_words, 0, (int)COUNT(codes));
	tcase_add_test(t, an_environment_that_is_of_no_use_is_opened_again);
	suite_add_tcase(s, t);
	return s;
}
