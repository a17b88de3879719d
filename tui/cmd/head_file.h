/* The journal's head as a file beside what has left the house. */
#ifndef QUAD_TUI_HEAD_FILE_H
#define QUAD_TUI_HEAD_FILE_H

#include "store/query/journal_proof.h"

#define HEAD_FILE_SUFFIX ".head"

/* Writes a head into a new file of mode 0600, flushed. QUAD_EEXIST: there is one. QUAD_EIO, errno says more;
 * QUAD_ENOMEM. */
int head_file_write(const char *path, const struct journal_head *head) __attribute__((warn_unused_result));

/* Reads the head that stands in a file; false if there is none. */
bool head_file_read(const char *path, struct journal_head *out);

#endif
