/* The one loop over a scan that most readers need. */
#include "store/facts/walk.h"

#include "store/base/err.h"

int walk_range(struct db_txn *txn, const struct key *lo, const struct key *hi, walk_fn *fn, void *arg)
{
	struct db_scan scan;
	struct bytes key, value;
	bool over = false;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(lo), key_bytes(hi));
	while (!err) {
		err = db_scan_next(&scan, &key, &value);
		over = err == QUAD_ENOTFOUND;
		if (!err)
			err = fn(key, value, arg);
	}
	db_scan_close(&scan);
	return over ? 0 : err;
}

int walk_table(struct db_txn *txn, enum table table, walk_fn *fn, void *arg)
{
	struct key lo = key_table(table), hi = key_after(&lo);
	return walk_range(txn, &lo, &hi, fn, arg);
}

int walk_keep(struct arena *arena, struct bytes record, struct bytes *out)
{
	out->p = arena_dup(arena, record.p, record.len);
	out->len = record.len;
	return out->p ? 0 : QUAD_ENOMEM;
}
