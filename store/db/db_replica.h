/*
 * The mark of a replica: an entry under a key of the database's own, so that restoring a backup never brings it along.
 * Private to store/db; db.h has what others call.
 */
#ifndef QUAD_STORE_DB_REPLICA_H
#define QUAD_STORE_DB_REPLICA_H

#include "store/db/db_engine.h"

extern const struct bytes replica_key;

static inline bool replica_is(const struct db *db)
{
	return db->replica.at_min != 0;
}

/* Reads the mark into db->replica: when a store was opened. QUAD_ECORRUPT if it cannot be decoded. */
int replica_find(struct db *db) __attribute__((warn_unused_result));

#endif
