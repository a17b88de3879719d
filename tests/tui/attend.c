/* What is done with bookings when their time comes, end to end: checkin, release, noshow, evaluate, hand, swap. */
#include <time.h>

#include "tests/tui/command.h"

Suite *attend_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	add_coordinators("ann bob");
	write_file("rooms.csv", "code,name,kind,seats,campus\nLAB-1,Welding,lab,30,NORTH\nLAB-2,Motors,lab,30,NORTH\n");
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
	tcase_add_test(t, a_booking_goes_to_somebody_else);
	suite_add_tcase(s, t);
	return s;
}
