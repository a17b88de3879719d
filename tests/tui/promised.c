/* What scripts may rely on of people, rights and requests: the words, the columns, and that all of it comes back. */
#include "tests/tui/command.h"

Suite *promised_suite(void);

static void make_file(const char *kind, const char *text)
{
	char name[64];
	snprintf(name, sizeof name, "%s.csv", kind);
	write_file(name, text);
	ASSERT_STATUS(0, "import %s %s/%s --quiet", kind, test_dir(), name);
}

/* Who is a coordinator comes last: until there is one, whoever owns the files may do all of this. */
static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	make_file("institutions", "code,name\nA,Alpha\nB,Beta\nC,Gamma\n");
	make_file("campuses", "code,name,institution\nCA,Alpha campus,A\n");
	make_file("resources", "code,name,kind,institution,campus,seats,approval\nLAB-1,Free,lab,A,CA,30,none\n"
	                       "LAB-2,Asked for,lab,A,CA,30,owner\n");
	make_file("people", "login,name,institution,role,scope\nann,Ann,A,administrator,institution:A\n"
	                    "bea,Bea,B,requester,\ncat,Cat,C,requester,\ncora,Cora,A,coordinator,\n");
}

static void teardown(void)
{
	release_kept();
}

static void book_and_decline(void)
{
	ASSERT_STATUS(0, "--as bea book LAB-2 --at 2040-01-10T08:00 --for 2h");
	ASSERT_STATUS(0, "--as ann decline 1 --reason repair");
}

START_TEST(every_state_can_be_listed)
{
	static const char *const words[] = {"booked",    "requested", "declined", "lapsed",  "waiting",
	                                    "cancelled", "used",      "noshow",   "no-show", "all",
	                                    "已预约",    "待审批",    "已拒绝",   "已到期",  "候补",
	                                    "已取消",    "已使用",    "未到",     "全部"};
	book_and_decline();
	ASSERT_STATUS(0, "--as bea book LAB-2 --at 2040-01-11T08:00 --for 2h");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		ASSERT_STATUS(0, "--as bea bookings --state %s", words[i]);
	ASSERT_STATUS(0, "--as bea bookings --state declined");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,declined,"));
	ck_assert_ptr_null(strstr(last.out, "\n2,"));
	ASSERT_STATUS(0, "--as bea bookings --state requested");
	ck_assert_ptr_nonnull(strstr(last.out, "\n2,,requested,"));
	ASSERT_STATUS(2, "--as bea bookings --state elsewhere");
}
END_TEST

START_TEST(a_date_without_a_request_is_named)
{
	make_file("terms", "code,name,first_monday,weeks\n2040A,Term,2040-01-09,10\n");
	ASSERT_STATUS(0, "--as bea book LAB-2 --term 2040A --weeks 1-3 --weekdays 2 --from-time 08:00 --to-time 10:00");
	ASSERT_STATUS(3, "--as ann approve S1 --only 2040-01-11");
	ASSERT_SAID("2040-01-11: nothing of it waits for a decision");
	ASSERT_STATUS(0, "--as ann approve S1 --only 2040-01-10");
}
END_TEST

START_TEST(what_is_optional_has_to_be_there)
{
	ASSERT_STATUS(3, "--as bea book LAB-1 --optional LAB-9 --at 2040-01-10T08:00 --for 2h");
	ck_assert_ptr_nonnull(strstr(last.err, "unknown:LAB-9@resource"));
	ASSERT_STATUS(0, "--as bea book LAB-1 --at 2040-01-10T08:00 --for 2h");
	ASSERT_STATUS(0, "--as bea book LAB-2 --optional LAB-1 --at 2040-01-10T08:00 --for 2h");
	ASSERT_SAID("Booked without what could not be had:");
}
END_TEST

START_TEST(what_works_instead_takes_nothing_twice)
{
	ASSERT_STATUS(3, "--as bea book LAB-1 LAB-3 --at 2040-01-10T08:00 --for 2h");
	ck_assert_ptr_null(strstr(last.err, "LAB-1 LAB-1"));
	ASSERT_STATUS(0, "--as ann book LAB-1 --at 2040-01-12T08:00 --for 2h");
	ASSERT_STATUS(3, "--as bea book LAB-1 LAB-2 --at 2040-01-12T08:00 --for 2h");
	ck_assert_ptr_null(strstr(last.err, "LAB-2 LAB-2"));
	ck_assert_ptr_nonnull(strstr(last.err, "instead:"));
}
END_TEST

START_TEST(what_works_instead_moves_nobody)
{
	ASSERT_STATUS(0, "--as cat book LAB-1 --at 2040-01-10T08:00 --for 2h");
	ASSERT_STATUS(3, "--as bea book LAB-1 --at 2040-01-10T08:00 --for 2h --preempt");
	ck_assert_ptr_nonnull(strstr(last.err, "busy:LAB-1@1;denied:LAB-1@preempt"));
	ASSERT_SAID("quad book LAB-2 --at 2040-01-10T08:00 --for 2h");
}
END_TEST

START_TEST(a_grant_without_an_end_has_none)
{
	ASSERT_STATUS(0, "--as cora grant bea viewer");
	ASSERT_SAID("bea is now viewer.");
	ASSERT_STATUS(0, "--as cora grant bea approver institution:B --until 2040-01-31");
	ASSERT_SAID("bea is now approver institution:B.");
	ASSERT_STATUS(0, "--as cora list grants");
	ck_assert_str_eq(last.out, "login,role,scope,from,until,granted_by,may_grant,deputy_of\n"
	                           "bea,viewer,,,,cora,false,\n"
	                           "bea,approver,institution:B,,2040-02-01T00:00,cora,false,\n");
	ASSERT_STATUS(0, "--as cora list grants --json");
	ck_assert_ptr_nonnull(strstr(last.out, "\"from\": null, \"until\": null"));
	ASSERT_STATUS(0, "--as cora list grants");
	write_file("again.csv", last.out);
	ASSERT_STATUS(0, "--as cora import grants %s/again.csv", test_dir());
	ASSERT_SAID("2 rows: 0 added, 0 updated, 2 unchanged");
}
END_TEST

/* Where a rule holds and until when is no column to be skipped. */
START_TEST(lists_in_chinese_keep_what_they_say)
{
	make_file("rules",
	          "编号,位置,对象,字段,值,可特批,截止日期\n规1,资源:LAB-1,单位:B,最长,2小时30分钟,是,2040年1月31日\n"
	          "规2,资源：LAB-2,*,提前,1天,,\n");
	ASSERT_STATUS(0, "--as cora list rules");
	ck_assert_ptr_nonnull(
		strstr(last.out, "规1,resource:LAB-1,institution:B,,max,2h30m,,true,,2040-01-31,false\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "规2,resource:LAB-2,*,,lead,1d,,false,,,false\n"));
	make_file("grants", "登录名,角色,范围,截止\nbea,审批人,机构:B,2040-01-31\nbea,审批人,校区：CA,\n");
	ASSERT_STATUS(0, "--as cora list grants");
	ck_assert_ptr_nonnull(strstr(last.out, "bea,approver,campus:CA,,,"));
	ck_assert_ptr_nonnull(strstr(last.out, "bea,approver,institution:B,,2040-02-01T00:00,"));
	make_file("qualifications", "登录名,资格,自,至\nbea,焊工,2040-01-01,2040-12-31\n");
	ASSERT_STATUS(0, "--as cora list qualifications");
	ck_assert_ptr_nonnull(strstr(last.out, "bea,焊工,0,2040-01-01,2040-12-31\n"));
}
END_TEST

START_TEST(what_was_said_comes_back_whole)
{
	book_and_decline();
	ASSERT_STATUS(0, "--as cora undo 14 --quiet");
	ASSERT_STATUS(0, "--as cora log --entity booking:1");
	ck_assert_ptr_nonnull(strstr(last.out, ",undo,booking:1,state declined -> requested\n"));
	ASSERT_STATUS(0, "check");
	ASSERT_STATUS(0, "--as cora undo 16 --quiet");
	ASSERT_STATUS(0, "check");
	ASSERT_STATUS(0, "--as cora bookings --state declined");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,declined,"));
}
END_TEST

START_TEST(why_names_nobody_of_whom_one_may_not_know)
{
	make_file("rules", "id,place,who,when,field,value\nR1,resource:LAB-1,login:cat,,max,1h\n"
	                   "R2,resource:LAB-1,!login:cat,,max,3h\nR3,resource:LAB-1,login:bea,,min,1h\n");
	ASSERT_STATUS(0, "--as bea why LAB-1 --at 2040-01-10T08:00 --for 2h");
	ck_assert_ptr_null(strstr(last.out, "cat"));
	ck_assert_ptr_null(strstr(last.out, ",R1,"));
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-1,max,R2,resource:LAB-1,,,3h,decides,"));
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-1,min,R3,resource:LAB-1,login:bea,,1h,decides,"));
	ASSERT_STATUS(0, "--as cora why LAB-1 --at 2040-01-10T08:00 --for 2h --for bea");
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-1,max,R2,resource:LAB-1,!login:cat,,3h,decides,"));
}
END_TEST

START_TEST(an_import_of_which_no_row_is_permitted_is_not_permitted)
{
	write_file("theirs.csv",
	           "code,name,kind,institution,campus,seats\nLAB-1,Mine,lab,A,CA,3\nLAB-7,New,lab,B,CA,3\n");
	write_file("mixed.csv",
	           "code,name,kind,institution,campus,seats\nLAB-1,Free,lab,A,CA,31\nLAB-7,New,lab,B,,3\n");
	ASSERT_STATUS(4, "--as bea import resources %s/theirs.csv --report -", test_dir());
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,LAB-1,refused,role:resource:LAB-1@administrator|coordinator"));
	ck_assert_ptr_nonnull(strstr(last.out, "\n2,LAB-7,refused,role:resource:LAB-7@administrator|coordinator"));
	ASSERT_STATUS(5, "--as ann import resources %s/mixed.csv", test_dir());
	ASSERT_STATUS(0, "--as bea list resources");
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-1,Free,lab,A,CA,,,31,"));
}
END_TEST

Suite *promised_suite(void)
{
	Suite *s = suite_create("promised");
	TCase *t = tcase_create("promised");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, every_state_can_be_listed);
	tcase_add_test(t, a_date_without_a_request_is_named);
	tcase_add_test(t, what_is_optional_has_to_be_there);
	tcase_add_test(t, what_works_instead_takes_nothing_twice);
	tcase_add_test(t, what_works_instead_moves_nobody);
	tcase_add_test(t, a_grant_without_an_end_has_none);
	tcase_add_test(t, lists_in_chinese_keep_what_they_say);
	tcase_add_test(t, what_was_said_comes_back_whole);
	tcase_add_test(t, why_names_nobody_of_whom_one_may_not_know);
	tcase_add_test(t, an_import_of_which_no_row_is_permitted_is_not_permitted);
	suite_add_tcase(s, t);
	return s;
}
