/* All records and entries of a store as bytes. */
#ifndef QUAD_TESTS_STORE_RAW_H
#define QUAD_TESTS_STORE_RAW_H

#include <check.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/db.h"

struct raw {
	struct {
		struct bytes key, value;
	} *v;
	size_t n, cap;
	struct arena arena;
};

static inline int raw_load(struct db_txn *txn, void *arg)
{
	struct raw *r = arg;
	struct db_scan scan;
	struct bytes k, v;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, (struct bytes){"\x01", 1}, (struct bytes){"\xff", 1});
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {
		void *grown = arena_grow(&r->arena, r->v, r->n, &r->cap, sizeof *r->v);
		ck_assert_ptr_nonnull(grown);
		r->v = grown;
		r->v[r->n].key = (struct bytes){arena_dup(&r->arena, k.p, k.len), k.len};
		r->v[r->n++].value = (struct bytes){arena_dup(&r->arena, v.p, v.len), v.len};
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* Leaves the entries of a table out. */
static inline void raw_leave_out(struct raw *r, char table)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->n; i++)
		if (*(const char *)r->v[i].key.p != table)
			r->v[kept++] = r->v[i];
	r->n = kept;
}

static inline bool raw_same_bytes(struct bytes a, struct bytes b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* Fails unless both hold the same. */
static inline void raw_compare(const struct raw *a, const struct raw *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		ck_assert_msg(raw_same_bytes(a->v[i].key, b->v[i].key), "key %zu of table %c", i,
		              *(const char *)a->v[i].key.p);
		ck_assert_msg(raw_same_bytes(a->v[i].value, b->v[i].value), "value %zu of table %c", i,
		              *(const char *)a->v[i].key.p);
	}
	ck_assert_uint_eq(a->n, b->n);
}

#endif
