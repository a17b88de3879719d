/* The rules of the registers end to end: imported, refused in words and in codes, told by `why`, counted by reports. */
#include "tests/tui/command.h"

Suite *register_rules_cmd_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	add_coordinators("boss");
	write_file("rooms.csv", "code,name,kind,seats,campus,institution,opening,mode,specialty\n"
	                        "LAB-1,Lasers,lab,30,NORTH,EAST,Mon 08:00-18:00,exclusive,\n"
	                        "WELD,Welding,base,0,WORKS,FIRM,,shared,welder\n");
	ASSERT_STATUS(0, "--as boss import resources %s --create-missing", test_path(test_dir(), "rooms.csv"));
	write_file("owners.csv", "resource,institution,share\nLAB-1,EAST,75\nLAB-1,WEST,25\n");
	write_file("employees.csv", "institution,post,count\nFIRM,welder,20\n");
	write_file("more.csv", "code,name,level\nWEST,West,\nSOUTH,South,\n");
	ASSERT_STATUS(0, "--as boss import institutions %s", test_path(test_dir(), "more.csv"));
	ASSERT_STATUS(0, "--as boss import owners %s", test_path(test_dir(), "owners.csv"));
	ASSERT_STATUS(0, "--as boss import employees %s", test_path(test_dir(), "employees.csv"));
	write_file("agreements.csv", "code,parties,resources,hours\nAG,FIRM;SOUTH,WELD,3\n");
	ASSERT_STATUS(0, "--as boss import agreements %s", test_path(test_dir(), "agreements.csv"));
}

static void teardown(void)
{
	release_kept();
}

/* October 2040 has five Mondays: 1, 8, 15, 22 and 29. */
START_TEST(a_share_is_refused_in_words)
{
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2040-10-01T08:00 --for 10h --for-institution WEST");
	ASSERT_STATUS(CMD_REFUSED, "--as boss book LAB-1 --at 2040-10-08T08:00 --for 3h --for-institution WEST");
	ASSERT_SAID("WEST has 2.5 of its 12.5 hours of LAB-1 left in 2040-10; what nobody has claimed by ");
	ASSERT_SAID("share:LAB-1@2.50/12.50");
	ASSERT_STATUS(CMD_REFUSED, "--as boss book LAB-1 --at 2040-10-08T08:00 --for 3h --for-institution SOUTH");
	ASSERT_SAID("SOUTH has no share of LAB-1");
	ASSERT_STATUS(0, "--as boss why LAB-1 --at 2040-10-08T08:00 --for 2h --for-institution WEST");
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-1,share,,,,,2.50/12.50,holds,"));
	ASSERT_STATUS(0, "--as boss why LAB-1 --at 2040-10-08T08:00 --for 3h --for-institution WEST");
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-1,share,,,,,2.50/12.50,refuses,,,share:LAB-1@2.50/12.50,"));
	ASSERT_STATUS(0, "--as boss report shares --from 2040-10-01 --to 2040-11-01");
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-1,WEST,25.00,12.50,10.00,2.50,80.00\n"));
	ASSERT_STATUS(0, "--as boss config share-days none");
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2040-10-08T08:00 --for 3h --for-institution SOUTH");
	ASSERT_STATUS(CMD_USAGE, "--as boss config share-days soon");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(agreements_and_trainees_are_refused_in_words)
{
	ASSERT_STATUS(CMD_REFUSED,
	              "--as boss book WELD*5 --at 2040-10-08T08:00 --for 4h --party 5 --for-institution SOUTH");
	ASSERT_SAID("WELD: agreement AG is for 3 hours, and 0 are used");
	ASSERT_SAID("agreement:WELD@AG 0.00/3.00");
	ASSERT_SAID(
		"the owner of WELD takes at most 2 people of others at a time (10 % of its employees), and has room "
		"for 2");
	ASSERT_SAID("quota:WELD@trainees 2/2");
	ASSERT_SAID("WELD takes at most 4 people of others at a time for the post welder (20 % of its employees)");
	ASSERT_STATUS(0, "--as boss book WELD*2 --at 2040-10-08T08:00 --for 2h --party 2 --for-institution SOUTH");
	ASSERT_STATUS(0, "--as boss report agreements --from 2040-10-01 --to 2040-11-01");
	ck_assert_ptr_nonnull(strstr(last.out, "AG,FIRM;SOUTH,,,3.00,2.00,1.00,66.67,0.00\n"));
	ASSERT_STATUS(0, "--as boss report trainees --from 2040-10-01 --to 2040-11-01");
	ck_assert_ptr_nonnull(strstr(last.out, "FIRM,*,20,2,2,2040-10-08T08:00,0\n"));
	ASSERT_STATUS(0, "check");
}
END_TEST

Suite *register_rules_cmd_suite(void)
{
	Suite *s = suite_create("register_rules_cmd");
	TCase *tc = tcase_create("register_rules_cmd");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_share_is_refused_in_words);
	tcase_add_test(tc, agreements_and_trainees_are_refused_in_words);
	suite_add_tcase(s, tc);
	return s;
}
