/*
 * Timetables as school systems write them: the time in one cell or in many, classes and several teachers, no reference.
 * Each list goes into a store of its own, twice, and then gives these series.
 */
#include <check.h>

#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/list_support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static struct store store;

static void import(const char *kind, const char *text, struct buf *report)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	struct list_summary summary;
	const char *bad = NULL;
	int err = list_import(&store, &ask, test_note_row, report, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %s (%zu missing, the first %s)", text, bad ? bad : "", summary.n_missing,
	              summary.n_missing ? summary.missing[0] : "");
	ck_assert_msg(summary.n_unknown == 0, "%s: unknown %s", text, summary.n_unknown ? summary.unknown[0] : "");
	list_summary_release(&summary);
}

static void set_up(void)
{
	struct buf report = {0};
	ck_assert_int_eq(store_create(test_store("lessons"), "Asia/Shanghai", &store), 0);
	import("terms", "code,name,first_monday,weeks\nX,X,2025-02-24,12\n", &report);
	import("periods", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n3,10:00,10:45\n4,10:55,11:40\n", &report);
	import("resources",
	       "code,name,kind\nA1,西楼11,room\nA2,西楼12,lab\nP1,赵明,teacher\nP2,钱亮,teacher\n机电01,机电01,class\n"
	       "机电02,机电02,class\n机电03,机电03,class\n会计一班,会计一班,class\n",
	       &report);
	ck_assert_ptr_null(strstr(buf_text(&report), "invalid"));
	buf_release(&report);
}

static void tear_down(void)
{
	store_close(&store);
}

/* The columns resources, weeks, weekdays, periods, start and end of the series, a line each. */
static void put_series(struct buf *out)
{
	struct buf whole;
	ck_assert_int_eq(test_export(&store, "series", &whole), 0);
	struct csv_reader r;
	struct csv_row row;
	ck_assert_int_eq(csv_reader_open(&r, buf_text(&whole), whole.len, ','), 0);
	ck_assert_int_eq(csv_reader_next(&r, &row), 0);
	while (csv_reader_next(&r, &row) == 0) {
		for (size_t i = 1; i < 7 && row.n > 7; i++)
			buf_fmt(out, "%s%.*s", i > 1 ? "|" : "", (int)row.cells[i].len, (const char *)row.cells[i].p);
		buf_char(out, '\n');
	}
	csv_reader_close(&r);
	buf_release(&whole);
}

static const struct {
	const char *what, *kind, *text;
	const char *results; /* of the rows, with their reasons */
	const char *series;
} lists[] = {
	{"all of the time in one cell", "timetable",
	 "课程,上课时间,上课地点,任课教师,上课班级\n焊接,周二第1-2节{第1-6周},西楼12,赵明,机电01\n"
	 "钳工,1-9周(单) 星期三 3-4节,西楼12,钱亮,机电02\n",
	 "added, added, ", "A2;P1;机电01|1-6|2|1-2||\nA2;P2;机电02|1,3,5,7,9|3|3-4||\n"},
	{"the same as series, whose header 上课时间 may also be a start", "series",
	 "课程名称,上课时间,教室,教师,班级\n焊接,周二第1-2节{第1-6周},西楼12,赵明,机电01\n", "added, ",
	 "A2;P1;机电01|1-6|2|1-2||\n"},
	{"several lessons in a cell", "timetable",
	 "课程,上课时间,教师\n焊接,周二1-2节{1-6周};周四3-4节{1-6周},赵明\n", "added, ",
	 "P1|1-6|2|1-2||\nP1|1-6|4|3-4||\n"},
	{"several lessons under one reference", "series",
	 "编号,课程,上课时间,教师\nK,焊接,周二1-2节{1-6周} 周四3-4节{1-6周},赵明\n", "added, ",
	 "P1|1-6|2|1-2||\nP1|1-6|4|3-4||\n"},
	{"clock times in the cell", "series", "课程,上课时间,教师\n焊接,周二 8:00-9:40 {1-6周},赵明\n", "added, ",
	 "P1|1-6|2||08:00|09:40\n"},
	{"periods in one column", "timetable", "课程,星期,节次,周次,教师\n焊接,二,0102,1-6,赵明\n", "added, ",
	 "P1|1-6|2|1-2||\n"},
	{"begin and end of periods and weeks, and odd weeks beside", "series",
	 "课程,星期,开始节次,结束节次,起始周,结束周,单双周,教师\n焊接,2,1,2,1,6,单,赵明\n钳工,3,1,2,1,6,双周,赵明\n"
	 "车工,4,1,2,1,6,全,赵明\n铣工,5,1,2,1,6,,赵明\n刨工,6,1,2,1,6,隔周,赵明\n",
	 "added, added, added, added, invalid value:parity@隔周, ",
	 "P1|1,3,5|2|1-2||\nP1|2,4,6|3|1-2||\nP1|1-6|4|1-2||\nP1|1-6|5|1-2||\n"},
	{"ends that begin with the digits of the beginnings", "series",
	 "课程,星期,开始节次,结束节次,起始周,结束周,单双周,教师\n焊接,2,1,2,1,12,单周,赵明\n钳工,3,1,2,1,11,全部,赵明\n"
	 "车工,4,2,2,1,1,,赵明\n",
	 "added, added, added, ",
	 "P1|1,3,5,7,9,11|2|1-2||\nP1|1-11|3|1-2||\nP1|1|4|2||\n"},
	{"periods in brackets, and all of them one by one", "series",
	 "课程,星期,节次,周次,教师\n焊接,2,[01-02]节,1-6,赵明\n钳工,3,[02-03-04]节,1-6,赵明\n车工,4,第【1-2】节,1-6,赵明\n"
	 "铣工,5,[1-2节,1-6,赵明\n刨工,5,[1-2]周,1-6,赵明\n",
	 "added, added, added, added, invalid value:periods@[1-2]周, ",
	 "P1|1-6|2|1-2||\nP1|1-6|3|2-4||\nP1|1-6|4|1-2||\nP1|1-6|5|1-2||\n"},
	{"the same in a timetable", "timetable",
	 "课程,星期,开始节次,结束节次,起始周,结束周,单双周,教师\n焊接,2,1,2,1,6,双,赵明\n", "added, ",
	 "P1|2,4,6|2|1-2||\n"},
	{"weeks with marks and periods among them", "timetable",
	 "课程,星期,节次,教师,周数\n焊接,2,1-2,赵明,1-6([双周])[01-02节]双\n钳工,3,1-2,赵明,{第1-6周|单周}\n"
	 "车工,4,1-2,赵明,1-6([周])[03-04节]\n",
	 "added, added, invalid value:周数@1-6([周])[03-04节], ", "P1|2,4,6|2|1-2||\nP1|1,3,5|3|1-2||\n"},
	{"all weeks of the term", "series", "课程,星期,节次,周次,教师\n焊接,2,1-2,全周,赵明\n钳工,3,1-2,每周,赵明\n",
	 "added, added, ", "P1|1-12|2|1-2||\nP1|1-12|3|1-2||\n"},
	{"numbers that a spreadsheet made dates of", "series",
	 "课程,星期,节次,周次,教师\n焊接,2,2026-03-04,1-6,赵明\n钳工,2,1-2,1月6日,赵明\n车工,2,2-Jan,1-6,赵明\n",
	 "invalid value:periods@2026-03-04, invalid value:weeks@1月6日, invalid value:periods@2-Jan, ", ""},
	{"several people and classes", "series",
	 "课程,星期,节次,周次,教师,班级\n焊接,2,1-2,1-6,赵明、钱亮,\"机电01,机电02\"\n钳工,3,1-2,1-6,赵明(讲师),机电01-03\n"
	 "车工,4,1-2,1-6,P2/钱亮,机电01、02\n铣工,5,1-2,1-6,赵明 钱亮,会计一班 机电03\n刨工,6,1-2,1-6,赵明,机电01-04\n",
	 "added, added, added, added, refused unknown:机电01-04@resource, ",
	 "P1;P2;机电01;机电02|1-6|2|1-2||\nP1;机电01;机电02;机电03|1-6|3|1-2||\nP2;机电01;机电02|1-6|4|1-2||\n"
	 "P1;P2;会计一班;机电03|1-6|5|1-2||\n"},
	{"a place for each lesson", "timetable",
	 "课程,上课时间,地点,教师\n焊接,周二1-2节{1-6周};周四3-4节{1-6周},西楼11;西楼12,赵明\n", "added, ",
	 "A1;P1|1-6|2|1-2||\nA2;P1|1-6|4|3-4||\n"},
	{"a place for each lesson of a series", "series",
	 "编号,课程,上课时间,地点,教师\nK,焊接,周二1-2节{1-6周};周四3-4节{1-6周},西楼11；西楼12,赵明\n", "added, ",
	 "A1;P1|1-6|2|1-2||\nA2;P1|1-6|4|3-4||\n"},
	{"a place with what it is in brackets", "timetable",
	 "课程,上课时间,地点\n焊接,周二1-2节{1-6周},西楼11（多媒体）\n", "added, ", "A1|1-6|2|1-2||\n"},
	{"nobody and nowhere", "timetable",
	 "课程,星期,节次,周次,教师,地点\n焊接,2,1-2,1-6,待定,西楼11\n钳工,3,1-2,1-6,赵明,无\n车工,4,1-2,1-6,-,/\n", "added, added, "
	 "invalid value:地点, ",
	 "A1|1-6|2|1-2||\nP1|1-6|3|1-2||\n"},
	{"the number of a course is no reference", "series",
	 "课程代码,课程,星期,节次,周次,教师\nC9,焊接,2,1-2,1-6,赵明\nC9,焊接,4,1-2,1-6,赵明\n", "added, added, ",
	 "P1|1-6|2|1-2||\nP1|1-6|4|1-2||\n"},
	{"what is missing", "series",
	 "课程,上课时间,教师\n焊接,周二1-2节,赵明\n钳工,1-6周1-2节,赵明\n车工,周三{1-6周},赵明\n铣工,晚上,赵明\n刨工,,赵明\n",
	 "invalid value:weeks, invalid value:weekdays, invalid value:periods, invalid value:when@晚上, "
	 "invalid value:weeks;value:weekdays;value:periods, ",
	 ""},
};

/* `RESULT REASONS, ` of each row. */
static int note_result(void *arg, const struct list_row_report *r)
{
	struct buf *out = arg;
	buf_str(out, outcome_word(r->outcome));
	buf_str(out, r->reasons->n ? " " : "");
	reasons_format(r->reasons, out);
	buf_str(out, ", ");
	return 0;
}

static void import_lessons(const char *kind, const char *text, struct buf *results)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	struct list_summary summary;
	const char *bad = NULL;
	int err = list_import(&store, &ask, note_result, results, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %s (%zu missing, the first %s)", text, bad ? bad : "", summary.n_missing,
	              summary.n_missing ? summary.missing[0] : "");
	list_summary_release(&summary);
}

START_TEST(a_timetable_of_a_school_is_understood)
{
	struct buf results = {0}, series = {0};
	import_lessons(lists[_i].kind, lists[_i].text, &results);
	ck_assert_msg(strcmp(buf_text(&results), lists[_i].results) == 0, "%s: %s", lists[_i].what, buf_text(&results));
	put_series(&series);
	ck_assert_msg(strcmp(buf_text(&series), lists[_i].series) == 0, "%s: got\n%s", lists[_i].what,
	              buf_text(&series));
	buf_clear(&results);
	import_lessons(lists[_i].kind, lists[_i].text, &results);
	ck_assert_msg(!strstr(buf_text(&results), "added") && !strstr(buf_text(&results), "updated"), "%s: again %s",
	              lists[_i].what, buf_text(&results));
	buf_release(&results);
	buf_release(&series);
}
END_TEST

START_TEST(the_lessons_of_a_row_stand_or_fall_together)
{
	struct buf results = {0}, series = {0};
	import_lessons("series", "编号,课程,上课时间,教师\nA,焊接,周四3-4节{1-6周},赵明\nB,钳工,周二1-2节{1-6周};周四3-4节{6周},赵明\n",
	               &results);
	ck_assert_ptr_nonnull(strstr(buf_text(&results), "added, refused busy:P1@"));
	put_series(&series);
	ck_assert_str_eq(buf_text(&series), "P1|1-6|4|3-4||\n");
	buf_release(&results);
	buf_release(&series);
}
END_TEST

Suite *list_lessons_suite(void);

Suite *list_lessons_suite(void)
{
	TCase *c = tcase_create("lessons");
	Suite *s = suite_create("list_lessons");
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, a_timetable_of_a_school_is_understood, 0, (int)COUNT(lists));
	tcase_add_test(c, the_lessons_of_a_row_stand_or_fall_together);
	suite_add_tcase(s, c);
	return s;
}
