/* The directory of a replica, for who pulls into it: one at a time, and nobody else may write there. */
#ifndef QUAD_TUI_REPLICA_DIR_H
#define QUAD_TUI_REPLICA_DIR_H

#include <limits.h>
#include <stdbool.h>

enum replica_dir_fault {
	REPLICA_DIR_FINE,
	REPLICA_DIR_BUSY,   /* another pull holds it */
	REPLICA_DIR_OPEN,   /* it belongs to somebody else, or others may write there */
	REPLICA_DIR_OTHER,  /* for the caller: it holds something, and no store */
	REPLICA_DIR_SYSTEM, /* errno says why */
};

struct replica_dir {
	const char *path; /* as it was given */
	int lock;         /* held while it is open; -1: none */
	bool is_empty;    /* nothing was in it, but what a pull that was killed had left, which is gone */
};

/* Makes the directory (0700) if there is none, locks it, and removes what a pull that was killed left. */
enum replica_dir_fault replica_dir_open(const char *path, struct replica_dir *out);
void replica_dir_close(struct replica_dir *d);

/* Makes a new directory in it, for the copy until it is proved. False: errno says why. */
bool replica_dir_scratch(const struct replica_dir *d, char out[PATH_MAX]);
/* Removes that with the files in it. */
void replica_dir_clear(const char *path);

#endif
