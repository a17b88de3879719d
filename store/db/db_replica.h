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

/* Decodes a mark. QUAD_ECORRUPT. */
int replica_decode(struct bytes v, struct db_replica *out) __attribute__((warn_unused_result));

#endif
