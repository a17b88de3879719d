/*
 * Lists of the academic calendar and of what goes by it: terms, periods, day rules, series and timetables, in and out.
 * Every test has a term, two periods, rooms on two campuses and teachers, of whom two share a name.
 */
#include <check.h>

#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/list_support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static struct store store;
static int64_t now_min;

static void import_as(const char *kind, const char *text, bool skip, const struct list_pair *set, const char *report)
{
	struct buf out = {0};
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import ask = test_ask(kind, text, strlen(text));
	ask.now = now_min;
	ask.skip_conflicts = skip;
	ask.set = set;
	ask.n_set = set != NULL;
	int err = list_import(&store, &ask, test_note_row, &out, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %s (%zu missing)", text, bad ? bad : "", summary.n_missing);
	ck_assert_str_eq(buf_text(&out), report);
	list_summary_release(&summary);
	buf_release(&out);
}

static void import(const char *kind, const char *text, const char *report)
{
	import_as(kind, text, false, NULL, report);
}

/* The exported text with `quad-MARK-` for what every own ref begins with. */
static void hide_mark(struct buf *b)
{
	char own[32];
	int len = snprintf(own, sizeof own, "quad-%08lx-", (unsigned long)store.mark);
	struct buf out = {0};
	const char *p = buf_text(b), *next;
	for (; (next = strstr(p, own)) != NULL; p = next + len)
		buf_fmt(&out, "%.*squad-MARK-", (int)(next - p), p);
	buf_str(&out, p);
	buf_release(b);
	*b = out;
}

static void export(const char *kind, struct buf *out)
{
	struct test_sink t = {.sink = {test_sink_begin, test_sink_row, test_sink_end}};
	const struct list_filter f = {.now = now_min};
	ck_assert_int_eq(list_export(&store, list_kind_find(kind), &f, &t.sink), 0);
	*out = t.text;
}

static void expect_export(const char *kind, const char *text)
{
	struct buf out;
	export(kind, &out);
	hide_mark(&out);
	ck_assert_str_eq(buf_text(&out), text);
	buf_release(&out);
}

/* What a kind exports comes in as unchanged, every row of it. */
static void expect_stays(const char *kind, size_t n_rows)
{
	struct buf out;
	struct list_summary summary;
	struct buf report = {0};
	const char *bad;
	export(kind, &out);
	struct list_import ask = test_ask(kind, buf_text(&out), out.len);
	ask.now = now_min;
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &report, &summary, &bad), 0);
	ck_assert_msg(summary.rows == n_rows && summary.counts[OUTCOME_UNCHANGED] == n_rows, "%s\n%s", buf_text(&out),
	              buf_text(&report));
	list_summary_release(&summary);
	buf_release(&report);
	buf_release(&out);
}

/* `START CLAIMS` of every standing booking. */
static void expect_bookings(const char *want)
{
	static const struct booking_filter all = {0};
	struct booking_ids ids;
	struct booking_rows rows;
	struct buf text = {0};
	char start[CLOCK_TEXT_MAX];
	ck_assert_int_eq(query_booking_ids(&store, &all, &ids), 0);
	ck_assert_int_eq(query_bookings(&store, ids.v, ids.n, &rows), 0);
	for (size_t i = 0; i < rows.n; i++)
		buf_fmt(&text, "%s %s\n", clock_format(rows.v[i].b.start, start), rows.v[i].claims);
	ck_assert_str_eq(buf_text(&text), want);
	buf_release(&text);
	arena_release(&ids.arena);
	arena_release(&rows.arena);
}

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("lists"), "Asia/Shanghai", &store), 0);
	ck_assert_int_eq(clock_parse("2026-09-01T08:00", &now_min), 0);
	import("campuses", "code,name\nE,East\nW,West\n", "1,E,added,\n2,W,added,\n");
	import("terms", "code,name,first_monday,weeks\n2026-1,Autumn,2026-09-07,18\n", "1,2026-1,added,\n");
	import("periods", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n3,10:00,10:45\n4,10:55,11:40\n",
	       "1,,added,\n2,,added,\n3,,added,\n4,,added,\n");
	import("resources",
	       "code,name,kind,campus\nR101,多媒体教室101,room,E\nR102,多媒体教室102,room,E\nA3-201,实训楼A3-201,lab,W\n"
	       "T1,陈老师,teacher,\nT2,李明,teacher,\nT3,李明,teacher,\nT4,Ann Lee,teacher,\nC1,李明,class,\n"
	       "D1,数控一班,class,\n",
	       "1,R101,added,\n2,R102,added,\n3,A3-201,added,\n4,T1,added,\n5,T2,added,\n6,T3,added,\n7,T4,added,\n"
	       "8,C1,added,\n9,D1,added,\n");
}

static void tear_down(void)
{
	store_close(&store);
}

/* ---- the calendar ---- */

static const struct {
	const char *kind, *text, *report;
} rows[] = {
	{"terms", "学期代码,学期名称,开学日期,周数\nA,春,2027年3月1日,18周\n", "1,A,added,\n"},
	{"terms", "學期,第一週週一,週數\n春,2027/3/1,18\n", "1,春,added,\n"},
	{"terms", "code,name,first_monday,weeks\nA,B,2027-03-02,18\n",
         "1,A,invalid,value:first_monday@2027-03-02 (Tuesday)\n"},
	{"terms", "code,name,first_monday,weeks\nA,B,soon,18\nC,B,,18\n",
         "1,A,invalid,time:first_monday@soon\n2,C,invalid,value:first_monday\n"},
	{"terms", "code,name,first_monday,weeks\nA,B,2027-03-01,0\nC,B,2027-03-01,61\nD,B,2027-03-01 00:00,60\n",
         "1,A,invalid,value:weeks@0\n2,C,invalid,value:weeks@61\n3,D,added,\n"},
	{"periods", "节次,开始时间,结束时间,校区,生效日期\n第5节,14：00,14:45,东,\n5,14:00,14:45,East,2026-10-08\n",
         "1,,refused,unknown:东@campus\n2,,added,\n"},
	{"periods", "節次,上課時間,下課時間\n5,14:00:00,14:45:00\n", "1,,added,\n"},
	{"periods", "number,start,end\n0,08:00,08:45\n61,08:00,08:45\n5,25:00,08:45\n5,9:00,09:00\n",
         "1,,invalid,value:number@0\n2,,invalid,value:number@61\n3,,invalid,time:start@25:00\n4,,invalid,time:end@09:"
         "00\n"},
	{"days",
         "日期,安排,校区,备注\n2026-10-01,放假,,国庆\n2026-10-10,补4-2,,\n2026/10/11,第4周周二,E,\n2026-10-12,按5-1,,\n"
         "2026-10-13,上课,,\n2026-10-14,补第4周星期三的课,,\n",
         "1,,added,\n2,,added,\n3,,added,\n4,,added,\n5,,added,\n6,,added,\n"},
	{"days", "date,rule\n2026-10-01,As 4-2\n2026-10-02,OFF\n2026-10-03,as week 4 tuesday\n",
         "1,,added,\n2,,added,\n3,,added,\n"},
	{"days",
         "date,rule\n2026-10-01,as 4\n2026-10-02,as 0-2\n2026-10-03,as 4-8\n2026-10-04,as 4-12\n2026-10-05,\n,off\n",
         "1,,invalid,value:rule@as 4\n2,,invalid,value:rule@as 0-2\n3,,invalid,value:rule@as 4-8\n"
         "4,,invalid,value:rule@as 4-12\n5,,invalid,value:rule\n6,,invalid,value:date\n"},
	{"closures", "start,end,resource\n2026-10-01,2026-10-07,R101\n2026年10月1日 8:00,2026-10-01,R102\n",
         "1,,added,\n2,,added,\n"},
};

START_TEST(test_rows_of_the_calendar_are_understood_or_reported)
{
	import(rows[_i].kind, rows[_i].text, rows[_i].report);
}
END_TEST

START_TEST(test_the_calendar_is_exported_as_it_is_promised)
{
	import("days", "date,rule,campus,note\n2026-10-10,补4-2,E,调休\n2026-10-01,休,,\n2026-10-11,正常,,\n",
	       "1,,added,\n2,,added,\n3,,added,\n");
	import("periods", "number,start,end,campus,valid_from\n1,8:30,9:15,West,2026-10-08\n", "1,,added,\n");
	import("closures", "start,end,resource\n2026-10-01,2026-10-07,R101\n", "1,,added,\n");
	expect_export("terms", "code,name,first_monday,weeks\n2026-1,Autumn,2026-09-07,18\n");
	expect_export("periods", "number,start,end,campus,valid_from\n1,08:00,08:45,,\n2,08:55,09:40,,\n3,10:00,10:45,,\n"
	                         "4,10:55,11:40,,\n1,08:30,09:15,W,2026-10-08\n");
	expect_export("days", "date,rule,campus,note\n2026-10-01,off,,\n2026-10-10,as 4-2,E,调休\n2026-10-11,normal,,\n");
	expect_export("closures", "start,end,resource,campus,reason\n2026-10-01T00:00,2026-10-08T00:00,R101,,\n");
	expect_stays("terms", 1);
	expect_stays("periods", 5);
	expect_stays("days", 3);
	expect_stays("closures", 1);
}
END_TEST

START_TEST(test_a_day_rule_of_a_list_moves_the_series)
{
	import("series", "ref,resources,weeks,weekdays,periods\nS1,R101,4,2,1-2\n", "1,S1,added,\n");
	expect_bookings("2026-09-29T08:00 R101\n");
	import("days", "日期,规则\n2026-09-29,停课\n2026-10-10,as 4-2\n", "1,,added,\n2,,added,\n");
	expect_bookings("2026-10-10T08:00 R101\n");
}
END_TEST

/* ---- names ---- */

START_TEST(test_a_name_stands_in_for_a_code_where_it_is_one_s_only)
{
	import("bookings",
	       "ref,教室,教师,班级,开始,结束\n"
	       "B1,多媒体教室101,陈老师,李明,2026-09-07T08:00,2026-09-07T09:00\n"
	       "B2,R102,李明,,2026-09-07T08:00,2026-09-07T09:00\n"
	       "B3,R102,T9,,2026-09-07T08:00,2026-09-07T09:00\n",
	       "1,B1,added,\n2,B2,refused,unknown:李明@resource\n3,B3,refused,unknown:T9@resource\n");
	expect_bookings("2026-09-07T08:00 R101;T1;C1\n");
	import("bookings",
	       "ref,resources,start,end\nB1,R101;陈老师;C1,2026-09-07T08:00,2026-09-07T09:00\n", "1,B1,unchanged,\n");
}
END_TEST

/* ---- series ---- */

static const struct {
	const char *text, *report;
} series_rows[] = {
	{"ref,resources,weeks,weekdays,periods\nS1,R101,,1,1\n", "1,S1,invalid,value:weeks\n"},
	{"ref,resources,weeks,weekdays,periods\nS1,R101,1-20x,1,1\n", "1,S1,invalid,value:weeks@1-20x\n"},
	{"ref,resources,weeks,weekdays,periods\nS1,R101,1,8,1\n", "1,S1,invalid,value:weekdays@8\n"},
	{"ref,resources,weeks,weekdays,periods\nS1,R101,1,1,\n", "1,S1,invalid,value:periods\n"},
	{"ref,resources,weeks,weekdays,start,end\nS1,R101,1,1,9:00,9:00\n", "1,S1,invalid,time:end@9:00\n"},
	{"ref,resources,weeks,weekdays,start,end\nS1,R101,1,1,9:00,\n", "1,S1,invalid,time:end\n"},
	{"ref,resources,weeks,weekdays,periods,start\nS1,R101,1,1,1,8:00\n",
	 "1,S1,invalid,value:periods@1 and clock times\n"},
	{"ref,resources,weeks,weekdays,periods,except\nS1,R101,1,1,1,2026-09-07;x\n", "1,S1,invalid,time:except@x\n"},
	{"ref,resources,weeks,weekdays,periods\nS1,R9,1,1,1\n", "1,S1,refused,unknown:R9@resource\n"},
	{"ref,resources,weeks,weekdays,periods,term\nS1,R101,1,1,1,2030\n", "1,S1,refused,unknown:2030@term\n"},
	{"编号,教室,任课教师,周次,星期,节次,学期\nS1,R101,陈老师,1-15单,周三,第1-2节,Autumn\n", "1,S1,added,\n"},
	{"編號,課室,週次,星期,開始時間,結束時間\nS1,R101,1-2週,一、三,8：00,9:00\n", "1,S1,added,\n"},
};

START_TEST(test_rows_of_series_are_understood_or_reported)
{
	import("series", series_rows[_i].text, series_rows[_i].report);
}
END_TEST

START_TEST(test_a_refused_series_says_all_that_is_in_its_way)
{
	static const char clash[] = "ref,resources,weeks,weekdays,periods\nS1,R101,1-4,1,2-3\n";
	import("bookings",
	       "ref,resources,start,end\nB1,R101,2026-09-07T09:00,2026-09-07T10:30\n"
	       "B2,R101,2026-09-21T09:00,2026-09-21T10:30\n",
	       "1,B1,added,\n2,B2,added,\n");
	import("series", clash, "1,S1,refused,busy:R101@1;busy:R101@2\n");
	expect_bookings("2026-09-07T09:00 R101\n2026-09-21T09:00 R101\n");
	import_as("series", clash, true, NULL, "1,S1,added,busy:R101@1;busy:R101@2\n");
	expect_bookings("2026-09-07T09:00 R101\n2026-09-14T08:55 R101\n2026-09-21T09:00 R101\n2026-09-28T08:55 R101\n");
	import("series", clash, "1,S1,unchanged,\n");
}
END_TEST

START_TEST(test_series_and_bookings_together_hold_everything_once)
{
	struct booking_filter of_series = {.series = 1};
	struct test_sink t = {.sink = {test_sink_begin, test_sink_row, test_sink_end}};
	struct arena arena = {0};
	struct result result;
	struct booking_ids ids;
	import("series",
	       "ref,resources,weeks,weekdays,periods,start,end,purpose,except\nS1,R101;T1,1-3,1,1-2,,,Drawing,\n"
	       "S2,R102,1-4,2,,18:00,19:00,Choir,2026-09-15\n",
	       "1,S1,added,\n2,S2,added,\n");
	import("bookings", "ref,resources,start,end\nB1,R102,2026-09-07T09:00,2026-09-07T10:30\n", "1,B1,added,\n");
	/* one of the series is moved by itself; one series has no ref and goes by a rule, one by the calendar */
	ck_assert_int_eq(query_booking_ids(&store, &of_series, &ids), 0);
	struct request rq = {.op = OP_MOVE, .actor = "lee", .now = now_min, .given = GIVEN(BOOKING_TIME)};
	ck_assert_int_eq(clock_parse("2026-09-07T14:00", &rq.u.booking.start), 0);
	rq.u.booking.id = ids.v[0];
	rq.u.booking.end = rq.u.booking.start + 60;
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_UPDATED);
	arena_release(&ids.arena);
	struct claim_ask claim = {"A3-201", 0};
	rq = (struct request){.op = OP_SERIES, .actor = "lee", .now = now_min, .given = GIVEN_ALL};
	rq.u.series = (struct series_ask){.ref = "",
	                                  .claims = &claim,
	                                  .n_claims = 1,
	                                  .weeks.term = "",
	                                  .rule = {"FREQ=WEEKLY;COUNT=2", now_min + 60, 60},
	                                  .purpose = "",
	                                  .note = "",
	                                  .requester = "",
	                                  .institution = ""};
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_ADDED);
	rq.u.series.rule = (struct rule_pattern){.rule = ""};
	rq.u.series.weeks = (struct week_pattern){.term = "", .weeks = 2, .weekdays = 1 << 5, .periods = 2};
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_ADDED);
	arena_release(&arena);
	expect_export(
		"series",
		"ref,resources,weeks,weekdays,periods,start,end,term,except,party,purpose,requester,institution,note,"
		"from,purpose_class,event\n"
		"S1,R101;T1,1-3,1,1-2,,,2026-1,2026-09-07,0,Drawing,tester,,,,,\n"
		"S2,R102,1-4,2,,18:00,19:00,2026-1,2026-09-15,0,Choir,tester,,,,,\n"
		"quad-MARK-series-4,A3-201,1,5,1,,,2026-1,,0,,lee,,,,,\n");
	expect_export("bookings",
	              "ref,resources,start,end,party,purpose,requester,institution,note,purpose_class,event\n"
	              "quad-MARK-8,A3-201,2026-09-01T09:00,2026-09-01T10:00,0,,lee,,,,\n"
	              "B1,R102,2026-09-07T09:00,2026-09-07T10:30,0,,tester,,,,\n"
	              "quad-MARK-1,R101;T1,2026-09-07T14:00,2026-09-07T15:00,0,Drawing,tester,,,,\n"
	              "quad-MARK-9,A3-201,2026-09-08T09:00,2026-09-08T10:00,0,,lee,,,,\n");
	expect_stays("series", 3);
	expect_stays("bookings", 4);
	const struct list_filter of_room = {.bookings = {.resource = "R101"}};
	ck_assert_int_eq(list_export(&store, list_kind_find("bookings"), &of_room, &t.sink), 0);
	hide_mark(&t.text);
	ck_assert_str_eq(buf_text(&t.text),
	                 "ref,resources,start,end,party,purpose,requester,institution,note,purpose_class,event\n"
	                 "quad-MARK-1,R101;T1,2026-09-07T14:00,2026-09-07T15:00,0,Drawing,tester,,,,\n"
	                 "quad-MARK-2,R101;T1,2026-09-14T08:00,2026-09-14T09:40,0,Drawing,tester,,,,\n"
	                 "quad-MARK-3,R101;T1,2026-09-21T08:00,2026-09-21T09:40,0,Drawing,tester,,,,\n");
	buf_release(&t.text);
}
END_TEST

/* ---- timetables ---- */

#define WAKEUP "\xef\xbb\xbf课程名称,星期,开始节数,结束节数,老师,地点,周数\n"

#define REF_MATHS "timetable:2026-1|高等数学|1|1-2|T1|R101|1,3"

START_TEST(test_a_timetable_books_rooms_and_teachers)
{
	import("timetable", WAKEUP "高等数学,1,1,2,陈老师,多媒体教室101,1-3单\n大学英语,2,3,3,,R102,2、4\n",
	       "1," REF_MATHS ",added,\n2,timetable:2026-1|大学英语|2|3-3||R102|2,4,added,\n");
	expect_bookings("2026-09-07T08:00 R101;T1\n2026-09-15T10:00 R102\n2026-09-21T08:00 R101;T1\n"
	                "2026-09-29T10:00 R102\n");
	expect_export("timetable", "课程名称,星期,开始节数,结束节数,老师,地点,周数\n"
	                           "高等数学,1,1,2,陈老师,多媒体教室101,1、3\n大学英语,2,3,3,,多媒体教室102,2、4\n");
	expect_stays("timetable", 2);
	/* the same in other words */
	import("timetable", "课程,周几,开始节次,结束节次,教师,教室,周次\n高等数学,周一,第1节,第2节,T1,R101,第1-4周(单)\n",
	       "1," REF_MATHS ",unchanged,\n");
	/* a part of the series, which the bookings do not repeat */
	expect_stays("series", 2);
	expect_export("bookings",
	              "ref,resources,start,end,party,purpose,requester,institution,note,purpose_class,event\n");
}
END_TEST

START_TEST(test_several_teachers_are_told_apart)
{
	import("timetable",
	       WAKEUP "A,1,1,1,Ann Lee,R101,1\nB,1,2,2,陈老师 T2,R101,1\nC,1,3,3,\"陈老师、Ann Lee，T3\",R101,1\n"
	              "D,1,4,4,陈老师 T9,R101,1\nE,2,1,1,李明,R101,1\n",
	       "1,timetable:2026-1|A|1|1-1|T4|R101|1,added,\n2,timetable:2026-1|B|1|2-2|T1;T2|R101|1,added,\n"
	       "3,timetable:2026-1|C|1|3-3|T1;T3;T4|R101|1,added,\n"
	       "4,timetable:2026-1|D|1|4-4|T1|R101|1,refused,unknown:T9@resource (nearest: Ann Lee, T2, T3)\n"
	       "5,timetable:2026-1|E|2|1-1||R101|1,refused,unknown:李明@resource (several: T2, T3)\n");
	expect_stays("timetable", 3);
}
END_TEST

START_TEST(test_names_that_match_nothing_are_told_with_the_nearest)
{
	import("timetable",
	       WAKEUP "A,1,1,2,,多媒体教室103,1\nB,1,1,2,,A3 201,1\nC,1,1,2,王老师,R101,1\nD,1,1,2,,操场,1\n",
	       "1,timetable:2026-1|A|1|1-2|||1,refused,unknown:多媒体教室103@resource (nearest: 多媒体教室101, 多媒体教室102)\n"
	       "2,timetable:2026-1|B|1|1-2|||1,refused,unknown:A3 201@resource (nearest: 实训楼A3-201)\n"
	       "3,timetable:2026-1|C|1|1-2||R101|1,refused,unknown:王老师@resource (nearest: 陈老师)\n"
	       "4,timetable:2026-1|D|1|1-2|||1,refused,unknown:操场@resource\n");
	expect_bookings("");
}
END_TEST

static const struct {
	const char *row, *reasons;
} bad_rows[] = {
	{"A,1,2,1,,R101,1", "value:结束节数@1"},     {"A,1,x,2,,R101,1", "value:开始节数@x"},
	{"A,8,1,2,,R101,1", "value:星期@8"},         {"A,1,1,2,,R101,1周x", "value:周数@1周x"},
	{"A,1,1,2,,,1", "value:地点"},               {",1,1,2,,R101,1", "value:课程名称"},
	{"A,1,1,2,,R9x,19x", "value:周数@19x;unknown:R9x@resource"},
};

START_TEST(test_malformed_rows_of_a_timetable_are_reported)
{
	struct buf text = {0}, report = {0}, out = {0};
	struct list_summary summary;
	const char *bad;
	buf_fmt(&text, WAKEUP "%s\n", bad_rows[_i].row);
	struct list_import ask = test_ask("timetable", buf_text(&text), text.len);
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &out, &summary, &bad), 0);
	buf_fmt(&report, ",invalid,%s\n", bad_rows[_i].reasons);
	ck_assert_msg(strstr(buf_text(&out), buf_text(&report)), "%s", buf_text(&out));
	list_summary_release(&summary);
	buf_release(&text);
	buf_release(&report);
	buf_release(&out);
}
END_TEST

START_TEST(test_a_timetable_is_of_one_term)
{
	static const struct list_pair spring = {"term", "2026-2"};
	static const char text[] = WAKEUP "A,1,1,2,,R101,1\n";
	import("terms", "code,name,first_monday,weeks\n2026-2,Spring,2027-03-01,18\n", "1,2026-2,added,\n");
	/* before the first begins it is the next one */
	import("timetable", text, "1,timetable:2026-1|A|1|1-2||R101|1,added,\n");
	import_as("timetable", text, false, &spring, "1,timetable:2026-2|A|1|1-2||R101|1,added,\n");
	ck_assert_int_eq(clock_parse("2026-10-01T08:00", &now_min), 0);
	import("timetable", text, "1,timetable:2026-1|A|1|1-2||R101|1,unchanged,\n");
	expect_stays("timetable", 1);
	ck_assert_int_eq(clock_parse("2027-02-01T08:00", &now_min), 0);
	import("timetable", text, "1,timetable:2026-2|A|1|1-2||R101|1,unchanged,\n");
	ck_assert_int_eq(clock_parse("2028-02-01T08:00", &now_min), 0);
	import("timetable", text, "1,timetable:|A|1|1-2||R101|1,refused,unknown:@term\n");
	expect_export("timetable", "课程名称,星期,开始节数,结束节数,老师,地点,周数\n");
}
END_TEST

START_TEST(test_a_timetable_holds_what_fits_its_form)
{
	import("series",
	       "ref,resources,weeks,weekdays,periods,start,end,purpose\nS1,T1;R101,1,1,1,,,fits\nS2,R101,1,\"2,3\",1,,,two days\n"
	       "S3,R101,1,4,\"1,3\",,,two runs\nS4,R101,1,5,,8:00,9:00,clock\nS5,R101;D1,1,6,1,,,a class\nS6,R101,1,7,1,,,\n"
	       "S7,R102;A3-201,1,1,1,,,two places\n",
	       "1,S1,added,\n2,S2,added,\n3,S3,added,\n4,S4,added,\n5,S5,added,\n6,S6,added,\n7,S7,added,\n");
	expect_export("timetable", "课程名称,星期,开始节数,结束节数,老师,地点,周数\nfits,1,1,1,陈老师,多媒体教室101,1\n");
	import("timetable", WAKEUP "fits,1,1,1,陈老师,R101,1\n", "1,S1,unchanged,\n");
}
END_TEST

START_TEST(test_a_long_course_has_a_short_ref)
{
	struct buf text = {0};
	struct list_summary summary;
	const char *bad;
	buf_str(&text, WAKEUP);
	for (int day = 1; day <= 2; day++) {
		for (int i = 0; i < 80; i++)
			buf_str(&text, "课程");
		buf_fmt(&text, ",%d,1,2,,R101,1\n", day);
	}
	struct list_import ask = test_ask("timetable", buf_text(&text), text.len);
	ask.now = now_min;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), 0);
	ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], 2);
	list_summary_release(&summary);
	expect_stays("timetable", 2);
	buf_release(&text);
}
END_TEST

Suite *list_series_suite(void);

Suite *list_series_suite(void)
{
	Suite *s = suite_create("list_series");
	TCase *c = tcase_create("list_series");
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_set_timeout(c, 30);
	tcase_add_loop_test(c, test_rows_of_the_calendar_are_understood_or_reported, 0, (int)COUNT(rows));
	tcase_add_test(c, test_the_calendar_is_exported_as_it_is_promised);
	tcase_add_test(c, test_a_day_rule_of_a_list_moves_the_series);
	tcase_add_test(c, test_a_name_stands_in_for_a_code_where_it_is_one_s_only);
	tcase_add_loop_test(c, test_rows_of_series_are_understood_or_reported, 0, (int)COUNT(series_rows));
	tcase_add_test(c, test_a_refused_series_says_all_that_is_in_its_way);
	tcase_add_test(c, test_series_and_bookings_together_hold_everything_once);
	tcase_add_test(c, test_a_timetable_books_rooms_and_teachers);
	tcase_add_test(c, test_several_teachers_are_told_apart);
	tcase_add_test(c, test_names_that_match_nothing_are_told_with_the_nearest);
	tcase_add_loop_test(c, test_malformed_rows_of_a_timetable_are_reported, 0, (int)COUNT(bad_rows));
	tcase_add_test(c, test_a_timetable_is_of_one_term);
	tcase_add_test(c, test_a_timetable_holds_what_fits_its_form);
	tcase_add_test(c, test_a_long_course_has_a_short_ref);
	suite_add_tcase(s, c);
	return s;
}
