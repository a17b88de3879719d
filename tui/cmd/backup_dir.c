/* A directory of dated backups. */
#include "tui/cmd/backup_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/clock.h"
#include "store/base/err.h"

static int error_of(int why)
{
	switch (why) {
	case EACCES:
	case EPERM:
	case EROFS: return QUAD_EPERM;
	case ENOENT:
	case ENOTDIR: return QUAD_ENOTFOUND;
	case ENOSPC:
	case EDQUOT: return QUAD_EFULL;
	case ENOMEM: return QUAD_ENOMEM;
	default: return QUAD_EIO;
	}
}

const char *backup_dir_file(const struct backup_dir *d, const char *name)
{
	return arena_fmt(d->arena, "%s/%s", d->path, name);
}

const char *backup_dir_name(struct arena *arena, int64_t at_min)
{
	struct wall day;
	int64_t number = at_min / DAY_MIN;
	int minute = (int)(at_min % DAY_MIN);
	clock_day_civil(number, &day);
	return arena_fmt(arena, "quad-%04d%02d%02dT%02d%02dZ.backup", day.year, day.month, day.day, minute / 60,
	                 minute % 60);
}

/* The minute that a file's name says; false if it is no backup's. */
static bool read_name(const char *name, int64_t *at_min)
{
	int year, month, day, hour, minute, end = 0;
	if (sscanf(name, "quad-%4d%2d%2dT%2d%2dZ.backup%n", &year, &month, &day, &hour, &minute, &end) != 5 || !end)
		return false;
	if (name[end] || !clock_date_valid(year, month, day))
		return false;
	*at_min = clock_day_number(year, month, day) * DAY_MIN + hour * 60 + minute;
	/* written in no other way */
	struct arena arena = {0};
	const char *same = backup_dir_name(&arena, *at_min);
	bool is_same = same && strcmp(same, name) == 0;
	arena_release(&arena);
	return is_same;
}

static int add_file(struct backup_dir *d, const char *name)
{
	int64_t at_min;
	if (!read_name(name, &at_min))
		return 0;
	struct backup_file *v = arena_grow(d->arena, d->v, d->n, &d->cap, sizeof *v);
	const char *copy = arena_str(d->arena, name);
	if (!v || !copy)
		return QUAD_ENOMEM;
	d->v = v;
	v[d->n++] = (struct backup_file){.at_min = at_min, .name = copy};
	return 0;
}

static int newest_first(const void *a, const void *b)
{
	return strcmp(((const struct backup_file *)b)->name, ((const struct backup_file *)a)->name);
}

/* Calls fn with the name of each file. */
static int each_file(struct backup_dir *d, int (*fn)(struct backup_dir *d, const char *name))
{
	DIR *dir = opendir(d->path);
	int err = 0;
	if (!dir)
		return error_of(errno);
	for (const struct dirent *e = readdir(dir); e; e = err ? NULL : readdir(dir))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			err = fn(d, e->d_name);
	closedir(dir);
	return err;
}

int backup_dir_list(const char *path, struct arena *arena, struct backup_dir *out)
{
	*out = (struct backup_dir){.path = path, .lock = -1, .arena = arena};
	int err = each_file(out, add_file);
	if (!err && out->n)
		qsort(out->v, out->n, sizeof *out->v, newest_first);
	return err;
}

/* ---- for who writes ---- */

static int remove_file(struct backup_dir *d, const char *name)
{
	const char *path = backup_dir_file(d, name);
	if (path)
		unlink(path);
	return path ? 0 : QUAD_ENOMEM;
}

void backup_dir_clear(const char *path)
{
	struct arena arena = {0};
	struct backup_dir d = {.path = path, .lock = -1, .arena = &arena};
	(void)!each_file(&d, remove_file);
	rmdir(path);
	arena_release(&arena);
}

static int remove_unfinished(struct backup_dir *d, const char *name)
{
	if (strncmp(name, BACKUP_UNFINISHED, strlen(BACKUP_UNFINISHED)) != 0)
		return 0;
	const char *path = backup_dir_file(d, name);
	if (!path)
		return QUAD_ENOMEM;
	if (unlink(path) != 0)
		backup_dir_clear(path);
	return 0;
}

/* Whoever else may write there could put another store in a backup's place. */
static int judge_owner(int fd)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return error_of(errno);
	bool ours = st.st_uid == geteuid() || st.st_uid == 0;
	errno = 0;
	return !ours || st.st_mode & (S_IWGRP | S_IWOTH) ? QUAD_EPERM : 0;
}

int backup_dir_open(const char *path, struct arena *arena, struct backup_dir *out)
{
	*out = (struct backup_dir){.path = path, .lock = -1, .arena = arena};
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_of(errno);
	int err = judge_owner(fd);
	if (!err && flock(fd, LOCK_EX | LOCK_NB) != 0)
		err = errno == EWOULDBLOCK ? QUAD_EBUSY : error_of(errno);
	if (!err)
		err = each_file(out, remove_unfinished);
	if (!err)
		err = backup_dir_list(path, arena, out);
	if (err)
		close(fd);
	else
		out->lock = fd;
	return err;
}

void backup_dir_close(struct backup_dir *d)
{
	if (d->lock >= 0)
		close(d->lock);
	d->lock = -1;
}

int backup_dir_sync(const struct backup_dir *d)
{
	return fsync(d->lock) == 0 ? 0 : error_of(errno);
}
