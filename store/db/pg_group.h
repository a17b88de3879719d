/* Requests of a store on a server, which processes of one machine carry out for each other. */
#ifndef QUAD_STORE_PG_GROUP_H
#define QUAD_STORE_PG_GROUP_H

#include "store/db/pg_store.h"

/* A function of the engine's table, see db_engine.h. */
int pg_submit(struct db *base, const struct db_job *job, void *arg, uint64_t *moment);

void pg_group_close(struct pg *pg);

#endif
