/* The demo consortium: complete, accepted by the rules as a whole, the same every time, and busy as a school is. */
#include "tui/demo/demo.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/query/query.h"
#include "tests/support.h"

#define ZONE "Asia/Shanghai"

static int64_t at(const char *text)
{
	int64_t min;
	ck_assert_int_eq(clock_parse(text, &min), 0);
	return min;
}

static void fill(const char *name, const char *now, struct store *s, struct demo_counts *counts)
{
	ck_assert_int_eq(clock_zone_use(ZONE), 0);
	ck_assert_int_eq(demo_create(test_path(test_dir(), name), ZONE, "admin", at(now), counts, s), 0);
}

static void say(void *arg, const char *text)
{
	(void)arg;
	fprintf(stderr, "%s\n", text);
}

START_TEST(fills_a_store_that_checks_clean)
{
	static const char *const days[] = {"2026-09-07T08:00", "2026-11-22T23:59", "2027-02-28T12:34",
	                                   "2026-12-31T00:00"};
	struct store s;
	struct demo_counts made;
	struct store_figures figures;
	uint64_t faults;
	fill("clean", days[_i], &s, &made);
	ck_assert_uint_eq(made.refused, 0);
	ck_assert_int_eq(query_figures(&s, &figures), 0);
	ck_assert_uint_eq(figures.institutions, 6);
	ck_assert_uint_eq(figures.campuses, 12);
	ck_assert_uint_eq(figures.travel, 66);
	ck_assert_uint_eq(figures.resources, 360);
	ck_assert_uint_eq(figures.people, 15);
	ck_assert_uint_eq(figures.closures, made.closures);
	ck_assert_uint_eq(figures.bookings, made.bookings);
	/* a few in a hundred did not come */
	ck_assert_msg(figures.standing < made.bookings && figures.standing * 100 >= made.bookings * 96,
	              "%" PRIu64 " of %zu stand", figures.standing, made.bookings);
	ck_assert_msg(made.bookings >= 8000 && made.bookings <= 12000, "%zu bookings", made.bookings);
	ck_assert_int_eq(query_check(&s, say, NULL, &faults), 0);
	ck_assert_uint_eq(faults, 0);
	store_close(&s);
}
END_TEST

START_TEST(has_120_teachers_and_every_kind)
{
	static const struct {
		enum resource_kind kind;
		size_t n;
	} want[] = {{KIND_LAB, 72},       {KIND_BASE, 28},  {KIND_ROOM, 52},
	            {KIND_EQUIPMENT, 40}, {KIND_CLASS, 48}, {KIND_TEACHER, 120}};
	struct store s;
	struct demo_counts made;
	fill("kinds", "2026-09-07T08:00", &s, &made);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct resource_filter f = {.kind = want[i].kind};
		struct resource_list l;
		ck_assert_int_eq(query_resources(&s, &f, &l), 0);
		ck_assert_msg(l.n == want[i].n, "%s: %zu, not %zu", kind_word(want[i].kind), l.n, want[i].n);
		arena_release(&l.arena);
	}
	store_close(&s);
}
END_TEST

START_TEST(has_a_term_with_periods_and_a_holiday)
{
	struct store s;
	struct demo_counts made;
	struct term_list terms;
	struct period_list periods;
	struct day_rule_list days;
	fill("calendar", "2026-09-16T10:00", &s, &made);
	ck_assert_int_eq(query_terms(&s, &terms), 0);
	ck_assert_uint_eq(terms.n, 1);
	ck_assert_str_eq(terms.v[0].code, "2026A");
	ck_assert_int_eq(clock_weekday(terms.v[0].first_monday), 1);
	ck_assert_int_eq(query_periods(&s, &periods), 0);
	ck_assert_uint_eq(periods.n, 40);
	ck_assert_int_eq(query_days(&s, &days), 0);
	ck_assert_uint_eq(days.n, 7);
	ck_assert_int_eq(days.v[0].kind, DAY_AS);
	arena_release(&terms.arena);
	arena_release(&periods.arena);
	arena_release(&days.arena);
	store_close(&s);
}
END_TEST

/* All bookings as text. */
static void dump(struct store *s, struct buf *out)
{
	struct booking_filter f = {.any_state = true};
	struct booking_ids ids;
	struct booking_rows rows;
	ck_assert_int_eq(query_booking_ids(s, &f, &ids), 0);
	ck_assert_int_eq(query_bookings(s, ids.v, ids.n, &rows), 0);
	ck_assert_uint_eq(rows.n, ids.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct booking *b = &rows.v[i].b;
		buf_fmt(out, "%llu %lld %lld %s %u %s %s %s\n", (unsigned long long)b->id, (long long)b->start,
		        (long long)b->end, rows.v[i].claims, b->party, b->purpose, b->requester, b->institution);
	}
	arena_release(&rows.arena);
	arena_release(&ids.arena);
}

START_TEST(is_the_same_for_the_same_now)
{
	struct store a, b;
	struct demo_counts made;
	struct buf first = {0}, second = {0};
	fill("first", "2026-11-22T10:00", &a, &made);
	dump(&a, &first);
	store_close(&a);
	fill("second", "2026-11-22T10:00", &b, &made);
	dump(&b, &second);
	store_close(&b);
	ck_assert_str_eq(buf_text(&first), buf_text(&second));
	buf_release(&first);
	buf_release(&second);
}
END_TEST

/* Share of the weekdays' 08:00 to 18:00 of 17 weeks (one is a holiday) that lies in the resource's bookings. */
static unsigned used_percent(struct store *s, const char *code, int64_t from, int64_t to)
{
	struct slot_list l;
	int64_t used = 0;
	ck_assert_int_eq(query_slots(s, code, from, to, &l), 0);
	for (size_t i = 0; i < l.n; i++) {
		int64_t day = clock_local_day(l.v[i].start);
		int64_t open = clock_day_start(day) + INT64_C(8) * 60, shut = open + INT64_C(10) * 60;
		int64_t start = l.v[i].start > open ? l.v[i].start : open, end = l.v[i].end < shut ? l.v[i].end : shut;
		if (l.v[i].booking && clock_weekday(day) <= 5 && end > start)
			used += end - start;
	}
	arena_release(&l.arena);
	return (unsigned)(used * 100 / (INT64_C(17) * 5 * 600));
}

START_TEST(uses_a_typical_lab_a_third_to_two_thirds_of_the_day)
{
	struct store s;
	struct demo_counts made;
	struct resource_filter f = {.kind = KIND_LAB};
	struct resource_list l;
	size_t typical = 0;
	int64_t from;
	fill("use", "2026-09-16T10:00", &s, &made);
	from = at("2026-08-31T00:00");
	ck_assert_int_eq(query_resources(&s, &f, &l), 0);
	for (size_t i = 0; i < l.n; i++) {
		unsigned used = used_percent(&s, l.v[i].code, from, from + INT64_C(18) * 7 * DAY_MIN);
		typical += used >= 30 && used <= 60;
	}
	ck_assert_msg(typical * 3 >= l.n * 2, "%zu of %zu labs", typical, l.n);
	arena_release(&l.arena);
	store_close(&s);
}
END_TEST

START_TEST(fills_a_store_of_a_zone_with_daylight_saving)
{
	struct store s;
	struct demo_counts made;
	ck_assert_int_eq(clock_zone_use("Europe/Berlin"), 0);
	ck_assert_int_eq(demo_create(test_path(test_dir(), "berlin"), "Europe/Berlin", "admin", at("2026-10-12T09:00"), &made,
	                             &s),
	                 0);
	ck_assert_uint_eq(made.refused, 0);
	store_close(&s);
}
END_TEST

Suite *demo_suite(void);

Suite *demo_suite(void)
{
	Suite *s = suite_create("demo");
	TCase *t = tcase_create("demo");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, fills_a_store_that_checks_clean, 0, 4);
	tcase_add_test(t, has_120_teachers_and_every_kind);
	tcase_add_test(t, has_a_term_with_periods_and_a_holiday);
	tcase_add_test(t, is_the_same_for_the_same_now);
	tcase_add_test(t, uses_a_typical_lab_a_third_to_two_thirds_of_the_day);
	tcase_add_test(t, fills_a_store_of_a_zone_with_daylight_saving);
	suite_add_tcase(s, t);
	return s;
}
