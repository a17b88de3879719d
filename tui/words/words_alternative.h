/* How an alternative differs from what was asked and refused, in a few words. */
#ifndef QUAD_TUI_WORDS_ALTERNATIVE_H
#define QUAD_TUI_WORDS_ALTERNATIVE_H

#include "store/query/alternatives.h"

/* Appends `2h later`, `R12, 20 minutes away`, `without 2 dates`... without a newline. asked: the refused request. */
void words_alternative(const struct request *asked, const struct alternative *a, struct buf *out);

#endif
