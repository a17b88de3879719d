/* What an undo did to records other than bookings. */
#ifndef QUAD_TUI_WORDS_RESTORED_H
#define QUAD_TUI_WORDS_RESTORED_H

#include "store/model/request.h"

/* A line each: `resource LAB-9 is gone again`; of many a line for each kind, with how many. */
void words_restored(const struct result *r, struct buf *out);

/* All of it in one line: `booking 17`, `series S3, 16 bookings`, `120 records`. */
void words_restored_short(const struct result *r, struct buf *out);

#endif
