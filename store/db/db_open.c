/* Opens a store by the engine that it was made for. The only file that knows which engines there are. */
#include "store/db/db_engine.h"
#include "store/db/lmdb_engine.h"

int db_open(const char *dir, unsigned flags, struct db **out)
{
	return lmdb_engine.open(dir, flags, out);
}
