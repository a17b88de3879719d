/* Wishes as texts: alternatives in their order, each a bundle of claims. */
#include <check.h>
#include <string.h>

#include "store/model/wish.h"

Suite *wish_suite(void);

/* The text that is made again of what was read. */
static const struct {
	const char *text, *again;
	size_t n;
} wishes[] = {
	{"", "", 0},
	{"R1", "R1", 1},
	{"R1;T1*2|R2;T1*2", "R1;T1*2|R2;T1*2", 2},
	{"|R1||R2|", "R1|R2", 2},
	{" R1 ；T1 | R2 ", "R1;T1|R2", 2},
	{"R*1*3|x", "R*1*3|x", 2},
};

START_TEST(a_wish_is_read_and_written)
{
	struct arena arena = {0};
	struct buf b = {0};
	struct wish wish;
	ck_assert_int_eq(wish_parse(wishes[_i].text, &arena, &wish), 0);
	ck_assert_uint_eq(wish.n, wishes[_i].n);
	for (size_t i = 0; i < wish.n; i++)
		wish_add(wish.v[i].claims, wish.v[i].n, &b);
	ck_assert_str_eq(buf_text(&b), wishes[_i].again);
	buf_release(&b);
	arena_release(&arena);
}
END_TEST

START_TEST(a_bar_is_in_no_code_of_several)
{
	const struct claim_ask plain[] = {{"R1", 0}, {"T1", 0}}, bar[] = {{"R1", 0}, {"A|B", 0}};
	ck_assert(wish_may_hold(plain, 2));
	ck_assert(!wish_may_hold(bar, 2));
	ck_assert(wish_may_hold(NULL, 0));
}
END_TEST

Suite *wish_suite(void)
{
	Suite *s = suite_create("wish");
	TCase *t = tcase_create("wish");
	tcase_add_loop_test(t, a_wish_is_read_and_written, 0, sizeof wishes / sizeof *wishes);
	tcase_add_test(t, a_bar_is_in_no_code_of_several);
	suite_add_tcase(s, t);
	return s;
}
