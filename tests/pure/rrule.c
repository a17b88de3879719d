/*
 * Recurrence rules: the examples of RFC 5545, section 3.8.5.3, daylight saving, the ends of what a store accepts, what
 * is refused by which name, and random rules against a walk over all days.
 */
#include <check.h>
#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/rrule.h"
#include "tests/random.h"

Suite *rrule_suite(void);

#define N(table) ((int)(sizeof(table) / sizeof(table)[0]))

static int64_t instant(const char *text)
{
	int64_t at;
	int err = clock_parse(text, &at);
	ck_assert_msg(err == 0 || err == QUAD_ETWICE, "%s: %s", text, quad_strerror(err));
	return at;
}

static int64_t day_of(const char *text)
{
	int64_t day;
	ck_assert_msg(clock_parse_date(text, &day) == 0, "%s", text);
	return day;
}

static void use_zone(const char *zone)
{
	ck_assert_int_eq(clock_zone_use(zone), 0);
}

static void parse(const char *text, struct rrule *r, struct arena *arena)
{
	const char *bad = "untouched";
	int err = rrule_parse(text, r, arena, &bad);
	ck_assert_msg(err == 0 && !bad, "%s: refused for \"%s\"", text, bad ? bad : "(null)");
}

/*
 * Appends dates written as `1997 9/2,3 10/1 1998 1/5` as texts of instants, with a time of day. A date may have its
 * own time: `3/29@03:30`.
 */
static void wanted_texts(const char *dates, const char *time, struct buf *out)
{
	int year = 0, month = 0, n, read;
	for (const char *p = dates; *p; p += read) {
		char own[8] = "";
		if (sscanf(p, " %d%n", &n, &read) != 1)
			ck_abort_msg("\"%s\" at \"%s\"", dates, p);
		if (p[read] == '/') {
			month = n;
			read++;
			continue;
		}
		if (n > 31) {
			year = n;
			continue;
		}
		p += read;
		read = 0;
		if (*p == '@')
			ck_assert_int_eq(sscanf(p, "@%5[0-9:]%n", own, &read), 1);
		buf_fmt(out, "%04d-%02d-%02dT%s\n", year, month, n, *own ? own : time);
		if (p[read] == ',')
			read++;
	}
}

struct example {
	const char *start, *rule;
	const char *dates; /* in order */
	bool more;         /* there are further ones */
	const char *except;
};

static void check_example(const struct example *e)
{
	struct arena arena = {0};
	struct buf want = {0}, got = {0};
	struct rrule r;
	int64_t *at, except = 0, start = instant(e->start);
	size_t n, n_want = 0;
	bool more;
	char text[CLOCK_TEXT_MAX];
	wanted_texts(e->dates, e->start + sizeof "YYYY-MM-DD", &want);
	for (const char *p = buf_text(&want); *p; p++)
		n_want += *p == '\n';
	parse(e->rule, &r, &arena);
	if (e->except)
		except = day_of(e->except);
	size_t max = e->more ? n_want : n_want + 100;
	ck_assert_int_eq(rrule_expand(&r, start, &except, e->except ? 1 : 0, max, &arena, &at, &n, &more), 0);
	for (size_t i = 0; i < n; i++) {
		clock_format(at[i], text);
		text[sizeof "2026-01-01T00:00" - 1] = '\0'; /* without the offset of a doubled time */
		buf_fmt(&got, "%s\n", text);
	}
	ck_assert_msg(strcmp(buf_text(&want), buf_text(&got)) == 0, "%s from %s: wanted\n%sgot\n%s", e->rule, e->start,
	              buf_text(&want), buf_text(&got));
	ck_assert_msg(more == e->more, "%s from %s: more is %d", e->rule, e->start, more);
	buf_release(&want);
	buf_release(&got);
	arena_release(&arena);
}

/* The RFC's examples, in its order, in America/New_York. */
static const struct example rfc[] = {
	{"1997-09-02T09:00", "RRULE:FREQ=DAILY;COUNT=10", "1997 9/2,3,4,5,6,7,8,9,10,11", false, NULL},
	{"1997-09-02T09:00", "FREQ=DAILY;UNTIL=19971224T000000Z",
	 "1997 9/2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30 "
	 "10/1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31 "
	 "11/1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30 "
	 "12/1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23",
	 false, NULL},
	{"1997-09-02T09:00", "FREQ=DAILY;INTERVAL=2",
	 "1997 9/2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 10/2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 11/1,3,5,7", true,
	 NULL},
	{"1997-09-02T09:00", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997 9/2,12,22 10/2,12", false, NULL},
	{"1997-09-02T09:00", "FREQ=WEEKLY;COUNT=10", "1997 9/2,9,16,23,30 10/7,14,21,28 11/4", false, NULL},
	{"1997-09-02T09:00", "FREQ=WEEKLY;UNTIL=19971224T000000Z",
	 "1997 9/2,9,16,23,30 10/7,14,21,28 11/4,11,18,25 12/2,9,16,23", false, NULL},
	{"1997-09-02T09:00", "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
	 "1997 9/2,16,30 10/14,28 11/11,25 12/9,23 1998 1/6,20 2/3,17", true, NULL},
	{"1997-09-02T09:00", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
	 "1997 9/2,4,9,11,16,18,23,25,30 10/2", false, NULL},
	{"1997-09-02T09:00", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997 9/2,4,9,11,16,18,23,25,30 10/2", false,
	 NULL},
	{"1997-09-01T09:00", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
	 "1997 9/1,3,5,15,17,19,29 10/1,3,13,15,17,27,29,31 11/10,12,14,24,26,28 12/8,10,12,22", false, NULL},
	{"1997-09-02T09:00", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997 9/2,4,16,18,30 10/2,14,16", false,
	 NULL},
	{"1997-09-05T09:00", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997 9/5 10/3 11/7 12/5 1998 1/2 2/6 3/6 4/3 5/1 6/5",
	 false, NULL},
	{"1997-09-05T09:00", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997 9/5 10/3 11/7 12/5", false, NULL},
	{"1997-09-07T09:00", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
	 "1997 9/7,28 11/2,30 1998 1/4,25 3/1,29 5/3,31", false, NULL},
	{"1997-09-22T09:00", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997 9/22 10/20 11/17 12/22 1998 1/19 2/16", false, NULL},
	{"1997-09-28T09:00", "FREQ=MONTHLY;BYMONTHDAY=-3", "1997 9/28 10/29 11/28 12/29 1998 1/29 2/26", true, NULL},
	{"1997-09-02T09:00", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
	 "1997 9/2,15 10/2,15 11/2,15 12/2,15 1998 1/2,15", false, NULL},
	{"1997-09-30T09:00", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
	 "1997 9/30 10/1,31 11/1,30 12/1,31 1998 1/1,31 2/1", false, NULL},
	{"1997-09-10T09:00", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
	 "1997 9/10,11,12,13,14,15 1999 3/10,11,12,13", false, NULL},
	{"1997-09-02T09:00", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
	 "1997 9/2,9,16,23,30 11/4,11,18,25 1998 1/6,13,20,27 3/3,10,17,24,31", true, NULL},
	{"1997-09-02T09:00", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998 2/13 3/13 11/13 1999 8/13 2000 10/13", true,
	 "1997-09-02"},
	{"1997-09-13T09:00", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
	 "1997 9/13 10/11 11/8 12/13 1998 1/10 2/7 3/7 4/11 5/9 6/13", true, NULL},
	{"1997-08-05T09:00", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997 8/5,10,19,24", false, NULL},
	{"1997-08-05T09:00", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997 8/5,17,19,31", false, NULL},
	{"2007-01-15T09:00", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007 1/15,30 2/15 3/15,30", false, NULL},
};

START_TEST(the_examples_of_the_rfc)
{
	use_zone("America/New_York");
	check_example(&rfc[_i]);
}
END_TEST

/* In Europe/Berlin: clocks go forward on 2026-03-29 at 02:00, back on 2026-10-25 at 03:00. */
static const struct example examples[] = {
	/* the wall clock is kept over both changes */
	{"2026-03-27T08:00", "FREQ=DAILY;COUNT=4", "2026 3/27,28,29,30", false, NULL},
	{"2026-10-23T08:00", "FREQ=DAILY;COUNT=4", "2026 10/23,24,25,26", false, NULL},
	{"2026-03-23T23:30", "FREQ=WEEKLY;COUNT=3", "2026 3/23,30 4/6", false, NULL},
	{"2026-01-31T08:00", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12",
	 "2026 1/31 2/28 3/31 4/30 5/31 6/30 7/31 8/31 9/30 10/31 11/30 12/31", false, NULL},
	/* a time that is skipped is read with the offset before */
	{"2026-03-28T02:30", "FREQ=DAILY;COUNT=3", "2026 3/28,29@03:30,30", false, NULL},
	{"2026-03-22T02:00", "FREQ=WEEKLY;COUNT=3", "2026 3/22,29@03:00 4/5", false, NULL},
	{"2026-03-28T03:00", "FREQ=DAILY;COUNT=2", "2026 3/28,29", false, NULL},
	{"2026-10-24T02:30", "FREQ=DAILY;COUNT=3", "2026 10/24,25,26", false, NULL},
	/* where the rule does not hit the start, the start is none */
	{"2026-09-08T08:00", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", "2026 9/9,14,16", false, NULL},
	{"2026-09-08T08:00", "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=2", "2026 10/1 11/1", false, NULL},
	/* UNTIL as a date, a local time and an instant; inclusive */
	{"2026-09-07T08:00", "FREQ=DAILY;UNTIL=20260909", "2026 9/7,8,9", false, NULL},
	{"2026-09-07T23:59", "FREQ=DAILY;UNTIL=20260909", "2026 9/7,8,9", false, NULL},
	{"2026-09-07T00:00", "FREQ=DAILY;UNTIL=20260909", "2026 9/7,8,9", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;UNTIL=20260909T080000", "2026 9/7,8,9", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;UNTIL=20260909T075959", "2026 9/7,8", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;UNTIL=20260909T060000Z", "2026 9/7,8,9", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;UNTIL=20260909T055959Z", "2026 9/7,8", false, NULL},
	{"2026-11-07T08:00", "FREQ=DAILY;UNTIL=20261109T070000Z", "2026 11/7,8,9", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;UNTIL=20260907", "2026 9/7", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;UNTIL=20260906", "", false, NULL},
	{"2026-03-28T02:30", "FREQ=DAILY;UNTIL=20260329T023000", "2026 3/28,29@03:30", false, NULL},
	{"2026-10-24T02:30", "FREQ=DAILY;UNTIL=20261025T023000", "2026 10/24,25", false, NULL},
	{"2199-12-30T08:00", "FREQ=DAILY;UNTIL=99991231T235959Z", "2199 12/30,31", false, NULL},
	/* an exception is counted */
	{"2026-09-07T08:00", "FREQ=DAILY;COUNT=4", "2026 9/7,9,10", false, "2026-09-08"},
	{"2026-09-07T08:00", "FREQ=DAILY;COUNT=4", "2026 9/8,9,10", false, "2026-09-07"},
	{"2026-09-07T08:00", "FREQ=DAILY;COUNT=4", "2026 9/7,8,9", false, "2026-09-10"},
	{"2026-09-07T08:00", "FREQ=DAILY;COUNT=3", "2026 9/7,8,9", false, "2026-09-10"},
	{"2026-09-07T08:00", "FREQ=DAILY;COUNT=1", "", false, "2026-09-07"},
	/* days that a month lacks */
	{"2026-01-31T08:00", "FREQ=MONTHLY;COUNT=7", "2026 1/31 3/31 5/31 7/31 8/31 10/31 12/31", false, NULL},
	{"2026-01-30T08:00", "FREQ=MONTHLY;COUNT=3", "2026 1/30 3/30 4/30", false, NULL},
	{"2027-12-29T08:00", "FREQ=MONTHLY;INTERVAL=2;COUNT=3", "2027 12/29 2028 2/29 4/29", false, NULL},
	{"2028-02-29T08:00", "FREQ=MONTHLY;INTERVAL=12;COUNT=3", "2028 2/29 2032 2/29 2036 2/29", false, NULL},
	{"2026-01-01T08:00", "FREQ=MONTHLY;BYMONTHDAY=-31;COUNT=4", "2026 1/1 3/1 5/1 7/1", false, NULL},
	{"2026-09-07T08:00", "FREQ=MONTHLY;BYDAY=5MO;COUNT=4", "2026 11/30 2027 3/29 5/31 8/30", false, NULL},
	{"2026-09-07T08:00", "FREQ=MONTHLY;BYDAY=-5WE;COUNT=3", "2026 12/2 2027 3/3 6/2", false, NULL},
	{"2026-09-07T08:00", "FREQ=MONTHLY;BYDAY=+2TU,-1FR;COUNT=4", "2026 9/8,25 10/13,30", false, NULL},
	/* together */
	{"2026-09-01T08:00", "FREQ=MONTHLY;BYDAY=1TU,FR;BYMONTHDAY=1,4,8,11;COUNT=5", "2026 9/1,4,11 12/1,4", false, NULL},
	{"2026-09-01T08:00", "FREQ=DAILY;BYDAY=MO;BYMONTHDAY=-1,7;COUNT=3", "2026 9/7 11/30 12/7", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;INTERVAL=3;BYDAY=SA,SU;COUNT=4", "2026 9/13,19 10/4,10", false, NULL},
	{"2026-09-09T08:00", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE;COUNT=4", "2026 9/9,28,30 10/19", false, NULL},
	{"2026-09-06T08:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;COUNT=4", "2026 9/6,14,20,28", false, NULL},
	{"2026-09-06T08:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;COUNT=4;WKST=SU", "2026 9/6,7,20,21", false, NULL},
	{"2026-12-28T08:00", "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3", "2026 12/28 2027 1/1,4", false, NULL},
	/* the end of what a store accepts */
	{"2199-12-29T08:00", "FREQ=DAILY", "2199 12/29,30,31", false, NULL},
	{"2199-12-23T08:00", "FREQ=WEEKLY", "2199 12/23,30", false, NULL},
	{"2199-11-15T08:00", "FREQ=MONTHLY", "2199 11/15 12/15", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;INTERVAL=999999999", "2026 9/7", false, NULL},
	{"2026-09-07T08:00", "FREQ=WEEKLY;INTERVAL=999999999", "2026 9/7", false, NULL},
	{"2026-09-07T08:00", "FREQ=MONTHLY;INTERVAL=999999999", "2026 9/7", false, NULL},
	{"1900-01-02T00:00", "FREQ=DAILY;COUNT=2", "1900 1/2,3", false, NULL},
	/* never */
	{"2026-02-28T08:00", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "", false, NULL},
	{"2026-02-28T08:00", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;COUNT=2", "", false, NULL},
	{"2026-09-07T08:00", "FREQ=MONTHLY;BYDAY=2MO;BYMONTHDAY=1", "", false, NULL},
	{"2026-09-07T08:00", "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "", false, NULL},
};

START_TEST(rules_by_a_table)
{
	use_zone("Europe/Berlin");
	check_example(&examples[_i]);
}
END_TEST

START_TEST(instants_move_with_daylight_saving)
{
	static const char *const want[] = {"2026-10-24T06:00Z", "2026-10-25T07:00Z", "2026-10-26T07:00Z"};
	struct arena arena = {0};
	struct rrule r;
	int64_t *at;
	size_t n;
	bool more;
	use_zone("Europe/Berlin");
	parse("FREQ=DAILY;COUNT=3", &r, &arena);
	ck_assert_int_eq(rrule_expand(&r, instant("2026-10-24T08:00"), NULL, 0, 9, &arena, &at, &n, &more), 0);
	ck_assert_uint_eq(n, 3);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(at[i], instant(want[i]));
	/* A doubled time is the earlier one, but for the start. */
	ck_assert_int_eq(rrule_expand(&r, instant("2026-10-24T00:30Z"), NULL, 0, 9, &arena, &at, &n, &more), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(at[1], instant("2026-10-25T00:30Z"));
	ck_assert_int_eq(at[2], instant("2026-10-26T01:30Z"));
	ck_assert_int_eq(rrule_expand(&r, instant("2026-10-25T01:30Z"), NULL, 0, 9, &arena, &at, &n, &more), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(at[0], instant("2026-10-25T01:30Z"));
	ck_assert_int_eq(at[1], instant("2026-10-26T01:30Z"));
	arena_release(&arena);
}
END_TEST

/* Samoa had no 30 December 2011: read with the offset before, it is the 31st's instant, which counts once. */
START_TEST(a_day_that_the_zone_skips_comes_once)
{
	struct arena arena = {0};
	struct rrule r;
	int64_t *at;
	size_t n;
	bool more;
	use_zone("Pacific/Apia");
	parse("FREQ=DAILY;COUNT=3", &r, &arena);
	ck_assert_int_eq(rrule_expand(&r, instant("2011-12-29T10:00"), NULL, 0, 9, &arena, &at, &n, &more), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(at[1], instant("2011-12-31T10:00"));
	ck_assert_int_eq(at[2], instant("2012-01-01T10:00"));
	arena_release(&arena);
}
END_TEST

START_TEST(no_more_than_asked_for)
{
	static const struct {
		const char *rule;
		size_t max, n;
		bool more;
	} cases[] = {
		{"FREQ=DAILY;COUNT=3", 0, 0, true},     {"FREQ=DAILY;COUNT=3", 2, 2, true},
		{"FREQ=DAILY;COUNT=3", 3, 3, false},    {"FREQ=DAILY;COUNT=3", 4, 3, false},
		{"FREQ=DAILY", 5000, 5000, true},       {"FREQ=DAILY;COUNT=5000", 5000, 5000, false},
		{"FREQ=DAILY;UNTIL=20260906", 0, 0, false}, {"FREQ=DAILY;UNTIL=20260908", 2, 2, false},
		{"FREQ=DAILY;UNTIL=20260909", 2, 2, true},
	};
	struct arena arena = {0};
	use_zone("Asia/Shanghai");
	int64_t *at, start = instant("2026-09-07T08:00"), last_two[] = {day_of("2026-09-09"), day_of("2026-09-08")};
	struct rrule r;
	size_t n;
	bool more;
	for (int i = 0; i < N(cases); i++) {
		parse(cases[i].rule, &r, &arena);
		ck_assert_int_eq(rrule_expand(&r, start, NULL, 0, cases[i].max, &arena, &at, &n, &more), 0);
		ck_assert_msg(n == cases[i].n && more == cases[i].more, "%s, at most %zu: %zu, %d", cases[i].rule,
		              cases[i].max, n, more);
	}
	/* What is left is excepted: there are no more. */
	parse("FREQ=DAILY;COUNT=3", &r, &arena);
	ck_assert_int_eq(rrule_expand(&r, start, last_two, 2, 1, &arena, &at, &n, &more), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert(!more);
	ck_assert_int_eq(rrule_expand(&r, CLOCK_MAX_MIN, NULL, 0, 1, &arena, &at, &n, &more), QUAD_EINVAL);
	ck_assert_int_eq(rrule_expand(&r, CLOCK_MIN_MIN - 1, NULL, 0, 1, &arena, &at, &n, &more), QUAD_EINVAL);
	ck_assert_ptr_null(at);
	arena_release(&arena);
}
END_TEST

static const struct {
	const char *text, *canonical; /* NULL: refused */
	const char *bad;
} texts[] = {
	{"FREQ=DAILY", "FREQ=DAILY", NULL},
	{"RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10", "FREQ=WEEKLY;COUNT=10;BYDAY=MO,WE", NULL},
	{"rrule:freq=weekly;byday=mo,we;count=10", "FREQ=WEEKLY;COUNT=10;BYDAY=MO,WE", NULL},
	{" FREQ=DAILY;\r\n", "FREQ=DAILY", NULL},
	{"COUNT=2;FREQ=DAILY", "FREQ=DAILY;COUNT=2", NULL},
	{"FREQ=WEEKLY;WKST=MO;BYDAY=FR;UNTIL=20261218T235959Z", "FREQ=WEEKLY;UNTIL=20261218T235900Z;BYDAY=FR", NULL},
	{"FREQ=DAILY;INTERVAL=1", "FREQ=DAILY", NULL},
	{"FREQ=DAILY;INTERVAL=002", "FREQ=DAILY;INTERVAL=2", NULL},
	{"FREQ=WEEKLY;BYDAY=SU,MO,SU;WKST=SU", "FREQ=WEEKLY;BYDAY=MO,SU;WKST=SU", NULL},
	{"FREQ=MONTHLY;BYDAY=-1SU,+1SU,MO,-5FR", "FREQ=MONTHLY;BYDAY=MO,1SU,-5FR,-1SU", NULL},
	{"FREQ=MONTHLY;BYMONTHDAY=-1,+31,15,15,-31", "FREQ=MONTHLY;BYMONTHDAY=15,31,-31,-1", NULL},
	{"FREQ=DAILY;UNTIL=20261224", "FREQ=DAILY;UNTIL=20261224T155900Z", NULL},
	{"FREQ=DAILY;UNTIL=20261224T080000", "FREQ=DAILY;UNTIL=20261224T000000Z", NULL},
	{"FREQ=DAILY;UNTIL=20261224t080000z", "FREQ=DAILY;UNTIL=20261224T080000Z", NULL},
	{"FREQ=DAILY;UNTIL=20261224T235960Z", "FREQ=DAILY;UNTIL=20261224T235900Z", NULL},
	{"FREQ=DAILY;UNTIL=22000229", NULL, "UNTIL=22000229"},
	{"FREQ=DAILY;UNTIL=24000229", "FREQ=DAILY;UNTIL=21991231T235900Z", NULL},
	{"FREQ=DAILY;UNTIL=21991231", "FREQ=DAILY;UNTIL=21991231T155900Z", NULL},
	{"FREQ=DAILY;UNTIL=19000101T000000", "FREQ=DAILY;UNTIL=19000101T000000Z", NULL},
	{"FREQ=DAILY;UNTIL=19690101T000000Z", "FREQ=DAILY;UNTIL=19690101T000000Z", NULL},
	/* refused by name: what is not supported */
	{"FREQ=YEARLY", NULL, "FREQ=YEARLY"},
	{"FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", NULL, "FREQ=HOURLY"},
	{"FREQ=MINUTELY", NULL, "FREQ=MINUTELY"},
	{"FREQ=SECONDLY", NULL, "FREQ=SECONDLY"},
	{"FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20,40", NULL, "BYHOUR=9,10"},
	{"FREQ=DAILY;BYMINUTE=0", NULL, "BYMINUTE=0"},
	{"FREQ=DAILY;BYSECOND=0", NULL, "BYSECOND=0"},
	{"FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", NULL, "BYMONTH=1"},
	{"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", NULL, "BYSETPOS=3"},
	{"FREQ=DAILY;BYYEARDAY=1", NULL, "BYYEARDAY=1"},
	{"FREQ=DAILY;BYWEEKNO=20", NULL, "BYWEEKNO=20"},
	{"FREQ=DAILY;RSCALE=CHINESE", NULL, "RSCALE=CHINESE"},
	/* what changes nothing */
	{"FREQ=DAILY;RSCALE=GREGORIAN;SKIP=OMIT", "FREQ=DAILY", NULL},
	{"FREQ=DAILY;X-OURS=1", "FREQ=DAILY", NULL},
	/* refused: what is wrong */
	{"", NULL, "FREQ"},
	{"RRULE:", NULL, "FREQ"},
	{";", NULL, "FREQ"},
	{"COUNT=3", NULL, "FREQ"},
	{"FREQ=", NULL, "FREQ="},
	{"FREQ", NULL, "FREQ"},
	{"weekly", NULL, "weekly"},
	{"=DAILY", NULL, "=DAILY"},
	{"FREQ=DAILY;FREQ=DAILY", NULL, "FREQ=DAILY"},
	{"FREQ=DAILY;COUNT=2;COUNT=3", NULL, "COUNT=3"},
	{"FREQ=DAILY;COUNT=2;UNTIL=20261224", NULL, "UNTIL=20261224"},
	{"FREQ=DAILY;UNTIL=20261224;COUNT=2", NULL, "UNTIL=20261224"},
	{"FREQ=DAILY;COUNT=0", NULL, "COUNT=0"},
	{"FREQ=DAILY;COUNT=-1", NULL, "COUNT=-1"},
	{"FREQ=DAILY;COUNT=+1", NULL, "COUNT=+1"},
	{"FREQ=DAILY;COUNT=1x", NULL, "COUNT=1x"},
	{"FREQ=DAILY;COUNT= 1", NULL, "COUNT= 1"},
	{"FREQ=DAILY;COUNT=", NULL, "COUNT="},
	{"FREQ=DAILY;COUNT=99999999999999999999", NULL, "COUNT=99999999999999999999"},
	{"FREQ=DAILY;INTERVAL=0", NULL, "INTERVAL=0"},
	{"FREQ=DAILY;INTERVAL=4294967297", NULL, "INTERVAL=4294967297"},
	{"FREQ=DAILY;UNTIL=", NULL, "UNTIL="},
	{"FREQ=DAILY;UNTIL=2026-12-24", NULL, "UNTIL=2026-12-24"},
	{"FREQ=DAILY;UNTIL=20261324", NULL, "UNTIL=20261324"},
	{"FREQ=DAILY;UNTIL=20260229", NULL, "UNTIL=20260229"},
	{"FREQ=DAILY;UNTIL=20261200", NULL, "UNTIL=20261200"},
	{"FREQ=DAILY;UNTIL=18991231", NULL, "UNTIL=18991231"},
	{"FREQ=DAILY;UNTIL=20261224Z", NULL, "UNTIL=20261224Z"},
	{"FREQ=DAILY;UNTIL=20261224T", NULL, "UNTIL=20261224T"},
	{"FREQ=DAILY;UNTIL=20261224T2400", NULL, "UNTIL=20261224T2400"},
	{"FREQ=DAILY;UNTIL=20261224T240000", NULL, "UNTIL=20261224T240000"},
	{"FREQ=DAILY;UNTIL=20261224T006000", NULL, "UNTIL=20261224T006000"},
	{"FREQ=DAILY;UNTIL=20261224T000061", NULL, "UNTIL=20261224T000061"},
	{"FREQ=DAILY;UNTIL=20261224T000000ZZ", NULL, "UNTIL=20261224T000000ZZ"},
	{"FREQ=DAILY;UNTIL=19700101T000000Z", NULL, "UNTIL=19700101T000000Z"},
	{"FREQ=WEEKLY;BYDAY=", NULL, "BYDAY="},
	{"FREQ=WEEKLY;BYDAY=MO,", NULL, "BYDAY=MO,"},
	{"FREQ=WEEKLY;BYDAY=MO,XX", NULL, "BYDAY=MO,XX"},
	{"FREQ=WEEKLY;BYDAY=M", NULL, "BYDAY=M"},
	{"FREQ=WEEKLY;BYDAY=1MO", NULL, "BYDAY=1MO"},
	{"BYDAY=-1MO;FREQ=DAILY", NULL, "BYDAY=-1MO"},
	{"FREQ=MONTHLY;BYDAY=0MO", NULL, "BYDAY=0MO"},
	{"FREQ=MONTHLY;BYDAY=6MO", NULL, "BYDAY=6MO"},
	{"FREQ=MONTHLY;BYDAY=-MO", NULL, "BYDAY=-MO"},
	{"FREQ=WEEKLY;BYMONTHDAY=1", NULL, "BYMONTHDAY=1"},
	{"FREQ=MONTHLY;BYMONTHDAY=0", NULL, "BYMONTHDAY=0"},
	{"FREQ=MONTHLY;BYMONTHDAY=32", NULL, "BYMONTHDAY=32"},
	{"FREQ=MONTHLY;BYMONTHDAY=-32", NULL, "BYMONTHDAY=-32"},
	{"FREQ=MONTHLY;BYMONTHDAY=1,,2", NULL, "BYMONTHDAY=1,,2"},
	{"FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,-1,-2",
	 NULL,
	 "BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,-1,-2"},
	{"FREQ=WEEKLY;WKST=1", NULL, "WKST=1"},
	{"FREQ=WEEKLY;WKST=", NULL, "WKST="},
	{"EXDATE:20260907", NULL, "EXDATE:20260907"},
};

START_TEST(a_rule_has_one_canonical_form)
{
	struct arena arena = {0};
	struct buf b = {0}, twice = {0};
	struct rrule r, again;
	const char *bad = "untouched";
	use_zone("Asia/Shanghai");
	int err = rrule_parse(texts[_i].text, &r, &arena, &bad);
	if (!texts[_i].canonical) {
		ck_assert_msg(err == QUAD_EINVAL && bad, "\"%s\": %d", texts[_i].text, err);
		ck_assert_msg(strcmp(bad, texts[_i].bad) == 0, "\"%s\": bad is \"%s\", not \"%s\"", texts[_i].text, bad,
		              texts[_i].bad);
		ck_assert_int_eq(r.freq, 0);
	} else {
		ck_assert_msg(err == 0 && !bad, "\"%s\": refused for \"%s\"", texts[_i].text, bad ? bad : "(null)");
		rrule_format(&r, &b);
		ck_assert_msg(strcmp(buf_text(&b), texts[_i].canonical) == 0, "\"%s\": \"%s\", not \"%s\"", texts[_i].text,
		              buf_text(&b), texts[_i].canonical);
		use_zone("America/New_York");
		parse(buf_text(&b), &again, &arena);
		rrule_format(&again, &twice);
		ck_assert_str_eq(buf_text(&twice), buf_text(&b));
	}
	buf_release(&b);
	buf_release(&twice);
	arena_release(&arena);
}
END_TEST

/* ---- against a walk over all days ---- */

static void random_rule(struct random *r, struct buf *text)
{
	static const char *const freq[] = {"DAILY", "WEEKLY", "MONTHLY"};
	static const char *const days[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
	unsigned f = random_below(r, 3);
	buf_fmt(text, "FREQ=%s", freq[f]);
	if (random_below(r, 2))
		buf_fmt(text, ";INTERVAL=%u", 1 + random_below(r, random_below(r, 4) ? 4 : 40));
	if (random_below(r, 2)) {
		buf_str(text, ";BYDAY=");
		for (unsigned n = random_below(r, 4) + 1; n > 0; n--) {
			if (f == 2 && random_below(r, 2))
				buf_fmt(text, "%s%u", random_below(r, 2) ? "-" : "", 1 + random_below(r, 5));
			buf_fmt(text, "%s%s", days[random_below(r, 7)], n > 1 ? "," : "");
		}
	}
	if (f != 1 && random_below(r, 3) == 0) {
		buf_str(text, ";BYMONTHDAY=");
		for (unsigned n = random_below(r, 8) + 1; n > 0; n--)
			buf_fmt(text, "%s%u%s", random_below(r, 2) ? "-" : "", 1 + random_below(r, 31), n > 1 ? "," : "");
	}
	if (random_below(r, 2))
		buf_fmt(text, ";WKST=%s", days[random_below(r, 7)]);
	if (random_below(r, 3) == 0)
		buf_fmt(text, ";COUNT=%u", 1 + random_below(r, 60));
	else if (random_below(r, 2))
		buf_fmt(text, ";UNTIL=20%02u%02u%02u", 20 + random_below(r, 10), 1 + random_below(r, 12),
		        1 + random_below(r, 28));
}

/* How many days with this weekday the month has from its day `from` to its day `to`. */
static int count_weekday(const struct wall *month, int from, int to, int weekday)
{
	int n = 0;
	for (int d = from; d <= to; d++)
		n += clock_date_valid(month->year, month->month, d) &&
		     clock_weekday(clock_day_number(month->year, month->month, d)) == weekday;
	return n;
}

static int64_t week_of(int64_t day, int week_start)
{
	while (clock_weekday(day) != week_start)
		day--;
	return day;
}

static bool model_hits(const struct rrule *r, int64_t first, int64_t day)
{
	struct wall a, b;
	clock_day_civil(first, &a);
	clock_day_civil(day, &b);
	int weekday = clock_weekday(day), length = 31;
	while (!clock_date_valid(b.year, b.month, length))
		length--;
	int64_t apart = r->freq == RRULE_DAILY    ? day - first
	                : r->freq == RRULE_WEEKLY ? (week_of(day, r->week_start) - week_of(first, r->week_start)) / 7
	                                          : (b.year - a.year) * 12 + b.month - a.month;
	bool by_day = false, by_month_day = false;
	if (apart % r->interval != 0)
		return false;
	for (size_t i = 0; i < r->n_days; i++) {
		int nth = r->day[i].ordinal;
		by_day = by_day || (r->day[i].weekday == weekday &&
		                    (nth == 0 || nth == count_weekday(&b, 1, b.day, weekday) ||
		                     nth == -count_weekday(&b, b.day, 31, weekday)));
	}
	for (size_t i = 0; i < r->n_month_days; i++)
		by_month_day = by_month_day || r->month_day[i] == b.day || r->month_day[i] == b.day - length - 1;
	if (r->n_days || r->n_month_days)
		return (by_day || !r->n_days) && (by_month_day || !r->n_month_days);
	return r->freq == RRULE_DAILY || (r->freq == RRULE_WEEKLY ? weekday == clock_weekday(first) : a.day == b.day);
}

#define MODEL_MAX 400

START_TEST(random_rules_hit_what_a_walk_over_all_days_finds)
{
	static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Asia/Shanghai"};
	struct random rnd = {random_seed(3)};
	size_t n_found = 0;
	for (int i = 0; i < 6000; i++) {
		struct arena arena = {0};
		struct buf text = {0};
		struct rrule r;
		int64_t want[MODEL_MAX], except[3], *got;
		size_t n_want = 0, n_got, n_except = random_below(&rnd, 4), max = 1 + random_below(&rnd, MODEL_MAX - 1);
		bool more;
		if (i % 100 == 0)
			use_zone(zones[i / 100 % 3]);
		struct wall w = {2024 + (int)random_below(&rnd, 3), 1 + (int)random_below(&rnd, 12), 1, 0, 0};
		int64_t first = clock_day_number(w.year, w.month, w.day) + random_below(&rnd, 28), start;
		clock_day_civil(first, &w);
		w.hour = 4 + (int)random_below(&rnd, 20); /* behind the changes of the clock */
		w.minute = (int)random_below(&rnd, 60);
		ck_assert_int_eq(clock_from_wall(&w, &start), 0);
		for (size_t k = 0; k < n_except; k++)
			except[k] = first + random_below(&rnd, 40);
		random_rule(&rnd, &text);
		parse(buf_text(&text), &r, &arena);

		int64_t left = r.count ? r.count : INT64_MAX, end = clock_day_number(2036, 1, 1);
		for (int64_t day = first; day < end && left > 0 && n_want < max; day++) {
			if (!model_hits(&r, first, day))
				continue;
			struct wall v;
			int64_t at;
			clock_day_civil(day, &v);
			v.hour = w.hour;
			v.minute = w.minute;
			ck_assert_int_eq(clock_from_wall(&v, &at), 0);
			if (r.until_min && at > r.until_min)
				break;
			left--;
			bool excepted = false;
			for (size_t k = 0; k < n_except; k++)
				excepted = excepted || except[k] == day;
			if (!excepted)
				want[n_want++] = at;
		}
		ck_assert_int_eq(rrule_expand(&r, start, except, n_except, max, &arena, &got, &n_got, &more), 0);
		ck_assert_msg(n_got >= n_want && n_got <= max, "%s: %zu, not %zu", buf_text(&text), n_got, n_want);
		if (r.count || r.until_min) /* these end before the walk does, or soon after */
			ck_assert_msg(n_got == n_want || got[n_want] >= end * DAY_MIN - DAY_MIN, "%s: %zu, not %zu",
			              buf_text(&text), n_got, n_want);
		for (size_t k = 0; k < n_want; k++)
			ck_assert_msg(got[k] == want[k], "%s from %" PRId64 ": occurrence %zu is %" PRId64 ", not %" PRId64,
			              buf_text(&text), start, k, got[k], want[k]);
		for (size_t k = n_want; k < n_got; k++)
			ck_assert_msg(got[k] >= end * DAY_MIN - DAY_MIN, "%s: one more at %" PRId64, buf_text(&text), got[k]);
		ck_assert_msg(!more || n_got == max, "%s: more, and only %zu of %zu", buf_text(&text), n_got, max);
		n_found += n_want;
		buf_release(&text);
		arena_release(&arena);
	}
	ck_assert_uint_gt(n_found, 100000);
}
END_TEST

Suite *rrule_suite(void)
{
	Suite *s = suite_create("rrule");
	TCase *t = tcase_create("rrule");
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, the_examples_of_the_rfc, 0, N(rfc));
	tcase_add_loop_test(t, rules_by_a_table, 0, N(examples));
	tcase_add_test(t, instants_move_with_daylight_saving);
	tcase_add_test(t, a_day_that_the_zone_skips_comes_once);
	tcase_add_test(t, no_more_than_asked_for);
	tcase_add_loop_test(t, a_rule_has_one_canonical_form, 0, N(texts));
	tcase_add_test(t, random_rules_hit_what_a_walk_over_all_days_finds);
	suite_add_tcase(s, t);
	return s;
}
