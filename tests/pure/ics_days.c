/*
 * Rules of recurrence by days: what they say, and that a rule that never happens costs no more than one look at each
 * day of two centuries. The starts are those of RFC 5545 (3.8.5.3), or chosen for a border.
 */
#include "store/format/ics_days.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

Suite *ics_days_suite(void);

struct said {
	char text[400];
	size_t left;
};

static bool say(void *arg, int64_t day, int minute)
{
	struct said *s = arg;
	size_t n = strlen(s->text);
	struct wall w;
	clock_day_civil(day, &w);
	snprintf(s->text + n, sizeof s->text - n, "%s%d-%02d-%02d %02d:%02d", n ? " " : "", w.year, w.month, w.day,
	         minute / 60, minute % 60);
	return --s->left > 0;
}

/* clang-format off */
static const struct {
	const char *rule;
	struct wall start;
	const char *want; /* the first three; NULL: not allowed */
} rules[] = {
	{"FREQ=DAILY;INTERVAL=10", {1997, 9, 2, 9, 0}, "1997-09-02 09:00 1997-09-12 09:00 1997-09-22 09:00"},
	{"FREQ=DAILY;BYHOUR=9,8;BYMINUTE=0,30", {2026, 9, 7, 8, 30}, "2026-09-07 08:30 2026-09-07 09:00 2026-09-07 09:30"},
	{"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH", {1997, 9, 2, 9, 0},
	 "1997-09-02 09:00 1997-09-04 09:00 1997-09-16 09:00"},
	{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", {1997, 8, 5, 9, 0}, "1997-08-05 09:00 1997-08-10 09:00 1997-08-19 09:00"},
	{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", {1997, 8, 5, 9, 0}, "1997-08-05 09:00 1997-08-17 09:00 1997-08-19 09:00"},
	{"FREQ=WEEKLY;INTERVAL=3;WKST=SA;BYDAY=TH,TU", {2027, 4, 10, 9, 0},
	 "2027-04-13 09:00 2027-04-15 09:00 2027-05-04 09:00"},
	{"FREQ=MONTHLY;BYDAY=-2MO", {1997, 9, 22, 9, 0}, "1997-09-22 09:00 1997-10-20 09:00 1997-11-17 09:00"},
	{"FREQ=MONTHLY;BYMONTHDAY=-3", {1997, 9, 28, 9, 0}, "1997-09-28 09:00 1997-10-29 09:00 1997-11-28 09:00"},
	{"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", {1997, 9, 2, 9, 0}, "1998-02-13 09:00 1998-03-13 09:00 1998-11-13 09:00"},
	{"FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3", {1997, 9, 4, 9, 0}, "1997-09-04 09:00 1997-10-07 09:00 1997-11-06 09:00"},
	{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", {1997, 9, 29, 9, 0},
	 "1997-09-29 09:00 1997-10-30 09:00 1997-11-27 09:00"},
	{"FREQ=MONTHLY", {2026, 1, 31, 9, 0}, "2026-01-31 09:00 2026-03-31 09:00 2026-05-31 09:00"},
	{"FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200", {1997, 1, 1, 9, 0}, "1997-01-01 09:00 1997-04-10 09:00 1997-07-19 09:00"},
	{"FREQ=YEARLY;BYDAY=20MO", {1997, 5, 19, 9, 0}, "1997-05-19 09:00 1998-05-18 09:00 1999-05-17 09:00"},
	{"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", {1997, 5, 12, 9, 0}, "1997-05-12 09:00 1998-05-11 09:00 1999-05-17 09:00"},
	{"FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU", {2026, 9, 7, 9, 0}, "2027-01-03 09:00 2033-01-02 09:00 2038-01-03 09:00"},
	{"FREQ=YEARLY;BYWEEKNO=27,15;WKST=TH", {2027, 7, 1, 9, 0}, "2027-07-01 09:00 2028-04-06 09:00 2028-06-29 09:00"},
	{"FREQ=YEARLY;BYYEARDAY=366", {2026, 9, 7, 9, 0}, "2028-12-31 09:00 2032-12-31 09:00 2036-12-31 09:00"},
	{"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", {1996, 11, 5, 9, 0},
	 "1996-11-05 09:00 2000-11-07 09:00 2004-11-02 09:00"},
	{"FREQ=YEARLY", {2028, 2, 29, 9, 0}, "2028-02-29 09:00 2032-02-29 09:00 2036-02-29 09:00"},
	{"FREQ=YEARLY;BYMONTHDAY=31", {2026, 2, 1, 9, 0}, "2026-03-31 09:00 2026-05-31 09:00 2026-07-31 09:00"},
	/* never */
	{"FREQ=YEARLY;BYWEEKNO=53;BYMONTH=7", {2026, 9, 7, 9, 0}, ""},
	{"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", {2026, 9, 7, 9, 0}, ""},
	{"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-6", {2026, 9, 7, 9, 0}, ""},
	{"FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2", {2026, 9, 7, 9, 0}, ""},
	{"FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2;INTERVAL=2", {2027, 9, 7, 9, 0}, ""},
	{"FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1", {2026, 9, 7, 9, 0}, ""},
	{"FREQ=MONTHLY;BYDAY=6SU", {2026, 9, 7, 9, 0}, ""},
	{"FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", {2026, 9, 7, 9, 0}, ""},
	{"FREQ=YEARLY;BYDAY=MO;BYSETPOS=366", {2026, 9, 7, 9, 0}, ""},
	{"FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=999999999", {2026, 9, 7, 9, 0}, ""},
	/* not allowed, or not of days */
	{"FREQ=HOURLY", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=YEARLY;BYDAY=54MO", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=MONTHLY;BYYEARDAY=1", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=WEEKLY;BYMONTHDAY=1", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=DAILY;BYWEEKNO=1", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=DAILY;BYHOUR=24", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=DAILY;BYDAY=XX", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=DAILY;BYDAY=M", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=DAILY;BYMONTHDAY=", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ=DAILY;INTERVAL=0", {2026, 9, 7, 9, 0}, NULL},
	{"FREQ", {2026, 9, 7, 9, 0}, NULL},
	{"", {2026, 9, 7, 9, 0}, NULL},
};
/* clang-format on */

START_TEST(a_rule_says_these_times_in_bounded_time)
{
	struct ics_days days;
	struct said s = {.left = 3};
	clock_t before = clock();
	bool read = ics_days_read(rules[_i].rule, &rules[_i].start, &days);
	ck_assert_msg(read == (rules[_i].want != NULL), "%s", rules[_i].rule);
	if (!read)
		return;
	ics_days_each(&days, clock_day_number(2199, 12, 31), say, &s);
	ck_assert_msg(strcmp(s.text, rules[_i].want) == 0, "%s: %s", rules[_i].rule, s.text);
	/* 50 ms on a quiet machine are some millions of steps; a sanitizer may take ten times as long */
	double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
	ck_assert_msg(seconds < 0.5, "%s: %f s", rules[_i].rule, seconds);
}
END_TEST

Suite *ics_days_suite(void)
{
	Suite *s = suite_create("ics_days");
	TCase *t = tcase_create("rules");
	tcase_add_loop_test(t, a_rule_says_these_times_in_bounded_time, 0, (int)(sizeof rules / sizeof *rules));
	suite_add_tcase(s, t);
	return s;
}
