/* Walks over the records of a table, or of a part of one. */
#ifndef QUAD_STORE_WALK_H
#define QUAD_STORE_WALK_H

#include "store/facts/keys.h"

/*
 * Is given each record in the order of the keys. Other than 0 ends the walk. Key and value are borrowed until it
 * returns; it must not write.
 */
typedef int walk_fn(struct bytes key, struct bytes value, void *arg);

/* All records of a table; and those whose keys are in [lo, hi). Return what fn returned last, or an error of the store.
 */
int walk_table(struct db_txn *txn, enum table table, walk_fn *fn, void *arg) __attribute__((warn_unused_result));
int walk_range(struct db_txn *txn, const struct key *lo, const struct key *hi, walk_fn *fn, void *arg)
	__attribute__((warn_unused_result));

/* Copies a record into the arena, where its decoded texts then stay. QUAD_ENOMEM. */
int walk_keep(struct arena *arena, struct bytes record, struct bytes *out) __attribute__((warn_unused_result));

#endif
