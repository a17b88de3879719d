/* Rules that move along with their start, and counts of a whole: tables of what a person would expect. */
#include <check.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/rule_shift.h"

static int64_t instant(const char *text)
{
	int64_t at;
	ck_assert_int_eq(clock_parse(text, &at), 0);
	return at;
}

static const struct {
	const char *rule, *from, *to, *want; /* NULL: several days, and the new one is none of them */
} shifts[] = {
	/* 2027-04-05 is a Monday */
	{"FREQ=WEEKLY;COUNT=4", "2027-04-05T08:00", "2027-04-06T08:00", "FREQ=WEEKLY;COUNT=4"},
	{"FREQ=WEEKLY;UNTIL=20270426", "2027-04-05T08:00", "2027-04-06T08:00", "FREQ=WEEKLY;UNTIL=20270427T155900Z"},
	{"FREQ=WEEKLY;UNTIL=20270426", "2027-04-05T08:00", "2027-04-05T10:00", "FREQ=WEEKLY;UNTIL=20270426"},
	{"FREQ=WEEKLY;BYDAY=MO;COUNT=4", "2027-04-05T08:00", "2027-04-06T08:00", "FREQ=WEEKLY;COUNT=4;BYDAY=TU"},
	{"FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", "2027-04-05T08:00", "2027-04-06T08:00", "FREQ=WEEKLY;COUNT=4;BYDAY=TU,TH"},
	{"FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", "2027-04-05T08:00", "2027-04-07T08:00", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4"},
	{"FREQ=WEEKLY;BYDAY=SA,SU;COUNT=4", "2027-04-10T08:00", "2027-04-09T08:00", "FREQ=WEEKLY;COUNT=4;BYDAY=FR,SA"},
	{"FREQ=MONTHLY;BYMONTHDAY=5;COUNT=3", "2027-04-05T08:00", "2027-04-07T08:00", "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=7"},
	{"FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2027-04-30T08:00", "2027-04-28T08:00",
         "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-3"},
	{"FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "2027-04-05T08:00", "2027-04-13T08:00", "FREQ=MONTHLY;COUNT=3;BYDAY=2TU"},
	{"FREQ=MONTHLY;BYDAY=-1MO;COUNT=3", "2027-04-26T08:00", "2027-04-20T08:00", "FREQ=MONTHLY;COUNT=3;BYDAY=-2TU"},
	{"FREQ=MONTHLY;BYMONTHDAY=5,20;COUNT=3", "2027-04-05T08:00", "2027-04-06T08:00", NULL},
	{"FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "2027-04-05T08:00", "2027-04-30T08:00", NULL},
	{"FREQ=DAILY;COUNT=3", "2027-04-05T08:00", "2027-04-30T08:00", "FREQ=DAILY;COUNT=3"},
};

START_TEST(a_rule_moves_along_with_its_start)
{
	struct arena arena = {0};
	const char *got;
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	int err = rule_shift(shifts[_i].rule, instant(shifts[_i].from), instant(shifts[_i].to), &arena, &got);
	ck_assert_int_eq(err, shifts[_i].want ? 0 : QUAD_EINVAL);
	if (shifts[_i].want)
		ck_assert_str_eq(got, shifts[_i].want);
	arena_release(&arena);
}
END_TEST

static const struct {
	const char *rule, *start, *day;
	int64_t left;
	const char *want;
} counts[] = {
	{"FREQ=WEEKLY;COUNT=4", "2027-04-05T08:00", "2027-04-19", 2, "FREQ=WEEKLY;COUNT=4"},
	{"FREQ=WEEKLY;COUNT=4", "2027-04-20T08:00", "2027-04-19", 2, "FREQ=WEEKLY;COUNT=2"},
	{"FREQ=WEEKLY;COUNT=1", "2027-04-05T08:00", "2027-04-19", 1, "FREQ=WEEKLY;COUNT=3"},
	{"FREQ=WEEKLY;UNTIL=20270426", "2027-04-05T08:00", "2027-04-19", 2, "FREQ=WEEKLY;UNTIL=20270426"},
};

START_TEST(a_count_leaves_what_the_whole_still_has)
{
	struct arena arena = {0};
	struct rule_pattern p = {.rule = counts[_i].rule, .len_min = 60};
	int64_t day;
	const char *got;
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	p.start = instant(counts[_i].start);
	ck_assert_int_eq(clock_parse_date(counts[_i].day, &day), 0);
	ck_assert_int_eq(rule_count_from(&p, day, counts[_i].left, &arena, &got), 0);
	ck_assert_str_eq(got, counts[_i].want);
	arena_release(&arena);
}
END_TEST

START_TEST(counts_are_read)
{
	struct arena arena = {0};
	struct rule_pattern p = {.rule = "FREQ=WEEKLY;COUNT=4", .start = 0, .len_min = 60};
	int64_t before;
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	p.start = instant("2027-04-05T08:00");
	ck_assert_int_eq(rule_count("FREQ=WEEKLY;COUNT=4", &arena), 4);
	ck_assert_int_eq(rule_count("FREQ=WEEKLY;UNTIL=20270426", &arena), 0);
	ck_assert_int_eq(rule_count("nonsense", &arena), 0);
	ck_assert_int_eq(rule_starts_before(&p, clock_local_day(p.start) + 8, &arena, &before), 0);
	ck_assert_int_eq(before, 2);
	p.rule = "nonsense";
	ck_assert_int_eq(rule_starts_before(&p, 0, &arena, &before), QUAD_EINVAL);
	arena_release(&arena);
}
END_TEST

Suite *rule_shift_suite(void);

Suite *rule_shift_suite(void)
{
	Suite *s = suite_create("rule_shift");
	TCase *t = tcase_create("rule_shift");
	tcase_add_loop_test(t, a_rule_moves_along_with_its_start, 0, (int)(sizeof shifts / sizeof *shifts));
	tcase_add_loop_test(t, a_count_leaves_what_the_whole_still_has, 0, (int)(sizeof counts / sizeof *counts));
	tcase_add_test(t, counts_are_read);
	suite_add_tcase(s, t);
	return s;
}
