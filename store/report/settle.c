/*
 * best[mask] is the largest number of sets that sum to 0 and are made one after the other while the members of mask are
 * added in the best order: the best of mask less one member, and one more if mask sums to 0 itself. The last net is in
 * no mask, since it completes whatever is left to a set. Sums of masks come from two tables of half their bits.
 */
#include "store/report/settle.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

struct debt {
	uint32_t index;
	int64_t net;
};

struct settling {
	struct debt *v; /* what is not cleared yet */
	size_t n;
	struct payment *out;
	size_t n_out;
};

/* ---- one set ---- */

static int order_nets(const void *a, const void *b)
{
	const struct debt *x = a, *y = b;
	if (x->net != y->net)
		return x->net < y->net ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Clears a set that sums to 0: whoever owes most pays whom most is owed, until one of the two is cleared. */
static void clear_set(struct settling *s, struct debt *v, size_t n)
{
	qsort(v, n, sizeof *v, order_nets);
	for (size_t lo = 0, hi = n; lo < hi;) {
		struct debt *from = &v[lo], *to = &v[hi - 1];
		int64_t amount = -from->net < to->net ? -from->net : to->net;
		if (amount > 0)
			s->out[s->n_out++] = (struct payment){from->index, to->index, amount};
		from->net += amount;
		to->net -= amount;
		if (from->net >= 0)
			lo++;
		if (to->net <= 0)
			hi--;
	}
}

/* ---- pairs ---- */

/* Clears two nets that cancel each other as long as there are such. */
static void clear_pairs(struct settling *s)
{
	size_t lo = 0, hi = s->n, kept = 0;
	struct debt *v = s->v;
	qsort(v, s->n, sizeof *v, order_nets);
	while (lo < hi && v[lo].net < 0 && v[hi - 1].net > 0) {
		int64_t sum = v[lo].net + v[hi - 1].net;
		if (sum == 0) {
			s->out[s->n_out++] = (struct payment){v[lo].index, v[hi - 1].index, v[hi - 1].net};
			v[lo++].net = 0;
			v[--hi].net = 0;
		} else if (sum < 0) {
			lo++;
		} else {
			hi--;
		}
	}
	for (size_t i = 0; i < s->n; i++)
		if (v[i].net)
			v[kept++] = v[i];
	s->n = kept;
}

/* ---- all subsets ---- */

enum { HALF = SETTLE_EXACT_MAX / 2 };

struct subsets {
	int64_t lo[1 << HALF], hi[1 << HALF]; /* sums of the members in the lower and the higher bits */
	unsigned char *best;
};

static int64_t sum_of(const struct subsets *t, uint32_t mask)
{
	return t->lo[mask & ((1 << HALF) - 1)] + t->hi[mask >> HALF];
}

static void fill_sums(int64_t *sums, const struct debt *v, size_t n)
{
	sums[0] = 0;
	for (uint32_t mask = 1; mask < UINT32_C(1) << n; mask++) {
		unsigned bit = (unsigned)__builtin_ctz(mask);
		sums[mask] = sums[mask & (mask - 1)] + v[bit].net;
	}
}

static int order_sums(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/*
 * True if some members without the last one sum to 0, other than none of them: most often none do, and all nets are
 * one set. Both tables are sorted for that.
 */
static bool any_subset(struct subsets *t, size_t n_lo, size_t n_hi)
{
	size_t lo = 0, end = (size_t)1 << n_lo, hi = (size_t)1 << n_hi, found = 0;
	qsort(t->lo, end, sizeof *t->lo, order_sums);
	qsort(t->hi, hi, sizeof *t->hi, order_sums);
	while (lo < end && hi > 0 && found < 2) {
		int64_t sum = t->lo[lo] + t->hi[hi - 1];
		if (sum == 0) {
			/* equal sums beside it are further subsets */
			found += lo + 1 < end && t->lo[lo + 1] == t->lo[lo] ? 2 : 1;
			found += hi > 1 && t->hi[hi - 2] == t->hi[hi - 1];
		}
		lo += sum <= 0;
		hi -= sum >= 0;
	}
	return found > 1;
}

static void fill_best(struct subsets *t, size_t n)
{
	t->best[0] = 0;
	for (uint32_t mask = 1; mask < UINT32_C(1) << n; mask++) {
		unsigned char best = 0;
		for (uint32_t left = mask; left; left &= left - 1) {
			unsigned char without = t->best[mask & ~(left & -left)];
			best = without > best ? without : best;
		}
		t->best[mask] = (unsigned char)(best + (sum_of(t, mask) == 0));
	}
}

/* A member without whom the rest of the mask has as many sets as it can. */
static unsigned find_member(const struct subsets *t, uint32_t mask)
{
	unsigned own = sum_of(t, mask) == 0;
	for (uint32_t left = mask; left; left &= left - 1)
		if (t->best[mask & ~(left & -left)] + own == t->best[mask])
			return (unsigned)__builtin_ctz(left);
	return 0;
}

/* Goes back the way that best was reached; between two masks that sum to 0 lies a set. */
static void clear_sets(struct settling *s, const struct subsets *t)
{
	struct debt set[SETTLE_EXACT_MAX] = {s->v[s->n - 1]};
	size_t n = 1;
	uint32_t mask = (UINT32_C(1) << (s->n - 1)) - 1;
	while (mask) {
		unsigned member = find_member(t, mask);
		mask &= ~(UINT32_C(1) << member);
		set[n++] = s->v[member];
		if (sum_of(t, mask) == 0) {
			clear_set(s, set, n);
			n = 0;
		}
	}
}

static int clear_exactly(struct settling *s)
{
	struct subsets *t = calloc(1, sizeof *t);
	size_t n = s->n - 1, n_lo = n < HALF ? n : HALF;
	if (t)
		t->best = malloc((size_t)1 << n);
	int err = t && t->best ? 0 : QUAD_ENOMEM;
	if (err)
		goto out;
	fill_sums(t->lo, s->v, n_lo);
	fill_sums(t->hi, s->v + n_lo, n - n_lo);
	if (!any_subset(t, n_lo, n - n_lo)) {
		clear_set(s, s->v, s->n);
	} else {
		fill_sums(t->lo, s->v, n_lo);
		fill_sums(t->hi, s->v + n_lo, n - n_lo);
		fill_best(t, n);
		clear_sets(s, t);
	}
out:
	if (t)
		free(t->best);
	free(t);
	return err;
}

static int order_payments(const void *a, const void *b)
{
	const struct payment *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

int settle(const int64_t *nets, size_t n, struct payment *out, size_t *n_out, bool *fewest)
{
	struct settling s = {.out = out};
	int64_t sum = 0;
	int err = 0;
	*n_out = 0;
	*fewest = true;
	for (size_t i = 0; i < n; i++)
		sum += nets[i];
	if (sum)
		return QUAD_EINVAL;
	s.v = malloc((n + 1) * sizeof *s.v);
	if (!s.v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		if (nets[i])
			s.v[s.n++] = (struct debt){(uint32_t)i, nets[i]};
	clear_pairs(&s);
	*fewest = s.n <= SETTLE_EXACT_MAX;
	if (s.n && *fewest)
		err = clear_exactly(&s);
	else
		clear_set(&s, s.v, s.n);
	free(s.v);
	if (err)
		return err;
	*n_out = s.n_out;
	if (s.n_out)
		qsort(out, s.n_out, sizeof *out, order_payments);
	return 0;
}
