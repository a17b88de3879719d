/*
 * Lists in and out. Most tests are a file's text and the report that it must get; every test has a small consortium of
 * its own: an institution, two campuses with a travel time, a third without one, rooms, a pool and two teachers.
 */
#include <check.h>
#include <iconv.h>

#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/list_support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static struct store store;

static void import_with(const char *text, struct list_import *ask, const char *report)
{
	struct buf out = {0};
	struct list_summary summary;
	const char *bad = NULL;
	if (!ask->data.p)
		ask->data = (struct bytes){text, strlen(text)};
	int err = list_import(&store, ask, test_note_row, &out, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %s (%zu missing)", text, bad ? bad : "", summary.n_missing);
	ck_assert_str_eq(buf_text(&out), report);
	list_summary_release(&summary);
	buf_release(&out);
}

static void import(const char *kind, const char *text, const char *report)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	import_with(text, &ask, report);
}

/* A list as a file; after n_reads, what lies beyond `end` cannot be read any more. */
struct read_list {
	struct bytes text;
	size_t end, n_reads;
};

static int read_list(void *arg, size_t at, void *to, size_t len)
{
	struct read_list *list = arg;
	if (list->n_reads == 0 && at + len > list->end)
		return QUAD_EIO;
	list->n_reads -= list->n_reads > 0;
	memcpy(to, (const char *)list->text.p + at, len);
	return 0;
}

static int import_file(const char *kind, struct read_list *list, struct list_summary *out)
{
	const char *bad;
	struct text_file file = {read_list, list, list->text.len};
	struct list_import ask = test_ask(kind, NULL, 0);
	ask.file = &file;
	return list_import(&store, &ask, NULL, NULL, out, &bad);
}

static void expect_export(const char *kind, const char *text)
{
	struct buf out;
	ck_assert_int_eq(test_export(&store, kind, &out), 0);
	ck_assert_str_eq(buf_text(&out), text);
	buf_release(&out);
}

static void open_school(const char *name)
{
	ck_assert_int_eq(store_create(test_store(name), "Asia/Shanghai", &store), 0);
	import("institutions", "code,name\nPOLY,City Polytechnic\n", "1,POLY,added,\n");
	import("campuses", "code,name,institution\nE,East,POLY\nW,West,City Polytechnic\nN,North,\n",
	       "1,E,added,\n2,W,added,\n3,N,added,\n");
	import("travel", "from,to,minutes\nE,West,30\n", "1,,added,\n");
	import("resources",
	       "code,name,kind,campus,seats,mode\nR1,Room 1,room,E,40,\nR2,Room 2,room,W,40,\nR3,Room 3,room,N,0,\n"
	       "OSC,Scopes,equipment,E,10,shared\nT1,Chan,teacher,E,,\nT2,Lee,teacher,,,\nC1,Class 1,class,,,\n",
	       "1,R1,added,\n2,R2,added,\n3,R3,added,\n4,OSC,added,\n5,T1,added,\n6,T2,added,\n7,C1,added,\n");
}

static void set_up(void)
{
	open_school("lists");
}

static void tear_down(void)
{
	store_close(&store);
}

/* ---- headers ---- */

static const struct {
	const char *kind, *text, *report;
} headers[] = {
	{"resources", "Kind,NAME,Code\nroom,X,A\n", "1,A,added,\n"},
	{"resources", "资源编号;资源名称;类型\nA;X;教室\n", "1,A,added,\n"},
	{"resources", "實驗室編號\t實驗室名稱\t實驗室類型\t工位數（個）\nA\tX\t電腦實驗室\t30\n", "1,A,added,\n"},
	{"resources", "ｃｏｄｅ,* Name,kind:\nA,X,lab\n", "1,A,added,\n"},
	{"resources", "实验室 编号,实验室_名称,【必填】类型\nA,X,机房\n", "1,A,added,\n"},
	{"resources", "编号,名称,类型\n\nA,X,室内体育场\n,,\nB,Y,虚拟仿真实训室\n", "2,A,added,\n4,B,added,\n"},
	{"resources", "某校实验室一览表,,\n编号,名称,类型\nA,X,报告厅\n", "1,A,added,\n"},
	{"resources", "name,kind\n  two   words ,room\n", "1,two words,added,\n"},
	{"resources", "id,kind\nA,room\n", "1,A,added,\n"},
	{"resources", "id,kind\nA\n", "1,A,invalid,value:kind\n"},
	{"resources", "编号,名称,实验室类型/类型,工位数/座位数,房间号/具体位置\nA,X,机房,30台,B101\n", "1,A,added,\n"},
	{"institutions", "学校名称,学校代码,所在地区\n理工,A,广东省\n", "1,A,added,\n"},
	{"campuses", "校区编号,校区名称,所属学校,层级\nA,X,POLY,城区\n", "1,A,added,\n"},
	{"travel", "起点,终点,时间(分钟)\nE,N,25 分钟\n", "1,,added,\n"},
	{"closures", "教室,开始时间,结束时间,原因\nR1,2026/9/7 8:00,2026/9/7 10:00,检修\n", "1,,added,\n"},
	{"bookings",
	 "编号,教室,任课教师,上课班级,开始,结束,人数\nB1,R1,T1,C1,2026-09-07 08:00,2026-09-07 09:00,３０人\n",
	 "1,B1,added,\n"},
	{"bookings", "id,resource,start,end,group\nB1,R1,2026-09-07T08:00,2026-09-07T09:00,nobody\n", "1,B1,added,\n"},
};

START_TEST(test_headers_are_understood)
{
	import(headers[_i].kind, headers[_i].text, headers[_i].report);
}
END_TEST

static void expect_refusal(struct list_import *ask, const char *missing, const char *unknown, const char *says)
{
	struct buf names = {0};
	struct list_summary summary;
	const char *bad = NULL;
	ck_assert_int_eq(list_import(&store, ask, NULL, NULL, &summary, &bad), QUAD_EINVAL);
	for (size_t i = 0; i < summary.n_missing; i++)
		buf_fmt(&names, "%s ", summary.missing[i]);
	ck_assert_str_eq(buf_text(&names), missing);
	buf_clear(&names);
	for (size_t i = 0; i < summary.n_unknown; i++)
		buf_fmt(&names, "%s ", summary.unknown[i]);
	ck_assert_str_eq(buf_text(&names), unknown);
	ck_assert_str_eq(bad ? bad : "", says);
	buf_release(&names);
	list_summary_release(&summary);
}

START_TEST(test_a_list_that_cannot_be_read_says_why)
{
	static const struct {
		const char *kind, *text, *missing, *unknown, *bad;
	} v[] = {
		{"resources", "kind,foo,foo,bar\nroom,1,2,3\n", "code name ", "foo bar ", ""},
		{"resources", "code,name\nA,B\n", "kind ", "", ""},
		{"bookings", "ref,start,end,group\nA,,,\n", "resources ", "group ", ""},
		{"bookings", "resource\nA\n", "ref start end ", "", ""},
		{"travel", "from,to\n1,2\n", "minutes ", "", ""},
		{"resources", "", "", "", "empty"},
		{"resources", "\n\n , \n", "", "", "empty"},
		{"resources", "\"code,name\n", "", "",
	         "header-quote"},
		{"resources", "PK\x03\x04...", "", "",
	         "broken"},
	};
	for (size_t i = 0; i < COUNT(v); i++) {
		struct list_import ask = test_ask(v[i].kind, v[i].text, strlen(v[i].text));
		expect_refusal(&ask, v[i].missing, v[i].unknown, v[i].bad);
	}
}
END_TEST

START_TEST(test_map_and_set_override)
{
	const char *text = "key,label,name\nA,X,ignored\n";
	struct list_pair map[] = {{"code", "Key"}, {"name", "label"}}, set[] = {{"kind", "room"}, {"campus", " East "}};
	struct list_import ask = test_ask("resources", text, strlen(text));
	ask.map = map;
	ask.n_map = 2;
	ask.set = set;
	ask.n_set = 2;
	import_with(text, &ask, "1,A,added,\n");
	import("resources", "code,name,kind,campus\nA,X,room,E\n", "1,A,unchanged,\n");
	map[0].theirs = "klingon";
	expect_refusal(&ask, "", "", "no-column-in-file:klingon");
	map[0] = (struct list_pair){"shoe", "key"};
	expect_refusal(&ask, "", "", "no-such-column:shoe");
	ask.encoding = "klingon";
	expect_refusal(&ask, "", "", "no-encoding:klingon");
}
END_TEST

START_TEST(test_a_set_value_fills_what_the_file_leaves_empty)
{
	const char *text = "code,kind\nA,\nB,lab\n";
	struct list_pair set = {"kind", "room"};
	struct list_import ask = test_ask("resources", text, strlen(text));
	ask.set = &set;
	ask.n_set = 1;
	import_with(text, &ask, "1,A,added,\n2,B,added,\n");
	import("resources", "code,kind\nA,room\nB,lab\n", "1,A,unchanged,\n2,B,unchanged,\n");
}
END_TEST

/* ---- values ---- */

static const struct {
	const char *column, *cell, *stored; /* stored: the export's kind, column and tags; else the reasons */
} cells[] = {
	{"kind", "LAB", "lab,lab,"},
	{"kind", "实验室", "lab,lab,实验室"},
	{"kind", "機房", "lab,lab,機房"},
	{"kind", "实训车间", "base,base,实训车间"},
	{"kind", "校外实训基地", "base,base,校外实训基地"},
	{"kind", "汽修实训室", "lab,lab,汽修实训室"},
	{"kind", "多媒体教室", "room,room,多媒体教室"},
	{"kind", "會議室", "room,room,會議室"},
	{"kind", "报告厅", "room,room,报告厅"},
	{"kind", "体育场", "room,room,体育场"},
	{"kind", "仪器", "equipment,equipment,仪器"},
	{"kind", "实训指导教师", "teacher,teacher,实训指导教师"},
	{"kind", "老师", "teacher,teacher,老师"},
	{"kind", "班级", "class,class,班级"},
	{"kind", "Lecture hall", "room,room,Lecture hall"},
	{"kind", "spaceship", "value:kind@spaceship"},
	{"kind", "", "value:kind"},
	{"seats", "40", "room,40,"},
	{"seats", "４０", "room,40,"},
	{"seats", "40人", "room,40,"},
	{"seats", "40 臺", "room,40,"},
	{"seats", "40.0", "room,40,"},
	{"seats", "不限", "room,0,"},
	{"seats", "", "room,0,"},
	{"seats", "some 40", "value:seats@some 40"},
	{"seats", "1 000", "value:seats@1 000"},
	{"seats", "-1", "value:seats@-1"},
	{"seats", "40.5", "value:seats@40.5"},
	{"seats", "99999999999999999999", "value:seats@99999999999999999999"},
	{"seats", "2000000", "value:seats@2000000"},
	{"mode", "独占", "room,exclusive,"},
	{"mode", "共享", "room,shared,"},
	{"mode", "both", "value:mode@both"},
	{"tags", "a；b; a", "room,a;b,a;b"},
	{"tags", "a、b，c", "room,a;b;c,a;b;c"},
	{"tags", "a,b;c", "room,\"a,b;c\",\"a,b;c\""},
	{"equipment", "电脑*40；投影仪*1;", "room,电脑*40;投影仪*1,"},
	{"opening", "周一至周五 8:00-22:00；周六 08:00-12:00", "room,Mon-Fri 08:00-22:00;Sat 08:00-12:00,"},
	{"opening", "０８：００～２２：００", "room,Mon-Sun 08:00-22:00,"},
	{"opening", "全天", "room,,"},
	{"opening", "Mon-Fri 08:00-22:00;whenever", "value:opening@whenever"},
	{"setup", "15分钟", "room,15,"},
	{"setup", "1500", "value:setup@1500"},
	{"approval", "owner+coordinator", "room,owner+coordinator,"},
	{"approval", "maybe", "value:approval@maybe"},
	{"sharing", "公开", "room,public,"},
	{"active", "否", "room,no,"},
	{"active", "TRUE", "room,yes,"},
	{"active", "perhaps", "value:active@perhaps"},
	{"name", "x\xef\xbf\xbdy", "value:name@x\xef\xbf\xbdy"},
	{"building", "=SUM(A1)", "room,=SUM(A1),"},
};

START_TEST(test_cells_are_understood_or_reported)
{
	struct buf text = {0}, report = {0}, exported;
	const char *column = cells[_i].column;
	bool is_kind = strcmp(column, "kind") == 0, is_name = strcmp(column, "name") == 0;
	buf_fmt(&text, "code,%s%s\nZ,",
	        is_name   ? "name"
	        : is_kind ? "name,kind"
	                  : "name,kind,",
	        is_name   ? ",kind"
	        : is_kind ? ""
	                  : column);
	buf_str(&text, is_name ? "" : is_kind ? "Z," : "Z,room,");
	csv_put(&text, cells[_i].cell, true);
	buf_str(&text, is_name ? ",room\n" : "\n");
	bool valid = !strstr(cells[_i].stored, "value:");
	buf_fmt(&report, "1,Z,%s,%s\n", valid ? "added" : "invalid", valid ? "" : cells[_i].stored);
	import("resources", buf_text(&text), buf_text(&report));
	if (valid) {
		/* The row of Z is the last; its columns are found by the header's. */
		ck_assert_int_eq(test_export(&store, "resources", &exported), 0);
		struct csv_reader reader;
		struct csv_row row;
		size_t at = 0, kind = 0, tags = 0;
		struct buf got = {0};
		ck_assert_int_eq(csv_reader_open(&reader, buf_text(&exported), exported.len, ','), 0);
		for (size_t n = 0; csv_reader_next(&reader, &row) == 0; n++) {
			for (size_t i = 0; n == 0 && i < row.n; i++) {
				struct bytes c = row.cells[i];
				at = c.len == strlen(column) && memcmp(c.p, column, c.len) == 0 ? i : at;
				kind = c.len == 4 && memcmp(c.p, "kind", 4) == 0 ? i : kind;
				tags = c.len == 4 && memcmp(c.p, "tags", 4) == 0 ? i : tags;
			}
			if (row.cells[0].len != 1 || memcmp(row.cells[0].p, "Z", 1) != 0)
				continue;
			const size_t want[] = {kind, at, tags};
			for (size_t i = 0; i < 3; i++) {
				char cell[200];
				snprintf(cell, sizeof cell, "%.*s", (int)row.cells[want[i]].len,
				         (const char *)row.cells[want[i]].p);
				csv_put(&got, cell, i == 0);
			}
		}
		ck_assert_str_eq(buf_text(&got), cells[_i].stored);
		csv_reader_close(&reader);
		buf_release(&got);
		buf_release(&exported);
	}
	buf_release(&text);
	buf_release(&report);
}
END_TEST

static const struct {
	const char *kind, *text, *report;
} rows[] = {
	/* every malformed field is named, and the rows beside it stand */
	{"resources", "code,name,kind,seats,mode,opening\nA,A,room,many,odd,never\nB,B,room,1,,\n",
	 "1,A,invalid,value:seats@many;value:mode@odd;value:opening@never\n2,B,added,\n"},
	{"resources", "code,name,kind\nA,\"x,room\nB,b,room\n\"C\"c,c,room\nD,d,room\n",
	 "1,A,invalid,value:name@a quote that is not closed\n2,B,added,\n"
	 "3,,invalid,value:code@a quote within the cell\n4,D,added,\n"},
	{"resources", "code,name,kind\nA,a,room,extra\nB,b,room,,\nC,c\n",
	 "1,A,invalid,value:cell 4@extra\n2,B,added,\n3,C,invalid,value:kind\n"},
	{"resources", "code,name,kind\n,x,room\nA,,room\nA;B,x,room\nA*2,x,room\n",
	 "1,,invalid,value:code\n2,A,invalid,value:name\n3,A;B,invalid,value:code@A,B\n"
	 "4,A*2,invalid,value:code@A*2\n"},
	{"resources", "code,name,kind,campus\nA,a,room,Nowhere\nB,b,room,East\n",
	 "1,A,refused,unknown:Nowhere@campus\n2,B,added,\n"},
	{"travel", "from,to,minutes\nE,E,5\nE,N,x\nE,N,5\nN,E,5\n,W,\n",
	 "1,,invalid,value:to@E\n2,,invalid,value:minutes@x\n3,,added,\n4,,unchanged,\n5,,invalid,value:from;value:"
	 "minutes\n"},
	{"closures",
	 "resource,campus,start,end,reason\n,,2026-10-01T00:00,2026-10-08T00:00,National day\n,East,2026-13-10,soon,\n"
	 "R1,,2026-09-07T10:00,2026-09-07T10:00,\nR9,,2026-09-07T10:00,2026-09-07T11:00,\n",
	 "1,,added,\n2,,invalid,time:start@2026-13-10;time:end@soon\n3,,invalid,time:end@2026-09-07T10:00\n"
	 "4,,refused,unknown:R9@resource\n"},
	{"bookings",
	 "ref,resources,start,end,party\nB1,R1；T1;OSC * 3,2026-09-07T08:00,2026-09-07T10:00,30\n"
	 "B2,R1,2026-09-07T10:00,2026-09-07T11:00,41\nB3,R1;T1,2026-09-07T09:00,2026-09-07T11:00,\n"
	 "B4,OSC*8,2026-09-07T09:00,2026-09-07T11:00,\nB5,,2026-09-07T09:00,2026-09-07T11:00,\n"
	 "B6,OSC*0;R1*x,2026-09-07T25:00,,many\n,R2,2026-09-07T09:00,2026-09-07T11:00,\n",
	 "1,B1,added,\n2,B2,refused,capacity:R1@40\n3,B3,refused,busy:R1@1;busy:T1@1\n4,B4,refused,capacity:OSC@7\n"
	 "5,B5,invalid,value:resources\n"
	 "6,B6,invalid,time:start@2026-09-07T25:00;value:end;value:party@many;value:resources@OSC*0\n"
	 "7,,invalid,value:ref\n"},
	{"bookings",
	 "id,room,teacher,start,end\nB1,R1,T1,2026-09-07T08:00,2026-09-07T10:00\nB2,R2,T1,2026-09-07T10:29,2026-09-"
	 "07T11:00\n"
	 "B3,R2,T1,2026-09-07T10:30,2026-09-07T11:00\n",
	 "1,B1,added,\n2,B2,refused,travel:T1@1\n3,B3,added,\n"},
	{"bookings", "ref,resources,start,end,institution\nB1,R1,1999-09-07T08:00,1999-09-07T10:00,City Polytechnic\n",
	 "1,B1,added,\n"},
};

START_TEST(test_rows_are_taken_each_whole_or_not_at_all)
{
	import(rows[_i].kind, rows[_i].text, rows[_i].report);
}
END_TEST

START_TEST(test_a_nul_and_bad_bytes_are_their_row_s_fault)
{
	static const char text[] = "code,name,kind\nA,a\0a,room\nB,b\xff,room\nC,c,room\n";
	struct list_import ask = test_ask("resources", text, sizeof text - 1);
	ask.encoding = "UTF-8";
	import_with(text, &ask,
	            "1,A,invalid,value:name@a NUL byte\n2,B,invalid,value:name@b\xef\xbf\xbd\n3,C,added,\n");
}
END_TEST

START_TEST(test_times_that_the_clock_skips_or_repeats_are_told)
{
	tear_down();
	ck_assert_int_eq(store_create(test_store("berlin"), "Europe/Berlin", &store), 0);
	import("closures",
	       "start,end\n2026-03-29T02:30,2026-03-29T05:00\n2026-10-25T01:00,2026-10-25T02:30\n"
	       "2026-10-25T01:00,2026-10-25T02:30+01:00\n",
	       "1,,invalid,time:start@2026-03-29T02:30 (the clock skips it)\n"
	       "2,,invalid,time:end@2026-10-25T02:30 (comes twice: add its offset)\n3,,added,\n");
	expect_export("closures", "start,end,resource,campus,reason\n2026-10-25T01:00,2026-10-25T02:30+01:00,,,\n");
	import("closures", "start,end\n2026-10-25T01:00,2026-10-25T02:30+01:00\n", "1,,unchanged,\n");
}
END_TEST

/* ---- idempotence, rehearsal, creation ---- */

START_TEST(test_the_same_file_again_changes_nothing)
{
	const char *text = "code,name,kind,seats,tags\nA,Lab,多媒体教室,40,wifi\nB,Hall,room,,\n";
	import("resources", text, "1,A,added,\n2,B,added,\n");
	import("resources", text, "1,A,unchanged,\n2,B,unchanged,\n");
	import("resources", "code,name,kind,seats,tags\nA,Lab,多媒体教室,41,wifi\nB,Hall,room,,\n",
	       "1,A,updated,\n2,B,unchanged,\n");
	/* columns that a later file lacks keep what is stored; cells that it leaves empty do not */
	import("resources", "code,kind\nA,多媒体教室\n", "1,A,updated,\n");
	import("resources", "code,name,kind,seats,tags\nA,Lab,room,41,多媒体教室\n", "1,A,unchanged,\n");
	import("resources", "code,kind,tags\nA,room,\n", "1,A,updated,\n");
	import("resources", "code,name,kind,seats,tags\nA,Lab,room,41,\n", "1,A,unchanged,\n");
	/* but for seats, of which none would be no limit */
	import("resources", "code,kind,seats\nA,room,\n", "1,A,unchanged,\n");
	import("resources", "code,kind,seats\nA,room,不限\n", "1,A,updated,\n");
}
END_TEST

START_TEST(test_a_changed_booking_moves_or_stays)
{
	import("bookings",
	       "ref,resources,start,end,party,purpose\nB1,R1,2026-09-07T08:00,2026-09-07T10:00,3,CAD\n"
	       "B2,R2,2026-09-07T08:00,2026-09-07T10:00,3,\n",
	       "1,B1,added,\n2,B2,added,\n");
	import("bookings",
	       "ref,resources,start,end\nB1,R1,2026-09-07T09:00,2026-09-07T11:00\nB2,R1,2026-09-07T10:00,2026-09-07T12:"
	       "00\n",
	       "1,B1,updated,\n2,B2,refused,busy:R1@1\n");
	expect_export("bookings",
	              "ref,resources,start,end,party,purpose,requester,institution,note,purpose_class,event\n"
	              "B2,R2,2026-09-07T08:00,2026-09-07T10:00,3,,tester,,,,\n"
	              "B1,R1,2026-09-07T09:00,2026-09-07T11:00,3,CAD,tester,,,,\n");
}
END_TEST

START_TEST(test_a_rehearsal_sees_earlier_rows_and_changes_nothing)
{
	const char *text = "ref,resources,start,end\nB1,R1,2026-09-07T08:00,2026-09-07T10:00\n"
			   "B2,R1,2026-09-07T09:00,2026-09-07T10:00\nB3,R1,2026-09-07T07:00,2026-09-07T08:00\n";
	const char *report = "1,B1,added,\n2,B2,refused,busy:R1@1\n3,B3,added,\n";
	struct list_import ask = test_ask("bookings", text, strlen(text));
	uint64_t before = db_token(store.db);
	ask.dry_run = true;
	import_with(text, &ask, report);
	ck_assert_uint_eq(db_token(store.db), before);
	expect_export("bookings",
	              "ref,resources,start,end,party,purpose,requester,institution,note,purpose_class,event\n");
	import("bookings", text, report);
}
END_TEST

START_TEST(test_what_is_missing_is_made_when_told)
{
	const char *text = "code,name,kind,institution,campus\nA,a,room,New College,New Campus\n";
	struct list_import ask = test_ask("resources", text, strlen(text));
	import_with(text, &ask, "1,A,refused,unknown:New College@institution;unknown:New Campus@campus\n");
	ask.create_missing = true;
	import_with(text, &ask, "1,A,added,\n");
	expect_export("institutions", "code,name,kind,level,region,parent\nNew College,New College,,,,\n"
	                              "POLY,City Polytechnic,,,,\n");
}
END_TEST

START_TEST(test_more_rows_than_a_batch_are_reported_in_order)
{
	struct buf text = {0}, report = {0};
	buf_str(&text, "code,kind,seats\n");
	for (int i = 1; i <= 2500; i++) {
		bool bad = i % 700 == 0;
		buf_fmt(&text, "L%04d,lab,%s\n", i, bad ? "x" : "20");
		buf_fmt(&report, "%d,L%04d,%s\n", i, i, bad ? "invalid,value:seats@x" : "added,");
	}
	import("resources", buf_text(&text), buf_text(&report));
	buf_release(&text);
	buf_release(&report);
}
END_TEST

static int stop_at_second(void *arg, const struct list_row_report *r)
{
	++*(int *)arg;
	return r->row == 2 ? QUAD_ESTOP : 0;
}

/* The rows that were reported together, a batch each. */
struct batches {
	size_t reported, n;
	size_t sizes[50];
};

static int count_reported(void *arg, const struct list_row_report *r)
{
	(void)r;
	((struct batches *)arg)->reported++;
	return 0;
}

/* Somebody else writes after 7,000 rows. */
static bool write_meanwhile(void *arg, const struct list_progress *p)
{
	struct batches *b = arg;
	if (b->reported) {
		ck_assert_uint_lt(b->n, COUNT(b->sizes));
		b->sizes[b->n++] = b->reported;
		b->reported = 0;
	}
	if (p->rows == 7000)
		import("campuses", "code,name\nQ,Quad\n", "1,Q,added,\n");
	return true;
}

START_TEST(test_batches_are_small_while_others_write)
{
	struct buf text = {0};
	struct list_summary summary;
	struct batches batches = {0};
	const char *bad;
	buf_str(&text, "code,name\n");
	for (int i = 0; i < 27000; i++)
		buf_fmt(&text, "I%d,Institution %d\n", i, i);
	struct list_import ask = test_ask("institutions", buf_text(&text), text.len);
	ask.go_on = write_meanwhile;
	ask.go_on_arg = &batches;
	ck_assert_int_eq(list_import(&store, &ask, count_reported, &batches, &summary, &bad), 0);
	ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], 27000);
	ck_assert_uint_eq(batches.n, 43);
	for (size_t i = 0; i < batches.n; i++)
		ck_assert_msg(batches.sizes[i] == (i < 2 || i == 42 ? 5000 : 250), "%zu: %zu", i, batches.sizes[i]);
	list_summary_release(&summary);
	buf_release(&text);
}
END_TEST

START_TEST(test_a_file_is_imported_by_pieces)
{
	struct buf text = {0};
	struct list_summary summary;
	buf_str(&text, "\xef\xbb\xbf" "code,name\n");
	for (int i = 0; i < 30000; i++)
		buf_fmt(&text, "I%d,学院 %d\n", i, i);
	struct read_list list = {{buf_text(&text), text.len}, text.len, 0};
	ck_assert_int_eq(import_file("institutions", &list, &summary), 0);
	ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], 30000);
	ck_assert_str_eq(summary.encoding, "UTF-8");
	list_summary_release(&summary);
	/* the file became shorter after it was surveyed: what was reported stands, and no other row */
	buf_clear(&text);
	buf_str(&text, "code,name\n");
	for (int i = 0; i < 30000; i++)
		buf_fmt(&text, "J%d,Institution %d\n", i, i);
	list = (struct read_list){{buf_text(&text), text.len}, text.len / 2, 8};
	ck_assert_int_eq(import_file("institutions", &list, &summary), QUAD_EIO);
	ck_assert_uint_gt(summary.rows, 1000);
	ck_assert_uint_lt(summary.rows, 16000);
	size_t n_added = summary.counts[OUTCOME_ADDED];
	ck_assert_uint_eq(n_added, summary.rows);
	list_summary_release(&summary);
	list = (struct read_list){{buf_text(&text), text.len}, text.len, 0};
	ck_assert_int_eq(import_file("institutions", &list, &summary), 0);
	ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], 30000 - n_added);
	list_summary_release(&summary);
	buf_release(&text);
}
END_TEST

START_TEST(test_a_file_that_is_no_plain_text_is_read_whole)
{
	static const char gb18030[] = "code,name\nG1,\xbb\xfa\xb7\xbf\n", zeros[] = "code,name\nZ1,a\0b\nZ2,b\n";
	static const char workbook[] = "PK\x03\x04";
	struct list_summary summary;
	struct read_list list = {{gb18030, sizeof gb18030 - 1}, sizeof gb18030, 0};
	ck_assert_int_eq(import_file("institutions", &list, &summary), 0);
	ck_assert_str_eq(summary.encoding, "GB18030");
	ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], 1);
	list_summary_release(&summary);
	list = (struct read_list){{zeros, sizeof zeros - 1}, sizeof zeros, 0};
	int err = import_file("institutions", &list, &summary);
	struct list_summary whole;
	const char *bad;
	struct list_import ask = test_ask("institutions", zeros, sizeof zeros - 1);
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &whole, &bad), err);
	ck_assert_int_eq(whole.fault.problem, summary.fault.problem);
	ck_assert_uint_eq(whole.rows, summary.rows);
	list_summary_release(&whole);
	list_summary_release(&summary);
	list = (struct read_list){{workbook, sizeof workbook - 1}, sizeof workbook, 0};
	ck_assert_int_eq(import_file("institutions", &list, &summary), QUAD_EINVAL);
	ck_assert_int_ne(summary.fault.problem, LIST_FINE);
	list_summary_release(&summary);
	list = (struct read_list){{"", 0}, 0, 0};
	ck_assert_int_eq(import_file("institutions", &list, &summary), QUAD_EINVAL);
	ck_assert_int_eq(summary.fault.problem, LIST_EMPTY);
	list_summary_release(&summary);
}
END_TEST

START_TEST(test_the_reader_of_the_report_may_stop)
{
	const char *text = "code,kind\nA,lab\nB,lab\nC,lab\n";
	struct list_import ask = test_ask("resources", text, strlen(text));
	struct list_summary summary;
	const char *bad;
	int n = 0;
	ck_assert_int_eq(list_import(&store, &ask, stop_at_second, &n, &summary, &bad), QUAD_ESTOP);
	ck_assert_int_eq(n, 2);
	list_summary_release(&summary);
}
END_TEST

/* ---- the summary ---- */

START_TEST(test_the_summary_counts_and_names)
{
	const char *text =
		"ref,room,teacher,start,end,colour\n"
		"B1,R1,T1,2026-09-07T08:00,2026-09-07T09:00,red\nB2,R2,T1,2026-09-08T08:00,2026-09-08T09:00,\n"
		"B3,R3,T1,2026-09-09T08:00,2026-09-09T09:00,\nB4,R3,T2,2026-09-10T08:00,2026-09-10T09:00,\n"
		"B5,R3,T2,2026-09-10T08:00,2026-09-10T09:00,\n\nB6,R3,T2,x,x,\n";
	struct list_import ask = test_ask("bookings", text, strlen(text));
	struct list_summary summary;
	const char *bad;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), 0);
	ck_assert_uint_eq(summary.rows, 6);
	ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], 4);
	ck_assert_uint_eq(summary.counts[OUTCOME_REFUSED], 1);
	ck_assert_uint_eq(summary.counts[OUTCOME_INVALID], 1);
	ck_assert_uint_eq(summary.n_unknown, 1);
	ck_assert_str_eq(summary.unknown[0], "colour");
	ck_assert_uint_eq(summary.n_unlisted, 2);
	ck_assert_str_eq(summary.unlisted[0], "E - N");
	ck_assert_str_eq(summary.unlisted[1], "N - W");
	ck_assert_str_eq(summary.encoding, "UTF-8");
	ck_assert(!summary.encoding_guessed);
	list_summary_release(&summary);
}
END_TEST

START_TEST(test_lists_of_offices_are_decoded)
{
	static const struct {
		const char *encoding, *text, *report;
	} v[] = {
		{"GB18030", "编号,名称,校区,类型,容量\nL-1#,电工实训室（一）,East,实训室,40人\n", "1,L-1#,added,\n"},
		{"BIG5-HKSCS", "編號,名稱,校區,類型,容量\nL-1#,許功蓋實驗室,East,實驗室,40人\n", "1,L-1#,unchanged,\n"},
	};
	import("resources", "编号,名称,类型,校区,容量\nL-1#,許功蓋實驗室,實驗室,E,40\n", "1,L-1#,added,\n");
	for (size_t i = COUNT(v); i-- > 0;) {
		char bytes[1000], *in = (char *)v[i].text, *to = bytes;
		size_t left = strlen(v[i].text), room = sizeof bytes;
		iconv_t cd = iconv_open(v[i].encoding, "UTF-8");
		ck_assert(iconv(cd, &in, &left, &to, &room) != (size_t)-1);
		iconv_close(cd);
		struct list_import ask = test_ask("resources", bytes, sizeof bytes - room);
		import_with(bytes, &ask, i ? v[i].report : "1,L-1#,updated,\n");
	}
}
END_TEST

/* ---- there and back ---- */

/* All but the timetable, which is a part of the series in another form. */
static const char *const order[] = {"institutions", "campuses",       "travel",   "resources", "people",     "grants",
                                    "rules",        "qualifications", "terms",    "periods",   "days",       "closures",
                                    "bookings",     "series",         "clusters", "owners",    "agreements", "events",
                                    "students",     "employees",      "figures"};
enum { ORDER_BOOKINGS = 12 };

static void fill(void)
{
	import("institutions",
	       "code,name,kind,level,region,parent\nA#1,\"Say \"\"hi\"\", college\",college,national,hongkong,POLY\n",
	       "1,A#1,added,\n");
	import("campuses",
	       "code,name,institution,tier,region,address,latitude,longitude\n"
	       "S,South 南,A#1,township,macao,\"1, Main St\",22.5,-113.25\n",
	       "1,S,added,\n");
	import("travel", "from,to,minutes\nS,E,45\nN,S,0\n", "1,,added,\n2,,added,\n");
	import("resources",
	       "code,name,kind,institution,campus,building,room,seats,mode,specialty,tags,equipment,opening,setup,"
	       "teardown,"
	       "approval,sharing,rate,active,contact,part_of,rated\n"
	       "L#1 a,=Lab,lab,POLY,S,B,101,20,shared,CAD,a;b,PC*20;Printer*1,\"Mon-Fri 08:00-12:00,14:00-22:00;Sat "
	       "8:00-12:00\","
	       "10,5,owner+coordinator,public,12.50/h,no,,,1800\nL2,Lab 2,化工仿真实训室,,,,,,,,,,,,,,,,\n",
	       "1,L#1 a,added,\n2,L2,added,\n");
	import("people",
	       "login,name,institution,role,scope,email,language,ssh_key\nchan,\"Chan, 陈\",POLY,admin,South 南,chan@poly.example,"
	       "zh-cn,ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCi a\nlee,Lee,,,,,,\n",
	       "1,chan,added,\n2,lee,added,\n");
	import("rules",
	       "id,place,who,when,field,value,text,overridable,valid_from,valid_until,trial\n"
	       "R#1,kind:lab+institution:POLY,!login:lee,Mon 22:00-02:00,limit,hours 1.5 per week for person,\"no, "
	       "\"\"thanks\"\"\","
	       "yes,2026-09-01,2027-01-31,yes\nR2,resource:L#1 a,,,max,none,,,,,\n",
	       "1,R#1,added,\n2,R2,added,\n");
	import("qualifications", "login,name,level,from,until\nlee,\"laser, red\",2,2026-09-01,\nchan,welding,,,\n",
	       "1,,added,\n2,,added,\n");
	import("grants",
	       "login,role,scope,from,until,granted_by,may_grant,deputy_of\n"
	       "lee,approver,*,,2026-12-31,chan,yes,\nlee,approver,resource:L2,2026-10-01,2026-12-31T12:00,,,\n"
	       "lee,administrator,South 南,,,,,chan\nchan,requester,,,,,,\n",
	       "1,,added,\n2,,added,\n3,,added,\n4,,added,\n");
	import("clusters", "specialty,cluster,industry\nCAD,\"Design, digital\",\"\"\"Smart\"\" industry\"\n",
	       "1,,added,\n");
	import("owners", "resource,institution,share,from,until\nL#1 a,POLY,66.666667,,2026-12-31\nL#1 a,A#1,33.3,,\n",
	       "1,,added,\n2,,added,\n");
	import("agreements",
	       "code,parties,from,until,resources,hours,price,text\n"
	       "X 1,POLY;A#1,2026-09-01,2027-08-31,L#1 a;L2,120.5,\"8,50\",\"use, not sale\"\nX2,POLY,,,,0,,\n",
	       "1,X 1,added,\n2,X2,added,\n");
	import("events",
	       "code,name,start,end,institution\nE#1,\"Contest, 技能\",2026-10-01,2026-10-03,A#1\nE2,Day,,,\n",
	       "1,E#1,added,\n2,E2,added,\n");
	import("students", "institution,year,count\nPOLY,2025,12000\nPOLY,2026,0\n", "1,,added,\n2,,added,\n");
	import("employees", "institution,post,count,from\nA#1,\"fitter, senior\",9,2026-01-01\nA#1,cook,3,\n",
	       "1,,added,\n2,,added,\n");
	import("figures", "region,year,name,value\nmacao,2024,gdp_100m_yuan,3600.5\nmacao,2024,growth,-1.25\n",
	       "1,,added,\n2,,added,\n");
	import("closures",
	       "start,end,resource,campus,reason\n2026-10-01T00:00,2026-10-08T00:00,,,National day\n"
	       "2026-10-09T00:00,2026-10-09T12:00,,South 南,\n2026-10-10T00:00,2026-10-11T00:00,L2,,\"repair; "
	       "again\"\n",
	       "1,,added,\n2,,added,\n3,,added,\n");
	import("bookings",
	       "ref,resources,start,end,party,purpose,requester,institution,note,purpose_class\n"
	       "B1,R1;T1;OSC*3,2026-09-07T08:00,2026-09-07T10:00,30,\"Lathe, basics\",chan,POLY,bring coats,research\n"
	       "B2,L2,2026-09-07T08:00,2026-09-07T10:00,0,,,,,\n",
	       "1,B1,added,\n2,B2,added,\n");
	import("terms",
	       "code,name,first_monday,weeks\n2026-1,Autumn 秋,2026-09-07,20\n2026-2,Spring,2027-03-01,18\n",
	       "1,2026-1,added,\n2,2026-2,added,\n");
	import("periods",
	       "number,start,end,campus,valid_from\n1,08:00,08:45,,\n2,8:55,9:40,,\n1,08:30,09:15,S,\n"
	       "1,09:00,24:00,South 南,2026-10-12\n",
	       "1,,added,\n2,,added,\n3,,added,\n4,,added,\n");
	import("days",
	       "date,rule,campus,note\n2026-10-01,off,,National day\n2026-10-10,as 4-2,,\n2026-10-11,normal,S,\"a, b\"\n",
	       "1,,added,\n2,,added,\n3,,added,\n");
	/* one that no file has named, and one that is cancelled */
	struct claim_ask claim = {"R2", 0};
	struct request rq = {.op = OP_BOOK, .actor = "tester", .now = TEST_NOW};
	struct result result;
	struct arena arena = {0};
	rq.u.booking = (struct booking_ask){.ref = "",
	                                    .claims = &claim,
	                                    .n_claims = 1,
	                                    .start = TEST_NOW + 60,
	                                    .end = TEST_NOW + 120,
	                                    .purpose = "",
	                                    .note = "",
	                                    .requester = "",
	                                    .institution = ""};
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_ADDED);
	rq.u.booking.start += 120;
	rq.u.booking.end += 120;
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	rq.op = OP_CANCEL;
	rq.u.booking.id = result.id;
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_UPDATED);
	import("series",
	       "ref,resources,weeks,weekdays,periods,start,end,term,party,purpose,requester,institution,note,except,"
	       "purpose_class\n"
	       "S1,R2;T2;OSC*2,\"1-3,7-11单\",\"1,3\",1-2,,,2026-1,20,Drawing,chan,POLY,room 2,2026-09-09;2026-09-14,"
	       "teaching\n"
	       "S2,R3,2,5,,18:00,19:30,Spring,0,Drawing II,,,,,\n",
	       "1,S1,added,\n2,S2,added,\n");
	arena_release(&arena);
}

static void import_all(struct buf *files, enum outcome outcome)
{
	for (size_t k = 0; k < COUNT(order); k++) {
		struct list_import ask = test_ask(order[k], buf_text(&files[k]), files[k].len);
		struct list_summary summary;
		struct buf report = {0};
		const char *bad;
		ck_assert_int_eq(list_import(&store, &ask, test_note_row, &report, &summary, &bad), 0);
		ck_assert_msg(summary.rows > 0 && summary.rows == summary.counts[outcome], "%s\n%s", order[k],
		              buf_text(&report));
		ck_assert_uint_eq(summary.n_unknown, 0);
		list_summary_release(&summary);
		buf_release(&report);
	}
}

START_TEST(test_what_is_exported_imports_again_as_unchanged)
{
	struct buf files[COUNT(order)], again;
	fill();
	for (size_t k = 0; k < COUNT(order); k++)
		ck_assert_int_eq(test_export(&store, order[k], &files[k]), 0);
	const char *bookings = buf_text(&files[ORDER_BOOKINGS]);
	char own[32];
	snprintf(own, sizeof own, "\nquad-%08lx-3,R2,", (unsigned long)store.mark);
	ck_assert_ptr_nonnull(strstr(bookings, own));
	snprintf(own, sizeof own, "quad-%08lx-4", (unsigned long)store.mark);
	ck_assert_ptr_null(strstr(bookings, own));
	ck_assert_ptr_null(strstr(bookings, "Drawing"));
	uint64_t before = db_token(store.db);
	import_all(files, OUTCOME_UNCHANGED);
	ck_assert_uint_eq(db_token(store.db), before);
	store_close(&store);
	ck_assert_int_eq(store_create(test_store("other"), "Asia/Shanghai", &store), 0);
	import_all(files, OUTCOME_ADDED);
	for (size_t k = 0; k < COUNT(order); k++) {
		ck_assert_int_eq(test_export(&store, order[k], &again), 0);
		ck_assert_str_eq(buf_text(&again), buf_text(&files[k]));
		buf_release(&again);
	}
	import_all(files, OUTCOME_UNCHANGED);
	for (size_t k = 0; k < COUNT(order); k++)
		buf_release(&files[k]);
}
END_TEST

/* A booking at the time and a series on that day of a school, which nobody named. */
static void book_unnamed(const char *resource, int64_t start)
{
	struct claim_ask claim = {resource, 0};
	struct request rq = {.op = OP_BOOK, .actor = "lee", .now = TEST_NOW};
	struct result result;
	struct arena arena = {0};
	rq.u.booking = (struct booking_ask){.ref = "",
	                                    .claims = &claim,
	                                    .n_claims = 1,
	                                    .start = start,
	                                    .end = start + 60,
	                                    .purpose = "",
	                                    .note = "",
	                                    .requester = "",
	                                    .institution = ""};
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_ADDED);
	ck_assert_uint_eq(result.id, 1);
	rq = (struct request){.op = OP_SERIES, .actor = "lee", .now = TEST_NOW, .given = GIVEN_ALL};
	rq.u.series = (struct series_ask){
		.ref = "",
		.claims = &claim,
		.n_claims = 1,
		.weeks = {.term = "", .weeks = 1 << 1, .weekdays = 1 << 1, .from_min = 600, .to_min = 660},
		.rule.rule = "",
		.purpose = "",
		.note = "",
		.requester = "",
		.institution = ""};
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_ADDED);
	ck_assert_uint_eq(result.series, 1);
	arena_release(&arena);
}

START_TEST(test_a_list_of_another_store_adds_to_what_stands)
{
	static const char *const kinds[] = {"bookings", "series"};
	static const char term[] = "code,name,first_monday,weeks\nA,A,2025-03-03,20\n";
	struct buf theirs[COUNT(kinds)], before[COUNT(kinds)], after[COUNT(kinds)];
	char report[200];
	const unsigned long their_mark = store.mark;
	import("terms", term, "1,A,added,\n");
	book_unnamed("R2", TEST_NOW + 600);
	for (size_t k = 0; k < COUNT(kinds); k++)
		ck_assert_int_eq(test_export(&store, kinds[k], &theirs[k]), 0);
	store_close(&store);
	open_school("other");
	const unsigned long our_mark = store.mark;
	ck_assert(our_mark != 0 && their_mark != 0 && our_mark != their_mark);
	import("terms", term, "1,A,added,\n");
	book_unnamed("R1", TEST_NOW + 60);
	for (size_t k = 0; k < COUNT(kinds); k++) {
		const char *word = k ? "series-" : "";
		ck_assert_int_eq(test_export(&store, kinds[k], &before[k]), 0);
		snprintf(report, sizeof report, "1,quad-%08lx-%s1,added,\n", their_mark, word);
		import(kinds[k], buf_text(&theirs[k]), report);
		snprintf(report, sizeof report, "1,quad-%08lx-%s1,unchanged,\n", their_mark, word);
		import(kinds[k], buf_text(&theirs[k]), report);
		/* ours as it was, then theirs under their name */
		ck_assert_int_eq(test_export(&store, kinds[k], &after[k]), 0);
		buf_str(&before[k], strchr(buf_text(&theirs[k]), '\n') + 1);
		ck_assert_str_eq(buf_text(&after[k]), buf_text(&before[k]));
	}
	/* and back: they know their own again, and get ours */
	store_close(&store);
	ck_assert_int_eq(store_open(test_store("lists"), &store), 0);
	for (size_t k = 0; k < COUNT(kinds); k++) {
		const char *word = k ? "series-" : "";
		snprintf(report, sizeof report, "1,quad-%08lx-%s1,added,\n2,quad-%08lx-%s1,unchanged,\n", our_mark, word,
		         their_mark, word);
		import(kinds[k], buf_text(&after[k]), report);
		buf_release(&theirs[k]);
		buf_release(&before[k]);
		buf_release(&after[k]);
	}
}
END_TEST

START_TEST(test_many_bookings_export_in_portions_by_start)
{
	struct buf text = {0}, want = {0};
	buf_str(&text, "ref,resources,start,end\n");
	buf_str(&want, "ref,resources,start,end,party,purpose,requester,institution,note,purpose_class,event\n");
	for (int i = 0; i < 2300; i++) {
		char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
		int64_t at = TEST_NOW + 100 * (2300 - i);
		buf_fmt(&text, "B%d,R1,%s,%s\n", i, clock_format(at, from), clock_format(at + 100, to));
		at = TEST_NOW + 100 * (i + 1);
		buf_fmt(&want, "B%d,R1,%s,%s,0,,tester,,,,\n", 2299 - i, clock_format(at, from),
		        clock_format(at + 100, to));
	}
	struct list_import ask = test_ask("bookings", buf_text(&text), text.len);
	struct list_summary summary;
	const char *bad;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), 0);
	ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], 2300);
	list_summary_release(&summary);
	expect_export("bookings", buf_text(&want));
	buf_release(&text);
	buf_release(&want);
}
END_TEST

START_TEST(test_kinds_are_found_by_their_word)
{
	size_t n = 0;
	for (const struct list_kind *const *k = list_kinds(); *k; k++, n++)
		ck_assert_ptr_eq(list_kind_find(list_kind_word(*k)), *k);
	ck_assert_uint_eq(n, COUNT(order) + 2); /* timetable and ics have no such form */
	ck_assert_ptr_null(list_kind_find("shoes"));
}
END_TEST

Suite *list_suite(void);

Suite *list_suite(void)
{
	Suite *s = suite_create("list");
	TCase *c = tcase_create("list");
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_set_timeout(c, 30);
	tcase_add_loop_test(c, test_headers_are_understood, 0, (int)COUNT(headers));
	tcase_add_test(c, test_a_list_that_cannot_be_read_says_why);
	tcase_add_test(c, test_map_and_set_override);
	tcase_add_test(c, test_a_set_value_fills_what_the_file_leaves_empty);
	tcase_add_loop_test(c, test_cells_are_understood_or_reported, 0, (int)COUNT(cells));
	tcase_add_loop_test(c, test_rows_are_taken_each_whole_or_not_at_all, 0, (int)COUNT(rows));
	tcase_add_test(c, test_a_nul_and_bad_bytes_are_their_row_s_fault);
	tcase_add_test(c, test_times_that_the_clock_skips_or_repeats_are_told);
	tcase_add_test(c, test_the_same_file_again_changes_nothing);
	tcase_add_test(c, test_a_changed_booking_moves_or_stays);
	tcase_add_test(c, test_a_rehearsal_sees_earlier_rows_and_changes_nothing);
	tcase_add_test(c, test_what_is_missing_is_made_when_told);
	tcase_add_test(c, test_more_rows_than_a_batch_are_reported_in_order);
	tcase_add_test(c, test_batches_are_small_while_others_write);
	tcase_add_test(c, test_a_file_is_imported_by_pieces);
	tcase_add_test(c, test_a_file_that_is_no_plain_text_is_read_whole);
	tcase_add_test(c, test_the_reader_of_the_report_may_stop);
	tcase_add_test(c, test_the_summary_counts_and_names);
	tcase_add_test(c, test_lists_of_offices_are_decoded);
	tcase_add_test(c, test_what_is_exported_imports_again_as_unchanged);
	tcase_add_test(c, test_a_list_of_another_store_adds_to_what_stands);
	tcase_add_test(c, test_many_bookings_export_in_portions_by_start);
	tcase_add_test(c, test_kinds_are_found_by_their_word);
	suite_add_tcase(s, c);
	return s;
}
