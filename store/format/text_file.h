/* A file of text that is read piece by piece, so that it is never in memory as a whole. */
#ifndef QUAD_STORE_TEXT_FILE_H
#define QUAD_STORE_TEXT_FILE_H

#include <stddef.h>

struct text_file {
	/* Reads len bytes from the byte `at` on, all of which are within the file; an error of its own. */
	int (*read)(void *arg, size_t at, void *to, size_t len);
	void *arg;
	size_t len; /* bytes */
};

#endif
