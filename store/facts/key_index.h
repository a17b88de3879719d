/*
 * Whose SSH key that is: an index of the keys in people's records by fingerprint, which makes one key one person. Every
 * writer of a person's record keeps it. Private to the store layer.
 *
 * Stores before SCHEMA_TREE (upgrade.h) have no such index; there it is looked for in all records.
 */
#ifndef QUAD_STORE_KEY_INDEX_H
#define QUAD_STORE_KEY_INDEX_H

#include "store/facts/keys.h"
#include "store/model/model.h"
#include "store/model/person.h"
#include "store/model/ssh_key.h"

#define KEY_INDEX_BYTES (1 + HASH_BYTES) /* of a key of the table */

struct key key_index_key(const struct hash *fingerprint);

/* The login of whose key it is. QUAD_ENOTFOUND: nobody's; QUAD_ECORRUPT. */
int key_index_find(struct db_txn *txn, const struct hash *fingerprint, char out[LOGIN_MAX_BYTES + 1])
	__attribute__((warn_unused_result));

/*
 * The record of a person becomes another one; NULL: there was none, or there is none any more. A key that is another
 * person's in the index stays his.
 */
int key_index_change(struct db_txn *txn, const struct person *was, const struct person *now)
	__attribute__((warn_unused_result));

/* The first half of that: the keys that go, so that they can come to others whose records are written before. */
int key_index_leave(struct db_txn *txn, const struct person *was, const struct person *now)
	__attribute__((warn_unused_result));

/*
 * Makes the index of a store that has none: part of an upgrade. Of two who have one key, the first by login has it. No
 * person may be written meanwhile.
 */
int key_index_make(struct db_txn *txn) __attribute__((warn_unused_result));

#endif
