/* The engine over LMDB: a store is a directory with the file data.mdb. */
#ifndef QUAD_STORE_LMDB_ENGINE_H
#define QUAD_STORE_LMDB_ENGINE_H

#include "store/db/db_engine.h"

extern const struct db_engine lmdb_engine;

#endif
