/*
 * A marked block in an authorized_keys file. Lines around it are others' and stay byte for byte. The file is replaced
 * as a whole, by one written beside it, only if it is still what was read; whoever writes by this module waits for
 * the others (a lock of the directory).
 */
#ifndef QUAD_TUI_KEYS_FILE_H
#define QUAD_TUI_KEYS_FILE_H

#include <sys/stat.h>

#include "store/base/buf.h"

#define KEYS_FILE_BEGIN "# begin quad keys"
#define KEYS_FILE_END "# end quad keys"
#define KEYS_FILE_MAX ((size_t)16 << 20)

enum keys_file_fault {
	KEYS_FILE_FINE,
	KEYS_FILE_SYSTEM,   /* errno says why it could not be read or written */
	KEYS_FILE_NO_FILE,  /* a directory, FIFO, device or symbolic link */
	KEYS_FILE_OTHERS,   /* it belongs to another user */
	KEYS_FILE_LARGE,    /* more than KEYS_FILE_MAX */
	KEYS_FILE_NO_END,   /* the block that begins in that line does not end */
	KEYS_FILE_NO_BEGIN, /* a block ends in that line that has not begun */
	KEYS_FILE_TWO,      /* a second block begins in that line */
	KEYS_FILE_CHANGED,  /* it was changed again and again while it was to be written */
	KEYS_FILE_BUSY,     /* another process has held the lock for too long */
};

/* All-zero but for the path is ready. */
struct keys_file {
	const char *path;
	int lock; /* the directory, while it is open */
	bool there;
	struct stat stat; /* if there: as it was read */
	struct buf text;
	size_t block, after; /* the block is [block, after) of the text; where it is to come if both are the same */
	size_t line;         /* of a fault, from 1 */
	int error;           /* errno of KEYS_FILE_SYSTEM */
};

/* Locks and reads the file; one that is not there is empty. Close in either case. */
enum keys_file_fault keys_file_open(struct keys_file *f);
void keys_file_close(struct keys_file *f);

/* Appends the file with that block, which ends in a newline, in the place of the former one. */
void keys_file_merge(const struct keys_file *f, const char *block, struct buf *out);

/*
 * Puts this text in the file's place, with mode 0600. KEYS_FILE_CHANGED: the file is not any more what was read;
 * nothing was written.
 */
enum keys_file_fault keys_file_replace(struct keys_file *f, const struct buf *text);

#endif
