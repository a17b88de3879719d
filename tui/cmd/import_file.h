/* The file of a list that is to be imported. */
#ifndef QUAD_TUI_IMPORT_FILE_H
#define QUAD_TUI_IMPORT_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include "store/base/buf.h"
#include "store/format/text_file.h"

/* A regular file is read piece by piece while it is imported; what else there is, whole before. All-zero is closed. */
struct import_file {
	FILE *f;
	struct text_file pieces; /* of a regular file; its len is 0 for any other */
	struct buf whole;        /* of any other */
	const char *wrong;       /* why it could not be read, also while it was imported */
};

/* Opens it, `-` is standard input. False: out->wrong says why not. It must not move until it is closed, in any case. */
bool import_file_open(const char *path, struct import_file *out);
void import_file_close(struct import_file *file);

/* Opens a file to read, as fopen. A FIFO into which nobody writes is empty: none is waited for. */
FILE *import_file_stream(const char *path);

/* What a person calls it. */
const char *import_file_name(const char *path);

#endif
