/* The command `why`, and what a refusal by an owner's rule says. */
#include "tests/tui/command.h"

Suite *why_suite(void);

#define HEADER "resource,field,rule,place,who,when,value,verdict,because,loses_to,refuses,text\n"

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	write_file("rooms.csv", "code,name,kind,seats,campus,institution\nLAB-1,Welding,lab,30,NORTH,A\n"
	                        "LAB-2,Drives,lab,30,NORTH,B\n");
	ASSERT_STATUS(0, "import resources %s --create-missing", test_path(test_dir(), "rooms.csv"));
	write_file("rules.csv", "id,place,who,when,field,value,text,overridable,valid_from,valid_until,trial\n"
	                        "R1,institution:A,class:consortium,Sat-Sun,forbid,,Weekends are ours,yes,,,\n"
	                        "R2,*,*,,max,4h,,,,,\n"
	                        "R3,resource:LAB-1,*,,max,,,,,,\n"
	                        "R4,institution:A,*,,max,2h,,,,,\n"
	                        "R5,institution:B,*,,limit,count 1 per week for person,,,,,yes\n");
	ASSERT_STATUS(0, "import rules %s", test_path(test_dir(), "rules.csv"));
}

static void teardown(void)
{
	release_kept();
}

START_TEST(every_rule_that_was_looked_at_is_told_in_order)
{
	ASSERT_STATUS(0, "why LAB-1 --at 2036-09-06T08:00 --for 3h --for-institution B");
	ck_assert_str_eq(
		last.out, HEADER
		"LAB-1,forbid,,resource:LAB-1,class:public,,,other,who,,,\n"
		"LAB-1,forbid,,resource:LAB-1,class:enterprise,,,other,who,,,\n"
		"LAB-1,forbid,R1,institution:A,class:consortium,Sat-Sun 00:00-24:00,,refuses,,,denied:LAB-1@rule R1,"
		"Weekends are ours\n"
		"LAB-1,max,R3,resource:LAB-1,*,,,inherits,,,,\n"
		"LAB-1,max,R4,institution:A,*,,2h,refuses,,,duration:LAB-1@max 2h,\n"
		"LAB-1,max,R2,*,*,,4h,loses,place,R4,,\n");
	ASSERT_SAID("It would be refused, for 2 reasons.");
	ASSERT_STATUS(0, "why LAB-1 --at 2036-09-08T08:00 --for 2h --for ben --json");
	json_t *root = parsed();
	ck_assert_uint_eq(json_array_size(root), 6);
	json_decref(root);
	ASSERT_SAID("No rule speaks against it.");
	ASSERT_STATUS(0, "bookings");
	ck_assert_ptr_null(strstr(last.out, "LAB"));
}
END_TEST

START_TEST(what_no_rule_says_is_told_too)
{
	ASSERT_STATUS(0, "book LAB-2 --at 2036-09-08T08:00 --for 2h --for-institution B");
	ASSERT_STATUS(0, "why LAB-2 --at 2036-09-08T09:00 --for 2h --for-institution B");
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-2,busy,,,,,,refuses,,,busy:LAB-2@1,\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "for person,trial,,,quota:LAB-2@count 1 per week for person,\n"));
	ASSERT_STATUS(3, "why LAB-9 --at 2036-09-08T09:00 --for 2h");
	ASSERT_STATUS(2, "why LAB-2 --term T --weeks 1-3 --weekdays 1");
	ASSERT_STATUS(2, "why LAB-2 --at 2036-09-08T09:00");
}
END_TEST

START_TEST(a_refusal_says_the_rule_and_where_to_read_more)
{
	ASSERT_STATUS(3, "book LAB-1 --at 2036-09-06T08:00 --for 2h --for-institution B");
	ASSERT_SAID("LAB-1 is not open to this person (rule R1): Weekends are ours; a coordinator may override that");
	ASSERT_SAID("quad why LAB-1 --at 2036-09-06T08:00 --for 2h --for-institution B   # which rules were looked at");
	ASSERT_STATUS(3, "book LAB-1 --at 2036-09-06T08:00 --for 3h --for-institution B --override");
	ASSERT_STATUS(0, "book LAB-1 --at 2036-09-06T08:00 --for 2h --for-institution B --override");
	ASSERT_STATUS(0, "show 1");
	ASSERT_STATUS(0, "log");
	ck_assert_ptr_nonnull(strstr(last.out, "overridden:1"));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_trial_is_in_the_log)
{
	ASSERT_STATUS(0, "book LAB-2 --at 2036-09-08T08:00 --for 2h --for-institution B");
	ASSERT_STATUS(0, "book LAB-2 --at 2036-09-09T08:00 --for 2h --for-institution B");
	ASSERT_STATUS(0, "log --entity trial:R5");
	ck_assert_ptr_nonnull(
		strstr(last.out, ",trial:R5,\"quota:LAB-2@count 1 per week for person (R5, booking 2)\"\n"));
	ASSERT_STATUS(0, "check");
}
END_TEST

Suite *why_suite(void)
{
	Suite *s = suite_create("why");
	TCase *t = tcase_create("why");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, every_rule_that_was_looked_at_is_told_in_order);
	tcase_add_test(t, what_no_rule_says_is_told_too);
	tcase_add_test(t, a_refusal_says_the_rule_and_where_to_read_more);
	tcase_add_test(t, a_trial_is_in_the_log);
	suite_add_tcase(s, t);
	return s;
}
