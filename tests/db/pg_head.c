/* The head of a store on a server: the numbers and tags of its commits. */
#include <check.h>

#include "store/db/pg_store.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *pg_head_suite(void);

enum { COMMITS = 3 * PG_TAGS, FIRST = 7, ID = 99 };

START_TEST(the_last_tags_stand_in_it_and_no_others)
{
	struct pg_head h = pg_head_first(FIRST, ID);
	ck_assert_uint_eq(pg_head_tag(&h, 0), 0);
	for (uint64_t n = 1; n <= COMMITS; n++) {
		h = pg_head_after(&h, n);
		ck_assert_uint_le(h.len, PG_HEAD_MAX);
		ck_assert_uint_eq(pg_head_count(&h), FIRST + n);
		ck_assert_uint_eq(pg_head_id(&h), ID);
		ck_assert_uint_eq(pg_head_tag(&h, 0), n);
		for (uint64_t tag = 1; tag <= n; tag++)
			ck_assert_int_eq(pg_head_tells(&h, FIRST + tag, tag),
			                 tag + PG_TAGS > n ? PG_DONE : PG_NOT_TOLD);
		ck_assert_int_eq(pg_head_tells(&h, FIRST + n + 1, n + 1), PG_NOT_DONE);
	}
}
END_TEST

/* Where a commit was lost with its server, another one has its number. */
START_TEST(two_commits_of_one_number_are_two_moments)
{
	struct pg_head before = pg_head_first(FIRST, ID);
	struct pg_head lost = pg_head_after(&before, 1), other = pg_head_after(&before, 2);
	ck_assert_uint_eq(pg_head_count(&lost), pg_head_count(&other));
	ck_assert_uint_ne(pg_head_moment(&lost), pg_head_moment(&other));
	ck_assert_uint_gt(pg_head_moment(&lost), pg_head_moment(&before));
	ck_assert_int_eq(pg_head_tells(&other, FIRST + 1, 1), PG_NOT_DONE);
}
END_TEST

/* Whether a commit was done that somebody has replaced with everything else is not told. */
START_TEST(of_what_was_replaced_nothing_is_told)
{
	struct pg_head before = pg_head_first(FIRST, ID);
	struct pg_head lost = pg_head_after(&before, 1);
	struct pg_head first = pg_head_first(pg_head_count(&lost), ID + 1), replaced = pg_head_after(&first, 2);
	ck_assert_int_eq(pg_head_tells(&replaced, FIRST + 1, 1), PG_NOT_TOLD);
	ck_assert_int_eq(pg_head_tells(&replaced, FIRST + 2, 2), PG_DONE);
	/* it was not done where the other one has its number */
	first = pg_head_first(FIRST, ID + 1);
	replaced = pg_head_after(&first, 2);
	ck_assert_int_eq(pg_head_tells(&replaced, FIRST + 1, 1), PG_NOT_DONE);
}
END_TEST

START_TEST(none_that_was_read_tells_nothing)
{
	const struct pg_head none = {.len = 0};
	ck_assert_uint_eq(pg_head_moment(&none), 0);
	ck_assert_uint_eq(pg_head_count(&none), 0);
	ck_assert_uint_eq(pg_head_id(&none), 0);
	ck_assert_int_eq(pg_head_tells(&none, 1, 1), PG_NOT_DONE);
}
END_TEST

Suite *pg_head_suite(void)
{
	Suite *s = suite_create("pg_head");
	only_on_lmdb("memory, and no engine");
	TCase *c = tcase_create("heads");
	tcase_add_test(c, the_last_tags_stand_in_it_and_no_others);
	tcase_add_test(c, two_commits_of_one_number_are_two_moments);
	tcase_add_test(c, of_what_was_replaced_nothing_is_told);
	tcase_add_test(c, none_that_was_read_tells_nothing);
	suite_add_tcase(s, c);
	return s;
}
