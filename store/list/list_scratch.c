/*
 * The copy has a directory of its own while it is written and opened, locked by whoever makes it. A process that is
 * killed meanwhile leaves the directory, but not the lock: so whoever gets the lock of another's may remove it. A
 * process id in the name would not do, since ids are given again, and are others in another container.
 */
#include "store/list/list_scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"

#define STEM "rehearsal-"

/* Removes an open directory; its path may name another one by now, which then is not empty. */
static void remove_directory(int fd, const char *path)
{
	const struct dirent *entry;
	int own = dup(fd);
	DIR *d = own >= 0 ? fdopendir(own) : NULL;
	while (d && (entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		closedir(d);
	else if (own >= 0)
		close(own);
	rmdir(path);
}

static bool join_path(char out[PATH_MAX], const char *dir, const char *name)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);
	return n >= 0 && n < PATH_MAX;
}

static int open_directory(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Whether nobody else may have made it: the directory for temporary files is everybody's. */
static bool is_own(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && st.st_uid == geteuid();
}

/* Removes the directories whose makers are dead. */
static void remove_left(const char *dir)
{
	char path[PATH_MAX];
	const struct dirent *entry;
	DIR *d = opendir(dir);
	while (d && (entry = readdir(d)) != NULL) {
		if (strncmp(entry->d_name, STEM, strlen(STEM)) != 0 || !join_path(path, dir, entry->d_name))
			continue;
		int fd = open_directory(path);
		if (fd >= 0 && is_own(fd) && flock(fd, LOCK_EX | LOCK_NB) == 0)
			remove_directory(fd, path);
		if (fd >= 0)
			close(fd);
	}
	if (d)
		closedir(d);
}

/* Makes a directory and locks it; *lock ends with the process at the latest. */
static int make_locked(const char *dir, char path[PATH_MAX], int *lock)
{
	for (;;) {
		if (!join_path(path, dir, STEM "XXXXXX"))
			return QUAD_EINVAL;
		if (!mkdtemp(path))
			return errno == ENOSPC || errno == EDQUOT ? QUAD_EFULL : QUAD_EPERM;
		*lock = open_directory(path);
		bool locked = *lock >= 0 && flock(*lock, LOCK_EX) == 0;
		/* before it was locked, another may have taken it for left */
		if (locked && access(path, F_OK) == 0)
			return 0;
		if (*lock >= 0)
			close(*lock);
		if (!locked && errno != ENOENT) {
			rmdir(path);
			return QUAD_EIO;
		}
	}
}

/* Where the copy of a store on a server is made: not in memory, which /tmp may be. */
static const char *temporary_directory(void)
{
	const char *dir = getenv("TMPDIR");
	return dir && *dir ? dir : "/var/tmp";
}

int list_scratch_open(struct store *from, const char *place, struct store *out)
{
	const char *dir = db_is_address(place) ? temporary_directory() : place;
	char path[PATH_MAX];
	int lock;
	*out = (struct store){0};
	remove_left(dir);
	int err = make_locked(dir, path, &lock);
	if (err)
		return err;
	err = db_clone(from->db, path);
	if (!err)
		err = store_open(path, out);
	/* while it has a place: only the copy is upgraded, which is nobody's news */
	if (!err)
		err = store_upgrade(out);
	if (!err)
		db_detach(out->db);
	remove_directory(lock, path);
	close(lock);
	return err;
}
