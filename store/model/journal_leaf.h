/*
 * What the journal's tree (merkle.h) is made of: the data of an entry's leaf. It stays the same when the records in the
 * entry, which may hold personal text, are erased, since it has only their hashes. Nobody can find an erased text by
 * trying, since its salt is erased with it.
 *
 * The data, in the layout of records (record.h): u64 prev, i64 at_min, u8 op, u8 outcome, u64 action, u8 shared, u8
 * via; the texts actor, entity, in_place_of, the hash of `before`, the hash of `after`. A hash is SHA-256 of the salt
 * and the record's bytes, and empty for an empty record. The number of the entry is its place in the tree, from 1.
 */
#ifndef QUAD_STORE_JOURNAL_LEAF_H
#define QUAD_STORE_JOURNAL_LEAF_H

#include "store/model/codec.h"
#include "store/model/merkle.h"

/* Gives salts, from `room`, to what has none and is not empty. QUAD_EIO if the system has no random bytes. */
struct journal_salts {
	unsigned char before[JOURNAL_SALT_BYTES], after[JOURNAL_SALT_BYTES];
};
int journal_salt(struct journal_entry *e, struct journal_salts *room) __attribute__((warn_unused_result));

/* Appends the leaf's data. */
void journal_leaf_data(const struct journal_entry *e, struct buf *out);
/* The leaf's hash; QUAD_ENOMEM. `scratch` is overwritten. */
int journal_leaf(const struct journal_entry *e, struct buf *scratch, struct hash *out)
	__attribute__((warn_unused_result));

/* The records as they were, or one of them, are erased, their hashes in `room` from now on. */
struct journal_hashes {
	struct hash before, after;
};
void journal_erase_before(struct journal_entry *e, struct journal_hashes *room);
void journal_erase_after(struct journal_entry *e, struct journal_hashes *room);

/* There was a record before the change, and after it. */
static inline bool journal_had_before(const struct journal_entry *e)
{
	return e->before.len || e->before_hash.len;
}
static inline bool journal_had_after(const struct journal_entry *e)
{
	return e->after.len || e->after_hash.len;
}

/* A record of the entry was erased. */
static inline bool journal_is_erased(const struct journal_entry *e)
{
	return e->before_hash.len || e->after_hash.len;
}

#endif
