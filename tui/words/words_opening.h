/* Opening hours as people read them. */
#ifndef QUAD_TUI_WORDS_OPENING_H
#define QUAD_TUI_WORDS_OPENING_H

#include "store/base/buf.h"

/*
 * Appends the canonical text of opening.h with its weekdays in the person's language: `周一至周五 08:00-22:00`, of
 * which opening_parse reads the same hours. Any other text stays as it is.
 */
void words_opening(const char *text, struct buf *out);

#endif
