/*
 * Stores of an older schema: what they answer is what a store of today answers, a dry run or a refusal leaves them
 * alone, the first change brings them to the form in which they would have been made, byte for byte.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "store/db/db_engine.h"
#include "store/list/list_scratch.h"
#include "tests/random.h"
#include "tests/store/everything.h"
#include "tests/store/old_store.h"

Suite *upgrade_suite(void);

enum { MORE = 120, MANY = 5000 };

static struct world w;

static const char *const codes[] = {"LAB", "POOL", "BASE", "SCOPES", "T1", "C1", "LONE"};

/* Bookings of minutes to weeks, with labels of all lengths. */
static void book_more(void)
{
	struct random r = {random_seed(71)};
	for (int i = 0; i < MORE; i++) {
		static const char *const claims[] = {"LAB;T1", "POOL;C1", "POOL", "BASE", "SCOPES*2;LONE", "T1", "LONE;C1"};
		int64_t start = at("2027-01-04T08:00") + random_between(&r, 0, 200) * 60;
		struct request rq = rq_book_at(&w, claims[random_below(&r, 7)], start,
		                               start + (INT64_C(1) << random_below(&r, 14)) + random_between(&r, 0, 40));
		char label[301] = "";
		memset(label, 'a' + i % 26, random_below(&r, 3) ? random_below(&r, 30) : 100 + random_below(&r, 40));
		rq.u.booking.purpose = arena_str(&w.arena, random_below(&r, 3) ? label : "");
		rq.u.booking.requester = arena_str(&w.arena, random_below(&r, 4) ? "someone" : label);
		rq.u.booking.party = 1 + random_below(&r, 12);
		world_ask(&w, &rq);
		if (i % 7 == 0 && w.last.id)
			cancel(&w, w.last.id);
	}
}

static void set_up(void)
{
	open_everything(&w);
	book_more();
	check_store(&w.s);
}

static void tear_down(void)
{
	world_close(&w);
}

/* ---- what a store answers ---- */

static void add_week(struct buf *b, const char *code, int64_t start, int64_t end)
{
	struct slot_list slots;
	ck_assert_int_eq(query_slots(&w.s, code, start, end, &slots), 0);
	buf_fmt(b, "%s from %" PRId64 "\n", code, start);
	for (size_t i = 0; i < slots.n; i++) {
		const struct slot *s = &slots.v[i];
		buf_fmt(b, "  %" PRIu64 ": %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRIu32 " %d %s\n", s->booking, s->start,
		        s->from, s->to, s->end, s->units, s->whole, s->label);
	}
	arena_release(&slots.arena);
}

static void add_holders(struct buf *b, const char *code, int64_t start)
{
	struct resource_list one;
	struct slot_rows rows;
	ck_assert_int_eq(query_resource(&w.s, code, &one), 0);
	const struct resource *r = &one.v[0];
	ck_assert_int_eq(query_slot_rows(&w.s, &r, 1, start, start + DAY_MIN, &rows), 0);
	for (size_t i = rows.first[0]; i < rows.first[1]; i++)
		buf_fmt(b, "%s %s %s\n", rows.list.v[i].label, rows.list.v[i].requester, rows.list.v[i].institution);
	arena_release(&rows.list.arena);
	arena_release(&one.arena);
}

static void add_bookings(struct buf *b, const char *code)
{
	struct booking_ids ids;
	struct booking_filter f = {.resource = code};
	ck_assert_int_eq(query_booking_ids(&w.s, &f, &ids), 0);
	for (size_t i = 0; i < ids.n; i++)
		buf_fmt(b, "%" PRIu64 " ", ids.v[i]);
	buf_char(b, '\n');
	arena_release(&ids.arena);
}

static void add_free(struct buf *b, int64_t start, int64_t for_min)
{
	struct find_ask ask = {.start = start, .end = start + 600, .for_min = for_min, .now = w.now, .free = true};
	struct found_list found;
	ck_assert_int_eq(query_find(&w.s, &ask, &found), 0);
	for (size_t i = 0; i < found.n; i++)
		buf_fmt(b, "%s@%" PRId64 " ", found.v[i].resource->code, found.v[i].free_from);
	buf_char(b, '\n');
	found_list_release(&found);
}

/* What a booking of the resource would be told, and one that is moved there. */
static void add_decisions(struct buf *b, const char *code, int64_t start)
{
	struct request rq = rq_book_at(&w, code, start, start + 90);
	struct result result;
	rq.u.booking.party = 9;
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &result, &w.arena), 0);
	buf_fmt(b, "%s: %s\n", code, world_answer(&w, &result));
	rq = rq_book_at(&w, code, start, start + 90);
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_TIME) | GIVEN(BOOKING_CLAIMS);
	rq.u.booking.id = 4;
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &result, &w.arena), 0);
	buf_fmt(b, "%s: %s\n", code, world_answer(&w, &result));
}

static char *answers(void)
{
	struct random r = {5};
	struct buf b = {0};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		add_week(&b, codes[i], CLOCK_MIN_MIN, CLOCK_MAX_MIN);
		add_bookings(&b, codes[i]);
		for (int j = 0; j < 12; j++) {
			int64_t start = at("2027-01-03T22:00") + random_between(&r, 0, 300) * 60;
			add_week(&b, codes[i], start, start + (j % 2 ? 7 * DAY_MIN : 50));
			add_holders(&b, codes[i], start);
			add_decisions(&b, codes[i], start);
			add_free(&b, start, j % 3 * 40);
		}
	}
	return b.p;
}

static void load(struct raw *out)
{
	*out = (struct raw){.n = 0};
	ck_assert_int_eq(db_read(w.s.db, raw_load, out), 0);
}

static void expect_same(const struct raw *before)
{
	struct raw now;
	load(&now);
	raw_compare(before, &now);
	arena_release(&now.arena);
}

/* But for the classes of claims that stand no more, which are still listed. */
static void expect_upgraded(struct raw *today)
{
	struct raw now;
	load(&now);
	raw_leave_out(&now, TABLE_CLAIM_CLASSES);
	raw_leave_out(today, TABLE_CLAIM_CLASSES);
	raw_compare(today, &now);
	arena_release(&now.arena);
	check_store(&w.s);
}

/* ---- read ---- */

START_TEST(an_old_store_answers_as_one_of_today)
{
	char *today = answers();
	make_old(&w.s);
	check_store(&w.s);
	char *old = answers();
	ck_assert_str_eq(old, today);
	ck_assert_uint_gt(strlen(old), 20000);
	free(old);
	ck_assert_int_eq(store_upgrade(&w.s), 0);
	old = answers();
	ck_assert_str_eq(old, today);
	free(old);
	free(today);
}
END_TEST

/* Requests that change what stands, one after another: each is decided by what those before it have left. */
static size_t changes(struct request *rq)
{
	size_t n = 0;
	rq[n++] = rq_book(&w, "LONE", "2027-03-01T08:00", "2027-03-01T08:50");
	rq[n++] = rq_book(&w, "LONE", "2027-03-01T08:30", "2027-03-01T12:50");
	rq[n] = rq_book(&w, "LAB", "2026-09-08T12:00", "2026-09-08T12:40");
	rq[n].op = OP_MOVE;
	rq[n].given = GIVEN(BOOKING_TIME);
	rq[n++].u.booking.id = 2;
	/* where that was */
	rq[n++] = rq_book(&w, "LAB", "2026-09-08T08:00", "2026-09-08T10:00");
	/* only the label */
	rq[n] = rq_book(&w, "", "2026-09-07T09:00", "2026-09-07T11:00");
	rq[n].op = OP_MOVE;
	rq[n].given = GIVEN(BOOKING_PURPOSE);
	rq[n].u.booking.id = 6;
	rq[n++].u.booking.purpose = "another";
	/* ten more would be one too many, if that were counted twice */
	rq[n++] = rq_book(&w, "POOL", "2026-09-07T10:00", "2026-09-07T10:30");
	rq[n - 1].u.booking.party = 20;
	rq[n] = rq_book(&w, "", "2026-09-07T09:00", "2026-09-07T11:00");
	rq[n].op = OP_CANCEL;
	rq[n++].u.booking.id = 6;
	rq[n++] = rq_book(&w, "POOL", "2026-09-07T10:00", "2026-09-07T10:30");
	rq[n - 1].u.booking.party = 10;
	rq[n++] = rq_book(&w, "POOL", "2026-09-07T10:00", "2026-09-07T10:30");
	return n;
}

static const char *rehearse_changes(void)
{
	struct request rq[16];
	struct result results[16];
	struct buf b = {0};
	size_t n = changes(rq);
	ck_assert_int_eq(store_apply(&w.s, rq, n, true, results, &w.arena), 0);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s\n", world_answer(&w, &results[i]));
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return text;
}

START_TEST(a_dry_run_leaves_it_alone_and_decides_as_today)
{
	struct raw old;
	const char *today = rehearse_changes();
	ck_assert_msg(strstr(today, "refused") != NULL && strstr(today, "updated") != NULL, "%s", today);
	make_old(&w.s);
	load(&old);
	ck_assert_str_eq(rehearse_changes(), today);
	ck_assert_uint_eq(w.s.schema, 1);
	ck_assert(!w.s.upgraded);
	expect_same(&old);
	arena_release(&old.arena);
}
END_TEST

START_TEST(a_refusal_leaves_it_alone)
{
	struct raw old;
	make_old(&w.s);
	load(&old);
	struct request rq = rq_book(&w, "LAB", "2026-09-08T09:00", "2026-09-08T11:00");
	request_id_new(rq.id);
	ck_assert_msg(strncmp(world_ask(&w, &rq), "refused busy", 12) == 0, "%s", world_ask(&w, &rq));
	ck_assert(!w.s.upgraded);
	expect_same(&old);
	arena_release(&old.arena);
}
END_TEST

START_TEST(a_change_of_nothing_leaves_it_alone)
{
	struct raw old;
	make_old(&w.s);
	load(&old);
	struct request rq = rq_book(&w, "", "2026-09-08T09:00", "2026-09-08T11:00");
	rq.op = OP_CANCEL;
	rq.given = 0;
	rq.u.booking.id = 999999;
	request_id_new(rq.id);
	ck_assert_msg(strncmp(world_ask(&w, &rq), "refused unknown", 15) == 0, "%s", world_ask(&w, &rq));
	ck_assert(!w.s.upgraded);
	expect_same(&old);
	arena_release(&old.arena);
}
END_TEST

START_TEST(a_long_dry_run_upgrades_its_copy_alone)
{
	struct raw old;
	struct store copy;
	make_old(&w.s);
	load(&old);
	ck_assert_int_eq(list_scratch_open(&w.s, test_dir(), &copy), 0);
	ck_assert_uint_eq(copy.schema, STORE_SCHEMA);
	store_close(&copy);
	ck_assert_uint_eq(w.s.schema, 1);
	expect_same(&old);
	arena_release(&old.arena);
}
END_TEST

/* ---- upgraded ---- */

START_TEST(it_becomes_what_it_would_have_been_made)
{
	struct raw today;
	load(&today);
	make_old(&w.s);
	ck_assert_int_eq(store_upgrade(&w.s), 0);
	ck_assert_uint_eq(w.s.schema, STORE_SCHEMA);
	ck_assert(w.s.upgraded);
	expect_upgraded(&today);
	/* once is enough */
	w.s.upgraded = false;
	ck_assert_int_eq(store_upgrade(&w.s), 0);
	ck_assert(!w.s.upgraded);
	expect_upgraded(&today);
	arena_release(&today.arena);
}
END_TEST

/* Of schema 2, which has all but the index of who has bookings. */
START_TEST(a_less_old_store_becomes_what_it_would_have_been_made)
{
	struct raw today, old;
	struct result result;
	char *before = answers();
	load(&today);
	make_less_old(&w.s);
	load(&old);
	ck_assert_uint_lt(old.n, today.n);
	check_store(&w.s);
	char *after = answers();
	ck_assert_str_eq(after, before);
	struct request rq = rq_book(&w, "LONE", "2027-03-01T08:00", "2027-03-01T10:00");
	ck_assert_int_eq(store_apply(&w.s, &rq, 1, true, &result, &w.arena), 0);
	expect_same(&old);
	ck_assert_int_eq(store_upgrade(&w.s), 0);
	ck_assert(w.s.upgraded);
	expect_upgraded(&today);
	free(before);
	free(after);
	arena_release(&today.arena);
	arena_release(&old.arena);
}
END_TEST

/* A database that takes no change until it is rebuilt, as those of the first programs. */
static const struct db_engine *real;
static struct db_engine refusing;

static int update_nothing(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment)
{
	(void)db, (void)fn, (void)arg, (void)moment;
	return QUAD_EVERSION;
}

static int submit_nothing(struct db *db, const struct db_job *job, void *arg, uint64_t *moment)
{
	(void)db, (void)job, (void)arg, (void)moment;
	return QUAD_EVERSION;
}

static int rebuild_and_take(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	db->engine = real;
	return real->rebuild(db, fn, arg);
}

static void refuse_changes(struct db *db)
{
	real = db->engine;
	refusing = *real;
	refusing.update = update_nothing;
	refusing.submit = submit_nothing;
	refusing.rebuild = rebuild_and_take;
	db->engine = &refusing;
}

/* By itself, or with others in one transaction. */
START_TEST(the_first_change_upgrades_it)
{
	struct request rq[2] = {rq_book(&w, "LONE", "2027-03-01T08:00", "2027-03-01T10:00"),
	                        rq_book(&w, "LONE", "2027-03-01T09:00", "2027-03-01T11:00")};
	struct result results[2];
	size_t n = (size_t)_i % 2 + 1;
	make_old(&w.s);
	if (_i >= 2)
		refuse_changes(w.s.db);
	request_id_new(rq[0].id);
	ck_assert_int_eq(store_apply(&w.s, rq, n, false, results, &w.arena), 0);
	ck_assert_int_eq(results[0].outcome, OUTCOME_ADDED);
	ck_assert(n == 1 || results[1].outcome == OUTCOME_REFUSED);
	ck_assert(w.s.upgraded);
	check_store(&w.s);
	store_close(&w.s);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	ck_assert_uint_eq(w.s.schema, STORE_SCHEMA);
	ck_assert(!w.s.upgraded);
}
END_TEST

START_TEST(what_another_process_upgraded_is_changed_as_it_is)
{
	int gate[2], opened[2], status;
	char byte;
	make_old(&w.s);
	store_close(&w.s);
	ck_assert(pipe(gate) == 0 && pipe(opened) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(gate[1]);
		int err = store_open(w.dir, &w.s);
		bool was_old = !err && w.s.schema == 1;
		if (write(opened[1], "x", 1) != 1 || read(gate[0], &byte, 1) != 1)
			test_child_end(1);
		const char *answer = book(&w, "LONE", "2027-03-01T08:00", "2027-03-01T10:00");
		test_child_end(was_old && strcmp(answer, "added") == 0 && !w.s.upgraded ? 0 : 2);
	}
	close(gate[0]);
	close(opened[1]);
	ck_assert_int_eq(read(opened[0], &byte, 1), 1);
	close(opened[0]);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	ck_assert_str_eq(book(&w, "LONE", "2027-03-02T08:00", "2027-03-02T10:00"), "added");
	ck_assert(w.s.upgraded);
	ck_assert_int_eq(write(gate[1], "x", 1), 1);
	close(gate[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	ck_assert_int_eq(store_reopen(&w.s), 0);
	check_store(&w.s);
	ck_assert_msg(strncmp(book(&w, "LONE", "2027-03-01T09:00", "2027-03-01T09:30"), "refused busy", 12) == 0, "lost");
}
END_TEST

START_TEST(a_backup_of_an_old_store_is_read_and_upgraded)
{
	char copy[4096];
	struct raw old;
	snprintf(copy, sizeof copy, "%s", test_path(test_dir(), "copy"));
	make_old(&w.s);
	load(&old);
	char *before = answers();
	ck_assert_int_eq(db_backup(w.s.db, copy), 0);
	ck_assert_str_eq(book(&w, "LONE", "2027-03-01T08:00", "2027-03-01T10:00"), "added");
	ck_assert_uint_eq(w.s.schema, STORE_SCHEMA);
	/* this process goes on without looking at what was restored */
	ck_assert_int_eq(db_restore(w.s.db, copy, store_verify, NULL), 0);
	expect_same(&old);
	char *after = answers();
	ck_assert_str_eq(after, before);
	check_store(&w.s);
	w.s.upgraded = false;
	ck_assert_str_eq(book(&w, "LONE", "2027-03-01T08:00", "2027-03-01T10:00"), "added");
	ck_assert(w.s.upgraded);
	check_store(&w.s);
	free(before);
	free(after);
	arena_release(&old.arena);
}
END_TEST

START_TEST(many_bookings_are_upgraded)
{
	struct raw today;
	struct request *rq = arena_alloc(&w.arena, MANY * sizeof *rq);
	struct result *results = arena_alloc(&w.arena, MANY * sizeof *results);
	for (int i = 0; i < MANY; i++) {
		int64_t start = at("2028-01-01T08:00") + i * 700;
		rq[i] = rq_book_at(&w, i % 3 ? "T1" : "C1", start, start + 30 + i % 400);
	}
	ck_assert_int_eq(store_apply(&w.s, rq, MANY, false, results, &w.arena), 0);
	load(&today);
	make_old(&w.s);
	ck_assert_int_eq(store_upgrade(&w.s), 0);
	expect_upgraded(&today);
	arena_release(&today.arena);
}
END_TEST

/* ---- damaged ---- */

static int put_strays(struct db_txn *txn, void *arg)
{
	struct claim c = {.end = at("2027-03-01T10:00"), .units = 1, .whole = true};
	int64_t start = at("2027-03-01T08:00");
	const uint32_t *no = arg;
	unsigned char value[CLAIM_BYTES_MAX], longer[24] = {'A'};
	/* of a booking that is not there, and of one that is somewhere else */
	struct key of_none = key_claim_narrow(*no, start, c.end, 99999), of_other = key_claim_narrow(*no, start, c.end, 4);
	size_t len = claim_encode(&c, value);
	ck_assert_int_eq(db_put(txn, (struct bytes){"A", 1}, (struct bytes){"", 0}), 0);
	ck_assert_int_eq(db_put(txn, (struct bytes){longer, sizeof longer}, (struct bytes){value, len}), 0);
	ck_assert_int_eq(db_put(txn, key_bytes(&of_none), (struct bytes){value, len}), 0);
	return db_put(txn, key_bytes(&of_other), (struct bytes){value, len});
}

static void count_fault(void *arg, const char *text)
{
	(void)text;
	++*(int *)arg;
}

START_TEST(what_no_booking_bears_out_stays)
{
	struct resource_list lone;
	struct raw old, now;
	uint64_t n = 0;
	int told = 0;
	ck_assert_int_eq(query_resource(&w.s, "LONE", &lone), 0);
	make_old(&w.s);
	ck_assert_int_eq(db_update(w.s.db, put_strays, &lone.v[0].no, NULL), 0);
	load(&old);
	ck_assert_int_eq(store_upgrade(&w.s), 0);
	load(&now);
	raw_leave_out(&now, TABLE_CLAIM_CLASSES);
	raw_leave_out(&now, TABLE_HOLDER);
	raw_leave_out(&now, TABLE_KEY);
	ck_assert_uint_eq(old.n, now.n);
	ck_assert_int_eq(query_check(&w.s, count_fault, &told, &n), 0);
	ck_assert_int_gt(told, 0);
	arena_release(&old.arena);
	arena_release(&now.arena);
	arena_release(&lone.arena);
}
END_TEST

Suite *upgrade_suite(void)
{
	Suite *s = suite_create("upgrade");
	TCase *t = tcase_create("upgrade");
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, an_old_store_answers_as_one_of_today);
	tcase_add_test(t, a_dry_run_leaves_it_alone_and_decides_as_today);
	tcase_add_test(t, a_refusal_leaves_it_alone);
	tcase_add_test(t, a_change_of_nothing_leaves_it_alone);
	tcase_add_test(t, a_long_dry_run_upgrades_its_copy_alone);
	tcase_add_test(t, it_becomes_what_it_would_have_been_made);
	tcase_add_test(t, a_less_old_store_becomes_what_it_would_have_been_made);
	tcase_add_loop_test(t, the_first_change_upgrades_it, 0, 4);
	tcase_add_test(t, what_another_process_upgraded_is_changed_as_it_is);
	tcase_add_test(t, a_backup_of_an_old_store_is_read_and_upgraded);
	tcase_add_test(t, many_bookings_are_upgraded);
	tcase_add_test(t, what_no_booking_bears_out_stays);
	suite_add_tcase(s, t);
	return s;
}
