/* Requests of a store on a server, which processes of one machine carry out for each other. */
#ifndef QUAD_STORE_PG_GROUP_H
#define QUAD_STORE_PG_GROUP_H

#include "store/db/pg_store.h"

/* A function of the engine's table, see db_engine.h. */
int pg_submit(struct db *base, const struct db_job *job, void *arg, uint64_t *moment);

void pg_group_close(struct pg *pg);
/* Removes the queue of the store of that number, in whose place another one is now. */
void pg_group_remove(struct pg *pg, uint64_t id);

#endif
