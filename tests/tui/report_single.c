/* The options that belong to single reports, end to end. */
#include "tests/tui/command.h"

Suite *report_single_suite(void);

#define PERIOD "--from 2040-03-05 --to 2040-03-12"

static void setup(void)
{
	static const char *const kinds[] = {"institutions", "campuses", "travel", "resources"};
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("institutions.csv", "code,name\nNORTH,North\nSOUTH,South\n");
	write_file("campuses.csv", "code,name,institution\nN1,North gate,NORTH\nS1,South gate,SOUTH\n");
	write_file("travel.csv", "from,to,minutes\nN1,S1,45\n");
	write_file("resources.csv", "code,name,kind,institution,campus,seats,specialty\n"
	                            "LAB,Lab,lab,NORTH,N1,40,milling\nSHOP,Shop,lab,SOUTH,S1,30,milling\n");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "--as boss import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
	ASSERT_STATUS(0, "--as boss book LAB --at 2040-03-05T08:00 --for 6h --for-institution SOUTH");
}

#define IDLE "resource,name,kind,campus,utilisation,free_hours,neighbours\n"

/* Six hours of 26.85 are 22.35 percent. */
START_TEST(idle_takes_a_percentage_and_minutes)
{
	ASSERT_STATUS(0, "--as boss report idle " PERIOD);
	ck_assert_str_eq(last.out, IDLE "SHOP,Shop,lab,S1,0.00,98.00,1\nLAB,Lab,lab,N1,22.35,92.00,1\n");
	ASSERT_STATUS(0, "--as boss report idle " PERIOD " --below 22.34%% --within 44");
	ck_assert_str_eq(last.out, IDLE "SHOP,Shop,lab,S1,0.00,98.00,0\n");
	ASSERT_STATUS(0, "--as boss report idle " PERIOD " --below 22.4 --within 45");
	ck_assert_str_eq(last.out, IDLE "SHOP,Shop,lab,S1,0.00,98.00,1\nLAB,Lab,lab,N1,22.35,92.00,1\n");
}
END_TEST

START_TEST(duplicates_takes_a_price)
{
	ASSERT_STATUS(0, "--as boss report duplicates " PERIOD " --near N1:10 --price 800000");
	ck_assert_str_eq(last.out, "kind,specialty,count,institutions,mean_hours,use,recommend,why\n"
	                           "lab,milling,1,1,6.00,22.35,share,mean 6.00 < 23.01\n");
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
	static const char *const wrong[] = {"idle --below 0",   "idle --below -3",       "idle --below 1.234",
	                                    "idle --below 3.",  "idle --below many",     "idle --below %",
	                                    "idle --within 1h", "duplicates --price 1e6"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ASSERT_STATUS(2, "--as boss report %s", wrong[i]);
	ASSERT_STATUS(2, "--as boss report duplicates --price 80万");
	ASSERT_SAID("report: --price takes yuan in digits, as 800000, not \"80万\"");
	ASSERT_STATUS(2, "--as boss report use --below 20");
	ASSERT_SAID("report use: --below belongs to the report idle");
	ASSERT_STATUS(2, "--as boss report idle --price 20");
	ASSERT_SAID("report idle: --price belongs to the report duplicates");
}
END_TEST

Suite *report_single_suite(void)
{
	Suite *s = suite_create("report_single");
	TCase *tc = tcase_create("report_single");
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, idle_takes_a_percentage_and_minutes);
	tcase_add_test(tc, duplicates_takes_a_price);
	tcase_add_test(tc, what_is_wrong_is_said);
	suite_add_tcase(s, tc);
	return s;
}
