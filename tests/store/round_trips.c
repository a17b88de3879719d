/*
 * How many journeys to the server each thing takes, where the store is on one: of a program that has just done the
 * like, and where another one has written since.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "store/query/alternatives.h"
#include "tests/store/ask.h"

Suite *round_trips_suite(void);

enum { RESOURCES = 24, DATES = 48, ROWS = 1000 };

/* Journeys so far. To ask is one itself. */
static uint64_t journeys(struct world *w)
{
	static uint64_t asked;
	struct db_figures f;
	int err = db_figures(w->s.db, &f);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	return figure_of(&f, "round_trips") - ++asked;
}

static const char *code_of(struct world *w, int i)
{
	return arena_fmt(&w->arena, "LAB-%d", i);
}

static void school(struct world *w)
{
	world_open(w);
	struct request rq = rq_institution(w, "GC", "GC");
	ck_assert_str_eq(world_ask(w, &rq), "added");
	ck_assert_str_eq(campus(w, "NORTH", ""), "added");
	for (int i = 0; i < RESOURCES; i++)
		ck_assert_str_eq(resource(w, code_of(w, i), KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "T1", KIND_TEACHER, MODE_SHARED, 0, ""), "added");
	rq = rq_login(w, "anna", "GC", ROLE_COORDINATOR, "");
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

/* A booking of a lab and a teacher, on the day of that number. */
static const char *book_on(struct world *w, int lab, int day)
{
	struct request rq = rq_book_at(w, arena_fmt(&w->arena, "%s;T1", code_of(w, lab)),
	                               at("2026-09-07T08:00") + day * DAY_MIN, at("2026-09-07T10:00") + day * DAY_MIN);
	request_id_new(rq.id);
	return world_ask(w, &rq);
}

/* Another process books something else. */
static void write_elsewhere(struct world *w, int day)
{
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct world other = {.now = w->now};
		bool done = store_open(w->dir, &other.s) == 0;
		struct request rq = rq_book_at(&other, "LAB-20", at("2026-09-07T12:00") + day * DAY_MIN,
		                               at("2026-09-07T13:00") + day * DAY_MIN);
		done = done && strcmp(world_ask(&other, &rq), "added") == 0;
		world_close(&other);
		_exit(done ? 0 : 1);
	}
	int status;
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

/* Does what is counted below once, so that the process has met all of it. */
static void warm_up(struct world *w)
{
	for (int i = 0; i < 6; i++)
		ck_assert_str_eq(book_on(w, i % 2, i), "added");
}

START_TEST(a_booking_takes_two)
{
	struct world w;
	school(&w);
	warm_up(&w);
	uint64_t before = journeys(&w);
	ck_assert_str_eq(book_on(&w, 0, 10), "added");
	ck_assert_uint_le(journeys(&w) - before, 2);
	world_close(&w);
}
END_TEST

/* As a command does that books and ends. */
START_TEST(the_first_booking_of_a_process_takes_two)
{
	struct world w, other = {0};
	school(&w);
	warm_up(&w);
	other.now = w.now;
	ck_assert_int_eq(store_open(w.dir, &other.s), 0);
	uint64_t before = journeys(&other);
	ck_assert_str_eq(book_on(&other, 7, 10), "added");
	ck_assert_uint_le(journeys(&other) - before, 2);
	before = journeys(&other);
	ck_assert_str_eq(book_on(&other, 9, 11), "added");
	ck_assert_uint_le(journeys(&other) - before, 2);
	world_close(&other);
	world_close(&w);
}
END_TEST

START_TEST(a_booking_takes_two_where_another_process_has_written)
{
	struct world w;
	school(&w);
	warm_up(&w);
	for (int i = 0; i < 4; i++) {
		write_elsewhere(&w, i);
		ck_assert_str_eq(book_on(&w, i % 2, 10 + i), "added");
	}
	write_elsewhere(&w, 5);
	uint64_t before = journeys(&w);
	ck_assert_str_eq(book_on(&w, 0, 20), "added");
	ck_assert_uint_le(journeys(&w) - before, 2);
	world_close(&w);
}
END_TEST

START_TEST(a_refusal_takes_one)
{
	struct world w;
	school(&w);
	warm_up(&w);
	write_elsewhere(&w, 0);
	uint64_t before = journeys(&w);
	ck_assert_str_eq(book_on(&w, 0, 0), "refused busy:LAB-0@1");
	ck_assert_uint_le(journeys(&w) - before, 1);
	world_close(&w);
}
END_TEST

/* In a process that has just begun, as a command has. */
START_TEST(what_works_instead_takes_eight)
{
	struct world w, other = {0};
	struct alternative_list list;
	struct arena arena = {0};
	struct result result;
	school(&w);
	warm_up(&w);
	ck_assert_int_eq(store_open(w.dir, &other.s), 0);
	struct request rq = rq_book_at(&w, "LAB-0;T1", at("2026-09-07T08:00"), at("2026-09-07T10:00"));
	ck_assert_int_eq(store_apply(&other.s, &rq, 1, false, &result, &arena), 0);
	ck_assert_uint_gt(result.reasons.n, 0);
	uint64_t before = journeys(&other);
	ck_assert_int_eq(query_alternatives(&other.s, &rq, &result, &list), 0);
	ck_assert_uint_le(journeys(&other) - before, 8);
	ck_assert_uint_gt(list.n, 3);
	arena_release(&list.arena);
	arena_release(&arena);
	world_close(&other);
	world_close(&w);
}
END_TEST

START_TEST(a_move_and_a_cancellation_take_two)
{
	struct world w;
	school(&w);
	warm_up(&w);
	ck_assert_str_eq(move(&w, 1, "2026-10-07T08:00", "2026-10-07T10:00"), "updated");
	ck_assert_str_eq(cancel(&w, 2), "updated");
	uint64_t before = journeys(&w);
	ck_assert_str_eq(move(&w, 3, "2026-10-08T08:00", "2026-10-08T10:00"), "updated");
	ck_assert_uint_le(journeys(&w) - before, 2);
	before = journeys(&w);
	ck_assert_str_eq(cancel(&w, 4), "updated");
	ck_assert_uint_le(journeys(&w) - before, 2);
	write_elsewhere(&w, 0);
	before = journeys(&w);
	ck_assert_str_eq(move(&w, 3, "2026-10-09T08:00", "2026-10-09T10:00"), "updated");
	ck_assert_uint_le(journeys(&w) - before, 3);
	world_close(&w);
}
END_TEST

static void look_at_week(struct world *w, const char *code, int64_t start)
{
	struct slot_list slots;
	ck_assert_int_eq(query_slots(&w->s, code, start, start + 7 * DAY_MIN, &slots), 0);
	arena_release(&slots.arena);
}

START_TEST(a_week_takes_one)
{
	struct world w;
	school(&w);
	warm_up(&w);
	store_look_as(&w.s, "anna");
	look_at_week(&w, "LAB-0", at("2026-09-07T00:00"));
	look_at_week(&w, "LAB-1", at("2026-09-07T00:00"));
	uint64_t before = journeys(&w);
	look_at_week(&w, "LAB-0", at("2026-09-14T00:00"));
	ck_assert_uint_le(journeys(&w) - before, 1);
	write_elsewhere(&w, 1);
	before = journeys(&w);
	look_at_week(&w, "LAB-1", at("2026-09-14T00:00"));
	ck_assert_uint_le(journeys(&w) - before, 1);
	world_close(&w);
}
END_TEST

static void find_free(struct world *w, int64_t start, int64_t for_min)
{
	struct find_ask ask = {
		.start = start, .end = start + (for_min ? 5 * DAY_MIN : 120), .for_min = for_min, .free = true};
	struct found_list found;
	ask.now = w->now;
	ck_assert_int_eq(query_find(&w->s, &ask, &found), 0);
	ck_assert_uint_gt(found.n, 0);
	found_list_release(&found);
}

START_TEST(a_search_takes_one)
{
	struct world w;
	school(&w);
	warm_up(&w);
	find_free(&w, at("2026-09-07T08:00"), 0);
	uint64_t before = journeys(&w);
	find_free(&w, at("2026-09-08T08:00"), 0);
	ck_assert_uint_le(journeys(&w) - before, 1);
	before = journeys(&w);
	find_free(&w, at("2026-09-09T08:00"), 90);
	ck_assert_uint_le(journeys(&w) - before, 1);
	write_elsewhere(&w, 1);
	before = journeys(&w);
	find_free(&w, at("2026-09-10T08:00"), 0);
	ck_assert_uint_le(journeys(&w) - before, 1);
	world_close(&w);
}
END_TEST

/* 48 weeks, each on the same day. */
static struct request rq_rule_series(struct world *w, const char *claims, const char *start, const char *end)
{
	struct request booking = rq_book(w, claims, start, end), rq = rq_of(w, OP_SERIES);
	rq.u.series = series_of_booking(&booking.u.booking);
	rq.u.series.rule =
		(struct rule_pattern){.rule = "FREQ=WEEKLY;COUNT=48", .start = booking.u.booking.start, .len_min = 120};
	rq.u.series.from = FROM_THE_START;
	request_id_new(rq.id);
	return rq;
}

START_TEST(a_series_takes_four)
{
	struct world w;
	school(&w);
	warm_up(&w);
	struct request rq = rq_rule_series(&w, "LAB-3", "2026-09-10T14:00", "2026-09-10T16:00");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	write_elsewhere(&w, 3);
	uint64_t before = journeys(&w);
	rq = rq_rule_series(&w, "LAB-0", "2026-09-10T16:00", "2026-09-10T18:00");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.n_made, DATES);
	ck_assert_uint_le(journeys(&w) - before, 4);
	world_close(&w);
}
END_TEST

START_TEST(many_requests_take_ten)
{
	struct world w;
	school(&w);
	struct request *v = arena_alloc(&w.arena, ROWS * sizeof *v);
	struct result *results = arena_alloc(&w.arena, ROWS * sizeof *results);
	for (int i = 0; i < ROWS; i++) {
		int64_t start = at("2026-10-07T08:00") + i / RESOURCES * DAY_MIN;
		v[i] = rq_book_at(&w, code_of(&w, i % RESOURCES), start, start + 90);
		v[i].u.booking.ref = arena_fmt(&w.arena, "row-%d", i);
	}
	uint64_t before = journeys(&w);
	ck_assert_int_eq(store_apply(&w.s, v, ROWS, false, results, &w.arena), 0);
	ck_assert_uint_le(journeys(&w) - before, 10);
	for (int i = 0; i < ROWS; i++)
		ck_assert_int_eq(results[i].outcome, OUTCOME_ADDED);
	world_close(&w);
}
END_TEST

START_TEST(a_list_takes_few)
{
	struct world w;
	struct booking_filter f = {0};
	struct booking_ids ids;
	struct booking_rows rows;
	school(&w);
	warm_up(&w);
	f.from = at("2026-09-07T00:00");
	f.to = at("2026-10-07T00:00");
	write_elsewhere(&w, 2);
	uint64_t before = journeys(&w);
	ck_assert_int_eq(query_booking_ids(&w.s, &f, &ids), 0);
	ck_assert_int_eq(query_bookings(&w.s, ids.v, ids.n, &rows), 0);
	ck_assert_uint_eq(rows.n, 7);
	ck_assert_uint_le(journeys(&w) - before, 4);
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	world_close(&w);
}
END_TEST

Suite *round_trips_suite(void)
{
	Suite *s = suite_create("round_trips");
	TCase *tc = tcase_create("journeys");
	only_on_postgresql("journeys to a server");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_booking_takes_two);
	tcase_add_test(tc, the_first_booking_of_a_process_takes_two);
	tcase_add_test(tc, a_booking_takes_two_where_another_process_has_written);
	tcase_add_test(tc, a_refusal_takes_one);
	tcase_add_test(tc, what_works_instead_takes_eight);
	tcase_add_test(tc, a_move_and_a_cancellation_take_two);
	tcase_add_test(tc, a_week_takes_one);
	tcase_add_test(tc, a_search_takes_one);
	tcase_add_test(tc, a_series_takes_four);
	tcase_add_test(tc, many_requests_take_ten);
	tcase_add_test(tc, a_list_takes_few);
	suite_add_tcase(s, tc);
	return s;
}
