/* Refusals that say who holds what was asked for: what for, for which institution, who, and how to reach them. */
#ifndef QUAD_TUI_WORDS_HOLDER_H
#define QUAD_TUI_WORDS_HOLDER_H

#include "store/query/holders.h"

/* `Welding course; North College; Mei Wong, mei@north.example`; nothing for a holder without any of it. */
void words_holder(const struct holder *h, struct buf *out);
/* The sentence of words_reason for one of the reasons; with its holder in brackets, where no reason before has it. */
void words_reason_held(const struct reasons *reasons, const struct holders *holders, size_t i, struct buf *out);
/*
 * Every reason of a request for [start, end), a line each, with its holder as the store knows it now. An error of the
 * store leaves the holders out.
 */
void words_reasons_held(struct store *s, const struct reasons *reasons, int64_t start, int64_t end, struct buf *out);

#endif
