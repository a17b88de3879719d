/* The index of who has bookings: it follows every change, lists read from it what all records say, and it is proved. */
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/holder_index.h"
#include "store/facts/upgrade.h"
#include "tests/random.h"
#include "tests/store/everything.h"
#include "tests/store/old_store.h"

Suite *holder_index_suite(void);

static struct world w;

static const char *const logins[] = {"ann", "ben", "T1"};
static const char *const institutions[] = {"A", "B", ""};

static void set_up(void)
{
	open_everything(&w);
}

static void tear_down(void)
{
	world_close(&w);
}

/* Books, moves, hands over and cancels at random. */
static void change_much(int n)
{
	struct random r = {random_seed(14)};
	for (int i = 0; i < n; i++) {
		static const char *const claims[] = {"LAB;T1", "POOL", "BASE", "LONE", "SCOPES*2"};
		int64_t start = at("2027-01-04T08:00") + random_between(&r, 0, 500) * 60;
		struct request rq =
			rq_book_at(&w, claims[random_below(&r, 5)], start, start + random_between(&r, 10, 3000));
		rq.u.booking.requester = logins[random_below(&r, 3)];
		rq.u.booking.institution = institutions[random_below(&r, 3)];
		rq.flags |= REQUEST_CREATE_MISSING;
		rq.u.booking.id = 1 + random_below(&r, 60);
		switch (random_below(&r, 5)) {
		case 0: rq.op = OP_CANCEL; break;
		case 1:
			rq.op = OP_MOVE;
			rq.given = GIVEN(BOOKING_TIME);
			break;
		case 2:
			rq.op = OP_MOVE;
			rq.given = GIVEN(BOOKING_REQUESTER) | GIVEN(BOOKING_INSTITUTION);
			break;
		default: rq.u.booking.id = 0;
		}
		world_ask(&w, &rq);
	}
}

static const char *list(const struct booking_filter *f)
{
	struct booking_ids ids;
	struct buf b = {0};
	int err = query_booking_ids(&w.s, f, &ids);
	ck_assert_int_eq(err == QUAD_ENOTFOUND ? 0 : err, 0);
	for (size_t i = 0; i < ids.n; i++)
		buf_fmt(&b, "%" PRIu64 " ", ids.v[i]);
	const char *text = arena_str(&w.arena, buf_text(&b));
	arena_release(&ids.arena);
	buf_release(&b);
	return text;
}

/* All lists of persons and institutions, also within a time. */
static const char *lists(void)
{
	struct buf b = {0};
	for (int timed = 0; timed < 2; timed++) {
		struct booking_filter f = {.from = timed ? at("2027-01-08T10:00") : 0,
		                           .to = timed ? at("2027-01-12T10:00") : 0};
		for (size_t i = 0; i < 3; i++) {
			struct booking_filter person = f, mine = f, institution = f;
			person.person = mine.mine = logins[i];
			institution.institution = i < 2 ? institutions[i] : "BIG";
			buf_fmt(&b, "%s|%s|%s\n", list(&person), list(&mine), list(&institution));
		}
	}
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return text;
}

START_TEST(it_follows_every_change)
{
	change_much(300);
	check_store(&w.s);
	const char *indexed = lists();
	ck_assert_uint_gt(strlen(indexed), 300);
	make_less_old(&w.s);
	ck_assert_str_eq(lists(), indexed);
	ck_assert_int_eq(store_upgrade(&w.s), 0);
	ck_assert_str_eq(lists(), indexed);
	check_store(&w.s);
}
END_TEST

static int count_booking(const struct booking *b, void *arg)
{
	size_t *n = arg;
	ck_assert_str_eq(b->requester, "ann");
	++*n;
	return 0;
}

static int walk_both(struct db_txn *txn, void *arg)
{
	size_t *n = arg;
	for (int indexed = 0; indexed < 2; indexed++)
		ck_assert_int_eq(holder_walk(txn, indexed, HOLDER_PERSON, "ann", at("2027-01-05T08:00"),
		                             at("2027-01-15T08:00"), count_booking, &n[indexed]),
		                 0);
	return 0;
}

START_TEST(a_walk_needs_no_index_but_for_speed)
{
	size_t n[2] = {0};
	change_much(200);
	ck_assert_int_eq(db_read(w.s.db, walk_both, n), 0);
	ck_assert_uint_gt(n[0], 0);
	ck_assert_uint_eq(n[0], n[1]);
}
END_TEST

/* Takes an entry away, or puts one that no booking bears out. */
static int damage_index(struct db_txn *txn, void *arg)
{
	struct booking b = {.id = 1, .state = STATE_BOOKED, .requester = "nobody", .institution = ""};
	struct key keys[HOLDER_KEYS_MAX], first = key_table(TABLE_HOLDER), end = key_after(&first);
	const bool *puts = arg;
	struct db_scan scan;
	struct bytes key, value;
	if (*puts) {
		ck_assert_uint_eq(holder_keys(&b, keys), 1);
		return db_put(txn, key_bytes(&keys[0]), (struct bytes){"", 0});
	}
	ck_assert_int_eq(db_scan_open(txn, &scan), 0);
	ck_assert_int_eq(db_scan_range(&scan, key_bytes(&first), key_bytes(&end)), 0);
	ck_assert_int_eq(db_scan_next(&scan, &key, &value), 0);
	memcpy(keys[0].p, key.p, key.len);
	keys[0].len = key.len;
	db_scan_close(&scan);
	return db_del(txn, key_bytes(&keys[0]));
}

static void note_fault(void *arg, const char *text)
{
	*(bool *)arg |= strstr(text, "index by person and institution") != NULL;
}

START_TEST(what_is_wrong_with_it_is_found)
{
	bool puts = _i, told = false;
	uint64_t n;
	change_much(20);
	ck_assert_int_eq(db_update(w.s.db, damage_index, &puts, NULL), 0);
	ck_assert_int_eq(query_check(&w.s, note_fault, &told, &n), 0);
	ck_assert(told);
}
END_TEST

Suite *holder_index_suite(void)
{
	Suite *s = suite_create("holder_index");
	TCase *t = tcase_create("holder_index");
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, it_follows_every_change);
	tcase_add_test(t, a_walk_needs_no_index_but_for_speed);
	tcase_add_loop_test(t, what_is_wrong_with_it_is_found, 0, 2);
	suite_add_tcase(s, t);
	return s;
}
