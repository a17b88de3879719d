/*
 * Making and opening a store: an init that was interrupted, one on a store, settings that are another program's or are
 * damaged. And what stands around it: ids of requests, lists of claims as text, libraries that are opened by name.
 */
#include "store/change/store_apply.h"

#include "store/facts/keys.h"
#include "store/base/library.h"
#include "tests/engine.h"
#include "tests/store/ask.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

Suite *store_suite(void);

static const char *dir(void)
{
	return test_store("store");
}

static void empty_database(void)
{
	struct db *db;
	ck_assert_int_eq(db_open(dir(), DB_CREATE, &db), 0);
	db_close(db);
}

struct stored_number {
	const char *name;
	struct bytes value; /* no p: gone */
	int err;            /* of opening it */
};

static int put(struct db_txn *txn, void *arg)
{
	const struct stored_number *s = arg;
	struct key k = key_table(TABLE_SETTING);
	key_text(&k, s->name);
	return s->value.p ? db_put(txn, key_bytes(&k), s->value) : db_del(txn, key_bytes(&k));
}

START_TEST(an_interrupted_init_is_taken_over)
{
	struct store s;
	empty_database();
	ck_assert_int_eq(store_open(dir(), &s), QUAD_ECORRUPT);
	ck_assert_ptr_null(s.db);
	ck_assert_int_eq(store_create(dir(), "Asia/Shanghai", &s), 0);
	check_store(&s);
	store_close(&s);
	ck_assert_int_eq(store_open(dir(), &s), 0);
	ck_assert_str_eq(s.zone, "Asia/Shanghai");
	ck_assert_uint_ne(s.mark, 0);
	store_close(&s);
}
END_TEST

START_TEST(what_is_no_empty_database_is_not_taken_over)
{
	struct store s;
	struct db *db;
	empty_database();
	ck_assert_int_eq(db_open(dir(), 0, &db), 0);
	ck_assert_int_eq(db_update(db, put, &(struct stored_number){"other", {"x", 1}, 0}, NULL), 0);
	db_close(db);
	ck_assert_int_eq(store_create(dir(), "UTC", &s), QUAD_EEXIST);
	ck_assert_ptr_null(s.db);
}
END_TEST

START_TEST(a_store_is_made_once)
{
	struct store s, again;
	ck_assert_int_eq(store_create(dir(), "Asia/Shanghai", &s), 0);
	uint32_t mark = s.mark;
	store_close(&s);
	ck_assert_int_eq(store_create(dir(), "UTC", &again), QUAD_EEXIST);
	ck_assert_int_eq(store_open(dir(), &s), 0);
	ck_assert_str_eq(s.zone, "Asia/Shanghai");
	ck_assert_uint_eq(s.mark, mark);
	store_close(&s);
}
END_TEST

static const char *const no_zones[] = {"", "Nowhere/City", "../etc/passwd", "/etc/localtime", "Asia", "UTC;x"};

START_TEST(a_zone_that_is_none_makes_nothing)
{
	struct store s;
	ck_assert_int_eq(store_create(dir(), no_zones[_i], &s), QUAD_EZONE);
	ck_assert_int_eq(store_open(dir(), &s), QUAD_ENOSTORE);
}
END_TEST

static const char long_text[CLOCK_ZONE_MAX] = "x";

static const struct stored_number settings[] = {
	{"schema", {"\5\0\0\0\0\0\0\0", 8}, QUAD_EVERSION},
	{"schema", {"\0\0\0\0\0\0\0\0", 8}, QUAD_EVERSION},
	{"schema", {"\1\0\0\0\0\0\0\0", 8}, 0},
	{"schema", {"\1", 1}, QUAD_ECORRUPT},
	{"schema", {NULL, 0}, QUAD_ECORRUPT},
	{"zone", {NULL, 0}, QUAD_ECORRUPT},
	{"zone", {"", 0}, QUAD_ECORRUPT},
	{"zone", {long_text, sizeof long_text}, QUAD_ECORRUPT},
	{"zone", {"Nowhere/City", 12}, QUAD_EZONE},
	{"zone", {"UTC", 3}, 0},
	{"mark", {"\1\0\0\0\1\0\0\0", 8}, QUAD_ECORRUPT},
	{"mark", {"\1", 1}, QUAD_ECORRUPT},
	{"mark", {NULL, 0}, 0},
	{"travel_max", {"\1\0\0", 3}, 0},
};

START_TEST(settings_are_looked_at_when_it_is_opened)
{
	struct store s;
	struct stored_number setting = settings[_i];
	ck_assert_int_eq(store_create(dir(), "Asia/Shanghai", &s), 0);
	ck_assert_int_eq(db_update(s.db, put, &setting, NULL), 0);
	store_close(&s);
	int err = store_open(dir(), &s);
	ck_assert_msg(err == setting.err, "%s: %s", setting.name, quad_strerror(err));
	ck_assert((s.db != NULL) == !err);
	store_close(&s);
}
END_TEST

/* A store of a program that knew no mark: its refs have none, and it works. */
START_TEST(a_store_without_a_mark_works)
{
	struct world w;
	world_open(&w);
	ck_assert_int_eq(db_update(w.s.db, put, &(struct stored_number){"mark", {NULL, 0}, 0}, NULL), 0);
	store_close(&w.s);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	ck_assert_uint_eq(w.s.mark, 0);
	ck_assert_str_eq(resource(&w, "A", KIND_LAB, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(book(&w, "A", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	struct request rq = rq_book(&w, "A", "2026-09-07T08:00", "2026-09-07T11:00");
	rq.u.booking.ref = "quad-00000000-1";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- around it ---- */

START_TEST(claims_are_read_and_written_alike)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{"R11", "R11"},
		{"R11;T001;OSC*3", "R11;T001;OSC*3"},
		{" R11 ；T001； ; OSC*3 ", "R11;T001;OSC*3"},
		{"OSC*", "OSC*"},
		{"OSC*x", "OSC*x"},
		{"OSC*99999999999999999999", "OSC*4294967295"},
		{";；;", ""},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = {0};
		struct buf b = {0};
		const struct claim_ask *claims;
		size_t n;
		ck_assert_int_eq(claims_parse(cases[i].text, &arena, &claims, &n), 0);
		claims_format(claims, n, &b);
		ck_assert_str_eq(buf_text(&b), cases[i].want);
		buf_release(&b);
		arena_release(&arena);
	}
}
END_TEST

START_TEST(ids_of_requests_differ_and_sort_by_time)
{
	unsigned char a[REQUEST_ID_BYTES], b[REQUEST_ID_BYTES];
	request_id_new(a);
	request_id_new(b);
	ck_assert_int_ne(memcmp(a, b, sizeof a), 0);
	ck_assert_int_le(memcmp(a, b, 6), 0);
	ck_assert_str_eq(outcome_word(OUTCOME_INVALID), "invalid");
	ck_assert_str_eq(outcome_word((enum outcome)99), "");
}
END_TEST

struct functions {
	void *(*allocate)(size_t size);
	void *(*other)(void);
};

START_TEST(a_library_is_there_with_all_its_functions_or_not)
{
	static const struct library_function there[] = {{"malloc", offsetof(struct functions, allocate)}, {NULL, 0}};
	static const struct library_function lacking[] = {{"malloc", offsetof(struct functions, allocate)},
	                                                  {"no_such_function", offsetof(struct functions, other)},
	                                                  {NULL, 0}};
	struct functions f = {0};
	void *library = library_open("libc.so.6", there, &f);
	ck_assert_ptr_nonnull(library);
	ck_assert(f.allocate != NULL);
	library_close(library);
	ck_assert_ptr_null(library_open("libc.so.6", lacking, &f));
	ck_assert_ptr_null(library_open("libno-such-library.so.0", there, &f));
	library_close(NULL);
}
END_TEST

Suite *store_suite(void)
{
	Suite *s = suite_create("store");
	TCase *c = tcase_create("store");
	tcase_add_test(c, an_interrupted_init_is_taken_over);
	tcase_add_test(c, what_is_no_empty_database_is_not_taken_over);
	tcase_add_test(c, a_store_is_made_once);
	tcase_add_loop_test(c, a_zone_that_is_none_makes_nothing, 0, COUNT(no_zones));
	tcase_add_loop_test(c, settings_are_looked_at_when_it_is_opened, 0, COUNT(settings));
	tcase_add_test(c, a_store_without_a_mark_works);
	tcase_add_test(c, claims_are_read_and_written_alike);
	tcase_add_test(c, ids_of_requests_differ_and_sort_by_time);
	tcase_add_test(c, a_library_is_there_with_all_its_functions_or_not);
	suite_add_tcase(s, c);
	return s;
}
