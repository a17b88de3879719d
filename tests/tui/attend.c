/* What is done with bookings when their time comes, end to end: checkin, release, noshow, evaluate, hand, swap. */
#include <time.h>

#include "tests/tui/command.h"

Suite *attend_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	add_coordinators("ann bob");
	write_file("rooms.csv", "code,name,kind,seats,campus,approval\nLAB-1,Welding,lab,30,NORTH,\n"
	                        "LAB-2,Motors,lab,30,NORTH,\nLAB-3,Lasers,lab,30,NORTH,owner\n");
	ASSERT_STATUS(0, "--as ann import resources %s --create-missing", test_path(test_dir(), "rooms.csv"));
}

static void teardown(void)
{
	release_kept();
}

/* The minute that is so far from now, as commands take it. */
static const char *in_minutes(int minutes)
{
	static char text[2][32];
	static int turn;
	time_t t = time(NULL) + 60 * minutes;
	struct tm tm;
	turn = !turn;
	gmtime_r(&t, &tm);
	strftime(text[turn], sizeof text[turn], "%Y-%m-%dT%H:%M+00:00", &tm);
	return text[turn];
}

START_TEST(a_booking_is_used_and_given_back)
{
	ASSERT_STATUS(0, "--as ann book LAB-2 --at %s --for 2h", in_minutes(20));
	ASSERT_STATUS(CMD_REFUSED, "--as ann checkin 1");
	ASSERT_SAID("too early for booking 1: that can be done from ");
	ASSERT_STATUS(CMD_REFUSED, "--as ann release 1");
	ASSERT_SAID("cancel it, and it is free");
	ASSERT_STATUS(0, "--as ann book LAB-1 --at %s --for 2h --record", in_minutes(-30));
	ASSERT_STATUS(0, "--as ann checkin 2");
	ck_assert_ptr_nonnull(strstr(last.out, ",used\n"));
	ASSERT_STATUS(CMD_REFUSED, "--as ann evaluate 2 --scores 5,4,5,4");
	ASSERT_STATUS(CMD_USAGE, "--as ann evaluate 2");
	ASSERT_SAID("the scores are missing");
	ASSERT_STATUS(0, "--as ann release 2 --at %s", in_minutes(30));
	ck_assert_ptr_nonnull(strstr(last.out, ",used\n"));
	ASSERT_STATUS(0, "--as ann book LAB-1 --at %s --for 1h --record", in_minutes(-120));
	ASSERT_STATUS(CMD_REFUSED, "--as ann release 3");
	ASSERT_SAID("booking 3 of LAB-1 is over");
	ASSERT_STATUS(0, "--as ann evaluate 3 --scores 5,4,5,4 --note clean");
	ASSERT_STATUS(CMD_USAGE, "--as ann checkin LAB-1");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(nobody_came)
{
	ASSERT_STATUS(0, "--as ann book LAB-1 --at %s --for 2h --record", in_minutes(-30));
	ASSERT_STATUS(0, "noshow 1");
	ck_assert_ptr_nonnull(strstr(last.out, ",noshow\n"));
	ASSERT_STATUS(CMD_REFUSED, "checkin 1");
	ASSERT_STATUS(0, "bookings");
	ck_assert_ptr_null(strstr(last.out, "LAB-1"));
}
END_TEST

START_TEST(show_tells_what_became_of_it)
{
	ASSERT_STATUS(0, "--as ann book LAB-1 --at %s --for 1h --record", in_minutes(-30));
	ASSERT_STATUS(0, "--as ann checkin 1");
	ASSERT_STATUS(0, "--as ann release 1");
	ASSERT_STATUS(0, "--as ann comment 1 good light");
	ASSERT_STATUS(0, "--as ann evaluate 1 --scores 5,4,5,4 --note clean");
	ASSERT_STATUS(0, "show 1");
	ck_assert_ptr_nonnull(strstr(last.out, "\nstate: used\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "\nused_from: 2"));
	ck_assert_ptr_nonnull(strstr(last.out, "\nused_to: 2"));
	ck_assert_ptr_nonnull(strstr(last.out, "  ann  comment: good light\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "  ann  what was booked: 5,4,5,4  clean\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "  ann  checked in: state booked -> used; "));
	ck_assert_ptr_nonnull(strstr(last.out, "  ann  given back: "));
	ASSERT_STATUS(0, "--json show 1");
	json_t *root = parsed();
	json_t *said = json_array_get(json_object_get(root, "comments"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(said, "text")), "good light");
	json_t *rated = json_array_get(json_object_get(root, "evaluations"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(rated, "side")), "user");
	ck_assert_int_eq(json_integer_value(json_array_get(json_object_get(rated, "scores"), 1)), 4);
	ck_assert_uint_eq(json_array_size(json_object_get(root, "approval")), 0);
	json_decref(root);
	ASSERT_STATUS(0, "log --entity evaluation:1:user");
	ck_assert_ptr_nonnull(strstr(last.out, ",ann,shell,evaluate,evaluation:1:user,added\n"));
	ASSERT_STATUS(0, "--as ann evaluate 1 --scores 5,5,5,5");
	ASSERT_STATUS(0, "log --entity evaluation:1:user");
	ck_assert_ptr_nonnull(strstr(last.out, "\"scores 5,4,5,4 -> 5,5,5,5; note clean -> \"\n"));
	ASSERT_STATUS(0, "log --entity booking:1");
	ck_assert_ptr_nonnull(strstr(last.out, ",checkin,booking:1,state booked -> used; used_from  -> 2"));
	ck_assert_ptr_nonnull(strstr(last.out, ",release,booking:1,used_to  -> 2"));
}
END_TEST

START_TEST(a_request_says_who_decides)
{
	ASSERT_STATUS(0, "--as ann book LAB-3 --at %s --for 1h", in_minutes(90));
	ck_assert_ptr_nonnull(strstr(last.out, ",requested\n"));
	ASSERT_SAID("Booking 1 is a request: it waits for owner:LAB-3, and holds its time until ");
	ASSERT_STATUS(0, "show 1");
	ck_assert_ptr_nonnull(strstr(last.out, "\n  owner:LAB-3  waits for a decision\n"));
	ASSERT_STATUS(0, "--as ann bookings --mine");
	ASSERT_SAID("Booking 1: its request lapses on ");
	ASSERT_STATUS(0, "--as bob bookings");
	ck_assert_str_eq(last.err, "");
	ASSERT_STATUS(0, "--as ann book LAB-3 --at %s --for 1h --rrule FREQ=DAILY;COUNT=3", in_minutes(2000));
	ASSERT_SAID("3 bookings of the series are requests.");
	ASSERT_SAID("Booking 2 is a request: it waits for owner:LAB-3");
	ASSERT_STATUS(0, "--as ann approve 1");
	ASSERT_STATUS(0, "show 1");
	ck_assert_ptr_nonnull(strstr(last.out, "\n  owner:LAB-3  approved  2"));
	ck_assert_ptr_nonnull(strstr(last.out, "  ann  approved: state requested -> booked"));
	ASSERT_STATUS(0, "log --entity booking:1");
	ck_assert_ptr_nonnull(strstr(last.out, ",approve,booking:1,state requested -> booked; until 2"));
	ck_assert_ptr_nonnull(strstr(last.out, "; approval 0/1 -> 1/1\n"));
}
END_TEST

START_TEST(a_booking_goes_to_somebody_else)
{
	ASSERT_STATUS(0, "--as ann book LAB-1 --at %s --for 2h", in_minutes(60));
	ASSERT_STATUS(0, "--as ann hand 1 bob");
	ASSERT_STATUS(0, "show 1");
	ck_assert_ptr_nonnull(strstr(last.out, "requester: bob\n"));
	ASSERT_STATUS(CMD_USAGE, "--as ann hand 1");
}
END_TEST

Suite *attend_suite(void)
{
	Suite *s = suite_create("attend");
	TCase *t = tcase_create("attend");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_booking_is_used_and_given_back);
	tcase_add_test(t, nobody_came);
	tcase_add_test(t, show_tells_what_became_of_it);
	tcase_add_test(t, a_request_says_who_decides);
	tcase_add_test(t, a_booking_goes_to_somebody_else);
	suite_add_tcase(s, t);
	return s;
}
