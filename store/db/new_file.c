/* A new file that appears whole or not at all. */
#include "store/db/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_env.h"

int new_file_sync(const char *path)
{
	char dir[PATH_MAX] = ".";
	const char *slash = strrchr(path, '/');
	if (slash) {
		size_t len = slash == path ? 1 : (size_t)(slash - path);
		memcpy(dir, path, len);
		dir[len] = '\0';
	}
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return lmdb_error(errno);
	int rc = fsync(fd) == 0 ? 0 : errno;
	close(fd);
	return lmdb_error(rc);
}

int new_file_name(struct new_file *f, const char *path)
{
	int n = snprintf(f->path, sizeof f->path, "%s", path);
	int n_part = snprintf(f->part, sizeof f->part, "%s.part-%ld", path, (long)getpid());
	if (n < 0 || n_part < 0 || (size_t)n_part >= sizeof f->part)
		return QUAD_EINVAL;
	if (access(path, F_OK) == 0)
		return QUAD_EEXIST;
	unlink(f->part);
	return 0;
}

int new_file_place(const struct new_file *f, int err)
{
	int rc = 0;
	/* link, unlike rename, does not replace a file that was made meanwhile */
	if (!err && link(f->part, f->path) != 0)
		rc = errno;
	unlink(f->part);
	if (err)
		return err;
	if (rc == EEXIST)
		return QUAD_EEXIST;
	return rc ? lmdb_error(rc) : new_file_sync(f->path);
}
