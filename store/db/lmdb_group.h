/* Requests that processes carry out for each other (group.h). */
#ifndef QUAD_STORE_LMDB_GROUP_H
#define QUAD_STORE_LMDB_GROUP_H

#include "store/db/db_engine.h"

/* See db_engine.h. */
int lmdb_submit(struct db *db, const struct db_job *job, void *arg, uint64_t *moment);

#endif
