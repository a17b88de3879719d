/*
 * Weeks, weekdays and periods: every form that the interface promises, what is refused and where, and random sets and
 * random texts against a model.
 */
#include <check.h>
#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/pattern.h"
#include "tests/random.h"

Suite *pattern_suite(void);

typedef int (*reader)(const char *text, uint64_t *out, const char **bad);

struct text_case {
	const char *text;
	const char *canonical; /* NULL: refused */
	const char *bad;       /* where it is refused, to the end of the text */
};

static void check_text(reader read, const struct text_case *c)
{
	uint64_t set = 1, again;
	const char *bad = "untouched";
	struct buf b = {0};
	int err = read(c->text, &set, &bad);
	pattern_format(set, &b);
	if (!c->canonical) {
		ck_assert_msg(err == QUAD_EINVAL, "\"%s\" read as \"%s\"", c->text, buf_text(&b));
		ck_assert_msg(set == 0, "\"%s\": refused, and something in the set", c->text);
		ck_assert_msg(bad == c->text + strlen(c->text) - strlen(c->bad) && strcmp(bad, c->bad) == 0,
		              "\"%s\": bad is \"%s\", not \"%s\"", c->text, bad, c->bad);
	} else {
		ck_assert_msg(err == 0, "\"%s\": refused at \"%s\"", c->text, bad);
		ck_assert_msg(!bad, "\"%s\": read, and bad is \"%s\"", c->text, bad);
		ck_assert_msg(strcmp(buf_text(&b), c->canonical) == 0, "\"%s\": \"%s\", not \"%s\"", c->text, buf_text(&b),
		              c->canonical);
		ck_assert_int_eq(read(buf_text(&b), &again, &bad), 0);
		ck_assert_msg(again == set, "\"%s\" reads back as another set", buf_text(&b));
	}
	buf_release(&b);
}

static const struct text_case week_texts[] = {
	/* as promised */
	{"1-16", "1-16", NULL},
	{"1-15单", "1,3,5,7,9,11,13,15", NULL},
	{"2-8双", "2,4,6,8", NULL},
	{"1-13(odd)", "1,3,5,7,9,11,13", NULL},
	{"2-8(even)", "2,4,6,8", NULL},
	{"1-5、7-11单、12-16双", "1-5,7,9,11-12,14,16", NULL},
	{"2、5、8", "2,5,8", NULL},
	{"4-6周(双),7-11周,13周", "4,6-11,13", NULL},
	{"第4-18周", "4-18", NULL},
	{"4~18周", "4-18", NULL},
	{"4－18周", "4-18", NULL},
	{"2周5周8周", "2,5,8", NULL},
	{"1-16单周", "1,3,5,7,9,11,13,15", NULL},
	/* the same mark, otherwise written */
	{"1-16双周", "2,4,6,8,10,12,14,16", NULL},
	{"1-6周单", "1,3,5", NULL},
	{"1-6周(单)", "1,3,5", NULL},
	{"1-6（单）周", "1,3,5", NULL},
	{"1-6周（单周）", "1,3,5", NULL},
	{"1-6周【双】", "2,4,6", NULL},
	{"1-6[双]", "2,4,6", NULL},
	{"1-6 ( 双 )", "2,4,6", NULL},
	{"1-6單", "1,3,5", NULL},
	{"1-6雙週", "2,4,6", NULL},
	{"1-6奇", "1,3,5", NULL},
	{"1-6偶数", NULL, "数"},
	{"1-6偶", "2,4,6", NULL},
	{"1-6odd", "1,3,5", NULL},
	{"1-6 even", "2,4,6", NULL},
	{"1-6 Odd, 7-9 EVEN", "1,3,5,8", NULL},
	{"1-16(周)", "1-16", NULL},
	{"3单", "3", NULL},
	{"1-4单5-8双", "1,3,6,8", NULL},
	{"1-4(odd)5-8(even)", "1,3,6,8", NULL},
	/* a mark belongs to its own segment */
	{"1-3,5-9单", "1-3,5,7,9", NULL},
	{"1-3单,5-9", "1,3,5-9", NULL},
	/* signs */
	{"1", "1", NULL},
	{"60", "60", NULL},
	{"1-60", "1-60", NULL},
	{"07", "7", NULL},
	{"１－１６", "1-16", NULL},
	{"１～１６，１８", "1-16,18", NULL},
	{"1〜4", "1-4", NULL},
	{"1–4", "1-4", NULL},
	{"1—4", "1-4", NULL},
	{"1−4", "1-4", NULL},
	{"1至4周", "1-4", NULL},
	{"第1周至第4周", "1-4", NULL},
	{"第1周-第4周，第6周", "1-4,6", NULL},
	{"第4週", "4", NULL},
	{"1;2；3", "1-3", NULL},
	{" 1 - 3 , 5 ", "1-3,5", NULL},
	{"\xe3\x80\x80第 1 — 3 周\t", "1-3", NULL},
	{"1 3 5", "1,3,5", NULL},
	{"8,2,5", "2,5,8", NULL},
	{"1-5,3-7,4", "1-7", NULL},
	{"1-1", "1", NULL},
	/* rotation */
	{"1-18/3+2", "2,5,8,11,14,17", NULL},
	{"1-18/3", "1,4,7,10,13,16", NULL},
	{"1-18周/3+3", "3,6,9,12,15,18", NULL},
	{"4-18/3", "4,7,10,13,16", NULL},
	{"5-18/3+2", "5,8,11,14,17", NULL},
	{"6-18/3+2", "8,11,14,17", NULL},
	{"1-18／3＋2", "2,5,8,11,14,17", NULL},
	{"1-4/1", "1-4", NULL},
	{"1-18/3+2单", "5,11,17", NULL},
	{"1-6/3+1,7-12/3+8,14", "1,4,8,11,14", NULL},
	{"1-18/60", "1", NULL},
	/* all of the segment */
	{"1-16周全", "1-16", NULL},
	{"1-16（全）", "1-16", NULL},
	{"2-4全周,6", "2-4,6", NULL},
	/* Chinese numerals */
	{"三至十周", "3-10", NULL},
	{"第十一周", "11", NULL},
	{"二十周", "20", NULL},
	{"一至十六周（单）", "1,3,5,7,9,11,13,15", NULL},
	{"二、四、十二周", "2,4,12", NULL},
	{"全周", NULL, "全周"},
	{"十一二周", NULL, "十一二周"},
	/* refused */
	{"", NULL, ""},
	{"   ", NULL, ""},
	{"0", NULL, "0"},
	{"0-4", NULL, "0-4"},
	{"1,0,3", NULL, "0,3"},
	{"61", NULL, "61"},
	{"1-61", NULL, "1-61"},
	{"1,4294967297", NULL, "4294967297"},
	{"18446744073709551617", NULL, "18446744073709551617"},
	{"5-1", NULL, "5-1"},
	{"1-3,9-7单", NULL, "9-7单"},
	{"2单", NULL, "2单"},
	{"1-3,2单,5", NULL, "2单,5"},
	{"3双", NULL, "3双"},
	{"1-18/3+19", NULL, "1-18/3+19"},
	{"1-4/0", NULL, "1-4/0"},
	{"1-4/3+0", NULL, "1-4/3+0"},
	{"1-4/", NULL, "1-4/"},
	{"1-4/3+", NULL, "1-4/3+"},
	{"4/3", NULL, "/3"},
	{"1-4+2", NULL, "+2"},
	{"1-", NULL, "1-"},
	{"-4", NULL, "-4"},
	{"1--4", NULL, "1--4"},
	{"1-4-6", NULL, "-6"},
	{"1,", NULL, ","},
	{",1", NULL, ",1"},
	{"1,,2", NULL, ",2"},
	{"1-16x", NULL, "x"},
	{"1-16周x", NULL, "x"},
	{"1-16周周", NULL, "周"},
	{"1-16单双", NULL, "双"},
	{"1-16(单", NULL, "1-16(单"},
	{"1-16()", NULL, "1-16()"},
	{"1-16单)", NULL, ")"},
	{"单", NULL, "单"},
	{"周", NULL, "周"},
	{"第", NULL, "第"},
	{"odd", NULL, "odd"},
	{"1.5", NULL, ".5"},
	{"weeks", NULL, "weeks"},
	{"1-16\xff", NULL, "\xff"},
	{"1\xef\xbc", NULL, "\xef\xbc"},
	{"\xef", NULL, "\xef"},
};

START_TEST(weeks_are_read_in_every_form)
{
	check_text(pattern_weeks, &week_texts[_i]);
}
END_TEST

static const struct text_case weekday_texts[] = {
	{"1-5", "1-5", NULL},
	{"1,3", "1,3", NULL},
	{"mon,wed", "1,3", NULL},
	{"一、三", "1,3", NULL},
	{"周一", "1", NULL},
	{"星期一", "1", NULL},
	{"Mon-Fri", "1-5", NULL},
	{"7", "7", NULL},
	{"日", "7", NULL},
	{"周天", "7", NULL},
	{"星期日", "7", NULL},
	{"週六，週日", "6-7", NULL},
	{"禮拜二", "2", NULL},
	{"礼拜天", "7", NULL},
	{"周一至周五", "1-5", NULL},
	{"周一至五", "1-5", NULL},
	{"周一到周日", "1-7", NULL},
	{"周一周三", "1,3", NULL},
	{"一三五", "1,3,5", NULL},
	{"周1-周5", "1-5", NULL},
	{"星期１、３", "1,3", NULL},
	{"Monday, Wednesday", "1,3", NULL},
	{"MO,WE,FR", "1,3,5", NULL},
	{"tues thurs", "2,4", NULL},
	{"Sat. Sun.", "6-7", NULL},
	{"5,1,1-2", "1-2,5", NULL},
	{"", NULL, ""},
	{"0", NULL, "0"},
	{"8", NULL, "8"},
	{"1-8", NULL, "1-8"},
	{"135", NULL, "135"},
	{"5-1", NULL, "5-1"},
	{"Sun-Tue", NULL, "Sun-Tue"},
	{"周", NULL, "周"},
	{"周八", NULL, "周八"},
	{"1周", NULL, "周"},
	{"1单", NULL, "单"},
	{"1-5/2", NULL, "/2"},
	{"m", NULL, "m"},
	{"t,w", NULL, "t,w"},
	{"mon,foo", NULL, "foo"},
	{"mond-fri", "1-5", NULL},
	{"mondays", NULL, "mondays"},
	{"monwed", NULL, "monwed"},
	{"mon,", NULL, ","},
	{"一 二x", NULL, "x"},
};

START_TEST(weekdays_are_read_in_every_form)
{
	check_text(pattern_weekdays, &weekday_texts[_i]);
}
END_TEST

static const struct text_case period_texts[] = {
	{"0304", "3-4", NULL},
	{"第0102节", "1-2", NULL},
	{"010203节", "1-3", NULL},
	{"0102,0506", "1-2,5-6", NULL},
	{"03041", NULL, "03041"},
	{"0403", NULL, "0403"},
	{"0099", NULL, "0099"},
	{"五六节", "5-6", NULL},
	{"第三、四节", "3-4", NULL},
	{"九至十一节", "9-11", NULL},
	{"上午", NULL, "上午"},
	{"晚1-2", NULL, "晚1-2"},
	{"1-2", "1-2", NULL},
	{"第1-2节", "1-2", NULL},
	{"1,2节", "1-2", NULL},
	{"3-4,7-8", "3-4,7-8", NULL},
	{"第1节", "1", NULL},
	{"第1節", "1", NULL},
	{"第1节-第2节", "1-2", NULL},
	{"第1、2节", "1-2", NULL},
	{"1-2节5-6节", "1-2,5-6", NULL},
	{"１～２节", "1-2", NULL},
	{"01-02", "1-2", NULL},
	{"60", "60", NULL},
	{"", NULL, ""},
	{"0", NULL, "0"},
	{"61", NULL, "61"},
	{"2-1", NULL, "2-1"},
	{"1-2单", NULL, "单"},
	{"1-4/2", NULL, "/2"},
	{"1-2周", NULL, "周"},
	{"第1-2节课", NULL, "课"},
	{"1-2节,", NULL, ","},
	{"08:00", NULL, ":00"},
};

START_TEST(periods_are_read_in_every_form)
{
	check_text(pattern_periods, &period_texts[_i]);
}
END_TEST

static void check_back(reader read, uint64_t set)
{
	struct buf b = {0};
	uint64_t back;
	const char *bad;
	pattern_format(set, &b);
	int err = read(buf_text(&b), &back, &bad);
	ck_assert_msg(err == 0 && back == set, "%016" PRIx64 " is written \"%s\", and read as %016" PRIx64, set, buf_text(&b),
	              back);
	buf_release(&b);
}

START_TEST(a_set_that_is_written_reads_back)
{
	struct random r = {random_seed(1)};
	for (uint64_t set = 2; set < 1 << 8; set += 2)
		check_back(pattern_weekdays, set);
	for (int i = 0; i < 20000; i++) {
		uint64_t set = random_next(&r);
		for (unsigned n = random_below(&r, 4); n > 0; n--) /* runs as well as gaps */
			set = i % 2 ? set & random_next(&r) : set | random_next(&r);
		set &= (UINT64_C(1) << (PATTERN_WEEK_MAX + 1)) - 2;
		if (!set)
			continue;
		check_back(pattern_weeks, set);
		check_back(pattern_periods, set);
	}
}
END_TEST

START_TEST(the_whole_width_of_a_set_is_written)
{
	struct buf b = {0};
	pattern_format(0, &b);
	pattern_format(1, &b);
	ck_assert_str_eq(buf_text(&b), "");
	pattern_format(UINT64_MAX, &b);
	ck_assert_str_eq(buf_text(&b), "1-63");
	buf_clear(&b);
	pattern_format(UINT64_C(1) << 63 | 2, &b);
	ck_assert_str_eq(buf_text(&b), "1,63");
	buf_release(&b);
}
END_TEST

static const char *one_of(struct random *r, const char *const *words, unsigned n)
{
	return words[random_below(r, n)];
}

#define ONE_OF(r, ...)                                                                   \
	one_of(r, (const char *const[]){__VA_ARGS__},                                    \
	       (unsigned)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))

/* Writes a segment in some notation, and adds what it holds, number by number. */
static void random_segment(struct random *r, struct buf *text, uint64_t *set)
{
	int a = (int)random_between(r, 1, PATTERN_WEEK_MAX), b = a, every = 1, from = a;
	int parity = (int)random_below(r, 3); /* 0 = both, 1 = odd, 2 = even */
	buf_fmt(text, "%s%d%s", ONE_OF(r, "", "第", "第 "), a, ONE_OF(r, "", "周", " 週"));
	if (random_below(r, 3)) {
		b = (int)random_between(r, a, PATTERN_WEEK_MAX);
		buf_fmt(text, "%s%d%s", ONE_OF(r, "-", "~", " - ", "－", "至第"), b, ONE_OF(r, "", "周", " 週"));
		if (random_below(r, 4) == 0) {
			every = (int)random_between(r, 1, 6);
			buf_fmt(text, "%s%d", ONE_OF(r, "/", "／", " / "), every);
			if (random_below(r, 2)) {
				from = (int)random_between(r, 1, PATTERN_WEEK_MAX);
				buf_fmt(text, "+%d", from);
			}
		}
	}
	if (parity == 1)
		buf_str(text, ONE_OF(r, "单", "(单)", "（單周）", "odd", " (Odd)", "奇周"));
	if (parity == 2)
		buf_str(text, ONE_OF(r, "双", "(双)", "（雙周）", "even", " (Even)", "偶周"));
	for (int n = a; n <= b; n++)
		if (n >= from && (n - from) % every == 0 && (parity == 0 || (parity == 1) == (n % 2 == 1)))
			*set |= UINT64_C(1) << n;
}

START_TEST(random_texts_hold_what_a_model_says)
{
	struct random r = {random_seed(2)};
	struct buf text = {0};
	int n_refused = 0;
	for (int i = 0; i < 20000; i++) {
		uint64_t want = 0, got;
		const char *bad, *want_bad = NULL;
		size_t bad_at = 0;
		buf_clear(&text);
		for (int n = (int)random_below(&r, 4); n >= 0; n--) {
			uint64_t one = 0;
			size_t at = text.len;
			random_segment(&r, &text, &one);
			if (!one && !want_bad) {
				want_bad = "";
				bad_at = at;
			}
			want |= one;
			if (n > 0)
				buf_str(&text, ONE_OF(&r, ",", "、", "，", ";", " ", ","));
		}
		int err = pattern_weeks(buf_text(&text), &got, &bad);
		if (want_bad) {
			n_refused++;
			ck_assert_msg(err == QUAD_EINVAL && bad == buf_text(&text) + bad_at, "\"%s\": %d, \"%s\"", buf_text(&text),
			              err, bad ? bad : "(null)");
		} else {
			ck_assert_msg(err == 0 && got == want, "\"%s\": %016" PRIx64 ", not %016" PRIx64, buf_text(&text), got,
			              want);
		}
	}
	ck_assert_int_gt(n_refused, 100);
	ck_assert_int_lt(n_refused, 19000);
	buf_release(&text);
}
END_TEST

#define N(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *pattern_suite(void)
{
	Suite *s = suite_create("pattern");
	TCase *t = tcase_create("pattern");
	tcase_add_loop_test(t, weeks_are_read_in_every_form, 0, N(week_texts));
	tcase_add_loop_test(t, weekdays_are_read_in_every_form, 0, N(weekday_texts));
	tcase_add_loop_test(t, periods_are_read_in_every_form, 0, N(period_texts));
	tcase_add_test(t, a_set_that_is_written_reads_back);
	tcase_add_test(t, the_whole_width_of_a_set_is_written);
	tcase_add_test(t, random_texts_hold_what_a_model_says);
	suite_add_tcase(s, t);
	return s;
}
