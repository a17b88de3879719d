/*
 * The last number is in no subset that is looked at, since it completes whatever is left to a set.
 *
 * Of two subsets that sum to 0 and lie within each other, the difference sums to 0 too. So as many sets as can be are
 * the steps of the longest chain of subsets of which each lies within the next.
 *
 * In the table best[mask] is the largest number of sets that sum to 0 and are made one after the other while the
 * members of mask are added in the best order: the best of mask less one member, and one more if mask sums to 0 itself.
 * Sums of masks come from two tables of half their bits.
 */
#include "store/report/zero_sets.h"

#include <stdbool.h>
#include <stdlib.h>

#include "store/base/err.h"

enum { HALF = ZERO_SETS_MAX / 2, FEW = 4096 };

struct part {
	int64_t sum;
	uint32_t mask;
};

struct subsets {
	size_t n; /* numbers, without the last */
	struct part lo[1 << HALF], hi[1 << HALF];
	size_t n_lo, n_hi;
	/* those that sum to 0, if they are few: by size, how long the chain is that ends with each, and what is before
	 * it */
	uint32_t found[FEW];
	unsigned char chain[FEW];
	uint16_t before[FEW]; /* index + 1, 0 = none */
	size_t n_found;
	unsigned char *best;
};

/* The sums of all subsets of n numbers, of which the first is that bit of a mask. */
static size_t fill_sums(struct part *parts, const int64_t *v, size_t n, unsigned first)
{
	parts[0] = (struct part){0, 0};
	for (uint32_t mask = 1; mask < UINT32_C(1) << n; mask++) {
		int64_t last = v[__builtin_ctz(mask)];
		parts[mask] = (struct part){parts[mask & (mask - 1)].sum + last, mask << first};
	}
	return (size_t)1 << n;
}

static void fill_halves(struct subsets *t, const int64_t *v)
{
	size_t n_lo = t->n < HALF ? t->n : HALF;
	t->n_lo = fill_sums(t->lo, v, n_lo, 0);
	t->n_hi = fill_sums(t->hi, v + n_lo, t->n - n_lo, HALF);
}

/* ---- few ---- */

static int order_parts(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	return (x->sum > y->sum) - (x->sum < y->sum);
}

/* Adds every subset that is one of the parts lo to lo_end and one of those before hi with the same sum. */
static bool add_found(struct subsets *t, size_t lo, size_t lo_end, size_t hi_begin, size_t hi)
{
	for (; lo < lo_end; lo++)
		for (size_t h = hi_begin; h < hi; h++) {
			uint32_t mask = t->lo[lo].mask | t->hi[h].mask;
			if (mask && t->n_found == FEW)
				return false;
			if (mask)
				t->found[t->n_found++] = mask;
		}
	return true;
}

/* Finds all subsets that sum to 0; false: there are more than a few. */
static bool find_few(struct subsets *t)
{
	size_t lo = 0, hi = t->n_hi;
	qsort(t->lo, t->n_lo, sizeof *t->lo, order_parts);
	qsort(t->hi, t->n_hi, sizeof *t->hi, order_parts);
	while (lo < t->n_lo && hi > 0) {
		size_t lo_end = lo + 1, hi_begin = hi - 1;
		int64_t sum = t->lo[lo].sum + t->hi[hi_begin].sum;
		while (lo_end < t->n_lo && t->lo[lo_end].sum == t->lo[lo].sum)
			lo_end++;
		while (hi_begin > 0 && t->hi[hi_begin - 1].sum == t->hi[hi - 1].sum)
			hi_begin--;
		if (sum == 0 && !add_found(t, lo, lo_end, hi_begin, hi))
			return false;
		lo = sum <= 0 ? lo_end : lo;
		hi = sum >= 0 ? hi_begin : hi;
	}
	return true;
}

static int order_sizes(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	int n_x = __builtin_popcount(*x), n_y = __builtin_popcount(*y);
	if (n_x != n_y)
		return n_x < n_y ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

/* The steps of the longest chain, and what is left. */
static void divide_by_chain(struct subsets *t, uint32_t *out, size_t *n_out)
{
	size_t end = 0;
	uint32_t left = (UINT32_C(1) << (t->n + 1)) - 1;
	qsort(t->found, t->n_found, sizeof *t->found, order_sizes);
	for (size_t i = 0; i < t->n_found; i++) {
		for (size_t k = 0; k < i; k++)
			if (t->chain[k] > t->chain[i] && !(t->found[k] & ~t->found[i])) {
				t->chain[i] = t->chain[k];
				t->before[i] = (uint16_t)(k + 1);
			}
		t->chain[i]++;
		if (!end || t->chain[i] > t->chain[end - 1])
			end = i + 1;
	}
	for (; end; end = t->before[end - 1]) {
		out[(*n_out)++] = left & ~t->found[end - 1];
		left = t->found[end - 1];
	}
	out[(*n_out)++] = left;
}

/* ---- many ---- */

static int64_t sum_of(const struct subsets *t, uint32_t mask)
{
	return t->lo[mask & ((1 << HALF) - 1)].sum + t->hi[mask >> HALF].sum;
}

static void fill_best(struct subsets *t)
{
	t->best[0] = 0;
	for (uint32_t mask = 1; mask < UINT32_C(1) << t->n; mask++) {
		unsigned char best = 0;
		for (uint32_t left = mask; left; left &= left - 1) {
			unsigned char without = t->best[mask & ~(left & -left)];
			best = without > best ? without : best;
		}
		t->best[mask] = (unsigned char)(best + (sum_of(t, mask) == 0));
	}
}

/* A member without whom the rest of the mask has as many sets as it can. */
static uint32_t find_member(const struct subsets *t, uint32_t mask)
{
	unsigned own = sum_of(t, mask) == 0;
	uint32_t left = mask;
	while (left & (left - 1) && t->best[mask & ~(left & -left)] + own != t->best[mask])
		left &= left - 1;
	return left & -left;
}

/* Goes back the way that best was reached; between two masks that sum to 0 lies a set. */
static void follow_best(const struct subsets *t, uint32_t *out, size_t *n_out)
{
	uint32_t mask = (UINT32_C(1) << t->n) - 1, set = UINT32_C(1) << t->n;
	while (mask) {
		uint32_t member = find_member(t, mask);
		mask &= ~member;
		set |= member;
		if (sum_of(t, mask) == 0) {
			out[(*n_out)++] = set;
			set = 0;
		}
	}
	if (set)
		out[(*n_out)++] = set;
}

static int divide_by_table(struct subsets *t, const int64_t *v, uint32_t *out, size_t *n_out)
{
	t->best = malloc((size_t)1 << t->n);
	if (!t->best)
		return QUAD_ENOMEM;
	fill_halves(t, v);
	fill_best(t);
	follow_best(t, out, n_out);
	free(t->best);
	return 0;
}

int zero_sets(const int64_t *v, size_t n, uint32_t *out, size_t *n_out)
{
	struct subsets *t = calloc(1, sizeof *t);
	int err = 0;
	*n_out = 0;
	if (!t)
		return QUAD_ENOMEM;
	t->n = n - 1;
	fill_halves(t, v);
	if (find_few(t))
		divide_by_chain(t, out, n_out);
	else
		err = divide_by_table(t, v, out, n_out);
	free(t);
	return err;
}
