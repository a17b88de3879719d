/*
 * The command `unmet`, and what the front end notes of refusals: a booking and its dry runs, rows of an import, what is
 * no need, and who sees it.
 */
#include "tests/tui/command.h"

Suite *unmet_suite(void);

#define COLUMNS "week,institution,kind,campus,purpose,requester,claims,start,end,party,hours,times,first,last,reasons\n"

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("institutions.csv", "code,name\nA,Alpha\nB,Beta\n");
	write_file("campuses.csv", "code,name,institution\nCA,Alpha campus,A\n");
	write_file("resources.csv",
	           "code,name,kind,institution,campus,seats,specialty\nLAB-1,Lab one,lab,A,CA,40,python\n"
	           "LAB-2,Lab two,lab,A,CA,40,python\n");
	write_file("people.csv", "login,name,institution,role\nann,Ann,A,requester\nben,Ben,B,requester\n");
	static const char *const kinds[] = {"institutions", "campuses", "resources", "people"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "--as boss import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
	ASSERT_STATUS(0, "--as ann book LAB-1 --at 2040-03-05T08:00 --for 2h");
}

static size_t count_rows(void)
{
	size_t n = 0;
	for (const char *p = last.out; *p; p++)
		n += *p == '\n';
	return n - 1;
}

static void expect_needs(size_t n)
{
	ASSERT_STATUS(0, "--as boss unmet");
	ck_assert_msg(count_rows() == n, "%zu rows wanted: %s", n, last.out);
}

START_TEST(a_refusal_and_its_dry_runs_are_one_need)
{
	ASSERT_STATUS(3, "--as ben book LAB-1 --at 2040-03-05T09:00 --for 90m --party 12 --purpose course --dry-run");
	expect_needs(1);
	ASSERT_STATUS(3, "--as ben book LAB-1 --at 2040-03-05T09:00 --for 90m --party 12 --purpose course");
	ASSERT_STATUS(3, "--as ben book LAB-1 --at 2040-03-05T09:00 --for 90m --party 12 --purpose course --dry-run");
	expect_needs(1);
	ck_assert_int_eq(strncmp(last.out, COLUMNS, strlen(COLUMNS)), 0);
	static const char row[] = "2040-03-05,B,lab,CA,course,ben,LAB-1,2040-03-05T09:00,2040-03-05T10:30,12,1.50,1,";
	ck_assert_ptr_nonnull(strstr(last.out, row));
	ck_assert_ptr_nonnull(strstr(last.out, ",busy:LAB-1@1\n"));
	ASSERT_STATUS(0, "--as ben unmet --mine");
	ck_assert_uint_eq(count_rows(), 1);
	ASSERT_STATUS(0, "--as ben --json unmet --from 2040-03-06");
	ck_assert_str_eq(last.out, "[]\n");
	/* another school's requester sees what for whom, and no more */
	ASSERT_STATUS(0, "--as ann unmet --to 2040-03-06");
	ck_assert_ptr_nonnull(
		strstr(last.out, "2040-03-05,B,lab,CA,,,LAB-1,2040-03-05T09:00,2040-03-05T10:30,,1.50,1,"));
	ck_assert_ptr_null(strstr(last.out, "@1"));
	ASSERT_STATUS(0, "--as boss log --person ben");
	ck_assert_uint_eq(count_rows(), 1);
	ck_assert_ptr_nonnull(strstr(last.out, ",ben,shell,refuse,need:2040-03-05:"));
	ck_assert_ptr_nonnull(strstr(last.out, ",LAB-1 2040-03-05T09:00: busy:LAB-1@1\n"));
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

START_TEST(what_is_refused_changes_no_list)
{
	ASSERT_STATUS(0, "--as boss export bookings");
	char *before = last.out;
	ASSERT_STATUS(3, "--as ben book LAB-1 --at 2040-03-05T09:00 --for 90m");
	ASSERT_STATUS(4, "--as ben cancel 1");
	ASSERT_STATUS(0, "--as boss export bookings");
	ck_assert_str_eq(last.out, before);
	ASSERT_STATUS(0, "--as boss log --entity refused:cancel");
	ck_assert_ptr_nonnull(strstr(last.out, ",ben,shell,refuse,refused:cancel,role:booking:1@"));
	/* his own doing shows him what he was refused, and nobody of another school */
	ASSERT_STATUS(0, "--as ben log --entity refused:cancel");
	ck_assert_uint_eq(count_rows(), 1);
	ASSERT_STATUS(0, "--as ann log --entity refused:cancel");
	ck_assert_uint_eq(count_rows(), 0);
}
END_TEST

START_TEST(rows_of_an_import_are_kept_but_not_of_its_dry_run)
{
	write_file("bookings.csv", "ref,resources,start,end,purpose\n"
	                           "1,LAB-1,2040-03-05 08:00,2040-03-05 09:00,one\n"
	                           "2,LAB-1,2040-03-05 09:00,2040-03-05 10:00,two\n"
	                           "3,LAB-1,2040-03-12 09:00,2040-03-12 10:00,three\n"
	                           "4,LAB-9,2040-03-12 09:00,2040-03-12 10:00,four\n");
	ASSERT_STATUS(5, "--as boss import bookings %s/bookings.csv --dry-run", test_dir());
	expect_needs(0);
	ASSERT_STATUS(5, "--as boss import bookings %s/bookings.csv", test_dir());
	expect_needs(2);
	ASSERT_STATUS(5, "--as boss import bookings %s/bookings.csv", test_dir());
	expect_needs(2);
	ASSERT_STATUS(0, "--as boss check");
	ck_assert_str_eq(last.out, "ok\n");
}
END_TEST

Suite *unmet_suite(void)
{
	Suite *suite = suite_create("unmet");
	TCase *tc = tcase_create("unmet");
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_refusal_and_its_dry_runs_are_one_need);
	tcase_add_test(tc, what_is_refused_changes_no_list);
	tcase_add_test(tc, rows_of_an_import_are_kept_but_not_of_its_dry_run);
	suite_add_tcase(suite, tc);
	return suite;
}
