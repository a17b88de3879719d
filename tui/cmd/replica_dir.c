/*
 * The lock is that of the directory itself (flock), which no kill leaves behind. So what lies there under a temporary
 * name belongs to nobody, once one has the lock.
 */
#include "tui/cmd/replica_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/cmd/backup_dir.h"

#define UNFINISHED ".pull-"

/* Whoever else may write there could put another store in the copy's place. */
static enum replica_dir_fault judge_owner(int fd)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return REPLICA_DIR_SYSTEM;
	return st.st_uid != geteuid() || st.st_mode & (S_IWGRP | S_IWOTH) ? REPLICA_DIR_OPEN : REPLICA_DIR_FINE;
}

/* What is nothing without the file of a store: its locks, which are left when that is removed. */
static bool is_nothing(const char *name)
{
	static const char *const names[] = {".", "..", "lock.mdb", "write.lock", "queue"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Removes what was left, and sees whether there is anything else. */
static enum replica_dir_fault look_through(struct replica_dir *d)
{
	char path[PATH_MAX];
	DIR *dir = opendir(d->path);
	if (!dir)
		return REPLICA_DIR_SYSTEM;
	d->is_empty = true;
	for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		bool is_left = strncmp(e->d_name, UNFINISHED, strlen(UNFINISHED)) == 0;
		int n = snprintf(path, sizeof path, "%s/%s", d->path, e->d_name);
		if (is_left && n >= 0 && (size_t)n < sizeof path)
			replica_dir_clear(path);
		else if (!is_nothing(e->d_name))
			d->is_empty = false;
	}
	closedir(dir);
	return REPLICA_DIR_FINE;
}

enum replica_dir_fault replica_dir_open(const char *path, struct replica_dir *out)
{
	*out = (struct replica_dir){.path = path, .lock = -1};
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return REPLICA_DIR_SYSTEM;
	out->lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (out->lock < 0)
		return REPLICA_DIR_SYSTEM;
	enum replica_dir_fault fault = judge_owner(out->lock);
	if (!fault && flock(out->lock, LOCK_EX | LOCK_NB) != 0)
		fault = errno == EWOULDBLOCK ? REPLICA_DIR_BUSY : REPLICA_DIR_SYSTEM;
	return fault ? fault : look_through(out);
}

void replica_dir_close(struct replica_dir *d)
{
	if (d->lock >= 0)
		close(d->lock);
	d->lock = -1;
}

bool replica_dir_scratch(const struct replica_dir *d, char out[PATH_MAX])
{
	int n = snprintf(out, PATH_MAX, "%s/" UNFINISHED "XXXXXX", d->path);
	if (n < 0 || n >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return false;
	}
	return mkdtemp(out) != NULL;
}

void replica_dir_clear(const char *path)
{
	backup_dir_clear(path);
}
