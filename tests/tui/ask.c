/* The dialog for one line, over the first view. */
#include "tests/tui/picture.h"
#include "tui/screen/ui_ask_date.h"

Suite *ask_suite(void);

static int64_t gone_to;

static unsigned take_day(struct app *of, struct view *v, int64_t day)
{
	(void)of;
	ck_assert_ptr_eq(v, app.top);
	gone_to = day;
	return REACT_HANDLED;
}

static void ask(void)
{
	open_at(24, 80);
	gone_to = -1;
	ui_ask_date(&app, app.top, take_day);
	screen_draw(&app);
	ASSERT_SHOWS("Go to which date?");
}

START_TEST(a_date_is_shown_as_it_is_understood_and_taken)
{
	ask();
	type("2026-12-02");
	ASSERT_SHOWS("Wed 2026-12-02");
	press(KEY_ENTER_CODE);
	ASSERT_HIDES("Go to which date?");
	ck_assert_int_eq(gone_to, clock_day_number(2026, 12, 2));
	leave();
}
END_TEST

/* It is Monday, 2026-09-07. */
START_TEST(dates_are_read_as_people_write_them)
{
	static const struct {
		const char *text, *meaning;
	} dates[] = {{"tomorrow", "Tue 2026-09-08"}, {"next Wed", "Wed 2026-09-16"},
	             {"12-02", "Wed 2026-12-02"},    {"下周三", "Wed 2026-09-16"},
	             {"+3", "Thu 2026-09-10"},       {"２０２６－１２－０２", "Wed 2026-12-02"}};
	ask();
	type(dates[_i].text);
	ASSERT_SHOWS(dates[_i].meaning);
	leave();
}
END_TEST

START_TEST(what_is_no_date_is_said_and_stays)
{
	ask();
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("nothing was typed");
	type("no day");
	ASSERT_SHOWS("not a date");
	press(KEY_CTRL('u'));
	type("2/12");
	ASSERT_SHOWS("either of two dates:");
	press(KEY_CTRL('u'));
	type("no day");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("no day");
	ASSERT_SHOWS("Go to which date?");
	press(KEY_CTRL('u'));
	screen_event(&app, &(struct event){.type = EVENT_PASTE, .text = "2027-01-01"});
	screen_draw(&app);
	ASSERT_SHOWS("Fri 2027-01-01");
	press(KEY_ESC_CODE);
	ASSERT_HIDES("Go to which date?");
	ck_assert_int_eq(gone_to, -1);
	leave();
}
END_TEST

Suite *ask_suite(void)
{
	Suite *s = suite_create("ask");
	TCase *t = tcase_create("ask");
	tcase_add_test(t, a_date_is_shown_as_it_is_understood_and_taken);
	tcase_add_loop_test(t, dates_are_read_as_people_write_them, 0, 6);
	tcase_add_test(t, what_is_no_date_is_said_and_stays);
	suite_add_tcase(s, t);
	return s;
}
