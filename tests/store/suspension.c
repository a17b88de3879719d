/* Owners' rules about who did not come: check-in that is required, and those who are refused for a while after. */
#include "tests/store/two_schools.h"

Suite *suspension_suite(void);

static void rule(const char *id, const char *place, const char *field, const char *value)
{
	struct request rq = rq_of(&w, OP_RULE);
	rq.actor = "root";
	rq.u.rule = (struct owner_rule){
		.id = id, .place = place, .who = "*", .when = "", .field = field, .value = value, .text = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

START_TEST(who_does_not_come_in_time_is_waited_for_no_longer)
{
	rule("1", "institution:EAST", "checkin", "required");
	rule("2", "institution:EAST", "noshow", "20m");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T10:00", "2026-09-02T12:00"), "added booked");
	go_to("2026-09-02T08:19");
	ck_assert_str_eq(book_as("eve", "E2", "2026-09-02T08:30", "2026-09-02T09:30"), "refused busy:E2@1");
	go_to("2026-09-02T08:20");
	ck_assert_str_eq(all_standing(&w), "2 2026-09-02T10:00 2026-09-02T12:00 E2\n");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "refused state:1@noshow");
	ck_assert_str_eq(book_as("eve", "E2", "2026-09-02T08:30", "2026-09-02T09:30"), "added booked");
	go_to("2026-09-02T10:05");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 2, ""), "updated used");
	go_to("2026-09-02T11:00");
	ck_assert_str_eq(all_standing(&w), "2 2026-09-02T10:00 2026-09-02T12:00 E2\n");
}
END_TEST

START_TEST(what_is_given_back_before_is_no_no_show)
{
	rule("1", "institution:EAST", "checkin", "required");
	rule("2", "institution:EAST", "noshow", "20m");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	go_to("2026-09-02T08:10");
	struct request rq = rq_book_at(&w, "", 0, 0);
	rq.op = OP_CANCEL;
	rq.actor = "ann";
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated booked");
	/* nor is what ends before its minute */
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:30", "2026-09-02T08:45"), "added booked");
	go_to("2026-09-02T09:00");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T10:00", "2026-09-02T12:00"), "added booked");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-02T08:00 2026-09-02T08:10 E2\n"
	                                   "2 2026-09-02T08:30 2026-09-02T08:45 E2\n"
	                                   "3 2026-09-02T10:00 2026-09-02T12:00 E2\n");
}
END_TEST

/* The owner says that somebody had come all the same: nobody is waited for then. */
START_TEST(a_no_show_by_the_clock_is_taken_back)
{
	rule("1", "institution:EAST", "checkin", "required");
	rule("2", "institution:EAST", "noshow", "20m");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00"), "added booked");
	go_to("2026-09-02T09:00");
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
	struct request rq = rq_of(&w, OP_UNDO);
	rq.actor = "eve";
	rq.u.entry = w.last.seq - 1;
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(all_standing(&w),
	                 "1 2026-09-02T08:00 2026-09-02T10:00 E2\n2 2026-09-20T08:00 2026-09-20T10:00 E1\n");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 1, ""), "updated used");
}
END_TEST

/* Lets ann not come to something of that day. */
static void miss(const char *code, const char *start, const char *end, const char *keeper)
{
	ck_assert_str_eq(book_as("ann", code, start, end), "added booked");
	uint64_t id = w.last.id;
	go_to(start);
	ck_assert_str_eq(decide(OP_NOSHOW, keeper, id, ""), "updated noshow");
}

START_TEST(who_did_not_come_too_often_is_refused_for_a_while)
{
	add_lab("W2", "WEST", APPROVAL_NONE);
	rule("1", "institution:EAST", "suspend", "2 in 10d for 30d");
	miss("E2", "2026-09-02T08:00", "2026-09-02T10:00", "eve");
	miss("W2", "2026-09-03T08:00", "2026-09-03T10:00", "wes");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
	miss("E2", "2026-09-04T08:00", "2026-09-04T10:00", "eve");
	uint64_t seq = w.last.seq;
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-21T08:00", "2026-09-21T10:00"),
	                 "refused suspended:E2@2026-10-04");
	ck_assert_str_eq(book_as("ann", "W2", "2026-09-21T08:00", "2026-09-21T10:00"), "added booked");
	ck_assert_str_eq(book_as("eve", "E2", "2026-09-21T08:00", "2026-09-21T10:00"), "added booked");
	/* what he has he keeps, and may give up */
	struct request rq = rq_book(&w, "", "2026-09-20T08:00", "2026-09-20T09:00");
	rq.op = OP_MOVE;
	rq.actor = "ann";
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 3;
	ck_assert_str_eq(ask(&rq), "updated booked");
	go_to("2026-10-04T08:00");
	ck_assert_str_eq(book_as("ann", "E2", "2026-10-05T08:00", "2026-10-05T10:00"), "added booked");
	go_to("2026-09-04T09:00");
	rq = rq_of(&w, OP_UNDO);
	rq.actor = "eve";
	rq.u.entry = seq;
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-23T08:00", "2026-09-23T10:00"), "added booked");
}
END_TEST

START_TEST(what_lies_far_apart_is_forgiven)
{
	rule("1", "*", "suspend", "2 in 10d for 30d");
	miss("E2", "2026-09-02T08:00", "2026-09-02T10:00", "eve");
	miss("E2", "2026-09-12T08:01", "2026-09-12T10:00", "eve");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-21T08:00", "2026-09-21T10:00"), "added booked");
	miss("E2", "2026-09-13T08:00", "2026-09-13T10:00", "eve");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-22T08:00", "2026-09-22T10:00"),
	                 "refused suspended:E2@2026-10-13");
}
END_TEST

Suite *suspension_suite(void)
{
	Suite *s = suite_create("suspension");
	TCase *t = tcase_create("suspension");
	tcase_add_checked_fixture(t, open_schools, close_schools);
	tcase_add_test(t, who_does_not_come_in_time_is_waited_for_no_longer);
	tcase_add_test(t, what_is_given_back_before_is_no_no_show);
	tcase_add_test(t, a_no_show_by_the_clock_is_taken_back);
	tcase_add_test(t, who_did_not_come_too_often_is_refused_for_a_while);
	tcase_add_test(t, what_lies_far_apart_is_forgiven);
	suite_add_tcase(s, t);
	return s;
}
