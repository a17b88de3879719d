#include "bench/store_parts.h"

#include "store/base/err.h"
#include "store/facts/keys.h"

static const enum table tables[SIZE_PARTS] = {
	[SIZE_BOOKINGS] = TABLE_BOOKING, [SIZE_CLAIMS] = TABLE_CLAIM,    [SIZE_CLAIM_TIMES] = TABLE_CLAIM_TIME,
	[SIZE_REFS] = TABLE_BOOKING_REF, [SIZE_JOURNAL] = TABLE_JOURNAL, [SIZE_REQUESTS] = TABLE_REQUEST,
};

static int weigh_table(struct db_scan *scan, enum table table, double *bytes)
{
	struct key from = key_table(table), after = key_after(&from);
	struct bytes key, value;
	int err = db_scan_range(scan, key_bytes(&from), key_bytes(&after));
	*bytes = 0;
	while (!err) {
		err = db_scan_next(scan, &key, &value);
		if (!err)
			*bytes += (double)(key.len + value.len);
	}
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int weigh_tables(struct db_txn *txn, void *arg)
{
	double *bytes = arg;
	struct db_scan scan;
	int err = db_scan_open(txn, &scan);
	for (int i = 0; !err && i < SIZE_PARTS; i++)
		err = weigh_table(&scan, tables[i], &bytes[i]);
	db_scan_close(&scan);
	return err;
}

int store_parts(struct store *s, double bytes[SIZE_PARTS])
{
	return db_read(s->db, weigh_tables, bytes);
}
