/* What counts against a limit: over midnight, month ends, new year and changes of the clock, and within windows. */
#include <check.h>
#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/policy_limit.h"
#include "store/model/policy_when.h"
#include "tests/random.h"

Suite *policy_limit_suite(void);

#define COUNT(v) (int)(sizeof(v) / sizeof *(v))

static void use_shanghai(void)
{
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
}

static int64_t at(const char *text)
{
	int64_t v;
	ck_assert_msg(clock_parse(text, &v) == 0, "%s is no time", text);
	return v;
}

static struct policy_limit limit_of(const char *text)
{
	struct policy_limit v;
	ck_assert_msg(policy_limit_parse(text, &v) == 0, "%s", text);
	return v;
}

/* ---- periods ---- */

static const struct {
	const char *per, *at, *start, *end, *zone;
} periods[] = {
	{"day", "2027-01-11T00:00", "2027-01-11T00:00", "2027-01-12T00:00", NULL},
	{"day", "2027-11-01T23:59", "2027-11-01T00:00", "2027-11-02T00:00", NULL},
	{"day", "2026-12-31T23:59", "2026-12-31T00:00", "2027-01-01T00:00", NULL},
	{"week", "2026-09-07T00:00", "2026-09-07T00:00", "2026-09-14T00:00", NULL},
	{"week", "2026-09-13T23:59", "2026-09-07T00:00", "2026-09-14T00:00", NULL},
	{"week", "2027-01-01T12:00", "2026-12-28T00:00", "2027-01-04T00:00", NULL},
	{"month", "2026-09-30T23:59", "2026-09-01T00:00", "2026-10-01T00:00", NULL},
	{"month", "2026-12-31T23:59", "2026-12-01T00:00", "2027-01-01T00:00", NULL},
	{"month", "2028-02-29T08:00", "2028-02-01T00:00", "2028-03-01T00:00", NULL},
	{"year", "2027-01-01T00:00", "2027-01-01T00:00", "2028-01-01T00:00", NULL},
	{"year", "2026-12-31T23:59", "2026-01-01T00:00", "2027-01-01T00:00", NULL},
	{"day", "2026-11-01T12:00", "2026-11-01T00:00", "2026-11-02T00:00", "America/New_York"},
	{"day", "2027-03-14T12:00", "2027-03-14T00:00", "2027-03-15T00:00", "America/New_York"},
	{"month", "2027-03-14T12:00", "2027-03-01T00:00", "2027-04-01T00:00", "America/New_York"},
	{"term", "2026-09-07T08:00", "2026-09-07T00:00", "2027-01-11T00:00", NULL},
	{"term", "2026-07-01T08:00", "2026-09-07T00:00", "2027-01-11T00:00", NULL},
	{"term", "2027-01-20T08:00", "2027-03-01T00:00", "2027-07-05T00:00", NULL},
	{"term", "2027-07-05T00:00", NULL, NULL, NULL},
	{"future", "2026-09-07T08:00", "2026-09-02T10:00", NULL, NULL},
};

/* Two terms, and a minute of September as now. */
static struct policy_clock school_clock(struct policy_span terms[2])
{
	terms[0] = (struct policy_span){at("2026-09-07T00:00"), at("2027-01-11T00:00")};
	terms[1] = (struct policy_span){at("2027-03-01T00:00"), at("2027-07-05T00:00")};
	return (struct policy_clock){at("2026-09-02T10:00"), terms, 2};
}

START_TEST(a_period_holds_its_minutes)
{
	char text[80];
	struct policy_span terms[2], p;
	if (periods[_i].zone)
		ck_assert_int_eq(clock_zone_use(periods[_i].zone), 0);
	struct policy_clock clock = school_clock(terms);
	snprintf(text, sizeof text, "count 1 per %s for person", periods[_i].per);
	struct policy_limit limit = limit_of(text);
	bool any = policy_period(limit.per, at(periods[_i].at), &clock, &p);
	ck_assert_int_eq(any, periods[_i].start != NULL);
	if (!any)
		return;
	ck_assert_int_eq(p.start, at(periods[_i].start));
	ck_assert_int_eq(p.end, periods[_i].end ? at(periods[_i].end) : CLOCK_MAX_MIN);
}
END_TEST

START_TEST(no_two_days_of_a_year_are_one)
{
	struct policy_clock clock = {0};
	struct policy_span last = {0}, p;
	int64_t end = at("2028-01-01T00:00");
	for (int64_t t = at("2027-01-01T00:00"); t < end; t = p.end) {
		ck_assert(policy_period(POLICY_DAY, t, &clock, &p));
		ck_assert(p.start == t && (last.end == 0 || p.start == last.end));
		last = p;
	}
	ck_assert(last.end == end);
}
END_TEST

/* ---- amounts ---- */

/* What of an interval counts in the periods that it meets, one after the other. */
static const struct {
	const char *zone, *limit, *start, *end;
	int64_t amounts[5];
	int n;
} amounts[] = {
	{"Asia/Shanghai", "hours 1 per day for person", "2026-09-07T22:00", "2026-09-08T03:00", {120, 180}, 2},
	{"Asia/Shanghai", "count 1 per day for person", "2026-09-07T22:00", "2026-09-08T03:00", {1, 1}, 2},
	{"Asia/Shanghai", "count 1 per day for person", "2026-09-07T22:00", "2026-09-08T00:00", {1}, 1},
	{"Asia/Shanghai", "seat-hours 1 per day for person", "2026-09-07T22:00", "2026-09-08T03:00", {360, 540}, 2},
	{"Asia/Shanghai", "hours 1 per week for person", "2026-09-13T22:00", "2026-09-14T01:00", {120, 60}, 2},
	{"Asia/Shanghai", "count 1 per week for person", "2026-09-13T22:00", "2026-09-14T01:00", {1, 1}, 2},
	{"Asia/Shanghai", "hours 1 per month for person", "2026-09-30T23:00", "2026-10-01T02:00", {60, 120}, 2},
	{"Asia/Shanghai", "hours 1 per month for person", "2028-02-28T23:00", "2028-03-01T01:00", {1500, 60}, 2},
	{"Asia/Shanghai", "hours 1 per year for person", "2026-12-31T22:00", "2027-01-01T01:00", {120, 60}, 2},
	{"Asia/Shanghai", "count 1 per year for person", "2026-12-31T22:00", "2027-01-01T01:00", {1, 1}, 2},
	{"Asia/Shanghai", "hours 1 per month for person", "2026-12-31T22:00", "2027-01-01T01:00", {120, 60}, 2},
	/* three weeks and a bit */
	{"Asia/Shanghai",
         "hours 1 per week for person",
         "2026-09-09T12:00",
         "2026-09-30T12:00",
         {4 * 1440 + 720, 7 * 1440, 7 * 1440, 2 * 1440 + 720},
         4},
	{"Asia/Shanghai", "count 1 per week for person", "2026-09-09T12:00", "2026-09-30T12:00", {1, 1, 1, 1}, 4},
	{"Asia/Shanghai",
         "hours 1 per week for person within 18:00-22:00 on Mon-Fri",
         "2026-09-09T12:00",
         "2026-09-30T12:00",
         {3 * 240, 5 * 240, 5 * 240, 2 * 240},
         4},
	/* windows */
	{"Asia/Shanghai",
         "hours 1 per day for person within 18:00-22:00",
         "2026-09-07T17:00",
         "2026-09-07T19:30",
         {90},
         1},
	{"Asia/Shanghai",
         "count 1 per day for person within 18:00-22:00",
         "2026-09-07T17:00",
         "2026-09-07T18:00",
         {0},
         1},
	{"Asia/Shanghai",
         "count 1 per day for person within 18:00-22:00",
         "2026-09-07T17:00",
         "2026-09-07T18:01",
         {1},
         1},
	{"Asia/Shanghai",
         "hours 1 per day for person within 22:00-02:00",
         "2026-09-07T20:00",
         "2026-09-08T08:00",
         {120, 120},
         2},
	/* Friday's night runs into Saturday, and Saturday has none of its own */
	{"Asia/Shanghai",
         "hours 1 per week for person within 22:00-02:00 on Fri",
         "2026-09-11T00:00",
         "2026-09-13T00:00",
         {240},
         1},
	{"Asia/Shanghai",
         "hours 1 per day for person within 22:00-02:00 on Fri",
         "2026-09-11T00:00",
         "2026-09-13T00:00",
         {120, 120},
         2},
	{"Asia/Shanghai",
         "hours 1 per week for person within 22:00-02:00 on Sun",
         "2026-09-13T12:00",
         "2026-09-14T12:00",
         {120, 120},
         2},
	{"Asia/Shanghai",
         "hours 1 per week for person on Sat,Sun",
         "2026-09-11T12:00",
         "2026-09-14T12:00",
         {2880, 0},
         2},
	/* an hour comes twice, an hour is skipped */
	{"America/New_York", "hours 1 per day for person", "2026-11-01T00:00", "2026-11-02T00:00", {1500}, 1},
	{"America/New_York", "hours 1 per day for person", "2027-03-14T00:00", "2027-03-15T00:00", {1380}, 1},
	{"America/New_York",
         "hours 1 per day for person within 01:00-02:00",
         "2026-11-01T00:00",
         "2026-11-01T12:00",
         {120},
         1},
	{"America/New_York",
         "hours 1 per day for person within 02:00-03:00",
         "2027-03-14T00:00",
         "2027-03-14T12:00",
         {0},
         1},
	{"America/New_York",
         "count 1 per day for person within 02:00-03:00",
         "2027-03-14T00:00",
         "2027-03-14T12:00",
         {0},
         1},
	{"America/New_York",
         "hours 1 per day for person within 22:00-02:00",
         "2026-10-31T22:00",
         "2026-11-01T12:00",
         {120, 180},
         2},
	{"America/New_York", "hours 1 per month for person", "2026-10-31T23:00", "2026-11-01T02:00", {60, 180}, 2},
};

START_TEST(hours_split_and_bookings_count_in_both)
{
	ck_assert_int_eq(clock_zone_use(amounts[_i].zone), 0);
	struct policy_limit limit = limit_of(amounts[_i].limit);
	struct policy_clock clock = {0};
	struct policy_use use = {7, at(amounts[_i].start), at(amounts[_i].end), 3, 0};
	struct policy_span p, reach;
	int n = 0;
	ck_assert(policy_limit_reach(&limit, use.start, use.end, &clock, &reach));
	for (int64_t t = use.start; t < use.end; t = p.end, n++) {
		ck_assert(policy_period(limit.per, t, &clock, &p));
		if (n == 0)
			ck_assert_int_eq(reach.start, p.start);
		int64_t amount = policy_amount(&limit, &p, &use);
		ck_assert_msg(n < 5 && amount == amounts[_i].amounts[n], "%s in period %d: %" PRId64, amounts[_i].limit,
		              n, amount);
	}
	ck_assert_int_eq(n, amounts[_i].n);
	ck_assert_int_eq(reach.end, p.end);
}
END_TEST

START_TEST(minutes_within_are_those_of_a_walk_by_minutes)
{
	static const char *const zones[] = {"Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe",
	                                    "America/Sao_Paulo", "America/St_Johns"};
	static const char *const days[] = {"2026-09-07T12:00", "2026-10-25T12:00", "2026-04-05T12:00",
	                                   "2018-11-04T12:00", "2010-11-07T12:00"};
	const uint64_t seed = random_seed(14) + (uint64_t)_i;
	struct random r = {seed};
	ck_assert_int_eq(clock_zone_use(zones[_i]), 0);
	int64_t noon = at(days[_i]);
	for (int round = 0; round < 3000; round++) {
		int from = (int)random_below(&r, 48) * 30, to = (int)random_below(&r, 49) * 30;
		unsigned set = random_below(&r, 128) << 1;
		int64_t start = noon + random_between(&r, -2000, 600), end = start + random_between(&r, 1, 3000),
			want = 0;
		if (from == to)
			continue;
		for (int64_t t = start; t < end; t++) {
			int64_t day = clock_local_day(t);
			int m = clock_local_minute(t);
			bool today = set & 1u << clock_weekday(day), before = set & 1u << clock_weekday(day - 1);
			want += to > from ? today && from <= m && m < to : (today && m >= from) || (before && m < to);
		}
		int64_t is = policy_minutes_within(from, to, set, start, end);
		ck_assert_msg(is == want, "seed %" PRIu64 " %s %d-%d %x: %" PRId64 ", want %" PRId64, seed, zones[_i],
		              from, to, set, is, want);
	}
}
END_TEST

/* ---- a booking against a limit ---- */

/* One day's bookings of one person: 1 in two claims of 2 hours, 2 of one hour. */
static void two_bookings(struct policy_use uses[3])
{
	uses[0] = (struct policy_use){2, at("2027-01-11T14:00"), at("2027-01-11T15:00"), 10, 0};
	uses[1] = (struct policy_use){1, at("2027-01-11T08:00"), at("2027-01-11T10:00"), 10, 0};
	uses[2] = (struct policy_use){1, at("2027-01-11T08:00"), at("2027-01-11T10:00"), 2, 0};
}

static const struct {
	const char *limit, *start, *end;
	bool exceeds;
	int64_t amount;
} asked[] = {
	{"count 2 per day for person", "2027-01-11T16:00", "2027-01-11T17:00", true, 3},
	{"count 3 per day for person", "2027-01-11T16:00", "2027-01-11T17:00", false, 0},
	{"count 2 per day for person", "2027-11-01T16:00", "2027-11-01T17:00", false, 0},
	{"count 2 per day for person", "2027-01-12T16:00", "2027-01-12T17:00", false, 0},
	{"count 2 per day for person", "2027-01-10T23:00", "2027-01-11T01:00", true, 3},
	{"count 2 per month for person", "2027-01-31T16:00", "2027-01-31T17:00", true, 3},
	{"count 2 per month for person", "2027-02-01T16:00", "2027-02-01T17:00", false, 0},
	{"count 0 per day for person", "2027-05-01T16:00", "2027-05-01T17:00", true, 1},
	{"hours 5 per day for person", "2027-01-11T16:00", "2027-01-11T17:00", true, 360},
	{"hours 6 per day for person", "2027-01-11T16:00", "2027-01-11T17:00", false, 0},
	{"hours 5 per day for person within 15:00-18:00", "2027-01-11T16:00", "2027-01-11T17:00", false, 0},
	{"seat-hours 35 per day for person", "2027-01-11T16:00", "2027-01-11T17:00", true, (24 + 10 + 5) * 60},
	{"seat-hours 39 per day for person", "2027-01-11T16:00", "2027-01-11T17:00", false, 0},
	{"count 2 per future for person", "2027-05-01T16:00", "2027-05-01T17:00", true, 3},
	{"count 2 per term for person", "2026-12-01T16:00", "2026-12-01T17:00", false, 0},
	{"count 0 per term for person", "2027-02-01T16:00", "2027-02-01T17:00", false, 0},
	{"count 0 per term for person", "2027-02-01T16:00", "2027-03-01T01:00", true, 1},
	{"count 2 per day for person except-within 24h", "2027-01-11T16:00", "2027-01-11T17:00", true, 3},
};

START_TEST(a_booking_goes_beyond_a_limit_or_not)
{
	struct policy_limit limit = limit_of(asked[_i].limit);
	struct policy_span terms[2], period;
	struct policy_clock clock = school_clock(terms);
	struct policy_use uses[3], ask = {0, at(asked[_i].start), at(asked[_i].end), 5, clock.now};
	int64_t amount;
	two_bookings(uses);
	struct policy_count v = {
		.limit = &limit, .clock = &clock, .asked = &ask, .n_asked = 1, .uses = uses, .n_uses = 3};
	ck_assert_int_eq(policy_exceeds(&v, &period, &amount), asked[_i].exceeds);
	ck_assert_int_eq(amount, asked[_i].amount);
}
END_TEST

START_TEST(what_is_booked_at_the_last_minute_does_not_count)
{
	struct policy_limit limit = limit_of("count 2 per day for person except-within 24h");
	struct policy_clock clock = {.now = at("2027-01-11T10:00")};
	struct policy_use uses[3], ask = {0, at("2027-01-11T16:00"), at("2027-01-11T17:00"), 1, clock.now};
	struct policy_span period;
	int64_t amount;
	two_bookings(uses);
	struct policy_count v = {
		.limit = &limit, .clock = &clock, .asked = &ask, .n_asked = 1, .uses = uses, .n_uses = 3};
	ck_assert(!policy_exceeds(&v, &period, &amount));
	ask.made_min = at("2027-01-10T16:00");
	ck_assert(policy_exceeds(&v, &period, &amount));
	uses[0].made_min = at("2027-01-10T14:00") + 1;
	two_bookings(uses);
	uses[0].made_min = at("2027-01-10T14:01");
	ck_assert(!policy_exceeds(&v, &period, &amount));
}
END_TEST

START_TEST(a_change_that_takes_no_more_is_not_judged)
{
	struct policy_limit limit = limit_of("hours 3 per day for person");
	struct policy_clock clock = {.now = at("2027-01-01T10:00")};
	struct policy_use uses[3], was = {5, at("2027-01-11T16:00"), at("2027-01-11T18:00"), 1, 0},
				   ask = {5, at("2027-01-11T18:00"), at("2027-01-11T20:00"), 1, 0};
	struct policy_span period;
	int64_t amount;
	two_bookings(uses);
	struct policy_count v = {&limit, &clock, &ask, 1, &was, 1, uses, 3};
	ck_assert(!policy_exceeds(&v, &period, &amount));
	ask.end++;
	ck_assert(policy_exceeds(&v, &period, &amount));
	ck_assert_int_eq(amount, 300 + 121);
	ck_assert_int_eq(period.start, at("2027-01-11T00:00"));
	ask = (struct policy_use){5, at("2027-01-12T18:00"), at("2027-01-12T22:00"), 1, 0};
	ck_assert(policy_exceeds(&v, &period, &amount));
	ck_assert_int_eq(amount, 240);
}
END_TEST

Suite *policy_limit_suite(void)
{
	Suite *s = suite_create("policy_limit");
	TCase *t = tcase_create("policy_limit");
	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, use_shanghai, NULL);
	tcase_add_loop_test(t, a_period_holds_its_minutes, 0, COUNT(periods));
	tcase_add_test(t, no_two_days_of_a_year_are_one);
	tcase_add_loop_test(t, hours_split_and_bookings_count_in_both, 0, COUNT(amounts));
	tcase_add_loop_test(t, minutes_within_are_those_of_a_walk_by_minutes, 0, 5);
	tcase_add_loop_test(t, a_booking_goes_beyond_a_limit_or_not, 0, COUNT(asked));
	tcase_add_test(t, what_is_booked_at_the_last_minute_does_not_count);
	tcase_add_test(t, a_change_that_takes_no_more_is_not_judged);
	return s;
}
