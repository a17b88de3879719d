/* The academic calendar: what patterns mean in it, with off days and make-up days on both sides of a term's boundary. */
#include "store/model/calendar.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"

static int64_t day(const char *text)
{
	int64_t out;
	if (clock_parse_date(text, &out) != 0)
		abort();
	return out;
}

static uint64_t set(int (*parse)(const char *, uint64_t *, const char **), const char *text)
{
	uint64_t out;
	const char *bad;
	if (*text && parse(text, &out, &bad) != 0)
		abort();
	return *text ? out : 0;
}

/* Two terms, periods with a winter table and one campus of its own, and a holiday with its make-up days. */
struct fixture {
	struct term terms[2];
	struct period periods[16];
	struct day_rule days[8];
	struct calendar calendar;
};

static void setup(struct fixture *f, const char *zone)
{
	static const struct {
		const char *date;
		enum day_kind kind;
		unsigned week, weekday;
		const char *campus;
	} days[] = {
		{"2026-09-05", DAY_AS, 2, 1, ""},  /* a Saturday before week 1 */
		{"2026-09-19", DAY_AS, 4, 4, ""},  /* teaches the Thursday that is off */
		{"2026-10-01", DAY_OFF, 0, 0, ""}, /* week 4, Thursday */
		{"2026-10-02", DAY_OFF, 0, 0, ""},
		{"2026-10-02", DAY_NORMAL, 0, 0, "HK"},
		{"2027-01-02", DAY_AS, 3, 3, ""},  /* the Saturday behind the last week of the first term */
	};
	if (clock_zone_use(zone) != 0)
		abort();
	*f = (struct fixture){0};
	f->terms[0] = (struct term){"2026A", "autumn", day("2026-09-07"), 16, 0};
	f->terms[1] = (struct term){"2027S", "spring", day("2027-02-22"), 18, 0};
	size_t n = 0;
	for (uint32_t i = 1; i <= 4; i++) /* 08:00-08:45, 09:00-09:45 ... */
		f->periods[n++] = (struct period){i, 420 + (int)i * 60, 465 + (int)i * 60, "", PERIOD_ALWAYS, 0};
	for (uint32_t i = 1; i <= 4; i++) /* from November half an hour later */
		f->periods[n++] = (struct period){i, 450 + (int)i * 60, 495 + (int)i * 60, "", day("2026-11-01"), 0};
	f->periods[n++] = (struct period){1, 600, 700, "HK", PERIOD_ALWAYS, 0};
	f->calendar = (struct calendar){f->terms, 2, f->periods, n, f->days, sizeof days / sizeof *days, false, false};
	for (size_t i = 0; i < f->calendar.n_days; i++)
		f->days[i] = (struct day_rule){day(days[i].date), days[i].kind, days[i].week, days[i].weekday, days[i].campus,
		                               "", 0};
}

/* The occurrences as `MM-DD HH:MM-HH:MM` joined by blanks, then `-MM-DD` for each that is dropped. */
static void expand(struct fixture *f, const char *campus, const char *weeks, const char *weekdays, const char *periods,
                   struct buf *out)
{
	struct arena arena = {0};
	struct reasons why = {.arena = &arena};
	struct occurrences o;
	struct week_pattern p = {.term = "2026A",
	                         .weeks = set(pattern_weeks, weeks),
	                         .weekdays = set(pattern_weekdays, weekdays),
	                         .periods = set(pattern_periods, periods),
	                         .from_min = 480,
	                         .to_min = 600};
	ck_assert_int_eq(calendar_expand(&f->calendar, campus, &p, &why, &arena, &o), 0);
	reasons_format(&why, out);
	for (size_t i = 0; i < o.n; i++) {
		char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
		clock_format(o.v[i].start, from);
		clock_format(o.v[i].end, to);
		from[10] = ' ';
		buf_fmt(out, "%s%s-%s", i ? "," : "", from + 5, to + 11);
		ck_assert(o.v[i].origin != 0);
	}
	for (size_t i = 0; i < o.n_dropped; i++) {
		char date[CLOCK_TEXT_MAX];
		buf_fmt(out, " -%s", clock_format_date(o.dropped[i].date, date) + 5);
	}
	arena_release(&arena);
}

static const struct {
	const char *what, *campus, *weeks, *weekdays, *periods, *want;
} patterns[] = {
	{"a week", "", "1", "1", "1", "09-07 08:00-08:45"},
	{"clock times", "", "1", "3", "", "09-09 08:00-10:00"},
	{"odd weeks", "", "1-5单", "1", "1-2", "09-07 08:00-09:45,09-21 08:00-09:45,10-05 08:00-09:45"},
	{"periods that do not follow", "", "1", "1", "1,3-4", "09-07 08:00-08:45,09-07 10:00-11:45"},
	{"the winter table", "", "8-9", "1", "1", "10-26 08:00-08:45,11-02 08:30-09:15"},
	{"a make-up day before week 1", "", "2", "1", "1", "09-05 08:00-08:45,09-14 08:00-08:45"},
	{"off, and taught on a Saturday", "", "4", "4", "1", "09-19 08:00-08:45 -10-01"},
	{"off and not made up", "", "4", "5", "1", " -10-02"},
	{"a campus with a rule and periods of its own", "HK", "4", "5", "1", "10-02 10:00-11:40"},
	{"a campus without the period", "HK", "4", "5", "2", "unknown:2@period 2026-10-02 HK"},
	{"a make-up day behind the last week", "", "3", "3", "1", "09-23 08:00-08:45,01-02 08:30-09:15"},
	{"a Saturday that teaches something else", "", "2", "6", "1", " -09-19"},
	{"weeks that the term lacks", "", "15-17", "1", "1", "value:weeks@17 > 16"},
};

START_TEST(patterns_mean_what_schools_mean)
{
	struct fixture f;
	struct buf got = {0};
	setup(&f, "Asia/Shanghai");
	expand(&f, patterns[_i].campus, patterns[_i].weeks, patterns[_i].weekdays, patterns[_i].periods, &got);
	ck_assert_msg(strcmp(buf_text(&got), patterns[_i].want) == 0, "%s: got \"%s\", want \"%s\"", patterns[_i].what,
	              buf_text(&got), patterns[_i].want);
	buf_release(&got);
}
END_TEST

START_TEST(clock_times_stay_across_daylight_saving)
{
	struct fixture f;
	struct buf got = {0};
	setup(&f, "Europe/Berlin");
	expand(&f, "", "7-8", "1", "", &got); /* 2026-10-19 in summer time, 10-26 in winter time */
	ck_assert_str_eq(buf_text(&got), "10-19 08:00-10:00,10-26 08:00-10:00");
	buf_release(&got);
}
END_TEST

START_TEST(a_term_is_found_by_code_by_day_or_alone)
{
	struct fixture f;
	setup(&f, "Asia/Shanghai");
	ck_assert_str_eq(calendar_term(&f.calendar, "2027S", 0)->code, "2027S");
	ck_assert_ptr_null(calendar_term(&f.calendar, "2028A", day("2026-09-10")));
	ck_assert_str_eq(calendar_term(&f.calendar, "", day("2026-09-10"))->code, "2026A");
	ck_assert_ptr_null(calendar_term(&f.calendar, "", day("2026-08-10")));
	f.calendar.n_terms = 1;
	ck_assert_str_eq(calendar_term(&f.calendar, "", day("2026-08-10"))->code, "2026A");
}
END_TEST

START_TEST(an_occurrence_is_numbered_by_the_day_it_would_have)
{
	struct fixture f;
	struct arena arena = {0};
	struct reasons why = {.arena = &arena};
	struct occurrences o;
	struct week_pattern p = {.term = "2026A", .weeks = 0xfffe, .weekdays = 2, .periods = 2};
	setup(&f, "Asia/Shanghai");
	ck_assert_int_eq(calendar_expand(&f.calendar, "", &p, &why, &arena, &o), 0);
	ck_assert_uint_gt(o.n, 0);
	for (size_t i = 0; i < o.n; i++)
		ck_assert_int_eq(clock_weekday(occurrence_day(o.v[i].origin)), 1);
	ck_assert_int_eq(occurrence_day(occurrence_origin(day("2026-09-14"), 3)), day("2026-09-14"));
	arena_release(&arena);
}
END_TEST

Suite *calendar_suite(void);

Suite *calendar_suite(void)
{
	Suite *s = suite_create("calendar");
	TCase *t = tcase_create("calendar");
	tcase_add_loop_test(t, patterns_mean_what_schools_mean, 0, (int)(sizeof patterns / sizeof *patterns));
	tcase_add_test(t, clock_times_stay_across_daylight_saving);
	tcase_add_test(t, a_term_is_found_by_code_by_day_or_alone);
	tcase_add_test(t, an_occurrence_is_numbered_by_the_day_it_would_have);
	suite_add_tcase(s, t);
	return s;
}
