/* Calendars by the command line: the sample consortium out and in again, what is refused, and what is said. */
#include "tests/tui/command.h"

#define AS "--as office " /* the coordinator of the sample consortium, who sees everything */
#define EVENT_A "BEGIN:VEVENT\nUID:A\nSUMMARY:Exam\nLOCATION:GC-LAB-201\nDTSTART:20300304T080000\nDURATION:PT2H\n"

static void set_up(void)
{
	use_store();
	setenv("LANGUAGE", "en", 1);
	ASSERT_STATUS(0, "init --demo");
}

static size_t n_events(const char *text)
{
	size_t n = 0;
	for (; (text = strstr(text, "BEGIN:VEVENT\r\n")) != NULL; text++)
		n++;
	return n;
}

/* Takes the journal's head out of a calendar, which each export moves. */
static char *without_head(char *text)
{
	char *head = strstr(text, "X-QUAD-HEAD:"), *end = head;
	ck_assert_ptr_nonnull(head);
	do
		end = strstr(end, "\r\n") + 2;
	while (*end == ' ');
	memmove(head, end, strlen(end) + 1);
	return text;
}

START_TEST(the_sample_consortium_goes_out_and_comes_in_unchanged)
{
	char says[160];
	ASSERT_STATUS(0, AS "export ics");
	char *first = without_head(last.out);
	size_t n = n_events(first);
	ck_assert_uint_gt(n, 1000);
	ASSERT_STATUS(0, AS "export bookings --format ics");
	ck_assert_msg(strcmp(first, without_head(last.out)) == 0, "another calendar");
	write_file("all.ics", first);
	ASSERT_STATUS(0, AS "import ics %s/all.ics", test_dir());
	snprintf(says, sizeof says, "%zu rows: 0 added, 0 updated, %zu unchanged, 0 refused, 0 invalid.", n, n);
	ASSERT_SAID(says);
	ASSERT_STATUS(0, AS "export ics");
	ck_assert_msg(strcmp(first, without_head(last.out)) == 0, "another calendar");
	ASSERT_STATUS(0, AS "export series --format ics");
	ck_assert_uint_lt(n_events(last.out), n);
	ASSERT_STATUS(0, AS "export ics --resource GC-LAB-201");
	ck_assert_uint_gt(n_events(last.out), 0);
	ck_assert_uint_lt(n_events(last.out), n);
}
END_TEST

START_TEST(an_institutions_bookings_are_listed_and_exported)
{
	ASSERT_STATUS(0, AS "bookings --institution GC");
	size_t n = 0;
	for (const char *p = last.out; (p = strchr(p, '\n')) != NULL; p++)
		n++;
	ASSERT_STATUS(0, AS "export ics --institution GC");
	ck_assert_uint_eq(n_events(last.out) + 1, n);
	ck_assert_uint_gt(n, 1);
	ASSERT_STATUS(CMD_REFUSED, AS "export ics --institution NONE");
	ASSERT_SAID("there is no institution NONE");
	ASSERT_STATUS(CMD_REFUSED, AS "bookings --institution GC --resource NONE");
	ASSERT_SAID("there is no resource NONE");
}
END_TEST

START_TEST(a_calendar_is_taken_in_with_what_it_lacks_said)
{
	write_file("some.ics", "BEGIN:VCALENDAR\n" EVENT_A "ATTENDEE:mailto:a@b.example\nRRULE:FREQ=YEARLY;COUNT=2\n"
	                       "END:VEVENT\nBEGIN:VEVENT\nUID:B\nLOCATION:the yard\nDTSTART:20300304T080000\n"
	                       "DURATION:PT2H\nEND:VEVENT\nEND:VCALENDAR\n");
	static const char report[] = "row,key,result,reasons,changes\n1,A,added,,\n2,B,refused,unknown:the yard@resource";
	for (int dry = 1; dry >= 0; dry--) {
		ASSERT_STATUS(CMD_PARTLY, AS "import ics %s/some.ics --report - %s", test_dir(),
		              dry ? "--dry-run" : "");
		ck_assert_msg(strncmp(last.out, report, sizeof report - 1) == 0, "%s", last.out);
		ASSERT_SAID("Not kept, because bookings have no place for it: ATTENDEE\n");
		ASSERT_SAID("2 rows: 1 added, 0 updated, 0 unchanged, 1 refused, 0 invalid.");
	}
	ASSERT_STATUS(0, AS "bookings --resource GC-LAB-201 --from 2030-01-01");
	ck_assert_ptr_nonnull(strstr(last.out, "2030-03-04T08:00,2030-03-04T10:00,GC-LAB-201,0,Exam,"));
	ck_assert_ptr_nonnull(strstr(last.out, "2031-03-04T08:00,2031-03-04T10:00,GC-LAB-201,0,Exam,"));
	ASSERT_STATUS(0, AS "check");
}
END_TEST

#define FEED(events) "BEGIN:VCALENDAR\n" events "END:VCALENDAR\n"
#define LESSON(uid, day)                                                                                      \
	"BEGIN:VEVENT\nUID:" uid "\nLOCATION:GC-LAB-201\nDTSTART:203003" day "T080000\nDURATION:PT2H\nEND:VEVENT\n"

START_TEST(a_source_is_followed)
{
	write_file("feed.ics", FEED(LESSON("A", "04") LESSON("B", "05")));
	ASSERT_STATUS(0, AS "import ics %s/feed.ics --source web", test_dir());
	write_file("feed.ics", FEED(LESSON("B", "05") LESSON("C", "04")));
	for (int dry = 1; dry >= 0; dry--) {
		ASSERT_STATUS(0, AS "import ics %s/feed.ics --source web --report - %s", test_dir(),
		              dry ? "--dry-run" : "");
		ck_assert_str_eq(last.out, "row,key,result,reasons,changes\n"
		                           "0,A,updated,value:source@no longer in web,state: booked -> cancelled\n"
		                           "1,B,unchanged,,\n2,C,added,,\n");
		ASSERT_SAID("not in the file (A): it is no longer in the source web, so what is still to come of it is "
		            "cancelled\n");
		ASSERT_SAID("1 that the source no longer has: cancelled, but for what took place.");
	}
	ASSERT_STATUS(0, AS "bookings --resource GC-LAB-201 --from 2030-01-01");
	ck_assert_ptr_null(strstr(last.out, "cancelled"));
	ck_assert_ptr_nonnull(strstr(last.out, "2030-03-04T08:00,2030-03-04T10:00,GC-LAB-201,"));
	ASSERT_STATUS(0, AS "check");
}
END_TEST

START_TEST(a_series_is_one_event)
{
	ASSERT_STATUS(0, AS "book GC-LAB-201 --at 2030-03-04T08:00 --for 2h --rrule FREQ=WEEKLY;COUNT=5 --ref weekly");
	ASSERT_STATUS(0, AS "bookings --resource GC-LAB-201 --from 2030-03-18 --to 2030-03-19");
	const char *id = strchr(last.out, '\n') + 1;
	char number[16];
	snprintf(number, sizeof number, "%.*s", (int)strcspn(id, ","), id);
	ASSERT_STATUS(0, AS "move %s --at 2030-03-19T08:00 --for 2h", number);
	ASSERT_STATUS(0, AS "export ics --resource GC-LAB-201 --from 2030-03-01");
	ck_assert_uint_eq(n_events(last.out), 2);
	ck_assert_ptr_nonnull(strstr(last.out, "\r\nRRULE:FREQ=WEEKLY;UNTIL=20300401T000000Z;BYDAY=MO\r\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "\r\nRECURRENCE-ID;TZID=Asia/Shanghai:20300318T080000\r\n"));
	write_file("out.ics", last.out);
	ASSERT_STATUS(0, AS "import ics %s/out.ics", test_dir());
	ASSERT_SAID("2 rows: 0 added, 0 updated, 2 unchanged, 0 refused, 0 invalid.");
}
END_TEST

START_TEST(what_cannot_be_is_said)
{
	ASSERT_STATUS(CMD_USAGE, AS "export resources --format ics");
	ASSERT_SAID("resources is no calendar");
	ASSERT_STATUS(CMD_USAGE, AS "export ics --format csv");
	ASSERT_STATUS(CMD_USAGE, AS "--json export ics");
	ASSERT_STATUS(CMD_USAGE, AS "export ics --kind lab");
	ASSERT_STATUS(CMD_USAGE, AS "list ics");
	ASSERT_SAID("export ics");
	write_file("cut.ics", "BEGIN:VCALENDAR\n" EVENT_A);
	ASSERT_STATUS(CMD_USAGE, AS "import ics %s/cut.ics", test_dir());
	ASSERT_SAID("line 2: BEGIN:VEVENT is never ended: the file is cut off");
	ASSERT_SAID("nothing was changed");
	ASSERT_STATUS(CMD_USAGE, AS "import ics %s/cut.ics --set party=3", test_dir());
	ASSERT_SAID("leave --map and --set out");
	write_file("endless.ics", "BEGIN:VCALENDAR\n" EVENT_A "RRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR\n");
	ASSERT_STATUS(CMD_PARTLY, AS "import ics %s/endless.ics", test_dir());
	ASSERT_SAID("the rule has no end, and no term holds its start: give it a COUNT or an UNTIL, or give --until DATE");
	ASSERT_STATUS(0, AS "import ics %s/endless.ics --until 2030-03-06 --dry-run", test_dir());
	ASSERT_SAID("row 1 (A): RRULE: the rule has no end, so it ends on 2030-03-06");
	ASSERT_STATUS(CMD_USAGE, AS "import ics %s/endless.ics --until soon", test_dir());
	ASSERT_STATUS(CMD_USAGE, AS "import bookings %s/endless.ics --source timetable", test_dir());
	ASSERT_SAID("--until and --source are for calendars");
	write_file("rules.ics", "BEGIN:VCALENDAR\n" EVENT_A "EXRULE:FREQ=DAILY\nRECURRENCE-ID;RANGE=THISANDFUTURE:20300304T080000\n"
	                        "END:VEVENT\nEND:VCALENDAR\n");
	ASSERT_STATUS(CMD_PARTLY, AS "import ics %s/rules.ics", test_dir());
	ASSERT_SAID("EXRULE: such a rule is not understood");
	ASSERT_SAID("RECURRENCE-ID: a change of this occurrence and of all behind it is not understood");
}
END_TEST

Suite *ics_suite(void);
Suite *ics_suite(void)
{
	Suite *s = suite_create("ics");
	TCase *t = tcase_create("ics");
	tcase_add_checked_fixture(t, set_up, release_kept);
	tcase_add_test(t, the_sample_consortium_goes_out_and_comes_in_unchanged);
	tcase_add_test(t, an_institutions_bookings_are_listed_and_exported);
	tcase_add_test(t, a_calendar_is_taken_in_with_what_it_lacks_said);
	tcase_add_test(t, a_source_is_followed);
	tcase_add_test(t, a_series_is_one_event);
	tcase_add_test(t, what_cannot_be_is_said);
	tcase_set_timeout(t, 30);
	suite_add_tcase(s, t);
	return s;
}
