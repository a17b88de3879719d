/*
 * Which rows of a list are taken at all: what its states say, what stands twice in it, and the codes that its columns
 * make. The lists are the kinds that schools' systems and spreadsheets give.
 */
#include <check.h>

#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/list_support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

Suite *list_rows_suite(void);

static struct store store;

static void expect(struct list_import *ask, const char *report)
{
	struct buf out = {0};
	struct list_summary summary;
	const char *bad = NULL;
	int err = list_import(&store, ask, test_note_row, &out, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %s (%zu missing)", (const char *)ask->data.p, bad ? bad : "", summary.n_missing);
	ck_assert_str_eq(buf_text(&out), report);
	list_summary_release(&summary);
	buf_release(&out);
}

static void import(const char *kind, const char *text, const char *report)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	expect(&ask, report);
}

static void import_set(const char *kind, const char *text, const char *ours, const char *value, const char *report)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	struct list_pair set = {ours, value};
	ask.set = &set;
	ask.n_set = 1;
	expect(&ask, report);
}

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("rows"), "Asia/Shanghai", &store), 0);
	import("resources", "code,name,kind\nH1,Hall,room\nH2,Hall 2,room\n", "1,H1,added,\n2,H2,added,\n");
}

static void tear_down(void)
{
	store_close(&store);
}

/* ---- states ---- */

/* A header, a word below it, and what becomes of the row. */
static const struct {
	const char *header, *word, *report;
} states[] = {
	{"状态", "已取消", "unchanged,state:state@已取消"},
	{"狀態", "已駁回", "unchanged,state:state@已駁回"},
	{"审批结果", "审核不通过", "unchanged,state:state@审核不通过"},
	{"Status", "Cancelled by user", "unchanged,state:state@Cancelled by user"},
	{"booking status", "DECLINED", "unchanged,state:state@DECLINED"},
	{"状态", "爽约", "unchanged,state:state@爽约"},
	{"是否取消", "是", "unchanged,state:state@是"},
	{"取消时间", "2026-08-30 10:00", "unchanged,state:state@2026-08-30 10:00"},
	{"State", "noshow", "unchanged,state:state@noshow"},
	{"审核状态", "审批通过", "added,"},
	{"审核状态", "审批通过，待使用", "added,"},
	{"状态", "未取消", "added,"},
	{"状态", "", "added,"},
	{"状态", "使用中", "added,"},
	{"是否取消", "否", "added,"},
	{"取消原因", "", "added,"},
	{"approval_status", "Approved", "added,"},
	{"state", "booked", "added,"},
	{"state", "used", "added,"},
	{"审核状态", "待审核", "refused,state:state@待审核"},
	{"审核状态", "", "refused,state:state"},
	{"是否通过", "否", "refused,state:state@否"},
	{"預約狀態", "審批中", "refused,state:state@審批中"},
	{"status", "Awaiting approval", "refused,state:state@Awaiting approval"},
	{"state", "requested", "refused,state:state@requested"},
	{"status", "3", "refused,state:state@3"},
	{"status", "pending cancellation", "refused,state:state@pending cancellation"},
	{"支付状态", "已取消", "added,"},
	{"使用状况", "良好", "added,"},
};

START_TEST(test_a_state_is_read)
{
	char text[400], report[200];
	snprintf(text, sizeof text, "编号,教室,开始时间,结束时间,%s\nB1,H1,2026-09-07 08:00,2026-09-07 09:00,%s\n",
	         states[_i].header, states[_i].word);
	snprintf(report, sizeof report, "1,B1,%s\n", states[_i].report);
	import("bookings", text, report);
}
END_TEST

START_TEST(test_several_states_count_by_the_strictest)
{
	import("bookings",
	       "编号,教室,开始时间,结束时间,审核状态,预约状态,驳回原因\n"
	       "B1,H1,2026-09-07 08:00,2026-09-07 09:00,已通过,已取消,\n"
	       "B2,H1,2026-09-07 08:00,2026-09-07 09:00,已通过,正常,人数不符\n"
	       "B3,H1,2026-09-07 08:00,2026-09-07 09:00,已通过,正常,\n",
	       "1,B1,unchanged,state:预约状态@已取消\n2,B2,refused,state:驳回原因@人数不符\n3,B3,added,\n");
}
END_TEST

START_TEST(test_an_empty_approval_counts_where_no_other_state_speaks)
{
	import("bookings",
	       "编号,教室,开始时间,结束时间,状态,审批意见\n"
	       "B1,H1,2026-09-07 08:00,2026-09-07 09:00,已通过,\n"
	       "B2,H1,2026-09-07 09:00,2026-09-07 10:00,,\n"
	       "B3,H1,2026-09-07 10:00,2026-09-07 11:00,,同意\n",
	       "1,B1,added,\n2,B2,refused,state:审批意见\n3,B3,added,\n");
}
END_TEST

START_TEST(test_each_step_of_an_approval_counts)
{
	import("bookings",
	       "编号,教室,开始时间,结束时间,实训中心审核,教务处审批\n"
	       "B1,H1,2026-09-07 08:00,2026-09-07 09:00,已核准,同意\n"
	       "B2,H1,2026-09-07 08:00,2026-09-07 09:00,通过,不同意\n"
	       "B3,H1,2026-09-07 08:00,2026-09-07 09:00,通过,\n"
	       "B4,H1,2026-09-07 08:00,2026-09-07 09:00,退件,\n",
	       "1,B1,added,\n2,B2,unchanged,state:教务处审批@不同意\n3,B3,refused,state:教务处审批\n"
	       "4,B4,unchanged,state:实训中心审核@退件\n");
}
END_TEST

START_TEST(test_an_opinion_decides_only_what_it_says)
{
	import("bookings",
	       "编号,教室,开始时间,结束时间,审核状态,系部意见\n"
	       "B1,H1,2026-09-07 08:00,2026-09-07 09:00,已通过,用后锁门\n"
	       "B2,H1,2026-09-07 09:00,2026-09-07 10:00,已通过,无\n"
	       "B3,H1,2026-09-07 10:00,2026-09-07 11:00,已通过,不同意\n"
	       "B4,H1,2026-09-07 10:00,2026-09-07 11:00,,同意\n",
	       "1,B1,added,\n2,B2,added,\n3,B3,unchanged,state:系部意见@不同意\n4,B4,refused,state:审核状态\n");
}
END_TEST

START_TEST(test_states_of_other_languages)
{
	import("bookings",
	       "ID,Salle,start,end,Statut\n"
	       "B1,H1,2026-09-07 08:00,2026-09-07 09:00,Confirmé\n"
	       "B2,H1,2026-09-07 08:00,2026-09-07 09:00,Annulé\n"
	       "B3,H1,2026-09-07 08:00,2026-09-07 09:00,Refusée\n"
	       "B4,H1,2026-09-07 08:00,2026-09-07 09:00,En attente\n"
	       "B5,H1,2026-09-07 08:00,2026-09-07 09:00,storniert\n",
	       "1,B1,added,\n2,B2,unchanged,state:state@Annulé\n3,B3,unchanged,state:state@Refusée\n"
	       "4,B4,refused,state:state@En attente\n5,B5,unchanged,state:state@storniert\n");
}
END_TEST

START_TEST(test_flags_of_states)
{
	import("bookings",
	       "编号,教室,开始时间,结束时间,del_flag,Approved?\n"
	       "B1,H1,2026-09-07 08:00,2026-09-07 09:00,0,yes\n"
	       "B2,H1,2026-09-07 08:00,2026-09-07 09:00,1,yes\n"
	       "B3,H1,2026-09-07 08:00,2026-09-07 09:00,0,no\n",
	       "1,B1,added,\n2,B2,unchanged,state:del_flag@1\n3,B3,refused,state:Approved?@no\n");
}
END_TEST

START_TEST(test_a_set_state_decides_what_the_list_leaves_open)
{
	const char *text = "ref,resource,start,end,status\nB1,H1,2026-09-07T08:00,2026-09-07T09:00,pending\n"
			   "B2,H1,2026-09-07T09:00,2026-09-07T10:00,cancelled\n"
			   "B3,H1,2026-09-07T10:00,2026-09-07T11:00,7\n"
			   "B4,H1,2026-09-07T11:00,2026-09-07T12:00,approved\n";
	import_set("bookings", text, "state", "cancelled",
	           "1,B1,unchanged,state:state@pending\n2,B2,unchanged,state:state@cancelled\n"
	           "3,B3,unchanged,state:state@7\n4,B4,added,\n");
	import_set("bookings", text, "state", "booked",
	           "1,B1,added,\n2,B2,unchanged,state:state@cancelled\n3,B3,added,\n4,B4,unchanged,\n");
}
END_TEST

START_TEST(test_what_stands_under_a_cancelled_row_is_named)
{
	import("bookings", "ref,resource,start,end\nB1,H1,2026-09-07T08:00,2026-09-07T09:00\n", "1,B1,added,\n");
	import("bookings", "ref,resource,start,end,state\nB1,H1,2026-09-07T08:00,2026-09-07T09:00,cancelled\n",
	       "1,B1,refused,state:state@cancelled (booking 1 stands)\n");
}
END_TEST

START_TEST(test_series_timetables_and_closures_have_states_too)
{
	import("terms", "code,name,first_monday,weeks\nA,Autumn,2026-09-07,18\n", "1,A,added,\n");
	import("series", "编号,教室,周次,星期,开始时间,结束时间,状态\nS1,H1,1-2,1,08:00,09:00,停开\n",
	       "1,S1,unchanged,state:state@停开\n");
	import("timetable", "课程名称,星期,开始节数,结束节数,老师,地点,周数,状态\nC,1,1,2,,H1,1-2,已撤销\n",
	       "1,,unchanged,state:state@已撤销\n");
	import("closures", "resource,start,end,status\nH1,2026-09-07,2026-09-08,cancelled\n",
	       "1,,unchanged,state:state@cancelled\n");
}
END_TEST

/* ---- headers of two lines ---- */

static const struct {
	const char *text, *row;
} headers[] = {
	{"一览表,,,,,\n编号,名称,位置,,,规模\n,,专业,楼宇,房间号,工位数\nX1,X,CNC,Main,7,40\n",
         "X1,X,room,,,Main,7,40,exclusive,CNC,"},
	{"编号,基本信息,,管理员,,座位数\n,名称,类型,姓名,电话,\nX1,X,教室,Lee,139,40\n", "X1,X,room,,,,,40,"},
	/* groups whose text stands in all of their cells, and names in both lines */
	{"编号,名称,位置,位置,座位数,座位数\n编号,名称,楼宇,房间号,上课,考试\nX1,X,Main,7,40,20\n",
         "X1,X,room,,,Main,7,40,"},
	{"编号,名称,开放,,座位数\n,,开始时间,结束时间,\nX1,X,8:00,20:00,40\n", ",Mon-Sun 08:00-20:00,"},
	{"编号,名称,座位数\n(必填),（必填）,(个)\nX1,X,40\n", "X1,X,room,,,,,40,"},
	/* a row of the list that is made of words for headers is no line of it */
	{"编号,名称,楼宇,\nX1,教室,教室,教室\n", "X1,教室,room,,,教室,,0,"},
};

START_TEST(test_a_header_may_have_two_lines)
{
	struct buf out;
	import_set("resources", headers[_i].text, "kind", "room", "1,X1,added,\n");
	ck_assert_int_eq(test_export(&store, "resources", &out), 0);
	ck_assert_msg(strstr(buf_text(&out), headers[_i].row) != NULL, "%s", buf_text(&out));
	buf_release(&out);
}
END_TEST

/* ---- what stands twice ---- */

static const struct {
	const char *kind, *text, *report;
} repeats[] = {
	{"resources", "code,name,kind,seats\nA,X,room,40\nA,Y,room,60\nA,X,room,40\n",
         "1,A,added,\n2,A,refused,repeat:code@row 1\n3,A,refused,repeat:code@row 1\n"},
	{"resources", "名称,类型\n甲,教室\n乙,教室\n甲,机房\n",
         "1,甲,added,\n2,乙,added,\n3,甲,refused,repeat:code@row 1\n"},
	{"institutions", "code,name\nA,X\nA,Y\n", "1,A,added,\n2,A,refused,repeat:code@row 1\n"},
	{"campuses", "code,name\nA,X\nA,X\n", "1,A,added,\n2,A,refused,repeat:code@row 1\n"},
	{"people", "login,name\na,X\na,Y\n", "1,a,added,\n2,a,refused,repeat:login@row 1\n"},
	{"terms", "code,name,first_monday,weeks\nA,B,2027-03-01,18\nA,B,2027-03-08,18\n",
         "1,A,added,\n2,A,refused,repeat:code@row 1\n"},
	{"periods", "number,start,end\n1,08:00,08:45\n1,09:00,09:45\n", "1,,added,\n2,,refused,repeat:number@row 1\n"},
	{"days", "date,rule\n2026-10-01,off\n2026-10-01,as 4-2\n", "1,,added,\n2,,refused,repeat:date@row 1\n"},
	{"travel", "from,to,minutes\nE,W,5\nE,W,6\n",
         "1,,refused,unknown:E@campus;unknown:W@campus\n2,,refused,repeat:from@row 1\n"},
	{"closures", "日期,原因\n2026-10-11,a\n2026-10-11,b\n", "1,,added,\n2,,refused,repeat:start@row 1\n"},
	{"bookings",
         "ref,resource,start,end\nB,H1,2026-12-01T08:00,2026-12-01T09:00\nB,H1,2026-12-02T08:00,2026-12-02T09:00\n",
         "1,B,added,\n2,B,refused,repeat:ref@row 1\n"},
	/* a row that is wrong has its code all the same */
	{"resources", "code,name,kind,seats\nA,X,room,many\nA,X,room,40\n",
         "1,A,invalid,value:seats@many\n2,A,refused,repeat:code@row 1\n"},
	/* pieces of one lab that stand together are one resource; those that come later are not */
	{"resources", "编号,名称,类型,设备\nA,X,机房,泵\nA,X,机房,秤\nC,Y,机房,秤\nA,X,机房,灯\n",
         "1,A,added,\n2,A,unchanged,\n3,C,added,\n4,A,refused,repeat:code@row 1\n"},
};

START_TEST(test_what_stands_twice_is_said)
{
	import(repeats[_i].kind, repeats[_i].text, repeats[_i].report);
}
END_TEST

START_TEST(test_a_repeat_is_found_across_transactions)
{
	struct buf text = {0}, report = {0};
	buf_str(&text, "code,name\n");
	for (int i = 0; i < 12000; i++) {
		buf_fmt(&text, "I%d,I\n", i);
		buf_fmt(&report, "%d,I%d,added,\n", i + 1, i);
	}
	buf_str(&text, "I7,again\n");
	buf_str(&report, "12001,I7,refused,repeat:code@row 8\n");
	import("institutions", buf_text(&text), buf_text(&report));
	buf_release(&text);
	buf_release(&report);
}
END_TEST

/* ---- codes that a spreadsheet program changed ---- */

START_TEST(test_a_text_file_shows_what_a_spreadsheet_changed)
{
	import("resources",
	       "编号,名称,类型,房间号,座位数\n2.02301E+11,a,教室,1,4\n2.02301E+11,b,教室,2,4\n1E+05,c,教室,3,4\n1月2日,"
	       "d,教室,4,4\n"
	       "2-Jan,e,教室,5,4\nJan-02,f,教室,6,4\n2026/1/"
	       "2,g,教室,7,4\n#REF!,h,教室,8,4\n####,i,教室,9,4\nK1,j,教室,1月3日,4\n"
	       "K2,k,教室,1,#VALUE!\n1E5,l,教室,1,4\n20230110,m,教室,1,4\nJan,n,教室,1,4\n1-2,o,教室,1,4\n",
	       "1,2.02301E+11,refused,mangled:code@2.02301E+11\n2,2.02301E+11,refused,mangled:code@2.02301E+11\n"
	       "3,1E+05,refused,mangled:code@1E+05\n4,1月2日,refused,mangled:code@1月2日\n"
	       "5,2-Jan,refused,mangled:code@2-Jan\n6,Jan-02,refused,mangled:code@Jan-02\n"
	       "7,2026/1/2,refused,mangled:code@2026/1/2\n8,#REF!,refused,mangled:code@#REF!\n"
	       "9,####,refused,mangled:code@####\n10,K1,refused,mangled:room@1月3日\n"
	       "11,K2,refused,mangled:seats@#VALUE!\n12,1E5,added,\n13,20230110,added,\n14,Jan,added,\n15,1-2,added,"
	       "\n");
}
END_TEST

/* ---- codes of several columns ---- */

START_TEST(test_a_code_is_made_of_columns)
{
	static const struct {
		const char *key[2], *text, *report;
	} v[] = {
		{{"building", "room"},
	         "building,room,kind\nA,101,room\nB,101,room\n,102,room\n",
	         "1,A-101,added,\n2,B-101,added,\n3,,invalid,value:building\n"},
		{{"楼", "门牌"}, "编号,楼,门牌,类型\n1,C,7,教室\n2,C,8,教室\n", "1,C-7,added,\n2,C-8,added,\n"},
		{{"楼", "编号"},
	         "编号,名称,楼,类型\n1,X,D,教室\n1,Y,E,教室\n1,Y,E,教室\n",
	         "1,D-1,added,\n2,E-1,added,\n3,E-1,refused,repeat:code@row 2\n"},
	};
	for (size_t i = 0; i < COUNT(v); i++) {
		struct list_import ask = test_ask("resources", v[i].text, strlen(v[i].text));
		ask.key = v[i].key;
		ask.n_key = 2;
		expect(&ask, v[i].report);
	}
}
END_TEST

/* ---- cells that say nothing, numbers that are said loosely ---- */

static const struct {
	const char *column, *cell, *report, *is;
} loose[] = {
	{"seats", "约40人", "added,", ",40,exclusive,"},
	{"seats", "40个工位", "added,", ",40,exclusive,"},
	{"seats", "40+", "added,", ",40,exclusive,"},
	{"seats", "４０－５０人", "added,", ",40,exclusive,"},
	{"seats", "40人~50人", "added,", ",40,exclusive,"},
	{"seats", "40余人", "added,", ",40,exclusive,"},
	{"seats", "up to 40 students", "added,", ",40,exclusive,"},
	{"seats", "≥ 40", "added,", ",40,exclusive,"},
	{"seats", "待定", "added,", ",0,exclusive,"},
	{"seats", "——", "added,", ",0,exclusive,"},
	{"seats", "50-40", "invalid,value:seats@50-40", NULL},
	{"seats", "2×20", "invalid,value:seats@2×20", NULL},
	{"seats", "40(50)", "invalid,value:seats@40(50)", NULL},
	{"seats", "-40", "invalid,value:seats@-40", NULL},
	{"setup", "10-15分钟", "added,", ",15,0,none,"},
	{"opening", "/", "added,", ",,,0,0,none,"},
	{"approval", "无", "added,", ",none,consortium,"},
	{"active", "无", "added,", ",no,,,\n"},
	{"building", "N/A", "added,", "X1,X,room,,,,,0,"},
	{"specialty", "暂无", "added,", "X1,X,room,,,,,0,"},
	{"specialty", "暫無", "added,", "X1,X,room,,,,,0,"},
	{"specialty", "N A", "added,", "X1,X,room,,,,,0,"},
	{"specialty", "Ｎ/Ａ", "added,", "X1,X,room,,,,,0,"},
	{"specialty", "T_B_D", "added,", "X1,X,room,,,,,0,"},
	{"specialty", "unknown", "added,", "X1,X,room,,,,,0,"},
	{"specialty", "Not given", "added,", "X1,X,room,,,,,0,"},
	{"specialty", "空调", "added,", ",空调,"},
	{"specialty", "nursing", "added,", ",nursing,"},
	{"specialty", "theatre", "added,", ",theatre,"},
	{"specialty", "#REF!", "refused,mangled:specialty@#REF!", NULL},
	{"seats", "1234567890", "invalid,value:seats@1234567890", NULL},
	{"名称", "/", "invalid,value:name", NULL},
};

START_TEST(test_what_is_said_loosely_has_one_reading)
{
	char text[300], report[200];
	struct buf out;
	bool named = strcmp(loose[_i].column, "名称") == 0;
	snprintf(text, sizeof text, "code,kind,%s%s\nX1,room,%s%s\n", named ? "" : "name,", loose[_i].column,
	         named ? "" : "X,", loose[_i].cell);
	snprintf(report, sizeof report, "1,X1,%s\n", loose[_i].report);
	import("resources", text, report);
	ck_assert_int_eq(test_export(&store, "resources", &out), 0);
	const char *row = strstr(buf_text(&out), "X1,");
	ck_assert_msg(loose[_i].is ? row && strstr(row, loose[_i].is) : !row, "%s: %s", loose[_i].cell, row);
	buf_release(&out);
}
END_TEST

START_TEST(test_what_is_not_said_keeps_what_is_stored)
{
	struct buf out;
	import("resources", "code,name,kind,seats,building,opening\nX1,X,room,40,Main,Mon 08:00-12:00\n",
	       "1,X1,added,\n");
	import("resources", "code,name,kind,seats,building,opening\nX1,X,room,-,/,待定\n-,Y,room,1,,\n/,Z,room,1,,\n",
	       "1,X1,unchanged,\n2,,invalid,value:code\n3,,invalid,value:code\n");
	import("bookings",
	       "ref,resource,teacher,start,end,party\nB1,H1,无,2026-09-07 08:00,2026-09-07 09:00,20-30人\n"
	       "B2,/,,2026-09-07 08:00,2026-09-07 09:00,1\n",
	       "1,B1,added,\n2,B2,invalid,value:resources\n");
	ck_assert_int_eq(test_export(&store, "bookings", &out), 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "B1,H1,2026-09-07T08:00,2026-09-07T09:00,30,"));
	buf_release(&out);
}
END_TEST

/* ---- what is no longer in the list ---- */

static void expect_absent(const char *text, bool withdraw, bool dry_run, const char *report, const char *says)
{
	struct list_import ask = test_ask("resources", text, strlen(text));
	struct list_pair set = {"institution", "College"};
	struct list_summary summary;
	struct buf out = {0}, said = {0};
	const char *bad = NULL;
	ask.set = &set;
	ask.n_set = 1;
	ask.create_missing = true;
	ask.withdraw_missing = withdraw;
	ask.dry_run = dry_run;
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &out, &summary, &bad), 0);
	ck_assert_str_eq(buf_text(&out), report);
	for (size_t i = 0; i < summary.n_absent; i++)
		buf_fmt(&said, "%s;", summary.absent[i]);
	for (size_t i = 0; i < summary.n_seats_kept; i++)
		buf_fmt(&said, "%s stays;", summary.seats_kept[i]);
	buf_fmt(&said, "%zu withdrawn", summary.n_withdrawn);
	ck_assert_str_eq(buf_text(&said), says);
	list_summary_release(&summary);
	buf_release(&out);
	buf_release(&said);
}

START_TEST(test_what_is_no_longer_listed_is_said_and_withdrawn_when_told)
{
	const char *less = "code,name,kind,seats\nA,Room A,lab,\nB,Room B,room,50\n";
	expect_absent("code,name,kind,seats\nA,Room A,room,40\nB,Room B,room,40\nC,Room C,lab,40\nT,Lee,teacher,\n",
	              false, false, "1,A,added,\n2,B,added,\n3,C,added,\n4,T,added,\n", "0 withdrawn");
	expect_absent(less, false, true, "1,A,updated,\n2,B,updated,\n", "C Room C;A (40) stays;0 withdrawn");
	expect_absent(less, true, true, "1,A,updated,\n2,B,updated,\n0,C,updated,\n",
	              "C Room C;A (40) stays;1 withdrawn");
	expect_absent(less, false, false, "1,A,updated,\n2,B,updated,\n", "C Room C;A (40) stays;0 withdrawn");
	/* a row whose code is lost may be the one that is missing */
	expect_absent("code,name,kind\nA,Room A,lab\nB,Room B,room\n2.1E+05,Room C,lab\n", true, false,
	              "1,A,unchanged,\n2,B,unchanged,\n3,2.1E+05,refused,mangled:code@2.1E+05\n",
	              "C Room C;0 withdrawn");
	expect_absent(less, true, false, "1,A,unchanged,\n2,B,unchanged,\n0,C,updated,\n",
	              "C Room C;A (40) stays;1 withdrawn");
	expect_absent(less, true, false, "1,A,unchanged,\n2,B,unchanged,\n", "A (40) stays;0 withdrawn");
	/* those of another institution, and of none, are nobody's business here */
	import("resources", "code,name,kind,institution\nA,Room A,lab,College\n", "1,A,unchanged,\n");
}
END_TEST

Suite *list_rows_suite(void)
{
	Suite *s = suite_create("list_rows");
	TCase *t = tcase_create("rows");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, test_a_state_is_read, 0, COUNT(states));
	tcase_add_test(t, test_several_states_count_by_the_strictest);
	tcase_add_test(t, test_an_empty_approval_counts_where_no_other_state_speaks);
	tcase_add_test(t, test_each_step_of_an_approval_counts);
	tcase_add_test(t, test_an_opinion_decides_only_what_it_says);
	tcase_add_test(t, test_states_of_other_languages);
	tcase_add_test(t, test_flags_of_states);
	tcase_add_test(t, test_a_set_state_decides_what_the_list_leaves_open);
	tcase_add_test(t, test_what_stands_under_a_cancelled_row_is_named);
	tcase_add_test(t, test_series_timetables_and_closures_have_states_too);
	tcase_add_loop_test(t, test_a_header_may_have_two_lines, 0, COUNT(headers));
	tcase_add_loop_test(t, test_what_stands_twice_is_said, 0, COUNT(repeats));
	tcase_add_test(t, test_a_repeat_is_found_across_transactions);
	tcase_add_test(t, test_a_text_file_shows_what_a_spreadsheet_changed);
	tcase_add_test(t, test_a_code_is_made_of_columns);
	tcase_add_loop_test(t, test_what_is_said_loosely_has_one_reading, 0, COUNT(loose));
	tcase_add_test(t, test_what_is_not_said_keeps_what_is_stored);
	tcase_add_test(t, test_what_is_no_longer_listed_is_said_and_withdrawn_when_told);
	suite_add_tcase(s, t);
	return s;
}
