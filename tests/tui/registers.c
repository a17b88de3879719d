/*
 * The registers by commands: each list in and out, with headers in English and in Chinese, what is wrong with a row in
 * words, rows that are dropped and brought back, and the rated hours of resources.
 */
#include "tests/tui/command.h"

Suite *registers_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	write_file("i.csv", "code,name\nI1,First College\nI2,Second College\n");
	ASSERT_STATUS(0, "import institutions %s", test_path(test_dir(), "i.csv"));
	write_file("r.csv", "code,name,kind,institution\nLAB-1,Welding,lab,I1\nLAB-2,Other,lab,I2\n");
	ASSERT_STATUS(0, "import resources %s", test_path(test_dir(), "r.csv"));
}

static void teardown(void)
{
	release_kept();
}

static void import(const char *kind, const char *text, int status)
{
	write_file("list.csv", text);
	ASSERT_STATUS(status, "import %s %s", kind, test_path(test_dir(), "list.csv"));
}

static const struct {
	const char *kind, *english, *chinese, *listed;
} lists[] = {
	{"clusters", "specialty,cluster,industry\nCAD,Design,Machines\n", "专业,专业群,产业\nCAD,Design,Machines\n",
         "specialty,cluster,industry\nCAD,Design,Machines\n"},
	{"owners", "resource,institution,share,until\nLAB-1,I1,60,2026-12-31\n",
         "資產編號,產權單位,佔比,截止日期\nLAB-1,First College,60%,2026年12月31日\n",
         "resource,institution,share,from,until\nLAB-1,I1,60,,2026-12-31\n"},
	{"agreements", "code,parties,hours,until\nA1,I1;I2,300,2026-12-31\n",
         "协议编号,合作单位,约定机时,有效期至\nA1,First College、Second College,300小时,2026-12-31\n",
         "code,parties,from,until,resources,hours,price,text\nA1,I1;I2,,2026-12-31,,300,,\n"},
	{"events", "code,name,start,end,institution\nE1,Contest,2026-05-01T08:00,2026-05-02T18:00,I1\n",
         "赛事编号,赛事名称,开始时间,结束时间,主办单位\nE1,Contest,2026-05-01 08:00,2026-05-02 18:00,First College\n",
         "code,name,start,end,institution\nE1,Contest,2026-05-01T08:00,2026-05-02T18:00,I1\n"},
	{"students", "institution,year,count\nI1,2025,5100\n",
         "學校,學年,在校生數\nFirst College,2025-2026,\"5,100\"\n", "institution,year,count\nI1,2025,5100\n"},
	{"employees", "institution,post,count\nI2,welder,40\n", "企业,岗位,员工数\nSecond College,welder,40人\n",
         "institution,post,count,from\nI2,welder,40,\n"},
	{"figures", "region,year,name,value\nguangdong,2024,gdp_100m_yuan,141633.81\n",
         "地区,年份,指标,数值\n广东,2024年,gdp_100m_yuan,\"141,633.81\"\n",
         "region,year,name,value\nguangdong,2024,gdp_100m_yuan,141633.81\n"},
};

START_TEST(a_list_goes_out_as_it_came_in)
{
	const char *kind = lists[_i].kind;
	write_file("list.csv", lists[_i].english);
	ASSERT_STATUS(0, "import %s %s --dry-run", kind, test_path(test_dir(), "list.csv"));
	ASSERT_SAID("1 added");
	import(kind, lists[_i].english, 0);
	ASSERT_SAID("1 added");
	import(kind, lists[_i].chinese, 0);
	ASSERT_SAID("1 unchanged");
	ASSERT_STATUS(0, "list %s", kind);
	ck_assert_str_eq(last.out, lists[_i].listed);
	ASSERT_STATUS(0, "export %s", kind);
	ck_assert_str_eq(last.out, lists[_i].listed);
	import(kind, last.out, 0);
	ASSERT_SAID("1 unchanged");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(what_is_wrong_with_a_row_is_told_with_the_mend)
{
	import("owners", "resource,institution,share\nLAB-1,I1,60\nLAB-1,I2,41\nLAB-9,I2,1\nLAB-2,I9,half\n",
	       CMD_PARTLY);
	ASSERT_SAID("row 2, the owners of LAB-1 would have more than 100 %: there is 40 % left for this one");
	ASSERT_SAID("row 3, resource: there is no resource LAB-9; import the resources first");
	ASSERT_SAID("row 4, share: \"half\" cannot be used here; it takes a percentage from 0 to 100 such as 33.3");
	import("students", "institution,year,count\nI1,25,12万\nI9,2025,7\n", CMD_PARTLY);
	ASSERT_SAID(
		"year: \"25\" cannot be used here; it takes a year such as 2025, or a school year such as 2025-2026");
	ASSERT_SAID("count: \"12万\" cannot be used here; it takes a whole number such as 1200, without 万 or 千");
	ASSERT_SAID("there is no institution I9");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_row_is_dropped_and_comes_back)
{
	for (size_t i = 0; i < COUNT(lists); i++)
		import(lists[i].kind, lists[i].english, 0);
	ASSERT_STATUS(CMD_USAGE, "drop owners LAB-1");
	ASSERT_SAID("drop: a row of owners is named by: resource institution");
	ASSERT_STATUS(CMD_USAGE, "drop students I1 lately");
	ASSERT_STATUS(CMD_USAGE, "drop resources LAB-1");
	ASSERT_SAID("drop: rows of resources cannot be dropped; those of clusters, owners");
	ASSERT_STATUS(CMD_REFUSED, "drop owners LAB-1 I2");
	ASSERT_SAID("there is no such row: owners: LAB-1:I2");
	ASSERT_STATUS(0, "drop clusters CAD");
	ASSERT_STATUS(0, "drop owners LAB-1 I1");
	ASSERT_STATUS(0, "drop agreements A1");
	ASSERT_STATUS(0, "drop students I1 2025");
	ASSERT_STATUS(0, "drop employees I2 welder");
	ASSERT_STATUS(0, "drop figures guangdong gdp_100m_yuan 2024");
	ASSERT_STATUS(0, "book LAB-1 --at 2040-01-09T08:00 --for 2h --event E1");
	ASSERT_STATUS(0, "drop events E1");
	ASSERT_SAID("1 booking still names it");
	for (size_t i = 0; i < COUNT(lists); i++) {
		ASSERT_STATUS(0, "list %s", lists[i].kind);
		ck_assert_ptr_eq(strchr(last.out, '\n'), strrchr(last.out, '\n'));
	}
	ASSERT_STATUS(0, "log --entity figures:guangdong:gdp_100m_yuan:2024");
	const char *line = strstr(last.out, ",figures:guangdong:gdp_100m_yuan:2024,gone\n");
	ck_assert_ptr_nonnull(line);
	while (line > last.out && line[-1] != '\n')
		line--;
	ASSERT_STATUS(0, "undo %lu", strtoul(line, NULL, 10));
	ASSERT_STATUS(0, "list figures");
	ck_assert_str_eq(last.out, lists[6].listed);
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_change_is_told_by_its_columns)
{
	import("agreements", lists[2].english, 0);
	import("agreements", "code,parties,hours\nA1,I1,250\n", 0);
	ASSERT_STATUS(0, "log --entity agreements:A1");
	ck_assert_ptr_nonnull(strstr(last.out, "parties I1;I2 -> I1; hours 300 -> 250"));
}
END_TEST

START_TEST(a_resource_has_rated_hours)
{
	import("resources", "编号,名称,类型,额定机时\nLAB-1,Welding,lab,1800小时\nLAB-2,Other,lab,\n", 0);
	ASSERT_SAID("1 updated");
	ASSERT_SAID("1 unchanged");
	ASSERT_STATUS(0, "export resources");
	char *out = strdup(last.out);
	ck_assert_ptr_nonnull(strstr(out, ",part_of,rated\n"));
	ck_assert_ptr_nonnull(strstr(out, ",1800\n"));
	import("resources", out, 0);
	ASSERT_SAID("2 unchanged");
	free(out);
	import("resources", "code,name,kind,rated\nLAB-1,Welding,lab,0\nLAB-2,Other,lab,9000\n", CMD_PARTLY);
	ASSERT_SAID(
		"row 1 (LAB-1), rated: \"0\" cannot be used here; it takes a number of hours a year from 1 to 8784, "
		"or nothing for 1400");
	ASSERT_SAID("row 2 (LAB-2), rated: \"9000\" cannot be used here");
	import("resources", "code,name,kind,rated\nLAB-1,Welding,lab,\n", 0);
	ASSERT_SAID("1 updated");
	ASSERT_STATUS(0, "check");
}
END_TEST

Suite *registers_suite(void)
{
	Suite *s = suite_create("registers");
	TCase *t = tcase_create("registers");
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_list_goes_out_as_it_came_in, 0, (int)COUNT(lists));
	tcase_add_test(t, what_is_wrong_with_a_row_is_told_with_the_mend);
	tcase_add_test(t, a_row_is_dropped_and_comes_back);
	tcase_add_test(t, a_change_is_told_by_its_columns);
	tcase_add_test(t, a_resource_has_rated_hours);
	return s;
}
