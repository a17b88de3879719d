/* Reports on the screen: from the choice to the bookings behind a figure, periods, order, pictures, files. */
#include "tests/tui/picture.h"

#include <sys/stat.h>

#include "tui/base/locale.h"
#include "tui/screen/report_period.h"
#include "tui/screen/ui_command.h"

Suite *report_view_suite(void);

static void owned_by(const char *code, const char *institution)
{
	set_resource(&w, code, RES_INSTITUTION, (struct resource){.institution = institution});
}

static void lend(const char *claims, const char *institution, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.u.booking.institution = institution;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* Two schools that lend to each other in two Septembers. */
static void open_schools(int rows, int cols)
{
	open_at(rows, cols);
	struct request north = rq_institution(&w, "NORTH", "北方学院"), south = rq_institution(&w, "SOUTH", "South");
	ck_assert_str_eq(world_ask(&w, &north), "added");
	ck_assert_str_eq(world_ask(&w, &south), "added");
	owned_by("LAB-1", "NORTH");
	owned_by("LAB-2", "SOUTH");
	lend("LAB-1", "SOUTH", "2026-09-08T08:00", "2026-09-08T10:00");
	lend("LAB-1", "SOUTH", "2026-09-09T08:00", "2026-09-09T09:00");
	lend("LAB-2", "NORTH", "2026-09-10T09:00", "2026-09-10T17:00");
	lend("LAB-1", "SOUTH", "2027-09-09T08:00", "2027-09-09T12:00");
	tick();
}

START_TEST(a_report_is_chosen_and_its_bookings_are_opened)
{
	open_schools(24, 80);
	press('L');
	press('/');
	type("reports");
	press(KEY_ENTER_CODE);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Which report?");
	type("whom");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Report lending  2026  1/2");
	ASSERT_ROW(1, "lender");
	ASSERT_ROW(2, ">NORTH");
	ASSERT_ROW(2, "3.00");
	ASSERT_ROW(3, "8.00");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Bookings  NORTH > SOUTH  2026-01-01");
	ASSERT_ROW(0, "1/2");
	ASSERT_SHOWS("LAB-1");
	ASSERT_HIDES("LAB-2");
	press(KEY_ESC_CODE);
	press(KEY_CODE_DOWN);
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Bookings  SOUTH > NORTH");
	ASSERT_ROW(0, "1/1");
	leave();
}
END_TEST

START_TEST(periods_go_by_with_the_arrows)
{
	open_schools(24, 80);
	ui_command_run(&app, "report lending");
	screen_draw(&app);
	press(KEY_CODE_RIGHT);
	ASSERT_ROW(0, "Report lending  2027  1/1");
	ASSERT_ROW(2, "4.00");
	press(KEY_CODE_LEFT);
	press(KEY_CODE_F9);
	ASSERT_ROW(0, "2026-09  1/2");
	press('[');
	ASSERT_ROW(0, "2026-08");
	ASSERT_SHOWS("Nothing in this time");
	leave();
}
END_TEST

START_TEST(rows_are_sorted_filtered_and_asked_for_on_a_line)
{
	open_schools(24, 120);
	ui_command_run(&app, "report lending --from 2026-09-01 --to 2026-10-01");
	screen_draw(&app);
	ASSERT_ROW(0, "Report lending  2026-09-01 - 2026-10-01");
	for (int i = 0; i < 3; i++)
		press(KEY_TAB_CODE);
	press('s');
	ASSERT_ROW(1, "hours-");
	ASSERT_ROW(2, ">SOUTH");
	press('s');
	ASSERT_ROW(1, "hours+");
	ASSERT_ROW(2, ">NORTH");
	press('/');
	type("8.00");
	ASSERT_ROW(0, "/8.00  1/1");
	ASSERT_ROW(2, ">SOUTH");
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "1/2");
	ui_command_run(&app, "report nonsense");
	screen_draw(&app);
	ASSERT_SHOWS("there is no report \"nonsense\"");
	ui_command_run(&app, "report lending --compare 2027 --format csv");
	screen_draw(&app);
	ASSERT_SHOWS("hours_change");
	leave();
}
END_TEST

START_TEST(a_picture_has_the_numbers_of_the_table)
{
	open_schools(24, 80);
	ui_command_run(&app, "report lending");
	screen_draw(&app);
	press('v');
	ASSERT_ROW(2, "       NORTH  SOUTH");
	ASSERT_ROW(3, "NORTH        : 3.00");
	ASSERT_ROW(4, "SOUTH # 8.00");
	ASSERT_SHOWS("hours: lender in rows, borrower in columns  . > 0  : 2.00+");
	ck_assert(term_looks_like(4, 7, ROLE_HEAT_4));
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("v shows the table");
	press(KEY_CODE_INSERT);
	ASSERT_ROW(2, ">NORTH");
	press('i');
	ASSERT_SHOWS("period 2026-01-01T00:00 to before 2027-01-01T00:00");
	leave();
}
END_TEST

START_TEST(wide_tables_go_by_under_their_names)
{
	open_schools(24, 80);
	ui_command_run(&app, "report use");
	screen_draw(&app);
	ASSERT_ROW(2, ">CL-1");
	ASSERT_HIDES("seat_fill");
	press(KEY_CODE_BACKTAB);
	ASSERT_ROW(1, "resource");
	ASSERT_ROW(1, "seat_fill");
	ASSERT_ROW(2, ">CL-1");
	ui_command_run(&app, "report heat && open");
	screen_draw(&app);
	ASSERT_SHOWS("the row is not of certain bookings");
	press(KEY_ESC_CODE);
	press('y');
	ASSERT_ROW(0, "Report use  by kind  2026  1/5");
	ASSERT_SHOWS("lab");
	leave();
}
END_TEST

START_TEST(what_is_shown_is_written_to_a_new_file)
{
	char path[500];
	struct stat st;
	snprintf(path, sizeof path, "%s/out.csv", test_dir());
	open_schools(24, 80);
	ui_command_run(&app, "report lending");
	screen_draw(&app);
	press('w');
	ASSERT_SHOWS("lending.svg");
	press(KEY_CTRL('u'));
	type("lending.doc");
	ASSERT_SHOWS("the name ends in .csv, .json, .svg or .xlsx");
	press(KEY_CTRL('u'));
	type(path);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Written to ");
	size_t len;
	char *text = test_read_file(path, &len);
	ck_assert_str_eq(text, "lender,borrower,bookings,hours,seat_hours,amount\nNORTH,SOUTH,2,3.00,3.00,0.00\n"
	                       "SOUTH,NORTH,1,8.00,8.00,0.00\n");
	free(text);
	press('w');
	press(KEY_CTRL('u'));
	type(path);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("File exists");
	snprintf(path, sizeof path, "%s/out.svg", test_dir());
	press('w');
	press(KEY_CTRL('u'));
	type(path);
	press(KEY_ENTER_CODE);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_gt(st.st_size, 1000);
	leave();
}
END_TEST

START_TEST(it_fits_small_and_large_screens_in_chinese)
{
	static const int sizes[][2] = {{24, 80}, {50, 200}, {16, 60}};
	setenv("LC_ALL", "C.UTF-8", 1);
	locale_setup();
	open_schools(sizes[_i][0], sizes[_i][1]);
	ui_command_run(&app, "language zh_CN && report use");
	screen_draw(&app);
	ASSERT_ROW(0, "报表 use  按资源  2026  1/45");
	ASSERT_ROW(sizes[_i][0] - 1, "Enter 其预约");
	for (int i = 0; i < 14; i++)
		press(KEY_TAB_CODE);
	press('s');
	press('v');
	press('G');
	ui_command_run(&app, "language en");
	leave();
}
END_TEST

/* ---- periods ---- */

static int64_t day(const char *date)
{
	int64_t d;
	ck_assert_int_eq(clock_parse_date(date, &d), 0);
	return d;
}

static const char *named(const struct report_period *p, const struct term_list *terms)
{
	static char text[100];
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	struct buf name = {0};
	report_period_name(p, terms, &name);
	snprintf(text, sizeof text, "%s %s %s", buf_text(&name), clock_format_date(p->from, from),
	         clock_format_date(p->to, to));
	buf_release(&name);
	return text;
}

START_TEST(periods_are_those_of_the_calendar)
{
	struct term v[] = {{.code = "2026B", .first_monday = day("2026-09-07"), .weeks = 18},
	                   {.code = "2026A", .first_monday = day("2026-03-02"), .weeks = 18}};
	struct term_list terms = {.v = v, .n = 2}, none = {0};
	struct report_period p;
	report_period_set(&p, SPAN_TERM, &terms, day("2026-08-01"));
	ck_assert_str_eq(named(&p, &terms), "2026A 2026-03-02 2026-07-06");
	ck_assert(report_period_shift(&p, &terms, 1));
	ck_assert_str_eq(named(&p, &terms), "2026B 2026-09-07 2027-01-11");
	ck_assert(!report_period_shift(&p, &terms, 1));
	report_period_set(&p, SPAN_TERM, &none, day("2026-08-01"));
	ck_assert_str_eq(named(&p, &none), "2026-08 2026-08-01 2026-09-01");
	report_period_set(&p, SPAN_SCHOOL_YEAR, &terms, day("2026-08-31"));
	ck_assert_str_eq(named(&p, &terms), "2025-2026 2025-09-01 2026-09-01");
	ck_assert(report_period_shift(&p, &terms, 1));
	ck_assert_str_eq(named(&p, &terms), "2026-2027 2026-09-01 2027-09-01");
	report_period_set(&p, SPAN_MONTH, &terms, day("2026-12-31"));
	ck_assert(report_period_shift(&p, &terms, 1));
	ck_assert_str_eq(named(&p, &terms), "2027-01 2027-01-01 2027-02-01");
	p = (struct report_period){SPAN_OTHER, day("2026-09-01"), day("2026-09-11")};
	ck_assert(report_period_shift(&p, &terms, -1));
	ck_assert_str_eq(named(&p, &terms), " 2026-08-22 2026-09-01");
}
END_TEST

Suite *report_view_suite(void)
{
	Suite *s = suite_create("report_view");
	TCase *tc = tcase_create("report_view");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_report_is_chosen_and_its_bookings_are_opened);
	tcase_add_test(tc, periods_go_by_with_the_arrows);
	tcase_add_test(tc, rows_are_sorted_filtered_and_asked_for_on_a_line);
	tcase_add_test(tc, a_picture_has_the_numbers_of_the_table);
	tcase_add_test(tc, wide_tables_go_by_under_their_names);
	tcase_add_test(tc, what_is_shown_is_written_to_a_new_file);
	tcase_add_loop_test(tc, it_fits_small_and_large_screens_in_chinese, 0, 3);
	tcase_add_test(tc, periods_are_those_of_the_calendar);
	suite_add_tcase(s, tc);
	return s;
}
