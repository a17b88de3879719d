/*
 * What a row changes, column by column: every kind's list is imported, then one that differs, and the report names each
 * column with the text before and after, in a rehearsal as in earnest.
 */
#include "store/list/list_change.h"

#include <check.h>

#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/list_support.h"

Suite *list_change_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

static struct store store;

/* Appends `ROW OUTCOME column: before -> after | ...`. */
static int note_changes(void *arg, const struct list_row_report *r)
{
	struct buf *out = arg;
	buf_fmt(out, "%zu %s", r->row, outcome_word(r->outcome));
	for (size_t i = 0; i < r->n_changes; i++)
		buf_fmt(out, "%s%s: %s -> %s", i ? " | " : " ", r->changes[i].column, r->changes[i].before,
		        r->changes[i].after);
	buf_char(out, '\n');
	return 0;
}

static void expect_changes(const char *kind, const char *text, bool dry_run, const char *expected)
{
	struct list_import ask = test_ask(kind, text, strlen(text));
	struct list_summary summary;
	struct buf out = {0};
	const char *bad = NULL;
	ask.dry_run = dry_run;
	ck_assert_msg(list_import(&store, &ask, note_changes, &out, &summary, &bad) == 0, "%s: %s", text, bad ? bad : "");
	ck_assert_str_eq(buf_text(&out), expected);
	list_summary_release(&summary);
	buf_release(&out);
}

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("changes"), "Asia/Shanghai", &store), 0);
	expect_changes("campuses", "code,name,tier\nE,East,urban\nW,West,\n", false, "1 added\n2 added\n");
	expect_changes("resources",
	               "code,name,kind,campus,seats,mode\nR1,Room 1,room,E,40,\nR2,Room 2,room,E,40,\n"
	               "OSC,Scopes,equipment,E,10,shared\nT1,Chan,teacher,E,,\nC1,Class 1,class,,,\n",
	               false, "1 added\n2 added\n3 added\n4 added\n5 added\n");
	expect_changes("terms", "code,name,first_monday,weeks\nA,Autumn,2026-09-07,18\n", false, "1 added\n");
	expect_changes("periods", "number,start,end\n1,08:00,08:45\n2,09:00,09:45\n", false, "1 added\n2 added\n");
}

static void tear_down(void)
{
	store_close(&store);
}

static const struct {
	const char *kind, *before, *after, *changes;
} kinds[] = {
	{"institutions", "code,name,region\nP,Poly,guangdong\n", "code,name,region\nP,Polytechnic,macao\n",
         "1 updated name: Poly -> Polytechnic | region: guangdong -> macao\n"},
	{"campuses", "code,name,address\nN,North,\n", "code,name,address,tier\nN,North,Main Road 1,county\n",
         "1 updated tier:  -> county | address:  -> Main Road 1\n"},
	{"travel", "from,to,minutes\nE,W,30\n", "from,to,minutes\nWest,East,45\n", "1 updated minutes: 30 -> 45\n"},
	{"resources", "code,name,kind,seats,tags\nL,Lab,机房,40,\n",
         "代码,名称,类型,工位数,标签,启用\nL,Lab,机房,45,空调,否\n",
         "1 updated seats: 40 -> 45 | tags: 机房 -> 机房;空调 | active: yes -> no\n"},
	{"people", "login,name,role\nchan,Chan,viewer\n", "login,name,email\nchan,Chan Tai,c@x.example\n",
         "1 updated name: Chan -> Chan Tai | email:  -> c@x.example\n"},
	{"terms", "code,name,first_monday,weeks\nB,Spring,2027-03-01,18\n",
         "code,name,first_monday,weeks\nB,Spring,2027-03-08,17\n",
         "1 updated first_monday: 2027-03-01 -> 2027-03-08 | weeks: 18 -> 17\n"},
	{"periods", "number,start,end\n3,10:00,10:45\n", "number,start,end\n3,10:05,10:45\n",
         "1 updated start: 10:00 -> 10:05\n"},
	{"days", "date,rule\n2026-10-01,off\n", "date,rule,note\n2026-10-01,as 4-2,make-up\n",
         "1 updated rule: off -> as 4-2 | note:  -> make-up\n"},
	{"closures", "start,end,resource,reason\n2026-10-01T08:00,2026-10-01T10:00,R1,cleaning\n",
         "start,end,resource,reason\n2026-10-01T08:00,2026-10-01T10:00,R1,painting\n",
         "1 updated reason: cleaning -> painting\n"},
	{"bookings", "ref,resources,start,end,party\nB1,R1;OSC*3,2026-09-08T08:00,2026-09-08T09:00,20\n",
         "编号,教室,任课教师,设备,开始,结束,人数,用途\nB1,R2,T1,OSC*4,2026-09-08 08:30,2026-09-08 09:00,20,lesson\n",
         "1 updated resources: R1;OSC*3 -> R2;T1;OSC*4 | start: 2026-09-08T08:00 -> 2026-09-08T08:30 | "
         "purpose:  -> lesson\n"},
	{"series", "ref,resources,weeks,weekdays,periods,term\nS1,R1,1-16,1,1-2,A\n",
         "ref,resources,weeks,weekdays,start,end,term,party\nS1,R1;T1,1-15(odd),1,08:00,09:00,A,30\n",
         "1 updated resources: R1 -> R1;T1 | weeks: 1-16 -> 1,3,5,7,9,11,13,15 | periods: 1-2 ->  | start:  -> 08:00 | "
         "end:  -> 09:00 | party: 0 -> 30\n"},
	{"resources", "code,name,kind\nL,Lab,lab\n", "code,name,kind\nL,Lab,lab\n", "1 unchanged\n"},
	{"resources", "code,name,kind,seats\nL,Lab,lab,40\n", "code,name,kind,seats\nL,Lab,lab,45\nL,Lab,lab,50\n",
         "1 updated seats: 40 -> 45\n2 refused\n"},
};

START_TEST(test_an_update_tells_what_it_changes)
{
	expect_changes(kinds[_i].kind, kinds[_i].before, false, "1 added\n");
	expect_changes(kinds[_i].kind, kinds[_i].after, true, kinds[_i].changes);
	expect_changes(kinds[_i].kind, kinds[_i].after, false, kinds[_i].changes);
}
END_TEST

START_TEST(test_what_follows_a_change_is_not_told_as_the_row_s_own)
{
	expect_changes("series", "ref,resources,weeks,weekdays,periods,term\nS1,R1,1-16,1,1-2,A\n", false, "1 added\n");
	expect_changes("terms", "code,name,first_monday,weeks\nA,Autumn,2026-09-14,18\n", true,
	               "1 updated first_monday: 2026-09-07 -> 2026-09-14\n");
}
END_TEST

START_TEST(test_a_timetable_tells_the_columns_of_series)
{
	expect_changes("timetable", "课程名称,星期,开始节数,结束节数,老师,地点,周数\n数控,1,1,2,T1,R1,1-16\n", false, "1 added\n");
	expect_changes("timetable", "课程名称,星期,开始节数,结束节数,老师,地点,周数,人数\n数控,1,1,2,T1,R1,1-16,30\n", true,
	               "1 updated party: 0 -> 30\n");
}
END_TEST

static int note_headings(void *arg, const struct list_row_report *r)
{
	struct buf *out = arg;
	for (size_t i = 0; i < r->n_headings; i++)
		buf_fmt(out, "%s=%s ", r->headings[i].ours, r->headings[i].theirs);
	return 0;
}

START_TEST(test_a_report_knows_the_file_s_own_headers)
{
	static const char text[] = "备注,名称,工位数,kind\nx,Lab,40,lab\n";
	struct list_import ask = test_ask("resources", text, sizeof text - 1);
	struct list_summary summary;
	struct buf out = {0};
	const char *bad;
	ck_assert_int_eq(list_import(&store, &ask, note_headings, &out, &summary, &bad), 0);
	ck_assert_str_eq(buf_text(&out), "code=名称 name=名称 kind=kind seats=工位数 ");
	list_summary_release(&summary);
	buf_release(&out);
}
END_TEST

Suite *list_change_suite(void)
{
	Suite *s = suite_create("list_change");
	TCase *t = tcase_create("changes");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, test_an_update_tells_what_it_changes, 0, COUNT(kinds));
	tcase_add_test(t, test_what_follows_a_change_is_not_told_as_the_row_s_own);
	tcase_add_test(t, test_a_timetable_tells_the_columns_of_series);
	tcase_add_test(t, test_a_report_knows_the_file_s_own_headers);
	suite_add_tcase(s, t);
	return s;
}
