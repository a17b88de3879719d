/* The fewest payments, against every way to divide nets into sets that sum to 0. */
#include "store/report/settle.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/report/zero_sets.h"
#include "tests/random.h"

Suite *settle_suite(void);

enum { SMALL_MAX = 8, MANY = 60 };

/* Puts net i on into each of n sets and a new one; counts the sets where all sum to 0. */
static size_t most_sets(const int64_t *nets, size_t n, size_t i, int64_t *sums, size_t n_sets)
{
	size_t best = 0;
	if (i == n) {
		for (size_t s = 0; s < n_sets; s++)
			if (sums[s])
				return 0;
		return n_sets;
	}
	for (size_t s = 0; s <= n_sets; s++) {
		sums[s] = s == n_sets ? nets[i] : sums[s] + nets[i];
		size_t found = most_sets(nets, n, i + 1, sums, s == n_sets ? n_sets + 1 : n_sets);
		sums[s] -= nets[i];
		best = found > best ? found : best;
	}
	return best;
}

static size_t settle_all(const int64_t *nets, size_t n, bool *fewest)
{
	struct payment out[MANY];
	int64_t left[MANY];
	size_t n_out;
	memcpy(left, nets, n * sizeof *nets);
	ck_assert_int_eq(settle(nets, n, out, &n_out, fewest), 0);
	for (size_t i = 0; i < n_out; i++) {
		ck_assert_int_gt(out[i].amount, 0);
		left[out[i].from] += out[i].amount;
		left[out[i].to] -= out[i].amount;
		/* nobody pays who is owed */
		ck_assert_int_lt(nets[out[i].from], 0);
		ck_assert_int_gt(nets[out[i].to], 0);
	}
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(left[i], 0);
	return n_out;
}

static void fill(struct random *r, int64_t *nets, size_t n, int64_t most)
{
	int64_t sum = 0;
	for (size_t i = 0; i + 1 < n; i++)
		sum += nets[i] = random_between(r, -most, most);
	nets[n - 1] = -sum;
}

START_TEST(as_few_as_the_best_of_all_ways)
{
	struct random r = {random_seed(11)};
	for (int round = 0; round < 2000; round++) {
		int64_t nets[SMALL_MAX], owed[SMALL_MAX], sums[SMALL_MAX + 1];
		size_t n = 1 + random_below(&r, SMALL_MAX), n_owed = 0;
		bool fewest;
		fill(&r, nets, n, 1 + random_below(&r, 12));
		for (size_t i = 0; i < n; i++)
			if (nets[i])
				owed[n_owed++] = nets[i];
		size_t want = n_owed - most_sets(owed, n_owed, 0, sums, 0);
		ck_assert_uint_eq(settle_all(nets, n, &fewest), want);
		ck_assert(fewest);
	}
}
END_TEST

/* Three nets that are a set, wherever they stand among others that are one. */
START_TEST(a_set_is_found_anywhere)
{
	static const int64_t three[] = {3, 4, -7};
	struct random r = {random_seed(13)};
	for (int round = 0; round < 40; round++) {
		int64_t nets[ZERO_SETS_MAX], others[ZERO_SETS_MAX];
		bool fewest, taken[ZERO_SETS_MAX] = {false};
		size_t n = 13 + random_below(&r, ZERO_SETS_MAX - 12), used = 0;
		fill(&r, others, n - 3, INT64_C(1) << 40);
		for (size_t i = 0; i < 3;) {
			size_t at = random_below(&r, (unsigned)n);
			if (taken[at])
				continue;
			taken[at] = true;
			nets[at] = three[i++];
		}
		for (size_t i = 0; i < n; i++)
			if (!taken[i])
				nets[i] = others[used++];
		ck_assert_uint_eq(settle_all(nets, n, &fewest), n - 2);
	}
}
END_TEST

/* Numbers so small that many subsets sum to 0: as many sets as by all ways. */
START_TEST(many_sets_are_as_good_as_few)
{
	struct random r = {random_seed(14)};
	for (int round = 0; round < 300; round++) {
		int64_t v[10], sums[11];
		uint32_t sets[10], all = 0;
		size_t n = 2 + random_below(&r, 9), n_sets;
		do {
			fill(&r, v, n, 1 + random_below(&r, 4));
			for (size_t i = 0; i + 1 < n; i++) {
				v[n - 1] -= !v[i];
				v[i] += !v[i];
			}
		} while (!v[n - 1]);
		ck_assert_int_eq(zero_sets(v, n, sets, &n_sets), 0);
		for (size_t i = 0; i < n_sets; i++) {
			int64_t sum = 0;
			for (size_t k = 0; k < n; k++)
				sum += sets[i] >> k & 1 ? v[k] : 0;
			ck_assert_int_eq(sum, 0);
			ck_assert_uint_eq(all & sets[i], 0);
			all |= sets[i];
		}
		ck_assert_uint_eq(all, (UINT32_C(1) << n) - 1);
		ck_assert_uint_eq(n_sets, most_sets(v, n, 0, sums, 0));
	}
}
END_TEST

/* So many subsets that the table of all is made: 8 times two of 1 with one of -2, and 12 times 1 with -1. */
START_TEST(very_many_sets)
{
	uint32_t sets[ZERO_SETS_MAX];
	int64_t v[ZERO_SETS_MAX];
	size_t n_sets;
	for (size_t i = 0; i < ZERO_SETS_MAX; i++)
		v[i] = i % 3 ? 1 : -2;
	ck_assert_int_eq(zero_sets(v, ZERO_SETS_MAX, sets, &n_sets), 0);
	ck_assert_uint_eq(n_sets, 8);
	for (size_t i = 0; i < n_sets; i++)
		ck_assert_int_eq(__builtin_popcount(sets[i]), 3);
	for (size_t i = 0; i < ZERO_SETS_MAX; i++)
		v[i] = i % 2 ? 1 : -1;
	ck_assert_int_eq(zero_sets(v, ZERO_SETS_MAX, sets, &n_sets), 0);
	ck_assert_uint_eq(n_sets, 12);
}
END_TEST

/* 24 nets that are eight sets of three, whose numbers fit nowhere else. */
START_TEST(as_many_as_are_exact)
{
	int64_t nets[ZERO_SETS_MAX];
	bool fewest;
	for (size_t i = 0; i < ZERO_SETS_MAX / 3; i++) {
		int64_t unit = INT64_C(1) << 5 * i;
		nets[i] = 3 * unit;
		nets[8 + i] = 4 * unit;
		nets[16 + i] = -7 * unit;
	}
	ck_assert_uint_eq(settle_all(nets, ZERO_SETS_MAX, &fewest), 16);
	ck_assert(fewest);
}
END_TEST

START_TEST(beyond_each_payment_clears_one)
{
	struct random r = {random_seed(12)};
	int64_t nets[MANY];
	bool fewest;
	fill(&r, nets, MANY, INT64_C(1) << 40);
	ck_assert_uint_lt(settle_all(nets, MANY, &fewest), MANY);
	ck_assert(!fewest);
	/* those that owe each other the same are exact however many they are */
	for (size_t i = 0; i < MANY; i++)
		nets[i] = i % 2 ? -(int64_t)i * 100 : (int64_t)(i + 1) * 100;
	ck_assert_uint_eq(settle_all(nets, MANY, &fewest), MANY / 2);
	ck_assert(fewest);
}
END_TEST

START_TEST(nothing_and_what_is_uneven)
{
	struct payment out[2];
	const int64_t uneven[] = {5, -4};
	size_t n_out = 1;
	bool fewest;
	ck_assert_int_eq(settle(uneven, 0, out, &n_out, &fewest), 0);
	ck_assert_uint_eq(n_out, 0);
	ck_assert_int_eq(settle(uneven, 2, out, &n_out, &fewest), QUAD_EINVAL);
}
END_TEST

Suite *settle_suite(void)
{
	Suite *s = suite_create("settle");
	TCase *tc = tcase_create("settle");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, as_few_as_the_best_of_all_ways);
	tcase_add_test(tc, a_set_is_found_anywhere);
	tcase_add_test(tc, many_sets_are_as_good_as_few);
	tcase_add_test(tc, very_many_sets);
	tcase_add_test(tc, as_many_as_are_exact);
	tcase_add_test(tc, beyond_each_payment_clears_one);
	tcase_add_test(tc, nothing_and_what_is_uneven);
	suite_add_tcase(s, tc);
	return s;
}
