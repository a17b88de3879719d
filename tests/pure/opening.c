/* Opening hours: what texts mean, their one canonical form, and what they cover against a walk minute by minute. */
#include <check.h>
#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/opening.h"
#include "tests/random.h"

Suite *opening_suite(void);

static const struct {
	const char *text, *canonical; /* NULL: refused */
} texts[] = {
	{"", ""},
	{" ; ", ""},
	{"Mon-Fri 08:00-22:00;Sat 08:00-12:00", "Mon-Fri 08:00-22:00;Sat 08:00-12:00"},
	{"mon-fri 8:00-22:00; sat 8:00-12:00;", "Mon-Fri 08:00-22:00;Sat 08:00-12:00"},
	{"Monday-Friday 08:00-22:00", "Mon-Fri 08:00-22:00"},
	{"Mon. 08:00-22:00", "Mon 08:00-22:00"},
	{"1-5 08:00-22:00", "Mon-Fri 08:00-22:00"},
	{"1,3,5 08:00-22:00", "Mon 08:00-22:00;Wed 08:00-22:00;Fri 08:00-22:00"},
	{"周一至周五 8:00-22:00", "Mon-Fri 08:00-22:00"},
	{"周一到周五 8:00~22:00", "Mon-Fri 08:00-22:00"},
	{"周一至五 8:00-22:00", "Mon-Fri 08:00-22:00"},
	{"星期一、星期三 08：00－12：00", "Mon 08:00-12:00;Wed 08:00-12:00"},
	{"星期日 08:00-12:00", "Sun 08:00-12:00"},
	{"星期天 08:00-12:00", "Sun 08:00-12:00"},
	{"週六，週日 08:00～12:00", "Sat-Sun 08:00-12:00"},
	{"禮拜一 08:00-12:00", "Mon 08:00-12:00"},
	{"周1-周5 08:00-12:00", "Mon-Fri 08:00-12:00"},
	{"周一至周五 8:00-12:00，14:00-18:00；周六 8:00-12:00", "Mon-Fri 08:00-12:00,14:00-18:00;Sat 08:00-12:00"},
	{"每天 08:00-22:00", "Mon-Sun 08:00-22:00"},
	{"每日08:00-22:00", "Mon-Sun 08:00-22:00"},
	{"08:00-22:00", "Mon-Sun 08:00-22:00"},
	{"8:00-22:00", "Mon-Sun 08:00-22:00"},
	{"00:00-24:00", "Mon-Sun 00:00-24:00"},
	{"Sat-Mon 08:00-12:00", "Mon 08:00-12:00;Sat-Sun 08:00-12:00"},
	{"Mon 22:00-02:00", "Mon 22:00-24:00;Tue 00:00-02:00"},
	{"Sun 22:00-02:00", "Mon 00:00-02:00;Sun 22:00-24:00"},
	{"Mon 22:00-00:00", "Mon 22:00-24:00"},
	{"22:00-06:00", "Mon-Sun 00:00-06:00,22:00-24:00"},
	{"Mon 08:00-12:00;Mon 12:00-14:00", "Mon 08:00-14:00"},
	{"Mon 08:00-12:00,10:00-14:00", "Mon 08:00-14:00"},
	{"Mon 14:00-16:00,08:00-10:00,09:00-15:00", "Mon 08:00-16:00"},
	{"Mon 14:00-16:00;Tue 08:00-09:00;Mon 08:00-10:00", "Mon 08:00-10:00,14:00-16:00;Tue 08:00-09:00"},
	{"Mon 0:00-1:00,2:00-3:00,4:00-5:00,6:00-7:00,8:00-9:00,10:00-11:00,12:00-13:00,14:00-15:00",
	 "Mon 00:00-01:00,02:00-03:00,04:00-05:00,06:00-07:00,08:00-09:00,10:00-11:00,12:00-13:00,14:00-15:00"},
	{"Mon 0:00-1:00,2:00-3:00,4:00-5:00,6:00-7:00,8:00-9:00,10:00-11:00,12:00-13:00,14:00-15:00,16:00-17:00", NULL},
	{"Mon", NULL},
	{"Mon 08:00", NULL},
	{"Mon 08:00-", NULL},
	{"Mon 08:00-08:00", NULL},
	{"Mon 24:00-02:00", NULL},
	{"Mon 08:00-24:01", NULL},
	{"Mon 08:60-12:00", NULL},
	{"Mon 0800-1200", NULL},
	{"Foo 08:00-12:00", NULL},
	{"8 08:00-12:00", NULL},
	{"0 08:00-12:00", NULL},
	{"Mon 08:00-12:00 x", NULL},
	{"Mon 08:00-12:00,", NULL},
	{"Mon, 08:00-12:00", NULL},
	{"always", NULL},
	{"Mon 8-12", NULL},
	{"工作日8:00—17:30", "Mon-Fri 08:00-17:30"},
	{"工作日 8:00-17:30，周末 9:00-17:00", "Mon-Fri 08:00-17:30;Sat-Sun 09:00-17:00"},
	{"週末 9:00至17:00", "Sat-Sun 09:00-17:00"},
	{"每周一至周五 08:00～21:00", "Mon-Fri 08:00-21:00"},
	{"周一、三、五 上午8:00-12:00", "Mon 08:00-12:00;Wed 08:00-12:00;Fri 08:00-12:00"},
	{"周一三五 8:00-12:00", "Mon 08:00-12:00;Wed 08:00-12:00;Fri 08:00-12:00"},
	{"星期六日 8:00-12:00", "Sat-Sun 08:00-12:00"},
	{"周六周日8:00-12:00", "Sat-Sun 08:00-12:00"},
	{"周六和周日 8:00-12:00", "Sat-Sun 08:00-12:00"},
	{"下午2:00-5:00", "Mon-Sun 14:00-17:00"},
	{"上午8:00-12:00，下午2:00-5:30", "Mon-Sun 08:00-12:00,14:00-17:30"},
	{"周一至周五上午8:00-12:00下午14:00-17:00", "Mon-Fri 08:00-12:00,14:00-17:00"},
	{"上午8:00-下午5:00", "Mon-Sun 08:00-17:00"},
	{"晚上7:00-10:00", "Mon-Sun 19:00-22:00"},
	{"晚上10:00-12:00", "Mon-Sun 22:00-24:00"},
	{"中午12:00-2:00", "Mon-Sun 12:00-14:00"},
	{"上午10:00-2:00", NULL},
	{"周一至周五（8:00-22:00）", "Mon-Fri 08:00-22:00"},
	{"周一至周五：8:00-12:00 14:00-18:00 周六：9:00-12:00", "Mon-Fri 08:00-12:00,14:00-18:00;Sat 09:00-12:00"},
	{"8点-22点", "Mon-Sun 08:00-22:00"},
	{"8點半至17時30分", "Mon-Sun 08:30-17:30"},
	{"7点-8点", "Mon-Sun 07:00-08:00"},
	{"全天", "Mon-Sun 00:00-24:00"},
	{"周一至周五全天开放", "Mon-Fri 00:00-24:00"},
	{"工作日 24小时；周末 8:00-12:00", "Mon-Fri 00:00-24:00;Sat-Sun 08:00-12:00"},
	{"周一至周六 8:00-22:00；周日不开放", "Mon-Sat 08:00-22:00"},
	{"周日休息，周一 8:00-9:00", "Mon 08:00-09:00"},
	{"周日休息", NULL},
	{"Mon-Fri 9am-5pm", "Mon-Fri 09:00-17:00"},
	{"9:00 AM to 5:30 p.m.", "Mon-Sun 09:00-17:30"},
	{"2:00-5:00pm", "Mon-Sun 14:00-17:00"},
	{"12am-12pm", "Mon-Sun 00:00-12:00"},
	{"Weekdays 08:00-18:00", "Mon-Fri 08:00-18:00"},
	{"Mon 08:00-12:00,Tue 09:00-10:00", "Mon 08:00-12:00;Tue 09:00-10:00"},
	{"周一至周五 8:00-22:00 法定节假日除外", NULL},
	{"周一至周五", NULL},
	{"上午", NULL},
	{"8:00:00-12:00:00", "Mon-Sun 08:00-12:00"},
	{"教学时间", NULL},
};

START_TEST(a_text_has_one_canonical_form)
{
	struct opening o, again;
	struct buf b = {0}, twice = {0};
	const char *bad = NULL;
	int err = opening_parse(texts[_i].text, &o, &bad);
	if (!texts[_i].canonical) {
		opening_format(&o, &b);
		ck_assert_msg(err == QUAD_EINVAL, "\"%s\" read as \"%s\"", texts[_i].text, buf_text(&b));
		ck_assert_msg(bad >= texts[_i].text && bad <= texts[_i].text + strlen(texts[_i].text), "\"%s\": bad is elsewhere",
		              texts[_i].text);
		buf_release(&b);
		return;
	}
	ck_assert_msg(err == 0, "\"%s\": %s at \"%s\"", texts[_i].text, quad_strerror(err), bad);
	opening_format(&o, &b);
	ck_assert_msg(strcmp(buf_text(&b), texts[_i].canonical) == 0, "\"%s\" is \"%s\", want \"%s\"", texts[_i].text,
	              buf_text(&b), texts[_i].canonical);
	ck_assert_int_eq(opening_parse(buf_text(&b), &again, &bad), 0);
	opening_format(&again, &twice);
	ck_assert_str_eq(buf_text(&twice), buf_text(&b));
	buf_release(&b);
	buf_release(&twice);
}
END_TEST

START_TEST(the_first_bad_part_is_named)
{
	struct opening o;
	const char *bad = "";
	ck_assert_int_eq(opening_parse("Mon 08:00-12:00; Foo 1", &o, &bad), QUAD_EINVAL);
	ck_assert_str_eq(bad, "Foo 1");
}
END_TEST

/* 2026-09-07 is a Monday. */
static const struct {
	const char *hours, *start, *end;
	bool covered;
} coverings[] = {
	{"", "2026-09-07T00:00", "2026-12-07T00:00", true},
	{"Mon-Fri 08:00-22:00", "2026-09-07T08:00", "2026-09-07T22:00", true},
	{"Mon-Fri 08:00-22:00", "2026-09-07T07:59", "2026-09-07T22:00", false},
	{"Mon-Fri 08:00-22:00", "2026-09-07T08:00", "2026-09-07T22:01", false},
	{"Mon-Fri 08:00-22:00", "2026-09-12T08:00", "2026-09-12T09:00", false},
	{"Mon-Fri 08:00-22:00", "2026-09-07T21:00", "2026-09-08T09:00", false},
	{"Mon 08:00-12:00,14:00-18:00", "2026-09-07T08:00", "2026-09-07T18:00", false},
	{"Mon 08:00-12:00,14:00-18:00", "2026-09-07T14:00", "2026-09-07T18:00", true},
	{"Mon 08:00-12:00,14:00-18:00", "2026-09-07T12:00", "2026-09-07T14:00", false},
	{"Mon 22:00-02:00", "2026-09-07T22:00", "2026-09-08T02:00", true},
	{"Mon 22:00-02:00", "2026-09-07T22:00", "2026-09-08T02:01", false},
	{"Mon 22:00-02:00", "2026-09-08T00:00", "2026-09-08T02:00", true},
	{"Mon 22:00-02:00", "2026-09-08T22:00", "2026-09-08T23:00", false},
	{"Sun 22:00-02:00", "2026-09-06T23:00", "2026-09-07T01:00", true},
	{"Mon 08:00-24:00", "2026-09-07T20:00", "2026-09-08T00:00", true},
	{"Mon 08:00-24:00", "2026-09-07T20:00", "2026-09-08T00:01", false},
	{"00:00-24:00", "2026-09-07T20:00", "2026-09-20T03:17", true},
	{"Mon-Wed 00:00-24:00", "2026-09-07T00:00", "2026-09-10T00:00", true},
	{"Mon-Wed 00:00-24:00", "2026-09-07T00:00", "2026-09-10T00:01", false},
	{"Mon-Wed 00:00-24:00", "2026-09-06T23:59", "2026-09-07T01:00", false},
	{"Mon 00:00-24:00;Tue 00:00-08:00;Wed 00:00-24:00", "2026-09-07T10:00", "2026-09-09T10:00", false},
};

START_TEST(an_interval_is_covered_or_not)
{
	struct opening o;
	const char *bad;
	int64_t start, end;
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	ck_assert_int_eq(opening_parse(coverings[_i].hours, &o, &bad), 0);
	ck_assert_int_eq(clock_parse(coverings[_i].start, &start), 0);
	ck_assert_int_eq(clock_parse(coverings[_i].end, &end), 0);
	ck_assert_msg(opening_covers(&o, start, end) == coverings[_i].covered, "\"%s\" %s to %s: %d, want %d",
	              coverings[_i].hours, coverings[_i].start, coverings[_i].end, !coverings[_i].covered,
	              coverings[_i].covered);
}
END_TEST

/* Random hours as text, with a table of the week's open minutes made on the way. */
static void random_hours(struct random *r, struct buf *text, bool open[8][DAY_MIN])
{
	static const char *const words[] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	memset(open, 0, 8 * sizeof open[0]);
	buf_clear(text);
	for (unsigned parts = 1 + random_below(r, 4); parts > 0; parts--) {
		int a = 1 + (int)random_below(r, 7), b = 1 + (int)random_below(r, 7);
		int from = (int)random_below(r, 48) * 30, to = (int)random_below(r, 49) * 30;
		if (from == to)
			continue;
		buf_fmt(text, "%s-%s %02d:%02d-%02d:%02d;", words[a], words[b], from / 60, from % 60, to / 60, to % 60);
		for (int d = a;; d = d % 7 + 1) {
			for (int m = from; m < (to > from ? to : DAY_MIN); m++)
				open[d][m] = true;
			for (int m = 0; to < from && m < to; m++)
				open[d % 7 + 1][m] = true;
			if (d == b)
				break;
		}
	}
}

START_TEST(hours_cover_what_a_walk_by_minutes_says)
{
	static const char *const zones[] = {"Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo",
	                                    "America/St_Johns"};
	static const char *const days[] = {"2026-09-07T12:00", "2026-10-25T12:00", "2026-04-05T12:00", "2018-11-04T12:00",
	                                   "2010-11-07T12:00"};
	static bool open[8][DAY_MIN];
	const uint64_t seed = random_seed(17) + (uint64_t)_i;
	struct random r = {seed};
	struct buf text = {0};
	int64_t noon;
	ck_assert_int_eq(clock_zone_use(zones[_i]), 0);
	ck_assert_int_eq(clock_parse(days[_i], &noon), 0);
	for (int round = 0; round < 2000; round++) {
		struct opening o;
		const char *bad = "";
		random_hours(&r, &text, open);
		if (!text.len)
			continue;
		int err = opening_parse(buf_text(&text), &o, &bad);
		ck_assert_msg(err == 0, "\"%s\": at \"%s\"", buf_text(&text), bad);
		for (int i = 0; i < 4; i++) {
			int64_t start = noon + random_between(&r, -1200, 600), end = start + random_between(&r, 1, i ? 90 : 3000);
			bool want = true;
			for (int64_t at = start; at < end && want; at++)
				want = open[clock_weekday(clock_local_day(at))][clock_local_minute(at)];
			char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
			ck_assert_msg(opening_covers(&o, start, end) == want, "seed %" PRIu64 " %s \"%s\" %s to %s: %d, want %d", seed,
			              zones[_i], buf_text(&text), clock_format(start, from), clock_format(end, to), !want, want);
		}
	}
	buf_release(&text);
}
END_TEST

START_TEST(random_text_is_read_or_refused)
{
	static const char *const bits[] = {"Mon", "-", "Fri", " ", "08:00", "22:00", ";", ",", "周", "一", "至", "；", "：", "1",
	                                   "7", "24:00", "每天", "\xe5", "x", "、", ":", "2"};
	struct random r = {random_seed(19)};
	struct buf text = {0}, a = {0}, b = {0};
	for (int round = 0; round < 50000; round++) {
		struct opening o, again;
		const char *bad;
		buf_clear(&text);
		for (unsigned n = random_below(&r, 10); n > 0; n--)
			buf_str(&text, bits[random_below(&r, sizeof bits / sizeof *bits)]);
		if (opening_parse(buf_text(&text), &o, &bad) != 0)
			continue;
		buf_clear(&a);
		buf_clear(&b);
		opening_format(&o, &a);
		ck_assert_msg(opening_parse(buf_text(&a), &again, &bad) == 0, "\"%s\" gives \"%s\", which is refused",
		              buf_text(&text), buf_text(&a));
		opening_format(&again, &b);
		ck_assert_str_eq(buf_text(&b), buf_text(&a));
	}
	buf_release(&text);
	buf_release(&a);
	buf_release(&b);
}
END_TEST

Suite *opening_suite(void)
{
	Suite *s = suite_create("opening");
	TCase *t = tcase_create("opening");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_text_has_one_canonical_form, 0, sizeof texts / sizeof *texts);
	tcase_add_test(t, the_first_bad_part_is_named);
	tcase_add_loop_test(t, an_interval_is_covered_or_not, 0, sizeof coverings / sizeof *coverings);
	tcase_add_loop_test(t, hours_cover_what_a_walk_by_minutes_says, 0, 5);
	tcase_add_test(t, random_text_is_read_or_refused);
	suite_add_tcase(s, t);
	return s;
}
