/*
 * Wall clock and instants. Zones with every oddity that libc's data holds: gaps and repeated hours, a shift of half
 * an hour, midnights and a whole day that do not exist, offsets with seconds before the standard times.
 */
#include <check.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tests/random.h"

Suite *clock_suite(void);

static void use_zone(const char *zone)
{
	int err = clock_zone_use(zone);
	ck_assert_msg(err == 0, "%s: %s", zone, quad_strerror(err));
}

static const struct {
	const char *zone, *text;
	int err;
	const char *utc; /* the instant, where there is one */
} parses[] = {
	{"Asia/Shanghai", "2026-09-07T08:00", 0, "2026-09-07T00:00"},
	{"Asia/Shanghai", "2026-09-07 08:00", 0, "2026-09-07T00:00"},
	{"Asia/Shanghai", "  2026-09-07 08:00  ", 0, "2026-09-07T00:00"},
	{"Asia/Shanghai", "2026/9/7 8:00", 0, "2026-09-07T00:00"},
	{"Asia/Shanghai", "2026-9-7t8:05", 0, "2026-09-07T00:05"},
	{"Asia/Shanghai", "2026-09-07T08:00:00", 0, "2026-09-07T00:00"},
	{"Asia/Shanghai", "2026-09-07T08:00:30", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-09-07T24:00", 0, "2026-09-07T16:00"},
	{"Asia/Shanghai", "2026-09-07T24:01", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-12-31T24:00", 0, "2026-12-31T16:00"},
	{"Asia/Shanghai", "2026-09-07T23:60", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-09-07T08:00Z", 0, "2026-09-07T08:00"},
	{"Asia/Shanghai", "2026-09-07T08:00:00+08:00", 0, "2026-09-07T00:00"},
	{"Asia/Shanghai", "2026-09-07T08:00-0330", 0, "2026-09-07T11:30"},
	{"Asia/Shanghai", "2026-09-07T08:00+08", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-09-07T08:00+08:00x", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-09-07", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-09-07T", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-09-07T0800", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-09-07T08:00 x", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-09/07T08:00", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "yesterday", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "-026-09-07T08:00", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-02-29T08:00", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2028-02-29T08:00", 0, "2028-02-29T00:00"},
	{"Asia/Shanghai", "2100-02-29T08:00", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2000-02-29T08:00", 0, "2000-02-29T00:00"},
	{"Asia/Shanghai", "2026-04-31T08:00", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-13-01T08:00", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "2026-00-01T08:00", QUAD_EINVAL, NULL},
	{"UTC", "2038-01-19T03:15", 0, "2038-01-19T03:15"},
	{"UTC", "2039-06-01T00:00", 0, "2039-06-01T00:00"},
	{"Europe/Berlin", "2038-07-01T12:00", 0, "2038-07-01T10:00"},
	{"Europe/Berlin", "2150-07-01T12:00", 0, "2150-07-01T10:00"},
	{"UTC", "1900-01-01T00:00", 0, "1900-01-01T00:00"},
	{"UTC", "1899-12-31T23:59", QUAD_EINVAL, NULL},
	{"UTC", "2199-12-31T23:59", 0, "2199-12-31T23:59"},
	{"UTC", "2199-12-31T24:00", QUAD_EINVAL, NULL},
	{"UTC", "2200-01-01T00:00", QUAD_EINVAL, NULL},
	{"UTC", "1900-01-01T00:00+00:01", QUAD_EINVAL, NULL},
	{"UTC", "2199-12-31T23:59-00:01", QUAD_EINVAL, NULL},
	{"Asia/Shanghai", "1900-01-01T00:00", QUAD_EINVAL, NULL}, /* 1899 in UTC */
	{"Asia/Shanghai", "1900-06-01T12:05", 0, "1900-06-01T04:00"}, /* +08:05:43 */
	/* gaps and repeated hours */
	{"Europe/Berlin", "2026-03-29T01:59", 0, "2026-03-29T00:59"},
	{"Europe/Berlin", "2026-03-29T02:00", QUAD_EGAP, NULL},
	{"Europe/Berlin", "2026-03-29T02:59", QUAD_EGAP, NULL},
	{"Europe/Berlin", "2026-03-29T03:00", 0, "2026-03-29T01:00"},
	{"Europe/Berlin", "2026-03-29T02:30+01:00", 0, "2026-03-29T01:30"},
	{"Europe/Berlin", "2026-10-25T01:59", 0, "2026-10-24T23:59"},
	{"Europe/Berlin", "2026-10-25T02:00", QUAD_ETWICE, "2026-10-25T00:00"},
	{"Europe/Berlin", "2026-10-25T02:59", QUAD_ETWICE, "2026-10-25T00:59"},
	{"Europe/Berlin", "2026-10-25T03:00", 0, "2026-10-25T02:00"},
	{"Europe/Berlin", "2026-10-25T02:30+02:00", 0, "2026-10-25T00:30"},
	{"Europe/Berlin", "2026-10-25T02:30+01:00", 0, "2026-10-25T01:30"},
	{"America/New_York", "2026-03-08T01:59", 0, "2026-03-08T06:59"},
	{"America/New_York", "2026-03-08T02:30", QUAD_EGAP, NULL},
	{"America/New_York", "2026-03-08T03:00", 0, "2026-03-08T07:00"},
	{"America/New_York", "2026-11-01T01:30", QUAD_ETWICE, "2026-11-01T05:30"},
	{"America/New_York", "2026-11-01T02:00", 0, "2026-11-01T07:00"},
	{"Australia/Lord_Howe", "2026-04-05T01:29", 0, "2026-04-04T14:29"},
	{"Australia/Lord_Howe", "2026-04-05T01:30", QUAD_ETWICE, "2026-04-04T14:30"},
	{"Australia/Lord_Howe", "2026-04-05T01:59", QUAD_ETWICE, "2026-04-04T14:59"},
	{"Australia/Lord_Howe", "2026-04-05T02:00", 0, "2026-04-04T15:30"},
	{"Australia/Lord_Howe", "2026-10-04T02:00", QUAD_EGAP, NULL},
	{"Australia/Lord_Howe", "2026-10-04T02:29", QUAD_EGAP, NULL},
	{"Australia/Lord_Howe", "2026-10-04T02:30", 0, "2026-10-03T15:30"},
	{"Asia/Shanghai", "1986-05-04T02:30", QUAD_EGAP, NULL},
	{"Asia/Shanghai", "1986-07-01T12:00", 0, "1986-07-01T03:00"},
	{"Asia/Shanghai", "1986-09-14T01:30", QUAD_ETWICE, "1986-09-13T16:30"},
	{"Asia/Shanghai", "1991-04-14T02:30", QUAD_EGAP, NULL},
	{"Asia/Shanghai", "1991-09-15T01:30", QUAD_ETWICE, "1991-09-14T16:30"},
	{"Asia/Shanghai", "1992-07-01T12:00", 0, "1992-07-01T04:00"},
	{"America/Sao_Paulo", "2018-11-04T00:00", QUAD_EGAP, NULL},
	{"America/Sao_Paulo", "2018-11-03T24:00", QUAD_EGAP, NULL},
	{"America/Sao_Paulo", "2018-11-04T01:00", 0, "2018-11-04T03:00"},
	{"America/Sao_Paulo", "2019-02-16T23:30", QUAD_ETWICE, "2019-02-17T01:30"},
	{"Africa/Cairo", "2024-04-26T00:30", QUAD_EGAP, NULL},
	{"Africa/Cairo", "2024-10-31T23:30", QUAD_ETWICE, "2024-10-31T20:30"},
	{"Pacific/Apia", "2011-12-29T23:59", 0, "2011-12-30T09:59"},
	{"Pacific/Apia", "2011-12-30T12:00", QUAD_EGAP, NULL},
	{"Pacific/Apia", "2011-12-31T00:00", 0, "2011-12-30T10:00"},
};

START_TEST(a_time_is_read)
{
	int64_t got = -1, want = 0;
	use_zone("UTC");
	if (parses[_i].utc)
		ck_assert_int_eq(clock_parse(parses[_i].utc, &want), 0);
	use_zone(parses[_i].zone);
	int err = clock_parse(parses[_i].text, &got);
	ck_assert_msg(err == parses[_i].err, "%s \"%s\": %s, want %s", parses[_i].zone, parses[_i].text, quad_strerror(err),
	              quad_strerror(parses[_i].err));
	if (parses[_i].utc)
		ck_assert_msg(got == want, "%s \"%s\": %" PRId64 ", want %" PRId64 " (off by %" PRId64 " minutes)",
		              parses[_i].zone, parses[_i].text, got, want, got - want);
}
END_TEST

static const char *const zones[] = {
	"UTC", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Macau", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
	"America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns",
	"Europe/Amsterdam", "Africa/Monrovia", "Asia/Tehran", "Africa/Casablanca", "Pacific/Kwajalein",
};

static void check_round_trip(const char *zone, int64_t at)
{
	struct wall w;
	int64_t back;
	char text[CLOCK_TEXT_MAX];
	clock_to_wall(at, &w);
	int err = clock_from_wall(&w, &back);
	if (w.year < 1900 || w.year > 2199)
		return; /* the zone's date lies outside although the instant does not */
	ck_assert_msg(err == 0 || err == QUAD_ETWICE || (err == QUAD_EINVAL && back < CLOCK_MIN_MIN),
	              "%s %" PRId64 " (%s): %s", zone, at, clock_format(at, text), quad_strerror(err));
	if (err == 0)
		ck_assert_msg(back == at, "%s %" PRId64 " (%s): back %" PRId64, zone, at, clock_format(at, text), back);
	else
		ck_assert_msg(back <= at && at - back <= DAY_MIN, "%s %" PRId64 ": the earlier is %" PRId64, zone, at, back);
	clock_format(at, text);
	err = clock_parse(text, &back);
	ck_assert_msg(err == 0 && back == at, "%s %" PRId64 ": \"%s\" reads back as %" PRId64 " (%s)", zone, at, text, back,
	              quad_strerror(err));
	clock_format_rfc3339(at, text);
	err = clock_parse(text, &back);
	ck_assert_msg(err == 0 && back == at, "%s %" PRId64 ": \"%s\" reads back as %" PRId64 " (%s)", zone, at, text, back,
	              quad_strerror(err));
	ck_assert_int_eq(clock_local_minute(at), w.hour * 60 + w.minute);
	ck_assert_int_eq(clock_local_day(at), clock_day_number(w.year, w.month, w.day));
}

/* Minutes that the wall clock is ahead of UTC. */
static int64_t ahead_at(int64_t at)
{
	struct wall w;
	clock_to_wall(at, &w);
	return clock_day_number(w.year, w.month, w.day) * DAY_MIN + w.hour * 60 + w.minute - at;
}

START_TEST(instants_come_back_from_their_texts)
{
	struct random r = {random_seed(11)};
	use_zone(zones[_i]);
	check_round_trip(zones[_i], CLOCK_MIN_MIN);
	check_round_trip(zones[_i], CLOCK_MAX_MIN - 1);
	for (int i = 0; i < 2000; i++)
		check_round_trip(zones[_i], random_between(&r, CLOCK_MIN_MIN, CLOCK_MAX_MIN - 1));
	/* closely about each change of the offset until 2040 */
	int64_t ahead = ahead_at(CLOCK_MIN_MIN);
	for (int64_t at = CLOCK_MIN_MIN; at < INT64_C(36816480); at += 1440) {
		int64_t lo = at, hi = at + 1440;
		if (ahead_at(hi) == ahead)
			continue;
		while (hi - lo > 1) {
			int64_t mid = lo + (hi - lo) / 2;
			if (ahead_at(mid) == ahead)
				lo = mid;
			else
				hi = mid;
		}
		for (int64_t near = hi - 130; near < hi + 130; near += near >= hi - 3 && near < hi + 3 ? 1 : 7)
			check_round_trip(zones[_i], near < CLOCK_MIN_MIN ? CLOCK_MIN_MIN : near);
		ahead = ahead_at(at + 1440);
	}
}
END_TEST

START_TEST(every_minute_of_a_day_is_read_or_skipped_as_the_clock_shows)
{
	/* against a table of what each instant shows */
	static const struct {
		const char *zone;
		int year, month, day;
	} days[] = {{"Europe/Berlin", 2026, 3, 29}, {"Europe/Berlin", 2026, 10, 25}, {"Australia/Lord_Howe", 2026, 4, 5},
	            {"Australia/Lord_Howe", 2026, 10, 4}, {"America/Sao_Paulo", 2018, 11, 4}, {"Africa/Cairo", 2024, 10, 31},
	            {"Pacific/Apia", 2011, 12, 30}, {"Asia/Shanghai", 1901, 1, 1}, {"America/New_York", 2026, 11, 1},
	            {"Pacific/Kwajalein", 1993, 8, 21}, {"Asia/Shanghai", 1986, 5, 4}};
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		int times[DAY_MIN] = {0};
		int64_t first[DAY_MIN];
		use_zone(days[i].zone);
		int64_t day = clock_day_number(days[i].year, days[i].month, days[i].day);
		for (int64_t at = (day - 2) * DAY_MIN; at < (day + 3) * DAY_MIN; at++) {
			if (clock_local_day(at) != day)
				continue;
			int m = clock_local_minute(at);
			if (times[m]++ == 0)
				first[m] = at;
		}
		for (int m = 0; m < DAY_MIN; m++) {
			struct wall w = {days[i].year, days[i].month, days[i].day, m / 60, m % 60};
			int64_t got;
			int err = clock_from_wall(&w, &got);
			int want = times[m] == 0 ? QUAD_EGAP : times[m] == 1 ? 0 : QUAD_ETWICE;
			ck_assert_msg(err == want, "%s %d-%d-%d %02d:%02d: %s, but it comes %d times", days[i].zone, w.year, w.month,
			              w.day, w.hour, w.minute, quad_strerror(err), times[m]);
			if (times[m])
				ck_assert_msg(got == first[m], "%s %02d:%02d: %" PRId64 ", want %" PRId64, days[i].zone, w.hour,
				              w.minute, got, first[m]);
		}
	}
}
END_TEST

START_TEST(a_day_starts_at_its_first_minute)
{
	static const struct {
		const char *zone;
		int year, month, day;
		const char *utc;
	} days[] = {
		{"Asia/Shanghai", 2026, 9, 7, "2026-09-06T16:00"},
		{"America/Sao_Paulo", 2018, 11, 4, "2018-11-04T03:00"},
		{"Africa/Cairo", 2024, 4, 26, "2024-04-25T22:00"},
		{"Pacific/Apia", 2011, 12, 30, "2011-12-30T10:00"}, /* there is no such day: where the clock lands */
		{"Pacific/Apia", 2011, 12, 31, "2011-12-30T10:00"},
		{"America/Havana", 2026, 11, 1, "2026-11-01T04:00"}, /* midnight comes twice: the earlier */
		{"UTC", 2199, 12, 31, "2199-12-31T00:00"},
	};
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		int64_t want;
		use_zone("UTC");
		ck_assert_int_eq(clock_parse(days[i].utc, &want), 0);
		use_zone(days[i].zone);
		int64_t got = clock_day_start(clock_day_number(days[i].year, days[i].month, days[i].day));
		ck_assert_msg(got == want, "%s %d-%d-%d: %" PRId64 ", want %" PRId64, days[i].zone, days[i].year, days[i].month,
		              days[i].day, got, want);
	}
	/* the day behind the last one has a start, too: a view may end there */
	use_zone("UTC");
	ck_assert_int_eq(clock_day_start(clock_day_number(2200, 1, 1)), CLOCK_MAX_MIN);
}
END_TEST

START_TEST(a_minute_of_a_day_is_by_its_wall_clock)
{
	int64_t spring = clock_day_number(2026, 3, 29), autumn = clock_day_number(2026, 10, 25), at;
	use_zone("Europe/Berlin");
	ck_assert_int_eq(clock_from_minute(spring, 60, &at), 0);
	ck_assert_int_eq(at, clock_day_start(spring) + 60);
	ck_assert_int_eq(clock_minute_at(spring, 8 * 60), clock_day_start(spring) + 7 * 60);
	ck_assert_int_eq(clock_from_minute(spring, 150, &at), QUAD_EGAP);
	ck_assert_int_eq(clock_minute_at(spring, 150), clock_day_start(spring) + 150);
	ck_assert_int_eq(clock_from_minute(autumn, 150, &at), QUAD_ETWICE);
	ck_assert_int_eq(clock_minute_at(autumn, 150), clock_day_start(autumn) + 150);
	ck_assert_int_eq(clock_minute_at(autumn, DAY_MIN), clock_day_start(autumn + 1));
	ck_assert_int_eq(clock_minute_at(autumn, DAY_MIN + 60), clock_day_start(autumn + 1) + 60);
	use_zone("UTC");
	ck_assert_int_eq(clock_minute_at(clock_day_number(2199, 12, 31), DAY_MIN), CLOCK_MAX_MIN);
}
END_TEST

START_TEST(days_start_where_the_date_changes)
{
	struct random r = {random_seed(13)};
	use_zone(zones[_i]);
	for (int i = 0; i < 300; i++) {
		int64_t day = random_between(&r, clock_day_number(1900, 1, 2), clock_day_number(2199, 12, 30));
		int64_t at = clock_day_start(day);
		ck_assert_msg(clock_local_day(at) >= day && clock_local_day(at - 1) < day,
		              "%s day %" PRId64 ": starts at %" PRId64 " on day %" PRId64 ", before it day %" PRId64, zones[_i], day,
		              at, clock_local_day(at), clock_local_day(at - 1));
	}
}
END_TEST

START_TEST(dates_are_counted)
{
	static const int lengths[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	ck_assert_int_eq(clock_day_number(1970, 1, 1), 0);
	ck_assert_int_eq(clock_day_number(1900, 1, 1) * DAY_MIN, CLOCK_MIN_MIN);
	ck_assert_int_eq(clock_day_number(2200, 1, 1) * DAY_MIN, CLOCK_MAX_MIN);
	int64_t n = clock_day_number(1900, 1, 1);
	int weekday = 1; /* a Monday */
	for (int year = 1900; year < 2200; year++)
		for (int month = 1; month <= 12; month++) {
			bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
			int days = lengths[month] + (month == 2 && leap);
			for (int day = 1; day <= days; day++, n++, weekday = weekday % 7 + 1) {
				struct wall w;
				clock_day_civil(n, &w);
				if (clock_day_number(year, month, day) != n || w.year != year || w.month != month || w.day != day ||
				    clock_weekday(n) != weekday || !clock_date_valid(year, month, day))
					ck_abort_msg("%d-%d-%d: day %" PRId64 " (want %" PRId64 "), back %d-%d-%d, weekday %d (want %d)",
					             year, month, day, clock_day_number(year, month, day), n, w.year, w.month, w.day,
					             clock_weekday(n), weekday);
			}
			ck_assert(!clock_date_valid(year, month, days + 1) && !clock_date_valid(year, month, 0));
		}
	ck_assert(!clock_date_valid(1899, 12, 31));
	ck_assert(!clock_date_valid(2200, 1, 1));
}
END_TEST

static const struct {
	const char *text;
	int64_t minutes; /* -1: refused */
} durations[] = {
	{"90m", 90}, {"2h", 120}, {"1h30m", 90}, {"1h30", 90}, {"90", 90}, {"1d", 1440}, {"1d2h3m", 1563}, {" 2h ", 120},
	{"1h 30m", 90}, {"0h30m", 30}, {"0", -1}, {"0m", -1}, {"", -1}, {" ", -1}, {"h", -1}, {"-5m", -1}, {"+5m", -1},
	{"30m1h", -1}, {"1h1h", -1}, {"1x", -1}, {"1.5h", -1}, {"90mm", -1}, {"999999999999m", -1}, {"999999d", -1},
	{"9999999", -1},
};

START_TEST(a_duration_is_read)
{
	int64_t got = -5;
	int err = clock_parse_duration(durations[_i].text, &got);
	int want = durations[_i].minutes < 0 ? QUAD_EINVAL : 0;
	ck_assert_msg(err == want && (err || got == durations[_i].minutes), "\"%s\": %s, %" PRId64 "; want %" PRId64,
	              durations[_i].text, quad_strerror(err), got, durations[_i].minutes);
}
END_TEST

static const struct {
	const char *text;
	int minute; /* -1: refused */
} times[] = {
	{"08:00", 480}, {"8:00", 480}, {"00:00", 0}, {"23:59", 1439}, {"24:00", 1440}, {"24:01", -1}, {"25:00", -1},
	{"08:60", -1}, {"08", -1}, {"0800", -1}, {"08:00:00", 480}, {"08:00:01", -1}, {" 08:00 ", 480}, {"", -1},
	{"-8:00", -1}, {"08:00x", -1}, {"108:00", -1},
};

START_TEST(a_time_of_day_is_read)
{
	int got = -5;
	int err = clock_parse_time(times[_i].text, &got);
	int want = times[_i].minute < 0 ? QUAD_EINVAL : 0;
	ck_assert_msg(err == want && (err || got == times[_i].minute), "\"%s\": %s, %d; want %d", times[_i].text,
	              quad_strerror(err), got, times[_i].minute);
}
END_TEST

START_TEST(a_date_is_read)
{
	int64_t day;
	char text[CLOCK_TEXT_MAX];
	ck_assert_int_eq(clock_parse_date("2026-09-07", &day), 0);
	ck_assert_str_eq(clock_format_date(day, text), "2026-09-07");
	ck_assert_int_eq(clock_parse_date(" 2026/9/7 ", &day), 0);
	ck_assert_str_eq(clock_format_date(day, text), "2026-09-07");
	static const char *const bad[] = {"", "2026-09", "2026-09-07T08:00", "2026-02-30", "07-09-2026", "2026-09-07x",
	                                  "20260907", "1899-12-31", "2200-01-01"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		day = 1;
		ck_assert_msg(clock_parse_date(bad[i], &day) == QUAD_EINVAL && day == 0, "\"%s\" read as day %" PRId64, bad[i],
		              day);
	}
}
END_TEST

START_TEST(texts_are_as_promised)
{
	char text[CLOCK_TEXT_MAX];
	int64_t at;
	use_zone("Asia/Shanghai");
	ck_assert_int_eq(clock_parse("2026-09-07T08:00", &at), 0);
	ck_assert_str_eq(clock_format(at, text), "2026-09-07T08:00");
	ck_assert_str_eq(clock_format_rfc3339(at, text), "2026-09-07T08:00:00+08:00");
	use_zone("America/St_Johns");
	ck_assert_str_eq(clock_format_rfc3339(at, text), "2026-09-06T21:30:00-02:30");
	use_zone("UTC");
	ck_assert_str_eq(clock_format_rfc3339(at, text), "2026-09-07T00:00:00+00:00");
	use_zone("Europe/Berlin");
	ck_assert_int_eq(clock_parse("2026-10-25T02:30", &at), QUAD_ETWICE);
	ck_assert_str_eq(clock_format(at, text), "2026-10-25T02:30+02:00");
	ck_assert_str_eq(clock_format(at + 60, text), "2026-10-25T02:30+01:00");
}
END_TEST

START_TEST(a_zone_is_one_that_the_machine_knows)
{
	static const char *const bad[] = {"", "Asia/Nowhere", "../../etc/passwd", "/usr/share/zoneinfo/UTC", "Asia Shanghai",
	                                  "CST-8", "Asia", "zone1970.tab",
	                                  "A/very/long/name/that/goes/on/and/on/and/on/beyond/any/zone/name/there/is"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int err = clock_zone_use(bad[i]);
		ck_assert_msg(err == QUAD_EZONE, "\"%s\": %s", bad[i], quad_strerror(err));
	}
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		use_zone(zones[i]);
}
END_TEST

static const char *const odd_zones[] = {"Asia/Shanghai",    "Europe/Berlin",      "Australia/Lord_Howe", "America/St_Johns",
                                        "Asia/Kathmandu",   "Pacific/Apia",       "Africa/Monrovia",     "Antarctica/Troll",
                                        "Africa/Casablanca", "America/Scoresbysund", "UTC"};

/* What is remembered of a day is what libc says at every minute of it. */
START_TEST(the_wall_clock_is_libcs)
{
	use_zone(odd_zones[_i]);
	struct random r = {random_seed(5)};
	for (int i = 0; i < 60000; i++) {
		/* years apart, then around one day minute by minute */
		int64_t at = i % 100 ? 0 : random_between(&r, CLOCK_MIN_MIN, CLOCK_MAX_MIN - 1);
		static int64_t base;
		base = at ? at : base;
		at = base + (i % 100) * 37;
		time_t t = (time_t)(at * 60);
		struct tm tm;
		struct wall wall;
		ck_assert_ptr_nonnull(localtime_r(&t, &tm));
		clock_to_wall(at, &wall);
		ck_assert_msg(wall.year == tm.tm_year + 1900 && wall.month == tm.tm_mon + 1 && wall.day == tm.tm_mday &&
		                      wall.hour == tm.tm_hour && wall.minute == tm.tm_min,
		              "%s %" PRId64 ": %d-%d-%d %d:%d, libc has %d-%d-%d %d:%d", odd_zones[_i], at, wall.year, wall.month,
		              wall.day, wall.hour, wall.minute, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		              tm.tm_min);
	}
}
END_TEST

Suite *clock_suite(void)
{
	Suite *s = suite_create("clock");
	TCase *t = tcase_create("clock");
	const int n_zones = sizeof zones / sizeof *zones;
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, a_time_is_read, 0, sizeof parses / sizeof *parses);
	tcase_add_loop_test(t, instants_come_back_from_their_texts, 0, n_zones);
	tcase_add_test(t, every_minute_of_a_day_is_read_or_skipped_as_the_clock_shows);
	tcase_add_test(t, a_day_starts_at_its_first_minute);
	tcase_add_test(t, a_minute_of_a_day_is_by_its_wall_clock);
	tcase_add_loop_test(t, days_start_where_the_date_changes, 0, n_zones);
	tcase_add_test(t, dates_are_counted);
	tcase_add_loop_test(t, a_duration_is_read, 0, sizeof durations / sizeof *durations);
	tcase_add_loop_test(t, a_time_of_day_is_read, 0, sizeof times / sizeof *times);
	tcase_add_test(t, a_date_is_read);
	tcase_add_test(t, texts_are_as_promised);
	tcase_add_loop_test(t, the_wall_clock_is_libcs, 0, sizeof odd_zones / sizeof *odd_zones);
	tcase_add_test(t, a_zone_is_one_that_the_machine_knows);
	suite_add_tcase(s, t);
	return s;
}
