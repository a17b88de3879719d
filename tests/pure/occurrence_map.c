/* Which occurrence becomes which, by tables: days of one month, and periods of a day. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/occurrence_map.h"

/*
 * `7.3 14.3x 21.3` are days of a month and their first periods, x: held by an exception; `7>14.3` takes place on day 7
 * and has the number of day 14. Day 7 is a Monday, 2026-09-07.
 */
static size_t read_days(const char *text, struct occurrence *out, bool *held)
{
	size_t n = 0;
	for (const char *p = text; *p; p += strspn(p, " ")) {
		char *end;
		int64_t day = 20696 + strtol(p, &end, 10), own = day; /* 2026-08-31 is day 20696 */
		if (*end == '>')
			own = 20696 + strtol(end + 1, &end, 10);
		uint32_t period = (uint32_t)strtol(end + 1, &end, 10);
		out[n] = (struct occurrence){.start = day * DAY_MIN + period * 60, .end = day * DAY_MIN + period * 60 + 50,
		                             .origin = occurrence_origin(own, period)};
		held[n++] = *end == 'x';
		p = end + (*end == 'x');
	}
	return n;
}

static const struct {
	const char *what, *old, *new;
	enum occurrence_likeness likeness;
	size_t n_settled;
	const char *want; /* for each old one its place, - for none */
} cases[] = {
	{"other periods", "7.1 14.1 21.1", "7.3 14.3 21.3", LIKE_BY_WEEK, 0, "012"},
	{"another weekday", "7.1 14.1x 21.1", "8.1 15.1 22.1", LIKE_BY_WEEK, 0, "012"},
	{"a week less, another weekday", "7.1 14.1 21.1", "15.1 22.1", LIKE_BY_WEEK, 0, "-01"},
	{"one more weekday", "7.1 14.1x", "7.1 9.1 14.1 16.1", LIKE_BY_WEEK, 0, "02"},
	{"other weeks, one for one", "7.1 21.1x", "14.1 28.1", LIKE_BY_WEEK, 0, "01"},
	{"other weeks, fewer: what is held has none", "1.1x 7.1 21.1", "14.1 28.1", LIKE_BY_WEEK, 0, "-01"},
	{"two runs a day", "7.1 7.5x", "7.3 7.7", LIKE_BY_WEEK, 0, "01"},
	{"settled ones stay", "7.1 14.1 21.1", "7.1 15.1 22.1", LIKE_BY_WEEK, 1, "012"},
	{"a day later, each", "1.0 2.0x 3.0", "2.0 3.0 4.0", LIKE_BY_SHIFT, 0, "012"},
	{"a day later, by day where it is not a shift", "1.0 2.0x 3.0", "2.0 3.0 5.0", LIKE_BY_SHIFT, 0, "201"},
	{"the calendar moves times, not numbers", "7.1 14.1", "7.1 21.1", LIKE_BY_DAY, 0, "0-"},
	{"in another phase by then", "7.1 14.3x", "7.1 14.1", LIKE_BY_DAY, 0, "01"},
	/* a term a week later: numbers are moved already, times are not */
	{"what is held goes by its number", "7>14.1 14>21.1x 21>28.1", "14.1 21.1 28.1", LIKE_BY_TERM, 0, "012"},
	{"what is not stays where it can", "7>14.1 14>21.1 21>28.1", "14.1 21.1 28.1", LIKE_BY_TERM, 0, "201"},
};

START_TEST(each_goes_to_its_like)
{
	struct arena arena = {0};
	struct occurrence old[8], new[8];
	bool held[8], unused[8];
	struct occurrence_mapping m = {.old = old, .held = held, .new = new, .likeness = cases[_i].likeness,
	                               .n_settled = cases[_i].n_settled, .past_min = INT64_MIN};
	m.n_old = read_days(cases[_i].old, old, held);
	m.n_new = read_days(cases[_i].new, new, unused);
	size_t *to = occurrence_map(&m, &arena);
	ck_assert_ptr_nonnull(to);
	for (size_t i = 0; i < m.n_old; i++) {
		char got = to[i] == OCCURRENCE_NONE ? '-' : (char)('0' + to[i]);
		ck_assert_msg(got == cases[_i].want[i], "%s: %zu goes to %c", cases[_i].what, i, got);
	}
	arena_release(&arena);
}
END_TEST

START_TEST(nothing_but_what_is_held_goes_to_the_past)
{
	struct arena arena = {0};
	struct occurrence old[8], new[8];
	bool held[8], unused[8];
	struct occurrence_mapping m = {.old = old, .held = held, .new = new, .likeness = LIKE_BY_WEEK};
	m.n_old = read_days("8.1 15.1x", old, held);
	m.n_new = read_days("7.1 14.1", new, unused);
	m.past_min = new[1].start;
	size_t *to = occurrence_map(&m, &arena);
	ck_assert_ptr_nonnull(to);
	ck_assert_uint_eq(to[0], OCCURRENCE_NONE);
	ck_assert_uint_eq(to[1], 1);
	arena_release(&arena);
}
END_TEST

START_TEST(a_term_that_moves_takes_no_occurrence_of_a_rule)
{
	struct arena arena = {0};
	struct occurrence old[8], new[8];
	bool held[8], unused[8];
	struct occurrence_mapping m = {
		.old = old, .held = held, .new = new, .likeness = LIKE_BY_TERM, .past_min = INT64_MIN};
	m.n_old = read_days("7>14.0x 14.0", old, held);
	m.n_new = read_days("14.0", new, unused);
	old[1].by_rule = new[0].by_rule = true;
	size_t *to = occurrence_map(&m, &arena);
	ck_assert_ptr_nonnull(to);
	ck_assert_uint_eq(to[0], OCCURRENCE_NONE);
	ck_assert_uint_eq(to[1], 0);
	arena_release(&arena);
}
END_TEST

START_TEST(a_stray_number_finds_its_day_and_no_more)
{
	struct arena arena = {0};
	struct occurrence old[8], new[8];
	bool held[8], unused[8];
	struct occurrence_mapping m = {.old = old, .held = held, .new = new, .likeness = LIKE_BY_WEEK,
	                               .past_min = INT64_MIN};
	size_t n = read_days("7.1 14.3x 28.3x", old, held);
	m.n_old = 1;
	m.n_strays = n - m.n_old;
	m.n_new = read_days("7.1 14.1 21.1", new, unused);
	size_t *to = occurrence_map(&m, &arena);
	ck_assert_ptr_nonnull(to);
	ck_assert_uint_eq(to[1], 1);
	ck_assert_uint_eq(to[2], OCCURRENCE_NONE);
	arena_release(&arena);
}
END_TEST

Suite *occurrence_map_suite(void);

Suite *occurrence_map_suite(void)
{
	Suite *s = suite_create("occurrence_map");
	TCase *t = tcase_create("occurrence_map");
	tcase_add_loop_test(t, each_goes_to_its_like, 0, (int)(sizeof cases / sizeof *cases));
	tcase_add_test(t, nothing_but_what_is_held_goes_to_the_past);
	tcase_add_test(t, a_term_that_moves_takes_no_occurrence_of_a_rule);
	tcase_add_test(t, a_stray_number_finds_its_day_and_no_more);
	suite_add_tcase(s, t);
	return s;
}
