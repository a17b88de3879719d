/*
 * What a directory holds, as one chooses a list in it: files newest first, then directories by name, then the directory
 * above. It knows nothing of the screen.
 */
#ifndef QUAD_TUI_IMPORT_FILES_H
#define QUAD_TUI_IMPORT_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"

enum import_entry_type {
	IMPORT_LIST,  /* a file whose ending is that of a list */
	IMPORT_OTHER, /* any other file */
	IMPORT_DIR,
	IMPORT_ABOVE, /* `..` */
};

struct import_entry {
	const char *name;
	enum import_entry_type type;
	uint64_t size;       /* bytes */
	int64_t changed_min; /* minutes since the epoch */
	int64_t changed_s;
	bool readable;
};

struct import_files {
	char *dir; /* an absolute path without a `/` at its end, but for the root */
	struct import_entry *v;
	size_t n, cap;
	struct arena arena; /* owns all */
};

/*
 * Reads a directory, hidden files left out; a relative path is below the current one, and `~` the home directory. 0;
 * or an errno, and *out is empty. Release in any case.
 */
int import_files_read(const char *dir, struct import_files *out) __attribute__((warn_unused_result));
void import_files_release(struct import_files *f);

/* Appends the path of a name in a directory; `..` is the one above. */
void import_files_path(const char *dir, const char *name, struct buf *out);

/* Appends a path with `~` for the home directory, as people write it. */
void import_files_tilde(const char *path, struct buf *out);
/* Appends a path without the `~` that it may begin with. */
void import_files_expand(const char *path, struct buf *out);

#endif
