/* What to give up where nothing fits a wish, as sentences. */
#ifndef QUAD_TUI_FOUND_LOOSEN_H
#define QUAD_TUI_FOUND_LOOSEN_H

#include "store/query/find_loosen.h"

/* Appends what differs from the wish that was asked: `30 seats`, `15m later`, `any campus`... without a number. */
void loosening_word(const struct find_wish *asked, const struct loosening *l, struct buf *out);

#endif
