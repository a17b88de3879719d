/* Whom a change tells of itself. */
#include "tests/store/mail_world.h"

Suite *notices_suite(void);

#define D8 "2026-09-20T08:00"
#define D9 "2026-09-20T09:00"
#define D10 "2026-09-20T10:00"
#define D11 "2026-09-20T11:00"

START_TEST(nobody_is_told_while_mail_is_off)
{
	set_config("mail", "off");
	ck_assert_str_eq(book_as("ann", "E2;tina", D8, D10), "added booked");
	set_config("mail", "on");
	ck_assert_str_eq(waiting_mails(), "");
	ck_assert_str_eq(decide(OP_COMMENT, "tina", 1, "projector?"), "added booked");
	ck_assert_str_eq(told(), "ann comment 1");
}
END_TEST

START_TEST(who_asked_and_who_teaches_are_told_whoever_acts)
{
	ck_assert_str_eq(book_as("ann", "E2;tina", D8, D10), "added booked");
	ck_assert_str_eq(told(), "ann booked 1;tina booked 1");
	struct request rq = rq_book(&w, "", D9, D11);
	rq.op = OP_MOVE;
	rq.actor = "eve";
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(told(), "ann changed 1;tina changed 1");
	/* the teacher is taken out of it */
	rq = rq_book(&w, "E2", D9, D11);
	rq.op = OP_MOVE;
	rq.actor = "ann";
	rq.given = GIVEN(BOOKING_CLAIMS);
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(told(), "ann changed 1;tina cancelled 1");
	rq.op = OP_CANCEL;
	rq.actor = "eve";
	ck_assert_str_eq(ask(&rq), "updated cancelled");
	ck_assert_str_eq(told(), "ann cancelled 1");
}
END_TEST

START_TEST(who_has_no_address_is_told_nothing)
{
	ck_assert_str_eq(book_as("nora", "E2;tina", D8, D10), "added booked");
	ck_assert_str_eq(told(), "tina booked 1");
	set_address("tina", "");
	ck_assert_str_eq(decide(OP_HAND, "nora", 1, "ann"), "updated booked");
	ck_assert_str_eq(told(), "ann handed-to 1");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, "nora"), "updated booked");
	ck_assert_str_eq(told(), "ann handed-away 1");
}
END_TEST

START_TEST(a_request_comes_to_whose_turn_it_is)
{
	ck_assert_str_eq(book_as("ann", "W1;E1", D8, D10), "added requested");
	ck_assert_str_eq(told(), "ann requested 1;eve asks 1;wes asks 1");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated requested");
	ck_assert_str_eq(told(), "");
	ck_assert_str_eq(decide(OP_APPROVE, "wes", 1, ""), "updated requested");
	ck_assert_str_eq(told(), "root asks 1");
	ck_assert_str_eq(decide(OP_APPROVE, "root", 1, ""), "updated booked");
	ck_assert_str_eq(told(), "ann approved 1");
}
END_TEST

START_TEST(a_question_and_its_answer)
{
	ck_assert_str_eq(book_as("ann", "E1", D8, D10), "added requested");
	ck_assert_str_eq(told(), "ann requested 1;eve asks 1");
	ck_assert_str_eq(decide(OP_ASK, "eve", 1, "how many machines"), "updated requested");
	ck_assert_str_eq(told(), "ann comment 1,asked-back 1");
	ck_assert_str_eq(decide(OP_COMMENT, "ann", 1, "three"), "updated requested");
	ck_assert_str_eq(told(), "eve comment 1");
	ck_assert_str_eq(decide(OP_DECLINE, "eve", 1, "repair"), "updated declined");
	ck_assert_str_eq(told(), "ann comment 1,declined 1");
}
END_TEST

START_TEST(what_the_clock_does_is_told_by_the_next_change)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	told();
	go_to("2026-09-09T00:00");
	ck_assert_str_eq(book_as("eve", "E2", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
	ck_assert_str_eq(told(), "ann lapsed 1;eve booked 2");
}
END_TEST

START_TEST(who_waited_has_it)
{
	ck_assert_str_eq(book_as("eve", "E2;tina", D8, D10), "added booked");
	told();
	struct request rq = rq_book(&w, "E2;tina", D8, D10);
	rq.flags = REQUEST_WAIT;
	rq.actor = "ann";
	ck_assert_str_eq(ask(&rq), "added waiting");
	ck_assert_str_eq(told(), "ann waiting 2");
	rq = rq_book(&w, "", D8, D10);
	rq.op = OP_CANCEL;
	rq.actor = "eve";
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated cancelled");
	ck_assert_str_eq(told(), "eve cancelled 1;tina cancelled 1;ann promoted 2;tina booked 2");
}
END_TEST

START_TEST(a_closure_that_hits)
{
	ck_assert_str_eq(book_as("ann", "E2;tina", D8, D10), "added booked");
	ck_assert_str_eq(book_as("eve", "E2", "2026-09-21T08:00", "2026-09-21T10:00"), "added booked");
	told();
	struct request rq = rq_of(&w, OP_CLOSURE);
	rq.actor = "eve";
	rq.u.closure = (struct closure){.start = at("2026-09-20T00:00"),
	                                .end = at("2026-09-22T00:00"),
	                                .resource = "E2",
	                                .campus = "",
	                                .reason = "flood"};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	struct mail_rows rows;
	struct mail_things things;
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){.login = "ann"}, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_int_eq(query_mail_things(&w.s, rows.v[0].mail.action, "ann", &things), 0);
	ck_assert_uint_eq(things.n, 1);
	ck_assert(things.v[0].has_closure);
	ck_assert_str_eq(things.v[0].closure.reason, "flood");
	ck_assert(things.v[0].has_after);
	ck_assert_str_eq(things.v[0].after_claims, "E2;tina");
	arena_release(&things.arena);
	arena_release(&rows.arena);
	ck_assert_str_eq(told(), "ann hit 1;eve hit 2;tina hit 1");
}
END_TEST

START_TEST(what_is_over_is_told_to_nobody)
{
	struct request rq = rq_book(&w, "E2;tina", "2026-08-20T08:00", "2026-08-20T10:00");
	rq.flags = REQUEST_RECORD;
	rq.actor = "root";
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(told(), "");
	rq = rq_of(&w, OP_CANCEL);
	rq.flags = REQUEST_RECORD;
	rq.actor = "root";
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated cancelled");
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(use_is_told_to_nobody_and_a_noshow_to_who_asked)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-02T08:00", "2026-09-02T10:00"), "added requested");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	told();
	go_to("2026-09-02T08:05");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 2, ""), "updated used");
	ck_assert_str_eq(told(), "");
	go_to("2026-09-02T11:00");
	ck_assert_str_eq(decide(OP_NOSHOW, "eve", 1, ""), "updated noshow");
	ck_assert_str_eq(told(), "ann noshow 1");
}
END_TEST

START_TEST(an_undo_is_told_as_well)
{
	ck_assert_str_eq(book_as("ann", "E2", D8, D10), "added booked");
	told();
	struct request rq = rq_book(&w, "", D9, D11);
	rq.op = OP_MOVE;
	rq.actor = "ann";
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated booked");
	uint64_t seq = w.last.seq;
	ck_assert_str_eq(told(), "ann changed 1");
	rq = rq_of(&w, OP_UNDO);
	rq.actor = "root";
	rq.u.entry = seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	seq = w.last.seq;
	ck_assert_str_eq(told(), "ann changed 1");
	rq.u.entry = seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(told(), "ann changed 1");
}
END_TEST

/* What stands or falls together tells once it stands; and what shares an action is one mail. */
START_TEST(one_mail_an_action_and_none_of_what_fell)
{
	struct request rq[2] = {rq_book(&w, "E2", D8, D9), rq_book(&w, "E2", D9, D10)};
	struct result results[2];
	for (size_t i = 0; i < 2; i++) {
		rq[i].actor = "ann";
		rq[i].flags = REQUEST_SHARED;
	}
	ck_assert_int_eq(store_apply(&w.s, rq, 2, false, results, &w.arena), 0);
	ck_assert_str_eq(told(), "ann booked 1,booked 2");
	rq[0] = rq_book(&w, "E2", D10, D11);
	rq[0].flags = REQUEST_AND_NEXT;
	rq[0].actor = "ann";
	rq[1].flags = 0;
	ck_assert_int_eq(store_apply(&w.s, rq, 2, false, results, &w.arena), 0);
	ck_assert_uint_ne(results[1].reasons.n, 0);
	ck_assert_str_eq(told(), "");
	/* nor does a rehearsal */
	ck_assert_int_eq(store_apply(&w.s, rq, 1, true, results, &w.arena), 0);
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(asked_twice_is_told_once)
{
	struct request rq = rq_book(&w, "E2", D8, D10);
	rq.actor = "ann";
	request_id_new(rq.id);
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(told(), "ann booked 1");
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(told(), "");
}
END_TEST

Suite *notices_suite(void)
{
	Suite *s = suite_create("notices");
	TCase *t = tcase_create("notices");
	tcase_add_checked_fixture(t, open_mail, close_schools);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	tcase_add_test(t, nobody_is_told_while_mail_is_off);
	tcase_add_test(t, who_asked_and_who_teaches_are_told_whoever_acts);
	tcase_add_test(t, who_has_no_address_is_told_nothing);
	tcase_add_test(t, a_request_comes_to_whose_turn_it_is);
	tcase_add_test(t, a_question_and_its_answer);
	tcase_add_test(t, what_the_clock_does_is_told_by_the_next_change);
	tcase_add_test(t, who_waited_has_it);
	tcase_add_test(t, a_closure_that_hits);
	tcase_add_test(t, what_is_over_is_told_to_nobody);
	tcase_add_test(t, use_is_told_to_nobody_and_a_noshow_to_who_asked);
	tcase_add_test(t, an_undo_is_told_as_well);
	tcase_add_test(t, one_mail_an_action_and_none_of_what_fell);
	tcase_add_test(t, asked_twice_is_told_once);
	return s;
}
