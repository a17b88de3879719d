/*
 * A directory of dated backups: `quad-20261129T2315Z.backup`, the time in UTC, and beside each the head of its journal,
 * `quad-20261129T2315Z.backup.head`. Other files in it are not looked at.
 */
#ifndef QUAD_TUI_BACKUP_DIR_H
#define QUAD_TUI_BACKUP_DIR_H

#include "store/base/buf.h"
#include "tui/cmd/backup_keep.h"

#define BACKUP_UNFINISHED ".quad-backup-" /* what begins so belongs to a run that is not done */

/* Everything but the lock lies in the arena that it was opened with. */
struct backup_dir {
	const char *path;
	int lock;              /* held while it is open; -1: none */
	struct backup_file *v; /* the newest first */
	size_t n, cap;
	struct arena *arena;
};

/* Lists a directory. A negative enum quad_err; errno then says more. */
int backup_dir_list(const char *path, struct arena *arena, struct backup_dir *out) __attribute__((warn_unused_result));

/*
 * The same for who writes into it: takes the lock of the directory and removes what a run that was killed has left.
 * QUAD_EBUSY if another run holds the lock, QUAD_EPERM with errno 0 if others than its owner may write there, or it is
 * neither the caller's nor root's.
 */
int backup_dir_open(const char *path, struct arena *arena, struct backup_dir *out) __attribute__((warn_unused_result));
void backup_dir_close(struct backup_dir *d);

/* The name of a backup of that minute, and the path of a file in it. NULL without memory. */
const char *backup_dir_name(struct arena *arena, int64_t at_min);
const char *backup_dir_file(const struct backup_dir *d, const char *name);

/* Flushes the directory, so that names in it stay after a power cut. */
int backup_dir_sync(const struct backup_dir *d) __attribute__((warn_unused_result));

/* Removes a directory that holds files only. */
void backup_dir_clear(const char *path);

#endif
