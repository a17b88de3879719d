/* `adjust` and `adjustments` on the command line, and what a report makes of them. */
#include "tests/tui/command.h"

Suite *adjust_cmd_suite(void);

/* What took place in January, of another institution than the lab's, at 100 yuan an hour. */
static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("institutions.csv", "code,name\nNORTH,North\nSOUTH,South\n");
	write_file("resources.csv", "code,name,kind,seats,institution,rate\nLAB-1,Lab one,lab,40,NORTH,100\n");
	write_file("people.csv", "login,name,role,scope,institution\nnora,Nora,administrator,institution:NORTH,NORTH\n"
	                         "sam,Sam,administrator,institution:SOUTH,SOUTH\n");
	ASSERT_STATUS(0, "--as boss import institutions %s/institutions.csv", test_dir());
	ASSERT_STATUS(0, "--as boss import resources %s/resources.csv", test_dir());
	ASSERT_STATUS(0, "--as boss import people %s/people.csv", test_dir());
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2026-01-05T08:00 --for 2h --for-institution SOUTH --record");
}

START_TEST(one_side_proposes_and_the_other_accepts)
{
	ASSERT_STATUS(0, "--as boss show 1");
	ck_assert_ptr_nonnull(strstr(last.out, "cost: 200.00\n"));
	ASSERT_STATUS(
		0, "--as nora adjust 1 --used-from 2026-01-05T08:00 --used-to 11:00 --waive 50 --reason 'late start'");
	ASSERT_STATUS(0, "--as sam adjustments");
	ck_assert_str_eq(last.out,
	                 "id,start,end,claims,institution,used_from,used_to,waived,reason,proposed_by,state\n"
	                 "1,2026-01-05T08:00,2026-01-05T10:00,LAB-1,SOUTH,2026-01-05T08:00,2026-01-05T11:00,50,"
	                 "late start,nora,proposed\n");
	ASSERT_STATUS(4, "--as nora adjust 1 --accept");
	ASSERT_STATUS(0, "--as sam adjust 1 --accept");
	ASSERT_STATUS(0, "--as boss show 1");
	ck_assert_ptr_nonnull(strstr(last.out, "state: used\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "waived: 50\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "cost: 150.00\n"));
	ASSERT_STATUS(0, "--as boss report lending --from 2026-01-01 --to 2026-02-01");
	ck_assert_ptr_nonnull(strstr(last.out, "\nNORTH,SOUTH,1,3.00,3.00,150.00\n"));
	ASSERT_STATUS(0, "--as boss log --entity adjustment:1");
	ck_assert_ptr_nonnull(strstr(last.out, ",adjust,adjustment:1,"));
	ck_assert_ptr_nonnull(strstr(last.out, "state proposed -> accepted"));
	ASSERT_STATUS(0, "--as sam adjustments");
	ck_assert_ptr_null(strchr(last.out, '1'));
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

static const struct {
	const char *line, *message;
} wrong[] = {
	{"adjust 1 --reason x", "say --used-from and --used-to, or --waive"},
	{"adjust 1 --used-from 2026-01-05T08:00 --reason x", "say --used-from and --used-to, or --waive"},
	{"adjust 1 --waive 50", "say why with --reason"},
	{"adjust 1 --accept --reject --reason x", "--accept or --reject, not both"},
	{"adjust 1 --accept --waive 50", "--waive does not go with --accept or --reject"},
	{"adjust 1 --reject", "say why with --reason"},
};

START_TEST(what_is_missing_is_said)
{
	ASSERT_STATUS(2, "--as nora %s", wrong[_i].line);
	ck_assert_msg(strstr(last.err, wrong[_i].message) != NULL, "%s", last.err);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
	ASSERT_STATUS(2, "--as nora adjust 1 --waive 101 --reason x");
	ASSERT_STATUS(3, "--as nora adjust 7 --waive 10 --reason x");
	ASSERT_STATUS(3, "--as sam adjust 1 --accept");
	ck_assert_ptr_nonnull(strstr(last.err, "no adjustment of booking 1 waits to be decided"));
	ASSERT_STATUS(0, "--as sam adjust 1 --waive 10 --reason x");
	ASSERT_STATUS(0, "--as nora adjust 1 --reject --reason no");
	ASSERT_STATUS(0, "--as boss log --entity adjustment:1");
	ck_assert_ptr_nonnull(strstr(last.out, "state proposed -> rejected; answer  -> no"));
}
END_TEST

Suite *adjust_cmd_suite(void)
{
	Suite *s = suite_create("adjust_cmd");
	TCase *tc = tcase_create("adjust_cmd");
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_add_test(tc, one_side_proposes_and_the_other_accepts);
	tcase_add_loop_test(tc, what_is_missing_is_said, 0, (int)(sizeof wrong / sizeof *wrong));
	tcase_add_test(tc, what_cannot_be_is_refused);
	suite_add_tcase(s, tc);
	return s;
}
