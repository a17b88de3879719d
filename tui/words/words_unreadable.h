/* Why a file cannot be read as a list, in words. */
#ifndef QUAD_TUI_WORDS_UNREADABLE_H
#define QUAD_TUI_WORDS_UNREADABLE_H

#include "store/format/list_fault.h"

/* Appends the fault as a sentence without a full stop and without the file's name. */
void words_unreadable(const struct list_fault *fault, struct buf *out);

#endif
