/* When a lesson is, in one cell: every form by a table, and what is none. */
#include <check.h>
#include <inttypes.h>
#include <string.h>

#include "store/format/lesson_time.h"
#include "store/model/pattern.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const struct {
	const char *text;
	const char *lessons; /* `weekdays|periods|weeks` or `weekdays|from-to|weeks` in minutes, blanks between; "": none */
} cells[] = {
	{"周二第5-6节{第1-12周}", "2|5-6|1-12"},
	{"周二5-6节{1-12周}", "2|5-6|1-12"},
	{"星期四第7,8节 1-9单周", "4|7-8|1,3,5,7,9"},
	{"星期四第7、8节(1-9周(单))", "4|7-8|1,3,5,7,9"},
	{"2-10周（双） 礼拜五 3-4节", "5|3-4|2,4,6,8,10"},
	{"1-12周 星期六 1-4节", "6|1-4|1-12"},
	{"週二第5-6節{第1-12週}", "2|5-6|1-12"},
	{"周二第5,6节{第1-12周|双周}", "2|5-6|2,4,6,8,10,12"},
	{"周二第5,6节{第1-12周|2节/周}", "2|5-6|1-12"},
	{"1-12([双周])[05-06节]双", "|5-6|2,4,6,8,10,12"},
	{"1-12([周])[05-06-07节]", "|5-7|1-12"},
	{"周天1节", "7|1|"},
	{"周7第1节", "7|1|"},
	{"1-12(周)[05-06节]", "|5-6|1-12"},
	{"{第1-12周|单周}", "||1,3,5,7,9,11"},
	{"周二[05-06节]1-5,7-9单,10-12双", "2|5-6|1-5,7,9-10,12"},
	{"星期3第0304节{2周}", "3|3-4|2"},
	{"周日晚", ""},
	{"周一五六节{三至十周}", "1|5-6|3-10"},
	{"Wed 3-4节 1-12周", "3|3-4|1-12"},
	{"周三 13:30-15:05 {1-12周}", "3|810-905|1-12"},
	{"周三 15:05-13:30 {1-12周}", ""},
	/* several */
	{"周二1-2节{1-8周};周四3-4节{9-12周}", "2|1-2|1-8 4|3-4|9-12"},
	{"周二第1-2节{1-8周} 周四第3-4节{9-12周}", "2|1-2|1-8 4|3-4|9-12"},
	{"1-8周 周二 1-2节 9-12周 周四 3-4节", "2|1-2|1-8 4|3-4|9-12"},
	{"1-8周周二1-2节,周四3-4节", "2|1-2|1-8 4|3-4|1-8"},
	{"周二1-2节,周四3-4节{1-8周}", "2|1-2|1-8 4|3-4|1-8"},
	{"周二、周四 1-2节 {1-8周}", "2,4|1-2|1-8"},
	{"周二1-2节", "2|1-2|"},
	/* of the term, or of weeks that stand elsewhere */
	{"每周 周二 1-2节", "2|1-2|all"},
	{"单周周二1-2节", "2|1-2|odd"},
	/* none */
	{"", ""},
	{"待定", ""},
	{"周二", "2||"},
	{"1-16", ""},
	{"甲楼101", ""},
	{"周二1-2节{1-61周}", ""},
	{"周二1-2节{8-1周}", ""},
};

static void put_set(uint64_t set, struct buf *out)
{
	pattern_format(set, out);
}

static void put_lesson(const struct lesson_time *l, struct buf *out)
{
	static const char *const parities[] = {[PARITY_ANY] = "", [PARITY_ODD] = "odd", [PARITY_EVEN] = "even"};
	put_set(l->weekdays, out);
	buf_char(out, '|');
	put_set(l->periods, out);
	if (l->to_min)
		buf_fmt(out, "%d-%d", l->from_min, l->to_min);
	buf_char(out, '|');
	put_set(l->weeks, out);
	buf_str(out, l->all_weeks ? "all" : parities[l->parity]);
}

START_TEST(a_cell_says_when_its_lessons_are)
{
	struct lesson_time out[LESSONS_MAX];
	struct buf got = {0};
	bool failed = false;
	size_t n = lesson_times_read(cells[_i].text, out, &failed);
	for (size_t i = 0; i < n; i++) {
		buf_str(&got, i ? " " : "");
		put_lesson(&out[i], &got);
	}
	ck_assert(!failed);
	ck_assert_msg(strcmp(buf_text(&got), cells[_i].lessons) == 0, "%s: %s, not %s", cells[_i].text, buf_text(&got),
	              cells[_i].lessons);
	buf_release(&got);
}
END_TEST

Suite *lesson_time_suite(void);

Suite *lesson_time_suite(void)
{
	TCase *c = tcase_create("cells");
	Suite *s = suite_create("lesson_time");
	tcase_add_loop_test(c, a_cell_says_when_its_lessons_are, 0, (int)COUNT(cells));
	suite_add_tcase(s, c);
	return s;
}
