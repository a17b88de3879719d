/* The layout of redo records: a head and the changes, which are those of the log. Numbers are little-endian. */
#include "store/db/lmdb_redo.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/db/lmdb_pages.h"
#include "store/db/lmdb_txn.h"

enum {
	SLOT_BYTES = 65536,
	PAGE_BYTES = 4096,
	GAP_BYTES = PAGE_BYTES - PAGES_HEAD_BYTES,
	ROOM_BYTES = GAP_BYTES + 2 * SLOT_BYTES,
	FIRST_TXN = 16, /* copies counted from 1 again, with foreign records in them */
	/* positions in a slot */
	MARK_BYTES = 8,
	TXN_AT = 8,
	LEN_AT = 52, /* of the changes; before it stands the run of the system */
	SUM_AT = LEN_AT + 4,
	HEAD_BYTES = SUM_AT + 8,
	CHANGES_MAX = SLOT_BYTES - HEAD_BYTES,
};

static const struct bytes room_key = {"\0redo", 5};
static const char record_mark[MARK_BYTES] = {'Q', 'r', 'e', 'd', 'o', ' ', '1', '\n'};

static bool read_slot(const unsigned char *slot, uint64_t id, struct bytes *changes)
{
	size_t len = le_get(slot + LEN_AT, 4);
	*changes = (struct bytes){slot + HEAD_BYTES, len};
	if (memcmp(slot, record_mark, MARK_BYTES) != 0 || le_get(slot + TXN_AT, 8) != id || len > CHANGES_MAX)
		return false;
	uint64_t sum = fnv1a(fnv1a(FNV1A_START, (struct bytes){slot, SUM_AT}), *changes);
	return sum == le_get(slot + SUM_AT, 8);
}

/* The changes of transaction `id`; *found is false if they have no whole record. */
static int find_changes(MDB_txn *txn, MDB_dbi dbi, uint64_t id, struct bytes *changes, bool *found)
{
	MDB_val k = lmdb_val(room_key), v;
	*found = false;
	int rc = mdb_get(txn, dbi, &k, &v);
	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc)
		return lmdb_error(rc);
	if (v.mv_size == ROOM_BYTES && id >= FIRST_TXN) {
		const unsigned char *room = v.mv_data;
		*found = read_slot(room + GAP_BYTES + id % 2 * SLOT_BYTES, id, changes);
	}
	return 0;
}

int redo_find_lost(MDB_txn *from, MDB_dbi dbi, bool *out)
{
	struct bytes changes;
	return find_changes(from, dbi, mdb_txn_id(from) + 1, &changes, out);
}

int redo_copy_lost(MDB_txn *from, MDB_dbi dbi, struct lmdb_txn *to)
{
	for (uint64_t id = mdb_txn_id(from) + 1;; id++) {
		struct bytes changes;
		bool found;
		int err = find_changes(from, dbi, id, &changes, &found);
		if (!err && found)
			err = txn_replay(to, changes);
		if (err || !found)
			return err;
	}
}

int redo_drop_room(struct lmdb_txn *txn)
{
	return lmdb_del(&txn->txn, room_key);
}
