/* The engine over a PostgreSQL server, see pg_engine.c. For db_open.c. */
#ifndef QUAD_STORE_PG_ENGINE_H
#define QUAD_STORE_PG_ENGINE_H

#include "store/db/db_engine.h"

extern const struct db_engine pg_engine;

#endif
