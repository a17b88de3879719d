/* Pairs that cancel each other first, then sets that sum to 0, then what each set owes within itself. */
#include "store/report/settle.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/report/zero_sets.h"

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

/* ---- all of it ---- */

static int clear_sets(struct settling *s)
{
	int64_t nets[ZERO_SETS_MAX];
	uint32_t sets[ZERO_SETS_MAX];
	size_t n_sets;
	for (size_t i = 0; i < s->n; i++)
		nets[i] = s->v[i].net;
	int err = zero_sets(nets, s->n, sets, &n_sets);
	for (size_t i = 0; i < n_sets && !err; i++) {
		struct debt set[ZERO_SETS_MAX];
		size_t n = 0;
		for (size_t k = 0; k < s->n; k++)
			if (sets[i] >> k & 1)
				set[n++] = s->v[k];
		clear_set(s, set, n);
	}
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
	*fewest = s.n <= ZERO_SETS_MAX;
	if (s.n && *fewest)
		err = clear_sets(&s);
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
