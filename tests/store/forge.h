/* Damage that the journal bears out: what no slip of a disk makes, but a fault of the program might. */
#ifndef QUAD_TESTS_STORE_FORGE_H
#define QUAD_TESTS_STORE_FORGE_H

#include <check.h>

#include "store/model/codec.h"
#include "store/facts/facts.h"
#include "store/facts/journal_tree.h"

/* Puts the record under its key, and into entry seq of the journal as what that wrote; its tree is made anew. */
static inline int forge(struct db_txn *txn, const struct key *key, uint64_t seq, const struct buf *record)
{
	struct key entry_key = key_table(TABLE_JOURNAL);
	struct journal_entry entry;
	struct arena arena = {0};
	struct bytes b;
	struct buf forged = {0};
	key_u64(&entry_key, seq);
	int err = db_get(txn, key_bytes(&entry_key), &b);
	ck_assert_int_eq(err, 0);
	ck_assert_int_eq(journal_decode((struct bytes){arena_dup(&arena, b.p, b.len), b.len}, &entry), 0);
	entry.after = (struct bytes){record->p, record->len};
	journal_encode(&entry, &forged);
	ck_assert(!forged.failed && !record->failed);
	err = db_put(txn, key_bytes(&entry_key), (struct bytes){forged.p, forged.len});
	if (!err)
		err = db_put(txn, key_bytes(key), (struct bytes){record->p, record->len});
	if (!err)
		err = journal_tree_make(txn);
	buf_release(&forged);
	arena_release(&arena);
	return err;
}

#endif
