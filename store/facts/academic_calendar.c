/* Whole tables of small records, decoded into arrays. */
#include "store/facts/academic_calendar.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

/* The array of one type of record, and the function that appends to it, each with bytes of its own. */
#define RECORDS(type)                                                                                        \
	struct type##_records {                                                                              \
		struct arena *arena;                                                                         \
		struct type *v;                                                                              \
		size_t n, cap;                                                                               \
	};                                                                                                   \
	static int add_##type(struct bytes key, struct bytes record, void *arg)                              \
	{                                                                                                    \
		struct type##_records *r = arg;                                                              \
		struct bytes own;                                                                            \
		(void)key;                                                                                   \
		int err = walk_keep(r->arena, record, &own);                                                 \
		if (err)                                                                                     \
			return err;                                                                          \
		struct type *v = arena_grow(r->arena, r->v, r->n, &r->cap, sizeof *v);                       \
		if (!v)                                                                                      \
			return QUAD_ENOMEM;                                                                  \
		r->v = v;                                                                                    \
		return type##_decode(own, &v[r->n++]);                                                       \
	}

RECORDS(term)
RECORDS(period)
RECORDS(day_rule)
RECORDS(series)

static int day_order(const void *a, const void *b)
{
	const struct day_rule *x = a, *y = b;
	return (x->date > y->date) - (x->date < y->date);
}

int academic_calendar_load(struct db_txn *txn, struct arena *arena, struct calendar *out)
{
	struct term_records terms = {.arena = arena};
	struct period_records periods = {.arena = arena};
	struct day_rule_records days = {.arena = arena};
	*out = (struct calendar){0};
	int err = walk_table(txn, TABLE_TERM, add_term, &terms);
	if (!err)
		err = walk_table(txn, TABLE_PERIOD, add_period, &periods);
	if (!err)
		err = walk_table(txn, TABLE_DAY, add_day_rule, &days);
	if (err)
		return err;
	if (days.n)
		qsort(days.v, days.n, sizeof *days.v, day_order);
	*out = (struct calendar){.terms = terms.v, .n_terms = terms.n, .periods = periods.v, .n_periods = periods.n,
	                         .days = days.v, .n_days = days.n};
	return 0;
}

int academic_calendar_series(struct db_txn *txn, struct arena *arena, struct series **out, size_t *n)
{
	struct series_records all = {.arena = arena};
	int err = walk_table(txn, TABLE_SERIES, add_series, &all);
	*out = all.v;
	*n = all.n;
	return err;
}
