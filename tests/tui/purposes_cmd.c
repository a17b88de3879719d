/* The class of purposes on the command line: booked, shown, changed, found. */
#include "tests/tui/command.h"

Suite *purposes_cmd_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("resources.csv", "code,name,kind,seats\nLAB-1,Lab one,lab,40\n");
	ASSERT_STATUS(0, "--as boss import resources %s/resources.csv", test_dir());
}

static void expect_shown(const char *text)
{
	ASSERT_STATUS(0, "--as boss show 1");
	ck_assert_msg(strstr(last.out, text) != NULL, "\"%s\" is not in %s", text, last.out);
}

START_TEST(a_class_is_booked_shown_changed_and_found)
{
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2040-03-05T08:00 --for 2h --class 科研");
	expect_shown("purpose_class: research\n");
	ASSERT_STATUS(0, "--as boss move 1 --class training");
	expect_shown("purpose_class: training\n");
	expect_shown("changed: purpose_class research -> training\n");
	ASSERT_STATUS(0, "--as boss log --entity booking:1");
	ck_assert_ptr_nonnull(strstr(last.out, "purpose_class research -> training"));
	ASSERT_STATUS(0, "--as boss bookings --class 培訓");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,"));
	ASSERT_STATUS(0, "--as boss bookings --class none");
	ck_assert_ptr_null(strstr(last.out, "\n1,"));
	ASSERT_STATUS(0, "--as boss move 1 --class none");
	ASSERT_STATUS(0, "--as boss bookings --class none");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,"));
}
END_TEST

START_TEST(what_is_no_class_or_no_event_is_said)
{
	ASSERT_STATUS(2, "--as boss book LAB-1 --at 2040-03-05T08:00 --for 2h --class swimming");
	ck_assert_ptr_nonnull(
		strstr(last.err, "--class: there is no class \"swimming\"; it is one of teaching, research"));
	ASSERT_STATUS(3, "--as boss book LAB-1 --at 2040-03-05T08:00 --for 2h --event SKILLS");
	ck_assert_ptr_nonnull(strstr(last.err, "there is no event SKILLS"));
	ASSERT_STATUS(0, "--as boss bookings --event SKILLS");
}
END_TEST

START_TEST(a_series_has_it_too)
{
	ASSERT_STATUS(
		0, "--as boss book LAB-1 --at 2040-03-05T08:00 --for 2h --rrule 'FREQ=DAILY;COUNT=2' --class service");
	expect_shown("purpose_class: service\n");
	ASSERT_STATUS(0, "--as boss show S1");
	ck_assert_ptr_nonnull(strstr(last.out, "purpose_class: service\n"));
	ASSERT_STATUS(0, "--as boss move S1 --class teaching");
	expect_shown("purpose_class: teaching\n");
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

Suite *purposes_cmd_suite(void)
{
	Suite *s = suite_create("purposes_cmd");
	TCase *tc = tcase_create("purposes_cmd");
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_add_test(tc, a_class_is_booked_shown_changed_and_found);
	tcase_add_test(tc, what_is_no_class_or_no_event_is_said);
	tcase_add_test(tc, a_series_has_it_too);
	suite_add_tcase(s, tc);
	return s;
}
