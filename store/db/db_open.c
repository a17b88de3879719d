/* Opens a store by the engine that it was made for. The only file that knows which engines there are. */
#include "store/db/db_engine.h"
#include "store/db/lmdb_engine.h"
#include "store/db/pg_engine.h"
#include "store/db/pg_link.h"

const char *db_said(void)
{
	return link_said();
}

int db_open(const char *where, unsigned flags, struct db **out)
{
	const struct db_engine *engine = db_is_address(where) ? &pg_engine : &lmdb_engine;
	return engine->open(where, flags, out);
}
