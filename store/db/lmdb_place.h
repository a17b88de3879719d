/*
 * Whether open files are still those at a path. A file that was moved, removed or replaced keeps its content for
 * whoever has it open, so that a writer would write where nobody else looks. Files are compared by device and inode;
 * one comparison is one stat.
 */
#ifndef QUAD_STORE_LMDB_PLACE_H
#define QUAD_STORE_LMDB_PLACE_H

#include <stdbool.h>
#include <sys/types.h>

/* A file, whatever its name. */
struct place_file {
	dev_t device;
	ino_t inode;
};

static inline bool place_is_same(const struct place_file *a, const struct place_file *b)
{
	return a->device == b->device && a->inode == b->inode;
}

/* Which file is open. QUAD_EIO. */
int place_note(int fd, struct place_file *out) __attribute__((warn_unused_result));

/* 0, or QUAD_EMOVED if the file `name` in dir is not that one, or gone. QUAD_EPERM, QUAD_EIO. */
int place_check(const char *dir, const char *name, const struct place_file *file) __attribute__((warn_unused_result));

#endif
