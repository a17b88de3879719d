/* What stands for a value in the usage of a command and its options: `FILE`, `START/END`. */
#ifndef QUAD_TUI_USAGE_H
#define QUAD_TUI_USAGE_H

#include "store/base/buf.h"

/*
 * Appends a usage such as `CLAIM... WHEN [--party N]` with its words in capitals in the person's language; all else, as
 * options and their fixed values, is typed as it stands.
 */
void usage_words(const char *usage, struct buf *out);

#endif
