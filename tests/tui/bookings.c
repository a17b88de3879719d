/* The list of bookings: whose, of which time, all about one. */
#include "tests/tui/picture.h"

Suite *bookings_suite(void);

static void lesson(const char *claims, const char *start, const char *end, const char *purpose, const char *requester)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.flags |= REQUEST_RECORD;
	rq.u.booking.purpose = purpose;
	rq.u.booking.requester = requester;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* It is Monday, 07:30: one runs, one is later today, others on other days. */
static void open_lessons(int rows, int cols)
{
	open_at(rows, cols);
	lesson("LAB-1;T001", "2026-09-07T07:00", "2026-09-07T08:00", "Running", "anna");
	lesson("LAB-2", "2026-09-07T10:00", "2026-09-07T11:00", "Later today", "anna");
	lesson("R-01", "2026-09-08T10:00", "2026-09-08T11:00", "Of others", "ben");
	lesson("LAB-2", "2026-09-17T10:00", "2026-09-17T11:00", "In ten days", "anna");
	lesson("LAB-2", "2026-12-17T10:00", "2026-12-17T11:00", "In winter", "anna");
	lesson("LAB-1", "2026-09-04T10:00", "2026-09-04T11:00", "Last week", "anna");
	app_look(&app);
	screen_draw(&app);
}

START_TEST(mine_are_what_i_asked_for_or_teach_from_today_on)
{
	open_lessons(24, 100);
	press('A');
	ASSERT_ROW(0, "My bookings  2026-09-07 - 2027-03-07");
	ASSERT_ROW(0, "1/4");
	/* it runs now: a mark */
	ASSERT_ROW(2, "09-07 07:00-08:00|");
	ASSERT_ROW(3, "Later today");
	ASSERT_SHOWS("In winter");
	ASSERT_HIDES("Of others");
	ASSERT_HIDES("Last week");
	press('A');
	ASSERT_SHOWS("Of others");
	press(KEY_ESC_CODE);
	app.actor = "T001";
	press('A');
	ASSERT_ROW(0, "1/1");
	ASSERT_SHOWS("Running");
	press(KEY_ESC_CODE);
	app.actor = "nobody";
	press('A');
	ASSERT_ROW(0, "0/0");
	ASSERT_SHOWS("No bookings in this time");
	leave();
}
END_TEST

START_TEST(a_span_is_a_day_a_week_four_weeks_half_a_year)
{
	open_lessons(24, 100);
	press('B');
	ASSERT_ROW(0, "2026-09-07 - 10-04");
	ASSERT_ROW(0, "/4");
	press('m');
	ASSERT_ROW(0, "/5");
	press('m');
	ASSERT_ROW(0, "Bookings  everyone's  2026-09-07  1/2");
	press(']');
	ASSERT_ROW(0, "2026-09-08  1/1");
	press('}');
	ASSERT_ROW(0, "2026-09-15");
	press('t');
	press('m');
	ASSERT_ROW(0, "2026-09-07 - 09-13");
	ASSERT_ROW(0, "/3");
	press(KEY_CTRL('g'));
	type("2026-12-14");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("In winter");
	leave();
}
END_TEST

START_TEST(the_filter_has_a_live_count_and_escape_drops_it)
{
	open_lessons(24, 100);
	press('B');
	press('/');
	type("later");
	ASSERT_ROW(0, "/later  1/1");
	press(KEY_ENTER_CODE);
	press('/');
	press(KEY_ESC_CODE);
	/* still on the booking that was found */
	ASSERT_ROW(0, "2/4");
	leave();
}
END_TEST

START_TEST(all_about_a_booking_stands_at_the_right)
{
	open_lessons(40, 160);
	struct request rq = rq_institution(&w, "GC", "Guangzhou College");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = "anna",
	                              .name = "Anna Li",
	                              .institution = "GC",
	                              .role = ROLE_COORDINATOR,
	                              .scope = "",
	                              .email = "anna@gc.example",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	struct resource contact = {.contact = "tel 020-1234"};
	ck_assert_str_eq(set_resource(&w, "T001", RES_CONTACT, contact), "updated");
	app_look(&app);
	press('B');
	ASSERT_SHOWS("Anna Li (anna)");
	ASSERT_SHOWS("anna@gc.example");
	ASSERT_SHOWS("Guangzhou College");
	ASSERT_SHOWS("张三 (T001), tel 020-1234");
	ASSERT_SHOWS("LAB-1 汽车维修实训室");
	ASSERT_SHOWS("booked it");
	press('j');
	ASSERT_HIDES("张三 (T001)");
	leave();
}
END_TEST

START_TEST(a_booking_leads_to_its_week)
{
	open_lessons(24, 100);
	press('B');
	press('j');
	press('w');
	ASSERT_ROW(0, "LAB-2  2026-09-07");
	ASSERT_SHOWS("Later");
	leave();
}
END_TEST

START_TEST(two_are_swapped_after_a_question)
{
	open_lessons(24, 100);
	press('B');
	press('j');
	press('z');
	ASSERT_ROW(0, "swap 2 with");
	press('j');
	press('z');
	ASSERT_SHOWS("Exchange the resources of bookings 2 and 3?");
	press('y');
	ASSERT_SHOWS("Swapped");
	leave();
}
END_TEST

/* A page of its own, from which the booking is changed and cancelled, and which follows what others do. */
START_TEST(a_booking_has_a_page)
{
	open_lessons(16, 60);
	press('B');
	press('j');
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Quad  booking 2");
	ASSERT_ROW(1, "Purpose     Later today");
	ASSERT_ROW(2, "2026-09-07 10:00-11:00");
	ASSERT_SHOWS("LAB-2 Welding lab");
	ASSERT_SHOWS("booked it");
	press('S');
	ASSERT_ROW(14, "not now: it is a single booking");
	press('e');
	ASSERT_SHOWS("Change booking 2");
	press(KEY_ESC_CODE);
	ck_assert_str_eq(move(&w, 2, "2026-09-07T12:00", "2026-09-07T13:00"), "updated");
	tick();
	ASSERT_ROW(2, "2026-09-07 12:00-13:00");
	ASSERT_SHOWS("changed it, it was at");
	press(KEY_CODE_END);
	press(KEY_CODE_HOME);
	ASSERT_ROW(1, "Purpose");
	press('x');
	press('y');
	ASSERT_ROW(14, "Cancelled: booking 2");
	ASSERT_SHOWS("cancelled it");
	press('x');
	ASSERT_ROW(14, "not now: it does not stand any more");
	press('u');
	ASSERT_HIDES("State");
	press('q');
	ASSERT_ROW(0, "Bookings");
	leave();
}
END_TEST

/* What is longer than the screen is scrolled, to the last change. */
START_TEST(a_long_page_is_scrolled)
{
	open_lessons(16, 60);
	lesson("LAB-1;OSC*3;T001;CL-1;R-01;R-02;R-03;R-04;R-05;R-06;R-07;R-08;R-09", "2026-09-07T14:00",
	       "2026-09-07T15:00", "All of them", "anna");
	tick();
	press('B');
	press('j');
	press('j');
	press(KEY_ENTER_CODE);
	ASSERT_ROW(1, "All of them");
	ASSERT_HIDES("booked it");
	for (int i = 0; i < 12; i++)
		press('j');
	ASSERT_SHOWS("booked it");
	ASSERT_HIDES("All of them");
	for (int i = 0; i < 8; i++)
		press('k');
	ASSERT_SHOWS("Equipment   OSC*3");
	press('g');
	ASSERT_ROW(1, "All of them");
	leave();
}
END_TEST

Suite *bookings_suite(void)
{
	Suite *s = suite_create("bookings");
	TCase *t = tcase_create("bookings");
	tcase_add_test(t, mine_are_what_i_asked_for_or_teach_from_today_on);
	tcase_add_test(t, a_span_is_a_day_a_week_four_weeks_half_a_year);
	tcase_add_test(t, the_filter_has_a_live_count_and_escape_drops_it);
	tcase_add_test(t, all_about_a_booking_stands_at_the_right);
	tcase_add_test(t, a_booking_leads_to_its_week);
	tcase_add_test(t, two_are_swapped_after_a_question);
	tcase_add_test(t, a_booking_has_a_page);
	tcase_add_test(t, a_long_page_is_scrolled);
	suite_add_tcase(s, t);
	return s;
}
