/*
 * When something is, as people write it: every form that the manual shows, what is refused and where, and clocks that
 * jump. Now is Monday 2026-11-30 09:00 in Shanghai unless a test says otherwise.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/model/spoken.h"
#include "store/model/spoken_text.h"

Suite *spoken_suite(void);

static int64_t now;

static void set_now(const char *zone, const char *text)
{
	ck_assert_int_eq(clock_zone_use(zone), 0);
	ck_assert_int_eq(clock_parse(text, &now), 0);
}

static void begin(void)
{
	set_now("Asia/Shanghai", "2026-11-30T09:00");
}

/* What was understood as one text: `2026-12-02 10:00/12:00`, `week 5 day 3 periods 3-4`, `bad: rest`. */
static void describe(const struct spoken_when *w, int err, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	if (err) {
		buf_fmt(out, "fault %d: %s", w->fault, w->bad);
		return;
	}
	if (w->has & SPOKEN_WEEKS) {
		buf_str(out, "week ");
		pattern_format(w->pattern.weeks, out);
		buf_str(out, " day ");
		pattern_format(w->pattern.weekdays, out);
	} else {
		buf_str(out, w->has & SPOKEN_TIME ? clock_format(w->start, text) : clock_format_date(w->day, text));
		if (w->has & SPOKEN_END || w->end > clock_day_start(w->day + 1))
			buf_fmt(out, "/%s", clock_format(w->end, text));
	}
	if (w->has & SPOKEN_PERIODS) {
		buf_str(out, " periods ");
		pattern_format(w->pattern.periods, out);
	}
	if (w->pattern.to_min)
		buf_fmt(out, " %d-%d", w->pattern.from_min, w->pattern.to_min);
}

static void check_when(const char *text, unsigned flags, const char *meant)
{
	struct spoken_when w;
	struct buf b = {0};
	int err = spoken_when(text, now, flags, &w);
	describe(&w, err, &b);
	ck_assert_msg(strcmp(buf_text(&b), meant) == 0, "\"%s\" is \"%s\", not \"%s\"", text, buf_text(&b), meant);
	buf_release(&b);
}

struct text_case {
	const char *text, *meant;
};

static const struct text_case day_texts[] = {
	{"today", "2026-11-30"},
	{"Tomorrow", "2026-12-01"},
	{"the day after tomorrow", "2026-12-02"},
	{"yesterday", "2026-11-29"},
	{"+3", "2026-12-03"},
	{"-1", "2026-11-29"},
	{"+2w", "2026-12-14"},
	{"+2d", "2026-12-02"},
	{"in 3 days", "2026-12-03"},
	{"2 weeks ago", "2026-11-16"},
	{"12-02", "2026-12-02"},
	{"11-29", "2027-11-29"},
	{"5-3", "2027-05-03"},
	{"2.12.", "2026-12-02"},
	{"2.12.2026", "2026-12-02"},
	{"25/12", "2026-12-25"},
	{"12/25", "2026-12-25"},
	{"12/12", "2026-12-12"},
	{"2026-12-02", "2026-12-02"},
	{"2026/12/2", "2026-12-02"},
	{"2026年12月2日", "2026-12-02"},
	{"3 Dec", "2026-12-03"},
	{"3rd of December", "2026-12-03"},
	{"Dec. 3, 2027", "2027-12-03"},
	{"December 3", "2026-12-03"},
	{"Wed", "2026-12-02"},
	{"wednesday", "2026-12-02"},
	{"Mon", "2026-11-30"},
	{"next Wed", "2026-12-09"},
	{"next week Wed", "2026-12-09"},
	{"this Wed", "2026-12-02"},
	{"last Wed", "2026-11-25"},
	{"last Mon", "2026-11-23"},
	{"周三", "2026-12-02"},
	{"周日", "2026-12-06"},
	{"星期天", "2026-12-06"},
	{"礼拜三", "2026-12-02"},
	{"本周三", "2026-12-02"},
	{"下周三", "2026-12-09"},
	{"下个星期三", "2026-12-09"},
	{"下下周三", "2026-12-16"},
	{"上周三", "2026-11-25"},
	{"今天", "2026-11-30"},
	{"明天", "2026-12-01"},
	{"后天", "2026-12-02"},
	{"大后天", "2026-12-03"},
	{"昨天", "2026-11-29"},
	{"前天", "2026-11-28"},
	{"三天后", "2026-12-03"},
	{"两周后", "2026-12-14"},
	{"3天前", "2026-11-27"},
	{"12月3日", "2026-12-03"},
	{"12月3号", "2026-12-03"},
	{"１２月３日", "2026-12-03"},
	{"十二月三日", "2026-12-03"},
	{"十二月二十一号", "2026-12-21"},
	{"3号", "2026-12-03"},
	{"31号", "2026-12-31"},
	{"下个月3号", "2026-12-03"},
	{"週三", "2026-12-02"},
	{"下週三", "2026-12-09"},
	{"後天", "2026-12-02"},
	{"12月3號", "2026-12-03"},
	{"禮拜三", "2026-12-02"},
};

START_TEST(test_days)
{
	const struct text_case *c = &day_texts[_i];
	int64_t day, readings[2];
	char text[CLOCK_TEXT_MAX];
	begin();
	ck_assert_msg(spoken_day(c->text, clock_local_day(now), 0, &day, readings) == 0, "\"%s\" is no day", c->text);
	ck_assert_msg(strcmp(clock_format_date(day, text), c->meant) == 0, "\"%s\" is %s, not %s", c->text, text,
	              c->meant);
	check_when(c->text, 0, c->meant);
}
END_TEST

/* clang-format off */
static const struct text_case time_texts[] = {
	{"10:00", "600"},     {"8:05", "485"},       {"1000", "600"},        {"24:00", "1440"},    {"10am", "600"},
	{"12am", "0"},        {"12pm", "720"},       {"12:30 pm", "750"},    {"2:30pm", "870"},    {"2 p.m.", "840"},
	{"noon", "720"},      {"中午", "720"},       {"下午2点", "840"},     {"下午２點", "840"},  {"上午10点半", "630"},
	{"14时", "840"},      {"14时30分", "870"},   {"晚上7点", "1140"},    {"晚上12点", "1440"}, {"十点", "600"},
	{"10点", "600"},      {"十点一刻", "615"},   {"下午三点三刻", "945"}, {"中午1点", "780"},   {"凌晨12点", "0"},
	{"上午12点", "720"},  {"下午十二点", "720"}, {"10点整", "600"},      {"10点05", "605"},    {"八点零五分", "485"},
	{"10", "600"},        {"早上8點", "480"},    {"10点钟", "600"},      {"下午14点", "840"},
	/* no times */
	{"", "-"},            {"25:00", "-"},        {"10:60", "-"},         {"13am", "-"},        {"上午13点", "-"},
	{"下午25点", "-"},    {"Wed", "-"},          {"2h", "-"},            {"10-12", "-"},       {"10:00 x", "-"},
};
/* clang-format on */

START_TEST(test_times)
{
	const struct text_case *c = &time_texts[_i];
	char text[16] = "-";
	int minute;
	if (spoken_time(c->text, &minute) == 0)
		snprintf(text, sizeof text, "%d", minute);
	ck_assert_msg(strcmp(text, c->meant) == 0, "\"%s\" is %s, not %s", c->text, text, c->meant);
}
END_TEST

/* clang-format off */
static const struct text_case length_texts[] = {
	{"2h", "120"},         {"90m", "90"},         {"1h30", "90"},       {"1h30m", "90"},     {"90", "90"},
	{"1d", "1440"},        {"45 min", "45"},      {"2 hours", "120"},   {"an hour", "60"},   {"half an hour", "30"},
	{"1.5h", "90"},        {"1.25 hours", "75"},  {"1 hour 30 minutes", "90"},               {"2小时", "120"},
	{"两小时", "120"},     {"兩個小時", "120"},   {"一个半小时", "90"}, {"2小时半", "150"},  {"半小时", "30"},
	{"半个小时", "30"},    {"90分钟", "90"},      {"90分鐘", "90"},     {"1小时30分", "90"}, {"三刻钟", "45"},
	{"２小时", "120"},     {"两天", "2880"},
	/* no lengths */
	{"", "-"},             {"0h", "-"},           {"2 m 1 h", "-"},     {"h", "-"},          {"2x", "-"},
	{"-2h", "-"},          {"10:00", "-"},
};
/* clang-format on */

START_TEST(test_lengths)
{
	const struct text_case *c = &length_texts[_i];
	char text[24] = "-";
	int64_t min;
	if (spoken_length(c->text, &min) == 0)
		snprintf(text, sizeof text, "%" PRId64, min);
	ck_assert_msg(strcmp(text, c->meant) == 0, "\"%s\" is %s, not %s", c->text, text, c->meant);
}
END_TEST

static const struct text_case when_texts[] = {
	/* exact */
	{"2026-12-02T10:00", "2026-12-02T10:00"},
	{"2026-12-02 10:00", "2026-12-02T10:00"},
	{"2026-12-02T10:00Z", "2026-12-02T18:00"},
	{"2026-12-02T10:00-10:00", "2026-12-03T04:00"},
	/* a day and a time */
	{"Wed 10:00", "2026-12-02T10:00"},
	{"Wed 10", "2026-12-02T10:00"},
	{"Wed 1000", "2026-12-02T10:00"},
	{"10am tomorrow", "2026-12-01T10:00"},
	{"tomorrow at 10 am", "2026-12-01T10:00"},
	{"周三十点", "2026-12-02T10:00"},
	{"周三上午10点半", "2026-12-02T10:30"},
	{"明晚7点", "2026-12-01T19:00"},
	{"今晚七点半", "2026-11-30T19:30"},
	{"12-02T10:00", "2026-12-02T10:00"},
	{"12-02 10:00", "2026-12-02T10:00"},
	{"12月3日(周四)10点", "2026-12-03T10:00"},
	{"Thu 12月3日 10:00", "2026-12-03T10:00"},
	{"两周后 10点", "2026-12-14T10:00"},
	{"Dec 3 1000", "2026-12-03T10:00"},
	/* a weekday alone is today if the time is still to come */
	{"Mon 10:00", "2026-11-30T10:00"},
	{"Mon 09:00", "2026-11-30T09:00"},
	{"Mon 08:59", "2026-12-07T08:59"},
	{"this Mon 08:59", "2026-11-30T08:59"},
	{"today 08:00", "2026-11-30T08:00"},
	{"10:00", "2026-11-30T10:00"},
	{"08:00", "2026-12-01T08:00"},
	/* with an end or a length */
	{"Wed 10-12", "2026-12-02T10:00/2026-12-02T12:00"},
	{"10-12 Wed", "2026-12-02T10:00/2026-12-02T12:00"},
	{"Wed 10:00-12:00", "2026-12-02T10:00/2026-12-02T12:00"},
	{"Wed from 10 to 12", "2026-12-02T10:00/2026-12-02T12:00"},
	{"Wed 2-4pm", "2026-12-02T14:00/2026-12-02T16:00"},
	{"Wed 10-2pm", "2026-12-02T10:00/2026-12-02T14:00"},
	{"Wed 10am-2pm", "2026-12-02T10:00/2026-12-02T14:00"},
	{"周三 10-12", "2026-12-02T10:00/2026-12-02T12:00"},
	{"周三10－12", "2026-12-02T10:00/2026-12-02T12:00"},
	{"周三上午10点到12点", "2026-12-02T10:00/2026-12-02T12:00"},
	{"周三上午10点到下午2点", "2026-12-02T10:00/2026-12-02T14:00"},
	{"週三下午２點至４點", "2026-12-02T14:00/2026-12-02T16:00"},
	{"明天晚上7点到9点", "2026-12-01T19:00/2026-12-01T21:00"},
	{"明天晚上10点到凌晨2点", "2026-12-01T22:00/2026-12-02T02:00"},
	{"tomorrow 14:00 for 2h", "2026-12-01T14:00/2026-12-01T16:00"},
	{"tomorrow 10 2h", "2026-12-01T10:00/2026-12-01T12:00"},
	{"明天下午2点2小时", "2026-12-01T14:00/2026-12-01T16:00"},
	{"明天10点一个半小时", "2026-12-01T10:00/2026-12-01T11:30"},
	{"tomorrow 22:00 to Fri 06:00", "2026-12-01T22:00/2026-12-04T06:00"},
	{"12-02 14:00 - 12-03 10:00", "2026-12-02T14:00/2026-12-03T10:00"},
	{"3 Dec 10-12", "2026-12-03T10:00/2026-12-03T12:00"},
	{"10-12 10:00", "2027-10-12T10:00"},
	/* as the program writes intervals */
	{"2026-12-02 10:00-12:00", "2026-12-02T10:00/2026-12-02T12:00"},
	{"2026-12-02 22:00-24:00", "2026-12-02T22:00/2026-12-03T00:00"},
	{"2026-12-02 22:00 - 2026-12-03 06:00", "2026-12-02T22:00/2026-12-03T06:00"},
	/* both ends are counted from today */
	{"tomorrow 10:00 to tomorrow 12:00", "2026-12-01T10:00/2026-12-01T12:00"},
	{"明天10点到后天12点", "2026-12-01T10:00/2026-12-02T12:00"},
	{"+2 22:00 to +3 06:00", "2026-12-02T22:00/2026-12-03T06:00"},
	{"next Wed 10:00 to next Thu 12:00", "2026-12-09T10:00/2026-12-10T12:00"},
	{"下周三10点到周四12点", "2026-12-09T10:00/2026-12-10T12:00"},
	{"下周一到下周五", "2026-12-07/2026-12-12T00:00"},
	{"下周三10点到明天12点", "fault 7: 下周三10点到明天12点"},
	/* whole days */
	{"next week", "2026-12-07/2026-12-14T00:00"},
	{"本周", "2026-11-30/2026-12-07T00:00"},
	{"Wed-Fri", "2026-12-02/2026-12-05T00:00"},
	{"周三到周五", "2026-12-02/2026-12-05T00:00"},
	{"12月3日-12月5日", "2026-12-03/2026-12-06T00:00"},
	{"12月30日到3号", "2026-12-30/2027-01-04T00:00"},
	/* periods of a day, and of weeks */
	{"明天3-4节", "2026-12-01 periods 3-4"},
	{"Wed periods 3-4", "2026-12-02 periods 3-4"},
	{"周三三四节", "2026-12-02 periods 3-4"},
	{"第5周周三", "week 5 day 3"},
	{"week 5 Wed", "week 5 day 3"},
	{"第5周周三3-4节", "week 5 day 3 periods 3-4"},
	{"第五週週三第3-4節", "week 5 day 3 periods 3-4"},
	{"周三 第5周 3、4节", "week 5 day 3 periods 3-4"},
	{"5周三 3-4节", "week 5 day 3 periods 3-4"},
	{"week 5 Wed periods 3-4", "week 5 day 3 periods 3-4"},
	{"第5周周三 3-4", "week 5 day 3 periods 3-4"},
	{"1-16周 单周 周三 3-4节", "week 1,3,5,7,9,11,13,15 day 3 periods 3-4"},
	{"1-7周(单) 周一、三 3-4节", "week 1,3,5,7 day 1,3 periods 3-4"},
	{"1-7周(单)周三3-4节", "week 1,3,5,7 day 3 periods 3-4"},
	{"1-7单周周三3-4节", "week 1,3,5,7 day 3 periods 3-4"},
	{"1-7单周三3-4节", "week 1,3,5,7 day 3 periods 3-4"},
	{"1-7周單週三3-4節", "week 1,3,5,7 day 3 periods 3-4"},
	{"1-7周 单周 周三3-4节", "week 1,3,5,7 day 3 periods 3-4"},
	{"weeks 1-4 even Mon,Wed periods 1-2", "week 2,4 day 1,3 periods 1-2"},
	{"周一三五 1-16周 3-4节", "week 1-16 day 1,3,5 periods 3-4"},
	{"1-16周 Mon-Fri 10:00-12:00", "week 1-16 day 1-5 600-720"},
	{"第5周周三 10点到12点", "week 5 day 3 600-720"},
	{"第5周周三 10点 2小时", "week 5 day 3 600-720"},
	{"每周三 3-4节", "week 1-60 day 3 periods 3-4"},
	{"every Wed periods 3-4", "week 1-60 day 3 periods 3-4"},
	/* refused, and where */
	{"", "fault 1: "},
	{"2/12", "fault 2: 2/12"},
	{"2.12", "fault 2: 2.12"},
	{"2/12/2026 10:00", "fault 2: 2/12/2026 10:00"},
	{"10-12", "fault 3: 10-12"},
	{"08-10", "fault 3: 08-10"},
	{"第5周周三 10-12", "fault 4: 第5周周三 10-12"},
	{"12月3日 周三 10点", "fault 5: 周三 10点"},
	{"Mon and Wed 10-12", "fault 6: Mon and Wed 10-12"},
	{"Wed-Fri 10-12", "fault 6: Wed-Fri 10-12"},
	{"next week 10:00", "fault 6: next week 10:00"},
	{"Wed 12-10", "fault 7: Wed 12-10"},
	{"Fri 10:00 - Thu", "fault 1: Fri 10:00 - Thu"},
	{"第5周 3-4节", "fault 8: 第5周 3-4节"},
	{"Wed 10-12 blah", "fault 1: blah"},
	{"周三十点　哈哈", "fault 1: 哈哈"},
	{"Wed 10-12 2h", "fault 1: 2h"},
	{"Wed 10:00 11:00", "fault 1: 11:00"},
	{"Wed Thu 10:00", "fault 1: Thu 10:00"},
	{"Wed 25:00", "fault 1: 25:00"},
	{"2026-13-02", "fault 1: 2026-13-02"},
	{"31 Nov", "fault 1: 31 Nov"},
	{"2h", "fault 1: 2h"},
	{"\xff\xfe", "fault 1: \xff\xfe"},
};

START_TEST(test_when)
{
	begin();
	check_when(when_texts[_i].text, 0, when_texts[_i].meant);
}
END_TEST

START_TEST(test_flags)
{
	begin();
	check_when("Wed", SPOKEN_PAST, "2026-11-25");
	check_when("Mon", SPOKEN_PAST, "2026-11-30");
	check_when("12-02", SPOKEN_PAST, "2025-12-02");
	check_when("3号", SPOKEN_PAST, "2026-11-03");
	check_when("08:00", SPOKEN_PAST, "2026-11-30T08:00");
	check_when("10:00", SPOKEN_PAST, "2026-11-29T10:00");
	check_when("11-29", SPOKEN_NEAREST, "2026-11-29");
	check_when("02-01", SPOKEN_NEAREST, "2027-02-01");
	check_when("08:00", SPOKEN_NEAREST, "2026-11-30T08:00");
	check_when("10-12", SPOKEN_START_ONLY, "2027-10-12");
	check_when("Wed 10-12", SPOKEN_START_ONLY, "2026-12-02T10:00/2026-12-02T12:00");
}
END_TEST

START_TEST(test_two_readings)
{
	struct spoken_when w;
	int64_t day, readings[2];
	char a[CLOCK_TEXT_MAX], b[CLOCK_TEXT_MAX];
	begin();
	ck_assert_int_eq(spoken_when("2/12", now, 0, &w), QUAD_EINVAL);
	ck_assert_str_eq(clock_format_date(w.readings[0], a), "2027-02-12");
	ck_assert_str_eq(clock_format_date(w.readings[1], b), "2026-12-02");
	ck_assert_int_eq(spoken_day("2/12", clock_local_day(now), 0, &day, readings), QUAD_EINVAL);
	ck_assert(readings[0] == w.readings[0] && readings[1] == w.readings[1]);
	ck_assert_int_eq(spoken_when("10-12", now, 0, &w), QUAD_EINVAL);
	ck_assert_str_eq(clock_format_date(w.readings[0], a), "2027-10-12");
	ck_assert(w.pattern.from_min == 600 && w.pattern.to_min == 720);
	ck_assert_int_eq(spoken_when("第5周周三 10-12", now, 0, &w), QUAD_EINVAL);
	ck_assert(w.pattern.from_min == 600 && w.pattern.to_min == 720 && w.pattern.periods == 7 << 10);
}
END_TEST

/* A clock that goes forward, and back. */
START_TEST(test_jumps)
{
	struct spoken_when w;
	char text[CLOCK_TEXT_MAX];
	set_now("Europe/Berlin", "2026-03-27T09:00");
	ck_assert_int_eq(spoken_when("Sun 02:30", now, 0, &w), QUAD_EGAP);
	ck_assert_int_eq(w.fault, SPOKEN_CLOCK);
	ck_assert_int_eq(spoken_when("2026-03-29T02:30", now, 0, &w), QUAD_EGAP);
	ck_assert_int_eq(w.fault, SPOKEN_CLOCK);
	check_when("Sun 01:30 for 1h", 0, "2026-03-29T01:30/2026-03-29T03:30");
	set_now("Europe/Berlin", "2026-10-23T09:00");
	ck_assert_int_eq(spoken_when("Sun 02:30-04:00", now, 0, &w), QUAD_ETWICE);
	ck_assert_str_eq(clock_format(w.readings[0], text), "2026-10-25T02:30+02:00");
	ck_assert_int_eq(spoken_when("Sun 01:00-02:30", now, 0, &w), QUAD_ETWICE);
	check_when("2026-10-25T02:30+01:00", 0, "2026-10-25T02:30+01:00");
}
END_TEST

START_TEST(test_leap_day)
{
	struct spoken_when w;
	begin();
	ck_assert_int_eq(spoken_when("29 Feb", now, 0, &w), QUAD_EINVAL);
	set_now("Asia/Shanghai", "2027-06-01T09:00");
	check_when("2月29日", 0, "2028-02-29");
}
END_TEST

START_TEST(test_week_day)
{
	struct spoken_when w;
	char text[CLOCK_TEXT_MAX];
	int64_t monday;
	begin();
	ck_assert_int_eq(clock_parse_date("2026-09-07", &monday), 0);
	ck_assert_int_eq(spoken_when("第5周周三", now, 0, &w), 0);
	ck_assert_str_eq(clock_format_date(spoken_week_day(&w, monday), text), "2026-10-07");
}
END_TEST

START_TEST(test_long)
{
	char text[SPOKEN_MAX + 20];
	struct spoken_when w;
	int64_t v;
	int minute;
	begin();
	memset(text, ' ', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	ck_assert_int_eq(spoken_when(text, now, 0, &w), QUAD_EINVAL);
	ck_assert_ptr_eq(w.bad, text);
	ck_assert_int_eq(spoken_day(text, 0, 0, &v, NULL), QUAD_EINVAL);
	ck_assert_int_eq(spoken_time(text, &minute), QUAD_EINVAL);
	ck_assert_int_eq(spoken_length(text, &v), QUAD_EINVAL);
}
END_TEST

#define ROWS(a) (int)(sizeof(a) / sizeof((a)[0]))

Suite *spoken_suite(void)
{
	Suite *s = suite_create("spoken");
	TCase *t = tcase_create("spoken");
	tcase_add_loop_test(t, test_days, 0, ROWS(day_texts));
	tcase_add_loop_test(t, test_times, 0, ROWS(time_texts));
	tcase_add_loop_test(t, test_lengths, 0, ROWS(length_texts));
	tcase_add_loop_test(t, test_when, 0, ROWS(when_texts));
	tcase_add_test(t, test_flags);
	tcase_add_test(t, test_two_readings);
	tcase_add_test(t, test_jumps);
	tcase_add_test(t, test_leap_day);
	tcase_add_test(t, test_week_day);
	tcase_add_test(t, test_long);
	suite_add_tcase(s, t);
	return s;
}
