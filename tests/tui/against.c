/*
 * What an administrator is told of bookings that his change puts against the rules: beforehand by a dry run, by the
 * import and its report, and afterwards by the list. And what is done with bookings that run, or are over.
 */
#include "store/base/clock.h"
#include "tests/tui/command.h"

Suite *against_suite(void);

#define HEADER "id,series,state,start,end,claims,party,purpose,requester,institution,contact,reasons\n"

/* A pool and two halls; 1 in the evening, 2 in the morning, 3 and 4 of the pool at one time. */
static void set_up(void)
{
	use_store();
	write_file("campuses.csv", "code,name\nN,North\n");
	write_file("resources.csv", "code,name,kind,campus,seats,mode\nBARN,Barn,lab,N,40,exclusive\n"
	                            "MILL,Mill,room,N,40,exclusive\nSAW,Saws,equipment,N,12,shared\n");
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	ASSERT_STATUS(0, "import campuses %s/campuses.csv", test_dir());
	ASSERT_STATUS(0, "import resources %s/resources.csv", test_dir());
	ASSERT_STATUS(0, "book BARN --at 2030-03-06T18:00 --for 2h --party 38");
	ASSERT_STATUS(0, "book MILL --at 2030-03-06T08:00 --for 1h");
	ASSERT_STATUS(0, "book SAW*5 --at 2030-03-07T08:00 --for 2h");
	ASSERT_STATUS(0, "book SAW*4 --at 2030-03-07T09:00 --for 2h");
}

static void tear_down(void)
{
	release_kept();
}

START_TEST(a_dry_run_and_an_import_name_the_bookings)
{
	write_file("fair.csv", "start,end,campus,reason\n2030-03-06T00:00,2030-03-07T00:00,N,Fair\n");
	ASSERT_STATUS(0, "import closures %s/fair.csv --dry-run --report -", test_dir());
	ASSERT_SAID("2 bookings that stand would be against the rules:\n"
	            "row 1: booking 2, 2030-03-06 08:00: MILL is closed 2030-03-06 00:00-24:00: Fair\n"
	            "row 1: booking 1, 2030-03-06 18:00: BARN is closed 2030-03-06 00:00-24:00: Fair\n");
	ck_assert(!said("stay:"));
	const char *report = "row,key,result,reasons,changes\n"
	                     "1,,added,closed:MILL@2030-03-06T00:00/2030-03-07T00:00 Fair (booking 2 2030-03-06T08:00);"
	                     "closed:BARN@2030-03-06T00:00/2030-03-07T00:00 Fair (booking 1 2030-03-06T18:00),\n";
	ck_assert_str_eq(last.out, report);
	ASSERT_STATUS(0, "bookings --against-rules");
	ck_assert_str_eq(last.out, HEADER);
	ASSERT_STATUS(0, "import closures %s/fair.csv --report -", test_dir());
	ck_assert_str_eq(last.out, report);
	ASSERT_SAID("2 bookings that stand are against the rules now, and stay:\n");
	ASSERT_SAID("`quad bookings --against-rules` lists what is against the rules.\n");
	ASSERT_STATUS(0, "import closures %s/fair.csv", test_dir());
	ck_assert(!said("against the rules"));
	ASSERT_STATUS(0, "bookings");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,booked,"));
}
END_TEST

START_TEST(the_list_has_every_reason_and_takes_filters)
{
	write_file("hours.csv", "code,kind,opening\nBARN,lab,Mon-Fri 08:00-17:00\n");
	write_file("gone.csv", "code,kind,active\nBARN,lab,no\nMILL,room,no\n");
	ASSERT_STATUS(0, "import resources %s/hours.csv", test_dir());
	ASSERT_STATUS(0, "import resources %s/gone.csv --quiet", test_dir());
	ck_assert_str_eq(last.err, "");
	add_coordinators("anna");
	ASSERT_STATUS(0, "--as anna bookings --against-rules");
	const char *rest = strstr(last.out, "MILL,0,,");
	ck_assert_ptr_nonnull(rest);
	ck_assert_ptr_nonnull(strstr(rest, ",,inactive:MILL\n"));
	ck_assert_ptr_nonnull(strstr(rest, ",,inactive:BARN;hours:BARN@Mon-Fri 08:00-17:00\n"));
	ASSERT_STATUS(0, "bookings --against-rules --resource BARN");
	ck_assert_ptr_null(strstr(last.out, "MILL"));
	ASSERT_STATUS(0, "bookings --against-rules --limit 1");
	ck_assert_ptr_null(strstr(last.out, "BARN"));
	ASSERT_STATUS(0, "bookings --against-rules --to 2030-03-06T12:00");
	ck_assert_ptr_null(strstr(last.out, "BARN"));
	ASSERT_STATUS(0, "bookings --against-rules --state cancelled");
	ck_assert_str_eq(last.out, HEADER);
	ASSERT_STATUS(0, "--json bookings --against-rules --from 2030-03-06T12:00");
	ck_assert_ptr_nonnull(strstr(last.out, "\"reasons\": \"inactive:BARN;hours:BARN@Mon-Fri 08:00-17:00\""));
}
END_TEST

START_TEST(a_refused_change_names_each_booking_its_time_and_the_reason)
{
	write_file("less.csv", "code,kind,seats\nBARN,lab,20\nSAW,equipment,8\n");
	ASSERT_STATUS(CMD_PARTLY, "import resources %s/less.csv --report -", test_dir());
	ASSERT_SAID("row 1 (BARN), booking 1 of BARN (2030-03-06 18:00-20:00) has 38 people, and there would be room "
	            "for 20\n");
	ASSERT_SAID("row 2 (SAW), 9 of SAW are in use at a time, so there cannot be fewer; "
	            "booking 3 of SAW (2030-03-07 08:00-10:00) has 5 of them; "
	            "booking 4 of SAW (2030-03-07 09:00-11:00) has 4 of them\n");
	ck_assert_str_eq(last.out, "row,key,result,reasons,changes\n1,BARN,refused,capacity:BARN@1,\n"
	                           "2,SAW,refused,capacity:SAW@9 in use;capacity:SAW@3;capacity:SAW@4,\n");
	write_file("one.csv", "code,kind,mode\nSAW,equipment,exclusive\n");
	ASSERT_STATUS(CMD_PARTLY, "import resources %s/one.csv", test_dir());
	ASSERT_SAID("booking 4 of SAW (2030-03-07 09:00-11:00) overlaps booking 3, so it cannot be for one at a time\n");
}
END_TEST

START_TEST(of_many_the_first_are_named)
{
	struct buf rows = {0};
	buf_str(&rows, "ref,resources,start,end,party\n");
	for (int i = 0; i < 25; i++)
		buf_fmt(&rows, "m%d,MILL,2030-04-%02dT08:00,2030-04-%02dT09:00,30\n", i, i + 1, i + 1);
	write_file("many.csv", buf_text(&rows));
	buf_release(&rows);
	ASSERT_STATUS(0, "import bookings %s/many.csv", test_dir());
	write_file("less.csv", "code,kind,seats\nMILL,room,20\n");
	ASSERT_STATUS(CMD_PARTLY, "import resources %s/less.csv", test_dir());
	ASSERT_SAID("booking 24 of MILL (2030-04-20 08:00-09:00) has 30 people, and there would be room for 20 "
	            "and 5 more\n");
	write_file("gone.csv", "code,kind,active\nMILL,room,no\n");
	ASSERT_STATUS(0, "import resources %s/gone.csv", test_dir());
	ASSERT_SAID("26 bookings that stand are against the rules now, and stay:\n");
	ASSERT_SAID("row 1 (MILL): booking 23, 2030-04-19 08:00: MILL is withdrawn\n"
	            "and 6 reasons more; --report FILE has all of them\n");
}
END_TEST

START_TEST(a_change_of_the_calendar_names_each_booking_that_follows)
{
	write_file("terms.csv", "code,name,first_monday,weeks\nT30,Spring,2030-03-04,4\n");
	write_file("periods.csv", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n");
	ASSERT_STATUS(0, "import terms %s/terms.csv", test_dir());
	ASSERT_STATUS(0, "import periods %s/periods.csv", test_dir());
	ASSERT_STATUS(0, "book BARN --term T30 --weeks 1-3 --weekdays 1 --periods 1-2");
	write_file("days.csv", "date,rule,note\n2030-03-04,off,Snow\n2030-03-05,as 1-1,\n");
	ASSERT_STATUS(0, "import days %s/days.csv --dry-run --report -", test_dir());
	ck_assert_str_eq(last.out, "row,key,result,reasons,changes\n"
	                           "1,,added,,booking 5: 2030-03-04T08:00 -> dropped\n"
	                           "2,,added,,series S1: -> 2030-03-05T08:00\n");
	ASSERT_SAID("row 1: booking 5, 2030-03-04 08:00 is dropped\n"
	            "row 2: series S1 gets 2030-03-05 08:00-09:40\n");
	ASSERT_STATUS(0, "book BARN --at 2030-03-11T09:50 --for 1h");
	write_file("later.csv", "number,start,end\n2,09:10,09:55\n");
	ASSERT_STATUS(0, "import periods %s/later.csv --report -", test_dir());
	ASSERT_SAID("row 1: booking 7, 2030-03-18 08:00 moves to 2030-03-18 08:00-09:55\n"
	            "row 1: booking 6 cannot go to 2030-03-11 08:00-09:55 and stays where it stands: BARN is taken "
	            "2030-03-11 09:50-10:50 by booking 8\n");
	ck_assert_ptr_nonnull(strstr(last.out, " | booking 7: 2030-03-18T08:00 -> 2030-03-18T08:00/2030-03-18T09:55 | "
	                                       "booking 6 stays: 2030-03-11T08:00 -> left out\n"));
}
END_TEST

/* ---- what runs, what is over ---- */

static const char *minutes_from_now(int64_t minutes)
{
	static char text[2][CLOCK_TEXT_MAX];
	static int at;
	at = !at;
	return clock_format((int64_t)time(NULL) / 60 + minutes, text[at]);
}

START_TEST(a_running_booking_is_lengthened_and_ended)
{
	char end[CLOCK_TEXT_MAX];
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	ASSERT_STATUS(0, "book BARN --at %s --for 2h --record", minutes_from_now(-60));
	snprintf(end, sizeof end, "%s", minutes_from_now(180));
	ASSERT_STATUS(0, "move 5 --until %s", end);
	ck_assert_ptr_nonnull(strstr(last.out, end));
	ASSERT_STATUS(0, "book BARN --at %s --for 1h", end);
	ASSERT_STATUS(CMD_REFUSED, "move 5 --until %s", minutes_from_now(200));
	ASSERT_SAID("busy:BARN@6\n");
	ASSERT_STATUS(0, "move 5 --until %s", minutes_from_now(20));
	ASSERT_STATUS(0, "cancel 5 --dry-run");
	ASSERT_SAID("Booking 5 has begun: it ends now, and what took place stands; --record cancels all of it.\n");
	ASSERT_STATUS(0, "cancel 5");
	ck_assert_ptr_nonnull(strstr(last.out, ",booked\n"));
}
END_TEST

START_TEST(what_took_place_is_cancelled_as_a_record_only)
{
	ASSERT_STATUS(0, "book BARN --at 2020-03-02T08:00 --for 2h --record");
	ASSERT_STATUS(CMD_REFUSED, "cancel 5");
	ASSERT_SAID("past:BARN@2020-03-02T08:00\n"
	            "booking 5 of BARN took place (2020-03-02 08:00-10:00); --record cancels it all the same\n");
	ASSERT_STATUS(0, "move 5 --note 'the saw was blunt'");
	ASSERT_STATUS(CMD_REFUSED, "move 5 --party 3");
	ASSERT_STATUS(0, "move 5 --party 3 --record");
	ASSERT_STATUS(0, "cancel 5 --record");
	ck_assert_ptr_nonnull(strstr(last.out, ",cancelled\n"));
}
END_TEST

Suite *against_suite(void)
{
	Suite *s = suite_create("against");
	TCase *t = tcase_create("command");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_dry_run_and_an_import_name_the_bookings);
	tcase_add_test(t, the_list_has_every_reason_and_takes_filters);
	tcase_add_test(t, a_refused_change_names_each_booking_its_time_and_the_reason);
	tcase_add_test(t, of_many_the_first_are_named);
	tcase_add_test(t, a_change_of_the_calendar_names_each_booking_that_follows);
	tcase_add_test(t, a_running_booking_is_lengthened_and_ended);
	tcase_add_test(t, what_took_place_is_cancelled_as_a_record_only);
	suite_add_tcase(s, t);
	return s;
}
