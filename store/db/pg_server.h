/* What the server of a store says of itself: a function of the engine's table, see db.h. */
#ifndef QUAD_STORE_PG_SERVER_H
#define QUAD_STORE_PG_SERVER_H

#include "store/db/pg_store.h"

int pg_server(struct db *base, struct db_server *out);

#endif
