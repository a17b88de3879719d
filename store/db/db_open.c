/* Opens a store by the engine that it was made for. The only file that knows which engines there are. */
#include <string.h>

#include "store/db/db_engine.h"
#include "store/db/lmdb_engine.h"
#include "store/db/pg_engine.h"
#include "store/db/pg_link.h"

bool db_is_address(const char *where)
{
	static const char *const schemes[] = {"postgresql://", "postgres://"};
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (strncmp(where, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

const char *db_said(void)
{
	return link_said();
}

int db_open(const char *where, unsigned flags, struct db **out)
{
	const struct db_engine *engine = db_is_address(where) ? &pg_engine : &lmdb_engine;
	return engine->open(where, flags, out);
}
