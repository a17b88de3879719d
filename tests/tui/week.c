/* The week of a resource: its lines, its blocks, its keys. */
#include "tests/tui/picture.h"
#include "tui/screen/ui_week.h"

Suite *week_suite(void);

/* Two periods in the morning, one in the evening, in a term of 18 weeks from the fixed week on. */
static void add_calendar(void)
{
	static const struct {
		uint32_t number;
		int start, end;
	} periods[] = {{1, 480, 525}, {2, 535, 580}, {9, 1140, 1185}};
	struct request rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){"2026-1", "Autumn", clock_day_number(2026, 8, 31), 18, 0};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		rq = rq_of(&w, OP_PERIOD);
		rq.u.period =
			(struct period){periods[i].number, periods[i].start, periods[i].end, "", PERIOD_ALWAYS, 0};
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	rq = rq_of(&w, OP_DAY);
	rq.u.day = (struct day_rule){clock_day_number(2026, 9, 12), DAY_AS, 4, 2, "", "make-up", 0};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void lesson(const char *claims, const char *start, const char *end, const char *purpose)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.u.booking.purpose = purpose;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void open_week(int rows, int cols, const char *code)
{
	open_at(rows, cols);
	add_calendar();
	lesson("LAB-1;T001", "2026-09-08T08:00", "2026-09-08T10:00", "Motors");
	lesson("LAB-1", "2026-09-08T13:00", "2026-09-08T13:30", "Check");
	app_push(&app, ui_week_new_of(code, clock_day_number(2026, 9, 7)));
	app_look(&app);
	screen_draw(&app);
}

START_TEST(it_begins_at_the_first_opening_hour_and_names_term_and_week)
{
	open_week(24, 80, "LAB-2");
	ASSERT_ROW(0, "LAB-2  2026-09-07 - 09-13  2026-1 week 2, even");
	ASSERT_ROW(1, "Mon*09-07");
	ASSERT_ROW(2, "08:00 .");
	ASSERT_ROW(21, "Mon 2026-09-07 08:00-09:00  free");
	/* earlier hours by scrolling */
	press('k');
	ASSERT_ROW(2, "07:00");
	leave();
}
END_TEST

START_TEST(a_place_shows_who_teaches_and_a_teacher_where)
{
	open_week(24, 80, "LAB-1");
	ASSERT_ROW(2, "Motors");
	ASSERT_ROW(3, "张三");
	app_push(&app, ui_week_new_of("T001", clock_day_number(2026, 9, 7)));
	screen_draw(&app);
	ASSERT_ROW(2, "Motors");
	ASSERT_ROW(3, "LAB-1");
	leave();
}
END_TEST

/* The one who looks asked for it or teaches it: a mark beside the colour. */
START_TEST(what_is_mine_is_marked)
{
	open_week(24, 80, "LAB-1");
	ASSERT_ROW(2, "*Motors");
	app.actor = "T001";
	app_changed(&app);
	screen_draw(&app);
	ASSERT_ROW(2, "*Motors");
	app.actor = "somebody";
	app_changed(&app);
	screen_draw(&app);
	ASSERT_ROW(2, " Motors");
	ASSERT_HIDES("*Motors");
	leave();
}
END_TEST

START_TEST(setup_does_not_hide_what_it_is_for)
{
	open_week(24, 80, "LAB-1");
	struct request rq = rq_resource(&w, "PREP", KIND_LAB, MODE_EXCLUSIVE, 20, "N");
	rq.u.resource.setup_min = 60;
	rq.u.resource.teardown_min = 60;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	lesson("PREP", "2026-09-08T10:00", "2026-09-08T12:00", "Motors");
	app_push(&app, ui_week_new_of("PREP", clock_day_number(2026, 9, 7)));
	screen_draw(&app);
	ASSERT_SHOWS("09:00 .         :   ");
	ASSERT_SHOWS("10:00 .         *Motors");
	ASSERT_SHOWS("11:00 .         anna");
	ASSERT_SHOWS("12:00 .         :   ");
	leave();
}
END_TEST

START_TEST(a_long_title_is_cut_before_the_clock)
{
	open_week(24, 60, "LAB-1");
	ASSERT_ROW(0, "~ 07:30");
	leave();
}
END_TEST

START_TEST(a_wide_screen_gives_each_cell_rows)
{
	open_week(50, 200, "LAB-2");
	ASSERT_ROW(2, "08:00");
	ASSERT_ROW(5, "09:00");
	ASSERT_ROW(1, "Sat!09-12 teaches week");
	leave();
}
END_TEST

START_TEST(a_line_can_be_a_period_and_nothing_is_hidden_between)
{
	open_week(24, 80, "LAB-1");
	press('m');
	press('m');
	ASSERT_SHOWS("A line is 15 minutes");
	press('m');
	ASSERT_SHOWS("A line is a teaching period");
	ASSERT_ROW(2, "1  08:00");
	ASSERT_ROW(3, "张三");
	ASSERT_ROW(5, "2  08:55");
	/* booked from 13:00 on, in no period: a line of its own */
	ASSERT_ROW(8, "-  09:40");
	ASSERT_ROW(8, "*Check +1");
	ASSERT_ROW(11, "9  19:00");
	press('j');
	ASSERT_ROW(21, "08:55-09:40");
	press('l');
	ASSERT_ROW(21, "Motors");
	press('m');
	ASSERT_SHOWS("A line is 60 minutes");
	leave();
}
END_TEST

START_TEST(without_periods_it_says_so)
{
	open_at(24, 80);
	app_push(&app, ui_week_new_of("LAB-1", clock_day_number(2026, 9, 7)));
	screen_draw(&app);
	for (int i = 0; i < 3; i++)
		press('m');
	ASSERT_SHOWS("no teaching periods");
	ASSERT_ROW(2, "08:00");
	leave();
}
END_TEST

START_TEST(it_goes_by_days_weeks_and_to_a_date)
{
	open_week(24, 80, "LAB-1");
	press(']');
	ASSERT_ROW(21, "2026-09-08");
	press('[');
	press('[');
	ASSERT_ROW(21, "Sun 2026-09-06");
	ASSERT_ROW(0, "week 1, odd");
	press('}');
	ASSERT_ROW(21, "Sun 2026-09-13");
	press('{');
	press('{');
	ASSERT_ROW(0, "2026-08-24");
	press('g');
	type("2026-12-02");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "2026-11-30");
	ASSERT_ROW(21, "Wed 2026-12-02 08:00-09:00");
	press('t');
	ASSERT_ROW(21, "Mon 2026-09-07 07:00-08:00");
	ASSERT_SHOWS("|07:00");
	leave();
}
END_TEST

START_TEST(one_key_says_who_holds_it_and_how_to_reach_them)
{
	open_week(24, 80, "LAB-1");
	press('i');
	ASSERT_SHOWS("no booking under the cursor");
	press(']');
	press('i');
	ASSERT_SHOWS("booking 1");
	ASSERT_SHOWS("Asked by");
	ASSERT_SHOWS("anna");
	ASSERT_SHOWS("张三 (T001)");
	press('i');
	ASSERT_HIDES("Asked by");
	press('e');
	ASSERT_SHOWS("Change booking 1");
	press(KEY_ESC_CODE);
	press('x');
	press('y');
	ASSERT_SHOWS("Cancelled: booking 1");
	leave();
}
END_TEST

START_TEST(a_marked_time_of_periods_is_booked)
{
	open_week(24, 80, "LAB-1");
	for (int i = 0; i < 3; i++)
		press('m');
	press(']');
	press(']');
	press('v');
	press('j');
	ASSERT_ROW(21, "2026-09-09 08:00-09:40");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("New booking");
	ASSERT_SHOWS("2026-09-09 08:00");
	leave();
}
END_TEST

/* Units that are taken one after the other are not taken together. */
START_TEST(a_pool_has_as_many_taken_as_at_one_time)
{
	open_at(24, 80);
	lesson("OSC*1", "2026-09-07T00:00", "2026-09-12T00:00", "Repair");
	lesson("OSC*6", "2026-09-08T10:00", "2026-09-08T10:30", "First");
	lesson("OSC*5", "2026-09-08T10:30", "2026-09-08T12:00", "Second");
	app_push(&app, ui_week_new_of("OSC", clock_day_number(2026, 9, 8)));
	app_look(&app);
	screen_draw(&app);
	ASSERT_SHOWS("10:00 1/10 Rep~ 7/10");
	ASSERT_SHOWS("11:00 1/10 Rep~ 6/10");
	leave();
}
END_TEST

START_TEST(the_mouse_puts_the_cursor_on_a_cell)
{
	open_week(24, 80, "LAB-1");
	screen_event(&app, &(struct event){.type = EVENT_MOUSE, .mouse = MOUSE_PRESS, .row = 4, .col = 19, .text = ""});
	screen_draw(&app);
	ASSERT_ROW(21, "Tue 2026-09-08 10:00");
	screen_event(&app,
	             &(struct event){.type = EVENT_MOUSE, .mouse = MOUSE_WHEEL_UP, .row = 4, .col = 19, .text = ""});
	screen_draw(&app);
	ASSERT_ROW(21, "Motors");
	leave();
}
END_TEST

Suite *week_suite(void)
{
	Suite *s = suite_create("week");
	TCase *t = tcase_create("week");
	tcase_set_timeout(t, 30);
	tcase_add_test(t, it_begins_at_the_first_opening_hour_and_names_term_and_week);
	tcase_add_test(t, a_place_shows_who_teaches_and_a_teacher_where);
	tcase_add_test(t, what_is_mine_is_marked);
	tcase_add_test(t, setup_does_not_hide_what_it_is_for);
	tcase_add_test(t, a_long_title_is_cut_before_the_clock);
	tcase_add_test(t, a_wide_screen_gives_each_cell_rows);
	tcase_add_test(t, a_line_can_be_a_period_and_nothing_is_hidden_between);
	tcase_add_test(t, without_periods_it_says_so);
	tcase_add_test(t, it_goes_by_days_weeks_and_to_a_date);
	tcase_add_test(t, one_key_says_who_holds_it_and_how_to_reach_them);
	tcase_add_test(t, a_marked_time_of_periods_is_booked);
	tcase_add_test(t, a_pool_has_as_many_taken_as_at_one_time);
	tcase_add_test(t, the_mouse_puts_the_cursor_on_a_cell);
	suite_add_tcase(s, t);
	return s;
}
