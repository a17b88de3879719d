/* Where a replica is put: the only file beside db_open.c that opens a store of another place. */
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db_replica.h"
#include "store/db/new_file.h"

#define DATA "data.mdb"

/* Where there is no store. A link, unlike a rename, does not replace one that was made meanwhile. */
static int place_first(const char *from, const char *to)
{
	struct new_file file;
	int err = new_file_name(&file, to);
	if (err)
		return err;
	if (rename(from, file.part) != 0)
		return QUAD_EIO;
	return new_file_place(&file, 0);
}

static int take_place(struct db *db, const char *from)
{
	if (!db->engine->replace || !replica_is(db))
		return QUAD_EEXIST;
	return db->engine->replace(db, from);
}

int db_place_replica(const char *made, const char *dir)
{
	char from[PATH_MAX], to[PATH_MAX];
	struct db *db;
	int n = snprintf(from, sizeof from, "%s/" DATA, made);
	int n_to = snprintf(to, sizeof to, "%s/" DATA, dir);
	if (n < 0 || n_to < 0 || (size_t)n >= sizeof from || (size_t)n_to >= sizeof to)
		return QUAD_EINVAL;
	int err = db_open(dir, 0, &db);
	if (err == QUAD_ENOSTORE)
		return place_first(from, to);
	if (err)
		return err;
	err = take_place(db, from);
	db_close(db);
	return err;
}
