/*
 * What a process knows of a store from one decision to the next (known.h) must be what is stored: after changes in the
 * same transaction, in a part of it that was undone, in a rehearsal, by another process, by a restore.
 */
#include "store/facts/decision_cache.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/random.h"
#include "tests/store/ask.h"
#include "tests/store/raw.h"

Suite *decision_cache_suite(void);

enum { BATCH = 64 };

struct batch {
	struct request v[BATCH];
	struct result results[BATCH];
	size_t n;
};

/* Two campuses an hour apart with a lab each, a teacher; and enough decided for everything to be known. */
static void school(struct world *w, bool found)
{
	struct find_ask all = {.start = 0, .end = 1};
	struct found_list list = {0};
	world_open(w);
	ck_assert_str_eq(campus(w, "E", ""), "added");
	ck_assert_str_eq(campus(w, "W", ""), "added");
	ck_assert_str_eq(travel(w, "E", "W", 60), "added");
	ck_assert_str_eq(resource(w, "A", KIND_LAB, MODE_EXCLUSIVE, 30, "E"), "added");
	ck_assert_str_eq(resource(w, "B", KIND_LAB, MODE_EXCLUSIVE, 30, "W"), "added");
	ck_assert_str_eq(resource(w, "T", KIND_TEACHER, MODE_EXCLUSIVE, 0, "E"), "added");
	for (int i = 0; i < 4; i++) {
		int64_t start = at("2026-09-02T08:00") + i * 60;
		struct request rq = rq_book_at(w, "A;T", start, start + 60);
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
	if (found) {
		ck_assert_int_eq(query_find(&w->s, &all, &list), 0);
		found_list_release(&list);
	}
}

static struct request *add(struct batch *b, struct request rq)
{
	b->v[b->n] = rq;
	return &b->v[b->n++];
}

/* Everything in one transaction; the answers, a line each. */
static const char *ask_all(struct world *w, struct batch *b, bool rehearse)
{
	struct buf text = {0};
	ck_assert_int_eq(store_apply(&w->s, b->v, b->n, rehearse, b->results, &w->arena), 0);
	for (size_t i = 0; i < b->n; i++)
		buf_fmt(&text, "%s\n", world_answer(w, &b->results[i]));
	const char *answers = arena_str(&w->arena, buf_text(&text));
	buf_release(&text);
	return answers;
}

static struct request rq_withdraw(struct world *w, const char *code, const char *of_campus)
{
	struct request rq = rq_resource(w, code, KIND_LAB, MODE_EXCLUSIVE, 30, of_campus);
	rq.given = GIVEN(RES_ACTIVE);
	rq.u.resource.active = false;
	return rq;
}

static struct request rq_closure(struct world *w, enum request_op op, const char *code)
{
	struct request rq = rq_of(w, op);
	rq.u.closure = (struct closure){at("2026-09-07T00:00"), at("2026-09-08T00:00"), code, "", "", 0};
	return rq;
}

static struct request rq_slot(struct world *w, const char *claims, int hour)
{
	int64_t start = at("2026-09-07T00:00") + hour * 60;
	return rq_book_at(w, claims, start, start + 60);
}

START_TEST(what_a_transaction_changes_holds_for_what_follows_in_it)
{
	struct world w;
	struct batch b = {0};
	school(&w, _i);
	add(&b, rq_slot(&w, "A", 8));
	add(&b, rq_closure(&w, OP_CLOSURE, "A"));
	add(&b, rq_slot(&w, "A", 9));
	add(&b, rq_slot(&w, "B", 9));
	add(&b, rq_closure(&w, OP_CLOSURE_DROP, "A"));
	add(&b, rq_slot(&w, "A", 9));
	add(&b, rq_slot(&w, "A;T", 10));
	add(&b, rq_slot(&w, "B;T", 11)); /* an hour away */
	struct request *moved = add(&b, rq_resource(&w, "B", KIND_LAB, MODE_EXCLUSIVE, 30, "E"));
	moved->given = GIVEN(RES_CAMPUS);
	add(&b, rq_slot(&w, "B;T", 11));
	add(&b, rq_withdraw(&w, "B", "E"));
	add(&b, rq_slot(&w, "B", 12));
	add(&b, rq_resource(&w, "C", KIND_LAB, MODE_EXCLUSIVE, 30, "W"));
	add(&b, rq_slot(&w, "C", 12));
	ck_assert_str_eq(ask_all(&w, &b, false),
	                 "added\nadded\n"
	                 "refused closed:A@2026-09-07T00:00/2026-09-08T00:00\nadded\nupdated\nadded\n"
	                 "added\nrefused travel:T@8\nupdated\nadded\nupdated\nrefused inactive:B\nadded\nadded\n");
	ck_assert_uint_eq(b.results[13].id, 10);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(longer_travel_within_a_transaction_is_seen)
{
	struct world w;
	struct batch b = {0};
	school(&w, _i);
	add(&b, rq_slot(&w, "A;T", 8));
	add(&b, rq_slot(&w, "B;T", 10)); /* the hour is enough */
	struct request *longer = add(&b, rq_of(&w, OP_TRAVEL));
	longer->u.travel = (struct travel){"E", "W", 200};
	add(&b, rq_slot(&w, "A;T", 13)); /* 120 minutes behind it, beyond what was the longest */
	ck_assert_str_eq(ask_all(&w, &b, false), "added\nadded\nupdated\nrefused travel:T@6\n");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_was_undone_in_a_transaction_is_forgotten_with_its_numbers)
{
	struct world w;
	struct batch b = {0};
	char ref[OWN_REF_MAX];
	school(&w, _i);
	add(&b, rq_slot(&w, "A", 8));
	/* undone: two bookings, one under a ref that looks like that of number 7, and a resource that is withdrawn */
	struct request *first = add(&b, rq_slot(&w, "A", 9));
	first->u.booking.ref = facts_own_ref(w.s.mark, OWN_BOOKING, 7, ref);
	first->flags = REQUEST_AND_NEXT;
	add(&b, rq_withdraw(&w, "B", "W"))->flags = REQUEST_AND_NEXT;
	add(&b, rq_closure(&w, OP_CLOSURE, "A"))->flags = REQUEST_AND_NEXT;
	add(&b, rq_slot(&w, "B", 9));
	add(&b, rq_slot(&w, "A", 9));
	add(&b, rq_slot(&w, "B", 9));
	/* and now that ref stands */
	add(&b, rq_slot(&w, "A", 10))->u.booking.ref = facts_own_ref(w.s.mark, OWN_BOOKING, 9, ref);
	add(&b, rq_slot(&w, "A", 11));
	ck_assert_str_eq(ask_all(&w, &b, false),
	                 "added\nadded\nupdated\nadded\nrefused inactive:B\nadded\nadded\nadded\nadded\n");
	ck_assert_uint_eq(b.results[5].id, 6);
	ck_assert_uint_eq(b.results[5].seq, b.results[0].seq + 1);
	ck_assert_uint_eq(b.results[6].id, 7);
	ck_assert_uint_eq(b.results[7].id, 8);
	ck_assert_uint_eq(b.results[8].id, 10);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* A part that is undone leaves behind what the transaction gave before it, until that is undone too. */
START_TEST(numbers_of_a_rehearsal_are_given_again)
{
	struct world w;
	struct batch b = {0};
	school(&w, _i);
	struct request own = rq_slot(&w, "A", 7);
	request_id_new(own.id);
	ck_assert_str_eq(world_ask(&w, &own), "added");
	add(&b, rq_slot(&w, "A", 8));
	add(&b, rq_slot(&w, "A", 9))->flags = REQUEST_AND_NEXT;
	add(&b, rq_slot(&w, "A", 9));
	add(&b, rq_slot(&w, "A", 10));
	for (int i = 0; i < 3; i++) {
		ck_assert_str_eq(ask_all(&w, &b, i < 2), "added\nadded\nrefused busy:A@7\nadded\n");
		ck_assert_uint_eq(b.results[3].id, 7);
	}
	struct request next = rq_slot(&w, "B", 8);
	request_id_new(next.id);
	ck_assert_str_eq(world_ask(&w, &next), "added");
	ck_assert_uint_eq(w.last.id, 8);
	ck_assert_str_eq(world_ask(&w, &own), "added");
	ck_assert_uint_eq(w.last.id, 5);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* An id that is earlier than all others is looked for, and one that was taken back can be given again. */
START_TEST(requests_are_remembered_in_any_order)
{
	struct world w;
	struct request v[8];
	uint64_t ids[8];
	school(&w, _i);
	for (int i = 0; i < 8; i++) {
		v[i] = rq_slot(&w, "A", 8 + i);
		request_id_new(v[i].id);
		v[i].id[0] = (unsigned char)(i * 37 % 8 + 1);
		ck_assert_str_eq(world_ask(&w, &v[i]), "added");
		ids[i] = w.last.id;
	}
	for (int i = 0; i < 8; i++) {
		ck_assert_str_eq(world_ask(&w, &v[i]), "added");
		ck_assert_uint_eq(w.last.id, ids[i]);
	}
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_was_kept_of_a_part_of_a_transaction_is_known_after_it)
{
	struct world w;
	struct batch b = {0};
	school(&w, _i);
	add(&b, rq_slot(&w, "A", 8))->flags = REQUEST_AND_NEXT;
	add(&b, rq_withdraw(&w, "B", "W"));
	add(&b, rq_slot(&w, "B", 9));
	add(&b, rq_slot(&w, "A", 9));
	ck_assert_str_eq(ask_all(&w, &b, false), "added\nupdated\nrefused inactive:B\nadded\n");
	ck_assert_uint_eq(b.results[3].id, 6);
	ck_assert_uint_eq(b.results[3].seq, b.results[1].seq + 1);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_rehearsal_leaves_nothing_to_know)
{
	struct world w;
	struct batch b = {0};
	school(&w, _i);
	add(&b, rq_withdraw(&w, "B", "W"));
	add(&b, rq_slot(&w, "B", 9));
	add(&b, rq_slot(&w, "A", 9));
	ck_assert_str_eq(ask_all(&w, &b, true), "updated\nrefused inactive:B\nadded\n");
	struct request rq = rq_slot(&w, "B", 9);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.id, 5);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* Another process, which changes the store while this one has it open. */
static void elsewhere(struct world *w, struct request rq)
{
	int status;
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct world other = {.now = w->now};
		bool ok = store_open(w->dir, &other.s) == 0;
		if (ok) {
			const char *answer = world_ask(&other, &rq);
			ok = strcmp(answer, "added") == 0 || strcmp(answer, "updated") == 0;
		}
		test_child_end(ok ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

START_TEST(what_another_process_changes_is_seen)
{
	struct world w;
	school(&w, _i);
	elsewhere(&w, rq_slot(&w, "A", 8));
	struct request rq = rq_slot(&w, "A", 9);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.id, 6);
	elsewhere(&w, rq_withdraw(&w, "B", "W"));
	rq = rq_slot(&w, "B", 9);
	ck_assert_str_eq(world_ask(&w, &rq), "refused inactive:B");
	/* refused, so this process did not commit, but the other does */
	elsewhere(&w, rq_closure(&w, OP_CLOSURE, "A"));
	rq = rq_slot(&w, "A", 10);
	ck_assert_str_eq(world_ask(&w, &rq), "refused closed:A@2026-09-07T00:00/2026-09-08T00:00");
	elsewhere(&w, rq_closure(&w, OP_CLOSURE_DROP, "A"));
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- the classes of claims that a resource has used: here none but the first, and that is known ---- */

/* Some days from the date on. */
static struct request rq_days(struct world *w, const char *claims, const char *from, int days)
{
	return rq_book_at(w, claims, at(from), at(from) + days * DAY_MIN);
}

/* Short ones that are later: without them a walk comes upon long ones when it looks for short ones. */
static void book_later(struct world *w)
{
	ck_assert_str_eq(book(w, "A;B", "2026-12-20T08:00", "2026-12-20T09:00"), "added");
}

static size_t n_listed(struct world *w)
{
	struct raw all = {.n = 0};
	size_t n = 0;
	ck_assert_int_eq(db_read(w->s.db, raw_load, &all), 0);
	for (size_t i = 0; i < all.n; i++)
		n += *(const char *)all.v[i].key.p == TABLE_CLAIM_CLASSES;
	arena_release(&all.arena);
	return n;
}

START_TEST(a_long_booking_is_in_the_way_of_the_next_one)
{
	struct world w;
	struct batch b = {0};
	school(&w, _i);
	book_later(&w);
	ck_assert_uint_eq(n_listed(&w), 0);
	add(&b, rq_days(&w, "A", "2026-10-05T00:00", 3));
	add(&b, rq_book(&w, "A", "2026-10-07T20:00", "2026-10-07T21:00"));
	add(&b, rq_days(&w, "A", "2026-10-07T00:00", 60));
	add(&b, rq_days(&w, "A", "2026-10-08T00:00", 60));
	add(&b, rq_book(&w, "A", "2026-12-06T20:00", "2026-12-06T21:00"));
	add(&b, rq_days(&w, "B;T", "2026-10-05T00:00", 2))->flags = REQUEST_AND_NEXT;
	add(&b, rq_book(&w, "B", "2026-10-06T20:00", "2026-10-06T21:00"));
	add(&b, rq_book(&w, "B", "2026-10-06T20:00", "2026-10-06T21:00"));
	add(&b, rq_days(&w, "B", "2026-10-05T00:00", 2));
	add(&b, rq_days(&w, "B", "2026-10-07T00:00", 2));
	add(&b, rq_book(&w, "B", "2026-10-08T20:00", "2026-10-08T21:00"));
	ck_assert_str_eq(ask_all(&w, &b, false), "added\nrefused busy:A@6\nrefused busy:A@6\nadded\nrefused busy:A@7\n"
	                                         "added\nrefused busy:B@8\nadded\nrefused busy:B@8\nadded\n"
	                                         "refused busy:B@9\n");
	ck_assert_uint_eq(n_listed(&w), 2);
	struct request rq = rq_book(&w, "A", "2026-12-06T20:00", "2026-12-06T21:00");
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:A@7");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_long_booking_of_another_process_is_in_the_way)
{
	struct world w;
	school(&w, _i);
	book_later(&w);
	elsewhere(&w, rq_days(&w, "A", "2026-10-05T00:00", 3));
	struct request rq = rq_book(&w, "A", "2026-10-07T20:00", "2026-10-07T21:00");
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:A@6");
	world_close(&w);
}
END_TEST

START_TEST(a_series_of_long_dates_is_in_its_own_way_and_leaves_no_trace)
{
	struct world w;
	school(&w, _i);
	book_later(&w);
	struct request rq = rq_of(&w, OP_SERIES);
	rq.u.series = (struct series_ask){.ref = "", .purpose = "", .note = "", .requester = "", .institution = "",
	                                  .weeks.term = "", .from = FROM_THE_START, .claims = &(struct claim_ask){"A", 0},
	                                  .n_claims = 1};
	rq.u.series.rule = (struct rule_pattern){"FREQ=DAILY;COUNT=3", at("2026-10-05T00:00"), 2 * DAY_MIN};
	ck_assert_msg(strncmp(world_ask(&w, &rq), "refused busy:A", 14) == 0, "%s", world_ask(&w, &rq));
	ck_assert_uint_eq(n_listed(&w), 0);
	rq.u.series.rule.rule = "FREQ=DAILY;INTERVAL=2;COUNT=3";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(n_listed(&w), 1);
	rq = rq_book(&w, "A", "2026-10-10T20:00", "2026-10-10T21:00");
	ck_assert_msg(strncmp(world_ask(&w, &rq), "refused busy:A", 14) == 0, "%s", world_ask(&w, &rq));
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(the_commit_of_another_is_not_taken_for_one_s_own_that_was_undone)
{
	struct world w;
	struct batch b = {0};
	school(&w, _i);
	add(&b, rq_slot(&w, "B", 8))->flags = REQUEST_AND_NEXT;
	add(&b, rq_slot(&w, "B", 8));
	ck_assert_str_eq(ask_all(&w, &b, false), "added\nrefused busy:B@5\n");
	elsewhere(&w, rq_withdraw(&w, "B", "W"));
	struct request rq = rq_slot(&w, "B", 9);
	ck_assert_str_eq(world_ask(&w, &rq), "refused inactive:B");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_restore_is_seen)
{
	struct world w;
	char copy[4200];
	school(&w, _i);
	snprintf(copy, sizeof copy, "%s", test_path(test_dir(), "copy"));
	ck_assert_int_eq(db_backup(w.s.db, copy), 0);
	struct request rq = rq_withdraw(&w, "B", "W");
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	rq = rq_slot(&w, "B", 9);
	ck_assert_str_eq(world_ask(&w, &rq), "refused inactive:B");
	ck_assert_str_eq(world_ask(&w, &rq), "refused inactive:B");
	ck_assert_int_eq(db_restore(w.s.db, copy, store_verify, NULL), 0);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/*
 * Many closures of everything, campuses and resources. The first decision of a transaction looks for them in the store,
 * later ones in memory: all must say the same.
 */
START_TEST(closures_from_memory_are_those_of_the_store)
{
	struct world w;
	struct random r = {.state = (uint64_t)_i + 1};
	school(&w, false);
	int64_t base = at("2026-10-01T00:00");
	for (int i = 0; i < 40 << 2 * _i; i++) {
		static const char *const owners[][2] = {{"", ""}, {"", "E"}, {"", "W"}, {"A", ""}, {"B", ""}, {"T", ""}};
		const char *const *owner = owners[random_below(&r, 6)];
		struct request rq = rq_of(&w, OP_CLOSURE);
		int64_t start = base + (int64_t)random_below(&r, 30) * 1440;
		rq.u.closure = (struct closure){start, start + 1 + (int64_t)random_below(&r, 3) * 1000, owner[0], owner[1], "", 0};
		world_ask(&w, &rq);
	}
	int n_closed = 0;
	for (int i = 0; i < 20; i++) {
		struct batch b = {0};
		struct result one;
		int64_t start = base + (int64_t)random_below(&r, 30 * 24) * 60, len = 1 + (int64_t)random_below(&r, 4000);
		while (b.n < BATCH)
			add(&b, rq_book_at(&w, i % 2 ? "A;T" : "B", start, start + len));
		ck_assert_int_eq(store_rehearse(&w.s, &b.v[0], &one, &w.arena), 0);
		if (!one.reasons.n) /* then the others clash with the first */
			continue;
		n_closed++;
		ask_all(&w, &b, true);
		for (size_t j = 0; j < b.n; j++)
			ck_assert_str_eq(world_answer(&w, &b.results[j]), world_answer(&w, &one));
	}
	ck_assert_int_gt(n_closed, 5);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *decision_cache_suite(void)
{
	Suite *s = suite_create("known");
	TCase *t = tcase_create("exact");
	/* with and without a directory of all resources in memory */
	tcase_add_loop_test(t, what_a_transaction_changes_holds_for_what_follows_in_it, 0, 2);
	tcase_add_loop_test(t, longer_travel_within_a_transaction_is_seen, 0, 2);
	tcase_add_loop_test(t, what_was_undone_in_a_transaction_is_forgotten_with_its_numbers, 0, 2);
	tcase_add_loop_test(t, numbers_of_a_rehearsal_are_given_again, 0, 2);
	tcase_add_loop_test(t, requests_are_remembered_in_any_order, 0, 2);
	tcase_add_loop_test(t, what_was_kept_of_a_part_of_a_transaction_is_known_after_it, 0, 2);
	tcase_add_loop_test(t, a_rehearsal_leaves_nothing_to_know, 0, 2);
	tcase_add_loop_test(t, what_another_process_changes_is_seen, 0, 2);
	tcase_add_loop_test(t, a_long_booking_is_in_the_way_of_the_next_one, 0, 2);
	tcase_add_loop_test(t, a_long_booking_of_another_process_is_in_the_way, 0, 2);
	tcase_add_loop_test(t, a_series_of_long_dates_is_in_its_own_way_and_leaves_no_trace, 0, 2);
	tcase_add_loop_test(t, the_commit_of_another_is_not_taken_for_one_s_own_that_was_undone, 0, 2);
	tcase_add_loop_test(t, a_restore_is_seen, 0, 2);
	tcase_add_loop_test(t, closures_from_memory_are_those_of_the_store, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
