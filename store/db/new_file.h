/*
 * A new file that appears whole or not at all: written under a temporary name beside its place, then put there. A file
 * that is there already is never touched.
 */
#ifndef QUAD_STORE_NEW_FILE_H
#define QUAD_STORE_NEW_FILE_H

#include <limits.h>

struct new_file {
	char path[PATH_MAX];
	char part[PATH_MAX]; /* where it is written */
};

/* Chooses the temporary name, under which nothing is then. QUAD_EEXIST if path exists, QUAD_EINVAL if it is too long.
 */
int new_file_name(struct new_file *f, const char *path) __attribute__((warn_unused_result));
/*
 * Ends the writing: without an error the file, which is written and synced, gets its place for good; otherwise it goes,
 * and the error is returned. QUAD_EEXIST if path exists by now.
 */
int new_file_place(const struct new_file *f, int err) __attribute__((warn_unused_result));
/* Makes the entry of a file in its directory durable. */
int new_file_sync(const char *path) __attribute__((warn_unused_result));

#endif
