/* Phases: cut, joined, written and read back; damaged bytes are refused. */
#include <check.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/codec.h"
#include "store/model/series_phases.h"

static struct series phase(uint64_t periods, int64_t from_day)
{
	return (struct series){.id = 7,
	                       .ref = "k1",
	                       .weeks = {.term = "A", .weeks = 6, .weekdays = 2, .periods = periods},
	                       .rule.rule = "",
	                       .except = "2026-10-01",
	                       .claims = "L1",
	                       .purpose = "",
	                       .note = "",
	                       .requester = "",
	                       .institution = "",
	                       .event = "",
	                       .seq = 12,
	                       .from_day = from_day,
	                       .earlier = {"", 0}};
}

START_TEST(a_change_from_a_day_on_begins_a_phase)
{
	struct arena arena = {0};
	struct series one = phase(6, 0);
	struct series_phases p;
	ck_assert_int_eq(series_phases_load(&one, &arena, &p), 0);
	ck_assert_uint_eq(p.n, 1);
	ck_assert_int_eq(series_phases_until(&p, 0), INT64_MAX);
	ck_assert_int_eq(series_phases_split(&p, 20750, &arena), 0);
	ck_assert_int_eq(series_phases_split(&p, 20750, &arena), 0);
	ck_assert_uint_eq(p.n, 2);
	ck_assert_int_eq(series_phases_split(&p, 20720, &arena), 0);
	ck_assert_uint_eq(p.n, 3);
	ck_assert_int_eq(p.v[1].from_day, 20720);
	ck_assert_int_eq(series_phases_until(&p, 0), 20720);
	ck_assert_uint_eq(series_phases_at(&p, 20719), 0);
	ck_assert_uint_eq(series_phases_at(&p, 20720), 1);
	ck_assert_uint_eq(series_phases_at(&p, 30000), 2);
	/* nobody asked for anything else: it is one again */
	ck_assert_int_eq(series_phases_join(&p), 0);
	ck_assert_uint_eq(p.n, 1);
	ck_assert_int_eq(p.v[0].from_day, 0);
	arena_release(&arena);
}
END_TEST

START_TEST(phases_are_read_as_they_were_written)
{
	struct arena arena = {0};
	struct series v[] = {phase(6, 0), phase(24, 20720), phase(6, 20750)}, last;
	struct series_phases p = {v, 3}, got;
	struct buf b = {0};
	series_phases_encode(&p, &b);
	ck_assert(!b.failed);
	ck_assert_int_eq(series_decode((struct bytes){b.p, b.len}, &last), 0);
	ck_assert_int_eq(series_phases_load(&last, &arena, &got), 0);
	ck_assert_uint_eq(got.n, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(got.v[i].weeks.periods, v[i].weeks.periods);
		ck_assert_int_eq(got.v[i].from_day, v[i].from_day);
		ck_assert_str_eq(got.v[i].except, "2026-10-01");
		ck_assert_str_eq(got.v[i].ref, "k1");
		ck_assert_uint_eq(got.v[i].seq, 12);
	}
	ck_assert_int_eq(series_phases_join(&got), 0);
	ck_assert_uint_eq(got.n, 3);
	ck_assert_ptr_eq(series_phases_last(&got), &got.v[2]);
	buf_release(&b);
	arena_release(&arena);
}
END_TEST

START_TEST(damaged_phases_are_refused)
{
	struct arena arena = {0};
	struct series v[] = {phase(6, 0), phase(24, 20720)}, last;
	struct series_phases p = {v, 2}, got;
	struct buf b = {0};
	v[1].from_day = 0; /* not after the one before */
	series_phases_encode(&p, &b);
	ck_assert_int_eq(series_decode((struct bytes){b.p, b.len}, &last), 0);
	ck_assert_int_eq(series_phases_load(&last, &arena, &got), QUAD_ECORRUPT);
	ck_assert_uint_eq(got.n, 0);
	/* cut anywhere in the earlier phase */
	v[1].from_day = 20720;
	buf_clear(&b);
	series_phases_encode(&p, &b);
	ck_assert_int_eq(series_decode((struct bytes){b.p, b.len}, &last), 0);
	size_t len = last.earlier.len;
	for (size_t cut = 1; cut < len; cut++) {
		last.earlier.len = cut;
		ck_assert_int_eq(series_phases_load(&last, &arena, &got), QUAD_ECORRUPT);
	}
	buf_release(&b);
	arena_release(&arena);
}
END_TEST

Suite *series_phases_suite(void);

Suite *series_phases_suite(void)
{
	Suite *s = suite_create("series_phases");
	TCase *t = tcase_create("series_phases");
	tcase_add_test(t, a_change_from_a_day_on_begins_a_phase);
	tcase_add_test(t, phases_are_read_as_they_were_written);
	tcase_add_test(t, damaged_phases_are_refused);
	suite_add_tcase(s, t);
	return s;
}
