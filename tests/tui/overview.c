/* Months and terms, heat maps and bars, the academic calendar, who is where now. It is Monday, 2026-09-07, 07:30. */
#include "tests/tui/picture.h"
#include "tui/screen/ui_calendar.h"
#include "tui/screen/ui_now.h"
#include "tui/screen/ui_overview.h"
#include "tui/screen/ui_use.h"

Suite *overview_suite(void);

static int64_t september(int day)
{
	return clock_day_number(2026, 9, day);
}

static void lesson(const char *claims, const char *start, const char *end, const char *purpose)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.flags |= REQUEST_RECORD;
	rq.u.booking.purpose = purpose;
	rq.u.booking.requester = "ben";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void add_day(int64_t date, enum day_kind kind, uint32_t week, uint32_t weekday, const char *note)
{
	struct request rq = rq_of(&w, OP_DAY);
	rq.u.day = (struct day_rule){date, kind, week, weekday, "", note, 0};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* LAB-1 is booked for half of the 14 usual hours on the 8th, and for all of them on the 9th. */
static void open_with(int rows, int cols, struct view *(*make)(void))
{
	struct request rq;
	open_at(rows, cols);
	rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){"2026-1", "Autumn", clock_day_number(2026, 8, 31), 18, 0};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	for (uint32_t n = 1; n <= 2; n++) {
		rq = rq_of(&w, OP_PERIOD);
		rq.u.period = (struct period){n, 480 + 60 * (int)n, 525 + 60 * (int)n, "", PERIOD_ALWAYS, 0};
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	add_day(clock_day_number(2026, 10, 1), DAY_OFF, 0, 0, "National Day");
	add_day(september(12), DAY_AS, 4, 2, "make-up");
	lesson("LAB-1;T001", "2026-09-08T08:00", "2026-09-08T15:00", "Motors");
	lesson("LAB-1", "2026-09-09T08:00", "2026-09-09T22:00", "Exam");
	lesson("LAB-1;T001;CL-1", "2026-09-07T07:00", "2026-09-07T07:45", "Running");
	lesson("LAB-2", "2026-09-07T08:15", "2026-09-07T09:00", "Soon");
	lesson("R-01", "2026-09-07T09:00", "2026-09-07T10:00", "Later");
	app_look(&app);
	app_push(&app, make());
	screen_draw(&app);
}

/* ---- month and term ---- */

static struct view *month_of_lab(void)
{
	return ui_overview_new("LAB-1", NULL, 0, september(7));
}

static struct view *month_of_all(void)
{
	return ui_overview_new(NULL, NULL, 0, september(7));
}

START_TEST(a_month_shows_how_much_of_each_day_is_booked)
{
	open_with(24, 80, month_of_lab);
	ASSERT_ROW(0, "Month LAB-1  2026-09  2026-1 week 2, even");
	ASSERT_ROW(1, "Mon");
	/* three screen rows a week: the day, the figure, the rule */
	ASSERT_ROW(5, "07*       08        09");
	ASSERT_ROW(6, "50%       100%");
	ASSERT_SHOWS("12!");
	ASSERT_ROW(21, "Mon 2026-09-07  2026-1 week 2, even  booked 5% 0.8 h");
	press('l');
	ASSERT_ROW(21, "Tue 2026-09-08");
	ASSERT_ROW(21, "booked 50% 7 h");
	ASSERT_ROW(5, "07*       08");
	press('n');
	ASSERT_ROW(0, "2026-10");
	ASSERT_ROW(21, "Thu 2026-10-01");
	ASSERT_ROW(21, "! day off: National Day");
	press('p');
	press('t');
	ASSERT_ROW(0, "2026-09");
	for (int i = 0; i < 5; i++)
		press(']');
	ASSERT_ROW(21, "! teaches week 4 Tue: make-up");
	press('g');
	type("2027-02-01");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "2027-02");
	leave();
}
END_TEST

START_TEST(a_month_sums_up_no_day_of_another)
{
	open_with(24, 80, month_of_lab);
	/* in the last week that September shows */
	lesson("LAB-1", "2026-10-02T08:00", "2026-10-02T22:00", "Open day");
	app_look(&app);
	screen_draw(&app);
	ASSERT_ROW(0, "5% 21.8 h");
	press('n');
	ASSERT_ROW(0, "3% 14 h");
	leave();
}
END_TEST

START_TEST(figures_of_days_are_whole_on_the_smallest_screen)
{
	open_with(16, 60, month_of_lab);
	press('m');
	ASSERT_SHOWS("07*5%  08 50% 09 100 10 .");
	leave();
}
END_TEST

START_TEST(a_term_has_a_row_for_each_week)
{
	open_with(24, 80, month_of_lab);
	press('m');
	ASSERT_ROW(0, "Term LAB-1  2026-08-31 - 2027-01-03");
	ASSERT_ROW(2, " 1 odd  31");
	ASSERT_ROW(3, " 2 even 07*");
	ASSERT_ROW(3, "08  50%");
	ASSERT_ROW(3, "09  100%");
	press('j');
	ASSERT_ROW(21, "2026-09-14");
	press('n');
	/* no term follows: some weeks all the same */
	ASSERT_ROW(0, "Term LAB-1  2027-01-04");
	press('p');
	ASSERT_ROW(0, "Term LAB-1  2026-08-31");
	leave();
}
END_TEST

START_TEST(an_overview_leads_to_the_week_or_the_board)
{
	open_with(24, 100, month_of_lab);
	press('l');
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "LAB-1  2026-09-07");
	ASSERT_SHOWS("Motors");
	press('H');
	ASSERT_ROW(0, "Month LAB-1");
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	press('d');
	ASSERT_ROW(0, "Tue 2026-09-08");
	leave();
}
END_TEST

START_TEST(an_overview_of_many_is_narrowed)
{
	open_with(24, 100, month_of_all);
	ASSERT_ROW(0, "Month everything");
	press('y');
	ASSERT_ROW(0, "Month lab");
	press('c');
	ASSERT_SHOWS("Campus");
	type("S");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Month lab S");
	/* what came since can be chosen */
	ck_assert_str_eq(campus(&w, "W", "西校区"), "added");
	school_add(&w, "LAB-9", "New", KIND_LAB, "W", 20);
	tick();
	press('c');
	type("W");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Month lab W");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Mon 2026-09-07");
	leave();
}
END_TEST

/* ---- use ---- */

static struct view *use_of_all(void)
{
	return ui_use_new(NULL, NULL, 0, september(7), 7);
}

/* Those that are on no campus have a bar, and nothing to open after it. */
START_TEST(what_is_on_no_campus_is_not_everything)
{
	open_with(24, 100, use_of_all);
	school_add(&w, "VAN", "Van", KIND_EQUIPMENT, "", 1);
	tick();
	type("mmm/no");
	ASSERT_ROW(2, "on no campus");
	press(KEY_ENTER_CODE);
	press(KEY_ENTER_CODE);
	ASSERT_ROW(22, "these are on no campus");
	ASSERT_ROW(2, "on no campus");
	leave();
}
END_TEST

static struct view *use_of_labs(void)
{
	return ui_use_new(NULL, NULL, KIND_LAB, september(7), 7);
}

START_TEST(a_map_goes_by_hours_or_periods)
{
	open_with(30, 100, use_of_labs);
	ASSERT_ROW(0, "Use lab  2026-09-07 - 2026-09-13");
	ASSERT_ROW(1, "Mon");
	/* LAB-1 alone was booked at seven, and is not open then */
	ASSERT_ROW(2, "07:00-08:00    100%");
	/* on Monday LAB-2 for 45 of 120 minutes, on Tuesday LAB-1 for all of its 60 */
	ASSERT_ROW(3, "08:00-09:00    38%");
	ASSERT_ROW(3, "50%");
	press('m');
	ASSERT_ROW(2, "1  09:00-09:45");
	ASSERT_ROW(3, "2  10:00-10:45");
	leave();
}
END_TEST

START_TEST(bars_begin_with_the_most_used)
{
	open_with(24, 100, use_of_labs);
	press('m');
	press('m');
	ASSERT_ROW(2, ">LAB-1");
	ASSERT_ROW(2, "22% 21.8 h");
	ASSERT_ROW(2, "====");
	ASSERT_ROW(3, " LAB-2");
	press('/');
	type("weld");
	ASSERT_ROW(0, "1/1");
	ASSERT_ROW(2, ">LAB-2");
	press(KEY_ESC_CODE);
	press('m');
	ASSERT_ROW(2, ">N 北校区");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Use lab N");
	press('n');
	ASSERT_ROW(0, "2026-09-14 - 2026-09-20");
	leave();
}
END_TEST

/* ---- the calendar ---- */

static struct view *calendar(void)
{
	return ui_calendar_new(september(7));
}

START_TEST(the_calendar_has_terms_weeks_days_and_closures)
{
	open_with(30, 100, calendar);
	ck_assert_str_eq(closure(&w, "LAB-2", "", "2026-09-16T08:00", "2026-09-16T12:00"), "added");
	ck_assert_str_eq(closure(&w, "LAB-1", "", "2026-09-17T00:00", "2026-09-19T00:00"), "added");
	app_look(&app);
	screen_draw(&app);
	ASSERT_ROW(0, "Calendar  Mon 2026-09-07  2026-1 week 2, even");
	ASSERT_SHOWS("2026-1  Autumn  18 weeks, 2026-08-31 - 2027-01-03");
	ASSERT_SHOWS("week 2, even  09-07 - 09-13  . . . . . m .");
	ASSERT_SHOWS("Sat 2026-09-12  teaches week 4 Tue: make-up  (all campuses)");
	ASSERT_SHOWS("2026-09-16 08:00-12:00  LAB-2 closed");
	ASSERT_SHOWS("2026-09-17 - 2026-09-18  LAB-1 closed");
	press('/');
	type("national");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "1/1");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("2026-10-01");
	ASSERT_SHOWS("National Day");
	ASSERT_ROW(0, "days");
	press(KEY_ESC_CODE);
	press('/');
	press(KEY_ESC_CODE);
	press('g');
	type("2026-12-02");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Mon 2026-11-30");
	press('t');
	press('+');
	ASSERT_SHOWS("2026-09-07");
	leave();
}
END_TEST

/* ---- now ---- */

START_TEST(what_runs_now_is_first_and_what_starts_within_the_hour_follows)
{
	open_with(24, 100, ui_now_new);
	ASSERT_ROW(0, "Now  Mon 2026-09-07  2026-1 week 2, even  1 running, 1 soon");
	ASSERT_ROW(2, "till 07:45");
	ASSERT_ROW(2, "LAB-1");
	ASSERT_ROW(2, "Running");
	ASSERT_ROW(2, "张三, 机电2401班");
	ASSERT_ROW(3, "from 08:15");
	ASSERT_HIDES("Later");
	press('/');
	type("机电");
	ASSERT_ROW(0, "1/1");
	press(KEY_ENTER_CODE);
	press('i');
	ASSERT_SHOWS("Asked by");
	press(KEY_ESC_CODE);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("History");
	leave();
}
END_TEST

static int64_t later_now(void)
{
	return at("2026-09-07T08:20");
}

START_TEST(time_goes_on_and_others_book)
{
	open_with(24, 100, ui_now_new);
	app.now = later_now;
	tick();
	ASSERT_ROW(0, "1 running, 1 soon");
	ASSERT_ROW(2, "till 09:00");
	ASSERT_ROW(3, "Later");
	ck_assert_str_eq(book(&w, "R-02", "2026-09-07T08:30", "2026-09-07T09:30"), "added");
	tick();
	ASSERT_ROW(0, "1 running, 2 soon");
	press('c');
	type("N");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Now N");
	ASSERT_HIDES("Soon");
	leave();
}
END_TEST

Suite *overview_suite(void)
{
	Suite *s = suite_create("overview");
	TCase *t = tcase_create("overview");
	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_month_shows_how_much_of_each_day_is_booked);
	tcase_add_test(t, a_month_sums_up_no_day_of_another);
	tcase_add_test(t, figures_of_days_are_whole_on_the_smallest_screen);
	tcase_add_test(t, a_term_has_a_row_for_each_week);
	tcase_add_test(t, an_overview_leads_to_the_week_or_the_board);
	tcase_add_test(t, an_overview_of_many_is_narrowed);
	tcase_add_test(t, a_map_goes_by_hours_or_periods);
	tcase_add_test(t, what_is_on_no_campus_is_not_everything);
	tcase_add_test(t, bars_begin_with_the_most_used);
	tcase_add_test(t, the_calendar_has_terms_weeks_days_and_closures);
	tcase_add_test(t, what_runs_now_is_first_and_what_starts_within_the_hour_follows);
	tcase_add_test(t, time_goes_on_and_others_book);
	suite_add_tcase(s, t);
	return s;
}
