/*
 * Dates as people write them, on the command line: what is understood is done and said, what has two readings or none
 * is a usage error, and exact forms say nothing. Filters of bookings by day, week and person.
 */
#include "store/base/clock.h"
#include "tests/tui/command.h"

Suite *when_suite(void);

static int64_t today;

/* The text of a day, this many after today. */
static const char *day_text(int64_t after)
{
	static char text[4][CLOCK_TEXT_MAX];
	static int at;
	at = (at + 1) % 4;
	return clock_format_date(today + after, text[at]);
}

/* Two campuses with periods of their own, a lab on each, and a term: eighteen weeks from 2040-09-03 on. */
static void fill_store(void)
{
	static const char *const kinds[] = {"campuses", "resources", "terms", "periods", "people"};
	use_store();
	write_file("campuses.csv", "code,name\nN,North\nS,South\n");
	write_file("resources.csv", "code,name,kind,campus,seats\n"
	                            "LAB-1,Lab one,lab,N,40\nLAB-2,Lab two,lab,S,40\nann,Ann,teacher,N,0\n");
	write_file("terms.csv", "code,name,first_monday,weeks\n2040A,Autumn,2040-09-03,18\n");
	write_file("periods.csv", "number,start,end,campus\n3,10:00,10:45,\n4,10:55,11:40,\n5,14:00,14:45,\n"
	                          "3,10:30,11:15,S\n4,11:25,12:10,S\n");
	write_file("people.csv", "login,name,role\nann,Ann,coordinator\nbob,Bob,coordinator\n");
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	today = clock_local_day(clock_now_min());
}

#define ASSERT_OUT(format, ...)                                                                                        \
	do {                                                                                                           \
		char text_[200];                                                                                       \
		snprintf(text_, sizeof text_, format, __VA_ARGS__);                                                    \
		ck_assert_msg(strstr(last.out, text_) != NULL, "\"%s\" is not in: %s\nstderr: %s", text_, last.out,    \
		              last.err);                                                                               \
	} while (0)

START_TEST(a_booking_may_say_when_in_words)
{
	static const char *const forms[] = {"tomorrow 10-12", "tomorrow 10am-12", "明天上午10点到12点",
	                                    "明天10点两小时", "+1 10:00 2h",      "10:00 to 12:00 tomorrow"};
	fill_store();
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		ASSERT_STATUS(0, "book LAB-1 --dry-run --at '%s'", forms[i]);
		ASSERT_OUT(",,%sT10:00,%sT12:00,booked\n", day_text(1), day_text(1));
		ASSERT_SAID(" 10:00 to 12:00\n");
		ASSERT_SAID(day_text(1));
	}
	ASSERT_STATUS(0, "book LAB-1 --dry-run --at 'tomorrow 10' --for 两小时");
	ASSERT_OUT(",,%sT10:00,%sT12:00,booked\n", day_text(1), day_text(1));
	ASSERT_STATUS(0, "book LAB-1 --dry-run --at 'tomorrow 10' --until 下午1点");
	ASSERT_OUT(",,%sT10:00,%sT13:00,booked\n", day_text(1), day_text(1));
	ASSERT_STATUS(0, "book LAB-1 --dry-run --at 'tomorrow 10' --until 'tomorrow 13:00'");
	ASSERT_OUT(",,%sT10:00,%sT13:00,booked\n", day_text(1), day_text(1));
	ASSERT_STATUS(0, "find --free '明天10点/后天10点'");
	ASSERT_SAID(day_text(2));
	ASSERT_STATUS(0, "--quiet book LAB-1 --dry-run --at 'tomorrow 10-12'");
	ck_assert_str_eq(last.err, "");
}
END_TEST

START_TEST(exact_forms_say_nothing_more)
{
	fill_store();
	ASSERT_STATUS(0, "book LAB-1 --at 2040-09-03T10:00 --for 2h");
	ck_assert_str_eq(last.err, "");
	ASSERT_STATUS(0, "move 1 --at '2040-09-04 10:00' --until 13:00");
	ck_assert_ptr_eq(strstr(last.err, "at "), NULL);
	ASSERT_STATUS(0, "find --free 2040-09-03T10:00/12:00");
	ck_assert_str_eq(last.err, "");
	ASSERT_STATUS(0, "bookings --from 2040-09-03 --to 2040-09-05T10:00");
	ck_assert_str_eq(last.err, "");
}
END_TEST

START_TEST(weeks_and_periods_are_of_the_term_and_the_campus)
{
	fill_store();
	ASSERT_STATUS(0, "book LAB-1 --at 第5周周三3-4节");
	ASSERT_OUT("\n1,,%s", "2040-10-03T10:00,2040-10-03T11:40,booked\n");
	ASSERT_SAID("at Wed 2040-10-03 10:00 to 11:40\n");
	ASSERT_STATUS(0, "book LAB-2 --at 'week 5 Wed periods 3-4'");
	ASSERT_OUT("\n2,,%s", "2040-10-03T10:30,2040-10-03T12:10,booked\n");
	ASSERT_STATUS(0, "book LAB-1 --at '1-5周 单周 周四 3-4节' --term 2040A");
	ASSERT_OUT("\n3,S1,%s", "2040-09-06T10:00,2040-09-06T11:40,booked\n4,S1,2040-09-20");
	ASSERT_SAID("at term 2040A, weeks 1,3,5, Thu, periods 3-4\n");
	ASSERT_STATUS(0, "book LAB-1 --at '每周五 14:00' --for 2h");
	ASSERT_SAID("at term 2040A, weeks 1-18, Fri, 14:00-16:00\n");
	ASSERT_STATUS(0, "book LAB-2 --at 明天3-4节");
	ASSERT_OUT(",,%sT10:30,%sT12:10,booked\n", day_text(1), day_text(1));
}
END_TEST

START_TEST(a_move_keeps_what_is_not_said)
{
	fill_store();
	ASSERT_STATUS(0, "book LAB-1 --at 2040-09-03T10:00 --for 2h");
	ASSERT_STATUS(0, "move 1 --at 2040年9月5日");
	ASSERT_OUT("\n1,,%s", "2040-09-05T10:00,2040-09-05T12:00,booked\n");
	ASSERT_SAID("at Wed 2040-09-05 10:00 to 12:00\n");
	ASSERT_STATUS(0, "move 1 --at 下午3点");
	ASSERT_OUT("\n1,,%s", "2040-09-05T15:00,2040-09-05T17:00,booked\n");
	ASSERT_STATUS(0, "move 1 --at 8-9am");
	ASSERT_OUT("\n1,,%s", "2040-09-05T08:00,2040-09-05T09:00,booked\n");
	ASSERT_STATUS(0, "move 1 --until 11点");
	ASSERT_OUT("\n1,,%s", "2040-09-05T08:00,2040-09-05T11:00,booked\n");
	ASSERT_STATUS(0, "move 1 --at 第2周周五3-4节");
	ASSERT_OUT("\n1,,%s", "2040-09-14T10:00,2040-09-14T11:40,booked\n");
}
END_TEST

START_TEST(a_series_takes_dates_in_words)
{
	fill_store();
	ASSERT_STATUS(0, "--as ann book LAB-1 --at '1-8周 周三 3-4节' --except '2040年9月12日、3 Oct 2040'");
	ASSERT_SAID("--except: Wed 2040-09-12\n--except: Wed 2040-10-03\n");
	ck_assert_ptr_eq(strstr(last.out, "2040-09-12"), NULL);
	ASSERT_STATUS(0, "--as ann add S1 2040年9月12日");
	ASSERT_SAID("add: Wed 2040-09-12\n");
	ASSERT_STATUS(0, "--as ann move S1 --at '1-8周 周四 3-4节' --from '1 Oct 2040'");
	ASSERT_SAID("--from: Mon 2040-10-01\nat term 2040A, weeks 1-8, Thu, periods 3-4\n");
	ASSERT_STATUS(0, "--as ann cancel S1 --from 2040年10月15日");
	ASSERT_SAID("--from: Mon 2040-10-15\n");
	ASSERT_STATUS(0, "--as ann bookings --series S1");
	ASSERT_OUT("%s", "2040-10-11T10:00");
	ck_assert_ptr_eq(strstr(last.out, "2040-10-18"), NULL);
}
END_TEST

static const struct {
	const char *line, *said;
} mistakes[] = {
	{"book LAB-1 --at '2/12 10:00' --for 2h", "--at: \"2/12 10:00\" may be "},
	{"book LAB-1 --at 10-12", "\"10-12\" may be 10:00-12:00 or the date "},
	{"book LAB-1 --at '第5周周三 10-12'", "may mean 10:00-12:00 or periods 10-12"},
	{"book LAB-1 --at 'tomorrow 10 blah' --for 2h", "is not understood from \"blah\" on"},
	{"book LAB-1 --at 'tomorrow 12-10'", "the end of \"tomorrow 12-10\" is not after its start"},
	{"book LAB-1 --at 'Mon and Wed 10-12'", "names several days"},
	{"book LAB-1 --at '第5周 3-4节'", "names no weekday"},
	{"book LAB-1 --at '4 Sep 2040 Wed 10-12'", "which is Tue 2040-09-04"},
	{"book LAB-1 --at 'tomorrow 10-12' --for 2h", "says the end already: leave --for away"},
	{"book LAB-1 --at '第5周周三3-4节' --until 12:00", "leave --until away"},
	{"book LAB-1 --at '第5周周三 10点'", "say when"},
	{"book LAB-1 --at tomorrow", "say when"},
	{"book LAB-1 --at 'tomorrow 10am'", "say when it ends too: --at 'tomorrow 10am' --for 2h"},
	{"book LAB-1 --at '明天7-8节'", "there is no period 7"},
	{"book LAB-1 --at '明天3,5节'", "follow each other"},
	{"book LAB-1 --at '第5周周三3-4节' --weeks 3", "--weeks does not go with"},
	{"book LAB-1 --at '第5周周三3-4节' --term 2041A", "there is no term 2041A"},
	{"find --free 'next Mon'", NULL},
	{"find --free 10-12", "\"10-12\" may be"},
	{"find --free 第5周周三3-4节", "is not an interval"},
	{"bookings --from 'Wed 10-12'", "--from: \"Wed 10-12\" is not a time"},
	{"bookings --on 'Wed 10:00'", "--on: \"Wed 10:00\" is not a day"},
	{"bookings --on 2/3", "may be"},
	{"bookings --on '第5周周三3-4节'", "is not a day"},
	{"bookings --on '第5-6周周三'", "is not a day"},
	{"bookings --on 'week 19 Wed'", "--on: term 2040A has the weeks 1 to 18"},
	{"bookings --term 2040A", "--term goes with --week"},
	{"bookings --week 19", "has the weeks 1 to 18"},
	{"bookings --week 1 --term X", "there is no term X"},
	{"add S1 2/3", "add: \"2/3\" may be"},
	{"list resources --today", "--today does not go with resources"},
};

START_TEST(what_is_not_clear_is_a_usage_error)
{
	fill_store();
	if (!mistakes[_i].said) {
		ASSERT_STATUS(0, "%s", mistakes[_i].line);
		return;
	}
	ASSERT_STATUS(CMD_USAGE, "%s", mistakes[_i].line);
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID(mistakes[_i].said);
}
END_TEST

START_TEST(clocks_that_jump_are_asked_about_in_words_too)
{
	use_store();
	ASSERT_STATUS(0, "init --zone Europe/Berlin");
	ASSERT_STATUS(CMD_USAGE, "book LAB-1 --at '31 Mar 2030 02:30' --for 1h");
	ASSERT_SAID("--at: 2030-03-31T02:30 does not exist");
	ASSERT_STATUS(CMD_USAGE, "book LAB-1 --at '27 Oct 2030 02:30' --for 1h");
	ASSERT_SAID("2030-10-27T02:30+02:00 or 2030-10-27T02:30+01:00");
}
END_TEST

START_TEST(the_offset_of_a_skipped_time_is_that_of_the_zone)
{
	use_store();
	ASSERT_STATUS(0, "init --zone America/Santiago");
	ASSERT_STATUS(CMD_USAGE, "book LAB-1 --at '2027-09-05 00:30' --for 1h");
	ASSERT_SAID("as in 2027-09-05 00:30-03:00\n");
}
END_TEST

/* Asserts that these bookings are listed, by the ends of their lines' beginnings: `1 3 `. */
static void assert_listed(const char *filters, const char *ids)
{
	char listed[100] = "";
	ASSERT_STATUS(0, "bookings %s", filters);
	for (const char *p = strchr(last.out, '\n') + 1; *p; p = strchr(p, '\n') + 1)
		snprintf(listed + strlen(listed), sizeof listed - strlen(listed), "%.*s ", (int)strcspn(p, ","), p);
	ck_assert_msg(strcmp(listed, ids) == 0, "bookings %s: \"%s\", not \"%s\"", filters, listed, ids);
}

START_TEST(bookings_are_filtered_by_day_week_and_person)
{
	fill_store();
	ASSERT_STATUS(0, "--as bob book LAB-1 --record --at 'today 00:00-23:00'");
	ASSERT_STATUS(0, "--as ann book LAB-1 --at 'tomorrow 10-12'");
	ASSERT_STATUS(0, "--as bob book LAB-2 ann --at 'tomorrow 14:00 1h'");
	ASSERT_STATUS(0, "--as bob book LAB-2 --at 第5周周三3-4节");
	assert_listed("--today", "1 ");
	assert_listed("--on tomorrow", "2 3 ");
	assert_listed("--on today --on tomorrow", "2 3 ");
	assert_listed("--today --on tomorrow", "");
	assert_listed("--on +1 --from 'tomorrow 13:00'", "3 ");
	assert_listed("--from today --to 'tomorrow 11:00'", "1 2 ");
	assert_listed("--week 5", "4 ");
	ASSERT_SAID("--week: Mon 2040-10-01 to Sun 2040-10-07\n");
	assert_listed("--week 5 --term 2040A --on 2040-10-02", "");
	assert_listed("--on '1 Oct 2040 - 4 Oct 2040'", "4 ");
	assert_listed("--on 第5周周三", "4 ");
	assert_listed("--on 'week 5 Thu'", "");
	ASSERT_STATUS(0, "--as ann bookings --mine");
	ASSERT_OUT("\n%s", "2,");
	ASSERT_OUT("\n%s", "3,");
	ck_assert_ptr_eq(strstr(last.out, "\n1,"), NULL);
	ASSERT_STATUS(0, "--as ann bookings --mine --person bob");
	ck_assert_ptr_eq(strstr(last.out, "\n2,"), NULL);
	ASSERT_OUT("\n%s", "3,");
	ASSERT_STATUS(0, "--as ann list bookings --mine --on tomorrow");
	ASSERT_OUT("%s", "LAB-1");
	ASSERT_STATUS(0, "--as bob export ics --mine --today");
	ASSERT_OUT("%s", "BEGIN:VEVENT");
}
END_TEST

START_TEST(free_time_is_found_in_words)
{
	fill_store();
	ASSERT_STATUS(0, "book LAB-1 --at 'tomorrow 10-12'");
	ASSERT_STATUS(0, "find --kind lab --free 'tomorrow 11-13'");
	ASSERT_SAID("--free: ");
	ck_assert_ptr_eq(strstr(last.out, "LAB-1"), NULL);
	ASSERT_OUT("%s", "LAB-2");
	ASSERT_STATUS(0, "find --kind lab --for 两小时 --within 'tomorrow 10:00/14:00'");
	ASSERT_OUT("LAB-1,Lab one,lab,N,40,%sT12:00", day_text(1));
	ASSERT_STATUS(0, "find --kind lab --for 2h --within +1/+3");
	ASSERT_OUT("LAB-1,Lab one,lab,N,40,%sT00:00", day_text(1));
	ASSERT_STATUS(0, "find --kind lab --for 2h --within tomorrow");
	ASSERT_OUT("LAB-2,Lab two,lab,S,40,%sT00:00", day_text(1));
}
END_TEST

Suite *when_suite(void)
{
	Suite *s = suite_create("when");
	TCase *t = tcase_create("when");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_booking_may_say_when_in_words);
	tcase_add_test(t, exact_forms_say_nothing_more);
	tcase_add_test(t, weeks_and_periods_are_of_the_term_and_the_campus);
	tcase_add_test(t, a_move_keeps_what_is_not_said);
	tcase_add_test(t, a_series_takes_dates_in_words);
	tcase_add_loop_test(t, what_is_not_clear_is_a_usage_error, 0, sizeof mistakes / sizeof *mistakes);
	tcase_add_test(t, clocks_that_jump_are_asked_about_in_words_too);
	tcase_add_test(t, the_offset_of_a_skipped_time_is_that_of_the_zone);
	tcase_add_test(t, bookings_are_filtered_by_day_week_and_person);
	tcase_add_test(t, free_time_is_found_in_words);
	suite_add_tcase(s, t);
	return s;
}
