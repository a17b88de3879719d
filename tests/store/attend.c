/* What is done with a booking when its time comes: check-in, release, no-show; how it was; hand and swap. */
#include "store/base/record.h"
#include "store/change/evaluate.h"
#include "store/query/requests.h"
#include "tests/store/two_schools.h"

Suite *attend_suite(void);

static void set_up(void)
{
	open_schools();
	add_person("amy", "EAST", ROLE_REQUESTER, "");
	add_person("wyn", "WEST", ROLE_REQUESTER, "");
	add_person("vic", "EAST", ROLE_VIEWER, "");
}

static struct booking head_of(uint64_t id)
{
	struct booking_rows rows;
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	struct booking b = rows.v[0].b;
	b.requester = arena_str(&w.arena, b.requester);
	b.institution = arena_str(&w.arena, b.institution);
	b.chain = arena_str(&w.arena, b.chain);
	b.claims = NULL;
	arena_release(&rows.arena);
	return b;
}

static const char *undo_as(const char *login, uint64_t seq)
{
	struct request rq = rq_of(&w, OP_UNDO);
	rq.actor = login;
	rq.u.entry = seq;
	return ask(&rq);
}

static void add_teacher(const char *code)
{
	struct request rq = rq_resource(&w, code, KIND_TEACHER, MODE_EXCLUSIVE, 1, "");
	rq.actor = "root";
	rq.u.resource.institution = "EAST";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

START_TEST(somebody_comes_in_time)
{
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "refused state:1@not before 2026-09-02T07:45");
	go_to("2026-09-02T07:45");
	ck_assert_str_eq(decide(OP_CHECKIN, "wyn", 1, ""), "refused role:booking:1@administrator|coordinator");
	ck_assert_str_eq(decide(OP_CHECKIN, "wes", 1, ""), "refused role:booking:1@administrator|coordinator");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "updated used");
	ck_assert_int_eq(head_of(1).used_from, at("2026-09-02T07:45"));
	ck_assert_str_eq(decide(OP_CHECKIN, "eve", 1, ""), "unchanged used");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-02T08:00 2026-09-02T10:00 E2\n");
	ck_assert_str_eq(book_as("amy", "E2", "2026-09-02T09:00", "2026-09-02T10:00"), "refused busy:E2@1");
	go_to("2026-09-02T10:00");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "refused past:E2@2026-09-02T08:00");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 7, ""), "refused unknown:7@booking");
}
END_TEST

START_TEST(a_request_is_not_used)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-02T08:00", "2026-09-02T10:00"), "added requested");
	go_to("2026-09-02T07:50");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "refused state:1@requested");
	ck_assert_str_eq(decide(OP_NOSHOW, "eve", 1, ""), "refused state:1@requested");
	go_to("2026-09-02T08:00");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "refused state:1@lapsed");
}
END_TEST

START_TEST(the_booked_teacher_may_come)
{
	add_teacher("amy");
	ck_assert_str_eq(book_as("ann", "E2;amy", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	go_to("2026-09-02T08:05");
	ck_assert_str_eq(decide(OP_CHECKIN, "amy", 1, ""), "updated used");
	go_to("2026-09-02T09:00");
	ck_assert_str_eq(decide(OP_RELEASE, "amy", 1, ""), "updated used");
}
END_TEST

START_TEST(what_is_given_back_is_free)
{
	struct request rq;
	struct request lab = rq_of(&w, OP_RESOURCE);
	lab.actor = "root";
	lab.u.resource = (struct resource){.code = "E2", .teardown_min = 10};
	lab.given = GIVEN(RES_TEARDOWN);
	ck_assert_str_eq(world_ask(&w, &lab), "updated");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T12:00"), "added booked");
	go_to("2026-09-02T08:00");
	ck_assert_str_eq(decide(OP_RELEASE, "ann", 1, ""), "refused state:1@not before 2026-09-02T08:00");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "updated used");
	go_to("2026-09-02T09:00");
	rq = rq_decide(OP_RELEASE, "ann", 1, "");
	rq.u.decision.at_min = at("2026-09-02T12:00");
	ck_assert_str_eq(ask(&rq), "invalid value:at@2026-09-02T12:00");
	rq.u.decision.at_min = at("2026-09-02T08:00");
	ck_assert_str_eq(ask(&rq), "invalid value:at@2026-09-02T08:00");
	rq.u.decision.at_min = at("2026-09-02T10:00");
	ck_assert_str_eq(ask(&rq), "updated used");
	ck_assert_int_eq(head_of(1).used_to, at("2026-09-02T10:00"));
	ck_assert_str_eq(book_as("amy", "E2", "2026-09-02T10:00", "2026-09-02T11:00"), "refused busy:E2@1");
	ck_assert_str_eq(book_as("amy", "E2", "2026-09-02T10:10", "2026-09-02T11:00"), "added booked");
	ck_assert_str_eq(all_standing(&w),
	                 "1 2026-09-02T08:00 2026-09-02T10:00 E2\n2 2026-09-02T10:10 2026-09-02T11:00 E2\n");
	go_to("2026-09-02T10:00");
	ck_assert_str_eq(decide(OP_RELEASE, "ann", 1, ""), "refused past:E2@2026-09-02T08:00");
}
END_TEST

START_TEST(giving_back_is_taken_back_while_it_is_free)
{
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T12:00"), "added booked");
	go_to("2026-09-02T09:00");
	ck_assert_str_eq(decide(OP_RELEASE, "ann", 1, ""), "updated used");
	uint64_t seq = w.last.seq;
	ck_assert_str_eq(undo_as("ann", seq), "updated booked");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-02T08:00 2026-09-02T12:00 E2\n");
	ck_assert_str_eq(decide(OP_RELEASE, "ann", 1, ""), "updated used");
	seq = w.last.seq;
	ck_assert_str_eq(book_as("amy", "E2", "2026-09-02T11:00", "2026-09-02T12:00"), "added booked");
	ck_assert_str_eq(undo_as("ann", seq), "refused busy:E2@2");
}
END_TEST

START_TEST(who_did_not_come_makes_room)
{
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T12:00"), "added booked");
	ck_assert_str_eq(decide(OP_NOSHOW, "eve", 1, ""), "refused state:1@not before 2026-09-02T08:00");
	go_to("2026-09-02T08:20");
	ck_assert_str_eq(decide(OP_NOSHOW, "ann", 1, ""), "refused role:booking:1@approver|administrator");
	ck_assert_str_eq(decide(OP_NOSHOW, "root", 1, ""), "refused role:booking:1@approver|administrator");
	ck_assert_str_eq(decide(OP_NOSHOW, "eve", 1, ""), "updated noshow");
	uint64_t seq = w.last.seq;
	ck_assert_str_eq(all_standing(&w), "");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "refused state:1@noshow");
	ck_assert_str_eq(undo_as("eve", seq), "updated booked");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "updated used");
	ck_assert_str_eq(decide(OP_NOSHOW, "eve", 1, ""), "refused state:1@used");
}
END_TEST

/* ---- after the end ---- */

static const char *evaluate_as(const char *login, const char *scores, const char *note)
{
	struct request rq = rq_decide(OP_EVALUATE, login, 1, scores);
	rq.u.decision.note = note;
	return world_ask(&w, &rq);
}

START_TEST(each_side_says_once_how_it_was)
{
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	ck_assert_str_eq(evaluate_as("ann", "5,4,3,2", ""), "refused state:1@not before 2026-09-02T10:00");
	go_to("2026-09-02T10:00");
	ck_assert_str_eq(evaluate_as("ann", "5,4,3", ""), "invalid value:scores@5,4,3");
	ck_assert_str_eq(evaluate_as("ann", "5,4,3,6", ""), "invalid value:scores@5,4,3,6");
	ck_assert_str_eq(evaluate_as("ann", "", ""), "invalid value:scores");
	ck_assert_str_eq(evaluate_as("amy", "5,4,3,2", ""), "refused role:booking:1@approver|administrator");
	ck_assert_str_eq(evaluate_as("ann", "5,4,3,2", "dusty"), "added");
	uint64_t first = w.last.seq;
	ck_assert_str_eq(evaluate_as("ann", "5,4,3,2", "dusty"), "unchanged");
	ck_assert_str_eq(evaluate_as("ann", "5，5，5，5", ""), "updated");
	const char *second = arena_fmt(
		&w.arena, "refused busy:evaluation:1:user@entry %" PRIu64 " 2026-09-02T10:00 ann", w.last.seq);
	ck_assert_str_eq(undo_as("ann", first), second);
	ck_assert_str_eq(evaluate_as("eve", "4,4,4,4", ""), "added");
	uint64_t last = w.last.seq;
	add_person("eli", "EAST", ROLE_ADMINISTRATOR, "institution:EAST");
	ck_assert_str_eq(evaluate_as("eli", "1,1,1,1", ""), "refused state:1@evaluated by eve");
	check_store(&w.s);
	ck_assert_str_eq(undo_as("eve", last), "updated ");
	ck_assert_str_eq(evaluate_as("eli", "1,1,1,1", ""), "added");
}
END_TEST

START_TEST(a_no_show_is_not_rated)
{
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	go_to("2026-09-02T10:00");
	ck_assert_str_eq(decide(OP_NOSHOW, "eve", 1, ""), "updated noshow");
	ck_assert_str_eq(evaluate_as("ann", "1,1,1,1", ""), "refused state:1@noshow");
}
END_TEST

/* ---- for somebody else ---- */

START_TEST(a_booking_is_given_to_a_colleague)
{
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	ck_assert_str_eq(decide(OP_HAND, "amy", 1, "amy"), "refused role:booking:1@administrator|coordinator");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, "bob"), "refused unknown:bob@person");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, "vic"),
	                 "refused role:person:vic@requester|approver|administrator|coordinator");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, ""), "invalid value:login");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, "ann"), "unchanged booked");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, "amy"), "updated booked");
	ck_assert_str_eq(head_of(1).requester, "amy");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, "amy"), "refused role:booking:1@administrator|coordinator");
	go_to("2026-09-02T10:00");
	ck_assert_str_eq(decide(OP_HAND, "amy", 1, "ann"), "refused past:E2@2026-09-02T08:00");
}
END_TEST

START_TEST(another_school_gets_it_only_from_who_may)
{
	struct request rq = rq_book(&w, "E2", "2026-09-02T08:00", "2026-09-02T10:00");
	rq.actor = "ann";
	rq.u.booking.institution = "EAST";
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, "wyn"), "refused unknown:wyn@person");
	ck_assert_str_eq(decide(OP_HAND, "eve", 1, "wyn"), "updated booked");
	ck_assert_str_eq(head_of(1).requester, "wyn");
	ck_assert_str_eq(head_of(1).institution, "WEST");
}
END_TEST

START_TEST(what_is_given_away_is_asked_for_again)
{
	struct request rq = rq_book(&w, "E1", "2026-09-20T08:00", "2026-09-20T10:00");
	rq.actor = "ann";
	rq.u.booking.institution = "EAST";
	ck_assert_str_eq(ask(&rq), "added requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	ck_assert_str_eq(decide(OP_HAND, "ann", 1, "amy"), "updated requested");
	ck_assert_int_eq(head_of(1).until, at("2026-09-08T00:00"));
	ck_assert_str_eq(decide(OP_HAND, "eve", 1, "ann"), "updated booked");
}
END_TEST

/* ---- swaps ---- */

static const char *swap_as(const char *login, uint64_t a, uint64_t b, unsigned what)
{
	struct request rq = rq_book_at(&w, "", 0, 0);
	rq.op = OP_SWAP;
	rq.actor = login;
	rq.given = what;
	rq.u.booking.id = a;
	rq.u.booking.other = b;
	return world_ask(&w, &rq);
}

static void book_two(void)
{
	add_lab("E3", "EAST", APPROVAL_NONE);
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
	ck_assert_str_eq(book_as("wyn", "E3", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
}

START_TEST(a_swap_needs_both)
{
	book_two();
	ck_assert_str_eq(swap_as("amy", 1, 2, GIVEN(BOOKING_CLAIMS)),
	                 "refused role:booking:1@administrator|coordinator;role:booking:2@administrator|coordinator");
	ck_assert_str_eq(swap_as("ann", 1, 2, GIVEN(BOOKING_CLAIMS)), "added");
	ck_assert_str_eq(swap_as("ann", 2, 1, GIVEN(BOOKING_CLAIMS)), "unchanged");
	ck_assert_str_eq(all_standing(&w),
	                 "1 2026-09-20T08:00 2026-09-20T10:00 E2\n2 2026-09-20T08:00 2026-09-20T10:00 E3\n");
	ck_assert_str_eq(swap_as("wyn", 2, 1, GIVEN(BOOKING_CLAIMS)), "updated");
	ck_assert_str_eq(all_standing(&w),
	                 "1 2026-09-20T08:00 2026-09-20T10:00 E3\n2 2026-09-20T08:00 2026-09-20T10:00 E2\n");
	/* what was agreed is done, and is not agreed for ever */
	ck_assert_str_eq(swap_as("wyn", 2, 1, GIVEN(BOOKING_CLAIMS)), "added");
	struct comment_list said;
	ck_assert_int_eq(query_comments(&w.s, 1, &said), 0);
	ck_assert_uint_eq(said.n, 1);
	ck_assert_str_eq(said.v[0].text, "1 2");
	arena_release(&said.arena);
}
END_TEST

START_TEST(a_proposal_ends)
{
	book_two();
	ck_assert_str_eq(swap_as("ann", 1, 2, GIVEN(BOOKING_CLAIMS)), "added");
	ck_assert_str_eq(swap_as("wyn", 1, 2, GIVEN(BOOKING_TIME)), "added");
	go_to("2026-09-08T00:00");
	ck_assert_str_eq(swap_as("wyn", 1, 2, GIVEN(BOOKING_CLAIMS)), "added");
	struct request rq = rq_book(&w, "", "2026-09-20T12:00", "2026-09-20T14:00");
	rq.op = OP_MOVE;
	rq.actor = "wyn";
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 2;
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(swap_as("ann", 1, 2, GIVEN(BOOKING_CLAIMS)), "added");
}
END_TEST

START_TEST(who_keeps_both_swaps_at_once)
{
	book_two();
	ck_assert_str_eq(swap_as("eve", 1, 2, GIVEN(BOOKING_CLAIMS)), "updated");
	ck_assert_str_eq(swap_as("root", 1, 2, GIVEN(BOOKING_CLAIMS)), "updated");
	/* what could not be done is not proposed */
	ck_assert_str_eq(book_as("wyn", "E3", "2026-09-20T06:00", "2026-09-20T07:00"), "added booked");
	ck_assert_str_eq(book_as("amy", "E2", "2026-09-20T06:00", "2026-09-20T07:00"), "added booked");
	ck_assert_str_eq(swap_as("ann", 1, 3, GIVEN(BOOKING_CLAIMS)), "refused busy:E3@2;busy:E2@4");
}
END_TEST

Suite *attend_suite(void)
{
	Suite *s = suite_create("attend");
	TCase *t = tcase_create("attend");
	tcase_add_checked_fixture(t, set_up, close_schools);
	tcase_add_test(t, somebody_comes_in_time);
	tcase_add_test(t, a_request_is_not_used);
	tcase_add_test(t, the_booked_teacher_may_come);
	tcase_add_test(t, what_is_given_back_is_free);
	tcase_add_test(t, giving_back_is_taken_back_while_it_is_free);
	tcase_add_test(t, who_did_not_come_makes_room);
	tcase_add_test(t, each_side_says_once_how_it_was);
	tcase_add_test(t, a_no_show_is_not_rated);
	tcase_add_test(t, a_booking_is_given_to_a_colleague);
	tcase_add_test(t, another_school_gets_it_only_from_who_may);
	tcase_add_test(t, what_is_given_away_is_asked_for_again);
	tcase_add_test(t, a_swap_needs_both);
	tcase_add_test(t, a_proposal_ends);
	tcase_add_test(t, who_keeps_both_swaps_at_once);
	suite_add_tcase(s, t);
	return s;
}
