/* Headers: which column each means by the parts of its words, by the rows under it, and by the others beside it. */
#include <check.h>

#include "store/change/store_apply.h"
#include "store/list/list_header.h"
#include "tests/engine.h"
#include "tests/list_support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const struct {
	const char *kind, *header, *column; /* "": none */
} headers[] = {
	{"resources", "实训室识别码", "code"},
	{"resources", "研讨室编码", "code"},
	{"resources", "活動室編號", "code"},
	{"resources", "gym_id", ""},
	{"resources", "venueNumber", "code"},
	{"resources", "StaffNo", "code"},
	{"resources", "物資代碼", "code"},
	{"resources", "研讨室全称", "name"},
	{"resources", "校内实训场所名称", "name"},
	{"resources", "teacherNames", "name"},
	{"resources", "工作室", "name"},
	{"resources", "场地大类", "kind"},
	{"resources", "活动室功能", "kind"},
	{"resources", "venue category", "kind"},
	{"resources", "型号", ""},
	{"resources", "规格", ""},
	{"resources", "所属三级学院", "institution"},
	{"resources", "保管部门", "institution"},
	{"resources", "归属系部名称", "institution"},
	{"resources", "依托单位", "institution"},
	{"resources", "依托实验中心", "institution"},
	{"resources", "owning_department", "institution"},
	{"resources", "部门及职称", "institution"},
	{"resources", "所在院区", "campus"},
	{"resources", "campusName", "campus"},
	{"resources", "实训楼名称", "building"},
	{"resources", "bldg", "building"},
	{"resources", "设备放置位置", "room"},
	{"resources", "仪器安放地点", "room"},
	{"resources", "所在实训室", "room"},
	{"resources", "实训室最多容纳学生人数", "seats"},
	{"resources", "活动室座位数", "seats"},
	{"resources", "max_room_capacity", "seats"},
	{"resources", "seatsTotal", "seats"},
	{"resources", "期末考试容量", "seats"},
	{"resources", "仪器当前状态", "active"},
	{"resources", "is_enabled", "active"},
	{"resources", "实训室设备清单", "equipment"},
	{"resources", "面向学科门类", "specialty"},
	{"resources", "可预约时间段", "opening"},
	{"resources", "专用教室代码", "code"},
	{"resources", "大师工作室名称", "name"},
	{"resources", "Venue_Title", "name"},
	{"resources", "主办学校", "institution"},
	{"resources", "人数上限", "seats"},
	{"resources", "一次可容纳学生数", "seats"},
	{"resources", "maxOccupancy", "seats"},
	{"resources", "是否开放", "active"},
	{"resources", "可借状态", "active"},
	{"resources", "available hours", "opening"},
	{"resources", "是否停用", "active"},
	{"resources", "管理员工号", ""},
	{"resources", "培训人数", ""},
	{"resources", "area", ""},
	{"resources", "使用年限", ""},
	{"resources", "面积", ""},
	{"resources", "购置年份", ""},
	{"resources", "序号", ""},
	{"resources", "审核人", ""},
	{"people", "教职工编号", "login"},
	{"people", "lecturerId", "login"},
	{"people", "职员姓名", "name"},
	{"people", "教师所属系部", "institution"},
	{"people", "faculty_name", "institution"},
	{"bookings", "预订单号", "ref"},
	{"bookings", "活动室使用编号", "ref"},
	{"bookings", "活动室编号", "resource"},
	{"bookings", "预定研讨室", "resource"},
	{"bookings", "活动开始时间", "start"},
	{"bookings", "应归还时间", "end"},
	{"bookings", "活动主题", "purpose"},
	{"bookings", "实训项目名称", "purpose"},
	{"bookings", "参会人数", "party"},
	{"bookings", "登记人姓名", "requester"},
	{"bookings", "借用部门", "institution"},
	{"bookings", "申请序号", "ref"},
	{"bookings", "借出时间", "start"},
	{"bookings", "使用理由", "purpose"},
	{"bookings", "申请时间", ""},
	{"bookings", "request_time", ""},
	{"bookings", "参会人员", ""},
	{"bookings", "联系电话", ""},
	{"series", "任课教师工号", "teacher"},
	{"series", "上课对象", "class"},
	{"series", "教学任务号", "course_no"},
	{"series", "course", "purpose"},
	{"series", "周次安排", "weeks"},
	{"series", "上课时间安排", "when"},
	{"series", "上课时间地点", ""},
	{"series", "考试时间", ""},
	{"series", "学生学院", ""},
	{"series", "学分", ""},
	{"series", "大节", ""},
	{"series", "主讲老师姓名", "teacher"},
	{"series", "授课班级名称", "class"},
	{"series", "实训项目", "purpose"},
	{"series", "应到人数", "party"},
	{"series", "开课学年学期", "term"},
	{"timetable", "主讲老师", "老师"},
	{"timetable", "研讨室名称", "地点"},
};

START_TEST(test_parts_of_a_header_say_the_column)
{
	const struct list_kind *kind = list_kind_find(headers[_i].kind);
	struct list_import ask = {.kind = kind};
	struct list_summary summary = {0};
	struct list_header header;
	struct arena arena = {0};
	const char *wanted = headers[_i].column;
	bool found = !*wanted;
	size_t known;
	ck_assert_int_eq(header_known(&ask, &headers[_i].header, 1, &known), 0);
	ck_assert_msg((known == 1) == (*wanted != 0), "%s: known %zu", headers[_i].header, known);
	ck_assert_int_eq(header_read(&ask, &headers[_i].header, 1, NULL, &arena, &header, &summary), 0);
	for (size_t c = 0; c < kind->n_columns; c++)
		if (strcmp(kind->columns[c].name, wanted) == 0)
			found = header.cell[c] == 0;
	ck_assert_msg(found, "%s: not %s", headers[_i].header, wanted);
	arena_release(&arena);
}
END_TEST

/* ---- what a column means by its rows, and by the other columns ---- */

static struct store store;

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("headers"), "Asia/Shanghai", &store), 0);
}

static void tear_down(void)
{
	store_close(&store);
}

static const struct {
	const char *what, *kind, *text;
	const char *rows; /* code,name,kind,institution,room,seats of each resource */
} meant[] = {
	{"a unit of measure", NULL, "仪器编号,仪器名称,单位,数量\nE1,示波器,台,3\nE2,万用表,把,4\n",
	 "E1,示波器,equipment,,,3\nE2,万用表,equipment,,,4\n"},
	{"an institution", NULL, "仪器编号,仪器名称,单位,数量\nE1,示波器,机电系,3\n", "E1,示波器,equipment,机电系,,3\n"},
	{"a title that is a rank", "teacher", "staff_no,staff_name,title\nT1,Ann,Senior Lecturer\nT2,Bo,Professor\n",
	 "T1,Ann,teacher,,,0\nT2,Bo,teacher,,,0\n"},
	{"a name in two columns", "teacher", "staff id,Surname,First Name,Office\n1,Lee,Ann,R9\n2,,Bo,R9\n",
	 "1,Lee Ann,teacher,,,0\n2,Bo,teacher,,,0\n"},
	{"a name in two columns that is the code", "teacher", "Given Name,Family Name\nAnn,Lee\n", "Ann Lee,Ann Lee,teacher,,,0\n"},
	{"a title that is a name", "room", "id,title\nR1,Blue Hall\n", "R1,Blue Hall,room,,,0\n"},
	{"whose room it is", "room", "教室编号,教师,容量\nR1,赵明,30\n", "R1,R1,room,,,30\n"},
	{"the class of a room, first in the list", "room", "班级名称,教室编号,教室名称\n一班,R1,东一\n一班,R2,东二\n",
	 "R1,东一,room,,,0\nR2,东二,room,,,0\n"},
	{"the room of a class", NULL, "班级名称,教室,人数\n一班,R1,40\n", "一班,一班,class,,,40\n"},
	{"pieces in labs", NULL, "设备编号,设备名称,实验室名称,台数\nE1,示波器,电工室,3\nE2,示波器,电工室,5\n",
	 "E1,示波器,equipment,,电工室,3\nE2,示波器,equipment,,电工室,5\n"},
	{"pieces with the codes of their labs", NULL,
	 "实验室编号,实验室名称,设备编号,设备名称\nL1,电工室,E1,示波器\nL1,电工室,E2,万用表\n",
	 "E1,示波器,equipment,,电工室,0\nE2,万用表,equipment,,电工室,0\n"},
	{"assets", NULL, "assetTag,assetName,location\nA1,Mixer,R 1\n", "A1,Mixer,equipment,,R 1,0\n"},
	{"when a thing came into use", NULL, "设备编号,使用时间\nE1,2019-09-01\nE2,2020年3月\n",
	 "E1,E1,equipment,,,0\nE2,E2,equipment,,,0\n"},
	{"what a room is for is its kind", NULL, "编号,用途\nR1,实训\nR2,报告厅\n", "R1,R1,lab,,,0\nR2,R2,room,,,0\n"},
	{"what a room is for in free words", "room", "编号,用途\nR1,学生自己安排\n", "R1,R1,room,,,0\n"},
	{"a number that is no code", "room", "name,number\nA,30\nB,30\n", "A,A,room,,,0\nB,B,room,,,0\n"},
	{"a number that is one", "room", "number,size\n11,30\n12,30\n", "11,11,room,,,30\n12,12,room,,,30\n"},
	{"a size that is none of people", "room", "id,size\n11,large\n12,small\n", "11,11,room,,,0\n12,12,room,,,0\n"},
	{"floors that the number says, and one that it does not", "room",
	 "楼宇,楼层,房间号\n甲,1,1A\n甲,1层,1-05\n甲,F2,201\n甲,三层,305\n甲,B1,B101\n甲,2,A7\n",
	 "甲 1-05,甲 1-05,room,,1-05,0\n甲 1A,甲 1A,room,,1A,0\n甲 2 A7,甲 2 A7,room,,2 A7,0\n甲 201,甲 201,room,,201,0\n"
	 "甲 305,甲 305,room,,305,0\n甲 B101,甲 B101,room,,B101,0\n"},
};

/* Those of the columns of an export of resources. */
static void put_resources(struct buf *out)
{
	static const size_t columns[] = {0, 1, 2, 3, 6, 7};
	struct buf whole;
	struct csv_reader r;
	struct csv_row row;
	ck_assert_int_eq(test_export(&store, "resources", &whole), 0);
	ck_assert_int_eq(csv_reader_open(&r, buf_text(&whole), whole.len, ','), 0);
	ck_assert_int_eq(csv_reader_next(&r, &row), 0);
	while (csv_reader_next(&r, &row) == 0) {
		for (size_t i = 0; i < COUNT(columns) && row.n > 7; i++)
			buf_fmt(out, "%s%.*s", i ? "," : "", (int)row.cells[columns[i]].len,
			        (const char *)row.cells[columns[i]].p);
		buf_char(out, '\n');
	}
	csv_reader_close(&r);
	buf_release(&whole);
}

START_TEST(rows_say_what_a_column_means)
{
	struct list_import ask = test_ask("resources", meant[_i].text, strlen(meant[_i].text));
	struct list_pair set = {"kind", meant[_i].kind};
	struct list_summary summary;
	struct buf report = {0}, rows = {0};
	const char *bad = NULL;
	ask.set = &set;
	ask.n_set = meant[_i].kind != NULL;
	ask.create_missing = true;
	int err = list_import(&store, &ask, test_note_row, &report, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %s (%zu missing, the first %s)", meant[_i].what, bad ? bad : "", summary.n_missing,
	              summary.n_missing ? summary.missing[0] : "");
	put_resources(&rows);
	ck_assert_msg(strcmp(buf_text(&rows), meant[_i].rows) == 0, "%s: %s\n%s", meant[_i].what, buf_text(&report),
	              buf_text(&rows));
	list_summary_release(&summary);
	buf_release(&report);
	buf_release(&rows);
}
END_TEST

static const struct {
	const char *text;
	const char *report;
	const char *departments; /* NULL: not told */
	const char *set, *map;   /* of the institution */
	const char *rows;
} of_departments[] = {
	{"id,name,dept_name\nT1,Ann,Maths\nT2,Bo,I1\nT3,Cy,\n",
	 "1,T1,added,value:institution@Maths is no institution\n2,T2,added,\n3,T3,added,\n", "dept_name (1)", NULL, NULL,
	 "T1,Ann,teacher,,,0\nT2,Bo,teacher,I1,,0\nT3,Cy,teacher,,,0\n"},
	{"工号,姓名,所在院系\nT1,甲,机电系\nT2,乙,东湖学院\n",
	 "1,T1,added,value:institution@机电系 is no institution\n2,T2,added,\n", "所在院系 (1)", NULL, NULL,
	 "T1,甲,teacher,,,0\nT2,乙,teacher,I1,,0\n"},
	{"工号,姓名,使用部门\nT1,甲,机电系\n", "1,T1,added,value:institution@机电系 is no institution\n", "使用部门 (1)",
	 "I1", NULL, "T1,甲,teacher,I1,,0\n"},
	{"工號,姓名,管理部門\nT1,甲,機電系\n", "1,T1,added,value:institution@機電系 is no institution\n", "管理部門 (1)",
	 NULL, NULL, "T1,甲,teacher,,,0\n"},
	{"工号,姓名,部门\nT1,甲,同名\n", "1,T1,refused,unknown:同名@institution (several)\n", NULL, NULL, NULL, ""},
	{"工号,姓名,部门\nT1,甲,机电系\n", "1,T1,refused,unknown:机电系@institution\n", NULL, NULL, "部门", ""},
	{"工号,姓名,institution\nT1,甲,机电系\n", "1,T1,refused,unknown:机电系@institution\n", NULL, NULL, NULL, ""},
	{"工号,姓名,所属单位\nT1,甲,机电系\n", "1,T1,refused,unknown:机电系@institution\n", NULL, NULL, NULL, ""},
	{"工号,姓名,二级学院\nT1,甲,机电系\n", "1,T1,refused,unknown:机电系@institution\n", NULL, NULL, NULL, ""},
	{"工号,姓名,College\nT1,甲,机电系\n", "1,T1,refused,unknown:机电系@institution\n", NULL, NULL, NULL, ""},
};

/* A list of teachers in a store with the institution I1 and two of one name. */
START_TEST(a_department_is_no_institution)
{
	const char *schools = "code,name\nI1,东湖学院\nA,同名\nB,同名\n", *bad = NULL;
	struct list_import first = test_ask("institutions", schools, strlen(schools));
	struct list_import ask = test_ask("resources", of_departments[_i].text, strlen(of_departments[_i].text));
	struct list_pair set[] = {{"kind", "teacher"}, {"institution", of_departments[_i].set}};
	struct list_pair map = {"institution", of_departments[_i].map};
	struct list_summary summary;
	struct buf report = {0}, rows = {0};
	ck_assert_int_eq(list_import(&store, &first, NULL, NULL, &summary, &bad), 0);
	list_summary_release(&summary);
	ask.set = set;
	ask.n_set = of_departments[_i].set ? 2 : 1;
	ask.map = &map;
	ask.n_map = of_departments[_i].map != NULL;
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &report, &summary, &bad), 0);
	ck_assert_str_eq(buf_text(&report), of_departments[_i].report);
	ck_assert_pstr_eq(summary.departments, of_departments[_i].departments);
	list_summary_release(&summary);
	put_resources(&rows);
	ck_assert_str_eq(buf_text(&rows), of_departments[_i].rows);
	buf_release(&report);
	buf_release(&rows);
}
END_TEST

START_TEST(a_department_that_is_no_institution_leaves_the_stored_one)
{
	const char *text = "id,name,department\nT1,Ann,Maths\n", *bad = NULL;
	struct list_import ask = test_ask("resources", text, strlen(text));
	struct list_pair set[] = {{"kind", "teacher"}, {"institution", "I1"}};
	struct list_summary summary;
	struct buf report = {0}, rows = {0};
	ask.set = set;
	ask.n_set = 1;
	ask.create_missing = true;
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &report, &summary, &bad), 0);
	ck_assert_str_eq(buf_text(&report), "1,T1,added,\n");
	list_summary_release(&summary);
	const char *other = "id,name,department\nT1,Ann,Music\n";
	ask.data = (struct bytes){other, strlen(other)};
	ask.create_missing = false;
	buf_clear(&report);
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &report, &summary, &bad), 0);
	ck_assert_str_eq(buf_text(&report), "1,T1,unchanged,value:institution@Music is no institution\n");
	list_summary_release(&summary);
	put_resources(&rows);
	ck_assert_str_eq(buf_text(&rows), "T1,Ann,teacher,Maths,,0\n");
	buf_release(&report);
	buf_release(&rows);
}
END_TEST

START_TEST(what_is_out_of_use_is_not_active)
{
	const char *text = "编号,名称,类型,是否停用\nA,甲,教室,是\nB,乙,教室,否\nC,丙,教室,\nD,丁,教室,停用\n", *bad = NULL;
	static const char *const active[] = {"no", "yes", "yes", "no"};
	struct list_import ask = test_ask("resources", text, strlen(text));
	struct list_summary summary;
	struct buf whole;
	struct csv_reader r;
	struct csv_row row;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), 0);
	list_summary_release(&summary);
	ck_assert_int_eq(test_export(&store, "resources", &whole), 0);
	ck_assert_int_eq(csv_reader_open(&r, buf_text(&whole), whole.len, ','), 0);
	ck_assert_int_eq(csv_reader_next(&r, &row), 0);
	size_t at = 0;
	while (strncmp(row.cells[at].p, "active", row.cells[at].len) != 0)
		at++;
	for (size_t i = 0; i < COUNT(active); i++) {
		ck_assert_int_eq(csv_reader_next(&r, &row), 0);
		ck_assert_uint_eq(row.cells[at].len, strlen(active[i]));
		ck_assert_mem_eq(row.cells[at].p, active[i], row.cells[at].len);
	}
	csv_reader_close(&r);
	buf_release(&whole);
}
END_TEST

START_TEST(a_time_beside_an_end_is_the_start)
{
	const char *text = "申请单号,教室,借用时间,归还时间\nB1,R1,2026-09-07 08:00,2026-09-07 10:00\n";
	const char *room = "code,kind\nR1,room\n", *bad;
	struct list_import rooms = test_ask("resources", room, strlen(room)), ask = test_ask("bookings", text, strlen(text));
	struct list_summary summary;
	struct buf report = {0};
	ck_assert_int_eq(list_import(&store, &rooms, NULL, NULL, &summary, &bad), 0);
	list_summary_release(&summary);
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &report, &summary, &bad), 0);
	ck_assert_str_eq(buf_text(&report), "1,B1,added,\n");
	list_summary_release(&summary);
	buf_release(&report);
}
END_TEST

Suite *list_headers_suite(void);

Suite *list_headers_suite(void)
{
	TCase *c = tcase_create("parts");
	Suite *s = suite_create("list_headers");
	tcase_add_loop_test(c, test_parts_of_a_header_say_the_column, 0, (int)COUNT(headers));
	suite_add_tcase(s, c);
	TCase *rows = tcase_create("rows");
	tcase_add_checked_fixture(rows, set_up, tear_down);
	tcase_add_loop_test(rows, rows_say_what_a_column_means, 0, (int)COUNT(meant));
	tcase_add_loop_test(rows, a_department_is_no_institution, 0, (int)COUNT(of_departments));
	tcase_add_test(rows, a_department_that_is_no_institution_leaves_the_stored_one);
	tcase_add_test(rows, what_is_out_of_use_is_not_active);
	tcase_add_test(rows, a_time_beside_an_end_is_the_start);
	suite_add_tcase(s, rows);
	return s;
}
