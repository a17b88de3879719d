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

static void remove_directory(const char *dir)
{
	const struct dirent *entry;
	DIR *d = opendir(dir);
	while (d && (entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		closedir(d);
	rmdir(dir);
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

/* Nobody else's, in a directory that all may write to. */
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
			remove_directory(path);
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

/* Where the copy of a store goes that has no directory: not into memory, which /tmp may be. */
static const char *choose_directory(const char *place)
{
	const char *dir = getenv("TMPDIR");
	if (!db_is_address(place))
		return place;
	return dir && *dir == '/' ? dir : "/var/tmp";
}

int list_scratch_open(struct store *from, const char *place, struct store *out)
{
	const char *dir = choose_directory(place);
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
	remove_directory(path);
	close(lock);
	return err;
}
