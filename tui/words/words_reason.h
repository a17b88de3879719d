/*
 * The reasons of a refusal as sentences in the person's language: a dialog, a terminal and a report say the same. All
 * of them are appended.
 */
#ifndef QUAD_TUI_WORDS_REASON_H
#define QUAD_TUI_WORDS_REASON_H

#include "store/model/reason.h"

/* One reason without a newline: `LAB-1 is taken 2026-09-07 08:00-10:00 by booking 17`. */
void words_reason(const struct reason *reason, struct buf *out);
/* The same where a file names the column that the reason is about; heading is the file's name of it, NULL = our name.
 */
void words_reason_of(const struct reason *reason, const char *heading, struct buf *out);
/* Every reason, a line each. */
void words_reasons(const struct reasons *reasons, struct buf *out);

#endif
