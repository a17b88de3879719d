/* Whole tables of small records, decoded into arrays. */
#include "store/facts/academic_calendar.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/keys.h"
#include "store/model/codec.h"

/* A table's records, each with bytes of its own, one after the other for `add`. */
static int read_table(struct db_txn *txn, enum table table, struct arena *arena, int (*add)(void *arg, struct bytes record),
                      void *arg)
{
	struct key lo = key_table(table), hi = key_after(&lo);
	struct db_scan scan;
	struct bytes k, v;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err) {
		err = db_scan_next(&scan, &k, &v);
		if (err)
			break;
		struct bytes own = {arena_dup(arena, v.p, v.len), v.len};
		err = own.p ? add(arg, own) : QUAD_ENOMEM;
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The array of one type of record, and the function that appends to it. */
#define RECORDS(type)                                                                                        \
	struct type##_records {                                                                              \
		struct arena *arena;                                                                         \
		struct type *v;                                                                              \
		size_t n, cap;                                                                               \
	};                                                                                                   \
	static int add_##type(void *arg, struct bytes record)                                                \
	{                                                                                                    \
		struct type##_records *r = arg;                                                              \
		struct type *v = arena_grow(r->arena, r->v, r->n, &r->cap, sizeof *v);                       \
		if (!v)                                                                                      \
			return QUAD_ENOMEM;                                                                  \
		r->v = v;                                                                                    \
		return type##_decode(record, &v[r->n++]);                                                    \
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
	int err = read_table(txn, TABLE_TERM, arena, add_term, &terms);
	if (!err)
		err = read_table(txn, TABLE_PERIOD, arena, add_period, &periods);
	if (!err)
		err = read_table(txn, TABLE_DAY, arena, add_day_rule, &days);
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
	int err = read_table(txn, TABLE_SERIES, arena, add_series, &all);
	*out = all.v;
	*n = all.n;
	return err;
}
