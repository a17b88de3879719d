/* Comparing files by what stat tells. */
#include "store/db/lmdb_place.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "store/base/err.h"

int place_note(int fd, struct place_file *out)
{
	struct stat st;
	*out = (struct place_file){0};
	if (fstat(fd, &st) != 0)
		return QUAD_EIO;
	*out = (struct place_file){st.st_dev, st.st_ino};
	return 0;
}

static int stat_error(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR: return QUAD_EMOVED;
	case EACCES:
	case EPERM: return QUAD_EPERM;
	default: return QUAD_EIO;
	}
}

int place_check(const char *dir, const char *name, const struct place_file *file)
{
	char path[PATH_MAX];
	struct stat st;
	/* several times a booking: a formatted print would be most of what it costs */
	size_t dir_len = strlen(dir), name_len = strlen(name);
	if (dir_len + name_len + 2 > sizeof path)
		return QUAD_EINVAL;
	memcpy(path, dir, dir_len);
	path[dir_len] = '/';
	memcpy(path + dir_len + 1, name, name_len + 1);
	if (stat(path, &st) != 0)
		return stat_error(errno);
	const struct place_file found = {st.st_dev, st.st_ino};
	return place_is_same(file, &found) ? 0 : QUAD_EMOVED;
}
